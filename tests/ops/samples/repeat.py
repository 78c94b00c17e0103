"""The samples of ops/repeat.py."""

from __future__ import annotations

from operands import call, ints, val

from .table import of

of(
    "repeat",
    call(val(2, 3), 2, 1, 3),
    call(val(2, 1, 3), 1, 2, 1, 2, 2),
    call(val(), 2),
    call(val(2), (0,)),
    call(val(2), 2, 2),
)
of("tile", call(val(2, 3), 2), call(val(2, 3), (2, 1, 2)), call(val(), 3))
of("repeat_index", call(ints([1, 0, 2])), call(ints([])), judged=False)
of(
    "repeat_interleave",
    call(val(3), 2),
    call(val(2, 3), 2, 1),
    call(val(3), ints([1, 0, 2])),
    call(val(2, 3), ints([1, 0, 2]), -1),
)
