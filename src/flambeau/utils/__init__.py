"""Tools around training: data loading, checkpoints, handles of hooks, measuring code and machine, reporting defects."""

from __future__ import annotations

from .._listing import listing
from . import hooks


def __getattr__(name: str) -> object:
    # What not every program wants costs nothing at import.
    import importlib

    homes = {"roofline": "_roofline", "Roofline": "_roofline", "image": "_image"}
    modules = (
        "_pytree",
        "benchmark",
        "checkpoint",
        "collect_env",
        "data",
        "dlpack",
        "flop_counter",
        "model_zoo",
        "tensorboard",
    )
    if name not in homes and name not in modules:
        raise AttributeError(f"module 'flambeau.utils' has no attribute {name!r}")
    module = importlib.import_module(f".{homes.get(name, name)}", __name__)
    globals()[name] = module if name in modules else getattr(module, name)
    return globals()[name]


__all__ = ["Roofline", "benchmark", "checkpoint", "collect_env", "data", "hooks", "image", "roofline", "tensorboard"]
__dir__ = listing(globals(), "dlpack", "flop_counter", "model_zoo")
