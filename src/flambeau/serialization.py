"""Files and pickles: PyTorch's ``.pt``/``.pth`` zip format, safetensors, and how a tensor is pickled and copied.

A ``.pt`` file is a zip archive of stored (uncompressed) records: ``data.pkl`` describes the objects and names each
tensor's memory by a key; ``data/<key>`` holds that memory. Nothing in a file is ever executed: ``data.pkl`` is read by
an unpickler that knows the few instructions such files need, and builds only types on a list.
"""

from __future__ import annotations

import copy
import copyreg
import io
import json
import math
import mmap as memory_map
import os
import pickle
import struct
import sys
import zipfile
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import IO, Any, ClassVar, NamedTuple

from . import _core
from ._arguments import explain_module
from ._core import Tensor
from ._storage import UntypedStorage, storage_from_buffer, tensor_from_storage
from ._types import Size, device
from .nn import Parameter
from .utils.hooks import warn_if_has_hooks

__all__ = [
    "add_safe_globals",
    "clear_safe_globals",
    "get_safe_globals",
    "load",
    "load_safetensors",
    "safe_globals",
    "save",
    "save_safetensors",
]

# pickle's own Python versions, whose steps can be overridden one by one; its stubs do not describe them.
_PythonPickler: Any = pickle._Pickler
_PythonUnpickler: Any = pickle._Unpickler

FileLike = str | os.PathLike[str] | IO[bytes]

RECORD_ALIGNMENT = 64  # bytes; what PyTorch aligns to, so that a mapped file can be computed on in place
FORMAT_VERSION = b"3\n"

# The type name a file gives a tensor's memory, by dtype.
STORAGE_NAMES = {
    "bool": "BoolStorage",
    "uint8": "ByteStorage",
    "int8": "CharStorage",
    "int16": "ShortStorage",
    "int32": "IntStorage",
    "int64": "LongStorage",
    "float16": "HalfStorage",
    "bfloat16": "BFloat16Storage",
    "float32": "FloatStorage",
    "float64": "DoubleStorage",
    "complex64": "ComplexFloatStorage",
    "complex128": "ComplexDoubleStorage",
}


def _dtype_name(dtype: Any) -> str:
    return str(dtype).rpartition(".")[2]


def _as_kind(tensor: Tensor, kind: type[Tensor], requires_grad: bool) -> Tensor:
    """`tensor`, a fresh leaf, as an instance of the class `kind`."""
    if kind is not Tensor:
        tensor = tensor.as_subclass(kind)
    return tensor.requires_grad_() if requires_grad else tensor


# Writing ------------------------------------------------------------------------------------------------------------


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


class _StorageRef(NamedTuple):
    """A tensor's memory, as elements of one type."""

    storage: Any
    dtype: Any


class _Writer(_PythonPickler):  # type: ignore[misc]
    """Pickles objects as PyTorch does, keeping each tensor's memory aside in `storages` (key → storage)."""

    dispatch = _PythonPickler.dispatch.copy()

    def __init__(self, file: IO[bytes], protocol: int) -> None:
        super().__init__(file, protocol)
        self.storages: list[Any] = []
        self._known: dict[int, tuple[str, Any]] = {}  # address → key, dtype

    def save(self, obj: Any, save_persistent_id: bool = True) -> None:
        if isinstance(obj, _core.dtype):
            obj = _global("torch", _dtype_name(obj))
        super().save(obj, save_persistent_id)

    def save_named(self, obj: _Global) -> None:
        self.write(pickle.GLOBAL + f"{obj.module}\n{obj.name}\n".encode())
        self.memoize(obj)

    dispatch[_Global] = save_named

    def persistent_id(self, obj: Any) -> Any:
        if type(obj) is not _StorageRef:
            return None
        storage, dtype = obj
        name = _global("torch", STORAGE_NAMES[_dtype_name(dtype)])
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
        return key

    def reducer_override(self, obj: Any) -> Any:
        if isinstance(obj, Tensor):
            return self._reduce_tensor(obj)
        if isinstance(obj, Size):
            return _global("torch", "Size"), (tuple(obj),)
        if isinstance(obj, device):
            return _global("torch", "device"), (str(obj),)
        return NotImplemented

    @staticmethod
    def _reduce_tensor(tensor: Tensor) -> tuple[_Global, tuple[Any, ...]]:
        kind, attributes = type(tensor), getattr(tensor, "__dict__", None) or {}
        rebuild = _global("torch._utils", "_rebuild_tensor_v2")
        layout = tensor.storage_offset(), tuple(tensor.size()), tuple(tensor.stride())
        ref = _StorageRef(tensor.untyped_storage(), tensor.dtype)
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


