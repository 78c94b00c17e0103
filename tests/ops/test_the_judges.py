"""The judges themselves: right rules pass, and every kind of wrong rule is caught by the judge whose business it is."""

from __future__ import annotations

from typing import Any

import pytest
from judges import JUDGES, Trial, Wrong, judge_first_order, judge_second_order, judge_transpose
from operands import call, val

import flambeau as fl
from flambeau.autograd import Function
from flambeau.ops.define import Tensor, conj, elementwise, op, registry, view


@pytest.fixture(autouse=True)
def _registry_restored() -> Any:
    """The ops planted here are gone after each test."""
    count = len(registry)
    yield
    del registry[count:]


def product(
    vjp_self: Any = lambda g, other: g * conj(other),
    vjp_other: Any = lambda g, self: g * conj(self),
    jvp: Any = lambda self, other, d_self, d_other: d_self * other + self * d_other,
) -> Any:
    """`mul` as an op of its own, with these rules in the place of the right ones."""

    @op(
        kind=elementwise,
        kernel="mul",
        function=False,
        method=False,
        inplace=False,
        vjp=dict(self=vjp_self, other=vjp_other),
        jvp=jvp,
    )
    def planted(self: Tensor, other: Tensor) -> Tensor:
        """A product under judgement."""

    return planted


def transposed(vjp: Any = lambda g: g.mT, jvp: Any = lambda d_self: d_self.mT) -> Any:
    """Transposition of square matrices with these rules."""

    @op(kind=view, kernel="t", function=False, method=False, vjp=dict(self=vjp), jvp=jvp)
    def planted(self: Tensor) -> Tensor:
        """A transpose under judgement."""

    return planted


def squared(slope: Any) -> Any:
    """``x * x`` whose backward pass is right to first order; ``slope`` is 2x as the second order sees it."""

    class Square(Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(x)
            return x * x

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            (x,) = ctx.saved_tensors
            return g * slope(x)

    return Square.apply


def trial(function: Any, *operands: Any, dtype: str = "float64") -> Trial:
    return Trial(function, call(*operands), dtype, "contiguous", "sabotage")


TWO = (val(3, 3), val(3, 3))


@pytest.mark.parametrize("dtype", ["float64", "complex128"])
@pytest.mark.parametrize("judge", JUDGES)
def test_right_rules_pass(judge: str, dtype: str) -> None:
    JUDGES[judge][0](trial(product(), *TWO, dtype=dtype))
    JUDGES[judge][0](trial(transposed(), val(3, 3), dtype=dtype))
    JUDGES[judge][0](trial(product(), val(3, 1), val(4), dtype=dtype))


SABOTAGED_VJP = {
    "factor": lambda g, other: g * conj(other) * 1.001,
    "sign": lambda g, other: -g * conj(other),
    "transposed": lambda g, other: (g * conj(other)).mT,
    "rows exchanged": lambda g, other: (g * conj(other)).flip(0),
    "other operand": lambda g, other: g,
    "zero": lambda g, other: None,
    "nan": lambda g, other: g * float("nan"),
}


@pytest.mark.parametrize("judge", [judge_transpose, judge_first_order])
@pytest.mark.parametrize("name", SABOTAGED_VJP)
def test_wrong_reverse_rules_fail(name: str, judge: Any) -> None:
    with pytest.raises(Wrong):
        judge(trial(product(vjp_self=SABOTAGED_VJP[name]), *TWO))


SABOTAGED_JVP = {
    "factor": lambda self, other, d_self, d_other: d_self * other + self * d_other * 0.999,
    "sign": lambda self, other, d_self, d_other: d_self * other - self * d_other,
    "transposed": lambda self, other, d_self, d_other: (d_self * other + self * d_other).mT,
    "forgotten": lambda self, other, d_self, d_other: d_self * other,
}


@pytest.mark.parametrize("name", SABOTAGED_JVP)
def test_wrong_forward_rules_fail(name: str) -> None:
    with pytest.raises(Wrong):
        judge_transpose(trial(product(jvp=SABOTAGED_JVP[name]), *TWO))


def test_both_rules_wrong_alike_fail_by_the_slope() -> None:
    """The transpose identity cannot see a common factor; the slope does."""
    doubled = transposed(vjp=lambda g: 2 * g.mT, jvp=lambda d_self: 2 * d_self.mT)
    judge_transpose(trial(doubled, val(3, 3)))
    with pytest.raises(Wrong):
        judge_first_order(trial(doubled, val(3, 3)))


def test_transposed_result_fails() -> None:
    """Rules that forget to transpose have the right shape and norm."""
    for sabotaged in (transposed(vjp=lambda g: g * 1), transposed(jvp=lambda d_self: d_self * 1)):
        with pytest.raises(Wrong):
            judge_transpose(trial(sabotaged, val(3, 3)))


def test_rule_without_conjugate_fails_for_complex_only() -> None:
    """``g * other`` is right for real numbers."""
    real_only = product(vjp_self=lambda g, other: g * other)
    for judge, _ in JUDGES.values():
        judge(trial(real_only, *TWO))
    for judge in (judge_transpose, judge_first_order):
        with pytest.raises(Wrong):
            judge(trial(real_only, *TWO, dtype="complex128"))


@pytest.mark.parametrize(
    "slope", [lambda x: 2 * x.detach(), lambda x: x + x.detach(), lambda x: 2 * x.detach() + 0 * x]
)
def test_wrong_second_order_fails(slope: Any) -> None:
    """A rule that hides its inputs from the graph is right once and wrong twice."""
    judge_second_order(trial(squared(lambda x: 2 * x), val(3, 3)))
    hidden = squared(slope)
    judge_first_order(trial(hidden, val(3, 3)))
    with pytest.raises(Wrong):
        judge_second_order(trial(hidden, val(3, 3)))


def test_parity_judge_fails() -> None:
    """Values, shapes, dtypes, gradients: each deviation from PyTorch's answer is an assertion."""
    torch = pytest.importorskip("torch")
    from test_parity import assert_same, gradients

    ours, theirs = fl.ones(2, 3), torch.ones(2, 3)
    assert_same(ours, theirs, 4, "")
    for wrong in (ours * 1.0001, ours.reshape(3, 2), ours.double(), ours * float("nan"), -ours):
        with pytest.raises(AssertionError):
            assert_same(wrong, theirs, 4, "")
    x, y = fl.ones(2, 2, requires_grad=True), torch.ones(2, 2, requires_grad=True)
    gradients("mul", x * 3, y * 3, [x], [y], "")
    for function in (lambda x: x * 4, lambda x: (x * 3).mT, lambda x: x.detach()):
        with pytest.raises(AssertionError):
            gradients("mul", function(x), y * 3, [x], [y], "")
