"""Normalisation over the batch, ``BatchNorm``, and over each sample's channels, ``InstanceNorm``."""

from __future__ import annotations

import warnings
from typing import Any

from ..._arguments import explain_module
from ..._core import Tensor, bfloat16, float16, int64
from ..._functions import cat, empty, ones, tensor, zeros
from ...autograd import no_grad
from .. import functional as F
from .. import init
from ..parameter import Parameter
from .module import Module

__all__ = [
    "BatchNorm1d",
    "BatchNorm2d",
    "BatchNorm3d",
    "InstanceNorm1d",
    "InstanceNorm2d",
    "InstanceNorm3d",
    "SyncBatchNorm",
]


class _NormBase(Module):
    """Weight, bias and running statistics per channel."""

    _version = 2  # version 1 had no num_batches_tracked

    running_mean: Tensor | None
    running_var: Tensor | None
    num_batches_tracked: Tensor | None

    def __init__(
        self,
        num_features: int,
        eps: float,
        momentum: float | None,
        affine: bool,
        track_running_stats: bool,
        device: Any,
        dtype: Any,
        bias: bool,
    ) -> None:
        super().__init__()
        self.num_features = num_features
        self.eps = eps
        self.momentum = momentum
        self.affine = affine
        self.track_running_stats = track_running_stats
        for name, wanted in (("weight", affine), ("bias", affine and bias)):
            values = Parameter(empty(num_features, device=device, dtype=dtype)) if wanted else None
            self.register_parameter(name, values)
        mean = variance = batches = None
        if track_running_stats:
            mean = zeros(num_features, device=device, dtype=dtype)
            variance = ones(num_features, device=device, dtype=dtype)
            batches = tensor(0, dtype=int64, device=device)
        self.register_buffer("running_mean", mean)
        self.register_buffer("running_var", variance)
        self.register_buffer("num_batches_tracked", batches)
        self.reset_parameters()

    def reset_running_stats(self) -> None:
        """Forget the statistics gathered so far."""
        if self.running_mean is not None and self.running_var is not None and self.num_batches_tracked is not None:
            self.running_mean.zero_()
            self.running_var.fill_(1)
            self.num_batches_tracked.zero_()

    def reset_parameters(self) -> None:
        """Start anew: weight one, bias zero, no statistics."""
        self.reset_running_stats()
        if self.weight is not None:
            init.ones_(self.weight)
        if self.bias is not None:
            init.zeros_(self.bias)

    def _check_input_dim(self, input: Tensor) -> None:
        raise NotImplementedError

    def extra_repr(self) -> str:
        return (
            f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, affine={self.affine}, "
            f"bias={self.bias is not None}, track_running_stats={self.track_running_stats}"
        )

    def _load_from_state_dict(
        self,
        state_dict: Any,
        prefix: str,
        local_metadata: dict[str, Any],
        strict: bool,
        missing_keys: list[str],
        unexpected_keys: list[str],
        error_msgs: list[str],
    ) -> None:
        version = local_metadata.get("version")
        key = prefix + "num_batches_tracked"
        if (version is None or version < 2) and self.track_running_stats and key not in state_dict:
            own = self.num_batches_tracked
            state_dict[key] = tensor(0, dtype=int64) if own is None else own
        super()._load_from_state_dict(
            state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs
        )


class _BatchNorm(_NormBase):
    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        device: Any = None,
        dtype: Any = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__(num_features, eps, momentum, affine, track_running_stats, device, dtype, bias)

    def forward(self, input: Tensor) -> Tensor:
        self._check_input_dim(input)
        factor = 0.0 if self.momentum is None else self.momentum
        tracked = self.training and self.track_running_stats
        if tracked and self.num_batches_tracked is not None:
            self.num_batches_tracked.add_(1)
            if self.momentum is None:  # the average over all batches
                factor = 1.0 / float(self.num_batches_tracked)
        use_batch = self.training or (self.running_mean is None and self.running_var is None)
        keep = not self.training or self.track_running_stats
        return F.batch_norm(
            input,
            self.running_mean if keep else None,
            self.running_var if keep else None,
            self.weight,
            self.bias,
            use_batch,
            factor,
            self.eps,
        )


