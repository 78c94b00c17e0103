"""Single calls that the database showed to be other than PyTorch's, with right values by hand."""

from __future__ import annotations

import cmath
import math
import warnings
from typing import Any

import pytest

import flambeau as fl


def test_quantiles_of_a_number_for_several_fractions() -> None:
    x = fl.tensor(3.0)
    assert fl.quantile(x, fl.tensor([0.0, 1.0]), -1).tolist() == [3.0, 3.0]
    assert fl.quantile(x, fl.tensor([0.5]), 0, keepdim=True).tolist() == [3.0]


@pytest.mark.parametrize(("way", "value"), [("lower", 1.0), ("higher", 4.0), ("nearest", 1.0), ("midpoint", 2.5)])
def test_quantiles_without_nan_interpolate(way: str, value: float) -> None:
    assert fl.nanquantile(fl.tensor([math.nan, 1.0, 4.0]), 0.4, interpolation=way).item() == value


def test_indices_along_a_dimension_count_from_the_end() -> None:
    x = fl.tensor([[1, 2, 3], [4, 5, 6]])
    assert x.take_along_dim(fl.tensor([[-1], [-3]]), 1).tolist() == [[3], [4]]
    assert x.take_along_dim(fl.tensor([-1])).tolist() == [6]


def test_tensordot_broadcasts_sizes_of_one() -> None:
    a, b = fl.tensor([[2.0]]), fl.tensor([[1.0, 10.0], [3.0, 30.0]])
    assert fl.tensordot(a, b, 1).tolist() == [[8.0, 80.0]]


@pytest.mark.parametrize("n", [1, 2, 3])
def test_unpooling_wants_an_index_for_every_element(n: int) -> None:
    unpool = getattr(fl.nn.functional, f"max_unpool{n}d")
    x, indices = fl.zeros(1, 4, *(4,) * n), fl.zeros(1, 4, *(4,) * (n - 1), 3, dtype=fl.int64)
    with pytest.raises(RuntimeError, match="Expected shape of indices to be same as that of the input"):
        unpool(x, indices, 2)


def test_out_of_another_dtype_where_the_kernel_writes_its_own() -> None:
    x = fl.ones(2, 2, dtype=fl.int64)
    for call in (fl.mm, fl.gather):
        args = (x, x) if call is fl.mm else (x, 0, x - 1)
        with pytest.raises(RuntimeError, match="Expected out tensor to have dtype"):
            call(*args, out=fl.empty(2, 2, dtype=fl.float64))
    assert fl.add(x, x, out=fl.empty(2, 2, dtype=fl.float64)).tolist() == [[2.0, 2.0]] * 2


@pytest.mark.parametrize("name", ["remainder", "pow", "bitwise_and", "bitwise_left_shift", "xlogy"])
def test_two_numbers_are_no_call(name: str) -> None:
    with pytest.raises(TypeError, match="invalid combination of arguments"):
        getattr(fl, name)(1, 2)


def test_python_functions_of_elements() -> None:
    x = fl.tensor([[1.0, 2.0], [3.0, 4.0]])
    assert x.clone().apply_(lambda a: a + 1).tolist() == [[2.0, 3.0], [4.0, 5.0]]
    assert x.clone().map_(fl.tensor([10.0, 20.0]), lambda a, b: a * b).tolist() == [[10.0, 40.0], [30.0, 80.0]]
    assert x.t().map2_(x, x, lambda a, b, c: a + b + c).tolist() == [[3.0, 7.0], [8.0, 12.0]]
    with pytest.raises(RuntimeError, match="Can't call apply_"):
        fl.ones(2, requires_grad=True).apply_(abs)


def test_parts_of_complex_numbers_are_written() -> None:
    x = fl.tensor([1 + 2j, 3 + 4j])
    x.real = fl.tensor([5.0, 6.0])
    x.imag = 7
    assert x.tolist() == [5 + 7j, 6 + 7j]
    y = fl.ones(2)
    y.real = 3.0
    assert y.tolist() == [3.0, 3.0]


