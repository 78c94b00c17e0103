"""Transforms of sizes, places and colours: those of single images for all kinds of input, and some more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import flambeau
from flambeau._arguments import entries, explain_module

from ...ops import box_iou
from ...tv_tensors import BoundingBoxes, BoundingBoxFormat, Mask, wrap
from .. import _colour, _geometry
from .._steps import Sometimes, Step, happens, is_number, pair, uniform
from ..functional import InterpolationMode
from ..functional._image import mode_of
from . import functional as F
from ._transform import IMAGES, SIZED, Stepped, Transform, get_bounding_boxes, has_any, plain, query_size, widened

__all__ = [
    "JPEG",
    "RGB",
    "CenterCrop",
    "ColorJitter",
    "ElasticTransform",
    "FiveCrop",
    "GaussianBlur",
    "Grayscale",
    "Pad",
    "RandomAdjustSharpness",
    "RandomAffine",
    "RandomAutocontrast",
    "RandomChannelPermutation",
    "RandomCrop",
    "RandomEqualize",
    "RandomErasing",
    "RandomGrayscale",
    "RandomHorizontalFlip",
    "RandomInvert",
    "RandomIoUCrop",
    "RandomPerspective",
    "RandomPhotometricDistort",
    "RandomPosterize",
    "RandomResize",
    "RandomResizedCrop",
    "RandomRotation",
    "RandomShortestSize",
    "RandomSolarize",
    "RandomVerticalFlip",
    "RandomZoomOut",
    "Resize",
    "ScaleJitter",
    "TenCrop",
]

BILINEAR = InterpolationMode.BILINEAR

CenterCrop = widened(_geometry.CenterCrop, __name__)
ColorJitter = widened(_colour.ColorJitter, __name__)
ElasticTransform = widened(_geometry.ElasticTransform, __name__, SIZED)
GaussianBlur = widened(_colour.GaussianBlur, __name__)
Grayscale = widened(_colour.Grayscale, __name__)
Pad = widened(_geometry.Pad, __name__)
RandomAdjustSharpness = widened(_colour.RandomAdjustSharpness, __name__)
RandomAffine = widened(_geometry.RandomAffine, __name__, SIZED)
RandomAutocontrast = widened(_colour.RandomAutocontrast, __name__)
RandomEqualize = widened(_colour.RandomEqualize, __name__)
RandomErasing = widened(_geometry.RandomErasing, __name__, IMAGES)
RandomGrayscale = widened(_colour.RandomGrayscale, __name__, IMAGES)
RandomHorizontalFlip = widened(_geometry.RandomHorizontalFlip, __name__)
RandomInvert = widened(_colour.RandomInvert, __name__)
RandomPerspective = widened(_geometry.RandomPerspective, __name__, SIZED)
RandomPosterize = widened(_colour.RandomPosterize, __name__)
RandomResizedCrop = widened(_geometry.RandomResizedCrop, __name__, SIZED)
RandomRotation = widened(_geometry.RandomRotation, __name__)
RandomSolarize = widened(_colour.RandomSolarize, __name__)
RandomVerticalFlip = widened(_geometry.RandomVerticalFlip, __name__)


class Resize(Stepped, _geometry.Resize):
    """An image at another size; the arguments are those of `functional.resize`. Without a size the longer side becomes
    ``max_size``.

    Raises: TypeError for a size that is no number and no sequence; ValueError for more than two numbers.

    >>> import flambeau as torch
    >>> torch.vision.transforms.v2.Resize(None, max_size=4)(torch.zeros(3, 4, 8)).shape
    torch.Size([3, 2, 4])
    """

    def __init__(
        self,
        size: Any,
        interpolation: Any = BILINEAR,
        max_size: int | None = None,
        antialias: bool | None = True,
    ) -> None:
        if size is None and not isinstance(max_size, int):
            raise ValueError(f"max_size must be an integer when size is None, but got {max_size} instead.")
        super().__init__([1] if size is None else size, interpolation, max_size, antialias)
        self.size = [size] if isinstance(size, int) else size


class RandomCrop(Stepped, _geometry.RandomCrop):
    __doc__ = _geometry.RandomCrop.__doc__

    _needs = SIZED

    def _steps(self, channels: int, height: int, width: int) -> list[Step]:
        """One margin and one cut, whose place is drawn only where there is a choice."""
        sides = [sum(side) for side in zip([0] * 4, *self._margins(height, width), strict=True)]
        height, width = height + sides[1] + sides[3], width + sides[0] + sides[2]
        down, across = height - self.size[0], width - self.size[1]
        if down < 0 or across < 0:
            raise ValueError(
                f"Required crop size {self.size} is larger than padded input image size {(height, width)}."
            )
        margin = {"padding": sides, "fill": self.fill, "padding_mode": self.padding_mode}
        top, left = (int(flambeau.randint(0, n + 1, ())) if n > 0 else 0 for n in (down, across))
        place = {"top": top, "left": left, "height": self.size[0], "width": self.size[1]}
        return [*[("pad", margin)] * any(sides), ("crop", place)]


class _Crops(Stepped):
    """Gives several images for one, so that no box or mask may belong to one of them; keypoints stay as they are."""

    def check_inputs(self, flat_inputs: list[Any]) -> None:
        """Raises TypeError for boxes and masks."""
        if has_any(flat_inputs, BoundingBoxes, Mask):
            raise TypeError(f"BoundingBoxes'es and Mask's are not supported by {type(self).__name__}()")


class FiveCrop(_Crops, _geometry.FiveCrop):
    __doc__ = _geometry.FiveCrop.__doc__


class TenCrop(_Crops, _geometry.TenCrop):
    __doc__ = _geometry.TenCrop.__doc__


class _Resized(Stepped):
    """Resizes to what is drawn."""

    def __init__(self, interpolation: Any, antialias: bool | None) -> None:
        super().__init__()
        self.interpolation, self.antialias = mode_of(interpolation), antialias

    def _to(self, *size: int) -> list[Step]:
        how = {"interpolation": self.interpolation, "antialias": self.antialias}
        return [("resize", {"size": list(size), **how})]


class ScaleJitter(_Resized):
    """An image resized to a random part of the largest size that fits into ``target_size``, its ratio kept.

    Args:
        target_size: height and width.
        scale_range: the least and the largest part.
        interpolation, antialias: as of `functional.resize`.

    Raises: TypeError, when called, without an image.

    Source: G. Ghiasi et al., Simple Copy-Paste is a Strong Data Augmentation Method for Instance Segmentation, 2021.

    >>> import flambeau as torch
    >>> torch.vision.transforms.v2.ScaleJitter((8, 8), scale_range=(1., 1.))(torch.zeros(3, 2, 4)).shape
    torch.Size([3, 4, 8])
    """

    _needs = SIZED

    def __init__(
        self,
        target_size: tuple[int, int],
        scale_range: tuple[float, float] = (0.1, 2.0),
        interpolation: Any = BILINEAR,
        antialias: bool | None = True,
    ) -> None:
        super().__init__(interpolation, antialias)
        self.target_size, self.scale_range = target_size, scale_range

    def _steps(self, channels: int, height: int, width: int) -> list[Step]:
        low, high = self.scale_range
        part = low + float(flambeau.rand(1)) * (high - low)
        factor = min(self.target_size[1] / height, self.target_size[0] / width) * part
        return self._to(int(height * factor), int(width * factor))


class RandomShortestSize(_Resized):
    """An image resized so that its shorter side is one of ``min_size``, and its longer at most ``max_size``.

    Raises: TypeError, when called, without an image.

    >>> import flambeau as torch
    >>> torch.vision.transforms.v2.RandomShortestSize([4])(torch.zeros(3, 2, 3)).shape
    torch.Size([3, 4, 6])
    """

    _needs = SIZED

    def __init__(
        self,
        min_size: Any,
        max_size: int | None = None,
        interpolation: Any = BILINEAR,
        antialias: bool | None = True,
    ) -> None:
        super().__init__(interpolation, antialias)
        self.min_size, self.max_size = list(entries(min_size, "min_size")), max_size

    def _steps(self, channels: int, height: int, width: int) -> list[Step]:
        short = self.min_size[int(flambeau.randint(len(self.min_size), ()))]
        factor = short / min(height, width)
        if self.max_size is not None:
            factor = min(factor, self.max_size / max(height, width))
        return self._to(int(height * factor), int(width * factor))


class RandomResize(_Resized):
    """An image resized so that its shorter side is drawn from ``min_size`` to ``max_size - 1``.

    Raises: TypeError, when called, without an image.

    >>> import flambeau as torch
    >>> torch.vision.transforms.v2.RandomResize(4, 5)(torch.zeros(3, 2, 3)).shape
    torch.Size([3, 4, 6])
    """

    def __init__(
        self, min_size: int, max_size: int, interpolation: Any = BILINEAR, antialias: bool | None = True
    ) -> None:
        super().__init__(interpolation, antialias)
        self.min_size, self.max_size = min_size, max_size

    def _steps(self, channels: int, height: int, width: int) -> list[Step]:
        return self._to(int(flambeau.randint(self.min_size, self.max_size, ())))


class RandomZoomOut(Stepped, Sometimes):
    """An image within a larger one, anywhere, with probability ``p``.

    Args:
        fill: the colour around it; a dict has one for each type of input, and "others".
        side_range: the least and the largest factor of the sides, from 1.

    Raises: ValueError for a range that is none.

    Source: W. Liu et al., SSD: Single Shot MultiBox Detector, 2016.

    >>> import flambeau as torch
    >>> torch.vision.transforms.v2.RandomZoomOut(side_range=(2., 2.), p=1.)(torch.zeros(3, 2, 3)).shape
    torch.Size([3, 4, 6])
    """

    _needs = SIZED

    def __init__(self, fill: Any = 0, side_range: Sequence[float] = (1.0, 4.0), p: float = 0.5) -> None:
        super().__init__(p)
        if not 1.0 <= side_range[0] <= side_range[1]:
            raise ValueError(f"Invalid side range provided {side_range}.")
        self.fill, self.side_range = fill, side_range

    def _done(self, channels: int, height: int, width: int) -> list[Step]:
        low, high = self.side_range
        factor = low + float(flambeau.rand(1)) * (high - low)
        more_height, more_width = int(height * factor) - height, int(width * factor) - width
        across, down = flambeau.rand(2).tolist()
        left, top = int(more_width * across), int(more_height * down)
        return [("pad", {"padding": [left, top, more_width - left, more_height - top], "fill": self.fill})]


class RandomIoUCrop(Transform):
    """A part of an image that overlaps at least one box by what is drawn from ``sampler_options``, or the whole of it.

    Boxes whose centres lie outside are made empty: `SanitizeBoundingBoxes` removes them.

    Args:
        min_scale, max_scale: the least and the largest part of each side.
        min_aspect_ratio, max_aspect_ratio: of width and height.
        sampler_options: the least overlaps (intersection over union), of which one is drawn; from 1 on there is no cut.
        trials: how many parts are tried before another overlap is drawn.

    Raises: TypeError, when called, without an image or without boxes.

    Source: W. Liu et al., SSD: Single Shot MultiBox Detector, 2016.

    >>> import flambeau as torch
    >>> from flambeau.vision import tv_tensors
    >>> boxes = tv_tensors.BoundingBoxes([[1, 1, 3, 3]], format="XYXY", canvas_size=(4, 4))
    >>> _, cut = torch.vision.transforms.v2.RandomIoUCrop(sampler_options=[1.])(torch.zeros(3, 4, 4), boxes)
    >>> cut.canvas_size
    (4, 4)
    """

    def __init__(
        self,
        min_scale: float = 0.3,
        max_scale: float = 1.0,
        min_aspect_ratio: float = 0.5,
        max_aspect_ratio: float = 2.0,
        sampler_options: list[float] | None = None,
        trials: int = 40,
    ) -> None:
        super().__init__()
        self.min_scale, self.max_scale = min_scale, max_scale
        self.min_aspect_ratio, self.max_aspect_ratio = min_aspect_ratio, max_aspect_ratio
        self.options = [0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0] if sampler_options is None else sampler_options
        self.trials = trials

    def check_inputs(self, flat_inputs: list[Any]) -> None:
        """Raises TypeError without an image or without boxes."""
        if not (has_any(flat_inputs, BoundingBoxes) and has_any(flat_inputs, *IMAGES)):
            raise TypeError(
                f"{type(self).__name__}() requires input sample to contain tensor or PIL images and bounding boxes. "
                "Sample can also contain masks."
            )

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        """The place of the part, and which boxes have their centres in it; nothing if there is no cut."""
        height, width = query_size(flat_inputs)
        boxes = get_bounding_boxes(flat_inputs)
        corners = plain(F.convert_bounding_box_format(boxes, new_format=BoundingBoxFormat.XYXY)).to(flambeau.float32)
        x, y = 0.5 * (corners[:, 0] + corners[:, 2]), 0.5 * (corners[:, 1] + corners[:, 3])
        while True:
            least = self.options[int(flambeau.randint(0, len(self.options), (1,)))]
            if least >= 1.0:
                return {}
            for _ in range(self.trials):
                parts = self.min_scale + (self.max_scale - self.min_scale) * flambeau.rand(2)
                new_width, new_height = int(width * parts[0]), int(height * parts[1])
                if new_height == 0 or not self.min_aspect_ratio <= new_width / new_height <= self.max_aspect_ratio:
                    continue
                across, down = flambeau.rand(2)
                left, top = int((width - new_width) * across), int((height - new_height) * down)
                right, bottom = left + new_width, top + new_height
                if left == right or top == bottom:
                    continue
                inside = (left < x) & (x < right) & (top < y) & (y < bottom)
                if not bool(inside.any()):
                    continue
                part = flambeau.tensor([[left, top, right, bottom]], dtype=flambeau.float32)
                if float(box_iou(corners[inside], part).max()) < least:
                    continue
                return {
                    "place": {"top": top, "left": left, "height": new_height, "width": new_width},
                    "inside": inside,
                }

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        """The part."""
        if not params:
            return inpt
        out = F.crop(inpt, **params["place"])
        if not isinstance(inpt, BoundingBoxes):
            return out
        kept = plain(out) * params["inside"][:, None]
        return wrap(kept.to(out.dtype), like=out)


class RandomPhotometricDistort(Stepped):
    """Brightness, contrast, saturation and hue changed and the channels exchanged, each with probability ``p``.

    ``brightness``, ``contrast``, ``saturation`` and ``hue``: the ranges of the factors, as of `ColorJitter`. Contrast
    is changed before or after saturation and hue.

    Raises: TypeError, when called, for images without one or three channels.

    Source: W. Liu et al., SSD: Single Shot MultiBox Detector, 2016.

    >>> import flambeau as torch
    >>> torch.vision.transforms.v2.RandomPhotometricDistort(p=0.)(torch.ones(3, 1, 1)).flatten()
    tensor([1., 1., 1.])
    """

    _needs = IMAGES

    def __init__(
        self,
        brightness: tuple[float, float] = (0.875, 1.125),
        contrast: tuple[float, float] = (0.5, 1.5),
        saturation: tuple[float, float] = (0.5, 1.5),
        hue: tuple[float, float] = (-0.05, 0.05),
        p: float = 0.5,
    ) -> None:
        super().__init__()
        self.brightness, self.contrast, self.hue, self.saturation, self.p = brightness, contrast, hue, saturation, p

    def _steps(self, channels: int, height: int, width: int) -> list[Step]:
        changes: dict[str, list[Step]] = {}
        for name in ("brightness", "contrast", "saturation", "hue"):
            low, high = getattr(self, name)
            drawn = [uniform(low, high)] if happens(self.p) else []
            changes[name] = [(f"adjust_{name}", {f"{name}_factor": factor}) for factor in drawn]
        first = bool(flambeau.rand(()) < 0.5)
        order = flambeau.randperm(channels).tolist() if happens(self.p) else None
        exchanged: list[Step] = [] if order is None else [("permute_channels", {"permutation": order})]
        rest = changes["saturation"] + changes["hue"]
        toned = changes["contrast"] + rest if first else rest + changes["contrast"]
        return [*changes["brightness"], *toned, *exchanged]


class RandomChannelPermutation(Stepped):
    """The channels in random order.

    Raises: TypeError, when called, without an image.

    >>> import flambeau as torch
    >>> torch.vision.transforms.v2.RandomChannelPermutation()(torch.ones(3, 1, 1)).flatten()
    tensor([1., 1., 1.])
    """

    _needs = IMAGES

    def _steps(self, channels: int, height: int, width: int) -> list[Step]:
        return [("permute_channels", {"permutation": flambeau.randperm(channels).tolist()})]


class RGB(Stepped):
    """One channel three times; three channels stay.

    Raises: TypeError, when called, for images of two channels.

    >>> import flambeau as torch
    >>> torch.vision.transforms.v2.RGB()(torch.zeros(1, 2, 2)).shape
    torch.Size([3, 2, 2])
    """

    def _steps(self, channels: int, height: int, width: int) -> list[Step]:
        return [("grayscale_to_rgb", {})]


class JPEG(Stepped):
    """An image of bytes as JPEG files show it, of a ``quality`` that is drawn from a range, or one number.

    Raises: TypeError and ValueError for a quality that is not from 1 to 100.

    >>> import flambeau as torch
    >>> torch.vision.transforms.v2.JPEG(50)(torch.zeros(3, 8, 8, dtype=torch.uint8)).sum()  # doctest: +SKIP
    tensor(0)
    """

    def __init__(self, quality: int | Sequence[int]) -> None:
        super().__init__()
        low, high = (quality, quality) if is_number(quality) else pair(quality, "quality should be one or two numbers")
        if not (isinstance(low, int) and isinstance(high, int) and 1 <= low <= high <= 100):
            raise ValueError(f"quality must be an integer from 1 to 100, or two of them, got {quality}")
        self.quality = [low, high]

    def _steps(self, channels: int, height: int, width: int) -> list[Step]:
        return [("jpeg", {"quality": int(flambeau.randint(self.quality[0], self.quality[1] + 1, ()))})]


explain_module(globals())
