"""Images turned, sheared, seen in perspective and distorted: a grid says where each pixel comes from."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import flambeau
from flambeau import Tensor
from flambeau._arguments import explain_module
from flambeau.nn import functional as nnF

from ._convert import pil_to_tensor, to_pil_image
from ._image import PIL_FILTERS, InterpolationMode, checked, get_dimensions, in_floats, is_pil, mode_of, pil_fill

__all__ = ["affine", "elastic_transform", "perspective", "rotate"]

NEAREST, BILINEAR = InterpolationMode.NEAREST, InterpolationMode.BILINEAR


def inverse_affine_matrix(
    center: Sequence[float], angle: float, translate: Sequence[float], scale: float, shear: Sequence[float]
) -> list[float]:
    """The 2 x 3 matrix that takes a point of the result to the point of the source.

    The forward map is T C R S C⁻¹: from ``center`` scale, shear along x and y, turn by ``angle`` (in degrees), back,
    translate. A rotation and shears have determinant one, so the inverse needs no division but by the scale.
    """
    turn, shear_x, shear_y = (math.radians(v) for v in (angle, shear[0], shear[1]))
    a = math.cos(turn - shear_y) / math.cos(shear_y)
    b = -math.cos(turn - shear_y) * math.tan(shear_x) / math.cos(shear_y) - math.sin(turn)
    c = math.sin(turn - shear_y) / math.cos(shear_y)
    d = -math.sin(turn - shear_y) * math.tan(shear_x) / math.cos(shear_y) + math.cos(turn)
    rows = [[d / scale, -b / scale], [-c / scale, a / scale]]
    from_x, from_y = -center[0] - translate[0], -center[1] - translate[1]
    return [x for (u, v), middle in zip(rows, center, strict=True) for x in (u, v, u * from_x + v * from_y + middle)]


def perspective_coefficients(
    startpoints: Sequence[Sequence[float]], endpoints: Sequence[Sequence[float]]
) -> list[float]:
    """The eight numbers that take the four ``endpoints`` (X, Y) to the ``startpoints`` (x, y):
    ``x = (a X + b Y + c) / (g X + h Y + 1)``, ``y = (d X + e Y + f) / (g X + h Y + 1)``.
    """
    if len(startpoints) != 4 or len(endpoints) != 4:
        raise ValueError(
            f"Please provide exactly four corners, got {len(startpoints)} startpoints and {len(endpoints)} endpoints."
        )
    rows = []
    for (x, y), (X, Y) in zip(startpoints, endpoints, strict=True):
        rows += [[X, Y, 1, 0, 0, 0, -x * X, -x * Y], [0, 0, 0, X, Y, 1, -y * X, -y * Y]]
    system = flambeau.tensor(rows, dtype=flambeau.float64)
    target = flambeau.tensor([v for point in startpoints for v in point], dtype=flambeau.float64)
    return list(flambeau.linalg.solve(system, target).to(flambeau.float32).tolist())


def _pixel_centres(height: int, width: int, first_x: float, first_y: float, dtype: flambeau.dtype) -> Tensor:
    """Homogeneous coordinates (height * width, 3) of the pixels, of which the first lies at (first_x, first_y)."""
    x = flambeau.linspace(first_x, first_x + width - 1, width, dtype=dtype)
    y = flambeau.linspace(first_y, first_y + height - 1, height, dtype=dtype)
    grid = flambeau.ones(height, width, 3, dtype=dtype)
    grid[..., 0] = x
    grid[..., 1] = y[:, None]
    return grid.view(height * width, 3)


def _grid_dtype(img: Tensor) -> flambeau.dtype:
    return img.dtype if img.dtype.is_floating_point else flambeau.float32


def affine_grid(
    matrix: Sequence[float], height: int, width: int, size: tuple[int, int], dtype: flambeau.dtype
) -> Tensor:
    """Where the pixels of a result of ``size`` come from, around the middle of the image, in [-1, 1]."""
    out_height, out_width = size
    centres = _pixel_centres(out_height, out_width, 0.5 - out_width * 0.5, 0.5 - out_height * 0.5, dtype)
    theta = flambeau.tensor(matrix, dtype=dtype).view(2, 3).t() / flambeau.tensor(
        [0.5 * width, 0.5 * height], dtype=dtype
    )
    return (centres @ theta).view(1, out_height, out_width, 2)


def perspective_grid(coefficients: Sequence[float], height: int, width: int, dtype: flambeau.dtype) -> Tensor:
    """Where the pixels come from, in [-1, 1]."""
    a, b, c, d, e, f, g, h = coefficients
    centres = _pixel_centres(height, width, 0.5, 0.5, dtype)
    above = flambeau.tensor([[a, d], [b, e], [c, f]], dtype=dtype)
    above = above / flambeau.tensor([0.5 * width, 0.5 * height], dtype=dtype)
    below = flambeau.tensor([[g, g], [h, h], [1.0, 1.0]], dtype=dtype)
    return ((centres @ above) / (centres @ below) - 1.0).view(1, height, width, 2)


def identity_grid(height: int, width: int) -> Tensor:
    """Every pixel comes from where it is: its centre, in [-1, 1]."""
    y, x = (flambeau.linspace((-n + 1) / n, (n - 1) / n, n) for n in (height, width))
    return flambeau.stack([x.expand(height, width), y[:, None].expand(height, width)], -1).unsqueeze(0)


def sampled(img: Tensor, grid: Tensor, interpolation: InterpolationMode, fill: Any) -> Tensor:
    """``img`` at the points of ``grid``; what comes from outside is ``fill``, a number or one for each channel."""
    mode = interpolation.value
    if mode not in ("nearest", "bilinear"):
        raise ValueError(f"Interpolation mode '{mode}' is unsupported with Tensor input")
    channels = get_dimensions(img)[0]
    fill = None if fill is None else [float(v) for v in (fill if isinstance(fill, Sequence) else [fill])]
    if fill is not None and len(fill) not in (1, channels):
        raise ValueError(
            "The number of elements in 'fill' cannot broadcast to match the number of channels of the image "
            f"({len(fill)} != {channels})"
        )

    def compute(batch: Tensor) -> Tensor:
        points = grid.to(batch.dtype).expand(batch.shape[0], *grid.shape[1:])
        if fill is None:
            return nnF.grid_sample(batch, points, mode=mode, padding_mode="zeros", align_corners=False)
        inside = flambeau.ones(batch.shape[0], 1, *batch.shape[2:], dtype=batch.dtype)
        both = flambeau.cat([batch, inside], 1)
        both = nnF.grid_sample(both, points, mode=mode, padding_mode="zeros", align_corners=False)
        out, inside = both[:, :-1], both[:, -1:]
        beyond = flambeau.tensor(fill, dtype=batch.dtype).view(1, -1, 1, 1)
        if mode == "nearest":
            return flambeau.where(inside < 0.5, beyond, out)
        return out * inside + (1.0 - inside) * beyond

    return in_floats(img, compute) if img.numel() else img


def affine(
    img: Any,
    angle: float,
    translate: Sequence[int],
    scale: float,
    shear: float | Sequence[float],
    interpolation: InterpolationMode = NEAREST,
    fill: Any = None,
    center: Sequence[float] | None = None,
) -> Any:
    """``img`` scaled, sheared and turned around ``center``, then moved; its size stays.

    Args:
        angle: in degrees, clockwise.
        translate: pixels to the right and down.
        scale: a positive factor.
        shear: degrees along x, and along y.
        interpolation: nearest or bilinear; PIL images have bicubic too.
        fill: the colour of what lies outside the image, black if it is None.
        center: (x, y) from the upper left corner in pixels; the middle if it is None.

    Raises: TypeError for what is neither a PIL image nor a tensor of two dimensions or more, and arguments that are no
        numbers; ValueError for numbers too many or too few, and a scale that is not positive.

    >>> import flambeau as torch
    >>> affine(torch.tensor([[1., 2.], [3., 4.]]), angle=0, translate=[1, 0], scale=1, shear=0)
    tensor([[0., 1.],
            [0., 3.]])
    """
    checked("affine", img)
    interpolation = mode_of(interpolation)
    if not isinstance(angle, int | float):
        raise TypeError("Argument angle should be int or float")
    if not isinstance(translate, Sequence):
        raise TypeError("Argument translate should be a sequence")
    if len(translate) != 2:
        raise ValueError("Argument translate should be a sequence of length 2")
    if scale <= 0.0:
        raise ValueError("Argument scale should be positive")
    shear = [shear, 0.0] if isinstance(shear, int | float) else list(shear)
    shear = shear * (2 // len(shear)) if len(shear) == 1 else shear
    if len(shear) != 2:
        raise ValueError(f"Shear should be a sequence containing two values. Got {shear}")
    if center is not None and len(center) != 2:
        raise ValueError("Argument center should be a sequence of length 2")
    _, height, width = get_dimensions(img)
    if is_pil(img):
        middle = [width * 0.5, height * 0.5] if center is None else center
        matrix = inverse_affine_matrix(middle, angle, translate, scale, shear)
        return img.transform(img.size, 0, matrix, PIL_FILTERS[interpolation], **pil_fill(fill, img, "fillcolor"))
    matrix = inverse_affine_matrix(
        from_middle(center, height, width), angle, [float(t) for t in translate], scale, shear
    )
    return sampled(img, affine_grid(matrix, height, width, (height, width), _grid_dtype(img)), interpolation, fill)


def from_middle(center: Sequence[float] | None, height: int, width: int) -> list[float]:
    """``center`` as seen from the middle of the image."""
    return [0.0, 0.0] if center is None else [1.0 * (c - n * 0.5) for c, n in zip(center, (width, height), strict=True)]


def rotated_size(matrix: Sequence[float], height: int, width: int) -> tuple[int, int]:
    """Height and width of the smallest upright rectangle of whole pixels around the turned image."""
    x, y = 0.5 * width, 0.5 * height
    corners = flambeau.tensor([[-x, -y, 1.0], [-x, y, 1.0], [x, y, 1.0], [x, -y, 1.0]])
    turned = corners @ flambeau.tensor(matrix).view(2, 3).t() + flambeau.tensor([x, y])
    low, high = ((v / 1e-4).trunc() * 1e-4 for v in (turned.amin(0), turned.amax(0)))  # half a pixel is no hair more
    across, down = (high.ceil() - low.floor()).tolist()
    return int(down), int(across)


def rotate(
    img: Any,
    angle: float,
    interpolation: InterpolationMode = NEAREST,
    expand: bool = False,
    center: Sequence[float] | None = None,
    fill: Any = None,
) -> Any:
    """``img`` turned counter-clockwise by ``angle`` degrees; with ``expand`` the result is as large as it must be.

    ``center``: (x, y) from the upper left corner in pixels; the middle if it is None. ``fill``: the colour of what lies
    outside the image.

    Raises: TypeError for what is neither a PIL image nor a tensor of two dimensions or more, and an angle that is no
        number; ValueError for a center of another length.

    >>> import flambeau as torch
    >>> rotate(torch.tensor([[1., 2.], [3., 4.]]), 90)
    tensor([[2., 4.],
            [1., 3.]])
    """
    checked("rotate", img)
    interpolation = mode_of(interpolation)
    if not isinstance(angle, int | float):
        raise TypeError("Argument angle should be int or float")
    if center is not None and len(center) != 2:
        raise ValueError("Argument center should be a sequence of length 2")
    if is_pil(img):
        filled = pil_fill(fill, img, "fillcolor")
        return img.rotate(
            angle, PIL_FILTERS[interpolation], expand, None if center is None else tuple(center), **filled
        )
    _, height, width = get_dimensions(img)
    # The coordinates of images grow downwards, and a matrix turns towards the y axis.
    matrix = inverse_affine_matrix(from_middle(center, height, width), -angle, [0.0, 0.0], 1.0, [0.0, 0.0])
    size = rotated_size(matrix, height, width) if expand else (height, width)
    return sampled(img, affine_grid(matrix, height, width, size, _grid_dtype(img)), interpolation, fill)


def perspective(
    img: Any,
    startpoints: Sequence[Sequence[int]],
    endpoints: Sequence[Sequence[int]],
    interpolation: InterpolationMode = BILINEAR,
    fill: Any = None,
) -> Any:
    """``img`` seen from elsewhere: its ``startpoints`` come to lie at the ``endpoints``.

    Both are four corners (x, y): upper left, upper right, lower right, lower left.

    Raises: TypeError for what is neither a PIL image nor a tensor of two dimensions or more; ValueError for another
        number of corners.

    >>> import flambeau as torch
    >>> corners = [[0, 0], [1, 0], [1, 1], [0, 1]]
    >>> perspective(torch.tensor([[1., 2.], [3., 4.]]), corners, [[1, 0], [0, 0], [0, 1], [1, 1]]).shape
    torch.Size([2, 2])
    """
    checked("perspective", img)
    return seen_through(img, perspective_coefficients(startpoints, endpoints), interpolation, fill)


def seen_through(img: Any, coefficients: Sequence[float], interpolation: InterpolationMode, fill: Any) -> Any:
    """``img`` with each pixel taken from where the eight numbers of a perspective say."""
    interpolation = mode_of(interpolation)
    if is_pil(img):
        filled = pil_fill(fill, img, "fillcolor")
        return img.transform(img.size, 2, coefficients, PIL_FILTERS[interpolation], **filled)
    _, height, width = get_dimensions(img)
    return sampled(img, perspective_grid(coefficients, height, width, _grid_dtype(img)), interpolation, fill)


def elastic_transform(
    img: Any, displacement: Tensor, interpolation: InterpolationMode = BILINEAR, fill: Any = None
) -> Any:
    """``img`` with each pixel taken from elsewhere: ``displacement`` (1, height, width, 2) to the right and down, where
    the image reaches from -1 to 1.

    Raises: TypeError for what is neither a PIL image nor a tensor of two dimensions or more, and a displacement that is
        no tensor; ValueError for a displacement of another shape.

    >>> import flambeau as torch
    >>> elastic_transform(torch.tensor([[1., 2.], [3., 4.]]), torch.zeros(1, 2, 2, 2))
    tensor([[1., 2.],
            [3., 4.]])
    """
    checked("elastic_transform", img)
    interpolation = mode_of(interpolation)
    if not isinstance(displacement, Tensor):
        raise TypeError("Argument displacement should be a Tensor")
    pixels = pil_to_tensor(img) if is_pil(img) else img
    expected = (1, *pixels.shape[-2:], 2)
    if displacement.shape != expected:
        raise ValueError(f"Argument displacement shape should be {expected}, but given {tuple(displacement.shape)}")
    out = sampled(pixels, identity_grid(*pixels.shape[-2:]).to(displacement.dtype) + displacement, interpolation, fill)
    return to_pil_image(out, mode=img.mode) if is_pil(img) else out


explain_module(globals())
