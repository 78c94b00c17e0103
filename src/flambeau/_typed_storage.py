"""`TypedStorage`: a tensor's memory as a line of numbers, the way it was seen before `UntypedStorage`."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from typing import Any

from . import _core
from ._arguments import explain_methods
from ._core import Tensor
from ._core import dtype as _dtype
from ._storage import UntypedStorage, untyped_storage
from ._tensor import LEGACY_NAMES, tensor


class TypedStorage:
    """The elements of a storage, in order of memory: ``storage[i]`` reads and writes the one at place ``i``.

    Made of a number of elements, of a sequence of numbers, or over an `UntypedStorage` (``wrap_storage``).

    Raises: TypeError for what is none of these.

    >>> import flambeau as torch
    >>> x = torch.zeros(2, 2)
    >>> torch.TypedStorage(wrap_storage=x.untyped_storage())[3] = 5
    >>> x
    tensor([[0., 0.],
            [0., 5.]])
    """

    def __init__(
        self,
        *args: Any,
        wrap_storage: UntypedStorage | None = None,
        dtype: _dtype | None = None,
        device: Any = None,
        _internal: bool = False,
    ) -> None:
        kind = _core.get_default_dtype() if dtype is None else dtype
        if wrap_storage is not None:
            count = wrap_storage.nbytes() // kind.itemsize
            self.elements = _core.tensor_from_bytes(wrap_storage.bytes, kind, (count,), (1,), 0)
        elif args and hasattr(type(args[0]), "__index__"):
            self.elements = tensor([0], dtype=kind).repeat(args[0])
        else:
            self.elements = tensor(args[0] if args else [], dtype=kind)

    @classmethod
    def over(cls, elements: Tensor) -> TypedStorage:
        """The storage of these elements, a vector, which may be a part of another's."""
        made = cls.__new__(cls)
        made.elements = elements
        return made

    @property
    def dtype(self) -> _dtype:
        """The dtype of the elements."""
        return self.elements.dtype

    @property
    def device(self) -> Any:
        """Where the elements are."""
        return self.elements.device

    is_cuda = False
    is_sparse = False

    def untyped(self) -> UntypedStorage:
        """The same memory as bytes."""
        return untyped_storage(self.elements)

    _untyped_storage = property(untyped)

    @property
    def _cdata(self) -> int:
        """A number for the memory, by which PyTorch's programs tell storages apart."""
        return self.data_ptr()

    def size(self) -> int:
        """The number of elements."""
        return int(self.elements.numel())

    __len__ = size

    def nbytes(self) -> int:
        """The number of bytes."""
        return int(self.elements.nbytes)

    def element_size(self) -> int:
        """The number of bytes of an element."""
        return int(self.elements.itemsize)

    def data_ptr(self) -> int:
        """The address of the first element; 0 when empty."""
        return int(self.elements.data_ptr())

    def tolist(self) -> list[Any]:
        """The elements as Python numbers."""
        return list(self.elements.tolist())

    def __iter__(self) -> Iterator[Any]:
        return iter(self.tolist())

    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return TypedStorage(self.elements[index].tolist(), dtype=self.dtype)
        return self.elements[index].item()

    def __setitem__(self, index: int | slice, value: Any) -> None:
        self.elements[index] = value.elements if isinstance(value, TypedStorage) else value

    def fill_(self, value: Any) -> TypedStorage:
        """Writes ``value`` to every place."""
        self.elements.fill_(value)
        return self

    def copy_(self, source: TypedStorage, non_blocking: bool = False) -> TypedStorage:
        """Writes the elements of ``source``, of which there are as many, to this storage."""
        self.elements.copy_(source.elements)
        return self

    def clone(self) -> TypedStorage:
        """A copy."""
        return TypedStorage(wrap_storage=untyped_storage(self.elements.clone()), dtype=self.dtype)

    def cpu(self) -> TypedStorage:
        """The storage itself: it is on the CPU."""
        return self

    def type(self) -> str:
        """ "torch.FloatStorage" and the like."""
        return f"torch.{LEGACY_NAMES[self.dtype.name]}Storage"

    def __sizeof__(self) -> int:
        return object.__sizeof__(self) + self.nbytes()

    def is_shared(self) -> bool:
        """Whether other processes see the elements."""
        return bool(self.elements.is_shared())

    def share_memory_(self) -> TypedStorage:
        """Moves the elements to memory that other processes see."""
        self.elements.share_memory_()
        return self

    def __repr__(self) -> str:
        lines = "".join(f" {value}\n" for value in self.tolist())
        return f"{lines}[torch.storage.TypedStorage(dtype={self.dtype}, device={self.device}) of size {len(self)}]"


