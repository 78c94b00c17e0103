"""Files as PyTorch wrote them before 1.6: pickles one after the other, then the bytes of the storages."""

from __future__ import annotations

import os
import pickle
import struct
import sys
from collections.abc import Callable
from typing import IO, Any

from .._storage import UntypedStorage, storage_from_buffer
from ._errors import LoadError
from ._globals import LaterStorage, StorageType
from ._names import number_size, swapped
from ._options import skipping
from ._pickler import Writer
from ._unpickler import Reader, as_text, taken

MAGIC_NUMBER = 0x1950A86A20F9469CFC6C
PROTOCOL_VERSION = 1001
_COUNT = struct.Struct("<q")  # how many elements follow

Placed = Callable[[Any, str], Any]


def _part(whole: LaterStorage, view: Any) -> Any:
    """A part of a storage, which a file names by a key of its own, where it begins, and its length."""
    good = isinstance(view, tuple) and len(view) == 3 and all(type(n) is int and n >= 0 for n in view[1:])
    if not good or view[1] + view[2] > whole.size():
        raise LoadError("load: a storage is a part of another one, and not within it | the file is damaged")
    return LaterStorage.over(whole.elements[view[1] : view[1] + view[2]])


class _Storages:
    """The storages that the objects of a file name, which come behind the objects."""

    def __init__(self, size: int, placed: Placed) -> None:
        self._left = size
        self._placed = placed
        self._made: dict[str, tuple[Any, Any]] = {}  # by key: storage, dtype

    def persistent(self, pid: Any) -> Any:
        """What a description in the pickle stands for: a storage, or a module's class beside its source."""
        pid = as_text(pid)
        if isinstance(pid, tuple) and len(pid) == 4 and pid[0] == "module" and isinstance(pid[1], type):
            return pid[1]
        if not (isinstance(pid, tuple) and len(pid) == 6 and pid[0] == "storage" and isinstance(pid[1], StorageType)):
            raise LoadError("load: a record is described otherwise than by six | the file is damaged")
        _, (dtype,), key, location, numel, view = pid
        if not (isinstance(key, str) and isinstance(location, str) and type(numel) is int and numel >= 0):
            raise LoadError("load: a storage has no key, device or size | the file is damaged")
        if key not in self._made:
            self._left -= numel * dtype.itemsize
            if self._left < 0:
                raise LoadError("load: the storages have more bytes than the file | the file is damaged")
            self._made[key] = self._placed(UntypedStorage(numel * dtype.itemsize), location), dtype
        storage, known = self._made[key]
        if known != dtype or storage.nbytes() != numel * dtype.itemsize:
            raise LoadError(f"load: storage {key} is described in two ways | the file is damaged")
        whole = LaterStorage(wrap_storage=storage, dtype=dtype)
        return whole if view is None else _part(whole, view)

    def fill(self, file: IO[bytes], keys: Any, swap: bool) -> None:
        """Reads the bytes, in the order of the keys."""
        keys = as_text(keys)
        if not isinstance(keys, list) or sorted(map(str, keys)) != sorted(self._made):
            raise LoadError("load: the keys at the end are not those of the storages | the file is damaged")
        for key in keys:
            storage, dtype = self._made[key]
            header, size = file.read(_COUNT.size), storage.nbytes()
            if skipping():
                file.seek(size, os.SEEK_CUR)
                continue
            content = taken(file, size)
            if len(header) < _COUNT.size or len(content) < size:
                raise LoadError(f"load: storage {key} is cut short | the file is damaged")
            (count,) = struct.unpack(">q" if swap != (sys.byteorder == "big") else "<q", header)
            if count * dtype.itemsize != size:
                raise LoadError(f"load: storage {key} has {count} elements, not {size // dtype.itemsize} | damaged")
            content = swapped(content, number_size(dtype)) if swap else content
            if size:
                storage.bytes.copy_(storage_from_buffer(content, copy=True).bytes)


def read(file: IO[bytes], size: int, placed: Placed, reader: Reader) -> Any:
    """The objects of a file whose next bytes are a pickle."""
    storages = _Storages(size, placed)

    def next_pickle() -> Any:
        return reader(file, size, storages.persistent).load()

    if next_pickle() != MAGIC_NUMBER:
        raise LoadError("Invalid magic number; corrupt file? | load: a pickle, but not one that torch.save wrote")
    if (version := next_pickle()) != PROTOCOL_VERSION:
        raise LoadError(f"Invalid protocol version: {version} | load: {PROTOCOL_VERSION} is read")
    machine = next_pickle()
    if not isinstance(machine, dict):
        raise LoadError("load: the file does not say what machine wrote it | the file is damaged")
    result = next_pickle()
    storages.fill(file, next_pickle(), machine.get("little_endian", True) != (sys.byteorder == "little"))
    return result


def _legacy(kind: type[Writer]) -> type[Writer]:
    def persistent_id(self: Writer, obj: Any) -> Any:
        described = kind.persistent_id(self, obj)
        return described and (*described, None)

    return type("Writer", (kind,), {"persistent_id": persistent_id})


def write(obj: Any, file: IO[bytes], kind: type[Writer], protocol: int) -> None:
    """The objects in that form, for programs that read no other.

    Raises: RuntimeError where data is skipped.
    """
    if skipping():
        raise RuntimeError("Cannot use skip_data=True with _use_new_zipfile_serialization=False")
    machine = {
        "protocol_version": PROTOCOL_VERSION,
        "little_endian": sys.byteorder == "little",
        "type_sizes": {"short": 2, "int": 4, "long": 4},
    }
    for fact in (MAGIC_NUMBER, PROTOCOL_VERSION, machine):
        pickle.dump(fact, file, protocol)
    writer = _legacy(kind)(file, protocol)
    writer.dump(obj)
    pickle.dump([str(key) for key in range(len(writer.storages))], file, protocol)
    for storage, width in zip(writer.storages, writer.widths, strict=True):
        file.write(_COUNT.pack(storage.nbytes() // width))
        file.write(memoryview(storage.bytes))
