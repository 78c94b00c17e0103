"""`TCPStore`: a store that one process keeps at a network address for all others.

A message is a list of byte strings, each behind its length: first the name of the operation, then its arguments. The
answer begins with ``ok``, or with the name of an error, whose sentence follows.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Callable, Sequence
from datetime import timedelta

from .._arguments import explain_module
from .errors import DistNetworkError, DistStoreError
from .stores import HashStore, Store, as_bytes

__all__ = ["TCPStore"]

_LENGTH = struct.Struct("!I")
_RETRY = 0.02  # seconds between attempts to reach a server that is not there yet


def _send(connection: socket.socket, *parts: str | bytes) -> None:
    fields = [as_bytes(part) for part in parts]
    message = b"".join(_LENGTH.pack(len(field)) + field for field in fields)
    connection.sendall(_LENGTH.pack(len(fields)) + message)


def _read(connection: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        more = connection.recv(count - len(data))
        if not more:
            raise ConnectionError("the connection was closed")
        data += more
    return data


def _receive(connection: socket.socket) -> list[bytes]:
    (count,) = _LENGTH.unpack(_read(connection, _LENGTH.size))
    return [_read(connection, *_LENGTH.unpack(_read(connection, _LENGTH.size))) for _ in range(count)]


def _names(keys: Sequence[bytes]) -> list[str]:
    return [key.decode() for key in keys]


def _wait(store: Store, *arguments: bytes) -> list[bytes]:
    seconds, *keys = arguments
    store.wait(_names(keys), timedelta(seconds=float(seconds)))
    return []


def _set(store: Store, key: bytes, value: bytes) -> list[bytes]:
    store.set(key.decode(), value)
    return []


def _append(store: Store, key: bytes, value: bytes) -> list[bytes]:
    store.append(key.decode(), value)
    return []


# What a server does for each operation, and answers.
_ANSWERS: dict[bytes, Callable[..., list[bytes]]] = {
    b"set": _set,
    b"append": _append,
    b"wait": _wait,
    b"get": lambda store, key: [store.get(key.decode())],
    b"add": lambda store, key, amount: [str(store.add(key.decode(), int(amount))).encode()],
    b"compare_set": lambda store, key, old, new: [store.compare_set(key.decode(), old, new)],
    b"check": lambda store, *keys: [b"1" * store.check(_names(keys))],
    b"delete_key": lambda store, key: [b"1" * store.delete_key(key.decode())],
    b"list_keys": lambda store: [key.encode() for key in store.list_keys()],
}


class _Server:
    """The values, and a thread for each process that asks for them."""

    def __init__(self, host: str, port: int) -> None:
        self.store = HashStore()
        try:
            self.socket = socket.create_server(("", port), reuse_port=False)
        except OSError as error:
            raise DistNetworkError(
                f"TCPStore: cannot listen on port {port} ({error.strerror}: EADDRINUSE) | "
                "another program has it: choose another MASTER_PORT"
            ) from None
        self.port: int = self.socket.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True, name="TCPStore").start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):  # closed
            while True:
                connection, _ = self.socket.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True, name="TCPStore").start()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)  # ends the wait for connections
        self.socket.close()

    def _serve(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with contextlib.suppress(OSError), connection:  # the other side is gone
            while True:
                operation, *arguments = _receive(connection)
                try:
                    answer = [b"ok", *_ANSWERS[operation](self.store, *arguments)]
                except (DistStoreError, ValueError) as error:
                    answer = [type(error).__name__.encode(), str(error).encode()]
                _send(connection, *answer)


class TCPStore(Store):
    """A store at a network address: the process with ``is_master`` keeps it, the others connect to it.

    With ``wait_for_workers`` all ``world_size`` processes return when the last has come. Port 0 is any that is free;
    `port` says which.

    Raises: DistNetworkError where the port is taken, and when nobody answers within ``timeout``.

    >>> import flambeau.distributed as dist
    >>> store = dist.TCPStore("localhost", 0, 1, is_master=True)
    >>> other = dist.TCPStore("localhost", store.port, is_master=False)
    >>> other.set("first", "value")
    >>> store.get("first"), other.add("count", 2)
    (b'value', 2)
    """

    def __init__(
        self,
        host_name: str,
        port: int = 29500,
        world_size: int | None = None,
        is_master: bool = False,
        timeout: timedelta = timedelta(seconds=300),
        wait_for_workers: bool = True,
        multi_tenant: bool = False,
        use_libuv: bool = True,
    ) -> None:
        self._timeout = timeout
        self._server = _Server(host_name, port) if is_master else None
        self.host, self.port = host_name, self._server.port if self._server else port
        self._lock = threading.Lock()
        self._connection = self._connect()
        if world_size is not None and world_size > 0 and wait_for_workers:
            if self.add("worker_count", 1) >= world_size:
                self.set("workers", "all")
            self.wait(["workers"])

    def __del__(self) -> None:
        if hasattr(self, "_connection"):
            self._connection.close()
        if getattr(self, "_server", None) is not None:
            self._server.close()  # type: ignore[union-attr]

    def _connect(self) -> socket.socket:
        until = time.monotonic() + self._timeout.total_seconds()
        host = "localhost" if self._server else self.host
        while True:
            try:
                connection = socket.create_connection((host, self.port), timeout=self._timeout.total_seconds())
                connection.settimeout(None)
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return connection
            except OSError as error:
                if time.monotonic() > until:
                    raise DistNetworkError(
                        f"TCPStore: nobody answers at {self.host}:{self.port} within "
                        f"{self._timeout.total_seconds():g} s ({error}) | is rank 0 running?"
                    ) from None
                time.sleep(_RETRY)

    def _ask(self, operation: str, *arguments: str | bytes) -> list[bytes]:
        parts = [as_bytes(argument) for argument in arguments]
        with self._lock:
            try:
                _send(self._connection, operation, *parts)
                status, *answer = _receive(self._connection)
            except OSError as error:
                raise DistNetworkError(f"TCPStore.{operation}: {self.host}:{self.port} is gone: {error}") from None
        if status == b"ok":
            return answer
        raise (ValueError if status == b"ValueError" else DistStoreError)(answer[0].decode())

    def set(self, key: str, value: str | bytes) -> None:
        """Put a value under a name."""
        self._ask("set", key, value)

    def get(self, key: str) -> bytes:
        """The value under a name, as soon as there is one."""
        self.wait([key])
        return self._ask("get", key)[0]

    def add(self, key: str, amount: int) -> int:
        """Add to the number under a name; the sum."""
        return int(self._ask("add", key, str(amount))[0])

    def compare_set(self, key: str, expected_value: str | bytes, desired_value: str | bytes) -> bytes:
        """Put ``desired_value`` where ``expected_value`` stands; what is there."""
        return self._ask("compare_set", key, expected_value, desired_value)[0]

    def append(self, key: str, value: str | bytes) -> None:
        """Put more behind the value under a name."""
        self._ask("append", key, value)

    def check(self, keys: Sequence[str]) -> bool:
        """Whether there is a value under each of the names."""
        return bool(self._ask("check", *keys)[0])

    def wait(self, keys: Sequence[str], timeout: timedelta | None = None) -> None:
        """Return when there is a value under each of the names."""
        seconds = (self._timeout if timeout is None else timeout).total_seconds()
        self._ask("wait", repr(seconds), *keys)

    def delete_key(self, key: str) -> bool:
        """Forget the value under a name; whether there was one."""
        return bool(self._ask("delete_key", key)[0])

    def num_keys(self) -> int:
        """How many names have a value."""
        return len(self.list_keys())

    def list_keys(self) -> list[str]:
        """The names that have a value."""
        return _names(self._ask("list_keys"))


explain_module(globals())
