"""Files of datasets: fetched once and checked, archives unpacked, arguments that name a part of a dataset."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import lzma
import os
import shutil
import tarfile
import zipfile
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

from ... import hub
from ..._arguments import explain_module
from ..._listing import listing

__all__ = [
    "calculate_md5",
    "check_integrity",
    "check_md5",
    "download_and_extract_archive",
    "download_file_from_google_drive",
    "download_url",
    "extract_archive",
    "list_dir",
    "list_files",
    "verify_str_arg",
]
__dir__ = listing(globals())

PathLike = str | os.PathLike[str]


def calculate_md5(fpath: PathLike, chunk_size: int = 1024 * 1024) -> str:
    """The MD5 of a file, in hexadecimal digits.

    Raises: OSError for a file that cannot be read.

    >>> import pathlib, tempfile
    >>> from flambeau.vision.datasets.utils import calculate_md5
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (file := pathlib.Path(folder, "a")).write_bytes(b"abc")
    ...     calculate_md5(file)
    '900150983cd24fb0d6963f7d28e17f72'
    """
    digest = hashlib.md5(usedforsecurity=False)
    with open(os.fspath(fpath), "rb") as file:
        while chunk := file.read(chunk_size):
            digest.update(chunk)
    return digest.hexdigest()


def check_md5(fpath: PathLike, md5: str, **kwargs: Any) -> bool:
    """Whether a file has this MD5.

    Raises: OSError for a file that cannot be read.

    >>> import os
    >>> from flambeau.vision.datasets.utils import check_md5
    >>> check_md5(os.devnull, "d41d8cd98f00b204e9800998ecf8427e")
    True
    """
    return md5 == calculate_md5(fpath, **kwargs)


def check_integrity(fpath: PathLike, md5: str | None = None) -> bool:
    """Whether a file is there and, where ``md5`` is given, has it.

    Raises: OSError for a file that cannot be read.

    >>> from flambeau.vision.datasets.utils import check_integrity
    >>> check_integrity("nowhere")
    False
    """
    return os.path.isfile(fpath) and (md5 is None or check_md5(fpath, md5))


def download_url(
    url: str,
    root: PathLike,
    filename: PathLike | None = None,
    md5: str | None = None,
    max_redirect_hops: int = 3,
) -> None:
    """Downloads a file to the folder ``root``, unless it is there and has the right MD5.

    A file appears when it is complete and has been checked; a download that was cut goes on where it stopped.

    Args:
        url: where the file is.
        root: the folder, made if absent.
        filename: the file's name; the last part of the URL by default.
        md5: what the file must have.
        max_redirect_hops: accepted; redirections are followed in any case.

    Raises: RuntimeError for another MD5; urllib.error.URLError for a server that cannot be reached: the message says
        where to put the file by hand.

    >>> import pathlib, tempfile
    >>> from flambeau.vision.datasets.utils import download_url
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (file := pathlib.Path(folder, "a")).write_bytes(b"abc")
    ...     download_url(file.as_uri(), folder, "b", "900150983cd24fb0d6963f7d28e17f72")
    ...     pathlib.Path(folder, "b").read_bytes()
    b'abc'
    """
    folder = Path(root).expanduser()
    target = folder / (filename or os.path.basename(urlparse(url).path))
    if check_integrity(target, md5):
        return
    folder.mkdir(parents=True, exist_ok=True)
    hub.download(url, target, "md5", md5, progress=True)


def download_file_from_google_drive(
    file_id: str, root: PathLike, filename: PathLike | None = None, md5: str | None = None
) -> None:
    """Downloads a file that Google Drive knows by ``file_id``; see :func:`download_url`.

    Raises: RuntimeError for another MD5, which a file has for which the drive shows a page instead;
        urllib.error.URLError where the drive cannot be reached.

    >>> from flambeau.vision.datasets.utils import download_file_from_google_drive  # needs a network
    """
    url = f"https://drive.usercontent.google.com/download?id={file_id}&export=download&confirm=t"
    download_url(url, root, filename or file_id, md5)


def _unpack_tar(source: Path, folder: Path) -> None:
    with tarfile.open(source) as archive:
        archive.extractall(folder, filter="data")


def _unpack_zip(source: Path, folder: Path) -> None:
    with zipfile.ZipFile(source) as archive:
        archive.extractall(folder)


_ARCHIVES: dict[str, Callable[[Path, Path], None]] = {".tar": _unpack_tar, ".zip": _unpack_zip}
_COMPRESSED: dict[str, Callable[..., Any]] = {".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open}
_SHORT = {".tgz": [".tar", ".gz"], ".tbz": [".tar", ".bz2"], ".tbz2": [".tar", ".bz2"]}


def extract_archive(from_path: PathLike, to_path: PathLike | None = None, remove_finished: bool = False) -> PathLike:
    """Unpacks an archive (tar, zip) into a folder, or a compressed file (gz, bz2, xz) into a file.

    Args:
        from_path: the archive; its name says what it is.
        to_path: the folder or file; beside the archive by default.
        remove_finished: whether the archive goes when it has been unpacked.

    Returns where it was unpacked to.

    Raises: RuntimeError for a name that ends otherwise; tarfile.FilterError for an archive that would write outside
        the folder.

    >>> import gzip, pathlib, tempfile
    >>> from flambeau.vision.datasets.utils import extract_archive
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (file := pathlib.Path(folder, "a.txt.gz")).write_bytes(gzip.compress(b"abc"))
    ...     pathlib.Path(extract_archive(file)).read_bytes()
    b'abc'
    """
    source = Path(from_path)
    suffixes = _SHORT.get(source.suffix, source.suffixes[-2:])
    kind = next((suffix for suffix in suffixes if suffix in _ARCHIVES), None)
    if kind is not None and (suffixes[-1] == kind or suffixes[-1] in _COMPRESSED):
        folder = Path(to_path) if to_path is not None else source.parent
        _ARCHIVES[kind](source, folder)
        target: PathLike = folder
    elif suffixes and suffixes[-1] in _COMPRESSED:
        target = to_path if to_path is not None else source.with_suffix("")
        _decompress(source, Path(target), _COMPRESSED[suffixes[-1]])
    else:
        raise RuntimeError(
            f"Unknown compression or archive type: '{source.suffix}'.\n"
            f"Known types are: '{sorted([*_ARCHIVES, *_COMPRESSED, *_SHORT])}'."
        )
    if remove_finished:
        source.unlink()
    return target


def _decompress(source: Path, target: Path, opener: Callable[..., Any]) -> None:
    draft = target.with_name(target.name + ".partial")
    with opener(source, "rb") as compressed, open(draft, "wb") as file:
        shutil.copyfileobj(compressed, file)
    os.replace(draft, target)


def download_and_extract_archive(
    url: str,
    download_root: PathLike,
    extract_root: PathLike | None = None,
    filename: PathLike | None = None,
    md5: str | None = None,
    remove_finished: bool = False,
) -> None:
    """:func:`download_url`, then :func:`extract_archive` into ``extract_root``, which is ``download_root`` by default.

    Raises: as these two.

    >>> from flambeau.vision.datasets.utils import download_and_extract_archive  # takes what both take
    """
    folder = os.path.expanduser(download_root)
    name = filename or os.path.basename(urlparse(url).path)
    download_url(url, folder, name, md5)
    archive = Path(folder, name)
    if extract_root is None and archive.suffix in _COMPRESSED and ".tar" not in archive.suffixes:
        extract_archive(archive, None, remove_finished)  # one file, beside the compressed one
    else:
        extract_archive(archive, os.path.expanduser(extract_root or folder), remove_finished)


def list_dir(root: PathLike, prefix: bool = False) -> list[str]:
    """The folders in a folder, by name or, with ``prefix``, by path.

    Raises: OSError for a folder that cannot be read.

    >>> from flambeau.vision.datasets.utils import list_dir
    >>> list_dir("/proc/self/task") != []
    True
    """
    return _entries(root, prefix, os.path.isdir, "")


def list_files(root: PathLike, suffix: str, prefix: bool = False) -> list[str]:
    """The files in a folder whose name ends in ``suffix``, by name or, with ``prefix``, by path.

    Raises: OSError for a folder that cannot be read.

    >>> from flambeau.vision.datasets.utils import list_files
    >>> list_files("/proc/self", "nothing")
    []
    """
    return _entries(root, prefix, os.path.isfile, suffix)


def _entries(root: PathLike, prefix: bool, wanted: Callable[[str], bool], suffix: str) -> list[str]:
    folder = os.path.expanduser(root)
    names = [name for name in os.listdir(folder) if name.endswith(suffix) and wanted(os.path.join(folder, name))]
    return [os.path.join(folder, name) for name in names] if prefix else names


def verify_str_arg(
    value: Any, arg: str | None = None, valid_values: Collection[str] | None = None, custom_msg: str | None = None
) -> str:
    """``value``, if it is a string and one of ``valid_values``.

    Raises: ValueError for anything else; it names the argument ``arg`` and what is valid.

    >>> from flambeau.vision.datasets.utils import verify_str_arg
    >>> verify_str_arg("train", "split", ("train", "test"))
    'train'
    """
    if not isinstance(value, str):
        of = f" for argument {arg}" if arg is not None else ""
        raise ValueError(f"Expected type str{of}, but got type {type(value)}.")
    if valid_values is not None and value not in valid_values:
        valid = ", ".join(f"'{v}'" for v in valid_values)
        raise ValueError(custom_msg or f"Unknown value '{value}' for argument {arg}. Valid values are {{{valid}}}.")
    return value


explain_module(globals())
