"""Damaged and hostile files, made at random from sound ones, and what must hold of each.

``python tests/serialization/mutations.py --seconds 600`` tries them for that long; a test tries a few thousand.
Whatever a file holds, reading it gives objects or a LoadError, in time and memory that its length bounds.
"""

from __future__ import annotations

import argparse
import copy
import io
import itertools
import json
import os
import pickle
import random
import resource
import struct
import sys
import tempfile
import time
import warnings
import zipfile
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import flambeau as torch
from flambeau import serialization

ROOM = 512 << 20  # bytes of address space beyond what the process has when it begins
EXTREMES = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 2**63 - 1, 2**63, 2**64 - 1)


def sound_archives() -> list[bytes]:
    """Files as `save` writes them."""
    base = torch.arange(24.0).reshape(4, 6)
    objects = [
        {"base": base, "view": base.t()[1:], "leaf": torch.nn.Parameter(base[0]), "n": [1, -2.5, None, True, (1, "x")]},
        OrderedDict(a=torch.ones(3, dtype=torch.bool), b=torch.zeros(0, 2), c={1, 2}, d=bytearray(b"bytes"), e=b"raw"),
        [torch.tensor(1 + 2j), torch.Size([1, 2]), torch.float16, torch.device("cpu"), Counter("aab"), 10**30],
        torch.nn.Linear(3, 2).state_dict(),
        defaultdict(list, {(1, 2): [torch.ones(2, dtype=torch.bfloat16)]}),
    ]
    files = []
    for value, protocol in itertools.product(objects, (2, 4)):
        file = io.BytesIO()
        torch.save(value, file, pickle_protocol=protocol)
        files.append(file.getvalue())
    return files


def sound_tables() -> list[bytes]:
    """Files as `save_safetensors` writes them."""
    files = []
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "table")
        for tensors in (
            {"a": torch.arange(6.0).reshape(2, 3), "b": torch.ones(3, dtype=torch.bool), "c": torch.zeros(0, 4)},
            {"weight": torch.ones(5, dtype=torch.bfloat16)},
            {},
        ):
            serialization.save_safetensors(tensors, path, {"made": "here"})
            with open(path, "rb") as file:
                files.append(file.read())
    return files


# Bytes ----------------------------------------------------------------------------------------------------------------


def flip_bits(rng: random.Random, content: bytearray, other: bytes) -> None:
    for _ in range(rng.randrange(1, 9)):
        content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)


def truncate(rng: random.Random, content: bytearray, other: bytes) -> None:
    del content[rng.randrange(len(content)) :]


def cut_out(rng: random.Random, content: bytearray, other: bytes) -> None:
    begin = rng.randrange(len(content))
    del content[begin : begin + rng.randrange(1, 100)]


def insert(rng: random.Random, content: bytearray, other: bytes) -> None:
    begin = rng.randrange(len(content))
    content[begin:begin] = rng.randbytes(rng.randrange(1, 100))


def splice(rng: random.Random, content: bytearray, other: bytes) -> None:
    begin, source = rng.randrange(len(content)), rng.randrange(len(other))
    length = rng.randrange(1, 300)
    content[begin : begin + length] = other[source : source + length]


def overwrite_number(rng: random.Random, content: bytearray, other: bytes) -> None:
    width = rng.choice((1, 2, 4, 8))
    value = rng.choice((*EXTREMES, len(content), len(content) - 1, len(content) + 1)) % (1 << (8 * width))
    begin = rng.randrange(len(content))
    content[begin : begin + width] = value.to_bytes(width, "little")


BYTES = (flip_bits, truncate, cut_out, insert, splice, overwrite_number)


def spoiled(rng: random.Random, content: bytes, other: bytes) -> bytes:
    """`content` with one to three kinds of damage."""
    damaged = bytearray(content)
    for _ in range(rng.randrange(1, 4)):
        if damaged:
            rng.choice(BYTES)(rng, damaged, other)
    return bytes(damaged)


# Archives -------------------------------------------------------------------------------------------------------------


def with_records(records: list[tuple[str, bytes]], compression: int = zipfile.ZIP_STORED) -> bytes:
    """A zip file with these records, whose sums are right."""
    file = io.BytesIO()
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in records:
            archive.writestr(name, content)
    return file.getvalue()


def records_of(content: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def spoiled_pickle(rng: random.Random, content: bytes, other: bytes) -> bytes:
    """The archive with a damaged data.pkl, whose sum is right again."""
    names = dict(records_of(other))
    fake = next(names[name] for name in names if name.endswith("data.pkl"))
    return with_records(
        [(n, spoiled(rng, c, fake) if n.endswith("data.pkl") else c) for n, c in records_of(content)],
        rng.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)),
    )


