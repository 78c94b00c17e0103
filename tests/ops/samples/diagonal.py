"""The samples of ops/diagonal.py."""

from __future__ import annotations

from operands import call, val

from .table import of

of(
    "diagonal",
    call(val(3, 4)),
    call(val(3, 4), 1),
    call(val(2, 3, 4), 0, -1, 0),
    call(val(3, 3), -2),
    call(val(2, 2), 5),
)
of("diagonal_backward", call(val(3), (3, 4), 0, 0, 1), call(val(2), (3, 3), 1, 0, 1))
of("tril triu", call(val(3, 4)), call(val(3, 4), 1), call(val(2, 3, 3), -1), call(val(0, 3)))
of("diag_embed", call(val(2, 3)), call(val(3), 1), call(val(2, 3), -1, 0, 2))
of("diag", call(val(3, 4)), call(val(3)), call(val(3), 1), call(val(3, 3), -1))
of("diagflat", call(val(2, 2)), call(val(3), 1))
of("trace", call(val(3, 4)), call(val(0, 0)))
of(
    "diagonal_scatter",
    call(val(3, 4), val(3)),
    call(val(2, 1, 1, 3, 4), val(2, 1, 1, 3), 0, -2, -1),
    call(val(3, 3), val(2), 1),
)
of("linalg.diagonal", call(val(3, 3)), call(val(2, 3, 4), offset=1), call(val(2, 3, 2), dim1=0, dim2=2))
