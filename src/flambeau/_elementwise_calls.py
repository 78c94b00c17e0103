"""A Python function called for every element: `Tensor.apply_`, `map_` and `map2_`. They are slow, and not recorded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ._core import Tensor


def _write_each(name: str, self: Tensor, others: tuple[Tensor, ...], function: Callable[..., Any]) -> Tensor:
    if any(x.requires_grad for x in (self, *others)):
        raise RuntimeError(
            f"Can't call {name}() on Variable that requires grad. Use var.detach().{name}() instead. | what a Python "
            "function computes of single elements has no gradient"
        )
    if not callable(function):
        raise TypeError(f"{name}(): '{type(function).__name__}' object is not callable | give a function of elements")
    columns = [x.expand(self.shape).reshape(-1).tolist() for x in (self, *others)]
    found = [function(*row) for row in zip(*columns, strict=True)]
    for value in found:
        if not any(hasattr(type(value), method) for method in ("__index__", "__float__", "__complex__")):
            kind = type(value).__name__
            raise TypeError(f"{name}(): must be real number, not {kind} | the function gives the new element")
    return self.copy_(self.new_tensor(found).reshape(self.shape))


def apply_(self: Tensor, callable: Callable[[Any], Any]) -> Tensor:
    """Every element becomes ``callable(element)``, in place.

    Raises: RuntimeError for a tensor that requires grad; TypeError for a result that is no number.

    >>> import flambeau as torch
    >>> torch.tensor([1.0, 2.0]).apply_(lambda x: x * x)
    tensor([1., 4.])
    """
    return _write_each("apply_", self, (), callable)


def map_(self: Tensor, tensor: Tensor, callable: Callable[[Any, Any], Any]) -> Tensor:
    """Every element becomes ``callable(element, element of tensor)``, in place.

    Shape: ``tensor`` is broadcast to that of ``self``.
    Raises: RuntimeError for tensors that require grad and a shape that does not broadcast; TypeError for a result that
        is no number.

    >>> import flambeau as torch
    >>> torch.tensor([1.0, 2.0]).map_(torch.tensor([5.0, 6.0]), max)
    tensor([5., 6.])
    """
    return _write_each("map_", self, (tensor,), callable)


def map2_(self: Tensor, x: Tensor, y: Tensor, callable: Callable[[Any, Any, Any], Any]) -> Tensor:
    """Every element becomes ``callable(element, element of x, element of y)``, in place.

    Shape: ``x`` and ``y`` are broadcast to that of ``self``.
    Raises: RuntimeError for tensors that require grad and shapes that do not broadcast; TypeError for a result that is
        no number.

    >>> import flambeau as torch
    >>> torch.tensor([1.0, 2.0]).map2_(torch.tensor(5.0), torch.tensor(7.0), lambda a, b, c: a + b * c)
    tensor([36., 37.])
    """
    return _write_each("map2_", self, (x, y), callable)


METHODS = (apply_, map_, map2_)
