"""The samples of ops/strided.py."""

from __future__ import annotations

from operands import call, val

from .table import of

of(
    "as_strided",
    call(val(6, reorder=False), (2, 2), (3, 1)),
    call(val(6, reorder=False), (3, 2), (1, 1), 1),
    call(val(6, reorder=False), (), ()),
    call(val(2, 3, reorder=False), (3, 2), (1, 3)),
    writes=False,
)
of("unfold", call(val(2, 7), 1, 3, 2), call(val(4), 0, 2, 1), call(val(3), -1, 3, 1))
of("unfold_backward", call(val(2, 3, 3), (2, 7), 1, 3, 2))
of(
    "as_strided_scatter",
    call(val(6, reorder=False), val(2, 2), (2, 2), (3, 1)),
    call(val(6, reorder=False), val(2), (2,), (2,), 1),
)
