"""Products, convolutions and pools against loops in float64, at sizes around the blocks of every path: our own loops
for small ones, the libraries' for large, dense, transposed and strided operands, one thread and two.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import flambeau as fl
from flambeau.nn import functional as F
from flambeau.ops.matmul import compressed_product

EPS = {"float16": 2.0**-10, "bfloat16": 2.0**-7, "float32": 2.0**-23, "float64": 2.0**-52}
EPS |= {"complex64": EPS["float32"], "complex128": EPS["float64"], "int64": 0.0, "int8": 0.0}
Array = np.ndarray[Any, Any]


@pytest.fixture(params=[1, 2], ids=["alone", "two threads"], autouse=True)
def threads(request: Any) -> Iterator[None]:
    before = fl.get_num_threads()
    fl.set_num_threads(request.param)
    yield
    fl.set_num_threads(before)


def drawn(shape: tuple[int, ...], dtype: str, seed: int) -> Any:
    rng = np.random.default_rng(seed)
    if dtype.startswith("int"):
        return fl.from_numpy(rng.integers(-5, 6, shape)).to(getattr(fl, dtype))
    x = rng.standard_normal(shape) + (1j * rng.standard_normal(shape) if dtype.startswith("complex") else 0)
    return fl.from_numpy(np.asarray(x)).to(getattr(fl, dtype))


def wide(t: Any) -> Array:
    if t.dtype in (fl.float16, fl.bfloat16):
        t = t.float()
    x: Array = t.detach().numpy()
    return x.astype({"f": np.float64, "c": np.complex128}.get(x.dtype.kind, np.int64))


def close(got: Any, right: Array, terms: Array, what: str) -> None:
    """Within four eps of the sum of the terms' sizes, and half an ulp of a 16-bit result; integers wrap."""
    name = str(got.dtype).removeprefix("torch.")
    if name.startswith("int"):
        assert np.array_equal(got.numpy(), right.astype(got.numpy().dtype)), what
        return
    sums = EPS["float32"] if name in ("float16", "bfloat16") else EPS[name]
    allowed = 4 * sums * terms + EPS[name] * np.abs(right)
    error = np.abs(wide(got) - right)
    assert (error <= allowed).all(), f"{what}: {float((error / allowed).max()):.3g} times what is granted"


def placed(t: Any) -> list[Any]:
    """The tensor dense, with its last two dimensions transposed in memory, and with gaps."""
    return [t, t.mT.contiguous().mT, fl.stack([t, t], -1)[..., 0]]


SIZES = [(1, 1, 1), (1, 7, 5), (3, 1, 4), (5, 9, 1), (8, 8, 8), (17, 33, 9), (33, 65, 31), (64, 64, 64)]
SIZES += [(65, 130, 67), (200, 300, 150)]


@pytest.mark.parametrize("dtype", EPS)
def test_products(dtype: str) -> None:
    for m, k, n in SIZES:
        a, b = drawn((m, k), dtype, m), drawn((k, n), dtype, n)
        right, terms = wide(a) @ wide(b), np.abs(wide(a)) @ np.abs(wide(b))
        for x in placed(a):
            for y in placed(b):
                close(x @ y, right, terms, f"{dtype} {(m, k, n)}, {x.stride()}, {y.stride()}")
        v = b[:, 0]
        close(a @ v, right[:, 0], terms[:, 0], f"{dtype}: a matrix and a vector, {(m, k)}")
        close(a[0] @ b, right[0], terms[0], f"{dtype}: a vector and a matrix, {(k, n)}")
        close(a[0] @ v, right[0, 0], terms[0, 0], f"{dtype}: two vectors of {k}")
        c = drawn((n,), dtype, 5)
        scale = 1 if dtype.startswith("int") else 0.5
        sizes = np.abs(wide(c)) + terms
        if dtype in ("float16", "bfloat16"):  # the product is rounded before the sum
            sizes = sizes + EPS[dtype] / EPS["float32"] * np.abs(right)
        close(
            fl.addmm(c, a, b, beta=scale, alpha=scale), scale * (wide(c) + right), sizes, f"{dtype}: addmm {(m, k, n)}"
        )
        a3, b3 = fl.stack([a, a, a]), fl.stack([b, b * 2, b])
        right3 = np.stack([right, 2 * right, right])
        for x, y in zip(placed(a3), placed(b3), strict=True):
            close(x @ y, right3, 2 * terms, f"{dtype}: three products of {(m, k, n)}")
        close(a3 @ b, np.stack([right] * 3), terms, f"{dtype}: three by one, {(m, k, n)}")


