"""Numbers to try kernels on: all magnitudes, ordinary ones, and those where functions bend."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def special(dtype: Any) -> Array:
    """Zeros, infinities, NaN, the ends of the normal and subnormal numbers, and small whole and half numbers."""
    about = np.finfo(dtype)
    positive = [0.0, about.smallest_subnormal, about.tiny, about.eps, 0.5, 1.0, 1.5, 2.0, 3.0, about.max, np.inf]
    return np.array([*positive, *(-x for x in positive), np.nan], dtype)


def reals(rng: np.random.Generator, n: int, dtype: Any) -> Array:
    """n numbers: a quarter of random bits, the others around 0 and 1, to 10, to 100, and near multiples of pi / 2."""
    bits = rng.integers(0, 2 ** (8 * np.dtype(dtype).itemsize), n // 4, np.uint64, endpoint=False)
    parts = [
        bits.astype(f"u{np.dtype(dtype).itemsize}").view(dtype),
        rng.uniform(-1, 1, n // 8) * 2.0 ** -rng.integers(0, 40, n // 8),
        1 + rng.uniform(-1, 1, n // 8) * 2.0 ** -rng.integers(0, 40, n // 8),
        rng.uniform(-10, 10, n // 4),
        rng.uniform(-100, 100, n // 8),
        rng.integers(-20, 20, n // 16) * np.pi / 2,
        rng.uniform(-800, 800, n // 16),
    ]
    tidy = np.concatenate([part.astype(dtype) for part in parts])
    return np.resize(np.concatenate([tidy, special(dtype)]), n)


def moderate(rng: np.random.Generator, n: int, dtype: Any) -> Array:
    """n numbers between -8 and 8."""
    return rng.uniform(-8, 8, n).astype(dtype)


def lists(rng: np.random.Generator, n: int, dtype: Any, count: int) -> list[Array]:
    """``count`` operands: one of all reals; of several, three quarters ordinary numbers, the rest all reals and all
    pairs of special ones.
    """
    if count == 1:
        return [reals(rng, n, dtype)]
    grid = np.meshgrid(*[special(dtype)] * 2)
    columns = []
    for k in range(count):
        corner = np.resize(grid[k % 2].ravel(), n // 8)
        columns.append(np.concatenate([corner, reals(rng, n // 8, dtype), moderate(rng, n - 2 * (n // 8), dtype)]))
    return columns


def integers(rng: np.random.Generator, n: int, dtype: Any) -> Array:
    """n integers: half from the whole range, half between -9 and 9, with both ends of the range."""
    if dtype == np.bool_:
        return rng.integers(0, 2, n).astype(bool)
    about = np.iinfo(dtype)
    whole = rng.integers(about.min, about.max, n // 2, dtype, endpoint=True)
    small = rng.integers(max(about.min, -9), 10, n - n // 2 - 2).astype(dtype)
    return rng.permutation(np.concatenate([whole, small, np.array([about.min, about.max], dtype)]))
