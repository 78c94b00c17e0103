"""STL-10: Coates et al. 2011, An Analysis of Single-Layer Networks in Unsupervised Feature Learning."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from ..._arguments import explain_module
from .._pillow import pillow
from .cifar import NOT_FOUND
from .utils import check_integrity, download_and_extract_archive, verify_str_arg
from .vision import Transform, VisionDataset

__all__ = ["STL10"]


class STL10(VisionDataset):
    """Photographs of 96 × 96 pixels in ten classes, and 100,000 without one; a sample is (image, class), -1 for none.

    Args:
        root: has the folder ``stl10_binary``.
        split: "train", "test", "unlabeled" or "train+unlabeled".
        folds: which of ten parts of 1,000 training images; None for all.
        transform, target_transform: of the image, of the class.
        download: fetch the archive and unpack it, unless that is done.

    Raises: ValueError for another split, and for folds outside 0 to 9 or that are no int; RuntimeError for files that
        are not there or have another MD5; urllib.error.URLError for an archive that cannot be downloaded.
    Source: Coates et al. 2011, An Analysis of Single-Layer Networks in Unsupervised Feature Learning.

    >>> from flambeau.vision.datasets import STL10
    >>> STL10.splits
    ('train', 'train+unlabeled', 'unlabeled', 'test')
    """

    base_folder = "stl10_binary"
    url = "http://ai.stanford.edu/~acoates/stl10/stl10_binary.tar.gz"
    filename = "stl10_binary.tar.gz"
    tgz_md5 = "91f7769df0f17e558f3565bffb0c7dfb"
    class_names_file = "class_names.txt"
    folds_list_file = "fold_indices.txt"
    train_list = [
        ["train_X.bin", "918c2871b30a85fa023e0c44e0bee87f"],
        ["train_y.bin", "5a34089d4802c674881badbb80307741"],
        ["unlabeled_X.bin", "5242ba1fed5e4be9e1e742405eb56ca4"],
    ]
    test_list = [
        ["test_X.bin", "7f263ba9f9e0b06b93213547f721ac82"],
        ["test_y.bin", "36f9794fa4beb8a2c72628de14fa638e"],
    ]
    splits = ("train", "train+unlabeled", "unlabeled", "test")

    def __init__(
        self,
        root: str | os.PathLike[str],
        split: str = "train",
        folds: int | None = None,
        transform: Transform = None,
        target_transform: Transform = None,
        download: bool = False,
    ) -> None:
        super().__init__(root, transform=transform, target_transform=target_transform)
        self.split = verify_str_arg(split, "split", self.splits)
        if folds is not None and not isinstance(folds, int):
            raise ValueError(f"Expected type None or int for argument folds, but got type {type(folds)}.")
        if folds is not None and not 0 <= folds < 10:
            raise ValueError(f"Value for argument folds should be in the range [0, 10), but got {folds}.")
        self.folds = folds
        if download:
            self.download()
        if not self._check_integrity():
            raise RuntimeError(f"{NOT_FOUND} | {os.path.join(str(self.root), self.base_folder)}")
        parts = [self._part(name) for name in split.split("+")]
        self.data = np.concatenate([data for data, _ in parts])
        self.labels = np.concatenate([labels for _, labels in parts])
        with open(self._path(self.class_names_file)) as file:
            self.classes = file.read().splitlines()

    def _path(self, name: str) -> str:
        return os.path.join(str(self.root), self.base_folder, name)

    def _part(self, name: str) -> tuple[Any, Any]:
        """Images (N, 3, 96, 96), columns of pixels in the file, and their classes from 0."""
        images = np.fromfile(self._path(f"{name}_X.bin"), np.uint8).reshape(-1, 3, 96, 96).transpose(0, 1, 3, 2)
        if name == "unlabeled":
            return images, np.full(len(images), -1)
        labels = np.fromfile(self._path(f"{name}_y.bin"), np.uint8).astype(np.int64) - 1
        if name == "test" or self.folds is None:
            return images, labels
        with open(self._path(self.folds_list_file)) as file:
            chosen = np.array(file.read().splitlines()[self.folds].split(), dtype=np.int64)
        return images[chosen], labels[chosen]

    def _check_integrity(self) -> bool:
        return all(check_integrity(self._path(name), md5) for name, md5 in [*self.train_list, *self.test_list])

    def download(self) -> None:
        """Fetches the archive and unpacks it, unless all files are there."""
        if not self._check_integrity():
            download_and_extract_archive(self.url, str(self.root), filename=self.filename, md5=self.tgz_md5)

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        image = pillow().fromarray(np.ascontiguousarray(self.data[index].transpose(1, 2, 0)))
        return self._transformed(image, int(self.labels[index]))

    def __len__(self) -> int:
        return len(self.data)

    def extra_repr(self) -> str:
        """Which part it is."""
        return f"Split: {self.split}"


explain_module(globals())
