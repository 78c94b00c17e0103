"""The samples of ops/matmul.py."""

from __future__ import annotations

from operands import COMPLEX, FLOATS, INTEGERS, call, ints, val

from .table import of

MATMULS = [
    ((3,), (3,)),
    ((2, 3), (3,)),
    ((3,), (3, 4)),
    ((2, 3), (3, 4)),
    ((5, 2, 3), (3, 4)),
    ((5, 2, 3), (3,)),
    ((3,), (5, 3, 4)),
    ((5, 2, 3), (5, 3, 4)),
    ((3, 1, 2, 3), (2, 3, 4)),
    ((2, 3), (5, 3, 4)),
    ((0, 3), (3, 2)),
    ((2, 0), (0, 3)),
    ((1, 1), (1, 1)),
]
of("matmul", *[call(val(*a), val(*b)) for a, b in MATMULS])
of("mm", call(val(2, 3), val(3, 4)), call(val(2, 0), val(0, 3)), call(val(0, 3), val(3, 2)))
of("bmm", call(val(2, 3, 4), val(2, 4, 5)), call(val(0, 3, 4), val(0, 4, 5)), call(val(2, 3, 0), val(2, 0, 1)))
of("mv", call(val(2, 3), val(3)), call(val(0, 3), val(3)), call(val(2, 0), val(0)))
_LISTS = (ints([0, 2, 2, 5]), ints([1, 0, 1, 3, 1]))
of(
    "compressed_product",
    call(*_LISTS, val(5), val(4, 2), 3, False),
    call(*_LISTS, val(5), val(3, 2), 4, True),
    call(ints([0, 0]), ints([]), val(0), val(3, 2), 1, False),
    call(ints([0, 1]), ints([0]), val(1), val(1, 1), 1, False),
)
of("dot vdot", call(val(3), val(3)), call(val(0), val(0)))
of(
    "addmm",
    call(val(4), val(2, 3), val(3, 4)),
    call(val(2, 4), val(2, 3), val(3, 4), beta=2, alpha=3),
    call(val(), val(2, 0), val(0, 4)),
    call(val(2, 4), val(2, 3), val(3, 4), beta=0),
)
of("addmv", call(val(2), val(2, 3), val(3)), call(val(), val(2, 3), val(3), alpha=2))
of(
    "baddbmm",
    call(val(3, 5), val(2, 3, 4), val(2, 4, 5)),
    call(val(2, 3, 5), val(2, 3, 4), val(2, 4, 5), beta=2, alpha=3),
)
of("addbmm", call(val(3, 5), val(2, 3, 4), val(2, 4, 5)), call(val(3, 5), val(2, 3, 4), val(2, 4, 5), beta=2, alpha=3))
of(
    "nn.functional.linear",
    call(val(2, 3), val(4, 3), val(4)),
    call(val(5, 2, 3), val(4, 3), val(4)),
    call(val(3), val(4, 3)),
    call(val(0, 3), val(4, 3), val(4)),
)
of("outer", call(val(3), val(4)), call(val(0), val(2)))
of(
    "addr",
    call(val(3, 4), val(3), val(4)),
    call(val(3, 4), val(3), val(4), beta=2, alpha=3),
    dtypes=INTEGERS + FLOATS + COMPLEX,
)
of("inner", call(val(2, 3), val(4, 3)), call(val(3), val(3)), call(val(), val(3)))
of(
    "tensordot",
    call(val(2, 3, 4), val(3, 4, 5)),
    call(val(2, 3), val(3, 2), 1),
    call(val(2, 3, 4), val(4, 2), ([2, 0], [0, 1])),
)
of("linalg.vecdot", call(val(2, 3), val(2, 3)), call(val(3, 2), val(3, 1), dim=0))
of("linalg.cross", call(val(2, 3), val(2, 3)), call(val(3, 2), val(3, 2), dim=0))
of("cross", call(val(2, 3), val(2, 3), 1), call(val(3, 2), val(3, 2), 0))
of("kron", call(val(2, 2), val(1, 3)), call(val(2), val(2, 2)))
of("nn.functional.bilinear", call(val(2, 3), val(2, 4), val(5, 3, 4), val(5)), call(val(3), val(4), val(2, 3, 4)))
