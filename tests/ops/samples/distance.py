"""The samples of ops/distance.py."""

from __future__ import annotations

from operands import call, pos, val

from .table import of

of("cosine_similarity", call(val(3, 4), val(3, 4)), call(val(3, 4), val(4), -1), call(val(3), val(3), 0), complex=False)
of(
    "pairwise_distance",
    call(val(3, 4), val(3, 4)),
    call(pos(3, 4), val(3, 4, low=-2, high=0), 1.0, keepdim=True),
    complex=False,
)
of("cdist", call(val(3, 4), val(5, 4)), call(val(2, 3, 4), val(2, 5, 4), 1.0), complex=False)
# Distances have a kink at zero: no rows are alike.
of("pdist", call(val(4, 3, distinct=True)), call(val(3, 2, distinct=True), 1.0), call(val(1, 2)), complex=False)
