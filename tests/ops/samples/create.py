"""The samples of ops/create.py."""

from __future__ import annotations

from operands import FLOATS, INTEGERS, DtypeOf, call, val

from .table import of, unary

of("zeros ones", call(3, 4), call((2, 0)), call(()), call(2, 3, dtype=DtypeOf()), judged=False)
of("zeros_like ones_like", *unary(), call(val(3, 2), dtype=DtypeOf("float64")), judged=False)
of(
    "new_zeros new_ones",
    call(val(2), 3, 4),
    call(val(2), (2, 0)),
    call(val(2), 2, dtype=DtypeOf("int64")),
    judged=False,
)
of("empty", call(3, 4), call((2, 0), dtype=DtypeOf()), judged=False, shapes_only=True)
of("empty_like", *unary(), judged=False, shapes_only=True)
of("new_empty", call(val(2), 3, 4), call(val(2), (2, 0)), judged=False, shapes_only=True)
of("empty_strided", call((2, 3), (1, 2)), call((0, 2), (1, 1), dtype=DtypeOf()), judged=False, shapes_only=True)
of("new_empty_strided", call(val(2), (2, 3), (1, 2)), call(val(2), (0, 2), (1, 1)), judged=False, shapes_only=True)
of(
    "full",
    call((3, 4), 2.5),
    call((2, 0), 1),
    call((), True),
    call((2,), 3, dtype=DtypeOf()),
    call((2,), 1 + 2j),
    judged=False,
)
of("full_like", *[call(val(*s), 1) for s in ((3, 4), (0,), ())], judged=False)
of("new_full", call(val(2), (3, 4), 1), call(val(2), (2, 0), 1), judged=False)
of("scalar_tensor", call(2.5), call(3), call(1, dtype=DtypeOf()), judged=False)
of("counted", call(1, 7, 2), call(5, 1, -1.5), call(0, 0, 1), judged=False)
of(
    "arange",
    call(5),
    call(1, 7, 2),
    call(5, 1, -1.5),
    call(0),
    call(0, 1, 0.1),
    call(3, dtype=DtypeOf(), dtypes=INTEGERS + FLOATS),
    judged=False,
)
of("linspace spaced", call(0, 1, 5), call(3, -2, 1), call(0, 1, 0), call(0, 10, 4, dtype=DtypeOf()), judged=False)
of("logspace", call(0, 2, 5), call(3, -2, 1), call(0, 1, 4, base=2), judged=False)
of("eye", call(3), call(3, 4), call(2, 0), call(3, dtype=DtypeOf()), judged=False)
of("tril_indices triu_indices", call(3, 4), call(3, 3, 1), call(2, 5, -1), call(0, 3), judged=False)
of("empty_permuted", call((2, 3), (1, 0)), call((0, 2), (0, 1), dtype=DtypeOf()), judged=False, shapes_only=True)
