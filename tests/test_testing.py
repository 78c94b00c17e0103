"""``assert_close`` and ``make_tensor``: what passes, what the messages say, and PyTorch's words for the same cases."""

from __future__ import annotations

import math

import pytest

import flambeau as fl
from flambeau.testing import assert_allclose, assert_close, make_tensor


def _tensor(lib, values, dtype="float32"):
    return lib.tensor(values, dtype=getattr(lib, dtype))


CASES = {
    "element": lambda lib: ((_tensor(lib, [1, 2, 3]), _tensor(lib, [1, 2, 4])), {}),
    "matrix": lambda lib: ((_tensor(lib, [[1, 2], [3, 4]]), _tensor(lib, [[1, 2], [3, 5]])), {}),
    "0-d": lambda lib: ((_tensor(lib, 1.0), _tensor(lib, 2.0)), {}),
    "integers": lambda lib: ((_tensor(lib, [1, 2], "int64"), _tensor(lib, [1, 3], "int64")), {}),
    "unsigned": lambda lib: ((_tensor(lib, [1, 2], "uint8"), _tensor(lib, [3, 2], "uint8")), {}),
    "booleans": lambda lib: ((_tensor(lib, [1], "bool"), _tensor(lib, [0], "bool")), {}),
    "complex": lambda lib: ((_tensor(lib, [1 + 1j], "complex64"), _tensor(lib, [1 + 2j], "complex64")), {}),
    "exact": lambda lib: ((_tensor(lib, [1, 2]), _tensor(lib, [1, 3])), {"rtol": 0, "atol": 0}),
    "loose": lambda lib: ((_tensor(lib, [1]), _tensor(lib, [1.5])), {"rtol": 0, "atol": 0.1}),
    "zero": lambda lib: ((_tensor(lib, [1e-3]), _tensor(lib, [0])), {}),
    "infinite": lambda lib: ((_tensor(lib, [1]), _tensor(lib, [math.inf])), {}),
    "nan": lambda lib: ((_tensor(lib, [math.nan]), _tensor(lib, [math.nan])), {}),
    "equal nan": lambda lib: ((_tensor(lib, [math.nan]), _tensor(lib, [math.nan])), {"equal_nan": True}),
    "dtype": lambda lib: ((_tensor(lib, [1]), _tensor(lib, [1], "float64")), {}),
    "any dtype": lambda lib: ((_tensor(lib, [1]), _tensor(lib, [1], "int64")), {"check_dtype": False}),
    "shape": lambda lib: ((_tensor(lib, [1]), _tensor(lib, [[1]])), {}),
    "stride": lambda lib: ((_tensor(lib, [1, 2]).expand(2, 2), _tensor(lib, [[1, 2], [1, 2]])), {"check_stride": True}),
    "empty": lambda lib: ((_tensor(lib, []), _tensor(lib, [])), {}),
    "floats": lambda lib: ((1.0, 2.0), {}),
    "ints": lambda lib: ((1, 2), {}),
    "bools": lambda lib: ((True, False), {}),
    "mixed numbers": lambda lib: ((1.0, 1), {}),
    "none": lambda lib: ((None, _tensor(lib, 1.0)), {}),
    "both none": lambda lib: ((None, None), {}),
    "sequence": lambda lib: (([1, [2, 3]], [1, [2, 4]]), {}),
    "lengths": lambda lib: (([1], [1, 2]), {}),
    "mapping": lambda lib: (({"a": _tensor(lib, [1])}, {"a": _tensor(lib, [2])}), {}),
    "keys": lambda lib: (({"a": 1}, {"b": 1}), {}),
    "strings": lambda lib: (("a", "b"), {}),
    "number and list": lambda lib: ((1.0, [1.0]), {}),
    "half a tolerance": lambda lib: ((1.0, 1.0), {"rtol": 1e-3}),
    "text": lambda lib: ((1, 2), {"msg": "mine"}),
    "text function": lambda lib: ((1, 2), {"msg": lambda text: text + "!"}),
}


