"""How far rotated boxes overlap: the area of the polygon that two of them share."""

from __future__ import annotations

import flambeau
from flambeau import Tensor

__all__ = ["rotated_overlaps"]


def rotated_overlaps(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Intersection over union of each of (..., N, 8) with each of (..., M, 8), the corners in turn."""
    a, b = boxes1.unflatten(-1, (4, 2)), boxes2.unflatten(-1, (4, 2))
    common = _common_area(*flambeau.broadcast_tensors(a[..., :, None, :, :], b[..., None, :, :, :]))
    return common / (_area(a)[..., :, None] + _area(b)[..., None, :] - common)


def _cross(u: Tensor, v: Tensor) -> Tensor:
    return u[..., 0] * v[..., 1] - u[..., 1] * v[..., 0]


def _area(points: Tensor) -> Tensor:
    """Of a parallelogram (..., 4, 2)."""
    return _cross(points[..., 1, :] - points[..., 0, :], points[..., 3, :] - points[..., 0, :]).abs()


def _inside(points: Tensor, box: Tensor) -> Tensor:
    """Which of (..., P, 2) lie in a rectangle (..., 4, 2), its border included."""
    origin = box[..., 0:1, :]
    found = flambeau.ones(points.shape[:-1], dtype=flambeau.bool, device=points.device)
    for corner in (1, 3):
        side = box[..., corner : corner + 1, :] - origin
        along, length = ((points - origin) * side).sum(-1), (side * side).sum(-1)
        found = found & (along >= -1e-6 * length) & (along <= (1 + 1e-6) * length)
    return found


def _crossings(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """Where the four sides of one meet those of the other: points (..., 16, 2), and which of them there are."""
    p, q = a[..., :, None, :], b[..., None, :, :]
    r, s = a.roll(-1, -2)[..., :, None, :] - p, b.roll(-1, -2)[..., None, :, :] - q
    across = _cross(r, s)
    parallel = across.abs() < 1e-14
    divisor = flambeau.where(parallel, flambeau.ones_like(across), across)
    t, u = _cross(q - p, s) / divisor, _cross(q - p, r) / divisor
    there = ~parallel & (t >= 0) & (t <= 1) & (u >= 0) & (u <= 1)
    return (p + t.unsqueeze(-1) * r).flatten(-3, -2), there.flatten(-2)


def _common_area(a: Tensor, b: Tensor) -> Tensor:
    """The area of the convex polygon that two rectangles share, from its corners in the order of their angles."""
    met, meet = _crossings(a, b)
    points, there = flambeau.cat((met, a, b), -2), flambeau.cat((meet, _inside(a, b), _inside(b, a)), -1)
    some = there.unsqueeze(-1)
    count = there.sum(-1)
    middle = (points * some).sum(-2) / count.clamp(min=1).unsqueeze(-1)
    # A point that is not there is moved to one that is: it adds nothing to the area.
    first = points.gather(-2, there.int().argmax(-1)[..., None, None].expand(*there.shape[:-1], 1, 2))
    spokes = flambeau.where(some, points, first) - middle.unsqueeze(-2)
    order = flambeau.atan2(spokes[..., 1], spokes[..., 0]).argsort(-1)
    ring = spokes.gather(-2, order.unsqueeze(-1).expand_as(spokes))
    return _cross(ring, ring.roll(-1, -2)).sum(-1).abs() / 2 * (count > 2)