def _write_archive(obj: Any, file: IO[bytes], root: str, protocol: int) -> None:
    pickled = io.BytesIO()
    writer = _Writer(pickled, protocol)
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


@contextmanager
def _replacing(path: str) -> Iterator[IO[bytes]]:
    """A file beside `path` that takes its place once completely written, and vanishes if that fails."""
    draft = f"{path}.{os.getpid()}.tmp"
    try:
        with open(draft, "xb") as file:
            yield file
        os.replace(draft, path)
    except BaseException:
        if os.path.exists(draft):
            os.unlink(draft)
        raise


def save(obj: Any, f: FileLike, pickle_module: Any = None, pickle_protocol: int = 2) -> None:
    """Write `obj` to a file that :func:`load` and PyTorch's ``torch.load`` read.

    Tensors that share memory share it again when loaded; a view brings its whole storage along (save a ``clone()`` to
    write only its own elements).

    Args:
        obj: tensors, parameters, numbers, strings, and lists, tuples, dicts and sets of them, at any depth. Other
            objects are pickled by reference to their class, and refused on loading unless declared safe.
        f: a path (written beside and renamed, so never half-written) or a file open for writing bytes.
        pickle_module: kept for PyTorch's signature; must be None.
        pickle_protocol: pickle's protocol; PyTorch's own loader accepts 2.

    >>> import flambeau, io
    >>> file = io.BytesIO()
    >>> save({"weight": flambeau.ones(2)}, file)
    >>> load(file)
    {'weight': tensor([1., 1.])}
    """
    if pickle_module is not None:
        raise RuntimeError("save: pickle_module is given | objects are always written by the library's own pickler")
    if isinstance(f, str | os.PathLike):
        path = os.fspath(f)
        root = os.path.splitext(os.path.basename(path))[0] or "archive"
        with _replacing(path) as file:
            _write_archive(obj, file, root, pickle_protocol)
    elif hasattr(f, "write"):
        _write_archive(obj, f, "archive", pickle_protocol)
    else:
        raise AttributeError(f"save: f is a {type(f).__name__} | a path, or a file with a write method")


# Reading: what a file may name ----------------------------------------------------------------------------------------


class _StorageType(NamedTuple):
    """What a file's ``torch.FloatStorage`` and the like stand for."""

    dtype: Any


def _rebuild_tensor(ref: _StorageRef, offset: int, size: tuple[int, ...], stride: tuple[int, ...]) -> Tensor:
    """A tensor over a part of a storage, checked to lie within it."""
    if not isinstance(ref, _StorageRef):
        raise pickle.UnpicklingError(f"load: a tensor's storage is a {type(ref).__name__} | the file is damaged")
    size, stride = tuple(size), tuple(stride)
    numbers = (offset, *size, *stride)
    if len(size) != len(stride) or not all(isinstance(number, int) and number >= 0 for number in numbers):
        raise pickle.UnpicklingError(f"load: a tensor has size {size}, stride {stride}, offset {offset} | not a layout")
    room = ref.storage.nbytes() // ref.dtype.itemsize
    needed = 0 if 0 in size else offset + 1 + sum((n - 1) * step for n, step in zip(size, stride, strict=True))
    if needed > room:
        raise pickle.UnpicklingError(
            f"load: a tensor of size {size}, stride {stride}, offset {offset} needs {needed} elements | its storage "
            f"has {room}; the file is damaged"
        )
    return tensor_from_storage(ref.storage, ref.dtype, size, stride, offset)


def _rebuild_tensor_v2(
    ref: _StorageRef,
    offset: int,
    size: tuple[int, ...],
    stride: tuple[int, ...],
    requires_grad: bool,
    hooks: Any,
    metadata: Mapping[str, bool] | None = None,
) -> Tensor:
    tensor = _rebuild_tensor(ref, offset, size, stride)
    if metadata:
        tensor = tensor.conj() if metadata.get("conj") else tensor
        tensor = -tensor if metadata.get("neg") else tensor
    return tensor.requires_grad_() if requires_grad else tensor


