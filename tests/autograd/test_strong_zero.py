"""`strong_zero`: masks stop gradients whatever lies behind them. For every op: tests/ops/test_silent_gradients.py."""

from __future__ import annotations

import threading

import pytest

import flambeau as fl
from flambeau.autograd import strong_zero

INF = float("inf")
FIRST_IS_MASKED = [0.0, 1.0]

# Functions whose gradient is 0 * inf or 0 / 0 in the first row or element, and their inputs.
MASKED = {
    "log behind where": (lambda x: fl.where(x > 0, x.log(), 0.0), [0.0, 2.0]),
    "sqrt behind a product": (lambda x: x.sqrt() * fl.tensor(FIRST_IS_MASKED), [0.0, 4.0]),
    "infinite factor": (lambda x: x * x * fl.tensor([INF, 3.0]) * fl.tensor(FIRST_IS_MASKED), [1.0, 2.0]),
    "masked_fill": (lambda x: x.rsqrt().masked_fill(fl.tensor([True, False]), 0), [0.0, 4.0]),
    "broadcast mask": (lambda x: x.pow(0.5) * fl.tensor([[0.0], [1.0]]), [[0.0, 0.0], [1.0, 4.0]]),
    "reduced rows": (lambda x: x.logsumexp(1) * fl.tensor(FIRST_IS_MASKED), [[float("nan"), 1.0], [3.0, 4.0]]),
    "reduced rows, kept": (
        lambda x: x.logsumexp(-1, keepdim=True) * fl.tensor([[0.0], [1.0]]),
        [[float("nan"), 1.0], [3.0, 4.0]],
    ),
    "softmax of rows": (lambda x: x.softmax(1) * fl.tensor([[0.0], [1.0]]), [[INF, 1.0], [3.0, 4.0]]),
    "unused branch": (lambda x: fl.stack([x[0].log() * 0, x[1] * 2]), [0.0, 4.0]),
}


@pytest.mark.parametrize("name", MASKED)
def test_masked_elements_have_no_gradient(name):
    function, values = MASKED[name]
    x = fl.tensor(values, requires_grad=True)
    (plain,) = fl.autograd.grad(function(x).sum(), x)
    with strong_zero():
        (first,) = fl.autograd.grad(function(x).sum(), x, create_graph=True)
        (second,) = fl.autograd.grad(first.sum(), x, allow_unused=True, materialize_grads=True)
    assert plain[0].isnan().any()
    assert (first[0] == 0).all()
    assert (second[0] == 0).all()
    fl.testing.assert_close(first[1].detach(), plain[1])
    assert second[1].isfinite().all()


def test_the_whole_norm_of_zeros():
    x = fl.zeros(3, requires_grad=True)
    with strong_zero():
        (x.norm() * 0).backward()
    assert x.grad.tolist() == [0.0, 0.0, 0.0]


def test_what_is_not_silent_stays():
    """Infinities that a gradient does reach, and gradients that are NaN themselves."""
    x = fl.tensor([0.0, 1.0], requires_grad=True)
    with strong_zero():
        assert fl.autograd.grad(x.sqrt().sum(), x)[0].tolist() == [INF, 0.5]
        assert fl.autograd.grad(x * 0, x, fl.tensor([float("nan"), 1.0]))[0].isnan().tolist() == [True, False]


def test_terms_of_a_sum_of_products():
    """Of a row that is asked for, the terms that nobody asks for."""
    b = fl.tensor([[1.0, INF], [1.0, INF]])
    for product in (lambda a: a @ b, lambda a: fl.nn.functional.linear(a, b.t()), lambda a: fl.addmm(a, a, b)):
        a = fl.ones(2, 2, requires_grad=True)
        with strong_zero():
            (g,) = fl.autograd.grad(product(a), a, fl.tensor([[0.0, 0.0], [1.0, 0.0]]))
            (none,) = fl.autograd.grad(product(a), a, fl.zeros(2, 2))
        assert g.isfinite().all()
        assert g[1, 1] == 1
        assert none.tolist() == [[0.0, 0.0], [0.0, 0.0]]


