"""The samples of ops/attention.py."""

from __future__ import annotations

from operands import call, exact, pos, val

from .table import INF, of

HEADS = (val(2, 4, 5, 3), val(2, 4, 6, 3), val(2, 4, 6, 2))
# Under this mask the last query looks at nothing.
SILENT = [[0.5 if k in (q, 5) else -INF for k in range(6)] for q in range(4)] + [[-INF] * 6]
of(
    "nn.functional.scaled_dot_product_attention",
    call(*HEADS),
    call(*HEADS, is_causal=True),
    call(*HEADS, val(5, 6)),
    call(*HEADS, scale=0.3),
    call(*HEADS, exact(SILENT, grad=False)),
    call(*HEADS, exact([[score > -INF for score in row] for row in SILENT], dtype="bool", grad=False)),
    complex=False,
)
STACKS = (val(2, 3, 4), val(2, 5, 4), val(2, 5, 2))
of(
    "attention_forward",
    call(*STACKS, None, False, 0.5),
    call(*STACKS, None, True, 0.5),
    call(*STACKS, val(2, 3, 5), False, 0.5),
    call(val(1, 4), val(1, 4), val(1, 4), None, True, 1.0),
    call(val(2, 1, 3, 1, 2, 2, 1), val(2, 1, 3, 1, 2, 3, 1), val(2, 1, 3, 1, 2, 3, 2), None, False, 1.0),
    complex=False,
)
of(
    "attention_backward",
    *[
        call(val(2, 3, 2), *STACKS, mask, val(2, 3, 2), pos(2, 3, dtype="real"), causal, 0.5)
        for mask, causal in ((None, False), (None, True), (val(2, 3, 5), False))
    ],
    complex=False,
)
