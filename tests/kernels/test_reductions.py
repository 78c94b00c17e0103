"""Reductions, scans and orders against NumPy in wider arithmetic, in every dtype, along rows, columns and many
dimensions, from empty to several segments of 65,536 elements, dense and strided, with one thread and two.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from inputs import integers
from wide import WIDE, WIDE_COMPLEX, Array

import flambeau as fl

INTEGERS = ("bool", "uint8", "int8", "int16", "int32", "int64")
FLOATS = ("float16", "bfloat16", "float32", "float64")
COMPLEX = ("complex64", "complex128")
EPS = {"float16": 2.0**-10, "bfloat16": 2.0**-7, "float32": 2.0**-23, "float64": 2.0**-52}
EPS |= {"complex64": EPS["float32"], "complex128": EPS["float64"]}

# Shape and reduced dimensions: short rows and tails of vectors; blocks of 4,096 and segments of 65,536; columns alone,
# few and many, and tiles of 128 rows by 256 columns; dimensions that merge and that do not.
SHAPES: list[tuple[tuple[int, ...], tuple[int, ...]]] = [
    *(((n,), (0,)) for n in (1, 2, 3, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 4095, 4096, 4097, 65537)),
    *(
        ((r, c), (d,))
        for r, c in ((5, 33), (17, 70), (130, 3), (3, 130), (129, 257), (4097, 5), (5, 4097))
        for d in (0, 1)
    ),
    ((300, 260), (0, 1)),
    ((3, 5, 7, 11), (0,)),
    ((3, 5, 7, 11), (1, 3)),
    ((3, 5, 7, 11), (0, 2)),
    ((3, 5, 7, 11), (1, 2)),
    ((2, 3, 2, 3, 2, 3), (0, 2, 4)),
    ((40, 1, 50, 60), (0, 2)),
]
SOME = [
    ((17,), (0,)),
    ((4097,), (0,)),
    *(((129, 257), (d,)) for d in (0, 1)),
    ((3, 5, 7, 11), (1, 3)),
]


def shapes(dtype: str) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """All shapes for the dtypes that reductions compute in; some for those that are converted to one of these."""
    return SHAPES if dtype in ("int64", "float32", "float64", "complex64") else SOME


def one_dim(dtype: str, threads: int = 1) -> list[tuple[tuple[int, ...], int]]:
    """Those along one dimension; for several threads those that are worth sharing."""
    single = [(shape, dims[0]) for shape, dims in shapes(dtype) if len(dims) == 1]
    return [(shape, dim) for shape, dim in single if threads == 1 or np.prod(shape) > 20_000]


@pytest.fixture(params=[1, 2], ids=["alone", "two threads"])
def threads(request: Any) -> Iterator[int]:
    before = fl.get_num_threads()
    fl.set_num_threads(request.param)
    yield request.param
    fl.set_num_threads(before)


def drawn(shape: tuple[int, ...], dtype: str, what: str) -> Any:
    """Random elements: whole ranges of integers, normal floats."""
    rng = np.random.default_rng(zlib.crc32(f"{shape} {dtype} {what}".encode()))
    count = int(np.prod(shape))
    if dtype in INTEGERS:
        x: Array = integers(rng, count + 2, np.dtype(dtype))[:count]
    elif dtype in COMPLEX:
        x = rng.standard_normal(count) + 1j * rng.standard_normal(count)
    else:
        x = rng.standard_normal(count) + 0.25
    return fl.from_numpy(x).reshape(shape).to(getattr(fl, dtype))


def wide(t: Any) -> Array:
    """The elements in wider arithmetic; integers in int64, which wraps as a reduction does."""
    if t.dtype in (fl.float16, fl.bfloat16):
        t = t.float()
    x: Array = t.numpy()
    if x.dtype.kind in "biu":
        return x.astype(np.int64)
    return x.astype(WIDE_COMPLEX if x.dtype.kind == "c" else WIDE)


def layouts(t: Any) -> Iterator[Any]:
    """The tensor as it is, in reversed memory order, and with gaps."""
    yield t
    if t.ndim > 1:
        order = tuple(range(t.ndim))[::-1]
        yield t.permute(order).contiguous().permute(order)
    yield fl.stack([t, t], -1)[..., 0]


def check(got: Any, right: Array, allowed: Any, what: str) -> None:
    """Equal for integers; for floats |difference| within ``allowed`` of the result's eps, plus one rounding."""
    assert tuple(got.shape) == right.shape, f"{what}: shape {tuple(got.shape)}, right {right.shape}"
    name = str(got.dtype).removeprefix("torch.")
    a = wide(got)
    if name in INTEGERS:
        assert np.array_equal(a, right.astype(np.int64)), what
        return
    finite = np.abs(right) < np.finfo(np.float16 if name == "float16" else np.float32).max
    error = np.where(finite, np.abs(a - right), 0)
    bound = EPS[name] * (np.asarray(allowed, WIDE) + np.where(finite, np.abs(right), 0))
    assert (error <= bound).all(), f"{what}: off by {float((error / np.maximum(bound, 1e-300)).max()):.3g} of the bound"


