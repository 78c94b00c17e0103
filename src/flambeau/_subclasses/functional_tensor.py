"""Tensors from which a compiler takes writes in place: there are none."""

from __future__ import annotations

from .._absent import refusing_class
from .._core import Tensor

__all__ = ["FunctionalTensor", "FunctionalTensorMode"]

_SENTENCE = "flambeau traces no tensors for compilers | writes in place are differentiated and batched as they are"
FunctionalTensor = refusing_class("FunctionalTensor", __name__, NotImplementedError, _SENTENCE, Tensor)
FunctionalTensorMode = refusing_class("FunctionalTensorMode", __name__, NotImplementedError, _SENTENCE)


def mb_unwrap_functional_tensor(tensor: Tensor) -> Tensor:
    """The tensor itself, which is of no such kind."""
    return tensor
