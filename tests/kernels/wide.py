"""Right values in wider arithmetic than a kernel's: NumPy's long double (64 bits of mantissa, on x86-64), and
mpmath where NumPy lacks the function. And the measure: units in the last place.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np

Array = np.ndarray[Any, Any]
WIDE, WIDE_COMPLEX = np.longdouble, np.clongdouble
PI = WIDE("3.14159265358979323846264338327950288")
LN2, LN10 = np.log(WIDE(2)), np.log(WIDE(10))


def from_mpmath(function: Callable[..., Any]) -> Callable[..., Array]:
    """A function of mpmath, computed with 40 digits; NaN for what it refuses."""

    def one(*x: Any) -> Any:
        if any(np.isnan(v) for v in x):
            return WIDE("nan")
        with mpmath.workdps(40):
            try:
                return WIDE(mpmath.nstr(function(*[mpmath.mpf(float(v)) for v in x]), 25))
            except (ValueError, ZeroDivisionError, TypeError, mpmath.libmp.NoConvergence):
                return WIDE("nan")

    return np.vectorize(one, otypes=[WIDE])


def ulps(got: Array, right: Array, scale: Array | float = 0.0) -> Array:
    """|got - right| in units in the last place that ``got``'s dtype has at |right|, or at ``scale`` where that is more.

    Infinity counts as the power of two that comes after the largest number, so a result just short of overflow may be
    either. NaN for NaN is 0, NaN for a number infinite.
    """
    if np.iscomplexobj(got):
        size = np.maximum(np.abs(right), scale)
        parts = [ulps(part(got), part(right), np.where(np.isfinite(size), size, 0)) for part in (np.real, np.imag)]
        return np.maximum(*parts)
    about = np.finfo(got.dtype)
    top = WIDE(2) ** about.maxexp
    a, b = (np.clip(np.asarray(x, WIDE), -top, top) for x in (got, right))
    _, exponent = np.frexp(np.clip(np.maximum(np.abs(b), scale), about.tiny, about.max))
    error = np.abs(a - b) / np.ldexp(WIDE(1), exponent - 1 - about.nmant)
    nans = np.isnan(a).astype(int) + np.isnan(b)
    return np.where(nans == 0, error, np.where(nans == 2, 0.0, np.inf))