@dataclass(frozen=True)
class Reduction:
    """A reduction, the right values, and what may be off beside one rounding: eps of its terms' sizes."""

    ours: Callable[..., Any]
    right: Callable[[Array, Any], Any]
    dtypes: tuple[str, ...]
    terms: Callable[[Array, Any], Any] | None = None


# An accumulator takes up to 128 terms, one after another: 1.1 eps of the sum of magnitudes was the most measured.
TERMS = 2.0
EVERY, REAL, INEXACT = INTEGERS + FLOATS + COMPLEX, INTEGERS + FLOATS, FLOATS + COMPLEX


def total(x: Array, axis: Any) -> Array:
    return np.abs(x).sum(axis)


def variance(x: Array, axis: Any) -> Array:
    return (np.abs(x - x.mean(axis, keepdims=True)) ** 2).mean(axis)


def deviation(x: Array, axis: Any) -> Array:
    return np.sqrt(variance(x, axis))


def norm(p: float) -> Callable[[Array, Any], Array]:
    def of(x: Array, axis: Any) -> Array:
        size = np.abs(x)
        if p == 0:
            return (size != 0).sum(axis).astype(WIDE)
        if np.isinf(p):
            return size.max(axis) if p > 0 else size.min(axis)
        return (size**p).sum(axis) ** (1 / WIDE(p))

    return of


def times(factor: float, of: Callable[[Array, Any], Array]) -> Callable[[Array, Any], Array]:
    return lambda x, axis: factor * of(x, axis)


REDUCTIONS: dict[str, Reduction] = {
    "sum": Reduction(fl.sum, np.sum, EVERY, total),
    "nansum": Reduction(fl.nansum, np.sum, REAL, total),
    "mean": Reduction(fl.mean, np.mean, INEXACT, lambda x, axis: np.abs(x).mean(axis)),
    "amax": Reduction(fl.amax, np.max, REAL),
    "amin": Reduction(fl.amin, np.min, REAL),
    "all": Reduction(fl.all, lambda x, axis: (x != 0).all(axis), EVERY),
    "any": Reduction(fl.any, lambda x, axis: (x != 0).any(axis), EVERY),
    "count_nonzero": Reduction(fl.count_nonzero, lambda x, axis: (x != 0).sum(axis), EVERY),
    "var": Reduction(lambda t, dim: fl.var(t, dim, correction=0), variance, INEXACT, times(4, variance)),
    "std": Reduction(lambda t, dim: fl.std(t, dim, correction=0), deviation, INEXACT, times(4, deviation)),
    "logsumexp": Reduction(fl.logsumexp, lambda x, axis: np.log(np.exp(x).sum(axis)), FLOATS, lambda x, axis: 2),
    **{
        f"norm{p}": Reduction(lambda t, dim, p=p: fl.linalg.vector_norm(t, p, dim), norm(p), INEXACT, times(4, norm(p)))
        for p in (0, 1, 2, 3, 2.5, np.inf, -np.inf)
    },
}


@pytest.mark.parametrize("name", REDUCTIONS)
def test_reductions(name: str) -> None:
    reduction = REDUCTIONS[name]
    for dtype in reduction.dtypes:
        for shape, dims in shapes(dtype):
            t = drawn(shape, dtype, "reduction")
            x = wide(t)
            right = np.asarray(reduction.right(x, dims))
            allowed = TERMS * reduction.terms(x, dims) if reduction.terms else 0.0
            for layout in layouts(t):
                what = f"{name} {dtype} {shape} over {dims}, {layout.stride()}"
                check(reduction.ours(layout, dims), right, allowed, what)


@pytest.mark.filterwarnings("ignore:.*degrees of freedom is <= 0")
@pytest.mark.parametrize("name", REDUCTIONS)
def test_reductions_of_nothing(name: str) -> None:
    """Zeros of the shape that is left, or what a reduction of nothing is; an error where it is nothing at all."""
    function = REDUCTIONS[name].ours
    for dtype in REDUCTIONS[name].dtypes:
        t = fl.empty((3, 0, 2)).to(getattr(fl, dtype))
        assert function(t, (0,)).shape == (0, 2)
        if name in ("sum", "nansum", "count_nonzero", "any", "norm0", "norm1", "norm2"):
            assert (function(t, (1,)) == 0).all().item()
        elif name == "all":
            assert function(t, (1,)).all().item()
        elif name in ("mean", "var", "std") or name == "logsumexp":
            assert not function(t, (1,)).abs().isfinite().any().item()


