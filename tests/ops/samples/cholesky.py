"""The samples of ops/cholesky.py."""

from __future__ import annotations

from operands import UNSMOOTH, call, exact, val

from .table import FACTOR, LAPACK, POSITIVE, POSITIVES, of

# In complex types PyTorch's gradient is not Hermitian for a cotangent with a complex diagonal; ours is.
of(
    "cholesky_factor",
    call(exact(POSITIVE, hermitian=True), False, True, "cholesky"),
    call(exact(POSITIVES, hermitian=True), True, False, "cholesky"),
    call(exact([[-1.0, 0.0], [0.0, 1.0]], grad=False), False, False, "cholesky"),
    dtypes=("float64",),
)
of(
    "linalg.cholesky_ex",
    call(exact(POSITIVE, hermitian=True)),
    call(exact(POSITIVES, hermitian=True), upper=True),
    dtypes=("float64",),
)
of(
    "linalg.cholesky cholesky",
    call(exact(POSITIVE, hermitian=True)),
    call(exact(POSITIVES, hermitian=True), upper=True),
    dtypes=("float64",),
)
of(
    "cholesky_solve",
    call(val(3, 2), exact(FACTOR)),
    call(val(2, 3, 1), exact(FACTOR)),
    call(val(2, 3), exact([[2.0, 1.0], [0.0, 1.5]]), upper=True),
    dtypes=LAPACK,
)
# LAPACK takes the diagonal of a complex factor for real, which it is.
REAL = ("float32", "float64")
of(
    "cholesky_inverse",
    call(exact(FACTOR), dtypes=REAL),
    call(exact([FACTOR, FACTOR]), dtypes=REAL),
    call(exact([[2.0, 1.0], [0.0, 1.5]]), upper=True, dtypes=REAL),
    call(exact(FACTOR, grad=False), order=UNSMOOTH),
    dtypes=LAPACK,
)
