"""Dropout in its forms: of elements, of whole channels, and the one that keeps mean and variance for SELU."""

from __future__ import annotations

from flambeau import Tensor

from ..._arguments import explain_module
from .. import functional as F
from .module import Module

__all__ = ["AlphaDropout", "Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "FeatureAlphaDropout"]


class _DropoutNd(Module):
    def __init__(self, p: float = 0.5, inplace: bool = False) -> None:
        super().__init__()
        if p < 0 or p > 1:
            raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
        self.p = p
        self.inplace = inplace

    def extra_repr(self) -> str:
        return f"p={self.p}, inplace={self.inplace}"


class Dropout(_DropoutNd):
    """In training, zero each element with probability ``p`` and divide the others by ``1 − p``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Dropout(0.5).eval()(flambeau.ones(3)).sum().item()
    3.0
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.dropout(input, self.p, self.training, self.inplace)


class Dropout1d(_DropoutNd):
    """In training, zero whole channels of ``(N, C, L)`` or ``(C, L)`` with probability ``p``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Dropout1d().eval()(flambeau.ones(1, 2, 3)).sum().item()
    6.0
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.dropout1d(input, self.p, self.training, self.inplace)


class Dropout2d(_DropoutNd):
    """In training, zero whole channels of ``(N, C, H, W)`` with probability ``p``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Dropout2d().eval()(flambeau.ones(1, 2, 3, 1)).sum().item()
    6.0
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.dropout2d(input, self.p, self.training, self.inplace)


class Dropout3d(_DropoutNd):
    """In training, zero whole channels of ``(N, C, D, H, W)`` with probability ``p``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Dropout3d().eval()(flambeau.ones(1, 2, 3, 1, 1)).sum().item()
    6.0
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.dropout3d(input, self.p, self.training, self.inplace)


class AlphaDropout(_DropoutNd):
    """Dropout to SELU's negative limit, rescaled so that mean 0 and variance 1 stay (Klambauer et al. 2017).

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.AlphaDropout().eval()(flambeau.ones(3)).sum().item()
    3.0
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.alpha_dropout(input, self.p, self.training)


class FeatureAlphaDropout(_DropoutNd):
    """:class:`AlphaDropout` of whole channels.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.FeatureAlphaDropout().eval()(flambeau.ones(1, 2, 3)).sum().item()
    6.0
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.feature_alpha_dropout(input, self.p, self.training)


explain_module(globals())
