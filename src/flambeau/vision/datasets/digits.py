"""The digits that come with the library."""

from __future__ import annotations

from typing import Any

from ... import _digits
from ..._arguments import explain_module
from .._pillow import pillow
from .vision import Transform, VisionDataset

__all__ = ["Digits"]


class Digits(VisionDataset):
    """1,797 handwritten digits of 8 × 8 grey pixels, which come with the library; a sample is (image, digit).

    Args:
        transform, target_transform: of the image (a PIL image, 0 for paper to 255 for ink), of the digit.

    ``data`` (1797, 8, 8) is uint8, 0 to 16 as published, ``targets`` (1797,) int64.

    Raises: ImportError, when asked for a sample, without Pillow.
    Source: Alpaydin and Kaynak 1998, Optical Recognition of Handwritten Digits.

    >>> from flambeau.vision.datasets import Digits
    >>> digits = Digits()
    >>> len(digits), digits[3][1]
    (1797, 3)
    """

    classes = [str(k) for k in range(10)]

    def __init__(self, transform: Transform = None, target_transform: Transform = None) -> None:
        super().__init__(transform=transform, target_transform=target_transform)
        self.data, self.targets = _digits.load()

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        grey = (self.data[index].float() * (255 / 16)).byte()
        return self._transformed(pillow().fromarray(grey.numpy()), int(self.targets[index]))

    def __len__(self) -> int:
        return len(self.data)


explain_module(globals())
