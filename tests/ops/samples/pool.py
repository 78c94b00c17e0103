"""The samples of ops/pool.py."""

from __future__ import annotations

from operands import call, distinct, ints, pos, val

from .table import of

for _n in (1, 2, 3):
    _size = (5, 4, 4)[:_n]
    _x = distinct(2, 2, *_size)
    of(
        f"nn.functional.max_pool{_n}d",
        call(_x, 2),
        call(_x, 3, 2, 1, ceil_mode=True),
        call(distinct(2, *_size), 2, 1, return_indices=True),
        call(_x, 2, dilation=2),
        complex=False,
    )
    of(
        f"nn.functional.avg_pool{_n}d",
        call(val(2, 2, *_size), 2),
        call(val(2, 2, *_size), 3, 2, 1, True, False),
        call(val(2, *_size), 2, 1),
        complex=False,
    )
    of(f"nn.functional.adaptive_avg_pool{_n}d", call(val(2, 2, *_size), 3), call(val(2, *_size), 1), complex=False)
    of(f"nn.functional.adaptive_max_pool{_n}d", call(_x, 3), call(distinct(2, *_size), 2, True), complex=False)
    of(f"nn.functional.max_pool{_n}d_with_indices", call(_x, 2), call(_x, 3, 2, 1, ceil_mode=True), complex=False)
    of(f"nn.functional.adaptive_max_pool{_n}d_with_indices", call(_x, 3), complex=False)
_POOLS = [
    ((2, 2, 5), (2,), (2,), (1,)),
    ((2, 2, 5, 4), (3, 2), (2, 1), (1, 1)),
    ((1, 2, 3, 4, 3), (2, 2, 2), (2, 1, 1), (1, 0, 1)),
]
of(
    "max_pool_with_indices",
    *[call(distinct(*x), k, s, p, (1,) * len(k), ceil) for x, k, s, p in _POOLS for ceil in (True, False)],
    complex=False,
)
of(
    "avg_pool",
    *[
        call(val(*x), k, s, p, ceil, include, None)
        for x, k, s, p in _POOLS
        for ceil, include in ((True, False), (False, True))
    ],
    call(val(1, 1, 4, 4), (2, 2), (2, 2), (0, 0), False, True, 3),
    complex=False,
)
of(
    "avg_pool_backward",
    call(val(2, 2, 3), (2, 2, 5), (2,), (2,), (1,), False, True, None),
    call(val(2, 2, 3, 5), (2, 2, 5, 4), (3, 2), (2, 1), (1, 1), False, False, None),
    complex=False,
)
of(
    "adaptive_avg_pool",
    call(val(2, 2, 5), (3,)),
    call(val(2, 2, 5, 4), (2, 3)),
    call(val(1, 2, 3, 4, 3), (2, 2, 1)),
    complex=False,
)
of("adaptive_avg_pool_backward", call(val(2, 2, 3), (2, 2, 5)), call(val(2, 2, 2, 3), (2, 2, 5, 4)), complex=False)
of(
    "adaptive_max_pool_with_indices",
    call(distinct(2, 2, 5), (3,)),
    call(distinct(2, 2, 5, 4), (2, 3)),
    call(distinct(1, 2, 3, 4, 3), (2, 2, 1)),
    complex=False,
)
of(
    "scatter_pooled",
    call(val(1, 2, 2), ints([[[1, 3], [0, 2]]]), (1, 2, 4)),
    call(val(1, 1, 2, 2), ints([[[[1, 3], [9, 11]]]]), (1, 1, 4, 3)),
    complex=False,
)
of("nn.functional.lp_pool1d", call(pos(2, 2, 5), 2.0, 2), call(pos(2, 5), 3.0, 3, 1), complex=False)
of("nn.functional.lp_pool3d", call(pos(1, 2, 4, 3, 4), 2.0, 2), complex=False)
of("nn.functional.lp_pool2d", call(pos(2, 2, 5, 4), 2.0, 2), call(pos(2, 2, 5, 4), 3.0, (3, 2), 1), complex=False)
