"""`load`: reading ``.pt`` files. Nothing is believed of them that would take more memory than the file is long."""

from __future__ import annotations

import errno
import io
import os
import pickle
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from functools import partial
from mmap import MAP_SHARED
from mmap import mmap as mapping
from typing import IO, Any

from .. import _core
from .._storage import UntypedStorage, storage_from_buffer
from .._types import device
from . import _legacy
from ._errors import EmptyFileError, LoadError
from ._locations import default_restore_location
from ._names import RECORD_ALIGNMENT, swapped
from ._options import byteorder_of_old_files, get_default_mmap_options, skipping
from ._unpickler import Reader, Unpickler, globals_of, member, stored, taken, trusting
from ._writing import FileLike

MapLocation = str | Any | Mapping[str, str] | Callable[[Any, str], Any] | None

_MOST_INFLATED = (
    16  # times the file's size that its compressed records may take in all; weights compress to a tenth less
)
_LOCAL_HEADER = struct.Struct("<4s5H3I2H")  # signature, …, lengths of the name and of the extra field, which follow
_ENCRYPTED = 1


def _placed(storage: Any, location: str, map_location: MapLocation) -> Any:
    """`storage`, which the file says was on `location`, where `map_location` says it shall be."""
    if isinstance(map_location, Mapping):
        location = map_location.get(location, location)
    elif isinstance(map_location, str | device):
        location = str(map_location)
    elif map_location is not None:
        placed = map_location(storage, location)
        if placed is not None:
            return placed
    return default_restore_location(storage, location)


class _Archive:
    """The records of an open ``.pt`` file, by name."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.size = file.seek(0, os.SEEK_END)
        self._records = self._directory()
        roots = [name[: -len("data.pkl")] for name in self._records if name.rpartition("/")[2] == "data.pkl"]
        self._root = min(roots or [name.partition("/")[0] + "/" for name in self._records], key=len, default="")
        if f"{self._root}constants.pkl" in self._records:
            raise LoadError(
                "load: the file is a TorchScript archive, which holds a program | load reads data only | save the "
                "model's state_dict() instead"
            )
        self._stored_left, self._inflated_left = self.size, _MOST_INFLATED * self.size
        self._swap = self._is_foreign()
        self._storages: dict[str, Any] = {}

    def _directory(self) -> dict[str, zipfile.ZipInfo]:
        try:
            with zipfile.ZipFile(self._file) as archive:
                listed = archive.infolist()
        except OSError as error:
            if error.errno not in (None, errno.EINVAL):  # EINVAL: the archive says to look before the file's beginning
                raise
            raise self._not_an_archive(error) from error
        except Exception as error:  # zipfile fails in many ways on what is no zip file
            raise self._not_an_archive(error) from error
        records = {info.filename: info for info in listed}
        if len(records) < len(listed):
            raise LoadError(
                f"PytorchStreamReader failed reading zip archive: load: {len(listed) - len(records)} names of records "
                "occur twice | the file is damaged"
            )
        return records

    def _not_an_archive(self, error: Exception) -> LoadError:
        self._file.seek(0)
        start = self._file.read(16)
        if not start:
            return EmptyFileError("Ran out of input: load: the file is empty")
        return LoadError(
            f"PytorchStreamReader failed reading zip archive: load: not a zip file, or cut short ({error})"
        )

    def _damaged(self, name: str, what: str) -> LoadError:
        return LoadError(f"PytorchStreamReader failed reading file {name}: load: {what} | the file is damaged")

    def _locate(self, name: str) -> tuple[zipfile.ZipInfo, int]:
        """What the archive says of a record, and where its bytes begin."""
        info = self._records.get(self._root + name)
        if info is None:
            raise LoadError(f"PytorchStreamReader failed locating file {name}: file not found")
        if info.flag_bits & _ENCRYPTED:
            raise self._damaged(name, "the record is encrypted, which is not read")
        self._file.seek(max(info.header_offset, 0))
        header = self._file.read(_LOCAL_HEADER.size) if info.header_offset >= 0 else b""
        if len(header) < _LOCAL_HEADER.size or header[:4] != b"PK\3\4":
            raise self._damaged(name, f"there is no record at byte {info.header_offset}")
        begin = info.header_offset + _LOCAL_HEADER.size + sum(_LOCAL_HEADER.unpack(header)[-2:])
        if begin + info.compress_size > self.size:
            end = begin + info.compress_size
            raise self._damaged(name, f"the record ends at byte {end} of a file of {self.size}")
        return info, begin

    def read(self, name: str) -> bytes | bytearray:
        """The bytes of a record, checked against their sum."""
        info, begin = self._locate(name)
        self._file.seek(begin)
        if info.compress_type == zipfile.ZIP_STORED:
            self._stored_left -= info.compress_size
            if info.file_size != info.compress_size or self._stored_left < 0:
                raise self._damaged(name, f"the records have more bytes than the file ({self.size})")
            content = taken(self._file, info.file_size)
        elif info.compress_type == zipfile.ZIP_DEFLATED:
            self._inflated_left -= info.file_size
            if self._inflated_left < 0:
                raise LoadError(
                    f"load: the record {name} of {info.compress_size} bytes is to become {info.file_size} | the "
                    f"compressed records of a file may become {_MOST_INFLATED} times as large as the file, of "
                    f"{self.size} bytes | write the archive without compression"
                )
            content = self._inflated(name, self._file.read(info.compress_size), info.file_size)
        else:
            raise self._damaged(name, f"the record is compressed by method {info.compress_type}: 0 and 8 are read")
        if len(content) != info.file_size or (info.CRC and zlib.crc32(content) != info.CRC):  # 0: none was noted
            raise self._damaged(name, "its bytes do not have the sum that was noted for them (CRC-32)")
        return content

    def get_record(self, name: str) -> bytes:
        """The bytes of a record, as PyTorch's reader calls it."""
        return bytes(self.read(name))

    def _inflated(self, name: str, compressed: bytes, size: int) -> bytes:
        try:
            return zlib.decompressobj(-zlib.MAX_WBITS).decompress(compressed, size + 1)
        except zlib.error as error:
            raise self._damaged(name, str(error)) from error

    def storage(self, key: str, number_size: int, mapped: memoryview | None) -> Any:
        """The storage of record ``data/<key>``, the same one each time."""
        if key not in self._storages:
            name = f"data/{key}"
            if skipping():
                self._storages[key] = UntypedStorage(self._locate(name)[0].file_size)
                return self._storages[key]
            view = None if self._swap or mapped is None else self._in_place(name, mapped)
            if view is not None:
                self._storages[key] = storage_from_buffer(view, copy=False)
            else:
                content = self.read(name)
                content = swapped(content, number_size) if self._swap else content
                self._storages[key] = storage_from_buffer(content, copy=True)
        return self._storages[key]

    def _in_place(self, name: str, mapped: memoryview) -> memoryview | None:
        """The record's bytes within the mapped file, where they are stored as they are, and aligned."""
        info, begin = self._locate(name)
        if info.compress_type != zipfile.ZIP_STORED or begin % RECORD_ALIGNMENT or info.file_size != info.compress_size:
            return None
        return mapped[begin : begin + info.file_size]

    def _is_foreign(self) -> bool:
        """Whether numbers have their bytes in another order than this machine's."""
        if f"{self._root}byteorder" not in self._records:
            return sys.byteorder != byteorder_of_old_files()
        order = self.read("byteorder")
        if order not in (b"little", b"big"):
            raise self._damaged("byteorder", f"it says {order[:16]!r}, not little or big")
        return order != sys.byteorder.encode()

    def unpickle(self, map_location: MapLocation, reader: Reader, mapped: memoryview | None = None) -> Any:
        """The objects that ``data.pkl`` describes."""
        if f"{self._root}data.pkl" not in self._records:
            raise LoadError("PytorchStreamReader failed locating file data.pkl: load: not a file written by save")
        placed: dict[str, Any] = {}

        def storage_of(key: str, location: str, number_size: int) -> Any:
            if key not in placed:
                placed[key] = _placed(self.storage(key, number_size, mapped), location, map_location)
            return placed[key]

        content = self.read("data.pkl")
        return reader(io.BytesIO(content), len(content), partial(stored, storage_of=storage_of)).load()


