"""Every function of the top level by name: what `flambeau` exports and what this package's own modules call."""

from __future__ import annotations

from typing import Any

from . import ops
from ._arguments import explain_module
from ._core import Tensor
from ._tensor import as_tensor, from_dlpack, from_numpy, tensor
from .ops.shape import broadcast_shapes

__all__ = [
    "as_tensor",
    "broadcast_shapes",
    "from_dlpack",
    "from_numpy",
    "is_complex",
    "is_floating_point",
    "is_nonzero",
    "is_storage",
    "is_tensor",
    "numel",
    "tensor",
]


def is_tensor(obj: Any) -> bool:
    """Whether ``obj`` is a Tensor."""
    return isinstance(obj, Tensor)


def is_storage(obj: Any) -> bool:
    """Whether ``obj`` is a storage."""
    from ._storage import UntypedStorage

    return isinstance(obj, UntypedStorage)


def is_floating_point(input: Tensor) -> bool:
    """Whether the dtype is a real floating type."""
    return input.is_floating_point()


def is_complex(input: Tensor) -> bool:
    """Whether the dtype is complex."""
    return input.is_complex()


def is_nonzero(input: Tensor) -> bool:
    """Whether the only element differs from zero; RuntimeError for any other number of elements."""
    return bool(input)


def numel(input: Tensor) -> int:
    """The number of elements."""
    return input.numel()


explain_module(globals())
_by_name = ops.exports("")
globals().update(_by_name)
__all__ += list(_by_name)
