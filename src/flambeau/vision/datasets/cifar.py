"""CIFAR-10 and CIFAR-100: Krizhevsky 2009, Learning Multiple Layers of Features from Tiny Images."""

from __future__ import annotations

import os
import pickle
from pathlib import Path
from typing import Any

import numpy as np

from ..._arguments import explain_module
from .._pillow import pillow
from .utils import check_integrity, download_and_extract_archive
from .vision import Transform, VisionDataset

__all__ = ["CIFAR10", "CIFAR100"]

NOT_FOUND = "Dataset not found or corrupted. You can use download=True to download it"


class _Arrays(pickle.Unpickler):
    """Reads pickles of plain values and NumPy's arrays, and refuses whatever else they would run."""

    def find_class(self, module: str, name: str) -> Any:
        arrays = module.split(".")[0] == "numpy" and name in ("_reconstruct", "ndarray", "dtype")
        if arrays or (module, name) == ("_codecs", "encode"):  # which makes bytes of text
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"a batch of images holds {module}.{name} | arrays and lists expected")


def _unpickled(path: str) -> dict[str, Any]:
    with open(path, "rb") as file:
        content: dict[str, Any] = _Arrays(file, encoding="latin1").load()
    return content


class CIFAR10(VisionDataset):
    """Photographs of 32 × 32 pixels in ten classes, 50,000 to train and 10,000 to test with; (image, class).

    Args:
        root: has the folder ``cifar-10-batches-py``.
        train: the training images, or those to test with.
        transform, target_transform: of the image, of the class.
        download: fetch the archive and unpack it, unless that is done.

    ``data`` is an array (N, 32, 32, 3) of bytes, ``targets`` a list of numbers.

    Raises: RuntimeError for files that are not there or have another MD5; urllib.error.URLError for an archive that
        cannot be downloaded.
    Source: Krizhevsky 2009, Learning Multiple Layers of Features from Tiny Images.

    >>> from flambeau.vision.datasets import CIFAR10
    >>> CIFAR10.base_folder
    'cifar-10-batches-py'
    """

    base_folder = "cifar-10-batches-py"
    url = "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz"
    filename = "cifar-10-python.tar.gz"
    tgz_md5 = "c58f30108f718f92721af3b95e74349a"
    train_list = [
        ["data_batch_1", "c99cafc152244af753f735de768cd75f"],
        ["data_batch_2", "d4bba439e000b95fd0a9bffe97cbabec"],
        ["data_batch_3", "54ebc095f3ab1f0389bbae665268c751"],
        ["data_batch_4", "634d18415352ddfa80567beed471001a"],
        ["data_batch_5", "482c414d41f54cd18b22e5b47cb7c3cb"],
    ]
    test_list = [["test_batch", "40351d587109b95175f43aff81a1287e"]]
    meta = {"filename": "batches.meta", "key": "label_names", "md5": "5ff9c542aee3614f3951f8cda6e48888"}

    def __init__(
        self,
        root: str | os.PathLike[str],
        train: bool = True,
        transform: Transform = None,
        target_transform: Transform = None,
        download: bool = False,
    ) -> None:
        super().__init__(root, transform=transform, target_transform=target_transform)
        self.train = train
        if download:
            self.download()
        if not self._check_integrity():
            raise RuntimeError(f"{NOT_FOUND} | {Path(str(self.root), self.base_folder)}")
        batches = [_unpickled(self._path(name)) for name, _ in (self.train_list if train else self.test_list)]
        self.data = np.concatenate([b["data"] for b in batches]).reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
        self.data = np.ascontiguousarray(self.data)
        self.targets = [t for b in batches for t in b["labels" if "labels" in b else "fine_labels"]]
        self.classes: list[str] = _unpickled(self._path(self.meta["filename"]))[self.meta["key"]]
        self.class_to_idx = {name: k for k, name in enumerate(self.classes)}

    def _path(self, name: str) -> str:
        return os.path.join(str(self.root), self.base_folder, name)

    def _check_integrity(self) -> bool:
        files = [*self.train_list, *self.test_list, [self.meta["filename"], self.meta["md5"]]]
        return all(check_integrity(self._path(name), md5) for name, md5 in files)

    def download(self) -> None:
        """Fetches the archive and unpacks it, unless all files are there."""
        if not self._check_integrity():
            download_and_extract_archive(self.url, str(self.root), filename=self.filename, md5=self.tgz_md5)

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        return self._transformed(pillow().fromarray(self.data[index]), self.targets[index])

    def __len__(self) -> int:
        return len(self.data)

    def extra_repr(self) -> str:
        """Which part it is."""
        return f"Split: {'Train' if self.train else 'Test'}"


class CIFAR100(CIFAR10):
    """The same with a hundred classes, in the folder ``cifar-100-python``.

    Raises: as :class:`CIFAR10`.
    Source: Krizhevsky 2009, Learning Multiple Layers of Features from Tiny Images.

    >>> from flambeau.vision.datasets import CIFAR100
    >>> CIFAR100.base_folder
    'cifar-100-python'
    """

    base_folder = "cifar-100-python"
    url = "https://www.cs.toronto.edu/~kriz/cifar-100-python.tar.gz"
    filename = "cifar-100-python.tar.gz"
    tgz_md5 = "eb9058c3a382ffc7106e4002c42a8d85"
    train_list = [["train", "16019d7e3df5f24257cddd939b257f8d"]]
    test_list = [["test", "f0ef6b0ae62326f3e7ffdfab6717acfc"]]
    meta = {"filename": "meta", "key": "fine_label_names", "md5": "7973b15100ade9c7d40fb424638fde48"}


explain_module(globals())