def _rebuild_parameter(data: Tensor, requires_grad: bool, hooks: Any) -> Tensor:
    return Parameter(data, requires_grad)


def _rebuild_parameter_with_state(data: Tensor, requires_grad: bool, hooks: Any, state: Any) -> Tensor:
    return _with_state(Parameter(data, requires_grad), state)


def _rebuild_from_type(rebuild: Callable[..., Tensor], kind: type[Tensor], arguments: Any, state: Any) -> Tensor:
    if rebuild not in (_rebuild_tensor_v2, _rebuild_parameter):
        raise pickle.UnpicklingError(f"load: a tensor is to be rebuilt by {rebuild!r} | the file is damaged")
    if not (isinstance(kind, type) and issubclass(kind, Tensor)):
        raise pickle.UnpicklingError(f"load: a tensor is to have the type {kind!r} | a subclass of Tensor")
    tensor = rebuild(*arguments)
    if type(tensor) is not kind:
        tensor = _as_kind(tensor.detach(), kind, tensor.requires_grad)
    return _with_state(tensor, state)


def _with_state(tensor: Tensor, state: Any) -> Tensor:
    """Give `tensor` its user's attributes back: a dict, or a dict (or None) and one for ``__slots__``."""
    kind: Any = type(tensor)
    if kind is not Tensor and "__setstate__" in vars(kind):
        kind.__setstate__(tensor, state)
        return tensor
    for attributes in state if isinstance(state, tuple) else (state,):
        for name, value in (attributes or {}).items():
            setattr(tensor, name, value)
    return tensor


def _decoded_bytes(text: str, encoding: str) -> bytes:
    """Stands for ``_codecs.encode``, by which pickle's protocol 2 writes bytes."""
    if encoding not in ("latin1", "latin-1"):
        raise pickle.UnpicklingError(f"load: bytes are encoded as {encoding!r} | latin1 is all a pickle uses")
    return text.encode("latin1")


def _known_globals() -> dict[str, Any]:
    known: dict[str, Any] = {
        "torch._utils._rebuild_tensor": _rebuild_tensor,
        "torch._utils._rebuild_tensor_v2": _rebuild_tensor_v2,
        "torch._utils._rebuild_parameter": _rebuild_parameter,
        "torch._utils._rebuild_parameter_with_state": _rebuild_parameter_with_state,
        "torch._tensor._rebuild_from_type_v2": _rebuild_from_type,
        "torch.nn.parameter.Parameter": Parameter,
        "torch.Tensor": Tensor,
        "torch.Size": Size,
        "torch.device": device,
        "collections.OrderedDict": OrderedDict,
        "collections.Counter": Counter,
        "collections.defaultdict": defaultdict,
        "_codecs.encode": _decoded_bytes,
    }
    for name, storage_name in STORAGE_NAMES.items():
        known[f"torch.{name}"] = getattr(_core, name)
        known[f"torch.{storage_name}"] = _StorageType(getattr(_core, name))
    for kind in (set, frozenset, complex, bytearray, int, float, bool, str, list, dict, tuple):
        for module in ("builtins", "__builtin__"):  # the second is what protocol 2 writes
            known[f"{module}.{kind.__name__}"] = kind
    return known


KNOWN_GLOBALS = _known_globals()
_KNOWN_IDS = {id(value) for value in KNOWN_GLOBALS.values()}  # all alive as long as the table is
_ATTRIBUTED = (OrderedDict, Counter, defaultdict)  # known types whose objects may come with attributes (`_metadata`)
_user_globals: dict[str, Any] = {}

SafeGlobal = Callable[..., Any] | tuple[Callable[..., Any], str]


def _named(safe: Iterable[SafeGlobal]) -> dict[str, Any]:
    named = {}
    for entry in safe:
        value, name = entry if isinstance(entry, tuple) else (entry, f"{entry.__module__}.{entry.__qualname__}")
        named[name] = value
    return named


