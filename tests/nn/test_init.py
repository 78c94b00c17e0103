"""Initial values: PyTorch's numbers for the same seed."""

from __future__ import annotations

import contextlib
import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import flambeau
from flambeau import nn

torch = pytest.importorskip("torch")

FILLS: list[Callable[[Any, Any], Any]] = [
    lambda init, x: init.uniform_(x, -2.0, 3.0),
    lambda init, x: init.normal_(x, 1.0, 2.0),
    lambda init, x: init.trunc_normal_(x),
    lambda init, x: init.trunc_normal_(x, 0.5, 0.02, 0.4, 0.51),
    lambda init, x: init.trunc_normal_(x, 0.1, 2.0, 3.0, 4.0),
    lambda init, x: init.trunc_normal_(x, 0.0, 1.0, -6.0, -5.0),
    lambda init, x: init.constant_(x, 3.5),
    lambda init, x: init.ones_(x),
    lambda init, x: init.zeros_(x),
    lambda init, x: init.xavier_uniform_(x, 1.5),
    lambda init, x: init.xavier_normal_(x),
    lambda init, x: init.kaiming_uniform_(x, 0.3),
    lambda init, x: init.kaiming_uniform_(x, mode="fan_out", nonlinearity="relu"),
    lambda init, x: init.kaiming_normal_(x, nonlinearity="selu"),
    lambda init, x: init.orthogonal_(x, 2.0),
]
MATRIX_FILLS: list[Callable[[Any, Any], Any]] = [
    lambda init, x: init.eye_(x),
    lambda init, x: init.sparse_(x, 0.3),
]


@pytest.mark.filterwarnings("ignore:mean is more than 2 std")
@pytest.mark.parametrize("number", range(len(FILLS)))
@pytest.mark.parametrize("shape", [(5, 7), (7, 5), (17, 3, 2), (2, 3, 3, 3)])
def test_same_numbers(number: int, shape: tuple[int, ...]) -> None:
    compare(FILLS[number], shape)


@pytest.mark.parametrize("number", range(len(MATRIX_FILLS)))
def test_same_matrices(number: int) -> None:
    compare(MATRIX_FILLS[number], (9, 5))


@pytest.mark.parametrize(("shape", "groups"), [((4, 2, 3), 2), ((2, 4, 3, 4), 1), ((4, 4, 1, 2, 3), 4)])
def test_dirac(shape: tuple[int, ...], groups: int) -> None:
    compare(lambda init, x: init.dirac_(x, groups), shape)


TAILS = [(0.0, 1.0, 0.6, 1e6), (0.0, 1.0, 30.0, math.inf), (0.0, 1.0, -1e6, -2.0), (5.0, 0.1, -100.0, 4.9)]


@pytest.mark.filterwarnings("ignore:mean is more than 2 std")
@pytest.mark.parametrize(("mean", "std", "a", "b"), TAILS)
def test_trunc_normal_of_a_wide_interval_far_out(mean: float, std: float, a: float, b: float) -> None:
    """PyTorch draws on and on here; the mean distance of what lies beyond p of a normal distribution is known."""
    flambeau.manual_seed(0)
    x = nn.init.trunc_normal_(flambeau.empty(100_000, dtype=flambeau.float64), mean, std, a, b)
    p = min(abs(a - mean), abs(b - mean)) / std
    known = math.exp(-p * p / 2) / math.sqrt(math.pi / 2) / math.erfc(p / math.sqrt(2))
    assert x.min() >= a
    assert x.max() <= b
    assert ((x - mean).abs().mean() / std - p).item() == pytest.approx(known - p, rel=0.02)


@pytest.mark.filterwarnings("ignore:mean is more than 2 std")
@pytest.mark.parametrize("hostile", [math.nan, math.inf, -math.inf, 1e30, -1e30, 1e-30, 1e300, -1.0, 0.0])
@pytest.mark.parametrize("name", ["mean", "std", "a", "b"])
def test_trunc_normal_ends(name: str, hostile: float) -> None:
    with contextlib.suppress(RuntimeError):
        nn.init.trunc_normal_(flambeau.empty(3), **{name: hostile})


def test_sparse_of_no_rows_is_done_at_once() -> None:
    assert nn.init.sparse_(flambeau.empty(0, 2**40), 0.5).shape == (0, 2**40)


def test_trunc_normal_says_where_no_value_can_be_found() -> None:
    with pytest.raises(RuntimeError, match=r"trunc_normal_: no torch\.float32 values of mean 0\.0 and std -1e-06"):
        nn.init.trunc_normal_(flambeau.empty(3), std=-1e-6)


def compare(fill: Callable[[Any, Any], Any], shape: tuple[int, ...]) -> None:
    results = []
    for library in (flambeau, torch):
        library.manual_seed(11)
        tensor = library.nn.Parameter(library.empty(shape))
        assert fill(library.nn.init, tensor) is tensor
        assert tensor.grad_fn is None
        results.append((tensor.detach().numpy(), library.rand(3).numpy()))
    (ours, our_next), (theirs, their_next) = results
    np.testing.assert_allclose(ours, theirs, rtol=2e-6, atol=1e-6)
    np.testing.assert_array_equal(our_next, their_next)  # as many random numbers were used


ERRORS: list[Callable[[Any, Any], Any]] = [
    lambda t, init: init.eye_(t.zeros(3)),
    lambda t, init: init.dirac_(t.zeros(3, 3)),
    lambda t, init: init.dirac_(t.zeros(3, 3, 3), 2),
    lambda t, init: init.xavier_uniform_(t.zeros(3)),
    lambda t, init: init.kaiming_uniform_(t.zeros(3, 3), mode="x"),
    lambda t, init: init.kaiming_normal_(t.zeros(3, 3), nonlinearity="x"),
    lambda t, init: init.orthogonal_(t.zeros(3)),
    lambda t, init: init.sparse_(t.zeros(3), 0.1),
    lambda t, init: init.calculate_gain("leaky_relu", "x"),
]


@pytest.mark.parametrize("number", range(len(ERRORS)))
def test_errors(number: int) -> None:
    with pytest.raises(Exception) as theirs:  # noqa: PT011 - whatever PyTorch raises, ours must too
        ERRORS[number](torch, torch.nn.init)
    with pytest.raises(type(theirs.value)) as ours:
        ERRORS[number](flambeau, nn.init)
    assert str(ours.value) == str(theirs.value)


def test_gains() -> None:
    for name in ("linear", "conv2d", "sigmoid", "tanh", "relu", "leaky_relu", "selu"):
        assert nn.init.calculate_gain(name) == torch.nn.init.calculate_gain(name)
    assert nn.init.calculate_gain("leaky_relu", 0.3) == torch.nn.init.calculate_gain("leaky_relu", 0.3)


def test_empty_tensors_warn() -> None:
    with pytest.warns(UserWarning, match="Initializing zero-element tensors is a no-op"):
        nn.init.kaiming_uniform_(flambeau.empty(0, 3))


def test_former_names_warn_as_pytorch_does() -> None:
    told = []
    for lib in (flambeau, torch):
        told.append([])
        for name in ("uniform", "normal", "eye", "xavier_uniform", "kaiming_normal", "orthogonal"):
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                getattr(lib.nn.init, name)(lib.empty(3, 3))
            told[-1] += [(w.category, str(w.message), w.filename) for w in caught]
    assert told[0] == told[1]
    assert [file for _, _, file in told[0]] == [__file__] * 6
