"""Layers that learn the number of their inputs from the first input."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any, TypeVar

from ..._arguments import explain_module
from ..._core import Tensor, int64
from ..._functions import tensor
from ...autograd.grad_mode import no_grad
from ..parameter import UninitializedBuffer, UninitializedParameter, is_lazy
from .batchnorm import (
    BatchNorm1d,
    BatchNorm2d,
    BatchNorm3d,
    InstanceNorm1d,
    InstanceNorm2d,
    InstanceNorm3d,
    _NormBase,
)
from .conv import Conv1d, Conv2d, Conv3d, ConvTranspose1d, ConvTranspose2d, ConvTranspose3d, _ConvNd
from .linear import Linear

__all__ = [
    "LazyBatchNorm1d",
    "LazyBatchNorm2d",
    "LazyBatchNorm3d",
    "LazyConv1d",
    "LazyConv2d",
    "LazyConv3d",
    "LazyConvTranspose1d",
    "LazyConvTranspose2d",
    "LazyConvTranspose3d",
    "LazyInstanceNorm1d",
    "LazyInstanceNorm2d",
    "LazyInstanceNorm3d",
    "LazyLinear",
]


class LazyModuleMixin:
    """Makes a module lazy: its parameters are made by ``initialize_parameters``, which gets the first call's inputs.

    Written before `Module` among the bases. When all parameters are made, the module becomes an instance of
    ``cls_to_become``, if that is given. A state may be loaded before the first call.

    Raises: NotImplementedError when called without an ``initialize_parameters``; RuntimeError when that leaves a
        parameter without a shape.

    >>> import flambeau
    >>> from flambeau import nn
    >>> class Scale(nn.modules.lazy.LazyModuleMixin, nn.Module):
    ...     def __init__(self):
    ...         super().__init__()
    ...         self.factors = nn.UninitializedParameter()
    ...     def initialize_parameters(self, x):
    ...         self.factors.materialize(x.shape[-1:])
    ...         nn.init.ones_(self.factors)
    ...     def forward(self, x):
    ...         return x * self.factors
    >>> Scale()(flambeau.tensor([2.0, 3.0]))
    tensor([2., 3.], grad_fn=<MulBackward0>)
    """

    cls_to_become: Any = None
    _parameters: dict[str, Any]
    _buffers: dict[str, Any]
    _non_persistent_buffers_set: set[str]

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._load_hook = self._register_load_state_dict_pre_hook(self._lazy_load_hook)
        self._initialize_hook = self.register_forward_pre_hook(self._infer_parameters, with_kwargs=True)

    def initialize_parameters(self, *args: Any, **kwargs: Any) -> None:
        """Gives the parameters their shapes and values; the arguments are those of the call."""
        raise NotImplementedError(f"initialize_parameters is not implemented for {type(self).__name__}")

    def has_uninitialized_params(self) -> bool:
        """Whether a parameter or buffer has no shape yet."""
        return any(is_lazy(value) for value in itertools.chain(self._parameters.values(), self._buffers.values()))

    def _save_to_state_dict(self, destination: Any, prefix: str, keep_vars: bool) -> None:
        hidden = self._non_persistent_buffers_set
        for name, value in itertools.chain(self._parameters.items(), self._buffers.items()):
            if value is not None and name not in hidden:
                destination[prefix + name] = value if is_lazy(value) or keep_vars else value.detach()

    def _lazy_load_hook(self, state_dict: Any, prefix: str, *args: Any) -> None:
        """Gives what has no shape yet that of the state's tensor."""
        for name, value in itertools.chain(self._parameters.items(), self._buffers.items()):
            given = state_dict.get(prefix + name)
            if is_lazy(value) and given is not None and not is_lazy(given):
                with no_grad():
                    value.materialize(given.shape)

    def _infer_parameters(self: Any, module: Any, args: Any, kwargs: Any = None) -> None:
        module.initialize_parameters(*args, **(kwargs or {}))
        if module.has_uninitialized_params():
            raise RuntimeError(f"module {self._get_name()} has not been fully initialized")
        module._initialize_hook.remove()
        module._load_hook.remove()
        del module._initialize_hook, module._load_hook
        if module.cls_to_become is not None:
            module.__class__ = module.cls_to_become

    def _replicate_for_data_parallel(self) -> Any:
        raise RuntimeError(
            "Modules with uninitialized parameters can't be used with `DataParallel`. Run a dummy forward pass to "
            "correctly initialize the modules"
        )


