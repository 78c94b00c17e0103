"""The samples of ops/clamp.py."""

from __future__ import annotations

from operands import FLOATS, UNSMOOTH, call, exact, val

from .table import NAN, SPECIAL, binary, of, unary

of(
    "clamp",
    call(val(3, 4), -1, 1),
    call(val(3, 4), min=0),
    call(val(3, 4), max=1),
    call(val(), -1, 1),
    call(val(0, 3), 0, 1),
    call(val(3, 4), val(4, low=-2, high=-0.5), val(3, 1, low=0.5)),
    call(val(3, 4), val(4), None),
    call(val(3, 4), None, val(4)),
    call(val(3, 4), -0.5, 0.5, dtypes=FLOATS),
    complex=False,
)
of("clamp_min clamp_max", call(val(3, 4), 0), call(val(), 1), call(val(0), 1), call(val(3, 4), val(4)), complex=False)
of(
    "maximum minimum fmax fmin",
    *binary(),
    call(exact([NAN, 1.0, NAN], grad=False), exact([1.0, NAN, NAN], grad=False), order=UNSMOOTH, dtypes=FLOATS),
    complex=False,
)
of("nan_to_num", *unary(), call(SPECIAL, dtypes=FLOATS), call(SPECIAL, 1.0, 2.0, -3.0, dtypes=FLOATS), complex=False)
