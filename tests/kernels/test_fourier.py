"""Fourier transforms beside sums in wider arithmetic: every way a length is taken apart, every layout of the lines."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import flambeau as fl

Array = np.ndarray[Any, Any]
EPS = {"float32": 2.0**-24, "float64": 2.0**-53, "complex64": 2.0**-24, "complex128": 2.0**-53}
# One per radix and mixtures; primes beyond the largest radix; lengths that one line spreads over all lanes.
LENGTHS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 16, 30, 31, 37, 49, 64, 97, 120, 128, 240, 256, 289, 499, 512, 1000, 1009]


def transform(x: Array, sign: int) -> Array:
    """The sum itself along the last dimension, in long double."""
    n = x.shape[-1]
    k = np.arange(n)
    angle = sign * 2 * np.longdouble("3.14159265358979323846264338327950288") * (np.outer(k, k) % n) / n
    return x.astype(np.clongdouble) @ (np.cos(angle) + 1j * np.sin(angle))


def drawn(rng: np.random.Generator, shape: tuple[int, ...], dtype: str) -> Array:
    x = rng.standard_normal(shape)
    return (x + 1j * rng.standard_normal(shape)).astype(dtype) if dtype.startswith("complex") else x.astype(dtype)


def error(got: fl.Tensor, right: Array) -> float:
    """The root mean square error relative to that of the right values, in units of rounding."""
    miss = np.linalg.norm((got.numpy().astype(right.dtype) - right).ravel())
    return float(miss / np.linalg.norm(right.ravel()) / EPS[got.numpy().dtype.name])


# Measured: at most 1.9 where all factors are small, 4.4 for the convolutions that other lengths become.
BOUND = 5.0


@pytest.mark.parametrize("n", LENGTHS)
@pytest.mark.parametrize("dtype", ["complex64", "complex128"])
def test_complex(n: int, dtype: str) -> None:
    x = drawn(np.random.default_rng(n), (19, n), dtype)
    columns = fl.from_numpy(np.ascontiguousarray(x.T)).T  # lines side by side in memory
    for sign, function in ((-1, fl.fft.fft), (1, lambda t: fl.fft.ifft(t, norm="forward"))):
        right = transform(x, sign)
        assert error(function(fl.from_numpy(x)), right) < BOUND
        assert error(function(columns), right) < BOUND
        assert error(function(fl.from_numpy(x[:1])), right[:1]) < BOUND
        assert error(function(fl.from_numpy(np.repeat(x[:3], 2, -1))[:, ::2]), right[:3]) < BOUND


@pytest.mark.parametrize("n", LENGTHS)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_real(n: int, dtype: str) -> None:
    x = drawn(np.random.default_rng(n), (19, n), dtype)
    right = transform(x, -1)[:, : n // 2 + 1]
    columns = fl.from_numpy(np.ascontiguousarray(x.T)).T
    for lines in (fl.from_numpy(x), columns, fl.from_numpy(x[:1])):
        half = fl.fft.rfft(lines)
        assert error(half, right[: len(lines)]) < BOUND
        assert error(fl.fft.irfft(half, n), x[: len(lines)].astype(np.longdouble)) < 2 * BOUND
    turned = fl.fft.rfft(fl.from_numpy(x)).T.contiguous().T
    assert error(fl.fft.irfft(turned, n), x.astype(np.longdouble)) < 2 * BOUND


@pytest.mark.parametrize("dtype", ["complex64", "complex128"])
@pytest.mark.parametrize("n", [2**15, 3 * 5 * 7 * 11 * 13, 16411])
def test_long(n: int, dtype: str) -> None:
    x = drawn(np.random.default_rng(n), (2, n), dtype)
    there = fl.fft.fft(fl.from_numpy(x))
    right = np.fft.fft(x.astype("complex128"))
    assert error(there, right) < (BOUND if dtype == "complex64" else 3 * BOUND)  # NumPy's own error is in the latter
    assert error(fl.fft.ifft(there), x.astype("complex128")) < 2 * BOUND
    real = fl.from_numpy(x.real.copy())
    assert error(fl.fft.irfft(fl.fft.rfft(real), n), x.real.astype("float64")) < 2 * BOUND


def test_results_do_not_depend_on_threads() -> None:
    cases = [fl.randn(2**16, dtype=fl.complex64), fl.randn(300, 64), fl.randn(40, 1000), fl.randn(64, 300).T]
    functions = [fl.fft.fft, fl.fft.rfft, fl.fft.rfft, fl.fft.rfft]
    threads = fl.get_num_threads()
    try:
        found = []
        for count in (1, 2, 3):
            fl.set_num_threads(count)
            found.append([f(x) for f, x in zip(functions, cases, strict=True)])
    finally:
        fl.set_num_threads(threads)
    for others in found[1:]:
        assert all(fl.equal(a, b) for a, b in zip(found[0], others, strict=True))


def test_a_line_that_is_not_finite_leaves_the_others_alone() -> None:
    x = fl.randn(20, 48)
    whole = fl.fft.rfft(x)
    x[3, 5] = float("nan")
    spoilt = fl.fft.rfft(x)
    rest = [i for i in range(20) if i != 3]
    assert fl.equal(spoilt[rest], whole[rest])
    assert bool(spoilt[3].isnan().any())


@pytest.mark.parametrize("n", [6, 7, 300, 301])
def test_parts_that_do_not_count_are_not_read(n: int) -> None:
    half = fl.randn(5, n // 2 + 1, dtype=fl.complex128)
    clean = half.clone()
    half.imag[:, 0] = float("nan")
    clean.imag[:, 0] = 0
    if n % 2 == 0:
        half.imag[:, -1] = float("nan")
        clean.imag[:, -1] = 0
    assert fl.equal(fl.fft.irfft(half, n), fl.fft.irfft(clean, n))


def test_plans_are_shared_by_threads() -> None:
    from concurrent.futures import ThreadPoolExecutor

    lengths = [n for n in range(200, 260) for _ in range(3)]
    x = fl.randn(4, 300, dtype=fl.complex128)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda n: fl.fft.fft(x, n), lengths))
    for n, y in zip(lengths, found, strict=True):
        assert fl.allclose(y, fl.from_numpy(np.fft.fft(x.numpy(), n)))
