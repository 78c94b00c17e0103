"""Dropout in its forms: of elements, of whole channels, and the one that keeps mean and variance for SELU."""

from __future__ import annotations

from ..._arguments import explain_module
from ..._core import Tensor
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
    """In training, each element is zeroed with probability ``p`` and the others are divided by ``1 − p``; in evaluation
    nothing changes.

    Shape: any; the result has the input's.
    Dtype: floating in training, any in evaluation; the result has it.
    Raises: ValueError unless ``0 <= p <= 1``; NotImplementedError in training for bool, integer and complex inputs.
    Source: Srivastava et al. 2014, Dropout: A Simple Way to Prevent Neural Networks from Overfitting.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Dropout(1.0)(flambeau.ones(3))
    tensor([0., 0., 0.])
    >>> nn.Dropout(1.0).eval()(flambeau.ones(3))
    tensor([1., 1., 1.])
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.dropout(input, self.p, self.training, self.inplace)


class Dropout1d(_DropoutNd):
    """`Dropout` of whole channels: each plane ``[n, c, :]`` is zeroed with probability ``p``, or divided by ``1 − p``.

    Shape: ``(N, C, L)``, or ``(C, L)`` for one sample; the result has the input's.
    Dtype: floating in training, any in evaluation; the result has it.
    Raises: ValueError unless ``0 <= p <= 1``; NotImplementedError in training for bool, integer and complex inputs.
    Source: Tompson et al. 2015, Efficient Object Localization Using Convolutional Networks.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Dropout1d().eval()(flambeau.ones(1, 2, 3)).sum().item()
    6.0
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.dropout1d(input, self.p, self.training, self.inplace)


class Dropout2d(_DropoutNd):
    """`Dropout` of whole channels: each plane ``[n, c, :, :]`` is zeroed with probability ``p``, or divided by
    ``1 − p``.

    Shape: ``(N, C, H, W)``; the result has the input's. The first two dimensions are always taken for N and C.
    Dtype: floating in training, any in evaluation; the result has it.
    Raises: ValueError unless ``0 <= p <= 1``; NotImplementedError in training for bool, integer and complex inputs.
    Source: Tompson et al. 2015, Efficient Object Localization Using Convolutional Networks.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Dropout2d().eval()(flambeau.ones(1, 2, 3, 1)).sum().item()
    6.0
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.dropout2d(input, self.p, self.training, self.inplace)


class Dropout3d(_DropoutNd):
    """`Dropout` of whole channels: each volume ``[n, c, :, :, :]`` is zeroed with probability ``p``, or divided by
    ``1 − p``.

    Shape: ``(N, C, D, H, W)``, or ``(C, D, H, W)`` for one sample; the result has the input's.
    Dtype: floating in training, any in evaluation; the result has it.
    Raises: ValueError unless ``0 <= p <= 1``; NotImplementedError in training for bool, integer and complex inputs.
    Source: Tompson et al. 2015, Efficient Object Localization Using Convolutional Networks.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Dropout3d().eval()(flambeau.ones(1, 2, 3, 1, 1)).sum().item()
    6.0
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.dropout3d(input, self.p, self.training, self.inplace)


class AlphaDropout(_DropoutNd):
    """Dropout for `SELU`: dropped elements become SELU's limit ``−1.7581``, then ``a·x + b`` restores mean 0 and
    variance 1.

    Shape: any; the result has the input's.
    Dtype: floating in training, any in evaluation; the result has it.
    Raises: ValueError unless ``0 <= p <= 1``; NotImplementedError in training for bool, integer and complex inputs.
    Source: Klambauer et al. 2017, Self-Normalizing Neural Networks.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.AlphaDropout().eval()(flambeau.ones(3)).sum().item()
    3.0
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.alpha_dropout(input, self.p, self.training)


class FeatureAlphaDropout(_DropoutNd):
    """`AlphaDropout` of whole channels: each plane ``[n, c, …]`` is kept or dropped as one.

    Shape: ``(N, C, …)``; the result has the input's.
    Dtype: floating in training, any in evaluation; the result has it.
    Raises: ValueError unless ``0 <= p <= 1``; NotImplementedError in training for bool, integer and complex inputs.
    Source: Klambauer et al. 2017, Self-Normalizing Neural Networks.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.FeatureAlphaDropout().eval()(flambeau.ones(1, 2, 3)).sum().item()
    6.0
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.feature_alpha_dropout(input, self.p, self.training)


explain_module(globals())