def add_safe_globals(safe_globals: Iterable[SafeGlobal]) -> None:
    """Let files name these classes and functions. Only add what is harmless whatever arguments a file gives it.

    Args:
        safe_globals: classes or functions, or pairs of one with the full name a file uses for it.

    >>> import fractions
    >>> add_safe_globals([fractions.Fraction])
    >>> clear_safe_globals()
    """
    _user_globals.update(_named(safe_globals))


def get_safe_globals() -> list[Any]:
    """What :func:`add_safe_globals` has added.

    >>> get_safe_globals()
    []
    """
    return list(_user_globals.values())


def clear_safe_globals() -> None:
    """Forget everything that :func:`add_safe_globals` has added.

    >>> clear_safe_globals()
    """
    _user_globals.clear()


@contextmanager
def safe_globals(entries: Iterable[SafeGlobal]) -> Iterator[None]:
    """:func:`add_safe_globals` for the duration of a ``with`` block.

    >>> import fractions
    >>> with safe_globals([fractions.Fraction]):
    ...     len(get_safe_globals())
    1
    """
    before = dict(_user_globals)
    add_safe_globals(entries)
    try:
        yield
    finally:
        clear_safe_globals()
        _user_globals.update(before)


# Reading: the unpickler ---------------------------------------------------------------------------------------------

# The instructions that describing data takes. Absent: anything that imports by number, instantiates old-style classes
# or reads out-of-band buffers.
_INSTRUCTION_NAMES = """
    MARK STOP POP POP_MARK DUP FLOAT BINFLOAT INT BININT BININT1 BININT2 LONG LONG1 LONG4 NONE NEWTRUE NEWFALSE
    STRING BINSTRING SHORT_BINSTRING UNICODE BINUNICODE SHORT_BINUNICODE BINUNICODE8 BINBYTES SHORT_BINBYTES
    BINBYTES8 BYTEARRAY8 EMPTY_LIST APPEND APPENDS LIST EMPTY_DICT DICT SETITEM SETITEMS EMPTY_TUPLE TUPLE
    TUPLE1 TUPLE2 TUPLE3 EMPTY_SET ADDITEMS FROZENSET GET BINGET LONG_BINGET PUT BINPUT LONG_BINPUT MEMOIZE
    GLOBAL STACK_GLOBAL REDUCE NEWOBJ BUILD BINPERSID PROTO FRAME
"""


def _filling(instruction: bytes, kinds: tuple[type, ...], marked: bool) -> Callable[[Any], None]:
    """The instruction that fills a container, refused for anything but a container of the given kinds.

    Args:
        marked: whether the instruction takes all items since the last mark, below which the container lies.
    """
    fill = _PythonUnpickler.dispatch[instruction[0]]
    depth = 1 if marked else 2 if instruction == pickle.APPEND else 3

    def checked(self: Any) -> None:
        target = (self.metastack[-1] if marked else self.stack)[-depth]
        self.require(isinstance(target, kinds), f"fill a {type(target).__name__}")
        fill(self)

    return checked


