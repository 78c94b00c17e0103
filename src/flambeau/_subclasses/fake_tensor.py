"""Tensors that a compiler traces without data: there are none, which is what `is_fake` says."""

from __future__ import annotations

from typing import Any

from .._absent import refusing_class
from .._core import Tensor

__all__ = ["FakeTensor", "FakeTensorConverter", "FakeTensorMode", "is_fake"]

SENTENCE = 'flambeau traces no tensors without data | tensors on the device "meta" have a shape and no data'
FakeTensor = refusing_class("FakeTensor", __name__, NotImplementedError, SENTENCE, Tensor)
FakeTensorConverter, FakeTensorMode = (
    refusing_class(name, __name__, NotImplementedError, SENTENCE) for name in ("FakeTensorConverter", "FakeTensorMode")
)


class UnsupportedFakeTensorException(RuntimeError):
    """What such a tensor raises for what it cannot do; never raised here."""


DynamicOutputShapeException = DataDependentOutputException = UnsupportedFakeTensorException


def is_fake(x: object) -> bool:
    """False.

    >>> import flambeau as torch
    >>> from flambeau._subclasses.fake_tensor import is_fake
    >>> is_fake(torch.zeros(2))
    False
    """
    return False


def maybe_get_fake_mode(t: Any) -> None:
    """None: there is no such mode."""
