"""The judges: each takes a function, its sample call and a dtype, and raises `Wrong` where a derivative is not what it
says.

Every comparison is of two real numbers: the real inner product ``<a, b> = Re sum(conj(a) * b)``, for which the gradient
of a complex input (conjugate Wirtinger) satisfies ``d<u, f(x)> = <vjp(u), dx>`` exactly as a real one does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from operands import COMPLEX, FLOATS, KINK, Maker, Sample, tensors_of

import flambeau as fl
from flambeau.autograd import forward_ad

EPS = 2.0**-52

# Both sides of the transpose identity are the same polynomial in the same rounded numbers, so they differ only by
# rounding: an op's two rules take some ten operations each, over at most a hundred elements, at condition numbers below
# about ten.
EXACT = 2.0**14 * EPS
# A central difference with step h has error h^2 f'''/6 + eps f/h, least at h = cbrt(eps): a small multiple of
# eps^(2/3), times the third derivative, which for 1/x^2 at 0.3 is a few thousand times the value.
STEP = 2.0**-17
DIFFERENCE = 2.0**16 * EPS ** (2 / 3)


class Wrong(AssertionError):
    """A judge's verdict: what was compared, and by how much it is off."""


def inner(a: Any, b: Any) -> Any:
    """The real inner product, as a 0-d tensor."""
    product = fl.conj(a) * b if a.is_complex() or b.is_complex() else a * b
    total = product.sum()
    return total.real if total.is_complex() else total


def size(a: Any, b: Any) -> float:
    """What rounding in ``<a, b>`` is measured against."""
    return float((a.detach().abs() * b.detach().abs()).sum()) if a.numel() else 0.0


def verdict(what: str, got: float, expected: float, allowed: float) -> None:
    """Raises `Wrong` unless the two agree; a NaN agrees with nothing."""
    if not abs(got - expected) <= allowed:
        raise Wrong(
            f"{what}: {got!r} against {expected!r}, off by {abs(got - expected):.3g} with {allowed:.3g} allowed"
        )


def dual(primal: Any, tangent: Any) -> Any:
    """A dual number; the tangent of an expanded tensor could not lie in memory as its primal does."""
    return forward_ad.make_dual(primal.contiguous() if 0 in primal.stride() else primal, tangent)


class Trial:
    """One sample made into a function of its differentiable inputs only."""

    def __init__(self, function: Callable[..., Any], sample: Sample, dtype: str, layout: str, seed: str) -> None:
        self.function, self.sample = function, sample
        # Of its own: were directions drawn from the stream that outputs() resets, they would repeat each other.
        self.generator = fl.Generator().manual_seed(0)
        self.maker = Maker(fl, dtype, layout, seed)
        self.args, self.kwargs = self.maker.call_arguments(sample, grad=True)
        self.leaves: list[Any] = self.maker.leaves

    def like(self, tensor: Any) -> Any:
        """A random tensor of the same shape and dtype."""
        return fl.randn(tensor.shape, dtype=tensor.dtype, generator=self.generator)

    def _filled(self, value: Any, points: list[Any]) -> Any:
        if isinstance(value, fl.Tensor):
            for k, leaf in enumerate(self.leaves):
                if value is leaf:
                    hermitian = self.maker.operands[k].hermitian
                    return 0.5 * (points[k] + points[k].mH) if hermitian else points[k]
            return value.clone()
        return [self._filled(item, points) for item in value] if isinstance(value, list) else value

    def outputs(self, points: Sequence[Any]) -> list[Any]:
        """The outputs of floating or complex dtype at these points; random ops draw the same numbers each time."""
        fl.manual_seed(1)
        places = list(points)
        result = self.function(
            *[self._filled(a, places) for a in self.args],
            **{k: self._filled(a, places) for k, a in self.kwargs.items()},
        )
        return [t for t in tensors_of(result) if str(t.dtype).removeprefix("torch.") in FLOATS + COMPLEX]

    def refused(self) -> bool:
        """Whether the op says that it does not take such inputs."""
        try:
            self.outputs(self.leaves)
        except (NotImplementedError, RuntimeError, ValueError, TypeError) as error:
            return "complex" in str(error).lower()
        return False

    def finite(self) -> bool:
        """Whether there are slopes to speak of: the mean of nothing has none."""
        return all(bool(out.isfinite().all()) for out in self.outputs(self.leaves))

    def differentiable(self) -> list[int]:
        """Which outputs depend on the inputs, by the graph."""
        return [k for k, out in enumerate(self.outputs(self.leaves)) if out.requires_grad]

    def pulled_back(
        self, which: list[int], cotangents: list[Any], points: list[Any], *, create_graph: bool = False
    ) -> list[Any]:
        """The gradients of ``sum <u, f(points)>`` by reverse mode; zeros where the graph says there is none."""
        outs = self.outputs(points)
        grads = fl.autograd.grad(
            [outs[k] for k in which], points, cotangents, create_graph=create_graph, allow_unused=True
        )
        return [fl.zeros_like(p) if g is None else g for g, p in zip(grads, points, strict=True)]


