# Written by scripts/make_stubs.py from the op registry; change the ops' entries instead.
"""The functions that layers call: activations, convolutions, pooling, normalisation, losses. Each is an op's entry.

Only `multi_head_attention_forward` has more parameters than an op may have, and is a function of ops."""

from typing import Any

from .._core import Tensor, _bool, _dtype, _float, _int, _Number, _Size, _str
from ..ops.attention import multi_head_attention_forward as multi_head_attention_forward

__all__ = [
    "adaptive_avg_pool1d",
    "adaptive_avg_pool2d",
    "adaptive_avg_pool3d",
    "adaptive_max_pool1d",
    "adaptive_max_pool1d_with_indices",
    "adaptive_max_pool2d",
    "adaptive_max_pool2d_with_indices",
    "adaptive_max_pool3d",
    "adaptive_max_pool3d_with_indices",
    "affine_grid",
    "alpha_dropout",
    "avg_pool1d",
    "avg_pool2d",
    "avg_pool3d",
    "batch_norm",
    "bilinear",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "celu",
    "celu_",
    "channel_shuffle",
    "conv1d",
    "conv2d",
    "conv3d",
    "conv_tbc",
    "conv_transpose1d",
    "conv_transpose2d",
    "conv_transpose3d",
    "cosine_embedding_loss",
    "cosine_similarity",
    "cross_entropy",
    "ctc_loss",
    "dropout",
    "dropout1d",
    "dropout2d",
    "dropout3d",
    "elu",
    "elu_",
    "embedding",
    "embedding_bag",
    "feature_alpha_dropout",
    "fold",
    "fractional_max_pool2d",
    "fractional_max_pool2d_with_indices",
    "fractional_max_pool3d",
    "fractional_max_pool3d_with_indices",
    "gaussian_nll_loss",
    "gelu",
    "glu",
    "grid_sample",
    "group_norm",
    "gumbel_softmax",
    "hardshrink",
    "hardshrink_",
    "hardsigmoid",
    "hardswish",
    "hardtanh",
    "hardtanh_",
    "hinge_embedding_loss",
    "huber_loss",
    "instance_norm",
    "interpolate",
    "kl_div",
    "l1_loss",
    "layer_norm",
    "leaky_relu",
    "leaky_relu_",
    "linear",
    "linear_cross_entropy",
    "local_response_norm",
    "log_softmax",
    "logsigmoid",
    "lp_pool1d",
    "lp_pool2d",
    "lp_pool3d",
    "margin_ranking_loss",
    "max_pool1d",
    "max_pool1d_with_indices",
    "max_pool2d",
    "max_pool2d_with_indices",
    "max_pool3d",
    "max_pool3d_with_indices",
    "max_unpool1d",
    "max_unpool2d",
    "max_unpool3d",
    "mish",
    "mse_loss",
    "multi_head_attention_forward",
    "multi_margin_loss",
    "multilabel_margin_loss",
    "multilabel_soft_margin_loss",
    "native_channel_shuffle",
    "nll_loss",
    "normalize",
    "one_hot",
    "pad",
    "pairwise_distance",
    "pdist",
    "pixel_shuffle",
    "pixel_unshuffle",
    "poisson_nll_loss",
    "prelu",
    "relu",
    "relu6",
    "relu_",
    "rms_norm",
    "rrelu",
    "rrelu_",
    "scaled_dot_product_attention",
    "selu",
    "selu_",
    "sigmoid",
    "sigmoid_",
    "silu",
    "smooth_l1_loss",
    "soft_margin_loss",
    "softmax",
    "softmin",
    "softplus",
    "softshrink",
    "softsign",
    "tanh",
    "tanh_",
    "tanhshrink",
    "threshold",
    "threshold_",
    "triplet_margin_loss",
    "triplet_margin_with_distance_loss",
    "unfold",
    "upsample",
    "upsample_bilinear",
    "upsample_nearest",
]

def adaptive_avg_pool1d(input: Tensor, output_size: Any, *, out: Tensor | None = None) -> Tensor:
    """Means over windows chosen to give ``output_size``: result i of n is that of elements ``floor(i * L / n)`` to
    ``ceil((i + 1) * L / n) - 1`` of L.

    Shape: ``(N, C, L)`` or ``(C, L)`` with the last size replaced by ``output_size``.
    Dtype: floating; the result has it.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError for an input that is not 2-D or 3-D
        and for a negative size.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.adaptive_avg_pool1d(input, output_size, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.adaptive_avg_pool1d(torch.ones(1, 1, 4), 2).shape
    torch.Size([1, 1, 2])
    """

def adaptive_avg_pool2d(input: Tensor, output_size: Any, *, out: Tensor | None = None) -> Tensor:
    """Means over windows chosen to give ``output_size``: result i of n is that of elements ``floor(i * L / n)`` to
    ``ceil((i + 1) * L / n) - 1`` of L.

    Shape: ``(N, C, H, W)`` or ``(C, H, W)`` with the last 2 sizes replaced by ``output_size``, one number or one per
        dimension; None keeps a size.
    Dtype: floating (to size 1 complex too); the result has it.
    Raises: NotImplementedError or RuntimeError for bool and integer tensors; NotImplementedError for complex ones;
        RuntimeError for an input that is not 3-D or 4-D and for a negative size.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.adaptive_avg_pool2d(input, output_size, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.adaptive_avg_pool2d(torch.ones(1, 1, 4, 4), 2).shape
    torch.Size([1, 1, 2, 2])
    """

def adaptive_avg_pool3d(input: Tensor, output_size: Any, *, out: Tensor | None = None) -> Tensor:
    """Means over windows chosen to give ``output_size``: result i of n is that of elements ``floor(i * L / n)`` to
    ``ceil((i + 1) * L / n) - 1`` of L.

    Shape: ``(N, C, D, H, W)`` or ``(C, D, H, W)`` with the last 3 sizes replaced by ``output_size``, one number or one
        per dimension; None keeps a size.
    Dtype: floating (to size 1 complex too); the result has it.
    Raises: NotImplementedError or RuntimeError for bool and integer tensors; NotImplementedError for complex ones;
        RuntimeError for an input that is not 4-D or 5-D and for a negative size.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.adaptive_avg_pool3d(input, output_size, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.adaptive_avg_pool3d(torch.ones(1, 1, 4, 4, 4), 2).shape
    torch.Size([1, 1, 2, 2, 2])
    """

def adaptive_max_pool1d(input: Tensor, output_size: Any, return_indices: _bool = False, *, out: Any | None = None) -> Any:
    """Maxima over windows chosen to give ``output_size``: result i of n is that of elements ``floor(i * L / n)`` to
    ``ceil((i + 1) * L / n) - 1`` of L.

    ``return_indices`` gives the place of each maximum too, counted through the plane.

    Shape: ``(N, C, L)`` or ``(C, L)`` with the last size replaced by ``output_size``.
    Dtype: floating; the result has it, indices are int64.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError for an input that is not 2-D or 3-D
        and for a negative size.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.adaptive_max_pool1d(input, output_size, return_indices=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.adaptive_max_pool1d(torch.ones(1, 1, 4), 2).shape
    torch.Size([1, 1, 2])
    """

def adaptive_max_pool1d_with_indices(input: Tensor, output_size: Any, return_indices: _bool = False, *, out: Any | None = None) -> Any:
    """What `adaptive_max_pool1d` gives with ``return_indices``: maxima and their places.

    Shape: that of `adaptive_max_pool1d`, for both.
    Dtype: floating; the values have it, the indices are int64.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError as `adaptive_max_pool1d`.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.adaptive_max_pool1d_with_indices(input, output_size, return_indices=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.adaptive_max_pool1d_with_indices(torch.ones(1, 1, 4), 2)[1].shape
    torch.Size([1, 1, 2])
    """

def adaptive_max_pool2d(input: Tensor, output_size: Any, return_indices: _bool = False, *, out: Any | None = None) -> Any:
    """Maxima over windows chosen to give ``output_size``: result i of n is that of elements ``floor(i * L / n)`` to
    ``ceil((i + 1) * L / n) - 1`` of L.

    ``return_indices`` gives the place of each maximum too, counted through the plane.

    Shape: ``(N, C, H, W)`` or ``(C, H, W)`` with the last 2 sizes replaced by ``output_size``, one number or one per
        dimension; None keeps a size.
    Dtype: floating; the result has it, indices are int64.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError for an input that is not 3-D or 4-D
        and for a negative size.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.adaptive_max_pool2d(input, output_size, return_indices=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.adaptive_max_pool2d(torch.ones(1, 1, 4, 4), 2).shape
    torch.Size([1, 1, 2, 2])
    """

def adaptive_max_pool2d_with_indices(input: Tensor, output_size: Any, return_indices: _bool = False, *, out: Any | None = None) -> Any:
    """What `adaptive_max_pool2d` gives with ``return_indices``: maxima and their places.

    Shape: that of `adaptive_max_pool2d`, for both.
    Dtype: floating; the values have it, the indices are int64.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError as `adaptive_max_pool2d`.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.adaptive_max_pool2d_with_indices(input, output_size, return_indices=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.adaptive_max_pool2d_with_indices(torch.ones(1, 1, 4, 4), 2)[1].shape
    torch.Size([1, 1, 2, 2])
    """

def adaptive_max_pool3d(input: Tensor, output_size: Any, return_indices: _bool = False, *, out: Any | None = None) -> Any:
    """Maxima over windows chosen to give ``output_size``: result i of n is that of elements ``floor(i * L / n)`` to
    ``ceil((i + 1) * L / n) - 1`` of L.

    ``return_indices`` gives the place of each maximum too, counted through the plane.

    Shape: ``(N, C, D, H, W)`` or ``(C, D, H, W)`` with the last 3 sizes replaced by ``output_size``, one number or one
        per dimension; None keeps a size.
    Dtype: floating; the result has it, indices are int64.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError for an input that is not 4-D or 5-D
        and for a negative size.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.adaptive_max_pool3d(input, output_size, return_indices=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.adaptive_max_pool3d(torch.ones(1, 1, 4, 4, 4), 2).shape
    torch.Size([1, 1, 2, 2, 2])
    """

def adaptive_max_pool3d_with_indices(input: Tensor, output_size: Any, return_indices: _bool = False, *, out: Any | None = None) -> Any:
    """What `adaptive_max_pool3d` gives with ``return_indices``: maxima and their places.

    Shape: that of `adaptive_max_pool3d`, for both.
    Dtype: floating; the values have it, the indices are int64.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError as `adaptive_max_pool3d`.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.adaptive_max_pool3d_with_indices(input, output_size, return_indices=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.adaptive_max_pool3d_with_indices(torch.ones(1, 1, 4, 4, 4), 2)[1].shape
    torch.Size([1, 1, 2, 2, 2])
    """

def affine_grid(theta: Tensor, size: _Size, align_corners: _bool | None = None, *, out: Tensor | None = None) -> Tensor:
    """Positions for `grid_sample`: ``out[n, y, x] = theta[n] @ (x, y, 1)``, those of an image of ``size`` moved by
    affine maps, in [-1, 1] across each side.

    With ``align_corners`` -1 and 1 are the centres of the corner elements, else the outer edges (the default, with a
    warning if it is not given).

    Shape: ``theta`` ``(N, 2, 3)`` with ``size`` (N, C, H, W) gives ``(N, H, W, 2)``; ``(N, 3, 4)`` with (N, C, D, H, W)
        gives ``(N, D, H, W, 3)``. Positions are (x, y) or (x, y, z).
    Dtype: floating; the result has it.
    Raises: ValueError for bool, integer and complex ``theta``, for another shape of it and an empty ``size``;
        NotImplementedError for another number of sizes; RuntimeError for another batch size.
    Source: Jaderberg et al. 2015, Spatial Transformer Networks, equation 1.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.affine_grid(theta, size, align_corners=None, *, out=None)``.

    >>> import flambeau as torch
    >>> identity = torch.tensor([[[1., 0., 0.], [0., 1., 0.]]])
    >>> torch.nn.functional.affine_grid(identity, (1, 1, 1, 2), align_corners=False)
    tensor([[[[-0.5000,  0.0000],
              [ 0.5000,  0.0000]]]])
    """

