"""The samples of ops/broadcast.py."""

from __future__ import annotations

from operands import call, const, val

from .table import of

of(
    "expand",
    call(val(3, 1), 2, 3, 4),
    call(val(2, 1, 1, 3, 1), 2, 1, 2, 3, 2),
    call(val(3, 1), (-1, 4)),
    call(val(), 3),
    call(val(1), 0),
)
of("expand_as", call(val(3, 1), const(val(2, 3, 4))))
of(
    "broadcast_to",
    call(val(3, 1), (2, 3, 4)),
    call(val(2, 1, 1, 1, 3), (2, 1, 2, 1, 3)),
    call(val(0, 1), (0, 2)),
    call(val(), (2,)),
)
of("sum_to_size", call(val(2, 3, 4), 3, 1), call(val(2, 3), (2, 3)))
of("broadcast_tensors", call(val(3, 1), val(1, 2)), call(val(), val(2)))
of(
    "meshgrid",
    call(val(2), val(3), indexing="ij"),
    call(val(2), val(3), indexing="xy"),
    call(val(), val(2), indexing="ij"),
)
