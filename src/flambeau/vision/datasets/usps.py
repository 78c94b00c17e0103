"""Digits from envelopes: Hull 1994, A Database for Handwritten Text Recognition Research."""

from __future__ import annotations

import bz2
import os
from typing import Any

import numpy as np

from ..._arguments import explain_module
from .._pillow import pillow
from .utils import download_url
from .vision import Transform, VisionDataset

__all__ = ["USPS"]


class USPS(VisionDataset):
    """Handwritten digits of 16 × 16 grey pixels, 7,291 to train and 2,007 to test with; a sample is (image, digit).

    Args:
        root: has the files ``usps.bz2`` and ``usps.t.bz2``.
        train: the training images, or those to test with.
        transform, target_transform: of the image, of the digit.
        download: fetch the file, unless it is there.

    Raises: FileNotFoundError for a file that is not there; urllib.error.URLError for one that cannot be downloaded.
    Source: Hull 1994, A Database for Handwritten Text Recognition Research.

    >>> from flambeau.vision.datasets import USPS
    >>> USPS.split_list["test"][1]
    'usps.t.bz2'
    """

    _base = "https://www.csie.ntu.edu.tw/~cjlin/libsvmtools/datasets/multiclass/"
    split_list = {
        "train": [f"{_base}usps.bz2", "usps.bz2", "ec16c51db3855ca6c91edd34d0e9b197"],
        "test": [f"{_base}usps.t.bz2", "usps.t.bz2", "8ea070ee2aca1ac39742fdd1ef5ed118"],
    }

    def __init__(
        self,
        root: str | os.PathLike[str],
        train: bool = True,
        transform: Transform = None,
        target_transform: Transform = None,
        download: bool = False,
    ) -> None:
        super().__init__(root, transform=transform, target_transform=target_transform)
        url, name, md5 = self.split_list["train" if train else "test"]
        if download:
            download_url(url, str(self.root), name, md5)
        images, targets = [], []
        with bz2.open(os.path.join(str(self.root), name), "rt") as file:
            for line in file:  # the digit plus 1, then number:value for each pixel, -1 to 1
                digit, *pixels = line.split()
                images.append([float(pixel.partition(":")[2]) for pixel in pixels])
                targets.append(int(digit) - 1)
        values = np.asarray(images, dtype=np.float32).reshape(-1, 16, 16)
        self.data = ((values + 1) / 2 * 255).astype(np.uint8)
        self.targets = targets

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        return self._transformed(pillow().fromarray(self.data[index]), self.targets[index])

    def __len__(self) -> int:
        return len(self.data)


explain_module(globals())
