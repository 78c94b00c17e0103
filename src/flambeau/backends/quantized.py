"""Kernels for quantised tensors: there are none."""

from __future__ import annotations

import sys
from types import ModuleType

from .._listing import listing

supported_engines = ["none"]


class _Quantized(ModuleType):
    """The module's class: an engine that is not here cannot be chosen."""

    @property
    def engine(self) -> str:
        return "none"

    @engine.setter
    def engine(self, value: str) -> None:
        if value != "none":
            raise RuntimeError(f"quantized engine {value} is not supported | flambeau has no quantised tensors")


sys.modules[__name__].__class__ = _Quantized

__all__ = [
    "supported_engines",
]
__dir__ = listing(globals())
