"""Resampling of images at positions given by a grid."""

from __future__ import annotations

import itertools
import math

from .._warnings import warn
from .activation import hardtanh
from .arithmetic import fmod
from .broadcast import refuse_dtypes
from .compare import choose
from .create import linspace
from .define import Size, Tensor, composite, op
from .join import stack

_PADDINGS = ("zeros", "border", "reflection")


def _corners(align_corners: bool | None) -> bool:
    if align_corners is None:
        warn("Default grid_sample and affine_grid behavior has changed to align_corners=False since 1.3.0. Please "
             "specify align_corners=True if the old behavior is desired. See the documentation of grid_sample for "
             "details.")
    return bool(align_corners)


@op(kind=composite, namespace="nn.functional")
def affine_grid(theta: Tensor, size: Size, align_corners: bool | None = None) -> Tensor:
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

    >>> import flambeau as torch
    >>> identity = torch.tensor([[[1., 0., 0.], [0., 1., 0.]]])
    >>> torch.nn.functional.affine_grid(identity, (1, 1, 1, 2), align_corners=False)
    tensor([[[[-0.5000,  0.0000],
              [ 0.5000,  0.0000]]]])
    """
    if not theta.is_floating_point():
        raise ValueError(f"Expected theta to have floating point type, but got {theta.dtype}")
    n = len(size) - 2
    if n not in (2, 3):
        raise NotImplementedError("affine_grid only supports 4D and 5D sizes, for 2D and 3D affine transforms, "
                                  f"respectively. Got size {tuple(size)}.")
    if theta.ndim != 3 or tuple(theta.shape[1:]) != (n, n + 1):
        raise ValueError(f"Expected a batch of {n}D affine matrices of shape Nx{n}x{n + 1} for size {tuple(size)}. "
                         f"Got {theta.shape}.")
    if min(size) <= 0:
        raise ValueError(f"Expected non-zero, positive output size. Got {tuple(size)}")
    if theta.shape[0] != size[0]:
        raise RuntimeError(f"affine_grid: theta has a batch of {theta.shape[0]} | size asks for {size[0]}")
    corners = _corners(align_corners)
    if corners and min(size[2:]) == 1:
        warn("Since version 1.3.0, affine_grid behavior has changed for unit-size grids when align_corners=True. This "
             "is not an intended use case of affine_grid. See the documentation of affine_grid for details.")
    sides = [linspace(-1, 1, s, dtype=theta.dtype) * (1 if corners else (s - 1) / s) if s > 1 else theta.new_zeros(1)
             for s in size[2:]]
    sides = [side.reshape([-1 if k == d else 1 for k in range(n)]) for d, side in enumerate(sides)]
    base = stack([*(side.expand(size[2:]) for side in reversed(sides)), theta.new_ones(size[2:])], -1)
    return (base.reshape(1, -1, n + 1) @ theta.transpose(1, 2)).reshape((size[0], *size[2:], n))


def _reflected(x: Tensor, low: float, high: float) -> Tensor:
    """``x`` thrown back at ``low`` and ``high`` until it lies between them."""
    if low == high:
        return x * 0
    span = high - low
    away = (x - low).abs()
    beyond = fmod(away, span)
    even = (away / span).floor() % 2 == 0
    return choose(even, beyond + low, span - beyond + low)


def _place(x: Tensor, size: int, padding: str, corners: bool) -> Tensor:
    """Positions in elements, brought inside the image unless what lies outside is zero."""
    if padding == "reflection":
        x = _reflected(x, 0, size - 1) if corners else _reflected(x, -0.5, size - 0.5)
    return x if padding == "zeros" else hardtanh(x, 0, size - 1)  # whose slope at the edges is 0, as outside


def _taken(input: Tensor, at: list[Tensor]) -> Tensor:
    """The elements (N, C, P) at whole positions ``at``, one (N, P) per spatial dim; zero where those are outside."""
    inside = at[0] == at[0]  # where nothing is NaN
    for place, size in zip(at, input.shape[2:], strict=True):
        inside = inside & (place >= 0) & (place < size)
    flat = inside.long() * 0
    for place, size in zip(at, input.shape[2:], strict=True):
        flat = flat * size + choose(inside, place, place.new_zeros(())).long()
    index = flat.unsqueeze(1).expand(-1, input.shape[1], -1)
    values = input.flatten(2).gather(2, index)
    return choose(inside.unsqueeze(1), values, values.new_zeros(()))


def _blend(input: Tensor, taps: list[list[tuple[Tensor, Tensor]]]) -> Tensor:
    """The sum over all combinations of one (position, weight) per spatial dim."""
    total = None
    for chosen in itertools.product(*taps):
        weight = math.prod((w for _, w in chosen[1:]), start=chosen[0][1])
        part = _taken(input, [at for at, _ in chosen]) * weight.unsqueeze(1)
        total = part if total is None else total + part
    assert total is not None
    return total


def _nearest_tap(x: Tensor) -> list[tuple[Tensor, Tensor]]:
    """The nearest element with weight 1, a function of ``x`` whose derivative is zero and not absent."""
    return [(x.detach().round(), hardtanh(x, 0, 0).nan_to_num() + 1)]


def _linear_taps(x: Tensor) -> list[tuple[Tensor, Tensor]]:
    low = x.detach().floor()
    return [(low, low + 1 - x), (low + 1, x - low)]


def _cubic_taps(x: Tensor, size: int, padding: str, corners: bool) -> list[tuple[Tensor, Tensor]]:
    """Four neighbours with the weights of cubic convolution, a = -0.75 (Keys 1981)."""
    a = -0.75
    low = x.detach().floor()
    t = x - low

    def near(d: Tensor) -> Tensor:
        return ((a + 2) * d - (a + 3)) * d * d + 1

    def far(d: Tensor) -> Tensor:
        return a * (((d - 5) * d + 8) * d - 4)

    weights = [far(t + 1), near(t), near(1 - t), far(2 - t)]
    return [(_place(low + k - 1, size, padding, corners).round(), w) for k, w in enumerate(weights)]


def _check_sampling(input: Tensor, grid: Tensor, mode: str, padding_mode: str) -> None:
    if mode not in ("bilinear", "nearest", "bicubic"):
        raise ValueError("nn.functional.grid_sample(): expected mode to be 'bilinear', 'nearest' or 'bicubic', but "
                         f"got: '{mode}'")
    if padding_mode not in _PADDINGS:
        raise ValueError("nn.functional.grid_sample(): expected padding_mode to be 'zeros', 'border', or "
                         f"'reflection', but got: '{padding_mode}'")
    have, want = list(input.shape), list(grid.shape)
    if have[:1] != want[:1]:
        raise RuntimeError("grid_sampler(): expected grid and input to have same batch size, but got input with sizes "
                           f"{have} and grid with sizes {want}")
    if want[-1:] != [input.ndim - 2]:
        raise RuntimeError(f"grid_sampler(): expected grid to have size {input.ndim - 2} in last dimension, but got "
                           f"grid with sizes {want}")
    if input.ndim not in (4, 5) or input.ndim != grid.ndim:
        raise RuntimeError("grid_sampler(): expected 4D or 5D input and grid with same number of dimensions, but got "
                           f"input with sizes {have} and grid with sizes {want}")
    for d in range(2, input.ndim):
        if have[d] == 0:
            raise RuntimeError("grid_sampler(): expected input to have non-empty spatial dimensions, but input has "
                               f"sizes {have} with dimension {d} being empty")
    if mode == "bicubic" and input.ndim != 4:
        raise RuntimeError("grid_sampler(): bicubic interpolation only supports 4D input")
    if input.dtype != grid.dtype:
        raise RuntimeError(f"grid_sampler(): expected input and grid to have same dtype, but input has {input.dtype} "
                           f"and grid has {grid.dtype}")


@op(kind=composite, traits=("autocast_float32",), namespace="nn.functional")
def grid_sample(input: Tensor, grid: Tensor, mode: str = "bilinear", padding_mode: str = "zeros",
                align_corners: bool | None = None) -> Tensor:
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

    >>> import flambeau as torch
    >>> image = torch.tensor([[[[1., 2.], [3., 4.]]]])
    >>> torch.nn.functional.grid_sample(image, torch.zeros(1, 1, 1, 2), align_corners=False)
    tensor([[[[2.5000]]]])
    """
    refuse_dtypes("grid_sampler", input, "bool", "integer", "complex")
    _check_sampling(input, grid, mode, padding_mode)
    if input.dtype.itemsize == 2:  # 8 bits do not tell one position from the next
        return grid_sample(input.float(), grid.float(), mode, padding_mode, align_corners).to(input.dtype)
    corners = _corners(align_corners)
    sizes = input.shape[2:]
    taps = []
    for d, size in enumerate(sizes):
        x = grid[..., len(sizes) - 1 - d].flatten(1)
        x = (x + 1) * ((size - 1) / 2) if corners else ((x + 1) * size - 1) / 2
        if mode == "bicubic":
            taps.append(_cubic_taps(x, size, padding_mode, corners))
            continue
        x = _place(x, size, padding_mode, corners)
        taps.append(_linear_taps(x) if mode == "bilinear" else _nearest_tap(x))
    return _blend(input, taps).reshape((*input.shape[:2], *grid.shape[1:-1]))


