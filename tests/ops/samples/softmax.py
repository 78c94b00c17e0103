"""The samples of ops/softmax.py."""

from __future__ import annotations

from operands import FLOATS, DtypeOf, call, unit, val

from .table import of

for _name in ("softmax", "log_softmax"):
    of(
        _name,
        call(val(3, 4), 1),
        call(val(3, 4), 0),
        call(val(2, 3, 4), -2),
        call(val(), 0),
        call(val(0, 3), 1),
        call(val(3, 0), 1),
        call(val(5), -1),
        call(val(3), 0, dtype=DtypeOf("float64")),
        complex=False,
    )
    of(
        f"{_name}_backward",
        call(val(3, 4), unit(3, 4), 1),
        call(val(3, 4), unit(3, 4), 0),
        call(val(), unit(), 0),
        complex=False,
    )
    of(
        f"nn.functional.{_name}",
        call(val(3, 4), 1),
        call(val(2, 3), dim=-2),
        call(val(3), dim=0, dtype=DtypeOf("float64")),
        complex=False,
    )
of("nn.functional.softmin", call(val(3, 4), 1), call(val(2, 3), dim=-2), complex=False)
of(
    "nn.functional.gumbel_softmax",
    call(val(3, 4), dtypes=FLOATS),
    call(val(3, 4), 0.5, dim=0, dtypes=FLOATS),
    complex=False,
)
