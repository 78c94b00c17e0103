"""The samples of ops/warp.py."""

from __future__ import annotations

from operands import call, val

from .table import of

_GRID = val(2, 3, 2, 2, low=-1.4, high=1.4)
of(
    "nn.functional.grid_sample",
    *[
        call(val(2, 2, 4, 3), _GRID, mode=mode, padding_mode=padding, align_corners=corners)
        for mode in ("bilinear", "nearest", "bicubic")
        for padding in ("zeros", "border", "reflection")
        for corners in (False, True)
    ],
    *[
        call(val(1, 2, 3, 4, 2), val(1, 2, 1, 3, 3), mode=mode, padding_mode=padding, align_corners=False)
        for mode in ("bilinear", "nearest")
        for padding in ("zeros", "reflection")
    ],
    call(val(1, 2, 1, 1), val(1, 2, 2, 2), padding_mode="reflection", align_corners=True),
    call(val(0, 2, 3, 3), val(0, 2, 2, 2), align_corners=False),
    complex=False,
    dtypes=("float32", "float64"),
)
of(
    "nn.functional.affine_grid",
    *[call(val(2, 2, 3), (2, 1, 3, 4), align_corners=corners) for corners in (False, True)],
    call(val(1, 3, 4), (1, 2, 2, 1, 3), align_corners=False),
    complex=False,
    dtypes=("float32", "float64"),
)
of(
    "grid_sampler grid_sampler_2d",
    call(val(2, 2, 4, 3), _GRID, 0, 0, False),
    call(val(2, 2, 4, 3), _GRID, 2, 1, True),
    complex=False,
)
of("grid_sampler_3d", call(val(1, 2, 3, 4, 2), val(1, 2, 1, 3, 3), 0, 1, False), complex=False)
