"""The checker itself: it passes what is right, and fails each kind of wrong derivative."""

from __future__ import annotations

import pytest

import flambeau as fl
from flambeau.autograd import Function, gradcheck, gradgradcheck
from flambeau.autograd.gradcheck import GradcheckError


def _points(*shape, dtype=None):
    return fl.randn(shape, dtype=dtype or fl.float64, requires_grad=True)


RIGHT = {
    "broadcast": (lambda x, y: (x * y.sin()).sum(0), lambda: (_points(3, 2), _points(2))),
    "several": (lambda x, y: (x @ y, x.sum(), y * 2), lambda: (_points(2, 3), _points(3, 2))),
    "0-d": (lambda x: x.exp(), lambda: (_points(),)),
    "empty": (lambda x: x * 2, lambda: (_points(0, 3),)),
    "number": (lambda x, n: x**n, lambda: (_points(2), 3)),
    "in place": (lambda x: x.mul_(3), lambda: (_points(2),)),
    "strided": (lambda x: x * x, lambda: (fl.randn(3, 4, dtype=fl.float64).t().requires_grad_(),)),
    "complex": (lambda x: x.exp() * 2j, lambda: (_points(2, dtype=fl.complex128),)),
    "complex to real": (lambda x: x.abs(), lambda: (_points(3, dtype=fl.complex128),)),
    "mixed": (lambda x, y: x * y, lambda: (_points(2), _points(2, dtype=fl.complex128))),
}


@pytest.mark.parametrize("fast_mode", [False, True])
@pytest.mark.parametrize("name", RIGHT)
def test_right_derivatives_pass(name, fast_mode):
    fl.manual_seed(0)
    function, make = RIGHT[name]
    inputs = make()
    before = [x.tolist() if isinstance(x, fl.Tensor) else x for x in inputs]
    assert gradcheck(function, inputs, fast_mode=fast_mode, check_grad_dtypes=True)
    assert gradgradcheck(function, inputs, fast_mode=fast_mode)
    assert [x.tolist() if isinstance(x, fl.Tensor) else x for x in inputs] == before
    assert all(x.grad is None for x in inputs if isinstance(x, fl.Tensor))


@pytest.mark.parametrize("fast_mode", [False, True])
def test_forward_mode_is_checked(fast_mode):
    x = _points(2, 2)
    assert gradcheck(lambda x: x.sin() * x, x, fast_mode=fast_mode, check_forward_ad=True)
    assert gradcheck(lambda x: x.sin() * x, x, fast_mode=fast_mode, check_forward_ad=True, check_backward_ad=False)


