"""Dropout: elements, or whole channels, set to zero at random while a network is trained."""

from __future__ import annotations

import math

from .._warnings import warn
from .activation import _SELU_ALPHA, _SELU_SCALE
from .arithmetic import mul
from .define import Tensor, composite, op
from .random import dropout_mask


def _check_probability(p: float) -> None:
    if not 0 <= p <= 1:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")


@op(kind=composite, namespace="nn.functional")
def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Each element zeroed with probability ``p`` and else ``x / (1 - p)``; unchanged when not ``training``.

    Shape: that of ``input``.
    Dtype: floating when training, any otherwise; the result has it.
    Raises: ValueError unless ``0 <= p <= 1``; NotImplementedError when training for bool, integer and complex tensors.
    Source: Srivastava et al. 2014, Dropout: A Simple Way to Prevent Neural Networks from Overfitting.

    >>> import flambeau as torch
    >>> torch.nn.functional.dropout(torch.tensor([1., 2.]), training=False)
    tensor([1., 2.])
    """
    _check_probability(p)
    if not training or p == 0 or input.numel() == 0:
        return input
    mask = dropout_mask(input, p, input.shape)  # as in `_masked`, whose call would be felt by small tensors
    return input.mul_(mask) if inplace else mul(input, mask)


def _masked(input: Tensor, mask: Tensor, inplace: bool) -> Tensor:
    return input.mul_(mask) if inplace else mul(input, mask)


def _channel_dropout(input: Tensor, p: float, training: bool, inplace: bool, batched: bool) -> Tensor:
    """`dropout` of whole channels: one draw for each of the first dims (the first alone without a batch)."""
    _check_probability(p)
    if not training or p == 0 or input.numel() == 0:
        return input
    lead = 2 if batched else 1
    if input.ndim < lead:
        raise RuntimeError(f"Feature dropout requires at least {lead} dimensions in the input | it has {input.ndim}")
    shape = [size if i < lead else 1 for i, size in enumerate(input.shape)]
    return _masked(input, dropout_mask(input, p, shape), inplace)


def _purpose(n: int) -> str:
    dimensions = "1 spatial dimension" if n == 1 else f"{n} spatial dimensions"
    return (
        f"Note that dropout{n}d exists to provide channel-wise dropout on inputs with {dimensions}, a channel "
        f"dimension, and an optional batch dimension (i.e. {n + 1}D or {n + 2}D inputs)."
    )


def _warn_of_dimensions(input: Tensor, n: int) -> None:
    if input.ndim not in (n + 1, n + 2):
        warn(
            f"dropout{n}d: Received a {input.ndim}-D input to dropout{n}d, which is deprecated and will result in an "
            "error in a future release. To retain the behavior and silence this warning, please use dropout instead. "
            + _purpose(n)
        )


@op(kind=composite, namespace="nn.functional")
def dropout1d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """`dropout` of whole channels: each ``input[n, c, :]`` is zeroed or kept as one.

    Shape: ``(N, C, L)``, or ``(C, L)`` for one sample; the result has it.
    Dtype: floating when training, any otherwise; the result has it.
    Raises: ValueError unless ``0 <= p <= 1``; NotImplementedError when training for bool, integer and complex tensors.
    Source: Tompson et al. 2015, Efficient Object Localization Using Convolutional Networks.

    >>> import flambeau as torch
    >>> torch.nn.functional.dropout1d(torch.ones(1, 2, 3), training=False).shape
    torch.Size([1, 2, 3])
    """
    if input.ndim not in (2, 3):
        raise RuntimeError(f"dropout1d: Expected 2D or 3D input, but received a {input.ndim}D input. {_purpose(1)}")
    return _channel_dropout(input, p, training, inplace, input.ndim == 3)


@op(kind=composite, namespace="nn.functional")
def dropout2d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """`dropout` of whole channels: each ``input[n, c, :, :]`` is zeroed or kept as one.

    Shape: ``(N, C, H, W)``; the result has it.
    Dtype: floating when training, any otherwise; the result has it.
    Raises: ValueError unless ``0 <= p <= 1``; NotImplementedError when training for bool, integer and complex tensors.
    Source: Tompson et al. 2015, Efficient Object Localization Using Convolutional Networks.

    >>> import flambeau as torch
    >>> torch.nn.functional.dropout2d(torch.ones(1, 2, 3, 3), training=False).shape
    torch.Size([1, 2, 3, 3])
    """
    _warn_of_dimensions(input, 2)
    if input.ndim == 3:
        warn(
            "dropout2d: Received a 3D input to dropout2d and assuming that channel-wise 1D dropout behavior is desired"
            " - input is interpreted as shape (N, C, L), where C is the channel dim. This behavior will change in a "
            "future release to interpret the input as one without a batch dimension, i.e. shape (C, H, W). To "
            "maintain the 1D channel-wise dropout behavior, please switch to using dropout1d instead."
        )
    return _channel_dropout(input, p, training, inplace, True)


@op(kind=composite, namespace="nn.functional")
def dropout3d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """`dropout` of whole channels: each ``input[n, c, :, :, :]`` is zeroed or kept as one.

    Shape: ``(N, C, D, H, W)``, or ``(C, D, H, W)`` for one sample; the result has it.
    Dtype: floating when training, any otherwise; the result has it.
    Raises: ValueError unless ``0 <= p <= 1``; NotImplementedError when training for bool, integer and complex tensors.
    Source: Tompson et al. 2015, Efficient Object Localization Using Convolutional Networks.

    >>> import flambeau as torch
    >>> torch.nn.functional.dropout3d(torch.ones(1, 2, 3, 3, 3), training=False).shape
    torch.Size([1, 2, 3, 3, 3])
    """
    _warn_of_dimensions(input, 3)
    return _channel_dropout(input, p, training, inplace, input.ndim == 5)


@op(kind=composite, namespace="nn.functional")
def alpha_dropout(input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False) -> Tensor:
    """`dropout` to SELU's limit ``-1.7581``, then ``a * x + b``, so that mean 0 and variance 1 are kept.

    Shape: that of ``input``.
    Dtype: floating when training, any otherwise; the result has it.
    Raises: ValueError unless ``0 <= p <= 1``; NotImplementedError when training for bool, integer and complex tensors.
    Source: Klambauer et al. 2017, Self-Normalizing Neural Networks.

    >>> import flambeau as torch
    >>> torch.nn.functional.alpha_dropout(torch.tensor([1., 2.]))
    tensor([1., 2.])
    """
    return _alpha_dropout(input, p, training, inplace, input.shape)


@op(kind=composite, namespace="nn.functional")
def feature_alpha_dropout(input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False) -> Tensor:
    """`alpha_dropout` of whole channels: each ``input[n, c, ...]`` is dropped or kept as one.

    Shape: ``(N, C, ...)``; the result has it.
    Dtype: floating when training, any otherwise; the result has it.
    Raises: ValueError unless ``0 <= p <= 1``; NotImplementedError when training for bool, integer and complex tensors.
    Source: Klambauer et al. 2017, Self-Normalizing Neural Networks.

    >>> import flambeau as torch
    >>> torch.nn.functional.feature_alpha_dropout(torch.ones(1, 2, 3)).shape
    torch.Size([1, 2, 3])
    """
    return _alpha_dropout(input, p, training, inplace, [s if i < 2 else 1 for i, s in enumerate(input.shape)])


def _alpha_dropout(input: Tensor, p: float, training: bool, inplace: bool, shape: object) -> Tensor:
    _check_probability(p)
    if not training or p == 0 or input.numel() == 0:
        return input
    limit = _SELU_ALPHA * _SELU_SCALE
    if p == 1:
        return _masked(input, input.new_zeros(()), inplace)
    kept = (dropout_mask(input, p, shape) != 0).to(input.dtype)
    scale = 1 / math.sqrt((limit * limit * p + 1) * (1 - p))
    out = input * (kept * scale) + ((1 - kept) * (-limit * scale) + limit * scale * p)
    return input.copy_(out) if inplace else out
