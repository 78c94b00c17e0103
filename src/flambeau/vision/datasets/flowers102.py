"""Flowers of the United Kingdom: Nilsback and Zisserman 2008, Automated flower classification."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..._arguments import explain_module
from ._matlab import read_matlab
from .cifar import NOT_FOUND
from .folder import default_loader
from .utils import check_integrity, download_and_extract_archive, download_url, verify_str_arg
from .vision import Transform, VisionDataset

__all__ = ["Flowers102"]


class Flowers102(VisionDataset):
    """Photographs of 102 sorts of flowers; a sample is (image, sort, from 0).

    Args:
        root: has the folder ``flowers-102``.
        split: "train", "val" or "test".
        transform, target_transform: of the image, of the sort.
        download: fetch the files, unless they are there.
        loader: reads the image at a path.

    Raises: ValueError for another split; RuntimeError for files that are not there or have another MD5;
        urllib.error.URLError for files that cannot be downloaded.
    Source: Nilsback and Zisserman 2008, Automated flower classification over a large number of classes.

    >>> from flambeau.vision.datasets import Flowers102
    >>> Flowers102.classes[0]
    'pink primrose'
    """

    _download_url_prefix = "https://www.robots.ox.ac.uk/~vgg/data/flowers/102/"
    _file_dict = {
        "image": ("102flowers.tgz", "52808999861908f626f3c1f4e79d11fa"),
        "label": ("imagelabels.mat", "e0620be6f572b9609742df49c70aed4d"),
        "setid": ("setid.mat", "a5357ecc9cb78c4bef273ce3793fc85c"),
    }
    _splits_map = {"train": "trnid", "val": "valid", "test": "tstid"}
    classes = Path(__file__).with_name("flowers_classes.txt").read_text().splitlines()

    def __init__(
        self,
        root: str | os.PathLike[str],
        split: str = "train",
        transform: Transform = None,
        target_transform: Transform = None,
        download: bool = False,
        loader: Callable[[Any], Any] = default_loader,
    ) -> None:
        super().__init__(root, transform=transform, target_transform=target_transform)
        self._split = verify_str_arg(split, "split", ("train", "val", "test"))
        self._folder = Path(str(self.root)) / "flowers-102"
        self.loader = loader
        if download:
            self.download()
        if not self._check_integrity():
            raise RuntimeError(f"{NOT_FOUND} | {self._folder}")
        numbers = read_matlab(self._folder / "setid.mat")[self._splits_map[split]].reshape(-1).tolist()
        sorts = read_matlab(self._folder / "imagelabels.mat")["labels"].reshape(-1).tolist()
        self._labels = [int(sorts[int(number) - 1]) - 1 for number in numbers]
        self._image_files = [self._folder / "jpg" / f"image_{int(number):05d}.jpg" for number in numbers]

    def _check_integrity(self) -> bool:
        tables = [self._file_dict[kind] for kind in ("label", "setid")]
        return (self._folder / "jpg").is_dir() and all(
            check_integrity(self._folder / name, md5) for name, md5 in tables
        )

    def download(self) -> None:
        """Fetches what is not there."""
        if self._check_integrity():
            return
        name, md5 = self._file_dict["image"]
        download_and_extract_archive(self._download_url_prefix + name, str(self._folder), md5=md5)
        for kind in ("label", "setid"):
            name, md5 = self._file_dict[kind]
            download_url(self._download_url_prefix + name, str(self._folder), md5=md5)

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        return self._transformed(self.loader(self._image_files[index]), self._labels[index])

    def __len__(self) -> int:
        return len(self._image_files)

    def extra_repr(self) -> str:
        """Which part it is."""
        return f"split={self._split}"


explain_module(globals())
