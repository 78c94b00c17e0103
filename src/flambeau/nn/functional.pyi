# Written by scripts/make_stubs.py from the op registry; change the ops' entries instead.
"""The functions that layers call: activations, convolutions, pooling, normalisation, losses. Each is an op's entry."""

from typing import Any

from .._core import Tensor, _bool, _dtype, _float, _int, _Number, _Size, _str

__all__ = [
    "adaptive_avg_pool1d",
    "adaptive_avg_pool2d",
    "adaptive_avg_pool3d",
    "adaptive_max_pool1d",
    "adaptive_max_pool2d",
    "adaptive_max_pool3d",
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
    "channel_shuffle",
    "conv1d",
    "conv2d",
    "conv3d",
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
    "embedding",
    "embedding_bag",
    "feature_alpha_dropout",
    "fold",
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
    "hinge_embedding_loss",
    "huber_loss",
    "instance_norm",
    "interpolate",
    "kl_div",
    "l1_loss",
    "layer_norm",
    "leaky_relu",
    "linear",
    "local_response_norm",
    "log_softmax",
    "logsigmoid",
    "lp_pool1d",
    "lp_pool2d",
    "lp_pool3d",
    "margin_ranking_loss",
    "max_pool1d",
    "max_pool2d",
    "max_pool3d",
    "max_unpool1d",
    "max_unpool2d",
    "max_unpool3d",
    "mish",
    "mse_loss",
    "multi_margin_loss",
    "multilabel_margin_loss",
    "multilabel_soft_margin_loss",
    "nll_loss",
    "normalize",
    "one_hot",
    "pad",
    "pairwise_distance",
    "pixel_shuffle",
    "pixel_unshuffle",
    "poisson_nll_loss",
    "prelu",
    "relu",
    "relu6",
    "relu_",
    "rms_norm",
    "rrelu",
    "scaled_dot_product_attention",
    "selu",
    "silu",
    "smooth_l1_loss",
    "soft_margin_loss",
    "softmax",
    "softmin",
    "softplus",
    "softshrink",
    "softsign",
    "tanhshrink",
    "threshold",
    "threshold_",
    "triplet_margin_loss",
    "triplet_margin_with_distance_loss",
    "unfold",
    "upsample",
]

def adaptive_avg_pool1d(input: Tensor, output_size: Any) -> Tensor:
    """Means over as many windows of (N, C, L) or (C, L) as ``output_size`` says.

    >>> import flambeau as torch
    >>> torch.nn.functional.adaptive_avg_pool1d(torch.ones(1, 1, 4), 2).shape
    torch.Size([1, 1, 2])
    """

def adaptive_avg_pool2d(input: Tensor, output_size: Any) -> Tensor:
    """Means over as many windows of (N, C, H, W) or (C, H, W) as ``output_size`` says.

    >>> import flambeau as torch
    >>> torch.nn.functional.adaptive_avg_pool2d(torch.ones(1, 1, 4, 4), 2).shape
    torch.Size([1, 1, 2, 2])
    """

def adaptive_avg_pool3d(input: Tensor, output_size: Any) -> Tensor:
    """Means over as many windows of (N, C, D, H, W) or (C, D, H, W) as ``output_size`` says.

    >>> import flambeau as torch
    >>> torch.nn.functional.adaptive_avg_pool3d(torch.ones(1, 1, 4, 4, 4), 2).shape
    torch.Size([1, 1, 2, 2, 2])
    """

def adaptive_max_pool1d(input: Tensor, output_size: Any, return_indices: _bool = False) -> Any:
    """Maxima over as many windows of (N, C, L) or (C, L) as ``output_size`` says.

    >>> import flambeau as torch
    >>> torch.nn.functional.adaptive_max_pool1d(torch.ones(1, 1, 4), 2).shape
    torch.Size([1, 1, 2])
    """

def adaptive_max_pool2d(input: Tensor, output_size: Any, return_indices: _bool = False) -> Any:
    """Maxima over as many windows of (N, C, H, W) or (C, H, W) as ``output_size`` says.

    >>> import flambeau as torch
    >>> torch.nn.functional.adaptive_max_pool2d(torch.ones(1, 1, 4, 4), 2).shape
    torch.Size([1, 1, 2, 2])
    """

def adaptive_max_pool3d(input: Tensor, output_size: Any, return_indices: _bool = False) -> Any:
    """Maxima over as many windows of (N, C, D, H, W) or (C, D, H, W) as ``output_size`` says.

    >>> import flambeau as torch
    >>> torch.nn.functional.adaptive_max_pool3d(torch.ones(1, 1, 4, 4, 4), 2).shape
    torch.Size([1, 1, 2, 2, 2])
    """

def affine_grid(theta: Tensor, size: _Size, align_corners: _bool | None = None) -> Tensor:
    """Positions for `grid_sample`: those of an image of ``size`` moved by affine maps, in [-1, 1] across each side.

    ``theta`` (N, 2, 3) with ``size`` (N, C, H, W) gives (N, H, W, 2); (N, 3, 4) with (N, C, D, H, W) gives
    (N, D, H, W, 3). Positions are (x, y) or (x, y, z). With ``align_corners`` -1 and 1 are the centres of the corner
    elements, else the outer edges.

    >>> import flambeau as torch
    >>> identity = torch.tensor([[[1., 0., 0.], [0., 1., 0.]]])
    >>> torch.nn.functional.affine_grid(identity, (1, 1, 1, 2), align_corners=False)
    tensor([[[[-0.5000,  0.0000],
              [ 0.5000,  0.0000]]]])
    """

def alpha_dropout(input: Tensor, p: _float = 0.5, training: _bool = False, inplace: _bool = False) -> Tensor:
    """`dropout` to SELU's negative limit, then rescaled so that mean 0 and variance 1 are kept (Klambauer et al. 2017).

    >>> import flambeau as torch
    >>> torch.nn.functional.alpha_dropout(torch.tensor([1., 2.]))
    tensor([1., 2.])
    """

def avg_pool1d(input: Tensor, kernel_size: _Size, stride: _Size | None = None, padding: _Size = 0, ceil_mode: _bool = False, count_include_pad: _bool = True) -> Tensor:
    """Means over windows of (N, C, L) or (C, L); ``stride`` is ``kernel_size`` by default.

    >>> import flambeau as torch
    >>> torch.nn.functional.avg_pool1d(torch.ones(1, 1, 4), 2).shape
    torch.Size([1, 1, 2])
    """