def _cast_to(name: str, kind: _dtype) -> Callable[[TypedStorage], TypedStorage]:
    def cast(self: TypedStorage) -> TypedStorage:
        return self if self.dtype is kind else TypedStorage.over(self.elements.to(kind))

    cast.__name__, cast.__qualname__ = name, f"TypedStorage.{name}"
    cast.__doc__ = f"The elements as {kind}: the storage itself, or a copy."
    return cast


for _name, _kind in {
    **{name: getattr(_core, name) for name in ("bool", "bfloat16")},
    **{"byte": _core.uint8, "char": _core.int8, "short": _core.int16, "int": _core.int32, "long": _core.int64},
    **{"half": _core.float16, "float": _core.float32, "double": _core.float64},
    **{"complex_float": _core.complex64, "complex_double": _core.complex128},
}.items():
    setattr(TypedStorage, _name, _cast_to(_name, _kind))


class _OfOneType(type):
    """The class of `FloatStorage` and its like: a call makes a `TypedStorage`, an instance is any of the dtype."""

    dtype: _dtype

    def __call__(cls, *args: Any, **kwargs: Any) -> TypedStorage:
        return TypedStorage(*args, dtype=cls.dtype, **kwargs)

    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, TypedStorage) and instance.dtype is cls.dtype

    def from_buffer(cls, buffer: Any, byte_order: str = "native", count: int = -1, offset: int = 0) -> TypedStorage:
        """Like `UntypedStorage.from_buffer`, of elements of this type."""
        made = UntypedStorage.from_buffer(buffer, byte_order, count, offset, dtype=cls.dtype)
        if cls.dtype is _core.bool:  # any byte but 0 is True
            return TypedStorage.over(made.bytes != 0)
        return TypedStorage(wrap_storage=made, dtype=cls.dtype)

    def from_file(cls, filename: str, shared: bool = False, size: int = 0) -> TypedStorage:
        """Like `UntypedStorage.from_file`, of ``size`` elements of this type."""
        mapped = UntypedStorage.from_file(filename, shared, size * cls.dtype.itemsize)
        return TypedStorage(wrap_storage=mapped, dtype=cls.dtype)

    def __repr__(cls) -> str:
        return f"<class 'torch.{cls.__name__}'>"


def _type_of(dtype: _dtype) -> _OfOneType:
    doc = f"Storages of {dtype}, as a type: a call makes one, of a number of elements or of a sequence."
    facts = {"dtype": dtype, "__module__": __package__, "__doc__": doc}
    return _OfOneType(f"{LEGACY_NAMES[dtype.name]}Storage", (), facts)


FloatStorage = _type_of(_core.float32)
Storage = FloatStorage
DoubleStorage = _type_of(_core.float64)
HalfStorage = _type_of(_core.float16)
BFloat16Storage = _type_of(_core.bfloat16)
ByteStorage = _type_of(_core.uint8)
CharStorage = _type_of(_core.int8)
ShortStorage = _type_of(_core.int16)
IntStorage = _type_of(_core.int32)
LongStorage = _type_of(_core.int64)
BoolStorage = _type_of(_core.bool)
ComplexFloatStorage = _type_of(_core.complex64)
ComplexDoubleStorage = _type_of(_core.complex128)


def type_for(dtype: _dtype) -> type:
    """The type of storages of a dtype: `FloatStorage` and the like."""
    return globals()[f"{LEGACY_NAMES[dtype.name]}Storage"]  # type: ignore[no-any-return]


def storage(self: Tensor) -> TypedStorage:
    """What ``Tensor.storage`` gives."""
    warnings.warn(
        "TypedStorage is deprecated. It will be removed in the future and UntypedStorage will be the only storage "
        "class. To access UntypedStorage directly, use tensor.untyped_storage() instead of tensor.storage()",
        UserWarning,
        stacklevel=3,
    )
    return TypedStorage(wrap_storage=untyped_storage(self), dtype=self.dtype)


explain_methods(TypedStorage)
