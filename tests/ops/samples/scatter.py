"""The samples of ops/scatter.py."""

from __future__ import annotations

from operands import call, distinct, index, ints, pos, val

from .table import of

of(
    "gather",
    call(val(3, 4), 1, index(4, 3, 2)),
    call(val(3, 4), -2, index(3, 2, 4)),
    call(val(), 0, ints(0)),
    call(val(2, 3), 0, index(2, 0, 3)),
)
of(
    "take_along_dim",
    call(val(3, 4), index(4, 3, 2), 1),
    call(val(3, 4), index(12, 5)),
    call(val(3, 4), index(3, 1, 4), 0),
)
of(
    "scatter",
    call(val(3, 4), 0, ints([[0, 1], [2, 0]]), val(2, 2)),
    call(val(3, 4), -1, ints([[0, 3], [2, 0]]), 2),
    call(val(3), 0, ints([2]), value=1),
    call(val(2, 2), 0, index(2, 0, 2), val(0, 2)),
    call(val(3, 4), 0, index(3, 2, 2), val(2, 2), reduce="add"),
    call(val(3), 0, ints([2, 2]), pos(2), reduce="multiply"),
)
of(
    "scatter_add",
    call(val(3, 4), 0, index(3, 2, 2), val(2, 2)),
    call(val(3), -1, ints([1, 1]), val(2)),
    call(val(), 0, ints(0), val()),
    call(val(3, 2), 0, index(3, 0, 2), val(0, 2)),
)
of(
    "scatter_extreme",
    *[
        call(distinct(3, 4), 0, index(3, 5, 4), distinct(5, 4), largest, include)
        for largest in (True, False)
        for include in (True, False)
    ],
    complex=False,
)
of("scatter_prod", call(pos(3, 4), 0, index(3, 5, 4), pos(5, 4)), call(pos(3), 0, ints([1, 1]), pos(2)), complex=False)
of(
    "scatter_reduce",
    *[
        call(distinct(3, 4), 0, index(3, 5, 4), distinct(5, 4), how, include_self=include)
        for how in ("sum", "prod", "mean", "amax", "amin")
        for include in (True, False)
    ],
    complex=False,
)
