"""Tools around training: data loading; handles of hooks; measuring what code takes and what the machine can do."""

from __future__ import annotations

from . import data, hooks


def __getattr__(name: str) -> object:
    # Measuring is rarely wanted: it costs nothing at import.
    import importlib

    homes = {"roofline": "_roofline", "Roofline": "_roofline", "benchmark": "benchmark"}
    if name not in homes:
        raise AttributeError(f"module 'flambeau.utils' has no attribute {name!r}")
    module = importlib.import_module(f".{homes[name]}", __name__)
    globals()[name] = module if name == "benchmark" else getattr(module, name)
    return globals()[name]


__all__ = ["Roofline", "benchmark", "data", "hooks", "roofline"]
