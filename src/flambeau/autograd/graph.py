"""The graph as objects: nodes, edges, hooks on them, and the rule of in-place writes through views."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any, NamedTuple

from .. import _core
from .._core import Node, Tensor
from ..ops.create import empty_strided

_ids = itertools.count()


class RemovableHandle:
    """What registering a hook returns: ``remove()`` takes the hook away; so does leaving a ``with`` block."""

    __slots__ = ("_hooks", "id")

    def __init__(self, hooks: dict[int, Any]) -> None:
        self.id = next(_ids)
        self._hooks = hooks

    def remove(self) -> None:
        """Takes the hook away; doing it twice is harmless."""
        self._hooks.pop(self.id, None)

    def __enter__(self) -> RemovableHandle:
        return self

    def __exit__(self, *args: object) -> None:
        self.remove()


def register(hooks: dict[int, Any], hook: Callable[..., Any]) -> RemovableHandle:
    """Puts ``hook`` into a table of hooks (id -> callable); the handle takes it out again."""
    handle = RemovableHandle(hooks)
    hooks[handle.id] = hook
    return handle


def register_hook(self: Tensor, hook: Callable[[Tensor], Tensor | None]) -> RemovableHandle:
    """Calls ``hook(grad)`` whenever the gradient of this tensor has been computed; a tensor it returns replaces it.

    >>> import flambeau as torch
    >>> x = torch.tensor([1., 2.], requires_grad=True)
    >>> handle = x.register_hook(lambda g: g * 2)
    >>> (x * 3).sum().backward()
    >>> x.grad
    tensor([6., 6.])
    """
    return register(self._hook_dict(), hook)


def register_post_accumulate_grad_hook(self: Tensor, hook: Callable[[Tensor], None]) -> RemovableHandle:
    """Calls ``hook(tensor)`` after the gradient of this leaf has been added to ``.grad``."""
    return register(self._post_accumulate_dict(), hook)


def _register_node_hook(self: Node, hook: Callable[..., Any]) -> RemovableHandle:
    """Calls ``hook(grad_inputs, grad_outputs)`` after the node has run; what it returns replaces ``grad_inputs``."""
    return register(self._post_hooks(), hook)


def _register_node_prehook(self: Node, hook: Callable[..., Any]) -> RemovableHandle:
    """Calls ``hook(grad_outputs)`` before the node runs; what it returns replaces them."""
    return register(self._pre_hooks(), hook)


class GradientEdge(NamedTuple):
    """A place in the graph: output ``output_nr`` of ``node``."""

    node: Node
    output_nr: int


def get_gradient_edge(tensor: Tensor) -> GradientEdge:
    """The edge on which the gradient of ``tensor`` arrives."""
    if not tensor.requires_grad:
        raise RuntimeError("It is not possible to get the gradient edge for a Tensor that does not require gradients.")
    if tensor.grad_fn is not None:
        return GradientEdge(tensor.grad_fn, tensor.output_nr)
    view = tensor.view_as(tensor).grad_fn  # its one edge leads to the leaf's AccumulateGrad
    assert view is not None
    accumulate = view.next_functions[0][0]
    assert accumulate is not None
    return GradientEdge(accumulate, 0)


def _copy_slices(g: Tensor, part: Node, geometry: tuple[Any, ...]) -> tuple[Any, ...]:
    """The gradient of a base whose view was overwritten: what the write let through in place of the view's part of
    ``g``.
    """
    sizes, strides, view_sizes, view_strides, offset = geometry
    whole = empty_strided(sizes, strides, dtype=g.dtype).copy_(g)
    window = whole.as_strided(view_sizes, view_strides, whole.storage_offset() + offset)
    answer = part(window.clone())
    gradients = answer if isinstance(answer, tuple) else (answer,)
    if gradients[0] is None:
        window.zero_()
    else:
        window.copy_(gradients[0])
    return (whole, *gradients[1:])


_core._set_copy_slices(_copy_slices)

for _name, _function in (("register_hook", _register_node_hook), ("register_prehook", _register_node_prehook)):
    setattr(Node, _name, _function)

__all__ = ["GradientEdge", "Node", "RemovableHandle", "get_gradient_edge"]
