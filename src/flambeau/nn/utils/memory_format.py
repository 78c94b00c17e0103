"""Weights of convolutions laid out channels-last."""

from __future__ import annotations

from typing import Any, TypeVar

from ..._arguments import explain_module
from ..._listing import listing
from ..modules.conv import Conv2d, Conv3d, ConvTranspose2d, ConvTranspose3d
from ..modules.module import Module

__all__ = ["convert_conv2d_weight_memory_format", "convert_conv3d_weight_memory_format"]
__dir__ = listing(globals())
_Layer = TypeVar("_Layer", bound=Module)


def convert_conv2d_weight_memory_format(module: _Layer, memory_format: Any) -> _Layer:
    """Lays out the weights of all two-dimensional convolutions in ``module`` as ``memory_format``.

    >>> import flambeau
    >>> conv = flambeau.nn.Conv2d(2, 3, 2)
    >>> conv = flambeau.nn.utils.convert_conv2d_weight_memory_format(conv, flambeau.channels_last)
    >>> conv.weight.stride()
    (8, 1, 4, 2)
    """
    return _convert(module, memory_format, (Conv2d, ConvTranspose2d))


def convert_conv3d_weight_memory_format(module: _Layer, memory_format: Any) -> _Layer:
    """Lays out the weights of all three-dimensional convolutions in ``module`` as ``memory_format``.

    >>> import flambeau
    >>> conv = flambeau.nn.Conv3d(2, 3, 1)
    >>> conv = flambeau.nn.utils.convert_conv3d_weight_memory_format(conv, flambeau.channels_last_3d)
    >>> conv.weight.is_contiguous(memory_format=flambeau.channels_last_3d)
    True
    """
    return _convert(module, memory_format, (Conv3d, ConvTranspose3d))


def _convert(module: _Layer, memory_format: Any, kinds: tuple[type, ...]) -> _Layer:
    for below in module.modules():
        if isinstance(below, kinds):
            weight: Any = below.weight
            weight.data = weight.detach().clone(memory_format=memory_format)
    return module


explain_module(globals())
