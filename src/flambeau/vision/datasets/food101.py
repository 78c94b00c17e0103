"""Pictures of meals: Bossard et al. 2014, Food-101."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..._arguments import explain_module
from .folder import default_loader
from .mnist import NOT_FOUND
from .utils import download_and_extract_archive, verify_str_arg
from .vision import Transform, VisionDataset

__all__ = ["Food101"]


class Food101(VisionDataset):
    """Pictures of 101 meals, 750 of each to train and 250 to test with; a sample is (image, meal).

    Args:
        root: has the folder ``food-101``.
        split: "train" or "test".
        transform, target_transform: of the image, of the meal.
        download: fetch the archive and unpack it, unless that is done.
        loader: reads the image at a path.

    Raises: ValueError for another split; RuntimeError for folders that are not there; urllib.error.URLError for an
        archive that cannot be downloaded.
    Source: Bossard et al. 2014, Food-101: Mining Discriminative Components with Random Forests.

    >>> from flambeau.vision.datasets import Food101  # Food101("data")[0]
    """

    _URL = "http://data.vision.ee.ethz.ch/cvl/food-101.tar.gz"
    _MD5 = "85eeb15f3717b99a5da872d97d918f87"

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
        self._split = verify_str_arg(split, "split", ("train", "test"))
        folder = Path(str(self.root)) / "food-101"
        meta, images = folder / "meta", folder / "images"
        if download and not (meta.is_dir() and images.is_dir()):
            download_and_extract_archive(self._URL, str(self.root), md5=self._MD5)
        if not (meta.is_dir() and images.is_dir()):
            raise RuntimeError(f"{NOT_FOUND} | {folder}")
        files = json.loads((meta / f"{split}.json").read_text())
        self.classes = sorted(files)
        self.class_to_idx = {name: k for k, name in enumerate(self.classes)}
        self._labels = [self.class_to_idx[name] for name, paths in files.items() for _ in paths]
        self._image_files = [images.joinpath(*f"{path}.jpg".split("/")) for paths in files.values() for path in paths]
        self.loader = loader

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        return self._transformed(self.loader(self._image_files[index]), self._labels[index])

    def __len__(self) -> int:
        return len(self._image_files)

    def extra_repr(self) -> str:
        """Which part it is."""
        return f"split={self._split}"


explain_module(globals())
