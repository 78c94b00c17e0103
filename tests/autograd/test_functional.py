"""Products with Jacobians and Hessians: against closed forms, and against PyTorch over shapes, options and errors."""

from __future__ import annotations

import itertools

import pytest

import flambeau as fl
from flambeau.autograd import functional


def _vector(*values):
    return fl.tensor(values, dtype=fl.float64)


def test_products_agree_with_the_matrices():
    a, b = _vector(0.3, -1.2, 2.0), _vector(1.0, 0.5, -0.7)

    def function(a, b):
        return (a * b.sin()).sum().reshape(1) * a, a.exp() + b**2

    def scalar(a, b):
        return (a**2 * b).sum() + a.prod()

    rows = functional.jacobian(function, (a, b))
    v = (_vector(1.0, 2.0, 3.0), _vector(-1.0, 0.5, 4.0))
    _, pulled = functional.vjp(function, (a, b), v)
    _, pushed = functional.jvp(function, (a, b), v)
    table = functional.hessian(scalar, (a, b))
    _, left = functional.vhp(scalar, (a, b), v)
    _, right = functional.hvp(scalar, (a, b), v)
    for i in range(2):
        fl.testing.assert_close(pulled[i], v[0] @ rows[0][i] + v[1] @ rows[1][i])
        fl.testing.assert_close(pushed[i], rows[i][0] @ v[0] + rows[i][1] @ v[1])
        fl.testing.assert_close(left[i], v[0] @ table[0][i] + v[1] @ table[1][i])
        fl.testing.assert_close(right[i], left[i])
        fl.testing.assert_close(table[i][1 - i], table[1 - i][i].T)


def test_shapes():
    x = fl.randn(2, 3)
    assert functional.jacobian(lambda x: x.sum(1), x).shape == (2, 2, 3)
    assert functional.jacobian(lambda x: x.sum(), x).shape == (2, 3)
    assert functional.hessian(lambda x: (x**2).sum(), x).shape == (2, 3, 2, 3)
    assert functional.jacobian(lambda x: x * 2, fl.zeros(0, 2)).shape == (0, 2, 0, 2)
    assert functional.jacobian(lambda x: x[0:0], fl.zeros(3)).shape == (0, 3)


def test_forward_strategy_agrees():
    x, y = _vector(0.5, 2.0), _vector(1.0, -1.0)

    def function(x, y):
        return x * y.exp(), (x * y).sum()

    reverse = functional.jacobian(function, (x, y))
    forward = functional.jacobian(function, (x, y), vectorize=True, strategy="forward-mode")
    for one, other in zip(reverse, forward, strict=True):
        fl.testing.assert_close(one, other)


def test_inputs_are_left_alone_and_create_graph_connects():
    x = fl.ones(3, dtype=fl.float64, requires_grad=True)
    jacobian = functional.jacobian(lambda x: x**3, x)
    assert not jacobian.requires_grad
    assert x.grad is None
    connected = functional.jacobian(lambda x: x**3, x, create_graph=True)
    connected.sum().backward()
    assert x.grad.tolist() == [6.0, 6.0, 6.0]
    with fl.no_grad():
        assert functional.vjp(lambda x: x**2, x, fl.ones(3, dtype=fl.float64))[1].tolist() == [2.0] * 3


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: functional.vjp(lambda x: 3.0, fl.ones(1)), TypeError, "outputs of the user-provided function"),
        (lambda: functional.vjp(lambda x: x, (fl.ones(1), 3)), TypeError, "value at index 1"),
        (lambda: functional.vjp(lambda x: x, fl.ones(2)), RuntimeError, "v can only be None if"),
        (lambda: functional.vjp(lambda x: x, fl.ones(2), fl.ones(3)), RuntimeError, "v has invalid size"),
        (lambda: functional.jvp(lambda x: x, fl.ones(2), (fl.ones(2),) * 2), RuntimeError, "single Tensor"),
        (lambda: functional.hessian(lambda x: x, fl.ones(2)), RuntimeError, "single element"),
        (lambda: functional.hessian(lambda x: (x.sum(),), fl.ones(2)), RuntimeError, "single Tensor"),
        (
            lambda: functional.jacobian(lambda x: fl.ones(1), fl.ones(1), strict=True),
            RuntimeError,
            "does not require gradients",
        ),
        (
            lambda: functional.jacobian(lambda x, y: x, (fl.ones(1),) * 2, strict=True),
            RuntimeError,
            "independent of input 1",
        ),
        (lambda: functional.jacobian(lambda x: x, fl.ones(1), strategy="sideways"), AssertionError, "strategy"),
    ],
)
def test_errors(call, error, message):
    with pytest.raises(error, match=message):
        call()


FIRST_ORDER = {
    "elementwise": (lambda x, y: x * y.sin(), 2),
    "several": (lambda x, y: (x * y, x.sum()), 2),
    "unused": (lambda x, y: x.exp(), 2),
    "constant": (lambda x: x.detach() * 2, 1),
    "tuple of one": (lambda x: (x.exp().sum(),), 1),
}
SECOND_ORDER = {
    "cubic": (lambda x: (x**3).sum(), 1),
    "mixed": (lambda x, y: (x**2 * y).sum(), 2),
    "linear": (lambda x: x.sum(), 1),
}


def _nested(value):
    return [_nested(item) for item in value] if isinstance(value, tuple) else (value.requires_grad, value.tolist())


def _outcome(library, module, name, function, count, options):
    values = [[0.5, -1.0, 2.0], [1.5, 0.25, -0.75]][:count]
    inputs = tuple(library.tensor(v, dtype=library.float64, requires_grad=i == 0) for i, v in enumerate(values))
    arguments = [inputs]
    if name in ("vjp", "jvp", "vhp", "hvp"):
        probe = function(*inputs)
        like = probe if name == "vjp" else inputs
        like = like if isinstance(like, tuple) else (like,)
        arguments.append(
            tuple(library.ones_like(x.detach()) for x in like)
            if len(like) > 1 or name != "vjp"
            else library.ones_like(like[0].detach())
        )
    try:
        return _nested(getattr(module, name)(function, *arguments, **options))
    except Exception as error:
        return type(error)


@pytest.mark.parametrize(
    ("name", "case"),
    [
        *itertools.product(("vjp", "jvp", "jacobian"), FIRST_ORDER),
        *itertools.product(("vhp", "hvp", "hessian"), SECOND_ORDER),
    ],
)
def test_same_as_pytorch(name, case):
    torch = pytest.importorskip("torch")
    function, count = {**FIRST_ORDER, **SECOND_ORDER}[case]
    for create_graph, strict in itertools.product((False, True), repeat=2):
        options = {"create_graph": create_graph, "strict": strict}
        ours = _outcome(fl, functional, name, function, count, options)
        theirs = _outcome(torch, torch.autograd.functional, name, function, count, options)
        assert str(ours) == str(theirs) or _close(ours, theirs), options


def _close(ours, theirs):
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(_close, ours, theirs))
    if isinstance(ours, tuple):
        return ours[0] == theirs[0] and _close(ours[1], theirs[1])
    return ours == pytest.approx(theirs, rel=1e-12, abs=1e-15)