def _square(backward):
    """``x ** 2`` with the backward rule `backward(g, x)`."""

    class Square(Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x**2

        @staticmethod
        def backward(ctx, g):
            return backward(g, *ctx.saved_tensors)

    return Square.apply


class TwoOutputs(Function):
    """``(x, 2 x)``, wrong where the second output's gradient does not arrive."""

    @staticmethod
    def forward(ctx, x):
        ctx.set_materialize_grads(False)
        return x * 1, x * 2

    @staticmethod
    def backward(ctx, first, second):
        return (0 if first is None else first) + (9 if second is None else 2 * second)


def _permuted(g, x):
    return (2 * g * x).flip(0)


SABOTAGED = {
    "factor": _square(lambda g, x: 2.01 * g * x),
    "sign": _square(lambda g, x: -2 * g * x),
    "permuted": _square(_permuted),
    "zero": _square(lambda g, x: g * 0),
    "not a number": _square(lambda g, x: g * float("nan")),
    "no gradient": _square(lambda g, x: None),
    "missing gradient": TwoOutputs.apply,
}


@pytest.mark.parametrize("fast_mode", [False, True])
@pytest.mark.parametrize("name", SABOTAGED)
def test_wrong_derivatives_fail(name, fast_mode):
    fl.manual_seed(0)
    x = _points(3)
    with pytest.raises(GradcheckError):
        gradcheck(SABOTAGED[name], x, fast_mode=fast_mode)
    assert gradcheck(SABOTAGED[name], x, fast_mode=fast_mode, raise_exception=False) is False


@pytest.mark.parametrize("fast_mode", [False, True])
def test_wrong_second_derivative_fails(fast_mode):
    fl.manual_seed(0)
    detached = _square(lambda g, x: 2 * g * x.detach())
    x = _points(3)
    assert gradcheck(detached, x, fast_mode=fast_mode)
    assert not gradgradcheck(detached, x, fast_mode=fast_mode, raise_exception=False)


def test_wrong_complex_convention_fails():
    class Exp(Function):
        @staticmethod
        def forward(ctx, x):
            y = x.exp()
            ctx.save_for_backward(y)
            return y

        @staticmethod
        def backward(ctx, g):
            (y,) = ctx.saved_tensors
            return g * y  # must be conj(y)

    with pytest.raises(GradcheckError, match="Jacobian"):
        gradcheck(Exp.apply, _points(2, dtype=fl.complex128))


def test_random_backward_fails():
    noisy = _square(lambda g, x: 2 * g * x * (1 + 1e-9 * fl.rand(()).item()))
    x = _points(2)
    with pytest.raises(GradcheckError, match="Backward is not reentrant"):
        gradcheck(noisy, x)
    assert gradcheck(noisy, x, nondet_tol=1e-6)


def test_hidden_dependence_fails():
    x = _points(2)
    with pytest.raises(GradcheckError, match="expected to be zero"):
        gradcheck(lambda x: x.detach() * 2, x)


def test_message_names_output_input_and_entry():
    half = _square(lambda g, x: g * x)

    def function(a, b):
        return a.sum(), half(b)

    inputs = (_points(2), fl.tensor([1.0, 5.0], dtype=fl.float64, requires_grad=True))
    with pytest.raises(GradcheckError) as caught:
        gradcheck(function, inputs)
    message = str(caught.value)
    assert "output 1 with respect to input 1" in message
    assert "numerical:tensor" in message
    assert "analytical:tensor" in message
    assert "worst entry: element 1 of the input, element 1 of the output: numerical 10" in message
    assert "analytical 5, difference 5" in message


def test_bad_inputs():
    with pytest.raises(ValueError, match="at least one input tensor to require gradient"):
        gradcheck(lambda x: x, fl.ones(2))
    with pytest.warns(UserWarning, match="not a double precision"):
        gradcheck(lambda x: x * 2, fl.ones(2, requires_grad=True), eps=1e-2, atol=1e-2)
    with pytest.raises(RuntimeError, match="stride 0"):
        gradcheck(lambda x: x, fl.ones(1, dtype=fl.float64).expand(3).requires_grad_())
    with pytest.raises(AssertionError, match="at least one of check_forward_ad or check_backward_ad"):
        gradcheck(lambda x: x, _points(1), check_backward_ad=False)


def test_given_cotangents():
    x, v = _points(3), fl.ones(3, dtype=fl.float64, requires_grad=True)
    assert gradgradcheck(lambda x: x**3, x, v)
    assert gradgradcheck(lambda x: x**3, (x,), gen_non_contig_grad_outputs=True)


@pytest.mark.parametrize("fast", [False, True])
def test_functions_that_hold_their_inputs(fast: bool) -> None:
    """A layer's parameters are checked as inputs of a function that reads them from the layer, as in PyTorch."""
    layer = fl.nn.Linear(3, 2).double()
    x = fl.ones(4, 3, dtype=fl.float64, requires_grad=True)
    inputs = (x, *layer.parameters())
    versions = [tensor._version for tensor in inputs]
    assert fl.autograd.gradcheck(lambda x, *parameters: layer(x), inputs, fast_mode=fast)
    assert fl.autograd.gradgradcheck(lambda x, *parameters: layer(x), inputs, fast_mode=fast)
    assert [tensor._version for tensor in inputs] == versions