_MODES = ("bilinear", "nearest", "bicubic")
_PADDINGS = ("zeros", "border", "reflection")


def _numbered(choices: tuple[str, ...], number: int, name: str) -> str:
    if not 0 <= number < len(choices):
        raise RuntimeError(f"grid_sampler(): {name} is {number} | 0 to {len(choices) - 1} are {', '.join(choices)}")
    return choices[number]


@op(kind=composite, method=False)
def grid_sampler(input: Tensor, grid: Tensor, interpolation_mode: int, padding_mode: int,
                 align_corners: bool) -> Tensor:
    """`grid_sample`, ``out[n, c, y, x] = input[n, c]`` at ``grid[n, y, x]``, with its words as numbers: 0 is bilinear,
    1 nearest, 2 bicubic; outside 0 zeros, 1 the border, 2 the reflection.

    Shape: as `grid_sample`.
    Dtype: floating, the same for both; the result has it.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError for other numbers, and as
        `grid_sample`.

    >>> import flambeau as torch
    >>> torch.grid_sampler(torch.ones(1, 1, 2, 2), torch.zeros(1, 1, 1, 2), 0, 0, False)
    tensor([[[[1.]]]])
    """
    mode = _numbered(_MODES, interpolation_mode, "interpolation_mode")
    return grid_sample(input, grid, mode, _numbered(_PADDINGS, padding_mode, "padding_mode"), align_corners)