def spoiled_directory(rng: random.Random, content: bytes, other: bytes) -> bytes:
    """A number in the archive's directory, or in a record's header, is another one."""
    damaged = bytearray(content)
    marks = [i for i in range(len(content) - 4) if content[i : i + 4] in (b"PK\1\2", b"PK\3\4", b"PK\5\6")]
    for _ in range(rng.randrange(1, 4)):
        begin = rng.choice(marks) + rng.randrange(4, 46)
        width = rng.choice((1, 2, 4, 8))
        value = rng.choice((*EXTREMES, len(content), rng.randrange(1 << 16))) % (1 << (8 * width))
        damaged[begin : begin + width] = value.to_bytes(width, "little")
    return bytes(damaged)


def shuffled_records(rng: random.Random, content: bytes, other: bytes) -> bytes:
    """Records left out, renamed, exchanged, doubled, from two files."""
    records = records_of(content) + (records_of(other) if rng.random() < 0.3 else [])
    names = [name for name, _ in records]
    for _ in range(rng.randrange(1, 4)):
        k = rng.randrange(len(records))
        name, bytes_ = records[k]
        records[k] = rng.choice(
            [
                (rng.choice(names), bytes_),
                (name, records[rng.randrange(len(records))][1]),
                (name, bytes_[: rng.randrange(len(bytes_) + 1)]),
                (name + "/..", bytes_),
                (name, bytes_ * 3),
            ]
        )
    return with_records(records)


def bomb(rng: random.Random, content: bytes, other: bytes) -> bytes:
    """A record that is a thousand times as large as what stands for it, as it says or not."""
    records = [(n, bytes(64 << 20) if n.endswith("data/0") else c) for n, c in records_of(content)]
    made = bytearray(with_records(records, zipfile.ZIP_DEFLATED))
    if rng.random() < 0.5:
        size = struct.pack("<I", 64 << 20)
        for _ in range(made.count(size)):
            at = made.index(size)
            made[at : at + 4] = struct.pack("<I", rng.choice((16, 0, 96, 2**32 - 1)))
    return bytes(made)


def overlapping(rng: random.Random, content: bytes, other: bytes) -> bytes:
    """Many entries of the directory that are one record, each wanted as a tensor of its own."""
    count, numel = 200, 1 << 18
    program = io.BytesIO()
    program.write(b"\x80\x02]")
    for k in range(count):
        key = f"{k}".encode()
        program.write(b"ctorch._utils\n_rebuild_tensor_v2\n((X\x07\0\0\0storagectorch\nFloatStorage\n")
        program.write(b"X" + struct.pack("<I", len(key)) + key + b"X\x03\0\0\0cpuJ" + struct.pack("<i", numel) + b"tQ")
        program.write(b"K\0J" + struct.pack("<i", numel) + b"\x85K\x01\x85\x89}tRa")
    program.write(b".")
    records = [("a/data.pkl", program.getvalue()), ("a/byteorder", b"little"), ("a/data/0", bytes(4 * numel))]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, record in records:
            archive.writestr(name, record)
        first = archive.getinfo("a/data/0")
        for k in range(1, count):
            twin = zipfile.ZipInfo(f"a/data/{k}")
            twin.header_offset, twin.CRC = first.header_offset, first.CRC
            twin.compress_size = twin.file_size = first.file_size
            archive.filelist.append(twin)
    return file.getvalue()


# Pickles --------------------------------------------------------------------------------------------------------------