class BatchNorm1d(_BatchNorm):
    """``(x − mean) / √(var + eps) · weight + bias`` per channel, with C = ``num_features``.

    In training, mean and variance (divided by n) are those of the batch, and
    ``running = (1 − momentum)·running + momentum·batch`` is kept, with the variance divided by n − 1; ``momentum=None``
    keeps the average of all batches. In evaluation the running statistics are used, or the batch's where
    ``track_running_stats=False``. ``weight`` starts at 1 and ``bias`` at 0; ``affine=False`` leaves them out.

    Shape: ``(N, C)`` or ``(N, C, L)``; the result has the input's.
    Dtype: floating, that of the weight, or float16 or bfloat16 beside float32 weights; the result has the input's.
    Raises: ValueError for an input that is not 2-D or 3-D, and in training for one value per channel; RuntimeError for
        another number of channels or a dtype that does not go with the weight's; NotImplementedError for bool, integer
        and complex inputs.
    Source: Ioffe and Szegedy 2015, Batch Normalization, algorithms 1 and 2.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.BatchNorm1d(1)(flambeau.tensor([[1.0], [3.0]]))
    tensor([[-1.0000],
            [ 1.0000]], grad_fn=<NativeBatchNormBackward0>)
    """

    def _check_input_dim(self, input: Tensor) -> None:
        if input.dim() not in (2, 3):
            raise ValueError(f"expected 2D or 3D input (got {input.dim()}D input)")


class BatchNorm2d(_BatchNorm):
    """``(x − mean) / √(var + eps) · weight + bias`` per channel, with C = ``num_features``.

    In training, mean and variance (divided by n) are those of the batch, and
    ``running = (1 − momentum)·running + momentum·batch`` is kept, with the variance divided by n − 1; ``momentum=None``
    keeps the average of all batches. In evaluation the running statistics are used, or the batch's where
    ``track_running_stats=False``. ``weight`` starts at 1 and ``bias`` at 0; ``affine=False`` leaves them out.

    Shape: ``(N, C, H, W)``; the result has the input's.
    Dtype: floating, that of the weight, or float16 or bfloat16 beside float32 weights; the result has the input's.
    Raises: ValueError for an input that is not 4-D, and in training for one value per channel; RuntimeError for another
        number of channels or a dtype that does not go with the weight's; NotImplementedError for bool, integer and
        complex inputs.
    Source: Ioffe and Szegedy 2015, Batch Normalization, algorithms 1 and 2.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.BatchNorm2d(3)(flambeau.ones(2, 3, 4, 4)).abs().max().item()
    0.0
    """

    def _check_input_dim(self, input: Tensor) -> None:
        if input.dim() != 4:
            raise ValueError(f"expected 4D input (got {input.dim()}D input)")


class BatchNorm3d(_BatchNorm):
    """``(x − mean) / √(var + eps) · weight + bias`` per channel, with C = ``num_features``.

    In training, mean and variance (divided by n) are those of the batch, and
    ``running = (1 − momentum)·running + momentum·batch`` is kept, with the variance divided by n − 1; ``momentum=None``
    keeps the average of all batches. In evaluation the running statistics are used, or the batch's where
    ``track_running_stats=False``. ``weight`` starts at 1 and ``bias`` at 0; ``affine=False`` leaves them out.

    Shape: ``(N, C, D, H, W)``; the result has the input's.
    Dtype: floating, that of the weight, or float16 or bfloat16 beside float32 weights; the result has the input's.
    Raises: ValueError for an input that is not 5-D, and in training for one value per channel; RuntimeError for another
        number of channels or a dtype that does not go with the weight's; NotImplementedError for bool, integer and
        complex inputs.
    Source: Ioffe and Szegedy 2015, Batch Normalization, algorithms 1 and 2.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.BatchNorm3d(3)(flambeau.ones(2, 3, 4, 4, 4)).abs().max().item()
    0.0
    """

    def _check_input_dim(self, input: Tensor) -> None:
        if input.dim() != 5:
            raise ValueError(f"expected 5D input (got {input.dim()}D input)")