class LazyLinear(LazyModuleMixin, Linear):
    """`Linear` whose ``in_features`` is the last size of the first input: ``y = x Aᵀ + b``.

    Shape: ``(…, in_features)`` → ``(…, out_features)``.
    Dtype: that of the weight; the result has it.
    Raises: as `Linear`.

    >>> import flambeau
    >>> from flambeau import nn
    >>> layer = nn.LazyLinear(2)
    >>> _ = layer(flambeau.ones(4, 3))
    >>> layer
    Linear(in_features=3, out_features=2, bias=True)
    """

    cls_to_become = Linear
    weight: Any
    bias: Any

    def __init__(self, out_features: int, bias: bool = True, device: Any = None, dtype: Any = None) -> None:
        super().__init__(0, 0, False, device, dtype)
        self.weight = UninitializedParameter(device=device, dtype=dtype)
        self.out_features = out_features
        if bias:
            self.bias = UninitializedParameter(device=device, dtype=dtype)

    def reset_parameters(self) -> None:
        if not self.has_uninitialized_params() and self.in_features != 0:
            super().reset_parameters()

    def initialize_parameters(self, input: Tensor) -> None:
        if self.has_uninitialized_params():
            with no_grad():
                self.in_features = input.shape[-1]
                self.weight.materialize((self.out_features, self.in_features))
                if self.bias is not None:
                    self.bias.materialize((self.out_features,))
                self.reset_parameters()
        elif self.in_features == 0:  # a state was loaded
            self.in_features = self.weight.shape[-1]


