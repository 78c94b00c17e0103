"""Microsoft's Common Objects in Context: Lin et al. 2014, arXiv:1405.0312."""

from __future__ import annotations

import importlib
import json
import os
from collections.abc import Sequence
from typing import Any

from ..._arguments import explain_module
from .folder import read_image
from .vision import Transform, VisionDataset

__all__ = ["CocoCaptions", "CocoDetection"]


class _Annotations:
    """The part of ``pycocotools.coco.COCO`` that the datasets need, where that package is not installed."""

    def __init__(self, path: str) -> None:
        with open(path, encoding="utf-8") as file:
            self.dataset = json.load(file)
        self.imgs = {image["id"]: image for image in self.dataset["images"]}
        self.anns = {entry["id"]: entry for entry in self.dataset.get("annotations", [])}
        self.cats = {entry["id"]: entry for entry in self.dataset.get("categories", [])}
        self.imgToAnns: dict[int, list[Any]] = {}
        for entry in self.anns.values():
            self.imgToAnns.setdefault(entry["image_id"], []).append(entry)

    def getAnnIds(self, imgIds: int | Sequence[int]) -> list[int]:
        numbers = [imgIds] if isinstance(imgIds, int) else imgIds
        return [entry["id"] for number in numbers for entry in self.imgToAnns.get(number, [])]

    def loadAnns(self, ids: Sequence[int]) -> list[Any]:
        return [self.anns[number] for number in ids]

    def loadImgs(self, ids: int | Sequence[int]) -> list[Any]:
        return [self.imgs[number] for number in ([ids] if isinstance(ids, int) else ids)]


def _annotations(path: str) -> Any:
    try:
        return importlib.import_module("pycocotools.coco").COCO(path)
    except ImportError:
        return _Annotations(path)


class CocoDetection(VisionDataset):
    """Photographs and, for each, the list of annotations of the objects on it, as the JSON file has them.

    Args:
        root: the folder of the images.
        annFile: the JSON file of annotations.
        transform, target_transform, transforms: of the image, of the target, of both.

    ``coco`` holds the annotations: pycocotools' object where that package is installed, else one with ``imgs``,
    ``anns``, ``cats``, ``getAnnIds``, ``loadAnns`` and ``loadImgs``. ``ids`` are the numbers of the images, sorted.

    Raises: FileNotFoundError for a file that is not there; ValueError for an index that is no int.
    Source: Lin et al. 2014, Microsoft COCO, arXiv:1405.0312.

    >>> from flambeau.vision.datasets import CocoDetection  # CocoDetection("val2017", "instances_val2017.json")[0]
    """

    def __init__(
        self,
        root: str | os.PathLike[str],
        annFile: str,
        transform: Transform = None,
        target_transform: Transform = None,
        transforms: Transform = None,
    ) -> None:
        super().__init__(root, transforms, transform, target_transform)
        self.coco = _annotations(os.fspath(annFile))
        self.ids = sorted(self.coco.imgs)

    def _load_image(self, id: int) -> Any:
        path = self.coco.loadImgs(id)[0]["file_name"]
        return read_image(os.path.join(str(self.root), path), "RGB")

    def _load_target(self, id: int) -> list[Any]:
        found: list[Any] = self.coco.loadAnns(self.coco.getAnnIds(id))
        return found

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        if not isinstance(index, int):
            raise ValueError(f"Index must be of type integer, got {type(index)} instead.")
        number = self.ids[index]
        return self._transformed(self._load_image(number), self._load_target(number))

    def __len__(self) -> int:
        return len(self.ids)


class CocoCaptions(CocoDetection):
    """Photographs and, for each, a list of sentences about it; see :class:`CocoDetection`.

    Raises: FileNotFoundError for a file that is not there; ValueError for an index that is no int.
    Source: Chen et al. 2015, Microsoft COCO Captions, arXiv:1504.00325.

    >>> from flambeau.vision.datasets import CocoCaptions  # CocoCaptions("val2017", "captions_val2017.json")[0]
    """

    def _load_target(self, id: int) -> list[Any]:
        return [entry["caption"] for entry in super()._load_target(id)]


explain_module(globals())