def judge_transpose(trial: Trial) -> None:
    """``<u, jvp(d)> = <vjp(u), d>``: reverse and forward rule are each other's transpose; no step size is involved."""
    which = trial.differentiable()
    directions = [trial.like(x) for x in trial.leaves]
    with forward_ad.dual_level():
        duals = [dual(x.detach(), d) for x, d in zip(trial.leaves, directions, strict=True)]
        pairs = [forward_ad.unpack_dual(out) for out in trial.outputs(duals)]
        pushed = {k: pairs[k].tangent for k in which}
        shapes = {k: pairs[k].primal for k in which}
    for k, tangent in pushed.items():
        if tangent is not None and (tangent.shape, tangent.dtype) != (shapes[k].shape, shapes[k].dtype):
            raise Wrong(
                f"tangent of output {k} is {tuple(tangent.shape)} {tangent.dtype}, "
                f"the output {tuple(shapes[k].shape)} {shapes[k].dtype}"
            )
    cotangents = [trial.like(shapes[k]) for k in which]
    pulled = trial.pulled_back(which, cotangents, trial.leaves)
    for x, g in zip(trial.leaves, pulled, strict=True):
        if (g.shape, g.dtype) != (x.shape, x.dtype):
            raise Wrong(f"gradient is {tuple(g.shape)} {g.dtype}, its input {tuple(x.shape)} {x.dtype}")
    forward = [(u, pushed[k]) for u, k in zip(cotangents, which, strict=True) if pushed[k] is not None]
    backward = list(zip(pulled, directions, strict=True))
    scale = 1.0 + sum(size(a, b) for a, b in forward + backward)
    verdict(
        "<u, jvp(d)> = <vjp(u), d>",
        sum(float(inner(a, b)) for a, b in forward),
        sum(float(inner(a, b)) for a, b in backward),
        EXACT * scale,
    )


def _difference(function: Callable[[list[Any]], float], points: list[Any], directions: list[Any]) -> float:
    ahead, behind = (
        [p.detach() + sign * STEP * d for p, d in zip(points, directions, strict=True)] for sign in (1, -1)
    )
    return (function(ahead) - function(behind)) / (2 * STEP)


def judge_first_order(trial: Trial) -> None:
    """``<vjp(u), d>`` is the slope of ``<u, f>`` along a random direction ``d``."""
    which = trial.differentiable()
    outs = trial.outputs(trial.leaves)
    cotangents = [trial.like(outs[k]) for k in which]
    directions = [trial.like(x) for x in trial.leaves]

    def height(points: list[Any]) -> float:
        return sum(
            float(inner(u, out)) for u, out in zip(cotangents, [trial.outputs(points)[k] for k in which], strict=True)
        )

    pulled = trial.pulled_back(which, cotangents, trial.leaves)
    slope = sum(float(inner(g, d)) for g, d in zip(pulled, directions, strict=True))
    scale = (
        1.0
        + sum(size(g, d) for g, d in zip(pulled, directions, strict=True))
        + sum(size(u, outs[k]) for u, k in zip(cotangents, which, strict=True))
    )
    verdict("slope of <u, f>", slope, _difference(height, trial.leaves, directions), DIFFERENCE * scale)


def judge_second_order(trial: Trial) -> None:
    """The gradient of ``<vjp(u), d>`` by inputs and by u, along a random direction, is its slope."""
    which = trial.differentiable()
    outs = trial.outputs(trial.leaves)
    cotangents = [trial.like(outs[k]).requires_grad_() for k in which]
    directions = [trial.like(x) for x in trial.leaves]
    points = [*trial.leaves, *cotangents]
    count = len(trial.leaves)

    def slope_at(places: list[Any], create_graph: bool) -> Any:
        pulled = trial.pulled_back(which, places[count:], places[:count], create_graph=create_graph)
        return sum((inner(g, d) for g, d in zip(pulled, directions, strict=True)), fl.zeros((), dtype=fl.float64))

    def height(places: list[Any]) -> float:
        return float(slope_at([p.requires_grad_() for p in places], False).detach())

    again = [trial.like(p) for p in points]
    slope = slope_at(points, True)
    found = fl.autograd.grad(slope, points, allow_unused=True) if slope.requires_grad else [None] * len(points)
    pairs = [(g, d) for g, d in zip(found, again, strict=True) if g is not None]
    scale = 1.0 + sum(size(g, d) for g, d in pairs) + abs(float(slope.detach()))
    verdict(
        "slope of <vjp(u), d>",
        sum(float(inner(g, d)) for g, d in pairs),
        _difference(height, points, again),
        DIFFERENCE * scale,
    )


def judge_mixed_order(trial: Trial) -> None:
    """Forward over reverse mode: the tangent of ``<vjp(u), d>`` is what reverse over reverse mode says of it."""
    which = trial.differentiable()
    outs = trial.outputs(trial.leaves)
    cotangents = [trial.like(outs[k]).requires_grad_() for k in which]
    directions = [trial.like(x) for x in trial.leaves]
    points = [*trial.leaves, *cotangents]
    again = [trial.like(p) for p in points]
    count = len(trial.leaves)

    def slope_at(places: list[Any], create_graph: bool) -> Any:
        pulled = trial.pulled_back(which, places[count:], places[:count], create_graph=create_graph)
        return sum((inner(g, d) for g, d in zip(pulled, directions, strict=True)), fl.zeros((), dtype=fl.float64))

    slope = slope_at(points, True)
    found = fl.autograd.grad(slope, points, allow_unused=True) if slope.requires_grad else [None] * len(points)
    pairs = [(g, d) for g, d in zip(found, again, strict=True) if g is not None]
    with forward_ad.dual_level():
        duals = [dual(p, d) for p, d in zip(points, again, strict=True)]
        tangent = forward_ad.unpack_dual(slope_at(duals, False)).tangent
    scale = 1.0 + sum(size(g, d) for g, d in pairs) + abs(float(slope.detach()))
    verdict(
        "forward over reverse",
        0.0 if tangent is None else float(tangent),
        sum(float(inner(g, d)) for g, d in pairs),
        EXACT * scale,
    )


JUDGES: dict[str, tuple[Callable[[Trial], None], int]] = {  # with the order of differentiability each asks for
    "transpose": (judge_transpose, KINK),
    "first": (judge_first_order, 1),
    "second": (judge_second_order, 2),
    "mixed": (judge_mixed_order, 2),
}