def alpha_dropout(input: Tensor, p: _float = 0.5, training: _bool = False, inplace: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """`dropout` to SELU's limit ``-1.7581``, then ``a * x + b``, so that mean 0 and variance 1 are kept.

    Shape: that of ``input``.
    Dtype: floating when training, any otherwise; the result has it.
    Raises: ValueError unless ``0 <= p <= 1``; NotImplementedError when training for bool, integer and complex tensors.
    Source: Klambauer et al. 2017, Self-Normalizing Neural Networks.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.alpha_dropout(input, p=0.5, training=False, inplace=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.alpha_dropout(torch.tensor([1., 2.]))
    tensor([1., 2.])
    """

def avg_pool1d(input: Tensor, kernel_size: _Size, stride: _Size | None = None, padding: _Size = 0, ceil_mode: _bool = False, count_include_pad: _bool = True, *, out: Tensor | None = None) -> Tensor:
    """The mean of each window, ``mean of x[n, c, l * s + k]``, windows starting every s = ``stride`` places, by default
    ``kernel_size``.

    ``padding`` counts as zeros, which are elements unless ``count_include_pad=False``. ``ceil_mode`` rounds the number
    of windows up.

    Shape: ``(N, C, L)`` or ``(C, L)``; each size becomes ``(size + 2 * padding - k) // stride + 1``.
    Dtype: int64 (means are rounded towards zero) or floating; the result has it.
    Raises: NotImplementedError for bool, other integer and complex tensors; RuntimeError for an input that is not 2-D
        or 3-D, for padding of more than half the kernel and for results without a window.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.avg_pool1d(input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.avg_pool1d(torch.ones(1, 1, 4), 2).shape
    torch.Size([1, 1, 2])
    """

def avg_pool2d(input: Tensor, kernel_size: _Size, stride: _Size | None = None, padding: _Size = 0, ceil_mode: _bool = False, count_include_pad: _bool = True, divisor_override: _int | None = None, *, out: Tensor | None = None) -> Tensor:
    """The mean of each window, ``mean of x[n, c, h * s + i, w * s + j]``, windows starting every s = ``stride`` places,
    by default ``kernel_size``.

    ``padding`` counts as zeros, which are elements unless ``count_include_pad=False``. ``ceil_mode`` rounds the number
    of windows up. ``divisor_override`` is divided by instead of the number of elements.

    Shape: ``(N, C, H, W)`` or ``(C, H, W)``; each size becomes ``(size + 2 * padding - k) // stride + 1``.
    Dtype: int64 (means are rounded towards zero) or floating; the result has it.
    Raises: NotImplementedError for bool, other integer and complex tensors; RuntimeError for an input that is not 3-D
        or 4-D, for padding of more than half the kernel, for a ``divisor_override`` of 0 and for results without a
        window.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.avg_pool2d(input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.avg_pool2d(torch.ones(1, 1, 4, 4), 2).shape
    torch.Size([1, 1, 2, 2])
    """

def avg_pool3d(input: Tensor, kernel_size: _Size, stride: _Size | None = None, padding: _Size = 0, ceil_mode: _bool = False, count_include_pad: _bool = True, divisor_override: _int | None = None, *, out: Tensor | None = None) -> Tensor:
    """The mean of each window, ``mean of x[n, c, d * s + h, ...]``, windows starting every s = ``stride`` places, by
    default ``kernel_size``.

    ``padding`` counts as zeros, which are elements unless ``count_include_pad=False``. ``ceil_mode`` rounds the number
    of windows up. ``divisor_override`` is divided by instead of the number of elements.

    Shape: ``(N, C, D, H, W)`` or ``(C, D, H, W)``; each size becomes ``(size + 2 * padding - k) // stride + 1``.
    Dtype: int64 (means are rounded towards zero) or floating; the result has it.
    Raises: NotImplementedError for bool, other integer and complex tensors; RuntimeError for an input that is not 4-D
        or 5-D, for padding of more than half the kernel, for a ``divisor_override`` of 0 and for results without a
        window.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.avg_pool3d(input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.avg_pool3d(torch.ones(1, 1, 4, 4, 4), 2).shape
    torch.Size([1, 1, 2, 2, 2])
    """

def batch_norm(input: Tensor, running_mean: Tensor | None, running_var: Tensor | None, weight: Tensor | None = None, bias: Tensor | None = None, training: _bool = False, momentum: _float = 0.1, eps: _float = 1e-05, *, out: Tensor | None = None) -> Tensor:
    """``(x - mean) / sqrt(var + eps) * weight + bias`` per channel.

    In training the moments are the batch's (variances divided by n), and the running ones move towards them by
    ``momentum`` (variances divided by n - 1); else the running moments are used.

    Shape: ``(N, C, ...)``; the result has it. Weights and moments are ``(C,)``.
    Dtype: floating, the same for ``weight``, or float16 or bfloat16 beside float32 weights; the result has that of
        ``input``.
    Raises: ValueError in training for a single value per channel; RuntimeError for another number of channels, a dtype
        that does not go with the weight's, fewer than two dimensions, and missing moments outside training;
        NotImplementedError for bool, integer and complex tensors.
    Source: Ioffe and Szegedy 2015, Batch Normalization, algorithms 1 and 2.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.batch_norm(input, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-05, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.batch_norm(torch.tensor([[1.], [3.]]), None, None, training=True)
    tensor([[-1.0000],
            [ 1.0000]])
    """

def bilinear(input1: Tensor, input2: Tensor, weight: Tensor, bias: Tensor | None = None, *, out: Tensor | None = None) -> Tensor:
    """``out[..., k] = sum over i, j of input1[..., i] * weight[k, i, j] * input2[..., j] + bias[k]``.

    Shape: ``(..., m)`` and ``(..., n)`` with ``weight`` ``(p, m, n)`` and ``bias`` ``(p,)`` give ``(..., p)``.
    Dtype: integer, floating or complex, the same for all; the result has it.
    Raises: RuntimeError for sizes that do not go together and two different dtypes; NotImplementedError for bool
        tensors; IndexError for a 0-d tensor.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.bilinear(input1, input2, weight, bias=None, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.bilinear(torch.ones(1, 2), torch.ones(1, 3), torch.ones(4, 2, 3)).shape
    torch.Size([1, 4])
    """

def binary_cross_entropy(input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: _bool | None = None, reduce: _bool | None = None, reduction: _str = 'mean', *, out: Tensor | None = None) -> Tensor:
    """The mean of ``-(target * log(input) + (1 - target) * log(1 - input))`` for probabilities ``input``.

    Logarithms are kept at or above -100. ``weight`` scales elements, broadcast to the input. ``reduction`` is "mean",
    "sum" or "none".

    Shape: ``input`` and ``target`` of one shape give 0-d; with ``reduction="none"`` that shape.
    Dtype: floating, the same for both; the result has it.
    Raises: RuntimeError for probabilities outside [0, 1] and two different dtypes; NotImplementedError for bool,
        integer and complex tensors; ValueError for two different shapes; ValueError for another ``reduction``.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.binary_cross_entropy(input, target, weight=None, size_average=None, reduce=None, reduction='mean', *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.binary_cross_entropy(torch.tensor([.5]), torch.tensor([1.]))
    tensor(0.6931)
    """

def binary_cross_entropy_with_logits(input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: _bool | None = None, reduce: _bool | None = None, reduction: _str = 'mean', pos_weight: Tensor | None = None, *, out: Tensor | None = None) -> Tensor:
    """`binary_cross_entropy` of ``sigmoid(input)``, computed without overflow.

    ``weight`` scales elements, ``pos_weight`` the positive part; both broadcast to the input. ``reduction`` is "mean",
    "sum" or "none".

    Shape: ``input`` and ``target`` of one shape give 0-d; with ``reduction="none"`` that shape.
    Dtype: floating targets; the result has the target's dtype.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError for a target that is not floating
        beside a floating input; ValueError for two different shapes; ValueError for another ``reduction``.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.binary_cross_entropy_with_logits(input, target, weight=None, size_average=None, reduce=None, reduction='mean', pos_weight=None, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.binary_cross_entropy_with_logits(torch.tensor([0.]), torch.tensor([1.]))
    tensor(0.6931)
    """

def celu(input: Tensor, alpha: _float = 1.0, inplace: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """Continuously differentiable `elu`: ``x`` above 0, ``alpha * (exp(x / alpha) - 1)`` elsewhere.

    Shape: that of ``input``.
    Dtype: floating; the result has it.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError if ``alpha`` is 0.
    Source: Barron 2017, Continuously Differentiable Exponential Linear Units.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``celu(input, alpha=1.0, inplace=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.celu(torch.tensor([-1., 2.]), 2.)
    tensor([-0.7869,  2.0000])
    """

def celu_(input: Tensor, alpha: _float = 1.0, inplace: _bool = False) -> Tensor:
    """In-place form of `celu`."""

def channel_shuffle(input: Tensor, groups: _int, *, out: Tensor | None = None) -> Tensor:
    """Channels dealt out of ``groups`` groups: channel ``g * k + i`` of k per group moves to ``i * groups + g``.

    Shape: ``(N, C, ...)``; the result has it.
    Dtype: any; the result has it.
    Raises: RuntimeError unless ``groups`` divides C; ValueError for fewer than two dimensions.
    Source: Zhang et al. 2018, ShuffleNet: An Extremely Efficient Convolutional Neural Network for Mobile Devices.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``channel_shuffle(input, groups, *, out=None)``; also called ``native_channel_shuffle``.

    >>> import flambeau as torch
    >>> torch.channel_shuffle(torch.arange(4.).view(1, 4, 1), 2).flatten()
    tensor([0., 2., 1., 3.])
    """

def conv1d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: _Size = 1, padding: Any = 0, dilation: _Size = 1, groups: _int = 1, *, out: Tensor | None = None) -> Tensor:
    """Cross-correlation,
    ``out[n, o, x] = bias[o] + sum of weight[o, c, i] * input[n, c, x * stride + i * dilation - padding]``.

    ``padding`` is in elements, "valid" (none) or "same" (sizes kept; stride 1 only). Each output channel sees
    ``C / groups`` input channels.

    Shape: ``(N, C, L)`` with ``weight`` ``(K, C / groups, k)`` and ``bias`` ``(K,)`` gives ``(N, K, ...)``, or both
        without N; each size becomes ``(size + 2 * padding - dilation * (k - 1) - 1) // stride + 1``.
    Dtype: integer, floating or complex, the same for all; the result has it.
    Raises: RuntimeError for another number of dimensions or channels, two different dtypes, a kernel larger than the
        padded input, an unknown padding, and "same" with a stride; NotImplementedError for bool tensors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``conv1d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.conv1d(torch.ones(1, 1, 3), torch.ones(1, 1, 2)).shape
    torch.Size([1, 1, 2])
    """

def conv2d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: _Size = 1, padding: Any = 0, dilation: _Size = 1, groups: _int = 1, *, out: Tensor | None = None) -> Tensor:
    """Cross-correlation, ``out[n, o, y, x] = bias[o] + sum of weight[o, c, i, j] * input[n, c, y * s + i * d - p, x * s
    + j * d - p]``.

    Here s is the stride, d the dilation and p the padding, one number or one per dimension. ``padding`` is in elements,
    "valid" (none) or "same" (sizes kept; stride 1 only). Each output channel sees ``C / groups`` input channels.

    Shape: ``(N, C, H, W)`` with ``weight`` ``(K, C / groups, kh, kw)`` and ``bias`` ``(K,)`` gives ``(N, K, ...)``, or
        both without N; each size becomes ``(size + 2 * padding - dilation * (k - 1) - 1) // stride + 1``.
    Dtype: integer, floating or complex, the same for all; the result has it.
    Raises: RuntimeError for another number of dimensions or channels, two different dtypes, a kernel larger than the
        padded input, an unknown padding, and "same" with a stride; NotImplementedError for bool tensors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``conv2d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.conv2d(torch.ones(1, 1, 3, 3), torch.ones(1, 1, 2, 2)).shape
    torch.Size([1, 1, 2, 2])
    """

def conv3d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: _Size = 1, padding: Any = 0, dilation: _Size = 1, groups: _int = 1, *, out: Tensor | None = None) -> Tensor:
    """Cross-correlation,
    ``out[n, o, z, y, x] = bias[o] + sum of weight[o, c, h, i, j] * input[n, c, z * s + h * d - p, ...]``.

    Here s is the stride, d the dilation and p the padding, one number or one per dimension. ``padding`` is in elements,
    "valid" (none) or "same" (sizes kept; stride 1 only). Each output channel sees ``C / groups`` input channels.

    Shape: ``(N, C, D, H, W)`` with ``weight`` ``(K, C / groups, kd, kh, kw)`` and ``bias`` ``(K,)`` gives
        ``(N, K, ...)``, or both without N; each size becomes
        ``(size + 2 * padding - dilation * (k - 1) - 1) // stride + 1``.
    Dtype: integer, floating or complex, the same for all; the result has it.
    Raises: RuntimeError for another number of dimensions or channels, two different dtypes, a kernel larger than the
        padded input, an unknown padding, and "same" with a stride; NotImplementedError for bool tensors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``conv3d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.conv3d(torch.ones(1, 1, 3, 3, 3), torch.ones(1, 1, 2, 2, 2)).shape
    torch.Size([1, 1, 2, 2, 2])
    """

def conv_tbc(input: Tensor, weight: Tensor, bias: Tensor, pad: _int = 0, *, out: Tensor | None = None) -> Tensor:
    """`conv1d` of a sequence whose time comes first: ``out[t, n, o] = bias[o] + sum over k, i of
    input[t + k - pad, n, i] * weight[k, i, o]``.

    Shape: ``(T, N, C)`` and a weight ``(k, C, O)`` give ``(T + 2 * pad - k + 1, N, O)``.
    Dtype: floating, the same for all; the result has it.
    Raises: RuntimeError for other numbers of dimensions and sizes that do not go together; NotImplementedError for bool
        tensors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``conv_tbc(input, weight, bias, pad=0, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.conv_tbc(torch.ones(4, 1, 2), torch.ones(3, 2, 1), torch.zeros(1)).flatten()
    tensor([6., 6.])
    """

def conv_transpose1d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: _Size = 1, padding: _Size = 0, output_padding: _Size = 0, groups: _int = 1, dilation: _Size = 1, *, out: Tensor | None = None) -> Tensor:
    """The transpose of `conv1d` with the same settings: each ``input[n, c, ...]`` adds ``weight[c, o]`` times itself to
    a window of ``out[n, o]``.

    ``output_padding`` adds to the end of the result.

    Shape: ``(N, C, L)`` with ``weight`` ``(C, K / groups, k)`` and ``bias`` ``(K,)`` gives ``(N, K, ...)``, or both
        without N; each size becomes ``(size - 1) * stride - 2 * padding + dilation * (k - 1) + output_padding + 1``.
    Dtype: integer, floating or complex, the same for all; the result has it.
    Raises: RuntimeError for another number of dimensions or channels, two different dtypes, and unless
        ``output_padding`` is smaller than stride or dilation; NotImplementedError for bool tensors.
    Source: Zeiler et al. 2010, Deconvolutional Networks.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``conv_transpose1d(input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.conv_transpose1d(torch.ones(1, 1, 3), torch.ones(1, 1, 2)).shape
    torch.Size([1, 1, 4])
    """

def conv_transpose2d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: _Size = 1, padding: _Size = 0, output_padding: _Size = 0, groups: _int = 1, dilation: _Size = 1, *, out: Tensor | None = None) -> Tensor:
    """The transpose of `conv2d` with the same settings: each ``input[n, c, ...]`` adds ``weight[c, o]`` times itself to
    a window of ``out[n, o]``.

    ``output_padding`` adds to the end of the result.

    Shape: ``(N, C, H, W)`` with ``weight`` ``(C, K / groups, kh, kw)`` and ``bias`` ``(K,)`` gives ``(N, K, ...)``, or
        both without N; each size becomes
        ``(size - 1) * stride - 2 * padding + dilation * (k - 1) + output_padding + 1``.
    Dtype: integer, floating or complex, the same for all; the result has it.
    Raises: RuntimeError for another number of dimensions or channels, two different dtypes, and unless
        ``output_padding`` is smaller than stride or dilation; NotImplementedError for bool tensors.
    Source: Zeiler et al. 2010, Deconvolutional Networks.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``conv_transpose2d(input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.conv_transpose2d(torch.ones(1, 1, 3, 3), torch.ones(1, 1, 2, 2)).shape
    torch.Size([1, 1, 4, 4])
    """

