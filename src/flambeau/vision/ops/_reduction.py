"""What becomes of the losses of many examples."""

from __future__ import annotations

from flambeau import Tensor

__all__ = ["reduced"]


def reduced(loss: Tensor, reduction: str) -> Tensor:
    """``loss`` itself, its mean (0 of nothing) or its sum."""
    if reduction == "none":
        return loss
    if reduction == "mean":
        return loss.mean() if loss.numel() else 0.0 * loss.sum()
    if reduction == "sum":
        return loss.sum()
    raise ValueError(
        f"Invalid Value for arg 'reduction': '{reduction} \n Supported reduction modes: 'none', 'mean', 'sum'"
    )
