"""The ways to write a box down, upright or rotated, made into each other."""

from __future__ import annotations

from collections.abc import Callable

import flambeau
from flambeau import Tensor

from ..._arguments import explain_module

__all__ = ["ROTATED", "box_convert"]

ROTATED = ("xywhr", "cxcywhr", "xyxyxyxy")


def _corner_to_centre(boxes: Tensor) -> Tensor:
    x, y, w, h = boxes.unbind(-1)
    return flambeau.stack((x + w / 2, y + h / 2, w, h), -1)


def _centre_to_corner(boxes: Tensor) -> Tensor:
    cx, cy, w, h = boxes.unbind(-1)
    return flambeau.stack((cx - w / 2, cy - h / 2, w, h), -1)


def _corners_to_centre(boxes: Tensor) -> Tensor:
    x1, y1, x2, y2 = boxes.unbind(-1)
    return flambeau.stack(((x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1), -1)


def _centre_to_corners(boxes: Tensor) -> Tensor:
    cx, cy, w, h = boxes.unbind(-1)
    return flambeau.stack((cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2), -1)


def _corner_to_corners(boxes: Tensor) -> Tensor:
    x, y, w, h = boxes.unbind(-1)
    return flambeau.stack((x, y, x + w, y + h), -1)


def _corners_to_corner(boxes: Tensor) -> Tensor:
    x1, y1, x2, y2 = boxes.unbind(-1)
    return flambeau.stack((x1, y1, x2 - x1, y2 - y1), -1)


def _turned(r: Tensor) -> tuple[Tensor, Tensor]:
    angle = flambeau.deg2rad(r)
    return angle.cos(), angle.sin()


def _turned_corner_to_centre(boxes: Tensor) -> Tensor:
    x, y, w, h, r = boxes.unbind(-1)
    cos, sin = _turned(r)
    return flambeau.stack((x + w / 2 * cos + h / 2 * sin, y - w / 2 * sin + h / 2 * cos, w, h, r), -1)


def _turned_centre_to_corner(boxes: Tensor) -> Tensor:
    cx, cy, w, h, r = boxes.unbind(-1)
    cos, sin = _turned(r)
    return flambeau.stack((cx - w / 2 * cos - h / 2 * sin, cy + w / 2 * sin - h / 2 * cos, w, h, r), -1)


def _turned_corner_to_points(boxes: Tensor) -> Tensor:
    x, y, w, h, r = boxes.unbind(-1)
    cos, sin = _turned(r)
    right_x, right_y, down_x, down_y = w * cos, -w * sin, h * sin, h * cos
    points = (x, y, x + right_x, y + right_y, x + right_x + down_x, y + right_y + down_y, x + down_x, y + down_y)
    return flambeau.stack(points, -1)


def _points_to_turned_corner(boxes: Tensor) -> Tensor:
    x1, y1, x2, y2, _, _, x4, y4 = boxes.unbind(-1)
    r = flambeau.rad2deg(flambeau.atan2(y1 - y2, x2 - x1))
    w, h = flambeau.hypot(x2 - x1, y2 - y1), flambeau.hypot(x4 - x1, y4 - y1)
    return flambeau.stack((x1, y1, w, h, r), -1)


# Steps between formats; a pair that is not here goes by way of the corner with width and height.
_STEPS: dict[tuple[str, str], Callable[[Tensor], Tensor]] = {
    ("xywh", "cxcywh"): _corner_to_centre,
    ("cxcywh", "xywh"): _centre_to_corner,
    ("xyxy", "cxcywh"): _corners_to_centre,
    ("cxcywh", "xyxy"): _centre_to_corners,
    ("xywh", "xyxy"): _corner_to_corners,
    ("xyxy", "xywh"): _corners_to_corner,
    ("xywhr", "cxcywhr"): _turned_corner_to_centre,
    ("cxcywhr", "xywhr"): _turned_centre_to_corner,
    ("xywhr", "xyxyxyxy"): _turned_corner_to_points,
    ("xyxyxyxy", "xywhr"): _points_to_turned_corner,
}
_FORMATS = {"xyxy": 4, "xywh": 4, "cxcywh": 4, "xywhr": 5, "cxcywhr": 5, "xyxyxyxy": 8}


def box_convert(boxes: Tensor, in_fmt: str, out_fmt: str) -> Tensor:
    """Boxes (..., K) of one format in another.

    Upright ones (K = 4): "xyxy", two opposite corners; "xywh", the corner of the smallest coordinates, width and
    height; "cxcywh", the centre, width and height. Rotated ones: "xywhr" and "cxcywhr" (K = 5), with an angle in
    degrees, counter-clockwise as one sees the image; "xyxyxyxy" (K = 8), the corners in turn.

    Raises: ValueError for another format, from an upright one to a rotated one or back, and another K.

    >>> import flambeau as torch
    >>> torch.vision.ops.box_convert(torch.tensor([[1., 2., 3., 6.]]), "xyxy", "cxcywh")
    tensor([[2., 4., 2., 4.]])
    """
    if in_fmt not in _FORMATS or out_fmt not in _FORMATS or (in_fmt in ROTATED) != (out_fmt in ROTATED):
        raise ValueError(
            f"Unsupported Bounding Box Conversions for given in_fmt {in_fmt} and out_fmt {out_fmt} | formats are "
            f"{', '.join(_FORMATS)}; upright boxes do not become rotated ones"
        )
    if boxes.shape[-1:] != (_FORMATS[in_fmt],):
        raise ValueError(f"box_convert: {_FORMATS[in_fmt]} numbers a box expected for {in_fmt}, got {boxes.shape}")
    if in_fmt == out_fmt:
        return boxes.clone()
    if (in_fmt, out_fmt) in _STEPS:
        return _STEPS[in_fmt, out_fmt](boxes)
    return box_convert(box_convert(boxes, in_fmt, "xywhr"), "xywhr", out_fmt)


explain_module(globals())
