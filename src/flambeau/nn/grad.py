"""The gradients of convolutions for their input and weight, by shapes, without a forward pass."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .._arguments import explain_module
from .._core import Tensor
from .._listing import listing
from ..ops.conv import conv_grad_input, conv_grad_weight, sized

__all__ = ["conv1d_input", "conv1d_weight", "conv2d_input", "conv2d_weight", "conv3d_input", "conv3d_weight"]
__dir__ = listing(globals())

_DOC = """The gradient of ``conv{n}d`` for its {which}, of shape ``{which}_size``.

    Raises: RuntimeError for shapes that do not go together.

    >>> import flambeau
    >>> grad = flambeau.ones{grad}
    >>> flambeau.nn.grad.conv{n}d_{which}({call}, grad).shape
    torch.Size({shape})
    """


def _settings(n: int, stride: Any, padding: Any, dilation: Any, groups: int) -> tuple[Any, ...]:
    return (
        sized(stride, n, "stride"),
        sized(padding, n, "padding"),
        sized(dilation, n, "dilation"),
        False,
        (0,) * n,
        groups,
    )


def _named(function: Callable[..., Tensor], n: int, which: str) -> Callable[..., Tensor]:
    """The function of ``n`` dimensions under its public name, with an example of its own."""
    function.__name__ = function.__qualname__ = f"conv{n}d_{which}"
    sizes, weights = (1, 2, *(4,) * n), (3, 2, *(2,) * n)
    given = (f"{sizes}", f"flambeau.ones{weights}") if which == "input" else (f"flambeau.ones{sizes}", f"{weights}")
    shape = list(sizes if which == "input" else weights)
    function.__doc__ = _DOC.format(n=n, which=which, grad=(1, 3, *(3,) * n), call=", ".join(given), shape=shape)
    return function


def _input_gradient(n: int) -> Callable[..., Tensor]:
    def gradient(
        input_size: Any,
        weight: Tensor,
        grad_output: Tensor,
        stride: Any = 1,
        padding: Any = 0,
        dilation: Any = 1,
        groups: int = 1,
    ) -> Tensor:
        settings = _settings(n, stride, padding, dilation, groups)
        return conv_grad_input(grad_output, weight, input_size, *settings)  # type: ignore[no-any-return]

    return _named(gradient, n, "input")


def _weight_gradient(n: int) -> Callable[..., Tensor]:
    def gradient(
        input: Tensor,
        weight_size: Any,
        grad_output: Tensor,
        stride: Any = 1,
        padding: Any = 0,
        dilation: Any = 1,
        groups: int = 1,
    ) -> Tensor:
        settings = _settings(n, stride, padding, dilation, groups)
        return conv_grad_weight(grad_output, input, weight_size, *settings)  # type: ignore[no-any-return]

    return _named(gradient, n, "weight")


conv1d_input, conv2d_input, conv3d_input = map(_input_gradient, (1, 2, 3))
conv1d_weight, conv2d_weight, conv3d_weight = map(_weight_gradient, (1, 2, 3))

explain_module(globals())
