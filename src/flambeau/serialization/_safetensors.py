"""``.safetensors`` files: the header's length (8 bytes, little-endian), the header (JSON: for each name its dtype,
shape and place in what follows), the tensors' bytes, little-endian and row by row, one after the other.
"""

from __future__ import annotations

import json
import math
import os
import struct
import sys
from collections.abc import Mapping
from typing import IO, Any, NamedTuple

from .. import _core
from .._core import Tensor
from .._storage import storage_from_buffer, tensor_from_storage
from ._errors import EmptyFileError, LoadError
from ._files import replacing
from ._names import dtype_name, number_size, swapped

_NAMES = {
    "bool": "BOOL",
    "uint16": "U16",
    "uint32": "U32",
    "uint64": "U64",
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
_DTYPES = {theirs: ours for ours, theirs in _NAMES.items()}
_LONGEST_HEADER = 100_000_000  # bytes; the format's own bound
_METADATA = "__metadata__"


def save_safetensors(
    tensors: Mapping[str, Tensor], path: str | os.PathLike[str], metadata: Mapping[str, str] | None = None
) -> None:
    """Write named tensors as a ``.safetensors`` file, each contiguously (memory they share is written for each).

    Args:
        tensors: the tensors by name.
        path: the file; replaced as a whole, as by :func:`save`.
        metadata: strings by name, kept in the file's header.

    Raises:
        ValueError: a dtype or a name that the format does not have.
        SaveError: the file cannot be written.
    """
    header: dict[str, Any] = {_METADATA: dict(metadata)} if metadata else {}
    contents, end = [], 0
    for name, tensor in tensors.items():
        if not isinstance(name, str) or name == _METADATA:
            raise ValueError(f"save_safetensors: a tensor is called {name!r} | a string other than {_METADATA!r}")
        if dtype_name(tensor.dtype) not in _NAMES:
            raise ValueError(f"save_safetensors: {name!r} has dtype {tensor.dtype} | the format has no such type")
    # Largest elements first keeps every tensor aligned to its own element size.
    for name, tensor in sorted(tensors.items(), key=lambda item: (-item[1].dtype.itemsize, item[0])):
        stored: Any = tensor.detach().clone().contiguous().untyped_storage().bytes
        content = bytes(memoryview(stored))
        begin, end = end, end + len(content)
        dtype = _NAMES[dtype_name(tensor.dtype)]
        header[name] = {"dtype": dtype, "shape": list(tensor.shape), "data_offsets": [begin, end]}
        contents.append(swapped(content, number_size(tensor.dtype)) if sys.byteorder == "big" else content)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with replacing(path, "save_safetensors") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        file.writelines(contents)


class _Entry(NamedTuple):
    """What the header says of a tensor."""

    name: str
    dtype: Any
    shape: tuple[int, ...]
    begin: int
    end: int


def load_safetensors(path: str | os.PathLike[str]) -> dict[str, Tensor]:
    """Read every tensor of a ``.safetensors`` file, by name.

    Raises:
        LoadError: the file is damaged, or holds a type there is none of here. It is a ValueError.
    """
    path = os.fspath(path)  # not an int, which would name an open file of the process
    with open(path, "rb") as file:
        data, header = _read_header(file, path)
        room = file.seek(0, os.SEEK_END) - data
        entries = [_read_entry(name, described) for name, described in header.items()]
        _check_places(entries, room)
        return {entry.name: _read_tensor(file, data, entry) for entry in entries}


def _read_header(file: IO[bytes], path: str) -> tuple[int, dict[str, Any]]:
    """Where the tensors' bytes begin, and what the header says of each."""
    file_size = file.seek(0, os.SEEK_END)
    if not file_size:
        raise EmptyFileError(f"load_safetensors: {path} is empty")
    file.seek(0)
    size = int.from_bytes(file.read(8), "little")
    if size > min(_LONGEST_HEADER, file_size - 8):
        raise LoadError(
            f"load_safetensors: {path} has {file_size} bytes and says that its header has {size} | not a .safetensors "
            "file, or cut short"
        )
    try:
        header = json.loads(file.read(size).decode(), object_pairs_hook=_without_repetition)
    except (ValueError, RecursionError) as error:
        raise LoadError(
            f"load_safetensors: {path} has no readable header ({error}) | not a .safetensors file"
        ) from error
    metadata = header.pop(_METADATA, {}) if isinstance(header, dict) else None
    if not isinstance(metadata, dict) or not all(isinstance(text, str) for text in metadata.values()):
        raise LoadError(f"load_safetensors: the header of {path} is no table of tensors, with strings as metadata")
    return 8 + size, header


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        raise ValueError("a name occurs twice")
    return table


def _read_entry(name: str, described: Any) -> _Entry:
    problem = "it is no table of a dtype, a shape and two data_offsets"
    match described:
        case {"dtype": str(kind), "shape": [*sizes], "data_offsets": [begin, end]}:
            if kind not in _DTYPES:
                problem = f"there is no dtype {kind}"
            elif not all(type(number) is int and 0 <= number < 1 << 63 for number in (*sizes, begin, end)):
                problem = "a size or a place is no number from 0 on"
            else:
                dtype, count = getattr(_core, _DTYPES[kind]), math.prod(sizes)
                if end - begin == count * dtype.itemsize:
                    return _Entry(name, dtype, tuple(sizes), begin, end)
                problem = f"{end - begin} bytes for {count} elements of {dtype}"
    raise LoadError(f"load_safetensors: {name!r} is described by {str(described)[:200]} ({problem}) | damaged file")


def _check_places(entries: list[_Entry], room: int) -> None:
    """The tensors lie one after the other and fill what there is, as the format demands."""
    at, last = 0, "the header"
    for entry in sorted(entries, key=lambda e: (e.begin, e.end)):
        if entry.begin != at:
            where = "overlaps" if entry.begin < at else "leaves bytes that belong to nobody between itself and"
            raise LoadError(
                f"load_safetensors: {entry.name!r} begins at byte {entry.begin} and {where} {last} | damaged file"
            )
        at, last = entry.end, repr(entry.name)
    if at != room:
        raise LoadError(
            f"load_safetensors: the tensors end at byte {at} of {room} that follow the header | damaged file"
        )


def _read_tensor(file: IO[bytes], data: int, entry: _Entry) -> Tensor:
    file.seek(data + entry.begin)
    content = file.read(entry.end - entry.begin)
    if len(content) != entry.end - entry.begin:
        raise LoadError(f"load_safetensors: the file ends within {entry.name!r} | damaged file")
    content = swapped(content, number_size(entry.dtype)) if sys.byteorder == "big" else content
    try:
        storage = storage_from_buffer(content, copy=True)
        return tensor_from_storage(storage, entry.dtype, entry.shape, _contiguous(entry.shape), 0)
    except (RuntimeError, ValueError, OverflowError) as error:  # more dimensions than there can be, say
        raise LoadError(f"load_safetensors: {entry.name!r} has a shape that is impossible here: {error}") from error


def _contiguous(size: tuple[int, ...]) -> tuple[int, ...]:
    """The strides, in elements, of a tensor laid out row by row."""
    strides, step = [], 1
    for n in reversed(size):
        strides.append(min(step, (1 << 62) - 1))  # beyond that only where there are no elements
        step *= max(n, 1)
    return tuple(reversed(strides))