class _LazyConvNd(LazyModuleMixin, _ConvNd):
    weight: Any
    bias: Any

    def _postpone(self, out_channels: int, bias: bool, device: Any, dtype: Any) -> None:
        self.weight = UninitializedParameter(device=device, dtype=dtype)
        self.out_channels = out_channels
        if bias:
            self.bias = UninitializedParameter(device=device, dtype=dtype)

    def reset_parameters(self) -> None:
        if not self.has_uninitialized_params() and self.in_channels != 0:
            super().reset_parameters()

    def initialize_parameters(self, input: Tensor, *args: Any, **kwargs: Any) -> None:
        if self.has_uninitialized_params():
            self.in_channels = self._channels_of(input)
            if self.in_channels % self.groups != 0:
                raise ValueError("in_channels must be divisible by groups")
            outer, inner = self.out_channels, self.in_channels
            if self.transposed:
                outer, inner = inner, outer
            self.weight.materialize((outer, inner // self.groups, *self.kernel_size))
            if self.bias is not None:
                self.bias.materialize((self.out_channels,))
            self.reset_parameters()
        elif self.in_channels == 0:  # a state was loaded
            self.in_channels = self.weight.shape[0] if self.transposed else self.weight.shape[1] * self.groups

    def _channels_of(self, input: Tensor) -> int:
        unbatched = self._dimensions + 1
        if input.dim() not in (unbatched, unbatched + 1):
            raise RuntimeError(
                f"Expected {unbatched}D (unbatched) or {unbatched + 1}D (batched) input to {type(self).__name__}, but "
                f"got input of size: {input.shape}"
            )
        return int(input.shape[-unbatched])


class _LazyConv(_LazyConvNd):
    def __init__(
        self,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        dilation: Any = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        made = (kernel_size, stride, padding, dilation, groups, False, padding_mode, device, dtype)
        super().__init__(0, 0, *made)
        self._postpone(out_channels, bias, device, dtype)


class _LazyConvTranspose(_LazyConvNd):
    def __init__(
        self,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        output_padding: Any = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: Any = 1,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        made = (kernel_size, stride, padding, output_padding, groups, False, dilation, padding_mode, device, dtype)
        super().__init__(0, 0, *made)
        self._postpone(out_channels, bias, device, dtype)


class _LazyNorm(LazyModuleMixin, _NormBase):
    weight: Any
    bias: Any
    running_mean: Any
    running_var: Any

    def __init__(
        self,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        device: Any = None,
        dtype: Any = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__(0, eps, momentum, False, False, device, dtype)
        self.affine = affine
        self.track_running_stats = track_running_stats
        if affine:
            self.weight = UninitializedParameter(device=device, dtype=dtype)
            if bias:
                self.bias = UninitializedParameter(device=device, dtype=dtype)
        if track_running_stats:
            self.running_mean = UninitializedBuffer(device=device, dtype=dtype)
            self.running_var = UninitializedBuffer(device=device, dtype=dtype)
            self.num_batches_tracked = tensor(0, dtype=int64, device=device)

    def reset_parameters(self) -> None:
        if not self.has_uninitialized_params() and self.num_features != 0:
            super().reset_parameters()

    def initialize_parameters(self, input: Tensor) -> None:
        if self.has_uninitialized_params():
            self.num_features = input.shape[1]
            for value in (self.weight, self.bias, self.running_mean, self.running_var):
                if is_lazy(value):
                    value.materialize((self.num_features,))
            self.reset_parameters()
        elif self.num_features == 0:  # a state was loaded
            held = self.running_mean if self.weight is None else self.weight
            self.num_features = 0 if held is None else held.shape[0]


_Layer = TypeVar("_Layer", bound=type)
_IMAGES = {"1": "L", "2": "H, W", "3": "D, H, W"}


def _lazy(learnt: str, arguments: str = "") -> Callable[[_Layer], _Layer]:
    """Makes a class the lazy form of the last of its bases: what it becomes, and its docstring."""

    def finished(layer: Any) -> Any:
        made = layer.__bases__[-1]
        image = _IMAGES[made.__name__[-2]]
        one = " or without N" if arguments else ""
        layer.cls_to_become = made
        layer.__doc__ = f"""`{made.__name__}` whose ``{learnt}`` is the number of channels of the first input.

    Shape: ``(N, C, {image})``{one}, as `{made.__name__}`.
    Dtype: that of the weight; the result has it.
    Raises: as `{made.__name__}`.

    >>> import flambeau
    >>> from flambeau import nn
    >>> layer = nn.{layer.__name__}({arguments})
    >>> _ = layer(flambeau.ones(2, 4{", 5" * len(image.split(", "))}))
    >>> type(layer).__name__, layer.{learnt}
    ('{made.__name__}', 4)
    """
        return layer

    return finished


@_lazy("in_channels", "2, kernel_size=3")
class LazyConv1d(_LazyConv, Conv1d): ...


@_lazy("in_channels", "2, kernel_size=3")
class LazyConv2d(_LazyConv, Conv2d): ...


@_lazy("in_channels", "2, kernel_size=3")
class LazyConv3d(_LazyConv, Conv3d): ...


@_lazy("in_channels", "2, kernel_size=3")
class LazyConvTranspose1d(_LazyConvTranspose, ConvTranspose1d): ...


@_lazy("in_channels", "2, kernel_size=3")
class LazyConvTranspose2d(_LazyConvTranspose, ConvTranspose2d): ...


@_lazy("in_channels", "2, kernel_size=3")
class LazyConvTranspose3d(_LazyConvTranspose, ConvTranspose3d): ...


@_lazy("num_features")
class LazyBatchNorm1d(_LazyNorm, BatchNorm1d): ...


@_lazy("num_features")
class LazyBatchNorm2d(_LazyNorm, BatchNorm2d): ...


@_lazy("num_features")
class LazyBatchNorm3d(_LazyNorm, BatchNorm3d): ...


@_lazy("num_features")
class LazyInstanceNorm1d(_LazyNorm, InstanceNorm1d): ...


@_lazy("num_features")
class LazyInstanceNorm2d(_LazyNorm, InstanceNorm2d): ...


@_lazy("num_features")
class LazyInstanceNorm3d(_LazyNorm, InstanceNorm3d): ...


explain_module(globals())
