"""The samples of ops/ctc.py."""

from __future__ import annotations

from operands import Operand, call, index, ints, val

from .table import LOSS, losses, of

# No derivative by design: probabilities are added to it. PyTorch misreads a row of targets that is not dense.
_TARGETS = Operand((3,), values=[1, 2, 0], dtype="int64", grad=False, reorder=False)
of(
    f"{LOSS}ctc_loss",
    *losses(val(6, 3, 4), ints([[1, 2, 2], [3, 1, 0], [2, 2, 2]]), (6, 4, 5), (3, 2, 3)),
    call(val(5, 2, 4), _TARGETS, ints([5, 3]), ints([2, 1]), 3, zero_infinity=True),
    call(val(5, 4), ints([[1, 2]]), ints([5]), ints([2])),
    call(val(2, 1, 3), ints([[1, 1]]), (2,), (2,), zero_infinity=True),
    *losses(val(4, 2, 3), index(1, 2, 0), (4, 3), (0, 0)),  # targets of no labels, in rows of no width…
    call(val(4, 2, 3), ints([[1, 2], [1, 1]]), (4, 3), (0, 0)),  # …or not told apart by width
    *losses(val(4, 2, 3), ints([1, 2]), (4, 4), (0, 2)),
    complex=False,
    dtypes=("float32", "float64"),
    judged=False,
)
