"""``profiler.profile``: profiling by steps of a training loop."""

from __future__ import annotations

import enum
import json
import os
import socket
import time
import warnings
from collections.abc import Callable, Iterable
from typing import Any

from .._core import Scope, _profiler_enter, _profiler_exit
from ._autograd_profile import device_warning, warn_if_dropped
from ._averages import EventList
from ._events import STEP
from ._recording import Recording, Settings
from ._reports import Reports


class ProfilerActivity(enum.Enum):
    """What can be profiled: here, the CPU.

    >>> import flambeau as torch
    >>> torch.profiler.ProfilerActivity.CPU in torch.profiler.supported_activities()
    True
    """

    CPU = 0
    XPU = 1
    MTIA = 2
    CUDA = 3
    HPU = 4
    PrivateUse1 = 5


class ProfilerAction(enum.Enum):
    """What a schedule says of a step.

    >>> import flambeau as torch
    >>> [action.name for action in torch.profiler.ProfilerAction]
    ['NONE', 'WARMUP', 'RECORD', 'RECORD_AND_SAVE']
    """

    NONE = 0
    WARMUP = 1
    RECORD = 2
    RECORD_AND_SAVE = 3


def supported_activities() -> set[ProfilerActivity]:
    """The activities that can be recorded.

    >>> import flambeau as torch
    >>> torch.profiler.supported_activities()
    {<ProfilerActivity.CPU: 0>}
    """
    return {ProfilerActivity.CPU}


def schedule(
    *, wait: int, warmup: int, active: int, repeat: int = 0, skip_first: int = 0, skip_first_wait: int = 0
) -> Callable[[int], ProfilerAction]:
    """For ``profile(schedule=...)``: skips ``skip_first`` steps, then in cycles waits, warms up and records.

    Numbers are steps; ``repeat`` cycles, 0 for as many as there are; ``skip_first_wait`` other than 0 leaves the first
    cycle's wait out.

    Raises: AssertionError for negative numbers, and where nothing would be recorded.

    >>> import flambeau as torch
    >>> plan = torch.profiler.schedule(wait=1, warmup=1, active=2, repeat=1)
    >>> [plan(step).name for step in range(5)]
    ['NONE', 'WARMUP', 'RECORD', 'RECORD_AND_SAVE', 'NONE']
    """
    if wait < 0 or warmup < 0 or active <= 0 or repeat < 0 or skip_first < 0:
        raise AssertionError(
            f"Invalid profiler schedule arguments. Got wait={wait} (need >= 0), warmup={warmup} (need >= 0), "
            f"active={active} (need > 0), repeat={repeat} (need >= 0), skip_first={skip_first} (need >= 0)."
        )
    if warmup == 0:
        warnings.warn("Profiler won't be using warmup, this can skew profiler results", stacklevel=2)

    def action(step: int) -> ProfilerAction:
        if step < 0:
            raise AssertionError(f"Step must be non-negative. Got {step}.")
        if step < skip_first:
            return ProfilerAction.NONE
        step -= skip_first
        if skip_first_wait != 0:
            step += wait
        length = wait + warmup + active
        if repeat > 0 and step // length >= repeat:
            return ProfilerAction.NONE
        at = step % length
        if at < wait:
            return ProfilerAction.NONE
        if at < wait + warmup:
            return ProfilerAction.WARMUP
        return ProfilerAction.RECORD if at < length - 1 else ProfilerAction.RECORD_AND_SAVE

    return action


def _always(step: int) -> ProfilerAction:
    return ProfilerAction.RECORD


def tensorboard_trace_handler(
    dir_name: str, worker_name: str | None = None, use_gzip: bool = False, use_python_export: bool = False
) -> Callable[[Any], None]:
    """For ``profile(on_trace_ready=...)``: writes each recording as a trace into a folder that TensorBoard reads.

    Raises: RuntimeError when the first trace is ready and the folder cannot be made.

    >>> import flambeau as torch
    >>> import os, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     handler = torch.profiler.tensorboard_trace_handler(folder, "worker")
    ...     with torch.profiler.profile(on_trace_ready=handler):
    ...         y = torch.ones(3).exp()
    ...     [name.startswith("worker.") for name in os.listdir(folder)]
    [True]
    """
    worker = worker_name or f"{socket.gethostname()}_{os.getpid()}"

    def handler(prof: Any) -> None:
        try:
            os.makedirs(dir_name, exist_ok=True)
        except OSError as error:
            raise RuntimeError("Can't create directory: " + dir_name) from error
        name = f"{worker}.{time.time_ns()}.pt.trace.json" + (".gz" if use_gzip else "")
        prof.export_chrome_trace(os.path.join(dir_name, name))

    return handler


