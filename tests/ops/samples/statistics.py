"""The samples of ops/statistics.py."""

from __future__ import annotations

from operands import COMPLEX, INTEGERS, call, const, distinct, ints, pos, val

from .table import of

of(
    "variance deviation",
    *[call(val(3, 4, 5), *rest) for rest in ((None, 1, False), ((0,), 1, True), ((0, -1), 0, False), ((1,), 2, False))],
)
for _name in ("var", "std", "var_mean", "std_mean"):
    of(
        _name,
        call(val(3, 4)),
        call(val(3, 4), 1),
        call(val(3, 4), False),
        call(val(3, 4), (0, 1), correction=0),
        call(val(3, 4), dim=-1, unbiased=False, keepdim=True),
    )
of(
    "cov",
    call(val(3, 5)),
    call(val(4)),
    call(val(2, 4), correction=0, fweights=ints([1, 2, 0, 3])),
    call(val(2, 4), fweights=ints([1, 2, 0, 3]), aweights=const(pos(4, dtype="real"))),
    dtypes=("float32", "float64", *COMPLEX, *INTEGERS[1:]),
)
# Rows that are alike correlate by exactly one, where the result is cut off and has no second derivative.
of("corrcoef", call(distinct(3, 5)), call(val(4)), dtypes=("float32", "float64"), complex=False)
of(
    "combinations",
    call(val(4)),
    call(val(3), 2, True),
    call(val(4), 3),
    call(val(2), 3),
    call(val(2), 0),
)
of(
    "trapezoid",
    call(val(3, 4)),
    call(val(3, 4), val(4)),
    call(val(3, 4), val(3, 4), dim=0),
    call(val(3, 4), dx=0.5, dim=0),
    dtypes=("float32", "float64"),
    complex=False,
)
of(
    "cumulative_trapezoid",
    call(val(3, 4)),
    call(val(3, 4), val(4)),
    call(val(3, 4), dx=0.5, dim=0),
    dtypes=("float32", "float64"),
    complex=False,
)
