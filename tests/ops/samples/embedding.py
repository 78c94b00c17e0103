"""The samples of ops/embedding.py."""

from __future__ import annotations

from operands import UNSMOOTH, call, const, distinct, index, ints, val

from .table import WIDE, of

of(
    "nn.functional.embedding",
    call(index(5, 2, 3), val(5, 4)),
    call(ints([]), val(5, 2)),
    call(ints(3), val(5, 2)),
    # Not derivatives by design: the padding row gets no gradient, and frequent rows a smaller one.
    call(index(5, 2, 3), val(5, 4), 2, order=UNSMOOTH),
    call(ints([1, 1, 3]), val(5, 2), scale_grad_by_freq=True, order=UNSMOOTH),
    # This writes into the table.
    call(index(5, 4), const(val(5, 3, **WIDE, reorder=False)), None, 1.0, dtypes=("float32", "float64")),
)
_BAGS = (index(5, 6), distinct(5, 3), ints([0, 2, 2, 5]))
of(
    "nn.functional.embedding_bag",
    *[call(*_BAGS, mode=mode) for mode in ("sum", "mean", "max")],
    call(index(5, 2, 3), val(5, 4)),
    call(index(5, 0, 3), val(5, 4)),
    call(ints([]), val(5, 2), ints([0, 0]), mode="max"),
    call(index(5, 6), val(5, 3), ints([0, 2, 6]), include_last_offset=True),
    call(index(5, 6), val(5, 3), ints([0, 4]), mode="sum", per_sample_weights=val(6)),
    *[
        call(ints([1, 2, 1, 2]), distinct(3, 2), ints([0, 3]), mode=m, padding_idx=-2, order=UNSMOOTH)
        for m in ("sum", "mean", "max")
    ],
    complex=False,
    dtypes=("float32", "float64"),
)
of(
    "embedding_backward",
    call(val(2, 3, 4), index(5, 2, 3), 5, 1, False),
    call(val(2, 4), index(5, 2), 5, None, False),
    # Constant: PyTorch leaves the scaling out of this op's own gradient.
    call(const(val(3, 2)), ints([1, 1, 2]), 4, None, True),
)
of(
    "nn.functional.one_hot",
    call(index(4, 3)),
    call(index(4, 2, 2), 5),
    call(ints(1), 3),
    call(ints([]), 3),
    judged=False,
)
