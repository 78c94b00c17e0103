"""`save`: objects as a ``.pt`` file, a zip archive of stored (uncompressed) records. ``data.pkl`` describes the objects
and names each tensor's memory by a key; ``data/<key>`` holds that memory.
"""

from __future__ import annotations

import io
import os
import pickle
import struct
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import IO, Any

from . import _legacy
from ._files import replacing
from ._names import RECORD_ALIGNMENT
from ._options import get_crc32_options, skipping
from ._pickler import Writer, writer_of

FileLike = str | os.PathLike[str] | IO[bytes]

FORMAT_VERSION = b"3\n"


class _ArchiveWriter:
    """Appends records to a ``.pt`` file, which is at a path or is anything that has ``write``."""

    def __init__(self, archive: zipfile.ZipFile, root: str) -> None:
        self._archive, self._root = archive, root

    def write_record(self, name: str, content: Any, size: int | None = None, summed: bool = True) -> None:
        """Append a stored record, whose content (its first ``size`` bytes) begins at a multiple of the alignment.

        Unless ``summed`` (and the program has sums noted), what its bytes are may change later.
        """
        summed = summed and get_crc32_options()
        name = f"{self._root}/{name}"
        content = memoryview(content).cast("B")[:size]
        info = zipfile.ZipInfo(name)  # dated 1980: the same objects give the same bytes
        begin = self._archive.fp.tell() + 30 + len(name.encode())  # type: ignore[union-attr] # the header, and the name
        if content.nbytes * 1.05 > zipfile.ZIP64_LIMIT:
            begin += 20  # zipfile adds the 64-bit sizes
        padding = -(begin + 4) % RECORD_ALIGNMENT
        info.extra = b"FB" + struct.pack("<H", padding) + b"Z" * padding
        self._archive.writestr(info, content)
        if not summed:
            info.CRC = 0  # which means none


class _Stream:
    """Of a user's file only what writing in order needs, so that a pipe, a socket or a counter will do."""

    def __init__(self, file: IO[bytes]) -> None:
        self.write = file.write
        self.flush = getattr(file, "flush", lambda: None)


@contextmanager
def _open_zipfile_writer(name_or_buffer: FileLike) -> Iterator[_ArchiveWriter]:
    """An archive that is written while the block runs; at a path it replaces what was there once it is whole."""
    if isinstance(name_or_buffer, str | os.PathLike):
        path = os.fspath(name_or_buffer)
        root = os.path.splitext(os.path.basename(path))[0] or "archive"
        target: Any = replacing(path, "save")
    else:
        root, target = "archive", nullcontext(_Stream(name_or_buffer))
    with target as file, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        yield _ArchiveWriter(archive, root)


def _write_archive(obj: Any, archive: _ArchiveWriter, kind: type[Writer], protocol: int) -> None:
    pickled = io.BytesIO()
    writer = kind(pickled, protocol)
    writer.dump(obj)
    archive.write_record("data.pkl", pickled.getvalue())
    archive.write_record(".format_version", b"1")
    archive.write_record(".storage_alignment", str(RECORD_ALIGNMENT).encode())
    archive.write_record("byteorder", sys.byteorder.encode())
    for key, storage in enumerate(writer.storages):
        if skipping():
            archive.write_record(f"data/{key}", bytes(storage.nbytes()), summed=False)
        else:
            archive.write_record(f"data/{key}", storage.bytes)
    archive.write_record("version", FORMAT_VERSION)


def save(
    obj: Any,
    f: FileLike,
    pickle_module: Any = pickle,
    pickle_protocol: int = 2,
    _use_new_zipfile_serialization: bool = True,
) -> None:
    """Write `obj` to a file that :func:`load` and PyTorch's ``torch.load`` read.

    Tensors that share memory share it again when loaded; a view brings its whole storage along (save a ``clone()`` to
    write only its own elements).

    Args:
        obj: tensors, parameters, numbers, strings, and lists, tuples, dicts and sets of them, at any depth. Modules,
            optimisers and schedulers as well, under PyTorch's names for their classes. Other objects are pickled by
            reference to their class, which loading must be told to trust.
        f: a path, or a file open for writing bytes. A file at a path is replaced as a whole once everything is written,
            so never half-written; a symbolic link is followed, a device or a pipe written to.
        pickle_module: a module like ``pickle``, whose ``Pickler`` says how objects are pickled for which the library
            has no form of its own.
        pickle_protocol: pickle's protocol; PyTorch's own loader accepts 2.
        _use_new_zipfile_serialization: False writes the form that PyTorch before 1.6 reads.

    Raises:
        SaveError: the file cannot be written; it is an OSError, and a RuntimeError as PyTorch's.
        AttributeError: ``pickle_module`` has no ``Pickler``, or ``f`` is neither.

    >>> import flambeau, io
    >>> file = io.BytesIO()
    >>> flambeau.save({"weight": flambeau.ones(2)}, file)
    >>> flambeau.load(file)
    {'weight': tensor([1., 1.])}
    """
    kind = writer_of(pickle_module)
    if not isinstance(f, str | os.PathLike) and not hasattr(f, "write"):
        raise AttributeError(f"save: f is a {type(f).__name__} | a path, or a file with a write method")
    if _use_new_zipfile_serialization:
        with _open_zipfile_writer(f) as archive:
            _write_archive(obj, archive, kind, pickle_protocol)
    elif isinstance(f, str | os.PathLike):
        with replacing(f, "save") as file:
            _legacy.write(obj, file, kind, pickle_protocol)
    else:
        _legacy.write(obj, f, kind, pickle_protocol)
    if not isinstance(f, str | os.PathLike) and hasattr(f, "flush"):
        f.flush()
