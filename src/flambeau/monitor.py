"""Counters and events of a program that others watch: handlers are called with what is logged.

>>> import datetime, flambeau as torch
>>> handle = torch.monitor.register_event_handler(lambda event: print(event.name, event.data))
>>> torch.monitor.log_event(torch.monitor.Event("step", datetime.datetime.now(), {"loss": 0.5}))
step {'loss': 0.5}
>>> torch.monitor.unregister_event_handler(handle)
"""

from __future__ import annotations

import datetime
import enum
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ._arguments import explain_module
from ._listing import listing

__all__ = [
    "Aggregation",
    "Event",
    "EventHandlerHandle",
    "Stat",
    "TensorboardEventHandler",
    "data_value_t",
    "log_event",
    "register_event_handler",
    "unregister_event_handler",
]
__dir__ = listing(globals(), "VALUE", "MEAN", "COUNT", "SUM", "MAX", "MIN")

data_value_t = str | int | float | bool
STAT_EVENT = "torch.monitor.Stat"


class Aggregation(enum.Enum):
    """What a `Stat` keeps of the values of a window."""

    VALUE = 0  # the last one
    MEAN = 2
    COUNT = 3
    SUM = 4
    MAX = 5
    MIN = 6


VALUE, MEAN, COUNT = Aggregation.VALUE, Aggregation.MEAN, Aggregation.COUNT
SUM, MAX, MIN = Aggregation.SUM, Aggregation.MAX, Aggregation.MIN
_OF: dict[Aggregation, Callable[[list[float]], float]] = {
    VALUE: lambda values: values[-1],
    MEAN: lambda values: sum(values) / len(values),
    COUNT: len,
    SUM: sum,
    MAX: max,
    MIN: min,
}


class Event:
    """Something that happened at a time: a name and named values.

    Raises: TypeError for values that are neither str nor numbers, and for a timestamp that is no datetime.
    """

    def __init__(self, name: str, timestamp: datetime.datetime, data: Mapping[str, data_value_t]) -> None:
        if not isinstance(timestamp, datetime.datetime):
            raise TypeError(f"Event: timestamp is a {type(timestamp).__name__} | it must be a datetime.datetime")
        for key, value in data.items():
            if not isinstance(value, data_value_t):
                raise TypeError(f"Event: data[{key!r}] is a {type(value).__name__} | it must be a str or a number")
        self.name, self.timestamp, self.data = name, timestamp, dict(data)


class EventHandlerHandle:
    """What `unregister_event_handler` takes."""

    def __init__(self, handler: Callable[[Event], Any]) -> None:
        self._handler = handler


_handlers: list[EventHandlerHandle] = []
_lock = threading.Lock()


def register_event_handler(callback: Callable[[Event], Any]) -> EventHandlerHandle:
    """Has a function called with every event from now on; returns what takes it back.

    Raises: TypeError for what cannot be called.

    >>> import flambeau as torch
    >>> handle = torch.monitor.register_event_handler(print)
    >>> torch.monitor.unregister_event_handler(handle)
    """
    if not callable(callback):
        raise TypeError(f"register_event_handler: {type(callback).__name__} | it must be a function")
    handle = EventHandlerHandle(callback)
    with _lock:
        _handlers.append(handle)
    return handle


def unregister_event_handler(handler: EventHandlerHandle) -> None:
    """Takes a function back; a second time is no error.

    Raises: TypeError for what `register_event_handler` did not return.

    >>> import flambeau as torch
    >>> torch.monitor.unregister_event_handler(torch.monitor.register_event_handler(print))
    """
    if not isinstance(handler, EventHandlerHandle):
        raise TypeError(f"unregister_event_handler: {type(handler).__name__} | it must be an EventHandlerHandle")
    with _lock:
        _handlers[:] = [handle for handle in _handlers if handle is not handler]


def log_event(event: Event) -> None:
    """Calls all handlers with an event, in the order in which they were registered.

    Raises: TypeError for what is not an `Event`; what a handler raises.

    >>> import datetime, flambeau as torch
    >>> torch.monitor.log_event(torch.monitor.Event("start", datetime.datetime.now(), {}))
    """
    if not isinstance(event, Event):
        raise TypeError(f"log_event: {type(event).__name__} | it must be an Event")
    with _lock:
        handlers = [handle._handler for handle in _handlers]
    for handler in handlers:
        handler(event)


class Stat:
    """Values of one quantity, of which each window of time, or of so many values, is logged as an event when it ends.

    The event is called ``torch.monitor.Stat``, its values ``<name>.mean`` and so on. A window ends with the first
    `add` or `get` after its time, or when the `Stat` goes; of more values than ``max_samples`` the rest is left out.

    Raises: ValueError for a window that is not positive.

    >>> import datetime, flambeau as torch
    >>> from flambeau.monitor import MEAN, SUM, Stat
    >>> loss = Stat("loss", [MEAN, SUM], datetime.timedelta(hours=1), max_samples=2)
    >>> for value in 1.0, 3.0:
    ...     loss.add(value)
    >>> loss.get()[MEAN], loss.count
    (2.0, 0)
    """

    def __init__(
        self,
        name: str,
        aggregations: Iterable[Aggregation],
        window_size: datetime.timedelta,
        max_samples: int = 2**63 - 1,
    ) -> None:
        if window_size <= datetime.timedelta(0):
            raise ValueError(f"Stat: window_size is {window_size} | it must be positive")
        self.name = name
        self._aggregations = list(aggregations)
        self._seconds, self._most = window_size.total_seconds(), max_samples
        self._left = max_samples
        self._values: list[float] = []
        self._last = dict.fromkeys(self._aggregations, 0.0)
        self._ends = time.monotonic() + self._seconds
        self._own = threading.RLock()

    @property
    def count(self) -> int:
        """How many values the window has so far."""
        return len(self._values)

    def add(self, v: float) -> None:
        """Adds a value to the window."""
        with self._own:
            self._end_if_over()
            if self._left:
                self._values.append(float(v))
                self._left -= 1
            if not self._left:
                self._log()

    def get(self) -> dict[Aggregation, float]:
        """What is kept of the last window that ended; zeros before one has."""
        with self._own:
            self._end_if_over()
            return dict(self._last)

    def _end_if_over(self) -> None:
        if time.monotonic() >= self._ends:
            self._log()
            self._ends, self._left = time.monotonic() + self._seconds, self._most

    def _log(self) -> None:
        values, self._values = self._values, []
        if not values:
            return
        self._last = {kind: float(_OF[kind](values)) for kind in self._aggregations}
        data = {f"{self.name}.{kind.name.lower()}": value for kind, value in self._last.items()}
        log_event(Event(STAT_EVENT, datetime.datetime.now(), data))

    def __del__(self) -> None:
        if getattr(self, "_values", None):
            self._log()


class TensorboardEventHandler:
    """A handler that writes the values of `Stat` events as scalars.

    >>> import flambeau as torch
    >>> class Printer:
    ...     def add_scalar(self, name, value, walltime):
    ...         print(name, value)
    >>> import datetime
    >>> handler = torch.monitor.TensorboardEventHandler(Printer())
    >>> handler(torch.monitor.Event("torch.monitor.Stat", datetime.datetime.now(), {"loss.mean": 2.0}))
    loss.mean 2.0
    """

    def __init__(self, writer: Any) -> None:
        self._writer = writer

    def __call__(self, event: Event) -> None:
        if event.name == STAT_EVENT:
            for name, value in event.data.items():
                self._writer.add_scalar(name, value, walltime=event.timestamp.timestamp())


explain_module(globals())
