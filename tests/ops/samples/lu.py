"""The samples of ops/lu.py."""

from __future__ import annotations

from operands import KINK, Operand, call, exact, val

from .table import BATCH, LAPACK, MATRIX, TALL_MATRIX, WIDE_MATRIX, of


def rows(*pivots: int) -> Operand:
    """Pivots as LAPACK has them."""
    return exact(list(pivots), dtype="int32", grad=False)


of("lu_permutation", call(rows(2, 2, 3), 3), call(rows(4, 2), 4), judged=False)
of(
    "lu_factors",
    call(exact(MATRIX), True, True, "lu"),
    call(exact(BATCH), True, False, "lu"),
    call(exact(WIDE_MATRIX), True, False, "lu"),
    call(exact(TALL_MATRIX), True, False, "lu"),
    dtypes=LAPACK,
)
of(
    "linalg.lu_factor linalg.lu_factor_ex linalg.lu",
    call(exact(MATRIX)),
    call(exact(BATCH)),
    call(exact(WIDE_MATRIX)),
    call(exact(TALL_MATRIX)),
    dtypes=LAPACK,
)
of(
    "lu_unpack",
    call(exact(MATRIX), rows(2, 2, 3)),
    call(exact(WIDE_MATRIX), rows(2, 2)),
    call(exact(TALL_MATRIX), rows(3, 4), unpack_pivots=False),
    dtypes=LAPACK,
)
of(
    "linalg.lu_solve",
    call(exact(MATRIX), rows(2, 3, 3), val(3, 2)),
    call(exact(MATRIX), rows(2, 3, 3), val(2, 3, 2), adjoint=True),
    call(exact(MATRIX), rows(2, 3, 3), val(2, 3), left=False),
    dtypes=LAPACK,
)
of("lu_solve", call(val(3, 2), exact(MATRIX), rows(2, 3, 3)), dtypes=LAPACK)
# The factors do not follow where the matrix is moved, so that there is no slope to compare with.
FACTORS = [[3.0, 1.0, -0.5], [1 / 6, 7 / 3, 13 / 12], [-1 / 3, 0.25, 1.5625]]
of(
    "solve_again",
    call(exact(MATRIX), exact(FACTORS, grad=False), rows(1, 2, 3), val(3, 2), False, order=KINK),
    call(exact(MATRIX), exact(FACTORS, grad=False), rows(1, 2, 3), val(2, 3, 2), True, order=KINK),
)
of(
    "solve_system",
    call(exact(MATRIX), val(3, 2), True, True, "solve"),
    call(exact(BATCH), val(2, 3), False, False, "solve"),
    dtypes=LAPACK,
)
of(
    "linalg.solve linalg.solve_ex",
    call(exact(MATRIX), val(3)),
    call(exact(BATCH), val(2, 3)),
    call(exact(MATRIX), val(2, 3), left=False),
    call(exact(BATCH), val(2, 3, 1)),
    dtypes=LAPACK,
)
of("invert", call(exact(MATRIX), True, "inv"), call(exact(BATCH), False, "inv"), dtypes=LAPACK)
of(
    "linalg.inv inverse linalg.inv_ex",
    call(exact(MATRIX)),
    call(exact(BATCH)),
    call(exact([[2.0]])),
    dtypes=LAPACK,
)
of("lu", call(exact(MATRIX)), call(exact(BATCH), get_infos=True), dtypes=LAPACK)
