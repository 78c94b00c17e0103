"""Every elementwise kernel: its values in ulps of wider arithmetic, and that a value does not depend on where it lies.

In the dtypes that a kernel has loops for, as the core's own table says. test_levels.py runs this file at the other
instruction sets.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from calls import KERNELS, computed, error_of, operands
from elementwise_table import ENTRIES, ROWS

import flambeau as fl

LARGE = 100_003  # elements: more than the grains of both sorts of kernels times two threads
SIZES = [*range(1, 66), 511, 512, 513, 1023, 4095, 4096, 4097, 32767, 32768, 32769]
CASES = [(name, dtype) for name, dtypes in KERNELS.items() for dtype in dtypes]


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    threads = fl.get_num_threads()
    fl.set_num_threads(1)
    yield
    fl.set_num_threads(threads)


def test_every_kernel_has_a_row() -> None:
    assert sorted(set(KERNELS) - set(ROWS)) == []
    assert sorted(set(ROWS) - set(KERNELS)) == []


@pytest.mark.parametrize("name", KERNELS)
def test_accuracy(name: str) -> None:
    for dtype in KERNELS[name]:
        bound = ROWS[name].complex if dtype.startswith("complex") else ROWS[name].real
        error, where = error_of(name, dtype)
        assert error <= bound, f"{name}, {dtype}: off by {error:.3g} ulp, of which {bound} are granted, at {where}"


def bits(t: Any) -> np.ndarray[Any, Any]:
    """The elements as they lie in memory, NaNs alike."""
    x = np.ascontiguousarray(t.numpy())
    if x.dtype.kind in "fc":
        x = np.where(x == x, x, np.array(np.nan, x.dtype))
    return x.view(np.uint8)


def same(a: Any, b: Any) -> bool:
    return a.dtype == b.dtype and a.shape == b.shape and bool(np.array_equal(bits(a), bits(b)))


def layouts(x: Any) -> Iterator[tuple[str, Any]]:
    """The same elements at an odd start, backwards, spread out, and as a transposed matrix."""
    n = len(x)
    yield "from the second element", fl.cat([x[:1], x])[1:]
    yield "every second element", fl.stack([x, x], 1)[:, 0]
    yield "every fifth element", fl.stack([x] * 5, 1)[:, 3]
    rows = next(k for k in (8, 7, 5, 3, 1) if n % k == 0)
    yield "column-major", x.view(rows, n // rows).t().contiguous().t()


def through(x: Any, view: Any) -> Any:
    return x.view(view.shape) if view.ndim == 2 else x


@pytest.mark.parametrize("name", KERNELS)
def test_a_value_does_not_depend_on_its_place(name: str) -> None:
    """Bit by bit: in short and long calls, in vectors, blocks and tails, dense or strided, alone or among threads."""
    row = ROWS[name]
    for dtype in KERNELS[name]:
        xs = [fl.from_numpy(x) for x in operands(name, dtype, 33_000)]
        whole = computed(row, name, xs)
        what = f"{name}, {dtype}"
        for n in SIZES:
            assert same(computed(row, name, [x[-n:] for x in xs]), whole[-n:]), f"{what}: the last {n}"
        for n in (7, 60, 4200):
            short, expected = [x[:n] for x in xs], whole[:n]
            for layout in zip(*map(layouts, short), strict=True):
                views = [view for _, view in layout]
                result = computed(row, name, views)
                assert same(result.contiguous(), through(expected, views[0])), f"{what}: {layout[0][0]}, {n}"
            for k in range(1, len(xs)):  # one operand spread out among dense ones; one that is repeated
                mixed = [fl.stack([x, x], 1)[:, 0] if i == k else x for i, x in enumerate(short)]
                assert same(computed(row, name, mixed), expected), f"{what}: operand {k} with gaps, {n}"
                if name == "pow" and k == 1:
                    continue  # one exponent for all elements may be a product or a root
                broadcast = [x[:1].expand(n) if i == k else x for i, x in enumerate(short)]
                dense = [x.contiguous() for x in broadcast]
                assert same(computed(row, name, broadcast), computed(row, name, dense)), f"{what}: operand {k} repeated"


@pytest.mark.parametrize("name", KERNELS)
def test_threads_change_nothing(name: str) -> None:
    row = ROWS[name]
    for dtype in {"bool", "int16", "float32", "complex64"} & set(KERNELS[name]):  # the driver knows dtypes by size only
        few = [fl.from_numpy(x) for x in operands(name, dtype, 11_000)]
        xs = [fl.cat([x] * 10)[:LARGE] for x in few]
        alone = computed(row, name, xs)
        fl.set_num_threads(2)
        shared = computed(row, name, xs)
        gaps = computed(row, name, [fl.stack([x, x], 1)[:, 0] for x in xs])
        fl.set_num_threads(1)
        assert same(alone, shared), f"{name}, {dtype}"
        assert same(alone, gaps), f"{name}, {dtype}, with gaps"


@pytest.mark.parametrize("name", [name for name in KERNELS if name in ENTRIES and ROWS[name].call is None])
def test_in_place_and_out(name: str) -> None:
    entry = ENTRIES[name]
    for dtype in KERNELS[name]:
        xs = [fl.from_numpy(x) for x in operands(name, dtype, 33_000)]
        expected = entry(*xs)
        gaps = fl.stack([expected, expected], 1)[:, 0]
        for out in (fl.empty_like(expected), gaps):
            entry(*xs, out=out)
            assert same(out.contiguous(), expected), f"{name}, {dtype}: out="
        method = getattr(fl.Tensor, f"{entry.__name__}_", None)
        if method and expected.dtype == xs[0].dtype:
            for target in (xs[0].clone(), fl.stack([xs[0], xs[0]], 1)[:, 0]):
                method(target, *xs[1:])
                assert same(target.contiguous(), expected), f"{name}, {dtype}: in place"


# These have steps of their own in each 16-bit type.
NARROW = [name for name in KERNELS if name.startswith(("nextafter", "div_floor", "div_trunc"))]


@pytest.mark.parametrize("name", [name for name, of in KERNELS.items() if "float32" in of and name not in NARROW])
@pytest.mark.parametrize("half", ["float16", "bfloat16"])
def test_half_is_float_rounded_once(name: str, half: str) -> None:
    dtype = getattr(fl, half)
    narrow = [fl.from_numpy(x).to(dtype) for x in operands(name, "float32", 8_000)]
    wide = computed(ROWS[name], name, [x.float() for x in narrow])
    result = computed(ROWS[name], name, narrow)
    expected = wide.to(dtype) if wide.dtype == fl.float32 else wide
    assert same(result.float(), expected.float())
