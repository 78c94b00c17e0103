"""What packages reach for inside PyTorch's transforms: tensors of one example that stand for a batch."""

from __future__ import annotations

from .. import _core
from .._core import Tensor

__all__ = ["get_unwrapped", "is_batchedtensor", "maybe_get_bdim", "maybe_get_level"]


def is_batchedtensor(tensor: Tensor) -> bool:
    """Whether it stands for the tensors of all examples of a vmap."""
    return _core._level(tensor) > 0


def maybe_get_level(tensor: Tensor) -> int:
    """The innermost vmap that it is of, from 1 on; -1 without."""
    return _core._level(tensor) or -1


def get_unwrapped(tensor: Tensor) -> Tensor:
    """What lies behind it: the values of all examples of its innermost vmap."""
    inside: Tensor = _core._unwrap(tensor, _core._level(tensor))[0]
    return inside


def maybe_get_bdim(tensor: Tensor) -> int:
    """The dimension of the examples in what lies behind it; -1 without."""
    dim = _core._unwrap(tensor, _core._level(tensor))[1] if is_batchedtensor(tensor) else None
    return -1 if dim is None else int(dim)


def _add_batch_dim(tensor: Tensor, dim: int, level: int) -> Tensor:
    """One example that stands for those along a dimension."""
    wrapped: Tensor = _core._wrap(tensor, dim % tensor.dim(), level)
    return wrapped


def _remove_batch_dim(tensor: Tensor, level: int, batch_size: int, out_dim: int) -> Tensor:
    """The values of all examples, along a dimension of their own."""
    value, dim = _core._unwrap(tensor, level)
    if dim is None:
        value, dim = value.expand(batch_size, *value.shape), 0
    moved: Tensor = value.movedim(dim, out_dim)
    return moved
