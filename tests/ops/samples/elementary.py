"""The samples of ops/elementary.py."""

from __future__ import annotations

from operands import FLOATS, Operand, call, pos, unit, val

from .table import binary, of, unary

of("exp expm1 sin cos tanh sinh cosh asinh atan sigmoid exp2 sinc", *unary())
of("log log1p log2 log10 sqrt rsqrt", *unary(pos))
of("tan asin acos atanh", *unary(unit))
of("acosh", *unary(lambda *s: Operand(s, 1.2, 3.0)))
of("logit", *unary(unit), call(val(3, 2, low=0.01, high=0.99), 0.2), complex=False)
of("deg2rad rad2deg", *unary(), complex=False)
of("sigmoid_backward tanh_backward", call(val(3, 4), val(3, 4)), call(val(), val()), call(val(0), val(0)))
of("logaddexp", *binary())
of("atan2", *binary(), complex=False)
of("logaddexp2", *binary(), complex=False)
of("hypot", *binary(left=pos, right=pos), complex=False)
of("xlogy", *binary(right=pos, numbers=(2,)), call(2.0, pos(3), dtypes=FLOATS), complex=False)