def avg_pool2d(input: Tensor, kernel_size: _Size, stride: _Size | None = None, padding: _Size = 0, ceil_mode: _bool = False, count_include_pad: _bool = True, divisor_override: _int | None = None) -> Tensor:
    """Means over windows of (N, C, H, W) or (C, H, W); ``stride`` is ``kernel_size`` by default.

    >>> import flambeau as torch
    >>> torch.nn.functional.avg_pool2d(torch.ones(1, 1, 4, 4), 2).shape
    torch.Size([1, 1, 2, 2])
    """

def avg_pool3d(input: Tensor, kernel_size: _Size, stride: _Size | None = None, padding: _Size = 0, ceil_mode: _bool = False, count_include_pad: _bool = True, divisor_override: _int | None = None) -> Tensor:
    """Means over windows of (N, C, D, H, W) or (C, D, H, W); ``stride`` is ``kernel_size`` by default.

    >>> import flambeau as torch
    >>> torch.nn.functional.avg_pool3d(torch.ones(1, 1, 4, 4, 4), 2).shape
    torch.Size([1, 1, 2, 2, 2])
    """

def batch_norm(input: Tensor, running_mean: Tensor | None, running_var: Tensor | None, weight: Tensor | None = None, bias: Tensor | None = None, training: _bool = False, momentum: _float = 0.1, eps: _float = 1e-05) -> Tensor:
    """``(x - mean) / sqrt(var + eps) * weight + bias`` per channel of (N, C, ...) (Ioffe and Szegedy 2015).

    In training the moments are the batch's, and the running ones move towards them by ``momentum``; else the running
    moments are used. ValueError in training for a single value per channel.

    >>> import flambeau as torch
    >>> torch.nn.functional.batch_norm(torch.tensor([[1.], [3.]]), None, None, training=True)
    tensor([[-1.0000],
            [ 1.0000]])
    """

def bilinear(input1: Tensor, input2: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """``out[..., k] = sum over i, j of input1[..., i] * weight[k, i, j] * input2[..., j] + bias[k]``.

    >>> import flambeau as torch
    >>> torch.nn.functional.bilinear(torch.ones(1, 2), torch.ones(1, 3), torch.ones(4, 2, 3)).shape
    torch.Size([1, 4])
    """

def binary_cross_entropy(input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: _bool | None = None, reduce: _bool | None = None, reduction: _str = 'mean') -> Tensor:
    """``-(target * log(input) + (1 - target) * log(1 - input))`` for probabilities ``input`` in [0, 1].

    Logarithms are kept at or above -100.

    >>> import flambeau as torch
    >>> torch.nn.functional.binary_cross_entropy(torch.tensor([.5]), torch.tensor([1.]))
    tensor(0.6931)
    """

def binary_cross_entropy_with_logits(input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: _bool | None = None, reduce: _bool | None = None, reduction: _str = 'mean', pos_weight: Tensor | None = None) -> Tensor:
    """`binary_cross_entropy` of ``sigmoid(input)``, computed without overflow.

    ``weight`` scales elements, ``pos_weight`` the positive part; both broadcast to the input.

    >>> import flambeau as torch
    >>> torch.nn.functional.binary_cross_entropy_with_logits(torch.tensor([0.]), torch.tensor([1.]))
    tensor(0.6931)
    """

def celu(input: Tensor, alpha: _float = 1.0, inplace: _bool = False) -> Tensor:
    """Continuously differentiable `elu`: ``alpha * (exp(x / alpha) - 1)`` below 0.

    >>> import flambeau as torch
    >>> torch.nn.functional.celu(torch.tensor([-1., 2.]), 2.)
    tensor([-0.7869,  2.0000])
    """

def channel_shuffle(input: Tensor, groups: _int) -> Tensor:
    """Channels of (N, C, ...) dealt out of ``groups`` groups: (g, C / g) transposed (Zhang et al. 2017).

    >>> import flambeau as torch
    >>> torch.channel_shuffle(torch.arange(4.).view(1, 4, 1), 2).flatten()
    tensor([0., 2., 1., 3.])
    """

def conv1d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: _Size = 1, padding: Any = 0, dilation: _Size = 1, groups: _int = 1) -> Tensor:
    """Cross-correlation of (N, C, L), or (C, L), with kernels (K, C / groups, ...) plus ``bias`` (K,).

    ``padding`` is in elements per dim, "valid" (none) or "same" (sizes kept; stride 1 only).

    >>> import flambeau as torch
    >>> torch.nn.functional.conv1d(torch.ones(1, 1, 3), torch.ones(1, 1, 2)).shape
    torch.Size([1, 1, 2])
    """

def conv2d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: _Size = 1, padding: Any = 0, dilation: _Size = 1, groups: _int = 1) -> Tensor:
    """Cross-correlation of (N, C, H, W), or (C, H, W), with kernels (K, C / groups, ...) plus ``bias`` (K,).

    ``padding`` is in elements per dim, "valid" (none) or "same" (sizes kept; stride 1 only).

    >>> import flambeau as torch
    >>> torch.nn.functional.conv2d(torch.ones(1, 1, 3, 3), torch.ones(1, 1, 2, 2)).shape
    torch.Size([1, 1, 2, 2])
    """

def conv3d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: _Size = 1, padding: Any = 0, dilation: _Size = 1, groups: _int = 1) -> Tensor:
    """Cross-correlation of (N, C, D, H, W), or (C, D, H, W), with kernels (K, C / groups, ...) plus ``bias`` (K,).

    ``padding`` is in elements per dim, "valid" (none) or "same" (sizes kept; stride 1 only).

    >>> import flambeau as torch
    >>> torch.nn.functional.conv3d(torch.ones(1, 1, 3, 3, 3), torch.ones(1, 1, 2, 2, 2)).shape
    torch.Size([1, 1, 2, 2, 2])
    """

def conv_transpose1d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: _Size = 1, padding: _Size = 0, output_padding: _Size = 0, groups: _int = 1, dilation: _Size = 1) -> Tensor:
    """The transpose of `conv1d`: (N, C, L) with kernels (C, K / groups, ...) plus ``bias`` (K,).

    >>> import flambeau as torch
    >>> torch.nn.functional.conv_transpose1d(torch.ones(1, 1, 3), torch.ones(1, 1, 2)).shape
    torch.Size([1, 1, 4])
    """

