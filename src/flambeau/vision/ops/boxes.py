"""Boxes: their areas, their overlaps, and which of many that overlap are kept.

Boxes are rows of corners ``(x1, y1, x2, y2)`` with ``x1 <= x2`` and ``y1 <= y2``, in pixels, unless a format says
otherwise.
"""

from __future__ import annotations

import math

import flambeau
from flambeau import Tensor

from ..._arguments import explain_module
from ._formats import ROTATED, box_convert
from ._rotated import rotated_overlaps

__all__ = [
    "batched_nms",
    "box_area",
    "box_convert",
    "box_iou",
    "clip_boxes_to_image",
    "complete_box_iou",
    "distance_box_iou",
    "generalized_box_iou",
    "masks_to_boxes",
    "nms",
    "remove_small_boxes",
]


def nms(boxes: Tensor, scores: Tensor, iou_threshold: float) -> Tensor:
    """Non-maximum suppression: the boxes that no kept one with a better score overlaps by more than the threshold.

    ``boxes`` (N, 4) with ``scores`` (N,) give the indices of the kept ones, int64, in falling order of score. The
    overlap is the intersection over the union of two boxes.

    Raises: RuntimeError for other shapes.

    >>> import flambeau as torch
    >>> boxes = torch.tensor([[0., 0., 4., 4.], [0., 0., 4., 5.], [6., 6., 9., 9.]])
    >>> torch.vision.ops.nms(boxes, torch.tensor([0.8, 0.9, 0.3]), 0.5)
    tensor([1, 2])
    """
    return _suppressed(boxes, scores, None, iou_threshold)


def batched_nms(boxes: Tensor, scores: Tensor, idxs: Tensor, iou_threshold: float) -> Tensor:
    """:func:`nms` within each category: boxes of different ``idxs`` (N,) do not suppress each other.

    Raises: RuntimeError for other shapes.

    >>> import flambeau as torch
    >>> boxes, scores = torch.tensor([[0., 0., 4., 4.], [0., 0., 4., 5.]]), torch.tensor([0.8, 0.9])
    >>> torch.vision.ops.batched_nms(boxes, scores, torch.tensor([0, 1]), 0.5)
    tensor([1, 0])
    """
    return _suppressed(boxes, scores, idxs, iou_threshold)


def _suppressed(boxes: Tensor, scores: Tensor, categories: Tensor | None, threshold: float) -> Tensor:
    if boxes.ndim != 2:
        raise RuntimeError(f"boxes should be a 2d tensor, got {boxes.ndim}D")
    if boxes.shape[1] != 4:
        raise RuntimeError(f"boxes should have 4 elements in dimension 1, got {boxes.shape[1]}")
    if scores.ndim != 1:
        raise RuntimeError(f"scores should be a 1d tensor, got {scores.ndim}D")
    if boxes.shape[0] != scores.shape[0]:
        raise RuntimeError(
            "boxes and scores should have same number of elements in dimension 0, got "
            f"{boxes.shape[0]} and {scores.shape[0]}"
        )
    if categories is not None and categories.shape != scores.shape:
        raise RuntimeError(f"idxs should have the shape of scores, got {categories.shape} and {scores.shape}")
    from ._suppression import kept  # NumPy does it

    order = scores.detach().sort(descending=True, stable=True).indices
    groups = None if categories is None else categories.detach()[order].numpy()
    return order[flambeau.from_numpy(kept(boxes.detach()[order].numpy(), groups, threshold))]


def remove_small_boxes(boxes: Tensor, min_size: float) -> Tensor:
    """The indices of the boxes (N, 4) whose width and height both are at least ``min_size``.

    Raises: IndexError for a tensor that is not of that shape.

    >>> import flambeau as torch
    >>> torch.vision.ops.remove_small_boxes(torch.tensor([[0., 0., 4., 4.], [0., 0., 1., 4.]]), 2)
    tensor([0])
    """
    width, height = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    return flambeau.where((width >= min_size) & (height >= min_size))[0]