def _outcome(check, arguments, options):
    try:
        check(*arguments, **options)
    except Exception as error:
        return type(error).__name__, str(error)
    return None


@pytest.mark.parametrize("name", CASES)
def test_same_verdict_and_words_as_pytorch(name):
    torch = pytest.importorskip("torch")
    ours = _outcome(assert_close, *CASES[name](fl))
    theirs = _outcome(torch.testing.assert_close, *CASES[name](torch))
    assert ours == theirs


def test_message():
    with pytest.raises(AssertionError) as caught:
        assert_close(fl.tensor([1.0, 2.0, 3.0]), fl.tensor([1.0, 2.0, 4.0]))
    assert str(caught.value) == (
        "Tensor-likes are not close!\n\n"
        "Mismatched elements: 1 / 3 (33.3%)\n"
        "Greatest absolute difference: 1.0 at index (2,) (up to 1e-05 allowed)\n"
        "Greatest relative difference: 0.25 at index (2,) (up to 1.3e-06 allowed)"
    )


def test_default_tolerances_follow_the_dtype():
    for name, step in (("float16", 1e-3), ("bfloat16", 8e-3), ("float32", 1e-6), ("float64", 1e-7)):
        one = fl.ones(2, dtype=getattr(fl, name))
        assert_close(one, one + step)
        with pytest.raises(AssertionError):
            assert_close(one, one + 40 * step)


def test_numpy_arrays():
    numpy = pytest.importorskip("numpy")
    assert_close(numpy.ones(2), numpy.ones(2))
    with pytest.raises(AssertionError, match="not close"):
        assert_close(numpy.ones(2), numpy.zeros(2))


def test_assert_allclose_converts():
    with pytest.warns(FutureWarning):
        assert_allclose([1.0, 2.0], [1.0, 2.0])
    with pytest.warns(FutureWarning), pytest.raises(AssertionError):
        assert_allclose(fl.tensor([1.0]), 2.0)


DTYPES = [
    "bool",
    "uint8",
    "int8",
    "int16",
    "int32",
    "int64",
    "float16",
    "bfloat16",
    "float32",
    "float64",
    "complex64",
    "complex128",
]


@pytest.mark.parametrize("name", DTYPES)
def test_make_tensor(name):
    dtype = getattr(fl, name)
    for shape in ((), (0, 3), (1,), (4, 5)):
        x = make_tensor(shape, dtype=dtype)
        assert x.dtype == dtype
        assert tuple(x.shape) == shape
        assert x.is_contiguous()
        x = make_tensor(*shape, dtype=dtype, low=0, high=2, exclude_zero=True, noncontiguous=True)
        assert tuple(x.shape) == shape
        assert x.is_contiguous() == (x.numel() < 2)
        assert bool((x != 0).all())
        real = fl.view_as_real(x) if dtype.is_complex else x.to(fl.float64)
        assert bool(((real >= 0) & (real <= 2)).all())
    inexact = dtype.is_floating_point or dtype.is_complex
    if inexact:
        assert make_tensor(3, dtype=dtype, requires_grad=True).requires_grad
        assert bool(fl.isfinite(make_tensor(100, dtype=dtype, low=-math.inf, high=math.inf)).all())
    else:
        with pytest.raises(ValueError, match="requires_grad"):
            make_tensor(3, dtype=dtype, requires_grad=True)


def test_make_tensor_bounds():
    x = make_tensor(1000, dtype=fl.int64, low=-2, high=3)
    assert x.min().item() == -2
    assert x.max().item() == 2
    assert make_tensor(1000, dtype=fl.uint8, low=-5, high=1000).max().item() > 200
    with pytest.raises(ValueError, match="less than"):
        make_tensor(1, dtype=fl.float32, low=2, high=1)
    with pytest.raises(ValueError, match="NaN"):
        make_tensor(1, dtype=fl.float32, low=math.nan)