def conv_transpose3d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: _Size = 1, padding: _Size = 0, output_padding: _Size = 0, groups: _int = 1, dilation: _Size = 1, *, out: Tensor | None = None) -> Tensor:
    """The transpose of `conv3d` with the same settings: each ``input[n, c, ...]`` adds ``weight[c, o]`` times itself to
    a window of ``out[n, o]``.

    ``output_padding`` adds to the end of the result.

    Shape: ``(N, C, D, H, W)`` with ``weight`` ``(C, K / groups, kd, kh, kw)`` and ``bias`` ``(K,)`` gives
        ``(N, K, ...)``, or both without N; each size becomes
        ``(size - 1) * stride - 2 * padding + dilation * (k - 1) + output_padding + 1``.
    Dtype: integer, floating or complex, the same for all; the result has it.
    Raises: RuntimeError for another number of dimensions or channels, two different dtypes, and unless
        ``output_padding`` is smaller than stride or dilation; NotImplementedError for bool tensors.
    Source: Zeiler et al. 2010, Deconvolutional Networks.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``conv_transpose3d(input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.conv_transpose3d(torch.ones(1, 1, 3, 3, 3), torch.ones(1, 1, 2, 2, 2)).shape
    torch.Size([1, 1, 4, 4, 4])
    """

def cosine_embedding_loss(input1: Tensor, input2: Tensor, target: Tensor, margin: _float = 0.0, size_average: _bool | None = None, reduce: _bool | None = None, reduction: _str = 'mean', *, out: Tensor | None = None) -> Tensor:
    """The mean of ``1 - cos(input1, input2)`` where the target is 1 and ``max(0, cos - margin)`` where it is -1.

    ``reduction`` is "mean", "sum" or "none".

    Shape: ``(N, D)``, ``(N, D)`` and ``(N,)``, or the same without N, give 0-d; with ``reduction="none"`` that of
        ``target``.
    Dtype: any but complex; the result is floating.
    Raises: NotImplementedError for complex tensors; RuntimeError for shapes that do not go together; ValueError for
        another ``reduction``.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.cosine_embedding_loss(input1, input2, target, margin=0.0, size_average=None, reduce=None, reduction='mean', *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.cosine_embedding_loss(torch.ones(1, 2), torch.ones(1, 2), torch.tensor([1]))
    tensor(0.)
    """

def cosine_similarity(x1: Tensor, x2: Tensor, dim: _int = 1, eps: _float = 1e-08, *, out: Tensor | None = None) -> Tensor:
    """``sum(x1 * x2) / (max(|x1|, eps) * max(|x2|, eps))`` along ``dim``.

    Shape: that of ``x1`` and ``x2``, broadcast together, without ``dim``.
    Dtype: floating; the result has the common dtype.
    Raises: RuntimeError for bool and integer tensors, and for shapes that do not broadcast; NotImplementedError for
        complex tensors; IndexError for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``cosine_similarity(x1, x2, dim=1, eps=1e-08, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.cosine_similarity(torch.tensor([1., 0.]), torch.tensor([1., 1.]), dim=0)
    tensor(0.7071)
    """

def cross_entropy(input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: _bool | None = None, ignore_index: _int = -100, reduce: _bool | None = None, reduction: _str = 'mean', label_smoothing: _float = 0.0, *, out: Tensor | None = None) -> Tensor:
    """The mean of ``-weight[y] * log_softmax(input)[y]`` over the classes; of probabilities q,
    ``-sum(q * log_softmax(input))``.

    ``label_smoothing`` mixes that much of the uniform distribution into the target. Classes ``ignore_index`` count for
    nothing. ``reduction`` is "mean", "sum" or "none".

    Shape: ``(C,)``, ``(N, C)`` or ``(N, C, d1, ...)`` with classes ``()``, ``(N,)`` or ``(N, d1, ...)``, or
        probabilities of the same shape, gives 0-d; with ``reduction="none"`` that of the classes.
    Dtype: floating ``input``; the result has it. Classes are int64 or uint8, probabilities floating.
    Raises: NotImplementedError for bool, integer and complex tensors; IndexError for a class out of range; RuntimeError
        for a target of another dtype or shape, another number of weights and a ``label_smoothing`` outside [0, 1];
        ValueError for batches of different sizes; ValueError for another ``reduction``.
    Source: for label smoothing, Szegedy et al. 2016, Rethinking the Inception Architecture, section 7.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.cross_entropy(input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean', label_smoothing=0.0, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.cross_entropy(torch.tensor([[0., 0.]]), torch.tensor([1]))
    tensor(0.6931)
    """

