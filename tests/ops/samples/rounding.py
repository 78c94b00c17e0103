"""The samples of ops/rounding.py."""

from __future__ import annotations

from operands import FLOATS, UNSMOOTH, call, exact, val

from .table import NAN, of, unary

of("sign", *unary(), call(exact([0.0, -0.0, NAN], grad=False), dtypes=FLOATS), complex=False)
of("floor ceil trunc", *unary(), complex=False)
of(
    "round",
    *unary(),
    call(exact([0.5, 1.5, -0.5, 2.5], grad=False), order=UNSMOOTH, dtypes=FLOATS),
    call(val(3), decimals=1, dtypes=("float32", "float64")),
    complex=False,
)
of("frac", *unary(), complex=False)
