"""The samples of ops/pad.py."""

from __future__ import annotations

from operands import call, val

from .table import of

of(
    "constant_pad_nd",
    call(val(3, 4), (1, 2, -1, 3), 2),
    call(val(3), (1, 0)),
    call(val(0, 2), (1, 1)),
    call(val(2, 3, 2), (0, -1)),
)
of(
    "nn.functional.pad",
    call(val(3, 4), (1, 2)),
    call(val(3, 4), (1, 2), "constant", 2),
    call(val(1, 2, 3, 4), (1, 2, 1, 1), "reflect"),
    call(val(2, 3, 4), (1, 2), "replicate"),
    call(val(2, 3, 4), (1, 2), "circular"),
)
