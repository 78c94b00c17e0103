"""PASCAL VOC, 2007 to 2012: Everingham et al. 2010, The PASCAL Visual Object Classes Challenge."""

from __future__ import annotations

import os
from typing import Any
from xml.etree import ElementTree

from ..._arguments import explain_module
from .folder import read_image
from .utils import download_and_extract_archive, verify_str_arg
from .vision import Transform, VisionDataset

__all__ = ["VOCDetection", "VOCSegmentation"]

_ORIGIN = "https://thor.robots.ox.ac.uk/pascal/VOC/voc"
# Of each year: what is behind the origin, the name it is kept under, its MD5, and the folder in it.
_YEARS = {
    "2012": ("2012/VOCtrainval_11-May-2012.tar", "", "6cd6e144f989b92b3379bac3b3de84fd", "VOCdevkit/VOC2012"),
    "2011": ("2011/VOCtrainval_25-May-2011.tar", "", "6c3384ef61512963050cb5d687e5bf1e", "TrainVal/VOCdevkit/VOC2011"),
    "2010": ("2010/VOCtrainval_03-May-2010.tar", "", "da459979d0c395079b5c75ee67908abb", "VOCdevkit/VOC2010"),
    "2009": ("2009/VOCtrainval_11-May-2009.tar", "", "a3e00b113cfcfebf17e343f59da3caa1", "VOCdevkit/VOC2009"),
    "2008": (
        "2008/VOCtrainval_14-Jul-2008.tar",
        "VOCtrainval_11-May-2012.tar",
        "2629fa636546599198acfcfbfcf1904a",
        "VOCdevkit/VOC2008",
    ),
    "2007": ("2007/VOCtrainval_06-Nov-2007.tar", "", "c52e279531787c972589f7e41ab4ae64", "VOCdevkit/VOC2007"),
    "2007-test": ("2007/VOCtest_06-Nov-2007.tar", "", "b6e924de25625d8de591ea690078ad9f", "VOCdevkit/VOC2007"),
}


class _VOCBase(VisionDataset):
    _SPLITS_DIR: str
    _TARGET_DIR: str
    _TARGET_FILE_EXT: str

    def __init__(
        self,
        root: str | os.PathLike[str],
        year: str = "2012",
        image_set: str = "train",
        download: bool = False,
        transform: Transform = None,
        target_transform: Transform = None,
        transforms: Transform = None,
    ) -> None:
        super().__init__(root, transforms, transform, target_transform)
        self.year = verify_str_arg(year, "year", [str(y) for y in range(2007, 2013)])
        sets = ["train", "trainval", "val", *(["test"] if year == "2007" else [])]
        self.image_set = verify_str_arg(image_set, "image_set", sets)
        path, name, self.md5, base = _YEARS["2007-test" if image_set == "test" else year]
        self.url, self.filename = _ORIGIN + path, name or os.path.basename(path)
        folder = os.path.join(str(self.root), *base.split("/"))
        if download:
            download_and_extract_archive(self.url, str(self.root), filename=self.filename, md5=self.md5)
        if not os.path.isdir(folder):
            raise RuntimeError(f"Dataset not found or corrupted. You can use download=True to download it | {folder}")
        with open(os.path.join(folder, "ImageSets", self._SPLITS_DIR, f"{image_set}.txt")) as file:
            names = file.read().split("\n")
        names = [name.strip() for name in names if name.strip()]
        self.images = [os.path.join(folder, "JPEGImages", f"{name}.jpg") for name in names]
        self.targets = [os.path.join(folder, self._TARGET_DIR, name + self._TARGET_FILE_EXT) for name in names]

    def __len__(self) -> int:
        return len(self.images)


class VOCSegmentation(_VOCBase):
    """Photographs and, for each, an image of the classes of its pixels.

    Args:
        root: has the folder ``VOCdevkit/VOC2012`` and so on.
        year: "2007" to "2012".
        image_set: "train", "trainval" or "val"; of 2007 also "test".
        download: fetch the archive and unpack it.
        transform, target_transform, transforms: of the image, of the target, of both.

    Raises: ValueError for another year or set; RuntimeError for a folder that is not there; urllib.error.URLError for
        an archive that cannot be downloaded.
    Source: Everingham et al. 2010, The PASCAL Visual Object Classes Challenge.

    >>> from flambeau.vision.datasets import VOCSegmentation  # VOCSegmentation("data", image_set="val")[0]
    """

    _SPLITS_DIR = "Segmentation"
    _TARGET_DIR = "SegmentationClass"
    _TARGET_FILE_EXT = ".png"

    @property
    def masks(self) -> list[str]:
        """The files of the targets."""
        return self.targets

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        image = read_image(self.images[index], "RGB")
        return self._transformed(image, read_image(self.masks[index]))


class VOCDetection(_VOCBase):
    """Photographs and, for each, what its XML file says of the objects on it, as nested dicts.

    Args:
        root: has the folder ``VOCdevkit/VOC2012`` and so on.
        year: "2007" to "2012".
        image_set: "train", "trainval" or "val"; of 2007 also "test".
        download: fetch the archive and unpack it.
        transform, target_transform, transforms: of the image, of the target, of both.

    Raises: ValueError for another year or set; RuntimeError for a folder that is not there; urllib.error.URLError for
        an archive that cannot be downloaded.
    Source: Everingham et al. 2010, The PASCAL Visual Object Classes Challenge.

    >>> from xml.etree import ElementTree
    >>> from flambeau.vision.datasets import VOCDetection
    >>> VOCDetection.parse_voc_xml(ElementTree.fromstring("<annotation><object><name>cat</name></object></annotation>"))
    {'annotation': {'object': [{'name': 'cat'}]}}
    """

    _SPLITS_DIR = "Main"
    _TARGET_DIR = "Annotations"
    _TARGET_FILE_EXT = ".xml"

    @property
    def annotations(self) -> list[str]:
        """The files of the targets."""
        return self.targets

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        image = read_image(self.images[index], "RGB")
        return self._transformed(image, self.parse_voc_xml(ElementTree.parse(self.annotations[index]).getroot()))

    @staticmethod
    def parse_voc_xml(node: ElementTree.Element) -> dict[str, Any]:
        """An element as {tag: text}, or {tag: dict of its children}; tags that occur several times have lists.

        The objects of an annotation are a list in any case.
        """
        children = list(node)
        if not children:
            return {node.tag: node.text.strip()} if node.text else {}
        found: dict[str, list[Any]] = {}
        for child in children:
            for tag, value in VOCDetection.parse_voc_xml(child).items():
                found.setdefault(tag, []).append(value)
        if node.tag == "annotation":
            found["object"] = [found.get("object", [])]
        return {node.tag: {tag: values[0] if len(values) == 1 else values for tag, values in found.items()}}


explain_module(globals())
