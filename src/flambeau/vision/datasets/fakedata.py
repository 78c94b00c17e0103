"""Random images, to try a program with before there is data."""

from __future__ import annotations

import operator
from typing import Any

import flambeau

from ..._arguments import explain_module
from ..transforms.functional import to_pil_image
from .vision import Transform, VisionDataset

__all__ = ["FakeData"]


class FakeData(VisionDataset):
    """``size`` images of random pixels in random classes, the same ones every time; a sample is (image, class).

    Args:
        size: how many.
        image_size: channels, height and width.
        num_classes: how many classes.
        transform, target_transform: of the image, of the class.
        random_offset: added to a sample's index, which seeds the generator.

    Raises: IndexError for an index beyond the size.

    >>> from flambeau.vision.datasets import FakeData
    >>> image, label = FakeData(10, (3, 4, 5))[0]
    >>> image.size, label
    ((5, 4), 9)
    """

    def __init__(
        self,
        size: int = 1000,
        image_size: tuple[int, int, int] = (3, 224, 224),
        num_classes: int = 10,
        transform: Transform = None,
        target_transform: Transform = None,
        random_offset: int = 0,
    ) -> None:
        super().__init__(transform=transform, target_transform=target_transform)
        self.size, self.num_classes, self.image_size = operator.index(size), num_classes, image_size
        self.random_offset = random_offset

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        if index >= len(self):
            raise IndexError(f"{type(self).__name__} index out of range")
        generator = flambeau.Generator().manual_seed(index + self.random_offset)
        image = flambeau.randn(*self.image_size, generator=generator)
        target = flambeau.randint(0, self.num_classes, (1,), generator=generator)[0]
        picture, label = self._transformed(to_pil_image(image), target)
        return picture, label.item() if isinstance(label, flambeau.Tensor) else label

    def __len__(self) -> int:
        return self.size


explain_module(globals())