def convolved(x: Array, w: Array, stride: int, padding: int, dilation: int, groups: int) -> Array:
    """Of images of any number of dimensions, by shifting and adding."""
    d = x.ndim - 2
    x = np.pad(x, [(0, 0)] * 2 + [(padding, padding)] * d)
    out = [(x.shape[2 + i] - dilation * (w.shape[2 + i] - 1) - 1) // stride + 1 for i in range(d)]
    per = x.shape[1] // groups
    result = np.zeros((x.shape[0], w.shape[0], *out), x.dtype)
    for place in np.ndindex(w.shape[2:]):
        at = [slice(dilation * p, dilation * p + stride * (n - 1) + 1, stride) for p, n in zip(place, out, strict=True)]
        window = x[(slice(None), slice(None), *at)]
        for g in range(groups):
            rows = slice(g * (w.shape[0] // groups), (g + 1) * (w.shape[0] // groups))
            part = np.tensordot(window[:, g * per : (g + 1) * per], w[(rows, slice(None), *place)], (1, 1))
            result[:, rows] += np.moveaxis(part, -1, 1)
    return result


LISTED = [(1, 1, 1), (5, 7, 1), (40, 33, 3), (129, 65, 17), (64, 300, 70), (700, 90, 131), (3, 4, 0), (0, 4, 2)]


@pytest.mark.parametrize("dtype", sorted(EPS))
def test_products_of_lists(dtype: str) -> None:
    """Sparse matrices by rows and their transposes, empty rows and long ones, and the same bits on one thread."""
    for seed, (rows, width, columns) in enumerate(LISTED):
        rng = np.random.default_rng(seed)
        counts = rng.integers(0, 3, rows) * rng.integers(0, width, rows)
        begins = np.concatenate([[0], counts.cumsum()])
        indices = rng.integers(0, width, int(begins[-1]))
        values = drawn((len(indices),), dtype, seed)
        lines = np.arange(rows).repeat(counts)
        full, sizes = (np.zeros((rows, width), wide(values).dtype) for _ in range(2))
        np.add.at(full, (lines, indices), wide(values))
        np.add.at(sizes, (lines, indices), np.abs(wide(values)))
        for transposed in (False, True):
            d = drawn((rows if transposed else width, columns), dtype, seed + 50)
            a, terms = (full.T, sizes.T) if transposed else (full, sizes)
            given = (fl.tensor(begins), fl.tensor(indices), values, d, width if transposed else rows, transposed)
            got = compressed_product(*given)
            close(got, a @ wide(d), terms @ np.abs(wide(d)), f"{dtype} {rows, width, columns} {transposed}")
            count = fl.get_num_threads()
            fl.set_num_threads(1)
            assert compressed_product(*given).equal(got)
            fl.set_num_threads(count)


def test_lists_that_lie_are_refused() -> None:
    values, d = fl.ones(2), fl.ones(3, 2)
    for begins, indices in (([0, 1, 3], [0, 1]), ([0, 2, 1, 2], [0, 1]), ([1, 2], [0, 1]), ([0, 2], [0, 3])):
        with pytest.raises(RuntimeError, match=r"must ascend|size is inconsistent"):
            compressed_product(fl.tensor(begins), fl.tensor(indices), values, d, len(begins) - 1, False)
    with pytest.raises(RuntimeError, match="found negative index -1"):
        compressed_product(fl.tensor([0, 2]), fl.tensor([0, -1]), values, d, 1, False)


CONVOLUTIONS = [  # images, weights, stride, padding, dilation, groups
    ((1, 1, 5), (1, 1, 3), 1, 0, 1, 1),
    ((2, 3, 33), (5, 3, 4), 2, 2, 1, 1),
    ((2, 4, 40), (6, 2, 3), 1, 2, 2, 2),
    ((2, 3, 9, 11), (4, 3, 3, 3), 1, 1, 1, 1),
    ((3, 16, 14, 14), (32, 16, 1, 1), 1, 0, 1, 1),
    ((2, 8, 17, 15), (8, 1, 3, 3), 2, 1, 1, 8),
    ((1, 17, 12, 13), (33, 17, 5, 3), 1, 2, 1, 1),
    ((2, 6, 20, 20), (9, 2, 3, 3), 1, 2, 2, 3),
    ((2, 3, 6, 7, 5), (4, 3, 2, 3, 2), 1, 1, 1, 1),
]


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32", "float64", "complex128"])
def test_convolutions(dtype: str) -> None:
    """Values; and gradients, which are convolutions, by their bilinear identity with the loop."""
    for k, (images, weights, stride, padding, dilation, groups) in enumerate(CONVOLUTIONS):
        x, w = drawn(images, dtype, k), drawn(weights, dtype, k + 50)
        options = (stride, padding, dilation, groups)
        right = convolved(wide(x), wide(w), *options)
        terms = convolved(np.abs(wide(x)), np.abs(wide(w)), *options)
        convolve = [F.conv1d, F.conv2d, F.conv3d][len(images) - 3]
        channels_last = x.movedim(1, -1).contiguous().movedim(-1, 1)
        for image in (x, channels_last, fl.stack([x, x], -1)[..., 1]):
            leaves = [v.detach().requires_grad_() for v in (image, w)]
            result = convolve(*leaves, None, *options)
            close(result, right, terms, f"{dtype} {images} {weights} {options} {image.stride()}")
            if dtype not in ("float32", "float64"):
                continue
            g = drawn(tuple(right.shape), dtype, k + 99)
            result.backward(g)
            size = EPS[dtype] * (np.abs(wide(g)) * terms).sum() * 4
            for leaf, other in zip(leaves, (x, w), strict=True):
                direction = drawn(tuple(leaf.shape), dtype, k + 7)
                pair = (wide(direction), wide(w)) if other is x else (wide(x), wide(direction))
                change = (convolved(*pair, *options) * wide(g)).sum()
                assert abs((wide(leaf.grad) * wide(direction)).sum() - change) <= size


POOLS = [((2, 3, 33), 3, 2, 1), ((2, 17, 9, 12), 2, 2, 0), ((1, 5, 20, 21), 3, 1, 1), ((2, 64, 30, 31), 3, 2, 1)]
POOLS += [((3, 2, 7, 6, 8), 2, 2, 1)]


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32", "float64"])
def test_pools(dtype: str) -> None:
    for k, (shape, window, stride, padding) in enumerate(POOLS):
        t, d = drawn(shape, dtype, k), len(shape) - 2
        x = wide(t)
        views = []
        for fill in (-np.inf, 0.0):
            padded = np.pad(x, [(0, 0)] * 2 + [(padding, padding)] * d, constant_values=fill)
            sliding = np.lib.stride_tricks.sliding_window_view(padded, (window,) * d, tuple(range(2, 2 + d)))
            views.append(sliding[(slice(None), slice(None), *(slice(None, None, stride),) * d)])
        axes = tuple(range(-d, 0))
        for image in (t, t.movedim(1, -1).contiguous().movedim(-1, 1), fl.stack([t, t], -1)[..., 1]):
            most = [F.max_pool1d, F.max_pool2d, F.max_pool3d][d - 1](image, window, stride, padding)
            assert np.array_equal(wide(most), views[0].max(axes)), f"{dtype} {shape}"
            mean = [F.avg_pool1d, F.avg_pool2d, F.avg_pool3d][d - 1](image, window, stride, padding)
            close(mean, views[1].mean(axes), np.abs(views[1]).mean(axes), f"{dtype} {shape}")
