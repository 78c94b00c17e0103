"""A layer and the batch normalisation behind it as one layer, for evaluation."""

from __future__ import annotations

import copy
from typing import Any, TypeVar

from ..._arguments import explain_module
from ..._core import Tensor
from ..._listing import listing
from ..modules import Module
from ..parameter import Parameter

__all__ = ["fuse_conv_bn_eval", "fuse_conv_bn_weights", "fuse_linear_bn_eval", "fuse_linear_bn_weights"]
__dir__ = listing(globals())
_Layer = TypeVar("_Layer", bound=Module)


def fuse_conv_bn_eval(conv: _Layer, bn: Any, transpose: bool = False) -> _Layer:
    """A copy of the convolution that computes what the two compute one after the other in evaluation.

    Raises: AssertionError for modules that are training, and for a normalisation without running statistics.

    >>> import flambeau
    >>> from flambeau import nn
    >>> conv, norm = nn.Conv1d(2, 3, 1).eval(), nn.BatchNorm1d(3).eval()
    >>> x = flambeau.ones(1, 2, 4)
    >>> flambeau.allclose(nn.utils.fusion.fuse_conv_bn_eval(conv, norm)(x), norm(conv(x)))
    True
    """
    fused: _Layer = _fused(conv, bn, fuse_conv_bn_weights, transpose)
    return fused


def fuse_linear_bn_eval(linear: _Layer, bn: Any) -> _Layer:
    """A copy of the linear layer that computes what the two compute one after the other in evaluation.

    Raises: AssertionError for modules that are training, and for a normalisation without running statistics.
    """
    fused: _Layer = _fused(linear, bn, fuse_linear_bn_weights)
    return fused


def _fused(layer: Any, bn: Any, weights: Any, *options: Any) -> Any:
    if layer.training or bn.training:
        raise AssertionError("Fusion only for eval!")
    if bn.running_mean is None or bn.running_var is None:
        raise AssertionError("the normalisation has no running statistics | they are what is fused")
    fused = copy.deepcopy(layer)
    statistics = (bn.running_mean, bn.running_var, bn.eps, bn.weight, bn.bias)
    fused.weight, fused.bias = weights(fused.weight, fused.bias, *statistics, *options)
    return fused


def fuse_conv_bn_weights(
    conv_w: Tensor,
    conv_b: Tensor | None,
    bn_rm: Tensor,
    bn_rv: Tensor,
    bn_eps: float,
    bn_w: Tensor | None,
    bn_b: Tensor | None,
    transpose: bool = False,
) -> tuple[Parameter, Parameter]:
    """Weight and bias of the one layer: ``w * s`` and ``(b - mean) * s + shift`` with ``s = scale / sqrt(var + eps)``.

    ``transpose`` for transposed convolutions, whose weights have the output channels second.
    """
    scale = (bn_rv + bn_eps).rsqrt() if bn_w is None else bn_w * (bn_rv + bn_eps).rsqrt()
    shape = [1, -1] if transpose else [-1, 1]
    weight = conv_w * scale.reshape(shape + [1] * (conv_w.dim() - 2))
    bias = (-bn_rm if conv_b is None else conv_b - bn_rm) * scale
    if bn_b is not None:
        bias = bias + bn_b
    return (
        Parameter(weight.to(conv_w.dtype), conv_w.requires_grad),
        Parameter(bias.to(conv_w.dtype), conv_w.requires_grad if conv_b is None else conv_b.requires_grad),
    )


def fuse_linear_bn_weights(
    linear_w: Tensor,
    linear_b: Tensor | None,
    bn_rm: Tensor,
    bn_rv: Tensor,
    bn_eps: float,
    bn_w: Tensor | None,
    bn_b: Tensor | None,
) -> tuple[Parameter, Parameter]:
    """Weight and bias of the one layer; see `fuse_conv_bn_weights`."""
    return fuse_conv_bn_weights(linear_w, linear_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b)


explain_module(globals())
