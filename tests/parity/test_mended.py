"""Single calls that the database showed to be other than PyTorch's, with right values by hand."""

from __future__ import annotations

import math

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
