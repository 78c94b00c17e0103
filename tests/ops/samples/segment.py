"""The samples of ops/segment.py."""

from __future__ import annotations

from operands import call, distinct, ints, pos, val

from .table import of

_MIDDLE = ints([[0, 1, 3], [1, 2, 2]])  # offsets that leave elements out at both ends

of(
    "segment_reduce",
    *[call(distinct(5), how, lengths=ints([2, 0, 3])) for how in ("max", "min")],
    *[call(distinct(5), how, lengths=ints([2, 0, 3]), initial=0.25) for how in ("max", "min", "mean")],
    *[call(pos(2, 4, 2), how, offsets=_MIDDLE, axis=1, initial=2) for how in ("sum", "prod", "mean")],
    call(val(4, 2), "sum", lengths=ints([3, 1])),
    call(val(4), "mean", lengths=ints([3, 1]), axis=-1),
    call(val(4), "sum", lengths=ints([1, 2]), unsafe=True),
    call(val(0, 2), "prod", lengths=ints([0])),
    complex=False,
)
