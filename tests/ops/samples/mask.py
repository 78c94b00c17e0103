"""The samples of ops/mask.py."""

from __future__ import annotations

from operands import call, exact, mask, val

from .table import of

of(
    "masked_fill",
    call(val(3, 4), mask(4), 2),
    call(val(3, 4), mask(3, 1), val()),
    call(val(), mask(), 1),
    call(val(0, 2), mask(2), 1),
)
of("masked_select", call(val(3, 4), mask(4)), call(val(3, 1), mask(3, 4)), call(val(0), mask(0)), call(val(), mask()))
of("masked_scatter", call(val(3, 4), mask(3, 4), val(15)), call(val(2, 3), mask(3), val(6)))
of(
    "nonzero_positions nonzero argwhere",
    call(exact([[0, 1], [2, 0]])),
    call(exact([1, 0, 3])),
    call(val(0, 2)),
    call(val()),
    judged=False,
)
of(
    "nonzero_static",
    call(exact([[0, 1], [2, 0]]), size=3),
    call(exact([1, 0, 3]), size=1, fill_value=7),
    call(val(), size=2),
    judged=False,
)
