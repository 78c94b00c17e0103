"""The samples of ops/scan.py."""

from __future__ import annotations

from operands import COMPLEX, FLOATS, DtypeOf, call, distinct, exact, val

from .table import of

of(
    "cumsum",
    *[call(val(*s), d) for s, d in (((3, 4), 1), ((3, 4), 0), ((2, 3, 2), -2), ((), 0), ((0, 3), 1), ((5,), -1))],
    call(val(3), 0, dtype=DtypeOf("float64")),
)
of(
    "cumprod",
    *[call(val(*s), d) for s, d in (((3, 4), 1), ((3, 4), 0), ((2, 3, 2), -2), ((), 0), ((0, 3), 1))],
    call(exact([1, 2, 0]), 0),
    call(exact([0, 2, 3]), 0),
    call(exact([2, 0, 3, 0]), 0),
)
of("logcumsumexp", *[call(val(*s), d) for s, d in (((3, 4), 1), ((3, 4), -2), ((), 0), ((0, 3), 1))])
of(
    "logcumsumexp_backward logcumsumexp_forward",
    call(val(3, 4), val(3, 4), val(3, 4, low=1), 1),
    call(val(3, 4), val(3, 4), val(3, 4, low=1), -2),
    call(exact([0.0, 1.0, 0.0, -2.0]), val(4), val(4, low=1), 0),
    call(val(), val(), val(low=1), 0),
    call(val(0, 3), val(0, 3), val(0, 3), 1),
    dtypes=FLOATS + COMPLEX,
)
of(
    "cummax cummin",
    *[call(distinct(*s), d) for s, d in (((3, 4), 1), ((3, 4), -2), ((), 0), ((0, 3), 1))],
    complex=False,
)
of("diff", call(val(3, 4)), call(val(3, 4), 2, 0), call(val(3, 4), 1, 0, val(1, 4), val(2, 4)))
