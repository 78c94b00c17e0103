"""Elements put elsewhere: flips, rolls, turns, and shuffles of pixels and channels."""

from __future__ import annotations

from .define import Size, Tensor, composite, indexing, op
from .memory_order import ordered_like
from .strided import several
from .view import behind_batch, wrap_dim


def _check_shuffle(name: str, factor_name: str, input: Tensor, factor: int) -> None:
    if input.ndim < 3:
        raise RuntimeError(f"{name} expects input to have at least 3 dimensions, but got input with {input.ndim} "
                           "dimension(s)")
    if factor <= 0:
        raise RuntimeError(f"{name} expects a positive {factor_name}, but got {factor}")


@op(kind=composite, namespace=("", "nn.functional"), method=False)
def pixel_shuffle(input: Tensor, upscale_factor: int) -> Tensor:
    """Channels turned into pixels: ``out[c, h * r + i, w * r + j] = input[c * r * r + i * r + j, h, w]``, r being
    ``upscale_factor``.

    Shape: ``(..., C * r * r, H, W)`` gives ``(..., C, H * r, W * r)``.
    Dtype: any; the result has it.
    Raises: RuntimeError unless ``r * r`` divides the number of channels, and for fewer than three dimensions.
    Source: Shi et al. 2016, Real-Time Single Image and Video Super-Resolution Using an Efficient Sub-Pixel
        Convolutional Neural Network.

    >>> import flambeau as torch
    >>> torch.pixel_shuffle(torch.zeros(1, 4, 2, 2), 2).shape
    torch.Size([1, 1, 4, 4])
    """
    _check_shuffle("pixel_shuffle", "upscale_factor", input, upscale_factor)
    r, (*lead, channels, rows, columns) = upscale_factor, input.shape
    if channels % (r * r):
        raise RuntimeError("pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of "
                           f"upscale_factor, but input.size(-3)={channels} is not divisible by {r * r}")
    k = len(lead)
    x = input.reshape((*lead, channels // (r * r), r, r, rows, columns))
    x = x.permute((*range(k), k, k + 3, k + 1, k + 4, k + 2))
    return ordered_like(x.reshape((*lead, channels // (r * r), rows * r, columns * r)), input)


@op(kind=composite, namespace=("", "nn.functional"), method=False)
def pixel_unshuffle(input: Tensor, downscale_factor: int) -> Tensor:
    """Pixels turned into channels: ``out[c * r * r + i * r + j, h, w] = input[c, h * r + i, w * r + j]``, r being
    ``downscale_factor``.

    Shape: ``(..., C, H * r, W * r)`` gives ``(..., C * r * r, H, W)``.
    Dtype: any; the result has it.
    Raises: RuntimeError unless ``r`` divides height and width, and for fewer than three dimensions.

    >>> import flambeau as torch
    >>> torch.pixel_unshuffle(torch.zeros(1, 1, 4, 4), 2).shape
    torch.Size([1, 4, 2, 2])
    """
    _check_shuffle("pixel_unshuffle", "downscale_factor", input, downscale_factor)
    r, (*lead, channels, rows, columns) = downscale_factor, input.shape
    if rows % r or columns % r:
        raise RuntimeError(f"pixel_unshuffle expects height and width to be divisible by downscale_factor, but "
                           f"input.size(-2)={rows} and input.size(-1)={columns} with downscale_factor={r}")
    k = len(lead)
    x = input.reshape((*lead, channels, rows // r, r, columns // r, r))
    x = x.permute((*range(k), k, k + 2, k + 4, k + 1, k + 3))
    return ordered_like(x.reshape((*lead, channels * r * r, rows // r, columns // r)), input)


@op(kind=composite, namespace=("", "nn.functional"), aliases=("native_channel_shuffle",), method=False)
def channel_shuffle(input: Tensor, groups: int) -> Tensor:
    """Channels dealt out of ``groups`` groups: channel ``g * k + i`` of k per group moves to ``i * groups + g``.

    Shape: ``(N, C, ...)``; the result has it.
    Dtype: any; the result has it.
    Raises: RuntimeError unless ``groups`` divides C; ValueError for fewer than two dimensions.
    Source: Zhang et al. 2018, ShuffleNet: An Extremely Efficient Convolutional Neural Network for Mobile Devices.

    >>> import flambeau as torch
    >>> torch.channel_shuffle(torch.arange(4.).view(1, 4, 1), 2).flatten()
    tensor([0., 2., 1., 3.])
    """
    n, channels, *space = input.shape
    if channels % groups:
        raise RuntimeError("Number of channels must be divisible by groups. "
                           f"Got {channels} channels and {groups} groups.")
    return input.reshape(n, groups, channels // groups, *space).transpose(1, 2).reshape(input.shape)


def _flipped(x: Tensor, dims: Size) -> Tensor:
    return x.flip(dims) if x.ndim > 1 else x.clone()


@op(kind=indexing, kernel="flip", traits=("stores",), vjp=dict(self=lambda g, dims: g.flip(dims)), jvp="linear",
    batch=lambda self, dims: _flipped(self, behind_batch(self, dims)))
def flip(self: Tensor, *dims: int) -> Tensor:
    """A copy with the order along each of ``dims`` reversed: ``out[i] = self[n - 1 - i]``.

    Shape: that of ``self``.
    Dtype: any; the result has it.
    Raises: IndexError for a dimension out of range; RuntimeError for one that is named twice.

    >>> import flambeau as torch
    >>> torch.flip(torch.tensor([1, 2, 3]), (0,))
    tensor([3, 2, 1])
    """


@op(kind=composite)
def fliplr(self: Tensor) -> Tensor:
    """`flip` along ``dim`` 1: ``out[i][j] = self[i][n - 1 - j]``.

    Shape: that of ``self``.
    Dtype: any; the result has it.
    Raises: RuntimeError for fewer than two dimensions.

    >>> import flambeau as torch
    >>> torch.fliplr(torch.tensor([[1, 2]]))
    tensor([[2, 1]])
    """
    if self.ndim < 2:
        raise RuntimeError(f"Input must be >= 2-d. (fliplr: it has {self.ndim} dimensions)")
    return self.flip(1)


@op(kind=composite)
def flipud(self: Tensor) -> Tensor:
    """`flip` along ``dim`` 0: ``out[i] = self[n - 1 - i]``.

    Shape: that of ``self``.
    Dtype: any; the result has it.
    Raises: RuntimeError for a 0-d tensor.

    >>> import flambeau as torch
    >>> torch.flipud(torch.tensor([1, 2]))
    tensor([2, 1])
    """
    if not self.ndim:
        raise RuntimeError("Input must be >= 1-d. (flipud: it has 0 dimensions)")
    return self.flip(0)


def _backwards(shifts: Size | int) -> list[int]:
    return [-shift for shift in several(shifts)]


def _rolled(x: Tensor, shifts: Size, dims: Size) -> Tensor:
    if not dims:
        return x.reshape(x.shape[0], -1).roll(shifts, 1).reshape(x.shape)
    return x.roll(shifts, behind_batch(x, several(dims)))


@op(kind=indexing, kernel="roll", traits=("stores",),
    batch=lambda self, shifts, dims: _rolled(self, shifts, dims),
    vjp=dict(self=lambda g, shifts, dims: g.roll(_backwards(shifts), dims)),
    jvp="linear")
def roll(self: Tensor, shifts: Size, dims: Size | None = ()) -> Tensor:
    """Elements moved by ``shifts`` along ``dims``, re-entering at the other end: ``out[(i + shift) % n] = self[i]``;
    without ``dims``, flattened first.

    Shape: that of ``self``.
    Dtype: any; the result has it.
    Raises: RuntimeError unless there is a shift for each dimension; IndexError for a dimension out of range.

    >>> import flambeau as torch
    >>> torch.roll(torch.tensor([1, 2, 3]), 1)
    tensor([3, 1, 2])
    """


@op(kind=composite)
def rot90(self: Tensor, k: int = 1, dims: Size = (0, 1)) -> Tensor:
    """``k`` quarter turns in the plane of two dimensions, from the first towards the second:
    ``out[i][j] = self[j][n - 1 - i]`` for one.

    Shape: that of ``self``, with the two sizes exchanged for an odd ``k``.
    Dtype: any; the result has it.
    Raises: RuntimeError unless two different dimensions are named; IndexError for one out of range.

    >>> import flambeau as torch
    >>> torch.rot90(torch.tensor([[1, 2], [3, 4]]))
    tensor([[2, 4],
            [1, 3]])
    """
    if len(dims) != 2:
        raise RuntimeError(f"expected total rotation dims == 2, but got dims = {len(dims)}")
    if self.ndim < 2:
        raise RuntimeError(f"expected total dims >= 2, but got total dims = {self.ndim}")
    a, b = dims
    if wrap_dim(a, self.ndim) == wrap_dim(b, self.ndim):
        raise RuntimeError(f"expected rotation dims to be different, but got dim0 = {a} and dim1 = {b}")
    k %= 4
    if k == 2:
        return self.flip(a, b)
    if k == 1:
        return self.flip(b).transpose(a, b)
    return self.flip(a).transpose(a, b) if k == 3 else self.clone()
