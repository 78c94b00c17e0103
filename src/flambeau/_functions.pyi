# Written by scripts/make_stubs.py from the op registry; change the ops' entries instead.
"""Every function of the top level by name: what `flambeau` exports and what this package's own modules call."""

from collections.abc import Sequence
from typing import Any

from ._core import Tensor, _bool, _Device, _dtype, _float, _Generator, _int, _Number, _Size, _str, _return_aminmax, _return_cummax, _return_cummin, _return_frexp, _return_geqrf, _return_histogram, _return_histogramdd, _return_kthvalue, _return_lu_unpack, _return_mode, _return_pca_lowrank, _return_qr, _return_slogdet, _return_sort, _return_svd, _return_svd_lowrank, _return_topk, _return_triangular_solve
from ._types import layout as _layout
from ._tensor import as_tensor as as_tensor
from .ops.broadcast import broadcast_shapes as broadcast_shapes
from ._tensor import from_dlpack as from_dlpack
from ._tensor import from_numpy as from_numpy
from ._tensor import tensor as tensor

__all__ = [
    "abs",
    "abs_",
    "absolute",
    "absolute_",
    "acos",
    "acos_",
    "acosh",
    "acosh_",
    "adaptive_avg_pool1d",
    "add",
    "add_",
    "addbmm",
    "addbmm_",
    "addcdiv",
    "addcdiv_",
    "addcmul",
    "addcmul_",
    "addmm",
    "addmm_",
    "addmv",
    "addmv_",
    "addr",
    "addr_",
    "adjoint",
    "alias_copy",
    "all",
    "allclose",
    "amax",
    "amin",
    "aminmax",
    "angle",
    "any",
    "arange",
    "arccos",
    "arccos_",
    "arccosh",
    "arccosh_",
    "arcsin",
    "arcsin_",
    "arcsinh",
    "arcsinh_",
    "arctan",
    "arctan2",
    "arctan2_",
    "arctan_",
    "arctanh",
    "arctanh_",
    "argmax",
    "argmin",
    "argsort",
    "argwhere",
    "as_strided",
    "as_strided_copy",
    "as_strided_scatter",
    "as_tensor",
    "asin",
    "asin_",
    "asinh",
    "asinh_",
    "atan",
    "atan2",
    "atan2_",
    "atan_",
    "atanh",
    "atanh_",
    "atleast_1d",
    "atleast_2d",
    "atleast_3d",
    "avg_pool1d",
    "baddbmm",
    "baddbmm_",
    "bartlett_window",
    "bernoulli",
    "bilinear",
    "bincount",
    "binomial",
    "bitwise_and",
    "bitwise_and_",
    "bitwise_left_shift",
    "bitwise_left_shift_",
    "bitwise_not",
    "bitwise_not_",
    "bitwise_or",
    "bitwise_or_",
    "bitwise_right_shift",
    "bitwise_right_shift_",
    "bitwise_xor",
    "bitwise_xor_",
    "blackman_window",
    "block_diag",
    "bmm",
    "broadcast_shapes",
    "broadcast_tensors",
    "broadcast_to",
    "bucketize",
    "cartesian_prod",
    "cat",
    "cdist",
    "ceil",
    "ceil_",
    "celu",
    "celu_",
    "chain_matmul",
    "channel_shuffle",
    "cholesky",
    "cholesky_inverse",
    "cholesky_solve",
    "chunk",
    "clamp",
    "clamp_",
    "clamp_max",
    "clamp_max_",
    "clamp_min",
    "clamp_min_",
    "clip",
    "clip_",
    "clone",
    "clone_",
    "column_stack",
    "combinations",
    "complex",
    "complex_",
    "concat",
    "concatenate",
    "conj",
    "conj_physical",
    "conj_physical_",
    "constant_pad_nd",
    "conv1d",
    "conv2d",
    "conv3d",
    "conv_tbc",
    "conv_transpose1d",
    "conv_transpose2d",
    "conv_transpose3d",
    "convolution",
    "copysign",
    "copysign_",
    "corrcoef",
    "cos",
    "cos_",
    "cosh",
    "cosh_",
    "cosine_similarity",
    "count_nonzero",
    "cov",
    "cross",
    "cummax",
    "cummin",
    "cumprod",
    "cumprod_",
    "cumsum",
    "cumsum_",
    "cumulative_trapezoid",
    "deg2rad",
    "deg2rad_",
    "det",
    "detach_copy",
    "diag",
    "diag_embed",
    "diagflat",
    "diagonal",
    "diagonal_copy",
    "diagonal_scatter",
    "diff",
    "digamma",
    "digamma_",
    "dist",
    "div",
    "div_",
    "divide",
    "divide_",
    "dot",
    "dsplit",
    "dstack",
    "einsum",
    "empty",
    "empty_like",
    "empty_permuted",
    "empty_strided",
    "eq",
    "eq_",
    "equal",
    "erf",
    "erf_",
    "erfc",
    "erfc_",
    "erfinv",
    "erfinv_",
    "exp",
    "exp2",
    "exp2_",
    "exp_",
    "expand_copy",
    "expm1",
    "expm1_",
    "eye",
    "fill",
    "fill_",
    "fix",
    "fix_",
    "flatten",
    "flip",
    "fliplr",
    "flipud",
    "float_power",
    "floor",
    "floor_",
    "floor_divide",
    "floor_divide_",
    "fmax",
    "fmax_",
    "fmin",
    "fmin_",
    "fmod",
    "fmod_",
    "frac",
    "frac_",
    "frexp",
    "from_dlpack",
    "from_numpy",
    "full",
    "full_like",
    "gather",
    "gcd",
    "gcd_",
    "ge",
    "ge_",
    "geqrf",
    "ger",
    "gradient",
    "greater",
    "greater_",
    "greater_equal",
    "greater_equal_",
    "grid_sampler",
    "grid_sampler_2d",
    "grid_sampler_3d",
    "group_norm",
    "gt",
    "gt_",
    "hamming_window",
    "hann_window",
    "hardshrink",
    "hardshrink_",
    "heaviside",
    "heaviside_",
    "histc",
    "histogram",
    "histogramdd",
    "hsplit",
    "hstack",
    "hypot",
    "hypot_",
    "i0",
    "i0_",
    "igamma",
    "igamma_",
    "igammac",
    "igammac_",
    "imag",
    "index_add",
    "index_add_",
    "index_copy",
    "index_copy_",
    "index_fill",
    "index_fill_",
    "index_put",
    "index_put_",
    "index_reduce",
    "index_reduce_",
    "index_select",
    "inner",
    "inverse",
    "is_complex",
    "is_floating_point",
    "is_nonzero",
    "is_storage",
    "is_tensor",
    "isclose",
    "isfinite",
    "isfinite_",
    "isin",
    "isinf",
    "isinf_",
    "isnan",
    "isnan_",
    "isneginf",
    "isneginf_",
    "isposinf",
    "isposinf_",
    "isreal",
    "istft",
    "kaiser_window",
    "kron",
    "kthvalue",
    "layer_norm",
    "lcm",
    "lcm_",
    "ldexp",
    "ldexp_",
    "le",
    "le_",
    "lerp",
    "lerp_",
    "less",
    "less_",
    "less_equal",
    "less_equal_",
    "lgamma",
    "lgamma_",
    "linspace",
    "log",
    "log10",
    "log10_",
    "log1p",
    "log1p_",
    "log2",
    "log2_",
    "log_",
    "log_softmax",
    "logaddexp",
    "logaddexp2",
    "logaddexp_",
    "logcumsumexp",
    "logdet",
    "logical_and",
    "logical_and_",
    "logical_not",
    "logical_not_",
    "logical_or",
    "logical_or_",
    "logical_xor",
    "logical_xor_",
    "logit",
    "logit_",
    "logspace",
    "logsumexp",
    "lt",
    "lt_",
    "lu",
    "lu_solve",
    "lu_unpack",
    "masked_fill",
    "masked_fill_",
    "masked_scatter",
    "masked_scatter_",
    "masked_select",
    "matmul",
    "matrix_exp",
    "matrix_power",
    "max",
    "max_pool1d",
    "max_pool1d_with_indices",
    "max_pool2d",
    "max_pool3d",
    "maximum",
    "maximum_",
    "mean",
    "median",
    "meshgrid",
    "min",
    "minimum",
    "minimum_",
    "mm",
    "mode",
    "moveaxis",
    "movedim",
    "msort",
    "mul",
    "mul_",
    "multinomial",
    "multiply",
    "multiply_",
    "mv",
    "mvlgamma",
    "mvlgamma_",
    "nan_to_num",
    "nan_to_num_",
    "nanmean",
    "nanmedian",
    "nanquantile",
    "nansum",
    "narrow",
    "narrow_copy",
    "native_batch_norm",
    "native_channel_shuffle",
    "native_group_norm",
    "native_layer_norm",
    "ne",
    "ne_",
    "neg",
    "neg_",
    "negative",
    "negative_",
    "nextafter",
    "nextafter_",
    "nonzero",
    "nonzero_static",
    "norm",
    "normal",
    "not_equal",
    "not_equal_",
    "numel",
    "ones",
    "ones_like",
    "orgqr",
    "ormqr",
    "outer",
    "pairwise_distance",
    "pca_lowrank",
    "pdist",
    "permute",
    "permute_copy",
    "pinverse",
    "pixel_shuffle",
    "pixel_unshuffle",
    "poisson",
    "polar",
    "polygamma",
    "polygamma_",
    "positive",
    "pow",
    "pow_",
    "prelu",
    "prod",
    "put",
    "put_",
    "qr",
    "quantile",
    "rad2deg",
    "rad2deg_",
    "rand",
    "rand_like",
    "randint",
    "randint_like",
    "randn",
    "randn_like",
    "randperm",
    "ravel",
    "real",
    "reciprocal",
    "reciprocal_",
    "relu",
    "relu_",
    "remainder",
    "remainder_",
    "renorm",
    "renorm_",
    "repeat_interleave",
    "reshape",
    "reshape_as",
    "resize_as_",
    "resolve_conj",
    "resolve_neg",
    "rms_norm",
    "roll",
    "rot90",
    "round",
    "round_",
    "row_stack",
    "rrelu",
    "rrelu_",
    "rsqrt",
    "rsqrt_",
    "rsub",
    "scalar_tensor",
    "scatter",
    "scatter_",
    "scatter_add",
    "scatter_add_",
    "scatter_reduce",
    "scatter_reduce_",
    "searchsorted",
    "segment_reduce",
    "select",
    "select_copy",
    "select_scatter",
    "selu",
    "selu_",
    "sgn",
    "sgn_",
    "sigmoid",
    "sigmoid_",
    "sign",
    "sign_",
    "signbit",
    "signbit_",
    "sin",
    "sin_",
    "sinc",
    "sinc_",
    "sinh",
    "sinh_",
    "slice_copy",
    "slice_scatter",
    "slogdet",
    "softmax",
    "sort",
    "split",
    "split_copy",
    "split_with_sizes",
    "split_with_sizes_copy",
    "sqrt",
    "sqrt_",
    "square",
    "square_",
    "squeeze",
    "squeeze_copy",
    "stack",
    "std",
    "std_mean",
    "stft",
    "sub",
    "sub_",
    "subtract",
    "subtract_",
    "sum",
    "svd",
    "svd_lowrank",
    "swapaxes",
    "swapdims",
    "t",
    "t_copy",
    "take",
    "take_along_dim",
    "tan",
    "tan_",
    "tanh",
    "tanh_",
    "tensor",
    "tensor_split",
    "tensordot",
    "threshold",
    "threshold_",
    "tile",
    "topk",
    "trace",
    "transpose",
    "transpose_copy",
    "trapezoid",
    "trapz",
    "triangular_solve",
    "tril",
    "tril_",
    "tril_indices",
    "triu",
    "triu_",
    "triu_indices",
    "true_divide",
    "true_divide_",
    "trunc",
    "trunc_",
    "unbind",
    "unbind_copy",
    "unflatten",
    "unfold_copy",
    "unique",
    "unique_consecutive",
    "unravel_index",
    "unsafe_chunk",
    "unsafe_split",
    "unsafe_split_with_sizes",
    "unsqueeze",
    "unsqueeze_copy",
    "vander",
    "var",
    "var_mean",
    "vdot",
    "view_as",
    "view_as_complex",
    "view_as_complex_copy",
    "view_as_real",
    "view_as_real_copy",
    "view_copy",
    "vsplit",
    "vstack",
    "where",
    "xlogy",
    "xlogy_",
    "zero_",
    "zeros",
    "zeros_like",
]