class _Reader(_PythonUnpickler):  # type: ignore[misc]
    """An unpickler that calls only what is on the lists above, and changes only containers and objects it has built."""

    dispatch: ClassVar = {
        code: _PythonUnpickler.dispatch[code] for code in (getattr(pickle, n)[0] for n in _INSTRUCTION_NAMES.split())
    }

    def __init__(self, file: IO[bytes], storage_of: Callable[[str, str, int], Any]) -> None:
        super().__init__(file, encoding="utf-8")
        self._storage_of = storage_of

    def load(self) -> Any:
        try:
            return super().load()
        except (pickle.UnpicklingError, RuntimeError, MemoryError):
            raise
        except Exception as error:  # a damaged file can make pickle fail in any way
            detail = f"{type(error).__name__}: {error}"
            raise pickle.UnpicklingError(f"load: data.pkl cannot be read ({detail}) | the file is damaged") from error

    def find_class(self, module: str, name: str) -> Any:
        full = f"{module}.{name}"
        if full in _user_globals:
            return _user_globals[full]
        if full in KNOWN_GLOBALS:
            return KNOWN_GLOBALS[full]
        raise pickle.UnpicklingError(
            f"Weights only load failed. load: the file names the global {full} | only types known to be safe are "
            "built, and nothing in a file is ever executed | if you trust it, import it and call "
            f"flambeau.serialization.add_safe_globals([{name}]) before loading"
        )

    def persistent_load(self, pid: Any) -> _StorageRef:
        kind, storage_type, key, location, numel = pid
        if kind != "storage" or not isinstance(storage_type, _StorageType):
            raise pickle.UnpicklingError(f"load: a record has the type {storage_type!r} | a storage of a known dtype")
        nbytes = numel * storage_type.dtype.itemsize
        storage = self._storage_of(key, location, _number_size(storage_type.dtype))
        if storage.nbytes() != nbytes:
            raise pickle.UnpicklingError(
                f"load: record data/{key} has {storage.nbytes()} bytes | {nbytes} were promised; the file is damaged"
            )
        return _StorageRef(storage, storage_type.dtype)

    def require(self, condition: bool, what: str) -> None:
        if not condition:
            raise pickle.UnpicklingError(f"Weights only load failed. load: the file asks to {what} | refused")

    def _callable(self, value: Any) -> bool:
        return id(value) in _KNOWN_IDS or any(value is known for known in _user_globals.values())

    def load_reduce(self) -> None:
        function = self.stack[-2]
        self.require(self._callable(function), f"call {function!r}")
        super().load_reduce()

    def load_newobj(self) -> None:
        kind = self.stack[-2]
        self.require(isinstance(kind, type) and self._callable(kind), f"make a {kind!r}")
        super().load_newobj()

    def load_build(self) -> None:
        kind, state = type(self.stack[-2]), self.stack[-1]
        if kind in _ATTRIBUTED:
            self.require(isinstance(state, dict), f"give a {kind.__name__} the state {state!r}")
            self.stack.pop()
            self.stack[-1].__dict__.update(state)
            return
        self.require(any(kind is known for known in _user_globals.values()), f"set the state of a {kind.__name__}")
        super().load_build()

    dispatch[pickle.REDUCE[0]] = load_reduce
    dispatch[pickle.NEWOBJ[0]] = load_newobj
    dispatch[pickle.BUILD[0]] = load_build
    for _instruction, _kinds, _marked in (
        (pickle.APPEND, (list,), False),
        (pickle.APPENDS, (list,), True),
        (pickle.SETITEM, (dict,), False),
        (pickle.SETITEMS, (dict,), True),
        (pickle.ADDITEMS, (set,), True),
    ):
        dispatch[_instruction[0]] = _filling(_instruction, _kinds, _marked)
    del _instruction, _kinds, _marked


# Reading: the archive -----------------------------------------------------------------------------------------------

MapLocation = str | Any | Mapping[str, str] | Callable[[Any, str], Any] | None


def _to_cpu(location: Any) -> bool:
    return str(location).partition(":")[0] == "cpu"


def _placed(storage: Any, location: str, map_location: MapLocation) -> Any:
    """`storage`, which the file says was on `location`, where `map_location` says it shall be: the CPU, for now."""
    if isinstance(map_location, Mapping):
        location = map_location.get(location, location)
    elif isinstance(map_location, str | device):
        location = str(map_location)
    elif map_location is not None:
        placed = map_location(storage, location)
        if placed is not None:
            return placed
    if not _to_cpu(location):
        raise RuntimeError(
            f"Attempting to deserialize object on a {location.partition(':')[0].upper()} device but there is none: "
            f"load: a storage belongs on {location!r} | this build computes on the CPU | pass map_location='cpu'"
        )
    return storage