@contextmanager
def _open_zipfile_reader(name_or_buffer: FileLike) -> Iterator[_Archive]:
    """The records of an archive, at a path or in an open file."""
    if isinstance(name_or_buffer, str | os.PathLike):
        with open(name_or_buffer, "rb") as file:
            yield _Archive(file)
    else:
        yield _Archive(name_or_buffer)


def _is_zipfile(f: IO[bytes]) -> bool:
    """Whether a file's next bytes begin an archive; where it stands stays as it is."""
    start = f.tell()
    begins = f.read(4) == b"PK\3\4"
    f.seek(start)
    return begins


def _require_seekable(f: Any, function: str) -> None:
    if not (hasattr(f, "read") and hasattr(f, "seek")):
        raise AttributeError(
            "You can only torch.load from a file that is seekable. Please pre-load the data into a buffer like "
            f"io.BytesIO and try to load from it instead. | {function}: f is a {type(f).__name__}"
        )


def _begins_with_pickle(file: IO[bytes]) -> bool:
    start = file.tell()
    begins = file.read(1) == b"\x80"
    file.seek(start)
    return begins


def _from_where_it_stands(f: IO[bytes]) -> IO[bytes]:
    """The file, to be read from where it stands, or from its beginning where it has come to its end.

    An archive's offsets count from its own beginning; of some files (gzip's) the end is not known beforehand: those are
    read to memory.
    """
    start = f.tell()
    try:
        end = f.seek(0, os.SEEK_END)
    except (OSError, ValueError):
        f.seek(start)
        return io.BytesIO(f.read())
    end = f.tell() if end is None else end
    f.seek(0 if start == end else start)
    return io.BytesIO(f.read()) if 0 < start < end and not _begins_with_pickle(f) else f