def abs(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Magnitude, ``out[i] = |self[i]|``; its derivative at 0 is 0.

    Shape: that of ``self``.
    Dtype: integer, floating or complex; a complex tensor gives its real dtype.
    Raises: NotImplementedError for bool tensors; in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * self.sgn()``.
    Tangent: ``real_part(conj(self.sgn()) * d_self)``.
    Forms: ``abs(input, *, out=None)``; ``x.abs()``; in place ``x.abs_()``; also called ``absolute``.

    >>> import flambeau as torch
    >>> torch.abs(torch.tensor([-1.5, 2.]))
    tensor([1.5000, 2.0000])
    """

def abs_(input: Tensor) -> Tensor:
    """In-place form of `abs`."""

def absolute(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Magnitude, ``out[i] = |self[i]|``; its derivative at 0 is 0.

    Shape: that of ``self``.
    Dtype: integer, floating or complex; a complex tensor gives its real dtype.
    Raises: NotImplementedError for bool tensors; in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * self.sgn()``.
    Tangent: ``real_part(conj(self.sgn()) * d_self)``.
    Forms: ``abs(input, *, out=None)``; ``x.abs()``; in place ``x.abs_()``; also called ``absolute``.

    >>> import flambeau as torch
    >>> torch.abs(torch.tensor([-1.5, 2.]))
    tensor([1.5000, 2.0000])
    """

def absolute_(input: Tensor) -> Tensor:
    """In-place form of `abs`."""

def acos(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Inverse cosine: the angle ``y`` in [0, pi] radians with ``cos(y) = self[i]``; nan outside [-1, 1].

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * conj(-(1 - self * self).rsqrt())``.
    Tangent: ``d_self * -(1 - self * self).rsqrt()``.
    Forms: ``acos(input, *, out=None)``; ``x.acos()``; in place ``x.acos_()``; also called ``arccos``.

    >>> import flambeau as torch
    >>> torch.acos(torch.tensor([0., 1.]))
    tensor([1.5708, 0.0000])
    """

def acos_(input: Tensor) -> Tensor:
    """In-place form of `acos`."""

def acosh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Inverse hyperbolic cosine, ``log(x + sqrt(x**2 - 1))`` for ``x = self[i]``; nan for real values below 1.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * conj((self - 1).rsqrt() * (self + 1).rsqrt())``.
    Tangent: ``d_self * ((self - 1).rsqrt() * (self + 1).rsqrt())``.
    Forms: ``acosh(input, *, out=None)``; ``x.acosh()``; in place ``x.acosh_()``; also called ``arccosh``.

    >>> import flambeau as torch
    >>> torch.acosh(torch.tensor([1., 2.]))
    tensor([0.0000, 1.3170])
    """

def acosh_(input: Tensor) -> Tensor:
    """In-place form of `acosh`."""

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

def add(input: Tensor | _Number, other: Tensor | _Number, *, alpha: _Number = 1, out: Tensor | None = None) -> Tensor:
    """Sum, ``out[i] = self[i] + alpha * other[i]``.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`).
    Raises: RuntimeError for shapes that do not broadcast, and for a floating ``alpha`` with integers; in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g``; to ``other`` ``g if alpha == 1 else g * conj(alpha)``.
    Tangent: ``d_self + d_other if alpha == 1 else d_self + d_other * alpha``.
    Forms: ``add(input, other, *, alpha=1, out=None)``; ``x.add(other, *, alpha=1)``; in place ``x.add_(other, *, alpha=1)``.

    >>> import flambeau as torch
    >>> torch.add(torch.tensor([1, 2]), torch.tensor([10, 20]), alpha=2)
    tensor([21, 42])
    """

def add_(input: Tensor | _Number, other: Tensor | _Number, *, alpha: _Number = 1) -> Tensor:
    """In-place form of `add`."""

def addbmm(input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: _Number = 1, alpha: _Number = 1, out: Tensor | None = None) -> Tensor:
    """``beta * self + alpha * (sum over b of batch1[b] @ batch2[b])``.

    Shape: ``(b, m, n)`` by ``(b, n, p)`` gives ``(m, p)``; ``self`` is broadcast to that.
    Dtype: integer, floating or complex, the same for all; the result has it.
    Raises: RuntimeError for other shapes and for different dtypes; NotImplementedError for bool tensors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``addbmm(input, batch1, batch2, *, beta=1, alpha=1, out=None)``; ``x.addbmm(batch1, batch2, *, beta=1, alpha=1)``; in place ``x.addbmm_(batch1, batch2, *, beta=1, alpha=1)``.

    >>> import flambeau as torch
    >>> torch.addbmm(torch.ones(1, 1), torch.ones(2, 1, 3), torch.ones(2, 3, 1))
    tensor([[7.]])
    """

def addbmm_(input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
    """In-place form of `addbmm`."""

def addcdiv(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: _Number = 1, out: Tensor | None = None) -> Tensor:
    """``out[i] = self[i] + value * tensor1[i] / tensor2[i]``.

    Shape: that of ``self``, ``tensor1`` and ``tensor2``, broadcast together.
    Dtype: floating or complex; the result has the common dtype of the operands (`result_type`).
    Raises: RuntimeError for bool and integer divisions, and for shapes that do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g``; to ``tensor1`` ``g * conj(value / tensor2)``; to ``tensor2`` ``-g * conj(value * tensor1 / (tensor2 * tensor2))``.
    Tangent: ``d_self + value * (d_tensor1 - tensor1 / tensor2 * d_tensor2) / tensor2``.
    Forms: ``addcdiv(input, tensor1, tensor2, *, value=1, out=None)``; ``x.addcdiv(tensor1, tensor2, *, value=1)``; in place ``x.addcdiv_(tensor1, tensor2, *, value=1)``.

    >>> import flambeau as torch
    >>> torch.addcdiv(torch.tensor([1.]), torch.tensor([3.]), torch.tensor([2.]), value=10)
    tensor([16.])
    """

def addcdiv_(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: _Number = 1) -> Tensor:
    """In-place form of `addcdiv`."""

def addcmul(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: _Number = 1, out: Tensor | None = None) -> Tensor:
    """``out[i] = self[i] + value * tensor1[i] * tensor2[i]``.

    Shape: that of ``self``, ``tensor1`` and ``tensor2``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`).
    Raises: NotImplementedError where the common dtype is bool; RuntimeError for shapes that do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g``; to ``tensor1`` ``g * conj(tensor2 * value)``; to ``tensor2`` ``g * conj(tensor1 * value)``.
    Tangent: ``d_self + value * (d_tensor1 * tensor2 + tensor1 * d_tensor2)``.
    Forms: ``addcmul(input, tensor1, tensor2, *, value=1, out=None)``; ``x.addcmul(tensor1, tensor2, *, value=1)``; in place ``x.addcmul_(tensor1, tensor2, *, value=1)``.

    >>> import flambeau as torch
    >>> torch.addcmul(torch.tensor([1.]), torch.tensor([2.]), torch.tensor([3.]), value=10)
    tensor([61.])
    """

def addcmul_(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: _Number = 1) -> Tensor:
    """In-place form of `addcmul`."""

def addmm(input: Tensor, mat1: Tensor, mat2: Tensor, *, beta: _Number = 1, alpha: _Number = 1, out: Tensor | None = None) -> Tensor:
    """``beta * self + alpha * (mat1 @ mat2)``; with ``beta`` 0 ``self`` is ignored, nan included.

    Shape: ``(m, n)`` by ``(n, p)`` gives ``(m, p)``; ``self`` is broadcast to that.
    Dtype: integer, floating or complex, the same for all; the result has it.
    Raises: RuntimeError for other shapes and for different dtypes; NotImplementedError for bool tensors.
    Gradient: to ``self`` ``_times(g, conj(beta))``; to ``mat1`` ``_times(g.mm(conj(mat2).t()), conj(alpha))``; to ``mat2`` ``_times(conj(mat1).t().mm(g), conj(alpha))``.
    Tangent: ``d_self * beta + (d_mat1.mm(mat2) + mat1.mm(d_mat2)) * alpha``.
    Forms: ``addmm(input, mat1, mat2, *, beta=1, alpha=1, out=None)``; ``x.addmm(mat1, mat2, *, beta=1, alpha=1)``; in place ``x.addmm_(mat1, mat2, *, beta=1, alpha=1)``.

    >>> import flambeau as torch
    >>> torch.addmm(torch.ones(1, 1), torch.tensor([[1., 2.]]), torch.tensor([[3.], [4.]]))
    tensor([[12.]])
    """

def addmm_(input: Tensor, mat1: Tensor, mat2: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
    """In-place form of `addmm`."""

def addmv(input: Tensor, mat: Tensor, vec: Tensor, *, beta: _Number = 1, alpha: _Number = 1, out: Tensor | None = None) -> Tensor:
    """``beta * self + alpha * (mat @ vec)``; with ``beta`` 0 ``self`` is ignored, nan included.

    Shape: ``(m, n)`` by ``(n,)`` gives ``(m,)``; ``self`` is broadcast to that.
    Dtype: integer, floating or complex, the same for all; the result has it.
    Raises: RuntimeError for other shapes and for different dtypes; NotImplementedError for bool tensors.
    Gradient: to ``self`` ``_times(g, conj(beta))``; to ``mat`` ``_times(g.unsqueeze(1) * conj(vec), conj(alpha))``; to ``vec`` ``_times(conj(mat).t().mv(g), conj(alpha))``.
    Tangent: ``d_self * beta + (d_mat.mv(vec) + mat.mv(d_vec)) * alpha``.
    Forms: ``addmv(input, mat, vec, *, beta=1, alpha=1, out=None)``; ``x.addmv(mat, vec, *, beta=1, alpha=1)``; in place ``x.addmv_(mat, vec, *, beta=1, alpha=1)``.

    >>> import flambeau as torch
    >>> torch.addmv(torch.ones(1), torch.tensor([[1., 2.]]), torch.tensor([3., 4.]))
    tensor([12.])
    """

def addmv_(input: Tensor, mat: Tensor, vec: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
    """In-place form of `addmv`."""

def addr(input: Tensor, vec1: Tensor, vec2: Tensor, *, beta: _Number = 1, alpha: _Number = 1, out: Tensor | None = None) -> Tensor:
    """``out[i][j] = beta * self[i][j] + alpha * vec1[i] * vec2[j]``.

    Shape: ``(m,)`` and ``(n,)`` give ``(m, n)``; ``self`` is broadcast to that.
    Dtype: any; the result has the common dtype (`result_type`).
    Raises: RuntimeError for vectors that are not 1-D, a ``self`` that does not broadcast, and a ``beta`` or ``alpha``
        that is a bool or a float where no element is.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``addr(input, vec1, vec2, *, beta=1, alpha=1, out=None)``; ``x.addr(vec1, vec2, *, beta=1, alpha=1)``; in place ``x.addr_(vec1, vec2, *, beta=1, alpha=1)``.

    >>> import flambeau as torch
    >>> torch.addr(torch.zeros(2, 2), torch.tensor([1., 2.]), torch.tensor([3., 4.]))
    tensor([[3., 4.],
            [6., 8.]])
    """

def addr_(input: Tensor, vec1: Tensor, vec2: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
    """In-place form of `addr`."""

def adjoint(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The conjugate transpose of the last two dimensions, ``out[..., j, i] = conj(self[..., i, j])``.

    Shape: ``(..., m, n)`` gives ``(..., n, m)``.
    Dtype: any; the result has it.
    Raises: RuntimeError for one dimension; a number, whose conjugate is returned, warns.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``adjoint(input, *, out=None)``; ``x.adjoint()``.

    >>> import flambeau as torch
    >>> torch.adjoint(torch.zeros(5, 2, 3)).shape
    torch.Size([5, 3, 2])
    """

def alias_copy(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """A copy of the tensor, ``self.clone()``, in the order of its dimensions.

    Shape: that of ``self``.
    Dtype: any; the result has it.
    Raises: TypeError for anything but a tensor.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``alias_copy(input, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.alias_copy(torch.arange(2))
    tensor([0, 1])
    """

def all(input: Tensor, dim: _Size | None = None, keepdim: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """Whether every element over ``dim`` (all by default) is not zero: ``self[0] != 0 and self[1] != 0 and ...``; true
    for nothing.

    Shape: that of ``self`` without ``dim``, or with size 1 there if ``keepdim``; 0-d without ``dim``.
    Dtype: any; the result is bool, of uint8 tensors uint8.
    Raises: IndexError for ``dim`` out of range.
    Derivative: none.
    Forms: ``all(input, dim=None, keepdim=False, *, out=None)``; ``x.all(dim=None, keepdim=False)``.

    >>> import flambeau as torch
    >>> torch.all(torch.tensor([0, 1]))
    tensor(False)
    """

def allclose(input: Tensor, other: Tensor, rtol: _float = 1e-05, atol: _float = 1e-08, equal_nan: _bool = False) -> _bool:
    """Whether ``|self[i] - other[i]| <= atol + rtol * |other[i]|`` for every element, as `isclose` has it.

    Shape: two that broadcast together; the result is a Python bool.
    Dtype: any, the same for both.
    Raises: RuntimeError for two different dtypes, negative tolerances and shapes that do not broadcast.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``allclose(input, other, rtol=1e-05, atol=1e-08, equal_nan=False)``; ``x.allclose(other, rtol=1e-05, atol=1e-08, equal_nan=False)``.

    >>> import flambeau as torch
    >>> torch.allclose(torch.tensor([1., 2.]), torch.tensor([1., 2.]))
    True
    """

def amax(input: Tensor, dim: _Size | None = None, keepdim: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """The largest value ``max(self[0], self[1], ...)`` over ``dim``, all by default; nan if one is. Tied elements share
    the gradient evenly.

    Shape: that of ``self`` without ``dim``, or with size 1 there if ``keepdim``; 0-d without ``dim``.
    Dtype: any but complex; the result has it.
    Raises: NotImplementedError for complex tensors; RuntimeError where there are no values to choose from; IndexError for ``dim`` out of range.
    Gradient: to ``self`` ``restore(g, self.shape, dim, keepdim) * share(self, result, dim, keepdim)``.
    Tangent: ``(d_self * share(self, result, dim, keepdim)).sum(dim, keepdim)``.
    Forms: ``amax(input, dim=None, keepdim=False, *, out=None)``; ``x.amax(dim=None, keepdim=False)``.

    >>> import flambeau as torch
    >>> torch.amax(torch.tensor([[1., 5.], [7., 3.]]), dim=1)
    tensor([5., 7.])
    """

def amin(input: Tensor, dim: _Size | None = None, keepdim: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """The smallest value ``min(self[0], self[1], ...)`` over ``dim``, all by default; nan if one is. Tied elements
    share the gradient evenly.

    Shape: that of ``self`` without ``dim``, or with size 1 there if ``keepdim``; 0-d without ``dim``.
    Dtype: any but complex; the result has it.
    Raises: NotImplementedError for complex tensors; RuntimeError where there are no values to choose from; IndexError for ``dim`` out of range.
    Gradient: to ``self`` ``restore(g, self.shape, dim, keepdim) * share(self, result, dim, keepdim)``.
    Tangent: ``(d_self * share(self, result, dim, keepdim)).sum(dim, keepdim)``.
    Forms: ``amin(input, dim=None, keepdim=False, *, out=None)``; ``x.amin(dim=None, keepdim=False)``.

    >>> import flambeau as torch
    >>> torch.amin(torch.tensor([[1., 5.], [7., 3.]]), dim=1)
    tensor([1., 3.])
    """

def aminmax(input: Tensor, *, dim: _int | None = None, keepdim: _bool = False, out: tuple[Tensor, Tensor] | None = None) -> _return_aminmax:
    """Smallest and largest value over one dimension, all by default: ``(amin(x), amax(x))``.

    Shape: both that of ``self`` without ``dim``, or with size 1 there if ``keepdim``; 0-d without ``dim``.
    Dtype: any but complex; the results have it.
    Raises: NotImplementedError for complex tensors; RuntimeError where there are no values; IndexError for ``dim`` out
        of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``aminmax(input, *, dim=None, keepdim=False, out=None)``; ``x.aminmax(*, dim=None, keepdim=False)``.

    >>> import flambeau as torch
    >>> torch.aminmax(torch.tensor([1., 5., 3.]))
    torch.return_types.aminmax(
    min=tensor(1.),
    max=tensor(5.))
    """

def angle(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Argument in radians, ``atan2(imag(self[i]), real(self[i]))`` in [-pi, pi]; for real values 0 or pi, nan stays
    nan.

    Shape: that of ``self``.
    Dtype: any; a complex tensor gives its real dtype, bools and integers the default dtype.
    Raises: TypeError for what is not a tensor.
    Gradient: to ``self`` ``g * _angle_slope(self) if self.is_complex() else g.new_zeros(g.shape)``.
    Tangent: ``real_part(conj(_angle_slope(self)) * d_self) if self.is_complex() else result.new_zeros(result.shape)``.
    Forms: ``angle(input, *, out=None)``; ``x.angle()``.

    >>> import flambeau as torch
    >>> torch.angle(torch.tensor([1j, -1+0j]))
    tensor([1.5708, 3.1416])
    """

def any(input: Tensor, dim: _Size | None = None, keepdim: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """Whether any element over ``dim`` (all by default) is not zero: ``self[0] != 0 or self[1] != 0 or ...``; false for
    nothing.

    Shape: that of ``self`` without ``dim``, or with size 1 there if ``keepdim``; 0-d without ``dim``.
    Dtype: any; the result is bool, of uint8 tensors uint8.
    Raises: IndexError for ``dim`` out of range.
    Derivative: none.
    Forms: ``any(input, dim=None, keepdim=False, *, out=None)``; ``x.any(dim=None, keepdim=False)``.

    >>> import flambeau as torch
    >>> torch.any(torch.tensor([0, 1]))
    tensor(True)
    """

def arange(start: _Number | None = None, end: _Number | None = None, step: _Number = 1, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _Device | None = None, requires_grad: _bool = False, pin_memory: _bool = False, out: Tensor | None = None) -> Tensor:
    """``out[i] = start + i * step``, up to but without ``end``; ``arange(end)`` starts at 0.

    Shape: ``(ceil((end - start) / step),)``.
    Dtype: ``dtype``; without it int64 if all numbers are integers, else the default dtype.
    Raises: RuntimeError for a ``step`` of 0 or of the wrong sign and for a range that is not finite;
        NotImplementedError for bool; RuntimeError for ``requires_grad`` with a bool or integer dtype.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``arange(start=None, end=None, step=1, *, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.arange(1, 7, 2)
    tensor([1, 3, 5])
    """

def arccos(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Inverse cosine: the angle ``y`` in [0, pi] radians with ``cos(y) = self[i]``; nan outside [-1, 1].

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * conj(-(1 - self * self).rsqrt())``.
    Tangent: ``d_self * -(1 - self * self).rsqrt()``.
    Forms: ``acos(input, *, out=None)``; ``x.acos()``; in place ``x.acos_()``; also called ``arccos``.

    >>> import flambeau as torch
    >>> torch.acos(torch.tensor([0., 1.]))
    tensor([1.5708, 0.0000])
    """

def arccos_(input: Tensor) -> Tensor:
    """In-place form of `acos`."""

def arccosh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Inverse hyperbolic cosine, ``log(x + sqrt(x**2 - 1))`` for ``x = self[i]``; nan for real values below 1.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * conj((self - 1).rsqrt() * (self + 1).rsqrt())``.
    Tangent: ``d_self * ((self - 1).rsqrt() * (self + 1).rsqrt())``.
    Forms: ``acosh(input, *, out=None)``; ``x.acosh()``; in place ``x.acosh_()``; also called ``arccosh``.

    >>> import flambeau as torch
    >>> torch.acosh(torch.tensor([1., 2.]))
    tensor([0.0000, 1.3170])
    """

def arccosh_(input: Tensor) -> Tensor:
    """In-place form of `acosh`."""

def arcsin(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Inverse sine: the angle ``y`` in [-pi/2, pi/2] radians with ``sin(y) = self[i]``; nan outside [-1, 1].

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * conj((1 - self * self).rsqrt())``.
    Tangent: ``d_self * (1 - self * self).rsqrt()``.
    Forms: ``asin(input, *, out=None)``; ``x.asin()``; in place ``x.asin_()``; also called ``arcsin``.

    >>> import flambeau as torch
    >>> torch.asin(torch.tensor([0., 1.]))
    tensor([0.0000, 1.5708])
    """

def arcsin_(input: Tensor) -> Tensor:
    """In-place form of `asin`."""

def arcsinh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Inverse hyperbolic sine, ``log(x + sqrt(x**2 + 1))`` for ``x = self[i]``.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * conj((1 + self * self).rsqrt())``.
    Tangent: ``d_self * (1 + self * self).rsqrt()``.
    Forms: ``asinh(input, *, out=None)``; ``x.asinh()``; in place ``x.asinh_()``; also called ``arcsinh``.

    >>> import flambeau as torch
    >>> torch.asinh(torch.tensor([0., 1.]))
    tensor([0.0000, 0.8814])
    """

def arcsinh_(input: Tensor) -> Tensor:
    """In-place form of `asinh`."""

def arctan(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Inverse tangent: the angle ``y`` in [-pi/2, pi/2] radians with ``tan(y) = self[i]``.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * conj(1 / (1 + self * self))``.
    Tangent: ``d_self * (1 / (1 + self * self))``.
    Forms: ``atan(input, *, out=None)``; ``x.atan()``; in place ``x.atan_()``; also called ``arctan``.

    >>> import flambeau as torch
    >>> torch.atan(torch.tensor([0., 1.]))
    tensor([0.0000, 0.7854])
    """

def arctan2(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Angle in radians of the point ``(other[i], self[i])`` from the first axis, in [-pi, pi].

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`); bools and integers become the default dtype.
    Raises: NotImplementedError where the common dtype is complex; RuntimeError for shapes that do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * (other / _squares(self, other))``; to ``other`` ``g * (-self / _squares(self, other))``.
    Tangent: ``(d_self * other - self * d_other) / _squares(self, other)``.
    Forms: ``atan2(input, other, *, out=None)``; ``x.atan2(other)``; in place ``x.atan2_(other)``; also called ``arctan2``.

    >>> import flambeau as torch
    >>> torch.atan2(torch.tensor([1., -1.]), torch.tensor([1., -1.]))
    tensor([ 0.7854, -2.3562])
    """

def arctan2_(input: Tensor, other: Tensor) -> Tensor:
    """In-place form of `atan2`."""

def arctan_(input: Tensor) -> Tensor:
    """In-place form of `atan`."""

def arctanh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Inverse hyperbolic tangent, ``log((1 + x) / (1 - x)) / 2`` for ``x = self[i]``; nan for real values outside [-1,
    1].

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * conj(1 / (1 - self * self))``.
    Tangent: ``d_self * (1 / (1 - self * self))``.
    Forms: ``atanh(input, *, out=None)``; ``x.atanh()``; in place ``x.atanh_()``; also called ``arctanh``.

    >>> import flambeau as torch
    >>> torch.atanh(torch.tensor([0., .5]))
    tensor([0.0000, 0.5493])
    """

def arctanh_(input: Tensor) -> Tensor:
    """In-place form of `atanh`."""

def argmax(input: Tensor, dim: _int | None = None, keepdim: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """The first index ``i`` where ``self[i]`` is largest (nan is), in the flattened tensor unless ``dim`` is given.

    Shape: that of ``self`` without ``dim``, or with size 1 there if ``keepdim``; 0-d without ``dim``.
    Dtype: integer or floating; the result is int64.
    Raises: RuntimeError for bool and complex tensors; IndexError for ``dim`` out of range, and where there are no
        values to choose from.
    Derivative: none.
    Forms: ``argmax(input, dim=None, keepdim=False, *, out=None)``; ``x.argmax(dim=None, keepdim=False)``.

    >>> import flambeau as torch
    >>> torch.argmax(torch.tensor([1., 5., 3.]))
    tensor(1)
    """

def argmin(input: Tensor, dim: _int | None = None, keepdim: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """The first index ``i`` where ``self[i]`` is smallest (nan is), in the flattened tensor unless ``dim`` is given.

    Shape: that of ``self`` without ``dim``, or with size 1 there if ``keepdim``; 0-d without ``dim``.
    Dtype: integer or floating; the result is int64.
    Raises: RuntimeError for bool and complex tensors; IndexError for ``dim`` out of range, and where there are no
        values to choose from.
    Derivative: none.
    Forms: ``argmin(input, dim=None, keepdim=False, *, out=None)``; ``x.argmin(dim=None, keepdim=False)``.

    >>> import flambeau as torch
    >>> torch.argmin(torch.tensor([4., 1., 3.]))
    tensor(1)
    """

def argsort(input: Tensor, dim: _int = -1, descending: _bool = False, *, stable: _bool = False, out: Tensor | None = None) -> Tensor:
    """The indices that sort along ``dim``: ``self[out[0]] <= self[out[1]] <= ...``; the order of equal values is kept.

    Shape: that of ``self``.
    Dtype: any but complex; the result is int64.
    Raises: RuntimeError for complex tensors; IndexError for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``argsort(input, dim=-1, descending=False, *, stable=False, out=None)``; ``x.argsort(dim=-1, descending=False, *, stable=False)``.

    >>> import flambeau as torch
    >>> torch.argsort(torch.tensor([3, 1, 2]))
    tensor([1, 2, 0])
    """

def argwhere(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Indices of the elements with ``self[i] != 0``, one per row.

    Shape: ``(n, d)`` for n such elements of a tensor of d dimensions.
    Dtype: any; the result is int64.
    Raises: TypeError for what is not a tensor.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``argwhere(input, *, out=None)``; ``x.argwhere()``.

    >>> import flambeau as torch
    >>> torch.argwhere(torch.tensor([0, 5, 7]))
    tensor([[1],
            [2]])
    """

def as_strided(input: Tensor, size: _Size, stride: _Size, storage_offset: _int | None = None) -> Tensor:
    """A view of the storage: ``out[i][j]`` is element ``storage_offset + i * stride[0] + j * stride[1]`` of it.

    Sizes, strides and offset are in elements; the offset is that of ``self`` by default.

    Shape: ``size``.
    Dtype: any; the result has that of ``self`` and shares its memory.
    Raises: RuntimeError for what reaches beyond the storage, negative strides, and unless there are as many strides as
        sizes.
    Gradient: to ``self`` ``_strided_gradient``.
    Tangent: ``_strided_tangent``.
    Forms: ``as_strided(input, size, stride, storage_offset=None, *, out=None)``; ``x.as_strided(size, stride, storage_offset=None)``; in place ``x.as_strided_(size, stride, storage_offset=None)``.

    >>> import flambeau as torch
    >>> torch.arange(6).as_strided((2, 2), (3, 1))
    tensor([[0, 1],
            [3, 4]])
    """

def as_strided_copy(input: Tensor, size: _Size, stride: _Size, storage_offset: _int | None = None, *, out: Tensor | None = None) -> Tensor:
    """A copy of ``self.as_strided(size, stride, storage_offset)``.

    Shape: ``size``.
    Dtype: any; the result has it.
    Raises: RuntimeError for what reaches beyond the storage.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``as_strided_copy(input, size, stride, storage_offset=None, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.as_strided_copy(torch.arange(6), (2, 2), (3, 1))
    tensor([[0, 1],
            [3, 4]])
    """

def as_strided_scatter(input: Tensor, src: Tensor, size: _Size, stride: _Size, storage_offset: _int | None = None, *, out: Tensor | None = None) -> Tensor:
    """A copy in which ``out.as_strided(size, stride, storage_offset)`` is ``src``.

    Shape: that of ``self``; ``src`` has the shape ``size``.
    Dtype: any; the result has it, and ``src`` is cast.
    Raises: RuntimeError for a ``src`` of another shape, for what reaches beyond the elements, and negative strides.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``as_strided_scatter(input, src, size, stride, storage_offset=None, *, out=None)``; ``x.as_strided_scatter(src, size, stride, storage_offset=None)``.

    >>> import flambeau as torch
    >>> torch.as_strided_scatter(torch.zeros(4), torch.ones(2), (2,), (2,))
    tensor([1., 0., 1., 0.])
    """

def asin(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Inverse sine: the angle ``y`` in [-pi/2, pi/2] radians with ``sin(y) = self[i]``; nan outside [-1, 1].

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * conj((1 - self * self).rsqrt())``.
    Tangent: ``d_self * (1 - self * self).rsqrt()``.
    Forms: ``asin(input, *, out=None)``; ``x.asin()``; in place ``x.asin_()``; also called ``arcsin``.

    >>> import flambeau as torch
    >>> torch.asin(torch.tensor([0., 1.]))
    tensor([0.0000, 1.5708])
    """

def asin_(input: Tensor) -> Tensor:
    """In-place form of `asin`."""

def asinh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Inverse hyperbolic sine, ``log(x + sqrt(x**2 + 1))`` for ``x = self[i]``.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * conj((1 + self * self).rsqrt())``.
    Tangent: ``d_self * (1 + self * self).rsqrt()``.
    Forms: ``asinh(input, *, out=None)``; ``x.asinh()``; in place ``x.asinh_()``; also called ``arcsinh``.

    >>> import flambeau as torch
    >>> torch.asinh(torch.tensor([0., 1.]))
    tensor([0.0000, 0.8814])
    """

def asinh_(input: Tensor) -> Tensor:
    """In-place form of `asinh`."""

def atan(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Inverse tangent: the angle ``y`` in [-pi/2, pi/2] radians with ``tan(y) = self[i]``.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * conj(1 / (1 + self * self))``.
    Tangent: ``d_self * (1 / (1 + self * self))``.
    Forms: ``atan(input, *, out=None)``; ``x.atan()``; in place ``x.atan_()``; also called ``arctan``.

    >>> import flambeau as torch
    >>> torch.atan(torch.tensor([0., 1.]))
    tensor([0.0000, 0.7854])
    """

def atan2(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Angle in radians of the point ``(other[i], self[i])`` from the first axis, in [-pi, pi].

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`); bools and integers become the default dtype.
    Raises: NotImplementedError where the common dtype is complex; RuntimeError for shapes that do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * (other / _squares(self, other))``; to ``other`` ``g * (-self / _squares(self, other))``.
    Tangent: ``(d_self * other - self * d_other) / _squares(self, other)``.
    Forms: ``atan2(input, other, *, out=None)``; ``x.atan2(other)``; in place ``x.atan2_(other)``; also called ``arctan2``.

    >>> import flambeau as torch
    >>> torch.atan2(torch.tensor([1., -1.]), torch.tensor([1., -1.]))
    tensor([ 0.7854, -2.3562])
    """

def atan2_(input: Tensor, other: Tensor) -> Tensor:
    """In-place form of `atan2`."""

def atan_(input: Tensor) -> Tensor:
    """In-place form of `atan`."""

def atanh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Inverse hyperbolic tangent, ``log((1 + x) / (1 - x)) / 2`` for ``x = self[i]``; nan for real values outside [-1,
    1].

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * conj(1 / (1 - self * self))``.
    Tangent: ``d_self * (1 / (1 - self * self))``.
    Forms: ``atanh(input, *, out=None)``; ``x.atanh()``; in place ``x.atanh_()``; also called ``arctanh``.

    >>> import flambeau as torch
    >>> torch.atanh(torch.tensor([0., .5]))
    tensor([0.0000, 0.5493])
    """

def atanh_(input: Tensor) -> Tensor:
    """In-place form of `atanh`."""

def atleast_1d(*tensors: Tensor | Sequence[Tensor], out: Tensor | tuple[Tensor, ...] | None = None) -> Tensor | tuple[Tensor, ...]:
    """The tensor with at least one dimension: ``()`` becomes ``(1,)``; of several tensors a tuple of them.

    Shape: that of the tensor, or ``(1,)``.
    Dtype: any; the result has it.
    Raises: TypeError for what is not a tensor.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``atleast_1d(*tensors, out=None)``.

    >>> import flambeau as torch
    >>> torch.atleast_1d(torch.tensor(1.))
    tensor([1.])
    """

def atleast_2d(*tensors: Tensor | Sequence[Tensor], out: Tensor | tuple[Tensor, ...] | None = None) -> Tensor | tuple[Tensor, ...]:
    """The tensor with at least two dimensions, new ones in front: ``(n,)`` becomes ``(1, n)``; of several a tuple.

    Shape: that of the tensor with sizes of 1 in front.
    Dtype: any; the result has it.
    Raises: TypeError for what is not a tensor.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``atleast_2d(*tensors, out=None)``.

    >>> import flambeau as torch
    >>> torch.atleast_2d(torch.tensor([1., 2.])).shape
    torch.Size([1, 2])
    """

def atleast_3d(*tensors: Tensor | Sequence[Tensor], out: Tensor | tuple[Tensor, ...] | None = None) -> Tensor | tuple[Tensor, ...]:
    """The tensor with at least three dimensions: ``(n,)`` becomes ``(1, n, 1)``, ``(m, n)`` becomes ``(m, n, 1)``; of
    several tensors a tuple of them.

    Shape: that of the tensor with sizes of 1 added.
    Dtype: any; the result has it.
    Raises: TypeError for what is not a tensor.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``atleast_3d(*tensors, out=None)``.

    >>> import flambeau as torch
    >>> torch.atleast_3d(torch.zeros(2, 3)).shape
    torch.Size([2, 3, 1])
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

def baddbmm(input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: _Number = 1, alpha: _Number = 1, out: Tensor | None = None) -> Tensor:
    """``beta * self + alpha * bmm(batch1, batch2)``; with ``beta`` 0 ``self`` is ignored, nan included.

    Shape: ``(b, m, n)`` by ``(b, n, p)`` gives ``(b, m, p)``; ``self`` is broadcast to that.
    Dtype: integer, floating or complex, the same for all; the result has it.
    Raises: RuntimeError for other shapes and for different dtypes; NotImplementedError for bool tensors.
    Gradient: to ``self`` ``_times(g, conj(beta))``; to ``batch1`` ``_times(g.bmm(conj(batch2).mT), conj(alpha))``; to ``batch2`` ``_times(conj(batch1).mT.bmm(g), conj(alpha))``.
    Tangent: ``d_self * beta + (d_batch1.bmm(batch2) + batch1.bmm(d_batch2)) * alpha``.
    Forms: ``baddbmm(input, batch1, batch2, *, beta=1, alpha=1, out=None)``; ``x.baddbmm(batch1, batch2, *, beta=1, alpha=1)``; in place ``x.baddbmm_(batch1, batch2, *, beta=1, alpha=1)``.

    >>> import flambeau as torch
    >>> torch.baddbmm(torch.ones(1), torch.ones(2, 1, 3), torch.ones(2, 3, 1)).shape
    torch.Size([2, 1, 1])
    """

def baddbmm_(input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: _Number = 1, alpha: _Number = 1) -> Tensor:
    """In-place form of `baddbmm`."""

def bartlett_window(window_length: _int, periodic: _bool = True, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _Device | None = None, requires_grad: _bool = False, pin_memory: _bool = False, out: Tensor | None = None) -> Tensor:
    """Bartlett's window, a triangle: ``1 - abs(2 k / N - 1)``.

    ``k`` counts from 0 and ``N`` is ``window_length`` or, if not ``periodic``, ``window_length - 1``: a symmetric
    window then.

    Shape: ``(window_length,)``.
    Dtype: ``dtype``, a floating one; without it the default dtype.
    Raises: RuntimeError for a negative length and for dtypes that are not floating; RuntimeError for ``requires_grad`` with a bool or integer dtype.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``bartlett_window(window_length, periodic=True, *, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.bartlett_window(4)
    tensor([0.0000, 0.5000, 1.0000, 0.5000])
    """

def bernoulli(input: Tensor, p: _float | None = None, *, generator: _Generator | None = None, out: Tensor | None = None) -> Tensor:
    """1 with probability ``self[i]`` (or ``p``, if given), else 0.

    Shape: that of ``self``.
    Dtype: floating, or with ``p`` any but complex; the result has it.
    Raises: RuntimeError for a probability outside [0, 1]; NotImplementedError for bool and integer tensors without
        ``p`` and for complex ones.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``bernoulli(input, p=None, *, generator=None, out=None)``; ``x.bernoulli(p=None, *, generator=None)``.

    >>> import flambeau as torch
    >>> torch.bernoulli(torch.tensor([0., 1.]))
    tensor([0., 1.])
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

def bincount(input: Tensor, weights: Tensor | None = None, minlength: _int = 0, *, out: Tensor | None = None) -> Tensor:
    """How often each of 0, 1, 2, ... occurs in a vector of non-negative integers, ``out[k] = sum of (self == k)``, or
    the sum of its weights.

    Shape: ``(n,)`` gives ``(max(self) + 1,)``, at least ``minlength``.
    Dtype: integers; the result is int64, with ``weights`` their floating dtype, float64 for integers.
    Raises: RuntimeError for negative values, tensors that are not 1-D, a negative ``minlength`` and another number of
        weights; NotImplementedError for other dtypes.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``bincount(input, weights=None, minlength=0, *, out=None)``; ``x.bincount(weights=None, minlength=0)``.

    >>> import flambeau as torch
    >>> torch.bincount(torch.tensor([0, 2, 2]))
    tensor([1, 0, 2])
    """

def binomial(count: Tensor, prob: Tensor, generator: _Generator | None = None, *, out: Tensor | None = None) -> Tensor:
    """Binomial numbers: the successes among ``count[i]`` trials, each with probability ``prob[i]``.

    Shape: that of both, broadcast together.
    Dtype: float32 or float64, the same for both; the result has it.
    Raises: RuntimeError for two dtypes, for a probability outside [0, 1] and for shapes that do not broadcast;
        NotImplementedError for bool, integer, 16-bit floating and complex tensors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``binomial(count, prob, generator=None, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.binomial(torch.tensor([4., 4.]), torch.tensor([0., 1.]))
    tensor([0., 4.])
    """

def bitwise_and(input: Tensor | _Number, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """``out[i] = self[i] & other[i]``, bit by bit; logical for bools.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`).
    Raises: NotImplementedError where the common dtype is floating or complex; RuntimeError for shapes that do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Derivative: none.
    Forms: ``bitwise_and(input, other, *, out=None)``; ``x.bitwise_and(other)``; in place ``x.bitwise_and_(other)``.

    >>> import flambeau as torch
    >>> torch.tensor([6]) & torch.tensor([3])
    tensor([2])
    """

def bitwise_and_(input: Tensor | _Number, other: Tensor | _Number) -> Tensor:
    """In-place form of `bitwise_and`."""

def bitwise_left_shift(input: Tensor | _Number, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """``out[i] = self[i] * 2 ** other[i]`` on the bits of integers; 0 where all bits are shifted out.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`).
    Raises: NotImplementedError where the common dtype is bool, floating or complex; RuntimeError for shapes that do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Derivative: none.
    Forms: ``bitwise_left_shift(input, other, *, out=None)``; ``x.bitwise_left_shift(other)``; in place ``x.bitwise_left_shift_(other)``.

    >>> import flambeau as torch
    >>> torch.tensor([3]) << 2
    tensor([12])
    """

def bitwise_left_shift_(input: Tensor | _Number, other: Tensor | _Number) -> Tensor:
    """In-place form of `bitwise_left_shift`."""

def bitwise_not(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``out[i] = ~self[i]``: every bit flipped; logical negation for bools.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``.
    Raises: NotImplementedError for floating and complex tensors; in place, RuntimeError where the result does not fit into ``self``.
    Derivative: none.
    Forms: ``bitwise_not(input, *, out=None)``; ``x.bitwise_not()``; in place ``x.bitwise_not_()``.

    >>> import flambeau as torch
    >>> ~torch.tensor([0, 5])
    tensor([-1, -6])
    """

def bitwise_not_(input: Tensor) -> Tensor:
    """In-place form of `bitwise_not`."""

def bitwise_or(input: Tensor | _Number, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """``out[i] = self[i] | other[i]``, bit by bit; logical for bools.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`).
    Raises: NotImplementedError where the common dtype is floating or complex; RuntimeError for shapes that do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Derivative: none.
    Forms: ``bitwise_or(input, other, *, out=None)``; ``x.bitwise_or(other)``; in place ``x.bitwise_or_(other)``.

    >>> import flambeau as torch
    >>> torch.tensor([6]) | torch.tensor([3])
    tensor([7])
    """

def bitwise_or_(input: Tensor | _Number, other: Tensor | _Number) -> Tensor:
    """In-place form of `bitwise_or`."""

def bitwise_right_shift(input: Tensor | _Number, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """``out[i] = floor(self[i] / 2 ** other[i])``: integers shifted to the right, the sign staying.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`).
    Raises: NotImplementedError where the common dtype is bool, floating or complex; RuntimeError for shapes that do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Derivative: none.
    Forms: ``bitwise_right_shift(input, other, *, out=None)``; ``x.bitwise_right_shift(other)``; in place ``x.bitwise_right_shift_(other)``.

    >>> import flambeau as torch
    >>> torch.tensor([12]) >> 2
    tensor([3])
    """

def bitwise_right_shift_(input: Tensor | _Number, other: Tensor | _Number) -> Tensor:
    """In-place form of `bitwise_right_shift`."""

def bitwise_xor(input: Tensor | _Number, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """``out[i] = self[i] ^ other[i]``: the bits in which the two differ; logical for bools.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`).
    Raises: NotImplementedError where the common dtype is floating or complex; RuntimeError for shapes that do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Derivative: none.
    Forms: ``bitwise_xor(input, other, *, out=None)``; ``x.bitwise_xor(other)``; in place ``x.bitwise_xor_(other)``.

    >>> import flambeau as torch
    >>> torch.tensor([6]) ^ torch.tensor([3])
    tensor([5])
    """

def bitwise_xor_(input: Tensor | _Number, other: Tensor | _Number) -> Tensor:
    """In-place form of `bitwise_xor`."""

def blackman_window(window_length: _int, periodic: _bool = True, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _Device | None = None, requires_grad: _bool = False, pin_memory: _bool = False, out: Tensor | None = None) -> Tensor:
    """Blackman's window, ``0.42 - 0.5 * cos(2 pi k / N) + 0.08 * cos(4 pi k / N)``.

    ``k`` counts from 0 and ``N`` is ``window_length`` or, if not ``periodic``, ``window_length - 1``: a symmetric
    window then.

    Shape: ``(window_length,)``.
    Dtype: ``dtype``, a floating one; without it the default dtype.
    Raises: RuntimeError for a negative length and for dtypes that are not floating; RuntimeError for ``requires_grad`` with a bool or integer dtype.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``blackman_window(window_length, periodic=True, *, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.blackman_window(4)[1:]
    tensor([0.3400, 1.0000, 0.3400])
    """

def block_diag(*tensors: Tensor | Sequence[Tensor], out: Tensor | None = None) -> Tensor:
    """Matrices as the blocks along the diagonal of one matrix of zeros; vectors count as rows, numbers as ``(1, 1)``.

    Shape: ``(m0, n0)``, ``(m1, n1)``, ... give ``(m0 + m1 + ..., n0 + n1 + ...)``.
    Dtype: any; the result has the common dtype (`result_type`).
    Raises: RuntimeError for more than two dimensions.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``block_diag(*tensors, out=None)``.

    >>> import flambeau as torch
    >>> torch.block_diag(torch.ones(1, 2), torch.ones(1, 1))
    tensor([[1., 1., 0.],
            [0., 0., 1.]])
    """

def bmm(input: Tensor, mat2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Matrix products in a batch, ``out[b, i, j] = sum over k of self[b, i, k] * mat2[b, k, j]``.

    Shape: ``(b, m, n)`` by ``(b, n, p)`` gives ``(b, m, p)``.
    Dtype: any, the same for both; the result has it.
    Raises: RuntimeError for other shapes and for two different dtypes.
    Gradient: to ``self`` ``g.bmm(conj(mat2).mT)``; to ``mat2`` ``conj(self).mT.bmm(g)``.
    Tangent: multilinear.
    Forms: ``bmm(input, mat2, *, out=None)``; ``x.bmm(mat2)``.

    >>> import flambeau as torch
    >>> torch.bmm(torch.ones(2, 1, 3), torch.ones(2, 3, 1)).shape
    torch.Size([2, 1, 1])
    """

def broadcast_tensors(*tensors: Tensor | Sequence[Tensor]) -> tuple[Tensor, ...]:
    """All tensors expanded to their common shape, as views: ``out[k][i] = tensors[k][i]``, sizes of 1 repeated.

    Shape: all that of the tensors, broadcast together.
    Dtype: any; each keeps its own.
    Raises: RuntimeError for shapes that do not broadcast.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``broadcast_tensors(*tensors)``.

    >>> import flambeau as torch
    >>> torch.broadcast_tensors(torch.tensor([1, 2]), torch.tensor([[3]]))
    (tensor([[1, 2]]), tensor([[3, 3]]))
    """

def broadcast_to(input: Tensor, *size: _int | Sequence[_int], out: Tensor | None = None) -> Tensor:
    """``self.expand(size)``.

    Shape: ``size``.
    Dtype: any; the result has it.
    Raises: RuntimeError for a size that is neither 1 nor kept.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``broadcast_to(input, *size, out=None)``; ``x.broadcast_to(*size)``.

    >>> import flambeau as torch
    >>> torch.broadcast_to(torch.tensor([1, 2]), (2, 2))
    tensor([[1, 2],
            [1, 2]])
    """

def bucketize(input: Tensor | _Number, boundaries: Tensor, *, out_int32: _bool = False, right: _bool = False, out: Tensor | None = None) -> Tensor:
    """The index of the bucket between sorted ``boundaries`` that each value falls in: the i with
    ``boundaries[i - 1] < input <= boundaries[i]``.

    With ``right`` it is ``boundaries[i - 1] <= input < boundaries[i]``.

    Shape: that of ``input``; ``boundaries`` are a vector.
    Dtype: any but complex, the same for both; the result is int64, or int32 with ``out_int32``.
    Raises: RuntimeError for boundaries that are no vector and two different dtypes; NotImplementedError for complex
        tensors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``bucketize(input, boundaries, *, out_int32=False, right=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.bucketize(torch.tensor([0, 3, 9]), torch.tensor([1, 3, 5]))
    tensor([0, 1, 3])
    """

def cartesian_prod(*tensors: Tensor | Sequence[Tensor], out: Tensor | None = None) -> Tensor:
    """All combinations of the elements of k vectors, one per row: ``(a[i], b[j], ...)``, the last one running fastest.

    Shape: ``(n0 * n1 * ..., k)``; of one vector ``(n0,)``.
    Dtype: any, the same for all; the result has it.
    Raises: RuntimeError for no vectors, tensors that are not 1-D and different dtypes.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``cartesian_prod(*tensors, out=None)``.

    >>> import flambeau as torch
    >>> torch.cartesian_prod(torch.tensor([1, 2]), torch.tensor([3, 4]))
    tensor([[1, 3],
            [1, 4],
            [2, 3],
            [2, 4]])
    """

def cat(tensors: Sequence[Tensor], dim: _int = 0, *, out: Tensor | None = None) -> Tensor:
    """Tensors joined along an existing dimension: ``out[:n]`` is the first one for dim 0, and so on.

    Shape: that of the tensors, with their sizes at ``dim`` added up. An empty vector joins anything.
    Dtype: any; the result has the common dtype (`result_type`).
    Raises: ValueError for no tensors; RuntimeError for sizes that differ elsewhere and 0-d tensors; IndexError for
        ``dim`` out of range.
    Gradient: to ``tensors`` ``_pieces(g, tensors_shape, dim)``.
    Tangent: linear.
    Forms: ``cat(tensors, dim=0, *, out=None)``; also called ``concat`` and ``concatenate``.

    >>> import flambeau as torch
    >>> torch.cat([torch.tensor([1, 2]), torch.tensor([3])])
    tensor([1, 2, 3])
    """

def cdist(x1: Tensor, x2: Tensor, p: _float = 2.0, compute_mode: _str = 'use_mm_for_euclid_dist_if_necessary', *, out: Tensor | None = None) -> Tensor:
    """Distances between all rows: ``out[i][j] = (sum over k of |x1[i][k] - x2[j][k]|**p) ** (1 / p)``.

    ``compute_mode`` is checked and changes nothing: distances are always computed from differences.

    Shape: ``(..., m, d)`` and ``(..., n, d)`` give ``(..., m, n)``.
    Dtype: floating or complex; the result has the real dtype.
    Raises: RuntimeError for bool and integer tensors, a negative ``p``, fewer than two dimensions and sizes that do not
        go together; ValueError for another ``compute_mode``.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``cdist(x1, x2, p=2.0, compute_mode='use_mm_for_euclid_dist_if_necessary', *, out=None)``.

    >>> import flambeau as torch
    >>> torch.cdist(torch.tensor([[0., 0.]]), torch.tensor([[3., 4.], [0., 1.]]))
    tensor([[5., 1.]])
    """

def ceil(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The smallest integer not below each value: ``n`` with ``n - 1 < self[i] <= n``, in the same dtype.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``.
    Raises: NotImplementedError for bool and complex tensors; in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g.new_zeros(g.shape)``.
    Tangent: ``result.new_zeros(result.shape)``.
    Forms: ``ceil(input, *, out=None)``; ``x.ceil()``; in place ``x.ceil_()``.

    >>> import flambeau as torch
    >>> torch.ceil(torch.tensor([1.2, -1.7]))
    tensor([ 2., -1.])
    """

def ceil_(input: Tensor) -> Tensor:
    """In-place form of `ceil`."""

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

def chain_matmul(*matrices: Tensor | Sequence[Tensor], out: Tensor | None = None) -> Tensor:
    """`linalg.multi_dot` by its old name: the product of all matrices, ``matrices[0] @ matrices[1] @ …``.

    Shape: ``(a, b)``, ``(b, c)``, … ``(y, z)`` give ``(a, z)``.
    Dtype: any that `matmul` takes, the same for all; the result has it.
    Raises: RuntimeError for no tensors, for what is not a matrix, for sizes that do not go together and for two
        different dtypes; NotImplementedError for bool tensors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``chain_matmul(*matrices, out=None)``.

    >>> import flambeau as torch
    >>> torch.chain_matmul(torch.ones(1, 2), torch.ones(2, 1))
    tensor([[2.]])
    """

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

def cholesky(input: Tensor, upper: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """`linalg.cholesky` by its old name: the lower triangular ``L`` with ``L Lᴴ = self``, ``Lᴴ`` if ``upper``.

    Shape: ``(..., n, n)``; the result has it.
    Dtype: float32, float64 or complex; the result has it.
    Raises: LinAlgError (a RuntimeError) when a matrix is not positive definite; RuntimeError for bool, integer and
        16-bit floating tensors, and for matrices that are not square.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``cholesky(input, upper=False, *, out=None)``; ``x.cholesky(upper=False)``.

    >>> import flambeau as torch
    >>> torch.cholesky(torch.tensor([[4.]]))
    tensor([[2.]])
    """

def cholesky_inverse(input: Tensor, upper: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """The inverse of ``L Lᴴ``, given the Cholesky factor ``L`` (of ``Lᴴ L`` if ``upper``).

    Shape: ``(..., n, n)``; the result has it.
    Dtype: float32, float64 or complex; the result has it.
    Raises: LinAlgError (a RuntimeError) for a zero on the diagonal; RuntimeError for bool, integer and 16-bit floating
        tensors, and for matrices that are not square.
    Gradient: to ``self`` ``_inverse_gradient``.
    Tangent: ``_inverse_tangent``.
    Forms: ``cholesky_inverse(input, upper=False, *, out=None)``; ``x.cholesky_inverse(upper=False)``.

    >>> import flambeau as torch
    >>> torch.cholesky_inverse(torch.tensor([[2.]]))
    tensor([[0.2500]])
    """

def cholesky_solve(input: Tensor, L: Tensor, upper: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """``X`` with ``(L Lᴴ) @ X = self``, given the Cholesky factor ``L`` (``(Lᴴ L) @ X = self`` if ``upper``).

    Shape: ``self`` ``(..., n, k)`` with ``L`` ``(..., n, n)``; batches broadcast, and the result has the shape of
        ``self``.
    Dtype: float32, float64 or complex, the same for both; the result has it.
    Raises: RuntimeError for bool, integer and 16-bit floating tensors, two different dtypes and shapes that do not go
        together.
    Gradient: to ``self`` ``cholesky_solve(g, L, upper)``; to ``L`` ``_solution_by_factor``.
    Tangent: ``_solution_tangent``.
    Forms: ``cholesky_solve(input, L, upper=False, *, out=None)``; ``x.cholesky_solve(L, upper=False)``.

    >>> import flambeau as torch
    >>> torch.cholesky_solve(torch.tensor([[4.]]), torch.tensor([[2.]]))
    tensor([[1.]])
    """

def chunk(input: Tensor, chunks: _int, dim: _int = 0) -> tuple[Tensor, ...]:
    """At most ``chunks`` views of ``ceil(n / chunks)`` elements along ``dim``; the last may be smaller.

    Shape: that of ``self`` with the part's size at ``dim``.
    Dtype: any; the parts have it and share the memory.
    Raises: RuntimeError unless ``chunks > 0``; IndexError for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``chunk(input, chunks, dim=0)``; ``x.chunk(chunks, dim=0)``.

    >>> import flambeau as torch
    >>> torch.chunk(torch.arange(5), 2)
    (tensor([0, 1, 2]), tensor([3, 4]))
    """

def clamp(input: Tensor, min: Tensor | _Number | None = None, max: Tensor | _Number | None = None, *, out: Tensor | None = None) -> Tensor:
    """Values kept between bounds, ``out[i] = minimum(maximum(self[i], min[i]), max[i])``.

    Where ``min > max`` the result is ``max``. The gradient passes where ``min <= self <= max``.

    Shape: that of ``self``, ``min`` and ``max``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`).
    Raises: RuntimeError without any bound and for shapes that do not broadcast; NotImplementedError where the common
        dtype is bool or complex; in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * _within(self, min, max)``; to ``min`` ``_at_min(g, self, min, max)``; to ``max`` ``_at_max(g, self, min, max)``.
    Tangent: ``_clamp_tangent``.
    Forms: ``clamp(input, min=None, max=None, *, out=None)``; ``x.clamp(min=None, max=None)``; in place ``x.clamp_(min=None, max=None)``; also called ``clip``.

    >>> import flambeau as torch
    >>> torch.clamp(torch.tensor([-1., .5, 2.]), 0, 1)
    tensor([0.0000, 0.5000, 1.0000])
    """

def clamp_(input: Tensor, min: Tensor | _Number | None = None, max: Tensor | _Number | None = None) -> Tensor:
    """In-place form of `clamp`."""

def clamp_max(input: Tensor, max: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """Values kept at or below a bound, ``out[i] = minimum(self[i], max[i])``.

    Shape: that of ``self`` and ``max``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`).
    Raises: NotImplementedError where the common dtype is bool or complex; RuntimeError for shapes that do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * (self <= max)``; to ``max`` ``g * (self > max)``.
    Tangent: ``where(self <= max, d_self, d_max)``.
    Forms: ``clamp_max(input, max, *, out=None)``; ``x.clamp_max(max)``; in place ``x.clamp_max_(max)``.

    >>> import flambeau as torch
    >>> torch.clamp_max(torch.tensor([-1., 2.]), 0)
    tensor([-1.,  0.])
    """

def clamp_max_(input: Tensor, max: Tensor | _Number) -> Tensor:
    """In-place form of `clamp_max`."""

def clamp_min(input: Tensor, min: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """Values kept at or above a bound, ``out[i] = maximum(self[i], min[i])``.

    Shape: that of ``self`` and ``min``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`).
    Raises: NotImplementedError where the common dtype is bool or complex; RuntimeError for shapes that do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * (self >= min)``; to ``min`` ``g * (self < min)``.
    Tangent: ``where(self >= min, d_self, d_min)``.
    Forms: ``clamp_min(input, min, *, out=None)``; ``x.clamp_min(min)``; in place ``x.clamp_min_(min)``.

    >>> import flambeau as torch
    >>> torch.clamp_min(torch.tensor([-1., 2.]), 0)
    tensor([0., 2.])
    """

def clamp_min_(input: Tensor, min: Tensor | _Number) -> Tensor:
    """In-place form of `clamp_min`."""

def clip(input: Tensor, min: Tensor | _Number | None = None, max: Tensor | _Number | None = None, *, out: Tensor | None = None) -> Tensor:
    """Values kept between bounds, ``out[i] = minimum(maximum(self[i], min[i]), max[i])``.

    Where ``min > max`` the result is ``max``. The gradient passes where ``min <= self <= max``.

    Shape: that of ``self``, ``min`` and ``max``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`).
    Raises: RuntimeError without any bound and for shapes that do not broadcast; NotImplementedError where the common
        dtype is bool or complex; in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * _within(self, min, max)``; to ``min`` ``_at_min(g, self, min, max)``; to ``max`` ``_at_max(g, self, min, max)``.
    Tangent: ``_clamp_tangent``.
    Forms: ``clamp(input, min=None, max=None, *, out=None)``; ``x.clamp(min=None, max=None)``; in place ``x.clamp_(min=None, max=None)``; also called ``clip``.

    >>> import flambeau as torch
    >>> torch.clamp(torch.tensor([-1., .5, 2.]), 0, 1)
    tensor([0.0000, 0.5000, 1.0000])
    """

def clip_(input: Tensor, min: Tensor | _Number | None = None, max: Tensor | _Number | None = None) -> Tensor:
    """In-place form of `clamp`."""

def clone(input: Tensor, *, memory_format: Any = None, out: Tensor | None = None) -> Tensor:
    """A copy in memory of its own, ``out[i] = self[i]``, through which gradients flow.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``.
    Raises: RuntimeError for a ``memory_format`` that needs another number of dimensions; in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g``.
    Tangent: ``d_self.clone()``.
    Forms: ``clone(input, *, memory_format=None, out=None)``; ``x.clone(*, memory_format=None)``; in place ``x.clone_(*, memory_format=None)``.

    >>> import flambeau as torch
    >>> torch.clone(torch.tensor([1., 2.]))
    tensor([1., 2.])
    """

def clone_(input: Tensor, *, memory_format: Any = None) -> Tensor:
    """In-place form of `clone`."""

def column_stack(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """Vectors as the columns of a matrix, ``out[i][k] = tensors[k][i]``; matrices side by side.

    Shape: ``(m,)`` and ``(m, n)`` give ``(m, 1 + n)``.
    Dtype: any; the result has the common dtype (`result_type`).
    Raises: RuntimeError for no tensors, and for sizes that differ elsewhere.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``column_stack(tensors, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.column_stack([torch.tensor([1, 2]), torch.tensor([3, 4])])
    tensor([[1, 3],
            [2, 4]])
    """

def combinations(input: Tensor, r: _int = 2, with_replacement: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """All choices of ``r`` elements of a vector, in order, one per row: ``(x[i], x[j])`` with ``i < j``; each may
    repeat ``with_replacement``.

    Shape: ``(n,)`` gives ``(n! / (r! (n - r)!), r)``.
    Dtype: any; the result has it.
    Raises: RuntimeError for a tensor that is not 1-D, and for a negative ``r``.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``combinations(input, r=2, with_replacement=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.combinations(torch.tensor([1, 2, 3]))
    tensor([[1, 2],
            [1, 3],
            [2, 3]])
    """

def complex(real: Tensor, imag: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``out[i] = real[i] + 1j * imag[i]``.

    Shape: that of ``real`` and ``imag``, broadcast together.
    Dtype: float32 or float64, the same for both; the result has the complex dtype of such parts.
    Raises: RuntimeError for bool, integer, float16 and complex tensors, for two different dtypes, and for shapes that
        do not broadcast; in place, RuntimeError where the result does not fit into ``real``.
    Gradient: to ``real`` ``g.real``; to ``imag`` ``g.imag``.
    Tangent: ``complex(d_real, d_imag)``.
    Forms: ``complex(real, imag, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.complex(torch.tensor([1.]), torch.tensor([2.]))
    tensor([1.+2.j])
    """

def complex_(real: Tensor, imag: Tensor) -> Tensor:
    """In-place form of `complex`."""

def concat(tensors: Sequence[Tensor], dim: _int = 0, *, out: Tensor | None = None) -> Tensor:
    """Tensors joined along an existing dimension: ``out[:n]`` is the first one for dim 0, and so on.

    Shape: that of the tensors, with their sizes at ``dim`` added up. An empty vector joins anything.
    Dtype: any; the result has the common dtype (`result_type`).
    Raises: ValueError for no tensors; RuntimeError for sizes that differ elsewhere and 0-d tensors; IndexError for
        ``dim`` out of range.
    Gradient: to ``tensors`` ``_pieces(g, tensors_shape, dim)``.
    Tangent: linear.
    Forms: ``cat(tensors, dim=0, *, out=None)``; also called ``concat`` and ``concatenate``.

    >>> import flambeau as torch
    >>> torch.cat([torch.tensor([1, 2]), torch.tensor([3])])
    tensor([1, 2, 3])
    """

def concatenate(tensors: Sequence[Tensor], dim: _int = 0, *, out: Tensor | None = None) -> Tensor:
    """Tensors joined along an existing dimension: ``out[:n]`` is the first one for dim 0, and so on.

    Shape: that of the tensors, with their sizes at ``dim`` added up. An empty vector joins anything.
    Dtype: any; the result has the common dtype (`result_type`).
    Raises: ValueError for no tensors; RuntimeError for sizes that differ elsewhere and 0-d tensors; IndexError for
        ``dim`` out of range.
    Gradient: to ``tensors`` ``_pieces(g, tensors_shape, dim)``.
    Tangent: linear.
    Forms: ``cat(tensors, dim=0, *, out=None)``; also called ``concat`` and ``concatenate``.

    >>> import flambeau as torch
    >>> torch.cat([torch.tensor([1, 2]), torch.tensor([3])])
    tensor([1, 2, 3])
    """

def conj(input: Tensor) -> Tensor:
    """Complex conjugate, ``out[i] = real(self[i]) - 1j * imag(self[i])``; a real tensor or number is returned as it is.

    The conjugate of a complex tensor is a view that remembers to negate the imaginary part; `resolve_conj` computes it.

    Shape: that of ``self``.
    Dtype: any; the result has that of ``self`` and shares its memory.
    Raises: TypeError for what is neither a tensor nor a number.
    Gradient: to ``self`` ``conj(g)``.
    Tangent: ``conj(d_self)``.
    Forms: ``conj(input, *, out=None)``; ``x.conj()``.

    >>> import flambeau as torch
    >>> torch.conj(torch.tensor([1+2j])).resolve_conj()
    tensor([1.-2.j])
    """

def conj_physical(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Complex conjugate, ``real(self[i]) - 1j * imag(self[i])``, in memory of its own.

    Shape: that of ``self``.
    Dtype: any; the result has it.
    Raises: TypeError for what is not a tensor.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``conj_physical(input, *, out=None)``; ``x.conj_physical()``; in place ``x.conj_physical_()``.

    >>> import flambeau as torch
    >>> torch.conj_physical(torch.tensor([1+2j]))
    tensor([1.-2.j])
    """

def conj_physical_(input: Tensor) -> Tensor:
    """In-place form of `conj_physical`."""

def constant_pad_nd(input: Tensor, pad: _Size, value: _Number = 0) -> Tensor:
    """``input`` with ``value`` around it: ``out[i + before] = input[i]``.

    ``pad`` lists (before, after) from the last dimension on; negative numbers crop.

    Shape: that of ``input``, with before and after added to each padded size.
    Dtype: any; the result has it.
    Raises: RuntimeError for a ``pad`` of odd length or more than two numbers per dimension, and where less than nothing
        would be left.
    Gradient: to ``input`` ``pad_constant(g, [-n for n in pad], 0)``.
    Tangent: ``pad_constant(d_input, pad, 0)``.
    Forms: ``constant_pad_nd(input, pad, value=0, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.constant_pad_nd(torch.tensor([1, 2]), (1, 0), 9)
    tensor([9, 1, 2])
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

def convolution(input: Tensor, weight: Tensor, bias: Tensor | None, stride: _Size, padding: _Size, dilation: _Size, transposed: _bool, output_padding: _Size, groups: _int) -> Tensor:
    """Cross-correlation, ``out[n, o, x] = bias[o] + sum of weight[o, c, k] * input[n, c, x * stride + k * dilation -
    padding]``, or its transpose.

    Shape: ``(N, C, ...)`` with kernels ``(K, C / groups, ...)``, or transposed ``(C, K / groups, ...)``, gives
        ``(N, K, ...)`` with sizes ``(in + 2 * padding - dilation * (k - 1) - 1) // stride + 1``, or transposed
        ``(in - 1) * stride - 2 * padding + dilation * (k - 1) + output_padding + 1``.
    Dtype: integer, floating or complex, the same for all; the result has it.
    Raises: RuntimeError for channels that do not go together, different dtypes, and kernels larger than the padded
        input; NotImplementedError for bool tensors.
    Gradient: to ``input`` ``conv_grad_input(g, conj(weight), input_shape, stride, padding, dilation, transposed, output_padding, groups)``; to ``weight`` ``conv_grad_weight(g, conj(input), weight_shape, stride, padding, dilation, transposed, output_padding, groups)``; to ``bias`` ``_bias_gradient(g)``.
    Tangent: ``convolution(d_input, weight, d_bias, stride, padding, dilation, transposed, output_padding, groups) + convolution(input, d_weight, None, stride, padding, dilation, transposed, output_padding, groups)``.
    Forms: ``convolution(input, weight, bias, stride, padding, dilation, transposed, output_padding, groups, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.convolution(torch.ones(1, 1, 3), torch.ones(1, 1, 2), None, [1], [0], [1], False, [0], 1)
    tensor([[[2., 2.]]])
    """

def copysign(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """The magnitude of ``self[i]`` with the sign bit of ``other[i]``.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`); bools and integers become the default dtype.
    Raises: NotImplementedError where the common dtype is complex; RuntimeError for shapes that do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * (self.sign() * result.sign())``; to ``other`` ``g.new_zeros(g.shape)``.
    Tangent: ``d_self * (self.sign() * result.sign())``.
    Forms: ``copysign(input, other, *, out=None)``; ``x.copysign(other)``; in place ``x.copysign_(other)``.

    >>> import flambeau as torch
    >>> torch.copysign(torch.tensor([1., -2.]), -1)
    tensor([-1., -2.])
    """

def copysign_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """In-place form of `copysign`."""

def corrcoef(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Pearson's correlation coefficients of V variables, ``cov[i][j] / sqrt(cov[i][i] * cov[j][j])``; observations are
    the columns of ``self``.

    Shape: ``(V, N)`` gives ``(V, V)``; ``(N,)`` gives a 0-d tensor.
    Dtype: integer, floating or complex; integers become the default dtype.
    Raises: RuntimeError for bool tensors and more than two dimensions.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``corrcoef(input, *, out=None)``; ``x.corrcoef()``.

    >>> import flambeau as torch
    >>> torch.tensor([[0., 1., 2.], [4., 2., 0.]]).corrcoef()
    tensor([[ 1., -1.],
            [-1.,  1.]])
    """

def cos(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Cosine, ``cos(self[i])`` of an angle in radians.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * conj(-self.sin())``.
    Tangent: ``d_self * -self.sin()``.
    Forms: ``cos(input, *, out=None)``; ``x.cos()``; in place ``x.cos_()``.

    >>> import flambeau as torch
    >>> torch.cos(torch.tensor([0., 1.]))
    tensor([1.0000, 0.5403])
    """

def cos_(input: Tensor) -> Tensor:
    """In-place form of `cos`."""

def cosh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Hyperbolic cosine, ``(exp(self[i]) + exp(-self[i])) / 2``.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * conj(self.sinh())``.
    Tangent: ``d_self * self.sinh()``.
    Forms: ``cosh(input, *, out=None)``; ``x.cosh()``; in place ``x.cosh_()``.

    >>> import flambeau as torch
    >>> torch.cosh(torch.tensor([0., 1.]))
    tensor([1.0000, 1.5431])
    """

def cosh_(input: Tensor) -> Tensor:
    """In-place form of `cosh`."""

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

def count_nonzero(input: Tensor, dim: _Size | None = None, *, out: Tensor | None = None) -> Tensor:
    """``sum(x != 0)`` over ``dim``, all dimensions by default.

    Shape: that of ``self`` without ``dim``; 0-d without ``dim``.
    Dtype: any; the result is int64.
    Raises: IndexError for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``count_nonzero(input, dim=None, *, out=None)``; ``x.count_nonzero(dim=None)``.

    >>> import flambeau as torch
    >>> torch.count_nonzero(torch.tensor([0, 1, 2]))
    tensor(2)
    """

def cov(input: Tensor, *, correction: _int = 1, fweights: Tensor | None = None, aweights: Tensor | None = None, out: Tensor | None = None) -> Tensor:
    """The covariances of V variables, ``out[i][j] = sum (x_i - mean_i) * conj(x_j - mean_j) / (n - correction)``;
    observations are the columns of ``self``.

    ``fweights`` (integers) say how often each observation was made, ``aweights`` (floats) how much it counts.

    Shape: ``(V, N)`` gives ``(V, V)``; ``(N,)`` gives a 0-d tensor.
    Dtype: integer, floating or complex; integers become the default dtype.
    Raises: RuntimeError for bool tensors, more than two dimensions, and weights of another dtype or number or below 0.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``cov(input, *, correction=1, fweights=None, aweights=None, out=None)``; ``x.cov(*, correction=1, fweights=None, aweights=None)``.

    >>> import flambeau as torch
    >>> torch.tensor([[0., 1., 2.], [2., 1., 0.]]).cov()
    tensor([[ 1., -1.],
            [-1.,  1.]])
    """

def cross(input: Tensor, other: Tensor, dim: _int | None = None, *, out: Tensor | None = None) -> Tensor:
    """Cross product along ``dim``; without it, with a warning, along the first dimension of size 3:
    ``out[0] = self[1] * other[2] - self[2] * other[1]`` and so on.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: integer, floating or complex; the result has the common dtype.
    Raises: RuntimeError unless ``dim`` has size 3, for shapes that do not broadcast, and for bool tensors; IndexError
        for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``cross(input, other, dim=None, *, out=None)``; ``x.cross(other, dim=None)``.

    >>> import flambeau as torch
    >>> torch.cross(torch.tensor([1., 0., 0.]), torch.tensor([0., 1., 0.]), dim=0)
    tensor([0., 0., 1.])
    """

def cummax(input: Tensor, dim: _int, *, out: tuple[Tensor, Tensor] | None = None) -> _return_cummax:
    """Running maximum along ``dim``, ``max(self[0], ..., self[i])``, and the index where it was last attained; nan
    stays.

    Shape: both that of ``self``.
    Dtype: any but complex; the values have it, the indices are int64.
    Raises: NotImplementedError for complex tensors; IndexError for ``dim`` out of range.
    Gradient: to ``self`` ``g_values.new_zeros(self_shape).scatter_add(dim, indices, g_values) if self_shape else g_values``.
    Tangent: ``d_self.gather(dim, indices) if d_self.shape else d_self``.
    Forms: ``cummax(input, dim, *, out=None)``; ``x.cummax(dim)``.

    >>> import flambeau as torch
    >>> torch.cummax(torch.tensor([1., 3., 2.]), 0)
    torch.return_types.cummax(
    values=tensor([1., 3., 3.]),
    indices=tensor([0, 1, 1]))
    """

def cummin(input: Tensor, dim: _int, *, out: tuple[Tensor, Tensor] | None = None) -> _return_cummin:
    """Running minimum along ``dim``, ``min(self[0], ..., self[i])``, and the index where it was last attained; nan
    stays.

    Shape: both that of ``self``.
    Dtype: any but complex; the values have it, the indices are int64.
    Raises: NotImplementedError for complex tensors; IndexError for ``dim`` out of range.
    Gradient: to ``self`` ``g_values.new_zeros(self_shape).scatter_add(dim, indices, g_values) if self_shape else g_values``.
    Tangent: ``d_self.gather(dim, indices) if d_self.shape else d_self``.
    Forms: ``cummin(input, dim, *, out=None)``; ``x.cummin(dim)``.

    >>> import flambeau as torch
    >>> torch.cummin(torch.tensor([3., 1., 2.]), 0)
    torch.return_types.cummin(
    values=tensor([3., 1., 1.]),
    indices=tensor([0, 1, 1]))
    """

def cumprod(input: Tensor, dim: _int, *, dtype: _dtype | None = None, out: Tensor | None = None) -> Tensor:
    """Running product along ``dim``, ``out[i] = self[0] * ... * self[i]``.

    Shape: that of ``self``.
    Dtype: any, or ``dtype``, to which elements are cast first; bools and integers are multiplied in int64.
    Raises: IndexError for ``dim`` out of range.
    Gradient: to ``self`` ``_cumprod_gradient``.
    Tangent: ``_cumprod_tangent``.
    Forms: ``cumprod(input, dim, *, dtype=None, out=None)``; ``x.cumprod(dim, *, dtype=None)``; in place ``x.cumprod_(dim, *, dtype=None)``.

    >>> import flambeau as torch
    >>> torch.cumprod(torch.tensor([1, 2, 3]), 0)
    tensor([1, 2, 6])
    """

def cumprod_(input: Tensor, dim: _int, *, dtype: _dtype | None = None) -> Tensor:
    """In-place form of `cumprod`."""

def cumsum(input: Tensor, dim: _int, *, dtype: _dtype | None = None, out: Tensor | None = None) -> Tensor:
    """Running sum along ``dim``, ``out[i] = self[0] + ... + self[i]``.

    Shape: that of ``self``.
    Dtype: any, or ``dtype``, to which elements are cast first; bools and integers are summed in int64.
    Raises: IndexError for ``dim`` out of range.
    Gradient: to ``self`` ``reverse_cumsum(g, dim)``.
    Tangent: linear.
    Forms: ``cumsum(input, dim, *, dtype=None, out=None)``; ``x.cumsum(dim, *, dtype=None)``; in place ``x.cumsum_(dim, *, dtype=None)``.

    >>> import flambeau as torch
    >>> torch.cumsum(torch.tensor([1, 2, 3]), 0)
    tensor([1, 3, 6])
    """

def cumsum_(input: Tensor, dim: _int, *, dtype: _dtype | None = None) -> Tensor:
    """In-place form of `cumsum`."""

def cumulative_trapezoid(y: Tensor, x: Tensor | None = None, *, dx: _Number | None = None, dim: _int = -1, out: Tensor | None = None) -> Tensor:
    """The integrals of samples up to each one along ``dim`` by the trapezoidal rule:
    ``out[n] = sum for i <= n of (x[i + 1] - x[i]) * (y[i] + y[i + 1]) / 2``; without ``x``, positions are ``dx`` (1)
    apart.

    Shape: that of ``y`` with one less at ``dim``.
    Dtype: integer, floating or complex; integers become the default dtype.
    Raises: RuntimeError for bool tensors and another number of positions; TypeError for both ``x`` and ``dx``;
        IndexError for ``dim`` out of range.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 25.4.2.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``cumulative_trapezoid(y, x=None, *, dx=None, dim=-1, out=None)``.

    >>> import flambeau as torch
    >>> torch.cumulative_trapezoid(torch.tensor([1., 2., 3.]), torch.tensor([0., 1., 3.]))
    tensor([1.5000, 6.5000])
    """

def deg2rad(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Degrees to radians, ``out[i] = self[i] * pi / 180``.

    Shape: that of ``self``.
    Dtype: any but complex; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``deg2rad(input, *, out=None)``; ``x.deg2rad()``; in place ``x.deg2rad_()``.

    >>> import flambeau as torch
    >>> torch.deg2rad(torch.tensor([180.]))
    tensor([3.1416])
    """

def deg2rad_(input: Tensor) -> Tensor:
    """In-place form of `deg2rad`."""

def det(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The determinant of each square matrix, ``det(self)``. A singular one has a gradient too.

    Shape: ``(..., n, n)`` gives ``(...)``.
    Dtype: float32, float64 or complex; the result has it.
    Raises: RuntimeError for bool, integer and 16-bit floating tensors, and for matrices that are not square.
    Gradient: to ``self`` ``g.unsqueeze(-1).unsqueeze(-1) * conj(cofactors(self))``.
    Tangent: ``(cofactors(self) * d_self).sum((-2, -1))``.
    Forms: ``linalg.det(input, *, out=None)``; ``x.det()``.

    >>> import flambeau as torch
    >>> torch.linalg.det(torch.tensor([[2., 1.], [0., 3.]]))
    tensor(6.)
    """

def detach_copy(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """A copy of ``self.detach()``: no gradient goes through it.

    Shape: that of ``self``.
    Dtype: any; the result has it.
    Raises: TypeError for anything but a tensor.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``detach_copy(input, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.detach_copy(torch.ones(2, requires_grad=True))
    tensor([1., 1.])
    """

def diag(input: Tensor, diagonal: _int = 0, *, out: Tensor | None = None) -> Tensor:
    """A copy of a matrix's diagonal, ``out[i] = self[i][i + diagonal]``, or the matrix with a vector as its diagonal.

    Shape: ``(m, n)`` gives the diagonal's length, ``(n,)`` gives ``(m, m)`` with ``m = n + |diagonal|``.
    Dtype: any; the result has it.
    Raises: RuntimeError for another number of dimensions than 1 or 2.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``diag(input, diagonal=0, *, out=None)``; ``x.diag(diagonal=0)``.

    >>> import flambeau as torch
    >>> torch.diag(torch.tensor([[1, 2], [3, 4]]))
    tensor([1, 4])
    """

def diag_embed(input: Tensor, offset: _int = 0, dim1: _int = -2, dim2: _int = -1, *, out: Tensor | None = None) -> Tensor:
    """Matrices with the last dimension as their ``offset``-th diagonal, zeros elsewhere:
    ``out[..., i, i + offset] = self[..., i]``.

    Shape: ``(..., n)`` gives ``(..., m, m)`` with ``m = n + |offset|``, the new dimensions at ``dim1`` and ``dim2``.
    Dtype: any; the result has it.
    Raises: RuntimeError if ``dim1`` is ``dim2``; IndexError for one out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``diag_embed(input, offset=0, dim1=-2, dim2=-1, *, out=None)``; ``x.diag_embed(offset=0, dim1=-2, dim2=-1)``.

    >>> import flambeau as torch
    >>> torch.diag_embed(torch.tensor([1, 2]))
    tensor([[1, 0],
            [0, 2]])
    """

def diagflat(input: Tensor, offset: _int = 0, *, out: Tensor | None = None) -> Tensor:
    """The matrix with all elements as its diagonal: ``out[i][i + offset] = self.flatten()[i]``.

    Shape: ``(m, m)`` with ``m = n + |offset|`` for n elements.
    Dtype: any; the result has it.
    Raises: TypeError for what is not a tensor.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``diagflat(input, offset=0, *, out=None)``; ``x.diagflat(offset=0)``.

    >>> import flambeau as torch
    >>> torch.diagflat(torch.tensor([[1, 2]]))
    tensor([[1, 0],
            [0, 2]])
    """

def diagonal(input: Tensor, offset: _int = 0, dim1: _int = 0, dim2: _int = 1) -> Tensor:
    """The ``offset``-th diagonal of the planes of ``dim1`` and ``dim2``, as a view: ``out[i] = self[i][i + offset]``
    for a matrix.

    Shape: that of ``self`` without the two dimensions, and the length of the diagonal at the end.
    Dtype: any; the result has that of ``self`` and shares its memory.
    Raises: RuntimeError if ``dim1`` is ``dim2``; IndexError for ``dim1`` or ``dim2`` out of range.
    Gradient: to ``self`` ``diagonal_backward(g, self_shape, offset, dim1, dim2)``.
    Tangent: linear.
    Forms: ``diagonal(input, offset=0, dim1=0, dim2=1, *, out=None)``; ``x.diagonal(offset=0, dim1=0, dim2=1)``.

    >>> import flambeau as torch
    >>> torch.diagonal(torch.tensor([[1, 2], [3, 4]]))
    tensor([1, 4])
    """

def diagonal_copy(input: Tensor, offset: _int = 0, dim1: _int = 0, dim2: _int = 1, *, out: Tensor | None = None) -> Tensor:
    """A copy of ``self.diagonal(offset, dim1, dim2)``.

    Shape: that of ``self`` without the two dimensions, and the length of the diagonal at the end.
    Dtype: any; the result has it.
    Raises: RuntimeError if ``dim1`` is ``dim2``; IndexError for ``dim1`` or ``dim2`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``diagonal_copy(input, offset=0, dim1=0, dim2=1, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.diagonal_copy(torch.tensor([[1, 2], [3, 4]]))
    tensor([1, 4])
    """

def diagonal_scatter(input: Tensor, src: Tensor, offset: _int = 0, dim1: _int = 0, dim2: _int = 1, *, out: Tensor | None = None) -> Tensor:
    """A copy with ``out[i][i + offset] = src[i]`` in the plane of ``dim1`` and ``dim2``.

    Shape: that of ``self``; ``src`` is broadcast to `diagonal`'s result.
    Dtype: any; the result has it, and ``src`` is cast.
    Raises: RuntimeError for a ``src`` that does not broadcast; IndexError for a dimension out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``diagonal_scatter(input, src, offset=0, dim1=0, dim2=1, *, out=None)``; ``x.diagonal_scatter(src, offset=0, dim1=0, dim2=1)``.

    >>> import flambeau as torch
    >>> torch.diagonal_scatter(torch.zeros(2, 2), torch.ones(2))
    tensor([[1., 0.],
            [0., 1.]])
    """

def diff(input: Tensor, n: _int = 1, dim: _int = -1, prepend: Tensor | None = None, append: Tensor | None = None, *, out: Tensor | None = None) -> Tensor:
    """Differences of neighbours along ``dim``, ``out[i] = self[i + 1] - self[i]``, taken ``n`` times; of bools, whether
    they differ.

    ``prepend`` and ``append`` are joined to the ends first.

    Shape: that of ``self``, shorter by ``n`` at ``dim``.
    Dtype: any; the result has it.
    Raises: RuntimeError for a 0-d tensor, a negative ``n``, and ``prepend`` and ``append`` of other shapes; IndexError
        for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``diff(input, n=1, dim=-1, prepend=None, append=None, *, out=None)``; ``x.diff(n=1, dim=-1, prepend=None, append=None)``.

    >>> import flambeau as torch
    >>> torch.diff(torch.tensor([1, 4, 9]))
    tensor([3, 5])
    """

def digamma(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Derivative of `lgamma`, ``gamma'(x) / gamma(x)``.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors; in place, RuntimeError where the result does not fit into ``self``.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 6.3.1.
    Gradient: to ``self`` ``g * polygamma(1, self)``.
    Tangent: ``d_self * polygamma(1, self)``.
    Forms: ``digamma(input, *, out=None)``; ``x.digamma()``; in place ``x.digamma_()``.

    >>> import flambeau as torch
    >>> torch.digamma(torch.tensor([1., 2.]))
    tensor([-0.5772,  0.4228])
    """

def digamma_(input: Tensor) -> Tensor:
    """In-place form of `digamma`."""

def dist(input: Tensor, other: Tensor, p: _float = 2, *, out: Tensor | None = None) -> Tensor:
    """The ``p``-norm of the difference, ``(sum |self[i] - other[i]|**p) ** (1 / p)``.

    Shape: two that broadcast together; the result is 0-d.
    Dtype: floating or complex; the result has the real dtype.
    Raises: RuntimeError for bool and integer tensors, and for shapes that do not broadcast.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``dist(input, other, p=2, *, out=None)``; ``x.dist(other, p=2)``.

    >>> import flambeau as torch
    >>> torch.dist(torch.tensor([0., 0.]), torch.tensor([3., 4.]))
    tensor(5.)
    """

def div(input: Tensor | _Number, other: Tensor | _Number, *, rounding_mode: _str | None = None, out: Tensor | None = None) -> Tensor:
    """Quotient, ``out[i] = self[i] / other[i]``; by zero, infinite or nan.

    ``rounding_mode`` is None (no rounding), "trunc" (towards zero) or "floor" (towards minus infinity).

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the common dtype of the operands (`result_type`); bools and integers become the default dtype unless rounded.
    Raises: RuntimeError for another ``rounding_mode``, for a rounded quotient of integers by zero, and for shapes that
        do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g / conj(other)``; to ``other`` ``-g * conj(result / other)``.
    Tangent: ``(d_self - result * d_other) / other``.
    Forms: ``div(input, other, *, rounding_mode=None, out=None)``; ``x.div(other, *, rounding_mode=None)``; in place ``x.div_(other, *, rounding_mode=None)``; also called ``divide`` and ``true_divide``.

    >>> import flambeau as torch
    >>> torch.div(torch.tensor([7., -7.]), 2)
    tensor([ 3.5000, -3.5000])
    >>> torch.div(torch.tensor([7, -7]), 2, rounding_mode="floor")
    tensor([ 3, -4])
    """

def div_(input: Tensor | _Number, other: Tensor | _Number, *, rounding_mode: _str | None = None) -> Tensor:
    """In-place form of `div`."""

def divide(input: Tensor | _Number, other: Tensor | _Number, *, rounding_mode: _str | None = None, out: Tensor | None = None) -> Tensor:
    """Quotient, ``out[i] = self[i] / other[i]``; by zero, infinite or nan.

    ``rounding_mode`` is None (no rounding), "trunc" (towards zero) or "floor" (towards minus infinity).

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the common dtype of the operands (`result_type`); bools and integers become the default dtype unless rounded.
    Raises: RuntimeError for another ``rounding_mode``, for a rounded quotient of integers by zero, and for shapes that
        do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g / conj(other)``; to ``other`` ``-g * conj(result / other)``.
    Tangent: ``(d_self - result * d_other) / other``.
    Forms: ``div(input, other, *, rounding_mode=None, out=None)``; ``x.div(other, *, rounding_mode=None)``; in place ``x.div_(other, *, rounding_mode=None)``; also called ``divide`` and ``true_divide``.

    >>> import flambeau as torch
    >>> torch.div(torch.tensor([7., -7.]), 2)
    tensor([ 3.5000, -3.5000])
    >>> torch.div(torch.tensor([7, -7]), 2, rounding_mode="floor")
    tensor([ 3, -4])
    """

def divide_(input: Tensor | _Number, other: Tensor | _Number, *, rounding_mode: _str | None = None) -> Tensor:
    """In-place form of `div`."""

def dot(input: Tensor, tensor: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Product of two vectors, ``sum over i of self[i] * tensor[i]``.

    Shape: ``(n,)`` by ``(n,)`` gives a 0-d tensor.
    Dtype: any, the same for both; the result has it.
    Raises: RuntimeError for other shapes and for two different dtypes.
    Gradient: to ``self`` ``g * conj(tensor)``; to ``tensor`` ``g * conj(self)``.
    Tangent: multilinear.
    Forms: ``dot(input, tensor, *, out=None)``; ``x.dot(tensor)``.

    >>> import flambeau as torch
    >>> torch.dot(torch.tensor([1., 2.]), torch.tensor([3., 4.]))
    tensor(11.)
    """

def dsplit(input: Tensor, indices_or_sections: Any) -> tuple[Tensor, ...]:
    """`tensor_split` along ``dim`` 2, into equal parts where their number is given.

    Shape: that of ``self`` with the part's size there.
    Dtype: any; the parts have it and share the memory.
    Raises: RuntimeError for fewer than three dimensions, and for a number of parts that does not divide the size.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``dsplit(input, indices_or_sections)``; ``x.dsplit(indices_or_sections)``.

    >>> import flambeau as torch
    >>> torch.dsplit(torch.arange(4).view(1, 2, 2), 2)[0].shape
    torch.Size([1, 2, 1])
    """

def dstack(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """Tensors joined in depth: `cat` along ``dim`` 2, with at least three dimensions.

    Shape: ``(m, n, p)`` and ``(m, n, q)`` give ``(m, n, p + q)``.
    Dtype: any; the result has the common dtype (`result_type`).
    Raises: RuntimeError for no tensors, and for sizes that differ elsewhere.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``dstack(tensors, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.dstack([torch.tensor([1]), torch.tensor([2])])
    tensor([[[1, 2]]])
    """

def einsum(*args: Any) -> Tensor:
    """Sums of products over named dimensions: ``einsum("ij,jk->ik", a, b)`` is ``a @ b``.

    Letters name dimensions, "..." the remaining ones (broadcast), a letter repeated in one operand takes its diagonal,
    a letter missing after "->" is summed; without "->" the letters that occur once remain, in alphabetical order.

    Shape: the sizes of the letters after "->".
    Dtype: any, the same for all operands; the result has it.
    Raises: RuntimeError for an equation that does not fit the operands, sizes of one letter that differ
        (in one operand, too), and two different dtypes.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``einsum(*args)``.

    >>> import flambeau as torch
    >>> torch.einsum("ij,j->i", torch.tensor([[1., 2.]]), torch.tensor([3., 4.]))
    tensor([11.])
    """

def empty(*size: _int | Sequence[_int], dtype: _dtype | None = None, layout: _layout | None = None, device: _Device | None = None, requires_grad: _bool = False, pin_memory: _bool = False, memory_format: Any = None, out: Tensor | None = None) -> Tensor:
    """Memory of shape ``size`` as it comes: its values are arbitrary until they are written. ``memory_format`` orders
    it, row by row by default.

    Shape: ``size``.
    Dtype: ``dtype``; without it the default dtype.
    Raises: RuntimeError for a ``memory_format`` that needs another number of dimensions; RuntimeError for ``requires_grad`` with a bool or integer dtype.
    Forms: ``empty(*size, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False, memory_format=None, out=None)``.

    >>> import flambeau as torch
    >>> torch.empty(2, 3).shape
    torch.Size([2, 3])
    """

def empty_like(input: Tensor, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _Device | None = None, requires_grad: _bool = False, memory_format: Any = None, pin_memory: _bool = False, out: Tensor | None = None) -> Tensor:
    """Memory in the form of ``input`` as it comes: its values are arbitrary until they are written.

    Shape: that of ``input``.
    Dtype: ``dtype``; without it that of ``input``.
    Raises: RuntimeError for ``requires_grad`` with a bool or integer dtype.
    Derivative: none.
    Forms: ``empty_like(input, *, dtype=None, layout=None, device=None, requires_grad=False, memory_format=None, pin_memory=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.empty_like(torch.tensor([1, 2])).shape
    torch.Size([2])
    """

def empty_permuted(size: _Size, physical_layout: _Size, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _Device | None = None, requires_grad: _bool = False, pin_memory: _bool = False, out: Tensor | None = None) -> Tensor:
    """A tensor whose elements are not set, dense in memory in the order of dimensions that ``physical_layout`` says,
    outermost first: ``out[i]`` is whatever was there.

    Shape: ``size``.
    Dtype: ``dtype``; without it the default dtype.
    Raises: RuntimeError unless ``physical_layout`` names each dimension once, and for a negative size; RuntimeError for ``requires_grad`` with a bool or integer dtype.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``empty_permuted(size, physical_layout, *, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.empty_permuted((2, 3, 5), (0, 2, 1)).stride()
    (15, 1, 3)
    """

def empty_strided(size: _Size, stride: _Size, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _Device | None = None, requires_grad: _bool = False, pin_memory: _bool = False, out: Tensor | None = None) -> Tensor:
    """Memory of shape ``size`` and strides ``stride`` (in elements) as it comes: its values are arbitrary until they
    are written.

    Shape: ``size``.
    Dtype: ``dtype``; without it the default dtype.
    Raises: RuntimeError for a negative size or stride, and unless there are as many strides as sizes; RuntimeError for ``requires_grad`` with a bool or integer dtype.
    Forms: ``empty_strided(size, stride, *, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.empty_strided((2, 3), (1, 2)).stride()
    (1, 2)
    """

def eq(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """``out[i] = self[i] == other[i]``; nan equals nothing.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result is bool.
    Raises: RuntimeError for shapes that do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Derivative: none.
    Forms: ``eq(input, other, *, out=None)``; ``x.eq(other)``; in place ``x.eq_(other)``.

    >>> import flambeau as torch
    >>> torch.eq(torch.tensor([1, 2]), torch.tensor([1, 3]))
    tensor([ True, False])
    """

def eq_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """In-place form of `eq`."""

def equal(input: Tensor, other: Tensor) -> _bool:
    """Whether two tensors have the same shape and ``self[i] == other[i]`` for every element.

    Shape: any; the result is a Python bool.
    Dtype: any; different dtypes are compared in their common one.
    Raises: TypeError for what is not a tensor.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``equal(input, other)``; ``x.equal(other)``.

    >>> import flambeau as torch
    >>> torch.equal(torch.tensor([1, 2]), torch.tensor([1, 2]))
    True
    """

def erf(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Error function, ``2 / sqrt(pi) * integral of exp(-t**2) from 0 to self[i]``.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors; in place, RuntimeError where the result does not fit into ``self``.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 7.1.1.
    Gradient: to ``self`` ``g * (2 / math.sqrt(math.pi) * (-self * self).exp())``.
    Tangent: ``d_self * (2 / math.sqrt(math.pi) * (-self * self).exp())``.
    Forms: ``erf(input, *, out=None)``; ``x.erf()``; in place ``x.erf_()``.

    >>> import flambeau as torch
    >>> torch.erf(torch.tensor([0., 1.]))
    tensor([0.0000, 0.8427])
    """

def erf_(input: Tensor) -> Tensor:
    """In-place form of `erf`."""

def erfc(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Complementary error function, ``1 - erf(self[i])``, accurate where that is small.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors; in place, RuntimeError where the result does not fit into ``self``.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 7.1.2.
    Gradient: to ``self`` ``g * (-2 / math.sqrt(math.pi) * (-self * self).exp())``.
    Tangent: ``d_self * (-2 / math.sqrt(math.pi) * (-self * self).exp())``.
    Forms: ``erfc(input, *, out=None)``; ``x.erfc()``; in place ``x.erfc_()``.

    >>> import flambeau as torch
    >>> torch.erfc(torch.tensor([0., 1.]))
    tensor([1.0000, 0.1573])
    """

def erfc_(input: Tensor) -> Tensor:
    """In-place form of `erfc`."""

def erfinv(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Inverse of the error function: ``y`` with ``erf(y) = self[i]``; infinite at -1 and 1, nan outside.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors; in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * (math.sqrt(math.pi) / 2 * (result * result).exp())``.
    Tangent: ``d_self * (math.sqrt(math.pi) / 2 * (result * result).exp())``.
    Forms: ``erfinv(input, *, out=None)``; ``x.erfinv()``; in place ``x.erfinv_()``.

    >>> import flambeau as torch
    >>> torch.erfinv(torch.tensor([0., .5]))
    tensor([0.0000, 0.4769])
    """

def erfinv_(input: Tensor) -> Tensor:
    """In-place form of `erfinv`."""

def exp(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Exponential, ``e ** self[i]``.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * conj(result)``.
    Tangent: ``d_self * result``.
    Forms: ``exp(input, *, out=None)``; ``x.exp()``; in place ``x.exp_()``.

    >>> import flambeau as torch
    >>> torch.exp(torch.tensor([0., 1.]))
    tensor([1.0000, 2.7183])
    """

def exp2(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Power of two, ``2 ** self[i]``.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * conj(result * _LN2)``.
    Tangent: ``d_self * (result * _LN2)``.
    Forms: ``exp2(input, *, out=None)``; ``x.exp2()``; in place ``x.exp2_()``.

    >>> import flambeau as torch
    >>> torch.exp2(torch.tensor([0., 3.]))
    tensor([1., 8.])
    """

def exp2_(input: Tensor) -> Tensor:
    """In-place form of `exp2`."""

def exp_(input: Tensor) -> Tensor:
    """In-place form of `exp`."""

def expand_copy(input: Tensor, size: _Size, *, implicit: _bool = False, out: Tensor | None = None) -> Tensor:
    """A copy of ``self.expand(size)``; ``implicit`` changes nothing.

    Shape: ``size``, where -1 keeps a size.
    Dtype: any; the result has it.
    Raises: RuntimeError for sizes that ``self`` does not expand to.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``expand_copy(input, size, *, implicit=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.expand_copy(torch.tensor([7]), (3,))
    tensor([7, 7, 7])
    """

def expm1(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``exp(self[i]) - 1``, accurate near 0.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * conj(result + 1)``.
    Tangent: ``d_self * (result + 1)``.
    Forms: ``expm1(input, *, out=None)``; ``x.expm1()``; in place ``x.expm1_()``.

    >>> import flambeau as torch
    >>> torch.expm1(torch.tensor([0., 1e-5]))
    tensor([0.0000e+00, 1.0000e-05])
    """

def expm1_(input: Tensor) -> Tensor:
    """In-place form of `expm1`."""

def eye(n: _int, m: _int | None = None, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _Device | None = None, requires_grad: _bool = False, pin_memory: _bool = False, out: Tensor | None = None) -> Tensor:
    """The matrix with ones on the diagonal, ``out[i, j] = (i == j)``.

    Shape: ``(n, m)``, by default ``(n, n)``.
    Dtype: ``dtype``; without it the default dtype.
    Raises: RuntimeError for negative sizes; RuntimeError for ``requires_grad`` with a bool or integer dtype.
    Forms: ``eye(n, m=None, *, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.eye(2)
    tensor([[1., 0.],
            [0., 1.]])
    """

def fill(input: Tensor, value: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """Every element the same, ``out[i] = value``, a number or a 0-d tensor, cast to the dtype of ``self``.

    Shape: that of ``self``.
    Dtype: any; the result has it.
    Raises: RuntimeError for a tensor with dimensions and for a number that the dtype cannot hold; RuntimeError for shapes that do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g.new_zeros(g.shape)``; to ``value`` ``g.sum()``.
    Tangent: ``d_value.expand(result.shape) if isinstance(value, Tensor) else result.new_zeros(result.shape)``.
    Forms: ``fill(input, value, *, out=None)``; ``x.fill(value)``; in place ``x.fill_(value)``.

    >>> import flambeau as torch
    >>> torch.zeros(2).fill_(3)
    tensor([3., 3.])
    """

def fill_(input: Tensor, value: Tensor | _Number) -> Tensor:
    """In-place form of `fill`."""

def fix(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The integer part, ``sign(self[i]) * floor(|self[i]|)``: rounding towards zero.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``.
    Raises: NotImplementedError for bool and complex tensors; in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g.new_zeros(g.shape)``.
    Tangent: ``result.new_zeros(result.shape)``.
    Forms: ``trunc(input, *, out=None)``; ``x.trunc()``; in place ``x.trunc_()``; also called ``fix``.

    >>> import flambeau as torch
    >>> torch.trunc(torch.tensor([1.7, -1.7]))
    tensor([ 1., -1.])
    """

def fix_(input: Tensor) -> Tensor:
    """In-place form of `trunc`."""

def flatten(input: Tensor, start_dim: _int = 0, end_dim: _int = -1, *, out: Tensor | None = None) -> Tensor:
    """The dimensions from ``start_dim`` to ``end_dim`` (included) as one; a view where the memory allows it.

    Shape: that of ``self`` with those sizes multiplied; a 0-d tensor gives ``(1,)``.
    Dtype: any; the result has it.
    Raises: IndexError for a dimension out of range; RuntimeError if ``start_dim`` comes after ``end_dim``.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``flatten(input, start_dim=0, end_dim=-1, *, out=None)``; ``x.flatten(start_dim=0, end_dim=-1)``.

    >>> import flambeau as torch
    >>> torch.flatten(torch.zeros(2, 3, 5), 1).shape
    torch.Size([2, 15])
    """

def flip(input: Tensor, *dims: _int | Sequence[_int], out: Tensor | None = None) -> Tensor:
    """A copy with the order along each of ``dims`` reversed: ``out[i] = self[n - 1 - i]``.

    Shape: that of ``self``.
    Dtype: any; the result has it.
    Raises: IndexError for a dimension out of range; RuntimeError for one that is named twice.
    Gradient: to ``self`` ``g.flip(dims)``.
    Tangent: linear.
    Forms: ``flip(input, *dims, out=None)``; ``x.flip(*dims)``.

    >>> import flambeau as torch
    >>> torch.flip(torch.tensor([1, 2, 3]), (0,))
    tensor([3, 2, 1])
    """

def fliplr(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """`flip` along ``dim`` 1: ``out[i][j] = self[i][n - 1 - j]``.

    Shape: that of ``self``.
    Dtype: any; the result has it.
    Raises: RuntimeError for fewer than two dimensions.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``fliplr(input, *, out=None)``; ``x.fliplr()``.

    >>> import flambeau as torch
    >>> torch.fliplr(torch.tensor([[1, 2]]))
    tensor([[2, 1]])
    """

def flipud(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """`flip` along ``dim`` 0: ``out[i] = self[n - 1 - i]``.

    Shape: that of ``self``.
    Dtype: any; the result has it.
    Raises: RuntimeError for a 0-d tensor.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``flipud(input, *, out=None)``; ``x.flipud()``.

    >>> import flambeau as torch
    >>> torch.flipud(torch.tensor([1, 2]))
    tensor([2, 1])
    """

def float_power(input: Tensor | _Number, exponent: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """Power, ``out[i] = self[i] ** exponent[i]``, computed in double precision.

    Shape: that of ``self`` and ``exponent``, broadcast together.
    Dtype: any; the result is float64, or complex128 for complex operands.
    Raises: RuntimeError for shapes that do not broadcast.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``float_power(input, exponent, *, out=None)``; ``x.float_power(exponent)``.

    >>> import flambeau as torch
    >>> torch.float_power(torch.tensor([1, 2]), 3)
    tensor([1., 8.], dtype=torch.float64)
    """

def floor(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The largest integer not above each value: ``n`` with ``n <= self[i] < n + 1``, in the same dtype.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``.
    Raises: NotImplementedError for bool and complex tensors; in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g.new_zeros(g.shape)``.
    Tangent: ``result.new_zeros(result.shape)``.
    Forms: ``floor(input, *, out=None)``; ``x.floor()``; in place ``x.floor_()``.

    >>> import flambeau as torch
    >>> torch.floor(torch.tensor([1.7, -1.2]))
    tensor([ 1., -2.])
    """

def floor_(input: Tensor) -> Tensor:
    """In-place form of `floor`."""

def floor_divide(input: Tensor | _Number, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """Floored quotient, ``out[i] = floor(self[i] / other[i])``.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`).
    Raises: RuntimeError for integers divided by zero, and for shapes that do not broadcast; NotImplementedError where the common dtype is bool or complex; in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g.new_zeros(g.shape)``; to ``other`` ``g.new_zeros(g.shape)``.
    Tangent: ``result.new_zeros(result.shape)``.
    Forms: ``floor_divide(input, other, *, out=None)``; ``x.floor_divide(other)``; in place ``x.floor_divide_(other)``.

    >>> import flambeau as torch
    >>> torch.tensor([7, -7]) // 2
    tensor([ 3, -4])
    """

def floor_divide_(input: Tensor | _Number, other: Tensor | _Number) -> Tensor:
    """In-place form of `floor_divide`."""

def fmax(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The larger of two values, ignoring nan where the other is a number; ties give the gradient to ``self``.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`).
    Raises: NotImplementedError where the common dtype is complex; RuntimeError for shapes that do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * ((self >= other) | other.isnan())``; to ``other`` ``g * ~((self >= other) | other.isnan())``.
    Tangent: ``where((self >= other) | other.isnan(), d_self, d_other)``.
    Forms: ``fmax(input, other, *, out=None)``; ``x.fmax(other)``; in place ``x.fmax_(other)``.

    >>> import flambeau as torch
    >>> torch.fmax(torch.tensor([1., float("nan")]), torch.tensor([3., 2.]))
    tensor([3., 2.])
    """

def fmax_(input: Tensor, other: Tensor) -> Tensor:
    """In-place form of `fmax`."""

def fmin(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The smaller of two values, ignoring nan where the other is a number; ties give the gradient to ``self``.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`).
    Raises: NotImplementedError where the common dtype is complex; RuntimeError for shapes that do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * ((self <= other) | other.isnan())``; to ``other`` ``g * ~((self <= other) | other.isnan())``.
    Tangent: ``where((self <= other) | other.isnan(), d_self, d_other)``.
    Forms: ``fmin(input, other, *, out=None)``; ``x.fmin(other)``; in place ``x.fmin_(other)``.

    >>> import flambeau as torch
    >>> torch.fmin(torch.tensor([1., float("nan")]), torch.tensor([3., 2.]))
    tensor([1., 2.])
    """

def fmin_(input: Tensor, other: Tensor) -> Tensor:
    """In-place form of `fmin`."""

def fmod(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """Remainder with the dividend's sign, ``out[i] = self[i] - trunc(self[i] / other[i]) * other[i]``.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`).
    Raises: RuntimeError for integers divided by zero, and for shapes that do not broadcast; NotImplementedError where the common dtype is bool or complex; in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g``; to ``other`` ``-g * div_trunc(self, other)``.
    Tangent: ``d_self - d_other * div_trunc(self, other)``.
    Forms: ``fmod(input, other, *, out=None)``; ``x.fmod(other)``; in place ``x.fmod_(other)``.

    >>> import flambeau as torch
    >>> torch.fmod(torch.tensor([7, -7]), 3)
    tensor([ 1, -1])
    """

def fmod_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """In-place form of `fmod`."""

def frac(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Fractional part with the value's sign, ``out[i] = self[i] - trunc(self[i])``.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``.
    Raises: NotImplementedError for bool, integer and complex tensors; in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g``.
    Tangent: ``d_self.clone()``.
    Forms: ``frac(input, *, out=None)``; ``x.frac()``; in place ``x.frac_()``.

    >>> import flambeau as torch
    >>> torch.frac(torch.tensor([1.25, -1.25]))
    tensor([ 0.2500, -0.2500])
    """

def frac_(input: Tensor) -> Tensor:
    """In-place form of `frac`."""

def frexp(input: Tensor, *, out: tuple[Tensor, Tensor] | None = None) -> _return_frexp:
    """A number from [0.5, 1) with the sign of ``self``, and a power of two: ``self = mantissa * 2 ** exponent``; of 0,
    infinity and nan the number itself and 0.

    Shape: both that of ``self``.
    Dtype: floating; the mantissa has it, the exponent is int32.
    Raises: RuntimeError for bool, integer and complex tensors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``frexp(input, *, out=None)``; ``x.frexp()``.

    >>> import flambeau as torch
    >>> torch.frexp(torch.tensor([3., -8.]))
    torch.return_types.frexp(
    mantissa=tensor([ 0.7500, -0.5000]),
    exponent=tensor([2, 4], dtype=torch.int32))
    """

def full(size: _Size, fill_value: _Number, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _Device | None = None, requires_grad: _bool = False, pin_memory: _bool = False, out: Tensor | None = None) -> Tensor:
    """Every element the same: ``out[i] = fill_value``.

    Shape: ``size``.
    Dtype: ``dtype``; without it bool for a bool, int64 for an int, the default dtype for a float, its complex dtype for
        a complex number.
    Raises: RuntimeError for a negative size and a value that the dtype cannot hold; RuntimeError for ``requires_grad`` with a bool or integer dtype.
    Forms: ``full(size, fill_value, *, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.full((2,), 7)
    tensor([7, 7])
    """

def full_like(input: Tensor, fill_value: _Number, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _Device | None = None, requires_grad: _bool = False, pin_memory: _bool = False, memory_format: Any = None, out: Tensor | None = None) -> Tensor:
    """Every element the same, in the form of another tensor: ``out[i] = fill_value``, cast to the dtype.

    Shape: that of ``input``.
    Dtype: ``dtype``; without it that of ``input``.
    Raises: RuntimeError for a value that the dtype cannot hold; RuntimeError for ``requires_grad`` with a bool or integer dtype.
    Derivative: none.
    Forms: ``full_like(input, fill_value, *, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False, memory_format=None, out=None)``.

    >>> import flambeau as torch
    >>> torch.full_like(torch.tensor([1., 2.]), 7)
    tensor([7., 7.])
    """

def gather(input: Tensor, dim: _int, index: Tensor, *, sparse_grad: _bool = False, out: Tensor | None = None) -> Tensor:
    """``out[i][j] = self[index[i][j]][j]`` for dim 0, ``self[i][index[i][j]]`` for dim 1, and so on.

    Shape: that of ``index``, which has as many dimensions as ``self`` and is no larger along the others than ``dim``.
    Dtype: any; the result has it. ``index`` is int32 or int64.
    Raises: RuntimeError for an index out of range, of another dtype or of another shape; IndexError for ``dim`` out of range.
    Gradient: to ``self`` ``g.new_zeros(self_shape).scatter_add(dim, index, g)``; to ``index`` none.
    Tangent: ``d_self.gather(dim, index)``.
    Forms: ``gather(input, dim, index, *, sparse_grad=False, out=None)``; ``x.gather(dim, index, *, sparse_grad=False)``.

    >>> import flambeau as torch
    >>> torch.gather(torch.tensor([[1, 2], [3, 4]]), 1, torch.tensor([[1], [0]]))
    tensor([[2],
            [3]])
    """

def gcd(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Greatest common divisor, the largest ``d`` that divides ``self[i]`` and ``other[i]``; never negative, and 0 of
    two zeros.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`).
    Raises: NotImplementedError where the common dtype is bool, floating or complex; RuntimeError for shapes that do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Derivative: none.
    Forms: ``gcd(input, other, *, out=None)``; ``x.gcd(other)``; in place ``x.gcd_(other)``.

    >>> import flambeau as torch
    >>> torch.gcd(torch.tensor([12]), torch.tensor([18]))
    tensor([6])
    """

def gcd_(input: Tensor, other: Tensor) -> Tensor:
    """In-place form of `gcd`."""

def ge(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """``out[i] = self[i] >= other[i]``; false where either is nan.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result is bool.
    Raises: NotImplementedError where the common dtype is complex; RuntimeError for shapes that do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Derivative: none.
    Forms: ``ge(input, other, *, out=None)``; ``x.ge(other)``; in place ``x.ge_(other)``; also called ``greater_equal``.

    >>> import flambeau as torch
    >>> torch.ge(torch.tensor([1, 2]), 2)
    tensor([False,  True])
    """

def ge_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """In-place form of `ge`."""

def geqrf(input: Tensor, *, out: tuple[Tensor, Tensor] | None = None) -> _return_geqrf:
    """The QR factors as LAPACK gives them: ``R`` above the diagonal of ``a``, and below it the vectors of reflections
    ``H[i] = I - tau[i] v[i] v[i]ᴴ``, whose product is ``Q`` (`linalg.householder_product`).

    Shape: ``(..., m, n)``; ``a`` has it, ``tau`` is ``(..., min(m, n))``.
    Dtype: float32, float64 or complex; the results have it.
    Raises: RuntimeError for bool, integer and 16-bit floating tensors, and for derivatives.
    Derivative: none.
    Forms: ``geqrf(input, *, out=None)``; ``x.geqrf()``.

    >>> import flambeau as torch
    >>> torch.geqrf(torch.tensor([[0.], [2.]])).a.abs()
    tensor([[2.],
            [1.]])
    """

def ger(input: Tensor, vec2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Outer product, ``out[i][j] = self[i] * vec2[j]``.

    Shape: ``(m,)`` and ``(n,)`` give ``(m, n)``.
    Dtype: any; the result has the common dtype (`result_type`).
    Raises: RuntimeError for tensors that are not 1-D.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``outer(input, vec2, *, out=None)``; ``x.outer(vec2)``; also called ``ger``.

    >>> import flambeau as torch
    >>> torch.outer(torch.tensor([1., 2.]), torch.tensor([3., 4.]))
    tensor([[3., 4.],
            [6., 8.]])
    """

def gradient(input: Tensor, *, spacing: Any = None, dim: _Size | None = None, edge_order: _int = 1) -> tuple[Tensor, ...]:
    """The derivatives of a sampled function along each of ``dim``, by default all:
    ``out[i] = (f[i + 1] - f[i - 1]) / (2 * spacing)``, and differences to one side at both ends.

    ``spacing`` (1) is the distance between samples; or a number for each dimension; or for each dimension a vector of
    positions, between which the derivative is that of the parabola through three neighbours. ``edge_order`` 2 takes
    the parabola at the ends too, where 1 takes the line through two samples.

    Shape: one tensor for each dimension, with that of ``input``.
    Dtype: integer, floating or complex; integers become the default dtype.
    Raises: RuntimeError for bool and uint8 tensors, fewer than ``edge_order + 1`` samples, another number of spacings
        than dimensions, positions that are no vector, a dimension given twice, and another ``edge_order``; IndexError
        for ``dim`` out of range.
    Source: Fornberg 1988, Generation of finite difference formulas on arbitrarily spaced grids.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``gradient(input, *, spacing=None, dim=None, edge_order=1)``.

    >>> import flambeau as torch
    >>> torch.gradient(torch.tensor([0., 1., 4., 9.]))
    (tensor([1., 2., 4., 5.]),)
    >>> torch.gradient(torch.tensor([0., 1., 9.]), spacing=(torch.tensor([0., 1., 3.]),), edge_order=2)
    (tensor([0., 2., 6.]),)
    """

def greater(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """``out[i] = self[i] > other[i]``; false where either is nan.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result is bool.
    Raises: NotImplementedError where the common dtype is complex; RuntimeError for shapes that do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Derivative: none.
    Forms: ``gt(input, other, *, out=None)``; ``x.gt(other)``; in place ``x.gt_(other)``; also called ``greater``.

    >>> import flambeau as torch
    >>> torch.gt(torch.tensor([1, 2]), 1)
    tensor([False,  True])
    """

def greater_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """In-place form of `gt`."""

def greater_equal(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """``out[i] = self[i] >= other[i]``; false where either is nan.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result is bool.
    Raises: NotImplementedError where the common dtype is complex; RuntimeError for shapes that do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Derivative: none.
    Forms: ``ge(input, other, *, out=None)``; ``x.ge(other)``; in place ``x.ge_(other)``; also called ``greater_equal``.

    >>> import flambeau as torch
    >>> torch.ge(torch.tensor([1, 2]), 2)
    tensor([False,  True])
    """

def greater_equal_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """In-place form of `ge`."""

def grid_sampler(input: Tensor, grid: Tensor, interpolation_mode: _int, padding_mode: _int, align_corners: _bool, *, out: Tensor | None = None) -> Tensor:
    """`grid_sample`, ``out[n, c, y, x] = input[n, c]`` at ``grid[n, y, x]``, with its words as numbers: 0 is bilinear,
    1 nearest, 2 bicubic; outside 0 zeros, 1 the border, 2 the reflection.

    Shape: as `grid_sample`.
    Dtype: floating, the same for both; the result has it.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError for other numbers, and as
        `grid_sample`.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``grid_sampler(input, grid, interpolation_mode, padding_mode, align_corners, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.grid_sampler(torch.ones(1, 1, 2, 2), torch.zeros(1, 1, 1, 2), 0, 0, False)
    tensor([[[[1.]]]])
    """

def grid_sampler_2d(input: Tensor, grid: Tensor, interpolation_mode: _int, padding_mode: _int, align_corners: _bool, *, out: Tensor | None = None) -> Tensor:
    """`grid_sampler` of images, ``out[n, c, y, x] = input[n, c]`` at ``grid[n, y, x]``.

    Shape: ``(N, C, H, W)`` with ``(N, Ho, Wo, 2)`` gives ``(N, C, Ho, Wo)``.
    Dtype: floating, the same for both; the result has it.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError for other shapes and numbers.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``grid_sampler_2d(input, grid, interpolation_mode, padding_mode, align_corners, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.grid_sampler_2d(torch.ones(1, 1, 2, 2), torch.zeros(1, 1, 1, 2), 0, 0, False)
    tensor([[[[1.]]]])
    """

def grid_sampler_3d(input: Tensor, grid: Tensor, interpolation_mode: _int, padding_mode: _int, align_corners: _bool, *, out: Tensor | None = None) -> Tensor:
    """`grid_sampler` of volumes, ``out[n, c, z, y, x] = input[n, c]`` at ``grid[n, z, y, x]``.

    Shape: ``(N, C, D, H, W)`` with ``(N, Do, Ho, Wo, 3)`` gives ``(N, C, Do, Ho, Wo)``.
    Dtype: floating, the same for both; the result has it.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError for other shapes and numbers, and
        for 2, bicubic.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``grid_sampler_3d(input, grid, interpolation_mode, padding_mode, align_corners, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.grid_sampler_3d(torch.ones(1, 1, 2, 2, 2), torch.zeros(1, 1, 1, 1, 3), 0, 0, False)
    tensor([[[[[1.]]]]])
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

def gt(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """``out[i] = self[i] > other[i]``; false where either is nan.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result is bool.
    Raises: NotImplementedError where the common dtype is complex; RuntimeError for shapes that do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Derivative: none.
    Forms: ``gt(input, other, *, out=None)``; ``x.gt(other)``; in place ``x.gt_(other)``; also called ``greater``.

    >>> import flambeau as torch
    >>> torch.gt(torch.tensor([1, 2]), 1)
    tensor([False,  True])
    """

def gt_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """In-place form of `gt`."""

def hamming_window(window_length: _int, periodic: _bool = True, alpha: _float = 0.54, beta: _float = 0.46, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _Device | None = None, requires_grad: _bool = False, pin_memory: _bool = False, out: Tensor | None = None) -> Tensor:
    """Hamming's window, ``alpha - beta * cos(2 pi k / N)``.

    ``k`` counts from 0 and ``N`` is ``window_length`` or, if not ``periodic``, ``window_length - 1``: a symmetric
    window then.

    Shape: ``(window_length,)``.
    Dtype: ``dtype``, a floating one; without it the default dtype.
    Raises: RuntimeError for a negative length and for dtypes that are not floating; RuntimeError for ``requires_grad`` with a bool or integer dtype.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``hamming_window(window_length, periodic=True, alpha=0.54, beta=0.46, *, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.hamming_window(4)
    tensor([0.0800, 0.5400, 1.0000, 0.5400])
    """

def hann_window(window_length: _int, periodic: _bool = True, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _Device | None = None, requires_grad: _bool = False, pin_memory: _bool = False, out: Tensor | None = None) -> Tensor:
    """Hann's window, ``(1 - cos(2 pi k / N)) / 2``.

    ``k`` counts from 0 and ``N`` is ``window_length`` or, if not ``periodic``, ``window_length - 1``: a symmetric
    window then.

    Shape: ``(window_length,)``.
    Dtype: ``dtype``, a floating one; without it the default dtype.
    Raises: RuntimeError for a negative length and for dtypes that are not floating; RuntimeError for ``requires_grad`` with a bool or integer dtype.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``hann_window(window_length, periodic=True, *, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.hann_window(4)
    tensor([0.0000, 0.5000, 1.0000, 0.5000])
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

def heaviside(input: Tensor, values: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Step function: 0 where ``self[i] < 0``, ``values[i]`` where it is 0, 1 above.

    Shape: that of ``self`` and ``values``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`).
    Raises: RuntimeError for two different dtypes and for shapes that do not broadcast; NotImplementedError where the common dtype is complex; in place, RuntimeError where the result does not fit into ``self``.
    Derivative: none.
    Forms: ``heaviside(input, values, *, out=None)``; ``x.heaviside(values)``; in place ``x.heaviside_(values)``.

    >>> import flambeau as torch
    >>> torch.heaviside(torch.tensor([-1., 0., 1.]), torch.tensor([.5]))
    tensor([0.0000, 0.5000, 1.0000])
    """

def heaviside_(input: Tensor, values: Tensor) -> Tensor:
    """In-place form of `heaviside`."""

def histc(input: Tensor, bins: _int = 100, min: _float = 0, max: _float = 0, *, out: Tensor | None = None) -> Tensor:
    """How many elements fall into each of ``bins`` bins of one width between ``min`` and ``max``:
    ``out[k] = number of x with floor((x - min) * bins / (max - min)) == k``; those at ``max`` are in the last.

    Where ``min`` is ``max``, the bins go from the least to the largest element, and if these are equal too, from one
    below to one above. Elements outside, and NaN, are not counted.

    Shape: ``(bins,)``.
    Dtype: floating; the result has it. Nothing is differentiable.
    Raises: RuntimeError unless ``bins`` is positive, for ``min`` above ``max`` and a range that is not finite;
        NotImplementedError for bool, integer and complex tensors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``histc(input, bins=100, min=0, max=0, *, out=None)``; ``x.histc(bins=100, min=0, max=0)``.

    >>> import flambeau as torch
    >>> torch.histc(torch.tensor([1., 2., 1.]), bins=4, min=0, max=3)
    tensor([0., 2., 1., 0.])
    """

def histogram(input: Tensor, bins: Tensor | _int = 100, *, range: Any = None, weight: Tensor | None = None, density: _bool = False, out: tuple[Tensor, Tensor] | None = None) -> _return_histogram:
    """How many elements, or the sum of whose weights, fall between two neighbours of ``bin_edges``:
    ``hist[k] = sum of weight where bin_edges[k] <= x < bin_edges[k + 1]``; the last bin has its right edge too.

    ``bins`` are ascending edges, or a number of bins of one width in ``range``, by default from the least to the
    largest element. With ``density`` the sums are divided by their total and by the widths: the integral is 1.
    Elements outside, and NaN, are not counted.

    Shape: ``(bins,)`` and ``(bins + 1,)``.
    Dtype: float32 or float64, with edges 16-bit ones too, the same for edges and ``weight``; the results have it.
        Nothing is differentiable.
    Raises: RuntimeError unless ``bins`` is positive, for edges of another dtype or no vector, a ``range`` that is not
        finite, descends or has not two ends, and a ``weight`` of another dtype or shape; TypeError for edges together
        with ``range``; NotImplementedError for bool, integer and
        complex tensors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``histogram(input, bins=100, *, range=None, weight=None, density=False, out=None)``; ``x.histogram(bins=100, *, range=None, weight=None, density=False)``.

    >>> import flambeau as torch
    >>> torch.histogram(torch.tensor([1., 2., 1.]), bins=4, range=(0., 3.), weight=torch.tensor([1., 2., 4.]))
    torch.return_types.histogram(
    hist=tensor([0., 5., 2., 0.]),
    bin_edges=tensor([0.0000, 0.7500, 1.5000, 2.2500, 3.0000]))
    """

def histogramdd(input: Tensor, bins: Any, range: Any = None, weight: Tensor | None = None, density: _bool = False) -> _return_histogramdd:
    """The histogram of points in several dimensions; ``input`` has their coordinates along its last dimension.

    A point counts in the bin ``hist[i][j]...`` between whose edges, ``bin_edges[0][i]`` and ``bin_edges[0][i + 1]``
    and so on, its coordinates lie, as in `histogram`. ``bins`` are edges or numbers of bins, one for each coordinate,
    or one number for all; ``range`` are the ends of all, ``(low, high, low, high, ...)``.

    Shape: ``(..., D)`` gives a tensor with D dimensions and D vectors of edges.
    Dtype: float32 or float64, with edges 16-bit ones too, the same for edges and ``weight``; the results have it.
        Nothing is differentiable.
    Raises: RuntimeError for fewer than two dimensions, another number of bins or ends than coordinates, and as
        `histogram`; NotImplementedError for bool, integer and
        complex tensors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``histogramdd(input, bins, range=None, weight=None, density=False)``.

    >>> import flambeau as torch
    >>> torch.histogramdd(torch.tensor([[0., 1.], [1., 0.], [2., 2.]]), bins=[3, 2]).hist
    tensor([[0., 1.],
            [1., 0.],
            [0., 1.]])
    """

def hsplit(input: Tensor, indices_or_sections: Any) -> tuple[Tensor, ...]:
    """`tensor_split` along ``dim`` 1 (0 of a vector), into equal parts where their number is given.

    Shape: that of ``self`` with the part's size there.
    Dtype: any; the parts have it and share the memory.
    Raises: RuntimeError for a 0-d tensor, and for a number of parts that does not divide the size.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``hsplit(input, indices_or_sections)``; ``x.hsplit(indices_or_sections)``.

    >>> import flambeau as torch
    >>> torch.hsplit(torch.arange(4), 2)
    (tensor([0, 1]), tensor([2, 3]))
    """

def hstack(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """Tensors joined side by side: `cat` along ``dim`` 1, or 0 for vectors.

    Shape: that of the tensors, with their sizes there added up.
    Dtype: any; the result has the common dtype (`result_type`).
    Raises: RuntimeError for no tensors, and for sizes or numbers of dimensions that differ.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``hstack(tensors, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.hstack([torch.tensor([1]), torch.tensor([2])])
    tensor([1, 2])
    """

def hypot(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Length of the hypotenuse, ``sqrt(self[i]**2 + other[i]**2)``, without overflow on the way.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`).
    Raises: NotImplementedError where the common dtype is bool, integer or complex; RuntimeError for shapes that do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * (self / result)``; to ``other`` ``g * (other / result)``.
    Tangent: ``(d_self * self + d_other * other) / result``.
    Forms: ``hypot(input, other, *, out=None)``; ``x.hypot(other)``; in place ``x.hypot_(other)``.

    >>> import flambeau as torch
    >>> torch.hypot(torch.tensor([3.]), torch.tensor([4.]))
    tensor([5.])
    """

def hypot_(input: Tensor, other: Tensor) -> Tensor:
    """In-place form of `hypot`."""

def i0(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Modified Bessel function of the first kind and order 0, ``sum over k of (x**2 / 4)**k / k!**2``.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors; in place, RuntimeError where the result does not fit into ``self``.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 9.6.12.
    Gradient: to ``self`` ``g * i1(self)``.
    Tangent: ``d_self * i1(self)``.
    Forms: ``i0(input, *, out=None)``; ``x.i0()``; in place ``x.i0_()``.

    >>> import flambeau as torch
    >>> torch.i0(torch.tensor([0., 1.]))
    tensor([1.0000, 1.2661])
    """

def i0_(input: Tensor) -> Tensor:
    """In-place form of `i0`."""

def igamma(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The regularised lower incomplete gamma function: ``x**(a - 1) * exp(-x) / gamma(a)`` integrated from 0 to
    ``other[i]``, with ``a = self[i]``. It is the distribution function of gamma distributed numbers.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`).
    Raises: RuntimeError for the derivative with respect to ``self``; NotImplementedError where the common dtype is bool, integer or complex; RuntimeError for shapes that do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 6.5.1.
    Gradient: to ``self`` refused; to ``other`` ``g * _gamma_density(self, other)``.
    Tangent: ``_slope_along_x('igamma', 1, self, other, d_self, d_other)``.
    Forms: ``igamma(input, other, *, out=None)``; ``x.igamma(other)``; in place ``x.igamma_(other)``.

    >>> import flambeau as torch
    >>> torch.igamma(torch.tensor([1., 2.]), torch.tensor([1., 1.]))
    tensor([0.6321, 0.2642])
    """

def igamma_(input: Tensor, other: Tensor) -> Tensor:
    """In-place form of `igamma`."""

def igammac(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The regularised upper incomplete gamma function, ``1 - igamma(self[i], other[i])``, accurate where that is small.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`).
    Raises: RuntimeError for the derivative with respect to ``self``; NotImplementedError where the common dtype is bool, integer or complex; RuntimeError for shapes that do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 6.5.3.
    Gradient: to ``self`` refused; to ``other`` ``g * -_gamma_density(self, other)``.
    Tangent: ``_slope_along_x('igammac', -1, self, other, d_self, d_other)``.
    Forms: ``igammac(input, other, *, out=None)``; ``x.igammac(other)``; in place ``x.igammac_(other)``.

    >>> import flambeau as torch
    >>> torch.igammac(torch.tensor([1., 2.]), torch.tensor([1., 1.]))
    tensor([0.3679, 0.7358])
    """

def igammac_(input: Tensor, other: Tensor) -> Tensor:
    """In-place form of `igammac`."""

def imag(input: Tensor) -> Tensor:
    """The imaginary part, ``imag(self[i])``, as a view.

    Shape: that of ``self``.
    Dtype: complex; the result has the real dtype of its parts and shares its memory.
    Raises: RuntimeError for bool, integer and floating tensors.
    Gradient: to ``self`` ``g * 1j``.
    Tangent: linear.
    Forms: ``imag(input, *, out=None)``; ``x.imag``.

    >>> import flambeau as torch
    >>> torch.imag(torch.tensor([1+2j]))
    tensor([2.])
    """

def index_add(input: Tensor, dim: _int, index: Tensor, source: Tensor, *, alpha: _Number = 1, out: Tensor | None = None) -> Tensor:
    """A copy with ``out[index[i]] += alpha * source[i]`` for dim 0 and so on.

    Shape: that of ``self``; ``source`` has it too, with the length of the vector ``index`` at ``dim``.
    Dtype: any, the same for ``source``; the result has it. ``index`` is int32 or int64.
    Raises: RuntimeError for an index out of range or of another dtype, and for a ``source`` of another shape or dtype; IndexError for ``dim`` out of range.
    Gradient: to ``self`` ``g``; to ``index`` none; to ``source`` ``g.index_select(dim, index) * alpha``.
    Tangent: ``d_self.index_add(dim, index, d_source, alpha=alpha)``.
    Forms: ``index_add(input, dim, index, source, *, alpha=1, out=None)``; ``x.index_add(dim, index, source, *, alpha=1)``; in place ``x.index_add_(dim, index, source, *, alpha=1)``.

    >>> import flambeau as torch
    >>> torch.index_add(torch.zeros(2), 0, torch.tensor([0, 0]), torch.tensor([1., 2.]))
    tensor([3., 0.])
    """

def index_add_(input: Tensor, dim: _int, index: Tensor, source: Tensor, *, alpha: _Number = 1) -> Tensor:
    """In-place form of `index_add`."""

def index_copy(input: Tensor, dim: _int, index: Tensor, source: Tensor, *, out: Tensor | None = None) -> Tensor:
    """A copy with ``out[index[i]] = source[i]`` for dim 0 and so on.

    Shape: that of ``self``; ``source`` has it too, with the length of the vector ``index`` at ``dim``. A tensor without
        dimensions counts as one slice.
    Dtype: any, the same for ``source``; the result has it. ``index`` is int64.
    Raises: IndexError for ``dim`` or an index out of range and a ``source`` of another length; RuntimeError for an
        index or ``source`` of another dtype.
    Gradient: to ``self`` ``g.index_fill(dim, index, 0)``; to ``index`` none; to ``source`` ``g.index_select(dim, index).reshape(source_shape)``.
    Tangent: ``d_self.index_copy(dim, index, d_source)``.
    Forms: ``index_copy(input, dim, index, source, *, out=None)``; ``x.index_copy(dim, index, source)``; in place ``x.index_copy_(dim, index, source)``.

    >>> import flambeau as torch
    >>> torch.index_copy(torch.zeros(3), 0, torch.tensor([2]), torch.tensor([5.]))
    tensor([0., 0., 5.])
    """

def index_copy_(input: Tensor, dim: _int, index: Tensor, source: Tensor) -> Tensor:
    """In-place form of `index_copy`."""

def index_fill(input: Tensor, dim: _int, index: Tensor, value: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """A copy with ``out[index[i]] = value`` for dim 0 and so on; ``value`` is a number or a 0-d tensor.

    Shape: that of ``self``.
    Dtype: any; the result has it, and ``value`` is cast. ``index`` is int64.
    Raises: IndexError for ``dim`` or an index out of range and an index of another dtype; RuntimeError for a ``value``
        with dimensions.
    Gradient: to ``self`` ``g.index_fill(dim, index, 0)``; to ``index`` none; to ``value`` ``g.index_select(dim, index.unique()).sum()``.
    Tangent: ``d_self.index_fill(dim, index, d_value)``.
    Forms: ``index_fill(input, dim, index, value, *, out=None)``; ``x.index_fill(dim, index, value)``; in place ``x.index_fill_(dim, index, value)``.

    >>> import flambeau as torch
    >>> torch.index_fill(torch.zeros(3), 0, torch.tensor([0, 2]), 1)
    tensor([1., 0., 1.])
    """

def index_fill_(input: Tensor, dim: _int, index: Tensor, value: Tensor | _Number) -> Tensor:
    """In-place form of `index_fill`."""

def index_put(input: Tensor, indices: Sequence[Tensor | None], values: Tensor, accumulate: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """A copy with ``out[i0, i1, ...] = values``, or ``+=`` if ``accumulate``.

    Shape: that of ``self``; ``values`` are broadcast to the indexed place.
    Dtype: any, the same for both; the result has it.
    Raises: IndexError for a value outside ``[-n, n)`` and an index of another dtype; RuntimeError for two different
        dtypes and for values that do not broadcast.
    Gradient: to ``self`` ``g if accumulate else index_put(g, indices, g.new_zeros(()))``; to ``indices`` none; to ``values`` ``index(g, indices)``.
    Tangent: ``index_put(d_self, indices, d_values, accumulate)``.
    Forms: ``index_put(input, indices, values, accumulate=False, *, out=None)``; ``x.index_put(indices, values, accumulate=False)``; in place ``x.index_put_(indices, values, accumulate=False)``.

    >>> import flambeau as torch
    >>> torch.index_put(torch.zeros(3), (torch.tensor([0, 2]),), torch.tensor([5., 7.]))
    tensor([5., 0., 7.])
    """

def index_put_(input: Tensor, indices: Sequence[Tensor | None], values: Tensor, accumulate: _bool = False) -> Tensor:
    """In-place form of `index_put`."""

def index_reduce(input: Tensor, dim: _int, index: Tensor, source: Tensor, reduce: _str, *, include_self: _bool = True, out: Tensor | None = None) -> Tensor:
    """A copy in which the slices of ``source`` that go to one place are combined:
    ``out[index[i]] = reduce(self[index[i]], source[i], ...)`` for dim 0 and so on.

    ``reduce`` is "prod", "mean", "amax" or "amin". ``include_self=False`` leaves the old value of the places written
    to out of the combination. Where several values are the largest, they share the gradient.

    Shape: that of ``self``; ``source`` has it too, with the length of the vector ``index`` at ``dim``.
    Dtype: any, the same for ``source``; the result has it. ``index`` is int32 or int64.
    Raises: RuntimeError for an unknown ``reduce``, an index of another dtype, and a ``source`` of another shape or
        dtype; IndexError for ``dim`` or an index out of range and for an index that is no vector; NotImplementedError
        for the largest or smallest of complex numbers.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``index_reduce(input, dim, index, source, reduce, *, include_self=True, out=None)``; ``x.index_reduce(dim, index, source, reduce, *, include_self=True)``; in place ``x.index_reduce_(dim, index, source, reduce, *, include_self=True)``.

    >>> import flambeau as torch
    >>> torch.index_reduce(torch.ones(2), 0, torch.tensor([0, 0]), torch.tensor([2., 3.]), "prod")
    tensor([6., 1.])
    """

def index_reduce_(input: Tensor, dim: _int, index: Tensor, source: Tensor, reduce: _str, *, include_self: _bool = True) -> Tensor:
    """In-place form of `index_reduce`."""

def index_select(input: Tensor, dim: _int, index: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The slices along ``dim`` in the order of ``index``: ``out[i] = self[index[i]]`` for dim 0.

    Shape: that of ``self``, with the length of the vector ``index`` at ``dim``.
    Dtype: any; the result has it. ``index`` is int32 or int64.
    Raises: IndexError for ``dim`` or an index out of range and for an index that is no vector; RuntimeError for an
        index of another dtype.
    Gradient: to ``self`` ``g.new_zeros(self_shape).index_add(dim, index, g)``; to ``index`` none.
    Tangent: ``d_self.index_select(dim, index)``.
    Forms: ``index_select(input, dim, index, *, out=None)``; ``x.index_select(dim, index)``.

    >>> import flambeau as torch
    >>> torch.index_select(torch.tensor([10, 20, 30]), 0, torch.tensor([2, 0]))
    tensor([30, 10])
    """

def inner(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Sums of products over the last dimensions: ``out[i][j] = sum over k of self[i][k] * other[j][k]``.

    Shape: ``(*self.shape[:-1], *other.shape[:-1])``; with a number the other's.
    Dtype: any, the same for both; the result has it.
    Raises: RuntimeError for last sizes that differ and for two different dtypes.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``inner(input, other, *, out=None)``; ``x.inner(other)``.

    >>> import flambeau as torch
    >>> torch.inner(torch.tensor([1., 2.]), torch.tensor([3., 4.]))
    tensor(11.)
    """

def inverse(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """`linalg.inv`: ``out @ self`` is the identity.

    Shape: ``(..., n, n)``; the result has it.
    Dtype: float32, float64 or complex; the result has it.
    Raises: LinAlgError (a RuntimeError) for a singular matrix; RuntimeError for bool, integer and 16-bit floating
        tensors, and for matrices that are not square.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``inverse(input, *, out=None)``; ``x.inverse()``.

    >>> import flambeau as torch
    >>> torch.inverse(torch.tensor([[2.]]))
    tensor([[0.5000]])
    """

def is_complex(input: Tensor) -> _bool:
    """Whether the dtype is complex.

    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.is_complex(torch.tensor([1.0]))
    False
    """

def is_floating_point(input: Tensor) -> _bool:
    """Whether the dtype is a real floating type.

    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.is_floating_point(torch.tensor([1.0]))
    True
    """

def is_nonzero(input: Tensor) -> _bool:
    """Whether the only element differs from zero.

    Raises: RuntimeError for any other number of elements.

    >>> import flambeau as torch
    >>> torch.is_nonzero(torch.tensor([0.5]))
    True
    """

def is_storage(obj: Any) -> _bool:
    """Whether ``obj`` is a storage.

    >>> import flambeau as torch
    >>> torch.is_storage(torch.zeros(2).untyped_storage())
    True
    """

def is_tensor(obj: Any) -> _bool:
    """Whether ``obj`` is a Tensor.

    >>> import flambeau as torch
    >>> torch.is_tensor(torch.zeros(2)), torch.is_tensor([0.0])
    (True, False)
    """

def isclose(input: Tensor, other: Tensor, rtol: _float = 1e-05, atol: _float = 1e-08, equal_nan: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """``out[i] = |self[i] - other[i]| <= atol + rtol * |other[i]|``; infinities are close only to themselves.

    ``equal_nan`` makes two nans close.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: any, the same for both; the result is bool.
    Raises: RuntimeError for two different dtypes, negative tolerances and shapes that do not broadcast.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``isclose(input, other, rtol=1e-05, atol=1e-08, equal_nan=False, *, out=None)``; ``x.isclose(other, rtol=1e-05, atol=1e-08, equal_nan=False)``.

    >>> import flambeau as torch
    >>> torch.isclose(torch.tensor([1., 2.]), torch.tensor([1., 2.1]))
    tensor([ True, False])
    """

def isfinite(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``out[i] = |self[i]| < inf``: where a value is neither infinite nor nan.

    Shape: that of ``self``.
    Dtype: the result is bool.
    Raises: in place, RuntimeError where the result does not fit into ``self``.
    Derivative: none.
    Forms: ``isfinite(input, *, out=None)``; ``x.isfinite()``; in place ``x.isfinite_()``.

    >>> import flambeau as torch
    >>> torch.isfinite(torch.tensor([1., float("inf"), float("nan")]))
    tensor([ True, False, False])
    """

def isfinite_(input: Tensor) -> Tensor:
    """In-place form of `isfinite`."""

def isin(elements: Tensor | _Number, test_elements: Tensor | _Number, *, assume_unique: _bool = False, invert: _bool = False, out: Tensor | None = None) -> Tensor:
    """``out[i] = elements[i] in test_elements``; ``invert`` negates the answer.

    ``assume_unique`` is accepted and changes nothing.

    Shape: that of ``elements``.
    Dtype: integer or floating; the result is bool.
    Raises: TypeError for two numbers: one of the two is a tensor; RuntimeError for bool and complex tensors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``isin(elements, test_elements, *, assume_unique=False, invert=False, out=None)``; ``x.isin(test_elements, *, assume_unique=False, invert=False)``.

    >>> import flambeau as torch
    >>> torch.isin(torch.tensor([1, 2, 3]), torch.tensor([2, 5]))
    tensor([False,  True, False])
    """

def isinf(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``out[i] = |self[i]| == inf``: where a value, or either part of a complex one, is infinite.

    Shape: that of ``self``.
    Dtype: the result is bool.
    Raises: in place, RuntimeError where the result does not fit into ``self``.
    Derivative: none.
    Forms: ``isinf(input, *, out=None)``; ``x.isinf()``; in place ``x.isinf_()``.

    >>> import flambeau as torch
    >>> torch.isinf(torch.tensor([1., float("inf")]))
    tensor([False,  True])
    """

def isinf_(input: Tensor) -> Tensor:
    """In-place form of `isinf`."""

def isnan(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``out[i] = self[i] != self[i]``: where a value, or either part of a complex one, is nan.

    Shape: that of ``self``.
    Dtype: the result is bool.
    Raises: in place, RuntimeError where the result does not fit into ``self``.
    Derivative: none.
    Forms: ``isnan(input, *, out=None)``; ``x.isnan()``; in place ``x.isnan_()``.

    >>> import flambeau as torch
    >>> torch.isnan(torch.tensor([1., float("nan")]))
    tensor([False,  True])
    """

def isnan_(input: Tensor) -> Tensor:
    """In-place form of `isnan`."""

def isneginf(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``out[i] = self[i] == -inf``: where a value is minus infinity.

    Shape: that of ``self``.
    Dtype: the result is bool.
    Raises: NotImplementedError for complex tensors; in place, RuntimeError where the result does not fit into ``self``.
    Derivative: none.
    Forms: ``isneginf(input, *, out=None)``; ``x.isneginf()``; in place ``x.isneginf_()``.

    >>> import flambeau as torch
    >>> torch.isneginf(torch.tensor([-float("inf"), float("inf")]))
    tensor([ True, False])
    """

def isneginf_(input: Tensor) -> Tensor:
    """In-place form of `isneginf`."""

def isposinf(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``out[i] = self[i] == inf``: where a value is plus infinity.

    Shape: that of ``self``.
    Dtype: the result is bool.
    Raises: NotImplementedError for complex tensors; in place, RuntimeError where the result does not fit into ``self``.
    Derivative: none.
    Forms: ``isposinf(input, *, out=None)``; ``x.isposinf()``; in place ``x.isposinf_()``.

    >>> import flambeau as torch
    >>> torch.isposinf(torch.tensor([-float("inf"), float("inf")]))
    tensor([False,  True])
    """

def isposinf_(input: Tensor) -> Tensor:
    """In-place form of `isposinf`."""

def isreal(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``out[i] = imag(self[i]) == 0``: everywhere true for real dtypes.

    Shape: that of ``self``.
    Dtype: any; the result is bool.
    Raises: TypeError for what is not a tensor.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``isreal(input, *, out=None)``; ``x.isreal()``.

    >>> import flambeau as torch
    >>> torch.isreal(torch.tensor([1+0j, 1j]))
    tensor([ True, False])
    """

def istft(input: Tensor, n_fft: _int, hop_length: _int | None = None, win_length: _int | None = None, window: Tensor | None = None, center: _bool = True, normalized: _bool = False, onesided: _bool | None = None, length: _int | None = None, return_complex: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """Inverse of `stft`: the signal whose pieces fit the columns best, their inverse transforms times ``window`` added
    up and divided by the sum of the squared windows.

    The arguments are those that `stft` was given. ``length`` is that of the signal, by default what the columns reach.
    ``return_complex`` asks for the complex signal of a two-sided transform; without it the signal is the real one of
    the frequencies up to ``n_fft // 2``, whatever those above them hold.

    Shape: ``(frequencies, columns)`` or ``(B, frequencies, columns)`` gives ``(T,)`` or ``(B, T)``.
    Dtype: complex; the result is of the real dtype unless ``return_complex``.
    Raises: RuntimeError for bool, integer, floating or empty input, a number of frequencies that does not fit
        ``n_fft``, a ``hop_length`` outside of ``(0, win_length]``, and where the windows leave a gap in the signal.
    Source: Griffin and Lim 1984, Signal estimation from modified short-time Fourier transform.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``istft(input, n_fft, hop_length=None, win_length=None, window=None, center=True, normalized=False, onesided=None, length=None, return_complex=False, *, out=None)``; ``x.istft(n_fft, hop_length=None, win_length=None, window=None, center=True, normalized=False, onesided=None, length=None, return_complex=False)``.

    >>> import flambeau as torch
    >>> columns = torch.stft(torch.ones(8), 4, window=torch.hann_window(4), return_complex=True)
    >>> torch.istft(columns, 4, window=torch.hann_window(4))
    tensor([1., 1., 1., 1., 1., 1., 1., 1.])
    """

def kaiser_window(window_length: _int, periodic: _bool = True, beta: _float = 12.0, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _Device | None = None, requires_grad: _bool = False, pin_memory: _bool = False, out: Tensor | None = None) -> Tensor:
    """Kaiser's window, ``i0(beta * sqrt(1 - (2 k / N - 1)**2)) / i0(beta)``.

    ``k`` counts from 0 and ``N`` is ``window_length`` or, if not ``periodic``, ``window_length - 1``: a symmetric
    window then.

    Shape: ``(window_length,)``.
    Dtype: ``dtype``, a floating one; without it the default dtype.
    Raises: RuntimeError for a negative length and for dtypes that are not floating; RuntimeError for ``requires_grad`` with a bool or integer dtype.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``kaiser_window(window_length, periodic=True, beta=12.0, *, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.kaiser_window(4, beta=2.)
    tensor([0.4387, 0.8348, 1.0000, 0.8348])
    """

def kron(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Kronecker product: every element of ``self`` replaced by its product with all of ``other``,
    ``out[i * p + k][j * q + l] = self[i][j] * other[k][l]``.

    Shape: ``(m, n)`` and ``(p, q)`` give ``(m * p, n * q)``; fewer dimensions are filled up with sizes of 1 in front.
    Dtype: any; the result has the common dtype (`result_type`).
    Raises: TypeError for what is not a tensor.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``kron(input, other, *, out=None)``; ``x.kron(other)``.

    >>> import flambeau as torch
    >>> torch.kron(torch.tensor([1, 2]), torch.tensor([1, 1]))
    tensor([1, 1, 2, 2])
    """

def kthvalue(input: Tensor, k: _int, dim: _int = -1, keepdim: _bool = False, *, out: tuple[Tensor, Tensor] | None = None) -> _return_kthvalue:
    """The ``k``-th smallest value (counted from 1) along ``dim`` and its index.

    Shape: both that of ``self`` without ``dim``, or with size 1 there if ``keepdim``.
    Dtype: integer or floating; the values have it, the indices are int64.
    Raises: RuntimeError for ``k`` out of range; NotImplementedError for bool and complex tensors; IndexError for ``dim`` out of range.
    Gradient: to ``self`` ``place(g_values, indices, self_shape, dim, keepdim)``.
    Tangent: ``pick(d_self, indices, dim, keepdim)``.
    Forms: ``kthvalue(input, k, dim=-1, keepdim=False, *, out=None)``; ``x.kthvalue(k, dim=-1, keepdim=False)``.

    >>> import flambeau as torch
    >>> torch.kthvalue(torch.tensor([3, 1, 2]), 2)
    torch.return_types.kthvalue(
    values=tensor(2),
    indices=tensor(2))
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

def lcm(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Least common multiple, ``|self[i] * other[i]| / gcd(self[i], other[i])``; never negative.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`).
    Raises: NotImplementedError where the common dtype is bool, floating or complex; RuntimeError for shapes that do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Derivative: none.
    Forms: ``lcm(input, other, *, out=None)``; ``x.lcm(other)``; in place ``x.lcm_(other)``.

    >>> import flambeau as torch
    >>> torch.lcm(torch.tensor([4]), torch.tensor([6]))
    tensor([12])
    """

def lcm_(input: Tensor, other: Tensor) -> Tensor:
    """In-place form of `lcm`."""

def ldexp(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``self * 2 ** other``.

    Shape: that of both, broadcast together.
    Dtype: any; bools and integers become the default dtype.
    Raises: RuntimeError for shapes that do not broadcast.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``ldexp(input, other, *, out=None)``; ``x.ldexp(other)``; in place ``x.ldexp_(other)``.

    >>> import flambeau as torch
    >>> torch.ldexp(torch.tensor([1., 3.]), torch.tensor([2, -1]))
    tensor([4.0000, 1.5000])
    """

def ldexp_(input: Tensor, other: Tensor) -> Tensor:
    """In-place form of `ldexp`."""

def le(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """``out[i] = self[i] <= other[i]``; false where either is nan.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result is bool.
    Raises: NotImplementedError where the common dtype is complex; RuntimeError for shapes that do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Derivative: none.
    Forms: ``le(input, other, *, out=None)``; ``x.le(other)``; in place ``x.le_(other)``; also called ``less_equal``.

    >>> import flambeau as torch
    >>> torch.le(torch.tensor([1, 2]), 1)
    tensor([ True, False])
    """

def le_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """In-place form of `le`."""

def lerp(input: Tensor, end: Tensor, weight: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """Linear interpolation, ``out[i] = self[i] + weight[i] * (end[i] - self[i])``.

    Shape: that of ``self``, ``end`` and ``weight``, broadcast together.
    Dtype: floating or complex, the same for all tensors; the result has it.
    Raises: NotImplementedError for bool and integer tensors; RuntimeError for tensors of different dtypes and shapes
        that do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * conj(1 - weight)``; to ``end`` ``g * conj(weight)``; to ``weight`` ``g * conj(end - self)``.
    Tangent: ``d_self + weight * (d_end - d_self) + d_weight * (end - self)``.
    Forms: ``lerp(input, end, weight, *, out=None)``; ``x.lerp(end, weight)``; in place ``x.lerp_(end, weight)``.

    >>> import flambeau as torch
    >>> torch.lerp(torch.tensor([0., 10.]), torch.tensor([1., 20.]), 0.5)
    tensor([ 0.5000, 15.0000])
    """

def lerp_(input: Tensor, end: Tensor, weight: Tensor | _Number) -> Tensor:
    """In-place form of `lerp`."""

def less(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """``out[i] = self[i] < other[i]``; false where either is nan.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result is bool.
    Raises: NotImplementedError where the common dtype is complex; RuntimeError for shapes that do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Derivative: none.
    Forms: ``lt(input, other, *, out=None)``; ``x.lt(other)``; in place ``x.lt_(other)``; also called ``less``.

    >>> import flambeau as torch
    >>> torch.lt(torch.tensor([1, 2]), 2)
    tensor([ True, False])
    """

def less_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """In-place form of `lt`."""

def less_equal(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """``out[i] = self[i] <= other[i]``; false where either is nan.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result is bool.
    Raises: NotImplementedError where the common dtype is complex; RuntimeError for shapes that do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Derivative: none.
    Forms: ``le(input, other, *, out=None)``; ``x.le(other)``; in place ``x.le_(other)``; also called ``less_equal``.

    >>> import flambeau as torch
    >>> torch.le(torch.tensor([1, 2]), 1)
    tensor([ True, False])
    """

def less_equal_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """In-place form of `le`."""

def lgamma(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``log |gamma(self[i])|``, where ``gamma(x)`` is the integral of ``t**(x - 1) * exp(-t)`` from 0 to infinity.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors; in place, RuntimeError where the result does not fit into ``self``.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 6.1.1.
    Gradient: to ``self`` ``g * self.digamma()``.
    Tangent: ``d_self * self.digamma()``.
    Forms: ``lgamma(input, *, out=None)``; ``x.lgamma()``; in place ``x.lgamma_()``.

    >>> import flambeau as torch
    >>> torch.lgamma(torch.tensor([1., 5.]))
    tensor([0.0000, 3.1781])
    """

def lgamma_(input: Tensor) -> Tensor:
    """In-place form of `lgamma`."""

def linspace(start: Tensor | _Number, end: Tensor | _Number, steps: _int, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _Device | None = None, requires_grad: _bool = False, pin_memory: _bool = False, out: Tensor | None = None) -> Tensor:
    """Evenly spaced values, ``out[i] = start + i * (end - start) / (steps - 1)``, both ends included.

    The second half is counted from the end, so that it is exactly ``end``.

    Shape: ``(steps,)``.
    Dtype: ``dtype``; without it the default dtype, or its complex dtype for complex ends.
    Raises: RuntimeError for negative ``steps`` and for ends with dimensions; NotImplementedError for bool; RuntimeError for ``requires_grad`` with a bool or integer dtype.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``linspace(start, end, steps, *, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.linspace(0, 1, 5)
    tensor([0.0000, 0.2500, 0.5000, 0.7500, 1.0000])
    """

def log(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Natural logarithm, ``y`` with ``e ** y = self[i]``: -inf at 0, nan below it.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * conj(1 / self)``.
    Tangent: ``d_self * (1 / self)``.
    Forms: ``log(input, *, out=None)``; ``x.log()``; in place ``x.log_()``.

    >>> import flambeau as torch
    >>> torch.log(torch.tensor([1., 10.]))
    tensor([0.0000, 2.3026])
    """

def log10(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Logarithm to base 10, ``log(self[i]) / log(10)``: -inf at 0, nan below it.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * conj(1 / (self * _LN10))``.
    Tangent: ``d_self * (1 / (self * _LN10))``.
    Forms: ``log10(input, *, out=None)``; ``x.log10()``; in place ``x.log10_()``.

    >>> import flambeau as torch
    >>> torch.log10(torch.tensor([1., 100.]))
    tensor([0., 2.])
    """

def log10_(input: Tensor) -> Tensor:
    """In-place form of `log10`."""

def log1p(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``log(1 + self[i])``, accurate near 0.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * conj(1 / (self + 1))``.
    Tangent: ``d_self * (1 / (self + 1))``.
    Forms: ``log1p(input, *, out=None)``; ``x.log1p()``; in place ``x.log1p_()``.

    >>> import flambeau as torch
    >>> torch.log1p(torch.tensor([0., 1.]))
    tensor([0.0000, 0.6931])
    """

def log1p_(input: Tensor) -> Tensor:
    """In-place form of `log1p`."""

def log2(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Logarithm to base 2, ``log(self[i]) / log(2)``: -inf at 0, nan below it.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * conj(1 / (self * _LN2))``.
    Tangent: ``d_self * (1 / (self * _LN2))``.
    Forms: ``log2(input, *, out=None)``; ``x.log2()``; in place ``x.log2_()``.

    >>> import flambeau as torch
    >>> torch.log2(torch.tensor([1., 8.]))
    tensor([0., 3.])
    """

def log2_(input: Tensor) -> Tensor:
    """In-place form of `log2`."""

def log_(input: Tensor) -> Tensor:
    """In-place form of `log`."""

def log_softmax(input: Tensor, dim: _int, dtype: _dtype | None = None) -> Tensor:
    """``x - log(sum(exp(x)))`` along ``dim``, without overflow; computed in ``dtype`` if that is given.

    Shape: that of ``self``.
    Dtype: floating, of ``self`` or given as ``dtype``; the result has it.
    Raises: NotImplementedError for bool, integer and complex tensors without a floating ``dtype``; IndexError for ``dim`` out of range.
    Gradient: to ``self`` ``log_softmax_backward(g, result, dim)``.
    Tangent: ``d_self.to(result.dtype) - (d_self * result.exp()).sum(dim if result.shape else (), True)``.
    Forms: ``log_softmax(input, dim, dtype=None, *, out=None)``; ``x.log_softmax(dim, dtype=None)``.

    >>> import flambeau as torch
    >>> torch.log_softmax(torch.tensor([0., 0.]), 0)
    tensor([-0.6931, -0.6931])
    """

def logaddexp(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``log(exp(self[i]) + exp(other[i]))`` without overflow.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`).
    Raises: NotImplementedError where the common dtype is bool or integer; RuntimeError for shapes that do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * conj(_weight(self, result))``; to ``other`` ``g * conj(_weight(other, result))``.
    Tangent: ``d_self * _weight(self, result) + d_other * _weight(other, result)``.
    Forms: ``logaddexp(input, other, *, out=None)``; ``x.logaddexp(other)``; in place ``x.logaddexp_(other)``.

    >>> import flambeau as torch
    >>> torch.logaddexp(torch.tensor([0.]), torch.tensor([0.]))
    tensor([0.6931])
    """

def logaddexp2(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``log2(2**self[i] + 2**other[i])`` without overflow.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: floating; the result has the common dtype of the operands (`result_type`).
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError for shapes that do not broadcast.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``logaddexp2(input, other, *, out=None)``; ``x.logaddexp2(other)``.

    >>> import flambeau as torch
    >>> torch.logaddexp2(torch.tensor([1.]), torch.tensor([1.]))
    tensor([2.])
    """

def logaddexp_(input: Tensor, other: Tensor) -> Tensor:
    """In-place form of `logaddexp`."""

def logcumsumexp(input: Tensor, dim: _int, *, out: Tensor | None = None) -> Tensor:
    """Running ``log(exp(self[0]) + ... + exp(self[i]))`` along ``dim`` without overflow.

    Shape: that of ``self``.
    Dtype: floating or complex; the result has it.
    Raises: NotImplementedError for bool and integer tensors; IndexError for ``dim`` out of range.
    Gradient: to ``self`` ``logcumsumexp_backward(g, self, result, dim)``.
    Tangent: ``logcumsumexp_forward(d_self, self, result, dim)``.
    Forms: ``logcumsumexp(input, dim, *, out=None)``; ``x.logcumsumexp(dim)``.

    >>> import flambeau as torch
    >>> torch.logcumsumexp(torch.tensor([0., 0.]), 0)
    tensor([0.0000, 0.6931])
    """

def logdet(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The logarithm of the determinant, ``log(det(self))``; nan where that is negative, -inf where it is 0.

    Shape: ``(..., n, n)`` gives ``(...)``.
    Dtype: float32, float64 or complex; the result has it.
    Raises: RuntimeError for bool, integer and 16-bit floating tensors, and for matrices that are not square.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``logdet(input, *, out=None)``; ``x.logdet()``.

    >>> import flambeau as torch
    >>> torch.logdet(torch.eye(2))
    tensor(0.)
    """

def logical_and(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``out[i] = self[i] != 0 and other[i] != 0``.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result is bool.
    Raises: RuntimeError for shapes that do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Derivative: none.
    Forms: ``logical_and(input, other, *, out=None)``; ``x.logical_and(other)``; in place ``x.logical_and_(other)``.

    >>> import flambeau as torch
    >>> torch.logical_and(torch.tensor([0, 1]), torch.tensor([2, 2]))
    tensor([False,  True])
    """

def logical_and_(input: Tensor, other: Tensor) -> Tensor:
    """In-place form of `logical_and`."""

def logical_not(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``out[i] = self[i] == 0``.

    Shape: that of ``self``.
    Dtype: the result is bool.
    Raises: in place, RuntimeError where the result does not fit into ``self``.
    Derivative: none.
    Forms: ``logical_not(input, *, out=None)``; ``x.logical_not()``; in place ``x.logical_not_()``.

    >>> import flambeau as torch
    >>> torch.logical_not(torch.tensor([0, 3]))
    tensor([ True, False])
    """

def logical_not_(input: Tensor) -> Tensor:
    """In-place form of `logical_not`."""

def logical_or(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``out[i] = self[i] != 0 or other[i] != 0``.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result is bool.
    Raises: RuntimeError for shapes that do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Derivative: none.
    Forms: ``logical_or(input, other, *, out=None)``; ``x.logical_or(other)``; in place ``x.logical_or_(other)``.

    >>> import flambeau as torch
    >>> torch.logical_or(torch.tensor([0, 1]), torch.tensor([0, 2]))
    tensor([False,  True])
    """

def logical_or_(input: Tensor, other: Tensor) -> Tensor:
    """In-place form of `logical_or`."""

def logical_xor(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``out[i] = (self[i] != 0) != (other[i] != 0)``: where exactly one of the two is not zero.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result is bool.
    Raises: RuntimeError for shapes that do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Derivative: none.
    Forms: ``logical_xor(input, other, *, out=None)``; ``x.logical_xor(other)``; in place ``x.logical_xor_(other)``.

    >>> import flambeau as torch
    >>> torch.logical_xor(torch.tensor([0, 1]), torch.tensor([2, 2]))
    tensor([ True, False])
    """

def logical_xor_(input: Tensor, other: Tensor) -> Tensor:
    """In-place form of `logical_xor`."""

def logit(input: Tensor, eps: _float | None = None, *, out: Tensor | None = None) -> Tensor:
    """Inverse of `sigmoid`, ``log(x / (1 - x))``, with ``x`` first clamped to ``[eps, 1 - eps]`` if ``eps`` is given.

    Shape: that of ``self``.
    Dtype: any but complex; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``logit(input, eps=None, *, out=None)``; ``x.logit(eps=None)``; in place ``x.logit_(eps=None)``.

    >>> import flambeau as torch
    >>> torch.logit(torch.tensor([.5, .9]))
    tensor([0.0000, 2.1972])
    """

def logit_(input: Tensor, eps: _float | None = None) -> Tensor:
    """In-place form of `logit`."""

def logspace(start: Tensor | _Number, end: Tensor | _Number, steps: _int, base: _float = 10.0, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _Device | None = None, requires_grad: _bool = False, pin_memory: _bool = False, out: Tensor | None = None) -> Tensor:
    """``base ** linspace(start, end, steps)``: values whose logarithms are evenly spaced.

    Shape: ``(steps,)``.
    Dtype: ``dtype``; without it the default dtype.
    Raises: RuntimeError for negative ``steps`` and for ends with dimensions; RuntimeError for ``requires_grad`` with a bool or integer dtype.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``logspace(start, end, steps, base=10.0, *, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.logspace(0, 2, 3)
    tensor([  1.,  10., 100.])
    """

def logsumexp(input: Tensor, dim: _Size, keepdim: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """``log(sum(exp(self)))`` over ``dim`` without overflow.

    Shape: that of ``self`` without ``dim``, or with size 1 there if ``keepdim``; 0-d without ``dim``.
    Dtype: any; bools and integers become the default dtype.
    Raises: IndexError for ``dim`` out of range.
    Gradient: to ``self`` ``restore(g, self.shape, dim, keepdim) * conj(_softmax_of(self, result, dim, keepdim))``.
    Tangent: ``(d_self * _softmax_of(self, result, dim, keepdim)).sum(dim, keepdim)``.
    Forms: ``logsumexp(input, dim, keepdim=False, *, out=None)``; ``x.logsumexp(dim, keepdim=False)``.

    >>> import flambeau as torch
    >>> torch.logsumexp(torch.tensor([0., 0.]), 0)
    tensor(0.6931)
    """

def lt(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """``out[i] = self[i] < other[i]``; false where either is nan.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result is bool.
    Raises: NotImplementedError where the common dtype is complex; RuntimeError for shapes that do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Derivative: none.
    Forms: ``lt(input, other, *, out=None)``; ``x.lt(other)``; in place ``x.lt_(other)``; also called ``less``.

    >>> import flambeau as torch
    >>> torch.lt(torch.tensor([1, 2]), 2)
    tensor([ True, False])
    """

def lt_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """In-place form of `lt`."""

def lu(A: Tensor, pivot: _bool = True, get_infos: _bool = False, *, out: Any | None = None) -> Any:
    """`linalg.lu_factor` by its old name: the factors of ``P L U = A`` in one matrix and the pivots; with ``get_infos``
    LAPACK's info, too, and no error for a zero on the diagonal of ``U``.

    Shape: ``(..., m, n)`` gives that and ``(..., min(m, n))``, and ``(...)``.
    Dtype: float32, float64 or complex; the first result has it, the others are int32.
    Raises: RuntimeError for a zero on the diagonal of ``U`` unless ``get_infos``, for ``pivot=False``, and for bool,
        integer and 16-bit floating tensors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``lu(A, pivot=True, get_infos=False, *, out=None)``; ``x.lu(pivot=True, get_infos=False)``.

    >>> import flambeau as torch
    >>> torch.lu(torch.tensor([[2.]]))
    (tensor([[2.]]), tensor([1], dtype=torch.int32))
    """

def lu_solve(input: Tensor, LU_data: Tensor, LU_pivots: Tensor, *, out: Tensor | None = None) -> Tensor:
    """`linalg.lu_solve` by its old name: ``X`` with ``A @ X = self``.

    Shape: ``self`` ``(..., n, k)`` with ``LU_data`` ``(..., n, n)`` and ``LU_pivots`` ``(..., n)``; batches broadcast.
    Dtype: float32, float64 or complex, the same for ``self`` and ``LU_data``; the result has it.
    Raises: RuntimeError for bool, integer and 16-bit floating tensors, two different dtypes, shapes that do not go
        together and pivots outside of the matrix.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``lu_solve(input, LU_data, LU_pivots, *, out=None)``; ``x.lu_solve(LU_data, LU_pivots)``.

    >>> import flambeau as torch
    >>> torch.lu_solve(torch.tensor([[4.]]), *torch.linalg.lu_factor(torch.tensor([[2.]])))
    tensor([[2.]])
    """

def lu_unpack(LU_data: Tensor, LU_pivots: Tensor, unpack_data: _bool = True, unpack_pivots: _bool = True, *, out: tuple[Tensor, Tensor, Tensor] | None = None) -> _return_lu_unpack:
    """``P``, ``L`` and ``U`` with ``P L U = A``, of what `linalg.lu_factor` gave for ``A``; empty tensors for what is
    not unpacked.

    Shape: ``LU_data`` ``(..., m, n)`` and ``LU_pivots`` ``(..., k)`` with ``k = min(m, n)`` give ``(..., m, m)``,
        ``(..., m, k)`` and ``(..., k, n)``.
    Dtype: floating or complex, and int32; the results have the first.
    Raises: RuntimeError for fewer than two dimensions and for pivots of another dtype or outside of the matrix.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``lu_unpack(LU_data, LU_pivots, unpack_data=True, unpack_pivots=True, *, out=None)``.

    >>> import flambeau as torch
    >>> P, L, U = torch.lu_unpack(*torch.linalg.lu_factor(torch.tensor([[1., 2.], [2., 2.]])))
    >>> L
    tensor([[1.0000, 0.0000],
            [0.5000, 1.0000]])
    """

def masked_fill(input: Tensor, mask: Tensor, value: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """``out[i] = value if mask[i] else self[i]``; ``value`` is a number or a 0-d tensor.

    Shape: that of ``self`` and ``mask``, broadcast together.
    Dtype: any; the result has it, and ``value`` is cast. ``mask`` is bool.
    Raises: RuntimeError for a mask that is not bool, a ``value`` with dimensions, and shapes that do not broadcast.
    Gradient: to ``self`` ``g.masked_fill(mask, 0)``; to ``mask`` none; to ``value`` ``g.masked_fill(~mask, 0)``.
    Tangent: ``d_self.masked_fill(mask, d_value)``.
    Forms: ``masked_fill(input, mask, value, *, out=None)``; ``x.masked_fill(mask, value)``; in place ``x.masked_fill_(mask, value)``.

    >>> import flambeau as torch
    >>> torch.masked_fill(torch.tensor([1., 2.]), torch.tensor([True, False]), 0)
    tensor([0., 2.])
    """

def masked_fill_(input: Tensor, mask: Tensor, value: Tensor | _Number) -> Tensor:
    """In-place form of `masked_fill`."""

def masked_scatter(input: Tensor, mask: Tensor, source: Tensor, *, out: Tensor | None = None) -> Tensor:
    """A copy with ``out[i] = source[k]`` for the k-th ``i`` where ``mask[i]`` is true.

    Shape: that of ``self`` and ``mask``, broadcast together; ``source`` may have any shape.
    Dtype: any, the same for ``source``; the result has it. ``mask`` is bool.
    Raises: RuntimeError for a mask that is not bool, a ``source`` of another dtype or with too few elements, and shapes
        that do not broadcast.
    Gradient: to ``self`` ``g.masked_fill(mask, 0)``; to ``mask`` none; to ``source`` ``_by_source(g, mask, source_shape)``.
    Tangent: ``d_self.masked_scatter(mask, d_source)``.
    Forms: ``masked_scatter(input, mask, source, *, out=None)``; ``x.masked_scatter(mask, source)``; in place ``x.masked_scatter_(mask, source)``.

    >>> import flambeau as torch
    >>> torch.masked_scatter(torch.zeros(3), torch.tensor([True, False, True]), torch.tensor([5., 7.]))
    tensor([5., 0., 7.])
    """

def masked_scatter_(input: Tensor, mask: Tensor, source: Tensor) -> Tensor:
    """In-place form of `masked_scatter`."""

def masked_select(input: Tensor, mask: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The elements ``self[i]`` where ``mask[i]`` is true, as a vector.

    Shape: ``(n,)``, n being the number of true values in ``mask`` broadcast with ``self``.
    Dtype: any; the result has it. ``mask`` is bool.
    Raises: RuntimeError for a mask that is not bool, and for shapes that do not broadcast.
    Gradient: to ``self`` ``_unselected(g, self_shape, mask)``; to ``mask`` none.
    Tangent: ``d_self.masked_select(mask)``.
    Forms: ``masked_select(input, mask, *, out=None)``; ``x.masked_select(mask)``.

    >>> import flambeau as torch
    >>> torch.masked_select(torch.tensor([1., 2.]), torch.tensor([False, True]))
    tensor([2.])
    """

def matmul(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Matrix product, ``out[..., i, j] = sum over k of self[..., i, k] * other[..., k, j]``.

    Shape: ``(..., m, n)`` by ``(..., n, p)`` gives ``(..., m, p)``, the leading dimensions broadcast together; a vector
        ``(n,)`` on either side is a row or column whose dimension is left out of the result.
    Dtype: any, the same for both; the result has it.
    Raises: RuntimeError for shapes that do not go together, 0-d tensors and two different dtypes.
    Gradient: to ``self`` ``_matmul_by_self``; to ``other`` ``_matmul_by_other``.
    Tangent: multilinear.
    Forms: ``matmul(input, other, *, out=None)``; ``x.matmul(other)``.

    >>> import flambeau as torch
    >>> torch.tensor([[1., 2.], [3., 4.]]) @ torch.tensor([1., 1.])
    tensor([3., 7.])
    """

def matrix_exp(A: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The sum of ``Aᵏ / k!`` over all k, by scaling and squaring: ``exp(A) = exp(A / 2ˢ) ** (2ˢ)``.

    Shape: ``(..., n, n)``; the result has it.
    Dtype: floating or complex; the result has it.
    Raises: RuntimeError for bool and integer tensors, and for matrices that are not square.
    Gradient: to ``A`` ``_exponential_change(A.mH, g)``.
    Tangent: ``_exponential_change(A, d_A)``.
    Forms: ``linalg.matrix_exp(A, *, out=None)``; ``x.matrix_exp()``.

    >>> import flambeau as torch
    >>> torch.linalg.matrix_exp(torch.zeros(2, 2))
    tensor([[1., 0.],
            [0., 1.]])
    """

def matrix_power(A: Tensor, n: _int, *, out: Tensor | None = None) -> Tensor:
    """The product of ``n`` factors ``A``; of its inverse for negative ``n``; the identity for 0.

    Shape: ``(..., m, m)``; the result has it.
    Dtype: any that `matmul` takes, and for negative ``n`` that `linalg.inv` takes; the result has it.
    Raises: LinAlgError (a RuntimeError) for a singular matrix and negative ``n``; RuntimeError for matrices that are
        not square.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``linalg.matrix_power(A, n, *, out=None)``; ``x.matrix_power(n)``.

    >>> import flambeau as torch
    >>> torch.linalg.matrix_power(torch.tensor([[1., 1.], [0., 1.]]), 3)
    tensor([[1., 3.],
            [0., 1.]])
    """

def max(input: Tensor, dim: Any = None, keepdim: _bool = False, *, other: Tensor | None = None, out: Any | None = None) -> Any:
    """The largest element; with ``dim`` the values ``max(self[0], self[1], ...)`` and indices along it; with a tensor
    `maximum`.

    nan counts as largest. Tied elements share the gradient of the plain form; with ``dim`` the element at the index has
    it.

    Shape: 0-d; with ``dim`` both that of ``self`` without it, or with size 1 there if ``keepdim``.
    Dtype: any but complex; the values have it, the indices are int64.
    Raises: NotImplementedError for complex tensors; RuntimeError for an empty tensor without ``dim``; IndexError for
        ``dim`` out of range, and where there is nothing to choose from.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``max(input, dim=None, keepdim=False, *, other=None, out=None)``; ``x.max(dim=None, keepdim=False, *, other=None)``.

    >>> import flambeau as torch
    >>> torch.max(torch.tensor([[1., 5.], [7., 3.]]), dim=1)
    torch.return_types.max(
    values=tensor([5., 7.]),
    indices=tensor([1, 0]))
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

def maximum(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``out[i] = self[i] if self[i] > other[i] else other[i]``; nan if either is. Tied values share the gradient half
    and half.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`).
    Raises: NotImplementedError where the common dtype is complex; RuntimeError for shapes that do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * _share_larger(self, other)``; to ``other`` ``g * _share_larger(other, self)``.
    Tangent: ``_share_larger(self, other).to(result.dtype) * d_self + _share_larger(other, self).to(result.dtype) * d_other``.
    Forms: ``maximum(input, other, *, out=None)``; ``x.maximum(other)``; in place ``x.maximum_(other)``.

    >>> import flambeau as torch
    >>> torch.maximum(torch.tensor([1., 5.]), torch.tensor([3., 2.]))
    tensor([3., 5.])
    """

def maximum_(input: Tensor, other: Tensor) -> Tensor:
    """In-place form of `maximum`."""

def mean(input: Tensor, dim: _Size | None = None, keepdim: _bool = False, *, dtype: _dtype | None = None, out: Tensor | None = None) -> Tensor:
    """``out = sum(self) / n`` over ``dim``, all dimensions by default; nan where there is nothing to average.

    Shape: that of ``self`` without ``dim``, or with size 1 there if ``keepdim``; 0-d without ``dim``.
    Dtype: floating or complex, or ``dtype``, to which elements are cast first; the result has it.
    Raises: RuntimeError for bool and integer tensors without ``dtype``, and for a dimension that is named twice; IndexError for ``dim`` out of range.
    Gradient: to ``self`` ``spread(g, self_shape, dim, keepdim) / reduced_count(self_shape, dim)``.
    Tangent: linear.
    Forms: ``mean(input, dim=None, keepdim=False, *, dtype=None, out=None)``; ``x.mean(dim=None, keepdim=False, *, dtype=None)``.

    >>> import flambeau as torch
    >>> torch.mean(torch.tensor([[1., 2.], [3., 4.]]), dim=0)
    tensor([2., 3.])
    """

def median(input: Tensor, dim: _int | None = None, keepdim: _bool = False, *, out: Any | None = None) -> Any:
    """The lower of the two middle values, ``sorted(x)[(n - 1) // 2]``; with ``dim`` the values and indices along it.
    nan if one is.

    Shape: 0-d; with ``dim`` both that of ``self`` without it, or with size 1 there if ``keepdim``.
    Dtype: integer or floating; the values have it, the indices are int64.
    Raises: NotImplementedError for bool and complex tensors; IndexError for ``dim`` out of range and where there are no
        values.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``median(input, dim=None, keepdim=False, *, out=None)``; ``x.median(dim=None, keepdim=False)``.

    >>> import flambeau as torch
    >>> torch.median(torch.tensor([3., 1., 2., 4.]))
    tensor(2.)
    """

def meshgrid(*tensors: Tensor | Sequence[Tensor], indexing: _str | None = None) -> tuple[Tensor, ...]:
    """Coordinate grids of vectors: ``out[k][i0][i1]... = tensors[k][i_k]``.

    ``indexing`` "ij" (default) keeps that order; "xy" exchanges the first two dimensions.

    Shape: vectors ``(n0,)``, ``(n1,)``, ... give grids ``(n0, n1, ...)``.
    Dtype: any, the same for all; the grids have it.
    Raises: RuntimeError for another ``indexing``, no vectors, more than one dimension and different dtypes.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``meshgrid(*tensors, indexing=None)``.

    >>> import flambeau as torch
    >>> torch.meshgrid(torch.tensor([1, 2]), torch.tensor([3, 4]), indexing="ij")
    (tensor([[1, 1],
            [2, 2]]), tensor([[3, 4],
            [3, 4]]))
    """

def min(input: Tensor, dim: Any = None, keepdim: _bool = False, *, other: Tensor | None = None, out: Any | None = None) -> Any:
    """The smallest element; with ``dim`` the values ``min(self[0], self[1], ...)`` and indices along it; with a tensor
    `minimum`.

    nan counts as smallest. Tied elements share the gradient of the plain form; with ``dim`` the element at the index
    has it.

    Shape: 0-d; with ``dim`` both that of ``self`` without it, or with size 1 there if ``keepdim``.
    Dtype: any but complex; the values have it, the indices are int64.
    Raises: NotImplementedError for complex tensors; RuntimeError for an empty tensor without ``dim``; IndexError for
        ``dim`` out of range, and where there is nothing to choose from.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``min(input, dim=None, keepdim=False, *, other=None, out=None)``; ``x.min(dim=None, keepdim=False, *, other=None)``.

    >>> import flambeau as torch
    >>> torch.min(torch.tensor([[1., 5.], [7., 3.]]), dim=1)
    torch.return_types.min(
    values=tensor([1., 3.]),
    indices=tensor([0, 1]))
    """

def minimum(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``out[i] = self[i] if self[i] < other[i] else other[i]``; nan if either is. Tied values share the gradient half
    and half.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`).
    Raises: NotImplementedError where the common dtype is complex; RuntimeError for shapes that do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * _share_larger(other, self)``; to ``other`` ``g * _share_larger(self, other)``.
    Tangent: ``_share_larger(other, self).to(result.dtype) * d_self + _share_larger(self, other).to(result.dtype) * d_other``.
    Forms: ``minimum(input, other, *, out=None)``; ``x.minimum(other)``; in place ``x.minimum_(other)``.

    >>> import flambeau as torch
    >>> torch.minimum(torch.tensor([1., 5.]), torch.tensor([3., 2.]))
    tensor([1., 2.])
    """

def minimum_(input: Tensor, other: Tensor) -> Tensor:
    """In-place form of `minimum`."""

def mm(input: Tensor, mat2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Matrix product, ``out[i, j] = sum over k of self[i, k] * mat2[k, j]``.

    Shape: ``(m, n)`` by ``(n, p)`` gives ``(m, p)``.
    Dtype: any, the same for both; the result has it.
    Raises: RuntimeError for other shapes and for two different dtypes.
    Gradient: to ``self`` ``g.mm(conj(mat2).t())``; to ``mat2`` ``conj(self).t().mm(g)``.
    Tangent: multilinear.
    Forms: ``mm(input, mat2, *, out=None)``; ``x.mm(mat2)``.

    >>> import flambeau as torch
    >>> torch.mm(torch.tensor([[1., 2.]]), torch.tensor([[3.], [4.]]))
    tensor([[11.]])
    """

def mode(input: Tensor, dim: _int = -1, keepdim: _bool = False, *, out: tuple[Tensor, Tensor] | None = None) -> _return_mode:
    """The most frequent value along ``dim`` (the smallest of tied ones) and the index of its last occurrence.

    Shape: both that of ``self`` without ``dim``, or with size 1 there if ``keepdim``.
    Dtype: any but complex; the values have it, the indices are int64.
    Raises: NotImplementedError for complex tensors; IndexError for ``dim`` out of range and where there are no values.
    Gradient: to ``self`` ``place(g_values, indices, self_shape, dim, keepdim)``.
    Tangent: ``pick(d_self, indices, dim, keepdim)``.
    Forms: ``mode(input, dim=-1, keepdim=False, *, out=None)``; ``x.mode(dim=-1, keepdim=False)``.

    >>> import flambeau as torch
    >>> torch.mode(torch.tensor([1, 2, 2, 3]))
    torch.return_types.mode(
    values=tensor(2),
    indices=tensor(2))
    """

def moveaxis(input: Tensor, source: _Size, destination: _Size, *, out: Tensor | None = None) -> Tensor:
    """The dimensions ``source`` moved to the places ``destination``, the others in order, as a view:
    ``out.shape[destination] = self.shape[source]``.

    Shape: that of ``self``, reordered.
    Dtype: any; the result has it and shares the memory.
    Raises: RuntimeError unless both name the same number of dimensions, each once; IndexError for one out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``movedim(input, source, destination, *, out=None)``; ``x.movedim(source, destination)``; also called ``moveaxis``.

    >>> import flambeau as torch
    >>> torch.movedim(torch.zeros(2, 3, 5), 0, 2).shape
    torch.Size([3, 5, 2])
    """

def movedim(input: Tensor, source: _Size, destination: _Size, *, out: Tensor | None = None) -> Tensor:
    """The dimensions ``source`` moved to the places ``destination``, the others in order, as a view:
    ``out.shape[destination] = self.shape[source]``.

    Shape: that of ``self``, reordered.
    Dtype: any; the result has it and shares the memory.
    Raises: RuntimeError unless both name the same number of dimensions, each once; IndexError for one out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``movedim(input, source, destination, *, out=None)``; ``x.movedim(source, destination)``; also called ``moveaxis``.

    >>> import flambeau as torch
    >>> torch.movedim(torch.zeros(2, 3, 5), 0, 2).shape
    torch.Size([3, 5, 2])
    """

def msort(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Values in ascending order along the first dimension: ``out[0] <= out[1] <= ...``.

    Shape: that of ``self``.
    Dtype: any but complex; the result has it.
    Raises: RuntimeError for complex tensors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``msort(input, *, out=None)``; ``x.msort()``.

    >>> import flambeau as torch
    >>> torch.msort(torch.tensor([3, 1, 2]))
    tensor([1, 2, 3])
    """

def mul(input: Tensor | _Number, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """Product, ``out[i] = self[i] * other[i]``.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`).
    Raises: RuntimeError for shapes that do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * conj(other)``; to ``other`` ``g * conj(self)``.
    Tangent: multilinear.
    Forms: ``mul(input, other, *, out=None)``; ``x.mul(other)``; in place ``x.mul_(other)``; also called ``multiply``.

    >>> import flambeau as torch
    >>> torch.tensor([1, 2]) * torch.tensor([10, 20])
    tensor([10, 40])
    """

def mul_(input: Tensor | _Number, other: Tensor | _Number) -> Tensor:
    """In-place form of `mul`."""

def multinomial(input: Tensor, num_samples: _int, replacement: _bool = False, *, generator: _Generator | None = None, out: Tensor | None = None) -> Tensor:
    """Indices drawn with probabilities ``self[i] / sum(self)``, for each row; without ``replacement`` no index comes
    twice.

    Shape: ``(n,)`` gives ``(num_samples,)``, ``(m, n)`` gives ``(m, num_samples)``.
    Dtype: floating weights; the result is int64.
    Raises: RuntimeError for bool, integer and complex weights, weights that are negative, not finite or all zero,
        another number of dimensions, and more samples than can be drawn.
    Derivative: none.
    Forms: ``multinomial(input, num_samples, replacement=False, *, generator=None, out=None)``; ``x.multinomial(num_samples, replacement=False, *, generator=None)``.

    >>> import flambeau as torch
    >>> torch.multinomial(torch.tensor([0., 1.]), 1)
    tensor([1])
    """

def multiply(input: Tensor | _Number, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """Product, ``out[i] = self[i] * other[i]``.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`).
    Raises: RuntimeError for shapes that do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * conj(other)``; to ``other`` ``g * conj(self)``.
    Tangent: multilinear.
    Forms: ``mul(input, other, *, out=None)``; ``x.mul(other)``; in place ``x.mul_(other)``; also called ``multiply``.

    >>> import flambeau as torch
    >>> torch.tensor([1, 2]) * torch.tensor([10, 20])
    tensor([10, 40])
    """

def multiply_(input: Tensor | _Number, other: Tensor | _Number) -> Tensor:
    """In-place form of `mul`."""

def mv(input: Tensor, vec: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Matrix times vector, ``out[i] = sum over k of self[i, k] * vec[k]``.

    Shape: ``(m, n)`` by ``(n,)`` gives ``(m,)``.
    Dtype: any, the same for both; the result has it.
    Raises: RuntimeError for other shapes and for two different dtypes.
    Gradient: to ``self`` ``g.unsqueeze(1) * conj(vec)``; to ``vec`` ``conj(self).t().mv(g)``.
    Tangent: multilinear.
    Forms: ``mv(input, vec, *, out=None)``; ``x.mv(vec)``.

    >>> import flambeau as torch
    >>> torch.mv(torch.tensor([[1., 2.]]), torch.tensor([3., 4.]))
    tensor([11.])
    """

def mvlgamma(input: Tensor, p: _int, *, out: Tensor | None = None) -> Tensor:
    """Logarithm of the ``p``-variate gamma function,
    ``p (p - 1) / 4 * log(pi) + sum over j < p of lgamma(self[i] - j / 2)``.

    Every element is above ``(p - 1) / 2``.

    Shape: that of ``self``.
    Dtype: integer or floating; integers become the default dtype.
    Raises: RuntimeError unless ``p >= 1``; NotImplementedError for bool and complex tensors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``mvlgamma(input, p, *, out=None)``; ``x.mvlgamma(p)``; in place ``x.mvlgamma_(p)``.

    >>> import flambeau as torch
    >>> torch.mvlgamma(torch.tensor([2., 3.]), 2)
    tensor([0.4516, 1.5502])
    """

def mvlgamma_(input: Tensor, p: _int) -> Tensor:
    """In-place form of `mvlgamma`."""

def nan_to_num(input: Tensor, nan: _float | None = None, posinf: _float | None = None, neginf: _float | None = None, *, out: Tensor | None = None) -> Tensor:
    """``nan`` (by default 0) in the place of nan, ``posinf`` and ``neginf`` in the place of infinities.

    ``posinf`` and ``neginf`` are the dtype's largest and lowest value by default. The parts of complex numbers are
    treated alike.

    Shape: that of ``self``.
    Dtype: any; the result has it.
    Raises: in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * self.isfinite()``.
    Tangent: ``d_self * self.isfinite()``.
    Forms: ``nan_to_num(input, nan=None, posinf=None, neginf=None, *, out=None)``; ``x.nan_to_num(nan=None, posinf=None, neginf=None)``; in place ``x.nan_to_num_(nan=None, posinf=None, neginf=None)``.

    >>> import flambeau as torch
    >>> torch.nan_to_num(torch.tensor([float("nan"), 1.]))
    tensor([0., 1.])
    """

def nan_to_num_(input: Tensor, nan: _float | None = None, posinf: _float | None = None, neginf: _float | None = None) -> Tensor:
    """In-place form of `nan_to_num`."""

def nanmean(input: Tensor, dim: _Size | None = None, keepdim: _bool = False, *, dtype: _dtype | None = None, out: Tensor | None = None) -> Tensor:
    """``sum(x) / n`` over ``dim``, all dimensions by default, of the values that are not nan.

    Shape: that of ``self`` without ``dim``, or with size 1 there if ``keepdim``; 0-d without ``dim``.
    Dtype: floating, or ``dtype``; the result has it.
    Raises: NotImplementedError for bool and integer tensors; RuntimeError for complex ones; IndexError for ``dim`` out
        of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nanmean(input, dim=None, keepdim=False, *, dtype=None, out=None)``; ``x.nanmean(dim=None, keepdim=False, *, dtype=None)``.

    >>> import flambeau as torch
    >>> torch.nanmean(torch.tensor([1., float("nan"), 2.]))
    tensor(1.5000)
    """

def nanmedian(input: Tensor, dim: _int | None = None, keepdim: _bool = False, *, out: Any | None = None) -> Any:
    """`median`, ``sorted(x)[(n - 1) // 2]``, of the values that are not nan.

    Shape: 0-d; with ``dim`` both that of ``self`` without it, or with size 1 there if ``keepdim``.
    Dtype: integer or floating; the values have it, the indices are int64.
    Raises: NotImplementedError for bool and complex tensors; IndexError for ``dim`` out of range and where there are no
        values.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nanmedian(input, dim=None, keepdim=False, *, out=None)``; ``x.nanmedian(dim=None, keepdim=False)``.

    >>> import flambeau as torch
    >>> torch.nanmedian(torch.tensor([3., float("nan"), 2.]))
    tensor(2.)
    """

def nanquantile(input: Tensor, q: Tensor | _float, dim: _int | None = None, keepdim: _bool = False, *, interpolation: _str = 'linear', out: Tensor | None = None) -> Tensor:
    """The ``q``-th quantile along ``dim`` (of all elements by default) of the n values that are not nan: the sorted
    values at place ``q * (n - 1)``.

    ``interpolation`` between two places is "linear", "lower", "higher", "midpoint" or "nearest".

    Shape: that of ``self`` without ``dim``, or with size 1 there if ``keepdim``; for a vector ``q`` its length comes
        first.
    Dtype: float32 or float64, the same for ``q``; the result has it.
    Raises: RuntimeError for ``q`` outside [0, 1] or of more than one dimension, an unknown interpolation, and 16-bit
        and complex tensors; NotImplementedError for bool and integer tensors; IndexError for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nanquantile(input, q, dim=None, keepdim=False, *, interpolation='linear', out=None)``; ``x.nanquantile(q, dim=None, keepdim=False, *, interpolation='linear')``.

    >>> import flambeau as torch
    >>> torch.nanquantile(torch.tensor([0., float("nan"), 2.]), .5)
    tensor(1.)
    """

def nansum(input: Tensor, dim: _Size | None = None, keepdim: _bool = False, *, dtype: _dtype | None = None, out: Tensor | None = None) -> Tensor:
    """``out = self[0] + self[1] + ...`` over ``dim``, in which nan counts as 0.

    Shape: that of ``self`` without ``dim``, or with size 1 there if ``keepdim``; 0-d without ``dim``.
    Dtype: any but complex, or ``dtype``; bools and integers are summed in int64.
    Raises: RuntimeError for complex tensors and for a dimension that is named twice; IndexError for ``dim`` out of range.
    Gradient: to ``self`` ``spread(g, self.shape, dim, keepdim).masked_fill(self.isnan(), 0)``.
    Tangent: ``d_self.masked_fill(self.isnan(), 0).sum(dim, keepdim)``.
    Forms: ``nansum(input, dim=None, keepdim=False, *, dtype=None, out=None)``; ``x.nansum(dim=None, keepdim=False, *, dtype=None)``.

    >>> import flambeau as torch
    >>> torch.nansum(torch.tensor([1., float("nan"), 2.]))
    tensor(3.)
    """

def narrow(input: Tensor, dim: _int, start: Tensor | _int, length: _int, *, out: Tensor | None = None) -> Tensor:
    """``self[start : start + length]`` along ``dim``, as a view; a negative ``start`` counts from the end.

    Shape: that of ``self`` with ``length`` at ``dim``.
    Dtype: any; the result has it and shares the memory.
    Raises: RuntimeError for what reaches beyond the end and for a negative length; IndexError for ``dim`` or ``start``
        out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``narrow(input, dim, start, length, *, out=None)``; ``x.narrow(dim, start, length)``.

    >>> import flambeau as torch
    >>> torch.narrow(torch.arange(5), 0, 1, 3)
    tensor([1, 2, 3])
    """

def narrow_copy(input: Tensor, dim: _int, start: _int, length: _int, *, out: Tensor | None = None) -> Tensor:
    """A copy of ``self.narrow(dim, start, length)``.

    Shape: that of ``self`` with ``length`` at ``dim``.
    Dtype: any; the result has it.
    Raises: RuntimeError for a part that reaches beyond the dimension; IndexError for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``narrow_copy(input, dim, start, length, *, out=None)``; ``x.narrow_copy(dim, start, length)``.

    >>> import flambeau as torch
    >>> torch.narrow_copy(torch.arange(5), 0, 1, 2)
    tensor([1, 2])
    """

def native_batch_norm(input: Tensor, weight: Tensor | None, bias: Tensor | None, running_mean: Tensor | None, running_var: Tensor | None, training: _bool, momentum: _float, eps: _float, *, out: tuple[Tensor, Tensor, Tensor] | None = None) -> tuple[Tensor, Tensor, Tensor]:
    """`batch_norm`, ``(x - mean) / sqrt(var + eps) * weight + bias``, with the means and reciprocal deviations of a
    batch in training, else with two tensors without elements.

    Shape: the first that of ``input``, the others ``(C,)`` or ``(0,)``.
    Dtype: floating; the results have it.
    Raises: RuntimeError as `batch_norm`; NotImplementedError for bool, integer and complex tensors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``native_batch_norm(input, weight, bias, running_mean, running_var, training, momentum, eps, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.native_batch_norm(torch.tensor([[1.], [3.]]), None, None, None, None, True, .1, 0.)[1]
    tensor([2.])
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

def native_group_norm(input: Tensor, weight: Tensor | None, bias: Tensor | None, N: _int, C: _int, HxW: _int, group: _int, eps: _float, *, out: tuple[Tensor, Tensor, Tensor] | None = None) -> tuple[Tensor, Tensor, Tensor]:
    """`group_norm`, ``(x - mean) / sqrt(var + eps) * weight + bias``, with the means and reciprocal deviations used.

    Shape: the first that of ``input``, which has ``N`` samples, ``C`` channels and ``HxW`` positions; the others
        ``(N, group)``.
    Dtype: floating; the results have it.
    Raises: RuntimeError for an input of other sizes and for channels that do not divide into groups;
        NotImplementedError for bool, integer and complex tensors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``native_group_norm(input, weight, bias, N, C, HxW, group, eps, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.native_group_norm(torch.tensor([[[1., 3.]]]), None, None, 1, 1, 2, 1, 0.)[1]
    tensor([[2.]])
    """

def native_layer_norm(input: Tensor, normalized_shape: _Size, weight: Tensor | None, bias: Tensor | None, eps: _float, *, out: tuple[Tensor, Tensor, Tensor] | None = None) -> tuple[Tensor, Tensor, Tensor]:
    """`layer_norm`, ``(x - mean) / sqrt(var + eps) * weight + bias``, with the means and reciprocal deviations used.

    Shape: the first that of ``input``, the others with sizes of one at the dimensions of ``normalized_shape``.
    Dtype: floating; the results have it.
    Raises: RuntimeError for an input, a weight or a bias that does not end in ``normalized_shape``; NotImplementedError
        for bool, integer and complex tensors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``native_layer_norm(input, normalized_shape, weight, bias, eps, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.native_layer_norm(torch.tensor([1., 3.]), (2,), None, None, 0.)[1]
    tensor([2.])
    """

def ne(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """``out[i] = self[i] != other[i]``; true where either is nan.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result is bool.
    Raises: RuntimeError for shapes that do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Derivative: none.
    Forms: ``ne(input, other, *, out=None)``; ``x.ne(other)``; in place ``x.ne_(other)``; also called ``not_equal``.

    >>> import flambeau as torch
    >>> torch.ne(torch.tensor([1, 2]), 1)
    tensor([False,  True])
    """

def ne_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """In-place form of `ne`."""

def neg(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Negative, ``out[i] = -self[i]``.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``.
    Raises: RuntimeError for bool tensors (use `~`); in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``-g``.
    Tangent: linear.
    Forms: ``neg(input, *, out=None)``; ``x.neg()``; in place ``x.neg_()``; also called ``negative``.

    >>> import flambeau as torch
    >>> -torch.tensor([1., -2.])
    tensor([-1.,  2.])
    """

def neg_(input: Tensor) -> Tensor:
    """In-place form of `neg`."""

def negative(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Negative, ``out[i] = -self[i]``.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``.
    Raises: RuntimeError for bool tensors (use `~`); in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``-g``.
    Tangent: linear.
    Forms: ``neg(input, *, out=None)``; ``x.neg()``; in place ``x.neg_()``; also called ``negative``.

    >>> import flambeau as torch
    >>> -torch.tensor([1., -2.])
    tensor([-1.,  2.])
    """

def negative_(input: Tensor) -> Tensor:
    """In-place form of `neg`."""

def nextafter(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The next representable value from ``self[i]`` towards ``other[i]``.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: floating; the result has the common dtype of the operands.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError for shapes that do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Source: IEEE 754-2008, nextUp and nextDown; C11, 7.12.11.3.
    Gradient: to ``self`` ``g``; to ``other`` ``g.new_zeros(g.shape)``.
    Tangent: ``d_self + result.new_zeros(result.shape)``.
    Forms: ``nextafter(input, other, *, out=None)``; ``x.nextafter(other)``; in place ``x.nextafter_(other)``.

    >>> import flambeau as torch
    >>> torch.nextafter(torch.tensor([1.]), torch.tensor([2.])) > 1
    tensor([True])
    """

def nextafter_(input: Tensor, other: Tensor) -> Tensor:
    """In-place form of `nextafter`."""

def nonzero(input: Tensor, *, as_tuple: _bool = False, out: Any | None = None) -> Any:
    """Indices of the elements with ``self[i] != 0``: one per row, or with ``as_tuple`` one vector per dimension.

    Shape: ``(n, d)`` for n such elements of a tensor of d dimensions.
    Dtype: any; the result is int64.
    Raises: TypeError for what is not a tensor.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nonzero(input, *, as_tuple=False, out=None)``; ``x.nonzero(*, as_tuple=False)``.

    >>> import flambeau as torch
    >>> torch.nonzero(torch.tensor([0, 5, 7]))
    tensor([[1],
            [2]])
    """

def nonzero_static(input: Tensor, *, size: _int, fill_value: _int = -1, out: Tensor | None = None) -> Tensor:
    """`nonzero` in a fixed number of rows: indices of the first elements with ``self[i] != 0``, then ``fill_value``.

    Shape: ``(size, d)`` for a tensor of d dimensions.
    Dtype: any; the result is int64.
    Raises: RuntimeError for a negative ``size``.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``nonzero_static(input, *, size, fill_value=-1, out=None)``; ``x.nonzero_static(*, size, fill_value=-1)``.

    >>> import flambeau as torch
    >>> torch.nonzero_static(torch.tensor([0, 5, 7]), size=3)
    tensor([[ 1],
            [ 2],
            [-1]])
    """

def norm(input: Tensor, p: Any = 'fro', dim: _Size | None = None, keepdim: _bool = False, dtype: _dtype | None = None, *, out: Tensor | None = None) -> Tensor:
    """Vector norm ``(sum |x|**p) ** (1 / p)`` over ``dim`` (all dimensions, flattened, by default); "fro" is p = 2.

    Shape: that of ``self`` without ``dim``, or with size 1 there if ``keepdim``; 0-d without ``dim``.
    Dtype: floating or complex, or ``dtype``; the result has the real dtype.
    Raises: RuntimeError for bool and integer tensors and for other strings than "fro"; IndexError for ``dim`` out of
        range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``norm(input, p='fro', dim=None, keepdim=False, dtype=None, *, out=None)``; ``x.norm(p='fro', dim=None, keepdim=False, dtype=None)``.

    >>> import flambeau as torch
    >>> torch.norm(torch.tensor([3., 4.]))
    tensor(5.)
    """

def normal(mean: Tensor | _Number = 0.0, std: Tensor | _Number = 1.0, size: _Size | None = None, *, generator: _Generator | None = None, dtype: _dtype | None = None, layout: _layout | None = None, device: _Device | None = None, requires_grad: _bool = False, pin_memory: _bool = False, out: Tensor | None = None) -> Tensor:
    """Normal numbers with the given ``mean`` and standard deviation ``std``, numbers (then with ``size``) or tensors:
    ``out[i] = mean[i] + std[i] * z[i]``.

    Shape: ``size``, or that of ``mean`` and ``std``, broadcast together.
    Dtype: that of the tensors, floating or complex; of two numbers ``dtype``, the default dtype without it.
    Raises: RuntimeError for a negative ``std`` and for shapes that do not broadcast; NotImplementedError for bool and
        integer tensors; TypeError for two numbers without ``size``; RuntimeError for ``requires_grad`` with a bool or integer dtype.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``normal(mean=0.0, std=1.0, size=None, *, generator=None, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.normal(torch.zeros(2), 0.)
    tensor([0., 0.])
    """

def not_equal(input: Tensor, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """``out[i] = self[i] != other[i]``; true where either is nan.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result is bool.
    Raises: RuntimeError for shapes that do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Derivative: none.
    Forms: ``ne(input, other, *, out=None)``; ``x.ne(other)``; in place ``x.ne_(other)``; also called ``not_equal``.

    >>> import flambeau as torch
    >>> torch.ne(torch.tensor([1, 2]), 1)
    tensor([False,  True])
    """

def not_equal_(input: Tensor, other: Tensor | _Number) -> Tensor:
    """In-place form of `ne`."""

def numel(input: Tensor) -> _int:
    """The number of elements.

    Raises: TypeError for what is not a tensor.

    >>> import flambeau as torch
    >>> torch.numel(torch.zeros(2, 3))
    6
    """

def ones(*size: _int | Sequence[_int], dtype: _dtype | None = None, layout: _layout | None = None, device: _Device | None = None, requires_grad: _bool = False, pin_memory: _bool = False, out: Tensor | None = None) -> Tensor:
    """Ones: ``out[i] = 1``.

    Shape: ``size``.
    Dtype: ``dtype``; without it the default dtype.
    Raises: RuntimeError for a negative size; RuntimeError for ``requires_grad`` with a bool or integer dtype.
    Forms: ``ones(*size, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.ones(2, 3)
    tensor([[1., 1., 1.],
            [1., 1., 1.]])
    """

def ones_like(input: Tensor, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _Device | None = None, requires_grad: _bool = False, memory_format: Any = None, pin_memory: _bool = False, out: Tensor | None = None) -> Tensor:
    """Ones in the form of another tensor: ``out[i] = 1``.

    Shape: that of ``input``.
    Dtype: ``dtype``; without it that of ``input``.
    Raises: RuntimeError for ``requires_grad`` with a bool or integer dtype.
    Derivative: none.
    Forms: ``ones_like(input, *, dtype=None, layout=None, device=None, requires_grad=False, memory_format=None, pin_memory=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.ones_like(torch.tensor([1, 2]))
    tensor([1, 1])
    """

def orgqr(input: Tensor, input2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """`linalg.householder_product` by its old name: the first columns of a product of reflections
    ``I - input2[i] v[i] v[i]ᴴ``.

    Shape: ``self`` ``(..., m, n)`` with ``m >= n`` and ``input2`` ``(..., k)`` with ``k <= n``; the result has that of
        ``self``.
    Dtype: float32, float64 or complex, the same for both; the result has it.
    Raises: RuntimeError for bool, integer and 16-bit floating tensors, two different dtypes and shapes that do not go
        together.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``orgqr(input, input2, *, out=None)``; ``x.orgqr(input2)``.

    >>> import flambeau as torch
    >>> torch.orgqr(torch.tensor([[0.], [0.]]), torch.tensor([2.])).abs()
    tensor([[1.],
            [0.]])
    """

def ormqr(input: Tensor, input2: Tensor, input3: Tensor, left: _bool = True, transpose: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """``Q @ input3`` (``input3 @ Q`` if not ``left``, ``Qᴴ`` for ``Q`` if ``transpose``), where ``Q`` is the product of
    the reflections that `geqrf` gave as ``self`` and ``tau``, here ``input2``.

    Shape: ``self`` ``(..., m, n)`` and ``input2`` ``(..., min(m, n))`` with ``input3`` ``(..., m, k)``, or ``(..., k,
        m)`` if not ``left``; the result has that of ``input3``.
    Dtype: float32, float64 or complex, the same for all; the result has it.
    Raises: RuntimeError for bool, integer and 16-bit floating tensors, different dtypes and shapes that do not go
        together.
    Gradient: to ``self`` and ``input2`` ``_ormqr_gradient``; to ``input3`` ``ormqr(self, input2, g, left, not transpose)``.
    Tangent: ``_ormqr_tangent``.
    Forms: ``ormqr(input, input2, input3, left=True, transpose=False, *, out=None)``; ``x.ormqr(input2, input3, left=True, transpose=False)``.

    >>> import flambeau as torch
    >>> torch.ormqr(torch.tensor([[0.], [0.]]), torch.tensor([2.]), torch.tensor([[1.], [1.]]))
    tensor([[-1.],
            [ 1.]])
    """

def outer(input: Tensor, vec2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Outer product, ``out[i][j] = self[i] * vec2[j]``.

    Shape: ``(m,)`` and ``(n,)`` give ``(m, n)``.
    Dtype: any; the result has the common dtype (`result_type`).
    Raises: RuntimeError for tensors that are not 1-D.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``outer(input, vec2, *, out=None)``; ``x.outer(vec2)``; also called ``ger``.

    >>> import flambeau as torch
    >>> torch.outer(torch.tensor([1., 2.]), torch.tensor([3., 4.]))
    tensor([[3., 4.],
            [6., 8.]])
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

def pca_lowrank(A: Tensor, q: _int | None = None, center: _bool = True, niter: _int = 2, *, out: tuple[Tensor, Tensor, Tensor] | None = None) -> _return_pca_lowrank:
    """The ``q`` principal directions of the rows of ``A``, nearly, as columns of ``V``: the `svd_lowrank` of ``A``
    less the mean of its rows if ``center``, with ``A ≈ U @ diag(S) @ Vᴴ``.

    Shape: ``(..., m, n)`` gives ``(..., m, q)``, ``(..., q)`` and ``(..., n, q)``; ``q`` is ``min(6, m, n)`` by
        default.
    Dtype: float32, float64 or complex; the vectors have it, the values the real dtype.
    Raises: ValueError for ``q`` out of range and a negative ``niter``; NotImplementedError for bool and integer
        tensors, RuntimeError for 16-bit floating ones and for matrices that are not finite.
    Source: Halko, Martinsson and Tropp 2011, doi:10.1137/090771806.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``pca_lowrank(A, q=None, center=True, niter=2, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.pca_lowrank(torch.tensor([[1., 0.], [3., 0.]]), q=1).S
    tensor([1.4142])
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

def permute(input: Tensor, *dims: _int | Sequence[_int]) -> Tensor:
    """The dimensions in the order given, as a view: ``out.shape[k] = self.shape[dims[k]]``.

    Shape: ``self.shape[d] for d in dims``.
    Dtype: any; the result has that of ``self`` and shares its memory.
    Raises: RuntimeError unless every dimension is named once; IndexError for a dimension out of range.
    Gradient: to ``self`` ``g.permute(_inverse(dims))``.
    Tangent: linear.
    Forms: ``permute(input, *dims, out=None)``; ``x.permute(*dims)``.

    >>> import flambeau as torch
    >>> torch.permute(torch.zeros(2, 3, 5), (2, 0, 1)).shape
    torch.Size([5, 2, 3])
    """

def permute_copy(input: Tensor, dims: _Size, *, out: Tensor | None = None) -> Tensor:
    """A copy of ``self.permute(dims)``.

    Shape: the sizes of ``self`` in the order of ``dims``.
    Dtype: any; the result has it.
    Raises: RuntimeError unless ``dims`` names each dimension once.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``permute_copy(input, dims, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.permute_copy(torch.zeros(2, 3), (1, 0)).shape
    torch.Size([3, 2])
    """

def pinverse(input: Tensor, rcond: Any = 1e-15, *, out: Tensor | None = None) -> Tensor:
    """`linalg.pinv` by its old name: the ``P`` with ``A P A = A``, ``P A P = P``, and Hermitian ``A P`` and ``P A``.

    Shape: ``(..., m, n)`` gives ``(..., n, m)``.
    Dtype: float32, float64 or complex; the result has it.
    Raises: LinAlgError (a RuntimeError) for a matrix that is not finite; RuntimeError for bool, integer and 16-bit
        floating tensors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``pinverse(input, rcond=1e-15, *, out=None)``; ``x.pinverse(rcond=1e-15)``.

    >>> import flambeau as torch
    >>> torch.pinverse(torch.tensor([[2.]]))
    tensor([[0.5000]])
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

def poisson(input: Tensor, generator: _Generator | None = None, *, out: Tensor | None = None) -> Tensor:
    """Poisson distributed counts: ``k`` with probability ``self[i]**k * exp(-self[i]) / k!``.

    Shape: that of ``self``.
    Dtype: floating; the result has it.
    Raises: RuntimeError for a negative rate; NotImplementedError for bool, integer and complex tensors.
    Gradient: to ``self`` ``g.new_zeros(g.shape)``.
    Tangent: ``result.new_zeros(result.shape)``.
    Forms: ``poisson(input, generator=None, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.poisson(torch.zeros(2))
    tensor([0., 0.])
    """

def polar(abs: Tensor, angle: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``out[i] = abs[i] * exp(1j * angle[i])``, angles in radians.

    Shape: that of ``abs`` and ``angle``, broadcast together.
    Dtype: float32 or float64, the same for both; the result has the complex dtype of such parts.
    Raises: RuntimeError for bool, integer, float16 and complex tensors, for two different dtypes, and for shapes that
        do not broadcast.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``polar(abs, angle, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.polar(torch.tensor([2.]), torch.tensor([0.]))
    tensor([2.+0.j])
    """

def polygamma(n: _int, self: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The ``n``-th derivative of `digamma`.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: RuntimeError for a negative ``n``; NotImplementedError for complex tensors; in place, RuntimeError where the result does not fit into ``self``.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 6.4.1.
    Gradient: to ``self`` ``g * polygamma(n + 1, self)``.
    Tangent: ``d_self * polygamma(n + 1, self)``.
    Forms: ``polygamma(n, self, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.polygamma(1, torch.tensor([1.]))
    tensor([1.6449])
    """

def polygamma_(n: _int, self: Tensor) -> Tensor:
    """In-place form of `polygamma`."""

def positive(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``out[i] = +self[i]``: the tensor itself.

    Shape: that of ``self``.
    Dtype: integer, floating or complex; the result has it.
    Raises: RuntimeError for bool tensors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``positive(input, *, out=None)``; ``x.positive()``.

    >>> import flambeau as torch
    >>> torch.positive(torch.tensor([1., -2.]))
    tensor([ 1., -2.])
    """

def pow(input: Tensor | _Number, exponent: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """Power, ``out[i] = self[i] ** exponent[i]``.

    The derivative of ``x ** 0`` is 0 everywhere, that of ``0 ** y`` by a non-negative ``y`` is 0.

    Shape: that of ``self`` and ``exponent``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`).
    Raises: RuntimeError for integers to a negative integer power that is a number, and for shapes that do not
        broadcast; NotImplementedError where the common dtype is bool; in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``_scaled(g, _power_by_base(self, exponent))``; to ``exponent`` ``g * conj(_power_by_exponent(self, exponent, result))``.
    Tangent: ``_power_tangent``.
    Forms: ``pow(input, exponent, *, out=None)``; ``x.pow(exponent)``; in place ``x.pow_(exponent)``.

    >>> import flambeau as torch
    >>> torch.tensor([1., 2., 3.]) ** 2
    tensor([1., 4., 9.])
    """

def pow_(input: Tensor | _Number, exponent: Tensor | _Number) -> Tensor:
    """In-place form of `pow`."""

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

def prod(input: Tensor, dim: _int | None = None, keepdim: _bool = False, *, dtype: _dtype | None = None, out: Tensor | None = None) -> Tensor:
    """``out = self[0] * self[1] * ...`` over one dimension, all by default; 1 for nothing.

    Shape: that of ``self`` without ``dim``, or with size 1 there if ``keepdim``; 0-d without ``dim``.
    Dtype: any, or ``dtype``, to which elements are cast first; bools and integers are multiplied in int64.
    Raises: IndexError for ``dim`` out of range.
    Gradient: to ``self`` ``restore(g, self.shape, dim, keepdim) * conj(_prod_slope(self, dim))``.
    Tangent: ``(d_self * _prod_slope(self, dim)).sum(dim, keepdim)``.
    Forms: ``prod(input, dim=None, keepdim=False, *, dtype=None, out=None)``; ``x.prod(dim=None, keepdim=False, *, dtype=None)``.

    >>> import flambeau as torch
    >>> torch.prod(torch.tensor([[1., 2.], [3., 4.]]), 1)
    tensor([ 2., 12.])
    """

def put(input: Tensor, index: Tensor, source: Tensor, accumulate: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """A copy with ``out.flatten()[index[i]] = source[i]``, or ``+=`` if ``accumulate``.

    Shape: that of ``self``; ``index`` and ``source`` have one number of elements.
    Dtype: any, the same for ``source``; the result has it. ``index`` is int64.
    Raises: IndexError for an index out of range, and unless there are as many sources as indices; RuntimeError for an
        index or ``source`` of another dtype.
    Gradient: to ``self`` ``g if accumulate else put(g, index, g.new_zeros(index.shape))``; to ``index`` none; to ``source`` ``g.take(index).reshape(source_shape)``.
    Tangent: ``put(d_self, index, d_source, accumulate)``.
    Forms: ``put(input, index, source, accumulate=False, *, out=None)``; ``x.put(index, source, accumulate=False)``; in place ``x.put_(index, source, accumulate=False)``.

    >>> import flambeau as torch
    >>> torch.put(torch.zeros(3), torch.tensor([2]), torch.tensor([5.]))
    tensor([0., 0., 5.])
    """

def put_(input: Tensor, index: Tensor, source: Tensor, accumulate: _bool = False) -> Tensor:
    """In-place form of `put`."""

def qr(input: Tensor, some: _bool = True, *, out: tuple[Tensor, Tensor] | None = None) -> _return_qr:
    """`linalg.qr` by its old name, in mode "reduced" if ``some`` and "complete" if not: ``Q @ R = self``.

    Shape: ``(..., m, n)`` gives ``(..., m, k)`` and ``(..., k, n)`` with ``k = min(m, n)``, or ``k = m``.
    Dtype: float32, float64 or complex; the results have it.
    Raises: RuntimeError for bool, integer and 16-bit floating tensors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``qr(input, some=True, *, out=None)``; ``x.qr(some=True)``.

    >>> import flambeau as torch
    >>> torch.qr(torch.tensor([[0., 2.], [1., 3.]])).R.abs()
    tensor([[1., 3.],
            [0., 2.]])
    """

def quantile(input: Tensor, q: Tensor | _float, dim: _int | None = None, keepdim: _bool = False, *, interpolation: _str = 'linear', out: Tensor | None = None) -> Tensor:
    """The ``q``-th quantiles along ``dim`` (of all elements by default): the sorted values at place ``q * (n - 1)``;
    nan if the line has a nan.

    ``interpolation`` between two places is "linear", "lower", "higher", "midpoint" or "nearest".

    Shape: that of ``self`` without ``dim``, or with size 1 there if ``keepdim``; for a vector ``q`` its length comes
        first.
    Dtype: float32 or float64, the same for ``q``; the result has it.
    Raises: RuntimeError for ``q`` outside [0, 1] or of more than one dimension, no values, an unknown interpolation,
        and 16-bit and complex tensors; NotImplementedError for bool and integer tensors; IndexError for ``dim`` out of
        range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``quantile(input, q, dim=None, keepdim=False, *, interpolation='linear', out=None)``; ``x.quantile(q, dim=None, keepdim=False, *, interpolation='linear')``.

    >>> import flambeau as torch
    >>> torch.quantile(torch.tensor([0., 1., 2., 3.]), .5)
    tensor(1.5000)
    """

def rad2deg(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Radians to degrees, ``out[i] = self[i] * 180 / pi``.

    Shape: that of ``self``.
    Dtype: any but complex; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``rad2deg(input, *, out=None)``; ``x.rad2deg()``; in place ``x.rad2deg_()``.

    >>> import flambeau as torch
    >>> torch.rad2deg(torch.tensor([3.1415927]))
    tensor([180.])
    """

def rad2deg_(input: Tensor) -> Tensor:
    """In-place form of `rad2deg`."""

def rand(*size: _int | Sequence[_int], generator: _Generator | None = None, dtype: _dtype | None = None, layout: _layout | None = None, device: _Device | None = None, requires_grad: _bool = False, pin_memory: _bool = False, out: Tensor | None = None) -> Tensor:
    """Uniform numbers, ``0 <= out[i] < 1``.

    Shape: ``size``.
    Dtype: ``dtype``; without it the default dtype.
    Raises: RuntimeError for a negative size; NotImplementedError for bool and integer dtypes; RuntimeError for ``requires_grad`` with a bool or integer dtype.
    Forms: ``rand(*size, generator=None, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.rand(2, 3).shape
    torch.Size([2, 3])
    """

def rand_like(input: Tensor, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _Device | None = None, requires_grad: _bool = False, memory_format: Any = None, pin_memory: _bool = False, out: Tensor | None = None) -> Tensor:
    """Uniform numbers in the form of another tensor, ``0 <= out[i] < 1``.

    Shape: that of ``input``.
    Dtype: ``dtype``; without it that of ``input``.
    Raises: NotImplementedError for bool and integer dtypes; RuntimeError for ``requires_grad`` with a bool or integer dtype.
    Derivative: none.
    Forms: ``rand_like(input, *, dtype=None, layout=None, device=None, requires_grad=False, memory_format=None, pin_memory=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.rand_like(torch.zeros(2)).shape
    torch.Size([2])
    """

def randint(low: Any = None, high: Any = None, size: Any = None, *, generator: _Generator | None = None, dtype: _dtype | None = None, layout: _layout | None = None, device: _Device | None = None, requires_grad: _bool = False, pin_memory: _bool = False, out: Tensor | None = None) -> Tensor:
    """Uniform integers, ``low <= out[i] < high``; ``randint(high, size)`` starts at 0.

    Shape: ``size``.
    Dtype: ``dtype``, int64 without it.
    Raises: RuntimeError unless ``low < high``, for bounds that the dtype cannot hold and for a negative size; TypeError
        without ``size``; RuntimeError for ``requires_grad`` with a bool or integer dtype.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``randint(low=None, high=None, size=None, *, generator=None, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.randint(0, 1, (3,))
    tensor([0, 0, 0])
    """

def randint_like(input: Tensor, low: _int | None = None, high: _int | None = None, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _Device | None = None, requires_grad: _bool = False, memory_format: Any = None, pin_memory: _bool = False, out: Tensor | None = None) -> Tensor:
    """Uniform integers in the form of another tensor, ``low <= out[i] < high``; ``randint_like(input, high)`` starts at
    0.

    Shape: that of ``input``.
    Dtype: ``dtype``; without it that of ``input``.
    Raises: RuntimeError unless ``low < high``, and for bounds that the dtype cannot hold, as bool; NotImplementedError
        for complex dtypes; TypeError without bounds; RuntimeError for ``requires_grad`` with a bool or integer dtype.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``randint_like(input, low=None, high=None, *, dtype=None, layout=None, device=None, requires_grad=False, memory_format=None, pin_memory=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.randint_like(torch.zeros(3), 1)
    tensor([0., 0., 0.])
    """

def randn(*size: _int | Sequence[_int], generator: _Generator | None = None, dtype: _dtype | None = None, layout: _layout | None = None, device: _Device | None = None, requires_grad: _bool = False, pin_memory: _bool = False, out: Tensor | None = None) -> Tensor:
    """Standard normal numbers, of density ``exp(-x**2 / 2) / sqrt(2 * pi)``.

    Shape: ``size``.
    Dtype: ``dtype``; without it the default dtype.
    Raises: RuntimeError for a negative size; NotImplementedError for bool and integer dtypes; RuntimeError for ``requires_grad`` with a bool or integer dtype.
    Forms: ``randn(*size, generator=None, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.randn(2, 3).shape
    torch.Size([2, 3])
    """

def randn_like(input: Tensor, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _Device | None = None, requires_grad: _bool = False, memory_format: Any = None, pin_memory: _bool = False, out: Tensor | None = None) -> Tensor:
    """Standard normal numbers in the form of another tensor, of density ``exp(-x**2 / 2) / sqrt(2 * pi)``.

    Shape: that of ``input``.
    Dtype: ``dtype``; without it that of ``input``.
    Raises: NotImplementedError for bool and integer dtypes; RuntimeError for ``requires_grad`` with a bool or integer dtype.
    Derivative: none.
    Forms: ``randn_like(input, *, dtype=None, layout=None, device=None, requires_grad=False, memory_format=None, pin_memory=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.randn_like(torch.zeros(2)).shape
    torch.Size([2])
    """

def randperm(n: _int, *, generator: _Generator | None = None, dtype: _dtype | None = None, layout: _layout | None = None, device: _Device | None = None, requires_grad: _bool = False, pin_memory: _bool = False, out: Tensor | None = None) -> Tensor:
    """The integers 0 to ``n - 1`` in random order, every order equally likely.

    Shape: ``(n,)``.
    Dtype: ``dtype``, int64 without it.
    Raises: RuntimeError for a negative ``n`` and one that the dtype cannot count to; RuntimeError for ``requires_grad`` with a bool or integer dtype.
    Forms: ``randperm(n, *, generator=None, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.randperm(1)
    tensor([0])
    """

def ravel(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """All dimensions as one, ``self.reshape(-1)``.

    Shape: ``(n,)``, n the number of elements.
    Dtype: any; the result has it.
    Raises: TypeError for what is not a tensor.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``ravel(input, *, out=None)``; ``x.ravel()``.

    >>> import flambeau as torch
    >>> torch.ravel(torch.zeros(2, 3)).shape
    torch.Size([6])
    """

def real(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The real part, ``real(self[i])``, as a view; a real tensor is returned as it is.

    Shape: that of ``self``.
    Dtype: any; a complex tensor gives the real dtype of its parts.
    Raises: TypeError for what is not a tensor.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``real(input, *, out=None)``; ``x.real``.

    >>> import flambeau as torch
    >>> torch.real(torch.tensor([1+2j]))
    tensor([1.])
    """

def reciprocal(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Reciprocal, ``out[i] = 1 / self[i]``.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``-g * conj(result * result)``.
    Tangent: ``-d_self * (result * result)``.
    Forms: ``reciprocal(input, *, out=None)``; ``x.reciprocal()``; in place ``x.reciprocal_()``.

    >>> import flambeau as torch
    >>> torch.reciprocal(torch.tensor([2., 4.]))
    tensor([0.5000, 0.2500])
    """

def reciprocal_(input: Tensor) -> Tensor:
    """In-place form of `reciprocal`."""

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

def relu_(input: Tensor, inplace: _bool = False) -> Tensor:
    """In-place form of `relu`."""

def remainder(input: Tensor | _Number, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """Remainder with the divisor's sign, ``out[i] = self[i] - floor(self[i] / other[i]) * other[i]``.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`).
    Raises: RuntimeError for integers divided by zero, and for shapes that do not broadcast; NotImplementedError where the common dtype is bool or complex; in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g``; to ``other`` ``-g * floor_divide(self, other)``.
    Tangent: ``d_self - d_other * floor_divide(self, other)``.
    Forms: ``remainder(input, other, *, out=None)``; ``x.remainder(other)``; in place ``x.remainder_(other)``.

    >>> import flambeau as torch
    >>> torch.tensor([7, -7]) % 3
    tensor([1, 2])
    """

def remainder_(input: Tensor | _Number, other: Tensor | _Number) -> Tensor:
    """In-place form of `remainder`."""

def renorm(input: Tensor, p: _Number, dim: _int, maxnorm: _Number, *, out: Tensor | None = None) -> Tensor:
    """A copy in which every slice along ``dim`` whose ``p``-norm is above ``maxnorm`` is scaled down to it:
    ``out[i] = self[i] * maxnorm / (norm(self[i]) + 1e-7)`` for dim 0.

    Shape: that of ``self``, which has two dimensions or more.
    Dtype: floating or complex; the result has it.
    Raises: RuntimeError for fewer than two dimensions, ``p`` that is not positive, a negative ``maxnorm``, and bool and
        integer tensors; IndexError for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``renorm(input, p, dim, maxnorm, *, out=None)``; ``x.renorm(p, dim, maxnorm)``; in place ``x.renorm_(p, dim, maxnorm)``.

    >>> import flambeau as torch
    >>> torch.renorm(torch.tensor([[3., 4.], [.3, .4]]), 2, 0, 1.)
    tensor([[0.6000, 0.8000],
            [0.3000, 0.4000]])
    """

def renorm_(input: Tensor, p: _Number, dim: _int, maxnorm: _Number) -> Tensor:
    """In-place form of `renorm`."""

def repeat_interleave(input: Tensor, repeats: Tensor | _int | None = None, dim: _int | None = None, *, output_size: _int | None = None, out: Tensor | None = None) -> Tensor:
    """Each element along ``dim`` (of the flattened tensor by default) repeated: ``a, a, b, b`` of ``a, b``; all alike
    or each as ``repeats`` says.

    Called with a tensor of ``repeats`` alone, the index of each element that often. ``output_size`` may say what the
    repetitions add up to.

    Shape: that of ``self`` with the sum of the repetitions at ``dim``.
    Dtype: any; the result has it. ``repeats`` are integers.
    Raises: RuntimeError for negative repetitions, another number of them and another ``output_size``;
        NotImplementedError for ``repeats`` of another dtype; IndexError for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``repeat_interleave(input, repeats=None, dim=None, *, output_size=None, out=None)``; ``x.repeat_interleave(repeats=None, dim=None, *, output_size=None)``.

    >>> import flambeau as torch
    >>> torch.repeat_interleave(torch.tensor([1, 2]), 2)
    tensor([1, 1, 2, 2])
    """

def reshape(input: Tensor, *shape: _int | Sequence[_int]) -> Tensor:
    """The same elements, ``out.flatten()[i] = self.flatten()[i]``, in another shape: a view where the strides allow it,
    else a copy.

    Shape: ``shape``, in which one size may be -1: what is left.
    Dtype: any; the result has it.
    Raises: RuntimeError for another number of elements, and for two sizes of -1.
    Gradient: to ``self`` ``g.reshape(self_shape)``.
    Tangent: ``d_self.reshape(result.shape)``.
    Forms: ``reshape(input, *shape, out=None)``; ``x.reshape(*shape)``.

    >>> import flambeau as torch
    >>> torch.reshape(torch.arange(4), (2, -1))
    tensor([[0, 1],
            [2, 3]])
    """

def reshape_as(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``self.reshape(other.shape)``.

    Shape: that of ``other``.
    Dtype: any; the result has it.
    Raises: RuntimeError for another number of elements.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``reshape_as(input, other, *, out=None)``; ``x.reshape_as(other)``.

    >>> import flambeau as torch
    >>> torch.arange(4).reshape_as(torch.zeros(2, 2))
    tensor([[0, 1],
            [2, 3]])
    """

def resize_as_(input: Tensor, the_template: Tensor, *, memory_format: Any = None) -> Tensor:
    """`Tensor.resize_as_`: changes the shape of ``input`` in place to that of ``the_template``. It is not recorded.

    Raises: RuntimeError for a tensor that requires grad.

    >>> import flambeau as torch
    >>> torch.resize_as_(torch.arange(2), torch.zeros(2, 1)).shape
    torch.Size([2, 1])
    """

def resolve_conj(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``self`` with a deferred conjugation carried out.

    Shape: that of ``self``.
    Dtype: any; the result has it.
    Raises: TypeError for what is not a tensor.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``resolve_conj(input, *, out=None)``; ``x.resolve_conj()``.

    >>> import flambeau as torch
    >>> torch.resolve_conj(torch.tensor([1+2j]))
    tensor([1.+2.j])
    """

def resolve_neg(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``self`` itself: negation is never deferred here.

    Shape: that of ``self``.
    Dtype: any; the result has it.
    Raises: TypeError for what is not a tensor.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``resolve_neg(input, *, out=None)``; ``x.resolve_neg()``.

    >>> import flambeau as torch
    >>> torch.resolve_neg(torch.tensor([1+2j]))
    tensor([1.+2.j])
    """

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

def roll(input: Tensor, shifts: _Size, dims: _Size | None = (), *, out: Tensor | None = None) -> Tensor:
    """Elements moved by ``shifts`` along ``dims``, re-entering at the other end: ``out[(i + shift) % n] = self[i]``;
    without ``dims``, flattened first.

    Shape: that of ``self``.
    Dtype: any; the result has it.
    Raises: RuntimeError unless there is a shift for each dimension; IndexError for a dimension out of range.
    Gradient: to ``self`` ``g.roll(_backwards(shifts), dims)``.
    Tangent: linear.
    Forms: ``roll(input, shifts, dims=(), *, out=None)``; ``x.roll(shifts, dims=())``.

    >>> import flambeau as torch
    >>> torch.roll(torch.tensor([1, 2, 3]), 1)
    tensor([3, 1, 2])
    """

def rot90(input: Tensor, k: _int = 1, dims: _Size = ..., *, out: Tensor | None = None) -> Tensor:
    """``k`` quarter turns in the plane of two dimensions, from the first towards the second:
    ``out[i][j] = self[j][n - 1 - i]`` for one.

    Shape: that of ``self``, with the two sizes exchanged for an odd ``k``.
    Dtype: any; the result has it.
    Raises: RuntimeError unless two different dimensions are named; IndexError for one out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``rot90(input, k=1, dims=(0, 1), *, out=None)``; ``x.rot90(k=1, dims=(0, 1))``.

    >>> import flambeau as torch
    >>> torch.rot90(torch.tensor([[1, 2], [3, 4]]))
    tensor([[2, 4],
            [1, 3]])
    """

def round(input: Tensor, *, decimals: _int = 0, out: Tensor | None = None) -> Tensor:
    """Nearest multiple of ``10 ** -decimals``, halves to even.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``.
    Raises: NotImplementedError for bool and complex tensors, and for integers with ``decimals``; in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g.new_zeros(g.shape)``.
    Tangent: ``result.new_zeros(result.shape)``.
    Forms: ``round(input, *, decimals=0, out=None)``; ``x.round(*, decimals=0)``; in place ``x.round_(*, decimals=0)``.

    >>> import flambeau as torch
    >>> torch.round(torch.tensor([.5, 1.5, -2.6]))
    tensor([ 0.,  2., -3.])
    """

def round_(input: Tensor, *, decimals: _int = 0) -> Tensor:
    """In-place form of `round`."""

def row_stack(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """Tensors joined on top of each other: `cat` along ``dim`` 0, vectors as rows.

    Shape: ``(m, ...)`` and ``(n, ...)`` give ``(m + n, ...)``.
    Dtype: any; the result has the common dtype (`result_type`).
    Raises: RuntimeError for no tensors, and for sizes that differ elsewhere.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``vstack(tensors, *, out=None)``; also called ``row_stack``.

    >>> import flambeau as torch
    >>> torch.vstack([torch.tensor([1]), torch.tensor([2])])
    tensor([[1],
            [2]])
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

def rsqrt(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Reciprocal square root, ``1 / sqrt(self[i])``.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * conj(-0.5 * result * result * result)``.
    Tangent: ``d_self * (-0.5 * result * result * result)``.
    Forms: ``rsqrt(input, *, out=None)``; ``x.rsqrt()``; in place ``x.rsqrt_()``.

    >>> import flambeau as torch
    >>> torch.rsqrt(torch.tensor([4., 16.]))
    tensor([0.5000, 0.2500])
    """

def rsqrt_(input: Tensor) -> Tensor:
    """In-place form of `rsqrt`."""

def rsub(input: Tensor, other: Tensor | _Number, *, alpha: _Number = 1, out: Tensor | None = None) -> Tensor:
    """Reversed difference, ``out[i] = other[i] - alpha * self[i]``.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`).
    Raises: RuntimeError for bool tensors and for shapes that do not broadcast.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``rsub(input, other, *, alpha=1, out=None)``; ``x.rsub(other, *, alpha=1)``.

    >>> import flambeau as torch
    >>> torch.rsub(torch.tensor([1, 2]), 10)
    tensor([9, 8])
    """

def scalar_tensor(s: _Number, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _Device | None = None, requires_grad: _bool = False, pin_memory: _bool = False, out: Tensor | None = None) -> Tensor:
    """A tensor of no dimensions that holds the number ``s``.

    Shape: ``()``.
    Dtype: ``dtype``; without it the default dtype.
    Raises: TypeError for a complex number without a complex ``dtype``; RuntimeError for ``requires_grad`` with a bool or integer dtype.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``scalar_tensor(s, *, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.scalar_tensor(2)
    tensor(2.)
    """

def scatter(input: Tensor, dim: _int, index: Tensor, src: Tensor | _Number | None = None, *, reduce: _str | None = None, value: _Number | None = None, out: Tensor | None = None) -> Tensor:
    """A copy with ``out[index[i][j]][j] = src[i][j]`` for dim 0 and so on: the inverse of `gather`.

    ``src`` is a number or a tensor; ``reduce`` "add" or "multiply" combines instead of replacing. Where an index
    repeats, the last one wins (and the gradient of all is that of the winner).

    Shape: that of ``self``; ``src`` is at least as large as ``index``.
    Dtype: any, the same for ``src``; the result has it. ``index`` is int32 or int64.
    Raises: RuntimeError for an index out of range, of another dtype or shape, for another dtype of ``src`` and for an
        unknown ``reduce``; TypeError without ``src``; IndexError for ``dim`` out of range.
    Gradient: to ``self`` ``g.scatter(dim, index, 0)``; to ``index`` none; to ``src`` ``g.gather(dim, index)``.
    Tangent: ``d_self.scatter(dim, index, d_src)``.
    Forms: ``scatter(input, dim, index, src=None, *, reduce=None, value=None, out=None)``; ``x.scatter(dim, index, src=None, *, reduce=None, value=None)``; in place ``x.scatter_(dim, index, src=None, *, reduce=None, value=None)``.

    >>> import flambeau as torch
    >>> torch.scatter(torch.zeros(3), 0, torch.tensor([2, 0]), torch.tensor([5., 7.]))
    tensor([7., 0., 5.])
    """

def scatter_(input: Tensor, dim: _int, index: Tensor, src: Tensor | _Number | None = None, *, reduce: _str | None = None, value: _Number | None = None) -> Tensor:
    """In-place form of `scatter`."""

def scatter_add(input: Tensor, dim: _int, index: Tensor, src: Tensor, *, out: Tensor | None = None) -> Tensor:
    """A copy with ``out[index[i][j]][j] += src[i][j]`` for dim 0 and so on.

    Shape: that of ``self``; ``src`` is at least as large as ``index``.
    Dtype: any, the same for ``src``; the result has it. ``index`` is int32 or int64.
    Raises: RuntimeError for an index out of range, of another dtype or shape, and for another dtype of ``src``; IndexError for ``dim`` out of range.
    Gradient: to ``self`` ``g``; to ``index`` none; to ``src`` ``g.gather(dim, index)``.
    Tangent: ``d_self.scatter_add(dim, index, d_src)``.
    Forms: ``scatter_add(input, dim, index, src, *, out=None)``; ``x.scatter_add(dim, index, src)``; in place ``x.scatter_add_(dim, index, src)``.

    >>> import flambeau as torch
    >>> torch.scatter_add(torch.zeros(2), 0, torch.tensor([0, 1, 0]), torch.tensor([1., 2., 3.]))
    tensor([4., 2.])
    """

def scatter_add_(input: Tensor, dim: _int, index: Tensor, src: Tensor) -> Tensor:
    """In-place form of `scatter_add`."""

def scatter_reduce(input: Tensor, dim: _int, index: Tensor, src: Tensor, reduce: _str, *, include_self: _bool = True, out: Tensor | None = None) -> Tensor:
    """A copy in which the values of ``src`` scattered to one place are combined:
    ``out[index[i]] = reduce(self[index[i]], src[i], ...)`` for dim 0.

    ``reduce`` is "sum", "prod", "mean", "amax" or "amin". ``include_self=False`` leaves the old value of the places
    written to out of the combination.

    Shape: that of ``self``; ``src`` is at least as large as ``index``.
    Dtype: any, the same for ``src``; the result has it. ``index`` is int32 or int64.
    Raises: RuntimeError for an unknown ``reduce``, an index out of range or of another dtype, and another dtype of
        ``src``; IndexError for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``scatter_reduce(input, dim, index, src, reduce, *, include_self=True, out=None)``; ``x.scatter_reduce(dim, index, src, reduce, *, include_self=True)``; in place ``x.scatter_reduce_(dim, index, src, reduce, *, include_self=True)``.

    >>> import flambeau as torch
    >>> torch.scatter_reduce(torch.zeros(2), 0, torch.tensor([0, 0]), torch.tensor([1., 3.]), "amax")
    tensor([3., 0.])
    """

def scatter_reduce_(input: Tensor, dim: _int, index: Tensor, src: Tensor, reduce: _str, *, include_self: _bool = True) -> Tensor:
    """In-place form of `scatter_reduce`."""

def searchsorted(sorted_sequence: Tensor, input: Tensor | _Number, *, out_int32: _bool = False, right: _bool = False, side: _str | None = None, sorter: Tensor | None = None, out: Tensor | None = None) -> Tensor:
    """Where values would be inserted: the i with ``sorted_sequence[i - 1] < input <= sorted_sequence[i]``, line by line
    in the last dimension.

    ``right`` (or ``side="right"``) goes after equal elements: ``sorted_sequence[i - 1] <= input < sorted_sequence[i]``.
    ``sorter`` are indices that sort the sequence.

    Shape: that of ``input``; a sequence that is no vector has the same leading sizes.
    Dtype: any but complex, the same for both; the result is int64, or int32 with ``out_int32``.
    Raises: RuntimeError for shapes that do not go together, two different dtypes, another ``side`` or one against
        ``right``, and a ``sorter`` of another shape or dtype; NotImplementedError for complex tensors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``searchsorted(sorted_sequence, input, *, out_int32=False, right=False, side=None, sorter=None, out=None)``.

    >>> import flambeau as torch
    >>> torch.searchsorted(torch.tensor([1, 3, 5]), torch.tensor([3, 6]))
    tensor([1, 3])
    """

def segment_reduce(data: Tensor, reduce: _str, *, lengths: Tensor | None = None, indices: Tensor | None = None, offsets: Tensor | None = None, axis: _int = 0, unsafe: _bool = False, initial: _Number | None = None, out: Tensor | None = None) -> Tensor:
    """Combines the elements of each segment along ``axis``:
    ``out[s] = reduce(initial, data[offsets[s]], ..., data[offsets[s + 1] - 1])``.

    ``reduce`` is "sum", "mean", "prod", "max" or "min". Segments follow one another and have the given ``lengths``, or
    lie between neighbours of ``offsets``. Without ``initial`` an empty segment gives 0, nan, 1, -inf or inf. A mean is
    ``(initial + sum) / length``. Where several elements are the largest, they share the gradient.

    Shape: that of ``data`` with the number of segments at ``axis``, which is the last dimension of ``lengths`` and
        ``offsets``; the dimensions before are those of ``data``.
    Dtype: floating; the result has it. ``lengths`` and ``offsets`` are int32 or int64.
    Raises: RuntimeError without both of them, for ``indices``, an unknown ``reduce``, negative lengths, lengths that do
        not add up to the size of ``data`` unless ``unsafe``, offsets that do not ascend within ``data``, and another
        ``axis``; NotImplementedError for bool, integer and complex tensors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``segment_reduce(data, reduce, *, lengths=None, indices=None, offsets=None, axis=0, unsafe=False, initial=None, out=None)``.

    >>> import flambeau as torch
    >>> torch.segment_reduce(torch.tensor([1., 5., 2.]), "max", lengths=torch.tensor([2, 1]))
    tensor([5., 2.])
    """

def select(input: Tensor, dim: _int, index: _int) -> Tensor:
    """One slice along ``dim``, as a view: ``self[index]`` for dim 0.

    Shape: that of ``self`` without ``dim``.
    Dtype: any; the result has that of ``self`` and shares its memory.
    Raises: IndexError for ``dim`` out of range and an ``index`` outside ``[-n, n)``.
    Gradient: to ``self`` ``select_backward(g, self_shape, dim, index)``.
    Tangent: linear.
    Forms: ``select(input, dim, index, *, out=None)``; ``x.select(dim, index)``.

    >>> import flambeau as torch
    >>> torch.select(torch.tensor([[1, 2], [3, 4]]), 1, 0)
    tensor([1, 3])
    """

def select_copy(input: Tensor, dim: _int, index: _int, *, out: Tensor | None = None) -> Tensor:
    """A copy of ``self.select(dim, index)``.

    Shape: that of ``self`` without ``dim``.
    Dtype: any; the result has it.
    Raises: IndexError for ``dim`` or ``index`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``select_copy(input, dim, index, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.select_copy(torch.arange(4).view(2, 2), 0, 1)
    tensor([2, 3])
    """

def select_scatter(input: Tensor, src: Tensor, dim: _int, index: _int, *, out: Tensor | None = None) -> Tensor:
    """A copy with ``out[index] = src`` for dim 0 and so on.

    Shape: that of ``self``; ``src`` is broadcast to it without ``dim``.
    Dtype: any; the result has it, and ``src`` is cast.
    Raises: RuntimeError for a ``src`` that does not broadcast; IndexError for ``dim`` or ``index`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``select_scatter(input, src, dim, index, *, out=None)``; ``x.select_scatter(src, dim, index)``.

    >>> import flambeau as torch
    >>> torch.select_scatter(torch.zeros(2, 2), torch.ones(2), 0, 1)
    tensor([[0., 0.],
            [1., 1.]])
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

def sgn(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Direction, ``out[i] = self[i] / |self[i]|``, 0 at 0; the sign for real values.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``.
    Raises: in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``_sgn_slope(g, self, result)``.
    Tangent: ``_sgn_slope(d_self, self, result)``.
    Forms: ``sgn(input, *, out=None)``; ``x.sgn()``; in place ``x.sgn_()``.

    >>> import flambeau as torch
    >>> torch.sgn(torch.tensor([3+4j, 0j]))
    tensor([0.6000+0.8000j, 0.0000+0.0000j])
    """

def sgn_(input: Tensor) -> Tensor:
    """In-place form of `sgn`."""

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

def sign(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Sign of real values, ``out[i] = (self[i] > 0) - (self[i] < 0)``: -1, 0 or 1.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``.
    Raises: NotImplementedError for complex tensors; in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g.new_zeros(g.shape)``.
    Tangent: ``result.new_zeros(result.shape)``.
    Forms: ``sign(input, *, out=None)``; ``x.sign()``; in place ``x.sign_()``.

    >>> import flambeau as torch
    >>> torch.sign(torch.tensor([-2., 0., 3.]))
    tensor([-1.,  0.,  1.])
    """

def sign_(input: Tensor) -> Tensor:
    """In-place form of `sign`."""

def signbit(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``out[i] = self[i] < 0``, and true for minus zero: where the sign bit is set.

    Shape: that of ``self``.
    Dtype: the result is bool.
    Raises: NotImplementedError for complex tensors; in place, RuntimeError where the result does not fit into ``self``.
    Derivative: none.
    Forms: ``signbit(input, *, out=None)``; ``x.signbit()``; in place ``x.signbit_()``.

    >>> import flambeau as torch
    >>> torch.signbit(torch.tensor([-0., 1.]))
    tensor([ True, False])
    """

def signbit_(input: Tensor) -> Tensor:
    """In-place form of `signbit`."""

def sin(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Sine, ``sin(self[i])`` of an angle in radians.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * conj(self.cos())``.
    Tangent: ``d_self * self.cos()``.
    Forms: ``sin(input, *, out=None)``; ``x.sin()``; in place ``x.sin_()``.

    >>> import flambeau as torch
    >>> torch.sin(torch.tensor([0., 1.]))
    tensor([0.0000, 0.8415])
    """

def sin_(input: Tensor) -> Tensor:
    """In-place form of `sin`."""

def sinc(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``sin(pi * self[i]) / (pi * self[i])``, and 1 at 0.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * conj(_sinc_slope(self))``.
    Tangent: ``d_self * _sinc_slope(self)``.
    Forms: ``sinc(input, *, out=None)``; ``x.sinc()``; in place ``x.sinc_()``.

    >>> import flambeau as torch
    >>> torch.sinc(torch.tensor([0., .5]))
    tensor([1.0000, 0.6366])
    """

def sinc_(input: Tensor) -> Tensor:
    """In-place form of `sinc`."""

def sinh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Hyperbolic sine, ``(exp(self[i]) - exp(-self[i])) / 2``.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * conj(self.cosh())``.
    Tangent: ``d_self * self.cosh()``.
    Forms: ``sinh(input, *, out=None)``; ``x.sinh()``; in place ``x.sinh_()``.

    >>> import flambeau as torch
    >>> torch.sinh(torch.tensor([0., 1.]))
    tensor([0.0000, 1.1752])
    """

def sinh_(input: Tensor) -> Tensor:
    """In-place form of `sinh`."""

def slice_copy(input: Tensor, dim: _int = 0, start: _int | None = None, end: _int | None = None, step: _int = 1, *, out: Tensor | None = None) -> Tensor:
    """A copy of ``self[start:end:step]`` along ``dim``.

    Shape: that of ``self`` with ``(end - start + step - 1) // step`` at ``dim``.
    Dtype: any; the result has it.
    Raises: RuntimeError unless ``step`` is positive; IndexError for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``slice_copy(input, dim=0, start=None, end=None, step=1, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.slice_copy(torch.arange(6), 0, 1, 5, 2)
    tensor([1, 3])
    """

def slice_scatter(input: Tensor, src: Tensor, dim: _int = 0, start: _int | None = None, end: _int | None = None, step: _int = 1, *, out: Tensor | None = None) -> Tensor:
    """A copy with ``out[start:end:step] = src`` for dim 0 and so on.

    Shape: that of ``self``; ``src`` is broadcast to the part.
    Dtype: any; the result has it, and ``src`` is cast.
    Raises: RuntimeError for a ``src`` that does not broadcast and a ``step`` that is not positive; IndexError for
        ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``slice_scatter(input, src, dim=0, start=None, end=None, step=1, *, out=None)``; ``x.slice_scatter(src, dim=0, start=None, end=None, step=1)``.

    >>> import flambeau as torch
    >>> torch.slice_scatter(torch.zeros(3), torch.ones(2), 0, 1)
    tensor([0., 1., 1.])
    """

def slogdet(input: Tensor, *, out: tuple[Tensor, Tensor] | None = None) -> _return_slogdet:
    """Sign and logarithm of each determinant: ``det = sign * exp(logabsdet)``.

    The sign of a complex matrix is a number of modulus 1. A singular matrix has sign 0 and logarithm -inf.

    Shape: ``(..., n, n)`` gives ``(...)`` twice.
    Dtype: float32, float64 or complex; ``sign`` has it, ``logabsdet`` the real dtype.
    Raises: RuntimeError for bool, integer and 16-bit floating tensors, and for matrices that are not square.
    Gradient: to ``self`` ``_slogdet_gradient``.
    Tangent: ``_slogdet_tangent``.
    Forms: ``linalg.slogdet(input, *, out=None)``; ``x.slogdet()``.

    >>> import flambeau as torch
    >>> torch.linalg.slogdet(torch.tensor([[2., 0.], [0., -1.]]))
    torch.return_types.slogdet(
    sign=tensor(-1.),
    logabsdet=tensor(0.6931))
    """

def softmax(input: Tensor, dim: _int, dtype: _dtype | None = None) -> Tensor:
    """``exp(x) / sum(exp(x))`` along ``dim``, without overflow; computed in ``dtype`` if that is given.

    Shape: that of ``self``.
    Dtype: floating, of ``self`` or given as ``dtype``; the result has it.
    Raises: NotImplementedError for bool, integer and complex tensors without a floating ``dtype``; IndexError for ``dim`` out of range.
    Gradient: to ``self`` ``softmax_backward(g, result, dim)``.
    Tangent: ``softmax_backward(d_self.to(result.dtype), result, dim)``.
    Forms: ``softmax(input, dim, dtype=None, *, out=None)``; ``x.softmax(dim, dtype=None)``.

    >>> import flambeau as torch
    >>> torch.softmax(torch.tensor([0., 0.]), 0)
    tensor([0.5000, 0.5000])
    """

def sort(input: Tensor, dim: _int = -1, descending: _bool = False, *, stable: _bool | None = None, out: tuple[Tensor, Tensor] | None = None) -> _return_sort:
    """Values in ascending (or ``descending``) order along ``dim`` and the indices they came from:
    ``values[i] = self[indices[i]]``.

    nan counts as largest. The order of equal values is always kept (``stable`` is accepted for compatibility).

    Shape: both that of ``self``.
    Dtype: any but complex; the values have it, the indices are int64.
    Raises: RuntimeError for complex tensors; IndexError for ``dim`` out of range.
    Gradient: to ``self`` ``_unsorted(g_values, indices, dim)``.
    Tangent: ``d_self.gather(dim, indices) if d_self.shape else d_self``.
    Forms: ``sort(input, dim=-1, descending=False, *, stable=None, out=None)``; ``x.sort(dim=-1, descending=False, *, stable=None)``.

    >>> import flambeau as torch
    >>> torch.sort(torch.tensor([3, 1, 2]))
    torch.return_types.sort(
    values=tensor([1, 2, 3]),
    indices=tensor([1, 2, 0]))
    """

def split(input: Tensor, split_size_or_sections: _Size | _int, dim: _int = 0) -> tuple[Tensor, ...]:
    """Consecutive parts along ``dim`` as views, ``self[:s]``, ``self[s : 2 * s]``, ...: all of one size
    (the last may be smaller), or of the sizes listed.

    Shape: that of ``self`` with the part's size at ``dim``.
    Dtype: any; the parts have it and share the memory.
    Raises: RuntimeError for a size that is not positive, and for listed sizes that do not add up; IndexError for
        ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``split(input, split_size_or_sections, dim=0)``; ``x.split(split_size_or_sections, dim=0)``.

    >>> import flambeau as torch
    >>> torch.split(torch.arange(5), 2)
    (tensor([0, 1]), tensor([2, 3]), tensor([4]))
    """

def split_copy(input: Tensor, split_size: _int, dim: _int = 0, *, out: Sequence[Tensor] | None = None) -> tuple[Tensor, ...]:
    """Copies of ``self.split(split_size, dim)``.

    Shape: that of ``self`` with ``split_size`` at ``dim``; the last part may be smaller.
    Dtype: any; the results have it.
    Raises: RuntimeError for a negative ``split_size``; IndexError for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``split_copy(input, split_size, dim=0, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.split_copy(torch.arange(3), 2)
    (tensor([0, 1]), tensor([2]))
    """

def split_with_sizes(input: Tensor, split_sizes: _Size, dim: _int = 0) -> tuple[Tensor, ...]:
    """Consecutive parts of the given sizes along ``dim``, as views: ``self[:s0]``, ``self[s0 : s0 + s1]``, and so on.

    Shape: that of ``self`` with each of ``split_sizes`` at ``dim``.
    Dtype: any; the result has that of ``self`` and shares its memory.
    Raises: RuntimeError unless the sizes add up to the whole, and for negative ones; IndexError for ``dim`` out of range.
    Gradient: to ``self`` ``cat(g, dim)``.
    Tangent: linear.
    Forms: ``split_with_sizes(input, split_sizes, dim=0)``; ``x.split_with_sizes(split_sizes, dim=0)``.

    >>> import flambeau as torch
    >>> torch.split_with_sizes(torch.arange(3), [1, 2])
    (tensor([0]), tensor([1, 2]))
    """

def split_with_sizes_copy(input: Tensor, split_sizes: _Size, dim: _int = 0, *, out: Sequence[Tensor] | None = None) -> tuple[Tensor, ...]:
    """Copies of ``self.split_with_sizes(split_sizes, dim)``.

    Shape: that of ``self`` with the sizes given at ``dim``.
    Dtype: any; the results have it.
    Raises: RuntimeError unless the sizes add up to that of the dimension; IndexError for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``split_with_sizes_copy(input, split_sizes, dim=0, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.split_with_sizes_copy(torch.arange(3), (1, 2))
    (tensor([0]), tensor([1, 2]))
    """

def sqrt(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Square root, ``self[i] ** 0.5``: nan below 0.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * conj(0.5 / result)``.
    Tangent: ``d_self * (0.5 / result)``.
    Forms: ``sqrt(input, *, out=None)``; ``x.sqrt()``; in place ``x.sqrt_()``.

    >>> import flambeau as torch
    >>> torch.sqrt(torch.tensor([4., 9.]))
    tensor([2., 3.])
    """

def sqrt_(input: Tensor) -> Tensor:
    """In-place form of `sqrt`."""

def square(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Square, ``out[i] = self[i] ** 2``.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``.
    Raises: in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``_scaled(g, _power_by_base(self, 2))``.
    Tangent: ``d_self * (2 * self)``.
    Forms: ``square(input, *, out=None)``; ``x.square()``; in place ``x.square_()``.

    >>> import flambeau as torch
    >>> torch.square(torch.tensor([1., -3.]))
    tensor([1., 9.])
    """

def square_(input: Tensor) -> Tensor:
    """In-place form of `square`."""

def squeeze(input: Tensor, dim: _Size | None = None) -> Tensor:
    """Without the dimensions of size 1 (those among ``dim``, if given), as a view.

    Shape: that of ``self`` without them.
    Dtype: any; the result has that of ``self`` and shares its memory.
    Raises: IndexError for ``dim`` out of range.
    Gradient: to ``self`` ``g.reshape(self_shape)``.
    Tangent: linear.
    Forms: ``squeeze(input, dim=None, *, out=None)``; ``x.squeeze(dim=None)``; in place ``x.squeeze_(dim=None)``.

    >>> import flambeau as torch
    >>> torch.squeeze(torch.zeros(2, 1, 3, 1)).shape
    torch.Size([2, 3])
    """

def squeeze_copy(input: Tensor, dim: _Size | None = None, *, out: Tensor | None = None) -> Tensor:
    """A copy of ``self.squeeze(dim)``.

    Shape: that of ``self`` without its sizes of one, or those of them that ``dim`` names.
    Dtype: any; the result has it.
    Raises: IndexError for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``squeeze_copy(input, dim=None, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.squeeze_copy(torch.zeros(1, 2)).shape
    torch.Size([2])
    """

def stack(tensors: Sequence[Tensor], dim: _int = 0, *, out: Tensor | None = None) -> Tensor:
    """Tensors of one shape joined along a new dimension: ``out[k]`` is the k-th for dim 0.

    Shape: that of the tensors with their number inserted at ``dim``.
    Dtype: any; the result has the common dtype (`result_type`).
    Raises: RuntimeError for no tensors and for shapes that differ; IndexError for ``dim`` out of range.
    Gradient: to ``tensors`` ``g.unbind(dim)``.
    Tangent: linear.
    Forms: ``stack(tensors, dim=0, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.stack([torch.tensor([1, 2]), torch.tensor([3, 4])])
    tensor([[1, 2],
            [3, 4]])
    """

def std(input: Tensor, dim: Any = None, unbiased: _bool | None = None, keepdim: _bool = False, *, correction: _Number | None = None, out: Tensor | None = None) -> Tensor:
    """Standard deviation, ``sqrt(sum |x - mean|**2 / (n - correction))`` over ``dim``: the square root of `var`.

    Shape: that of ``self`` without ``dim``, or with size 1 there if ``keepdim``; 0-d without ``dim``.
    Dtype: floating or complex; the result has the real dtype.
    Raises: RuntimeError for bool and integer tensors; IndexError for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``std(input, dim=None, unbiased=None, keepdim=False, *, correction=None, out=None)``; ``x.std(dim=None, unbiased=None, keepdim=False, *, correction=None)``.

    >>> import flambeau as torch
    >>> torch.std(torch.tensor([1., 2., 3.]))
    tensor(1.)
    """

def std_mean(input: Tensor, dim: Any = None, unbiased: _bool | None = None, keepdim: _bool = False, *, correction: _Number | None = None, out: tuple[Tensor, Tensor] | None = None) -> tuple[Tensor, Tensor]:
    """Standard deviation and mean over ``dim``: ``(std(x), mean(x))``; the options are those of `var`.

    Shape: both that of ``self`` without ``dim``, or with size 1 there if ``keepdim``; 0-d without ``dim``.
    Dtype: floating or complex; the deviation has the real dtype, the mean that of ``self``.
    Raises: RuntimeError for bool and integer tensors; IndexError for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``std_mean(input, dim=None, unbiased=None, keepdim=False, *, correction=None, out=None)``.

    >>> import flambeau as torch
    >>> torch.std_mean(torch.tensor([1., 2., 3.]))
    (tensor(1.), tensor(2.))
    """

def stft(input: Tensor, n_fft: _int, hop_length: _int | None = None, win_length: _int | None = None, window: Tensor | None = None, center: _bool = True, pad_mode: _str = 'reflect', normalized: _bool = False, onesided: _bool | None = None, return_complex: _bool | None = None, align_to_window: _bool | None = None, *, out: Tensor | None = None) -> Tensor:
    """Short-time Fourier transform: column m is the `fft` of
    ``window * input[m * hop_length : m * hop_length + n_fft]``.

    ``hop_length`` is by default ``n_fft // 4``, ``win_length`` ``n_fft``; a shorter ``window`` is padded with zeros on
    both sides. With ``center`` the signal is first padded by ``n_fft // 2`` on both sides as ``pad_mode`` says (see
    `nn.functional.pad`), so that column m is about the time ``m * hop_length``; without, ``align_to_window`` lets the
    windows and not the pieces of length ``n_fft`` fit the signal. ``normalized`` divides by ``sqrt(n_fft)``. Of a real
    signal ``onesided``, the default, leaves out the frequencies above ``n_fft // 2``. ``return_complex=False`` gives
    real and imaginary parts along a dimension more.

    Shape: ``(T,)`` or ``(B, T)`` gives ``(frequencies, columns)`` or ``(B, frequencies, columns)``.
    Dtype: float32, float64 and their complex dtypes; the result is complex.
    Raises: RuntimeError for bools and integers, real input without ``return_complex``, an ``n_fft`` that the signal is
        too short for, a ``hop_length`` below 1, a window of another length than ``win_length``, and complex numbers
        with ``onesided``.
    Source: Allen 1977, Short term spectral analysis, synthesis, and modification by discrete Fourier transform.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``stft(input, n_fft, hop_length=None, win_length=None, window=None, center=True, pad_mode='reflect', normalized=False, onesided=None, return_complex=None, align_to_window=None, *, out=None)``; ``x.stft(n_fft, hop_length=None, win_length=None, window=None, center=True, pad_mode='reflect', normalized=False, onesided=None, return_complex=None, align_to_window=None)``.

    >>> import flambeau as torch
    >>> torch.stft(torch.ones(8), 4, window=torch.hann_window(4), return_complex=True).shape
    torch.Size([3, 9])
    """

def sub(input: Tensor | _Number, other: Tensor | _Number, *, alpha: _Number = 1, out: Tensor | None = None) -> Tensor:
    """Difference, ``out[i] = self[i] - alpha * other[i]``.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`).
    Raises: RuntimeError for bool tensors (use `^`), for shapes that do not broadcast, and for a floating ``alpha`` with
        integers; in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g``; to ``other`` ``-g if alpha == 1 else g * conj(-alpha)``.
    Tangent: ``d_self - d_other if alpha == 1 else d_self - d_other * alpha``.
    Forms: ``sub(input, other, *, alpha=1, out=None)``; ``x.sub(other, *, alpha=1)``; in place ``x.sub_(other, *, alpha=1)``; also called ``subtract``.

    >>> import flambeau as torch
    >>> torch.tensor([5, 7]) - torch.tensor([1, 2])
    tensor([4, 5])
    """

def sub_(input: Tensor | _Number, other: Tensor | _Number, *, alpha: _Number = 1) -> Tensor:
    """In-place form of `sub`."""

def subtract(input: Tensor | _Number, other: Tensor | _Number, *, alpha: _Number = 1, out: Tensor | None = None) -> Tensor:
    """Difference, ``out[i] = self[i] - alpha * other[i]``.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`).
    Raises: RuntimeError for bool tensors (use `^`), for shapes that do not broadcast, and for a floating ``alpha`` with
        integers; in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g``; to ``other`` ``-g if alpha == 1 else g * conj(-alpha)``.
    Tangent: ``d_self - d_other if alpha == 1 else d_self - d_other * alpha``.
    Forms: ``sub(input, other, *, alpha=1, out=None)``; ``x.sub(other, *, alpha=1)``; in place ``x.sub_(other, *, alpha=1)``; also called ``subtract``.

    >>> import flambeau as torch
    >>> torch.tensor([5, 7]) - torch.tensor([1, 2])
    tensor([4, 5])
    """

def subtract_(input: Tensor | _Number, other: Tensor | _Number, *, alpha: _Number = 1) -> Tensor:
    """In-place form of `sub`."""

def sum(input: Tensor, dim: _Size | None = None, keepdim: _bool = False, *, dtype: _dtype | None = None, out: Tensor | None = None) -> Tensor:
    """``out = self[0] + self[1] + ...`` over ``dim``, all dimensions by default.

    Shape: that of ``self`` without ``dim``, or with size 1 there if ``keepdim``; 0-d without ``dim``.
    Dtype: any, or ``dtype``, to which elements are cast first; bools and integers are summed in int64.
    Raises: RuntimeError for a dimension that is named twice; IndexError for ``dim`` out of range.
    Gradient: to ``self`` ``spread``.
    Tangent: linear.
    Forms: ``sum(input, dim=None, keepdim=False, *, dtype=None, out=None)``; ``x.sum(dim=None, keepdim=False, *, dtype=None)``.

    >>> import flambeau as torch
    >>> torch.sum(torch.tensor([[1., 2.], [3., 4.]]), dim=1)
    tensor([3., 7.])
    """

def svd(input: Tensor, some: _bool = True, compute_uv: _bool = True, *, out: tuple[Tensor, Tensor, Tensor] | None = None) -> _return_svd:
    """`linalg.svd` by its old name, which gives ``V`` and not ``Vᴴ``: ``self = U @ diag(S) @ Vᴴ``. Without
    ``compute_uv`` the vectors are zeros.

    Shape: ``(..., m, n)`` gives ``(..., m, k)``, ``(..., k)`` and ``(..., n, k)`` with ``k = min(m, n)``; if not
        ``some``, ``(..., m, m)`` and ``(..., n, n)`` for ``U`` and ``V``.
    Dtype: float32, float64 or complex; the vectors have it, the values the real dtype.
    Raises: LinAlgError (a RuntimeError) for a matrix that is not finite, or where the iteration does not converge;
        RuntimeError for bool, integer and 16-bit floating tensors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``svd(input, some=True, compute_uv=True, *, out=None)``; ``x.svd(some=True, compute_uv=True)``.

    >>> import flambeau as torch
    >>> torch.svd(torch.tensor([[0., 3.], [2., 0.]])).S
    tensor([3., 2.])
    """

def svd_lowrank(A: Tensor, q: _int = 6, niter: _int = 2, M: Tensor | None = None, *, out: tuple[Tensor, Tensor, Tensor] | None = None) -> _return_svd_lowrank:
    """The ``q`` largest singular values of ``A - M`` and their vectors, nearly: ``A - M ≈ U @ diag(S) @ Vᴴ``.

    It draws a random matrix; ``niter`` iterations make the result better.

    Shape: ``(..., m, n)`` gives ``(..., m, q)``, ``(..., q)`` and ``(..., n, q)``.
    Dtype: float32, float64 or complex; the vectors have it, the values the real dtype.
    Raises: NotImplementedError for bool and integer tensors, RuntimeError for 16-bit floating ones and for matrices
        that are not finite.
    Source: Halko, Martinsson and Tropp 2011, doi:10.1137/090771806, algorithms 4.4 and 5.1.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``svd_lowrank(A, q=6, niter=2, M=None, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.svd_lowrank(torch.ones(4, 3), q=1).S
    tensor([3.4641])
    """

def swapaxes(input: Tensor, axis0: _int, axis1: _int) -> Tensor:
    """Another name of `transpose`.

    Dtype: any; the result has that of ``self`` and shares its memory.
    Gradient: to ``self`` ``g.transpose(axis0, axis1)``.
    Tangent: linear.
    Forms: ``swapaxes(input, axis0, axis1, *, out=None)``; ``x.swapaxes(axis0, axis1)``; in place ``x.swapaxes_(axis0, axis1)``.

    >>> import flambeau as torch
    >>> torch.swapaxes(torch.zeros(2, 3), 0, 1).shape
    torch.Size([3, 2])
    """

def swapdims(input: Tensor, dim0: _int, dim1: _int) -> Tensor:
    """Two dimensions exchanged, ``out[j][i] = self[i][j]`` for a matrix, as a view.

    Shape: that of ``self`` with the sizes of ``dim0`` and ``dim1`` exchanged.
    Dtype: any; the result has that of ``self`` and shares its memory.
    Raises: IndexError for ``dim0`` or ``dim1`` out of range.
    Gradient: to ``self`` ``g.transpose(dim0, dim1)``.
    Tangent: linear.
    Forms: ``transpose(input, dim0, dim1, *, out=None)``; ``x.transpose(dim0, dim1)``; in place ``x.transpose_(dim0, dim1)``; also called ``swapdims``.

    >>> import flambeau as torch
    >>> torch.transpose(torch.zeros(2, 3), 0, 1).shape
    torch.Size([3, 2])
    """

def t(input: Tensor) -> Tensor:
    """The transpose of a matrix, ``out[j][i] = self[i][j]``, as a view; fewer dimensions stay as they are.

    Shape: ``(m, n)`` gives ``(n, m)``.
    Dtype: any; the result has that of ``self`` and shares its memory.
    Raises: RuntimeError for more than two dimensions.
    Gradient: to ``self`` ``g.t()``.
    Tangent: linear.
    Forms: ``t(input, *, out=None)``; ``x.t()``; in place ``x.t_()``.

    >>> import flambeau as torch
    >>> torch.t(torch.zeros(2, 3)).shape
    torch.Size([3, 2])
    """

def t_copy(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """A copy of ``self.t()``.

    Shape: ``(n, m)`` for a matrix of ``(m, n)``; that of ``self`` below two dimensions.
    Dtype: any; the result has it.
    Raises: RuntimeError for more than two dimensions.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``t_copy(input, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.t_copy(torch.tensor([[1, 2]]))
    tensor([[1],
            [2]])
    """

def take(input: Tensor, index: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``out[i] = self.flatten()[index[i]]``.

    Shape: that of ``index``.
    Dtype: any; the result has it. ``index`` is int64.
    Raises: IndexError for an index out of range; RuntimeError for an index of another dtype.
    Gradient: to ``self`` ``put(g.new_zeros(self_shape), index, g, True)``; to ``index`` none.
    Tangent: ``d_self.take(index)``.
    Forms: ``take(input, index, *, out=None)``; ``x.take(index)``.

    >>> import flambeau as torch
    >>> torch.take(torch.tensor([[1, 2], [3, 4]]), torch.tensor([0, 3]))
    tensor([1, 4])
    """

def take_along_dim(input: Tensor, indices: Tensor, dim: _int | None = None, *, out: Tensor | None = None) -> Tensor:
    """`gather` with ``self`` and ``indices`` broadcast along the other dimensions:
    ``out[i][j] = self[i][indices[i][j]]`` for dim 1; of the flattened tensor without ``dim``.

    Shape: that of ``indices``, broadcast with ``self`` except at ``dim``.
    Dtype: any; the result has it. ``indices`` are int64.
    Raises: RuntimeError for an index out of range, of another dtype or another number of dimensions; IndexError for
        ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``take_along_dim(input, indices, dim=None, *, out=None)``; ``x.take_along_dim(indices, dim=None)``.

    >>> import flambeau as torch
    >>> torch.take_along_dim(torch.tensor([[1, 2], [3, 4]]), torch.tensor([[1], [0]]), 1)
    tensor([[2],
            [3]])
    """

def tan(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Tangent, ``sin(self[i]) / cos(self[i])`` of an angle in radians.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * conj(1 + result * result)``.
    Tangent: ``d_self * (1 + result * result)``.
    Forms: ``tan(input, *, out=None)``; ``x.tan()``; in place ``x.tan_()``.

    >>> import flambeau as torch
    >>> torch.tan(torch.tensor([0., 1.]))
    tensor([0.0000, 1.5574])
    """

def tan_(input: Tensor) -> Tensor:
    """In-place form of `tan`."""

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

def tensor_split(input: Tensor, indices_or_sections: Any, dim: _int = 0) -> tuple[Tensor, ...]:
    """Views along ``dim`` split at the indices listed, ``self[:i0]``, ``self[i0:i1]``, ..., or into that many parts,
    the first ones larger by one.

    Shape: that of ``self`` with the part's size at ``dim``.
    Dtype: any; the parts have it and share the memory.
    Raises: RuntimeError for a 0-d tensor, and unless the number of parts is positive; IndexError for ``dim`` out of
        range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``tensor_split(input, indices_or_sections, dim=0)``; ``x.tensor_split(indices_or_sections, dim=0)``.

    >>> import flambeau as torch
    >>> torch.tensor_split(torch.arange(5), 2)
    (tensor([0, 1, 2]), tensor([3, 4]))
    """

def tensordot(a: Tensor, b: Tensor, dims: Any = 2, *, out: Tensor | None = None) -> Tensor:
    """Sums of products over ``dims``: the last ``n`` of ``a`` with the first ``n`` of ``b``, or two lists of
    dimensions.

    Shape: the dimensions of ``a`` and then those of ``b`` that are not summed over.
    Dtype: integer, floating or complex, the same for both; the result has it.
    Raises: RuntimeError for sizes that differ, a negative number of dimensions and two different dtypes;
        NotImplementedError for bool tensors; IndexError for a dimension out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``tensordot(a, b, dims=2, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.tensordot(torch.ones(2, 3), torch.ones(3, 4), 1).shape
    torch.Size([2, 4])
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

def tile(input: Tensor, *dims: _int | Sequence[_int], out: Tensor | None = None) -> Tensor:
    """`repeat` with missing repetitions taken as 1: ``out[i] = self[i % n]`` for a vector.

    Shape: the sizes of ``self`` times ``dims``, the shorter of both filled up with ones in front.
    Dtype: any; the result has it.
    Raises: RuntimeError for negative repetitions.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``tile(input, *dims, out=None)``; ``x.tile(*dims)``.

    >>> import flambeau as torch
    >>> torch.tile(torch.tensor([1, 2]), (2,))
    tensor([1, 2, 1, 2])
    """

def topk(input: Tensor, k: _int, dim: _int = -1, largest: _bool = True, sorted: _bool = True, *, out: tuple[Tensor, Tensor] | None = None) -> _return_topk:
    """The ``k`` largest (or smallest) values along ``dim`` and their indices, in order of size if ``sorted``.

    Shape: both that of ``self`` with size ``k`` at ``dim``.
    Dtype: integer or floating; the values have it, the indices are int64.
    Raises: RuntimeError for bool and complex tensors and for ``k`` out of range; IndexError for ``dim`` out of range.
    Gradient: to ``self`` ``place(g_values, indices, self_shape, dim, True)``.
    Tangent: ``pick(d_self, indices, dim, True)``.
    Forms: ``topk(input, k, dim=-1, largest=True, sorted=True, *, out=None)``; ``x.topk(k, dim=-1, largest=True, sorted=True)``.

    >>> import flambeau as torch
    >>> torch.topk(torch.tensor([3, 1, 2]), 2)
    torch.return_types.topk(
    values=tensor([3, 2]),
    indices=tensor([0, 2]))
    """

def trace(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The sum of a matrix's diagonal, ``sum over i of self[i][i]``.

    Shape: ``(m, n)`` gives a 0-d tensor.
    Dtype: any but bool; integers are summed in int64.
    Raises: NotImplementedError for bool tensors; RuntimeError for another number of dimensions than 2.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``trace(input, *, out=None)``; ``x.trace()``.

    >>> import flambeau as torch
    >>> torch.trace(torch.tensor([[1., 2.], [3., 4.]]))
    tensor(5.)
    """

def transpose(input: Tensor, dim0: _int, dim1: _int) -> Tensor:
    """Two dimensions exchanged, ``out[j][i] = self[i][j]`` for a matrix, as a view.

    Shape: that of ``self`` with the sizes of ``dim0`` and ``dim1`` exchanged.
    Dtype: any; the result has that of ``self`` and shares its memory.
    Raises: IndexError for ``dim0`` or ``dim1`` out of range.
    Gradient: to ``self`` ``g.transpose(dim0, dim1)``.
    Tangent: linear.
    Forms: ``transpose(input, dim0, dim1, *, out=None)``; ``x.transpose(dim0, dim1)``; in place ``x.transpose_(dim0, dim1)``; also called ``swapdims``.

    >>> import flambeau as torch
    >>> torch.transpose(torch.zeros(2, 3), 0, 1).shape
    torch.Size([3, 2])
    """

def transpose_copy(input: Tensor, dim0: _int, dim1: _int, *, out: Tensor | None = None) -> Tensor:
    """A copy of ``self.transpose(dim0, dim1)``.

    Shape: that of ``self`` with the sizes of ``dim0`` and ``dim1`` exchanged.
    Dtype: any; the result has it.
    Raises: IndexError for a dimension out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``transpose_copy(input, dim0, dim1, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.transpose_copy(torch.tensor([[1, 2]]), 0, 1)
    tensor([[1],
            [2]])
    """

def trapezoid(y: Tensor, x: Tensor | None = None, *, dx: _Number | None = None, dim: _int = -1, out: Tensor | None = None) -> Tensor:
    """The integral of samples along ``dim`` by the trapezoidal rule:
    ``sum of (x[i + 1] - x[i]) * (y[i] + y[i + 1]) / 2``; without ``x``, positions are ``dx`` (1) apart.

    Shape: that of ``y`` without ``dim``.
    Dtype: integer, floating or complex; integers become the default dtype.
    Raises: RuntimeError for bool tensors and another number of positions; TypeError for both ``x`` and ``dx``;
        IndexError for ``dim`` out of range.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 25.4.2.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``trapezoid(y, x=None, *, dx=None, dim=-1, out=None)``; also called ``trapz``.

    >>> import flambeau as torch
    >>> torch.trapezoid(torch.tensor([1., 2., 3.]), torch.tensor([0., 1., 3.]))
    tensor(6.5000)
    """

def trapz(y: Tensor, x: Tensor | None = None, *, dx: _Number | None = None, dim: _int = -1, out: Tensor | None = None) -> Tensor:
    """The integral of samples along ``dim`` by the trapezoidal rule:
    ``sum of (x[i + 1] - x[i]) * (y[i] + y[i + 1]) / 2``; without ``x``, positions are ``dx`` (1) apart.

    Shape: that of ``y`` without ``dim``.
    Dtype: integer, floating or complex; integers become the default dtype.
    Raises: RuntimeError for bool tensors and another number of positions; TypeError for both ``x`` and ``dx``;
        IndexError for ``dim`` out of range.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 25.4.2.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``trapezoid(y, x=None, *, dx=None, dim=-1, out=None)``; also called ``trapz``.

    >>> import flambeau as torch
    >>> torch.trapezoid(torch.tensor([1., 2., 3.]), torch.tensor([0., 1., 3.]))
    tensor(6.5000)
    """

def triangular_solve(input: Tensor, A: Tensor, upper: _bool = True, transpose: _bool = False, unitriangular: _bool = False, *, out: tuple[Tensor, Tensor] | None = None) -> _return_triangular_solve:
    """``X`` with ``A @ X = self`` (``Aᵀ @ X = self`` if ``transpose``), and a copy of ``A``: the old name of
    `linalg.solve_triangular`.

    Shape: ``A`` ``(..., n, n)`` with ``self`` ``(..., n, k)``; batches broadcast.
    Dtype: float32, float64 or complex, the same for both; the results have it.
    Raises: RuntimeError for bool, integer and 16-bit floating tensors, two different dtypes and shapes that do not go
        together.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``triangular_solve(input, A, upper=True, transpose=False, unitriangular=False, *, out=None)``; ``x.triangular_solve(A, upper=True, transpose=False, unitriangular=False)``.

    >>> import flambeau as torch
    >>> torch.triangular_solve(torch.tensor([[2.], [4.]]), torch.tensor([[2., 0.], [0., 4.]])).solution
    tensor([[1.],
            [1.]])
    """

def tril(input: Tensor, diagonal: _int = 0, *, out: Tensor | None = None) -> Tensor:
    """Matrices with zeros above the ``diagonal``-th diagonal: ``out[i][j] = self[i][j] if j <= i + diagonal else 0``.

    Shape: ``(..., m, n)``; the result has it.
    Dtype: any; the result has it.
    Raises: RuntimeError for fewer than two dimensions.
    Gradient: to ``self`` ``g.tril(diagonal)``.
    Tangent: linear.
    Forms: ``tril(input, diagonal=0, *, out=None)``; ``x.tril(diagonal=0)``; in place ``x.tril_(diagonal=0)``.

    >>> import flambeau as torch
    >>> torch.tril(torch.ones(2, 2))
    tensor([[1., 0.],
            [1., 1.]])
    """

def tril_(input: Tensor, diagonal: _int = 0) -> Tensor:
    """In-place form of `tril`."""

def tril_indices(row: _int, col: _int, offset: _int = 0, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _Device | None = None, pin_memory: _bool = False, out: Tensor | None = None) -> Tensor:
    """Indices of the lower triangle: the pairs with ``j <= i + offset`` of a ``row`` by ``col`` matrix, row by row.

    Shape: ``(2, n)``: row numbers and column numbers.
    Dtype: ``dtype``, int32 or int64; int64 without it.
    Raises: RuntimeError for negative sizes; NotImplementedError for another dtype.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``tril_indices(row, col, offset=0, *, dtype=None, layout=None, device=None, pin_memory=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.tril_indices(2, 2)
    tensor([[0, 1, 1],
            [0, 0, 1]])
    """

def triu(input: Tensor, diagonal: _int = 0, *, out: Tensor | None = None) -> Tensor:
    """Matrices with zeros below the ``diagonal``-th diagonal: ``out[i][j] = self[i][j] if j >= i + diagonal else 0``.

    Shape: ``(..., m, n)``; the result has it.
    Dtype: any; the result has it.
    Raises: RuntimeError for fewer than two dimensions.
    Gradient: to ``self`` ``g.triu(diagonal)``.
    Tangent: linear.
    Forms: ``triu(input, diagonal=0, *, out=None)``; ``x.triu(diagonal=0)``; in place ``x.triu_(diagonal=0)``.

    >>> import flambeau as torch
    >>> torch.triu(torch.ones(2, 2))
    tensor([[1., 1.],
            [0., 1.]])
    """

def triu_(input: Tensor, diagonal: _int = 0) -> Tensor:
    """In-place form of `triu`."""

def triu_indices(row: _int, col: _int, offset: _int = 0, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _Device | None = None, pin_memory: _bool = False, out: Tensor | None = None) -> Tensor:
    """Indices of the upper triangle: the pairs with ``j >= i + offset`` of a ``row`` by ``col`` matrix, row by row.

    Shape: ``(2, n)``: row numbers and column numbers.
    Dtype: ``dtype``, int32 or int64; int64 without it.
    Raises: RuntimeError for negative sizes; NotImplementedError for another dtype.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``triu_indices(row, col, offset=0, *, dtype=None, layout=None, device=None, pin_memory=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.triu_indices(2, 2)
    tensor([[0, 0, 1],
            [0, 1, 1]])
    """

def true_divide(input: Tensor | _Number, other: Tensor | _Number, *, rounding_mode: _str | None = None, out: Tensor | None = None) -> Tensor:
    """Quotient, ``out[i] = self[i] / other[i]``; by zero, infinite or nan.

    ``rounding_mode`` is None (no rounding), "trunc" (towards zero) or "floor" (towards minus infinity).

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the common dtype of the operands (`result_type`); bools and integers become the default dtype unless rounded.
    Raises: RuntimeError for another ``rounding_mode``, for a rounded quotient of integers by zero, and for shapes that
        do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g / conj(other)``; to ``other`` ``-g * conj(result / other)``.
    Tangent: ``(d_self - result * d_other) / other``.
    Forms: ``div(input, other, *, rounding_mode=None, out=None)``; ``x.div(other, *, rounding_mode=None)``; in place ``x.div_(other, *, rounding_mode=None)``; also called ``divide`` and ``true_divide``.

    >>> import flambeau as torch
    >>> torch.div(torch.tensor([7., -7.]), 2)
    tensor([ 3.5000, -3.5000])
    >>> torch.div(torch.tensor([7, -7]), 2, rounding_mode="floor")
    tensor([ 3, -4])
    """

def true_divide_(input: Tensor | _Number, other: Tensor | _Number, *, rounding_mode: _str | None = None) -> Tensor:
    """In-place form of `div`."""

def trunc(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The integer part, ``sign(self[i]) * floor(|self[i]|)``: rounding towards zero.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``.
    Raises: NotImplementedError for bool and complex tensors; in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g.new_zeros(g.shape)``.
    Tangent: ``result.new_zeros(result.shape)``.
    Forms: ``trunc(input, *, out=None)``; ``x.trunc()``; in place ``x.trunc_()``; also called ``fix``.

    >>> import flambeau as torch
    >>> torch.trunc(torch.tensor([1.7, -1.7]))
    tensor([ 1., -1.])
    """

def trunc_(input: Tensor) -> Tensor:
    """In-place form of `trunc`."""

def unbind(input: Tensor, dim: _int = 0) -> tuple[Tensor, ...]:
    """All slices along ``dim``, as views: ``(self[0], self[1], ...)`` for dim 0.

    Shape: that of ``self`` without ``dim``, each.
    Dtype: any; the result has that of ``self`` and shares its memory.
    Raises: IndexError for ``dim`` out of range.
    Gradient: to ``self`` ``stack(g, dim)``.
    Tangent: linear.
    Forms: ``unbind(input, dim=0)``; ``x.unbind(dim=0)``.

    >>> import flambeau as torch
    >>> torch.unbind(torch.tensor([[1, 2], [3, 4]]))
    (tensor([1, 2]), tensor([3, 4]))
    """

def unbind_copy(input: Tensor, dim: _int = 0, *, out: Sequence[Tensor] | None = None) -> tuple[Tensor, ...]:
    """Copies of ``self.unbind(dim)``.

    Shape: that of ``self`` without ``dim``.
    Dtype: any; the results have it.
    Raises: IndexError for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``unbind_copy(input, dim=0, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.unbind_copy(torch.arange(2))
    (tensor(0), tensor(1))
    """

def unflatten(input: Tensor, dim: _int, sizes: _Size, *, out: Tensor | None = None) -> Tensor:
    """One dimension as several: ``out.flatten(dim, dim + len(sizes) - 1) == self``.

    Shape: that of ``self`` with ``sizes``, of which one may be -1, in the place of ``dim``.
    Dtype: any; the result has it.
    Raises: RuntimeError unless the sizes multiply up to that of ``dim``; IndexError for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``unflatten(input, dim, sizes, *, out=None)``; ``x.unflatten(dim, sizes)``.

    >>> import flambeau as torch
    >>> torch.unflatten(torch.zeros(2, 6), 1, (2, 3)).shape
    torch.Size([2, 2, 3])
    """

def unfold_copy(input: Tensor, dimension: _int, size: _int, step: _int, *, out: Tensor | None = None) -> Tensor:
    """A copy of ``self.unfold(dimension, size, step)``.

    Shape: that of ``self`` with ``(n - size) // step + 1`` windows at ``dimension``, and ``size`` at the end.
    Dtype: any; the result has it.
    Raises: RuntimeError for windows larger than the dimension and for ``step <= 0``; IndexError for ``dimension`` out
        of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``unfold_copy(input, dimension, size, step, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.unfold_copy(torch.arange(5), 0, 3, 2)
    tensor([[0, 1, 2],
            [2, 3, 4]])
    """

def unique(input: Tensor, sorted: _bool = True, return_inverse: _bool = False, return_counts: _bool = False, dim: _int | None = None, *, out: Any | None = None) -> Any:
    """Distinct elements in ascending order, or distinct slices along ``dim``: ``out[0] < out[1] < ...``.

    With ``return_inverse`` also where each element went, ``out[inverse] == self``; with ``return_counts`` also how
    often each one occurs. ``sorted`` is accepted: they always are.

    Shape: ``(n,)`` for n distinct elements, inverse that of ``self``, counts ``(n,)``; with ``dim`` that of ``self``
        with n there.
    Dtype: any, but with ``dim`` not complex; the result has it, the others are int64.
    Raises: IndexError for ``dim`` out of range; NotImplementedError for complex slices.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``unique(input, sorted=True, return_inverse=False, return_counts=False, dim=None, *, out=None)``; ``x.unique(sorted=True, return_inverse=False, return_counts=False, dim=None)``.

    >>> import flambeau as torch
    >>> torch.unique(torch.tensor([3, 1, 3]), return_counts=True)
    (tensor([1, 3]), tensor([1, 2]))
    """

def unique_consecutive(input: Tensor, return_inverse: _bool = False, return_counts: _bool = False, dim: _int | None = None, *, out: Any | None = None) -> Any:
    """The first of every run of equal neighbours, ``self[i] != self[i - 1]``, of the flattened tensor or of slices
    along ``dim``.

    With ``return_inverse`` also the run of each element, with ``return_counts`` also how long each run is.

    Shape: ``(n,)`` for n runs, inverse that of ``self``, counts ``(n,)``; with ``dim`` that of ``self`` with n there.
    Dtype: any but complex; the result has it, the others are int64.
    Raises: IndexError for ``dim`` out of range; NotImplementedError for complex tensors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``unique_consecutive(input, return_inverse=False, return_counts=False, dim=None, *, out=None)``; ``x.unique_consecutive(return_inverse=False, return_counts=False, dim=None)``.

    >>> import flambeau as torch
    >>> torch.unique_consecutive(torch.tensor([1, 1, 2, 1]))
    tensor([1, 2, 1])
    """

def unravel_index(indices: Tensor, shape: _Size) -> tuple[Tensor, ...]:
    """The coordinates of positions in a row-major array: ``indices = out[0] * prod(shape[1:]) + out[1] * ...``.

    Shape: one tensor for each of ``shape``, with that of ``indices``.
    Dtype: integers; the results have it.
    Raises: TypeError for other dtypes; ValueError for negative sizes, and for an index outside of ``shape``.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``unravel_index(indices, shape)``.

    >>> import flambeau as torch
    >>> torch.unravel_index(torch.tensor([5, 2]), (2, 3))
    (tensor([1, 0]), tensor([2, 2]))
    """

def unsafe_chunk(input: Tensor, chunks: _int, dim: _int = 0) -> tuple[Tensor, ...]:
    """`chunk` into parts of ``ceil(n / chunks)`` elements that may be written to; see `unsafe_split`.

    Shape: that of ``self`` with the part's size at ``dim``.
    Dtype: any; the parts have it.
    Raises: RuntimeError unless ``chunks > 0``; IndexError for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``unsafe_chunk(input, chunks, dim=0)``; ``x.unsafe_chunk(chunks, dim=0)``.

    >>> import flambeau as torch
    >>> [part.tolist() for part in torch.unsafe_chunk(torch.tensor([1, 2, 3]), 2)]
    [[1, 2], [3]]
    """

def unsafe_split(input: Tensor, split_size: _int, dim: _int = 0) -> tuple[Tensor, ...]:
    """`split` into parts of ``split_size`` that may be written to although there are several of them: they share
    ``self``'s elements, but are not its views.

    What is written to a part is not seen by the history of ``self``: do not use ``self`` after that.

    Shape: that of ``self`` with ``split_size`` at ``dim``, and what is left in the last part.
    Dtype: any; the parts have it.
    Raises: RuntimeError for a negative ``split_size``; IndexError for ``dim`` out of range.
    Gradient: to ``self`` ``cat(g, dim)``.
    Tangent: linear.
    Forms: ``unsafe_split(input, split_size, dim=0)``; ``x.unsafe_split(split_size, dim=0)``.

    >>> import flambeau as torch
    >>> x = torch.ones(4, requires_grad=True)
    >>> left, right = torch.unsafe_split(x * 2, 2)
    >>> left.mul_(3).sum().backward()
    >>> x.grad
    tensor([6., 6., 0., 0.])
    """

def unsafe_split_with_sizes(input: Tensor, split_sizes: _Size, dim: _int = 0) -> tuple[Tensor, ...]:
    """`unsafe_split` into parts of the given sizes, ``split_sizes``.

    Shape: that of ``self`` with each of ``split_sizes`` at ``dim``.
    Dtype: any; the parts have it.
    Raises: RuntimeError unless the sizes add up to the whole, and for negative ones; IndexError for ``dim`` out of range.
    Gradient: to ``self`` ``cat(g, dim)``.
    Tangent: linear.
    Forms: ``unsafe_split_with_sizes(input, split_sizes, dim=0)``; ``x.unsafe_split_with_sizes(split_sizes, dim=0)``.

    >>> import flambeau as torch
    >>> [part.tolist() for part in torch.unsafe_split_with_sizes(torch.tensor([1, 2, 3]), [1, 2])]
    [[1], [2, 3]]
    """

def unsqueeze(input: Tensor, dim: _int) -> Tensor:
    """With a new dimension of size 1 at ``dim``, as a view.

    Shape: that of ``self`` with a 1 inserted at ``dim``.
    Dtype: any; the result has that of ``self`` and shares its memory.
    Raises: IndexError for ``dim`` out of range.
    Gradient: to ``self`` ``g.squeeze(dim)``.
    Tangent: linear.
    Forms: ``unsqueeze(input, dim, *, out=None)``; ``x.unsqueeze(dim)``; in place ``x.unsqueeze_(dim)``.

    >>> import flambeau as torch
    >>> torch.unsqueeze(torch.zeros(3), 0).shape
    torch.Size([1, 3])
    """

def unsqueeze_copy(input: Tensor, dim: _int, *, out: Tensor | None = None) -> Tensor:
    """A copy of ``self.unsqueeze(dim)``.

    Shape: that of ``self`` with a size of one at ``dim``.
    Dtype: any; the result has it.
    Raises: IndexError for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``unsqueeze_copy(input, dim, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.unsqueeze_copy(torch.arange(2), 0)
    tensor([[0, 1]])
    """

def vander(x: Tensor, N: _int | None = None, increasing: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """The powers of each element, the highest first unless ``increasing``: ``out[i, j] = x[i] ** (N - 1 - j)``.

    Shape: ``(n,)`` gives ``(n, N)``; ``N`` is ``n`` by default.
    Dtype: any; integers and bools give int64, others their own.
    Raises: RuntimeError for what is not a vector and for a negative ``N``.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``vander(x, N=None, increasing=False, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.vander(torch.tensor([2, 3]))
    tensor([[2, 1],
            [3, 1]])
    """

def var(input: Tensor, dim: Any = None, unbiased: _bool | None = None, keepdim: _bool = False, *, correction: _Number | None = None, out: Tensor | None = None) -> Tensor:
    """Variance, ``sum |x - mean|**2 / (n - correction)`` over ``dim``, all dimensions by default.

    ``correction`` is 1 by default, and 0 with ``unbiased=False``. Where n is not greater than it, the result is nan or
    infinite.

    Shape: that of ``self`` without ``dim``, or with size 1 there if ``keepdim``; 0-d without ``dim``.
    Dtype: floating or complex; the result has the real dtype.
    Raises: RuntimeError for bool and integer tensors; TypeError for both ``unbiased`` and ``correction``; IndexError
        for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``var(input, dim=None, unbiased=None, keepdim=False, *, correction=None, out=None)``; ``x.var(dim=None, unbiased=None, keepdim=False, *, correction=None)``.

    >>> import flambeau as torch
    >>> torch.var(torch.tensor([1., 2., 3.]))
    tensor(1.)
    """

def var_mean(input: Tensor, dim: Any = None, unbiased: _bool | None = None, keepdim: _bool = False, *, correction: _Number | None = None, out: tuple[Tensor, Tensor] | None = None) -> tuple[Tensor, Tensor]:
    """Variance and mean over ``dim``: ``(var(x), mean(x))``; the options are those of `var`.

    Shape: both that of ``self`` without ``dim``, or with size 1 there if ``keepdim``; 0-d without ``dim``.
    Dtype: floating or complex; the variance has the real dtype, the mean that of ``self``.
    Raises: RuntimeError for bool and integer tensors; IndexError for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``var_mean(input, dim=None, unbiased=None, keepdim=False, *, correction=None, out=None)``.

    >>> import flambeau as torch
    >>> torch.var_mean(torch.tensor([1., 2., 3.]))
    (tensor(1.), tensor(2.))
    """

def vdot(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Product of two vectors, ``sum over i of conj(self[i]) * other[i]``.

    Shape: ``(n,)`` by ``(n,)`` gives a 0-d tensor.
    Dtype: any, the same for both; the result has it.
    Raises: RuntimeError for other shapes and for two different dtypes.
    Gradient: to ``self`` ``conj(g) * other``; to ``other`` ``g * self``.
    Tangent: ``d_self.vdot(other) + self.vdot(d_other)``.
    Forms: ``vdot(input, other, *, out=None)``; ``x.vdot(other)``.

    >>> import flambeau as torch
    >>> torch.vdot(torch.tensor([1., 2.]), torch.tensor([3., 4.]))
    tensor(11.)
    """

def view_as(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``self.view(other.shape)``.

    Shape: that of ``other``.
    Dtype: any; the result has it.
    Raises: RuntimeError for another number of elements, and where the strides would need a copy.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``view_as(input, other, *, out=None)``; ``x.view_as(other)``.

    >>> import flambeau as torch
    >>> torch.arange(4).view_as(torch.zeros(2, 2))
    tensor([[0, 1],
            [2, 3]])
    """

def view_as_complex(input: Tensor) -> Tensor:
    """A view of pairs as complex values, ``out = self[..., 0] + 1j * self[..., 1]``.

    Shape: ``(..., 2)`` gives ``(...)``.
    Dtype: float32 or float64; the result has the complex dtype of such parts and shares its memory.
    Raises: RuntimeError for bool, integer, float16 and complex tensors, and unless the last dimension has size 2 and
        stride 1 and the others have even strides.
    Gradient: to ``self`` ``view_as_real(g)``.
    Tangent: ``view_as_complex(d_self.contiguous())``.
    Forms: ``view_as_complex(input, *, out=None)``; ``x.view_as_complex()``.

    >>> import flambeau as torch
    >>> torch.view_as_complex(torch.tensor([[1., 2.]]))
    tensor([1.+2.j])
    """

def view_as_complex_copy(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """A copy of ``view_as_complex(self)``.

    Shape: that of ``self`` without its last dimension, whose size is 2.
    Dtype: the complex one of the floating one of ``self``.
    Raises: RuntimeError for another last size, and for bool, integer and complex tensors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``view_as_complex_copy(input, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.view_as_complex_copy(torch.tensor([1., 2.]))
    tensor(1.+2.j)
    """

def view_as_real(input: Tensor) -> Tensor:
    """A view of complex values as pairs: ``out[..., 0] = real(self)`` and ``out[..., 1] = imag(self)``.

    Shape: ``(...)`` gives ``(..., 2)``.
    Dtype: complex; the result has the real dtype of its parts and shares its memory.
    Raises: RuntimeError for bool, integer and floating tensors.
    Gradient: to ``self`` ``view_as_complex(g.contiguous())``.
    Tangent: linear.
    Forms: ``view_as_real(input, *, out=None)``; ``x.view_as_real()``.

    >>> import flambeau as torch
    >>> torch.view_as_real(torch.tensor([1+2j]))
    tensor([[1., 2.]])
    """

def view_as_real_copy(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """A copy of ``view_as_real(self)``.

    Shape: that of ``self``, and 2 at the end.
    Dtype: the floating one of the complex one of ``self``.
    Raises: RuntimeError for bool, integer and floating tensors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``view_as_real_copy(input, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.view_as_real_copy(torch.tensor(1 + 2j))
    tensor([1., 2.])
    """

def view_copy(input: Tensor, size: _Size | _dtype, *, out: Tensor | None = None) -> Tensor:
    """A copy of ``self.view(size)``, where ``size`` may be a dtype.

    Shape: ``size``, in which one size may be -1: what is left.
    Dtype: any; the result has it, or the one given.
    Raises: RuntimeError for another number of elements, and where the strides allow no view.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``view_copy(input, size, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.view_copy(torch.arange(4), (2, 2))
    tensor([[0, 1],
            [2, 3]])
    """

def vsplit(input: Tensor, indices_or_sections: Any) -> tuple[Tensor, ...]:
    """`tensor_split` along ``dim`` 0, into equal parts where their number is given.

    Shape: that of ``self`` with the part's size there.
    Dtype: any; the parts have it and share the memory.
    Raises: RuntimeError for fewer than two dimensions, and for a number of parts that does not divide the size.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``vsplit(input, indices_or_sections)``; ``x.vsplit(indices_or_sections)``.

    >>> import flambeau as torch
    >>> torch.vsplit(torch.arange(4).view(2, 2), 2)
    (tensor([[0, 1]]), tensor([[2, 3]]))
    """

def vstack(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """Tensors joined on top of each other: `cat` along ``dim`` 0, vectors as rows.

    Shape: ``(m, ...)`` and ``(n, ...)`` give ``(m + n, ...)``.
    Dtype: any; the result has the common dtype (`result_type`).
    Raises: RuntimeError for no tensors, and for sizes that differ elsewhere.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``vstack(tensors, *, out=None)``; also called ``row_stack``.

    >>> import flambeau as torch
    >>> torch.vstack([torch.tensor([1]), torch.tensor([2])])
    tensor([[1],
            [2]])
    """

def where(condition: Tensor, input: Tensor | _Number | None = None, other: Tensor | _Number | None = None, *, out: Tensor | None = None) -> Tensor:
    """``out[i] = input[i] if condition[i] else other[i]``.

    With a condition alone: the indices of its non-zero elements, one tensor per dimension.

    Shape: that of all three, broadcast together.
    Dtype: a bool ``condition`` (uint8 with a warning); the result has the common dtype of the others (`result_type`).
    Raises: RuntimeError for a ``condition`` that is neither, and for shapes that do not broadcast; TypeError for one
        value without the other.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``where(condition, input=None, other=None, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.where(torch.tensor([True, False]), torch.tensor([1., 2.]), 0.)
    tensor([1., 0.])
    """

def xlogy(input: Tensor | _Number, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """``self[i] * log(other[i])``, and 0 where ``self[i]`` is 0 (unless ``other[i]`` is nan).

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`); bools and integers become the default dtype.
    Raises: NotImplementedError where the common dtype is complex; RuntimeError for shapes that do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * _log_unless_zero(self, other)``; to ``other`` ``g * (self / other)``.
    Tangent: ``d_self * _log_unless_zero(self, other) + d_other * (self / other)``.
    Forms: ``xlogy(input, other, *, out=None)``; ``x.xlogy(other)``; in place ``x.xlogy_(other)``.

    >>> import flambeau as torch
    >>> torch.xlogy(torch.tensor([0., 2.]), torch.tensor([0., 1.]))
    tensor([0., 0.])
    """

def xlogy_(input: Tensor | _Number, other: Tensor | _Number) -> Tensor:
    """In-place form of `xlogy`."""

def zero_(input: Tensor) -> Tensor:
    """In-place form of `zero`."""

def zeros(*size: _int | Sequence[_int], dtype: _dtype | None = None, layout: _layout | None = None, device: _Device | None = None, requires_grad: _bool = False, pin_memory: _bool = False, out: Tensor | None = None) -> Tensor:
    """Zeros: ``out[i] = 0``.

    Shape: ``size``.
    Dtype: ``dtype``; without it the default dtype.
    Raises: RuntimeError for a negative size; RuntimeError for ``requires_grad`` with a bool or integer dtype.
    Forms: ``zeros(*size, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.zeros(2, 3)
    tensor([[0., 0., 0.],
            [0., 0., 0.]])
    """

def zeros_like(input: Tensor, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _Device | None = None, requires_grad: _bool = False, memory_format: Any = None, pin_memory: _bool = False, out: Tensor | None = None) -> Tensor:
    """Zeros in the form of another tensor: ``out[i] = 0``.

    Shape: that of ``input``.
    Dtype: ``dtype``; without it that of ``input``.
    Raises: RuntimeError for ``requires_grad`` with a bool or integer dtype.
    Derivative: none.
    Forms: ``zeros_like(input, *, dtype=None, layout=None, device=None, requires_grad=False, memory_format=None, pin_memory=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.zeros_like(torch.tensor([1, 2]))
    tensor([0, 0])
    """
