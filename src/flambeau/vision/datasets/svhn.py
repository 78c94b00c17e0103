"""Street View House Numbers: Netzer et al. 2011, Reading Digits in Natural Images."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from ..._arguments import explain_module
from .._pillow import pillow
from ._matlab import read_matlab
from .cifar import NOT_FOUND
from .utils import check_integrity, download_url, verify_str_arg
from .vision import Transform, VisionDataset

__all__ = ["SVHN"]


class SVHN(VisionDataset):
    """Digits from photographs of house numbers, 32 × 32 pixels; a sample is (image, digit).

    Args:
        root: has the files ``train_32x32.mat`` and so on.
        split: "train", "test" or "extra".
        transform, target_transform: of the image, of the digit.
        download: fetch the file, unless it is there.

    ``data`` is an array (N, 3, 32, 32) of bytes, ``labels`` one of int64; the digit 0 has the label 0.

    Raises: ValueError for another split; RuntimeError for a file that is not there or has another MD5;
        urllib.error.URLError for one that cannot be downloaded.
    Source: Netzer et al. 2011, Reading Digits in Natural Images with Unsupervised Feature Learning.

    >>> from flambeau.vision.datasets import SVHN
    >>> list(SVHN.split_list)
    ['train', 'test', 'extra']
    """

    split_list = {
        "train": [
            "http://ufldl.stanford.edu/housenumbers/train_32x32.mat",
            "train_32x32.mat",
            "e26dedcc434d2e4c54c9b2d4a06d8373",
        ],
        "test": [
            "http://ufldl.stanford.edu/housenumbers/test_32x32.mat",
            "test_32x32.mat",
            "eb5a983be6a315427106f1b164d9cef3",
        ],
        "extra": [
            "http://ufldl.stanford.edu/housenumbers/extra_32x32.mat",
            "extra_32x32.mat",
            "a93ce644f1a588dc4d68dda5feec44a7",
        ],
    }

    def __init__(
        self,
        root: str | os.PathLike[str],
        split: str = "train",
        transform: Transform = None,
        target_transform: Transform = None,
        download: bool = False,
    ) -> None:
        super().__init__(root, transform=transform, target_transform=target_transform)
        self.split = verify_str_arg(split, "split", tuple(self.split_list))
        self.url, self.filename, self.file_md5 = self.split_list[split]
        if download:
            self.download()
        path = os.path.join(str(self.root), self.filename)
        if not check_integrity(path, self.file_md5):
            raise RuntimeError(f"{NOT_FOUND} | {path}")
        content = read_matlab(path)
        self.data = np.ascontiguousarray(content["X"].transpose(3, 2, 0, 1))
        self.labels = content["y"].astype(np.int64).reshape(-1)
        self.labels[self.labels == 10] = 0  # which the file has for the digit 0

    def download(self) -> None:
        """Fetches the file, unless it is there."""
        download_url(self.url, str(self.root), self.filename, self.file_md5)

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        image = pillow().fromarray(np.ascontiguousarray(self.data[index].transpose(1, 2, 0)))
        return self._transformed(image, int(self.labels[index]))

    def __len__(self) -> int:
        return len(self.data)

    def extra_repr(self) -> str:
        """Which part it is."""
        return f"Split: {self.split}"


explain_module(globals())
