"""The samples of ops/svd.py."""

from __future__ import annotations

from operands import call, exact

from .table import BATCH, MATRIX, TALL_MATRIX, of

# The sign of each pair of vectors is LAPACK's choice, and PyTorch's chooses another for wide matrices: not compared.
WIDE = [[3.0, 1.0, -0.5, 0.25], [0.5, 2.5, 1.0, -1.0]]
# As for eigenvectors, derivatives in complex types are tested by functions that do not notice a phase.
REAL = ("float32", "float64")
of(
    "svd_factors",
    call(exact(MATRIX), False, True, dtypes=REAL),
    call(exact(BATCH), True, True, dtypes=REAL),
    call(exact(WIDE), False, True, dtypes=("float64",)),
    call(exact(TALL_MATRIX), False, True, dtypes=REAL),
    call(exact(TALL_MATRIX), False, False),
    dtypes=("float32",),
)
of(
    "linalg.svd",
    call(exact(MATRIX), dtypes=REAL),
    call(exact(TALL_MATRIX), False, dtypes=REAL),
    dtypes=("float64",),
)
of("linalg.svdvals", call(exact(MATRIX)), call(exact(BATCH)), call(exact(WIDE)), call(exact(TALL_MATRIX)))
of(
    "svd",
    call(exact(TALL_MATRIX), dtypes=REAL),
    call(exact(MATRIX), False, dtypes=REAL),
    call(exact(MATRIX), compute_uv=False),
    dtypes=("float64",),
)
