"""``autograd.profiler.profile``: the older of PyTorch's two classes of that name."""

from __future__ import annotations

import warnings
from typing import Any

from .._core import Scope
from ._averages import EventList
from ._recording import Recording, Settings
from ._reports import Reports


def device_warning(device: Any, stacklevel: int) -> None:
    """Says that a device cannot be profiled here: it is not there, or there is no such thing."""
    known = str(device) in ("cuda", "xpu", "mtia", "hpu", "mps")
    text = (
        f"{str(device).upper()} is not available, disabling {str(device).upper()} profiling"
        if known
        else f"The {device} is not a valid device option."
    )
    warnings.warn(text, stacklevel=stacklevel + 1)


class profile(Reports, Scope):
    """Records what the block does: ops, backward nodes, labelled blocks, with their times.

    Args:
        enabled: False makes the block record nothing.
        use_cuda, use_device: accepted; a device that is not there gets a warning, and the CPU is profiled.
        record_shapes: keeps operands' shapes, to group by them.
        with_flops: counts floating-point operations of products, convolutions and elementwise ops.
        profile_memory: keeps every allocation.
        with_stack: records the Python functions that run as well, on every thread (the slowest option).
        with_modules: shows modules as events of their own.
        with_kernels: shows each call of a kernel as an event in its op's, so that an op's self time is what surrounds
            its kernels: arguments, memory, the graph.
        max_events: the most events kept per thread; a warning says when there were more.
        use_kineto, use_cpu, experimental_config, acc_events, custom_trace_id_callback, post_processing_timeout_s,
            activity_filters: accepted for programs that give them.

    >>> import flambeau as torch
    >>> x = torch.ones(2, requires_grad=True)
    >>> with torch.autograd.profiler.profile() as prof:
    ...     y = (x * x).sum()
    ...     y.backward()
    >>> [event.key for event in prof.key_averages() if "Mul" in event.key]
    ['autograd::engine::evaluate_function: MulBackward0', 'MulBackward0']

    Raises:
        RuntimeError: the block is entered while a profile is running, or again.
    """

    def __init__(
        self,
        enabled: bool = True,
        *,
        use_cuda: bool = False,
        use_device: str | None = None,
        record_shapes: bool = False,
        with_flops: bool = False,
        profile_memory: bool = False,
        with_stack: bool = False,
        with_modules: bool = False,
        with_kernels: bool = False,
        use_kineto: bool = False,
        use_cpu: bool = True,
        experimental_config: Any = None,
        acc_events: bool = False,
        custom_trace_id_callback: Any = None,
        post_processing_timeout_s: float | None = None,
        activity_filters: Any = None,
        max_events: int = 1_000_000,
    ) -> None:
        self.enabled = enabled
        self.use_cuda = False
        self.use_device: str | None = None
        if enabled and (use_cuda or use_device not in (None, "cpu")):
            device_warning("cuda" if use_cuda else use_device, stacklevel=2)
        self.record_shapes = record_shapes
        self.with_flops = with_flops
        self.profile_memory = profile_memory
        self.with_stack = with_stack
        self.with_modules = with_modules
        self.with_kernels = with_kernels
        self.entered = False
        self._settings = Settings(
            record_shapes, profile_memory, with_stack, with_flops, with_modules, with_kernels, max_events
        )
        self._recording: Recording | None = None

    def _before(self) -> Recording | None:
        if not self.enabled:
            return None
        if self.entered:
            raise RuntimeError("Profiler context manager is not reentrant")
        self._running = Recording(self._settings)
        return self._running

    def _switch(self) -> profile | None:
        if not self.enabled:
            return None
        self._running.start()
        self.entered = True
        return self

    def _restore(self, recording: Recording | None) -> None:
        if recording is None or self._recording is recording:
            return
        recording.stop()
        self._recording = recording if self.entered else None
        if self._recording is not None:
            warn_if_dropped(recording, stacklevel=2)

    def __repr__(self) -> str:
        return repr(self.function_events) if self._recording else "<unfinished torch.autograd.profile>"

    def __str__(self) -> str:
        return str(self.key_averages()) if self._recording else "<unfinished torch.autograd.profile>"

    def _recorded(self, purpose: str) -> Recording:
        if self._recording is None:
            raise AssertionError(f"Profiler must be initialized before {purpose} | leave the profile's block first")
        return self._recording

    @property
    def function_events(self) -> EventList:
        """The events, in order of start."""
        return self._recorded("accessing events").events

    def events(self) -> EventList:
        """The events, in order of start."""
        return self.function_events

    def key_averages(
        self, group_by_input_shape: bool = False, group_by_stack_n: int = 0, group_by_overload_name: bool = False
    ) -> EventList:
        """Events added up by name, and by inputs' shapes or the innermost ``group_by_stack_n`` functions if asked."""
        events = self._recorded("getting key averages").events
        return events.key_averages(group_by_input_shape, group_by_stack_n)

    def table(
        self,
        sort_by: str | None = None,
        row_limit: int = 100,
        max_src_column_width: int = 75,
        max_name_column_width: int | None = 55,
        max_shapes_column_width: int | None = 80,
        header: str | None = None,
        top_level_events_only: bool = False,
        time_unit: str | None = None,
    ) -> str:
        """The events, one a row; see ``EventList.table``."""
        return self.function_events.table(
            sort_by,
            row_limit,
            max_src_column_width,
            max_name_column_width,
            max_shapes_column_width,
            header,
            top_level_events_only,
            time_unit,
        )


def warn_if_dropped(recording: Recording, stacklevel: int) -> None:
    """Says so when there were more events than are kept."""
    if recording.dropped:
        warnings.warn(
            f"profile: {recording.dropped} events after the first {recording.settings.max_events} of a thread were not "
            "recorded | profile fewer steps (profiler.schedule) or raise max_events",
            stacklevel=stacklevel + 1,
        )
