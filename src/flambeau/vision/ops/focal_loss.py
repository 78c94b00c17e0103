"""The focal loss of dense detectors: Lin et al. 2017, arXiv:1708.02002."""

from __future__ import annotations

from flambeau import Tensor
from flambeau.nn import functional as F

from ..._arguments import explain_module
from ._reduction import reduced

__all__ = ["sigmoid_focal_loss"]


def sigmoid_focal_loss(
    inputs: Tensor, targets: Tensor, alpha: float = 0.25, gamma: float = 2, reduction: str = "none"
) -> Tensor:
    """Binary cross entropy of logits, times ``(1 - p)**gamma`` where ``p`` is the probability of what is true.

    Args:
        inputs, targets: logits, and what is true (0 or 1), of one shape.
        alpha: the weight of what is true, ``1 - alpha`` that of what is not; negative for no weights.
        gamma: how much less easy examples count.
        reduction: "none", "mean" or "sum".

    Raises: ValueError for ``alpha`` above 1, shapes that differ, and another reduction.
    Source: Lin et al. 2017, Focal Loss for Dense Object Detection, equation 5.

    >>> import flambeau as torch
    >>> torch.vision.ops.sigmoid_focal_loss(torch.zeros(1), torch.ones(1))
    tensor([0.0433])
    """
    if not (0 <= alpha <= 1) and alpha != -1:
        raise ValueError(f"Invalid alpha value: {alpha}. alpha must be in the range [0,1] or -1 for ignore.")
    p = inputs.sigmoid()
    loss = F.binary_cross_entropy_with_logits(inputs, targets, reduction="none")
    loss = loss * (1 - (p * targets + (1 - p) * (1 - targets))) ** gamma
    if alpha >= 0:
        loss = (alpha * targets + (1 - alpha) * (1 - targets)) * loss
    return reduced(loss, reduction)


explain_module(globals())