class SyncBatchNorm(_BatchNorm):
    """``(x − mean) / √(var + eps) · weight + bias`` per channel, over the batches of all processes of a group.

    Mean and variance are those of all processes' elements, which may differ in number; derivatives of any order pass
    through. In one process, and in evaluation, it is `BatchNorm1d` to `BatchNorm3d` for inputs of any number of
    dimensions.

    Shape: ``(N, C, ...)``, C being ``num_features``; the result has the input's.
    Dtype: floating; the result has it.
    Raises: ValueError for fewer than two dimensions and for one value per channel while training; RuntimeError for
        another number of channels; NotImplementedError for bool, integer and complex inputs.
    Source: Ioffe and Szegedy 2015, Batch Normalization.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.SyncBatchNorm(3)(flambeau.ones(2, 3, 4)).abs().max().item()
    0.0
    """

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        process_group: Any = None,
        device: Any = None,
        dtype: Any = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__(num_features, eps, momentum, affine, track_running_stats, device, dtype, bias=bias)
        self.process_group = process_group

    def _check_input_dim(self, input: Tensor) -> None:
        if input.dim() < 2:
            raise ValueError(f"expected at least 2D input (got {input.dim()}D input)")

    def forward(self, input: Tensor) -> Tensor:
        """Normalises by the moments of all processes' inputs while training."""
        from ...distributed import get_world_size, is_initialized  # few programs use it

        by_batch = self.training or (self.running_mean is None and self.running_var is None)
        if not by_batch or not is_initialized() or get_world_size(self.process_group) < 2:
            return super().forward(input)
        self._check_input_dim(input)
        if input.shape[1] != self.num_features:
            raise RuntimeError(f"SyncBatchNorm: {input.shape[1]} channels | the layer has {self.num_features}")
        return self._normalized(input)

    def _normalized(self, input: Tensor) -> Tensor:
        from ...distributed.nn import all_reduce

        x = input.float() if input.dtype in (float16, bfloat16) else input
        over = [0, *range(2, x.dim())]
        size = x.numel() // self.num_features
        sums = all_reduce(cat([x.sum(over), x.new_full((1,), size)]), group=self.process_group)
        count = sums[-1].detach()
        shape = [1, -1, *[1] * (x.dim() - 2)]
        mean = sums[:-1] / count
        centred = x - mean.view(shape)
        var = all_reduce((centred * centred).sum(over), group=self.process_group) / count
        self._keep(mean.detach(), var.detach() * (count / (count - 1)))
        result = centred * (var + self.eps).rsqrt().view(shape)
        if self.weight is not None:
            result = result * self.weight.view(shape)
        if self.bias is not None:
            result = result + self.bias.view(shape)
        return result.to(input.dtype)

    def _keep(self, mean: Tensor, var: Tensor) -> None:
        """Moves the running statistics, as in one process."""
        if not self.training or self.running_mean is None or self.running_var is None:
            return
        factor = self.momentum
        if self.num_batches_tracked is not None:
            self.num_batches_tracked.add_(1)
            factor = 1 / float(self.num_batches_tracked) if factor is None else factor
        with no_grad():
            self.running_mean.lerp_(mean.to(self.running_mean.dtype), factor or 0.0)
            self.running_var.lerp_(var.to(self.running_var.dtype), factor or 0.0)

    @classmethod
    def convert_sync_batchnorm(cls, module: Module, process_group: Any = None) -> Module:
        """The module with a SyncBatchNorm in place of each BatchNorm, which has its parameters and statistics."""
        converted = module
        if isinstance(module, _BatchNorm):
            made = cls(
                module.num_features,
                module.eps,
                module.momentum,
                module.affine,
                module.track_running_stats,
                process_group,
                bias=module.bias is not None,
            )
            made.weight, made.bias = module.weight, module.bias
            made.running_mean, made.running_var = module.running_mean, module.running_var
            made.num_batches_tracked = module.num_batches_tracked
            converted = made.train(module.training)
        for name, child in module.named_children():
            converted.add_module(name, cls.convert_sync_batchnorm(child, process_group))
        return converted


