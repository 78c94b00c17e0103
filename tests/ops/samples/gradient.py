"""The samples of ops/gradient.py."""

from __future__ import annotations

from operands import call, const, exact, val

from .table import of

of(
    "gradient",
    call(val(4)),
    call(val(3, 4), spacing=2.0, edge_order=2),
    call(val(3, 4), spacing=[2.0, 0.5], dim=(1, 0)),
    call(val(3, 2), dim=-2),
    call(val(3, 4), spacing=[const(exact([0.0, 1.0, 3.0], dtype="real"))], dim=0),
    call(val(4, 2), spacing=[const(exact([0.0, 1.0, 3.0, 4.0], dtype="real"))], dim=0, edge_order=2),
    call(val(), dim=()),
)