def conv_transpose2d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: _Size = 1, padding: _Size = 0, output_padding: _Size = 0, groups: _int = 1, dilation: _Size = 1) -> Tensor:
    """The transpose of `conv2d`: (N, C, H, W) with kernels (C, K / groups, ...) plus ``bias`` (K,).

    >>> import flambeau as torch
    >>> torch.nn.functional.conv_transpose2d(torch.ones(1, 1, 3, 3), torch.ones(1, 1, 2, 2)).shape
    torch.Size([1, 1, 4, 4])
    """

def conv_transpose3d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: _Size = 1, padding: _Size = 0, output_padding: _Size = 0, groups: _int = 1, dilation: _Size = 1) -> Tensor:
    """The transpose of `conv3d`: (N, C, D, H, W) with kernels (C, K / groups, ...) plus ``bias`` (K,).

    >>> import flambeau as torch
    >>> torch.nn.functional.conv_transpose3d(torch.ones(1, 1, 3, 3, 3), torch.ones(1, 1, 2, 2, 2)).shape
    torch.Size([1, 1, 4, 4, 4])
    """

def cosine_embedding_loss(input1: Tensor, input2: Tensor, target: Tensor, margin: _float = 0, size_average: _bool | None = None, reduce: _bool | None = None, reduction: _str = 'mean') -> Tensor:
    """``1 - cos`` of pairs (N, D) with target 1, ``max(0, cos - margin)`` with target -1.

    >>> import flambeau as torch
    >>> torch.nn.functional.cosine_embedding_loss(torch.ones(1, 2), torch.ones(1, 2), torch.tensor([1]))
    tensor(0.)
    """

def cosine_similarity(x1: Tensor, x2: Tensor, dim: _int = 1, eps: _float = 1e-08) -> Tensor:
    """``sum(x1 * x2) / (max(|x1|, eps) * max(|x2|, eps))`` along ``dim``, broadcasting both.

    >>> import flambeau as torch
    >>> torch.cosine_similarity(torch.tensor([1., 0.]), torch.tensor([1., 1.]), dim=0)
    tensor(0.7071)
    """

def cross_entropy(input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: _bool | None = None, ignore_index: _int = -100, reduce: _bool | None = None, reduction: _str = 'mean', label_smoothing: _float = 0.0) -> Tensor:
    """Cross entropy of the softmax of ``input`` (N, C, ...) or (C,) and ``target``: classes, or probabilities.

    ``label_smoothing`` mixes that much of the uniform distribution into the target (Szegedy et al. 2015).

    >>> import flambeau as torch
    >>> torch.nn.functional.cross_entropy(torch.tensor([[0., 0.]]), torch.tensor([1]))
    tensor(0.6931)
    """

def ctc_loss(log_probs: Tensor, targets: Tensor, input_lengths: Any, target_lengths: Any, blank: _int = 0, reduction: _str = 'mean', zero_infinity: _bool = False) -> Tensor:
    """Minus the logarithm of the probability of ``targets`` under all alignments: Graves et al. 2006, equation 8.

    ``log_probs`` (T, N, C) or (T, C) are logarithms of probabilities (of `log_softmax`); ``targets`` are class indices
    (N, S), or those of all sequences in one row; lengths are tensors or sequences of ints. "mean" divides each loss by
    its target's length first. A target that does not fit into its steps has an infinite loss, or 0 with
    ``zero_infinity``, and no gradient. As in PyTorch the gradient is what `log_softmax` before it leaves as it is:
    probabilities are added to it, so that it sums to zero over the classes.

    >>> import flambeau as torch
    >>> log_probs = torch.zeros(2, 1, 2).log_softmax(2)
    >>> torch.nn.functional.ctc_loss(log_probs, torch.tensor([[1]]), (2,), (1,))
    tensor(0.2877)
    """

def dropout(input: Tensor, p: _float = 0.5, training: _bool = True, inplace: _bool = False) -> Tensor:
    """Each element zeroed with probability ``p`` and else scaled by ``1 / (1 - p)``; unchanged when not training.

    >>> import flambeau as torch
    >>> torch.nn.functional.dropout(torch.tensor([1., 2.]), training=False)
    tensor([1., 2.])
    """

def dropout1d(input: Tensor, p: _float = 0.5, training: _bool = True, inplace: _bool = False) -> Tensor:
    """`dropout` of whole channels of (N, C, L) or (C, L).

    >>> import flambeau as torch
    >>> torch.nn.functional.dropout1d(torch.ones(1, 2, 3), training=False).shape
    torch.Size([1, 2, 3])
    """

def dropout2d(input: Tensor, p: _float = 0.5, training: _bool = True, inplace: _bool = False) -> Tensor:
    """`dropout` of whole channels of (N, C, H, W).

    >>> import flambeau as torch
    >>> torch.nn.functional.dropout2d(torch.ones(1, 2, 3, 3), training=False).shape
    torch.Size([1, 2, 3, 3])
    """

def dropout3d(input: Tensor, p: _float = 0.5, training: _bool = True, inplace: _bool = False) -> Tensor:
    """`dropout` of whole channels of (N, C, D, H, W).

    >>> import flambeau as torch
    >>> torch.nn.functional.dropout3d(torch.ones(1, 2, 3, 3, 3), training=False).shape
    torch.Size([1, 2, 3, 3, 3])
    """

def elu(input: Tensor, alpha: _float = 1.0, inplace: _bool = False) -> Tensor:
    """Exponential linear unit: ``x`` above 0, ``alpha * (exp(x) - 1)`` elsewhere.

    >>> import flambeau as torch
    >>> torch.nn.functional.elu(torch.tensor([-1., 2.]))
    tensor([-0.6321,  2.0000])
    """

