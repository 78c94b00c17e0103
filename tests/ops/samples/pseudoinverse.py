"""The samples of ops/pseudoinverse.py."""

from __future__ import annotations

from operands import call, exact

from .table import BATCH, LAPACK, MATRIX, POSITIVE, TALL_MATRIX, WIDE_MATRIX, of

of(
    "pseudo_inverse",
    call(exact(TALL_MATRIX), None, None, False),
    call(exact(WIDE_MATRIX), 0.1, None, False),
    call(exact(POSITIVE, hermitian=True), None, 1e-3, True),
    dtypes=("float64",),
)
of(
    "linalg.pinv",
    call(exact(MATRIX)),
    call(exact(BATCH)),
    call(exact(WIDE_MATRIX), 1e-3),
    call(exact(TALL_MATRIX), atol=1e-3),
    call(exact(POSITIVE, hermitian=True), hermitian=True, dtypes=("float32", "float64")),
    dtypes=LAPACK,
)
of("pinverse", call(exact(TALL_MATRIX)), call(exact(WIDE_MATRIX)), dtypes=LAPACK)
of(
    "linalg.matrix_rank",
    call(exact([[1.0, 2.0], [2.0, 4.0]])),
    call(exact(BATCH), atol=2.0),
    call(exact(TALL_MATRIX), rtol=0.9),
    call(exact(POSITIVE), 2.5, True),
    judged=False,
    dtypes=LAPACK,
)
of(
    "linalg.cond",
    call(exact(MATRIX)),
    call(exact(BATCH), "fro"),
    call(exact(MATRIX), 1, order=0),
    call(exact(MATRIX), "nuc"),
    call(exact(TALL_MATRIX), -2),
    dtypes=LAPACK,
)
