"""Reads MATLAB's files of version 5: arrays of numbers, texts and structures, compressed or not."""

from __future__ import annotations

import os
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np

__all__ = ["read_matlab"]

_COMPRESSED, _MATRIX = 15, 14
_TYPES = {
    1: "i1",
    2: "u1",
    3: "i2",
    4: "u2",
    5: "i4",
    6: "u4",
    7: "f4",
    9: "f8",
    12: "i8",
    13: "u8",
    16: "u1",
    17: "u2",
}
_CELL, _STRUCT, _CHAR = 1, 2, 4
_CLASSES = {6: "f8", 7: "f4", 8: "i1", 9: "u1", 10: "i2", 11: "u2", 12: "i4", 13: "u4", 14: "i8", 15: "u8"}


def read_matlab(path: str | os.PathLike[str]) -> dict[str, Any]:
    """The variables of a file: arrays, texts, and lists of dicts for arrays of structures."""
    content = Path(path).read_bytes()
    if len(content) < 128 or content[126:128] not in (b"IM", b"MI"):
        raise RuntimeError(f"{path} is no MATLAB file of version 5")
    try:
        order = "<" if content[126:128] == b"IM" else ">"
        return dict(value for _, value in _elements(content[128:], order) if value is not None)
    except (struct.error, zlib.error, KeyError, ValueError, UnicodeDecodeError) as error:
        raise RuntimeError(f"{path} is damaged or holds what is not read here | {error}") from error


def _elements(data: bytes, order: str) -> list[tuple[int, Any]]:
    """The elements that follow one another: types with values, matrices as (name, value)."""
    found, at = [], 0
    while at + 8 <= len(data):
        kind, size = struct.unpack_from(f"{order}II", data, at)
        if kind >> 16:  # both in the first word, and up to four bytes in the second
            kind, size = kind & 0xFFFF, kind >> 16
            body, at = data[at + 4 : at + 4 + size], at + 8
        else:
            body = data[at + 8 : at + 8 + size]
            at += 8 + size + (-size % 8 if kind != _COMPRESSED else 0)
        if kind == _COMPRESSED:
            found += _elements(zlib.decompress(body), order)
        elif kind == _MATRIX:
            found.append((kind, _matrix(body, order) if body else None))
        else:
            found.append((kind, np.frombuffer(body, np.dtype(order + _TYPES[kind]))))
    return found


def _matrix(data: bytes, order: str) -> tuple[str, Any]:
    (_, flags), (_, sizes), (_, name), *parts = _elements(data, order)
    kind, shape = int(flags[0]) & 0xFF, tuple(int(size) for size in sizes)
    title = bytes(name).decode("latin1")
    values = [value for _, value in parts]
    if kind == _STRUCT:
        width, names = int(values[0][0]), bytes(values[1])
        fields = [names[k : k + width].split(b"\0")[0].decode() for k in range(0, len(names), width)]
        entries = [value[1] if value is not None else None for value in values[2:]]
        rows = [entries[k : k + len(fields)] for k in range(0, len(entries), len(fields))]
        return title, [dict(zip(fields, row, strict=True)) for row in rows]
    if kind == _CELL:
        return title, [value[1] for value in values]
    if kind == _CHAR:
        return title, "".join(map(chr, values[0])) if values else ""
    return title, np.array(values[0].astype(_CLASSES[kind])).reshape(shape, order="F")