@pytest.mark.parametrize("dtype", INTEGERS + FLOATS + COMPLEX)
def test_prod(dtype: str) -> None:
    """Factors near 1, so that nothing leaves the range; integers wrap."""
    for shape, dim in one_dim(dtype):
        t = drawn(shape, dtype, "prod")
        if dtype in FLOATS + COMPLEX:
            t = fl.exp(t * 0.001)
        x = wide(t)
        right = np.asarray(x.prod(dim))
        # A rounding of half an eps at most per factor, of random signs: three deviations. 16-bit ones are float32's.
        steps = 1.5 * shape[dim] ** 0.5 * (EPS["float32"] / EPS[dtype] if dtype in ("float16", "bfloat16") else 1)
        allowed = 0 if dtype in INTEGERS else (1 + steps) * np.abs(right)
        for layout in layouts(t):
            check(fl.prod(layout, dim), right, allowed, f"prod {dtype} {shape} over {dim}")


@pytest.mark.parametrize("largest", [True, False])
def test_extrema_and_where(largest: bool, threads: int) -> None:
    """The first of equal ones; NaN is the extremum, and the first NaN its place."""
    for dtype in (*INTEGERS[1:], *FLOATS):
        for shape, dim in one_dim(dtype, threads):
            for with_nan in (False, True) if dtype in FLOATS else (False,):
                t = drawn(shape, dtype, "extrema")
                if dtype not in ("float64", "int64"):
                    t = (t * 4).round() if dtype in FLOATS else t // 16  # many ties
                if with_nan:
                    t.flatten()[:: max(3, t.numel() // 50)] = float("nan")
                x = wide(t)
                place = x.argmax(dim) if largest else x.argmin(dim)
                value = np.take_along_axis(x, np.expand_dims(place, dim), dim).squeeze(dim)
                for layout in layouts(t):
                    values, indices = (fl.max if largest else fl.min)(layout, dim)
                    what = f"{dtype} {shape} over {dim}, NaN {with_nan}, {layout.stride()}"
                    assert np.array_equal(wide(values), value, equal_nan=dtype in FLOATS), what
                    assert np.array_equal(indices.numpy(), place), what
                    assert np.array_equal((fl.argmax if largest else fl.argmin)(layout, dim).numpy(), place), what


SCANS: dict[str, tuple[Callable[[Array, Any], Array], bool]] = {
    "cumsum": (lambda x, axis: x.cumsum(axis), True),
    "cumprod": (lambda x, axis: x.cumprod(axis), True),
    "logcumsumexp": (lambda x, axis: np.log(np.exp(x).cumsum(axis)), False),
}


@pytest.mark.parametrize("name", SCANS)
def test_scans(name: str) -> None:
    right_of, whole_too = SCANS[name]
    for dtype in (*(INTEGERS if whole_too else ()), *FLOATS, *(COMPLEX if whole_too else ())):
        for shape, dim in one_dim(dtype):
            t = drawn(shape, dtype, "scan")
            if name == "cumprod" and dtype not in INTEGERS:
                t = fl.exp(t * 0.001)
            if name == "cumsum" and dtype == "float16":
                t = t * 0.01
            x = wide(t)
            right = right_of(x, dim)
            # A running result takes one rounding per term, of random signs.
            steps = np.sqrt(np.arange(1, shape[dim] + 1, dtype=WIDE)).reshape(
                [-1 if d == dim else 1 for d in range(len(shape))]
            )
            if dtype in INTEGERS:
                allowed: Any = 0
            elif name == "cumsum":
                allowed = 2 * np.maximum.accumulate(np.abs(right), dim) * steps + np.abs(x)
            else:
                allowed = 2 * (np.abs(right) + 1) * steps
            for layout in layouts(t):
                check(getattr(fl, name)(layout, dim), right, allowed, f"{name} {dtype} {shape} over {dim}")


@pytest.mark.parametrize("name", ["cummax", "cummin"])
def test_running_extrema(name: str) -> None:
    accumulate = (np.maximum if name == "cummax" else np.minimum).accumulate
    for dtype in (*INTEGERS, *FLOATS):
        for shape, dim in one_dim(dtype):
            t = drawn(shape, dtype, "running")
            x = wide(t)
            for layout in layouts(t):
                values, indices = getattr(fl, name)(layout, dim)
                assert np.array_equal(wide(values), accumulate(x, dim)), f"{dtype} {shape} {dim}"
                assert np.array_equal(np.take_along_axis(x, indices.numpy(), dim), wide(values)), (
                    f"{dtype} {shape} {dim}"
                )
                assert (np.diff(indices.numpy(), axis=dim) >= 0).all()


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("dtype", INTEGERS + FLOATS)
def test_sort(dtype: str, descending: bool, threads: int) -> None:
    """Stable: equal elements keep their order; NaN counts as the largest."""
    for shape, dim in one_dim(dtype, threads):
        t = drawn(shape, dtype, "sort")
        if dtype in FLOATS:
            t = (t * 16).round() / 16
            t.flatten()[::7] = float("nan")
            t.flatten()[1::7] = float("inf")
        x = wide(t)
        order = np.argsort(_ranked(x, descending), dim, kind="stable")
        for layout in layouts(t):
            values, indices = fl.sort(layout, dim=dim, descending=descending, stable=True)
            what = f"{dtype} {shape} along {dim}, {layout.stride()}"
            assert np.array_equal(indices.numpy(), order), what
            assert np.array_equal(wide(values), np.take_along_axis(x, order, dim), equal_nan=dtype in FLOATS), what


def _ranked(x: Array, descending: bool) -> Array:
    """What sorts upwards as x is to be sorted."""
    if x.dtype.kind != "f":
        return ~x if descending else x
    keyed = np.where(np.isnan(x), np.inf, np.where(np.isinf(x), np.sign(x) * 1e300, x))
    return -keyed if descending else keyed


@pytest.mark.parametrize("largest", [False, True])
@pytest.mark.parametrize("dtype", INTEGERS[1:] + FLOATS)
def test_topk_and_kthvalue(dtype: str, largest: bool, threads: int) -> None:
    for shape, dim in one_dim(dtype, threads):
        t = drawn(shape, dtype, "topk")
        x = wide(t)
        ordered = np.sort(x, dim)
        n = shape[dim]
        for k in {1, min(3, n), (n + 1) // 2, n}:
            expected = np.take(ordered, range(n - 1, n - 1 - k, -1) if largest else range(k), dim)
            for layout in layouts(t):
                values, indices = fl.topk(layout, k, dim, largest)
                assert np.array_equal(wide(values), expected), f"topk {dtype} {shape} {dim} {k}"
                assert np.array_equal(np.take_along_axis(x, indices.numpy(), dim), expected)
                places = np.sort(np.moveaxis(indices.numpy(), dim, 0), 0)
                assert (np.diff(places, axis=0) > 0).all(), "no element is taken twice"
            if not largest:
                value, where = fl.kthvalue(t, k, dim)
                assert np.array_equal(wide(value), ordered.take(k - 1, dim)), f"kthvalue {dtype} {shape} {dim} {k}"
                found = np.take_along_axis(x, np.expand_dims(where.numpy(), dim), dim).squeeze(dim)
                assert np.array_equal(found, wide(value))


@pytest.mark.parametrize("name", ["median", "nanmedian"])
def test_median(name: str) -> None:
    for dtype in (*INTEGERS[1:], *FLOATS):
        for shape, dim in one_dim(dtype):
            t = drawn(shape, dtype, "median")
            x = wide(t)
            n = shape[dim]
            right = np.sort(x, dim).take((n - 1) // 2, dim)
            value, where = getattr(fl, name)(t, dim)
            assert np.array_equal(wide(value), right), f"{name} {dtype} {shape} {dim}"
            assert np.array_equal(np.take_along_axis(x, np.expand_dims(where.numpy(), dim), dim).squeeze(dim), right)


def test_threads_give_the_same_bits() -> None:
    """A reduction folds a tree that depends on the shape alone."""
    functions = [reduction.ours for reduction in REDUCTIONS.values()]
    before = fl.get_num_threads()
    for shape, dims in (
        ((300_001,), (0,)),
        ((600, 700), (0,)),
        ((600, 700), (1,)),
        ((60, 70, 80), (0, 2)),
        ((90_000, 5), (0,)),
    ):
        t = drawn(shape, "float32", "threads")
        for layout in layouts(t):
            results = []
            for count in (1, 2):
                fl.set_num_threads(count)
                results.append([function(layout, dims).numpy().tobytes() for function in functions])
                results[-1] += [
                    fl.cumsum(layout, dims[0]).numpy().tobytes(),
                    fl.softmax(layout, dims[0]).numpy().tobytes(),
                ]
            fl.set_num_threads(before)
            for k, (alone, shared) in enumerate(zip(*results, strict=True)):
                assert alone == shared, f"{[*REDUCTIONS, 'cumsum', 'softmax'][k]} of {shape} over {dims}"
