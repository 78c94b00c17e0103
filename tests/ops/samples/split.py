"""The samples of ops/split.py."""

from __future__ import annotations

from operands import call, val

from .table import of

of(
    "split_with_sizes",
    call(val(2, 5), [2, 3], 1),
    call(val(2, 1, 1, 3, 1), [1, 2], -2),
    call(val(5), (1, 0, 4)),
    call(val(0, 2), [0, 0]),
)
of("split_evenly", call(val(5), 2), call(val(2, 6), 3, -1), call(val(0), 2))
of("unsafe_split", call(val(5), 2), call(val(2, 6), 3, -1), call(val(0), 2))
of(
    "unsafe_split_with_sizes",
    call(val(2, 5), [2, 3], 1),
    call(val(2, 1, 1, 3, 1), [1, 2], -2),
    call(val(5), (1, 0, 4)),
    call(val(0, 2), [0, 0]),
)
of("unsafe_chunk", call(val(5), 2), call(val(2, 6), 4, -1))
of("split", call(val(5), 2), call(val(2, 5), [2, 3], 1), call(val(2, 6), 3, dim=-1))
of("chunk", call(val(5), 2), call(val(2, 6), 4, -1))
of("tensor_split", call(val(7), 3), call(val(2, 6), (1, 3), -1))
of("hsplit", call(val(2, 4), 2), call(val(4), [1]))
of("vsplit", call(val(4, 2), 2))
of("dsplit", call(val(2, 2, 4), 2))
of("unbind", call(val(2, 3)), call(val(2, 3), -1), call(val(3)), call(val(2, 0)))