def clip_boxes_to_image(boxes: Tensor, size: tuple[int, int]) -> Tensor:
    """The boxes (..., 4) cut off at the borders of an image of ``size`` (height, width).

    Raises: ValueError for a size that is no pair.

    >>> import flambeau as torch
    >>> torch.vision.ops.clip_boxes_to_image(torch.tensor([-1., 2., 30., 8.]), (10, 20))
    tensor([ 0.,  2., 20.,  8.])
    """
    height, width = size
    across, down = boxes[..., 0::2].clamp(min=0, max=width), boxes[..., 1::2].clamp(min=0, max=height)
    return flambeau.stack((across, down), dim=boxes.ndim).reshape(boxes.shape)


def masks_to_boxes(masks: Tensor) -> Tensor:
    """The smallest boxes, in whole pixels, around what is not zero in ``masks`` (N, H, W); (N, 4), float32.

    An empty mask gives a box of zeros.

    Raises: ValueError for a tensor that is not of that shape.

    >>> import flambeau as torch
    >>> mask = torch.zeros(1, 5, 5)
    >>> mask[0, 1:3, 2:5] = 1
    >>> torch.vision.ops.masks_to_boxes(mask)
    tensor([[2., 1., 4., 2.]])
    """
    if masks.numel() == 0:
        return flambeau.zeros(0, 4, device=masks.device)
    if masks.ndim != 3:
        raise ValueError(f"masks_to_boxes: masks (N, H, W) expected, got {masks.ndim} dimensions")
    inside = masks != 0
    rows, columns = inside.any(2).to(flambeau.uint8), inside.any(1).to(flambeau.uint8)
    first = [line.argmax(1) for line in (columns, rows)]
    last = [line.shape[1] - 1 - line.flip(1).argmax(1) for line in (columns, rows)]
    boxes = flambeau.stack([*first, *last], 1).float()
    return boxes * inside.any(2).any(1).unsqueeze(1)


def box_area(boxes: Tensor, fmt: str = "xyxy") -> Tensor:
    """The areas (...,) of boxes (..., 4) in the format "xyxy", "xywh" or "cxcywh".

    Raises: ValueError for another format.

    >>> import flambeau as torch
    >>> torch.vision.ops.box_area(torch.tensor([[0., 0., 2., 3.]]))
    tensor([6.])
    """
    boxes = _wide(boxes)
    if fmt == "xyxy":
        return (boxes[..., 2] - boxes[..., 0]) * (boxes[..., 3] - boxes[..., 1])
    if fmt in ("xywh", "cxcywh"):
        return boxes[..., 2] * boxes[..., 3]
    raise ValueError(f"Unsupported Bounding Box area for given format {fmt}")


def box_iou(boxes1: Tensor, boxes2: Tensor, fmt: str = "xyxy") -> Tensor:
    """Intersection over union of every box of one set (..., N, K) with every one of another (..., M, K): (..., N, M).

    K is 4 in the formats "xyxy", "xywh" and "cxcywh", 5 for rotated boxes in "cxcywhr" and "xywhr", 8 in "xyxyxyxy".

    Raises: ValueError for another format.
    Source: Jaccard 1901, the coefficient of community.

    >>> import flambeau as torch
    >>> a = torch.tensor([[0., 0., 2., 2.]])
    >>> torch.vision.ops.box_iou(a, torch.tensor([[0., 0., 2., 1.], [2., 2., 3., 3.]]))
    tensor([[0.5000, 0.0000]])
    """
    if fmt in ROTATED:
        return rotated_overlaps(box_convert(boxes1, fmt, "xyxyxyxy"), box_convert(boxes2, fmt, "xyxyxyxy"))
    if fmt not in ("xyxy", "xywh", "cxcywh"):
        raise ValueError(f"Unsupported Box IoU Calculation for given fmt {fmt}.")
    common, union = _common_and_union(box_convert(boxes1, fmt, "xyxy"), box_convert(boxes2, fmt, "xyxy"))
    return common / union


