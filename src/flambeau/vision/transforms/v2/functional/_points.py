"""Where geometric functions take points: each is a map of points and gives the new size of the image.

Boxes are the four corners that the map takes them to, within upright lines, or within lines that are turned where the
format allows it; keypoints are points.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import flambeau
from flambeau import Tensor
from flambeau._arguments import entries

from ....tv_tensors import BoundingBoxFormat, is_rotated_bounding_format
from ...functional._geometry import resized_size
from ...functional._warp import (
    from_middle,
    identity_grid,
    inverse_affine_matrix,
    perspective_coefficients,
    rotated_size,
)
from ._boxes import clamped, converted

Size = tuple[int, int]
# The map of points (..., 2), given whether they are corners of boxes rather than pixels, and the new size.
Mapped = tuple[Callable[[Tensor, bool], Tensor], Size]


def _scaled(size: Size, new: Size) -> Mapped:
    factors = flambeau.tensor([new[1] / size[1], new[0] / size[0]])
    return lambda points, _: points * factors.to(points.dtype), new


def _moved(x: int, y: int, size: Size) -> Mapped:
    return lambda points, _: points + flambeau.tensor([x, y]).to(points.dtype), size


def horizontal_flip(canvas: Size) -> Mapped:
    """Left becomes right: corners lie between pixels, keypoints on them."""
    return lambda p, corners: flambeau.stack([canvas[1] - (not corners) - p[..., 0], p[..., 1]], -1), canvas


def vertical_flip(canvas: Size) -> Mapped:
    """Top becomes bottom."""
    return lambda p, corners: flambeau.stack([p[..., 0], canvas[0] - (not corners) - p[..., 1]], -1), canvas


def resize(canvas: Size, size: Any, max_size: int | None = None, **_: Any) -> Mapped:
    """To another size."""
    return _scaled(canvas, resized_size(*canvas, size, max_size))


def crop(canvas: Size, top: int, left: int, height: int, width: int) -> Mapped:
    """The part of an image."""
    return _moved(-left, -top, (height, width))


def center_crop(canvas: Size, output_size: Any) -> Mapped:
    """The middle."""
    sizes = list(entries(output_size, "output_size"))
    height, width = sizes * (2 // len(sizes))
    return crop(canvas, round((canvas[0] - height) / 2.0), round((canvas[1] - width) / 2.0), height, width)


def resized_crop(canvas: Size, top: int, left: int, height: int, width: int, size: Any, **_: Any) -> Mapped:
    """The part of an image, resized."""
    cut, part = crop(canvas, top, left, height, width)
    grow, full = _scaled(part, resized_size(*part, size, None))
    return lambda points, corners: grow(cut(points, corners), corners), full


def pad(canvas: Size, padding: Any, fill: Any = None, padding_mode: str = "constant") -> Mapped:
    """With a margin."""
    if padding_mode != "constant":
        raise ValueError(f"Padding mode '{padding_mode}' is not supported with bounding boxes and keypoints")
    sides = list(entries(padding, "padding"))
    left, top, right, bottom = sides * (4 // len(sides))
    return _moved(left, top, (canvas[0] + top + bottom, canvas[1] + left + right))


def _forward_matrix(center: Sequence[float], angle: float, translate: Any, scale: float, shear: Any) -> Tensor:
    rows = flambeau.tensor(inverse_affine_matrix(center, angle, translate, scale, shear), dtype=flambeau.float64)
    square = flambeau.cat([rows.view(2, 3), flambeau.tensor([[0.0, 0.0, 1.0]], dtype=flambeau.float64)])
    return flambeau.linalg.inv(square)[:2]


def _linear(matrix: Tensor) -> Callable[[Tensor], Tensor]:
    return lambda points: (points.to(flambeau.float64) @ matrix[:, :2].t() + matrix[:, 2]).to(points.dtype)


def affine(
    canvas: Size, angle: float, translate: Any, scale: float, shear: Any, center: Any = None, **_: Any
) -> Mapped:
    """Scaled, sheared, turned and moved."""
    shear = [shear, 0.0] if isinstance(shear, int | float) else [*shear, 0.0][:2]
    middle = [canvas[1] * 0.5, canvas[0] * 0.5] if center is None else center
    map = _linear(_forward_matrix(middle, angle, translate, scale, shear))
    return lambda points, _: map(points), canvas


def rotate(canvas: Size, angle: float, expand: bool = False, center: Any = None, **_: Any) -> Mapped:
    """Turned counter-clockwise."""
    height, width = canvas
    middle = [width * 0.5, height * 0.5] if center is None else center
    matrix = _forward_matrix(middle, -angle, [0.0, 0.0], 1.0, [0.0, 0.0])
    if expand:
        edges = flambeau.tensor([[0, 0], [0, height], [width, height], [width, 0]], dtype=flambeau.float64)
        turned = _linear(matrix)(edges)
        low = turned.amin(0)
        matrix = flambeau.cat([matrix[:, :2], (matrix[:, 2] - low)[:, None]], 1)
        around = inverse_affine_matrix(from_middle(center, height, width), -angle, [0.0, 0.0], 1.0, [0.0, 0.0])
        canvas = rotated_size(around, height, width)
    map = _linear(matrix)
    return lambda points, _: map(points), canvas


def perspective(
    canvas: Size, startpoints: Any = None, endpoints: Any = None, coefficients: Any = None, **_: Any
) -> Mapped:
    """Seen from elsewhere."""
    back = coefficients if coefficients is not None else perspective_coefficients(startpoints, endpoints)
    square = flambeau.tensor([*back, 1.0], dtype=flambeau.float64).view(3, 3)
    if float(flambeau.linalg.det(square)) == 0.0:
        raise RuntimeError(f"Provided perspective_coeffs {back} can not be inverted to transform bounding boxes.")
    forward = flambeau.linalg.inv(square)

    def map(points: Tensor, _: bool) -> Tensor:
        x, y, w = (points.to(flambeau.float64) @ forward[:, :2].t() + forward[:, 2]).unbind(-1)
        return flambeau.stack([x / w, y / w], -1).to(points.dtype)

    return map, canvas


def elastic(canvas: Size, displacement: Tensor, **_: Any) -> Mapped:
    """Each pixel taken from elsewhere: a point goes where the displacement at its place comes from, to first order."""
    inverse = identity_grid(*canvas).to(displacement.dtype) - displacement

    def map(points: Tensor, corners: bool) -> Tensor:
        x, y = (
            (points[..., k].ceil() if corners else points[..., k]).to(flambeau.int64).clamp(0, canvas[1 - k] - 1)
            for k in (0, 1)
        )
        across = flambeau.tensor([canvas[1], canvas[0]]).to(displacement.dtype)
        return ((inverse[0, y, x] + 1) * 0.5 * across - 0.5).to(points.dtype)

    return map, canvas


# The functions, and whether boxes are cut to the image afterwards.
MAPS: dict[str, tuple[Callable[..., Mapped], bool]] = {
    "horizontal_flip": (horizontal_flip, False),
    "vertical_flip": (vertical_flip, False),
    "resize": (resize, False),
    "crop": (crop, True),
    "center_crop": (center_crop, True),
    "resized_crop": (resized_crop, True),
    "pad": (pad, True),
    "affine": (affine, True),
    "rotate": (rotate, True),
    "perspective": (perspective, True),
    "elastic": (elastic, True),
}


MOVES = {"crop", "center_crop", "pad", "elastic"}  # a box that may be turned goes where its middle goes
MIRRORS = {"horizontal_flip": 0.0, "vertical_flip": 180.0}


def _turned(name: str, boxes: Tensor, map: Callable[[Tensor, bool], Tensor]) -> Tensor:
    """Boxes of CXCYWHR after a map of points."""
    if name in MIRRORS:
        return flambeau.cat([map(boxes[..., :2], True), boxes[..., 2:4], MIRRORS[name] - boxes[..., 4:]], -1)
    if name in MOVES:
        return flambeau.cat([map(boxes[..., :2], True), boxes[..., 2:]], -1)
    corners = converted(boxes, BoundingBoxFormat.CXCYWHR, BoundingBoxFormat.XYXYXYXY).unflatten(-1, (4, 2))
    return _rectangle(map(corners, True))


def _rectangle(corners: Tensor) -> Tensor:
    """The rectangle, as CXCYWHR, that stands for a parallelogram of four corners (..., 4, 2) in order: two opposite
    corners, those farther apart, and the direction of the longer side stay; the other two move along that side.
    """
    p1, p2, p3, p4 = corners.unbind(-2)
    across, down = p2 - p1, p4 - p1
    wide = across.norm(dim=-1, keepdim=True) > down.norm(dim=-1, keepdim=True)
    side = flambeau.where(wide, across, down)
    along = side / side.norm(dim=-1, keepdim=True).clamp_min(flambeau.finfo(side.dtype).tiny)
    shift = (flambeau.where(wide, down, across) * along).sum(-1, keepdim=True) * along
    first = (p3 - p1).norm(dim=-1, keepdim=True) > (p4 - p2).norm(dim=-1, keepdim=True)
    moved = flambeau.where(first, flambeau.where(wide, shift, -shift), 0.0)
    p2, p4 = p2 + moved, p4 - moved
    moved = flambeau.where(first, 0.0, shift)
    p1, p3 = p1 + moved, p3 - moved
    x, y = (p2 - p1).unbind(-1)
    angle = flambeau.atan2(-y, x)[..., None] * (180 / flambeau.pi)
    sizes = [(p - p1).norm(dim=-1, keepdim=True) for p in (p2, p4)]
    return flambeau.cat([(p1 + p3) / 2, *sizes, angle], -1)


def mapped_boxes(
    name: str, boxes: Tensor, format: BoundingBoxFormat, canvas_size: Size, clamping_mode: Any, *args: Any, **how: Any
) -> tuple[Tensor, Size]:
    """Plain boxes after a geometric function, and the new size of the image."""
    make, cut = MAPS[name]
    map, size = make(canvas_size, *args, **how)
    if is_rotated_bounding_format(format):
        middle = BoundingBoxFormat.CXCYWHR
        return converted(_turned(name, converted(boxes, format, middle), map), middle, format).to(boxes.dtype), size
    x1, y1, x2, y2 = converted(boxes, format, BoundingBoxFormat.XYXY).unbind(-1)
    pairs = [(x1, y1), (x2, y1), (x2, y2), (x1, y2)]
    corners = map(flambeau.stack([flambeau.stack(p, -1) for p in pairs], -2), True)
    around = flambeau.cat([corners.amin(-2), corners.amax(-2)], -1)
    around = clamped(around, BoundingBoxFormat.XYXY, size, clamping_mode) if cut else around
    return converted(around, BoundingBoxFormat.XYXY, format).to(boxes.dtype), size


def mapped_points(name: str, points: Tensor, canvas_size: Size, *args: Any, **how: Any) -> tuple[Tensor, Size]:
    """Plain keypoints after a geometric function, and the new size of the image."""
    map, size = MAPS[name][0](canvas_size, *args, **how)
    floats = points if points.is_floating_point() else points.to(flambeau.float32)
    return map(floats, False).to(points.dtype), size
