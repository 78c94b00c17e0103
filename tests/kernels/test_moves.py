"""Kernels that move elements: indexing, gathering, scattering, flips, pads, concatenation, copies between layouts. Bit
by bit against NumPy, in every item size, dense and strided, with one thread and two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from inputs import integers

import flambeau as fl

# One dtype of each item size, and bool, whose bytes are converted; the kernels look no closer.
DTYPES = ("bool", "int8", "int16", "float32", "int64", "complex128")
SHAPES = [(1,), (65,), (4097,), (7, 9), (33, 300), (300, 33), (3, 5, 7), (2, 3, 4, 5, 6), (70_001,), (260, 270)]


@pytest.fixture(params=[1, 2], ids=["alone", "two threads"], autouse=True)
def threads(request: Any) -> Iterator[None]:
    before = fl.get_num_threads()
    fl.set_num_threads(request.param)
    yield
    fl.set_num_threads(before)


def drawn(shape: tuple[int, ...], dtype: str) -> np.ndarray[Any, Any]:
    rng = np.random.default_rng(len(shape))
    count = int(np.prod(shape))
    if dtype in ("float32", "complex128"):
        x = rng.standard_normal(count) + (1j * rng.standard_normal(count) if dtype == "complex128" else 0)
        return x.astype(dtype).reshape(shape)
    return integers(rng, count + 2, np.dtype(dtype))[:count].reshape(shape)


def placed(x: np.ndarray[Any, Any]) -> Iterator[Any]:
    """A tensor with these elements: dense, in reversed memory order, with gaps, from an odd start."""
    t = fl.from_numpy(x)
    yield t
    if t.ndim > 1:
        order = tuple(range(t.ndim))[::-1]
        yield t.permute(order).contiguous().permute(order)
    yield fl.stack([t, t], -1)[..., 1]
    yield fl.cat([t.flatten()[:1], t.flatten()])[1:].view(t.shape)


def index(rng: np.random.Generator, bound: int, shape: tuple[int, ...]) -> np.ndarray[Any, Any]:
    return rng.integers(-bound, bound, shape)


def pairs(x: np.ndarray[Any, Any]) -> Iterator[tuple[str, Callable[[Any], Any], np.ndarray[Any, Any]]]:
    """What Flambeau is to do with a tensor of these elements, and what NumPy makes of them."""
    rng = np.random.default_rng(1)
    n, last = x.shape[0], x.ndim - 1
    rows, many = index(rng, n, (5,)), index(rng, n, (3, 70))
    chosen = rng.integers(0, 2, n).astype(bool)
    at = [fl.from_numpy(i) for i in (rows, many, chosen)]
    yield "rows", lambda t: t[at[0]], x[rows]
    yield "many rows", lambda t: t[at[1]], x[many]
    yield "a mask of rows", lambda t: t[at[2]], x[chosen]
    yield "a mask", lambda t: t[t == t], x[x == x]
    yield (
        "index_select",
        lambda t: t.index_select(last, fl.from_numpy(many[0] % x.shape[last])),
        x.take(many[0] % x.shape[last], last),
    )
    yield "take", lambda t: t.take(fl.from_numpy(many % x.size)), x.take(many % x.size)
    along = rng.integers(0, x.shape[last], (*x.shape[:-1], 9))
    yield "gather", lambda t: t.gather(last, fl.from_numpy(along)), np.take_along_axis(x, along, last)
    yield "flip", lambda t: t.flip(tuple(range(t.ndim))), np.flip(x)
    yield "flip one", lambda t: t.flip(0), np.flip(x, 0)
    yield "roll", lambda t: t.roll(3, last), np.roll(x, 3, last)
    yield "cat", lambda t: fl.cat([t, t[:1], t], 0), np.concatenate([x, x[:1], x], 0)
    yield "cat along the last", lambda t: fl.cat([t, t[..., :2], t], last), np.concatenate([x, x[..., :2], x], last)
    yield "stack", lambda t: fl.stack([t, t], 0), np.stack([x, x], 0)
    yield "repeat", lambda t: t.repeat((2, *(3,) * t.ndim)), np.tile(x, (2, *(3,) * x.ndim))
    yield "repeat_interleave", lambda t: t.repeat_interleave(3, 0), np.repeat(x, 3, 0)
    yield "reversed dimensions", lambda t: t.permute(tuple(range(t.ndim))[::-1]).contiguous(), np.ascontiguousarray(x.T)
    yield "every third", lambda t: t[..., ::3].clone(), x[..., ::3]
    yield "pad", lambda t: fl.nn.functional.pad(t, (2, 3)), np.pad(x, [(0, 0)] * last + [(2, 3)])
    yield "tril", lambda t: t.tril(1) if t.ndim > 1 else t, np.tril(x, 1) if x.ndim > 1 else x
    yield "where", lambda t: fl.where(t == t.flip(0), t, t.flip(0)), np.where(x == np.flip(x, 0), x, np.flip(x, 0))
    yield (
        "masked_fill",
        lambda t: t.masked_fill(t == t.flip(0), 1),
        np.where(x == np.flip(x, 0), np.ones((), x.dtype), x),
    )


def written(x: np.ndarray[Any, Any]) -> Iterator[tuple[str, Callable[[Any], Any], np.ndarray[Any, Any]]]:
    """Writes into a tensor, and what NumPy's array holds after the same. Sums only of what adds up exactly."""
    rng = np.random.default_rng(2)
    n, last = x.shape[0], x.ndim - 1
    once = rng.permutation(n)[: max(1, n // 2)]
    source = np.flip(x[once], 0).copy()
    at, values = fl.from_numpy(once), fl.from_numpy(source)
    y = x.copy()
    y[once] = source
    yield "index_put", lambda t: t.__setitem__(at, values), y
    yield "index_copy", lambda t: t.index_copy_(0, at, values), y
    y = x.copy()
    y[once] = 1
    yield "index_fill", lambda t: t.index_fill_(0, at, 1), y
    along = np.argsort(rng.random(x.shape), last)[..., : max(1, x.shape[last] // 2)]
    there = np.take_along_axis(np.flip(x, last), along, last)
    y = x.copy()
    np.put_along_axis(y, along, there, last)
    yield "scatter", lambda t: t.scatter_(last, fl.from_numpy(along), fl.from_numpy(there.copy())), y
    if x.dtype.kind == "i":
        many = rng.integers(0, n, 500)
        added = x[rng.integers(0, n, 500)]
        y = x.copy()
        np.add.at(y, many, added)
        yield "index_add", lambda t: t.index_add_(0, fl.from_numpy(many), fl.from_numpy(added)), y
        yield "accumulate", lambda t: t.index_put_((fl.from_numpy(many),), fl.from_numpy(added), accumulate=True), y
        shape = (500, *x.shape[1:])
        spread = np.broadcast_to(many.reshape(-1, *(1,) * last), shape)
        yield "scatter_add", lambda t: t.scatter_add_(0, fl.from_numpy(spread.copy()), fl.from_numpy(added)), y
    mask = rng.integers(0, 2, x.shape).astype(bool)
    y = x.copy()
    y[mask] = np.flip(x).ravel()[: mask.sum()]
    yield "masked_scatter", lambda t: t.masked_scatter_(fl.from_numpy(mask), fl.from_numpy(np.flip(x).copy())), y
    y = x.copy()
    y[..., ::2] = np.flip(x, last)[..., ::2]
    yield "a strided write", lambda t: t[..., ::2].copy_(fl.from_numpy(np.flip(x, last)[..., ::2].copy())), y


@pytest.mark.parametrize("dtype", DTYPES)
def test_moves(dtype: str) -> None:
    for shape in SHAPES:
        x = drawn(shape, dtype)
        for name, function, right in pairs(x):
            for t in placed(x):
                got = function(t)
                assert got.shape == right.shape, f"{name} {shape}"
                assert np.array_equal(got.numpy(), right), f"{name} {shape}, {t.stride()}"


@pytest.mark.parametrize("dtype", DTYPES)
def test_writes(dtype: str) -> None:
    for shape in SHAPES:
        x = drawn(shape, dtype)
        for name, write, right in written(x):
            for t in placed(x.copy()):
                target = t.clone() if t.is_contiguous() else t
                write(target)
                assert np.array_equal(target.numpy(), right), f"{name} {shape}, {t.stride()}"


@pytest.mark.parametrize("reduce", ["sum", "prod", "mean", "amax", "amin"])
@pytest.mark.parametrize("include_self", [True, False])
def test_scatter_reduce(reduce: str, include_self: bool) -> None:
    """Against a loop over the elements, on small whole numbers, whose sums and products are exact."""
    rng = np.random.default_rng(3)
    for shape, dim in (((65,), 0), ((33, 40), 0), ((33, 40), 1), ((3, 50, 7), 1)):
        x, source = rng.integers(1, 3, shape).astype(np.float64), rng.integers(1, 3, shape).astype(np.float64)
        at = rng.integers(0, shape[dim] // 3 + 1, shape)
        groups: dict[tuple[int, ...], list[float]] = {}
        for place in np.ndindex(shape):
            to = (*place[:dim], int(at[place]), *place[dim + 1 :])
            groups.setdefault(to, [x[to]] if include_self else []).append(source[place])
        fold = {"sum": np.sum, "prod": np.prod, "mean": np.mean, "amax": np.max, "amin": np.min}[reduce]
        right = x.copy()
        for to, terms in groups.items():
            right[to] = fold(terms)
        for t in placed(x):
            got = t.scatter_reduce(dim, fl.from_numpy(at), fl.from_numpy(source), reduce, include_self=include_self)
            np.testing.assert_allclose(got.numpy(), right, rtol=1e-15)
