"""Every function of the top level by name: what `flambeau` exports and what this package's own modules call."""

from __future__ import annotations

from typing import Any

from . import ops
from ._arguments import explain_module
from ._core import Tensor
from ._tensor import as_tensor, from_dlpack, from_numpy, tensor
from .ops.broadcast import broadcast_shapes

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
    "resize_as_",
    "tensor",
]


def is_tensor(obj: Any) -> bool:
    """Whether ``obj`` is a Tensor.

    >>> import flambeau as torch
    >>> torch.is_tensor(torch.zeros(2)), torch.is_tensor([0.0])
    (True, False)
    """
    return isinstance(obj, Tensor)


def is_storage(obj: Any) -> bool:
    """Whether ``obj`` is a storage.

    >>> import flambeau as torch
    >>> torch.is_storage(torch.zeros(2).untyped_storage())
    True
    """
    from ._storage import UntypedStorage
    from ._typed_storage import TypedStorage

    return isinstance(obj, UntypedStorage | TypedStorage)


def is_floating_point(input: Tensor) -> bool:
    """Whether the dtype is a real floating type.

    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.is_floating_point(torch.tensor([1.0]))
    True
    """
    return input.is_floating_point()


def is_complex(input: Tensor) -> bool:
    """Whether the dtype is complex.

    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.is_complex(torch.tensor([1.0]))
    False
    """
    return input.is_complex()


def is_nonzero(input: Tensor) -> bool:
    """Whether the only element differs from zero.

    Raises: RuntimeError for any other number of elements.

    >>> import flambeau as torch
    >>> torch.is_nonzero(torch.tensor([0.5]))
    True
    """
    return bool(input)


def resize_as_(input: Tensor, the_template: Tensor, *, memory_format: Any = None) -> Tensor:
    """`Tensor.resize_as_`: changes the shape of ``input`` in place to that of ``the_template``. It is not recorded.

    Raises: RuntimeError for a tensor that requires grad.

    >>> import flambeau as torch
    >>> torch.resize_as_(torch.arange(2), torch.zeros(2, 1)).shape
    torch.Size([2, 1])
    """
    return input.resize_as_(the_template, memory_format=memory_format)


def numel(input: Tensor) -> int:
    """The number of elements.

    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.numel(torch.zeros(2, 3))
    6
    """
    return input.numel()


explain_module(globals())
for _function in (is_floating_point, is_complex, is_nonzero, numel):
    _function._overridable = True  # type: ignore[attr-defined]
_by_name = ops.exports("")
globals().update(_by_name)
__all__ += list(_by_name)
