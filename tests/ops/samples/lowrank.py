"""The samples of ops/lowrank.py."""

from __future__ import annotations

from operands import call, exact

from .table import TALL_MATRIX, WIDE_MATRIX, of

# Few values are drawn for a small matrix: all of them, so that they are right.
of("svd_lowrank", call(exact(TALL_MATRIX), 2), call(exact(WIDE_MATRIX), 2, 1), judged=False, dtypes=("float64",))
of("pca_lowrank", call(exact(TALL_MATRIX)), call(exact(WIDE_MATRIX), 1, False), judged=False, dtypes=("float64",))
