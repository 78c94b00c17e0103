"""The samples of ops/margin.py."""

from __future__ import annotations

from operands import FLOATS, call, const, exact, index, ints, pos, unit, val

from .table import LOSS, losses, of

of(
    f"{LOSS}cosine_embedding_loss",
    *losses(val(3, 4), val(3, 4), exact([1, -1, 1], grad=False), margin=0.1),
    complex=False,
)
of(
    f"{LOSS}triplet_margin_loss",
    *losses(val(3, 4), val(3, 4), val(3, 4)),
    *losses(val(3, 4), val(3, 4), val(3, 4), swap=True),
    complex=False,
)
of(f"{LOSS}triplet_margin_with_distance_loss", *losses(val(3, 4), val(3, 4), val(3, 4)), complex=False)
of(f"{LOSS}margin_ranking_loss", *losses(val(3), val(3), exact([1, -1, 1], grad=False)), complex=False, dtypes=FLOATS)
of(
    f"{LOSS}hinge_embedding_loss {LOSS}soft_margin_loss",
    *losses(val(3), exact([1, -1, 1], grad=False)),
    complex=False,
    dtypes=FLOATS,
)
of(f"{LOSS}multilabel_soft_margin_loss", *losses(val(3, 4), const(unit(3, 4))), complex=False)
of(
    f"{LOSS}multi_margin_loss",
    *losses(val(3, 4), index(4, 3)),
    *losses(val(3, 4), index(4, 3), p=2, weight=const(pos(4))),
    complex=False,
)
of(
    f"{LOSS}multilabel_margin_loss",
    *losses(val(3, 4), ints([[1, 3, -1, 0], [0, 0, 2, -1], [-1, 1, 2, 3]])),
    call(val(4), ints([2, 0, -1, 1])),
    call(val(), ints(0)),
    complex=False,
    dtypes=("float32", "float64"),
)
