"""Transforms of images."""

import importlib
from typing import Any

from ..._listing import listing
from . import autoaugment, functional, transforms
from .autoaugment import *
from .transforms import *

__all__ = [*autoaugment.__all__, *transforms.__all__, "autoaugment", "functional"]
__dir__ = listing(globals(), "v2")


def __getattr__(name: str) -> Any:
    if name == "v2":
        return importlib.import_module(".v2", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