def ctc_loss(log_probs: Tensor, targets: Tensor, input_lengths: Any, target_lengths: Any, blank: _int = 0, reduction: _str = 'mean', zero_infinity: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """Minus the logarithm of the probability of ``targets`` under all alignments,
    ``-log(sum over alignments of product of exp(log_probs))``.

    ``log_probs`` are logarithms of probabilities (of `log_softmax`); ``targets`` are class indices; lengths are tensors
    or sequences of ints. "mean" divides each loss by its target's length first. A target that does not fit into its
    steps has an infinite loss, or 0 with ``zero_infinity``, and no gradient. As in PyTorch the gradient is what
    `log_softmax` before it leaves as it is: probabilities are added to it, so that it sums to zero over the classes.

    Shape: ``log_probs`` ``(T, N, C)`` or ``(T, C)``, ``targets`` ``(N, S)`` or all in one row, lengths ``(N,)`` give
        0-d; with ``reduction="none"`` ``(N,)``.
    Dtype: float32 or float64 ``log_probs``; the result has it. Targets and lengths are integers.
    Raises: RuntimeError for lengths that are not integral, not N, negative or above T, for ``blank`` outside the
        labels, for ``log_probs`` that are empty or not 2-D or 3-D, and for targets that do not go with their lengths;
        NotImplementedError for bool, integer and complex tensors; TypeError for lengths that are not
        ints; ValueError for another ``reduction``.
    Source: Graves et al. 2006, Connectionist Temporal Classification, equation 8.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.ctc_loss(log_probs, targets, input_lengths, target_lengths, blank=0, reduction='mean', zero_infinity=False, *, out=None)``.

    >>> import flambeau as torch
    >>> log_probs = torch.zeros(2, 1, 2).log_softmax(2)
    >>> torch.nn.functional.ctc_loss(log_probs, torch.tensor([[1]]), (2,), (1,))
    tensor(0.2877)
    """

def dropout(input: Tensor, p: _float = 0.5, training: _bool = True, inplace: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """Each element zeroed with probability ``p`` and else ``x / (1 - p)``; unchanged when not ``training``.

    Shape: that of ``input``.
    Dtype: floating when training, any otherwise; the result has it.
    Raises: ValueError unless ``0 <= p <= 1``; NotImplementedError when training for bool, integer and complex tensors.
    Source: Srivastava et al. 2014, Dropout: A Simple Way to Prevent Neural Networks from Overfitting.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.dropout(input, p=0.5, training=True, inplace=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.dropout(torch.tensor([1., 2.]), training=False)
    tensor([1., 2.])
    """

def dropout1d(input: Tensor, p: _float = 0.5, training: _bool = True, inplace: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """`dropout` of whole channels: each ``input[n, c, :]`` is zeroed or kept as one.

    Shape: ``(N, C, L)``, or ``(C, L)`` for one sample; the result has it.
    Dtype: floating when training, any otherwise; the result has it.
    Raises: ValueError unless ``0 <= p <= 1``; NotImplementedError when training for bool, integer and complex tensors.
    Source: Tompson et al. 2015, Efficient Object Localization Using Convolutional Networks.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.dropout1d(input, p=0.5, training=True, inplace=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.dropout1d(torch.ones(1, 2, 3), training=False).shape
    torch.Size([1, 2, 3])
    """

def dropout2d(input: Tensor, p: _float = 0.5, training: _bool = True, inplace: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """`dropout` of whole channels: each ``input[n, c, :, :]`` is zeroed or kept as one.

    Shape: ``(N, C, H, W)``; the result has it.
    Dtype: floating when training, any otherwise; the result has it.
    Raises: ValueError unless ``0 <= p <= 1``; NotImplementedError when training for bool, integer and complex tensors.
    Source: Tompson et al. 2015, Efficient Object Localization Using Convolutional Networks.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.dropout2d(input, p=0.5, training=True, inplace=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.dropout2d(torch.ones(1, 2, 3, 3), training=False).shape
    torch.Size([1, 2, 3, 3])
    """

def dropout3d(input: Tensor, p: _float = 0.5, training: _bool = True, inplace: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """`dropout` of whole channels: each ``input[n, c, :, :, :]`` is zeroed or kept as one.

    Shape: ``(N, C, D, H, W)``, or ``(C, D, H, W)`` for one sample; the result has it.
    Dtype: floating when training, any otherwise; the result has it.
    Raises: ValueError unless ``0 <= p <= 1``; NotImplementedError when training for bool, integer and complex tensors.
    Source: Tompson et al. 2015, Efficient Object Localization Using Convolutional Networks.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.dropout3d(input, p=0.5, training=True, inplace=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.dropout3d(torch.ones(1, 2, 3, 3, 3), training=False).shape
    torch.Size([1, 2, 3, 3, 3])
    """

def elu(input: Tensor, alpha: _float = 1.0, inplace: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """Exponential linear unit: ``x`` above 0, ``alpha * (exp(x) - 1)`` elsewhere.

    Shape: that of ``input``.
    Dtype: floating; the result has it.
    Raises: NotImplementedError for bool, integer and complex tensors.
    Source: Clevert, Unterthiner and Hochreiter 2016, Fast and Accurate Deep Network Learning by Exponential Linear
        Units.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.elu(input, alpha=1.0, inplace=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.elu(torch.tensor([-1., 2.]))
    tensor([-0.6321,  2.0000])
    """

def elu_(input: Tensor, alpha: _float = 1.0, inplace: _bool = False) -> Tensor:
    """In-place form of `elu`."""

def embedding(input: Tensor, weight: Tensor, padding_idx: _int | None = None, max_norm: _float | None = None, norm_type: _float = 2.0, scale_grad_by_freq: _bool = False, sparse: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """Rows of a table: ``out[...] = weight[input[...]]``.

    With ``sparse`` the gradient of ``weight`` is a sparse tensor: a row for each index, however large the table.
    The row ``padding_idx`` gets no gradient; ``scale_grad_by_freq`` divides a row's gradient by how often the row
    occurs in ``input``; ``max_norm`` rescales longer rows in place first.

    Shape: ``(...)`` with ``weight`` ``(V, D)`` gives ``(..., D)``.
    Dtype: int32 or int64 indices; the result has that of ``weight``.
    Raises: IndexError for an index outside ``[0, V)``; RuntimeError for indices of another dtype, a weight that is not
        2-D, and ``padding_idx`` outside the table.
    Gradient: to ``input`` none; to ``weight`` ``_embedding_gradient(g, input, weight_shape[0], padding_idx, scale_grad_by_freq, sparse)``.
    Tangent: ``embedding(input, d_weight)``.
    Forms: ``nn.functional.embedding(input, weight, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.embedding(torch.tensor([1, 0]), torch.tensor([[1., 2.], [3., 4.]]))
    tensor([[3., 4.],
            [1., 2.]])
    """

def embedding_bag(input: Tensor, weight: Tensor, offsets: Tensor | None = None, max_norm: _float | None = None, norm_type: _float = 2.0, scale_grad_by_freq: _bool = False, mode: _str = 'mean', sparse: _bool = False, per_sample_weights: Tensor | None = None, include_last_offset: _bool = False, padding_idx: _int | None = None, *, out: Tensor | None = None) -> Tensor:
    """Sums, means or maxima (``mode``) over bags of rows of a table: ``out[b] = mean of weight[i] for i in bag b``.

    ``input`` ``(B, n)`` holds a bag per row; or it is ``(n,)`` and ``offsets`` ``(B,)`` says where each bag begins
    (with ``include_last_offset`` also where the last one ends). An empty bag gives zeros. ``per_sample_weights``,
    shaped as ``input``, scale the rows of a sum; rows ``padding_idx`` count for nothing. `embedding` explains the rest.

    Shape: bags as above with ``weight`` ``(V, D)`` give ``(B, D)``.
    Dtype: integer indices and a floating ``weight``; the result has that of ``weight``.
    Raises: NotImplementedError for bool, integer and complex weights;
        RuntimeError for an index outside the table, indices of another dtype and offsets that do not start at 0;
        ValueError for a weight that is not 2-D, an input that is not 1-D or 2-D, offsets that are missing or too many
        and another ``mode``; NotImplementedError for ``per_sample_weights`` unless ``mode="sum"``.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.embedding_bag(input, weight, offsets=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, mode='mean', sparse=False, per_sample_weights=None, include_last_offset=False, padding_idx=None, *, out=None)``.

    >>> import flambeau as torch
    >>> weight = torch.tensor([[1., 2.], [3., 4.], [5., 6.]])
    >>> torch.nn.functional.embedding_bag(torch.tensor([0, 1, 2]), weight, torch.tensor([0, 2]), mode="sum")
    tensor([[4., 6.],
            [5., 6.]])
    """

def feature_alpha_dropout(input: Tensor, p: _float = 0.5, training: _bool = False, inplace: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """`alpha_dropout` of whole channels: each ``input[n, c, ...]`` is dropped or kept as one.

    Shape: ``(N, C, ...)``; the result has it.
    Dtype: floating when training, any otherwise; the result has it.
    Raises: ValueError unless ``0 <= p <= 1``; NotImplementedError when training for bool, integer and complex tensors.
    Source: Klambauer et al. 2017, Self-Normalizing Neural Networks.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.feature_alpha_dropout(input, p=0.5, training=False, inplace=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.feature_alpha_dropout(torch.ones(1, 2, 3)).shape
    torch.Size([1, 2, 3])
    """

def fold(input: Tensor, output_size: _Size, kernel_size: _Size, dilation: _Size = 1, padding: _Size = 0, stride: _Size = 1, *, out: Tensor | None = None) -> Tensor:
    """Columns put back as overlapping windows and added: the transpose of ``unfold``, with ``output_size`` (H, W).

    Shape: ``(N, C * kh * kw, L)`` gives ``(N, C, H, W)``, or both without N; L counts the windows.
    Dtype: any; the result has it.
    Raises: RuntimeError for another number of dimensions, rows that ``kh * kw`` does not divide, another number of
        windows, and windows larger than the padded image.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.fold(input, output_size, kernel_size, dilation=1, padding=0, stride=1, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.fold(torch.ones(1, 4, 4), (3, 3), 2)
    tensor([[[[1., 2., 1.],
              [2., 4., 2.],
              [1., 2., 1.]]]])
    """

def fractional_max_pool2d(input: Tensor, kernel_size: Any, output_size: Any = None, output_ratio: Any = None, return_indices: _bool = False, _random_samples: Tensor | None = None, *, out: Any | None = None) -> Any:
    """The largest element of windows that are ``kernel_size`` large and start at ``floor((i + u) a) - floor(u a)``,
    with ``a = (size - kernel) / (output - 1)`` and one random u in [0, 1) for each plane and dimension.

    ``output_size`` is the number of windows, or ``output_ratio`` their share of the input's size. ``_random_samples``
    (N, C, 2) gives the numbers u, of the last dimension first. ``return_indices`` gives the place of each maximum too.

    Shape: ``(N, C, H, W)`` or ``(C, H, W)``; the last two sizes become ``output_size``.
    Dtype: floating; the result has it, indices are int64.
    Raises: ValueError without size and ratio; IndexError for another number of dimensions; RuntimeError for windows
        that do not fit and samples of another shape; NotImplementedError for bool, integer and complex tensors.
    Source: Graham 2014, Fractional Max-Pooling, section 2.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.fractional_max_pool2d(input, kernel_size, output_size=None, output_ratio=None, return_indices=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.fractional_max_pool2d(torch.ones(1, 1, 5, 5), 2, output_ratio=0.6).shape
    torch.Size([1, 1, 3, 3])
    """

def fractional_max_pool2d_with_indices(input: Tensor, kernel_size: Any, output_size: Any = None, output_ratio: Any = None, return_indices: _bool = False, _random_samples: Tensor | None = None, *, out: tuple[Tensor, Tensor] | None = None) -> tuple[Tensor, Tensor]:
    """The maxima of `fractional_max_pool2d` and their places, ``H index * W + W index``.

    Shape: ``(N, C, H, W)`` or ``(C, H, W)``; the last two sizes become ``output_size``.
    Dtype: floating; the values have it, the indices are int64.
    Raises: as `fractional_max_pool2d`; NotImplementedError for bool, integer and complex tensors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.fractional_max_pool2d_with_indices(input, kernel_size, output_size=None, output_ratio=None, return_indices=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.fractional_max_pool2d_with_indices(torch.ones(1, 4, 4), 2, output_size=2)[0].shape
    torch.Size([1, 2, 2])
    """

def fractional_max_pool3d(input: Tensor, kernel_size: Any, output_size: Any = None, output_ratio: Any = None, return_indices: _bool = False, _random_samples: Tensor | None = None, *, out: Any | None = None) -> Any:
    """The largest element of windows that are ``kernel_size`` large and start at ``floor((i + u) a) - floor(u a)``,
    with ``a = (size - kernel) / (output - 1)`` and one random u in [0, 1) for each volume and dimension.

    ``output_size`` is the number of windows, or ``output_ratio`` their share of the input's size. ``_random_samples``
    (N, C, 3) gives the numbers u, of the first dimension first. ``return_indices`` gives the place of each maximum too.

    Shape: ``(N, C, T, H, W)`` or ``(C, T, H, W)``; the last three sizes become ``output_size``.
    Dtype: floating; the result has it, indices are int64.
    Raises: ValueError without size and ratio; IndexError for another number of dimensions; RuntimeError for windows
        that do not fit and samples of another shape; NotImplementedError for bool, integer and complex tensors.
    Source: Graham 2014, Fractional Max-Pooling, section 2.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.fractional_max_pool3d(input, kernel_size, output_size=None, output_ratio=None, return_indices=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.fractional_max_pool3d(torch.ones(1, 1, 4, 4, 4), 2, output_size=2).shape
    torch.Size([1, 1, 2, 2, 2])
    """

def fractional_max_pool3d_with_indices(input: Tensor, kernel_size: Any, output_size: Any = None, output_ratio: Any = None, return_indices: _bool = False, _random_samples: Tensor | None = None, *, out: tuple[Tensor, Tensor] | None = None) -> tuple[Tensor, Tensor]:
    """The maxima of `fractional_max_pool3d` and their places, ``(T index * H + H index) * W + W index``.

    Shape: ``(N, C, T, H, W)`` or ``(C, T, H, W)``; the last three sizes become ``output_size``.
    Dtype: floating; the values have it, the indices are int64.
    Raises: as `fractional_max_pool3d`; NotImplementedError for bool, integer and complex tensors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.fractional_max_pool3d_with_indices(input, kernel_size, output_size=None, output_ratio=None, return_indices=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.fractional_max_pool3d_with_indices(torch.ones(1, 4, 4, 4), 2, output_size=2)[0].shape
    torch.Size([1, 2, 2, 2])
    """

def gaussian_nll_loss(input: Tensor, target: Tensor, var: Tensor | _float, full: _bool = False, eps: _float = 1e-06, reduction: _str = 'mean', *, out: Tensor | None = None) -> Tensor:
    """The mean of ``(log(v) + (input - target)**2 / v) / 2`` with the variance ``v = max(var, eps)``.

    ``full`` adds ``log(2 * pi) / 2``. The gradient passes where ``v`` is ``eps``. ``reduction`` is "mean", "sum" or
    "none".

    Shape: ``input`` and ``target`` of one shape, ``var`` of the same, or without its last size, or with size 1 there,
        or a number, give 0-d; with ``reduction="none"`` their shape.
    Dtype: integer or floating, ``var`` floating; the result has the common dtype.
    Raises: ValueError for a negative variance and one of another size; RuntimeError for bool tensors, an integer
        ``var`` and shapes that do not broadcast; NotImplementedError for a complex ``var``; ValueError for another
        ``reduction``.
    Source: Nix and Weigend 1994, Estimating the Mean and Variance of the Target Probability Distribution.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.gaussian_nll_loss(input, target, var, full=False, eps=1e-06, reduction='mean', *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.gaussian_nll_loss(torch.tensor([0.]), torch.tensor([1.]), torch.tensor([1.]))
    tensor(0.5000)
    """

def gelu(input: Tensor, *, approximate: _str = 'none', out: Tensor | None = None) -> Tensor:
    """Gaussian error linear unit, ``x * Phi(x)`` with the normal distribution function Phi.

    ``approximate`` "tanh" uses ``x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x**3)))``.

    Shape: that of ``input``.
    Dtype: the result has that of ``input``.
    Raises: RuntimeError for another ``approximate``; NotImplementedError for bool, integer and complex tensors.
    Source: Hendrycks and Gimpel 2016, Gaussian Error Linear Units, section 2.
    Gradient: to ``input`` ``gelu_backward(g, input, approximate=approximate)``.
    Tangent: ``gelu_backward(d_input, input, approximate=approximate)``.
    Forms: ``nn.functional.gelu(input, *, approximate='none', out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.gelu(torch.tensor([-1., 2.]))
    tensor([-0.1587,  1.9545])
    """

def glu(input: Tensor, dim: _int = -1, *, out: Tensor | None = None) -> Tensor:
    """Gated linear unit, ``a * sigmoid(b)`` for the two halves a and b of ``input`` along ``dim``.

    Shape: that of ``input`` with half the size at ``dim``.
    Dtype: floating; the result has it.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError for an odd size and for a 0-d
        tensor; IndexError for ``dim`` out of range.
    Source: Dauphin et al. 2017, Language Modeling with Gated Convolutional Networks, equation 1.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.glu(input, dim=-1, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.glu(torch.tensor([1., 2., 0., 0.]))
    tensor([0.5000, 1.0000])
    """

def grid_sample(input: Tensor, grid: Tensor, mode: _str = 'bilinear', padding_mode: _str = 'zeros', align_corners: _bool | None = None, *, out: Tensor | None = None) -> Tensor:
    """Images at given positions: ``out[n, c, y, x] = input[n, c]`` at ``grid[n, y, x]``, interpolated.

    A position (x, y) or (x, y, z) is -1 to 1 across the image. ``mode`` is "bilinear" (in 5-D trilinear), "nearest" or
    "bicubic" (4-D). Outside lie zeros, the nearest element ("border") or the mirrored image ("reflection"). With
    ``align_corners`` -1 and 1 are the centres of the corner elements, else their outer edges.

    Shape: ``(N, C, H, W)`` with ``(N, Ho, Wo, 2)`` gives ``(N, C, Ho, Wo)``; ``(N, C, D, H, W)`` with
        ``(N, Do, Ho, Wo, 3)`` gives ``(N, C, Do, Ho, Wo)``.
    Dtype: floating, the same for both; the result has it.
    Raises: NotImplementedError for bool, integer and complex tensors;
        RuntimeError for two different dtypes or batch sizes, other numbers of dimensions, another last size of
        ``grid``, and "bicubic" in 5-D; ValueError for another ``mode`` or ``padding_mode``.
    Source: Jaderberg et al. 2015, Spatial Transformer Networks, equations 3 to 5.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.grid_sample(input, grid, mode='bilinear', padding_mode='zeros', align_corners=None, *, out=None)``.

    >>> import flambeau as torch
    >>> image = torch.tensor([[[[1., 2.], [3., 4.]]]])
    >>> torch.nn.functional.grid_sample(image, torch.zeros(1, 1, 1, 2), align_corners=False)
    tensor([[[[2.5000]]]])
    """

def group_norm(input: Tensor, num_groups: _int, weight: Tensor | None = None, bias: Tensor | None = None, eps: _float = 1e-05, *, out: Tensor | None = None) -> Tensor:
    """``(x - mean) / sqrt(var + eps) * weight + bias`` with the moments over ``C / num_groups`` neighbouring channels
    and all positions of a sample.

    Variances are divided by n. ``weight`` and ``bias`` have one element per channel.

    Shape: ``(N, C, ...)``; the result has it.
    Dtype: floating, the same for ``weight``, or float16 or bfloat16 beside float32 weights; the result has that of
        ``input``.
    Raises: RuntimeError for fewer than two dimensions, unless ``num_groups`` divides C, and for a weight of another
        shape or dtype; NotImplementedError for bool, integer and complex tensors.
    Source: Wu and He 2018, Group Normalization.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``group_norm(input, num_groups, weight=None, bias=None, eps=1e-05, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.group_norm(torch.tensor([[1., 3., 2., 2.]]), 2)
    tensor([[-1.0000,  1.0000,  0.0000,  0.0000]])
    """

def gumbel_softmax(logits: Tensor, tau: _float = 1, hard: _bool = False, eps: _float = 1e-10, dim: _int = -1, *, out: Tensor | None = None) -> Tensor:
    """A sample of the Gumbel-softmax distribution: ``softmax((logits + g) / tau)`` along ``dim`` with Gumbel noise
    ``g``.

    ``hard`` gives one-hot vectors with the gradient of the soft ones. ``eps`` is accepted and changes nothing.

    Shape: that of ``logits``.
    Dtype: floating; the result has it.
    Raises: RuntimeError for bool, integer and complex tensors; IndexError for ``dim`` out of range.
    Source: Jang, Gu and Poole 2017, Categorical Reparameterization with Gumbel-Softmax, equation 2.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.gumbel_softmax(logits, tau=1, hard=False, eps=1e-10, dim=-1, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.gumbel_softmax(torch.zeros(2, 3)).shape
    torch.Size([2, 3])
    """

def hardshrink(input: Tensor, lambd: _float = 0.5, *, out: Tensor | None = None) -> Tensor:
    """``x`` where ``|x| > lambd``, else 0.

    Shape: that of ``input``.
    Dtype: the result has that of ``input``.
    Raises: NotImplementedError for bool, integer and complex tensors; in place, RuntimeError where the result does not fit into ``input``.
    Source: Donoho and Johnstone 1994, Ideal Spatial Adaptation by Wavelet Shrinkage (hard thresholding).
    Gradient: to ``input`` ``g.masked_fill(input.abs() <= lambd, 0)``.
    Tangent: ``d_input.masked_fill(input.abs() <= lambd, 0)``.
    Forms: ``hardshrink(input, lambd=0.5, *, out=None)``; ``x.hardshrink(lambd=0.5)``; in place ``x.hardshrink_(lambd=0.5)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.hardshrink(torch.tensor([-1., .2]))
    tensor([-1.,  0.])
    """

def hardshrink_(input: Tensor, lambd: _float = 0.5) -> Tensor:
    """In-place form of `hardshrink`."""

def hardsigmoid(input: Tensor, inplace: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """``relu6(x + 3) / 6``.

    Shape: that of ``input``.
    Dtype: the result has that of ``input``.
    Raises: NotImplementedError for bool, integer and complex tensors.
    Gradient: to ``input`` ``g * ((input > -3) & (input < 3)) / 6``.
    Tangent: ``d_input * ((input > -3) & (input < 3)) / 6``.
    Forms: ``nn.functional.hardsigmoid(input, inplace=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.hardsigmoid(torch.tensor([-1., 2.]))
    tensor([0.3333, 0.8333])
    """

def hardswish(input: Tensor, inplace: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """``x * relu6(x + 3) / 6``.

    Shape: that of ``input``.
    Dtype: the result has that of ``input``.
    Raises: NotImplementedError for bool, integer and complex tensors.
    Source: Howard et al. 2019, Searching for MobileNetV3, section 5.2.
    Gradient: to ``input`` ``g * _hardswish_slope(input)``.
    Tangent: ``d_input * _hardswish_slope(input)``.
    Forms: ``nn.functional.hardswish(input, inplace=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.hardswish(torch.tensor([-1., 2.]))
    tensor([-0.3333,  1.6667])
    """

def hardtanh(input: Tensor, min_val: _float = -1.0, max_val: _float = 1.0, inplace: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """``x`` kept within ``[min_val, max_val]``; the derivative at the bounds is 0.

    Shape: that of ``input``.
    Dtype: the result has that of ``input``.
    Raises: RuntimeError for bool tensors, and for uint8 (an integer without sign) with a negative bound;
        NotImplementedError for complex tensors; in place, RuntimeError where the result does not fit into ``input``.
    Gradient: to ``input`` ``hardtanh_backward(g, result, min_val, max_val)``.
    Tangent: ``hardtanh_backward(d_input, result, min_val, max_val)``.
    Forms: ``nn.functional.hardtanh(input, min_val=-1.0, max_val=1.0, inplace=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.hardtanh(torch.tensor([-3., .5]))
    tensor([-1.0000,  0.5000])
    """

def hardtanh_(input: Tensor, min_val: _float = -1.0, max_val: _float = 1.0, inplace: _bool = False) -> Tensor:
    """In-place form of `hardtanh`."""

def hinge_embedding_loss(input: Tensor, target: Tensor, margin: _float = 1.0, size_average: _bool | None = None, reduce: _bool | None = None, reduction: _str = 'mean', *, out: Tensor | None = None) -> Tensor:
    """The mean of ``input`` where the target is 1 and ``max(0, margin - input)`` where it is -1.

    ``reduction`` is "mean", "sum" or "none".

    Shape: ``input`` and ``target``, broadcast together, give 0-d; with ``reduction="none"`` their common shape.
    Dtype: integer or floating; integers become the default dtype.
    Raises: RuntimeError for bool tensors and for shapes that do not broadcast; NotImplementedError for complex tensors;
        ValueError for another ``reduction``.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.hinge_embedding_loss(input, target, margin=1.0, size_average=None, reduce=None, reduction='mean', *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.hinge_embedding_loss(torch.tensor([.25]), torch.tensor([-1]))
    tensor(0.7500)
    """

def huber_loss(input: Tensor, target: Tensor, reduction: _str = 'mean', delta: _float = 1.0, weight: Tensor | None = None, *, out: Tensor | None = None) -> Tensor:
    """The mean of ``d**2 / 2`` where ``d = |input - target| < delta``, else ``delta * (d - delta / 2)``.

    ``weight``, of the same shape, scales elements; "mean" divides by its sum then. ``reduction`` is "mean", "sum" or
    "none".

    Shape: ``input`` and ``target``, broadcast together, give 0-d; with ``reduction="none"`` their common shape.
    Dtype: floating, at least one of the two; each element has the dtype of ``input``, means the common one.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError for ``delta <= 0`` and for shapes
        that do not broadcast; ValueError for another ``reduction``.
    Source: Huber 1964, Robust Estimation of a Location Parameter.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.huber_loss(input, target, reduction='mean', delta=1.0, weight=None, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.huber_loss(torch.tensor([0., 3.]), torch.tensor([1., 0.]))
    tensor(1.5000)
    """

def instance_norm(input: Tensor, running_mean: Tensor | None = None, running_var: Tensor | None = None, weight: Tensor | None = None, bias: Tensor | None = None, use_input_stats: _bool = True, momentum: _float = 0.1, eps: _float = 1e-05, *, out: Tensor | None = None) -> Tensor:
    """`batch_norm` of every sample by itself, ``(x - mean) / sqrt(var + eps) * weight + bias``; running moments move by
    the mean over the samples.

    Shape: ``(N, C, ...)``; the result has it. Weights and moments are ``(C,)``.
    Dtype: floating; the result has that of ``input``.
    Raises: ValueError for a single value per channel; RuntimeError for missing moments if ``use_input_stats`` is false;
        NotImplementedError for bool, integer and complex tensors.
    Source: Ulyanov, Vedaldi and Lempitsky 2016, Instance Normalization.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.instance_norm(input, running_mean=None, running_var=None, weight=None, bias=None, use_input_stats=True, momentum=0.1, eps=1e-05, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.instance_norm(torch.tensor([[[1., 3.]]]))
    tensor([[[-1.0000,  1.0000]]])
    """

def interpolate(input: Tensor, size: Any = None, scale_factor: Any = None, mode: _str = 'nearest', align_corners: _bool | None = None, recompute_scale_factor: _bool | None = None, antialias: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """The spatial dimensions resampled to ``size``, or to the sizes times ``scale_factor``: ``out[x]`` is the input at
    ``(x + 0.5) / scale - 0.5``.

    ``mode`` is "nearest", "nearest-exact", "area", or by the number of spatial dimensions "linear" (1), "bilinear" (2),
    "bicubic" (2), "trilinear" (3). ``align_corners`` places samples so that corner elements keep their values.
    ``antialias`` widens the filter where an image is made smaller.

    Shape: ``(N, C, L)``, ``(N, C, H, W)`` or ``(N, C, D, H, W)``; the same with the new sizes.
    Dtype: floating or uint8; the result has it.
    Raises: ValueError unless exactly one of ``size`` and ``scale_factor`` is given, for another number of sizes,
        ``recompute_scale_factor`` with ``size``, ``align_corners`` with a mode that does not interpolate and
        ``antialias`` with other modes than "bilinear" and "bicubic"; NotImplementedError for another mode, number of
        dimensions, and for bool, integer and complex tensors.
    Source: for "bicubic", Keys 1981, Cubic Convolution Interpolation for Digital Image Processing, with a = -0.75.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.interpolate(input, size=None, scale_factor=None, mode='nearest', align_corners=None, recompute_scale_factor=None, antialias=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.interpolate(torch.tensor([[[1., 2.]]]), scale_factor=2)
    tensor([[[1., 1., 2., 2.]]])
    """

def kl_div(input: Tensor, target: Tensor, size_average: _bool | None = None, reduce: _bool | None = None, reduction: _str = 'mean', log_target: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """Kullback-Leibler divergence, the mean of ``target * (log(target) - input)`` for log-probabilities ``input``.

    ``log_target`` says that the target holds logarithms too; the reduction "batchmean" divides the sum by the size of
    the batch. ``reduction`` is "mean", "sum" or "none".

    Shape: ``input`` and ``target``, broadcast together, give 0-d; with ``reduction="none"`` their common shape.
    Dtype: floating; the result has the common dtype.
    Raises: RuntimeError for bool, integer and complex tensors and for shapes that do not broadcast; ValueError for
        another ``reduction``.
    Source: Kullback and Leibler 1951, On Information and Sufficiency.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.kl_div(input, target, size_average=None, reduce=None, reduction='mean', log_target=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.kl_div(torch.tensor([[0., 0.]]), torch.tensor([[.5, .5]]), reduction="batchmean")
    tensor(-0.6931)
    """

def l1_loss(input: Tensor, target: Tensor, size_average: _bool | None = None, reduce: _bool | None = None, reduction: _str = 'mean', weight: Tensor | None = None, *, out: Tensor | None = None) -> Tensor:
    """Absolute error, the mean of ``|input - target|``.

    ``weight``, of the same shape, scales elements; "mean" divides by its sum then. ``reduction`` is "mean", "sum" or
    "none".

    Shape: ``input`` and ``target``, broadcast together, give 0-d; with ``reduction="none"`` their common shape.
    Dtype: floating or complex, or integer without a mean; complex tensors give their real dtype.
    Raises: RuntimeError for bool tensors, for the mean of integers and for shapes that do not broadcast; ValueError for
        another ``reduction``.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.l1_loss(input, target, size_average=None, reduce=None, reduction='mean', weight=None, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.l1_loss(torch.tensor([1., 2.]), torch.tensor([1., 4.]))
    tensor(1.)
    """

def layer_norm(input: Tensor, normalized_shape: _Size, weight: Tensor | None = None, bias: Tensor | None = None, eps: _float = 1e-05, *, out: Tensor | None = None) -> Tensor:
    """``(x - mean) / sqrt(var + eps) * weight + bias`` with the moments over the last dimensions, ``normalized_shape``.

    Variances are divided by n. ``weight`` and ``bias`` have the shape ``normalized_shape`` too.

    Shape: ``(..., *normalized_shape)``; the result has it.
    Dtype: floating, the same for ``weight``, or float16 or bfloat16 beside float32 weights; the result has that of
        ``input``.
    Raises: RuntimeError for an input that does not end in ``normalized_shape``, an empty one, and a weight of another
        shape or dtype; NotImplementedError for bool, integer and complex tensors.
    Source: Ba, Kiros and Hinton 2016, Layer Normalization.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-05, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.layer_norm(torch.tensor([1., 3.]), (2,))
    tensor([-1.0000,  1.0000])
    """

def leaky_relu(input: Tensor, negative_slope: _float = 0.01, inplace: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """``x`` above 0, ``negative_slope * x`` elsewhere.

    Shape: that of ``input``.
    Dtype: the result has that of ``input``.
    Raises: NotImplementedError for bool, integer and complex tensors; in place, RuntimeError where the result does not fit into ``input``.
    Source: Maas, Hannun and Ng 2013, Rectifier Nonlinearities Improve Neural Network Acoustic Models.
    Gradient: to ``input`` ``leaky_relu_backward(g, input, negative_slope)``.
    Tangent: ``leaky_relu_backward(d_input, input, negative_slope)``.
    Forms: ``nn.functional.leaky_relu(input, negative_slope=0.01, inplace=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.leaky_relu(torch.tensor([-1., 2.]), .1)
    tensor([-0.1000,  2.0000])
    """

def leaky_relu_(input: Tensor, negative_slope: _float = 0.01, inplace: _bool = False) -> Tensor:
    """In-place form of `leaky_relu`."""

def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None, *, out: Tensor | None = None) -> Tensor:
    """``out[..., j] = sum over k of input[..., k] * weight[j, k] + bias[j]``.

    Shape: ``(..., n)`` with ``weight`` ``(m, n)`` and ``bias`` ``(m,)`` gives ``(..., m)``; a weight ``(n,)`` gives
        ``(...)``.
    Dtype: any, the same for all; the result has it.
    Raises: RuntimeError for shapes that do not go together and for different dtypes.
    Gradient: to ``input`` ``g @ conj(weight)``; to ``weight`` ``_linear_by_weight``; to ``bias`` ``g``.
    Tangent: ``linear(d_input, weight, d_bias) + linear(input, d_weight)``.
    Forms: ``nn.functional.linear(input, weight, bias=None, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.linear(torch.tensor([1., 2.]), torch.tensor([[3., 4.]]))
    tensor([11.])
    """

def linear_cross_entropy(input: Tensor, linear_weight: Tensor, target: Tensor, *, linear_bias: Tensor | None = None, weight: Tensor | None = None, reduction: _str = 'mean', ignore_index: _int | None = None, label_smoothing: _float = 0.0, options: Any = None, out: Tensor | None = None) -> Tensor:
    """`cross_entropy` of the scores ``linear(input, linear_weight, linear_bias)``.

    ``ignore_index`` is -100 unless given. ``options`` say in what pieces PyTorch works; here nothing depends on them.

    Shape: ``(N, F)`` or ``(F,)`` with ``linear_weight`` ``(C, F)`` and the target of a `cross_entropy` of ``(N, C)``;
        with ``linear_weight`` ``(C, d1, ..., F)`` and ``linear_bias`` ``(C, d1, ...)`` that of ``(N, C, d1, ...)``.
    Dtype: floating, the same for all but the target; the result has it.
    Raises: RuntimeError for sizes that do not go together and two different dtypes; NotImplementedError for bool,
        integer and complex tensors; IndexError for a class out of range; ValueError for batches of different sizes and
        for another ``reduction``.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.linear_cross_entropy(input, linear_weight, target, *, linear_bias=None, weight=None, reduction='mean', ignore_index=None, label_smoothing=0.0, options=None, out=None)``.

    >>> import flambeau as torch
    >>> scores = dict(linear_weight=torch.ones(2, 3), target=torch.tensor([1]))
    >>> torch.nn.functional.linear_cross_entropy(torch.ones(1, 3), **scores)
    tensor(0.6931)
    """

def local_response_norm(input: Tensor, size: _int, alpha: _float = 0.0001, beta: _float = 0.75, k: _float = 1.0, *, out: Tensor | None = None) -> Tensor:
    """``x / (k + alpha * mean of x**2 over size neighbouring channels) ** beta``, zeros beyond the ends.

    Shape: ``(N, C, ...)`` with at least three dimensions; the result has it.
    Dtype: int64 or floating; the result has it.
    Raises: ValueError for fewer than three dimensions; RuntimeError for a ``size`` below 1; NotImplementedError for
        bool, complex and narrower integer tensors.
    Source: Krizhevsky, Sutskever and Hinton 2012, ImageNet Classification with Deep Convolutional Neural Networks,
        section 3.3.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.local_response_norm(input, size, alpha=0.0001, beta=0.75, k=1.0, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.local_response_norm(torch.ones(1, 2, 1), 1).shape
    torch.Size([1, 2, 1])
    """

def log_softmax(input: Tensor, dim: _int | None = None, _stacklevel: _int = 3, dtype: _dtype | None = None, *, out: Tensor | None = None) -> Tensor:
    """``x - log(sum(exp(x)))`` along ``dim``: the logarithm of `softmax`; ``dtype`` is what it is computed in.

    Without ``dim`` the first dimension is taken for inputs of 0, 1 or 3 dimensions and the second for others, with a
    warning.

    Shape: that of ``input``.
    Dtype: floating, of ``input`` or given as ``dtype``; the result has it.
    Raises: NotImplementedError for bool, integer and complex tensors without a floating ``dtype``; IndexError for
        ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.log_softmax(input, dim=None, dtype=None, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.log_softmax(torch.tensor([0., 0.]), dim=0)
    tensor([-0.6931, -0.6931])
    """

def logsigmoid(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``log(sigmoid(x))`` without underflow, ``min(x, 0) - log1p(exp(-|x|))``.

    Shape: that of ``input``.
    Dtype: the result has that of ``input``.
    Raises: NotImplementedError for bool, integer and complex tensors.
    Gradient: to ``input`` ``g * sigmoid(-input)``.
    Tangent: ``d_input * sigmoid(-input)``.
    Forms: ``nn.functional.logsigmoid(input, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.logsigmoid(torch.tensor([-1., 2.]))
    tensor([-1.3133, -0.1269])
    """

def lp_pool1d(input: Tensor, norm_type: _float, kernel_size: _Size, stride: _Size | None = None, ceil_mode: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """Power means ``(sum x**p) ** (1 / p)`` over windows, p being ``norm_type``, windows starting every ``stride``
    places, by default ``kernel_size``.

    Shape: ``(N, C, L)`` or ``(C, L)``; each size becomes ``(size - k) // stride + 1``.
    Dtype: any but complex; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors; RuntimeError for an input that is not 2-D or 3-D and for results
        without a window.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.lp_pool1d(input, norm_type, kernel_size, stride=None, ceil_mode=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.lp_pool1d(torch.tensor([[3., 4.]]), 2, 2)
    tensor([[5.]])
    """

def lp_pool2d(input: Tensor, norm_type: _float, kernel_size: _Size, stride: _Size | None = None, ceil_mode: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """Power means ``(sum x**p) ** (1 / p)`` over windows, p being ``norm_type``, windows starting every ``stride``
    places, by default ``kernel_size``.

    Shape: ``(N, C, H, W)`` or ``(C, H, W)``; each size becomes ``(size - k) // stride + 1``.
    Dtype: any but complex; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors; RuntimeError for an input that is not 3-D or 4-D and for results
        without a window.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.lp_pool2d(input, norm_type, kernel_size, stride=None, ceil_mode=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.lp_pool2d(torch.ones(1, 2, 2), 2, 2)
    tensor([[[2.]]])
    """

def lp_pool3d(input: Tensor, norm_type: _float, kernel_size: _Size, stride: _Size | None = None, ceil_mode: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """Power means ``(sum x**p) ** (1 / p)`` over windows, p being ``norm_type``, windows starting every ``stride``
    places, by default ``kernel_size``.

    Shape: ``(N, C, D, H, W)`` or ``(C, D, H, W)``; each size becomes ``(size - k) // stride + 1``.
    Dtype: any but complex; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors; RuntimeError for an input that is not 4-D or 5-D and for results
        without a window.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.lp_pool3d(input, norm_type, kernel_size, stride=None, ceil_mode=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.lp_pool3d(torch.ones(1, 2, 2, 1), 2, (2, 2, 1))
    tensor([[[[2.]]]])
    """

def margin_ranking_loss(input1: Tensor, input2: Tensor, target: Tensor, margin: _float = 0.0, size_average: _bool | None = None, reduce: _bool | None = None, reduction: _str = 'mean', *, out: Tensor | None = None) -> Tensor:
    """The mean of ``max(0, -target * (input1 - input2) + margin)``: target 1 says that ``input1`` is to be the larger
    one, -1 the smaller one.

    ``reduction`` is "mean", "sum" or "none".

    Shape: all three, broadcast together, give 0-d; with ``reduction="none"`` their common shape.
    Dtype: integer or floating; means are floating.
    Raises: RuntimeError for bool tensors and for shapes that do not broadcast; NotImplementedError for complex tensors;
        ValueError for another ``reduction``.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.margin_ranking_loss(input1, input2, target, margin=0.0, size_average=None, reduce=None, reduction='mean', *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.margin_ranking_loss(torch.tensor([1.]), torch.tensor([3.]), torch.tensor([1.]))
    tensor(2.)
    """

def max_pool1d(input: Tensor, kernel_size: _Size, stride: _Size | None = None, padding: _Size = 0, dilation: _Size = 1, ceil_mode: _bool = False, return_indices: _bool = False, *, out: Any | None = None) -> Any:
    """The largest element of each window, ``max of x[n, c, l * s + k]``, windows starting every s = ``stride`` places,
    by default ``kernel_size``.

    ``padding`` is at most half of ``kernel_size`` and counts as minus infinity. ``ceil_mode`` rounds the number of
    windows up. ``return_indices`` gives the place of each maximum too, counted through the plane.

    Shape: ``(N, C, L)`` or ``(C, L)``; each size becomes
        ``(size + 2 * padding - dilation * (k - 1) - 1) // stride + 1``.
    Dtype: integer or floating; the result has it, indices are int64.
    Raises: NotImplementedError for bool and complex tensors; RuntimeError for an input that is not 2-D or 3-D, for
        padding of more than half the kernel, and for results without a window.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.max_pool1d(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.max_pool1d(torch.ones(1, 1, 4), 2).shape
    torch.Size([1, 1, 2])
    """

def max_pool1d_with_indices(input: Tensor, kernel_size: _Size, stride: _Size | None = None, padding: _Size = 0, dilation: _Size = 1, ceil_mode: _bool = False, return_indices: _bool = False, *, out: Any | None = None) -> Any:
    """What `max_pool1d` gives with ``return_indices``: maxima and their places.

    Shape: that of `max_pool1d`, for both.
    Dtype: integer or floating; the values have it, the indices are int64.
    Raises: NotImplementedError for bool and complex tensors; RuntimeError as `max_pool1d`.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.max_pool1d_with_indices(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.max_pool1d_with_indices(torch.ones(1, 1, 4), 2)[1].shape
    torch.Size([1, 1, 2])
    """

def max_pool2d(input: Tensor, kernel_size: _Size, stride: _Size | None = None, padding: _Size = 0, dilation: _Size = 1, ceil_mode: _bool = False, return_indices: _bool = False, *, out: Any | None = None) -> Any:
    """The largest element of each window, ``max of x[n, c, h * s + i, w * s + j]``, windows starting every s =
    ``stride`` places, by default ``kernel_size``.

    ``padding`` is at most half of ``kernel_size`` and counts as minus infinity. ``ceil_mode`` rounds the number of
    windows up. ``return_indices`` gives the place of each maximum too, counted through the plane.

    Shape: ``(N, C, H, W)`` or ``(C, H, W)``; each size becomes
        ``(size + 2 * padding - dilation * (k - 1) - 1) // stride + 1``.
    Dtype: integer or floating; the result has it, indices are int64.
    Raises: NotImplementedError for bool and complex tensors; RuntimeError for an input that is not 3-D or 4-D, for
        padding of more than half the kernel, and for results without a window.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.max_pool2d(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.max_pool2d(torch.ones(1, 1, 4, 4), 2).shape
    torch.Size([1, 1, 2, 2])
    """

def max_pool2d_with_indices(input: Tensor, kernel_size: _Size, stride: _Size | None = None, padding: _Size = 0, dilation: _Size = 1, ceil_mode: _bool = False, return_indices: _bool = False, *, out: Any | None = None) -> Any:
    """What `max_pool2d` gives with ``return_indices``: maxima and their places.

    Shape: that of `max_pool2d`, for both.
    Dtype: integer or floating; the values have it, the indices are int64.
    Raises: NotImplementedError for bool and complex tensors; RuntimeError as `max_pool2d`.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.max_pool2d_with_indices(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.max_pool2d_with_indices(torch.ones(1, 1, 4, 4), 2)[1].shape
    torch.Size([1, 1, 2, 2])
    """

def max_pool3d(input: Tensor, kernel_size: _Size, stride: _Size | None = None, padding: _Size = 0, dilation: _Size = 1, ceil_mode: _bool = False, return_indices: _bool = False, *, out: Any | None = None) -> Any:
    """The largest element of each window, ``max of x[n, c, d * s + h, ...]``, windows starting every s = ``stride``
    places, by default ``kernel_size``.

    ``padding`` is at most half of ``kernel_size`` and counts as minus infinity. ``ceil_mode`` rounds the number of
    windows up. ``return_indices`` gives the place of each maximum too, counted through the plane.

    Shape: ``(N, C, D, H, W)`` or ``(C, D, H, W)``; each size becomes
        ``(size + 2 * padding - dilation * (k - 1) - 1) // stride + 1``.
    Dtype: integer or floating; the result has it, indices are int64.
    Raises: NotImplementedError for bool and complex tensors; RuntimeError for an input that is not 4-D or 5-D, for
        padding of more than half the kernel, and for results without a window.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.max_pool3d(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.max_pool3d(torch.ones(1, 1, 4, 4, 4), 2).shape
    torch.Size([1, 1, 2, 2, 2])
    """

def max_pool3d_with_indices(input: Tensor, kernel_size: _Size, stride: _Size | None = None, padding: _Size = 0, dilation: _Size = 1, ceil_mode: _bool = False, return_indices: _bool = False, *, out: Any | None = None) -> Any:
    """What `max_pool3d` gives with ``return_indices``: maxima and their places.

    Shape: that of `max_pool3d`, for both.
    Dtype: integer or floating; the values have it, the indices are int64.
    Raises: NotImplementedError for bool and complex tensors; RuntimeError as `max_pool3d`.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.max_pool3d_with_indices(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.max_pool3d_with_indices(torch.ones(1, 1, 4, 4, 4), 2)[1].shape
    torch.Size([1, 1, 2, 2, 2])
    """

def max_unpool1d(input: Tensor, indices: Tensor, kernel_size: _Size, stride: _Size | None = None, padding: _Size = 0, output_size: _Size | None = None, *, out: Tensor | None = None) -> Tensor:
    """Pooled maxima put back: ``out[n, c, indices[n, c, ...]] = input[n, c, ...]``, counted through the plane, zeros
    elsewhere: a partial inverse of `max_pool1d`.

    Shape: ``(N, C, L)`` or ``(C, L)``, the same for ``indices``; each size becomes
        ``(size - 1) * stride - 2 * padding + k`` or what ``output_size`` says.
    Dtype: floating; the result has it. ``indices`` are int32 or int64.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError for indices of another dtype or
        shape or outside the result; ValueError for an ``output_size`` out of reach and a 0-d input.
    Source: Zeiler and Fergus 2014, Visualizing and Understanding Convolutional Networks, section 2.1.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.max_unpool1d(input, indices, kernel_size, stride=None, padding=0, output_size=None, *, out=None)``.

    >>> import flambeau as torch
    >>> x = torch.ones(1, 1, 4)
    >>> found = torch.nn.functional.max_pool1d(x, 2, return_indices=True)
    >>> torch.nn.functional.max_unpool1d(*found, 2).shape
    torch.Size([1, 1, 4])
    """

def max_unpool2d(input: Tensor, indices: Tensor, kernel_size: _Size, stride: _Size | None = None, padding: _Size = 0, output_size: _Size | None = None, *, out: Tensor | None = None) -> Tensor:
    """Pooled maxima put back: ``out[n, c, indices[n, c, ...]] = input[n, c, ...]``, counted through the plane, zeros
    elsewhere: a partial inverse of `max_pool2d`.

    Shape: ``(N, C, H, W)`` or ``(C, H, W)``, the same for ``indices``; each size becomes
        ``(size - 1) * stride - 2 * padding + k`` or what ``output_size`` says.
    Dtype: floating; the result has it. ``indices`` are int32 or int64.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError for indices of another dtype or
        shape or outside the result; ValueError for an ``output_size`` out of reach and a 0-d input.
    Source: Zeiler and Fergus 2014, Visualizing and Understanding Convolutional Networks, section 2.1.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.max_unpool2d(input, indices, kernel_size, stride=None, padding=0, output_size=None, *, out=None)``.

    >>> import flambeau as torch
    >>> x = torch.ones(1, 1, 4, 4)
    >>> found = torch.nn.functional.max_pool2d(x, 2, return_indices=True)
    >>> torch.nn.functional.max_unpool2d(*found, 2).shape
    torch.Size([1, 1, 4, 4])
    """

def max_unpool3d(input: Tensor, indices: Tensor, kernel_size: _Size, stride: _Size | None = None, padding: _Size = 0, output_size: _Size | None = None, *, out: Tensor | None = None) -> Tensor:
    """Pooled maxima put back: ``out[n, c, indices[n, c, ...]] = input[n, c, ...]``, counted through the plane, zeros
    elsewhere: a partial inverse of `max_pool3d`.

    Shape: ``(N, C, D, H, W)`` or ``(C, D, H, W)``, the same for ``indices``; each size becomes
        ``(size - 1) * stride - 2 * padding + k`` or what ``output_size`` says.
    Dtype: floating; the result has it. ``indices`` are int32 or int64.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError for indices of another dtype or
        shape or outside the result; ValueError for an ``output_size`` out of reach and a 0-d input.
    Source: Zeiler and Fergus 2014, Visualizing and Understanding Convolutional Networks, section 2.1.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.max_unpool3d(input, indices, kernel_size, stride=None, padding=0, output_size=None, *, out=None)``.

    >>> import flambeau as torch
    >>> x = torch.ones(1, 1, 4, 4, 4)
    >>> found = torch.nn.functional.max_pool3d(x, 2, return_indices=True)
    >>> torch.nn.functional.max_unpool3d(*found, 2).shape
    torch.Size([1, 1, 4, 4, 4])
    """

def mish(input: Tensor, inplace: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """``x * tanh(softplus(x))``.

    Shape: that of ``input``.
    Dtype: the result has that of ``input``.
    Raises: NotImplementedError for bool, integer and complex tensors.
    Source: Misra 2019, Mish: A Self Regularized Non-Monotonic Activation Function.
    Gradient: to ``input`` ``g * _mish_slope(input)``.
    Tangent: ``d_input * _mish_slope(input)``.
    Forms: ``nn.functional.mish(input, inplace=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.mish(torch.tensor([-1., 2.]))
    tensor([-0.3034,  1.9440])
    """

def mse_loss(input: Tensor, target: Tensor, size_average: _bool | None = None, reduce: _bool | None = None, reduction: _str = 'mean', weight: Tensor | None = None, *, out: Tensor | None = None) -> Tensor:
    """Squared error, the mean of ``(input - target) ** 2``.

    ``weight``, of the same shape, scales elements; "mean" divides by its sum then. ``reduction`` is "mean", "sum" or
    "none".

    Shape: ``input`` and ``target``, broadcast together, give 0-d; with ``reduction="none"`` their common shape.
    Dtype: floating, at least one of the two; the result has the common dtype.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError for shapes that do not broadcast;
        ValueError for another ``reduction``.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.mse_loss(input, target, size_average=None, reduce=None, reduction='mean', weight=None, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.mse_loss(torch.tensor([1., 2.]), torch.tensor([1., 4.]))
    tensor(2.)
    """

def multi_margin_loss(input: Tensor, target: Tensor, p: _int = 1, margin: _float = 1.0, weight: Tensor | None = None, size_average: _bool | None = None, reduce: _bool | None = None, reduction: _str = 'mean', *, out: Tensor | None = None) -> Tensor:
    """The mean over the samples of ``sum over c != y of max(0, margin - x[y] + x[c]) ** p / C`` for classes ``y``.

    ``weight[y]`` scales the samples. ``reduction`` is "mean", "sum" or "none".

    Shape: ``(N, C)`` with ``(N,)``, or ``(C,)`` with a 0-d target, gives 0-d; with ``reduction="none"`` that of
        ``target``.
    Dtype: floating ``input``; classes are int32 or int64.
    Raises: ValueError for p other than 1 and 2; RuntimeError for classes of another shape or dtype or out of range;
        NotImplementedError for bool, integer and complex tensors; ValueError for another ``reduction``.
    Source: Weston and Watkins 1999, Support Vector Machines for Multi-Class Pattern Recognition.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.multi_margin_loss(input, target, p=1, margin=1.0, weight=None, size_average=None, reduce=None, reduction='mean', *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.multi_margin_loss(torch.tensor([[0., 1.]]), torch.tensor([0]))
    tensor(1.)
    """

def multilabel_margin_loss(input: Tensor, target: Tensor, size_average: _bool | None = None, reduce: _bool | None = None, reduction: _str = 'mean', *, out: Tensor | None = None) -> Tensor:
    """The mean over the samples of ``sum over j in y, i not in y of max(0, 1 - (x[j] - x[i])) / C``.

    ``target`` holds the classes ``y`` of each row up to the first -1. ``reduction`` is "mean", "sum" or "none".

    Shape: ``(N, C)`` or ``(C,)``, and the classes of the same shape, give 0-d; with ``reduction="none"`` ``(N,)``.
    Dtype: floating ``input``; classes are integers.
    Raises: RuntimeError for a target of another shape, of a floating dtype or out of range;
        NotImplementedError for bool, integer and complex tensors; ValueError for another ``reduction``.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.multilabel_margin_loss(input, target, size_average=None, reduce=None, reduction='mean', *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.multilabel_margin_loss(torch.tensor([[0., 1.]]), torch.tensor([[1, -1]]))
    tensor(0.)
    """

def multilabel_soft_margin_loss(input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: _bool | None = None, reduce: _bool | None = None, reduction: _str = 'mean', *, out: Tensor | None = None) -> Tensor:
    """The mean over the classes, the last dimension, of ``-(t * log(s) + (1 - t) * log(1 - s))`` with
    ``s = sigmoid(input)``.

    ``weight`` scales the classes. ``reduction`` is "mean", "sum" or "none".

    Shape: ``(..., C)`` and a target of the same give 0-d; with ``reduction="none"`` ``(...)``.
    Dtype: floating ``input``; the result has the common dtype.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError for shapes that do not broadcast;
        ValueError for another ``reduction``.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.multilabel_soft_margin_loss(input, target, weight=None, size_average=None, reduce=None, reduction='mean', *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.multilabel_soft_margin_loss(torch.zeros(1, 2), torch.ones(1, 2))
    tensor(0.6931)
    """

def native_channel_shuffle(input: Tensor, groups: _int, *, out: Tensor | None = None) -> Tensor:
    """Channels dealt out of ``groups`` groups: channel ``g * k + i`` of k per group moves to ``i * groups + g``.

    Shape: ``(N, C, ...)``; the result has it.
    Dtype: any; the result has it.
    Raises: RuntimeError unless ``groups`` divides C; ValueError for fewer than two dimensions.
    Source: Zhang et al. 2018, ShuffleNet: An Extremely Efficient Convolutional Neural Network for Mobile Devices.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``channel_shuffle(input, groups, *, out=None)``; also called ``native_channel_shuffle``.

    >>> import flambeau as torch
    >>> torch.channel_shuffle(torch.arange(4.).view(1, 4, 1), 2).flatten()
    tensor([0., 2., 1., 3.])
    """

def nll_loss(input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: _bool | None = None, ignore_index: _int = -100, reduce: _bool | None = None, reduction: _str = 'mean', *, out: Tensor | None = None) -> Tensor:
    """Negative log likelihood, the mean of ``-weight[target] * input[target]`` over the classes, of log-probabilities.

    "mean" divides by the sum of the weights used. Targets ``ignore_index`` count for nothing. ``reduction`` is "mean",
    "sum" or "none".

    Shape: ``(C,)``, ``(N, C)`` or ``(N, C, d1, ...)`` with classes ``()``, ``(N,)`` or ``(N, d1, ...)`` gives 0-d; with
        ``reduction="none"`` that of ``target``.
    Dtype: floating ``input``; the result has it. Classes are int64 or uint8.
    Raises: NotImplementedError for bool, integer and complex tensors; IndexError for a class out of range; RuntimeError
        for a target of another dtype or shape and another number of weights; ValueError for batches of different sizes;
        ValueError for another ``reduction``.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.nll_loss(input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean', *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.nll_loss(torch.tensor([[-1., -2.]]), torch.tensor([1]))
    tensor(2.)
    """

def normalize(input: Tensor, p: _float = 2.0, dim: _Size = 1, eps: _float = 1e-12, *, out: Tensor | None = None) -> Tensor:
    """``x / max(norm(x), eps)`` with the ``p``-norm along ``dim``.

    Shape: that of ``input``.
    Dtype: floating or complex; the result has it.
    Raises: RuntimeError for bool and integer tensors; IndexError for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.normalize(input, p=2.0, dim=1, eps=1e-12, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.normalize(torch.tensor([[3., 4.]]))
    tensor([[0.6000, 0.8000]])
    """

def one_hot(tensor: Tensor, num_classes: _int = -1, *, out: Tensor | None = None) -> Tensor:
    """Each class index as a vector of zeros with a single 1: ``out[..., c] = (tensor[...] == c)``.

    ``num_classes`` -1 takes one more than the largest index.

    Shape: ``(...)`` gives ``(..., num_classes)``.
    Dtype: int64; the result is int64.
    Raises: RuntimeError for another dtype, a negative index, one that is not below ``num_classes``, and no indices to
        count.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.one_hot(tensor, num_classes=-1, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.one_hot(torch.tensor([0, 2]))
    tensor([[1, 0, 0],
            [0, 0, 1]])
    """

def pad(input: Tensor, pad: _Size, mode: _str = 'constant', value: _Number | None = None, *, out: Tensor | None = None) -> Tensor:
    """``input`` made larger: ``out[i + before] = input[i]``; ``pad`` lists (before, after) from the last dimension on;
    negative numbers crop.

    ``mode`` "constant" fills with ``value``; "reflect" (without the edge), "replicate" and "circular" continue the last
    dimensions of ``(N, C, ...)`` or ``(C, ...)`` input.

    Shape: that of ``input``, with before and after added to each padded size.
    Dtype: any; the result has it.
    Raises: RuntimeError for a ``pad`` of odd length, padding that the input is too small for, and where less than
        nothing would be left; NotImplementedError for another mode and for numbers of dimensions that the mode does not
        take; ValueError for a ``value`` with another mode than "constant".
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.pad(input, pad, mode='constant', value=None, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.pad(torch.tensor([[1., 2., 3.]]), (1, 1), mode="reflect")
    tensor([[2., 1., 2., 3., 2.]])
    """

def pairwise_distance(x1: Tensor, x2: Tensor, p: _float = 2.0, eps: _float = 1e-06, keepdim: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """``(sum |x1 - x2 + eps|**p) ** (1 / p)`` along the last dimension.

    Shape: that of ``x1`` and ``x2``, broadcast together, without the last dimension, or with size 1 there if
        ``keepdim``.
    Dtype: integer, floating or complex; integers become the default dtype, complex tensors give their real one.
    Raises: RuntimeError for bool tensors and for shapes that do not broadcast.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``pairwise_distance(x1, x2, p=2.0, eps=1e-06, keepdim=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.pairwise_distance(torch.tensor([[0., 0.]]), torch.tensor([[3., 4.]]))
    tensor([5.0000])
    """

def pdist(input: Tensor, p: _float = 2.0, *, out: Tensor | None = None) -> Tensor:
    """Distances between the rows, each pair once: ``(sum over k of |x[i][k] - x[j][k]|**p) ** (1 / p)`` for i < j, in
    the order of i and then j.

    Shape: ``(n, d)`` gives ``(n * (n - 1) / 2,)``.
    Dtype: floating; the result has it.
    Raises: RuntimeError for other numbers of dimensions, a negative ``p``, and bool, integer and complex tensors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``pdist(input, p=2.0, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.pdist(torch.tensor([[0., 0.], [3., 4.], [0., 1.]]))
    tensor([5.0000, 1.0000, 4.2426])
    """

def pixel_shuffle(input: Tensor, upscale_factor: _int, *, out: Tensor | None = None) -> Tensor:
    """Channels turned into pixels: ``out[c, h * r + i, w * r + j] = input[c * r * r + i * r + j, h, w]``, r being
    ``upscale_factor``.

    Shape: ``(..., C * r * r, H, W)`` gives ``(..., C, H * r, W * r)``.
    Dtype: any; the result has it.
    Raises: RuntimeError unless ``r * r`` divides the number of channels, and for fewer than three dimensions.
    Source: Shi et al. 2016, Real-Time Single Image and Video Super-Resolution Using an Efficient Sub-Pixel
        Convolutional Neural Network.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``pixel_shuffle(input, upscale_factor, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.pixel_shuffle(torch.zeros(1, 4, 2, 2), 2).shape
    torch.Size([1, 1, 4, 4])
    """

def pixel_unshuffle(input: Tensor, downscale_factor: _int, *, out: Tensor | None = None) -> Tensor:
    """Pixels turned into channels: ``out[c * r * r + i * r + j, h, w] = input[c, h * r + i, w * r + j]``, r being
    ``downscale_factor``.

    Shape: ``(..., C, H * r, W * r)`` gives ``(..., C * r * r, H, W)``.
    Dtype: any; the result has it.
    Raises: RuntimeError unless ``r`` divides height and width, and for fewer than three dimensions.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``pixel_unshuffle(input, downscale_factor, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.pixel_unshuffle(torch.zeros(1, 1, 4, 4), 2).shape
    torch.Size([1, 4, 2, 2])
    """

def poisson_nll_loss(input: Tensor, target: Tensor, log_input: _bool = True, full: _bool = False, size_average: _bool | None = None, eps: _float = 1e-08, reduce: _bool | None = None, reduction: _str = 'mean', *, out: Tensor | None = None) -> Tensor:
    """The mean of ``exp(input) - target * input``; of ``input - target * log(input + eps)`` with ``log_input=False``.

    ``full`` adds Stirling's term ``t * log(t) - t + log(2 * pi * t) / 2`` where the target t is above 1. ``reduction``
    is "mean", "sum" or "none".

    Shape: ``input`` and ``target``, broadcast together, give 0-d; with ``reduction="none"`` their common shape.
    Dtype: integer, floating or complex; integers become the default dtype.
    Raises: RuntimeError for bool tensors and for shapes that do not broadcast; ValueError for another ``reduction``.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.poisson_nll_loss(input, target, log_input=True, full=False, size_average=None, eps=1e-08, reduce=None, reduction='mean', *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.poisson_nll_loss(torch.tensor([0.]), torch.tensor([1.]))
    tensor(1.)
    """

def prelu(input: Tensor, weight: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``x`` above 0, ``weight * x`` elsewhere; ``weight`` has one element, or one per channel (dim 1).

    Shape: that of ``input``.
    Dtype: floating, the same for both; the result has it.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError for two different dtypes and another
        number of weights.
    Source: He et al. 2015, Delving Deep into Rectifiers, equation 1.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``prelu(input, weight, *, out=None)``; ``x.prelu(weight)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.prelu(torch.tensor([-1., 2.]), torch.tensor([.1]))
    tensor([-0.1000,  2.0000])
    """

def relu(input: Tensor, inplace: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """Rectified linear unit, ``max(x, 0)``; its derivative at 0 is 0; nan stays nan.

    Shape: that of ``input``.
    Dtype: the result has that of ``input``.
    Raises: NotImplementedError for bool and complex tensors; in place, RuntimeError where the result does not fit into ``input``.
    Source: Nair and Hinton 2010, Rectified Linear Units Improve Restricted Boltzmann Machines.
    Gradient: to ``input`` ``threshold_backward(g, result, 0)``.
    Tangent: ``threshold_backward(d_input, result, 0)``.
    Forms: ``relu(input, inplace=False, *, out=None)``; ``x.relu(inplace=False)``; in place ``x.relu_(inplace=False)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.relu(torch.tensor([-1., 2.]))
    tensor([0., 2.])
    """

def relu6(input: Tensor, inplace: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """``min(max(x, 0), 6)``.

    Shape: that of ``input``.
    Dtype: integer or floating; the result has it.
    Raises: RuntimeError for bool tensors; NotImplementedError for complex tensors.
    Source: Krizhevsky 2010, Convolutional Deep Belief Networks on CIFAR-10.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.relu6(input, inplace=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.relu6(torch.tensor([-3., 9.]))
    tensor([0., 6.])
    """

def relu_(input: Tensor, inplace: _bool = False) -> Tensor:
    """In-place form of `relu`."""

def rms_norm(input: Tensor, normalized_shape: _Size, weight: Tensor | None = None, eps: _float | None = None, *, out: Tensor | None = None) -> Tensor:
    """``x / sqrt(mean(x**2) + eps) * weight`` over the last dimensions, ``normalized_shape``; ``eps`` by default the
    dtype's.

    Shape: ``(..., *normalized_shape)``; the result has it.
    Dtype: floating or complex; the result has ``input``'s. 16-bit floats are computed in float32.
    Raises: RuntimeError for an input or a weight that does not end in ``normalized_shape``, and for an empty one;
        NotImplementedError for bool and integer tensors.
    Source: Zhang and Sennrich 2019, Root Mean Square Layer Normalization, equation 4.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``rms_norm(input, normalized_shape, weight=None, eps=None, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.rms_norm(torch.tensor([3., 4.]), (2,))
    tensor([0.8485, 1.1314])
    """

def rrelu(input: Tensor, lower: _float = 0.125, upper: _float = 0.3333333333333333, training: _bool = False, inplace: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """``x`` above 0, ``a * x`` elsewhere, with ``a`` drawn from [lower, upper) for each element; their mean when not
    ``training``.

    Shape: that of ``input``.
    Dtype: floating; the result has it.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError if ``lower > upper``.
    Source: Xu et al. 2015, Empirical Evaluation of Rectified Activations in Convolutional Network.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``rrelu(input, lower=0.125, upper=0.3333333333333333, training=False, inplace=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.rrelu(torch.tensor([-8., 2.]), .25, .25)
    tensor([-2.,  2.])
    """

def rrelu_(input: Tensor, lower: _float = 0.125, upper: _float = 0.3333333333333333, training: _bool = False, inplace: _bool = False) -> Tensor:
    """In-place form of `rrelu`."""

def scaled_dot_product_attention(query: Tensor, key: Tensor, value: Tensor, attn_mask: Tensor | None = None, dropout_p: _float = 0.0, is_causal: _bool = False, scale: _float | None = None, enable_gqa: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """``softmax(query @ key.mT * scale + mask) @ value``; ``scale`` is ``1 / sqrt(E)`` by default.

    ``attn_mask`` broadcasts to ``(..., L, S)``: added if floating, if bool false entries are left out. A query that may
    look at nothing gets 0. ``is_causal`` lets position i see positions up to i. ``enable_gqa`` repeats the heads
    (dim -3) of key and value to the query's. ``dropout_p`` drops weights, also outside training.

    Shape: query ``(..., L, E)``, key ``(..., S, E)`` and value ``(..., S, V)`` give ``(..., L, V)``.
    Dtype: floating, the same for all three; the result has it.
    Raises: RuntimeError for shapes that do not go together, two different dtypes, bool and integer tensors, an integer
        mask and a mask beside ``is_causal``; NotImplementedError for complex tensors; ValueError for ``dropout_p``
        outside [0, 1].
    Source: Vaswani et al. 2017, Attention Is All You Need, equation 1.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=None, dropout_p=0.0, is_causal=False, scale=None, enable_gqa=False, *, out=None)``.

    >>> import flambeau as torch
    >>> q = torch.ones(1, 2, 4)
    >>> torch.nn.functional.scaled_dot_product_attention(q, q, q).shape
    torch.Size([1, 2, 4])
    """

def selu(input: Tensor, inplace: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """Self-normalising `elu`: ``1.0507 * (x if x > 0 else 1.6733 * (exp(x) - 1))``.

    Shape: that of ``input``.
    Dtype: floating; the result has it.
    Raises: NotImplementedError for bool, integer and complex tensors.
    Source: Klambauer et al. 2017, Self-Normalizing Neural Networks, equation 2.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``selu(input, inplace=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.selu(torch.tensor([-1., 2.]))
    tensor([-1.1113,  2.1014])
    """

def selu_(input: Tensor, inplace: _bool = False) -> Tensor:
    """In-place form of `selu`."""

def sigmoid(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Logistic function, ``1 / (1 + exp(-self[i]))``.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``sigmoid_backward(g, result)``.
    Tangent: ``d_self * (result * (1 - result))``.
    Forms: ``sigmoid(input, *, out=None)``; ``x.sigmoid()``; in place ``x.sigmoid_()``.

    >>> import flambeau as torch
    >>> torch.sigmoid(torch.tensor([0., 2.]))
    tensor([0.5000, 0.8808])
    """

def sigmoid_(input: Tensor) -> Tensor:
    """In-place form of `sigmoid`."""

def silu(input: Tensor, inplace: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """Sigmoid linear unit, ``x * sigmoid(x)``.

    Shape: that of ``input``.
    Dtype: the result has that of ``input``.
    Raises: NotImplementedError for bool and integer tensors.
    Source: Elfwing, Uchibe and Doya 2018, Sigmoid-Weighted Linear Units for Neural Network Function Approximation.
    Gradient: to ``input`` ``silu_backward(g, conj(input))``.
    Tangent: ``silu_backward(d_input, input)``.
    Forms: ``nn.functional.silu(input, inplace=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.silu(torch.tensor([-1., 2.]))
    tensor([-0.2689,  1.7616])
    """

def smooth_l1_loss(input: Tensor, target: Tensor, size_average: _bool | None = None, reduce: _bool | None = None, reduction: _str = 'mean', beta: _float = 1.0, *, out: Tensor | None = None) -> Tensor:
    """The mean of ``d**2 / (2 * beta)`` where ``d = |input - target| < beta``, else ``d - beta / 2``; `l1_loss` for
    beta 0.

    ``reduction`` is "mean", "sum" or "none".

    Shape: ``input`` and ``target``, broadcast together, give 0-d; with ``reduction="none"`` their common shape.
    Dtype: floating, at least one of the two; the result has the common dtype.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError for a negative ``beta`` and for
        shapes that do not broadcast; ValueError for another ``reduction``.
    Source: Girshick 2015, Fast R-CNN, equation 3.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.smooth_l1_loss(input, target, size_average=None, reduce=None, reduction='mean', beta=1.0, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.smooth_l1_loss(torch.tensor([0., 3.]), torch.tensor([1., 0.]))
    tensor(1.5000)
    """

def soft_margin_loss(input: Tensor, target: Tensor, size_average: _bool | None = None, reduce: _bool | None = None, reduction: _str = 'mean', *, out: Tensor | None = None) -> Tensor:
    """The mean of ``log(1 + exp(-target * input))`` for targets 1 and -1.

    ``reduction`` is "mean", "sum" or "none".

    Shape: ``input`` and ``target``, broadcast together, give 0-d; with ``reduction="none"`` their common shape.
    Dtype: floating, at least one of the two; the result has the common dtype.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError for shapes that do not broadcast;
        ValueError for another ``reduction``.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.soft_margin_loss(input, target, size_average=None, reduce=None, reduction='mean', *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.soft_margin_loss(torch.tensor([0.]), torch.tensor([1.]))
    tensor(0.6931)
    """

def softmax(input: Tensor, dim: _int | None = None, _stacklevel: _int = 3, dtype: _dtype | None = None, *, out: Tensor | None = None) -> Tensor:
    """``exp(x) / sum(exp(x))`` along ``dim``; ``dtype`` is what it is computed in.

    Without ``dim`` the first dimension is taken for inputs of 0, 1 or 3 dimensions and the second for others, with a
    warning.

    Shape: that of ``input``.
    Dtype: floating, of ``input`` or given as ``dtype``; the result has it.
    Raises: NotImplementedError for bool, integer and complex tensors without a floating ``dtype``; IndexError for
        ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.softmax(input, dim=None, dtype=None, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.softmax(torch.tensor([0., 0.]), dim=0)
    tensor([0.5000, 0.5000])
    """

def softmin(input: Tensor, dim: _int | None = None, _stacklevel: _int = 3, dtype: _dtype | None = None, *, out: Tensor | None = None) -> Tensor:
    """``exp(-x) / sum(exp(-x))`` along ``dim``: the `softmax` of ``-x``.

    Without ``dim`` the first dimension is taken for inputs of 0, 1 or 3 dimensions and the second for others, with a
    warning.

    Shape: that of ``input``.
    Dtype: floating; the result has it.
    Raises: NotImplementedError for integer and complex tensors; RuntimeError for bool tensors; IndexError for ``dim``
        out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.softmin(input, dim=None, dtype=None, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.softmin(torch.tensor([0., 0.]), dim=0)
    tensor([0.5000, 0.5000])
    """

def softplus(input: Tensor, beta: _float = 1.0, threshold: _float = 20.0, *, out: Tensor | None = None) -> Tensor:
    """``log(1 + exp(beta * x)) / beta``; simply ``x`` where ``beta * x > threshold``.

    Shape: that of ``input``.
    Dtype: the result has that of ``input``.
    Raises: NotImplementedError for bool, integer and complex tensors.
    Source: Dugas et al. 2000, Incorporating Second-Order Functional Knowledge for Better Option Pricing.
    Gradient: to ``input`` ``softplus_backward(g, input, beta, threshold)``.
    Tangent: ``softplus_backward(d_input, input, beta, threshold)``.
    Forms: ``nn.functional.softplus(input, beta=1.0, threshold=20.0, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.softplus(torch.tensor([-1., 2.]))
    tensor([0.3133, 2.1269])
    """

def softshrink(input: Tensor, lambd: _float = 0.5, *, out: Tensor | None = None) -> Tensor:
    """``x`` moved by ``lambd`` towards 0, and 0 within that distance.

    Shape: that of ``input``.
    Dtype: the result has that of ``input``.
    Raises: RuntimeError for a negative ``lambd``; NotImplementedError for bool, integer and complex tensors.
    Source: Donoho and Johnstone 1994, Ideal Spatial Adaptation by Wavelet Shrinkage (soft thresholding).
    Gradient: to ``input`` ``g.masked_fill(input.abs() <= lambd, 0)``.
    Tangent: ``d_input.masked_fill(input.abs() <= lambd, 0)``.
    Forms: ``nn.functional.softshrink(input, lambd=0.5, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.softshrink(torch.tensor([-1., .2]))
    tensor([-0.5000,  0.0000])
    """

def softsign(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``x / (1 + |x|)``.

    Shape: that of ``input``.
    Dtype: integer, floating or complex; integers become the default dtype.
    Raises: NotImplementedError for bool tensors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.softsign(input, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.softsign(torch.tensor([-1., 3.]))
    tensor([-0.5000,  0.7500])
    """

def tanh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Hyperbolic tangent, ``(exp(x) - exp(-x)) / (exp(x) + exp(-x))`` for ``x = self[i]``.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``tanh_backward(g, result)``.
    Tangent: ``d_self * (1 - result * result)``.
    Forms: ``tanh(input, *, out=None)``; ``x.tanh()``; in place ``x.tanh_()``.

    >>> import flambeau as torch
    >>> torch.tanh(torch.tensor([0., 1.]))
    tensor([0.0000, 0.7616])
    """

def tanh_(input: Tensor) -> Tensor:
    """In-place form of `tanh`."""

def tanhshrink(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``x - tanh(x)``.

    Shape: that of ``input``.
    Dtype: integer, floating or complex; integers become the default dtype.
    Raises: RuntimeError for bool tensors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.tanhshrink(input, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.tanhshrink(torch.tensor([-1., 2.]))
    tensor([-0.2384,  1.0360])
    """

def threshold(input: Tensor, threshold: _Number, value: _Number, inplace: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """``x`` where it exceeds ``threshold``, else ``value``.

    Shape: that of ``input``.
    Dtype: the result has that of ``input``.
    Raises: NotImplementedError for bool and complex tensors; in place, RuntimeError where the result does not fit into ``input``.
    Gradient: to ``input`` ``threshold_backward(g, input, threshold)``.
    Tangent: ``threshold_backward(d_input, input, threshold)``.
    Forms: ``threshold(input, threshold, value, inplace=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.threshold(torch.tensor([-1., 2.]), 0, 9)
    tensor([9., 2.])
    """

def threshold_(input: Tensor, threshold: _Number, value: _Number, inplace: _bool = False) -> Tensor:
    """In-place form of `threshold`."""

def triplet_margin_loss(anchor: Tensor, positive: Tensor, negative: Tensor, margin: _float = 1.0, p: _float = 2, eps: _float = 1e-06, swap: _bool = False, size_average: _bool | None = None, reduce: _bool | None = None, reduction: _str = 'mean', *, out: Tensor | None = None) -> Tensor:
    """The mean of ``max(0, d(anchor, positive) - d(anchor, negative) + margin)`` with ``d`` the `pairwise_distance`.

    ``swap`` takes ``d(positive, negative)`` where that is smaller than ``d(anchor, negative)``. ``reduction`` is
    "mean", "sum" or "none".

    Shape: three of ``(N, D)`` or ``(D,)`` give 0-d; with ``reduction="none"`` ``(N,)``.
    Dtype: integer, floating or complex; the result is floating.
    Raises: RuntimeError for bool tensors, different numbers of dimensions and shapes that do not broadcast; ValueError
        unless ``margin > 0`` and for another ``reduction``.
    Source: Balntas et al. 2016, Learning Local Feature Descriptors with Triplets and Shallow Convolutional Neural
        Networks.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.triplet_margin_loss(anchor, positive, negative, margin=1.0, p=2, eps=1e-06, swap=False, size_average=None, reduce=None, reduction='mean', *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.triplet_margin_loss(torch.zeros(1, 2), torch.zeros(1, 2), torch.ones(1, 2))
    tensor(0.)
    """

def triplet_margin_with_distance_loss(anchor: Tensor, positive: Tensor, negative: Tensor, *, distance_function: Any = None, margin: _float = 1.0, swap: _bool = False, reduction: _str = 'mean', out: Tensor | None = None) -> Tensor:
    """The mean of ``max(0, d(anchor, positive) - d(anchor, negative) + margin)`` with a distance ``d`` of the user's.

    ``distance_function`` is `pairwise_distance` by default. ``swap`` takes ``d(positive, negative)`` where that is
    smaller. ``reduction`` is "mean", "sum" or "none".

    Shape: what ``distance_function`` takes gives 0-d; with ``reduction="none"`` the shape of the distances.
    Dtype: what ``distance_function`` takes; by default integer, floating or complex.
    Raises: ValueError unless ``margin > 0``; by default RuntimeError for bool tensors; ValueError for another
        ``reduction``.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.triplet_margin_with_distance_loss(anchor, positive, negative, *, distance_function=None, margin=1.0, swap=False, reduction='mean', out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.triplet_margin_with_distance_loss(torch.zeros(1, 2), torch.zeros(1, 2), torch.ones(1, 2))
    tensor(0.)
    """

def unfold(input: Tensor, kernel_size: _Size, dilation: _Size = 1, padding: _Size = 0, stride: _Size = 1, *, out: Tensor | None = None) -> Tensor:
    """All sliding windows of images as columns: ``out[n, :, l]`` holds the ``C * kh * kw`` values of window l.

    Shape: ``(N, C, H, W)`` gives ``(N, C * kh * kw, L)``, or both without N; L counts the windows.
    Dtype: any but integer; the result has it.
    Raises: NotImplementedError for integer tensors; RuntimeError for another number of
        dimensions, and for windows larger than the padded image.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.unfold(input, kernel_size, dilation=1, padding=0, stride=1, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.unfold(torch.ones(1, 1, 3, 3), 2).shape
    torch.Size([1, 4, 4])
    """

def upsample(input: Tensor, size: Any = None, scale_factor: Any = None, mode: _str = 'nearest', align_corners: _bool | None = None, *, out: Tensor | None = None) -> Tensor:
    """Another name of `interpolate`, deprecated: it warns.

    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.upsample(input, size=None, scale_factor=None, mode='nearest', align_corners=None, *, out=None)``.

    >>> import flambeau as torch
    >>> import warnings
    >>> with warnings.catch_warnings(action="ignore"):
    ...     torch.nn.functional.upsample(torch.tensor([[[1., 2.]]]), scale_factor=2)
    tensor([[[1., 1., 2., 2.]]])
    """

def upsample_bilinear(input: Tensor, size: Any = None, scale_factor: Any = None, *, out: Tensor | None = None) -> Tensor:
    """Another name of `interpolate`, in mode ``"bilinear"`` with ``align_corners``.

    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.upsample_bilinear(input, size=None, scale_factor=None, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.upsample_bilinear(torch.tensor([[[[1., 3.]]]]), size=(1, 3))
    tensor([[[[1., 2., 3.]]]])
    """

def upsample_nearest(input: Tensor, size: Any = None, scale_factor: Any = None, *, out: Tensor | None = None) -> Tensor:
    """Another name of `interpolate`, in mode ``"nearest"``.

    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nn.functional.upsample_nearest(input, size=None, scale_factor=None, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.upsample_nearest(torch.tensor([[[1., 2.]]]), scale_factor=2)
    tensor([[[1., 1., 2., 2.]]])
    """
