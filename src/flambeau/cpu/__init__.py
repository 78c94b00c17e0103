"""The device that there is, under the names that other devices have: programs that ask any device ask this one too."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from .._listing import listing
from . import amp


class Stream:
    """The order in which a device computes: the CPU has one, that of the program."""

    def __init__(self, priority: int = -1) -> None:
        pass

    def wait_stream(self, stream: Any) -> None:
        """Nothing: what was computed before is done."""

    def wait_event(self, event: Any) -> None:
        """Nothing: what was computed before is done."""

    def record_event(self, event: Any = None) -> None:
        """Nothing: what was computed before is done."""

    def synchronize(self) -> None:
        """Nothing: what was computed before is done."""


class Event:
    """A point in a `Stream`, which on the CPU is reached when it is made."""

    def record(self, stream: Any = None) -> None:
        """Nothing: what was computed before is done."""

    def wait(self, stream: Any = None) -> None:
        """Nothing: what was computed before is done."""

    def synchronize(self) -> None:
        """Nothing: what was computed before is done."""

    def query(self) -> bool:
        """True: what was computed before is done."""
        return True


_default = Stream()


def is_available() -> bool:
    """True.

    >>> import flambeau as torch
    >>> torch.cpu.is_available(), torch.cpu.device_count(), torch.cpu.current_device()
    (True, 1, 'cpu')
    """
    return True


def is_initialized() -> bool:
    """True."""
    return True


def device_count() -> int:
    """1."""
    return 1


def current_device() -> str:
    """ "cpu"."""
    return "cpu"


def set_device(device: Any) -> None:
    """Nothing: there is one device."""


def synchronize(device: Any = None) -> None:
    """Nothing: a call returns when it has computed."""


def current_stream(device: Any = None) -> Stream:
    """The one stream."""
    return _default


def stream(stream: Stream) -> AbstractContextManager[None]:
    """A context that changes nothing: there is one stream."""
    return nullcontext()


__all__ = [
    "Event",
    "Stream",
    "amp",
    "current_device",
    "current_stream",
    "device_count",
    "is_available",
    "is_initialized",
    "set_device",
    "stream",
    "synchronize",
]
__dir__ = listing(globals())
