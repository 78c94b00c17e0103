"""The samples of ops/dropout.py."""

from __future__ import annotations

from operands import call, val

from .table import of

of(
    "nn.functional.dropout",
    call(val(3, 4)),
    call(val(3, 4), 0.3),
    call(val(3), 1.0),
    call(val(3), 0.0),
    call(val(3), 0.5, False),
    call(val(0)),
    complex=False,
)
of("nn.functional.dropout1d", call(val(2, 3, 4), 0.3), call(val(3, 4), 0.3), complex=False)
of("nn.functional.dropout2d", call(val(2, 3, 2, 2), 0.3), complex=False)
of("nn.functional.dropout3d", call(val(2, 3, 2, 2, 1), 0.3), call(val(3, 2, 2, 1), 0.3), complex=False)
of("nn.functional.alpha_dropout", call(val(3, 4), 0.3, True), call(val(3, 4), 0.3, False), complex=False)
of("nn.functional.feature_alpha_dropout", call(val(2, 3, 4), 0.3, True), complex=False)
