"""Caltech 101 and 256: Fei-Fei et al. 2004, Griffin et al. 2007."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from ..._arguments import entries, explain_module
from ._matlab import read_matlab
from .cifar import NOT_FOUND
from .folder import read_image
from .utils import download_and_extract_archive, extract_archive, verify_str_arg
from .vision import Transform, VisionDataset

__all__ = ["Caltech101", "Caltech256"]

# Where the folder of annotations is not called as that of the images.
_ANNOTATED = {
    "Faces": "Faces_2",
    "Faces_easy": "Faces_3",
    "Motorbikes": "Motorbikes_16",
    "airplanes": "Airplanes_Side_2",
}


class Caltech101(VisionDataset):
    """Pictures of objects of 101 sorts; a sample is (image, category, or the outline of the object).

    Args:
        root: has the folder ``caltech101``.
        target_type: "category", "annotation" (points of the outline, (2, P)), or a list of both.
        transform, target_transform: of the image, of the target.
        download: fetch the archive and unpack it, unless that is done.

    Raises: ValueError for another type of target; RuntimeError for a folder that is not there; urllib.error.URLError
        for an archive that cannot be downloaded.
    Source: Fei-Fei et al. 2004, Learning Generative Visual Models from Few Training Examples.

    >>> from flambeau.vision.datasets import Caltech101  # Caltech101("data")[0]
    """

    url = "https://data.caltech.edu/records/mzrjq-6wc02/files/caltech-101.zip"
    md5 = "3138e1922a9193bfa496528edbbc45d0"

    def __init__(
        self,
        root: str | os.PathLike[str],
        target_type: Sequence[str] | str = "category",
        transform: Transform = None,
        target_transform: Transform = None,
        download: bool = False,
    ) -> None:
        super().__init__(
            os.path.join(os.fspath(root), "caltech101"), transform=transform, target_transform=target_transform
        )
        kinds = [target_type] if isinstance(target_type, str) else list(entries(target_type, "target_type"))
        self.target_type = [verify_str_arg(kind, "target_type", ("category", "annotation")) for kind in kinds]
        if download:
            self.download()
        if not os.path.isdir(self._images):
            raise RuntimeError(f"{NOT_FOUND} | {self._images}")
        self.categories = sorted(set(os.listdir(self._images)) - {"BACKGROUND_Google"})
        self.annotation_categories = [_ANNOTATED.get(name, name) for name in self.categories]
        self.index: list[int] = []
        self.y: list[int] = []
        for number, name in enumerate(self.categories):
            count = len(os.listdir(os.path.join(self._images, name)))
            self.index += range(1, count + 1)
            self.y += [number] * count

    @property
    def _images(self) -> str:
        return os.path.join(str(self.root), "101_ObjectCategories")

    def download(self) -> None:
        """Fetches the archive and unpacks images and annotations, unless that is done."""
        if os.path.isdir(self._images):
            return
        download_and_extract_archive(self.url, str(self.root), filename="caltech-101.zip", md5=self.md5)
        folder = os.path.join(str(self.root), "caltech-101")
        for name in os.listdir(folder):
            if name.endswith((".tar.gz", ".tar")):
                extract_archive(os.path.join(folder, name), str(self.root))

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        category, number = self.y[index], self.index[index]
        image = read_image(os.path.join(self._images, self.categories[category], f"image_{number:04d}.jpg"))
        found = [category if kind == "category" else self._outline(category, number) for kind in self.target_type]
        return self._transformed(image, tuple(found) if len(found) > 1 else found[0] if found else None)

    def _outline(self, category: int, number: int) -> Any:
        folder = os.path.join(str(self.root), "Annotations", self.annotation_categories[category])
        return read_matlab(os.path.join(folder, f"annotation_{number:04d}.mat"))["obj_contour"]

    def __len__(self) -> int:
        return len(self.index)

    def extra_repr(self) -> str:
        """Its targets."""
        return f"Target type: {self.target_type}"


class Caltech256(VisionDataset):
    """Pictures of objects of 257 sorts; a sample is (image, category).

    Args:
        root: has the folder ``caltech256``.
        transform, target_transform: of the image, of the category.
        download: fetch the archive and unpack it, unless that is done.

    Raises: RuntimeError for a folder that is not there; urllib.error.URLError for an archive that cannot be downloaded.
    Source: Griffin et al. 2007, Caltech-256 Object Category Dataset.

    >>> from flambeau.vision.datasets import Caltech256  # Caltech256("data")[0]
    """

    url = "https://data.caltech.edu/records/nyy15-4j048/files/256_ObjectCategories.tar"
    md5 = "67b4f42ca05d46448c6bb8ecd2220f6d"

    def __init__(
        self,
        root: str | os.PathLike[str],
        transform: Transform = None,
        target_transform: Transform = None,
        download: bool = False,
    ) -> None:
        super().__init__(
            os.path.join(os.fspath(root), "caltech256"), transform=transform, target_transform=target_transform
        )
        if download:
            self.download()
        if not os.path.isdir(self._images):
            raise RuntimeError(f"{NOT_FOUND} | {self._images}")
        self.categories = sorted(os.listdir(self._images))
        self.index: list[int] = []
        self.y: list[int] = []
        for number, name in enumerate(self.categories):
            files = os.listdir(os.path.join(self._images, name))
            count = sum(file.endswith(".jpg") for file in files)
            self.index += range(1, count + 1)
            self.y += [number] * count

    @property
    def _images(self) -> str:
        return os.path.join(str(self.root), "256_ObjectCategories")

    def download(self) -> None:
        """Fetches the archive and unpacks it, unless that is done."""
        if not os.path.isdir(self._images):
            download_and_extract_archive(self.url, str(self.root), filename="256_ObjectCategories.tar", md5=self.md5)

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        category = self.y[index]
        name = f"{category + 1:03d}_{self.index[index]:04d}.jpg"
        image = read_image(os.path.join(self._images, self.categories[category], name))
        return self._transformed(image, category)

    def __len__(self) -> int:
        return len(self.index)


explain_module(globals())
