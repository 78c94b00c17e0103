"""Formats of bounding boxes, boxes and points cut to the image, and those that are worth keeping."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flambeau
from flambeau import Tensor
from flambeau._arguments import explain_module

from ....tv_tensors import BoundingBoxes, BoundingBoxFormat, KeyPoints, is_rotated_bounding_format, wrap

__all__ = [
    "clamp_bounding_boxes",
    "clamp_keypoints",
    "convert_bounding_box_format",
    "sanitize_bounding_boxes",
    "sanitize_keypoints",
]

F = BoundingBoxFormat


def _stacked(*columns: Tensor) -> Tensor:
    return flambeau.stack(columns, -1)


def _turned(x: Tensor, y: Tensor, angle: Tensor, across: Tensor, down: Tensor) -> tuple[Tensor, Tensor]:
    """The point ``across`` and ``down`` from (x, y), along axes turned counter-clockwise by ``angle`` degrees."""
    cos, sin = flambeau.cos(angle * (flambeau.pi / 180)), flambeau.sin(angle * (flambeau.pi / 180))
    return x + across * cos + down * sin, y - across * sin + down * cos


def _centre_from_corner(box: Tensor) -> Tensor:
    x, y, w, h, r = box.unbind(-1)
    return _stacked(*_turned(x, y, r, w / 2, h / 2), w, h, r)


def _corner_from_centre(box: Tensor) -> Tensor:
    x, y, w, h, r = box.unbind(-1)
    return _stacked(*_turned(x, y, r, -w / 2, -h / 2), w, h, r)


def _corners(box: Tensor) -> Tensor:
    """The four corners of (x, y, w, h, r), clockwise."""
    x, y, w, h, r = box.unbind(-1)
    none = flambeau.zeros_like(w)
    others = [_turned(x, y, r, across, down) for across, down in ((w, none), (w, h), (none, h))]
    return _stacked(x, y, *(v for point in others for v in point))


def _from_corners(box: Tensor) -> Tensor:
    x1, y1, x2, y2, x3, y3, _, _ = box.unbind(-1)
    angle = flambeau.atan2(y1 - y2, x2 - x1) * (180 / flambeau.pi)
    return _stacked(x1, y1, flambeau.hypot(x2 - x1, y2 - y1), flambeau.hypot(x3 - x2, y3 - y2), angle)


# To and from the format that each family of formats is converted through.
_TO: dict[BoundingBoxFormat, Callable[[Tensor], Tensor]] = {
    F.XYXY: lambda b: b,
    F.XYWH: lambda b: flambeau.cat([b[..., :2], b[..., :2] + b[..., 2:]], -1),
    F.CXCYWH: lambda b: flambeau.cat([b[..., :2] - b[..., 2:] / 2, b[..., :2] + b[..., 2:] / 2], -1),
    F.XYWHR: lambda b: b,
    F.CXCYWHR: _corner_from_centre,
    F.XYXYXYXY: _from_corners,
}
_FROM: dict[BoundingBoxFormat, Callable[[Tensor], Tensor]] = {
    F.XYXY: lambda b: b,
    F.XYWH: lambda b: flambeau.cat([b[..., :2], b[..., 2:] - b[..., :2]], -1),
    F.CXCYWH: lambda b: flambeau.cat([(b[..., :2] + b[..., 2:]) / 2, b[..., 2:] - b[..., :2]], -1),
    F.XYWHR: lambda b: b,
    F.CXCYWHR: _centre_from_corner,
    F.XYXYXYXY: _corners,
}


def _format(format: Any) -> BoundingBoxFormat:
    return BoundingBoxFormat[format.upper()] if isinstance(format, str) else format


def converted(boxes: Tensor, old: BoundingBoxFormat, new: BoundingBoxFormat) -> Tensor:
    """Plain boxes in another format of the same family, as floats."""
    boxes = boxes if boxes.is_floating_point() else boxes.to(flambeau.float32)
    return boxes if old is new else _FROM[new](_TO[old](boxes))


def convert_bounding_box_format(
    inpt: Tensor, old_format: Any = None, new_format: Any = None, inplace: bool = False
) -> Tensor:
    """Boxes in another format.

    Args:
        inpt: `tv_tensors.BoundingBoxes`, which know their format, or plain boxes of the ``old_format``.
        new_format: a `BoundingBoxFormat` or its name.
        inplace: whether ``inpt`` itself is changed.

    Raises: TypeError for a missing ``new_format``; ValueError for an ``old_format`` of boxes that know theirs, its lack
        with plain ones, and formats of which only one may be turned.

    >>> import flambeau as torch
    >>> from flambeau.vision.transforms.v2 import functional as F
    >>> F.convert_bounding_box_format(torch.tensor([[1, 2, 3, 4]]), old_format="XYXY", new_format="XYWH")
    tensor([[1, 2, 2, 2]])
    """
    if new_format is None:
        raise TypeError("convert_bounding_box_format() missing 1 required argument: 'new_format'")
    new = _format(new_format)
    if isinstance(inpt, BoundingBoxes):
        if old_format is not None:
            raise ValueError("For bounding box tv_tensor inputs, `old_format` must not be passed.")
        old = inpt.format
    elif old_format is None:
        raise ValueError("For pure tensor inputs, `old_format` has to be passed.")
    else:
        old = _format(old_format)
    if is_rotated_bounding_format(old) != is_rotated_bounding_format(new):
        raise ValueError(f"Cannot convert between rotated and unrotated formats: {old.name} and {new.name}")
    plain = inpt.as_subclass(Tensor)
    out = converted(plain, old, new).to(plain.dtype)
    if inplace and out.shape == plain.shape:
        out = plain.copy_(out)
    return wrap(out, like=inpt, format=new) if isinstance(inpt, BoundingBoxes) else out


def _cut(boxes: Tensor, canvas_size: tuple[int, int]) -> Tensor:
    """Boxes of XYXY, the part within the image."""
    height, width = canvas_size
    x1, y1, x2, y2 = boxes.unbind(-1)
    return _stacked(x1.clamp(0, width), y1.clamp(0, height), x2.clamp(0, width), y2.clamp(0, height))


def clamped(boxes: Tensor, format: BoundingBoxFormat, canvas_size: tuple[int, int], mode: str | None) -> Tensor:
    """Plain boxes, the part within the image; those that may be turned stay as they are."""
    if mode is None or is_rotated_bounding_format(format):
        return boxes
    return converted(_cut(converted(boxes, format, F.XYXY), canvas_size), F.XYXY, format).to(boxes.dtype)


def clamp_bounding_boxes(
    inpt: Tensor, format: Any = None, canvas_size: tuple[int, int] | None = None, clamping_mode: Any = "auto"
) -> Tensor:
    """Boxes, the part that lies within the image.

    Args:
        inpt: `tv_tensors.BoundingBoxes`, or plain boxes with their ``format`` and ``canvas_size`` (height, width).
        clamping_mode: "soft", "hard", or None for nothing; "auto": that of the boxes.

    Raises: ValueError for facts that the boxes know themselves, and their lack with plain ones.

    >>> import flambeau as torch
    >>> from flambeau.vision.transforms.v2 import functional as F
    >>> F.clamp_bounding_boxes(torch.tensor([[-1, 2, 9, 4]]), format="XYXY", canvas_size=(3, 4), clamping_mode="hard")
    tensor([[0, 2, 4, 3]])
    """
    if clamping_mode not in (None, "soft", "hard", "auto"):
        raise ValueError(f"clamping_mode must be soft, hard, auto or None, got {clamping_mode}")
    if isinstance(inpt, BoundingBoxes):
        if format is not None or canvas_size is not None:
            raise ValueError("For bounding box tv_tensor inputs, `format` and `canvas_size` must not be passed.")
        mode = inpt.clamping_mode if clamping_mode == "auto" else clamping_mode
        return wrap(clamped(inpt.as_subclass(Tensor), inpt.format, inpt.canvas_size, mode), like=inpt)
    if format is None or canvas_size is None or clamping_mode == "auto":
        raise ValueError("For pure tensor inputs, `format`, `canvas_size` and `clamping_mode` have to be passed.")
    return clamped(inpt, _format(format), canvas_size, clamping_mode)


def clamped_points(points: Tensor, canvas_size: tuple[int, int]) -> Tensor:
    """Plain points, moved into the image."""
    x, y = points.unbind(-1)
    return _stacked(x.clamp(0, canvas_size[1] - 1), y.clamp(0, canvas_size[0] - 1))


def clamp_keypoints(inpt: Tensor, canvas_size: tuple[int, int] | None = None) -> Tensor:
    """Points, moved to the nearest pixel of the image.

    ``inpt``: `tv_tensors.KeyPoints`, or plain points with their ``canvas_size`` (height, width).

    Raises: ValueError for a ``canvas_size`` that the points know themselves, and its lack with plain ones.

    >>> import flambeau as torch
    >>> from flambeau.vision.transforms.v2 import functional as F
    >>> F.clamp_keypoints(torch.tensor([[-1, 9]]), canvas_size=(3, 4))
    tensor([[0, 2]])
    """
    if isinstance(inpt, KeyPoints):
        if canvas_size is not None:
            raise ValueError("For keypoints tv_tensor inputs, `canvas_size` must not be passed.")
        return wrap(clamped_points(inpt.as_subclass(Tensor), inpt.canvas_size), like=inpt)
    if canvas_size is None:
        raise ValueError("For pure tensor inputs, `canvas_size` has to be passed.")
    return clamped_points(inpt, canvas_size)


def sanitize_bounding_boxes(
    bounding_boxes: Tensor,
    format: Any = None,
    canvas_size: tuple[int, int] | None = None,
    min_size: float = 1.0,
    min_area: float = 1.0,
) -> tuple[Tensor, Tensor]:
    """The boxes that lie within the image and are not too small, and a mask (N,) of which these are.

    Args:
        bounding_boxes: `tv_tensors.BoundingBoxes`, or plain boxes with their ``format`` and ``canvas_size``.
        min_size: the least width and height, in pixels.
        min_area: the least area, in square pixels.

    Raises: ValueError for facts that the boxes know themselves, and their lack with plain ones.

    >>> import flambeau as torch
    >>> from flambeau.vision.transforms.v2 import functional as F
    >>> F.sanitize_bounding_boxes(torch.tensor([[0, 0, 2, 2], [1, 1, 1, 2]]), format="XYXY", canvas_size=(3, 4))
    (tensor([[0, 0, 2, 2]]), tensor([ True, False]))
    """
    if isinstance(bounding_boxes, BoundingBoxes):
        if format is not None or canvas_size is not None:
            raise ValueError(
                "format and canvas_size must be None when bounding_boxes is a tv_tensors.BoundingBoxes instance. "
                f"Got format={format} and canvas_size={canvas_size}."
            )
        kept = valid_boxes(bounding_boxes, bounding_boxes.format, bounding_boxes.canvas_size, min_size, min_area)
        return wrap(bounding_boxes.as_subclass(Tensor)[kept], like=bounding_boxes), kept
    if format is None or canvas_size is None:
        raise ValueError(
            "format and canvas_size cannot be None if bounding_boxes is a pure tensor. "
            f"Got format={format} and canvas_size={canvas_size}."
        )
    kept = valid_boxes(bounding_boxes, _format(format), canvas_size, min_size, min_area)
    return bounding_boxes[kept], kept


def valid_boxes(
    boxes: Tensor, format: BoundingBoxFormat, canvas_size: tuple[int, int], min_size: float, min_area: float
) -> Tensor:
    """Which boxes lie within the image and are not too small."""
    plain = boxes.as_subclass(Tensor)
    if is_rotated_bounding_format(format):
        *_, w, h, _ = converted(plain, format, F.XYWHR).unbind(-1)
        points = converted(plain, format, F.XYXYXYXY).unflatten(-1, (4, 2))
        low, high = points.amin(-2), points.amax(-2)
    else:
        low, high = converted(plain, format, F.XYXY).split(2, -1)
        w, h = (high - low).unbind(-1)
    limit = flambeau.tensor([canvas_size[1], canvas_size[0]])
    large = (w >= min_size) & (h >= min_size) & (w * h >= min_area)
    return large & (low >= 0).all(-1) & (high <= limit).all(-1)


def valid_points(points: Tensor, canvas_size: tuple[int, int]) -> Tensor:
    """Which points lie within the image."""
    limit = flambeau.tensor([canvas_size[1], canvas_size[0]])
    return ((points >= 0) & (points < limit)).all(-1)


def sanitize_keypoints(key_points: Tensor, canvas_size: tuple[int, int] | None = None) -> tuple[Tensor, Tensor]:
    """The points that lie within the image, and a mask (N,) of which these are; of points in groups, whole groups.

    ``key_points``: `tv_tensors.KeyPoints`, or plain points with their ``canvas_size`` (height, width).

    Raises: ValueError for a ``canvas_size`` that the points know themselves, and its lack with plain ones.

    >>> import flambeau as torch
    >>> from flambeau.vision.transforms.v2 import functional as F
    >>> F.sanitize_keypoints(torch.tensor([[0, 0], [9, 1]]), canvas_size=(3, 4))
    (tensor([[0, 0]]), tensor([ True, False]))
    """
    if isinstance(key_points, KeyPoints):
        if canvas_size is not None:
            raise ValueError("canvas_size must be None when key_points is a tv_tensors.KeyPoints instance.")
        size = key_points.canvas_size
    elif canvas_size is None:
        raise ValueError("canvas_size cannot be None if key_points is a pure tensor.")
    else:
        size = canvas_size
    plain = key_points.as_subclass(Tensor)
    kept = valid_points(plain, size)
    while kept.ndim > 1:
        kept = kept.all(-1)
    out = plain[kept]
    return (wrap(out, like=key_points) if isinstance(key_points, KeyPoints) else out), kept


explain_module(globals())