def generalized_box_iou(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """:func:`box_iou` less the part of the smallest enclosing box that neither covers; (N, 4) and (M, 4) give (N, M).

    Raises: IndexError for tensors of other shapes.
    Source: Rezatofighi et al. 2019, Generalized Intersection over Union, arXiv:1902.09630.

    >>> import flambeau as torch
    >>> a = torch.tensor([[0., 0., 2., 2.]])
    >>> torch.vision.ops.generalized_box_iou(a, torch.tensor([[0., 0., 2., 1.], [2., 2., 3., 3.]]))
    tensor([[ 0.5000, -0.4444]])
    """
    common, union = _common_and_union(boxes1, boxes2)
    size = _enclosing(boxes1, boxes2)
    around = size[..., 0] * size[..., 1]
    return common / union - (around - union) / around


def distance_box_iou(boxes1: Tensor, boxes2: Tensor, eps: float = 1e-7) -> Tensor:
    """:func:`box_iou` less the squared distance of the centres over the squared diagonal of the enclosing box.

    Raises: IndexError for tensors that are not (N, 4) and (M, 4).
    Source: Zheng et al. 2019, Distance-IoU Loss, arXiv:1911.08287, equation 6.

    >>> import flambeau as torch
    >>> a = torch.tensor([[0., 0., 2., 2.]])
    >>> torch.vision.ops.distance_box_iou(a, torch.tensor([[2., 0., 4., 2.]]))
    tensor([[-0.2000]])
    """
    boxes1, boxes2 = _wide(boxes1), _wide(boxes2)
    return box_iou(boxes1, boxes2) - _apart(boxes1, boxes2, eps)


def complete_box_iou(boxes1: Tensor, boxes2: Tensor, eps: float = 1e-7) -> Tensor:
    """:func:`distance_box_iou` less a term for the difference of the aspect ratios.

    Raises: IndexError for tensors that are not (N, 4) and (M, 4).
    Source: Zheng et al. 2019, Distance-IoU Loss, arXiv:1911.08287, equations 8 to 11.

    >>> import flambeau as torch
    >>> a = torch.tensor([[0., 0., 2., 2.]])
    >>> torch.vision.ops.complete_box_iou(a, torch.tensor([[0., 0., 2., 1.]]))
    tensor([[0.4655]])
    """
    boxes1, boxes2 = _wide(boxes1), _wide(boxes2)
    overlap = box_iou(boxes1, boxes2)
    shape = _aspect(boxes1)[..., :, None] - _aspect(boxes2)[..., None, :]
    return overlap - _apart(boxes1, boxes2, eps) - aspect_term(overlap, shape, eps)


def aspect_term(overlap: Tensor, shape: Tensor, eps: float) -> Tensor:
    """The penalty of a difference ``shape`` of angles; how much it weighs takes no part in gradients."""
    v = (4 / math.pi**2) * shape.square()
    with flambeau.no_grad():
        alpha = v / (1 - overlap + v + eps)
    return alpha * v


def _aspect(boxes: Tensor) -> Tensor:
    return flambeau.atan((boxes[..., 2] - boxes[..., 0]) / (boxes[..., 3] - boxes[..., 1]))


def _apart(boxes1: Tensor, boxes2: Tensor, eps: float) -> Tensor:
    centres = [(boxes[..., :2] + boxes[..., 2:]) / 2 for boxes in (boxes1, boxes2)]
    distance = (centres[0][..., :, None, :] - centres[1][..., None, :, :]).square().sum(-1)
    return distance / (_enclosing(boxes1, boxes2).square().sum(-1) + eps)


def _enclosing(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Width and height of the smallest box around each pair."""
    low = flambeau.min(boxes1[..., :, None, :2], boxes2[..., None, :, :2])
    high = flambeau.max(boxes1[..., :, None, 2:], boxes2[..., None, :, 2:])
    return _wide(high - low).clamp(min=0)


def _common_and_union(boxes1: Tensor, boxes2: Tensor) -> tuple[Tensor, Tensor]:
    low = flambeau.max(boxes1[..., :, None, :2], boxes2[..., None, :, :2])
    high = flambeau.min(boxes1[..., :, None, 2:], boxes2[..., None, :, 2:])
    size = _wide(high - low).clamp(min=0)
    common = size[..., 0] * size[..., 1]
    return common, box_area(boxes1)[..., :, None] + box_area(boxes2)[..., None, :] - common


def _wide(t: Tensor) -> Tensor:
    """In a type in which products of two coordinates have room."""
    if t.is_floating_point():
        return t if t.dtype in (flambeau.float32, flambeau.float64) else t.float()
    return t if t.dtype in (flambeau.int32, flambeau.int64) else t.int()


explain_module(globals())
