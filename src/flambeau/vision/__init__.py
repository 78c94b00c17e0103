"""Computer vision under torchvision's names: models with checkpoints, datasets, transforms, files, pictures."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from .._listing import listing

if TYPE_CHECKING:
    from . import datasets, io, models, ops, transforms, tv_tensors, utils

__version__ = "0.29.0+flambeau"


def __getattr__(name: str) -> Any:
    if name in __all__:  # imported when first asked for: few programs need all of them
        return importlib.import_module(f".{name}", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = ["datasets", "io", "models", "ops", "transforms", "tv_tensors", "utils"]
__dir__ = listing(globals())