def _number_size(dtype: Any) -> int:
    """The bytes of one number: a complex element has two."""
    return int(dtype.itemsize // 2 if dtype.is_complex else dtype.itemsize)


def _swapped(content: bytes, width: int) -> bytes:
    """`content` with the bytes of each number of `width` bytes reversed."""
    swapped = bytearray(len(content))
    for byte in range(width):
        swapped[byte::width] = content[width - 1 - byte :: width]
    return bytes(swapped)


class _Archive:
    """The records of an open ``.pt`` file, by name."""

    def __init__(self, file: IO[bytes], mapped: memory_map.mmap | None) -> None:
        try:
            self._zip = zipfile.ZipFile(file)
        except zipfile.BadZipFile as error:
            raise self._not_an_archive(file) from error
        roots = [name[: -len("data.pkl")] for name in self._zip.namelist() if name.rpartition("/")[2] == "data.pkl"]
        if not roots:
            raise RuntimeError("PytorchStreamReader failed locating file data.pkl: load: not a file written by save")
        self._root = min(roots, key=len)
        if f"{self._root}constants.pkl" in self._zip.namelist():
            raise RuntimeError(
                "load: the file is a TorchScript archive, which holds a program | load reads data only | save the "
                "model's state_dict() instead"
            )
        self._file = file
        self._mapped = mapped
        self._storages: dict[str, Any] = {}

    @staticmethod
    def _not_an_archive(file: IO[bytes]) -> Exception:
        file.seek(0)
        start = file.read(16)
        if not start:
            return EOFError("Ran out of input: load: the file is empty")
        if start[:1] == b"\x80":
            return RuntimeError(
                "load: the file is a bare pickle (written before PyTorch 1.6, or by the pickle module) | the zip "
                "format is read | load it with PyTorch and save it again"
            )
        return RuntimeError("PytorchStreamReader failed reading zip archive: load: not a zip file, or cut short")

    def read(self, name: str) -> bytes:
        try:
            return self._zip.read(self._root + name)
        except KeyError:
            raise RuntimeError(f"PytorchStreamReader failed locating file {name}: file not found") from None
        except (zipfile.BadZipFile, EOFError) as error:
            raise RuntimeError(f"PytorchStreamReader failed reading file {name}: {error}") from error

    def _in_place(self, name: str, alignment: int) -> memoryview | None:
        """The record's bytes within the mapped file, where there is one and they are stored as they are, aligned."""
        if self._mapped is None:
            return None
        info = self._zip.getinfo(self._root + name)
        header = info.header_offset
        name_size, extra_size = struct.unpack_from("<HH", self._mapped, header + 26)
        begin = header + 30 + name_size + extra_size
        end = begin + info.file_size
        if info.compress_type != zipfile.ZIP_STORED or begin % alignment or end > len(self._mapped):
            return None
        return memoryview(self._mapped)[begin:end]

    def storage(self, key: str, number_size: int) -> Any:
        """The storage of record ``data/<key>``, the same one each time."""
        if key not in self._storages:
            name = f"data/{key}"
            foreign = self._foreign_byte_order()
            view = None if foreign else self._in_place(name, RECORD_ALIGNMENT)
            if view is not None:
                self._storages[key] = storage_from_buffer(view, copy=False)
            else:
                content = self.read(name)
                content = _swapped(content, number_size) if foreign else content
                self._storages[key] = storage_from_buffer(content, copy=True)
        return self._storages[key]

    def _foreign_byte_order(self) -> bool:
        name = "byteorder"
        if self._root + name not in self._zip.namelist():
            return sys.byteorder != "little"
        return self.read(name).decode() != sys.byteorder

    def unpickle(self, map_location: MapLocation) -> Any:
        placed: dict[str, Any] = {}

        def storage_of(key: str, location: str, number_size: int) -> Any:
            if key not in placed:
                placed[key] = _placed(self.storage(key, number_size), location, map_location)
            return placed[key]

        return _Reader(io.BytesIO(self.read("data.pkl")), storage_of).load()


def load(
    f: FileLike,
    map_location: MapLocation = None,
    pickle_module: Any = None,
    *,
    weights_only: bool = True,
    mmap: bool | None = None,
) -> Any:
    """Read what :func:`save` or PyTorch's ``torch.save`` wrote (the zip format, PyTorch 1.6 and later).

    Args:
        f: a path, or a file open for reading bytes that can seek.
        map_location: where storages go that the file has on another device: a device, its name, a dict from the file's
            device names to ours, or a function of (storage, device name) that returns a storage or None.
        pickle_module: kept for PyTorch's signature; must be None.
        weights_only: kept for PyTorch's signature. True or False, a file is only ever data here.
        mmap: map the file into memory rather than read it, so that elements are fetched when first used; needs a path.
            Writing to the tensors does not change the file.

    Raises:
        pickle.UnpicklingError: the file names a type or function that is not known to be safe (the message says which,
            and how to allow it), or is damaged.
        RuntimeError: not such a file, or a storage's device is absent.

    >>> import flambeau, io
    >>> file = io.BytesIO()
    >>> save([flambeau.arange(3), "three"], file)
    >>> load(file)
    [tensor([0, 1, 2]), 'three']
    """
    if pickle_module is not None:
        raise RuntimeError("Can not safely load weights when explicit pickle_module is specified")
    if not isinstance(f, str | os.PathLike):
        if not (hasattr(f, "read") and hasattr(f, "seek")):
            raise AttributeError(f"load: f is a {type(f).__name__} | a path, or a file with read and seek methods")
        if mmap:
            raise ValueError("f must be a file path in order to use the mmap argument")
        return _Archive(f, None).unpickle(map_location)
    with open(f, "rb") as file:
        mapped = memory_map.mmap(file.fileno(), 0, access=memory_map.ACCESS_COPY) if mmap else None
        return _Archive(file, mapped).unpickle(map_location)


# safetensors ----------------------------------------------------------------------------------------------------------

# A .safetensors file: the header's length (8 bytes, little-endian), the header (JSON: for each name its dtype, shape
# and place in what follows), the tensors' bytes, little-endian and row by row.
_SAFETENSORS_NAMES = {
    "bool": "BOOL",
    "uint8": "U8",
    "int8": "I8",
    "int16": "I16",
    "int32": "I32",
    "int64": "I64",
    "float16": "F16",
    "bfloat16": "BF16",
    "float32": "F32",
    "float64": "F64",
    "complex64": "C64",
}
_SAFETENSORS_DTYPES = {theirs: ours for ours, theirs in _SAFETENSORS_NAMES.items()}
_SAFETENSORS_HEADER_LIMIT = 100_000_000  # bytes; the format's own bound


def save_safetensors(
    tensors: Mapping[str, Tensor], path: str | os.PathLike[str], metadata: Mapping[str, str] | None = None
) -> None:
    """Write named tensors as a ``.safetensors`` file, each contiguously (memory they share is written for each).

    Args:
        tensors: the tensors by name.
        path: the file; written beside and renamed.
        metadata: strings by name, kept in the file's header.
    """
    header: dict[str, Any] = {"__metadata__": dict(metadata)} if metadata else {}
    contents, end = [], 0
    # Largest elements first keeps every tensor aligned to its own element size.
    for name, tensor in sorted(tensors.items(), key=lambda item: (-item[1].dtype.itemsize, item[0])):
        dtype = _dtype_name(tensor.dtype)
        if dtype not in _SAFETENSORS_NAMES:
            raise ValueError(f"save_safetensors: {name!r} has dtype {tensor.dtype} | the format has no such type")
        stored: Any = tensor.detach().clone().contiguous().untyped_storage().bytes
        content = bytes(memoryview(stored))
        begin, end = end, end + len(content)
        header[name] = {"dtype": _SAFETENSORS_NAMES[dtype], "shape": list(tensor.shape), "data_offsets": [begin, end]}
        contents.append(_swapped(content, _number_size(tensor.dtype)) if sys.byteorder == "big" else content)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with _replacing(os.fspath(path)) as file:
        file.write(struct.pack("<Q", len(text)) + text)
        file.writelines(contents)


def load_safetensors(path: str | os.PathLike[str]) -> dict[str, Tensor]:
    """Read every tensor of a ``.safetensors`` file, by name.

    Raises:
        ValueError: the file is damaged, or holds a type there is none of here.
    """
    with open(path, "rb") as file:
        begin, header = _safetensors_header(file, os.fspath(path))
        tensors = {}
        for name, entry in header.items():
            try:
                dtype = getattr(_core, _SAFETENSORS_DTYPES[entry["dtype"]])
                shape = tuple(map(int, entry["shape"]))
                first, last = map(int, entry["data_offsets"])
            except (KeyError, TypeError, ValueError) as error:
                raise ValueError(f"load_safetensors: {name!r} is described by {entry} | not understood") from error
            file.seek(begin + first)
            content = file.read(max(last - first, 0))
            if min(shape, default=0) < 0 or len(content) != math.prod(shape) * dtype.itemsize:
                raise ValueError(f"load_safetensors: {name!r} of shape {shape} has {len(content)} bytes | damaged file")
            content = _swapped(content, _number_size(dtype)) if sys.byteorder == "big" else content
            storage = storage_from_buffer(content, copy=True)
            tensors[name] = tensor_from_storage(storage, dtype, shape, _contiguous(shape), 0)
    return tensors


def _safetensors_header(file: IO[bytes], path: str) -> tuple[int, dict[str, Any]]:
    """Where the tensors' bytes begin, and what the header says of each."""
    size = int.from_bytes(file.read(8), "little")
    text = file.read(size) if size <= _SAFETENSORS_HEADER_LIMIT else b""
    try:
        header = json.loads(text)
        header.pop("__metadata__", None)
    except (ValueError, AttributeError) as error:
        raise ValueError(f"load_safetensors: {path} has no readable header | not a .safetensors file") from error
    return 8 + size, header


def _contiguous(size: tuple[int, ...]) -> tuple[int, ...]:
    """The strides, in elements, of a tensor laid out row by row."""
    strides, step = [], 1
    for n in reversed(size):
        strides.append(step)
        step *= max(n, 1)
    return tuple(reversed(strides))


# pickle and copy ------------------------------------------------------------------------------------------------------


def _unpickled(
    kind: type[Tensor],
    storage: Any,
    dtype: str,
    size: tuple[int, ...],
    stride: tuple[int, ...],
    offset: int,
    requires_grad: bool,
    attributes: dict[str, Any],
) -> Tensor:
    tensor = tensor_from_storage(storage, getattr(_core, dtype), size, stride, offset)
    tensor = _as_kind(tensor, kind, requires_grad)
    return _with_state(tensor, attributes)


def reduce_tensor(tensor: Tensor, protocol: int) -> tuple[Any, ...]:
    """What ``Tensor.__reduce_ex__`` returns. Tensors that share memory share it again if pickled together.

    The gradient, the graph and hooks stay behind; ``requires_grad``, the class and a user's attributes come along.
    """
    warn_if_has_hooks(tensor)
    layout = tuple(tensor.size()), tuple(tensor.stride()), tensor.storage_offset()
    attributes = dict(getattr(tensor, "__dict__", None) or {})
    storage, dtype = tensor.untyped_storage(), _dtype_name(tensor.dtype)
    return _unpickled, (type(tensor), storage, dtype, *layout, tensor.requires_grad, attributes)


def _storage_from_bytes(content: bytes) -> Any:
    return storage_from_buffer(content, copy=True)


def _reduce_storage(storage: Any) -> tuple[Any, ...]:
    return _storage_from_bytes, (bytes(memoryview(storage.bytes)),)


copyreg.pickle(UntypedStorage, _reduce_storage)


def deepcopy_tensor(tensor: Tensor, memo: dict[Any, Any]) -> Tensor:
    """What ``Tensor.__deepcopy__`` does: own memory (shared again within one deepcopy), class, attributes, gradient.

    Raises:
        RuntimeError: `tensor` was computed from others; only leaves can be copied.
    """
    if id(tensor) in memo:
        return memo[id(tensor)]  # type: ignore[no-any-return]
    if not tensor.is_leaf:
        raise RuntimeError(
            "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the moment. "
            f"deepcopy: a tensor of shape {tuple(tensor.shape)} has grad_fn {type(tensor.grad_fn).__name__} | "
            "copy tensor.detach() instead"
        )
    storage = _copied_storage(tensor.untyped_storage(), memo)
    warn_if_has_hooks(tensor)
    layout = tuple(tensor.size()), tuple(tensor.stride()), tensor.storage_offset()
    twin = tensor_from_storage(storage, tensor.dtype, *layout)
    twin = _as_kind(twin, type(tensor), tensor.requires_grad)
    memo[id(tensor)] = twin
    if tensor.grad is not None:
        twin.grad = copy.deepcopy(tensor.grad, memo)
    attributes = getattr(tensor, "__dict__", None)
    return _with_state(twin, copy.deepcopy(attributes, memo)) if attributes else twin


def _copied_storage(storage: Any, memo: dict[Any, Any]) -> Any:
    """One copy per storage and deepcopy; the original is kept in the memo so that its address is not used again."""
    key = ("storage", storage.data_ptr(), storage.nbytes())
    if not storage.nbytes():
        return _storage_from_bytes(b"")
    if key not in memo:
        memo[key] = storage, _storage_from_bytes(bytes(memoryview(storage.bytes)))
    return memo[key][1]


explain_module(globals())
