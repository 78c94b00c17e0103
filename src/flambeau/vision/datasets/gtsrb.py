"""German traffic signs: Stallkamp et al. 2012, Man vs. computer."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import Any

from ..._arguments import explain_module
from .folder import make_dataset, read_image
from .mnist import NOT_FOUND
from .utils import download_and_extract_archive, verify_str_arg
from .vision import Transform, VisionDataset

__all__ = ["GTSRB"]

_ORIGIN = "https://sid.erda.dk/public/archives/daaeac0d7ce1152aea9b61d9f1e19370/"


class GTSRB(VisionDataset):
    """Photographs of 43 German traffic signs; a sample is (image, sign).

    Args:
        root: has the folder ``gtsrb/GTSRB``.
        split: "train" or "test".
        transform, target_transform: of the image, of the sign.
        download: fetch the archives and unpack them, unless that is done.

    Raises: ValueError for another split; RuntimeError for a folder that is not there; urllib.error.URLError for an
        archive that cannot be downloaded.
    Source: Stallkamp et al. 2012, Man vs. computer: Benchmarking machine learning algorithms for traffic signs.

    >>> from flambeau.vision.datasets import GTSRB  # GTSRB("data")[0]
    """

    _archives = {
        "train": [("GTSRB-Training_fixed.zip", "513f3c79a4c5141765e10e952eaa2478")],
        "test": [
            ("GTSRB_Final_Test_Images.zip", "c7e4e6327067d32654124b0fe9e82185"),
            ("GTSRB_Final_Test_GT.zip", "fe31e9c9270bbcd7b84b7f21a9d9d9e5"),
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
        self._split = verify_str_arg(split, "split", ("train", "test"))
        self._base_folder = Path(str(self.root)) / "gtsrb"
        self._target_folder = self._base_folder.joinpath("GTSRB", *self._place)
        if download:
            self.download()
        if not self._target_folder.is_dir():
            raise RuntimeError(f"{NOT_FOUND} | {self._target_folder}")
        if split == "train":
            self._samples = make_dataset(str(self._target_folder), extensions=(".ppm",))
            return
        with open(self._base_folder / "GT-final_test.csv", newline="") as file:
            rows = list(csv.DictReader(file, delimiter=";", skipinitialspace=True))
        self._samples = [(str(self._target_folder / row["Filename"]), int(row["ClassId"])) for row in rows]

    @property
    def _place(self) -> tuple[str, ...]:
        return ("Training",) if self._split == "train" else ("Final_Test", "Images")

    def download(self) -> None:
        """Fetches the archives and unpacks them, unless that is done."""
        if self._target_folder.is_dir():
            return
        for name, md5 in self._archives[self._split]:
            download_and_extract_archive(_ORIGIN + name, str(self._base_folder), md5=md5)

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        path, target = self._samples[index]
        return self._transformed(read_image(path, "RGB"), target)

    def __len__(self) -> int:
        return len(self._samples)


explain_module(globals())
