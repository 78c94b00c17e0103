"""Determinants of singular matrices, errors of linear algebra, and operations of one's own."""

from __future__ import annotations

import numpy as np
import pytest

import flambeau as fl
from flambeau import Tensor
from flambeau.ops import custom_op

SINGULAR = [[1.0, 2.0], [2.0, 4.0]]


def matrix(values: object) -> Tensor:
    return fl.tensor(values, dtype=fl.float64, requires_grad=True)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: fl.linalg.inv(fl.ones(2, 3)), "A must be batches of square matrices, but they are 2 by 3 matrices"),
        (lambda: fl.linalg.det(fl.ones(2)), "must have at least 2 dimensions"),
        (lambda: fl.linalg.det(fl.ones(2, 2, dtype=fl.int64)), "Expected a floating point or complex tensor"),
        (lambda: fl.linalg.inv(fl.ones(2, 2).half()), "Low precision dtypes not supported"),
        (lambda: fl.linalg.solve(fl.eye(2), fl.ones(3)), "Incompatible shapes of A and B"),
    ],
)
def test_errors(call, message):
    with pytest.raises(RuntimeError, match=message):
        call()


def test_the_gradient_of_a_singular_determinant():
    x = matrix(SINGULAR)
    fl.linalg.det(x).backward()
    assert np.allclose(x.grad.tolist(), [[4.0, -2.0], [-2.0, 1.0]])


@pytest.mark.parametrize(
    "values",
    [
        SINGULAR,
        [[1.0, 2.0, 3.0], [2.0, 4.0, 6.0], [1.0, 0.0, 1.0]],  # rank 2
        [[1.0, 2.0, 3.0], [2.0, 4.0, 6.0], [3.0, 6.0, 9.0]],  # rank 1
        [[0.0] * 3] * 3,
        [[1.0, 2.0, 3.0], [2.0, 5.0, 6.0], [3.0, 6.0, 1.0]],
    ],
)
def test_second_derivatives_of_a_determinant_of_any_rank(values):
    """It is linear in each element, so that differences with steps of 1 in two of them are its second derivatives."""
    x = fl.tensor(values, dtype=fl.float64)
    n = len(values)
    hessian = np.array(fl.func.hessian(fl.linalg.det)(x).reshape(n * n, n * n).tolist())
    for way in (fl.func.jacfwd(fl.func.jacfwd(fl.linalg.det)), fl.func.jacrev(fl.func.jacrev(fl.linalg.det))):
        assert np.allclose(way(x).reshape(n * n, n * n).tolist(), hessian, atol=1e-12)
    units = np.eye(n * n).reshape(n * n, n, n)
    for i, a in enumerate(units):
        for j, b in enumerate(units):
            corners = [np.linalg.det(x.numpy() + step) for step in (a + b, a, b, 0 * a)]
            expected = 0 if i == j else corners[0] - corners[1] - corners[2] + corners[3]
            assert abs(hessian[i, j] - expected) < 1e-9, (i, j)


def test_a_determinant_with_nan_has_nan_for_a_gradient():
    x = matrix([[1.0, float("nan")], [2.0, 3.0]])
    fl.linalg.det(x).backward()
    assert np.isnan(x.grad.tolist()).all()


def test_empty_batches():
    x = fl.zeros(0, 2, 2, dtype=fl.float64, requires_grad=True)
    fl.linalg.det(x).sum().backward()
    assert x.grad.shape == (0, 2, 2)
    assert fl.linalg.inv(x).shape == (0, 2, 2)


