"""Resampling of images: interpolation to another size."""

from __future__ import annotations

import math
from typing import Any

from .._warnings import warn
from .broadcast import refuse_dtypes
from .create import arange
from .define import Dtype, Size, Tensor, composite, float32, op, uint8
from .join import cat
from .memory_order import has_channels_last_order, ordered_like
from .pool import adaptive_avg_pool


def _output_sizes(input: Tensor, size: Size | int | None, scale_factor: Any,
                  recompute: bool | None) -> tuple[list[int], list[float | None]]:
    """The sizes asked for, and the scale each dim is sampled at (None: from the sizes)."""
    n = input.ndim - 2
    if (size is None) == (scale_factor is None):
        raise ValueError("only one of size or scale_factor should be defined" if size is not None else
                         "either size or scale_factor should be defined")
    if size is not None:
        if recompute:
            raise ValueError("recompute_scale_factor is not meaningful with an explicit size.")
        sizes = list(size) if isinstance(size, (tuple, list)) else [size] * n
        if len(sizes) != n:
            raise ValueError("Input and output must have the same number of spatial dimensions, but got input with "
                             f"spatial dimensions of {list(input.shape[2:])} and output size of {size}.")
        return sizes, [None] * n
    factors = scale_factor if isinstance(scale_factor, (tuple, list)) else [scale_factor] * n
    scales = [float(s) for s in factors]
    sizes = [math.floor(have * s) for have, s in zip(input.shape[2:], scales, strict=True)]
    return sizes, [None] * n if recompute else [*scales]


def _positions(n: int, out: int, scale: float | None, align_corners: bool, like: Tensor) -> Tensor:
    """Where, in the input's coordinates, each output element is sampled."""
    place = arange(out).to(like.dtype)
    if align_corners:
        return place * ((n - 1) / (out - 1) if out > 1 else 0.0)
    return (place + 0.5) * (n / out if scale is None else 1 / scale) - 0.5


def _nearest(x: Tensor, dim: int, out: int, scale: float | None, exact: bool) -> Tensor:
    n = x.shape[dim]
    # PyTorch holds the step and the position in float32: at a border between two elements their rounding decides.
    step = arange(1).float() + (n / out if scale is None else 1 / scale)
    place = arange(out).double() + (0.5 if exact else 0.0)
    index = (place * step.double()).float().floor().long().clamp(max=n - 1)
    return x.index_select(dim, index)


def _along(weight: Tensor, x: Tensor, dim: int) -> Tensor:
    return weight.to(x.dtype).reshape([-1 if d == dim else 1 for d in range(x.ndim)])


def _linear(x: Tensor, dim: int, out: int, scale: float | None, align_corners: bool) -> Tensor:
    n = x.shape[dim]
    place = _positions(n, out, scale, align_corners, x).clamp(min=0)
    lower = place.floor().long().clamp(max=n - 1)
    upper = (lower + 1).clamp(max=n - 1)
    weight = _along((place - lower).clamp(0, 1), x, dim)
    return x.index_select(dim, lower) * (1 - weight) + x.index_select(dim, upper) * weight


def _cubic(x: Tensor, dim: int, out: int, scale: float | None, align_corners: bool) -> Tensor:
    """Cubic convolution with a = -0.75 (Keys 1981)."""
    n, a = x.shape[dim], -0.75
    place = _positions(n, out, scale, align_corners, x)
    base = place.floor()
    t = place - base
    total: Any = None
    for tap in (-1, 0, 1, 2):
        d = (t - tap).abs()
        near = ((a + 2) * d - (a + 3)) * d * d + 1
        far = a * (((d - 5) * d + 8) * d - 4)
        weight = _along(near if tap in (0, 1) else far, x, dim)
        part = x.index_select(dim, (base.long() + tap).clamp(0, n - 1)) * weight
        total = part if total is None else total + part
    return total


def _smoothed(x: Tensor, dim: int, out: int, scale: float | None, align_corners: bool, cubic: bool) -> Tensor:
    """Antialiased resampling: the filter is widened by the shrinking factor; weights add up to 1."""
    n = x.shape[dim]
    step = ((n - 1) / (out - 1) if out > 1 else 0.0) if align_corners else (n / out if scale is None else 1 / scale)
    width = max(step, 1.0)
    centre = (arange(out).to(x.dtype) + 0.5) * step
    d = ((arange(n).to(x.dtype) + 0.5).unsqueeze(0) - centre.unsqueeze(1)).abs() / width
    if cubic:
        a = -0.5
        near, far = ((a + 2) * d - (a + 3)) * d * d + 1, a * (((d - 5) * d + 8) * d - 4)
        weight = near * (d < 1) + far * ((d >= 1) & (d < 2))
    else:
        weight = (1 - d).clamp(min=0)
    weight = weight / weight.sum(1, True)
    if n * out <= _BLOCK**2:
        return _weighted(x, dim, weight)
    # A result needs only what its filter covers: the product is cut into blocks along the diagonal.
    reach, parts = width * (2 if cubic else 1), []
    for start in range(0, out, _BLOCK):
        stop = min(start + _BLOCK, out)
        low = max(math.floor((start + 0.5) * step - reach), 0)
        high = min(math.ceil((stop - 0.5) * step + reach), n)
        parts.append(_weighted(x.narrow(dim, low, high - low), dim, weight[start:stop, low:high]))
    return cat(parts, dim)


_BLOCK = 32  # results along a dim that are computed in one product


