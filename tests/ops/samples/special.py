"""The samples of ops/special.py."""

from __future__ import annotations

from operands import FLOATS, UNSMOOTH, Operand, call, exact, pos, unit, val

from .table import binary, of, unary

REAL = ("float32", "float64")


def orders(*shape: int) -> Operand:
    """Numbers above 1, not differentiated."""
    return Operand(shape, 1.5, 4.0, grad=False)


of("erf erfc", *unary(), complex=False)
of(
    "erfinv",
    *unary(unit),
    call(exact([0.0, 0.5, 1.0, -1.0, 2.0], grad=False), order=UNSMOOTH, dtypes=FLOATS),
    complex=False,
)
of("lgamma digamma", *unary(pos), call(val(3, low=-1.9, high=-1.1)), complex=False)
of("polygamma", *[call(n, pos(*shape)) for n in (0, 1, 2) for shape in ((3, 2), (), (0, 2))], complex=False)
of("mvlgamma", call(Operand((3,), 2.0, 4.0), 2), call(Operand((2, 2), 3.0, 5.0), p=3), complex=False)
of("special.erfcx special.ndtr special.log_ndtr", *unary(), complex=False, dtypes=REAL)
of("special.ndtri", *unary(unit), call(exact([0.0, 1.0, -1.0, 2.0], grad=False)), complex=False, dtypes=REAL)
of("special.entr", *unary(pos), call(exact([0.0, -1.0, 2.0], grad=False)), complex=False)
of("special.xlog1py", *binary(val, pos, numbers=(0.5,)), call(2, pos(3)), complex=False)
of("special.zeta", *binary(orders, pos), call(2.5, pos(3)), call(orders(3), 2), complex=False, dtypes=REAL)
of("special.multigammaln", call(Operand((3,), 2.0, 4.0), 2), complex=False)
of("special.gammaln special.psi", *unary(pos), complex=False)
of("special.expit", *unary())
