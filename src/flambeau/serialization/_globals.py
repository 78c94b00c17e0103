"""What a ``.pt`` file may name: the types and functions on a list here, and those that the user adds to it."""

from __future__ import annotations

import copyreg
import types
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from .. import _core
from .._core import Tensor
from .._functions import empty_strided
from .._storage import tensor_from_storage
from .._typed_storage import TypedStorage
from .._types import Size, device, sparse_coo, sparse_csc, sparse_csr
from .._types import layout as Layout
from ..nn import Parameter
from ..sparse import rebuilt as rebuilt_sparse
from ._errors import LoadError
from ._names import STORAGE_NAMES

_LAYOUTS = {str(kind): kind for kind in (sparse_coo, sparse_csr, sparse_csc)}


class StorageType(NamedTuple):
    """What a file's ``torch.FloatStorage`` and the like stand for."""

    dtype: Any


class StoredStorage(TypedStorage):
    """A storage of a file, as its tensors and the program get it."""


class LaterStorage(StoredStorage):
    """The same where the elements are still to come."""


def _check_layout(size: Any, stride: Any, offset: Any = 0) -> None:
    if not (isinstance(size, tuple | list) and isinstance(stride, tuple | list)):
        raise LoadError(
            f"load: a tensor's size is a {type(size).__name__}, its stride a {type(stride).__name__} | tuples"
        )
    numbers = (offset, *size, *stride)
    if len(size) != len(stride) or not all(type(number) is int and 0 <= number < 1 << 63 for number in numbers):
        raise LoadError(f"load: a tensor has {len(size)} sizes, {len(stride)} strides and an offset | not a layout")


def rebuild_tensor(
    ref: StoredStorage,
    offset: int,
    size: tuple[int, ...],
    stride: tuple[int, ...],
    conj: bool = False,
    neg: bool = False,
) -> Tensor:
    """A tensor over a part of a storage, checked to lie within it; of the conjugate or negative elements, if asked."""
    if not isinstance(ref, StoredStorage):
        raise LoadError(f"load: a tensor's storage is a {type(ref).__name__} | the file is damaged")
    _check_layout(size, stride, offset)
    size, stride = tuple(size), tuple(stride)
    room = ref.size()
    needed = 0 if 0 in size else offset + 1 + sum((n - 1) * step for n, step in zip(size, stride, strict=True))
    if needed > room:
        raise LoadError(
            f"load: a tensor of size {size}, stride {stride}, offset {offset} needs {needed} elements | its storage "
            f"has {room}; the file is damaged"
        )
    if (conj or neg) and isinstance(ref, LaterStorage):
        raise LoadError("load: a tensor is the conjugate or negative of elements that come later | not read")
    if not (conj or neg):
        begin = ref.elements.storage_offset()
        return tensor_from_storage(ref.untyped(), ref.dtype, size, stride, begin + offset)
    # Of the whole storage: a layout may repeat elements more often than there is memory.
    whole = ref.elements.conj() if conj else ref.elements
    return (-whole if neg else whole).as_strided(size, stride, offset)


def _rebuild_meta_tensor(dtype: Any, size: Any, stride: Any, requires_grad: bool) -> Tensor:
    """A tensor on meta, which has no elements."""
    _check_layout(size, stride)
    if not isinstance(dtype, _core.dtype):
        raise LoadError(f"load: a tensor's dtype is a {type(dtype).__name__} | the file is damaged")
    tensor = empty_strided(tuple(size), tuple(stride), dtype=dtype, device="meta")
    return tensor.requires_grad_() if requires_grad else tensor


def _layout_named(name: str) -> Layout:
    if name not in _LAYOUTS:
        raise LoadError(f"load: a tensor has layout {name!r} | sparse_coo, sparse_csr and sparse_csc are read")
    return _LAYOUTS[name]


def _rebuild_sparse_tensor(layout: Layout, parts: Any) -> Tensor:
    """A sparse tensor of its indices, values and size, which are checked."""
    if not isinstance(layout, Layout) or not isinstance(parts, tuple) or not 3 <= len(parts) <= 4:
        raise LoadError(f"load: a sparse tensor is to be rebuilt of a {type(parts).__name__} | the file is damaged")
    try:
        return rebuilt_sparse(layout, parts)
    except (RuntimeError, TypeError, ValueError, IndexError) as error:
        raise LoadError(f"load: the parts of a sparse tensor do not fit: {error} | the file is damaged") from error


