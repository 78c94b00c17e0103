"""Nestings of {reverse, forward, vmap} around a function, each computed twice: by the transforms, and by a plain loop
of `autograd.grad` over single examples.

A nesting is a word over G (a gradient), J (a directional derivative) and V (a batch), the outermost first: "GVG" is
``grad(vmap(grad(f)))``.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

import flambeau as fl
from flambeau import func
from flambeau.autograd import forward_ad

Tensors = Sequence[Any]
Program = Callable[[Tensors], list[Any]]

EXAMPLES = 2  # of every batch
WORDS = tuple("".join(letters) for depth in (1, 2, 3) for letters in itertools.product("GJV", repeat=depth))
MODES = {"none": nullcontext, "no_grad": fl.no_grad, "inference": fl.inference_mode}


@dataclass(frozen=True)
class Plan:
    """How one composition is built: everything beside the function itself."""

    word: str
    derived: tuple[int, ...]  # the inputs that derivatives are taken by
    batched: tuple[int, ...] = ()  # the inputs that V gives a batch; the others are shared
    dim: int = 0  # where the batch lies, in inputs and results
    way: str = "func"  # "func": grad and jvp; "pull": vjp and dual numbers
    written: bool = False  # results go into a clone, in place and through a view
    mode: str = "none"
    labels: dict[str, Any] = field(default_factory=dict, compare=False)

    def __str__(self) -> str:
        how = [self.word, f"by {self.derived}"]
        if "V" in self.word:
            how.append(f"batched {self.batched} along {self.dim}")
        if self.way != "func":
            how.append("by vjp and dual numbers")
        if self.written:
            how.append("written through a view")
        if self.mode != "none":
            how.append(f"in {self.mode}")
        return ", ".join(how)


def wave(tensor: Any, phase: float) -> Any:
    """Constants of a tensor's shape and dtype: weights and directions without symmetry."""
    values = (fl.arange(tensor.numel(), dtype=fl.float64) * 0.7 + phase).cos().reshape(tensor.shape)
    return values.to(tensor.dtype)


def height(outputs: Tensors) -> Any:
    """A scalar of the outputs that has derivatives of every order, even where the outputs are linear."""
    total: Any = fl.zeros((), dtype=fl.float64)
    for k, y in enumerate(outputs):
        part = y.real + 0.5 * y.imag if y.is_complex() else y
        total = total + (part.sin() * wave(part, k + 0.3)).sum()
    return total


def write(outputs: Tensors) -> list[Any]:
    """``y * y + y`` for each output, in place: into a clone, then through a view of it."""
    results = []
    for y in outputs:
        z = y.clone()
        z.mul_(y)
        z.unsqueeze(0)[0].add_(y)
        results.append(z)
    return results


def replaced(xs: Tensors, places: Sequence[int], new: Tensors) -> list[Any]:
    mixed = list(xs)
    for i, x in zip(places, new, strict=True):
        mixed[i] = x
    return mixed


# ---- by the transforms ----------------------------------------------------------------------------------------------


def _transformed(letter: str, inner: Program, plan: Plan) -> Program:
    derived = plan.derived

    def gradient(xs: Tensors) -> list[Any]:
        def scalar(*points: Any) -> Any:
            return height(inner(replaced(xs, derived, points)))

        points = [xs[i] for i in derived]
        if plan.way == "func":
            return list(func.grad(scalar, argnums=tuple(range(len(points))))(*points))
        value, pull = func.vjp(scalar, *points)
        return list(pull(fl.ones_like(value)))

    def slope(xs: Tensors) -> list[Any]:
        points = tuple(xs[i] for i in derived)
        directions = tuple(wave(x, i + 0.9) for i, x in enumerate(points))
        # Dual levels do not nest.
        if plan.way == "func" or plan.word.count("J") > 1:
            tangents = func.jvp(lambda *p: tuple(inner(replaced(xs, derived, p))), points, directions)[1]
            return list(tangents)
        with forward_ad.dual_level():
            duals = [forward_ad.make_dual(x, d) for x, d in zip(points, directions, strict=True)]
            pairs = [forward_ad.unpack_dual(y) for y in inner(replaced(xs, derived, duals))]
            return [fl.zeros_like(p.primal) if p.tangent is None else p.tangent for p in pairs]

    def batch(xs: Tensors) -> list[Any]:
        dims = tuple(plan.dim if i in plan.batched else None for i in range(len(xs)))
        one = lambda *example: tuple(inner(example))  # noqa: E731
        return list(fl.vmap(one, in_dims=dims, out_dims=plan.dim, randomness="same")(*xs))

    return {"G": gradient, "J": slope, "V": batch}[letter]


