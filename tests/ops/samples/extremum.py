"""The samples of ops/extremum.py."""

from __future__ import annotations

from operands import FLOATS, KINK, call, distinct, exact, val

from .table import LINES, NAN, of

of("max_all min_all", call(distinct(3, 4)), call(distinct()), call(exact([1, 1, 1]), order=KINK), complex=False)
of("max_dim min_dim", *LINES, complex=False)
of("max min", call(distinct(3, 4)), call(distinct()), *LINES, call(distinct(3, 4), val(3, 4)), complex=False)
of(
    "amax amin",
    call(distinct(3, 4)),
    call(distinct(3, 4, 2), (0, -1)),
    call(distinct(3, 4), 1, True),
    call(exact([1, 1, 0]), 0, order=KINK),
    call(distinct()),
    call(distinct(0, 3), 1),
    complex=False,
)
of("aminmax", call(distinct(3, 4)), call(distinct(3, 4), dim=-1, keepdim=True), call(distinct(), dim=0), complex=False)
of(
    "argmax argmin",
    call(distinct(3, 4)),
    call(distinct(3, 4), 0),
    call(distinct(3, 4), -1, True),
    call(distinct()),
    call(distinct(0, 3), 1),
    call(exact([2, 5, 5, 1])),
    call(exact([1.0, NAN, 3.0], grad=False), dtypes=FLOATS),
    judged=False,
)
