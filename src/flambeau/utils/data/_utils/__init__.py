"""What the loader is made of: collation, fetching, worker processes and threads, and the iterators over them."""

from __future__ import annotations

from ...._missing import no_attribute

__all__ = ["MP_STATUS_CHECK_INTERVAL", "collate", "fetch", "pin_memory", "worker"]


def __getattr__(name: str) -> object:
    # Iterating, above all with workers, takes imports that cost nothing before it is done.
    import importlib

    if name == "MP_STATUS_CHECK_INTERVAL":
        return importlib.import_module(".iterate", __name__).MP_STATUS_CHECK_INTERVAL
    if name in __all__:
        return importlib.import_module(f".{name}", __name__)
    raise no_attribute("module 'flambeau.utils.data._utils'", name, {})
