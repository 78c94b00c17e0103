"""One recording: started, stopped, and read into events when somebody asks. Only one can run at a time."""

from __future__ import annotations

import sys
import threading
import weakref
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .. import _core
from ._averages import EventList
from ._events import MODULE, FunctionEvent, Place, read_events
from ._instrument import Instruments


@dataclass
class Settings:
    """What is recorded beside times, places and modules."""

    record_shapes: bool = False
    profile_memory: bool = False
    with_stack: bool = False
    with_flops: bool = False
    with_modules: bool = False
    with_kernels: bool = False
    max_events: int = 1_000_000  # per thread; those after them are counted only

    def __post_init__(self) -> None:
        if not isinstance(self.max_events, int) or self.max_events < 1:
            raise ValueError(f"profile: max_events is {self.max_events!r} | a positive int is expected")
        for option in ("record_shapes", "profile_memory", "with_stack", "with_flops", "with_modules", "with_kernels"):
            setattr(self, option, bool(getattr(self, option)))  # what has no truth must not end a profile half-way


class Recording:
    """What happened between ``start`` and ``stop``, on all threads; times in microseconds since the start."""

    _running: weakref.ref[Recording] | None = None
    _in_core: weakref.ref[Recording] | None = None  # whose events the core still holds: they are read when asked for

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.metadata: dict[str, Any] = {}
        self._taken: dict[str, Any] | None = None
        self._instruments: Instruments | None = None
        self._begun = 0

    def start(self) -> None:
        """Begins to record; RuntimeError while another recording runs."""
        if Recording._running is not None and Recording._running() is not None:
            raise RuntimeError("Profiler is already enabled on this thread. | leave the other profile's block first")
        last = Recording._in_core() if Recording._in_core is not None else None
        if last is not None:
            last.taken  # noqa: B018 - read now, for the core is about to forget it
        s = self.settings
        self._profile_function, self._threads_function = sys.getprofile(), threading.getprofile()
        shapes = s.record_shapes or s.with_flops
        self._instruments = Instruments()
        Recording._running = weakref.ref(self)
        try:
            self._instruments.put()
            self._begun = _core._profiler_start(shapes, s.with_kernels, s.profile_memory, s.max_events)
            self._in_use = _core.memory_stats()["in_use"]
            if s.with_stack:
                threading.setprofile(_listen)  # what threads that are yet to come begin with
                _core._profiler_calls(True)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Ends the recording, if it runs; may be called again where it was interrupted."""
        if Recording._running is None or Recording._running() is not self:
            return
        if self.settings.with_stack:
            _core._profiler_calls(False)
            threading.setprofile(self._threads_function)
            if self._profile_function is not None:
                sys.setprofile(self._profile_function)
        self._stopped, self._dropped = _core._profiler_stop()
        if self._instruments is not None:
            self._instruments.remove()
        Recording._running, Recording._in_core = None, weakref.ref(self)

    def __del__(self) -> None:
        self.stop()  # a profile that was entered and dropped

    @property
    def taken(self) -> dict[str, Any]:
        """The core's logs."""
        if self._taken is None:
            assert Recording._in_core is not None, "the recording has not been stopped"
            assert Recording._in_core() is self
            self._taken = _core._profiler_take(self._begun, self._stopped)
            Recording._in_core = None
        return self._taken

    @property
    def wall_time(self) -> float:
        """From start to stop, in microseconds."""
        return float(self.taken["stop"] - self.taken["start"]) / 1e3

    @property
    def dropped(self) -> int:
        """How many events came after the most that are kept."""
        return self._dropped

    @cached_property
    def _read(self) -> tuple[EventList, list[FunctionEvent]]:
        events = read_events(self.taken)
        visible = events
        if not (self.settings.with_modules or self.settings.with_stack):
            visible = _without_modules(events)
        listed = EventList(
            sorted(visible, key=lambda e: e.start),
            profile_memory=self.settings.profile_memory,
            with_flops=self.settings.with_flops,
            recording=self,
        )
        return listed, events

    @property
    def events(self) -> EventList:
        """What a user sees, in order of start: everything but modules, which ``with_modules`` shows as well."""
        return self._read[0]

    @property
    def all_events(self) -> list[FunctionEvent]:
        """Modules as well, by thread."""
        return self._read[1]

    @cached_property
    def threads(self) -> list[tuple[dict[str, Any], list[FunctionEvent]]]:
        """Each thread's log, and its events in the order of the log."""
        out = []
        first = 0
        for thread in self.taken["threads"]:
            last = first + len(thread["events"])
            out.append((thread, self.all_events[first:last]))
            first = last
        return out

    @cached_property
    def places(self) -> list[Place]:
        """The lines that the logs refer to by number."""
        return [Place(*place) for place in self.taken["places"]]

    @property
    def in_use_at_start(self) -> int:
        """Bytes of tensors when the recording began."""
        return int(self._in_use)


def _listen(frame: Any, event: str, argument: Any) -> None:
    """Has a new thread's calls recorded, from its first on."""
    _core._profiler_calls_here()


def _without_modules(events: list[FunctionEvent]) -> list[FunctionEvent]:
    """The events that are no modules; what ran in a module belongs to what the module ran in."""
    if not any(event.kind == MODULE for event in events):
        return events
    for event in events:
        if event.kind != MODULE and (event.cpu_parent is None or event.cpu_parent.kind != MODULE):
            continue
        parent = event.cpu_parent
        while parent is not None and parent.kind == MODULE:
            parent = parent.cpu_parent
        if event.kind != MODULE:
            event.cpu_parent = parent
    visible = [event for event in events if event.kind != MODULE]
    for event in visible:
        event._children_time = 0.0
        event.cpu_children = []
    for event in visible:
        if event.cpu_parent is not None:
            event.cpu_parent._children_time += event.cpu_time_total
            event.cpu_parent.add_child(event)
    return visible
