"""The types that dtypes had before there were dtypes: `FloatTensor`, `LongTensor` and so on, and their constructor.

``torch.LongTensor([1, 2])`` makes a tensor, and ``isinstance(x, torch.LongTensor)`` asks for its dtype. `Tensor.new` is
the same constructor for the dtype of a tensor that there is.
"""

from __future__ import annotations

from typing import Any

from . import _core, _types
from ._core import Tensor
from ._functions import empty
from ._storage import UntypedStorage
from ._tensor import LEGACY_NAMES, elements_of, tensor
from ._typed_storage import TypedStorage


class tensortype(type):
    """The class of `FloatTensor` and its like: a call makes a tensor, an instance is any tensor of the dtype."""

    dtype: _core.dtype

    def __new__(mcs, name: str, bases: tuple[type, ...], facts: dict[str, Any]) -> tensortype:
        if bases:
            raise TypeError(f"type 'torch.{bases[0].__name__}' is not an acceptable base type | subclass torch.Tensor")
        return super().__new__(mcs, name, bases, facts)

    def __call__(cls, *args: Any, **kwargs: Any) -> Tensor:
        return construct(cls.dtype, args, kwargs)

    def __instancecheck__(cls, instance: Any) -> bool:
        return (
            isinstance(instance, Tensor)
            and instance.dtype is cls.dtype
            and instance.layout is _types.strided
            and not instance.is_meta
        )

    def __repr__(cls) -> str:
        return f"<class 'torch.{cls.__name__}'>"


def construct(dtype: _core.dtype, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Tensor:
    """What the constructor gives: of ints or a `Size` uninitialised memory, of another tensor or a storage one that
    shares its memory, of a sequence a tensor of its numbers, of nothing an empty tensor."""
    named = {name: value for name, value in kwargs.items() if name in ("size", "data")}
    if kwargs.keys() - named - {"device"} or len(named) + bool(args) > 1:
        raise _refused(args, kwargs)
    device = str(kwargs.get("device") or "cpu").partition(":")[0]
    if device != "cpu":
        raise RuntimeError(f"legacy constructor expects device type: cpu but device type: {device} was passed")
    if "device" in kwargs and any(isinstance(x, Tensor) for x in (*args, *named.values())):
        raise RuntimeError(
            "Legacy tensor new of the form tensor.new(tensor, device=device) is not supported.  Use "
            "torch.as_tensor(...) instead."
        )
    if "data" in named:
        return _of_data(dtype, named["data"])
    sizes = named["size"] if named else args[0] if len(args) == 1 and isinstance(args[0], _types.Size) else args
    if not args and not named:
        sizes = (0,)
    if all(_is_size(size) for size in sizes):
        return empty(tuple(sizes), dtype=dtype)
    if named or len(args) > 1:
        raise _refused(args, kwargs)
    return _of_data(dtype, args[0])


def _is_size(value: Any) -> bool:
    return hasattr(type(value), "__index__") and not hasattr(type(value), "__len__") and not isinstance(value, bool)


def _of_data(dtype: _core.dtype, data: Any) -> Tensor:
    if isinstance(data, Tensor):
        if data.dtype is not dtype:
            raise TypeError(f"expected a tensor of {dtype} (got one of {data.dtype}) | convert it with .to({dtype})")
        return data.view_as(data)
    if isinstance(data, TypedStorage | UntypedStorage):
        return elements_of(data, dtype)
    if isinstance(data, str | bytes):
        raise TypeError(f"new(): invalid data type '{type(data).__name__}'")
    if not hasattr(type(data), "__getitem__"):
        raise TypeError(f"new(): data must be a sequence (got {type(data).__name__})")
    return tensor(data, dtype=dtype)


def _refused(args: tuple[Any, ...], kwargs: dict[str, Any]) -> TypeError:
    given = [type(a).__name__ for a in args] + [f"{k}={type(v).__name__}" for k, v in kwargs.items()]
    return TypeError(
        f"new() received an invalid combination of arguments - got ({', '.join(given)}) | give sizes (2, 3), one "
        "sequence of numbers, another tensor or a storage, and device"
    )


def _type_of(dtype: _core.dtype) -> tensortype:
    doc = f"Tensors of {dtype}, as a type: a call makes one, of sizes or of data; see `tensor` for today's way."
    facts = {"layout": _types.strided, "is_cuda": False, "is_sparse": False, "__module__": __package__, "__doc__": doc}
    return tensortype(f"{LEGACY_NAMES[dtype.name]}Tensor", (), {"dtype": dtype, **facts})


# There are none of complex numbers: these came when types were on their way out.
FloatTensor = _type_of(_core.float32)
DoubleTensor = _type_of(_core.float64)
HalfTensor = _type_of(_core.float16)
BFloat16Tensor = _type_of(_core.bfloat16)
ByteTensor = _type_of(_core.uint8)
CharTensor = _type_of(_core.int8)
ShortTensor = _type_of(_core.int16)
IntTensor = _type_of(_core.int32)
LongTensor = _type_of(_core.int64)
BoolTensor = _type_of(_core.bool)