def _rebuild_tensor_v2(
    ref: StoredStorage,
    offset: int,
    size: tuple[int, ...],
    stride: tuple[int, ...],
    requires_grad: bool,
    hooks: Any,
    metadata: Mapping[str, bool] | None = None,
) -> Tensor:
    facts = metadata if isinstance(metadata, dict) else {}
    tensor = rebuild_tensor(ref, offset, size, stride, facts.get("conj") is True, facts.get("neg") is True)
    return tensor.requires_grad_() if requires_grad else tensor


def _rebuild_tensor_v3(
    ref: StoredStorage,
    offset: int,
    size: tuple[int, ...],
    stride: tuple[int, ...],
    requires_grad: bool,
    hooks: Any,
    dtype: Any,
    metadata: Mapping[str, bool] | None = None,
) -> Tensor:
    if not isinstance(dtype, _core.dtype):
        raise LoadError(f"load: a tensor's dtype is a {type(dtype).__name__} | the file is damaged")
    typed = type(ref)(wrap_storage=ref.untyped(), dtype=dtype)
    return _rebuild_tensor_v2(typed, offset, size, stride, requires_grad, hooks, metadata)


def _rebuild_parameter(data: Tensor, requires_grad: bool, hooks: Any) -> Tensor:
    if not isinstance(data, Tensor):
        raise LoadError(f"load: a parameter's data is a {type(data).__name__} | the file is damaged")
    return Parameter(data, requires_grad)


def _rebuild_parameter_with_state(data: Tensor, requires_grad: bool, hooks: Any, state: Any) -> Tensor:
    return with_state(_rebuild_parameter(data, requires_grad, hooks), state)


def _rebuild_from_type(rebuild: Callable[..., Tensor], kind: type[Tensor], arguments: Any, state: Any) -> Tensor:
    if rebuild not in (_rebuild_tensor_v2, _rebuild_tensor_v3, _rebuild_parameter, _rebuild_meta_tensor):
        raise LoadError(f"load: a tensor is to be rebuilt by a {type(rebuild).__name__} | the file is damaged")
    if not (isinstance(kind, type) and issubclass(kind, Tensor)):
        raise LoadError("load: a tensor is to have a type that is none of a tensor | a subclass of Tensor")
    if not isinstance(arguments, tuple):
        raise LoadError(f"load: a tensor is to be rebuilt from a {type(arguments).__name__} | a tuple of arguments")
    tensor = rebuild(*arguments)
    if type(tensor) is not kind:
        tensor = as_kind(tensor.detach(), kind, tensor.requires_grad)
    return with_state(tensor, state)


def as_kind(tensor: Tensor, kind: type[Tensor], requires_grad: bool) -> Tensor:
    """`tensor`, a fresh leaf, as an instance of the class `kind`."""
    if kind is not Tensor:
        tensor = tensor.as_subclass(kind)
    return tensor.requires_grad_() if requires_grad else tensor


def state_of(tensor: Tensor) -> Any:
    """A user's attributes of a tensor, as `with_state` takes them: what its class's own ``__getstate__`` says, or its
    ``__dict__``, beside a dict for ``__slots__`` where it has any.
    """
    kind: Any = type(tensor)
    if any("__getstate__" in vars(base) for base in kind.__mro__[: kind.__mro__.index(Tensor)]):
        return kind.__getstate__(tensor)
    attributes = dict(getattr(tensor, "__dict__", None) or {})
    names = copyreg._slotnames(kind) if kind is not Tensor else []  # type: ignore[attr-defined]
    members = (name for name in names if isinstance(getattr(kind, name, None), types.MemberDescriptorType))
    slots = {name: getattr(tensor, name) for name in members if hasattr(tensor, name)}
    return (attributes, slots) if slots else attributes


def with_state(tensor: Tensor, state: Any) -> Tensor:
    """Give `tensor` its user's attributes back: a dict, or a dict (or None) and one for ``__slots__``.

    What the type itself computes (``data``, ``grad``, …) is no attribute, and is left alone.
    """
    kind: Any = type(tensor)
    if kind is not Tensor and "__setstate__" in vars(kind):
        kind.__setstate__(tensor, state)
        return tensor
    attributes, slots = state if isinstance(state, tuple) and len(state) == 2 else (state, None)
    if attributes:
        vars(tensor).update(attributes)
    for name, value in (slots or {}).items():
        if isinstance(getattr(kind, name, None), types.MemberDescriptorType):
            setattr(tensor, name, value)
    return tensor


def _decoded_bytes(text: str, encoding: str) -> bytes:
    """Stands for ``_codecs.encode``, by which pickle's protocol 2 writes bytes."""
    if encoding not in ("latin1", "latin-1"):
        raise LoadError("load: bytes are not encoded as latin1 | latin1 is all a pickle uses")
    return text.encode("latin1")


