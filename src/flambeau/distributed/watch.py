"""Who is still there: each process keeps a connection to rank 0, which tells all when one breaks.

A connection that breaks without a word means that a process was killed or has exited. One that is about to end of an
exception says so first, and one that has come to its end says that too, and waits for the others. On request each tells
which collective it is in, for the error of one that waits in vain.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

from .errors import DistNetworkError

__all__ = ["Hub", "Watch"]

_ANSWER_WITHIN = 2.0  # seconds in which every process can say where it is, even while it computes
_BYTES = 1 << 16


class _Lines:
    """A connection that carries one JSON object a line."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self._rest = b""
        self._lock = threading.Lock()

    def send(self, **words: Any) -> None:
        with contextlib.suppress(OSError), self._lock:  # whoever is gone is noticed where it is read
            self.connection.sendall(json.dumps(words).encode() + b"\n")

    def receive(self) -> list[dict[str, Any]] | None:
        """What has arrived; None at the end."""
        try:
            data = self.connection.recv(_BYTES)
        except OSError:
            data = b""
        if not data:
            return None
        *lines, self._rest = (self._rest + data).split(b"\n")
        return [json.loads(line) for line in lines]


class Hub:
    """In rank 0: hears all and tells all."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.socket = socket.create_server(("", 0))
        hosts = [socket.gethostname(), os.environ.get("MASTER_ADDR", "localhost"), "localhost"]
        self.address = (hosts, self.socket.getsockname()[1])
        self._ranks: dict[_Lines, int] = {}
        self._left: set[int] = set()
        threading.Thread(target=self._run, daemon=True, name="hub").start()

    def _run(self) -> None:
        selector = selectors.DefaultSelector()
        selector.register(self.socket, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select():
                if key.data is None:
                    connection, _ = self.socket.accept()
                    selector.register(connection, selectors.EVENT_READ, _Lines(connection))
                    continue
                heard = key.data.receive()
                if heard is None:
                    selector.unregister(key.fileobj)
                    self._lose(key.data)
                for words in heard or ():
                    self._hear(key.data, words)

    def _tell(self, **words: Any) -> None:
        for lines in sorted(self._ranks, key=lambda lines: -self._ranks[lines]):  # this process, which may end, last
            lines.send(**words)

    def _lose(self, lines: _Lines) -> None:
        rank = self._ranks.pop(lines, None)
        if rank is not None and len(self._left) < self.size:
            self._tell(say="lost", rank=rank, why="was killed or has exited without an error of its own")

    def _hear(self, lines: _Lines, words: dict[str, Any]) -> None:
        if words["say"] == "here":
            self._ranks[lines] = words["rank"]
        elif words["say"] == "leaving":
            self._left.add(words["rank"])
            self._tell(**words)
            if len(self._left) == self.size:
                self._tell(say="over")
        else:  # lost, ask, at: for all
            self._tell(**words)


class Watch:
    """In every process: what is known of the others."""

    def __init__(self, rank: int, size: int, address: tuple[list[str], int], where: Callable[[], str]) -> None:
        self.rank, self.size = rank, size
        self.lost: dict[int, str] = {}  # rank -> why
        self.leaving: dict[int, float] = {}  # rank -> since when
        self.over = threading.Event()  # all are at their end
        self._where = where
        self._at: dict[int, str] = {}
        self._lines = _Lines(_connected(address))
        self._lines.send(say="here", rank=rank)
        threading.Thread(target=self._run, daemon=True, name="watch").start()

    def _run(self) -> None:
        while (heard := self._lines.receive()) is not None:
            for words in heard:
                self._hear(words)
        if not self.over.is_set():
            self.lost.setdefault(0, "was killed or has exited without an error of its own")

    def _hear(self, words: dict[str, Any]) -> None:
        rank = words.get("rank", -1)
        match words["say"]:
            case "lost":
                self.lost.setdefault(rank, words["why"])
            case "leaving":
                self.leaving[rank] = time.monotonic()
            case "over":
                self.over.set()
            case "ask":
                self._lines.send(say="at", rank=self.rank, what=self._where())
            case "at":
                self._at[rank] = words["what"]

    def leave(self) -> None:
        """Tells all that this process has come to its end."""
        self._lines.send(say="leaving", rank=self.rank)

    def fail(self, why: str) -> None:
        """Tells all that this process ends, and why."""
        self._lines.send(say="lost", rank=self.rank, why=why)

    def ask(self) -> dict[int, str]:
        """Where every process is; those that do not answer are missing."""
        self._at = {}
        self._lines.send(say="ask", rank=self.rank)
        until = time.monotonic() + _ANSWER_WITHIN
        while len(self._at) < self.size and time.monotonic() < until:
            time.sleep(0.01)
        return dict(self._at)


def _connected(address: tuple[list[str], int]) -> socket.socket:
    hosts, port = address
    for host in hosts:  # the name of a machine may be unknown to the others, or to itself
        with contextlib.suppress(OSError):
            return socket.create_connection((host, port))
    raise DistNetworkError(f"init_process_group: rank 0 cannot be reached at {' or '.join(hosts)}, port {port}")
