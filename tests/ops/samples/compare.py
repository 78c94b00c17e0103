"""The samples of ops/compare.py."""

from __future__ import annotations

from operands import COMPLEX, FLOATS, call, exact, mask, val

from .table import NAN, SPECIAL, binary, of, unary

of(
    "eq ne",
    *binary(numbers=(1, 0.5, True)),
    call(exact([1, 2, 3]), exact([1, 5, 3])),
    call(val(3), 1j, dtypes=COMPLEX),
    judged=False,
)
of("lt le gt ge", *binary(numbers=(1, 0.5, True)), call(exact([1, 2, 3]), exact([1, 5, 3])), judged=False)
of("isnan isinf isfinite isreal", *unary(), call(SPECIAL, dtypes=FLOATS + COMPLEX), judged=False)
of("isposinf isneginf signbit", *unary(), call(SPECIAL, dtypes=FLOATS), judged=False)
of("logical_and logical_or logical_xor", *binary(), judged=False)
of("logical_not", *unary(), judged=False)
of(
    "choose",
    call(mask(3, 4), val(4), val(3, 1)),
    call(mask(3), val(), val(3)),
    call(mask(0, 3), val(3), val(1)),
    call(mask(), val(), val()),
    call(mask(3), 2.0, val(3), dtypes=FLOATS + COMPLEX),
    call(mask(3), val(3), 2),
)
of(
    "where",
    call(mask(3, 4), val(4), val(3, 1)),
    call(mask(3), val(), val(3)),
    call(mask(0, 3), val(3), val(1)),
    call(mask(3), val(3), 2),
    call(mask(2, 2), 1.5, val(2, 1), dtypes=FLOATS + COMPLEX),
)
of("where_method", call(val(4), mask(3, 4), val(3, 1)), call(val(3), mask(3), 0))
of(
    "isclose",
    *binary(numbers=()),
    call(exact([1.0, NAN]), exact([1.0, NAN]), equal_nan=True, dtypes=FLOATS),
    judged=False,
)
of("allclose equal", call(val(3), val(3)), call(exact([1, 2]), exact([1, 2])), call(val(0), val(0)), judged=False)
of(
    "isin",
    call(exact([1, 2, 3, 4]), exact([2, 4])),
    call(exact([[1, 2], [3, 4]]), exact([2]), invert=True),
    call(val(0), val(2)),
    judged=False,
)
