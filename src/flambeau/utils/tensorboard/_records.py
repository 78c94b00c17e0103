"""Event files: records with checksums, each an event."""

from __future__ import annotations

import itertools
import os
import socket
import struct
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import IO

from . import _protobuf as pb

_POLYNOMIAL = 0x82F63B78  # CRC-32C, Castagnoli's, bits reversed
_MASK = 0xA282EAD8
_count = itertools.count()


@cache
def _table() -> list[int]:
    table = []
    for byte in range(256):
        for _ in range(8):
            byte = byte >> 1 ^ (_POLYNOMIAL if byte & 1 else 0)
        table.append(byte)
    return table


def checksum(data: bytes) -> int:
    """CRC-32C of ``data``, masked as TFRecord files have it."""
    table, crc = _table(), 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ table[(crc ^ byte) & 0xFF]
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + _MASK) & 0xFFFFFFFF


def record(data: bytes) -> bytes:
    """``data`` framed: its length, and checksums of both."""
    length = struct.pack("<Q", len(data))
    return length + struct.pack("<I", checksum(length)) + data + struct.pack("<I", checksum(data))


def event(content: bytes, step: int | None, walltime: float | None) -> bytes:
    """An event, in which ``content`` is a field: a summary, a graph, the file's version."""
    stamp = pb.double(1, time.time() if walltime is None else walltime)
    return stamp + (b"" if step is None else pb.integer(2, step)) + content


class EventFile:
    """A file of events, opened with the first one. Up to ``max_queue`` events wait, and at most ``flush_secs`` seconds
    until the next is added.
    """

    def __init__(self, folder: Path, max_queue: int, flush_secs: float, suffix: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        name = f"events.out.tfevents.{int(time.time()):010d}.{socket.gethostname()}.{os.getpid()}.{next(_count)}"
        self.path = folder / (name + suffix)
        self._max_queue, self._flush_secs = max_queue, flush_secs
        self._waiting, self._flushed = 0, time.monotonic()
        self._file: IO[bytes] | None = self.path.open("wb")
        self.add(event(pb.text(3, "brain.Event:2"), None, None))
        self.flush()

    def add(self, content: bytes) -> None:
        """Writes an event; after `close`, into the file as it is."""
        if self._file is None:
            self._file = self.path.open("ab")
        self._file.write(record(content))
        self._waiting += 1
        if self._waiting > self._max_queue or time.monotonic() - self._flushed > self._flush_secs:
            self.flush()

    def flush(self) -> None:
        """Everything lies in the file."""
        if self._file is not None:
            self._file.flush()
        self._waiting, self._flushed = 0, time.monotonic()

    def close(self) -> None:
        """The same, and the file is closed."""
        self.flush()
        if self._file is not None:
            self._file.close()
            self._file = None


Add = Callable[[bytes, int | None, float | None], None]