def test_functions_of_ones_own():
    class Reciprocal(fl.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return 1 / x

        @staticmethod
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            return -g / (x * x)

    x = fl.zeros(2, requires_grad=True)
    with strong_zero():
        assert fl.autograd.grad(Reciprocal.apply(x), x, fl.zeros(2))[0].tolist() == [0.0, 0.0]


def test_linear_in_the_gradient_still():
    """Differentiating by the cotangent at zero, as `functional.jvp` does, sees the finite derivatives."""
    x, v = fl.tensor([1.0, 2.0]), fl.tensor([1.0, 1.0])
    with strong_zero():
        assert fl.autograd.functional.jvp(lambda x: x**2, x, v)[1].tolist() == [2.0, 4.0]


def test_decorator_nesting_and_threads():
    @strong_zero()
    def gradient():
        x = fl.zeros(1, requires_grad=True)
        return fl.autograd.grad(x.sqrt() * 0, x)[0].item()

    assert gradient() == 0
    assert strong_zero(gradient)() == 0
    seen = []
    with strong_zero():
        with strong_zero():
            pass
        assert fl._core._is_strong_zero()
        thread = threading.Thread(target=lambda: seen.append(fl._core._is_strong_zero()))
        thread.start()
        thread.join()
    assert seen == [False]
    assert not fl._core._is_strong_zero()
    with pytest.raises(ValueError, match="planted"), strong_zero():
        raise ValueError("planted")
    assert not fl._core._is_strong_zero()


# ---- forward mode ----

SECOND_IS_ONE = [0.0, 1.0]

IN_FORWARD_MODE = {
    **MASKED,
    "a tangent of zero": (lambda x: x.sqrt(), [0.0, 4.0]),
    "a product of rows": (lambda x: (x.log().reshape(2, 1) @ fl.ones(1, 1)).reshape(2), [0.0, 4.0]),
    "a mask on infinity": (lambda x: x.log() * fl.tensor(FIRST_IS_MASKED), [0.0, 4.0]),
    "maximum": (lambda x: fl.maximum(x.log(), fl.tensor(0.0)), [0.0, 4.0]),
}


@pytest.mark.parametrize("name", IN_FORWARD_MODE)
def test_masked_elements_have_no_tangent(name):
    function, values = IN_FORWARD_MODE[name]
    x = fl.tensor(values)
    v = (fl.tensor(SECOND_IS_ONE) if x.ndim == 1 else fl.tensor([[0.0], [1.0]])).expand(x.shape).clone()
    with strong_zero():
        _, tangent = fl.func.jvp(function, (x,), (v,))
    assert (tangent.reshape(-1, *tangent.shape[1:])[0] == 0).all()
    assert tangent.isfinite().all()


def test_infinite_tangents_stay():
    with strong_zero():
        assert fl.func.jvp(fl.sqrt, (fl.tensor([0.0, 4.0]),), (fl.ones(2),))[1].tolist() == [INF, 0.25]


def test_a_term_of_a_product_that_is_zero_times_infinity():
    """Row 0 of the gradient is zero in one place only: the other terms of the sum are kept."""
    weight = fl.tensor([[INF, 1.0], [2.0, 3.0]])
    x = fl.ones(2, 2, requires_grad=True)
    mask = fl.tensor([[0.0, 5.0], [1.0, 1.0]])
    with strong_zero():
        (g,) = fl.autograd.grad(x @ weight, x, mask)
        batched = fl.autograd.grad((x.expand(3, 2, 2) @ weight), x, mask.expand(3, 2, 2))[0]
    assert g.tolist() == [[5.0, 15.0], [INF, 5.0]]
    assert batched.tolist() == [[15.0, 45.0], [INF, 15.0]]


@pytest.mark.filterwarnings("error")
def test_it_needs_no_value_within_vmap():
    x = fl.tensor([[0.0, 4.0], [1.0, 0.0]])
    with strong_zero():
        g = fl.vmap(fl.func.grad(lambda row: fl.where(row > 0, row.sqrt(), 0.0).sum()))(x)
        t = fl.vmap(lambda row: fl.func.jvp(lambda r: r.sqrt() * (row > 0), (row,), (row,))[1])(x)
    assert g.tolist() == [[0.0, 0.25], [0.5, 0.0]]
    assert t.tolist() == [[0.0, 1.0], [0.5, 0.0]]
