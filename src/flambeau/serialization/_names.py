"""How a ``.pt`` file names the types of what it holds, for writing and for reading."""

from __future__ import annotations

from typing import Any, NamedTuple

RECORD_ALIGNMENT = 64  # bytes; what PyTorch aligns to, so that a mapped file can be computed on in place

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


def dtype_name(dtype: Any) -> str:
    """``float32`` of ``torch.float32``."""
    return str(dtype).rpartition(".")[2]


class StorageRef(NamedTuple):
    """A tensor's memory, as elements of one type."""

    storage: Any
    dtype: Any


def number_size(dtype: Any) -> int:
    """The bytes of one number: a complex element has two."""
    return int(dtype.itemsize // 2 if dtype.is_complex else dtype.itemsize)


def swapped(content: bytes | bytearray, width: int) -> bytes:
    """`content` with the bytes of each number of `width` bytes reversed."""
    reverse = bytearray(len(content))
    for byte in range(width):
        reverse[byte::width] = content[width - 1 - byte :: width]
    return bytes(reverse)
