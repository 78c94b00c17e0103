"""The samples of ops/lstsq.py."""

from __future__ import annotations

from operands import call, exact, val

from .table import LAPACK, TALL_MATRIX, WIDE_MATRIX, of

of(
    "lstsq_solution",
    call(exact(TALL_MATRIX), val(4, 2), 1e-15, "gelsd"),
    call(exact(WIDE_MATRIX), val(2, 1), 1e-15, "gelsy"),
    dtypes=LAPACK,
)
of(
    "linalg.lstsq",
    call(exact(TALL_MATRIX), val(4, 2)),
    call(exact(TALL_MATRIX), val(4), driver="gels"),
    call(exact(WIDE_MATRIX), val(2), driver="gelsd"),
    call(exact(WIDE_MATRIX), val(2, 1), driver="gelss"),
    call(exact([TALL_MATRIX, TALL_MATRIX]), val(2, 4, 2), driver="gels"),
    dtypes=LAPACK,
)
