"""The samples of ops/join.py."""

from __future__ import annotations

from operands import call, val

from .table import of

_JOINS = [
    call([val(2, 3), val(1, 3)]),
    call([val(2, 3), val(2, 1)], -1),
    call([val(0, 3), val(2, 3)]),
    call([val(2), val(3), val(1)], dim=0),
    call([val(0), val(2, 3)]),
]
of("cat", *_JOINS)
of(
    "stack",
    call([val(2, 3), val(2, 3)]),
    call([val(2, 3), val(2, 3)], -1),
    call([val(), val(), val()]),
    call([val(0), val(0)], 1),
)
of("hstack vstack dstack column_stack", call([val(2, 3), val(2, 3)]), call([val(3), val(3)]), call([val(), val()]))
of("cartesian_prod", call(val(2), val(3)), call(val(3)))
of("block_diag", call(val(2, 2), val(1, 3)), call(val(2), val()))