def test_an_operation_of_ones_own():
    seen = []

    @custom_op(
        vjp={"x": lambda g, x, power: g * power * x ** (power - 1)},
        jvp=lambda x, power, d_x: d_x * power * x ** (power - 1),
    )
    def numpy_power(x: Tensor, power: int = 2) -> Tensor:
        seen.append((x.requires_grad, fl.is_grad_enabled()))
        return fl.from_numpy(np.power(x.numpy(), power))

    x = fl.tensor([1.0, 2.0], dtype=fl.float64, requires_grad=True)
    assert fl.autograd.gradcheck(lambda t: numpy_power(t, 3), x, check_forward_ad=True)
    assert fl.autograd.gradgradcheck(lambda t: numpy_power(t, 3), x)
    seen.clear()
    y = numpy_power(x, power=3)
    assert type(y.grad_fn).__name__ == "NumpyPowerBackward0"
    assert seen == [(False, False)]
    y.sum().backward()
    assert x.grad.tolist() == [3.0, 12.0]
    with pytest.raises(RuntimeError, match="backward through the graph a second time"):
        y.sum().backward()


def test_a_body_that_returns_its_argument_gets_a_copy():
    @custom_op(vjp={"x": lambda g: g * 2}, jvp=lambda d_x: d_x * 2)
    def same(x: Tensor) -> Tensor:
        return x.view(-1)

    x = fl.ones(2, requires_grad=True)
    y = same(x)
    assert y.data_ptr() != x.data_ptr()
    y.sum().backward()
    assert x.grad.tolist() == [2.0, 2.0]


def test_several_results_and_lists():
    @custom_op(
        returns=("low", "high"),
        vjp={"items": lambda g_low, g_high, items: [g_low + g_high for _ in items]},
        jvp=lambda d_items: (sum(d_items), sum(d_items)),
    )
    def sums(items: list[Tensor]) -> tuple[Tensor, Tensor]:
        total = fl.from_numpy(sum(t.numpy() for t in items))
        return total - 1, total + 1

    a, b = (fl.ones(2, requires_grad=True) for _ in range(2))
    result = sums([a, b])
    (result.low * 3 + result.high).sum().backward()
    assert result.high.tolist() == [3.0, 3.0]
    assert a.grad.tolist() == b.grad.tolist() == [4.0, 4.0]


@pytest.mark.parametrize(
    ("declare", "error", "message"),
    [
        (lambda f: custom_op()(f)(fl.ones(1)), TypeError, "its body returned int"),
        (lambda f: custom_op(vjp={}, jvp=None)(f)(fl.ones(1)), TypeError, "its body returned int"),
        (lambda f: custom_op(vjp={"x": lambda g: g})(f), TypeError, "it has vjp rules but no jvp rule"),
        (lambda f: custom_op(vjp={"x": lambda g, y: g}, jvp="linear")(f), TypeError, "a rule names 'y'"),
    ],
)
def test_a_wrong_declaration_is_explained(declare, error, message):
    def number(x: Tensor) -> Tensor:
        return 3

    with pytest.raises(error, match=message):
        declare(number)


def test_host_ops_within_vmap():
    rng = np.random.default_rng(0)
    a, b = fl.tensor(rng.standard_normal((4, 3, 3)) + 3 * np.eye(3)), fl.tensor(rng.standard_normal((4, 3, 2)))
    batched = fl.func.vmap(fl.linalg.solve)(a, b)
    assert np.allclose(batched.numpy(), np.linalg.solve(a.numpy(), b.numpy()))
    shared = fl.func.vmap(fl.linalg.solve, (None, 0))(a[0], b)
    assert np.allclose(shared.numpy(), np.linalg.solve(a[0].numpy(), b.numpy()))

    @custom_op(vjp={"x": lambda g, result: g * result}, jvp=lambda result, d_x: d_x * result)
    def exponential(x: Tensor) -> Tensor:
        return fl.from_numpy(np.exp(x.numpy()))

    with pytest.warns(UserWarning, match="exponential once per example: it has no batching rule"):
        assert np.allclose(fl.func.vmap(exponential)(b).numpy(), np.exp(b.numpy()))
    x = b[0, :, 0]
    assert np.allclose(fl.func.hessian(lambda x: exponential(x).sum())(x).numpy(), np.diag(np.exp(x.numpy())))
