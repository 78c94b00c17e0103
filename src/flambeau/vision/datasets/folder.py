"""Samples in a folder for each class."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from ..._arguments import explain_module
from .._pillow import pillow
from .vision import Transform, VisionDataset

__all__ = [
    "IMG_EXTENSIONS",
    "DatasetFolder",
    "ImageFolder",
    "default_loader",
    "find_classes",
    "has_file_allowed_extension",
    "is_image_file",
    "make_dataset",
    "pil_loader",
]

IMG_EXTENSIONS = (".jpg", ".jpeg", ".png", ".ppm", ".bmp", ".pgm", ".tif", ".tiff", ".webp")
PathLike = str | os.PathLike[str]


def has_file_allowed_extension(filename: str, extensions: str | tuple[str, ...]) -> bool:
    """Whether a file's name ends in one of ``extensions``, in small or capital letters.

    Raises: AttributeError for a name that is no string.

    >>> from flambeau.vision.datasets.folder import has_file_allowed_extension
    >>> has_file_allowed_extension("a.PNG", (".png",))
    True
    """
    return filename.lower().endswith(extensions if isinstance(extensions, str) else tuple(extensions))


def is_image_file(filename: str) -> bool:
    """Whether a file's name ends as images' names do.

    Raises: AttributeError for a name that is no string.

    >>> from flambeau.vision.datasets.folder import is_image_file
    >>> is_image_file("a.jpg")
    True
    """
    return has_file_allowed_extension(filename, IMG_EXTENSIONS)


def find_classes(directory: PathLike) -> tuple[list[str], dict[str, int]]:
    """The names of the folders in a folder, sorted, and the number of each.

    Raises: FileNotFoundError for a folder without any.

    >>> import pathlib, tempfile
    >>> from flambeau.vision.datasets.folder import find_classes
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for name in ("dog", "cat"):
    ...         pathlib.Path(folder, name).mkdir()
    ...     find_classes(folder)
    (['cat', 'dog'], {'cat': 0, 'dog': 1})
    """
    classes = sorted(entry.name for entry in os.scandir(directory) if entry.is_dir())
    if not classes:
        raise FileNotFoundError(f"Couldn't find any class folder in {directory}.")
    return classes, {name: k for k, name in enumerate(classes)}


def make_dataset(
    directory: PathLike,
    class_to_idx: dict[str, int] | None = None,
    extensions: str | tuple[str, ...] | None = None,
    is_valid_file: Callable[[str], bool] | None = None,
    allow_empty: bool = False,
) -> list[tuple[str, int]]:
    """The files of each class with the class's number, sorted by class and path.

    Args:
        directory: has a folder for each class, with files at any depth.
        class_to_idx: the numbers of the classes; those of :func:`find_classes` by default.
        extensions: how the files' names end; or, instead,
        is_valid_file: says of a path whether it counts.
        allow_empty: whether a class may have no file.

    Raises: ValueError for both or neither of ``extensions`` and ``is_valid_file``, and for no classes;
        FileNotFoundError for a class without files.

    >>> import pathlib, tempfile
    >>> from flambeau.vision.datasets.folder import make_dataset
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     pathlib.Path(folder, "cat").mkdir()
    ...     _ = pathlib.Path(folder, "cat", "a.txt").write_text("")
    ...     [(pathlib.Path(path).name, label) for path, label in make_dataset(folder, extensions=".txt")]
    [('a.txt', 0)]
    """
    root = os.path.expanduser(directory)
    if class_to_idx is None:
        _, class_to_idx = find_classes(root)
    elif not class_to_idx:
        raise ValueError("'class_to_index' must have at least one entry to collect any samples.")
    if (extensions is None) == (is_valid_file is None):
        raise ValueError("Both extensions and is_valid_file cannot be None or not None at the same time")
    counts: Callable[[str], bool] = is_valid_file or (lambda path: has_file_allowed_extension(path, extensions or ()))
    samples, empty = [], []
    for name in sorted(class_to_idx):
        folders = sorted(os.walk(os.path.join(root, name), followlinks=True))
        paths = [os.path.join(at, file) for at, _, files in folders for file in sorted(files)]
        found = [(path, class_to_idx[name]) for path in paths if counts(path)]
        samples += found
        if not found:
            empty.append(name)
    if empty and not allow_empty:
        message = f"Found no valid file for the classes {', '.join(empty)}. "
        if extensions is not None:
            known = extensions if isinstance(extensions, str) else ", ".join(extensions)
            message += f"Supported extensions are: {known}"
        raise FileNotFoundError(message)
    return samples


def pil_loader(path: PathLike) -> Any:
    """The image in a file, in RGB, as Pillow reads it.

    Raises: OSError for a file that is no image.

    >>> import pathlib, tempfile
    >>> from PIL import Image
    >>> from flambeau.vision.datasets.folder import pil_loader
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     Image.new("L", (2, 1)).save(file := pathlib.Path(folder, "a.png"))
    ...     pil_loader(file).mode
    'RGB'
    """
    return read_image(path, "RGB")


def read_image(path: PathLike, mode: str | None = None) -> Any:
    """The image in a file, in the given mode or the file's own; the file is closed again."""
    with pillow().open(os.fspath(path)) as image:
        image.load()
        return image.convert(mode) if mode is not None else image.copy()


