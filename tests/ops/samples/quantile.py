"""The samples of ops/quantile.py."""

from __future__ import annotations

from operands import INTEGERS, call, distinct, exact

from .table import LINES, of

of("median_all nanmedian_all", call(distinct(3, 4)), call(distinct()), call(distinct(5)), complex=False)
of("median_dim nanmedian_dim", *LINES, complex=False)
of("median nanmedian", call(distinct(3, 4)), call(distinct()), *LINES, complex=False)
of(
    "mode",
    call(distinct(3, 4)),
    call(distinct(3, 4), 0, True),
    call(exact([1, 2, 2, 3], grad=False), dtypes=INTEGERS),
    call(distinct(), 0),
    complex=False,
)
of(
    "quantile",
    *[call(distinct(3, 4), 0.3, interpolation=how) for how in ("linear", "lower", "higher", "midpoint", "nearest")],
    call(distinct(3, 4), exact([0.1, 0.7], grad=False), 1, True),
    complex=False,
)
of(
    "nanquantile",
    call(distinct(3, 4), 0.3),
    call(distinct(3, 4), exact([0.1, 0.7], grad=False), 1, True),
    complex=False,
)
of("kthvalue", call(distinct(3, 4), 2), call(distinct(3, 4), 2, 0, True), call(distinct(), 1), complex=False)
