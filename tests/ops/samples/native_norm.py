"""The samples of ops/native_norm.py."""

from __future__ import annotations

from operands import call, const, pos, val

from .table import of

of("native_layer_norm", call(val(3, 4), (4,), val(4), val(4), 1e-5), complex=False)
of(
    "native_group_norm",
    call(val(2, 4, 3), val(4), val(4), 2, 4, 3, 2, 1e-5),
    call(val(1, 4, 3), val(4), val(4), 1, 4, 3, 2, 1e-5),
    complex=False,
)
of(
    "native_batch_norm",
    call(val(3, 4, 2), None, None, const(val(4)), const(pos(4)), True, 0.1, 1.0),
    call(val(3, 4, 2), val(4), val(4), None, None, True, 0.1, 1.0),
    call(val(3, 4), val(4), val(4), const(val(4)), const(pos(4)), False, 0.1, 1e-5),
    complex=False,
)