class _InstanceNorm(_NormBase):
    _batched_dimensions = 0

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float = 0.1,
        affine: bool = False,
        track_running_stats: bool = False,
        device: Any = None,
        dtype: Any = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__(num_features, eps, momentum, affine, track_running_stats, device, dtype, bias)

    def _check_input_dim(self, input: Tensor) -> None:
        batched = self._batched_dimensions
        if input.dim() not in (batched - 1, batched):
            raise ValueError(f"expected {batched - 1}D or {batched}D input (got {input.dim()}D input)")

    def forward(self, input: Tensor) -> Tensor:
        self._check_input_dim(input)
        feature = input.dim() - self._batched_dimensions + 1
        if input.shape[feature] != self.num_features:
            if self.affine:
                raise ValueError(
                    f"expected input's size at dim={feature} to match num_features ({self.num_features}), "
                    f"but got: {input.shape[feature]}."
                )
            warnings.warn(
                f"input's size at dim={feature} does not match num_features. You can silence this warning by not "
                "passing in num_features, which is not used because affine=False",
                stacklevel=3,
            )
        if input.dim() < self._batched_dimensions:
            return self._normalise(input.unsqueeze(0)).squeeze(0)
        return self._normalise(input)

    def _normalise(self, input: Tensor) -> Tensor:
        return F.instance_norm(
            input,
            self.running_mean,
            self.running_var,
            self.weight,
            self.bias,
            self.training or not self.track_running_stats,
            self.momentum if self.momentum is not None else 0.0,
            self.eps,
        )


class InstanceNorm1d(_InstanceNorm):
    """``(x − mean) / √(var + eps) · weight + bias`` per sample and channel, variances divided by n.

    By default there are no ``weight`` and ``bias`` (``affine=False``) and no running statistics
    (``track_running_stats=False``): evaluation computes what training does.

    Shape: ``(N, C, L)`` or ``(C, L)``, C being ``num_features``; the result has the input's.
    Dtype: floating; the result has it.
    Raises: ValueError for an input that is not 2-D or 3-D, for one value per channel, and with ``affine=True`` for
        another number of channels (a warning otherwise); NotImplementedError for bool, integer and complex inputs.
    Source: Ulyanov, Vedaldi and Lempitsky 2016, Instance Normalization.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.InstanceNorm1d(2)(flambeau.ones(1, 2, 4)).abs().max().item()
    0.0
    """

    _batched_dimensions = 3


class InstanceNorm2d(_InstanceNorm):
    """``(x − mean) / √(var + eps) · weight + bias`` per sample and channel, variances divided by n.

    By default there are no ``weight`` and ``bias`` (``affine=False``) and no running statistics
    (``track_running_stats=False``): evaluation computes what training does.

    Shape: ``(N, C, H, W)`` or ``(C, H, W)``, C being ``num_features``; the result has the input's.
    Dtype: floating; the result has it.
    Raises: ValueError for an input that is not 3-D or 4-D, for one value per channel, and with ``affine=True`` for
        another number of channels (a warning otherwise); NotImplementedError for bool, integer and complex inputs.
    Source: Ulyanov, Vedaldi and Lempitsky 2016, Instance Normalization.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.InstanceNorm2d(2)(flambeau.ones(1, 2, 4, 4)).abs().max().item()
    0.0
    """

    _batched_dimensions = 4


class InstanceNorm3d(_InstanceNorm):
    """``(x − mean) / √(var + eps) · weight + bias`` per sample and channel, variances divided by n.

    By default there are no ``weight`` and ``bias`` (``affine=False``) and no running statistics
    (``track_running_stats=False``): evaluation computes what training does.

    Shape: ``(N, C, D, H, W)`` or ``(C, D, H, W)``, C being ``num_features``; the result has the input's.
    Dtype: floating; the result has it.
    Raises: ValueError for an input that is not 4-D or 5-D, for one value per channel, and with ``affine=True`` for
        another number of channels (a warning otherwise); NotImplementedError for bool, integer and complex inputs.
    Source: Ulyanov, Vedaldi and Lempitsky 2016, Instance Normalization.

    >>> import flambeau
    >>> from flambeau import nn
    >>> nn.InstanceNorm3d(2)(flambeau.ones(1, 2, 4, 4, 4)).abs().max().item()
    0.0
    """

    _batched_dimensions = 5


explain_module(globals())
