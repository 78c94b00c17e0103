"""Affine maps: ``Linear``, ``Bilinear``, and ``Identity``."""

from __future__ import annotations

import math
from typing import Any

from ..._arguments import explain_module
from ..._core import Tensor
from ..._functions import empty
from .. import functional as F
from .. import init
from ..parameter import Parameter
from .module import Module

__all__ = ["Bilinear", "Identity", "Linear"]


class Identity(Module):
    """``y = x``: the input itself, not a copy. Arguments of the constructor are ignored.

    Shape: any.
    Dtype: any; what is not a tensor is passed on as well.

    >>> from flambeau import nn
    >>> from flambeau import nn
    >>> from flambeau import nn
    >>> from flambeau import nn
    >>> from flambeau import nn
    >>> from flambeau import nn
    >>> from flambeau import nn
    >>> from flambeau import nn
    >>> nn.Identity()(3)
    3
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__()

    def forward(self, input: Any) -> Any:
        return input


class Linear(Module):
    """``y = x Aᵀ + b`` over the last dimension, with ``A`` the ``weight``.

    ``weight`` (out_features, in_features) and ``bias`` (out_features) start uniform on ±1/√in_features; ``bias=False``
    leaves b out.

    Shape: ``(…, in_features)`` → ``(…, out_features)``.
    Dtype: that of the weight; the result has it.
    Raises: RuntimeError for an input of another dtype, another last size, or no dimension.

    >>> import flambeau
    >>> from flambeau import nn
    >>> layer = nn.Linear(3, 5)
    >>> layer(flambeau.ones(2, 3)).shape
    torch.Size([2, 5])
    """

    def __init__(
        self, in_features: int, out_features: int, bias: bool = True, device: Any = None, dtype: Any = None
    ) -> None:
        super().__init__()
        self.in_features = in_features
        self.out_features = out_features
        self.weight = Parameter(empty((out_features, in_features), device=device, dtype=dtype))
        if bias:
            self.bias = Parameter(empty(out_features, device=device, dtype=dtype))
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw new initial values."""
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))  # with this slope the bound is 1/√fan_in
        if self.bias is not None:
            bound = 1 / math.sqrt(self.in_features) if self.in_features > 0 else 0
            init.uniform_(self.bias, -bound, bound)

    def forward(self, input: Tensor) -> Tensor:
        return F.linear(input, self.weight, self.bias)

    def extra_repr(self) -> str:
        return f"in_features={self.in_features}, out_features={self.out_features}, bias={self.bias is not None}"


class NonDynamicallyQuantizableLinear(Linear):
    """A ``Linear`` under the name that PyTorch gives the output projection of its attention."""


class Bilinear(Module):
    """``y[k] = x₁ᵀ A[k] x₂ + b[k]`` over the last dimensions.

    ``weight`` A (out_features, in1_features, in2_features) and ``bias`` start uniform on ±1/√in1_features.

    Shape: ``(…, in1_features)`` and ``(…, in2_features)`` → ``(…, out_features)``; the leading dimensions are the same.
    Dtype: that of the weight, for both inputs; the result has it.
    Raises: ValueError unless ``in1_features > 0``; RuntimeError for inputs of another dtype or of sizes that do not go
        together; IndexError for a 0-d input.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.Bilinear(2, 3, 4)(flambeau.ones(5, 2), flambeau.ones(5, 3)).shape
    torch.Size([5, 4])
    """

    def __init__(
        self,
        in1_features: int,
        in2_features: int,
        out_features: int,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        if in1_features <= 0:
            raise ValueError(f"in1_features must be > 0, but got (in1_features={in1_features})")
        self.in1_features = in1_features
        self.in2_features = in2_features
        self.out_features = out_features
        shape = (out_features, in1_features, in2_features)
        self.weight = Parameter(empty(shape, device=device, dtype=dtype))
        if bias:
            self.bias = Parameter(empty(out_features, device=device, dtype=dtype))
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw new initial values, uniform on ±1/√in1_features."""
        bound = 1 / math.sqrt(self.in1_features)
        init.uniform_(self.weight, -bound, bound)
        if self.bias is not None:
            init.uniform_(self.bias, -bound, bound)

    def forward(self, input1: Tensor, input2: Tensor) -> Tensor:
        return F.bilinear(input1, input2, self.weight, self.bias)

    def extra_repr(self) -> str:
        return (
            f"in1_features={self.in1_features}, in2_features={self.in2_features}, "
            f"out_features={self.out_features}, bias={self.bias is not None}"
        )


explain_module(globals())
