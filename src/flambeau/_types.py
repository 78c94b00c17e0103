"""Size, device and the other small value types that ops and tensors speak of."""

from __future__ import annotations

import operator
from collections.abc import Iterable
from typing import Any, SupportsIndex

from . import _core

Number = int | float | bool | complex


def _checked_size(place: int, size: Any) -> int:
    """``size`` as an int; ``place`` is where it stands among the sizes."""
    if not hasattr(type(size), "__index__"):
        raise TypeError(f"torch.Size() takes an iterable of 'int' (item {place} is '{type(size).__name__}')")
    return operator.index(size)


class Size(_core.SizeBase):
    """The sizes of a tensor, one per dimension: a tuple of ints that prints as ``torch.Size([2, 3])``.

    >>> import flambeau as torch
    >>> torch.Size([2, 3]).numel()
    6
    """

    __slots__ = ()

    def __new__(cls, sizes: Iterable[SupportsIndex] = ()) -> Size:
        return tuple.__new__(cls, [_checked_size(k, size) for k, size in enumerate(sizes)])

    def numel(self) -> int:
        """The product of the sizes."""
        product = 1
        for size in self:
            product *= size
        return product

    def __repr__(self) -> str:
        return f"torch.Size([{', '.join(map(str, self))}])"

    def __add__(self, other: Any) -> Size:
        return Size(tuple.__add__(self, other)) if isinstance(other, tuple) else NotImplemented

    def __radd__(self, other: Any) -> Size:
        return Size(tuple.__add__(other, self)) if isinstance(other, tuple) else NotImplemented

    def __mul__(self, times: Any) -> Size:
        return tuple.__new__(Size, tuple.__mul__(self, times)) if hasattr(type(times), "__index__") else NotImplemented

    __rmul__ = __mul__

    def __reduce__(self) -> tuple[type[Size], tuple[tuple[int, ...]]]:
        return Size, (tuple(self),)


class device:
    """Where elements live: ``device("cpu")``, or ``device("meta")`` for tensors that have a shape but no elements.

    ``cuda`` devices can be named (scripts ask for them) but nothing can be put on one yet.

    Raises: RuntimeError for a type that is not known.

    >>> import flambeau as torch
    >>> torch.device("cpu")
    device(type='cpu')
    """

    __slots__ = ("index", "type")
    type: str
    index: int | None

    def __init__(self, type: str | device | int, index: int | None = None) -> None:
        if isinstance(type, device):
            given, index = type.type, type.index
        elif isinstance(type, int):
            given, index = "cuda", type
        elif isinstance(type, str):
            given = type
        else:
            raise TypeError(f"device(): argument 'type' must be str, not {type.__class__.__name__}")
        name, colon, number = given.partition(":")
        if name not in ("cpu", "meta", "cuda", "mps", "xpu"):
            raise RuntimeError(
                f"Expected one of cpu, cuda, mps, xpu, meta device type at start of device string: {given}"
            )
        if colon:
            if index is not None:
                raise RuntimeError(
                    f"type (string) must not include an index because index was passed explicitly: {given}"
                )
            if not number.isdigit():
                raise RuntimeError(f"Invalid device string: '{given}'")
            index = int(number)
        if index is not None and index < 0:
            raise RuntimeError("Device index must not be negative")
        object.__setattr__(self, "type", name)
        object.__setattr__(self, "index", index)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"attribute '{name}' of 'device' objects is not writable")

    def __repr__(self) -> str:
        return (
            f"device(type='{self.type}')" if self.index is None else f"device(type='{self.type}', index={self.index})"
        )

    def __str__(self) -> str:
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, device) and (self.type, self.index) == (other.type, other.index)

    def __hash__(self) -> int:
        return hash((self.type, self.index))

    def __reduce__(self) -> tuple[Any, tuple[str, int | None]]:
        return device, (self.type, self.index)


class _Named:
    """A constant known by its name."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        self._name = name

    def __repr__(self) -> str:
        return f"torch.{self._name}"

    def __reduce__(self) -> str:
        return self._name


class layout(_Named):
    """How elements are laid out in memory: ``strided``, or that of a sparse tensor."""

    __slots__ = ()


class memory_format(_Named):
    """The order of a tensor's dimensions in memory."""

    __slots__ = ()


strided = layout("strided")
# Sparse tensors have the first three; PyTorch's others are names that programs ask about.
sparse_coo, sparse_csr, sparse_csc = layout("sparse_coo"), layout("sparse_csr"), layout("sparse_csc")
sparse_bsr, sparse_bsc, jagged = layout("sparse_bsr"), layout("sparse_bsc"), layout("jagged")
contiguous_format = memory_format("contiguous_format")
preserve_format = memory_format("preserve_format")
channels_last = memory_format("channels_last")
channels_last_3d = memory_format("channels_last_3d")


def is_real(value: Any) -> bool:
    """Whether it is one real number, or a tensor with one element."""
    if isinstance(value, _core.Tensor):
        return bool(value.numel() == 1)
    return hasattr(type(value), "__float__") or hasattr(type(value), "__index__")


_PYTHON_TYPES: dict[Any, _core.dtype] = {
    bool: _core.bool,
    int: _core.int64,
    float: _core.float64,
    complex: _core.complex128,
}


def as_dtype(given: Any) -> Any:
    """The dtype that one of Python's types of numbers stands for; anything else as it is."""
    return _PYTHON_TYPES.get(given, given) if isinstance(given, type) else given