def _bytearray(content: bytes | str = b"", encoding: str = "") -> bytearray:
    """``bytearray`` as pickles call it: not with a number, which would be a length."""
    return bytearray(content if isinstance(content, bytes) else _decoded_bytes(content, encoding))


def _plain(kind: type) -> Callable[..., Any]:
    """`kind` called with plain data only: a container of a tensor's elements can be larger than all memory."""

    def make(*arguments: Any) -> Any:
        pairs = (arguments[-1] if arguments else ()) if issubclass(kind, dict) else ()
        if any(
            isinstance(value, Tensor) for value in (*arguments, *(pairs if isinstance(pairs, list | tuple) else ()))
        ):
            raise LoadError(f"load: the file asks for a {kind.__name__} of a tensor's elements | refused")
        return kind(*arguments)

    return make


_BUILTINS = (set, frozenset, complex, int, float, bool, str, list, dict, tuple)
_COLLECTIONS = (OrderedDict, Counter, defaultdict)

# What a file calls to make plain objects, by the type it names.
CONSTRUCTORS: dict[Any, Callable[..., Any]] = {kind: _plain(kind) for kind in (*_BUILTINS, *_COLLECTIONS)}
CONSTRUCTORS |= {bytearray: _bytearray, Size: _plain(Size), device: device}


def _known_globals() -> dict[str, Any]:
    known: dict[str, Any] = {
        "torch._utils._rebuild_tensor": rebuild_tensor,
        "torch._utils._rebuild_tensor_v2": _rebuild_tensor_v2,
        "torch._utils._rebuild_tensor_v3": _rebuild_tensor_v3,
        "torch._utils._rebuild_meta_tensor_no_storage": _rebuild_meta_tensor,
        "torch._utils._rebuild_sparse_tensor": _rebuild_sparse_tensor,
        "torch.serialization._get_layout": _layout_named,
        "torch._utils._rebuild_parameter": _rebuild_parameter,
        "torch._utils._rebuild_parameter_with_state": _rebuild_parameter_with_state,
        "torch._tensor._rebuild_from_type_v2": _rebuild_from_type,
        "torch.nn.parameter.Parameter": Parameter,
        "torch.Tensor": Tensor,
        "torch.Size": Size,
        "torch.device": device,
        "_codecs.encode": _decoded_bytes,
    }
    for name, storage_name in STORAGE_NAMES.items():
        known[f"torch.{name}"] = getattr(_core, name)
        known[f"torch.{storage_name}"] = StorageType(getattr(_core, name))
    for name in ("complex32", "uint16", "uint32", "uint64"):  # there are no typed storages of these
        known[f"torch.{name}"] = getattr(_core, name)
    for module in ("torch", "torch.storage"):
        known[f"{module}.UntypedStorage"] = StorageType(_core.uint8)
    for collection in _COLLECTIONS:
        known[f"collections.{collection.__name__}"] = collection
    for kind in (*_BUILTINS, bytearray):
        for module in ("builtins", "__builtin__"):  # the second is what protocol 2 writes
            known[f"{module}.{kind.__name__}"] = kind
    return known


KNOWN_GLOBALS = _known_globals()
FUNCTIONS = (
    rebuild_tensor,
    _rebuild_tensor_v2,
    _rebuild_tensor_v3,
    _rebuild_meta_tensor,
    _layout_named,
    _rebuild_sparse_tensor,
    _rebuild_parameter,
    _rebuild_parameter_with_state,
    _rebuild_from_type,
    _decoded_bytes,
)
user_globals: dict[str, Any] = {}

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
    global user_globals
    user_globals = user_globals | _named(safe_globals)


def get_safe_globals() -> list[Any]:
    """What :func:`add_safe_globals` has added.

    >>> get_safe_globals()
    []
    """
    return list(user_globals.values())


def clear_safe_globals() -> None:
    """Forget everything that :func:`add_safe_globals` has added.

    >>> clear_safe_globals()
    """
    global user_globals
    user_globals = {}


@contextmanager
def safe_globals(safe_globals: Iterable[SafeGlobal]) -> Iterator[None]:
    """:func:`add_safe_globals` for the duration of a ``with`` block.

    >>> import fractions
    >>> with safe_globals([fractions.Fraction]):
    ...     len(get_safe_globals())
    1
    """
    global user_globals
    before = user_globals
    try:
        add_safe_globals(safe_globals)
        yield
    finally:
        user_globals = before