def default_loader(path: PathLike) -> Any:
    """:func:`pil_loader`.

    Raises: OSError for a file that is no image.

    >>> from flambeau.vision.datasets.folder import default_loader  # reads as pil_loader does
    """
    return pil_loader(path)


class DatasetFolder(VisionDataset):
    """Files in a folder for each class: ``root/class/any/depth/file``; a sample is (what the loader reads, the class).

    Args:
        root: the folder.
        loader: reads the file at a path.
        extensions: how the files' names end; or, instead,
        is_valid_file: says of a path whether it counts.
        transform, target_transform: of what is read, and of the class's number.
        allow_empty: whether a class may have no file.

    ``classes`` are the names, ``class_to_idx`` the numbers, ``samples`` the pairs (path, number), ``targets`` the
    numbers.

    Raises: FileNotFoundError for a folder without classes, or a class without files; ValueError for both or neither of
        ``extensions`` and ``is_valid_file``.

    >>> import pathlib, tempfile
    >>> from flambeau.vision.datasets import DatasetFolder
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     pathlib.Path(folder, "cat").mkdir()
    ...     _ = pathlib.Path(folder, "cat", "a.txt").write_text("miaow")
    ...     DatasetFolder(folder, lambda path: pathlib.Path(path).read_text(), (".txt",))[0]
    ('miaow', 0)
    """

    def __init__(
        self,
        root: PathLike,
        loader: Callable[[str], Any],
        extensions: tuple[str, ...] | None = None,
        transform: Transform = None,
        target_transform: Transform = None,
        is_valid_file: Callable[[str], bool] | None = None,
        allow_empty: bool = False,
    ) -> None:
        super().__init__(root, transform=transform, target_transform=target_transform)
        folder = os.path.expanduser(os.fspath(root))
        self.classes, self.class_to_idx = self.find_classes(folder)
        self.samples = self.make_dataset(folder, self.class_to_idx, extensions, is_valid_file, allow_empty)
        self.loader, self.extensions = loader, extensions
        self.targets = [target for _, target in self.samples]

    @staticmethod
    def make_dataset(
        directory: PathLike,
        class_to_idx: dict[str, int],
        extensions: tuple[str, ...] | None = None,
        is_valid_file: Callable[[str], bool] | None = None,
        allow_empty: bool = False,
    ) -> list[tuple[str, int]]:
        """The pairs of path and class; a subclass may find them otherwise."""
        if class_to_idx is None:
            raise ValueError("The class_to_idx parameter cannot be None.")
        return make_dataset(directory, class_to_idx, extensions, is_valid_file, allow_empty)

    def find_classes(self, directory: PathLike) -> tuple[list[str], dict[str, int]]:
        """The classes and their numbers; a subclass may find them otherwise."""
        return find_classes(directory)

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        path, target = self.samples[index]
        return self._transformed(self.loader(path), target)

    def __len__(self) -> int:
        return len(self.samples)


class ImageFolder(DatasetFolder):
    """Images in a folder for each class; see :class:`DatasetFolder`. ``imgs`` is another name of ``samples``.

    Raises: FileNotFoundError for a folder without classes, or a class without images.

    >>> import pathlib, tempfile
    >>> from PIL import Image
    >>> from flambeau.vision.datasets import ImageFolder
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     pathlib.Path(folder, "cat").mkdir()
    ...     Image.new("RGB", (2, 1)).save(pathlib.Path(folder, "cat", "a.png"))
    ...     image, label = ImageFolder(folder)[0]
    ...     image.size, label
    ((2, 1), 0)
    """

    def __init__(
        self,
        root: PathLike,
        transform: Transform = None,
        target_transform: Transform = None,
        loader: Callable[[str], Any] = default_loader,
        is_valid_file: Callable[[str], bool] | None = None,
        allow_empty: bool = False,
    ) -> None:
        extensions = IMG_EXTENSIONS if is_valid_file is None else None
        super().__init__(root, loader, extensions, transform, target_transform, is_valid_file, allow_empty)
        self.imgs = self.samples


explain_module(globals())
