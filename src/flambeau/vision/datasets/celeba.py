"""Faces of celebrities: Liu et al. 2014, Deep Learning Face Attributes in the Wild, arXiv:1411.7766."""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import flambeau
from flambeau import Tensor

from ..._arguments import entries, explain_module
from .cifar import NOT_FOUND
from .folder import read_image
from .utils import check_integrity, download_file_from_google_drive, extract_archive, verify_str_arg
from .vision import Transform, VisionDataset

__all__ = ["CelebA"]


class _Table(NamedTuple):
    header: list[str]
    names: list[str]
    data: Tensor


class CelebA(VisionDataset):
    """202,599 photographs of faces with 40 attributes, the person's number, a box and five landmarks.

    Args:
        root: has the folder ``celeba`` with the image archive, unpacked, and the five text files.
        split: "train", "valid", "test" or "all".
        target_type: "attr" (40 numbers 0 or 1), "identity", "bbox" (x, y, width, height), "landmarks" (x and y of
            eyes, nose and corners of the mouth), or a list of these; an empty list for no target (None).
        transform, target_transform: of the image, of the target.
        download: fetch the files, unless they are there.

    Raises: ValueError for another split or type of target; RuntimeError for files that are not there or have another
        MD5, and a ``target_transform`` without targets; urllib.error.URLError for files that cannot be downloaded.
    Source: Liu et al. 2014, Deep Learning Face Attributes in the Wild, arXiv:1411.7766.

    >>> from flambeau.vision.datasets import CelebA
    >>> CelebA.file_list[0][2]
    'img_align_celeba.zip'
    """

    base_folder = "celeba"
    file_list = [  # the drive's name of each file, its MD5, its own name
        ("0B7EVK8r0v71pZjFTYXZWM3FlRnM", "00d2c5bc6d35e252742224ab0c1e8fcb", "img_align_celeba.zip"),
        ("0B7EVK8r0v71pblRyaVFSWGxPY0U", "75e246fa4810816ffd6ee81facbd244c", "list_attr_celeba.txt"),
        ("1_ee_0u7vcNLOfNLegJRHmolfH5ICW-XS", "32bd1bd63d3c78cd57e08160ec5ed1e2", "identity_CelebA.txt"),
        ("0B7EVK8r0v71pbThiMVRxWXZ4dU0", "00566efa6fedff7a56946cd1c10f1c16", "list_bbox_celeba.txt"),
        ("0B7EVK8r0v71pd0FJY3Blby1HUTQ", "cc24ecafdb5b50baae59b03474781f8c", "list_landmarks_align_celeba.txt"),
        ("0B7EVK8r0v71pY0NSMzRuSXJEVkk", "d32c9cbf5e040fd4025c592c306e6668", "list_eval_partition.txt"),
    ]

    def __init__(
        self,
        root: str | os.PathLike[str],
        split: str = "train",
        target_type: Sequence[str] | str = "attr",
        transform: Transform = None,
        target_transform: Transform = None,
        download: bool = False,
    ) -> None:
        super().__init__(root, transform=transform, target_transform=target_transform)
        self.split = verify_str_arg(split.lower(), "split", ("train", "valid", "test", "all"))
        self.target_type = [target_type] if isinstance(target_type, str) else list(entries(target_type, "target_type"))
        if not self.target_type and target_transform is not None:
            raise RuntimeError("target_transform is specified but target_type is empty")
        for kind in self.target_type:
            if kind not in ("attr", "identity", "bbox", "landmarks"):
                raise ValueError(f'Target type "{kind}" is not recognized.')
        if download:
            self.download()
        if not self._check_integrity():
            raise RuntimeError(f"{NOT_FOUND} | {self._path('')}")
        parts = self._table("list_eval_partition.txt")
        number = {"train": 0, "valid": 1, "test": 2}.get(self.split)
        chosen = flambeau.arange(len(parts.data)) if number is None else (parts.data[:, 0] == number).nonzero()[:, 0]
        attributes = self._table("list_attr_celeba.txt", 1)
        self.filename = [parts.names[k] for k in chosen.tolist()]
        self.identity = self._table("identity_CelebA.txt").data[chosen]
        self.bbox = self._table("list_bbox_celeba.txt", 1).data[chosen]
        self.landmarks_align = self._table("list_landmarks_align_celeba.txt", 1).data[chosen]
        self.attr = (attributes.data[chosen] + 1) // 2  # -1 and 1 in the file
        self.attr_names = attributes.header

    def _path(self, name: str) -> str:
        return os.path.join(str(self.root), self.base_folder, name)

    def _table(self, name: str, header: int | None = None) -> _Table:
        """A file of names and numbers; ``header`` is the line with the columns' names."""
        with open(self._path(name), newline="") as file:
            rows = [row for row in csv.reader(file, delimiter=" ", skipinitialspace=True) if row]
        names = rows[header] if header is not None else []
        rows = rows[header + 1 :] if header is not None else rows
        numbers = [[int(value) for value in row[1:] if value] for row in rows]
        return _Table([name for name in names if name], [row[0] for row in rows], flambeau.tensor(numbers))

    def _check_integrity(self) -> bool:
        texts = [(name, md5) for _, md5, name in self.file_list if name.endswith(".txt")]
        return all(check_integrity(self._path(name), md5) for name, md5 in texts) and os.path.isdir(
            self._path("img_align_celeba")
        )

    def download(self) -> None:
        """Fetches what is not there and unpacks the images."""
        if self._check_integrity():
            return
        for drive, md5, name in self.file_list:
            download_file_from_google_drive(drive, self._path(""), name, md5)
        extract_archive(self._path("img_align_celeba.zip"))

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        image = read_image(Path(self._path("img_align_celeba"), self.filename[index]))
        known = {
            "attr": self.attr[index],
            "identity": self.identity[index, 0],
            "bbox": self.bbox[index],
            "landmarks": self.landmarks_align[index],
        }
        found = tuple(known[kind] for kind in self.target_type)
        target: Any = found if len(found) > 1 else found[0] if found else None
        return self._transformed(image, target)

    def __len__(self) -> int:
        return len(self.attr)

    def extra_repr(self) -> str:
        """Which part it is, and its targets."""
        return f"Target type: {self.target_type}\nSplit: {self.split}"


explain_module(globals())
