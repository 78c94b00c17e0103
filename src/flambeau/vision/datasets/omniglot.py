"""Characters of fifty alphabets: Lake et al. 2015, Human-level concept learning."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from ..._arguments import explain_module
from .cifar import NOT_FOUND
from .folder import read_image
from .utils import check_integrity, download_and_extract_archive, list_dir, list_files
from .vision import Transform, VisionDataset

__all__ = ["Omniglot"]


class Omniglot(VisionDataset):
    """Handwritten characters of 50 alphabets, 20 drawings of each; a sample is (image, number of the character).

    Args:
        root: has the folder ``omniglot-py``.
        background: the 30 alphabets to learn from, or the other 20.
        transform, target_transform: of the image, of the number.
        download: fetch the archive and unpack it, unless that is done.
        loader: reads the image at a path; a grey PIL image by default.

    Raises: RuntimeError for an archive that is not there or has another MD5; urllib.error.URLError for one that cannot
        be downloaded.
    Source: Lake et al. 2015, Human-level concept learning through probabilistic program induction.

    >>> from flambeau.vision.datasets import Omniglot
    >>> Omniglot.folder
    'omniglot-py'
    """

    folder = "omniglot-py"
    download_url_prefix = "https://raw.githubusercontent.com/brendenlake/omniglot/master/python"
    zips_md5 = {
        "images_background": "68d2efa1b9178cc56df9314c21c6e718",
        "images_evaluation": "6b91aef0f799c5bb55b94e3f2daec811",
    }

    def __init__(
        self,
        root: str | os.PathLike[str],
        background: bool = True,
        transform: Transform = None,
        target_transform: Transform = None,
        download: bool = False,
        loader: Callable[[str], Any] | None = None,
    ) -> None:
        super().__init__(
            os.path.join(os.fspath(root), self.folder), transform=transform, target_transform=target_transform
        )
        self.background, self.loader = background, loader
        if download:
            self.download()
        if not self._check_integrity():
            raise RuntimeError(f"{NOT_FOUND} | {os.path.join(str(self.root), self._name)}.zip")
        self.target_folder = os.path.join(str(self.root), self._name)
        alphabets = sorted(list_dir(self.target_folder))
        self._characters = [
            os.path.join(alphabet, character)
            for alphabet in alphabets
            for character in sorted(list_dir(os.path.join(self.target_folder, alphabet)))
        ]
        self._flat_character_images = [
            (image, number)
            for number, character in enumerate(self._characters)
            for image in sorted(list_files(os.path.join(self.target_folder, character), ".png"))
        ]

    @property
    def _name(self) -> str:
        return "images_background" if self.background else "images_evaluation"

    def _check_integrity(self) -> bool:
        return check_integrity(os.path.join(str(self.root), f"{self._name}.zip"), self.zips_md5[self._name])

    def download(self) -> None:
        """Fetches the archive and unpacks it, unless that is done."""
        if not self._check_integrity():
            url = f"{self.download_url_prefix}/{self._name}.zip"
            download_and_extract_archive(url, str(self.root), md5=self.zips_md5[self._name])

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        name, number = self._flat_character_images[index]
        path = os.path.join(self.target_folder, self._characters[number], name)
        image = self.loader(path) if self.loader is not None else read_image(path, "L")
        return self._transformed(image, number)

    def __len__(self) -> int:
        return len(self._flat_character_images)


explain_module(globals())
