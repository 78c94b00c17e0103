"""Conversions between every two dtypes, element by element against what NumPy and Python make of the same number, and
beside PyTorch's where the number does not fit: NaN, infinities and what is out of range.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from inputs import integers, reals

import flambeau as fl

torch = pytest.importorskip("torch")

INTEGERS = ("bool", "uint8", "int8", "int16", "int32", "int64")
FLOATS = ("float16", "bfloat16", "float32", "float64")
COMPLEX = ("complex64", "complex128")
DTYPES = INTEGERS + FLOATS + COMPLEX
SIZES = (1, 2, 7, 8, 9, 15, 16, 17, 31, 33, 63, 65, 255, 257, 511, 513, 1025)
N = 4099


def source(dtype: str) -> Any:
    """A PyTorch tensor of all sorts of numbers of a dtype."""
    rng = np.random.default_rng(DTYPES.index(dtype))
    if dtype in INTEGERS:
        return torch.from_numpy(integers(rng, N, np.dtype(dtype)))
    if dtype in COMPLEX:
        part = "float32" if dtype == "complex64" else "float64"
        return torch.complex(*(torch.from_numpy(reals(rng, N, part)) for _ in range(2)))
    if dtype == "bfloat16":
        return torch.from_numpy(rng.integers(0, 2**16, N, np.uint16).view(np.int16)).view(torch.bfloat16)
    if dtype == "float16":
        return torch.from_numpy(rng.integers(0, 2**16, N, np.uint16).view(np.float16))
    return torch.from_numpy(reals(rng, N, dtype))


def ours_of(t: Any) -> Any:
    if t.dtype == torch.bfloat16:
        return fl.from_numpy(t.view(torch.int16).numpy()).view(fl.bfloat16)
    return fl.from_numpy(t.numpy())


def bits(t: Any) -> np.ndarray[Any, Any]:
    """The elements' bits, NaNs alike."""
    library = fl if isinstance(t, fl.Tensor) else torch
    if t.dtype == library.bfloat16:
        t = library.where(t != t, library.full_like(t, float("nan")), t).view(library.int16)
    x = np.ascontiguousarray(t.numpy())
    if x.dtype.kind == "c":
        x = x.view(x.real.dtype)
    if x.dtype.kind == "f":
        x = np.where(x == x, x, np.array(np.nan, x.dtype))
    return x


def fits(t: Any, to: str) -> Any:
    """Which elements the target can hold, cut to whole numbers: beyond, C leaves open what a conversion gives."""
    if to not in INTEGERS[1:] or t.dtype not in (
        torch.float16,
        torch.bfloat16,
        torch.float32,
        torch.float64,
        *COMPLEX_TYPES,
    ):
        return torch.ones(t.shape, dtype=torch.bool)
    about = torch.iinfo(getattr(torch, to))
    wide = (t.real if t.is_complex() else t).double().trunc()
    return (wide >= about.min) & (wide < about.max + 1.0)


COMPLEX_TYPES = (torch.complex64, torch.complex128)


def layouts(t: Any) -> Iterator[tuple[Any, Any]]:
    """A tensor in other places, with what undoes it: spread out, from the second element, column-major."""
    yield t, lambda x: x
    yield fl.stack([t, t], 1)[:, 1], lambda x: x
    yield fl.cat([t[:1], t])[1:], lambda x: x
    if len(t) % 7 == 0:
        yield t.view(-1, 7).t().contiguous().t(), lambda x: x.contiguous().flatten()


@pytest.mark.filterwarnings("ignore:Casting complex values to real")
@pytest.mark.parametrize("to", DTYPES)
@pytest.mark.parametrize("of", DTYPES)
def test_conversions(of: str, to: str) -> None:
    theirs = source(of)
    ours = ours_of(theirs)
    right, whole = theirs.to(getattr(torch, to)), ours.to(getattr(fl, to))
    kept = fits(theirs, to).numpy()
    if to in COMPLEX:
        kept = np.repeat(kept, 2)
    assert np.array_equal(bits(whole)[kept], bits(right)[kept], equal_nan=to in FLOATS + COMPLEX)
    expected = bits(whole)
    step = 2 if to in COMPLEX else 1
    for n in SIZES:
        for view, back in layouts(ours[:n]):
            got = bits(back(view.to(getattr(fl, to))))
            assert np.array_equal(got, expected[: n * step], equal_nan=to in FLOATS + COMPLEX), f"{n}, {view.stride()}"


@pytest.mark.parametrize("to", INTEGERS[1:])
@pytest.mark.parametrize("of", ["float32", "float64"])
def test_what_does_not_fit(of: str, to: str) -> None:
    """As PyTorch's: what the processor's conversion gives, one number at a time."""
    numbers = [
        float("nan"),
        float("inf"),
        -float("inf"),
        1e10,
        -1e10,
        3e9,
        -3e9,
        300.0,
        -1.5,
        -300.0,
        70000.0,
        1e19,
        -1e19,
    ]
    for x in numbers:
        ours = fl.tensor([x], dtype=getattr(fl, of)).to(getattr(fl, to)).item()
        theirs = torch.tensor([x], dtype=getattr(torch, of)).to(getattr(torch, to)).item()
        assert ours == theirs, x
