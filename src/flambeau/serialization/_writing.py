"""`save`: objects as a ``.pt`` file, a zip archive of stored (uncompressed) records. ``data.pkl`` describes the objects
and names each tensor's memory by a key; ``data/<key>`` holds that memory.
"""

from __future__ import annotations

import io
import os
import pickle
import struct
import sys
import types
import zipfile
from collections import OrderedDict
from functools import cache
from typing import IO, Any

from .. import _core
from .._core import Tensor
from .._types import Size, device
from ..nn import Module, Parameter
from ..nn.parameter import is_lazy
from ._files import replacing
from ._names import RECORD_ALIGNMENT, STORAGE_NAMES, StorageRef, dtype_name
from ._own import name_in_file, state_for_file

# pickle's own Python version, whose steps can be overridden one by one; its stubs do not describe it.
_PythonPickler: Any = pickle._Pickler

FileLike = str | os.PathLike[str] | IO[bytes]

FORMAT_VERSION = b"3\n"
_NAMED = (type, types.FunctionType, _core.Op)  # what a file refers to by name


class _Global:
    """A name for the file to refer to (``c module name`` in pickle's terms) without there being such a module here."""

    __slots__ = ("module", "name")

    def __init__(self, module: str, name: str) -> None:
        self.module = module
        self.name = name

    def __call__(self) -> None:  # pickle insists that what it is told to call later is callable
        raise NotImplementedError


@cache
def _global(module: str, name: str) -> _Global:
    return _Global(module, name)  # one object per name, which lets the pickler refer back to it


class Writer(_PythonPickler):  # type: ignore[misc]
    """Pickles objects as PyTorch does, keeping each tensor's memory aside in `storages` (key → storage)."""

    dispatch = _PythonPickler.dispatch.copy()

    def __init__(self, file: IO[bytes], protocol: int) -> None:
        super().__init__(file, protocol)
        self.storages: list[Any] = []
        self.widths: list[int] = []  # bytes of an element in each
        self._known: dict[int, tuple[str, Any]] = {}  # address → key, dtype

    def save(self, obj: Any, save_persistent_id: bool = True) -> None:
        if isinstance(obj, _core.dtype):
            obj = _global("torch", dtype_name(obj))
        elif isinstance(obj, _NAMED) and (named := name_in_file(obj)):
            obj = _global(*named)
        super().save(obj, save_persistent_id)

    def save_named(self, obj: _Global) -> None:
        self.write(pickle.GLOBAL + f"{obj.module}\n{obj.name}\n".encode())
        self.memoize(obj)

    dispatch[_Global] = save_named

    def persistent_id(self, obj: Any) -> Any:
        if type(obj) is not StorageRef:
            return None
        storage, dtype = obj
        name = _global("torch", STORAGE_NAMES[dtype_name(dtype)])
        return "storage", name, self._key(storage, dtype), "cpu", storage.nbytes() // dtype.itemsize

    def _key(self, storage: Any, dtype: Any) -> str:
        """The record that holds `storage`; tensors that share memory share the record."""
        address = storage.data_ptr() if storage.nbytes() else -len(self.storages) - 1
        key, known = self._known.setdefault(address, (str(len(self.storages)), dtype))
        if known != dtype:
            raise RuntimeError(
                "Cannot save multiple tensors or storages that view the same data as different types: "
                f"save: a storage is seen both as {known} and as {dtype} | the file format has one type per storage | "
                "save a clone() of one of the two"
            )
        if len(self._known) > len(self.storages):
            self.storages.append(storage)
            self.widths.append(dtype.itemsize)
        return key

    def reducer_override(self, obj: Any) -> Any:
        if isinstance(obj, Tensor):
            return (type(obj), (obj.requires_grad,)) if is_lazy(obj) else self._reduce_tensor(obj)
        if isinstance(obj, Size):
            return _global("torch", "Size"), (tuple(obj),)
        if isinstance(obj, device):
            return _global("torch", "device"), (str(obj),)
        if isinstance(obj, Module) and type(obj).__reduce_ex__ is object.__reduce_ex__:
            reduced: Any = obj.__reduce_ex__(2)
            return (*reduced[:2], state_for_file(obj), *reduced[3:]) if isinstance(reduced[2], dict) else reduced
        return NotImplemented

    @staticmethod
    def _reduce_tensor(tensor: Tensor) -> tuple[_Global, tuple[Any, ...]]:
        kind, attributes = type(tensor), getattr(tensor, "__dict__", None) or {}
        rebuild = _global("torch._utils", "_rebuild_tensor_v2")
        layout = tensor.storage_offset(), tuple(tensor.size()), tuple(tensor.stride())
        ref = StorageRef(tensor.untyped_storage(), tensor.dtype)
        if issubclass(kind, Parameter):
            plain = tensor.detach().as_subclass(Tensor)
            if kind is Parameter and attributes:
                stateful = _global("torch._utils", "_rebuild_parameter_with_state")
                return stateful, (plain, tensor.requires_grad, OrderedDict(), attributes)
            if kind is Parameter:
                return _global("torch._utils", "_rebuild_parameter"), (plain, tensor.requires_grad, OrderedDict())
        arguments: tuple[Any, ...] = (ref, *layout, tensor.requires_grad, OrderedDict())
        if kind is Tensor and not attributes:
            return rebuild, arguments
        named = _global("torch", "Tensor") if kind is Tensor else kind
        return _global("torch._tensor", "_rebuild_from_type_v2"), (rebuild, named, arguments, attributes)


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
    write: Any = _write_archive
    if not _use_new_zipfile_serialization:
        from ._legacy import write
    if isinstance(f, str | os.PathLike):
        path = os.fspath(f)
        root = os.path.splitext(os.path.basename(path))[0] or "archive"
        with replacing(path, "save") as file:
            write(obj, file, pickle_protocol, root)
    elif hasattr(f, "write"):
        write(obj, f, pickle_protocol, "archive")
    else:
        raise AttributeError(f"save: f is a {type(f).__name__} | a path, or a file with a write method")
