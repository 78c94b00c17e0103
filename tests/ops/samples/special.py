"""The samples of ops/special.py."""

from __future__ import annotations

from operands import FLOATS, UNSMOOTH, Operand, call, exact, pos, unit, val

from .table import of, unary

of("erf erfc i0 special.i1", *unary(), complex=False)
of(
    "erfinv",
    *unary(unit),
    call(exact([0.0, 0.5, 1.0, -1.0, 2.0], grad=False), order=UNSMOOTH, dtypes=FLOATS),
    complex=False,
)
of("lgamma digamma", *unary(pos), call(val(3, low=-1.9, high=-1.1)), complex=False)
of("polygamma", *[call(n, pos(*shape)) for n in (0, 1, 2) for shape in ((3, 2), (), (0, 2))], complex=False)
of("mvlgamma", call(Operand((3,), 2.0, 4.0), 2), call(Operand((2, 2), 3.0, 5.0), p=3), complex=False)
