"""The gradients of convolutions for their input and weight, by shapes, without a forward pass."""

from __future__ import annotations

from typing import Any

from .._arguments import explain_module
from .._core import Tensor
from .._listing import listing
from ..ops.conv import conv_grad_input, conv_grad_weight, sized

__all__ = ["conv1d_input", "conv1d_weight", "conv2d_input", "conv2d_weight", "conv3d_input", "conv3d_weight"]
__dir__ = listing(globals())


def _settings(n: int, stride: Any, padding: Any, dilation: Any, groups: int) -> tuple[Any, ...]:
    return (
        sized(stride, n, "stride"),
        sized(padding, n, "padding"),
        sized(dilation, n, "dilation"),
        False,
        (0,) * n,
        groups,
    )


def conv1d_input(
    input_size: Any,
    weight: Tensor,
    grad_output: Tensor,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Tensor:
    """The gradient of ``conv1d`` for its input, of shape ``input_size``.

    Raises: RuntimeError for shapes that do not go together.

    >>> import flambeau
    >>> grad = flambeau.ones(1, 3, 3)
    >>> flambeau.nn.grad.conv1d_input((1, 2, 4), flambeau.ones(3, 2, 2), grad).shape
    torch.Size([1, 2, 4])
    """
    result: Tensor = conv_grad_input(grad_output, weight, input_size, *_settings(1, stride, padding, dilation, groups))
    return result


def conv1d_weight(
    input: Tensor,
    weight_size: Any,
    grad_output: Tensor,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Tensor:
    """The gradient of ``conv1d`` for its weight, of shape ``weight_size``.

    Raises: RuntimeError for shapes that do not go together.

    >>> import flambeau
    >>> grad = flambeau.ones(1, 3, 3)
    >>> flambeau.nn.grad.conv1d_weight(flambeau.ones(1, 2, 4), (3, 2, 2), grad).shape
    torch.Size([3, 2, 2])
    """
    result: Tensor = conv_grad_weight(grad_output, input, weight_size, *_settings(1, stride, padding, dilation, groups))
    return result


def conv2d_input(
    input_size: Any,
    weight: Tensor,
    grad_output: Tensor,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Tensor:
    """The gradient of ``conv2d`` for its input, of shape ``input_size``.

    Raises: RuntimeError for shapes that do not go together.

    >>> import flambeau
    >>> grad = flambeau.ones(1, 3, 3, 3)
    >>> flambeau.nn.grad.conv2d_input((1, 2, 4, 4), flambeau.ones(3, 2, 2, 2), grad).shape
    torch.Size([1, 2, 4, 4])
    """
    result: Tensor = conv_grad_input(grad_output, weight, input_size, *_settings(2, stride, padding, dilation, groups))
    return result


def conv2d_weight(
    input: Tensor,
    weight_size: Any,
    grad_output: Tensor,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Tensor:
    """The gradient of ``conv2d`` for its weight, of shape ``weight_size``.

    Raises: RuntimeError for shapes that do not go together.

    >>> import flambeau
    >>> grad = flambeau.ones(1, 3, 3, 3)
    >>> flambeau.nn.grad.conv2d_weight(flambeau.ones(1, 2, 4, 4), (3, 2, 2, 2), grad).shape
    torch.Size([3, 2, 2, 2])
    """
    result: Tensor = conv_grad_weight(grad_output, input, weight_size, *_settings(2, stride, padding, dilation, groups))
    return result


def conv3d_input(
    input_size: Any,
    weight: Tensor,
    grad_output: Tensor,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Tensor:
    """The gradient of ``conv3d`` for its input, of shape ``input_size``.

    Raises: RuntimeError for shapes that do not go together.

    >>> import flambeau
    >>> grad = flambeau.ones(1, 3, 3, 3, 3)
    >>> flambeau.nn.grad.conv3d_input((1, 2, 4, 4, 4), flambeau.ones(3, 2, 2, 2, 2), grad).shape
    torch.Size([1, 2, 4, 4, 4])
    """
    result: Tensor = conv_grad_input(grad_output, weight, input_size, *_settings(3, stride, padding, dilation, groups))
    return result


def conv3d_weight(
    input: Tensor,
    weight_size: Any,
    grad_output: Tensor,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Tensor:
    """The gradient of ``conv3d`` for its weight, of shape ``weight_size``.

    Raises: RuntimeError for shapes that do not go together.

    >>> import flambeau
    >>> grad = flambeau.ones(1, 3, 3, 3, 3)
    >>> flambeau.nn.grad.conv3d_weight(flambeau.ones(1, 2, 4, 4, 4), (3, 2, 2, 2, 2), grad).shape
    torch.Size([3, 2, 2, 2, 2])
    """
    result: Tensor = conv_grad_weight(grad_output, input, weight_size, *_settings(3, stride, padding, dilation, groups))
    return result


explain_module(globals())
