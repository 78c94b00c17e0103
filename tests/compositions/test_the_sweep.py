"""The judge of the sweep: it passes right rules, and finds a wrong one of each kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from nestings import WORDS, by_loop
from subjects import DRAWN, Subject
from sweep import compared, hangs_on_rounding, judge, plans

import flambeau as fl
from flambeau.ops.define import Tensor, composed, elementwise, host, op, registry


@pytest.fixture(autouse=True)
def _registry_restored() -> Any:
    """The ops planted here are gone after each test."""
    count = len(registry)
    yield
    del registry[count:]


def product(
    vjp_self: Any = lambda g, other: g * other,
    jvp: Any = lambda self, other, d_self, d_other: d_self * other + self * d_other,
    batch: Any = None,
) -> Any:
    """`mul` as an op of its own, with these rules in the place of the right ones."""

    @op(
        kind=elementwise,
        kernel="mul",
        function=False,
        method=False,
        inplace=False,
        vjp={"self": vjp_self, "other": lambda g, self: g * self},
        jvp=jvp,
        batch=batch,
    )
    def planted(self: Tensor, other: Tensor) -> Tensor:
        """A product under judgement."""

    return planted


def centred(held: bool) -> Any:
    """``(x - mean) ** 3`` over the last dimension, with a reverse rule that holds the mean constant or does not."""

    def rule(g: Any, self: Any) -> Any:
        mean = self.mean(-1, True)
        slope = g * 3 * (self - (mean.detach() if held else mean)) ** 2
        return slope - slope.mean(-1, True)

    def tangent(self: Any, d_self: Any) -> Any:
        return 3 * (self - self.mean(-1, True)) ** 2 * (d_self - d_self.mean(-1, True))

    @op(kind=host, batch="front", function=False, method=False, vjp={"self": rule}, jvp=tangent)
    def planted(self: Tensor) -> Tensor:
        """A centred cube under judgement."""
        return (self - self.mean(-1, True)) ** 3

    return planted


def verdicts(function: Callable[..., Any], inputs: int) -> set[str]:
    """What the sweep says of all nestings of a function of vectors."""
    generator = fl.Generator().manual_seed(0)
    examples = [[fl.randn(3, dtype=fl.float64, generator=generator) for _ in range(inputs)] for _ in range(DRAWN)]
    subject = Subject("planted", lambda xs: [function(*xs)], examples, tuple(range(inputs)))
    return {judge(subject, plan)[0] for word in WORDS for plan in plans(subject, word)}


def test_right_rules_pass() -> None:
    assert verdicts(product(), 2) == {"right"}
    assert verdicts(centred(held=False), 1) == {"right"}


SABOTAGED = {
    "a batch reversed": lambda: product(batch=lambda self, other: (self * other).flip(0)),
    "a batch of the first example": lambda: product(batch=lambda self, other: self * other[:1]),
    "a batching rule without history": lambda: product(batch=composed(lambda self, other: (self * other).detach())),
    "a tangent dropped": lambda: product(jvp=lambda self, other, d_self, d_other: d_self * other),
    "primals for tangents": lambda: product(jvp=lambda self, other, d_self, d_other: self * other),
    "a factor": lambda: product(vjp_self=lambda g, other: g * other * 1.001),
    "an input hidden from second order": lambda: product(vjp_self=lambda g, other: g * other.detach()),
}


@pytest.mark.parametrize("name", SABOTAGED)
def test_wrong_rules_are_found(name: str) -> None:
    assert "wrong" in verdicts(SABOTAGED[name](), 2)


def test_a_backward_that_holds_the_mean_constant_is_found() -> None:
    assert "wrong" in verdicts(centred(held=True), 1)


def test_a_refusal_is_found() -> None:
    def stubborn(x: Any) -> Any:
        if fl._core._level(x) > 1:
            raise RuntimeError("not in two batches")
        return x * x

    assert verdicts(stubborn, 1) == {"right", "refused"}


def test_rounding_that_derivatives_magnify_is_not_taken_for_a_wrong_rule() -> None:
    """A third derivative of sin(1e8 x) hangs on the last bits of x; one that is off by more is found."""

    def steep(xs: Any) -> Any:
        return [xs[0] * 1e8]

    example = [[fl.tensor([0.3, 0.7], dtype=fl.float64)]]
    subject = Subject("steep", steep, example, (0,))
    plan = plans(subject, "GGG")[0]
    expected = by_loop(steep, example, plan)
    assert hangs_on_rounding(subject, plan, [x * (1 + 1e-9) for x in expected], expected)
    assert not hangs_on_rounding(subject, plan, [-x for x in expected], expected)
    assert not hangs_on_rounding(subject, plan, [x * (1 + 1e-5) for x in expected], expected)
    assert compared([-x for x in expected], expected)[0] == "wrong"