@op(kind=composite, method=False)
def grid_sampler_2d(input: Tensor, grid: Tensor, interpolation_mode: int, padding_mode: int,
                    align_corners: bool) -> Tensor:
    """`grid_sampler` of images, ``out[n, c, y, x] = input[n, c]`` at ``grid[n, y, x]``.

    Shape: ``(N, C, H, W)`` with ``(N, Ho, Wo, 2)`` gives ``(N, C, Ho, Wo)``.
    Dtype: floating, the same for both; the result has it.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError for other shapes and numbers.

    >>> import flambeau as torch
    >>> torch.grid_sampler_2d(torch.ones(1, 1, 2, 2), torch.zeros(1, 1, 1, 2), 0, 0, False)
    tensor([[[[1.]]]])
    """
    if input.ndim != 4:
        raise RuntimeError(f"grid_sampler_2d(): expected 4D input, but got input with sizes {list(input.shape)}")
    return grid_sampler(input, grid, interpolation_mode, padding_mode, align_corners)


@op(kind=composite, method=False)
def grid_sampler_3d(input: Tensor, grid: Tensor, interpolation_mode: int, padding_mode: int,
                    align_corners: bool) -> Tensor:
    """`grid_sampler` of volumes, ``out[n, c, z, y, x] = input[n, c]`` at ``grid[n, z, y, x]``.

    Shape: ``(N, C, D, H, W)`` with ``(N, Do, Ho, Wo, 3)`` gives ``(N, C, Do, Ho, Wo)``.
    Dtype: floating, the same for both; the result has it.
    Raises: NotImplementedError for bool, integer and complex tensors; RuntimeError for other shapes and numbers, and
        for 2, bicubic.

    >>> import flambeau as torch
    >>> torch.grid_sampler_3d(torch.ones(1, 1, 2, 2, 2), torch.zeros(1, 1, 1, 1, 3), 0, 0, False)
    tensor([[[[[1.]]]]])
    """
    if input.ndim != 5:
        raise RuntimeError(f"grid_sampler_3d(): expected 5D input, but got input with sizes {list(input.shape)}")
    return grid_sampler(input, grid, interpolation_mode, padding_mode, align_corners)
