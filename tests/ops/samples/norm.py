"""The samples of ops/norm.py."""

from __future__ import annotations

from operands import call, distinct, pos, val

from .table import INF, of

of(
    "linalg.vector_norm",
    *[call(pos(3, 4), o, *d) for o in (2, 1, 3, 2.5, 0.5) for d in ((), (1, True), ((0, -1),))],
    *[call(distinct(3, 4), o, 1, order=1) for o in (INF, -INF, 0)],
    call(val(0)),
    call(val(2), 2),
    call(val()),
)
of(
    "norm",
    call(val(3, 4)),
    call(pos(3, 4), 1),
    call(val(3, 4), 2, 1, True),
    call(val(3, 4), p="fro", dim=(0, 1)),
    call(distinct(3), INF),
)
of(
    "linalg.norm",
    call(val(3, 4)),
    call(pos(3), 3),
    call(val(3, 4), None, 1, True),
    call(val(2, 3, 4), "fro", (1, 2)),
    call(distinct(3, 4), 1),
    call(distinct(3, 4), INF),
)
of("linalg.matrix_norm", call(val(3, 4)), call(distinct(3, 4), 1), call(distinct(2, 3, 4), -1, keepdim=True))
of("dist", call(val(3, 4), val(3, 4)), call(pos(3), val(3, low=-2, high=0), 1), call(val(3, 4), val(4)))
of(
    "renorm",
    call(val(3, 4), 2, 0, 1.0),
    call(pos(3, 4), 1, -1, 0.5),
    call(pos(2, 3, 2), 2.5, 1, 1.0),
    call(distinct(3, 4), INF, 0, 0.5, dtypes=("float32", "float64")),  # of complex numbers PyTorch's gradient is nan
    call(val(3, 4), 2, 0, 100.0),
    call(val(2, 0, 3), 2, 0, 1.0),
)
