"""Names for annotations: what a number, a device, a size may be."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import IO, TypeAlias

from ._absent import refusing_class
from ._core import Tensor
from ._listing import listing
from ._storage import UntypedStorage
from ._typed_storage import TypedStorage
from ._types import Size
from ._types import device as _device

__all__ = ["Device", "FileLike", "Number", "Storage"]
__dir__ = listing(globals())

_int: TypeAlias = int
_float: TypeAlias = float
_bool: TypeAlias = bool
_complex: TypeAlias = complex
_str: TypeAlias = str
_bytes: TypeAlias = bytes
_size: TypeAlias = Size | list[int] | tuple[int, ...]
_symsize: TypeAlias = Size | Sequence[int]
_dispatchkey: TypeAlias = str

Number: TypeAlias = int | float | bool
_Number = (int, float, bool)
Device: TypeAlias = _device | str | int | None
FileLike: TypeAlias = str | os.PathLike[str] | IO[bytes]
Storage: TypeAlias = UntypedStorage | TypedStorage
BoolLikeType: TypeAlias = bool
IntLikeType: TypeAlias = int
FloatLikeType: TypeAlias = float
_TensorOrTensors: TypeAlias = Tensor | Sequence[Tensor]
_TensorOrOptionalTensors: TypeAlias = Tensor | Sequence[Tensor | None]
SymInt, SymFloat, SymBool = (
    refusing_class(name, __name__, RuntimeError, f"torch.{name}: flambeau traces no symbolic sizes | sizes are ints")
    for name in ("SymInt", "SymFloat", "SymBool")
)
py_sym_types = (SymInt, SymFloat, SymBool)
