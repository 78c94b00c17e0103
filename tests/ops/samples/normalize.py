"""The samples of ops/normalize.py."""

from __future__ import annotations

from operands import FLOATS, call, const, pos, real, val

from .table import of

of(
    "layer_norm_forward",
    *[call(val(3, 4, 5), (4, 5), w, b, 1e-5) for w, b in ((None, None), (val(4, 5), val(4, 5)), (val(4, 5), None))],
    call(val(5), (5,), val(5), val(5), 1e-5),
    complex=False,
)
of(
    "layer_norm_backward",
    *[call(val(3, 4), val(3, 4), w, real(3, 1), pos(3, 1, dtype="real"), (4,)) for w in (None, val(4))],
    complex=False,
)
of(
    "group_norm_forward",
    *[call(val(2, 4, 5), 2, w, b, 1e-5) for w, b in ((None, None), (val(4), val(4)), (val(4), None))],
    call(val(3, 8), 2, val(8), val(8), 1e-5),
    call(val(2, 4, 1, 2, 1, 2), 2, val(4), val(4), 1e-5),
    complex=False,
)
of(
    "group_norm_backward",
    *[call(val(2, 4, 3), val(2, 4, 3), w, real(2, 2), pos(2, 2, dtype="real"), 2) for w in (None, val(4))],
    call(val(2, 4, 1, 2, 1, 2), val(2, 4, 1, 2, 1, 2), val(4), real(2, 2), pos(2, 2, dtype="real"), 2),
    complex=False,
)
_STATISTICS = (None, None, 0.1, 1e-5)
of(
    "batch_norm_forward",
    *[call(val(3, 4, 5), w, b, *_STATISTICS) for w, b in ((None, None), (val(4), val(4)))],
    call(val(6, 4), val(4), val(4), *_STATISTICS),
    complex=False,
)
of(
    "batch_norm_backward",
    *[call(val(3, 4, 5), val(3, 4, 5), w, val(4), pos(4)) for w in (None, val(4))],
    complex=False,
)
of(
    "batch_norm_inference",
    *[call(val(3, 4, 5), w, b, const(val(4)), const(pos(4)), 1e-5) for w, b in ((None, None), (val(4), val(4)))],
    complex=False,
)
of("layer_norm", call(val(3, 4), (4,)), call(val(2, 3, 4), (3, 4), val(3, 4), val(3, 4)), complex=False)
of("rms_norm", call(val(3, 4), (4,)), call(val(2, 3, 4), (3, 4), val(3, 4), 1e-3), complex=False)
of(
    "group_norm",
    call(val(2, 4, 3), 2),
    call(val(2, 4, 1, 2, 1, 2), 2),
    call(val(2, 4, 3, 2), 2, val(4), val(4)),
    complex=False,
)
of(
    "nn.functional.batch_norm",
    call(val(3, 4, 2), const(val(4)), const(pos(4)), val(4), val(4)),
    call(val(3, 4, 2), const(val(4)), const(pos(4)), val(4), val(4), True),
    call(val(3, 4), None, None, training=True),
    complex=False,
)
of("nn.functional.instance_norm", call(val(2, 3, 4)), call(val(2, 3, 4), None, None, val(3), val(3)), complex=False)
of(
    "nn.functional.normalize",
    call(val(3, 4)),
    call(pos(2, 1)),
    call(val(2, 3, 1, 1, 2)),
    call(pos(3, 4, 2), 1.0, (1, 2)),
    call(val(3), dim=0),
    complex=False,
)
of("nn.functional.local_response_norm", call(val(2, 4, 3), 3), complex=False, dtypes=FLOATS)
