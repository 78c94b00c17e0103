"""Transforms of an image's size and place: resized, cut, padded, mirrored, turned, seen in perspective, distorted."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import flambeau
from flambeau import Tensor
from flambeau._arguments import entries, explain_module

from . import functional as F
from ._steps import (
    Sometimes,
    Step,
    Transform,
    angles,
    blurred_noise,
    integer,
    is_number,
    numbers,
    pair,
    scaled_box,
    text,
    uniform,
)
from .functional import InterpolationMode
from .functional._image import mode_of

__all__ = [
    "CenterCrop",
    "ElasticTransform",
    "FiveCrop",
    "Pad",
    "RandomAffine",
    "RandomCrop",
    "RandomErasing",
    "RandomHorizontalFlip",
    "RandomPerspective",
    "RandomResizedCrop",
    "RandomRotation",
    "RandomVerticalFlip",
    "Resize",
    "TenCrop",
]

_TWO_SIZES = "Please provide only two dimensions (h, w) for size."
NEAREST, BILINEAR = InterpolationMode.NEAREST, InterpolationMode.BILINEAR


class Resize(Transform):
    """An image at another size; the arguments are those of `functional.resize`.

    Raises: TypeError for a size that is no number and no sequence; ValueError for more than two numbers.

    >>> import flambeau as torch
    >>> torch.vision.transforms.Resize(2)(torch.zeros(3, 4, 8)).shape
    torch.Size([3, 2, 4])
    """

    _shown = ("size", "interpolation", "max_size", "antialias")

    def __init__(
        self,
        size: Any,
        interpolation: Any = BILINEAR,
        max_size: int | None = None,
        antialias: bool | None = True,
    ) -> None:
        super().__init__()
        if not isinstance(size, int | Sequence):
            raise TypeError(f"Size should be int or sequence. Got {type(size)}")
        if isinstance(size, Sequence) and len(size) not in (1, 2):
            raise ValueError("If size is a sequence, it should have 1 or 2 values")
        self.size, self.max_size = size, max_size
        self.interpolation, self.antialias = mode_of(interpolation), antialias

    def _steps(self, channels: int, height: int, width: int) -> list[Step]:
        return [("resize", {name: getattr(self, name) for name in ("size", "interpolation", "max_size", "antialias")})]


class CenterCrop(Transform):
    """The middle of an image, of ``size``: height and width, or one number for both.

    Raises: ValueError for another number of sizes.

    >>> import flambeau as torch
    >>> torch.vision.transforms.CenterCrop(1)(torch.arange(9).view(3, 3))
    tensor([[4]])
    """

    _shown = ("size",)

    def __init__(self, size: int | Sequence[int]) -> None:
        super().__init__()
        self.size = pair(size, _TWO_SIZES)

    def _steps(self, channels: int, height: int, width: int) -> list[Step]:
        return [("center_crop", {"output_size": self.size})]


class Pad(Transform):
    """An image with a margin; the arguments are those of `functional.pad`.

    Raises: TypeError and ValueError for a padding, a fill or a mode that is none.

    >>> import flambeau as torch
    >>> torch.vision.transforms.Pad([1, 0], fill=9)(torch.tensor([[1, 2]]))
    tensor([[9, 1, 2, 9]])
    """

    _shown = ("padding", "fill", "padding_mode")

    def __init__(self, padding: Any, fill: Any = 0, padding_mode: str = "constant") -> None:
        super().__init__()
        if not isinstance(padding, int | float | tuple | list):
            raise TypeError("Got inappropriate padding arg")
        if padding_mode not in ("constant", "edge", "reflect", "symmetric"):
            raise ValueError("Padding mode should be either constant, edge, reflect or symmetric")
        if isinstance(padding, Sequence) and len(padding) not in (1, 2, 4):
            raise ValueError(
                f"Padding must be an int or a 1, 2, or 4 element tuple, not a {len(padding)} element tuple"
            )
        self.padding, self.fill, self.padding_mode = padding, fill, padding_mode

    def _steps(self, channels: int, height: int, width: int) -> list[Step]:
        return [("pad", {name: getattr(self, name) for name in self._shown})]


class RandomHorizontalFlip(Sometimes):
    """Left becomes right, with probability ``p``.

    Raises: TypeError, when called, for what is neither a PIL image nor a tensor of two dimensions or more.

    >>> import flambeau as torch
    >>> torch.vision.transforms.RandomHorizontalFlip(p=1.)(torch.tensor([[1, 2]]))
    tensor([[2, 1]])
    """

    def _done(self, channels: int, height: int, width: int) -> list[Step]:
        return [("hflip", {})]


class RandomVerticalFlip(Sometimes):
    """Top becomes bottom, with probability ``p``.

    Raises: TypeError, when called, for what is neither a PIL image nor a tensor of two dimensions or more.

    >>> import flambeau as torch
    >>> torch.vision.transforms.RandomVerticalFlip(p=1.)(torch.tensor([[1], [2]]))
    tensor([[2],
            [1]])
    """

    def _done(self, channels: int, height: int, width: int) -> list[Step]:
        return [("vflip", {})]


class RandomCrop(Transform):
    """A part of ``size`` of an image, anywhere.

    Args:
        size: height and width of the part, or one number for both.
        padding: a margin that the image gets first, as of `functional.pad`.
        pad_if_needed: whether an image that is smaller than ``size`` gets what it lacks, on both sides.
        fill, padding_mode: of the margins.

    Raises: ValueError for another number of sizes and, when called, for an image that is smaller than ``size``.

    >>> import flambeau as torch
    >>> torch.vision.transforms.RandomCrop(2)(torch.zeros(3, 4, 4)).shape
    torch.Size([3, 2, 2])
    """

    _shown = ("size", "padding")

    def __init__(
        self,
        size: int | Sequence[int],
        padding: Any = None,
        pad_if_needed: bool = False,
        fill: Any = 0,
        padding_mode: str = "constant",
    ) -> None:
        super().__init__()
        self.size = pair(size, _TWO_SIZES)
        self.padding, self.pad_if_needed, self.fill, self.padding_mode = padding, pad_if_needed, fill, padding_mode

    @staticmethod
    def get_params(img: Any, output_size: tuple[int, int]) -> tuple[int, int, int, int]:
        """Top, left, height and width of the part."""
        _, height, width = F.get_dimensions(img)
        return RandomCrop._place(height, width, output_size)

    @staticmethod
    def _place(height: int, width: int, size: Sequence[int]) -> tuple[int, int, int, int]:
        down, across = height - size[0], width - size[1]
        if down < 0 or across < 0:
            raise ValueError(f"Required crop size {tuple(size)} is larger than input image size {(height, width)}")
        if down == 0 and across == 0:
            return 0, 0, height, width
        return integer(0, down + 1), integer(0, across + 1), size[0], size[1]

    def _margins(self, height: int, width: int) -> list[list[int]]:
        """Left, top, right and bottom of each margin to be added."""
        margins = []
        if self.padding is not None:
            sides = list(entries(self.padding, "padding"))
            margins.append(sides * (4 // len(sides)))
            height, width = height + margins[0][1] + margins[0][3], width + margins[0][0] + margins[0][2]
        if self.pad_if_needed and width < self.size[1]:
            margins.append([self.size[1] - width, 0] * 2)
        if self.pad_if_needed and height < self.size[0]:
            margins.append([0, self.size[0] - height] * 2)
        return margins

    def _steps(self, channels: int, height: int, width: int) -> list[Step]:
        steps: list[Step] = []
        for left, top, right, bottom in self._margins(height, width):
            margin = {"padding": [left, top, right, bottom], "fill": self.fill, "padding_mode": self.padding_mode}
            steps.append(("pad", margin))
            height, width = height + top + bottom, width + left + right
        place = self._place(height, width, self.size)
        return [*steps, ("crop", dict(zip(("top", "left", "height", "width"), place, strict=True)))]


class RandomResizedCrop(Transform):
    """A part of an image, anywhere, resized to ``size``.

    Args:
        size: height and width of the result, or one number for both.
        scale: the least and the largest part of the area.
        ratio: the least and the largest ratio of width and height.
        interpolation, antialias: how to resize.

    Raises: TypeError for a scale or ratio that is no sequence; ValueError for another number of sizes.

    >>> import flambeau as torch
    >>> torch.vision.transforms.RandomResizedCrop(2)(torch.zeros(3, 4, 4)).shape
    torch.Size([3, 2, 2])
    """

    def __init__(
        self,
        size: int | Sequence[int],
        scale: Sequence[float] = (0.08, 1.0),
        ratio: Sequence[float] = (3.0 / 4.0, 4.0 / 3.0),
        interpolation: Any = BILINEAR,
        antialias: bool | None = True,
    ) -> None:
        super().__init__()
        self.size = pair(size, _TWO_SIZES)
        if not isinstance(scale, Sequence):
            raise TypeError("Scale should be a sequence")
        if not isinstance(ratio, Sequence):
            raise TypeError("Ratio should be a sequence")
        if scale[0] > scale[1] or ratio[0] > ratio[1]:
            warnings.warn("Scale and ratio should be of kind (min, max)", stacklevel=2)
        self.scale, self.ratio = scale, ratio
        self.interpolation, self.antialias = mode_of(interpolation), antialias

    @staticmethod
    def get_params(img: Any, scale: Sequence[float], ratio: Sequence[float]) -> tuple[int, int, int, int]:
        """Top, left, height and width of the part."""
        _, height, width = F.get_dimensions(img)
        return RandomResizedCrop._place(height, width, scale, ratio)

    @staticmethod
    def _place(height: int, width: int, scale: Sequence[float], ratio: Sequence[float]) -> tuple[int, int, int, int]:
        log_ratio = flambeau.tensor(ratio, dtype=flambeau.float32).log().tolist()
        for _ in range(10):
            h, w = scaled_box(height, width, scale, log_ratio, upright=False)
            if 0 < w <= width and 0 < h <= height:
                return integer(0, height - h + 1), integer(0, width - w + 1), h, w
        h, w = height, width  # nothing fitted: the middle, as much of it as the ratios allow
        if width / height < min(ratio):
            h = round(w / min(ratio))
        elif width / height > max(ratio):
            w = round(h * max(ratio))
        return (height - h) // 2, (width - w) // 2, h, w

    def _steps(self, channels: int, height: int, width: int) -> list[Step]:
        place = self._place(height, width, self.scale, self.ratio)
        arguments = dict(zip(("top", "left", "height", "width"), place, strict=True))
        how = {"size": self.size, "interpolation": self.interpolation, "antialias": self.antialias}
        return [("resized_crop", {**arguments, **how})]

    def __repr__(self) -> str:
        scale, ratio = (tuple(round(v, 4) for v in values) for values in (self.scale, self.ratio))
        how = f"interpolation={text(self.interpolation)}, antialias={self.antialias}"
        return f"{type(self).__name__}(size={self.size}, scale={scale}, ratio={ratio}, {how})"


class FiveCrop(Transform):
    """The four corners and the middle of an image, a tuple of five images; see `functional.five_crop`.

    Raises: ValueError for another number of sizes and, when called, for an image that is smaller than ``size``.

    >>> import flambeau as torch
    >>> [int(part) for part in torch.vision.transforms.FiveCrop(1)(torch.arange(9).view(3, 3))]
    [0, 2, 6, 8, 4]
    """

    _shown: tuple[str, ...] = ("size",)

    def __init__(self, size: int | Sequence[int]) -> None:
        super().__init__()
        self.size = pair(size, _TWO_SIZES)

    def _steps(self, channels: int, height: int, width: int) -> list[Step]:
        return [("five_crop", {"size": self.size})]


class TenCrop(FiveCrop):
    """`FiveCrop` of an image and of its mirror image, a tuple of ten images.

    Raises: ValueError for another number of sizes and, when called, for an image that is smaller than ``size``.

    >>> import flambeau as torch
    >>> [int(part) for part in torch.vision.transforms.TenCrop(1)(torch.arange(9).view(3, 3))]
    [0, 2, 6, 8, 4, 2, 0, 8, 6, 4]
    """

    _shown = ("size", "vertical_flip")

    def __init__(self, size: int | Sequence[int], vertical_flip: bool = False) -> None:
        super().__init__(size)
        self.vertical_flip = vertical_flip

    def _steps(self, channels: int, height: int, width: int) -> list[Step]:
        return [("ten_crop", {"size": self.size, "vertical_flip": self.vertical_flip})]


class RandomRotation(Transform):
    """An image turned by an angle drawn from ``degrees``: a range, or one number d for (-d, d).

    The other arguments are those of `functional.rotate`.

    Raises: TypeError and ValueError for degrees, a fill or a center that are none.

    >>> import flambeau as torch
    >>> torch.vision.transforms.RandomRotation([90, 90])(torch.tensor([[1., 2.], [3., 4.]]))
    tensor([[2., 4.],
            [1., 3.]])
    """

    def __init__(
        self,
        degrees: Any,
        interpolation: Any = NEAREST,
        expand: bool = False,
        center: Sequence[float] | None = None,
        fill: Any = 0,
    ) -> None:
        super().__init__()
        self.degrees = angles(degrees, "degrees")
        if center is not None:
            numbers(center, "center", 2)
        self.interpolation, self.expand, self.center = mode_of(interpolation), expand, center
        self.fill = _checked_fill(fill)

    @staticmethod
    def get_params(degrees: Sequence[float]) -> float:
        """The angle."""
        return uniform(float(degrees[0]), float(degrees[1]))

    def _steps(self, channels: int, height: int, width: int) -> list[Step]:
        how = {name: getattr(self, name) for name in ("interpolation", "expand", "center", "fill")}
        return [("rotate", {"angle": self.get_params(self.degrees), **how})]

    def __repr__(self) -> str:
        settings = [f"degrees={self.degrees}", f"interpolation={text(self.interpolation)}", f"expand={self.expand}"]
        settings += [f"center={self.center}"] * (self.center is not None)
        settings += [f"fill={self.fill}"] * (self.fill is not None)
        return f"{type(self).__name__}({', '.join(settings)})"


def _checked_fill(fill: Any) -> Any:
    """A colour: 0 for None; a dict (of `v2`) has one for each type of input."""
    if fill is None:
        return 0
    if not is_number(fill) and not isinstance(fill, Sequence | dict):
        raise TypeError("Fill should be either a sequence or a number.")
    return fill


class RandomAffine(Transform):
    """An image turned, moved, scaled and sheared, each by what is drawn from a range.

    Args:
        degrees: the range of angles, or one number d for (-d, d).
        translate: the largest shift right and down, as parts of width and height.
        scale: the range of factors.
        shear: the range of angles along x, and along y where there are four numbers; one number d means (-d, d).
        interpolation, fill, center: as of `functional.affine`.

    Raises: TypeError and ValueError for ranges that are none.

    >>> import flambeau as torch
    >>> torch.vision.transforms.RandomAffine(0, scale=(1., 1.))(torch.tensor([[1., 2.], [3., 4.]]))
    tensor([[1., 2.],
            [3., 4.]])
    """

    def __init__(
        self,
        degrees: Any,
        translate: Sequence[float] | None = None,
        scale: Sequence[float] | None = None,
        shear: Any = None,
        interpolation: Any = NEAREST,
        fill: Any = 0,
        center: Sequence[float] | None = None,
    ) -> None:
        super().__init__()
        self.degrees = angles(degrees, "degrees")
        if translate is not None:
            numbers(translate, "translate", 2)
            if not all(0.0 <= t <= 1.0 for t in translate):
                raise ValueError("translation values should be between 0 and 1")
        if scale is not None:
            numbers(scale, "scale", 2)
            if any(s <= 0 for s in scale):
                raise ValueError("scale values should be positive")
        if center is not None:
            numbers(center, "center", 2)
        self.translate, self.scale, self.center = translate, scale, center
        self.shear = None if shear is None else angles(shear, "shear", 2, 4)
        self.interpolation, self.fill = mode_of(interpolation), _checked_fill(fill)

    @staticmethod
    def get_params(
        degrees: Sequence[float],
        translate: Sequence[float] | None,
        scale_ranges: Sequence[float] | None,
        shears: Sequence[float] | None,
        img_size: Sequence[int],
    ) -> tuple[float, tuple[int, int], float, tuple[float, float]]:
        """Angle, shift, factor and shear, for an image of ``img_size`` (width, height)."""
        angle = uniform(float(degrees[0]), float(degrees[1]))
        x = y = 0
        if translate is not None:
            x, y = (round(uniform(-t * n, t * n)) for t, n in zip(translate, img_size, strict=True))
        factor = 1.0 if scale_ranges is None else uniform(scale_ranges[0], scale_ranges[1])
        shear_x = shear_y = 0.0
        if shears is not None:
            shear_x = uniform(shears[0], shears[1])
            if len(shears) == 4:
                shear_y = uniform(shears[2], shears[3])
        return angle, (x, y), factor, (shear_x, shear_y)

    def _steps(self, channels: int, height: int, width: int) -> list[Step]:
        drawn = self.get_params(self.degrees, self.translate, self.scale, self.shear, [width, height])
        how = {name: getattr(self, name) for name in ("interpolation", "fill", "center")}
        return [("affine", dict(zip(("angle", "translate", "scale", "shear"), drawn, strict=True)) | how)]

    def __repr__(self) -> str:
        settings = [f"degrees={self.degrees}"]
        settings += [f"{n}={getattr(self, n)}" for n in ("translate", "scale", "shear") if getattr(self, n) is not None]
        settings += [f"interpolation={text(self.interpolation)}"] * (self.interpolation is not NEAREST)
        settings += [f"fill={self.fill}"] * (self.fill != 0)
        settings += [f"center={self.center}"] * (self.center is not None)
        return f"{type(self).__name__}({', '.join(settings)})"


class RandomPerspective(Sometimes):
    """An image seen from elsewhere, with probability ``p``: each corner moves inwards by a part of half the size.

    ``distortion_scale``: the largest such part, from 0 to 1. The other arguments are those of `functional.perspective`.

    Raises: TypeError for a fill that is none.

    >>> import flambeau as torch
    >>> torch.vision.transforms.RandomPerspective(p=1.)(torch.zeros(3, 4, 4)).shape
    torch.Size([3, 4, 4])
    """

    def __init__(
        self, distortion_scale: float = 0.5, p: float = 0.5, interpolation: Any = BILINEAR, fill: Any = 0
    ) -> None:
        super().__init__(p)
        self.distortion_scale = distortion_scale
        self.interpolation, self.fill = mode_of(interpolation), _checked_fill(fill)

    @staticmethod
    def get_params(width: int, height: int, distortion_scale: float) -> tuple[list[list[int]], list[list[int]]]:
        """The four corners, and where they come to lie."""
        across, down = int(distortion_scale * (width // 2)), int(distortion_scale * (height // 2))
        left, right = (0, across + 1), (width - across - 1, width)
        top, bottom = (0, down + 1), (height - down - 1, height)
        corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
        moved = [[integer(*x), integer(*y)] for x, y in corners]
        return [[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]], moved

    def _done(self, channels: int, height: int, width: int) -> list[Step]:
        start, end = self.get_params(width, height, self.distortion_scale)
        how = {"interpolation": self.interpolation, "fill": self.fill}
        return [("perspective", {"startpoints": start, "endpoints": end, **how})]


class ElasticTransform(Transform):
    """Every pixel is taken from a place that is displaced by smooth noise.

    Args:
        alpha: the strength across and down, in pixels, or one number for both.
        sigma: how smooth the noise is, in pixels, or one number for both.
        interpolation, fill: as of `functional.elastic_transform`.

    Raises: TypeError and ValueError for numbers that are none.

    >>> import flambeau as torch
    >>> torch.vision.transforms.ElasticTransform(sigma=1.)(torch.zeros(3, 8, 8)).shape
    torch.Size([3, 8, 8])
    """

    _shown = ("alpha", "sigma", "interpolation", "fill")

    def __init__(self, alpha: Any = 50.0, sigma: Any = 5.0, interpolation: Any = BILINEAR, fill: Any = 0) -> None:
        super().__init__()
        self.alpha, self.sigma = (_two_floats(v, name) for v, name in ((alpha, "alpha"), (sigma, "sigma")))
        self.interpolation = mode_of(interpolation)
        self.fill = [float(fill)] if is_number(fill) else _checked_fill(fill)

    @staticmethod
    def get_params(alpha: Sequence[float], sigma: Sequence[float], size: Sequence[int]) -> Tensor:
        """The displacement, for an image of ``size`` (height, width)."""
        fields = [blurred_noise(s, sigma, size) * a / n for a, s, n in zip(alpha, sigma, reversed(size), strict=True)]
        return flambeau.cat(fields, 1).permute(0, 2, 3, 1)

    def _steps(self, channels: int, height: int, width: int) -> list[Step]:
        displacement = self.get_params(self.alpha, self.sigma, [height, width])
        how = {"interpolation": self.interpolation, "fill": self.fill}
        return [("elastic_transform", {"displacement": displacement, **how})]


def _two_floats(value: Any, name: str) -> list[float]:
    """One number twice, or two numbers."""
    if is_number(value):
        return [float(value)] * 2
    if not isinstance(value, Sequence):
        raise TypeError(f"{name} should be a number or a sequence of numbers. Got {type(value)}")
    if len(value) not in (1, 2):
        raise ValueError(f"{name} is a sequence its length should be 1 or 2. Got {len(value)}")
    return [float(v) for v in value] * (2 // len(value))


class RandomErasing(Sometimes):
    """A rectangle of a tensor is erased, with probability ``p``.

    Args:
        scale: the least and the largest part of the area.
        ratio: the least and the largest ratio of height and width.
        value: what the rectangle gets: a number, one for each channel, or "random" for normal noise.
        inplace: whether the tensor itself is changed.

    Raises: TypeError and ValueError for a scale, ratio or value that is none.

    Source: Z. Zhong et al., Random Erasing Data Augmentation, 2017.

    >>> import flambeau as torch
    >>> torch.vision.transforms.RandomErasing(p=0.)(torch.ones(1, 1, 2))
    tensor([[[1., 1.]]])
    """

    _shown = ("p", "scale", "ratio", "value", "inplace")

    def __init__(
        self,
        p: float = 0.5,
        scale: Sequence[float] = (0.02, 0.33),
        ratio: Sequence[float] = (0.3, 3.3),
        value: Any = 0,
        inplace: bool = False,
    ) -> None:
        super().__init__(p)
        if not isinstance(value, int | float | str | tuple | list):
            raise TypeError("Argument value should be either a number or str or a sequence")
        if isinstance(value, str) and value != "random":
            raise ValueError("If value is str, it should be 'random'")
        for name, given in (("Scale", scale), ("Ratio", ratio)):
            if not isinstance(given, Sequence):
                raise TypeError(f"{name} should be a sequence")
        if scale[0] > scale[1] or ratio[0] > ratio[1]:
            warnings.warn("Scale and ratio should be of kind (min, max)", stacklevel=2)
        if scale[0] < 0 or scale[1] > 1:
            raise ValueError("Scale should be between 0 and 1")
        if p < 0 or p > 1:
            raise ValueError("Random erasing probability should be between 0 and 1")
        self.scale, self.ratio, self.value, self.inplace = scale, ratio, value, inplace

    @staticmethod
    def get_params(
        img: Tensor, scale: Sequence[float], ratio: Sequence[float], value: list[float] | None = None
    ) -> tuple[int, int, int, int, Tensor]:
        """Top, left, height and width of the rectangle, and what it gets; the whole image if ten tries did not fit."""
        channels, height, width = img.shape[-3:]
        drawn = RandomErasing._rectangle(channels, height, width, scale, ratio, value)
        return (0, 0, height, width, img) if drawn is None else drawn

    @staticmethod
    def _rectangle(
        channels: int, height: int, width: int, scale: Sequence[float], ratio: Sequence[float], value: Any
    ) -> tuple[int, int, int, int, Tensor] | None:
        log_ratio = flambeau.tensor(ratio, dtype=flambeau.float32).log().tolist()
        for _ in range(10):
            h, w = scaled_box(height, width, scale, log_ratio, upright=True)
            if h < height and w < width:
                v = flambeau.empty(channels, h, w).normal_() if value is None else flambeau.tensor(value)[:, None, None]
                return integer(0, height - h + 1), integer(0, width - w + 1), h, w, v
        return None

    def _done(self, channels: int, height: int, width: int) -> list[Step]:
        given: Any = self.value
        value = None if given == "random" else [float(given)] if is_number(given) else list(given)
        if value is not None and len(value) not in (1, channels):
            raise ValueError(
                f"If value is a sequence, it should have either a single value or {channels} (number of input channels)"
            )
        drawn = self._rectangle(channels, height, width, self.scale, self.ratio, value)
        if drawn is None:
            return []
        return [("erase", dict(zip("ijhwv", drawn, strict=True)) | {"inplace": self.inplace})]


explain_module(globals())
