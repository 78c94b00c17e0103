"""The samples of ops/resample.py."""

from __future__ import annotations

from operands import call, val

from .table import of

of(
    "nn.functional.interpolate",
    *[
        call(val(2, 2, 4, 3), size=(3, 5), mode=mode)
        for mode in ("nearest", "nearest-exact", "bilinear", "bicubic", "area")
    ],
    *[call(val(2, 2, 4, 3), scale_factor=1.7, mode=mode) for mode in ("nearest", "bilinear", "bicubic")],
    call(val(1, 2, 5), size=8, mode="linear", align_corners=True),
    call(val(2, 2, 4, 3), size=(6, 2), mode="bilinear", antialias=True),
    complex=False,
)
of(
    "nn.functional.upsample",
    call(val(2, 2, 4, 3), size=(3, 5)),
    call(val(1, 2, 5), size=8, mode="linear"),
    complex=False,
)
of("nn.functional.upsample_nearest", call(val(2, 2, 4, 3), size=(3, 5)), call(val(1, 2, 5), None, 2), complex=False)
of(
    "nn.functional.upsample_bilinear",
    call(val(2, 2, 4, 3), size=(3, 5)),
    call(val(1, 2, 3, 3), scale_factor=2),
    complex=False,
)
