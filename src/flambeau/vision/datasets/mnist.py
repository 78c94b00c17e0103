"""MNIST and the datasets in its format: images of 28 × 28 grey pixels, in files of type IDX."""

from __future__ import annotations

import os
import shutil
import string
import warnings
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlparse

import numpy as np

import flambeau
from flambeau import Tensor

from ..._arguments import explain_module
from .._pillow import pillow
from .utils import check_integrity, download_and_extract_archive, extract_archive, verify_str_arg
from .vision import Transform, VisionDataset

__all__ = ["EMNIST", "KMNIST", "MNIST", "QMNIST", "FashionMNIST"]

NOT_FOUND = "Dataset not found. You can use download=True to download it"
_DTYPES = {8: "u1", 9: "i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}


def read_idx(path: str | os.PathLike[str]) -> Tensor:
    """A tensor from a file of type IDX: the dtype, the number of dimensions, sizes, and the elements, big-endian.

    Source: LeCun et al. 1998, The MNIST database of handwritten digits.
    """
    content = Path(path).read_bytes()
    if len(content) < 4 or content[:2] != b"\0\0" or content[2] not in _DTYPES:
        raise RuntimeError(f"{path} is no IDX file | it begins with {content[:4]!r}")
    dtype, dims = np.dtype(_DTYPES[content[2]]), content[3]
    sizes = np.frombuffer(content, ">u4", dims, 4).astype(np.int64)
    start = 4 + 4 * dims
    if len(content) - start != int(np.prod(sizes)) * dtype.itemsize:
        raise RuntimeError(
            f"{path} should have {tuple(sizes)} elements of {dtype.itemsize} bytes | it is cut or damaged"
        )
    values = np.frombuffer(content, dtype, offset=start).reshape(tuple(sizes))
    return flambeau.from_numpy(values.astype(dtype.newbyteorder("=")))


class MNIST(VisionDataset):
    """Handwritten digits, 60,000 to train and 10,000 to test with; a sample is (image, digit).

    Args:
        root: has the folder ``MNIST/raw`` with the four files.
        train: the training images, or those to test with.
        transform, target_transform: of the image, of the digit.
        download: fetch the files that are not there.

    ``data`` (N, 28, 28) is uint8, ``targets`` (N,) int64.

    Raises: RuntimeError for files that are not there; urllib.error.URLError for ones that cannot be downloaded.
    Source: LeCun et al. 1998, Gradient-based learning applied to document recognition.

    >>> from flambeau.vision.datasets import MNIST
    >>> MNIST.classes[:2]
    ['0 - zero', '1 - one']
    """

    mirrors = ["https://ossci-datasets.s3.amazonaws.com/mnist/", "http://yann.lecun.com/exdb/mnist/"]
    resources: Any = [
        ("train-images-idx3-ubyte.gz", "f68b3c2dcbeaaa9fbdd348bbdeb94873"),
        ("train-labels-idx1-ubyte.gz", "d53e105ee54ea40749a09fcbcd1e9432"),
        ("t10k-images-idx3-ubyte.gz", "9fb629c4189551a2d022fa330f9573f3"),
        ("t10k-labels-idx1-ubyte.gz", "ec29112dd5afa0611ce80d1b7f02629c"),
    ]
    training_file = "training.pt"
    test_file = "test.pt"
    classes = [
        f"{k} - {name}"
        for k, name in enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"])
    ]

    def __init__(
        self,
        root: str | os.PathLike[str],
        train: bool = True,
        transform: Transform = None,
        target_transform: Transform = None,
        download: bool = False,
    ) -> None:
        super().__init__(root, transform=transform, target_transform=target_transform)
        self.train = train
        if self._check_legacy_exist():
            file = self.training_file if train else self.test_file
            self.data, self.targets = flambeau.load(os.path.join(self.processed_folder, file))
            return
        if download:
            self.download()
        if not self._check_exists():
            raise RuntimeError(f"{NOT_FOUND} | {self._missing()}")
        self.data, self.targets = self._load_data()

    def _missing(self) -> str:
        lacking = [name for name in self._files() if not os.path.isfile(os.path.join(self.raw_folder, name))]
        return f"{', '.join(lacking)} expected in {self.raw_folder}"

    def _files(self) -> list[str]:
        """What lies in the raw folder when everything is there."""
        return [os.path.splitext(os.path.basename(url))[0] for url, _ in self.resources]

    def _check_exists(self) -> bool:
        return all(check_integrity(os.path.join(self.raw_folder, name)) for name in self._files())

    def _check_legacy_exist(self) -> bool:
        """Whether there are the tensors that older versions saved, and nothing else."""
        paths = [os.path.join(self.processed_folder, file) for file in (self.training_file, self.test_file)]
        return not self._check_exists() and all(map(check_integrity, paths))

    def _load_data(self) -> tuple[Tensor, Tensor]:
        kind = "train" if self.train else "t10k"
        return self._read(f"{kind}-images-idx3-ubyte", f"{kind}-labels-idx1-ubyte")

    def _read(self, images: str, labels: str) -> tuple[Tensor, Tensor]:
        data, targets = (read_idx(os.path.join(self.raw_folder, name)) for name in (images, labels))
        if data.dtype != flambeau.uint8 or data.ndim != 3 or targets.ndim != 1 or len(data) != len(targets):
            raise RuntimeError(
                f"{images} and {labels} hold {tuple(data.shape)} of {data.dtype} and {tuple(targets.shape)} | bytes "
                "(N, H, W) and (N,) expected"
            )
        return data, targets.long()

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        image = pillow().fromarray(self.data[index].numpy())
        return self._transformed(image, int(self.targets[index]))

    def __len__(self) -> int:
        return len(self.data)

    @property
    def raw_folder(self) -> str:
        """Where the published files lie."""
        return os.path.join(str(self.root), type(self).__name__, "raw")

    @property
    def processed_folder(self) -> str:
        """Where older versions kept tensors."""
        return os.path.join(str(self.root), type(self).__name__, "processed")

    @property
    def class_to_idx(self) -> dict[str, int]:
        """The number of each class."""
        return {name: k for k, name in enumerate(self.classes)}

    @property
    def train_labels(self) -> Tensor:
        """Former name of ``targets``."""
        warnings.warn("train_labels has been renamed targets", stacklevel=2)
        return self.targets

    @property
    def test_labels(self) -> Tensor:
        """Former name of ``targets``."""
        warnings.warn("test_labels has been renamed targets", stacklevel=2)
        return self.targets

    @property
    def train_data(self) -> Tensor:
        """Former name of ``data``."""
        warnings.warn("train_data has been renamed data", stacklevel=2)
        return self.data

    @property
    def test_data(self) -> Tensor:
        """Former name of ``data``."""
        warnings.warn("test_data has been renamed data", stacklevel=2)
        return self.data

    def download(self) -> None:
        """Fetches what is not there, from the first mirror that has it."""
        if self._check_exists():
            return
        for name, md5 in self.resources:
            self._download_from_mirrors(name, md5)

    def _download_from_mirrors(self, name: str, md5: str) -> None:
        errors: list[URLError] = []
        for mirror in self.mirrors:
            try:
                download_and_extract_archive(f"{mirror}{name}", self.raw_folder, filename=name, md5=md5)
                return
            except URLError as error:
                errors.append(error)
        tried = "".join(f"\nTried {m}, got:\n{e}\n" for m, e in zip(self.mirrors, errors, strict=True))
        raise URLError(f"Error downloading {name}:{tried}") from errors[-1]

    def extra_repr(self) -> str:
        """Which part it is."""
        return f"Split: {'Train' if self.train else 'Test'}"


class FashionMNIST(MNIST):
    """Pieces of clothing from a catalogue, in MNIST's format, in the folder ``FashionMNIST/raw``.

    Raises: as :class:`MNIST`.
    Source: Xiao et al. 2017, Fashion-MNIST, arXiv:1708.07747.

    >>> from flambeau.vision.datasets import FashionMNIST
    >>> FashionMNIST.classes[9]
    'Ankle boot'
    """

    mirrors = ["http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"]
    resources = [
        ("train-images-idx3-ubyte.gz", "8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
        ("train-labels-idx1-ubyte.gz", "25c81989df183df01b3e8a0aad5dffbe"),
        ("t10k-images-idx3-ubyte.gz", "bef4ecab320f06d8554ea6380940ec79"),
        ("t10k-labels-idx1-ubyte.gz", "bb300cfdad3c16e7a12a480ee83cd310"),
    ]
    classes = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"]


class KMNIST(MNIST):
    """Japanese characters in cursive script, in MNIST's format, in the folder ``KMNIST/raw``.

    Raises: as :class:`MNIST`.
    Source: Clanuwat et al. 2018, Deep Learning for Classical Japanese Literature, arXiv:1812.01718.

    >>> from flambeau.vision.datasets import KMNIST
    >>> KMNIST.classes[:3]
    ['o', 'ki', 'su']
    """

    mirrors = ["http://codh.rois.ac.jp/kmnist/dataset/kmnist/"]
    resources = [
        ("train-images-idx3-ubyte.gz", "bdb82020997e1d708af4cf47b453dcf7"),
        ("train-labels-idx1-ubyte.gz", "e144d726b3acfaa3e44228e80efcd344"),
        ("t10k-images-idx3-ubyte.gz", "5c965bf0a639b31b8f53240b1b52f4d7"),
        ("t10k-labels-idx1-ubyte.gz", "7320c461ea6c1c855c0b718fb2a4b134"),
    ]
    classes = ["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"]


_LETTERS = string.digits + string.ascii_letters
_MERGED = sorted(set(_LETTERS) - set("cijklmopsuvwxyz"))  # small letters that look like their capitals


class EMNIST(MNIST):
    """Handwritten letters and digits, in MNIST's format, in the folder ``EMNIST/raw``.

    Args:
        root: the folder above.
        split: "byclass", "bymerge", "balanced", "letters", "digits" or "mnist".
        kwargs: as for :class:`MNIST`.

    Raises: ValueError for another split; as :class:`MNIST`.
    Source: Cohen et al. 2017, EMNIST, arXiv:1702.05373.

    >>> from flambeau.vision.datasets import EMNIST
    >>> len(EMNIST.classes_split_dict["balanced"])
    47
    """

    url = "https://biometrics.nist.gov/cs_links/EMNIST/gzip.zip"
    md5 = "58c8d27c78d21e728a6bc7b3cc06412e"
    splits = ("byclass", "bymerge", "balanced", "letters", "digits", "mnist")
    classes_split_dict = {
        "byclass": sorted(_LETTERS),
        "bymerge": _MERGED,
        "balanced": _MERGED,
        "letters": ["N/A", *string.ascii_lowercase],
        "digits": list(string.digits),
        "mnist": list(string.digits),
    }

    def __init__(self, root: str | os.PathLike[str], split: str, **kwargs: Any) -> None:
        self.split = verify_str_arg(split, "split", self.splits)
        self.training_file, self.test_file = f"training_{split}.pt", f"test_{split}.pt"
        self.classes = self.classes_split_dict[split]
        super().__init__(root, **kwargs)

    def _files(self) -> list[str]:
        kind = f"emnist-{self.split}-{'train' if self.train else 'test'}"
        return [f"{kind}-images-idx3-ubyte", f"{kind}-labels-idx1-ubyte"]

    def _load_data(self) -> tuple[Tensor, Tensor]:
        images, labels = self._files()
        return self._read(images, labels)

    def download(self) -> None:
        """Fetches the archive of all splits and unpacks its files."""
        if self._check_exists():
            return
        download_and_extract_archive(self.url, self.raw_folder, md5=self.md5)
        folder = os.path.join(self.raw_folder, "gzip")
        for name in os.listdir(folder):
            if name.endswith(".gz"):
                extract_archive(os.path.join(folder, name), os.path.join(self.raw_folder, name.removesuffix(".gz")))
        shutil.rmtree(folder)


class QMNIST(MNIST):
    """MNIST built anew, with all test images and where they come from, in the folder ``QMNIST/raw``.

    Args:
        root: the folder above.
        what: "train", "test", "test10k", "test50k" or "nist"; None for "train" or "test", as ``train`` says.
        compat: whether a sample's target is its digit alone, as in MNIST, or all eight numbers known of it.
        train: see ``what``.
        kwargs: as for :class:`MNIST`.

    Raises: ValueError for another ``what``; as :class:`MNIST`.
    Source: Yadav and Bottou 2019, Cold Case: The Lost MNIST Digits, arXiv:1905.10498.

    >>> from flambeau.vision.datasets import QMNIST
    >>> list(QMNIST.subsets)
    ['train', 'test', 'test10k', 'test50k', 'nist']
    """

    subsets = {"train": "train", "test": "test", "test10k": "test", "test50k": "test", "nist": "nist"}
    _base = "https://raw.githubusercontent.com/facebookresearch/qmnist/master/"
    resources = {
        "train": [
            (f"{_base}qmnist-train-images-idx3-ubyte.gz", "ed72d4157d28c017586c42bc6afe6370"),
            (f"{_base}qmnist-train-labels-idx2-int.gz", "0058f8dd561b90ffdd0f734c6a30e5e4"),
        ],
        "test": [
            (f"{_base}qmnist-test-images-idx3-ubyte.gz", "1394631089c404de565df7b7aeaf9412"),
            (f"{_base}qmnist-test-labels-idx2-int.gz", "5b5b05890a5e13444e108efe57b788aa"),
        ],
        "nist": [
            (f"{_base}xnist-images-idx3-ubyte.xz", "7f124b3b8ab81486c9d8c2749c17f834"),
            (f"{_base}xnist-labels-idx2-int.xz", "5ed0e788978e45d4a8bd4b7caec3d79d"),
        ],
    }

    def __init__(
        self,
        root: str | os.PathLike[str],
        what: str | None = None,
        compat: bool = True,
        train: bool = True,
        **kwargs: Any,
    ) -> None:
        self.what = verify_str_arg(what or ("train" if train else "test"), "what", tuple(self.subsets))
        self.compat = compat
        self.training_file = self.test_file = f"{self.what}.pt"
        super().__init__(root, train, **kwargs)

    def _published(self) -> list[tuple[str, str]]:
        files: list[tuple[str, str]] = self.resources[self.subsets[self.what]]
        return files

    def _files(self) -> list[str]:
        return [os.path.splitext(os.path.basename(urlparse(url).path))[0] for url, _ in self._published()]

    def _load_data(self) -> tuple[Tensor, Tensor]:
        data, targets = (read_idx(os.path.join(self.raw_folder, name)) for name in self._files())
        if data.dtype != flambeau.uint8:
            raise TypeError(f"data should be of dtype torch.uint8 instead of {data.dtype}")
        if data.ndim != 3:
            raise ValueError(f"data should have 3 dimensions instead of {data.ndim}")
        if targets.ndim != 2:
            raise ValueError(f"targets should have 2 dimensions instead of {targets.ndim}")
        part = {"test10k": slice(10000), "test50k": slice(10000, None)}.get(self.what, slice(None))
        return data[part].clone(), targets.long()[part].clone()

    def download(self) -> None:
        """Fetches what is not there."""
        if not self._check_exists():
            for url, md5 in self._published():
                download_and_extract_archive(url, self.raw_folder, md5=md5)

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        image = pillow().fromarray(self.data[index].numpy())
        target = self.targets[index]
        return self._transformed(image, int(target[0]) if self.compat else target)

    def extra_repr(self) -> str:
        """Which part it is."""
        return f"Split: {self.what}"


explain_module(globals())
