"""Distances between rows: ``PairwiseDistance`` and ``CosineSimilarity``."""

from __future__ import annotations

from flambeau import Tensor

from ..._arguments import explain_module
from .. import functional as F
from .module import Module

__all__ = ["CosineSimilarity", "PairwiseDistance"]


class PairwiseDistance(Module):
    """``‖x₁ − x₂ + eps‖_p`` along the last dimension.

    >>> import flambeau
    >>> from flambeau import nn
    >>> tuple(nn.PairwiseDistance()(flambeau.ones(4, 3), flambeau.zeros(4, 3)).shape)
    (4,)
    """

    def __init__(self, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False) -> None:
        super().__init__()
        self.norm = p
        self.eps = eps
        self.keepdim = keepdim

    def forward(self, x1: Tensor, x2: Tensor) -> Tensor:
        return F.pairwise_distance(x1, x2, self.norm, self.eps, self.keepdim)


class CosineSimilarity(Module):
    """``x₁·x₂ / (max(‖x₁‖, eps)·max(‖x₂‖, eps))`` along ``dim``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.CosineSimilarity(dim=0)(flambeau.tensor([3.0, 0.0]), flambeau.tensor([2.0, 0.0])).item()
    1.0
    """

    def __init__(self, dim: int = 1, eps: float = 1e-8) -> None:
        super().__init__()
        self.dim = dim
        self.eps = eps

    def forward(self, x1: Tensor, x2: Tensor) -> Tensor:
        return F.cosine_similarity(x1, x2, self.dim, self.eps)


explain_module(globals())
