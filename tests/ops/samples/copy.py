"""The samples of ops/copy.py."""

from __future__ import annotations

from operands import FLOATS, INTEGERS, UNSMOOTH, DtypeOf, call, const, index, pos, val

from .table import of, unary

of("clone contiguous", *unary(), writes=False)
# A cast to fewer digits is no smooth function: order 0 leaves it to the parity tests.
of(
    "_to_copy",
    *[call(val(3, 2), dtype=DtypeOf(d), order=UNSMOOTH) for d in ("float32", "complex64")],
    call(val(3, 2), dtype=DtypeOf("float64")),
    call(val(2)),
    call(val(3), dtype=DtypeOf("int64"), dtypes=FLOATS + INTEGERS, order=UNSMOOTH),
)
of(
    "to",
    call(val(3, 2), DtypeOf("complex128")),
    call(val(2, 2), dtype=DtypeOf("float64"), dtypes=INTEGERS + FLOATS),
    call(val(2), copy=True),
)
of("type_as", call(val(3), const(val(2))))
of("to_float to_half to_bfloat16", call(val(3, 2), dtypes=("bool", *INTEGERS, *FLOATS), order=UNSMOOTH), complex=False)
of("to_double", call(val(3, 2), dtypes=("bool", *INTEGERS, *FLOATS)), complex=False)
of("to_cfloat to_chalf", call(val(3, 2), order=UNSMOOTH))
of("to_cdouble", call(val(3, 2)))
of(
    "to_int to_long to_short to_char to_byte to_bool",
    call(pos(3, 2), dtypes=("bool", *INTEGERS, *FLOATS)),
    judged=False,
)
of(
    "copy_",
    call(val(2, 3), val(3)),
    call(val(2, 3), const(index(5, 2, 3))),
    call(val(), val()),
    call(val(0), val(1)),
    writes=False,
)
of("fill", call(val(2, 3), val()), call(val(2, 3), 2), call(val(), 1), call(val(0), 1))
of("zero_", *unary(), writes=False)