_TORCH = b"ctorch._utils\n_rebuild_tensor_v2\n"
_RECORD = b"((X\x07\0\0\0storagectorch\nFloatStorage\n\x8c\x010X\x03\0\0\0cpuK\x04tQK\0"
TENSOR = _TORCH + _RECORD + b"K\x04\x85K\x01\x85\x89}tR"
ENDLESS_TENSOR = _TORCH + _RECORD + b"\x8a\x06\0\0\0\0\0\x01\x85K\0\x85\x89}tR"  # 2**40 times one element
INSTRUCTIONS = """
    MARK STOP POP POP_MARK DUP NONE NEWTRUE EMPTY_LIST EMPTY_DICT EMPTY_TUPLE EMPTY_SET TUPLE TUPLE1 TUPLE2 TUPLE3 LIST
    DICT APPEND APPENDS SETITEM SETITEMS ADDITEMS FROZENSET REDUCE NEWOBJ NEWOBJ_EX BUILD BINPERSID OBJ MEMOIZE
    STACK_GLOBAL
"""
PIECES = [
    *(getattr(pickle, name) for name in INSTRUCTIONS.split()),
    b"K\x05",
    b"M\xff\xff",
    b"J\xff\xff\xff\xff",
    b"\x8a\x09" + b"\xff" * 9,
    b"\x8b" + struct.pack("<i", 400) + b"\x7f" * 400,
    b"F1e999\n",
    b"X\x01\0\0\0a",
    b"X\x03\0\0\0cpu",
    b"X\x07\0\0\0storage",
    b"\x8c\x010",
    b"X\xff\xff\xff\xffa",
    b"\x8d" + struct.pack("<Q", 2**62) + b"a",
    b"\x8e" + struct.pack("<Q", 2**62) + b"a",
    b"\x96" + struct.pack("<Q", 2**40) + b"a",
    b"\x95" + struct.pack("<Q", 2**63),
    b"q\0",
    b"h\0",
    b"r\xff\xff\xff\x7f",
    b"S'\\x'\n",
    b"V\\ud800\n",
    b"I" + b"9" * 5000 + b"\n",
    b"L1L\n",
    _TORCH,
    b"ctorch._utils\n_rebuild_parameter\n",
    b"ctorch._tensor\n_rebuild_from_type_v2\n",
    b"ctorch\nFloatStorage\n",
    b"ctorch\nBoolStorage\n",
    b"ctorch\nTensor\n",
    b"ctorch\nSize\n",
    b"ctorch\ndevice\n",
    b"ctorch.nn.parameter\nParameter\n",
    b"ccollections\nOrderedDict\n",
    b"ccollections\ndefaultdict\n",
    b"ccollections\nCounter\n",
    b"c_codecs\nencode\n",
    *(
        b"c__builtin__\n%b\n" % kind
        for kind in (b"set", b"bytearray", b"str", b"list", b"int", b"complex", b"frozenset")
    ),
    b"cbuiltins\neval\n",
    b"cos\nsystem\n",
    TENSOR,
    ENDLESS_TENSOR,
]
# Few bytes that would take long, or much.
HOSTILE = [
    b")" + b"\x85" * 20000 + b"h\0.",
    b"](" + b")" + b"\x85" * 5000 + b"c__builtin__\nset\n" + b".",
    b"}" + b")" + b"2\x86" * 60 + b"K\x01s.",  # a key with 2**60 items
    b"\x8f(" + b")" + b"2\x86" * 60 + b"\x90.",
    b"(" + b")" + b"2\x86" * 60 + b"\x91.",
    b"c__builtin__\nstr\n" + b")" + b"2\x86" * 60 + b"\x85R.",
    b"c__builtin__\nset\n](" + b")" + b"2\x86" * 60 + b"e\x85R.",
    b"}" + b")" + b"\x85" * 100000 + b"K\x01s.",  # …and one that is nested so deep
    b"c__builtin__\nbytearray\n\x8a\x06\0\0\0\0\0\x10\x85R.",
    b"c__builtin__\nbytearray\n\x8a\x06\0\0\0\0\0\x10\x85\x81.",
    b"ctorch\nTensor\n\x8a\x06\0\0\0\0\0\x10\x85R.",
    b"c__builtin__\nlist\n" + ENDLESS_TENSOR + b"\x85R.",
    b"(" * 100000 + b".",
    b"]" + b"2a" * 1000 + b".",
    b"2" * 100000 + b".",
    b"\x80\x04\x95" + struct.pack("<Q", 5) + b"K\x01.",
    b"",
]


def hostile_pickle(rng: random.Random, content: bytes, other: bytes) -> bytes:
    """An archive with a program of random instructions."""
    if rng.random() < 0.1:
        program = rng.choice(HOSTILE)
    else:
        program = b"\x80\x04" + b"".join(rng.choice(PIECES) for _ in range(rng.randrange(1, 40))) + b"."
    return with_records([("a/data.pkl", program), ("a/byteorder", b"little"), ("a/data/0", bytes(16))])


# Tables ---------------------------------------------------------------------------------------------------------------


