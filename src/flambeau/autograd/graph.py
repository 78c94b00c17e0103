"""The graph as objects: nodes, edges, hooks on them, and the rule of in-place writes through views."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from .. import _core
from .._arguments import explain_module
from .._core import Node, Tensor
from .._listing import listing
from .._types import Size, device
from ..ops.complex import view_as_complex, view_as_real
from .grad_mode import enable_grad
from .hooks import register_multi_grad_hook
from .saved_tensors import (
    allow_mutation_on_saved_tensors,
    disable_saved_tensors_hooks,
    save_on_cpu,
    saved_tensors_hooks,
)


class GradientEdge(NamedTuple):
    """A place in the graph: output ``output_nr`` of ``node``. Backward passes take it in the place of a tensor.

    >>> import flambeau as torch
    >>> x = torch.tensor(3., requires_grad=True)
    >>> edge = torch.autograd.graph.get_gradient_edge(x * x)
    >>> torch.autograd.grad(edge, x, grad_outputs=torch.tensor(1.))
    (tensor(6.),)
    """

    node: Node
    output_nr: int
    ownership_token: Node | None = None  # PyTorch's; a node here lives as long as something refers to it


class _ResultMetadata(NamedTuple):
    """What a gradient that arrives at a node must look like."""

    shape: Size
    dtype: _core.dtype
    device: device


def _input_metadata(self: Node) -> list[_ResultMetadata]:
    """Shape, dtype and device of each gradient that the node takes."""
    return [_ResultMetadata(*told) for told in self._result_metadata]


setattr(Node, "_input_metadata", property(_input_metadata))  # noqa: B010 - the stub has it as a property


def get_gradient_edge(tensor: Tensor) -> GradientEdge:
    """The edge on which the gradient of ``tensor`` arrives.

    Raises: RuntimeError for a tensor that does not require grad.

    >>> import flambeau as torch
    >>> y = torch.ones(2, requires_grad=True) * 2
    >>> torch.autograd.graph.get_gradient_edge(y).output_nr
    0
    """
    if not tensor.requires_grad:
        raise RuntimeError("It is not possible to get the gradient edge for a Tensor that does not require gradients.")
    if tensor.grad_fn is not None:
        return GradientEdge(tensor.grad_fn, tensor.output_nr)
    with enable_grad():
        view = tensor.view_as(tensor).grad_fn  # its one edge leads to the leaf's AccumulateGrad
    if view is None:
        raise RuntimeError("get_gradient_edge: nothing is recorded within inference_mode | ask outside of it")
    accumulate = view.next_functions[0][0]
    assert accumulate is not None
    return GradientEdge(accumulate, 0)


def increment_version(tensor: Tensor | Iterable[Tensor]) -> None:
    """Says that ``tensor`` (or each of several) was written to by other means than an operation in place.

    Raises: TypeError for what is neither a tensor nor iterable.

    >>> import flambeau as torch
    >>> x = torch.ones(2)
    >>> torch.autograd.graph.increment_version(x)
    >>> x._version
    1
    """
    for written in (tensor,) if isinstance(tensor, Tensor) else tensor:
        _core._note_write(written)


def set_warn_on_accumulate_grad_stream_mismatch(enabled: bool) -> None:
    """Whether PyTorch warns of gradients that arrive on another stream of an accelerator: a CPU has none.

    >>> import flambeau as torch
    >>> torch.autograd.graph.set_warn_on_accumulate_grad_stream_mismatch(False)
    """


def set_override_stale_capture_stream(enabled: bool) -> None:
    """What PyTorch does about streams while a CUDA graph is captured: a CPU has none.

    >>> import flambeau as torch
    >>> torch.autograd.graph.set_override_stale_capture_stream(False)
    """


def seen_through(base: Tensor, geometry: tuple[Any, ...]) -> Tensor:
    """``base``, looked at as a view of it with that geometry (see slice_geometry in the core) does."""
    _, _, sizes, strides, offset, items = geometry
    start = base.storage_offset()
    if items == 2:
        parts: Tensor = view_as_real(base)
        return parts.as_strided(sizes, strides, 2 * start + offset)
    if items == -2:
        pairs = base.as_strided((*sizes, 2), (*(2 * s for s in strides), 1), start + 2 * offset)
        whole: Tensor = view_as_complex(pairs)
        return whole
    return base.as_strided(sizes, strides, start + offset)


def copy_slices(g: Tensor, part: Node, geometry: tuple[Any, ...]) -> tuple[Any, ...]:
    """The gradient of a base whose view was overwritten: what the write let through in place of the view's part of
    ``g``.
    """
    sizes, strides, *_ = geometry
    whole = g.new_empty_strided(sizes, strides).copy_(g)
    window = seen_through(whole, geometry)
    answer = part(window.clone())
    first, *others = answer if isinstance(answer, tuple) else (answer,)
    if first is None:
        window.zero_()
        return (whole, *others)
    if not _core._has_examples_of(whole, first):  # what was written differs between more examples than `g`
        both = whole.new_zeros(()) + first.new_zeros(())
        whole = both.new_empty_strided(sizes, strides).copy_(g)
        window = seen_through(whole, geometry)
    window.copy_(first)
    return (whole, *others)


__all__ = [
    "GradientEdge",
    "Node",
    "allow_mutation_on_saved_tensors",
    "disable_saved_tensors_hooks",
    "get_gradient_edge",
    "increment_version",
    "register_multi_grad_hook",
    "save_on_cpu",
    "saved_tensors_hooks",
    "set_override_stale_capture_stream",
    "set_warn_on_accumulate_grad_stream_mismatch",
]
__dir__ = listing(globals())


explain_module(globals())
