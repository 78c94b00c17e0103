"""What detectors do with images before and with detections after: size, padding, and back."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import flambeau
from flambeau import Tensor, nn
from flambeau.nn import functional as F

from ...._arguments import explain_module
from .image_list import ImageList
from .pasting import paste_masks_in_image

__all__ = ["GeneralizedRCNNTransform", "resize_boxes", "resize_keypoints"]

Targets = list[dict[str, Tensor]]


class GeneralizedRCNNTransform(nn.Module):
    """Normalises images, resizes them with their targets, and pads them to one size; takes detections back.

    Args:
        min_size: the shorter side after resizing, in pixels; of several one is drawn while training.
        max_size: of the longer side.
        image_mean, image_std: per channel.
        size_divisible: what height and width of the padded images are multiples of.
        fixed_size: (width, height) instead of the two sizes.

    Raises: ValueError, when called, for images that are not 3-D; TypeError for images of integers.

    >>> import flambeau as torch
    >>> from flambeau.vision.models.detection.transform import GeneralizedRCNNTransform
    >>> transform = GeneralizedRCNNTransform(40, 60, [0.0] * 3, [1.0] * 3)
    >>> images, _ = transform([torch.zeros(3, 20, 25)])
    >>> images.tensors.shape, images.image_sizes
    (torch.Size([1, 3, 64, 64]), [(40, 50)])
    """

    def __init__(
        self,
        min_size: int | Sequence[int],
        max_size: int,
        image_mean: Sequence[float],
        image_std: Sequence[float],
        size_divisible: int = 32,
        fixed_size: tuple[int, int] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__()
        self.min_size = (min_size,) if isinstance(min_size, int) else tuple(min_size)
        self.max_size, self.image_mean, self.image_std = max_size, list(image_mean), list(image_std)
        self.size_divisible, self.fixed_size = size_divisible, fixed_size
        self._skip_resize = kwargs.pop("_skip_resize", False)

    def forward(self, images: Sequence[Tensor], targets: Targets | None = None) -> tuple[ImageList, Targets | None]:
        """The images as one list, and the targets that go with them."""
        images = list(images)
        targets = [dict(target) for target in targets] if targets is not None else None
        for k, image in enumerate(images):
            if image.ndim != 3:
                raise ValueError(f"images is expected to be a list of 3d tensors of shape [C, H, W], got {image.shape}")
            images[k], target = self.resize(self.normalize(image), targets[k] if targets is not None else None)
            if targets is not None and target is not None:
                targets[k] = target
        sizes = [(image.shape[-2], image.shape[-1]) for image in images]
        return ImageList(self.batch_images(images, self.size_divisible), sizes), targets

    def normalize(self, image: Tensor) -> Tensor:
        """An image less its mean, per deviation."""
        if not image.is_floating_point():
            raise TypeError(
                f"Expected input images to be of floating type (in range [0, 1]), but found type {image.dtype} instead"
            )
        mean, std = (image.new_tensor(moment).reshape(-1, 1, 1) for moment in (self.image_mean, self.image_std))
        return (image - mean) / std

    def resize(self, image: Tensor, target: dict[str, Tensor] | None = None) -> tuple[Tensor, Any]:
        """An image and its target at the size of the model."""
        height, width = image.shape[-2:]
        if self.training:
            if self._skip_resize:
                return image, target
            shorter = self.min_size[int(flambeau.empty(1).uniform_(0.0, float(len(self.min_size))).item())]
        else:
            shorter = self.min_size[-1]
        size = self._size(height, width, shorter)
        image = F.interpolate(image[None], size=size, mode="bilinear", align_corners=False)[0]
        if target is None:
            return image, target
        if "masks" in target:
            masks = F.interpolate(target["masks"][:, None].float(), size=size, mode="nearest")
            target["masks"] = masks[:, 0].byte()
        target["boxes"] = resize_boxes(target["boxes"], (height, width), size)
        if "keypoints" in target:
            target["keypoints"] = resize_keypoints(target["keypoints"], (height, width), size)
        return image, target

    def _size(self, height: int, width: int, shorter: int) -> tuple[int, int]:
        if self.fixed_size is not None:
            return self.fixed_size[1], self.fixed_size[0]
        scale = min(shorter / min(height, width), self.max_size / max(height, width))
        return math.floor(height * scale), math.floor(width * scale)

    def batch_images(self, images: Sequence[Tensor], size_divisible: int = 32) -> Tensor:
        """Images of several sizes in one tensor, padded with zeros on the right and below."""
        channels, *sides = (max(sizes) for sizes in zip(*(image.shape for image in images), strict=True))
        height, width = (math.ceil(side / size_divisible) * size_divisible for side in sides)
        batch = images[0].new_zeros(len(images), channels, height, width)
        for k, image in enumerate(images):
            batch[k, : image.shape[0], : image.shape[1], : image.shape[2]].copy_(image)
        return batch

    def postprocess(
        self, result: Targets, image_shapes: Sequence[Sequence[int]], original_image_sizes: Sequence[Sequence[int]]
    ) -> Targets:
        """Detections at the size of the images as they were given; unchanged while training."""
        if self.training:
            return result
        for found, size, original in zip(result, image_shapes, original_image_sizes, strict=True):
            found["boxes"] = resize_boxes(found["boxes"], size, original)
            if "masks" in found:
                found["masks"] = paste_masks_in_image(found["masks"], found["boxes"], original)
            if "keypoints" in found:
                found["keypoints"] = resize_keypoints(found["keypoints"], size, original)
        return result

    def __repr__(self) -> str:
        indent = "\n    "
        return (
            f"{type(self).__name__}({indent}Normalize(mean={self.image_mean}, std={self.image_std})"
            f"{indent}Resize(min_size={self.min_size}, max_size={self.max_size}, mode='bilinear')\n)"
        )


def _ratios(original: Sequence[int], new: Sequence[int]) -> tuple[Tensor, Tensor]:
    """How many times larger height and width are."""
    down, across = (
        flambeau.tensor(float(after)) / flambeau.tensor(float(before))
        for before, after in zip(original, new, strict=True)
    )
    return down, across


def resize_boxes(boxes: Tensor, original_size: Sequence[int], new_size: Sequence[int]) -> Tensor:
    """Boxes (N, 4) on an image of one size, on the image at another.

    Raises: ValueError for sizes that are no pairs.

    >>> import flambeau as torch
    >>> from flambeau.vision.models.detection.transform import resize_boxes
    >>> resize_boxes(torch.tensor([[1., 2., 3., 4.]]), (10, 10), (20, 10))
    tensor([[1., 4., 3., 8.]])
    """
    down, across = _ratios(original_size, new_size)
    return boxes * flambeau.stack((across, down, across, down))


def resize_keypoints(keypoints: Tensor, original_size: Sequence[int], new_size: Sequence[int]) -> Tensor:
    """Points (..., 3), with x and y first, on an image of one size, on the image at another.

    Raises: ValueError for sizes that are no pairs.

    >>> import flambeau as torch
    >>> from flambeau.vision.models.detection.transform import resize_keypoints
    >>> resize_keypoints(torch.tensor([[[1., 2., 1.]]]), (10, 10), (20, 10))
    tensor([[[1., 4., 1.]]])
    """
    down, across = _ratios(original_size, new_size)
    return keypoints * flambeau.stack((across, down, flambeau.ones(())))


explain_module(globals())