def _weighted(x: Tensor, dim: int, weight: Tensor) -> Tensor:
    """``weight`` (new, old) applied to a dim."""
    if dim == x.ndim - 2:
        return weight @ x
    return (x.transpose(dim, -1) @ weight.t()).transpose(dim, -1)


def _weight_dtype(input: Tensor, mode: str) -> Dtype:
    """What weights and sums are computed in: float32 for what is narrower. Of integers there are only uint8 images."""
    if input.dtype.is_floating_point:
        return float32 if input.dtype.itemsize < 4 else input.dtype
    if input.dtype != uint8 or mode not in ("bilinear", "bicubic"):
        raise NotImplementedError(f"interpolate in mode {mode!r} is not implemented for {input.dtype}: it takes "
                                  "floating point types, and uint8 in the modes bilinear and bicubic | convert first")
    return float32


@op(kind=composite, namespace="nn.functional")
def interpolate(input: Tensor, size: object = None, scale_factor: object = None, mode: str = "nearest",
                align_corners: bool | None = None, recompute_scale_factor: bool | None = None,
                antialias: bool = False) -> Tensor:
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

    >>> import flambeau as torch
    >>> torch.nn.functional.interpolate(torch.tensor([[[1., 2.]]]), scale_factor=2)
    tensor([[[1., 1., 2., 2.]]])
    """
    n = input.ndim - 2
    spatial = {"linear": 1, "bilinear": 2, "bicubic": 2, "trilinear": 3}
    if mode not in ("nearest", "nearest-exact", "area", *spatial):
        raise NotImplementedError(f"Input Error: Only 3D, 4D and 5D input Tensors supported (got {input.ndim}D) for "
                                  "the modes: nearest | linear | bilinear | bicubic | trilinear | area | "
                                  f"nearest-exact (got {mode})")
    if spatial.get(mode, n) != n or n not in (1, 2, 3):
        raise NotImplementedError(f"Got {input.ndim}D input, but {mode} mode needs {spatial.get(mode, 1) + 2}D input")
    if align_corners is not None and mode not in spatial:
        raise ValueError("align_corners option can only be set with the interpolating modes: linear | bilinear | "
                         "bicubic | trilinear")
    if antialias and mode not in ("bilinear", "bicubic"):
        raise ValueError("Anti-alias option is restricted to bilinear and bicubic modes and requires a 4-D tensor as "
                         f"input: interpolate got mode {mode!r}")
    if mode.startswith("nearest"):
        refuse_dtypes("interpolate", input, "bool", "int8", "int16", "int32", "int64", "complex")
    sizes, scales = _output_sizes(input, size, scale_factor, recompute_scale_factor)
    if mode == "area":
        return adaptive_avg_pool(input, sizes)
    # With the channels last, the result's are too: it is made of slices along the dims in memory order.
    last = has_channels_last_order(input)
    out, first = (input.movedim(1, -1), 1) if last else (input, 2)
    if not mode.startswith("nearest"):
        out = out.to(_weight_dtype(input, mode))
    for dim, new, scale in reversed([*zip(range(first, first + n), sizes, scales, strict=True)]):
        if mode.startswith("nearest"):
            out = _nearest(out, dim, new, scale, mode == "nearest-exact")
        elif antialias:
            out = _smoothed(out, dim, new, scale, bool(align_corners), mode == "bicubic")
        else:
            out = (_cubic if mode == "bicubic" else _linear)(out, dim, new, scale, bool(align_corners))
        if input.dtype == uint8:
            out = (out + 0.5).floor().clamp(0, 255)  # after every pass, as PyTorch does
    out = out.to(input.dtype)
    return ordered_like(out.movedim(-1, 1) if last else out, input)


@op(kind=composite, namespace="nn.functional")
def upsample(input: Tensor, size: object = None, scale_factor: object = None, mode: str = "nearest",
             align_corners: bool | None = None) -> Tensor:
    """Another name of `interpolate`, deprecated: it warns.

    >>> import flambeau as torch
    >>> import warnings
    >>> with warnings.catch_warnings(action="ignore"):
    ...     torch.nn.functional.upsample(torch.tensor([[[1., 2.]]]), scale_factor=2)
    tensor([[[1., 1., 2., 2.]]])
    """
    warn("`nn.functional.upsample` is deprecated. Use `nn.functional.interpolate` instead.")
    return interpolate(input, size, scale_factor, mode, align_corners)


@op(kind=composite, namespace="nn.functional")
def upsample_nearest(input: Tensor, size: object = None, scale_factor: object = None) -> Tensor:
    """Another name of `interpolate`, in mode ``"nearest"``.

    >>> import flambeau as torch
    >>> torch.nn.functional.upsample_nearest(torch.tensor([[[1., 2.]]]), scale_factor=2)
    tensor([[[1., 1., 2., 2.]]])
    """
    return interpolate(input, size, scale_factor, "nearest")


@op(kind=composite, namespace="nn.functional")
def upsample_bilinear(input: Tensor, size: object = None, scale_factor: object = None) -> Tensor:
    """Another name of `interpolate`, in mode ``"bilinear"`` with ``align_corners``.

    >>> import flambeau as torch
    >>> torch.nn.functional.upsample_bilinear(torch.tensor([[[[1., 3.]]]]), size=(1, 3))
    tensor([[[[1., 2., 3.]]]])
    """
    return interpolate(input, size, scale_factor, "bilinear", True)
