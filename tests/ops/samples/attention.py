"""The samples of ops/attention.py."""

from __future__ import annotations

from operands import call, exact, val

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
