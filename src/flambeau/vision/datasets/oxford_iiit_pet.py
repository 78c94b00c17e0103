"""Cats and dogs: Parkhi et al. 2012, Cats and Dogs."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ..._arguments import entries, explain_module
from .folder import read_image
from .mnist import NOT_FOUND
from .utils import download_and_extract_archive, verify_str_arg
from .vision import Transform, VisionDataset

__all__ = ["OxfordIIITPet"]


class OxfordIIITPet(VisionDataset):
    """Photographs of cats and dogs of 37 breeds.

    Args:
        root: has the folder ``oxford-iiit-pet``.
        split: "trainval" or "test".
        target_types: "category" (the breed), "binary-category" (0 for a cat, 1 for a dog), "segmentation" (an image of
            the animal's pixels), or a list of these.
        transforms, transform, target_transform: of both, of the image, of the target.
        download: fetch the archives and unpack them, unless that is done.

    Raises: ValueError for another split or type of target; RuntimeError for folders that are not there;
        urllib.error.URLError for archives that cannot be downloaded.
    Source: Parkhi et al. 2012, Cats and Dogs.

    >>> from flambeau.vision.datasets import OxfordIIITPet  # OxfordIIITPet("data")[0]
    """

    _RESOURCES = (
        ("https://www.robots.ox.ac.uk/~vgg/data/pets/data/images.tar.gz", "5c4f3ee8e5d25df40f4fd59a7f44e54c"),
        ("https://www.robots.ox.ac.uk/~vgg/data/pets/data/annotations.tar.gz", "95a8c909bbe2e81eed6a22bccdf3f68f"),
    )
    _VALID_TARGET_TYPES = ("category", "binary-category", "segmentation")

    def __init__(
        self,
        root: str | os.PathLike[str],
        split: str = "trainval",
        target_types: Sequence[str] | str = "category",
        transforms: Transform = None,
        transform: Transform = None,
        target_transform: Transform = None,
        download: bool = False,
    ) -> None:
        super().__init__(root, transforms, transform, target_transform)
        self._split = verify_str_arg(split, "split", ("trainval", "test"))
        kinds = [target_types] if isinstance(target_types, str) else entries(target_types, "target_types")
        self._target_types = [verify_str_arg(kind, "target_types", self._VALID_TARGET_TYPES) for kind in kinds]
        folder = Path(str(self.root)) / "oxford-iiit-pet"
        images, annotations = folder / "images", folder / "annotations"
        there = images.is_dir() and annotations.is_dir()
        if download and not there:
            for url, md5 in self._RESOURCES:
                download_and_extract_archive(url, str(folder), md5=md5)
        if not (images.is_dir() and annotations.is_dir()):
            raise RuntimeError(f"{NOT_FOUND} | {folder}")
        rows = [line.split() for line in (annotations / f"{split}.txt").read_text().splitlines() if line.strip()]
        names = [row[0] for row in rows]
        self._labels, self._bin_labels = [int(row[1]) - 1 for row in rows], [int(row[2]) - 1 for row in rows]
        breeds = {label: name.rsplit("_", 1)[0] for name, label in zip(names, self._labels, strict=True)}
        self.bin_classes = ["Cat", "Dog"]
        self.classes = [" ".join(p.title() for p in breeds[label].split("_")) for label in sorted(breeds)]
        self.bin_class_to_idx, self.class_to_idx = (
            {name: k for k, name in enumerate(classes)} for classes in (self.bin_classes, self.classes)
        )
        self._images = [images / f"{name}.jpg" for name in names]
        self._segs = [annotations / "trimaps" / f"{name}.png" for name in names]

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        image = read_image(self._images[index], "RGB")
        known: dict[str, Callable[[], Any]] = {
            "category": lambda: self._labels[index],
            "binary-category": lambda: self._bin_labels[index],
            "segmentation": lambda: read_image(self._segs[index]),
        }
        found = [known[kind]() for kind in self._target_types]
        return self._transformed(image, tuple(found) if len(found) > 1 else found[0] if found else None)

    def __len__(self) -> int:
        return len(self._images)


explain_module(globals())
