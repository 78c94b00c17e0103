"""Normalisation within a sample: ``LayerNorm``, ``GroupNorm``, ``RMSNorm``, ``LocalResponseNorm``."""

from __future__ import annotations

from typing import Any

from ..._arguments import entries, explain_module
from ..._core import Tensor
from ..._functions import empty
from .. import functional as F
from .. import init
from ..parameter import Parameter
from .module import Module

__all__ = ["CrossMapLRN2d", "GroupNorm", "LayerNorm", "LocalResponseNorm", "RMSNorm"]


class LocalResponseNorm(Module):
    """``out[c] = x[c] / (k + alpha / size · Σ x²)^beta``, the sum running over ``size`` neighbouring channels around c.

    Shape: ``(N, C, …)`` with at least 3 dimensions; the result has the input's.
    Dtype: floating or complex; the result has it.
    Raises: ValueError for fewer than 3 dimensions; RuntimeError for bool and integer inputs.
    Source: Krizhevsky, Sutskever and Hinton 2012, ImageNet Classification with Deep Convolutional Neural Networks,
        section 3.3. There alpha is not divided by ``size``.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.LocalResponseNorm(1, alpha=3.0, beta=0.5)(flambeau.ones(1, 1, 2))
    tensor([[[0.5000, 0.5000]]])
    """

    def __init__(self, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> None:
        super().__init__()
        self.size = size
        self.alpha = alpha
        self.beta = beta
        self.k = k

    def forward(self, input: Tensor) -> Tensor:
        return F.local_response_norm(input, self.size, self.alpha, self.beta, self.k)

    def extra_repr(self) -> str:
        return f"{self.size}, alpha={self.alpha}, beta={self.beta}, k={self.k}"


class LayerNorm(Module):
    """``(x − mean) / √(var + eps) · weight + bias`` over the last dimensions, ``normalized_shape``; variances are
    divided by n.

    ``weight`` starts at 1 and ``bias`` at 0; ``elementwise_affine=False`` leaves both out, ``bias=False`` the bias.

    Shape: ``(…, *normalized_shape)``; the result has the input's.
    Dtype: floating, that of the weight, or float16 or bfloat16 beside float32 weights; the result has the input's.
    Raises: RuntimeError for an input that does not end in ``normalized_shape`` or whose dtype does not go with the
        weight's; NotImplementedError for bool, integer and complex inputs.
    Source: Ba, Kiros and Hinton 2016, Layer Normalization.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.LayerNorm(2, bias=False)(flambeau.tensor([[1.0, 3.0], [0.0, 20.0]])).detach()
    tensor([[-1.0000,  1.0000],
            [-1.0000,  1.0000]])
    """

    def __init__(
        self,
        normalized_shape: Any,
        eps: float = 1e-5,
        elementwise_affine: bool = True,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        shape = entries(normalized_shape, "normalized_shape")
        self.normalized_shape = shape
        self.eps = eps
        self.elementwise_affine = elementwise_affine
        for name, wanted in (("weight", elementwise_affine), ("bias", elementwise_affine and bias)):
            values = Parameter(empty(shape, device=device, dtype=dtype)) if wanted else None
            self.register_parameter(name, values)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Set weight to one and bias to zero."""
        if self.weight is not None:
            init.ones_(self.weight)
        if self.bias is not None:
            init.zeros_(self.bias)

    def forward(self, input: Tensor) -> Tensor:
        return F.layer_norm(input, self.normalized_shape, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        return (
            f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}, "
            f"bias={self.bias is not None}"
        )


class GroupNorm(Module):
    """``(x − mean) / √(var + eps) · weight + bias`` over ``num_groups`` groups of neighbouring channels of each sample;
    variances are divided by n.

    ``weight`` and ``bias`` (one value per channel) start at 1 and 0; ``affine=False`` leaves them out.

    Shape: ``(N, C, …)`` with C = ``num_channels``; the result has the input's.
    Dtype: floating, that of the weight, or float16 or bfloat16 beside float32 weights; the result has the input's.
    Raises: ValueError unless ``num_groups`` divides ``num_channels``, and for fewer than 2 dimensions; RuntimeError for
        an input whose channels cannot be grouped so; NotImplementedError for bool, integer and complex inputs.
    Source: Wu and He 2018, Group Normalization.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.GroupNorm(2, 4)(flambeau.ones(1, 4, 3)).abs().max().item()
    0.0
    """

    def __init__(
        self,
        num_groups: int,
        num_channels: int,
        eps: float = 1e-5,
        affine: bool = True,
        device: Any = None,
        dtype: Any = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__()
        if num_channels % num_groups != 0:
            raise ValueError(f"num_channels ({num_channels}) must be divisible by num_groups ({num_groups})")
        self.num_groups = num_groups
        self.num_channels = num_channels
        self.eps = eps
        self.affine = affine
        for name, wanted in (("weight", affine), ("bias", affine and bias)):
            values = Parameter(empty(num_channels, device=device, dtype=dtype)) if wanted else None
            self.register_parameter(name, values)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Set weight to one and bias to zero."""
        if self.weight is not None:
            init.ones_(self.weight)
        if self.bias is not None:
            init.zeros_(self.bias)

    def forward(self, input: Tensor) -> Tensor:
        return F.group_norm(input, self.num_groups, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        return (
            f"{self.num_groups}, {self.num_channels}, eps={self.eps}, affine={self.affine}, "
            f"bias={self.bias is not None}"
        )


class RMSNorm(Module):
    """``x / √(mean(x²) + eps) · weight`` over the last dimensions, ``normalized_shape``.

    Without ``eps`` the machine epsilon of the input's dtype is used. ``weight`` starts at 1;
    ``elementwise_affine=False`` leaves it out.

    Shape: ``(…, *normalized_shape)``; the result has the input's.
    Dtype: floating or complex; the result has the input's. 16-bit floats are computed in float32.
    Raises: RuntimeError for an input that does not end in ``normalized_shape``; NotImplementedError for bool and
        integer inputs.
    Source: Zhang and Sennrich 2019, Root Mean Square Layer Normalization, equation 4.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.RMSNorm(2)(flambeau.tensor([[1.0, 7.0]])).detach()
    tensor([[0.2000, 1.4000]])
    """

    def __init__(
        self,
        normalized_shape: Any,
        eps: float | None = None,
        elementwise_affine: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        shape = entries(normalized_shape, "normalized_shape")
        self.normalized_shape = shape
        self.eps = eps
        self.elementwise_affine = elementwise_affine
        values = Parameter(empty(shape, device=device, dtype=dtype)) if elementwise_affine else None
        self.register_parameter("weight", values)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Set weight to one."""
        if self.weight is not None:
            init.ones_(self.weight)

    def forward(self, x: Tensor) -> Tensor:
        return F.rms_norm(x, self.normalized_shape, self.weight, self.eps)

    def extra_repr(self) -> str:
        return f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}"


class CrossMapLRN2d(Module):
    """``y = x / (k + alpha / size · Σ x²)^beta``, the sum over the channels around each one, ``size`` of them.

    It is `LocalResponseNorm` for images; an even ``size`` sums over one channel less. (PyTorch's also adds the first
    channel to every sum behind it.)

    Shape: ``(N, C, H, W)``; the result has it.
    Dtype: floating; the result has it.
    Raises: ValueError for an input that is not 4-D.
    Source: Krizhevsky, Sutskever and Hinton 2012, ImageNet Classification with Deep Convolutional Neural Networks.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.CrossMapLRN2d(3, alpha=3.0, beta=1.0)(flambeau.ones(1, 3, 1, 1)).flatten()
    tensor([0.3333, 0.2500, 0.3333])
    """

    def __init__(self, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1) -> None:
        super().__init__()
        self.size = size
        self.alpha = alpha
        self.beta = beta
        self.k = k

    def forward(self, input: Tensor) -> Tensor:
        if input.dim() != 4:
            raise ValueError(f"CrossMapLRN2d: Expected input to be 4D, got {input.dim()}D instead.")
        width = self.size - 1 + self.size % 2
        return F.local_response_norm(input, width, self.alpha * width / self.size, self.beta, self.k)

    def extra_repr(self) -> str:
        return f"{self.size}, alpha={self.alpha}, beta={self.beta}, k={self.k}"


explain_module(globals())
