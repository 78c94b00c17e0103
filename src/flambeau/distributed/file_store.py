"""`FileStore`: a store in a file that several processes read and write, one at a time."""

from __future__ import annotations

import fcntl
import json
import os
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from .._arguments import explain_module
from .stores import Store

__all__ = ["FileStore"]

_POLL = 0.01  # seconds between looks at the file while a value is waited for


class _Locked:
    """The file's values, while it is locked: `Store` uses it as it uses a condition of threads."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.values: dict[str, bytes] = {}
        self._lock = threading.RLock()
        self._depth = 0
        self._file: Any = None

    def __enter__(self) -> _Locked:
        self._lock.acquire()
        self._depth += 1
        if self._depth == 1:
            self._file = os.fdopen(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="ascii")
            fcntl.flock(self._file, fcntl.LOCK_EX)
            text = self._file.read()
            self.values = {k: v.encode("latin-1") for k, v in json.loads(text).items()} if text else {}
            self._before = dict(self.values)
        return self

    def __exit__(self, *error: object) -> None:
        if self._depth == 1:
            if self.values != self._before:
                self._file.seek(0)
                self._file.truncate()
                json.dump({k: v.decode("latin-1") for k, v in self.values.items()}, self._file)
            self._file.close()  # gives the lock back
        self._depth -= 1
        self._lock.release()

    def notify_all(self) -> None:
        """Nothing: who waits looks."""

    def wait_for(self, happened: Callable[[], bool], seconds: float) -> bool:
        until = time.monotonic() + seconds
        outside = self.__exit__
        while not happened():
            if time.monotonic() > until:
                return False
            outside()
            time.sleep(_POLL)
            self.__enter__()
        return True


class FileStore(Store):
    """A store in a file, which several processes of a machine, or of a shared file system with locks, read and write.

    >>> import flambeau.distributed as dist, tempfile, os
    >>> path = os.path.join(tempfile.mkdtemp(), "store")
    >>> dist.FileStore(path, 2).set("first", "value")
    >>> dist.FileStore(path, 2).get("first")
    b'value'
    """

    def __init__(self, file_name: str, world_size: int = -1) -> None:
        self.path = file_name
        self._changed = _Locked(file_name)
        self._timeout = timedelta(seconds=300)

    @property
    def _values(self) -> dict[str, bytes]:  # type: ignore[override]
        return self._changed.values  # type: ignore[no-any-return]


explain_module(globals())
