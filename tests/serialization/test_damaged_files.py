"""Damaged and hostile files: a LoadError that says what and where, in memory and time that the file's length bounds."""

from __future__ import annotations

import contextlib
import io
import json
import os
import pickle
import struct
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import mutations
import pytest

import flambeau as torch
from flambeau import serialization
from flambeau.serialization import LoadError

# Addresses that the sanitizers reserve make a limit of address space meaningless.
SANITIZED = "libasan" in os.environ.get("LD_PRELOAD", "")


@pytest.mark.skipif(SANITIZED, reason="the address sanitizer reserves terabytes of address space")
def test_mutations() -> None:
    """Over a thousand files, in a process whose memory is limited; `mutations.py` says what must hold of each."""
    command = [sys.executable, mutations.__file__, "--count", "1500", "--seed", "7"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_error_is_what_pytorch_and_safetensors_raise() -> None:
    for kind in (pickle.UnpicklingError, RuntimeError, ValueError):
        assert issubclass(LoadError, kind)


def refused(content: bytes, message: str, tmp_path: Path) -> None:
    """By all ways of reading."""
    path = tmp_path / "file"
    path.write_bytes(content)
    for source, options in ((io.BytesIO(content), {}), (path, {}), (path, {"mmap": True})):
        with pytest.raises(LoadError, match=message):
            torch.load(source, **options)


def test_a_record_that_inflates(tmp_path: Path) -> None:
    file = io.BytesIO()
    torch.save(torch.zeros(1 << 20), file)
    content = mutations.with_records(mutations.records_of(file.getvalue()), zipfile.ZIP_DEFLATED)
    assert len(content) < 10_000
    refused(content, "may become 16 times as large as the file", tmp_path)
    noise = torch.rand(1000)
    file = io.BytesIO()
    torch.save(noise, file)
    deflated = mutations.with_records(mutations.records_of(file.getvalue()), zipfile.ZIP_DEFLATED)
    assert torch.equal(torch.load(io.BytesIO(deflated)), noise)


def test_a_name_that_occurs_twice(tmp_path: Path) -> None:
    file = io.BytesIO()
    torch.save([1], file)
    records = mutations.records_of(file.getvalue())
    refused(mutations.with_records([*records, records[0]]), "1 names of records occur twice", tmp_path)


def test_a_damaged_record_is_named(tmp_path: Path) -> None:
    file = io.BytesIO()
    torch.save(torch.ones(100), file)
    content = bytearray(file.getvalue())
    content[content.index(struct.pack("<f", 1.0) * 50)] ^= 1
    with pytest.raises(LoadError, match=r"reading file data/0: .*CRC-32"):
        torch.load(io.BytesIO(bytes(content)))


@pytest.mark.parametrize("program", mutations.HOSTILE)
def test_programs_that_would_take_long_or_much(program: bytes) -> None:
    content = mutations.with_records([("a/data.pkl", program), ("a/byteorder", b"little"), ("a/data/0", bytes(16))])
    begun = time.monotonic()
    with contextlib.suppress(LoadError):
        torch.load(io.BytesIO(content))
    assert time.monotonic() - begun < 10


def test_a_tensor_does_not_change_what_its_class_computes() -> None:
    state = {"data": torch.ones(9), "grad": torch.ones(3), "shape": 7, "note": "kept"}
    from flambeau.serialization._globals import with_state

    loaded = with_state(torch.zeros(3), state)
    assert loaded.tolist() == [0, 0, 0]
    assert loaded.grad is None
    assert loaded.shape == (3,)
    assert loaded.note == "kept"


def table(entries: Any, data: bytes, length: int | None = None) -> bytes:
    text = entries if isinstance(entries, bytes) else json.dumps(entries).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + data


def entry(begin: int, end: int, shape: Any = (2,), dtype: str = "U8") -> dict[str, Any]:
    return {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (table({"a": entry(0, 2), "b": entry(1, 3)}, b"123"), "'b' begins at byte 1 and overlaps 'a'"),
        (table({"a": entry(0, 2), "b": entry(0, 2)}, b"12"), "'b' begins at byte 0 and overlaps 'a'"),
        (table({"a": entry(-2, 0)}, b"12"), "no number from 0 on"),
        (table({"a": entry(0, 2), "b": entry(3, 5)}, b"12345"), "bytes that belong to nobody between itself and 'a'"),
        (table({"a": entry(1, 3)}, b"123"), "bytes that belong to nobody between itself and the header"),
        (table({"a": entry(0, 2)}, b"123"), "end at byte 2 of 3"),
        (table({"a": entry(0, 2)}, b"1"), "end at byte 2 of 1"),
        (table({}, b"1"), "end at byte 0 of 1"),
        (table({"a": entry(0, 2, [3])}, b"12"), "2 bytes for 3 elements"),
        (table({"a": entry(0, 2, [2**62, 2**62])}, b"12"), "2 bytes for"),
        (table({"a": entry(0, 2, [-1, -2])}, b"12"), "no number from 0 on"),
        (table({"a": entry(0, 2, [True, 2])}, b"12"), "no number from 0 on"),
        (table({"a": entry(0, 0, [0] * 100)}, b""), "impossible here"),
        (table({"a": entry(0, 2, dtype="F8_E4M3")}, b"12"), "F8_E4M3"),
        (table({"a": 1}, b""), r"'a' is described by 1 \(it is no table of a dtype, a shape and two data_offsets\)"),
        (table({"a": {"dtype": "U8"}}, b""), "it is no table of a dtype, a shape"),
        (table({"a": entry(0, 2, 3)}, b"12"), "it is no table of a dtype, a shape"),
        (table({"a": entry(0, 2) | {"data_offsets": [0]}}, b"12"), "it is no table of a dtype, a shape"),
        (table({"a": entry(0, 2) | {"dtype": 7}}, b"12"), "it is no table of a dtype, a shape"),
        (table([1], b""), "no table"),
        (table({"__metadata__": {"a": 1}}, b""), "no table"),
        (table(b'{"a":1,"a":1}', b""), "occurs twice"),
        (table(b"[" * 100000, b""), "no readable header"),
        (table(b'{"\xff":1}', b""), "no readable header"),
        (table(b'{"a":' + b"9" * 5000 + b"}", b""), "no readable header"),
        (table({}, b"", length=2**63), "says that its header has 9223372036854775808"),
        (table({}, b"", length=3), "says that its header has 3"),
        (b"1234", "says that its header has"),
        (b"", "is empty"),
    ],
)
def test_damaged_tables(content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "table"
    path.write_bytes(content)
    with pytest.raises(LoadError, match=message):
        serialization.load_safetensors(path)


CUT_SHORT = """
import os, sys, time
import flambeau as torch

torch.save([torch.ones(1 << 20), torch.ones(1 << 20)], "file")
first, second = torch.load("file", mmap=True)
assert first.sum().item() == 1 << 20
os.truncate("file", os.path.getsize("file") - (4 << 20))
try:
    total = second.sum().item()
    time.sleep(0.1)
except OSError as error:
    assert "cut short" in str(error)
else:
    sys.exit("nothing was raised")
assert first.sum().item() == 1 << 20
assert 0 <= second.sum().item() < 1 << 20
del first, second
os.truncate("file", 0)
try:
    torch.load("file", mmap=True)
except torch.serialization.LoadError:
    pass
"""


def test_a_file_that_is_cut_short_while_mapped(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", CUT_SHORT], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