def embedding(input: Tensor, weight: Tensor, padding_idx: _int | None = None, max_norm: _float | None = None, norm_type: _float = 2.0, scale_grad_by_freq: _bool = False, sparse: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """Rows of a table: ``out[...] = weight[input[...]]``.

    The row ``padding_idx`` gets no gradient; ``scale_grad_by_freq`` divides a row's gradient by how often the row
    occurs in ``input``; ``max_norm`` rescales longer rows in place first.

    Shape: ``(...)`` with ``weight`` ``(V, D)`` gives ``(..., D)``.
    Dtype: int32 or int64 indices; the result has that of ``weight``.
    Raises: IndexError for an index outside ``[0, V)``; RuntimeError for indices of another dtype, a weight that is not
        2-D, and ``padding_idx`` outside the table.
    Forms: ``nn.functional.embedding(input, weight, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.embedding(torch.tensor([1, 0]), torch.tensor([[1., 2.], [3., 4.]]))
    tensor([[3., 4.],
            [1., 2.]])
    """

def embedding_bag(input: Tensor, weight: Tensor, offsets: Tensor | None = None, max_norm: _float | None = None, norm_type: _float = 2.0, scale_grad_by_freq: _bool = False, mode: _str = 'mean', sparse: _bool = False, per_sample_weights: Tensor | None = None, include_last_offset: _bool = False, padding_idx: _int | None = None) -> Tensor:
    """Sums, means or maxima over bags of rows of ``weight`` (V, D): (B, D).

    ``input`` (B, n) holds a bag per row; or it is (n,) and ``offsets`` (B,) says where each bag begins (with
    ``include_last_offset`` also where the last one ends). An empty bag gives zeros. ``per_sample_weights``, shaped as
    ``input``, scale the rows of a sum; rows ``padding_idx`` count for nothing. `embedding` explains the rest.

    >>> import flambeau as torch
    >>> weight = torch.tensor([[1., 2.], [3., 4.], [5., 6.]])
    >>> torch.nn.functional.embedding_bag(torch.tensor([0, 1, 2]), weight, torch.tensor([0, 2]), mode="sum")
    tensor([[4., 6.],
            [5., 6.]])
    """

def feature_alpha_dropout(input: Tensor, p: _float = 0.5, training: _bool = False, inplace: _bool = False) -> Tensor:
    """`alpha_dropout` of whole channels (dim 1).

    >>> import flambeau as torch
    >>> torch.nn.functional.feature_alpha_dropout(torch.ones(1, 2, 3)).shape
    torch.Size([1, 2, 3])
    """

def fold(input: Tensor, output_size: _Size, kernel_size: _Size, dilation: _Size = 1, padding: _Size = 0, stride: _Size = 1) -> Tensor:
    """Columns (N, C * kh * kw, L), or without N, put back as overlapping windows and added: (N, C, H, W).

    >>> import flambeau as torch
    >>> torch.nn.functional.fold(torch.ones(1, 4, 4), (3, 3), 2)
    tensor([[[[1., 2., 1.],
              [2., 4., 2.],
              [1., 2., 1.]]]])
    """

def gaussian_nll_loss(input: Tensor, target: Tensor, var: Tensor | _float, full: _bool = False, eps: _float = 1e-06, reduction: _str = 'mean') -> Tensor:
    """``(log(var) + (input - target)**2 / var) / 2`` with ``var >= eps``; ``full`` adds ``log(2 pi) / 2``.

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
    Forms: ``nn.functional.gelu(input, *, approximate='none', out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.gelu(torch.tensor([-1., 2.]))
    tensor([-0.1587,  1.9545])
    """

def glu(input: Tensor, dim: _int = -1) -> Tensor:
    """Gated linear unit: the first half along ``dim`` times the sigmoid of the second (Dauphin et al. 2016).

    >>> import flambeau as torch
    >>> torch.nn.functional.glu(torch.tensor([1., 2., 0., 0.]))
    tensor([0.5000, 1.0000])
    """

def grid_sample(input: Tensor, grid: Tensor, mode: _str = 'bilinear', padding_mode: _str = 'zeros', align_corners: _bool | None = None) -> Tensor:
    """Images (N, C, H, W) at positions (N, Ho, Wo, 2): (N, C, Ho, Wo); or (N, C, D, H, W) at (N, Do, Ho, Wo, 3).

    A position (x, y) or (x, y, z) is -1 to 1 across the image. ``mode`` is "bilinear" (in 5-D trilinear), "nearest"
    or "bicubic" (4-D). Outside lie zeros, the nearest element ("border") or the mirrored image ("reflection"). With
    ``align_corners`` -1 and 1 are the centres of the corner elements, else their outer edges.

    >>> import flambeau as torch
    >>> image = torch.tensor([[[[1., 2.], [3., 4.]]]])
    >>> torch.nn.functional.grid_sample(image, torch.zeros(1, 1, 1, 2), align_corners=False)
    tensor([[[[2.5000]]]])
    """

def group_norm(input: Tensor, num_groups: _int, weight: Tensor | None = None, bias: Tensor | None = None, eps: _float = 1e-05) -> Tensor:
    """`layer_norm` of groups of channels of (N, C, ...): moments over C / num_groups channels and all positions.

    ``weight`` and ``bias`` have one element per channel (Wu and He 2018).

    >>> import flambeau as torch
    >>> torch.nn.functional.group_norm(torch.tensor([[1., 3., 2., 2.]]), 2)
    tensor([[-1.0000,  1.0000,  0.0000,  0.0000]])
    """

def gumbel_softmax(logits: Tensor, tau: _float = 1, hard: _bool = False, eps: _float = 1e-10, dim: _int = -1) -> Tensor:
    """A sample of the Gumbel-softmax distribution; ``hard`` gives one-hot vectors with the gradient of the soft ones.

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
        NotImplementedError for complex tensors.
    Forms: ``nn.functional.hardtanh(input, min_val=-1.0, max_val=1.0, inplace=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.hardtanh(torch.tensor([-3., .5]))
    tensor([-1.0000,  0.5000])
    """

def hinge_embedding_loss(input: Tensor, target: Tensor, margin: _float = 1.0, size_average: _bool | None = None, reduce: _bool | None = None, reduction: _str = 'mean') -> Tensor:
    """``input`` with target 1, ``max(0, margin - input)`` with target -1.

    >>> import flambeau as torch
    >>> torch.nn.functional.hinge_embedding_loss(torch.tensor([.25]), torch.tensor([-1]))
    tensor(0.7500)
    """

def huber_loss(input: Tensor, target: Tensor, reduction: _str = 'mean', delta: _float = 1.0, weight: Tensor | None = None) -> Tensor:
    """Squared error up to ``delta``, linear beyond: ``d**2 / 2`` or ``delta * (|d| - delta / 2)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.huber_loss(torch.tensor([0., 3.]), torch.tensor([1., 0.]))
    tensor(1.5000)
    """

def instance_norm(input: Tensor, running_mean: Tensor | None = None, running_var: Tensor | None = None, weight: Tensor | None = None, bias: Tensor | None = None, use_input_stats: _bool = True, momentum: _float = 0.1, eps: _float = 1e-05) -> Tensor:
    """`batch_norm` of every sample of (N, C, ...) by itself; running moments move by the mean over the samples.

    >>> import flambeau as torch
    >>> torch.nn.functional.instance_norm(torch.tensor([[[1., 3.]]]))
    tensor([[[-1.0000,  1.0000]]])
    """

def interpolate(input: Tensor, size: Any = None, scale_factor: Any = None, mode: _str = 'nearest', align_corners: _bool | None = None, recompute_scale_factor: _bool | None = None, antialias: _bool = False) -> Tensor:
    """(N, C, ...) resampled to ``size``, or to the sizes times ``scale_factor``.

    ``mode`` is "nearest", "nearest-exact", "area", or by the number of spatial dims "linear" (1), "bilinear" (2),
    "bicubic" (2), "trilinear" (3). ``align_corners`` places samples so that corner elements keep their values.

    >>> import flambeau as torch
    >>> torch.nn.functional.interpolate(torch.tensor([[[1., 2.]]]), scale_factor=2)
    tensor([[[1., 1., 2., 2.]]])
    """

def kl_div(input: Tensor, target: Tensor, size_average: _bool | None = None, reduce: _bool | None = None, reduction: _str = 'mean', log_target: _bool = False) -> Tensor:
    """Kullback-Leibler divergence, ``target * (log(target) - input)`` for log-probabilities ``input``.

    ``log_target`` says that the target holds logarithms too; "batchmean" divides the sum by the size of the batch.

    >>> import flambeau as torch
    >>> torch.nn.functional.kl_div(torch.tensor([[0., 0.]]), torch.tensor([[.5, .5]]), reduction="batchmean")
    tensor(-0.6931)
    """

def l1_loss(input: Tensor, target: Tensor, size_average: _bool | None = None, reduce: _bool | None = None, reduction: _str = 'mean', weight: Tensor | None = None) -> Tensor:
    """Absolute error, ``|input - target|``, times ``weight`` if that is given (then "mean" divides by its sum).

    >>> import flambeau as torch
    >>> torch.nn.functional.l1_loss(torch.tensor([1., 2.]), torch.tensor([1., 4.]))
    tensor(1.)
    """

def layer_norm(input: Tensor, normalized_shape: _Size, weight: Tensor | None = None, bias: Tensor | None = None, eps: _float = 1e-05) -> Tensor:
    """``(x - mean) / sqrt(var + eps) * weight + bias`` with the moments over the last dims, ``normalized_shape``.

    ``weight`` and ``bias`` have that shape too; the variance is the biased one (Ba et al. 2016).

    >>> import flambeau as torch
    >>> torch.nn.functional.layer_norm(torch.tensor([1., 3.]), (2,))
    tensor([-1.0000,  1.0000])
    """

def leaky_relu(input: Tensor, negative_slope: _float = 0.01, inplace: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """``x`` above 0, ``negative_slope * x`` elsewhere.

    Shape: that of ``input``.
    Dtype: the result has that of ``input``.
    Raises: NotImplementedError for bool, integer and complex tensors.
    Source: Maas, Hannun and Ng 2013, Rectifier Nonlinearities Improve Neural Network Acoustic Models.
    Forms: ``nn.functional.leaky_relu(input, negative_slope=0.01, inplace=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.leaky_relu(torch.tensor([-1., 2.]), .1)
    tensor([-0.1000,  2.0000])
    """

def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None, *, out: Tensor | None = None) -> Tensor:
    """``out[..., j] = sum over k of input[..., k] * weight[j, k] + bias[j]``.

    Shape: ``(..., n)`` with ``weight`` ``(m, n)`` and ``bias`` ``(m,)`` gives ``(..., m)``; a weight ``(n,)`` gives
        ``(...)``.
    Dtype: any, the same for all; the result has it.
    Raises: RuntimeError for shapes that do not go together and for different dtypes.
    Forms: ``nn.functional.linear(input, weight, bias=None, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.linear(torch.tensor([1., 2.]), torch.tensor([[3., 4.]]))
    tensor([11.])
    """

def local_response_norm(input: Tensor, size: _int, alpha: _float = 0.0001, beta: _float = 0.75, k: _float = 1.0) -> Tensor:
    """``x / (k + alpha * mean of x**2 over size neighbouring channels) ** beta``, zeros beyond the ends.

    >>> import flambeau as torch
    >>> torch.nn.functional.local_response_norm(torch.ones(1, 2, 1), 1).shape
    torch.Size([1, 2, 1])
    """

def log_softmax(input: Tensor, dim: _int | None = None, _stacklevel: _int = 3, dtype: _dtype | None = None) -> Tensor:
    """The logarithm of `softmax` along ``dim``; ``dtype`` is what it is computed in.

    >>> import flambeau as torch
    >>> torch.nn.functional.log_softmax(torch.tensor([0., 0.]), dim=0)
    tensor([-0.6931, -0.6931])
    """

def logsigmoid(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``log(sigmoid(x))`` without underflow, ``min(x, 0) - log1p(exp(-|x|))``.

    Shape: that of ``input``.
    Dtype: the result has that of ``input``.
    Raises: NotImplementedError for bool, integer and complex tensors.
    Forms: ``nn.functional.logsigmoid(input, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.logsigmoid(torch.tensor([-1., 2.]))
    tensor([-1.3133, -0.1269])
    """

def lp_pool1d(input: Tensor, norm_type: _float, kernel_size: _Size, stride: _Size | None = None, ceil_mode: _bool = False) -> Tensor:
    """Power means ``(sum x^p)^(1/p)`` over windows of (N, C, L) or (C, L).

    >>> import flambeau as torch
    >>> torch.nn.functional.lp_pool1d(torch.tensor([[3., 4.]]), 2, 2)
    tensor([[5.]])
    """

def lp_pool2d(input: Tensor, norm_type: _float, kernel_size: _Size, stride: _Size | None = None, ceil_mode: _bool = False) -> Tensor:
    """Power means ``(sum x^p)^(1/p)`` over windows of (N, C, H, W) or (C, H, W).

    >>> import flambeau as torch
    >>> torch.nn.functional.lp_pool2d(torch.ones(1, 2, 2), 2, 2)
    tensor([[[2.]]])
    """

def lp_pool3d(input: Tensor, norm_type: _float, kernel_size: _Size, stride: _Size | None = None, ceil_mode: _bool = False) -> Tensor:
    """Power means ``(sum x^p)^(1/p)`` over windows of (N, C, D, H, W) or (C, D, H, W).

    >>> import flambeau as torch
    >>> torch.nn.functional.lp_pool3d(torch.ones(1, 2, 2, 1), 2, (2, 2, 1))
    tensor([[[[2.]]]])
    """

def margin_ranking_loss(input1: Tensor, input2: Tensor, target: Tensor, margin: _float = 0, size_average: _bool | None = None, reduce: _bool | None = None, reduction: _str = 'mean') -> Tensor:
    """``max(0, -target * (input1 - input2) + margin)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.margin_ranking_loss(torch.tensor([1.]), torch.tensor([3.]), torch.tensor([1.]))
    tensor(2.)
    """

def max_pool1d(input: Tensor, kernel_size: _Size, stride: _Size | None = None, padding: _Size = 0, dilation: _Size = 1, ceil_mode: _bool = False, return_indices: _bool = False) -> Any:
    """Maxima over windows of (N, C, L) or (C, L); ``stride`` is ``kernel_size`` by default.

    ``padding`` is at most half of ``kernel_size`` and counts as minus infinity.

    >>> import flambeau as torch
    >>> torch.nn.functional.max_pool1d(torch.ones(1, 1, 4), 2).shape
    torch.Size([1, 1, 2])
    """

def max_pool2d(input: Tensor, kernel_size: _Size, stride: _Size | None = None, padding: _Size = 0, dilation: _Size = 1, ceil_mode: _bool = False, return_indices: _bool = False) -> Any:
    """Maxima over windows of (N, C, H, W) or (C, H, W); ``stride`` is ``kernel_size`` by default.

    ``padding`` is at most half of ``kernel_size`` and counts as minus infinity.

    >>> import flambeau as torch
    >>> torch.nn.functional.max_pool2d(torch.ones(1, 1, 4, 4), 2).shape
    torch.Size([1, 1, 2, 2])
    """

def max_pool3d(input: Tensor, kernel_size: _Size, stride: _Size | None = None, padding: _Size = 0, dilation: _Size = 1, ceil_mode: _bool = False, return_indices: _bool = False) -> Any:
    """Maxima over windows of (N, C, D, H, W) or (C, D, H, W); ``stride`` is ``kernel_size`` by default.

    ``padding`` is at most half of ``kernel_size`` and counts as minus infinity.

    >>> import flambeau as torch
    >>> torch.nn.functional.max_pool3d(torch.ones(1, 1, 4, 4, 4), 2).shape
    torch.Size([1, 1, 2, 2, 2])
    """

def max_unpool1d(input: Tensor, indices: Tensor, kernel_size: _Size, stride: _Size | None = None, padding: _Size = 0, output_size: _Size | None = None) -> Tensor:
    """Pooled maxima put back at their ``indices``, zeros elsewhere: a partial inverse of `max_pool1d`.

    >>> import flambeau as torch
    >>> x = torch.ones(1, 1, 4)
    >>> found = torch.nn.functional.max_pool1d(x, 2, return_indices=True)
    >>> torch.nn.functional.max_unpool1d(*found, 2).shape
    torch.Size([1, 1, 4])
    """

def max_unpool2d(input: Tensor, indices: Tensor, kernel_size: _Size, stride: _Size | None = None, padding: _Size = 0, output_size: _Size | None = None) -> Tensor:
    """Pooled maxima put back at their ``indices``, zeros elsewhere: a partial inverse of `max_pool2d`.

    >>> import flambeau as torch
    >>> x = torch.ones(1, 1, 4, 4)
    >>> found = torch.nn.functional.max_pool2d(x, 2, return_indices=True)
    >>> torch.nn.functional.max_unpool2d(*found, 2).shape
    torch.Size([1, 1, 4, 4])
    """

def max_unpool3d(input: Tensor, indices: Tensor, kernel_size: _Size, stride: _Size | None = None, padding: _Size = 0, output_size: _Size | None = None) -> Tensor:
    """Pooled maxima put back at their ``indices``, zeros elsewhere: a partial inverse of `max_pool3d`.

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
    Forms: ``nn.functional.mish(input, inplace=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.mish(torch.tensor([-1., 2.]))
    tensor([-0.3034,  1.9440])
    """

def mse_loss(input: Tensor, target: Tensor, size_average: _bool | None = None, reduce: _bool | None = None, reduction: _str = 'mean', weight: Tensor | None = None) -> Tensor:
    """Squared error, ``(input - target) ** 2``, times ``weight`` if that is given (then "mean" divides by its sum).

    >>> import flambeau as torch
    >>> torch.nn.functional.mse_loss(torch.tensor([1., 2.]), torch.tensor([1., 4.]))
    tensor(2.)
    """

def multi_margin_loss(input: Tensor, target: Tensor, p: _int = 1, margin: _float = 1.0, weight: Tensor | None = None, size_average: _bool | None = None, reduce: _bool | None = None, reduction: _str = 'mean') -> Tensor:
    """``mean over c != y of max(0, margin - x[y] + x[c]) ** p`` for (N, C) or (C,) and classes ``y``.

    >>> import flambeau as torch
    >>> torch.nn.functional.multi_margin_loss(torch.tensor([[0., 1.]]), torch.tensor([0]))
    tensor(1.)
    """

def multilabel_margin_loss(input: Tensor, target: Tensor, size_average: _bool | None = None, reduce: _bool | None = None, reduction: _str = 'mean') -> Tensor:
    """``sum over j in y, i not in y of max(0, 1 - (x[j] - x[i])) / C`` for (N, C) or (C,).

    ``target`` has the input's shape: the classes of ``y`` up to the first -1.

    >>> import flambeau as torch
    >>> torch.nn.functional.multilabel_margin_loss(torch.tensor([[0., 1.]]), torch.tensor([[1, -1]]))
    tensor(0.)
    """

def multilabel_soft_margin_loss(input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: _bool | None = None, reduce: _bool | None = None, reduction: _str = 'mean') -> Tensor:
    """Mean over classes, the last dim, of ``-(t * log(s) + (1 - t) * log(1 - s))`` with ``s = sigmoid(input)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.multilabel_soft_margin_loss(torch.zeros(1, 2), torch.ones(1, 2))
    tensor(0.6931)
    """

def nll_loss(input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: _bool | None = None, ignore_index: _int = -100, reduce: _bool | None = None, reduction: _str = 'mean') -> Tensor:
    """Negative log likelihood, ``-weight[target] * input[target]``, of log-probabilities (N, C, ...) or (C,).

    ``target`` (N, ...) or () holds classes; "mean" divides by the sum of the weights used.

    >>> import flambeau as torch
    >>> torch.nn.functional.nll_loss(torch.tensor([[-1., -2.]]), torch.tensor([1]))
    tensor(2.)
    """

def normalize(input: Tensor, p: _float = 2.0, dim: _Size = 1, eps: _float = 1e-12, out: Tensor | None = None) -> Tensor:
    """``x / max(norm(x), eps)`` with the ``p``-norm along ``dim``.

    >>> import flambeau as torch
    >>> torch.nn.functional.normalize(torch.tensor([[3., 4.]]))
    tensor([[0.6000, 0.8000]])
    """

def one_hot(tensor: Tensor, num_classes: _int = -1) -> Tensor:
    """Each class index as a vector of ``num_classes`` zeros with a single 1, int64: shape (..., num_classes).

    ``num_classes`` -1 takes one more than the largest index.

    >>> import flambeau as torch
    >>> torch.nn.functional.one_hot(torch.tensor([0, 2]))
    tensor([[1, 0, 0],
            [0, 0, 1]])
    """

def pad(input: Tensor, pad: _Size, mode: _str = 'constant', value: _Number | None = None) -> Tensor:
    """``input`` made larger: ``pad`` lists (before, after) from the last dim on; negative numbers crop.

    ``mode`` "constant" fills with ``value``; "reflect" (without the edge), "replicate" and "circular" continue the last
    dims of (N, C, ...) or (C, ...) input.

    >>> import flambeau as torch
    >>> torch.nn.functional.pad(torch.tensor([[1., 2., 3.]]), (1, 1), mode="reflect")
    tensor([[2., 1., 2., 3., 2.]])
    """

def pairwise_distance(x1: Tensor, x2: Tensor, p: _float = 2.0, eps: _float = 1e-06, keepdim: _bool = False) -> Tensor:
    """The ``p``-norm of ``x1 - x2 + eps`` along the last dim.

    >>> import flambeau as torch
    >>> torch.pairwise_distance(torch.tensor([[0., 0.]]), torch.tensor([[3., 4.]]))
    tensor([5.0000])
    """

def pixel_shuffle(input: Tensor, upscale_factor: _int) -> Tensor:
    """Channels turned into pixels: (..., C * r * r, H, W) to (..., C, H * r, W * r) (Shi et al. 2016).

    >>> import flambeau as torch
    >>> torch.pixel_shuffle(torch.zeros(1, 4, 2, 2), 2).shape
    torch.Size([1, 1, 4, 4])
    """

def pixel_unshuffle(input: Tensor, downscale_factor: _int) -> Tensor:
    """Pixels turned into channels: (..., C, H * r, W * r) to (..., C * r * r, H, W).

    >>> import flambeau as torch
    >>> torch.pixel_unshuffle(torch.zeros(1, 1, 4, 4), 2).shape
    torch.Size([1, 4, 2, 2])
    """

def poisson_nll_loss(input: Tensor, target: Tensor, log_input: _bool = True, full: _bool = False, size_average: _bool | None = None, eps: _float = 1e-08, reduce: _bool | None = None, reduction: _str = 'mean') -> Tensor:
    """``exp(input) - target * input``, or ``input - target * log(input + eps)``; ``full`` adds Stirling's term.

    >>> import flambeau as torch
    >>> torch.nn.functional.poisson_nll_loss(torch.tensor([0.]), torch.tensor([1.]))
    tensor(1.)
    """

def prelu(input: Tensor, weight: Tensor) -> Tensor:
    """``x`` above 0, ``weight * x`` elsewhere; ``weight`` has one element, or one per channel (dim 1).

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
    Forms: ``relu(input, inplace=False, *, out=None)``; ``x.relu(inplace=False)``; in place ``x.relu_(inplace=False)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.relu(torch.tensor([-1., 2.]))
    tensor([0., 2.])
    """

def relu6(input: Tensor, inplace: _bool = False) -> Tensor:
    """``x`` kept within ``[0, 6]``.

    >>> import flambeau as torch
    >>> torch.nn.functional.relu6(torch.tensor([-3., 9.]))
    tensor([0., 6.])
    """

def relu_(input: Tensor, inplace: _bool = False) -> Tensor:
    """In-place form of `relu`."""

def rms_norm(input: Tensor, normalized_shape: _Size, weight: Tensor | None = None, eps: _float | None = None) -> Tensor:
    """``x / sqrt(mean(x**2) + eps) * weight`` over the last dims, ``normalized_shape``; ``eps`` by default the dtype's.

    >>> import flambeau as torch
    >>> torch.nn.functional.rms_norm(torch.tensor([3., 4.]), (2,))
    tensor([0.8485, 1.1314])
    """

def rrelu(input: Tensor, lower: _float = 0.125, upper: _float = 0.3333333333333333, training: _bool = False, inplace: _bool = False) -> Tensor:
    """`leaky_relu` whose slope is drawn from [lower, upper) for each negative element; their mean when not training.

    >>> import flambeau as torch
    >>> torch.nn.functional.rrelu(torch.tensor([-8., 2.]), .25, .25)
    tensor([-2.,  2.])
    """

def scaled_dot_product_attention(query: Tensor, key: Tensor, value: Tensor, attn_mask: Tensor | None = None, dropout_p: _float = 0.0, is_causal: _bool = False, scale: _float | None = None, enable_gqa: _bool = False) -> Tensor:
    """``softmax(query @ key.mT * scale + mask) @ value`` (Vaswani et al. 2017).

    query (..., L, E), key (..., S, E), value (..., S, V), result (..., L, V); ``scale`` is ``1 / sqrt(E)`` by default.
    ``attn_mask`` broadcasts to (..., L, S): added if floating, if bool false entries are left out. A query that may
    look at nothing gets 0. ``is_causal`` lets position i see positions up to i. ``enable_gqa`` repeats the heads (dim
    -3) of key and value to the query's.

    >>> import flambeau as torch
    >>> q = torch.ones(1, 2, 4)
    >>> torch.nn.functional.scaled_dot_product_attention(q, q, q).shape
    torch.Size([1, 2, 4])
    """

def selu(input: Tensor, inplace: _bool = False) -> Tensor:
    """Self-normalising `elu` (Klambauer et al. 2017): alpha 1.6733, scaled by 1.0507.

    >>> import flambeau as torch
    >>> torch.nn.functional.selu(torch.tensor([-1., 2.]))
    tensor([-1.1113,  2.1014])
    """

def silu(input: Tensor, inplace: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """Sigmoid linear unit, ``x * sigmoid(x)``.

    Shape: that of ``input``.
    Dtype: the result has that of ``input``.
    Raises: NotImplementedError for bool, integer and complex tensors.
    Source: Elfwing, Uchibe and Doya 2018, Sigmoid-Weighted Linear Units for Neural Network Function Approximation.
    Forms: ``nn.functional.silu(input, inplace=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.silu(torch.tensor([-1., 2.]))
    tensor([-0.2689,  1.7616])
    """

def smooth_l1_loss(input: Tensor, target: Tensor, size_average: _bool | None = None, reduce: _bool | None = None, reduction: _str = 'mean', beta: _float = 1.0) -> Tensor:
    """Squared error up to ``beta``, linear beyond: ``d**2 / (2 * beta)`` or ``|d| - beta / 2``.

    >>> import flambeau as torch
    >>> torch.nn.functional.smooth_l1_loss(torch.tensor([0., 3.]), torch.tensor([1., 0.]))
    tensor(1.5000)
    """

def soft_margin_loss(input: Tensor, target: Tensor, size_average: _bool | None = None, reduce: _bool | None = None, reduction: _str = 'mean') -> Tensor:
    """``log(1 + exp(-target * input))``.

    >>> import flambeau as torch
    >>> torch.nn.functional.soft_margin_loss(torch.tensor([0.]), torch.tensor([1.]))
    tensor(0.6931)
    """

def softmax(input: Tensor, dim: _int | None = None, _stacklevel: _int = 3, dtype: _dtype | None = None) -> Tensor:
    """``exp(x) / sum(exp(x))`` along ``dim``; ``dtype`` is what it is computed in.

    >>> import flambeau as torch
    >>> torch.nn.functional.softmax(torch.tensor([0., 0.]), dim=0)
    tensor([0.5000, 0.5000])
    """

def softmin(input: Tensor, dim: _int | None = None, _stacklevel: _int = 3, dtype: _dtype | None = None) -> Tensor:
    """`softmax` of ``-x`` along ``dim``.

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
    Forms: ``nn.functional.softshrink(input, lambd=0.5, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.softshrink(torch.tensor([-1., .2]))
    tensor([-0.5000,  0.0000])
    """

def softsign(input: Tensor) -> Tensor:
    """``x / (1 + |x|)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.softsign(torch.tensor([-1., 3.]))
    tensor([-0.5000,  0.7500])
    """

def tanhshrink(input: Tensor) -> Tensor:
    """``x - tanh(x)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.tanhshrink(torch.tensor([-1., 2.]))
    tensor([-0.2384,  1.0360])
    """

def threshold(input: Tensor, threshold: _Number, value: _Number, inplace: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """``x`` where it exceeds ``threshold``, else ``value``.

    Shape: that of ``input``.
    Dtype: the result has that of ``input``.
    Raises: NotImplementedError for bool and complex tensors; in place, RuntimeError where the result does not fit into ``input``.
    Forms: ``threshold(input, threshold, value, inplace=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.nn.functional.threshold(torch.tensor([-1., 2.]), 0, 9)
    tensor([9., 2.])
    """

def threshold_(input: Tensor, threshold: _Number, value: _Number, inplace: _bool = False) -> Tensor:
    """In-place form of `threshold`."""

def triplet_margin_loss(anchor: Tensor, positive: Tensor, negative: Tensor, margin: _float = 1.0, p: _float = 2, eps: _float = 1e-06, swap: _bool = False, size_average: _bool | None = None, reduce: _bool | None = None, reduction: _str = 'mean') -> Tensor:
    """``max(0, d(anchor, positive) - d(anchor, negative) + margin)``; ``swap`` takes the nearer of two negatives.

    >>> import flambeau as torch
    >>> torch.nn.functional.triplet_margin_loss(torch.zeros(1, 2), torch.zeros(1, 2), torch.ones(1, 2))
    tensor(0.)
    """

def triplet_margin_with_distance_loss(anchor: Tensor, positive: Tensor, negative: Tensor, *, distance_function: Any = None, margin: _float = 1.0, swap: _bool = False, reduction: _str = 'mean') -> Tensor:
    """`triplet_margin_loss` with a distance of the user's.

    >>> import flambeau as torch
    >>> torch.nn.functional.triplet_margin_with_distance_loss(torch.zeros(1, 2), torch.zeros(1, 2), torch.ones(1, 2))
    tensor(0.)
    """

def unfold(input: Tensor, kernel_size: _Size, dilation: _Size = 1, padding: _Size = 0, stride: _Size = 1) -> Tensor:
    """All sliding windows of (N, C, H, W), or (C, H, W), as columns (N, C * kh * kw, L).

    >>> import flambeau as torch
    >>> torch.nn.functional.unfold(torch.ones(1, 1, 3, 3), 2).shape
    torch.Size([1, 4, 4])
    """

def upsample(input: Tensor, size: Any = None, scale_factor: Any = None, mode: _str = 'nearest', align_corners: _bool | None = None) -> Tensor:
    """Another name of `interpolate`.

    >>> import flambeau as torch
    >>> torch.nn.functional.upsample(torch.tensor([[[1., 2.]]]), scale_factor=2)
    tensor([[[1., 1., 2., 2.]]])
    """
