"""`strong_zero`: where no gradient arrives, none leaves, however infinite the derivative is."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from .. import _core
from .._core import Tensor
from ..ops import compare, create
from .grad_mode import _BareMode

__all__ = ["strong_zero"]


class strong_zero(_BareMode):
    """Within it derivatives never make NaN or infinity out of a gradient or tangent that is exactly zero.

    ``where(x > 0, x.log(), 0.)`` has the gradient ``0 * (1 / x)`` where ``x`` is zero, which is ``0 * inf``: NaN. In
    this mode it is 0: of what an op's rule answers, an element that is NaN or infinite though only zeros arrive at it
    is set to zero. What is finite stays as it is, at any order of differentiation. It is the pass that differentiates
    which must run inside: the backward pass, or the forward pass of forward mode.

    "Only zeros arrive at" is known

    - term by term for sums of products (``*``, ``@`` and their kin): ``0 * inf`` is not a term. In forward mode a
      factor of ``*`` or ``@`` that is zero, such as a mask, silences an infinite tangent too;
    - element by element for other elementwise ops, broadcasting included;
    - for ops along a ``dim`` (reductions, softmax, cumulative sums, ...), slice by slice along it;
    - for all other ops, and for a Function of one's own, only if all that comes in is zero.

    A gradient that is NaN or infinite itself is not zero. It costs a check of every gradient for being finite; a
    program that does not use it pays nothing.

    >>> import flambeau as torch
    >>> x = torch.tensor([0., 2.], requires_grad=True)
    >>> y = torch.where(x > 0, x.log(), 0.).sum()
    >>> torch.autograd.grad(y, x, retain_graph=True)
    (tensor([   nan, 0.5000]),)
    >>> with torch.autograd.strong_zero():
    ...     torch.autograd.grad(y, x)
    (tensor([0.0000, 0.5000]),)
    """

    __slots__ = ()
    _before, _restore = staticmethod(_core._is_strong_zero), staticmethod(_core._set_strong_zero)

    def _switch(self) -> None:
        _core._set_strong_zero(True)


def _all_finite(x: Tensor) -> bool:
    return bool(compare.isfinite(_core._innermost(x)).all())


def cleared(
    node: Any, op: Any, gradients: tuple[Tensor | None, ...], found: tuple[Tensor | None, ...]
) -> tuple[Tensor | None, ...]:
    """What a node's rules found, with zeros for what is not finite and has only zeros to come from."""
    answers = list(found)
    for i, answer in enumerate(found):
        if answer is None or _all_finite(answer):
            continue
        if op is not None and (op.entry.jvp == "multilinear" or op.entry.kind == "contraction"):
            answer = _of_products(functools.partial(_by_rule, node, op, i), gradients[0], answer)
        given = [g for g in gradients if g is not None]
        factor = getattr(node, "_saved_grad", None) if i else None
        answers[i] = _silenced(_reaches(node, op), given, answer, factor)
    return tuple(answers)


def cleared_tangent(op: Any, arguments: tuple[Any, ...], given: tuple[Tensor, ...], found: Tensor) -> Tensor:
    """The tangent that a rule found, with zeros for what is not finite and has only zeros to come from."""
    if _all_finite(found):
        return found
    if op.entry.jvp == "multilinear":
        return _of_factors(op, arguments, found)
    places = op.entry.layout.places
    dim = arguments[places["dim"]] if "dim" in places else None
    return _silenced(_Reaches(op.entry.kind.startswith("elementwise"), dim), list(given), found, None)


def _silenced(reaches: _Reaches, given: list[Tensor], answer: Tensor, factor: Tensor | None) -> Tensor:
    silent = functools.reduce(compare.logical_and, [reaches.only(g.detach() == 0, answer) for g in given])
    if factor is not None:  # a fused backward op is linear in its first operand, the gradient it was given
        silent = silent | reaches.only(factor.detach() == 0, answer)
    silent = silent & ~compare.isfinite(answer.detach())
    found: Tensor = compare.where(silent, create.zeros((), dtype=answer.dtype), answer)
    return found