class profile(Reports, Scope):
    """Profiles a block, or chosen steps of a loop that calls ``step()`` after each of its rounds.

    Args:
        activities: what to profile; a device that is not there gets a warning, and the CPU is profiled.
        schedule: from the number of a step to what to do with it; see :func:`schedule`. Without, all is recorded.
        on_trace_ready: called with the profile whenever a recording is complete.
        record_shapes, profile_memory, with_stack, with_flops, with_modules, with_kernels: see
            :class:`autograd.profiler.profile`.
        max_events: the most events kept per thread and recording; a warning says when there were more.
        acc_events: keeps the events of all cycles, not of the last alone, for ``events`` and ``key_averages``.
        experimental_config, execution_trace_observer, use_cuda, custom_trace_id_callback, post_processing_timeout_s:
            accepted for programs that give them.

    Raises: AssertionError where ``activities`` holds nothing that is known; RuntimeError while another profile is
        running.

    >>> import flambeau as torch
    >>> from flambeau.profiler import profile, schedule
    >>> x = torch.ones(3)
    >>> def report(prof):
    ...     print(prof.step_num, prof.key_averages()[-1].key, prof.key_averages()[-1].count)
    >>> with profile(schedule=schedule(wait=1, warmup=1, active=2, repeat=1), on_trace_ready=report) as prof:
    ...     for _ in range(5):
    ...         y = x.exp()
    ...         prof.step()
    4 aten::exp 2
    """

    def __init__(
        self,
        *,
        activities: Iterable[Any] | None = None,
        schedule: Callable[[int], ProfilerAction] | None = None,
        on_trace_ready: Callable[..., Any] | None = None,
        record_shapes: bool = False,
        profile_memory: bool = False,
        with_stack: bool = False,
        with_flops: bool = False,
        with_modules: bool = False,
        with_kernels: bool = False,
        experimental_config: Any = None,
        execution_trace_observer: Any = None,
        acc_events: bool = False,
        use_cuda: bool | None = None,
        custom_trace_id_callback: Callable[[], str] | None = None,
        post_processing_timeout_s: float | None = None,
        max_events: int = 1_000_000,
    ) -> None:
        asked = supported_activities() if activities is None else {_activity(a) for a in activities}
        if not asked:
            raise AssertionError("No valid profiler activities found")
        if use_cuda:
            warnings.warn("`use_cuda` is deprecated, use `activities` argument instead", FutureWarning, stacklevel=2)
            asked.add(ProfilerActivity.CUDA)
        for activity in sorted(asked - supported_activities(), key=lambda a: a.value):
            device_warning(activity.name.lower(), stacklevel=2)
        self.activities = supported_activities()
        self.schedule = schedule or _always
        self.record_steps = schedule is not None
        self.on_trace_ready = on_trace_ready
        self.record_shapes = record_shapes
        self.profile_memory = profile_memory
        self.with_stack = with_stack
        self.with_flops = with_flops
        self.with_modules = with_modules
        self.with_kernels = with_kernels
        self.acc_events = acc_events
        self.step_num = 0
        self.current_action = self.schedule(0)
        self._settings = Settings(
            record_shapes, profile_memory, with_stack, with_flops, with_modules, with_kernels, max_events
        )
        self._running: Recording | None = None
        self._recording: Recording | None = None
        self._earlier: list[Any] = []
        self._metadata: dict[str, Any] = {}
        self._step: Any = None

    # Steps -----------------------------------------------------------------------------------------------------

    def _before(self) -> None:
        pass

    def _switch(self) -> profile:
        self.start()
        return self

    def _restore(self, before: None) -> None:
        self.stop()

    def start(self) -> None:
        """Begins with step 0."""
        if self.current_action != ProfilerAction.NONE:
            self._begin()
        self._open_step()

    def stop(self) -> None:
        """Ends; what was being recorded is complete."""
        self._close_step()
        actions = (ProfilerAction.RECORD, ProfilerAction.RECORD_AND_SAVE)
        recording = self._running is not None and self.current_action in actions
        self._end(keep=recording)
        self.current_action = ProfilerAction.NONE
        if recording:
            self._ready()

    def prepare_trace(self) -> None:
        """Does nothing: recording needs no preparation."""

    def start_trace(self) -> None:
        """Begins to record, whatever the schedule says."""
        self._begin()

    def stop_trace(self) -> None:
        """Ends the recording that ``start_trace`` began."""
        self._end(keep=True)

    def step(self) -> None:
        """Says that the next step of the loop begins."""
        self._close_step()
        before = self.current_action
        self.step_num += 1
        self.current_action = self.schedule(self.step_num)
        now = self.current_action
        if before == ProfilerAction.RECORD_AND_SAVE or (before == ProfilerAction.RECORD and now in _IDLE):
            self._end(keep=True)
            self._ready()
        elif before == ProfilerAction.WARMUP:
            self._end(keep=False)  # what was recorded to warm up is not wanted
        if now == ProfilerAction.NONE:
            self._end(keep=False)
        elif self._running is None:
            self._begin()
        self._open_step()

    def _open_step(self) -> None:
        if self.record_steps and self._running is not None:
            self._step = _profiler_enter(STEP, f"ProfilerStep#{self.step_num}")

    def _close_step(self) -> None:
        _profiler_exit(self._step)
        self._step = None

    def _begin(self) -> None:
        recording = Recording(self._settings)
        recording.start()
        self._running = recording

    def _end(self, keep: bool) -> None:
        if self._running is None:
            return
        self._running.stop()
        if keep:
            if self.acc_events and self._recording is not None:
                self._earlier += self._recording.events
            self._recording = self._running
            self._recording.metadata = self._metadata
            warn_if_dropped(self._recording, stacklevel=3)
        self._running = None

    def _ready(self) -> None:
        if self.on_trace_ready is not None:
            self.on_trace_ready(self)

    # Results ---------------------------------------------------------------------------------------------------

    def _recorded(self, purpose: str) -> Recording:
        if self._recording is None:
            raise AssertionError(f"Profiler must be initialized before {purpose}")
        return self._recording

    def events(self) -> EventList:
        """The events of the last recording (of all, with ``acc_events``), in order of start."""
        last = self._recorded("accessing events").events
        if not self._earlier:
            return last
        return EventList([*self._earlier, *last], profile_memory=self.profile_memory, with_flops=self.with_flops)

    @property
    def function_events(self) -> EventList:
        """The same as ``events()``."""
        return self.events()

    def key_averages(
        self, group_by_input_shape: bool = False, group_by_stack_n: int = 0, group_by_overload_name: bool = False
    ) -> EventList:
        """Events added up by name, and by inputs' shapes or the innermost ``group_by_stack_n`` functions if asked."""
        self._recorded("getting key averages")
        return self.events().key_averages(group_by_input_shape, group_by_stack_n)

    def add_metadata(self, key: str, value: str) -> None:
        """A note for the traces that will be written."""
        self._metadata[key] = value

    def preset_metadata_json(self, key: str, value: str) -> None:
        """A note in JSON, given before the recording begins; the same as ``add_metadata_json``."""
        self.add_metadata_json(key, value)

    def add_metadata_json(self, key: str, value: str) -> None:
        """A note in JSON for the traces that will be written; ValueError if it is none."""
        self._metadata[key] = json.loads(value)

    def export_memory_timeline(self, path: str, device: str | None = None) -> None:
        """Writes the bytes in use over time: as a page if ``path`` ends in .html, else as JSON (times in
        microseconds, bytes), compressed if in .gz.
        """
        if path.endswith(".html"):
            return self.export_html(path, title="Memory")
        import gzip

        points = self.memory_timeline().points
        data = json.dumps([[time for time, _ in points], [used for _, used in points]]).encode()
        with open(path, "wb") as file:
            file.write(gzip.compress(data) if path.endswith(".gz") else data)


_IDLE = (ProfilerAction.NONE, ProfilerAction.WARMUP)


def _activity(value: Any) -> ProfilerActivity:
    if isinstance(value, ProfilerActivity):
        return value
    raise TypeError(f"profile: activities holds {value!r} | ProfilerActivity.CPU is expected")
