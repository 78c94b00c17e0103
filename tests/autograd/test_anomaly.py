"""Anomaly mode, beside PyTorch's; and what it says beyond: which operation first made a NaN, and where."""

from __future__ import annotations

import inspect
import math
import re
import threading
import warnings

import pytest
from beside import Program, agree

import flambeau

PROGRAMS: list[Program] = []


def program(function: Program) -> Program:
    """A program of both libraries, which `test_programs_agree` runs with each."""
    PROGRAMS.append(function)
    return function


def leaf(torch, *values):
    return torch.tensor(list(values), requires_grad=True)


def listed(tensor):
    return None if tensor is None else tensor.tolist()


def bad(torch):
    """The identity, whose backward returns NaN."""

    class MyF(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x.clone()

        @staticmethod
        def backward(ctx, g):
            return g * float("nan")

    return MyF


def line() -> int:
    return inspect.currentframe().f_back.f_lineno


def failing(program):
    """The error's text and the warning's, of a backward under anomaly mode."""
    with (
        flambeau.autograd.set_detect_anomaly(True),
        pytest.warns(UserWarning, match="Error detected in") as seen,
        pytest.raises(RuntimeError) as caught,
    ):
        program()
    return str(caught.value), str(seen[0].message)


@program
def nan_basic(torch):
    x = leaf(torch, 0.0)
    with torch.autograd.detect_anomaly():
        (x * 0).sqrt().sum().backward()
        return x.grad


@program
def nan_fn(torch):
    x = leaf(torch, 0.0)
    with torch.autograd.detect_anomaly():
        bad(torch).apply(x).sum().backward()


@program
def inf_back(torch):
    x = leaf(torch, 0.0)
    with torch.autograd.detect_anomaly():
        x.sqrt().sum().backward()
        return x.grad


@program
def nan_second(torch):
    x = leaf(torch, 1.0)
    w = leaf(torch, 1.0)
    with torch.autograd.detect_anomaly():
        (x * w * float("nan")).sum().backward()


@program
def set_fn(torch):
    torch.autograd.set_detect_anomaly(True)
    r = [torch.is_anomaly_enabled(), torch.is_anomaly_check_nan_enabled()]
    torch.autograd.set_detect_anomaly(False)
    return [*r, torch.is_anomaly_enabled()]


@program
def set_fn2(torch):
    torch.autograd.set_detect_anomaly(True, check_nan=False)
    r = [torch.is_anomaly_enabled(), torch.is_anomaly_check_nan_enabled()]
    torch.autograd.set_detect_anomaly(False)
    return [*r, torch.is_anomaly_enabled(), torch.is_anomaly_check_nan_enabled()]


@program
def set_ctx(torch):
    with torch.autograd.set_detect_anomaly(True):
        r = [torch.is_anomaly_enabled()]
    return [*r, torch.is_anomaly_enabled()]


@program
def nested(torch):
    r = []
    with torch.autograd.detect_anomaly(check_nan=False):
        with torch.autograd.detect_anomaly():
            r.append((torch.is_anomaly_enabled(), torch.is_anomaly_check_nan_enabled()))
        r.append((torch.is_anomaly_enabled(), torch.is_anomaly_check_nan_enabled()))
        with torch.autograd.set_detect_anomaly(False):
            r.append((torch.is_anomaly_enabled(), torch.is_anomaly_check_nan_enabled()))
    r.append((torch.is_anomaly_enabled(), torch.is_anomaly_check_nan_enabled()))
    return r


@program
def err_in_backward(torch):
    class E(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x.clone()

        @staticmethod
        def backward(ctx, g):
            raise RuntimeError("Some error in backward")

    x = leaf(torch, 0.0)
    with torch.autograd.set_detect_anomaly(True):
        E.apply(x).sum().backward()


@program
def inplace_err(torch):
    x = leaf(torch, 1.0)
    with torch.autograd.set_detect_anomaly(True):
        y = x * 1
        z = y * y
        y.add_(1)
        z.sum().backward()


@program
def metadata(torch):
    x = leaf(torch, 1.0)
    with torch.autograd.set_detect_anomaly(True):
        y = x * 1
    return sorted(y.grad_fn.metadata)


@program
def nan_seed(torch):
    x = leaf(torch, 1.0)
    with torch.autograd.set_detect_anomaly(True):
        (x * 2).backward(torch.tensor([float("nan")]))


@program
def nan_double(torch):
    x = leaf(torch, 0.0)
    with torch.autograd.set_detect_anomaly(True):
        y = x**1.5
        (g,) = torch.autograd.grad(y.sum(), x, create_graph=True)
        g.sum().backward()
        return x.grad


@program
def nan_double2(torch):
    x = leaf(torch, 0.0)
    with torch.autograd.set_detect_anomaly(True):
        y = x.abs().sqrt() * 0
        y.sum().backward()
        return x.grad


@program
def hook_nan(torch):
    x = leaf(torch, 1.0)
    with torch.autograd.set_detect_anomaly(True):
        y = x * 2
        y.register_hook(lambda g: g * float("nan"))
        (y * 2).sum().backward()


@program
def posthook_nan(torch):
    x = leaf(torch, 1.0)
    with torch.autograd.set_detect_anomaly(True):
        y = x * 2
        z = y * 2
        z.grad_fn.register_hook(lambda gi, go: (gi[0] * float("nan"), None))
        (z).sum().backward()
        return x.grad


@program
def mode_arg(torch):
    torch.autograd.set_detect_anomaly("x")


@pytest.mark.parametrize("function", PROGRAMS, ids=lambda f: f.__name__)
def test_programs_agree(function):
    agree(function)


def test_without_check_nan_nothing_is_an_error():
    x = leaf(flambeau, 0.0)
    with pytest.warns(UserWarning, match="Anomaly Detection has been enabled"):
        context = flambeau.autograd.detect_anomaly(check_nan=False)
    with context:
        bad(flambeau).apply(x).backward()
    assert math.isnan(x.grad.item())


def test_the_mode_holds_for_other_threads():
    seen = []
    with flambeau.autograd.set_detect_anomaly(True):
        thread = threading.Thread(target=lambda: seen.append(flambeau.is_anomaly_enabled()))
        thread.start()
        thread.join()
    assert seen == [True]


def test_a_graph_recorded_before_the_mode_has_no_traceback():
    y = bad(flambeau).apply(leaf(flambeau, 0.0))
    error, warning = failing(y.backward)
    assert "No forward pass information available" in warning
    assert error.startswith("Function 'MyFBackward' returned nan values in its 0th output.")


def test_the_traceback_is_of_the_users_frames():
    def loss(x):
        return (x * 0).sqrt().sum()

    error, warning = failing(lambda: loss(leaf(flambeau, 0.0)).backward())
    assert "in loss" in warning
    assert "return (x * 0).sqrt().sum()" in warning
    assert "flambeau/autograd" not in warning
    assert "in loss" in error


def test_the_first_operation_in_forward_order_is_named_with_its_line():
    """The gradient of `where` is NaN for 0 * inf; the cause is the logarithm."""
    at = 0

    def program():
        nonlocal at
        x = leaf(flambeau, 0.0, 1.0)
        at = line() + 1
        y = flambeau.log(x)
        z = flambeau.where(x > 0, y * 2, y * 0)
        z.sum().backward()

    error, _ = failing(program)
    assert re.search(rf"first value that is not finite \(inf\).*LogBackward0, recorded at .*:{at}, in program", error)


def test_a_nan_from_outside_the_graph_is_traced_to_its_operation():
    at = 0

    def program():
        nonlocal at
        at = line() + 1
        scale = flambeau.tensor([0.0]) / 0
        (leaf(flambeau, 1.0) * scale).sum().backward()

    error, _ = failing(program)
    assert "came into the forward pass with an input of MulBackward0" in error
    assert re.search(rf"\(nan\) came from div, called at .*:{at}, in program", error)


def test_a_forward_pass_without_fault_is_said_to_be_so():
    error, _ = failing(lambda: bad(flambeau).apply(leaf(flambeau, 1.0)).backward())
    assert "Every result of the forward pass was finite" in error


def test_an_error_of_double_backward_tells_both_passes():
    """The node made during the first backward names what induced it."""

    class Fails(flambeau.autograd.Function):
        @staticmethod
        def forward(ctx, g):
            return g.clone()

        @staticmethod
        def backward(ctx, g):
            raise RuntimeError("planted")

    class Outer(flambeau.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x.clone()

        @staticmethod
        def backward(ctx, g):
            return Fails.apply(g)

    def program():
        x, v = leaf(flambeau, 1.0), leaf(flambeau, 1.0)
        (g,) = flambeau.autograd.grad(Outer.apply(x), x, v, create_graph=True)
        g.backward()

    error, warning = failing(program)
    assert error == "planted"
    assert "Error detected in FailsBackward" in warning
    assert "Previous calculation was induced by OuterBackward" in warning


def test_values_of_every_dtype_and_layout_are_judged():
    for dtype in (flambeau.float16, flambeau.bfloat16, flambeau.float64, flambeau.complex64, flambeau.complex128):
        x = flambeau.zeros(3, 2, dtype=dtype, requires_grad=True)
        error, _ = failing(lambda x=x: (x.t() * float("nan")).sum().abs().backward())
        assert "nan" in error


def test_a_warning_made_an_error_does_not_hide_the_fault():
    x = leaf(flambeau, 0.0)
    with warnings.catch_warnings(), flambeau.autograd.set_detect_anomaly(True):
        warnings.simplefilter("error")
        with pytest.raises(RuntimeError, match="returned nan values"):
            bad(flambeau).apply(x).backward()
