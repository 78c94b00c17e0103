"""The samples of ops/index.py."""

from __future__ import annotations

from operands import INTEGERS, call, distinct, exact, index, ints, mask, pos, val

from .table import of

of(
    "index",
    call(val(4, 5), [index(4, 3), index(5, 3)]),
    call(val(4, 5, 6), [index(4, 3, 1), None, index(6, 2)]),
    call(val(3, 4), [mask(3, 4)]),
    call(val(4), [ints([])]),
    call(val(4, 3), [ints([-1, 0])]),
    call(val(3), [ints(1)]),
)
of(
    "index_put",
    call(val(4, 5), [ints([3, 1])], val(5)),
    call(val(4, 5), [ints([0, 2]), ints([1, 1])], val(2)),
    call(val(4, 5), [index(4, 3)], val(3, 5), True),
    call(val(3), [exact([True, False, True], dtype="bool")], val(2)),
    call(val(3, 2), [ints([])], val(0, 2)),
)
of(
    "index_select",
    call(val(3, 4), 1, index(4, 6)),
    call(val(3, 4), -2, ints([0, 2])),
    call(val(3), 0, ints([])),
    call(val(), 0, ints([0])),
)
of(
    "index_add",
    call(val(3, 4), 0, index(3, 2), val(2, 4)),
    call(val(3, 4), -1, ints([0, 0, 3]), val(3, 3), alpha=2),
    call(val(3), 0, ints([]), val(0)),
    call(val(2, 1, 1, 1, 3), -1, index(3, 2), val(2, 1, 1, 1, 2)),
)
of(
    "index_copy",
    call(val(3, 4), -1, ints([2, 0]), val(3, 2)),
    call(val(2, 1, 1, 1, 3), -1, ints([2, 0]), val(2, 1, 1, 1, 2)),
    call(val(3), 0, ints([1]), val(1)),
    call(val(3), 0, ints(1), val()),
    call(val(), 0, ints([0]), val(1)),
    call(val(), 0, ints(0), val()),
)
of(
    "index_fill",
    call(val(3, 4), 0, ints([0, 2]), val()),
    call(val(3, 4), -1, ints([0, 2]), 2),
    call(val(3), 0, ints([]), 1),
)
of("take", call(val(3, 4), index(12, 2, 2)), call(val(3), ints([])), call(val(3), ints(-1)))
of("put", call(val(3, 4), ints([1, 5]), val(2)), call(val(3, 4), ints([1, 5, 1]), val(3), True))
of("unravel_index", call(index(6, 2, 2), (2, 3)), call(index(6, 3), (3, 1, 2)), judged=False)
of(
    "index_reduce",
    *[
        call(pos(3, 4), 0, ints([2, 0, 2]), distinct(3, 4), how, include_self=include)
        for how in ("prod", "mean", "amax", "amin")
        for include in (True, False)
    ],
    call(val(2, 3), -1, ints([1, 0]), val(2, 2), "prod"),
    call(val(), 0, ints([0]), val(), "mean"),
    call(pos(2, 3), 1, ints([]), pos(2, 0), "amax"),
    call(pos(2, 1, 2, 1, 3), 2, ints([1, 1]), pos(2, 1, 2, 1, 3), "prod"),
    complex=False,
    dtypes=("float32", "float64", *INTEGERS),  # PyTorch's gradients of complex products lack a conjugate
)
