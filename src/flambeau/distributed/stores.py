"""Stores: values under names, which the threads of this process share; see also `tcp_store` and `file_store`."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from .._arguments import explain_module
from .errors import DistStoreError

__all__ = ["HashStore", "PrefixStore", "Store"]


class Store:
    """What every store can do: values are bytes, and `get` waits for one that is not there yet."""

    _values: dict[str, bytes]
    _changed: Any  # a lock that can wait for a change

    def __init__(self) -> None:
        self._values = {}
        self._changed = threading.Condition()
        self._timeout = timedelta(seconds=300)

    def __reduce_ex__(self, protocol: Any) -> Any:
        raise TypeError(f"cannot pickle '{type(self).__name__}' object")

    @property
    def timeout(self) -> timedelta:
        """How long `get` and `wait` wait."""
        return self._timeout

    def set_timeout(self, timeout: timedelta) -> None:
        """Let `get` and `wait` wait for so long."""
        self._timeout = timeout

    def set(self, key: str, value: str | bytes) -> None:
        """Put a value under a name."""
        with self._changed:
            self._values[key] = as_bytes(value)
            self._changed.notify_all()

    def get(self, key: str) -> bytes:
        """The value under a name, as soon as there is one.

        Raises: DistStoreError when there is none in time.
        """
        self.wait([key])
        with self._changed:
            return self._values[key]

    def add(self, key: str, amount: int) -> int:
        """Add to the number under a name, which is 0 before the first time; the sum.

        Raises: ValueError where the value is not a number.
        """
        with self._changed:
            total = int(self._values.get(key, b"0")) + amount
            self.set(key, str(total))
        return total

    def compare_set(self, key: str, expected_value: str | bytes, desired_value: str | bytes) -> bytes:
        """Put ``desired_value`` where ``expected_value`` stands, or nothing does and it is empty; what is there."""
        expected = as_bytes(expected_value)
        with self._changed:
            if self._values.get(key, b"") == expected:
                self.set(key, desired_value)
            return self._values.get(key, expected)

    def append(self, key: str, value: str | bytes) -> None:
        """Put more behind the value under a name."""
        with self._changed:
            self.set(key, self._values.get(key, b"") + as_bytes(value))

    def check(self, keys: Sequence[str]) -> bool:
        """Whether there is a value under each of the names."""
        with self._changed:
            return all(key in self._values for key in keys)

    def wait(self, keys: Sequence[str], timeout: timedelta | None = None) -> None:
        """Return when there is a value under each of the names.

        Raises: DistStoreError when there is not in time.
        """
        seconds = (self._timeout if timeout is None else timeout).total_seconds()
        with self._changed:
            if not self._changed.wait_for(lambda: self.check(keys), seconds):
                raise DistStoreError(f"wait timeout after {seconds * 1000:g}ms, keys: {', '.join(keys)}")

    def delete_key(self, key: str) -> bool:
        """Forget the value under a name; whether there was one."""
        with self._changed:
            return self._values.pop(key, None) is not None

    def multi_get(self, keys: Sequence[str]) -> list[bytes]:
        """The values under several names."""
        return [self.get(key) for key in keys]

    def multi_set(self, keys: Sequence[str], values: Sequence[str | bytes]) -> None:
        """Put values under several names."""
        for key, value in zip(keys, values, strict=True):
            self.set(key, value)

    def num_keys(self) -> int:
        """How many names have a value."""
        with self._changed:
            return len(self._values)

    def list_keys(self) -> list[str]:
        """The names that have a value."""
        with self._changed:
            return list(self._values)

    def has_extended_api(self) -> bool:
        """Whether there are `append`, `multi_get` and `multi_set`."""
        return True


class HashStore(Store):
    """A store of this process.

    >>> import flambeau.distributed as dist
    >>> store = dist.HashStore()
    >>> store.set("first", "value")
    >>> store.get("first"), store.add("count", 2)
    (b'value', 2)
    """


class PrefixStore(Store):
    """A part of another store: that of the names that begin with ``prefix`` and a stroke.

    >>> import flambeau.distributed as dist
    >>> store = dist.HashStore()
    >>> dist.PrefixStore("part", store).set("name", "value")
    >>> store.get("part/name")
    b'value'
    """

    def __init__(self, prefix: str, store: Store) -> None:
        self._prefix = prefix
        self.underlying_store = store

    @property
    def timeout(self) -> timedelta:
        """How long `get` and `wait` wait."""
        return self.underlying_store.timeout

    def set_timeout(self, timeout: timedelta) -> None:
        """Let `get` and `wait` wait for so long."""
        self.underlying_store.set_timeout(timeout)

    def _name(self, key: str) -> str:
        return f"{self._prefix}/{key}"

    def set(self, key: str, value: str | bytes) -> None:
        """Put a value under a name."""
        self.underlying_store.set(self._name(key), value)

    def get(self, key: str) -> bytes:
        """The value under a name, as soon as there is one."""
        return self.underlying_store.get(self._name(key))

    def add(self, key: str, amount: int) -> int:
        """Add to the number under a name; the sum."""
        return self.underlying_store.add(self._name(key), amount)

    def compare_set(self, key: str, expected_value: str | bytes, desired_value: str | bytes) -> bytes:
        """Put ``desired_value`` where ``expected_value`` stands; what is there."""
        return self.underlying_store.compare_set(self._name(key), expected_value, desired_value)

    def append(self, key: str, value: str | bytes) -> None:
        """Put more behind the value under a name."""
        self.underlying_store.append(self._name(key), value)

    def check(self, keys: Sequence[str]) -> bool:
        """Whether there is a value under each of the names."""
        return self.underlying_store.check([self._name(key) for key in keys])

    def wait(self, keys: Sequence[str], timeout: timedelta | None = None) -> None:
        """Return when there is a value under each of the names."""
        self.underlying_store.wait([self._name(key) for key in keys], timeout)

    def delete_key(self, key: str) -> bool:
        """Forget the value under a name; whether there was one."""
        return self.underlying_store.delete_key(self._name(key))

    def num_keys(self) -> int:
        """How many names of the whole store have a value."""
        return self.underlying_store.num_keys()

    def list_keys(self) -> list[str]:
        """The names of the whole store that have a value."""
        return self.underlying_store.list_keys()


def as_bytes(value: str | bytes) -> bytes:
    """A store's value as bytes.

    Raises: TypeError for what is neither text nor bytes.
    """
    if not isinstance(value, str | bytes):
        raise TypeError(f"set(): incompatible function arguments: a value must be str or bytes, not {value!r}")
    return value.encode() if isinstance(value, str) else value


explain_module(globals())
