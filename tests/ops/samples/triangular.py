"""The samples of ops/triangular.py."""

from __future__ import annotations

from operands import call, exact, val

from .table import BATCH, LAPACK, MATRIX, of

of(
    "linalg.solve_triangular",
    call(exact(MATRIX), val(3, 2), upper=False),
    call(exact(BATCH), val(3, 2), upper=True),
    call(exact(MATRIX), val(2, 3), upper=True, left=False),
    call(exact(BATCH), val(2, 3, 1), upper=False, unitriangular=True),
    dtypes=LAPACK,
)
of(
    "triangular_solve",
    call(val(3, 2), exact(MATRIX)),
    call(val(3, 2), exact(BATCH), False, True),
    call(val(3, 1), exact(MATRIX), True, False, True),
    dtypes=LAPACK,
)
