"""The samples of ops/qr.py."""

from __future__ import annotations

from operands import COMPLEX, call, distinct, exact, val

from .table import BATCH, LAPACK, MATRIX, TALL_MATRIX, WIDE_MATRIX, of

REAL = ("float32", "float64")
# Drawn, so that complex ones have imaginary parts: a reflection of a real column may change its sign by the least one.
of(
    "qr_factors",
    call(exact(MATRIX), "reduced", dtypes=REAL),
    call(distinct(3, 3), "reduced", dtypes=COMPLEX),
    call(distinct(2, 3, 3), "complete"),
    call(distinct(2, 4), "reduced"),
    call(distinct(4, 2), "reduced"),
    dtypes=LAPACK,
)
of(
    "linalg.qr",
    call(exact(MATRIX), dtypes=REAL),
    call(distinct(3, 3), dtypes=COMPLEX),
    call(distinct(4, 2)),
    call(distinct(2, 3), "complete"),
    call(exact(TALL_MATRIX, grad=False), "complete"),
    call(exact(TALL_MATRIX, grad=False), mode="r"),
    dtypes=LAPACK,
)
of("qr", call(distinct(4, 2)), call(distinct(2, 4), False), dtypes=LAPACK)
of("geqrf", call(exact(TALL_MATRIX)), call(exact(BATCH)), judged=False, dtypes=LAPACK)
of(
    "linalg.householder_product orgqr",
    call(exact(TALL_MATRIX), exact([0.5, 1.5])),
    call(exact(BATCH), exact([[0.5, 1.5], [1.0, 0.25]])),
    dtypes=LAPACK,
)
of(
    "ormqr",
    call(exact(TALL_MATRIX), exact([0.5, 1.5]), val(4, 3)),
    call(exact(TALL_MATRIX), exact([0.5, 1.5]), val(3, 4), left=False),
    call(exact(TALL_MATRIX), exact([0.5, 1.5]), val(4, 1), transpose=True),
    call(exact(WIDE_MATRIX), exact([0.5, 1.5]), val(3, 2), False, True),
    dtypes=LAPACK,
)