# ---- by a plain loop ------------------------------------------------------------------------------------------------


def _pulled(scalar: Any, points: Tensors) -> list[Any]:
    """The gradients of a scalar, with a graph; zeros where it does not depend on a point."""
    if not scalar.requires_grad:
        return [fl.zeros_like(x) for x in points]
    found = fl.autograd.grad(scalar, list(points), create_graph=True, allow_unused=True)
    return [fl.zeros_like(x) if g is None else g for x, g in zip(points, found, strict=True)]


def _looped(letter: str, inner: Program, plan: Plan) -> Program:
    def gradient(xs: Tensors) -> list[Any]:
        return _pulled(height(inner(xs)), [xs[i] for i in plan.derived])

    def slope(xs: Tensors) -> list[Any]:
        """Reverse mode only: ``<u, J d> = <vjp(u), d>``, so ``J d`` is its gradient by ``u``."""
        points, outputs = [xs[i] for i in plan.derived], inner(xs)
        cotangents = [fl.zeros_like(y).requires_grad_() for y in outputs]
        pulled = _pulled(sum((_real(y, u) for y, u in zip(outputs, cotangents, strict=True)), fl.zeros(())), points)
        along = sum((_real(g, wave(x, i + 0.9)) for i, (x, g) in enumerate(zip(points, pulled, strict=True))))
        return _pulled(along, cotangents)

    def batch(xs: Tensors) -> list[Any]:
        rows = [
            inner([x.select(plan.dim, b).clone() if i in plan.batched else x for i, x in enumerate(xs)])
            for b in range(EXAMPLES)
        ]
        return [fl.stack(list(column), plan.dim) for column in zip(*rows, strict=True)]

    return {"G": gradient, "J": slope, "V": batch}[letter]


def _real(a: Any, b: Any) -> Any:
    """The real inner product."""
    product = a.conj() * b if a.is_complex() or b.is_complex() else a * b
    return product.sum().real if product.is_complex() else product.sum()


# ---- both ------------------------------------------------------------------------------------------------------------


def _nested(layer: Callable[[str, Program, Plan], Program], function: Program, plan: Plan) -> Program:
    program: Program = (lambda xs: write(function(xs))) if plan.written and plan.derived else function
    for letter in reversed(plan.word):
        program = layer(letter, program, plan)
    return program


def inputs(examples: Sequence[Tensors], plan: Plan) -> list[Any]:
    """The outermost inputs: for each V of the word one batch dimension around the examples, where they are batched."""
    depth = plan.word.count("V")

    def stacked(i: int, first: int, levels: int) -> Any:
        if not levels:
            return examples[first][i].detach()
        step = EXAMPLES ** (levels - 1)
        return fl.stack([stacked(i, first + k * step, levels - 1) for k in range(EXAMPLES)], plan.dim)

    return [stacked(i, 0, depth if i in plan.batched else 0) for i in range(len(examples[0]))]


def by_transforms(function: Program, examples: Sequence[Tensors], plan: Plan) -> list[Any]:
    """The composition, as a user of the transforms writes it."""
    with MODES[plan.mode]():
        return _nested(_transformed, function, plan)(inputs(examples, plan))


def by_loop(function: Program, examples: Sequence[Tensors], plan: Plan) -> list[Any]:
    """The same numbers, from nothing but `autograd.grad` on single examples."""
    points = inputs(examples, plan)
    for i in plan.derived:
        points[i].requires_grad_()
    return [y.detach() for y in _nested(_looped, function, plan)(points)]
