"""Computer vision under torchvision's names: models with checkpoints, datasets, transforms, files, pictures."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from .._listing import listing
from ._backends import (
    disable_beta_transforms_warning,
    get_image_backend,
    get_video_backend,
    set_image_backend,
    set_video_backend,
)
from .version import __version__ as __version__

if TYPE_CHECKING:
    from . import datasets, io, models, ops, transforms, tv_tensors, utils


def __getattr__(name: str) -> Any:
    if name in _MODULES:  # imported when first asked for: few programs need all of them
        return importlib.import_module(f".{name}", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


_MODULES = {"datasets", "io", "models", "ops", "transforms", "tv_tensors", "utils"}
__all__ = [
    "datasets",
    "disable_beta_transforms_warning",
    "get_image_backend",
    "get_video_backend",
    "io",
    "models",
    "ops",
    "set_image_backend",
    "set_video_backend",
    "transforms",
    "tv_tensors",
    "utils",
]
__dir__ = listing(globals())
