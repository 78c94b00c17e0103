"""`strong_zero`: where no gradient arrives, none leaves, however infinite the derivative is."""

from __future__ import annotations

import functools
from types import TracebackType
from typing import Any

from .. import _core
from .._core import Tensor
from ..ops import compare, create
from .grad_mode import _BareMode

__all__ = ["strong_zero"]


class strong_zero(_BareMode):
    """Within it backward passes never make NaN or infinity out of a gradient that is exactly zero.

    ``where(x > 0, x.log(), 0.)`` has the gradient ``0 * (1 / x)`` where ``x`` is zero, which is ``0 * inf``: NaN. In
    this mode it is 0: of what an op's rule answers, an element that is NaN or infinite though only zeros arrive at it
    is set to zero. What is finite stays as it is, at any order of differentiation. It is the backward pass that must
    run inside; the forward pass may.

    "Only zeros arrive at" is known

    - element by element for elementwise ops, broadcasting included;
    - for ops along a ``dim`` (reductions, softmax, cumulative sums, ...), slice by slice along it;
    - for all other ops, and for a Function of one's own, only if all of the incoming gradient is zero. So a sum of
      products such as ``a @ b`` of which some terms are ``0 * inf`` remains NaN where another row of the gradient is
      not zero.

    A gradient that is NaN or infinite itself is not zero, and forward mode is not affected. It costs a check of every
    gradient for being finite; a program that does not use it pays nothing.

    >>> import flambeau as torch
    >>> x = torch.tensor([0., 2.], requires_grad=True)
    >>> y = torch.where(x > 0, x.log(), 0.).sum()
    >>> torch.autograd.grad(y, x, retain_graph=True)
    (tensor([   nan, 0.5000]),)
    >>> with torch.autograd.strong_zero():
    ...     torch.autograd.grad(y, x)
    (tensor([0.0000, 0.5000]),)
    """

    __slots__ = ("_before",)

    def __enter__(self) -> None:
        self._before = _core._is_strong_zero()
        _core._set_strong_zero(True)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _core._set_strong_zero(self._before)


def _cleared(
    node: Any, elementwise: bool, gradients: tuple[Tensor | None, ...], found: tuple[Tensor | None, ...]
) -> tuple[Tensor | None, ...]:
    """What a node's rules found, with zeros for what is not finite and has only zeros to come from."""
    answers = list(found)
    for i, answer in enumerate(found):
        if answer is None or bool(compare.isfinite(answer).all()):
            continue
        reach = [_reach(node, elementwise, g.detach() == 0, answer) for g in gradients if g is not None]
        silent = functools.reduce(compare.logical_and, reach)
        factor = getattr(node, "_saved_grad", None) if i else None
        if factor is not None:  # a fused backward op is linear in its first operand, the gradient it was given
            silent = silent | _reach(node, elementwise, factor.detach() == 0, answer)
        silent = silent & ~compare.isfinite(answer.detach())
        answers[i] = compare.where(silent, create.zeros((), dtype=answer.dtype), answer)
    return tuple(answers)


def _reach(node: Any, elementwise: bool, zero: Tensor, answer: Tensor) -> Tensor:
    """Where in ``answer`` only those elements of a gradient weigh that ``zero`` marks; broadcasts to it."""
    if elementwise and zero.shape == answer.shape:
        return zero
    dim = getattr(node, "_saved_dim", None)
    dims = [d % answer.ndim for d in ([dim] if isinstance(dim, int) else dim or ()) if answer.ndim]
    if dims and zero.ndim == answer.ndim - len(dims):  # a reduction without keepdim
        for d in sorted(dims):
            zero = zero.unsqueeze(d)
    if dims and zero.ndim == answer.ndim:
        slices = zero.all(dims, keepdim=True)
        if all(n == 1 if d in dims else n == answer.shape[d] for d, n in enumerate(slices.shape)):
            return slices
    return zero.all()


_core._set_strong_zero_function(_cleared)
