"""What published models were trained on: an image made into their input."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flambeau import Tensor, nn

from . import functional as F
from .functional import InterpolationMode

__all__ = ["ImageClassification", "InterpolationMode"]


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
