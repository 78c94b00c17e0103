"""Images of several sizes in one tensor."""

from __future__ import annotations

from typing import Any

from flambeau import Tensor

from ...._arguments import explain_module

__all__ = ["ImageList"]


class ImageList:
    """Images of several sizes, padded to one size: ``tensors`` (N, C, H, W), and ``image_sizes`` before padding.

    Raises: nothing.

    >>> import flambeau as torch
    >>> from flambeau.vision.models.detection.image_list import ImageList
    >>> ImageList(torch.zeros(1, 3, 4, 4), [(3, 4)]).image_sizes
    [(3, 4)]
    """

    def __init__(self, tensors: Tensor, image_sizes: list[tuple[int, int]]) -> None:
        self.tensors, self.image_sizes = tensors, image_sizes

    def to(self, device: Any) -> ImageList:
        """The same on another device."""
        return ImageList(self.tensors.to(device), self.image_sizes)


explain_module(globals())
