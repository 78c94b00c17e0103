"""How objects are described in a file: the pickle that PyTorch's loader takes, with each tensor's memory aside."""

from __future__ import annotations

import io
import pickle
import types
from collections import OrderedDict
from functools import cache
from typing import IO, Any

from .. import _core
from .._core import Tensor, uint8
from .._storage import UntypedStorage
from .._typed_storage import TypedStorage
from .._types import Size, device
from ..nn import Module, Parameter
from ..nn.parameter import is_lazy
from ..sparse import SparseTensor
from ._globals import state_of
from ._locations import location_tag
from ._names import STORAGE_NAMES, StorageRef, dtype_name
from ._own import name_in_file, state_for_file
from ._unpickler import member

# pickle's own Python version, whose steps can be overridden one by one; its stubs do not describe it.
_PythonPickler: Any = pickle._Pickler
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


class _LayoutName(str):
    """The name of a layout, which files look up."""

    __slots__ = ()


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
        if isinstance(obj, TypedStorage):
            obj = StorageRef(obj.untyped(), obj.dtype)
        elif isinstance(obj, UntypedStorage):
            obj = StorageRef(obj, uint8)
        if type(obj) is not StorageRef:
            return None
        storage, dtype = obj
        key = self._key(storage, dtype)
        if dtype_name(dtype) not in STORAGE_NAMES:
            return "storage", _global("torch.storage", "UntypedStorage"), key, location_tag(storage), storage.nbytes()
        name = _global("torch", STORAGE_NAMES[dtype_name(dtype)])
        return "storage", name, key, location_tag(storage), storage.nbytes() // dtype.itemsize

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
        if isinstance(obj, _LayoutName):
            return _global("torch.serialization", "_get_layout"), (str(obj),)
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
        if isinstance(tensor, SparseTensor):
            return _global("torch._utils", "_rebuild_sparse_tensor"), (_LayoutName(str(tensor.layout)), tensor._parts())
        kind, attributes = type(tensor), state_of(tensor)
        sizes = tuple(tensor.size()), tuple(tensor.stride())
        if tensor.is_meta:
            rebuild = _global("torch._utils", "_rebuild_meta_tensor_no_storage")
            arguments: tuple[Any, ...] = (tensor.dtype, *sizes, tensor.requires_grad)
        else:
            rebuild = _global("torch._utils", "_rebuild_tensor_v2")
            ref = StorageRef(tensor.untyped_storage(), tensor.dtype)
            arguments = (ref, tensor.storage_offset(), *sizes, tensor.requires_grad, OrderedDict())
            if dtype_name(tensor.dtype) not in STORAGE_NAMES:  # the later dtypes stand beside a storage without a type
                rebuild = _global("torch._utils", "_rebuild_tensor_v3")
                arguments = (*arguments, tensor.dtype)
        if issubclass(kind, Parameter):
            plain = tensor.detach().as_subclass(Tensor)
            if kind is Parameter and attributes:
                stateful = _global("torch._utils", "_rebuild_parameter_with_state")
                return stateful, (plain, tensor.requires_grad, OrderedDict(), attributes)
            if kind is Parameter:
                return _global("torch._utils", "_rebuild_parameter"), (plain, tensor.requires_grad, OrderedDict())
        if kind is Tensor and not attributes:
            return rebuild, arguments
        named = _global("torch", "Tensor") if kind is Tensor else kind
        return _global("torch._tensor", "_rebuild_from_type_v2"), (rebuild, named, arguments, attributes)


def writer_of(pickle_module: Any) -> type[Writer]:
    """A :class:`Writer` that pickles as a module's own pickler does what the library has no form of its own for.

    Raises: AttributeError for a module that has no ``Pickler``.
    """
    base: Any = member(pickle_module, "Pickler", "save")
    if base in (pickle.Pickler, _PythonPickler):
        return Writer
    if issubclass(base, _PythonPickler):  # its steps are overridden one by one
        return type("Writer", (Writer, base), {"dispatch": {**base.dispatch, _Global: Writer.save_named}})

    class Reducing(Writer):
        """Asks the other pickler how objects are reduced."""

        def __init__(self, file: IO[bytes], protocol: int) -> None:
            super().__init__(file, protocol)
            self._other = base(io.BytesIO(), protocol)
            if (table := getattr(self._other, "dispatch_table", None)) is not None:
                self.dispatch_table = table

        def reducer_override(self, obj: Any) -> Any:
            reduced = super().reducer_override(obj)
            other = getattr(self._other, "reducer_override", None)
            return other(obj) if reduced is NotImplemented and other is not None else reduced

    return Reducing
