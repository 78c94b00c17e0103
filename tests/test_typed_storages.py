"""Storages as lines of numbers and of bytes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

import flambeau as fl

KINDS = {
    **{"float": "float32", "double": "float64", "half": "float16", "bfloat16": "bfloat16", "long": "int64"},
    **{"int": "int32", "short": "int16", "char": "int8", "byte": "uint8", "bool": "bool"},
    **{"complex_float": "complex64", "complex_double": "complex128"},
}


@pytest.mark.parametrize("name", KINDS)
def test_casts(name: str) -> None:
    numbers = fl.IntStorage([-1, 0, 1, 2])
    cast: Any = getattr(numbers, name)()
    assert cast.dtype is getattr(fl, KINDS[name])
    assert cast.tolist() == fl.tensor([-1, 0, 1, 2], dtype=fl.int32).to(cast.dtype).tolist()
    assert getattr(cast, name)() is cast


def test_a_tensor_of_a_storage_is_a_copy() -> None:
    x = fl.arange(6.0)
    elements = fl.TypedStorage(wrap_storage=x.untyped_storage(), dtype=x.dtype)
    for source in (elements, x.untyped_storage()):
        made = fl.tensor(source, dtype=fl.float32)
        assert made.tolist() == x.tolist()
        assert made.data_ptr() != x.data_ptr()
    assert fl.tensor(elements).dtype is fl.float32
    with pytest.raises(RuntimeError, match="Expected a Storage of type"):
        fl.tensor(elements, dtype=fl.int32)


@pytest.mark.parametrize("dtype", ["int8", "float32", "complex64"])
def test_set_to_bytes(dtype: str) -> None:
    x = fl.arange(6).to(getattr(fl, dtype))
    y = fl.tensor([], dtype=x.dtype).set_(x.untyped_storage())
    assert y.tolist() == x.tolist()
    assert y.data_ptr() == x.data_ptr()
    with pytest.raises(RuntimeError, match="Expected a Storage of type"):
        fl.tensor([], dtype=fl.int16).set_(fl.TypedStorage(wrap_storage=x.untyped_storage(), dtype=x.dtype))


def test_from_buffer() -> None:
    content = bytearray([1, 2, 3, 4])
    assert fl.ByteStorage.from_buffer(content).tolist() == [1, 2, 3, 4]
    assert fl.ShortStorage.from_buffer(content, "big").tolist() == [258, 772]
    assert fl.ShortStorage.from_buffer(content, "little", 1, 2).tolist() == [1027]
    assert fl.IntStorage.from_buffer(content, "native").tolist() == [int.from_bytes(content, sys.byteorder)]
    assert fl.BoolStorage.from_buffer(bytes([0, 16, 1]), "big").tolist() == [False, True, True]
    both = fl.ComplexFloatStorage.from_buffer(bytes([0x40, 0x10, 0, 0, 0x3F, 0x80, 0, 0]), "big")
    assert both.tolist() == [2.25 + 1j]
    content[0] = 9
    assert fl.UntypedStorage.from_buffer(b"\1\2", dtype=fl.int16).nbytes() == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("middle",), "invalid byte_order 'middle'"),
        (("big", -1, 9), "offset must be non-negative and no greater than buffer length"),
        (("big", -1, -1), "offset must be non-negative and no greater than buffer length"),
        (("big", -1, 1), "must be a multiple of element size"),
        (("big", 2, 1), "has only 7 bytes after offset 1"),
        (("big", 2**62, 0), "has only 8 bytes after offset 0"),
    ],
)
def test_what_buffers_do_not_hold(arguments: tuple[Any, ...], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        fl.FloatStorage.from_buffer(bytes(8), *arguments)


def test_files_are_mapped(tmp_path: Path) -> None:
    name = str(tmp_path / "zahlen")
    first = fl.FloatStorage.from_file(name_of_new(name), True, 5)
    second = fl.from_file(name, True, 5, dtype=fl.float32)
    second.fill_(2.5)
    assert first.tolist() == [2.5] * 5
    private = fl.from_file(name, size=5)
    private.zero_()
    assert second.tolist() == [2.5] * 5
    with pytest.raises(RuntimeError, match="is smaller than the required mapping size"):
        fl.from_file(name, size=6)


def name_of_new(name: str) -> str:
    Path(name).touch()
    return name


def test_sizes_in_memory() -> None:
    empty, ten, hundred = (fl.FloatStorage(n).__sizeof__() for n in (0, 10, 100))
    assert hundred - empty == 10 * (ten - empty) == 400


def test_tensors_without_memory_are_not_set_to_each_other() -> None:
    x = fl.tensor([])
    assert not x.is_set_to(fl.tensor([]))
    assert x.is_set_to(x)
