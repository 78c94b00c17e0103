"""`save`: objects as a ``.pt`` file, a zip archive of stored (uncompressed) records. ``data.pkl`` describes the objects
and names each tensor's memory by a key; ``data/<key>`` holds that memory.
"""

from __future__ import annotations

import io
import os
import struct
import sys
import zipfile
from typing import IO, Any

from . import _legacy
from ._files import replacing
from ._names import RECORD_ALIGNMENT
from ._pickler import Writer

FileLike = str | os.PathLike[str] | IO[bytes]

FORMAT_VERSION = b"3\n"


def _write_record(archive: zipfile.ZipFile, name: str, content: Any, offset: int) -> None:
    """Append a stored record whose content begins at a multiple of `RECORD_ALIGNMENT`; `offset` is the file's end."""
    info = zipfile.ZipInfo(name)  # dated 1980: the same objects give the same bytes
    size = memoryview(content).nbytes
    begin = offset + 30 + len(name.encode())  # the fixed part of a zip header, and the name
    if size * 1.05 > zipfile.ZIP64_LIMIT:
        begin += 20  # zipfile adds the 64-bit sizes
    padding = -(begin + 4) % RECORD_ALIGNMENT
    info.extra = b"FB" + struct.pack("<H", padding) + b"Z" * padding
    archive.writestr(info, content)


def _write_archive(obj: Any, file: IO[bytes], protocol: int, root: str) -> None:
    pickled = io.BytesIO()
    writer = Writer(pickled, protocol)
    writer.dump(obj)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:

        def record(name: str, content: Any) -> None:
            _write_record(archive, f"{root}/{name}", content, archive.fp.tell())  # type: ignore[union-attr]

        record("data.pkl", pickled.getvalue())
        record(".format_version", b"1")
        record(".storage_alignment", str(RECORD_ALIGNMENT).encode())
        record("byteorder", sys.byteorder.encode())
        for key, storage in enumerate(writer.storages):
            record(f"data/{key}", memoryview(storage.bytes))
        record("version", FORMAT_VERSION)


def save(
    obj: Any,
    f: FileLike,
    pickle_module: Any = None,
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
        pickle_module: kept for PyTorch's signature; must be None.
        pickle_protocol: pickle's protocol; PyTorch's own loader accepts 2.
        _use_new_zipfile_serialization: False writes the form that PyTorch before 1.6 reads.

    Raises:
        SaveError: the file cannot be written; it is an OSError, and a RuntimeError as PyTorch's.

    >>> import flambeau, io
    >>> file = io.BytesIO()
    >>> flambeau.save({"weight": flambeau.ones(2)}, file)
    >>> flambeau.load(file)
    {'weight': tensor([1., 1.])}
    """
    if pickle_module is not None:
        raise RuntimeError("save: pickle_module is given | objects are always written by the library's own pickler")
    write = _write_archive if _use_new_zipfile_serialization else _legacy.write
    if isinstance(f, str | os.PathLike):
        path = os.fspath(f)
        root = os.path.splitext(os.path.basename(path))[0] or "archive"
        with replacing(path, "save") as file:
            write(obj, file, pickle_protocol, root)
    elif hasattr(f, "write"):
        write(obj, f, pickle_protocol, "archive")
        if hasattr(f, "flush"):
            f.flush()
    else:
        raise AttributeError(f"save: f is a {type(f).__name__} | a path, or a file with a write method")
