"""The samples of ops/linalg.py."""

from __future__ import annotations

from operands import call, exact, val

from .table import of

MATRIX = [[3.0, 1.0, -0.5], [0.5, 2.5, 1.0], [-1.0, 0.25, 2.0]]
POSITIVE = [[4.0, 1.0, 0.5], [1.0, 3.0, -0.5], [0.5, -0.5, 2.0]]
FACTOR = [[2.0, 0.0, 0.0], [0.5, 1.5, 0.0], [-1.0, 0.25, 1.0]]
BATCH = [MATRIX, [[1.0, 0.5, 0.0], [0.25, -2.0, 1.0], [0.5, 1.0, 3.0]]]
of(
    "linalg.inv inverse linalg.det linalg.slogdet cofactors",
    call(exact(MATRIX)),
    call(exact(BATCH)),
    call(exact([[2.0]])),
    dtypes=("float64", "complex128"),
)
of(
    "cofactors_change",
    call(exact(MATRIX), val(3, 3)),
    call(exact(BATCH), val(2, 3, 3)),
    call(exact([[2.0]]), val(1, 1)),
    dtypes=("float64", "complex128"),
)
of("logdet", call(exact(MATRIX)), call(exact([[2.0]])), complex=False, dtypes=("float64",))
# In complex types PyTorch's gradient is not Hermitian for a cotangent with a complex diagonal; ours is.
of(
    "cholesky_lower",
    call(exact(POSITIVE)),
    call(exact([POSITIVE, [[2.0, 0, 0], [0, 3, 1], [0, 1, 1]]])),
    dtypes=("float64",),
)
of("linalg.cholesky", call(exact(POSITIVE)), call(exact(POSITIVE), upper=True), dtypes=("float64",))
of("solve_matrix", call(exact(MATRIX), val(3, 2)), call(exact(BATCH), val(3, 2)), dtypes=("float64", "complex128"))
of(
    "linalg.solve",
    call(exact(MATRIX), val(3)),
    call(exact(BATCH), val(2, 3)),
    call(exact(MATRIX), val(2, 3), left=False),
    call(exact(BATCH), val(2, 3, 1)),
    dtypes=("float64", "complex128"),
)
of(
    "linalg.solve_triangular",
    call(exact(MATRIX), val(3, 2), upper=False),
    call(exact(BATCH), val(3, 2), upper=True),
    call(exact(MATRIX), val(2, 3), upper=True, left=False),
    call(exact(BATCH), val(2, 3, 1), upper=False, unitriangular=True),
    dtypes=("float64", "complex128"),
)
of(
    "cholesky_solve",
    call(val(3, 2), exact(FACTOR)),
    call(val(2, 3, 1), exact(FACTOR)),
    call(val(2, 3), exact([[2.0, 1.0], [0.0, 1.5]]), upper=True),
    dtypes=("float64",),
)
of(
    "is_positive_definite is_positive_semidefinite",
    call(exact(POSITIVE)),
    call(exact(BATCH)),
    dtypes=("float64",),
    judged=False,
)