@pytest.mark.parametrize(
    "make", [fl.arange, fl.zeros, fl.ones, fl.eye, lambda n, out: fl.linspace(0, n - 1, n, out=out)]
)
def test_what_makes_tensors_makes_them_of_the_dtype_of_out(make: Any) -> None:
    out = fl.empty(0, dtype=fl.int16)
    assert make(3, out=out) is out
    assert out.dtype == fl.int16
    assert out.tolist() == make(3, out=fl.empty(0, dtype=fl.float64)).tolist()


def test_a_step_that_is_cut_to_nothing() -> None:
    with pytest.raises(ValueError, match="step must be nonzero"):
        fl.arange(0, 64, 0.5, out=fl.empty(0, dtype=fl.int64))


@pytest.mark.parametrize("size", [0, 7])
def test_an_out_that_is_resized_lies_in_memory_as_the_result_does(size: int) -> None:
    x = fl.arange(12.0).view(3, 4).t()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        out = fl.add(x, 1, out=fl.empty(size))
    assert out.stride() == (1, 4)
    assert out.tolist() == (x + 1).tolist()


def test_an_out_that_overlaps_itself_is_refused_also_where_it_would_be_resized() -> None:
    for shape in ((2, 3), (2, 6)):
        with pytest.raises(RuntimeError, match="unsupported operation: more than one element"):
            fl.sin(fl.ones(2, 3), out=fl.zeros(2, 1).expand(shape))


@pytest.mark.parametrize(
    "call", [lambda a, b, out: fl.complex(a, b, out=out), lambda a, b, out: fl.heaviside(a, b, out=out)]
)
def test_pairs_whose_result_is_written_in_its_own_dtype(call: Any) -> None:
    a = fl.ones(2, dtype=fl.float64)
    with pytest.raises(RuntimeError, match="Expected out tensor to have dtype"):
        call(a, a, fl.empty(2, dtype=fl.complex64))


def test_bounds_of_bools_are_tensors() -> None:
    a, b = fl.tensor([True, False]), fl.tensor([False, True])
    assert fl.clamp_min(a, b).tolist() == [True, True]
    assert fl.clamp_max(a, b).tolist() == [False, False]
    with pytest.raises(NotImplementedError, match="not implemented for 'Bool'"):
        fl.clamp_min(a, True)


def test_shifts_in_place() -> None:
    x = y = fl.tensor([1, -8])
    x <<= 2
    assert (x is y, y.tolist()) == (True, [4, -32])
    x >>= fl.tensor([1, 2])
    assert (x is y, y.tolist()) == (True, [2, -8])


def test_silu_of_complex_numbers() -> None:
    z = fl.tensor([0.5 - 1j, -2 + 0.25j], dtype=fl.complex128, requires_grad=True)
    value = fl.nn.functional.silu(z)
    assert value.tolist() == pytest.approx([w / (1 + cmath.exp(-w)) for w in z.tolist()])
    assert fl.autograd.gradcheck(fl.nn.functional.silu, z, check_forward_ad=True)
    assert fl.autograd.gradgradcheck(fl.nn.functional.silu, z)


def test_no_differences_join_nothing() -> None:
    x = fl.tensor([1.0, 4.0])
    assert fl.diff(x, n=0, prepend=x, append=x).tolist() == [1.0, 4.0]


def test_sizes_of_a_scatter_may_be_a_list() -> None:
    assert fl.as_strided_scatter(fl.zeros(4), fl.ones(2), [2], [2]).tolist() == [1.0, 0.0, 1.0, 0.0]


