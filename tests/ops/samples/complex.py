"""The samples of ops/complex.py."""

from __future__ import annotations

from operands import COMPLEX, call, pos, val

from .table import of, unary

of("conj conj_physical resolve_conj resolve_neg", *unary())
of("real", *unary())
of("_real", *[call(val(*s), dtypes=COMPLEX) for s in ((3, 4), (0, 3), ())])
of("imag", *[call(val(*s), dtypes=COMPLEX) for s in ((3, 4), (0, 3), ())])
of("angle", *unary(pos))
of("view_as_real", *[call(val(*s, reorder=False), dtypes=COMPLEX) for s in ((3, 4), (0, 3), ())])
of(
    "view_as_complex",
    *[call(val(*s, 2, reorder=False), dtypes=("float32", "float64")) for s in ((3, 4), (0, 3), ())],
    complex=False,
)
of(
    "complex polar",
    *[
        call(pos(*a), val(*b), dtypes=("float32", "float64"))
        for a, b in (((3, 4), (3, 4)), ((3, 1), (4,)), ((), ()), ((0,), (1,)))
    ],
    complex=False,
)
