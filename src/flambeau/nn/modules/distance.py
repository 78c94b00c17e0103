"""Distances between rows: ``PairwiseDistance`` and ``CosineSimilarity``."""

from __future__ import annotations

from ..._arguments import explain_module
from ..._core import Tensor
from .. import functional as F
from .module import Module

__all__ = ["CosineSimilarity", "PairwiseDistance"]


class PairwiseDistance(Module):
    """``(Σ |x₁ − x₂ + eps|^p)^(1/p)`` along the last dimension; Euclidean, p = 2, by default.

    Shape: ``(…, D)`` and ``(…, D)``, broadcast together → ``(…)``, or ``(…, 1)`` with ``keepdim``.
    Dtype: the common dtype of the inputs; integers become the default dtype, complex numbers their real one.
    Raises: RuntimeError for shapes that do not broadcast and for bool inputs.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.PairwiseDistance()(flambeau.tensor([[3.0, 4.0]]), flambeau.zeros(1, 2))
    tensor([5.0000])
    """

    def __init__(self, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False) -> None:
        super().__init__()
        self.norm = p
        self.eps = eps
        self.keepdim = keepdim

    def forward(self, x1: Tensor, x2: Tensor) -> Tensor:
        return F.pairwise_distance(x1, x2, self.norm, self.eps, self.keepdim)


class CosineSimilarity(Module):
    """``x₁·x₂ / (max(‖x₁‖, eps)·max(‖x₂‖, eps))`` along ``dim``, the second dimension by default.

    Shape: two shapes that broadcast together; the result has theirs without ``dim``.
    Dtype: floating or complex; the result has the common dtype of the inputs.
    Raises: RuntimeError for shapes that do not broadcast, and for bool and integer inputs; IndexError for ``dim`` out
        of range.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.CosineSimilarity()(flambeau.tensor([[3.0, 0.0]]), flambeau.tensor([[2.0, 2.0]]))
    tensor([0.7071])
    """

    def __init__(self, dim: int = 1, eps: float = 1e-8) -> None:
        super().__init__()
        self.dim = dim
        self.eps = eps

    def forward(self, x1: Tensor, x2: Tensor) -> Tensor:
        return F.cosine_similarity(x1, x2, self.dim, self.eps)


explain_module(globals())
