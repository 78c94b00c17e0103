"""The samples of ops/view.py."""

from __future__ import annotations

from operands import call, const, val

from .table import of, unary

of(
    "view",
    call(val(2, 6, reorder=False), 3, 4),
    call(val(2, 6, reorder=False), (-1,)),
    call(val(), 1, 1),
    call(val(0, 3, reorder=False), 3, 0),
    call(val(1), ()),
)
of(
    "reshape",
    call(val(2, 6), 3, 4),
    call(val(2, 6), (-1,)),
    call(val(), 1, 1),
    call(val(0, 3), 3, 0),
    call(val(2, 3, 4), 6, -1),
)
of("view_as", call(val(2, 6, reorder=False), const(val(3, 4))))
of("reshape_as", call(val(2, 6), const(val(3, 4))))
of(
    "transpose swapaxes",
    call(val(2, 3, 4), 0, -1),
    call(val(2, 3), 0, 1),
    call(val(), 0, -1),
    call(val(0, 2), 0, 1),
    writes=False,
)
of(
    "permute",
    call(val(2, 1, 1, 3, 1, 2), (3, 0, -1, 1, 4, 2)),
    call(val(2, 3, 4), (2, -3, 1)),
    call(val(2, 3, 4), -1, 0, 1),
    call(val(), ()),
)
of("t", call(val(2, 3)), call(val(3)), call(val()), writes=False)
of("T mT H mH adjoint", call(val(2, 3)), call(val(0, 3)))
of(
    "squeeze",
    call(val(2, 1, 3, 1)),
    call(val(2, 1, 3, 1), 1),
    call(val(2, 1, 3, 1), (0, -1)),
    call(val(2, 3), 0),
    call(val()),
    writes=False,
)
of("unsqueeze", call(val(2, 3), -1), call(val(2, 3), 0), call(val(), 0), writes=False)
of("flatten", call(val(2, 3, 4)), call(val(2, 3, 4), 1), call(val(2, 3, 4), 0, -2), call(val()))
of("unflatten", call(val(2, 6), 1, (2, -1)), call(val(4), -1, (2, 2)))
of("ravel", call(val(2, 3)), call(val()))
of("movedim", call(val(2, 3, 4), (0, 1), (2, 0)), call(val(2, 3, 4), 0, -1))
of("atleast_1d atleast_2d atleast_3d", call(val()), call(val(2)), call(val(2, 3)), call(val(2, 1, 3)))
of("alias", *unary(), writes=False)