def spoiled_header(rng: random.Random, content: bytes, other: bytes) -> bytes:
    """A safetensors file whose header says something else of a tensor."""
    size = int.from_bytes(content[:8], "little")
    header, data = json.loads(content[8 : 8 + size]), content[8 + size :]
    strange: list[Any] = [
        *EXTREMES,
        -1,
        True,
        None,
        1.5,
        "x",
        [],
        {},
        [2**40, 2**40],
        [-8, 16],
        "F32",
        "BOOL",
        "F8_E4M3",
        [[]],
    ]
    for _ in range(rng.randrange(1, 3)):
        name = rng.choice([*header, "new"])
        entry = header.get(name)
        if isinstance(entry, dict) and entry and rng.random() < 0.8:
            key = rng.choice(list(entry))
            if isinstance(entry[key], list) and entry[key] and rng.random() < 0.7:
                entry[key][rng.randrange(len(entry[key]))] = copy.deepcopy(rng.choice(strange))
            else:
                entry[key] = copy.deepcopy(rng.choice(strange))
        else:
            header[name] = copy.deepcopy(rng.choice([*strange, *header.values()]))
    text = json.dumps(header).encode()
    if rng.random() < 0.1:
        text = rng.choice(
            [b"[" * 100000, b'{"a":' * 50000, text + text, b'"\xff"', text.replace(b"}", b',"a":1,"a":2}')]
        )
    return struct.pack("<Q", len(text)) + text + data


# The trial ------------------------------------------------------------------------------------------------------------


def use(value: Any) -> None:
    """Reads the elements of every tensor in a loaded object."""
    waiting, seen = [value], set[int]()
    while waiting and len(seen) < 10000:
        item = waiting.pop()
        if id(item) in seen:
            continue
        seen.add(id(item))
        if isinstance(item, torch.Tensor):
            if 0 < item.numel() <= 10000:
                item.detach().reshape(-1).tolist()
        elif isinstance(item, dict):
            waiting.extend([*item.keys(), *item.values()])
        elif isinstance(item, list | tuple | set | frozenset):
            waiting.extend(item)


class Trial:
    """Reads files and notes what came of it."""

    def __init__(self) -> None:
        self.outcomes: Counter[str] = Counter()
        self.folder = tempfile.TemporaryDirectory()
        self.path = os.path.join(self.folder.name, "file")

    def read(self, content: bytes, load: Callable[[], Any]) -> None:
        try:
            use(load())
            self.outcomes["read"] += 1
        except serialization.LoadError:
            self.outcomes["refused"] += 1
        except BaseException as error:
            kept = os.path.join(tempfile.gettempdir(), "flambeau-hostile-file")
            with open(kept, "wb") as file:
                file.write(content)
            raise AssertionError(f"a {type(error).__name__} got through, reading {kept}: {error}") from error

    def archive(self, content: bytes, mapped: bool) -> None:
        if not mapped:
            return self.read(content, lambda: torch.load(io.BytesIO(content)))
        self._write(content)
        self.read(content, lambda: torch.load(self.path, mmap=True))

    def table(self, content: bytes) -> None:
        self._write(content)
        self.read(content, lambda: serialization.load_safetensors(self.path))

    def _write(self, content: bytes) -> None:
        with open(self.path, "wb") as file:
            file.write(content)


ARCHIVES = (
    spoiled,
    spoiled,
    spoiled_pickle,
    spoiled_pickle,
    spoiled_directory,
    shuffled_records,
    hostile_pickle,
    hostile_pickle,
)
RARE = (bomb, overlapping)


def files(seed: int) -> Iterator[tuple[str, bytes]]:
    """Without end: what the file claims to be, and its bytes."""
    rng = random.Random(seed)
    archives, tables = sound_archives(), sound_tables()
    for program in HOSTILE:
        yield "archive", with_records([("a/data.pkl", program), ("a/byteorder", b"little"), ("a/data/0", bytes(16))])
    while True:
        if rng.random() < 0.25:
            yield "table", rng.choice((spoiled, spoiled_header))(rng, rng.choice(tables), rng.choice(tables))
        else:
            make = rng.choice(RARE if rng.random() < 0.005 else ARCHIVES)
            yield "archive", make(rng, rng.choice(archives), rng.choice(archives))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int, default=10**12)
    parser.add_argument("--seconds", type=float, default=1e9)
    options = parser.parse_args()
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    limit = pages * resource.getpagesize() + ROOM
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    trial, begun, slowest = Trial(), time.monotonic(), 0.0
    for k, (kind, content) in enumerate(files(options.seed)):
        before = time.monotonic()
        if k >= options.count or before - begun > options.seconds:
            break
        trial.table(content) if kind == "table" else trial.archive(content, mapped=k % 8 == 0)
        slowest = max(slowest, time.monotonic() - before)
    print(dict(trial.outcomes), f"slowest: {slowest:.2f} s")
    sys.exit(slowest > 10)


if __name__ == "__main__":
    main()
