"""The samples of ops/arithmetic.py."""

from __future__ import annotations

from operands import COMPLEX, FLOATS, INTEGERS, call, exact, pos, val

from .table import binary, of, unary

of("square neg", *unary())
of("reciprocal", *unary(pos))
NUMBERS = (2, 2.5, True)
of(
    "add sub",
    *binary(numbers=(2, 2.5)),
    call(val(2), val(2), alpha=2),
    call(val(2), val(2), alpha=2.5, dtypes=FLOATS),
    call(val(2), 1 + 2j, dtypes=COMPLEX),
)
of("rsub", *binary(numbers=(2, 2.5)), call(val(2), val(2), alpha=2))
of("mul", *binary(numbers=NUMBERS), call(2.5, val(3)), call(val(2), 1 + 2j, dtypes=("float32", "float64", *COMPLEX)))
of(
    "div",
    *binary(right=pos, numbers=NUMBERS),
    call(val(2, 3), pos(3), rounding_mode=None),
    *[call(val(6, high=9), pos(6), rounding_mode=mode, dtypes=INTEGERS + FLOATS) for mode in ("trunc", "floor")],
)
of("floor_divide div_trunc remainder fmod", *binary(right=pos, numbers=(2, 1.5)), complex=False)
of(
    "pow",
    *binary(left=pos, numbers=(0, 1, 2, 3)),
    *[call(pos(3), n, dtypes=FLOATS + COMPLEX) for n in (0.5, -1, -1.5)],
    call(2, val(3), dtypes=FLOATS + COMPLEX),
    call(0.5, val(2, 2), dtypes=FLOATS + COMPLEX),
    call(exact([-2.0, 3.0]), 3, dtypes=FLOATS),
    call(exact([0.0, 2.0]), 2, dtypes=FLOATS),
    call(val(3), 2),
)
of("float_power", *binary(left=pos, numbers=(2, 0.5)))
of(
    "float_power_",
    call(pos(3), 2, dtypes=("float64", "complex128")),
    call(pos(2, 3), pos(3), dtypes=("float64", "complex128")),
    writes=False,
)
of("abs sgn", *unary(), call(exact([-3, 5])))
of("positive", *unary())
of(
    "lerp",
    call(val(3, 4), val(4), 0.3),
    call(val(3, 4), val(4), val(3, 1)),
    call(val(3), val(3), 0.7),
    call(val(), val(), val()),
    call(val(0, 2), val(2), 0.5),
)
of(
    "addcmul",
    *[call(val(*a), val(*b), val(*c)) for a, b, c in (((3, 4), (4,), (3, 1)), ((), (), ()), ((0, 2), (2,), (1,)))],
    call(val(3), val(3), val(3), value=2),
)
of(
    "addcdiv",
    *[
        call(val(*a), val(*b), pos(*c), dtypes=FLOATS + COMPLEX)
        for a, b, c in (((3, 4), (4,), (3, 1)), ((), (), ()), ((0, 2), (2,), (1,)))
    ],
    call(val(3), val(3), pos(3), value=2, dtypes=FLOATS + COMPLEX),
)
of("copysign", *binary(), complex=False)
of("heaviside", *binary(), complex=False)
of("nextafter", *binary(), complex=False)
of("ldexp", call(val(3, 4), val(4)), call(val(3, 1), val(1, 4)), call(val(), val()))
of(
    "frexp",
    call(val(3, 4)),
    call(val()),
    call(exact([0.0, 8.0, -0.5], grad=False)),
    complex=False,
    dtypes=("float32", "float64"),
)
