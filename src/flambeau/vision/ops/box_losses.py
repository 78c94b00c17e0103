"""Losses of predicted boxes against true ones, from how they overlap: a box of the one with its box of the other."""

from __future__ import annotations

import flambeau
from flambeau import Tensor

from ..._arguments import explain_module
from ._reduction import reduced
from .boxes import _aspect, _wide, aspect_term, box_area

__all__ = ["complete_box_iou_loss", "distance_box_iou_loss", "generalized_box_iou_loss"]


def generalized_box_iou_loss(boxes1: Tensor, boxes2: Tensor, reduction: str = "none", eps: float = 1e-7) -> Tensor:
    """One less the generalised intersection over union of each pair of boxes, (N, 4) and (N, 4) or (4,) and (4,).

    Raises: ValueError for another ``reduction`` than "none", "mean" and "sum"; RuntimeError for shapes that differ.
    Source: Rezatofighi et al. 2019, Generalized Intersection over Union, arXiv:1902.09630.

    >>> import flambeau as torch
    >>> a, b = torch.tensor([0., 0., 2., 2.]), torch.tensor([0., 0., 2., 1.])
    >>> torch.vision.ops.generalized_box_iou_loss(a, b)
    tensor(0.5000)
    """
    boxes1, boxes2 = _wide(boxes1), _wide(boxes2)
    overlap, union = _overlap(boxes1, boxes2, eps)
    size = _enclosing(boxes1, boxes2)
    around = size[..., 0] * size[..., 1]
    return reduced(1 - (overlap - (around - union) / (around + eps)), reduction)


def distance_box_iou_loss(boxes1: Tensor, boxes2: Tensor, reduction: str = "none", eps: float = 1e-7) -> Tensor:
    """One less the overlap of each pair, plus the centres' squared distance over the enclosing box's squared diagonal.

    Raises: ValueError for another ``reduction`` than "none", "mean" and "sum"; RuntimeError for shapes that differ.
    Source: Zheng et al. 2019, Distance-IoU Loss, arXiv:1911.08287, equation 7.

    >>> import flambeau as torch
    >>> a, b = torch.tensor([0., 0., 2., 2.]), torch.tensor([2., 0., 4., 2.])
    >>> torch.vision.ops.distance_box_iou_loss(a, b)
    tensor(1.2000)
    """
    boxes1, boxes2 = _wide(boxes1), _wide(boxes2)
    return reduced(_distance_loss(boxes1, boxes2, eps)[0], reduction)


def complete_box_iou_loss(boxes1: Tensor, boxes2: Tensor, reduction: str = "none", eps: float = 1e-7) -> Tensor:
    """:func:`distance_box_iou_loss` plus a term for the difference of the aspect ratios.

    Raises: ValueError for another ``reduction`` than "none", "mean" and "sum"; RuntimeError for shapes that differ.
    Source: Zheng et al. 2019, Distance-IoU Loss, arXiv:1911.08287, equation 10.

    >>> import flambeau as torch
    >>> a, b = torch.tensor([0., 0., 2., 2.]), torch.tensor([0., 0., 2., 1.])
    >>> torch.vision.ops.complete_box_iou_loss(a, b)
    tensor(0.5345)
    """
    boxes1, boxes2 = _wide(boxes1), _wide(boxes2)
    loss, overlap = _distance_loss(boxes1, boxes2, eps)
    return reduced(loss + aspect_term(overlap, _aspect(boxes2) - _aspect(boxes1), eps), reduction)


def _distance_loss(boxes1: Tensor, boxes2: Tensor, eps: float) -> tuple[Tensor, Tensor]:
    overlap, _ = _overlap(boxes1, boxes2, eps)
    diagonal = _enclosing(boxes1, boxes2).square().sum(-1) + eps
    distance = ((boxes1[..., :2] + boxes1[..., 2:] - boxes2[..., :2] - boxes2[..., 2:]) / 2).square().sum(-1)
    return 1 - overlap + distance / diagonal, overlap


def _overlap(boxes1: Tensor, boxes2: Tensor, eps: float) -> tuple[Tensor, Tensor]:
    """Intersection over union, and the union."""
    size = flambeau.min(boxes1[..., 2:], boxes2[..., 2:]) - flambeau.max(boxes1[..., :2], boxes2[..., :2])
    common = size.prod(-1) * (size > 0).all(-1)
    union = box_area(boxes1) + box_area(boxes2) - common
    return common / (union + eps), union


def _enclosing(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Width and height of the smallest box around each pair."""
    return flambeau.max(boxes1[..., 2:], boxes2[..., 2:]) - flambeau.min(boxes1[..., :2], boxes2[..., :2])


explain_module(globals())
