"""The samples of ops/linalg.py."""

from __future__ import annotations

from operands import call, exact, val

from .table import BATCH, LAPACK, MATRIX, POSITIVE, of

of(
    "linalg.det linalg.slogdet cofactors",
    call(exact(MATRIX)),
    call(exact(BATCH)),
    call(exact([[2.0]])),
    dtypes=LAPACK,
)
of(
    "cofactors_change",
    call(exact(MATRIX), val(3, 3)),
    call(exact(BATCH), val(2, 3, 3)),
    call(exact([[2.0]]), val(1, 1)),
    dtypes=LAPACK,
)
of("logdet", call(exact(MATRIX)), call(exact([[2.0]])), complex=False, dtypes=("float64",))
of(
    "is_positive_definite is_positive_semidefinite",
    call(exact(POSITIVE)),
    call(exact(BATCH)),
    dtypes=("float64",),
    judged=False,
)
