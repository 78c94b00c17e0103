"""The samples of ops/polynomial.py."""

from __future__ import annotations

from operands import Sample, call, exact, ints, unit

from .table import of

REAL = ("float32", "float64")


def by_degree(*more: float) -> list[Sample]:
    """Degrees as tensors of both kinds and as numbers."""
    return [
        call(unit(3, 4), 3, *more),
        call(unit(2, 1), ints([0, 1, 2, 4]), *more),
        call(unit(3), exact([5.0, 2.5, 7.0], grad=False), *more),
        call(0.5, ints([1, 3]), *more),
        call(unit(0, 3), 2, *more),
        call(unit(), 1, *more),
    ]


KINDS = [f"{shift}chebyshev_polynomial_{kind}" for shift in ("", "shifted_") for kind in "tuvw"]
OTHERS = ["hermite_polynomial_h", "hermite_polynomial_he", "laguerre_polynomial_l", "legendre_polynomial_p"]
of(" ".join(f"special.{name}" for name in KINDS + OTHERS), *by_degree(), call(unit(3), 9), complex=False, dtypes=REAL)
of("gegenbauer laguerre", *by_degree(1.5), complex=False, dtypes=REAL)