# ---- sums of products: which of the terms is 0 * inf ----------------------------------------------------------------


def _finite(x: Any) -> Any:
    """``x`` with zeros for what is not finite."""
    return compare.where(compare.isfinite(x), x, 0) if isinstance(x, Tensor) and x.is_floating_point() else x


def _marks(x: Any, test: Callable[[Tensor], Any]) -> Any:
    """1 where ``test`` holds, else 0."""
    return test(x.detach()).to(x.dtype) if isinstance(x, Tensor) and x.is_floating_point() else x


def _infinite(x: Tensor) -> Any:
    return ~compare.isfinite(x)


def _nonzero(x: Tensor) -> Any:
    return compare.ne(x, 0)


def _kept_zero(answer: Tensor, clean: Tensor, reached: Tensor) -> Tensor:
    found: Tensor = compare.where(compare.isfinite(answer.detach()) | (reached != 0), answer, clean)
    return found


def _by_rule(node: Any, op: Any, i: int, of: Callable[[Tensor], Tensor], gradient: Tensor) -> Any:
    """The rule for input ``i`` again, with ``of`` what the node saved."""
    entry = op.entry
    name = entry.parameters[entry.layout.tensor_places[i]][0]
    rule = next(rule for names, rule in entry.vjp.items() if name in (names if isinstance(names, tuple) else (names,)))
    return rule(*(gradient if n == "g" else of(getattr(node, f"_saved_{n}")) for n in rule.names))


def _of_products(rule: Callable[..., Any], gradient: Any, answer: Tensor) -> Tensor:
    """A gradient that is a sum of products with ``gradient``, without the terms in which that is zero."""
    clean = rule(_finite, gradient)
    reached = rule(lambda x: _marks(x, _infinite), _marks(gradient, _nonzero))
    itself = rule(lambda x: _marks(x, create.ones_like), _marks(gradient, _infinite))
    return _kept_zero(answer, clean, reached + itself)


def _of_factors(op: Any, arguments: tuple[Any, ...], found: Tensor) -> Tensor:
    """A sum of products of the ``arguments``, without the terms in which one of them is zero."""
    places = [i for i in op.entry.layout.tensor_places if isinstance(arguments[i], Tensor)]

    def run(of: Callable[[int], Any]) -> Any:
        changed = [of(i) if i in places else a for i, a in enumerate(arguments)]
        return op(*changed)

    clean = run(lambda i: _finite(arguments[i]))
    reached = create.zeros((), dtype=found.dtype)
    for at in places:
        reached = reached + run(lambda i, at=at: _marks(arguments[i], _infinite if i == at else _nonzero))  # type: ignore[misc]
    return _kept_zero(found, clean, reached)


# ---- everything else: where nothing but zeros arrives ---------------------------------------------------------------


class _Reaches:
    """How far an op carries what it is given: to the same element, along dimensions, or everywhere."""

    def __init__(self, elementwise: bool, dim: Any) -> None:
        self.elementwise = elementwise
        self.dims = [dim] if isinstance(dim, int) else list(dim or ())

    def only(self, zero: Tensor, answer: Tensor) -> Tensor:
        """Where in ``answer`` only those elements weigh that ``zero`` marks; broadcasts to it."""
        if self.elementwise and (zero.shape == answer.shape or zero.ndim == 0):
            return zero
        dims = [d % answer.ndim for d in self.dims if answer.ndim]
        if dims and zero.ndim == answer.ndim - len(dims):  # a reduction without keepdim
            for d in sorted(dims):
                zero = zero.unsqueeze(d)
        if dims and zero.ndim == answer.ndim:
            slices = zero.all(dims, keepdim=True)
            if all(n == 1 if d in dims else n == answer.shape[d] for d, n in enumerate(slices.shape)):
                return slices
        return zero.all()


def _reaches(node: Any, op: Any) -> _Reaches:
    elementwise = op is not None and op.entry.kind.startswith("elementwise")
    return _Reaches(elementwise, getattr(node, "_saved_dim", None))