def _read(file: IO[bytes], map_location: MapLocation, reader: Reader) -> Any:
    if not _begins_with_pickle(file):
        return _Archive(file).unpickle(map_location, reader)
    start = file.tell()
    size = file.seek(0, os.SEEK_END)
    file.seek(start)
    return _legacy.read(file, size, partial(_placed, map_location=map_location), reader)


def load(
    f: FileLike,
    map_location: MapLocation = None,
    pickle_module: Any = None,
    *,
    weights_only: bool | None = None,
    mmap: bool | None = None,
    encoding: str = "utf-8",
    errors: str = "strict",
) -> Any:
    """Read what :func:`save` or PyTorch's ``torch.save`` wrote, in the zip format or that of before PyTorch 1.6.

    Args:
        f: a path, or a file open for reading bytes that can seek.
        map_location: where storages go that the file has on another device: a device, its name, a dict from the file's
            device names to ours, or a function of (storage, device name) that returns a storage or None.
        pickle_module: a module like ``pickle``, whose ``Unpickler`` reads the file, and runs whatever it says.
        weights_only: whether the file may be data only: tensors, plain objects, the library's modules, optimisers and
            schedulers, and what `add_safe_globals` names. False: Python's pickle, which runs whatever the file says;
            only for files from somebody you trust. None: true, unless a ``pickle_module`` is given.
        mmap: map the file into memory rather than read it, so that elements are fetched when first used; needs a path.
            Writing to the tensors does not change the file, unless `set_default_mmap_options` says so. Nobody may
            change the file meanwhile: if it is cut short, what lay beyond its end reads as zero, and an OSError is
            raised in the main thread.
        encoding, errors: of strings that Python 2 wrote, as ``pickle.load`` takes them.

    Raises:
        LoadError: the file is damaged, or no such file, or names a type or function that is not known to be safe (the
            message says which, and how to allow it), or a storage's device is absent. It is a pickle.UnpicklingError
            and a RuntimeError, which PyTorch raises.
        RuntimeError: ``weights_only`` is true beside a ``pickle_module``.

    >>> import flambeau, io
    >>> file = io.BytesIO()
    >>> flambeau.save([flambeau.arange(3), "three"], file)
    >>> flambeau.load(file)
    [tensor([0, 1, 2]), 'three']
    """
    if weights_only and pickle_module is not None:
        raise RuntimeError("Can not safely load weights when explicit pickle_module is specified")
    safely = pickle_module is None if weights_only is None else weights_only
    base = pickle.Unpickler if pickle_module is None else member(pickle_module, "Unpickler", "load")
    reader = partial(Unpickler if safely else trusting(base), encoding=encoding, errors=errors)
    if not isinstance(f, str | os.PathLike):
        _require_seekable(f, "load")
        if mmap:
            raise ValueError("f must be a file path in order to use the mmap argument")
        return _read(_from_where_it_stands(f), map_location, reader)
    with open(f, "rb") as file:
        if not mmap:
            return _read(file, map_location, reader)
        if _begins_with_pickle(file):
            raise RuntimeError(
                "mmap can only be used with files saved with `torch.save(_use_new_zipfile_serialization=True)`, please "
                "torch.save your checkpoint with this option in order to use mmap."
            )
        archive = _Archive(file)
        if get_default_mmap_options() == MAP_SHARED:
            with open(f, "r+b") as shared:
                return archive.unpickle(map_location, reader, memoryview(mapping(shared.fileno(), archive.size)))
        whole: Any = _core.map_file(file.fileno(), archive.size)
        return archive.unpickle(map_location, reader, memoryview(whole))


def get_unsafe_globals_in_checkpoint(f: FileLike) -> list[str]:
    """The classes and functions that a file names and that `load` refuses until `add_safe_globals` names them.

    Args:
        f: a path, or a file open for reading bytes that can seek. Nothing of the file is executed.

    Raises:
        ValueError: the file is none that :func:`save` writes, or in the form of before PyTorch 1.6.
        LoadError: it is damaged.

    >>> import flambeau, fractions, io
    >>> file = io.BytesIO()
    >>> flambeau.save(fractions.Fraction(1, 2), file)
    >>> get_unsafe_globals_in_checkpoint(file)
    ['fractions.Fraction']
    """
    if not isinstance(f, str | os.PathLike):
        _require_seekable(f, "get_unsafe_globals_in_checkpoint")
        f = _from_where_it_stands(f)
    with open(f, "rb") if isinstance(f, str | os.PathLike) else nullcontext(f) as file:
        if not _is_zipfile(file):
            raise ValueError("Expected input to be a checkpoint returned by torch.save")
        named = globals_of(_Archive(file).read("data.pkl"))
    return sorted(name for name in named if not Unpickler.allows(*name.rsplit(".", 1)))
