"""Messages of protocol buffers, as bytes: as much of the format as TensorBoard's files need.

Source: Protocol Buffers, Encoding (protobuf.dev/programming-guides/encoding).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable

_VARINT, _DOUBLE, _BYTES, _FLOAT = 0, 1, 2, 5  # wire types


def _varint(value: int) -> bytes:
    value &= (1 << 64) - 1  # negative numbers are two's complements of 64 bits
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def integer(field: int, value: int) -> bytes:
    """A field of an integer type, an enum or a bool."""
    return _varint(field << 3 | _VARINT) + _varint(int(value))


def double(field: int, value: float) -> bytes:
    """A field of type double."""
    return _varint(field << 3 | _DOUBLE) + struct.pack("<d", value)


def single(field: int, value: float) -> bytes:
    """A field of type float."""
    return _varint(field << 3 | _FLOAT) + struct.pack("<f", value)


def message(field: int, *content: bytes) -> bytes:
    """A field that holds a message, or bytes."""
    joined = b"".join(content)
    return _varint(field << 3 | _BYTES) + _varint(len(joined)) + joined


def text(field: int, value: str) -> bytes:
    """A field of type string."""
    return message(field, value.encode())


def doubles(field: int, values: Iterable[float]) -> bytes:
    """A packed repeated field of type double."""
    return message(field, *(struct.pack("<d", value) for value in values))