F, IMAGE = fl.nn.functional, (1, 1, 4, 4)
BY_DTYPE = {
    "isin": (lambda x: fl.isin(x, x), RuntimeError, "bool complex64"),
    "conv_transpose2d": (
        lambda x: F.conv_transpose2d(x.view(IMAGE), x.view(IMAGE)),
        NotImplementedError,
        "uint8 int32",
    ),
    "local_response_norm": (lambda x: F.local_response_norm(x.view(1, 4, 4), 2), NotImplementedError, "uint8 int32"),
    "reflect": (lambda x: F.pad(x.view(4, 4), (1, 1), mode="reflect"), NotImplementedError, "bool"),
    "replicate": (lambda x: F.pad(x.view(4, 4), (1, 1), mode="replicate"), NotImplementedError, "bool"),
    "nearest": (lambda x: F.interpolate(x.view(IMAGE), 2), NotImplementedError, "bool int64 complex64"),
    "unravel_index": (lambda x: fl.unravel_index(x, (4, 4)), TypeError, "bool float32 complex64"),
    "unique": (lambda x: fl.unique(x.view(4, 4), dim=0), NotImplementedError, "complex64"),
    "unique_consecutive": (fl.unique_consecutive, NotImplementedError, "complex64"),
    "searchsorted": (lambda x: fl.searchsorted(x, x), NotImplementedError, "bool"),
    "bucketize": (lambda x: fl.bucketize(x, x), NotImplementedError, "bool"),
    "triu_indices": (lambda x: fl.triu_indices(2, 2, dtype=x.dtype), NotImplementedError, "bool uint8 float32"),
    "tril_indices": (lambda x: fl.tril_indices(2, 2, dtype=x.dtype), NotImplementedError, "bool uint8 float32"),
    "gaussian_nll_loss": (lambda x: F.gaussian_nll_loss(x, x, x), RuntimeError, "uint8 int64"),
    "kl_div": (lambda x: F.kl_div(x, x, reduction="sum"), RuntimeError, "uint8 int64 complex64"),
    "scatter_reduce": (lambda x: x.scatter_reduce(0, x.long(), x, "mean"), NotImplementedError, "bool"),
    "vecdot": (lambda x: fl.linalg.vecdot(x, x), RuntimeError, "bool int64"),
    "vander": (fl.linalg.vander, RuntimeError, "bool"),
}


@pytest.mark.parametrize(("name", "dtype"), [(name, d) for name, row in BY_DTYPE.items() for d in row[2].split()])
def test_refused_because_of_the_dtype(name: str, dtype: str) -> None:
    call, error, _ = BY_DTYPE[name]
    with pytest.raises(error):
        call(fl.ones(16, dtype=getattr(fl, dtype)))


WEIGHT, CLASSES = fl.ones(2, 3), fl.tensor([0, 1])
BAD_INPUTS = {
    "narrow": (
        lambda: fl.ones(4).narrow(0, fl.tensor(True), 1),
        RuntimeError,
        "start must be an 0-dim integral Tensor",
    ),
    "cross": (lambda: fl.linalg.cross(fl.ones(2, 3), fl.ones(3)), RuntimeError, "inputs must have the same number"),
    "cross dim": (lambda: fl.linalg.cross(WEIGHT, WEIGHT, dim=2), IndexError, "Dimension out of range"),
    "aminmax": (lambda: fl.ones(0).aminmax(), RuntimeError, "cannot compute aminmax over an empty dimension"),
    "hsplit": (lambda: fl.ones(4).hsplit("a"), TypeError, "received an invalid combination of arguments"),
    "linspace": (lambda: fl.linspace(fl.ones(2), 1, 3), RuntimeError, "only supports 0-dimensional start and end"),
    "logical_or": (lambda: fl.logical_or(fl.ones(2), 1), TypeError, "argument 'other' .position 2. must be Tensor"),
    "max_pool2d": (lambda: F.max_pool2d(fl.ones(1, 0, 4), 1), RuntimeError, "Expected 3D or 4D"),
    "window": (lambda: fl.signal.windows.hann(3, layout=fl.sparse_coo), ValueError, "implemented for strided tensors"),
    "margin": (lambda: F.multi_margin_loss(WEIGHT, CLASSES, p=3), ValueError, "only p == 1 and p == 2 supported"),
    "margin weight": (lambda: F.multi_margin_loss(WEIGHT, CLASSES, weight=WEIGHT), ValueError, "one-dimensional"),
    "linear classes": (
        lambda: F.linear_cross_entropy(WEIGHT, WEIGHT[0], CLASSES),
        RuntimeError,
        "expected linear_weight",
    ),
    "linear features": (lambda: F.linear_cross_entropy(WEIGHT, fl.ones(2, 4), CLASSES), RuntimeError, "expected equal"),
    "linear bias": (
        lambda: F.linear_cross_entropy(WEIGHT, WEIGHT, CLASSES, linear_bias=fl.ones(3)),
        RuntimeError,
        "expected linear_bias shape",
    ),
}


@pytest.mark.parametrize("name", BAD_INPUTS)
def test_bad_input(name: str) -> None:
    call, error, words = BAD_INPUTS[name]
    with pytest.raises(error, match=words):
        call()
