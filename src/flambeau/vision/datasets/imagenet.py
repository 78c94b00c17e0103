"""ImageNet's classification task of 2012: Russakovsky et al. 2014, arXiv:1409.0575."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import flambeau

from ..._arguments import explain_module
from ._matlab import read_matlab
from .folder import ImageFolder
from .utils import check_integrity, extract_archive, verify_str_arg

__all__ = ["ImageNet"]

ARCHIVE_META = {
    "train": ("ILSVRC2012_img_train.tar", "1d675b47d978889d74fa0da5fadfb00e"),
    "val": ("ILSVRC2012_img_val.tar", "29b22e2961454d5413ddabcf34fc5622"),
    "devkit": ("ILSVRC2012_devkit_t12.tar.gz", "fa75699e90414af021442c21a62c3abf"),
}
META_FILE = "meta.bin"


class ImageNet(ImageFolder):
    """ImageNet's images of 2012: folders ``train`` and ``val`` with a folder for each of 1,000 classes.

    Whoever has registered with ImageNet puts its three archives into ``root``; what has not been unpacked yet is
    unpacked the first time.

    Args:
        root: has the archives, or the folders and ``meta.bin``.
        split: "train" or "val".
        kwargs: ``transform``, ``target_transform`` and ``loader``, as for :class:`ImageFolder`.

    ``wnids`` are the classes' names in WordNet, ``classes`` their words, ``class_to_idx`` a number for each word.

    Raises: ValueError for another split; RuntimeError for an archive that is needed and not there or damaged; the
        message names it.
    Source: Russakovsky et al. 2014, ImageNet Large Scale Visual Recognition Challenge, arXiv:1409.0575.

    >>> from flambeau.vision.datasets.imagenet import ARCHIVE_META
    >>> ARCHIVE_META["val"][0]
    'ILSVRC2012_img_val.tar'
    """

    def __init__(self, root: str | os.PathLike[str], split: str = "train", **kwargs: Any) -> None:
        folder = os.path.expanduser(os.fspath(root))
        self.root, self.split = folder, verify_str_arg(split, "split", ("train", "val"))
        self.parse_archives()
        words = _meta(folder)[0]
        super().__init__(self.split_folder, **kwargs)
        self.root = folder
        self.wnids, self.wnid_to_idx = self.classes, self.class_to_idx
        self.classes = [words[wnid] for wnid in self.wnids]
        self.class_to_idx = {word: k for k, group in enumerate(self.classes) for word in group}

    @property
    def split_folder(self) -> str:
        """Where the images lie."""
        return os.path.join(str(self.root), self.split)

    def parse_archives(self) -> None:
        """Unpacks what has not been unpacked yet."""
        root = str(self.root)
        if not check_integrity(os.path.join(root, META_FILE)):
            _parse_devkit(root)
        if not os.path.isdir(self.split_folder):
            if self.split == "train":
                _parse_train(root)
            else:
                _parse_val(root)

    def extra_repr(self) -> str:
        """Which part it is."""
        return f"Split: {self.split}"


def _archive(root: str, part: str) -> str:
    name, md5 = ARCHIVE_META[part]
    path = os.path.join(root, name)
    if not check_integrity(path, md5):
        raise RuntimeError(
            f"The archive {name} is not present in the root directory or is corrupted. You need to download it "
            f"externally and place it in {root}."
        )
    return path


def _meta(root: str) -> tuple[dict[str, Any], list[str]]:
    """The words of each class, and the classes of the validation images."""
    words, validation = flambeau.load(os.path.join(root, META_FILE))
    return words, validation


def _parse_devkit(root: str) -> None:
    archive = _archive(root, "devkit")
    with tempfile.TemporaryDirectory() as folder:
        extract_archive(archive, folder)
        data = Path(folder, "ILSVRC2012_devkit_t12", "data")
        synsets = [s for s in read_matlab(data / "meta.mat")["synsets"] if int(s["num_children"].item()) == 0]
        truth = (data / "ILSVRC2012_validation_ground_truth.txt").read_text().split()
    wnid_of = {int(s["ILSVRC2012_ID"].item()): s["WNID"] for s in synsets}
    words = {s["WNID"]: tuple(s["words"].split(", ")) for s in synsets}
    flambeau.save((words, [wnid_of[int(number)] for number in truth]), os.path.join(root, META_FILE))


def _parse_train(root: str) -> None:
    folder, draft = os.path.join(root, "train"), os.path.join(root, "train.partial")
    shutil.rmtree(draft, ignore_errors=True)
    extract_archive(_archive(root, "train"), draft)
    for name in os.listdir(draft):
        archive = os.path.join(draft, name)
        extract_archive(archive, os.path.splitext(archive)[0], remove_finished=True)
    os.replace(draft, folder)


def _parse_val(root: str) -> None:
    folder, draft = os.path.join(root, "val"), os.path.join(root, "val.partial")
    shutil.rmtree(draft, ignore_errors=True)
    extract_archive(_archive(root, "val"), draft)
    images = sorted(os.listdir(draft))
    for image, wnid in zip(images, _meta(root)[1], strict=True):
        os.makedirs(os.path.join(draft, wnid), exist_ok=True)
        os.replace(os.path.join(draft, image), os.path.join(draft, wnid, image))
    os.replace(draft, folder)


explain_module(globals())
