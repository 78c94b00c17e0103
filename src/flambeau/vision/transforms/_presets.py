"""What published models were trained on: an image made into their input."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flambeau import Tensor, nn

from . import functional as F
from .functional import InterpolationMode

__all__ = ["ImageClassification", "InterpolationMode", "ObjectDetection", "SemanticSegmentation", "VideoClassification"]


class ImageClassification(nn.Module):
    """Resize the shorter side, cut out the middle, scale to [0, 1], normalise.

    Args:
        crop_size: height and width of the result, in pixels.
        resize_size: the shorter side after resizing, in pixels.
        mean, std: per channel, on the scale [0, 1].
        interpolation, antialias: how to resize.

    Takes a PIL image or a tensor (..., 3, H, W) of uint8 or floats in [0, 1]; gives float32 (..., 3, crop, crop).

    Raises: TypeError, when called, for what is neither a PIL image nor a tensor of two dimensions or more.

    >>> import flambeau as torch
    >>> from flambeau.vision.models import ResNet18_Weights
    >>> prepare = ResNet18_Weights.DEFAULT.transforms()
    >>> prepare(torch.zeros(3, 300, 400, dtype=torch.uint8)).shape
    torch.Size([3, 224, 224])
    """

    def __init__(
        self,
        *,
        crop_size: int,
        resize_size: int = 256,
        mean: Sequence[float] = (0.485, 0.456, 0.406),
        std: Sequence[float] = (0.229, 0.224, 0.225),
        interpolation: InterpolationMode = InterpolationMode.BILINEAR,
        antialias: bool | None = True,
    ) -> None:
        super().__init__()
        self.crop_size, self.resize_size = [crop_size], [resize_size]
        self.mean, self.std = list(mean), list(std)
        self.interpolation, self.antialias = interpolation, antialias

    def forward(self, img: Any) -> Tensor:
        """The input of the model."""
        img = F.resize(img, self.resize_size, interpolation=self.interpolation, antialias=self.antialias)
        img = F.center_crop(img, self.crop_size)
        if not isinstance(img, Tensor):
            img = F.pil_to_tensor(img)
        return F.normalize(F.convert_image_dtype(img), mean=self.mean, std=self.std)

    def __repr__(self) -> str:
        settings = ("crop_size", "resize_size", "mean", "std", "interpolation")
        lines = [f"\n    {name}={getattr(self, name)}" for name in settings]
        return f"{type(self).__name__}({''.join(lines)}\n)"


class ObjectDetection(nn.Module):
    """Scale to [0, 1]: detectors resize and normalise by themselves.

    Takes a PIL image or a tensor (..., 3, H, W) of uint8 or floats in [0, 1]; gives float32 (..., 3, H, W).

    Raises: TypeError, when called, for what is neither a PIL image nor a tensor.

    >>> import flambeau as torch
    >>> from flambeau.vision.transforms._presets import ObjectDetection
    >>> ObjectDetection()(torch.full((3, 1, 1), 255, dtype=torch.uint8)).flatten()
    tensor([1., 1., 1.])
    """

    def forward(self, img: Any) -> Tensor:
        """The input of the model."""
        return F.convert_image_dtype(img if isinstance(img, Tensor) else F.pil_to_tensor(img))

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


class SemanticSegmentation(nn.Module):
    """Resize the shorter side, scale to [0, 1], normalise.

    Args:
        resize_size: the shorter side after resizing, in pixels; None to leave the size.
        mean, std: per channel, on the scale [0, 1].
        interpolation, antialias: how to resize.

    Takes a PIL image or a tensor (..., 3, H, W) of uint8 or floats in [0, 1]; gives float32 (..., 3, H', W').

    Raises: TypeError, when called, for what is neither a PIL image nor a tensor of two dimensions or more.

    >>> import flambeau as torch
    >>> from flambeau.vision.transforms._presets import SemanticSegmentation
    >>> SemanticSegmentation(resize_size=20)(torch.zeros(3, 30, 60)).shape
    torch.Size([3, 20, 40])
    """

    def __init__(
        self,
        *,
        resize_size: int | None,
        mean: Sequence[float] = (0.485, 0.456, 0.406),
        std: Sequence[float] = (0.229, 0.224, 0.225),
        interpolation: InterpolationMode = InterpolationMode.BILINEAR,
        antialias: bool | None = True,
    ) -> None:
        super().__init__()
        self.resize_size = [resize_size] if resize_size is not None else None
        self.mean, self.std = list(mean), list(std)
        self.interpolation, self.antialias = interpolation, antialias

    def forward(self, img: Any) -> Tensor:
        """The input of the model."""
        if self.resize_size is not None:
            img = F.resize(img, self.resize_size, interpolation=self.interpolation, antialias=self.antialias)
        if not isinstance(img, Tensor):
            img = F.pil_to_tensor(img)
        return F.normalize(F.convert_image_dtype(img), mean=self.mean, std=self.std)

    def __repr__(self) -> str:
        settings = ("resize_size", "mean", "std", "interpolation")
        lines = [f"\n    {name}={getattr(self, name)}" for name in settings]
        return f"{type(self).__name__}({''.join(lines)}\n)"


class VideoClassification(nn.Module):
    """Resize, cut out the middle, scale to [0, 1], normalise, and put the channels before the frames.

    Args:
        crop_size: height and width of the result, in pixels.
        resize_size: height and width after resizing, or the shorter side alone.
        mean, std: per channel, on the scale [0, 1].
        interpolation: how to resize.

    Takes a tensor (..., T, 3, H, W) of uint8 or floats in [0, 1]; gives float32 (..., 3, T, crop, crop).

    Raises: RuntimeError, when called, for a tensor of less than four dimensions.

    >>> import flambeau as torch
    >>> from flambeau.vision.transforms._presets import VideoClassification
    >>> VideoClassification(crop_size=(8, 8), resize_size=(10, 12))(torch.zeros(5, 3, 20, 30)).shape
    torch.Size([3, 5, 8, 8])
    """

    def __init__(
        self,
        *,
        crop_size: tuple[int, int],
        resize_size: int | tuple[int, int],
        mean: Sequence[float] = (0.43216, 0.394666, 0.37645),
        std: Sequence[float] = (0.22803, 0.22145, 0.216989),
        interpolation: InterpolationMode = InterpolationMode.BILINEAR,
    ) -> None:
        super().__init__()
        self.crop_size = list(crop_size)
        self.resize_size = [resize_size] if isinstance(resize_size, int) else list(resize_size)
        self.mean, self.std, self.interpolation = list(mean), list(std), interpolation

    def forward(self, vid: Tensor) -> Tensor:
        """The input of the model."""
        frames = vid.flatten(0, -4)
        frames = F.resize(frames, self.resize_size, interpolation=self.interpolation, antialias=False)
        frames = F.normalize(F.convert_image_dtype(F.center_crop(frames, self.crop_size)), mean=self.mean, std=self.std)
        return frames.unflatten(0, vid.shape[:-3]).transpose(-4, -3)

    def __repr__(self) -> str:
        settings = ("crop_size", "resize_size", "mean", "std", "interpolation")
        lines = [f"\n    {name}={getattr(self, name)}" for name in settings]
        return f"{type(self).__name__}({''.join(lines)}\n)"
