"""``EventList`` and ``FunctionEventAvg``: events, and events added up by what they have in common."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ._events import FormattedTimes, FunctionEvent
from ._table import build_table, html_table

if TYPE_CHECKING:
    from ._recording import Recording


class FunctionEventAvg(FormattedTimes):
    """Events with one key, added up. Times in microseconds, sizes in bytes.

    >>> import flambeau as torch
    >>> x = torch.ones(3)
    >>> with torch.profiler.profile() as prof:
    ...     y = x.exp() + x.exp()
    >>> [(average.key, average.count) for average in prof.key_averages() if average.key == "aten::exp"]
    [('aten::exp', 2)]
    """

    def __init__(self) -> None:
        self.key: str = ""
        self.count = 0
        self.cpu_time_total = 0.0
        self.self_cpu_time_total = 0.0
        self.cpu_memory_usage = 0
        self.self_cpu_memory_usage = 0
        self.allocated = self.freed = 0
        self.nbytes = 0
        self.flops = 0
        self.input_shapes: Any = ""
        self.stack: list[str] = []
        self.scope = 0
        self.cpu_parent: FunctionEvent | None = None
        self.cpu_children: list[FunctionEvent] = []
        self.is_user_annotation = False

    def add(self, other: FunctionEvent | FunctionEventAvg) -> FunctionEventAvg:
        """Adds one event, or events already added up."""
        if not self.key:
            self.key, self.scope, self.cpu_parent = other.key, other.scope, other.cpu_parent
            self.is_user_annotation = other.is_user_annotation
        self.count += other.count
        self.cpu_time_total += other.cpu_time_total
        self.self_cpu_time_total += other.self_cpu_time_total
        self.cpu_memory_usage += other.cpu_memory_usage
        self.self_cpu_memory_usage += other.self_cpu_memory_usage
        self.allocated += other.allocated
        self.freed += other.freed
        self.nbytes += other.nbytes
        self.flops += other.flops
        return self

    __iadd__ = add

    def __repr__(self) -> str:
        return (
            f"<FunctionEventAvg key={self.key} self_cpu_time={self.self_cpu_time_total_str} "
            f"cpu_time={self.cpu_time_str}  self_cuda_time=0.000us cuda_time=0.000us "
            f"input_shapes={self.input_shapes} cpu_memory_usage={self.cpu_memory_usage} cuda_memory_usage=0>"
        )


class EventList(list[Any]):
    """A list of events or of averages, which can be added up further and printed as a table.

    Raises: RuntimeError from ``export_chrome_trace`` and ``export_stacks`` for averages.

    >>> import flambeau as torch
    >>> x = torch.ones(3)
    >>> with torch.profiler.profile() as prof:
    ...     y = x.exp() + x.exp()
    >>> events = prof.events()
    >>> len(events), len(events.key_averages())
    (3, 2)
    """

    def __init__(
        self,
        events: Iterable[Any] = (),
        *,
        use_device: str | None = None,
        profile_memory: bool = False,
        with_flops: bool = False,
        recording: Recording | None = None,
    ) -> None:
        super().__init__(events)
        self._recording = recording  # that they are all of: what a trace is written from
        self.profile_memory = profile_memory
        self.with_flops = with_flops

    def __str__(self) -> str:
        return self.table()

    def _repr_html_(self) -> str:
        return html_table(self)

    @property
    def self_cpu_time_total(self) -> float:
        """The time spent in the events, each moment counted once, in microseconds."""
        return float(sum(event.self_cpu_time_total for event in self))

    def key_averages(
        self,
        group_by_input_shapes: bool = False,
        group_by_stack_n: int = 0,
        group_by_overload_name: bool = False,
    ) -> EventList:
        """Adds events up by name; also by their inputs' shapes, by the innermost ``group_by_stack_n`` functions."""
        groups: dict[Any, FunctionEventAvg] = {}
        for event in self:
            shapes = str(event.input_shapes) if group_by_input_shapes else ""
            stack = event.stack[:group_by_stack_n] if group_by_stack_n > 0 else []
            group = groups.get(key := (event.key, shapes, tuple(stack)))
            if group is None:
                group = groups[key] = FunctionEventAvg()
                group.input_shapes, group.stack = shapes, stack
            group.add(event)
        return EventList(groups.values(), profile_memory=self.profile_memory, with_flops=self.with_flops)

    def _recorded(self, purpose: str) -> Recording:
        if self._recording is None:
            raise RuntimeError(
                f"EventList.{purpose}: this list is not a recording's own | call it on the profile, or on its events()"
            )
        return self._recording

    def export_chrome_trace(self, path: str, max_events: int = 500_000) -> None:
        """Writes the recording as a trace; see ``profile.export_chrome_trace``. RuntimeError for averages."""
        from ._trace import write_chrome_trace  # which is written from recordings, and these hold lists

        write_chrome_trace(self._recorded("export_chrome_trace"), path, max_events)

    def export_stacks(self, path: str, metric: str = "self_cpu_time_total") -> None:
        """Writes collapsed stacks; see ``profile.export_stacks``. RuntimeError for averages."""
        from ._trace import write_stacks

        write_stacks(self._recorded("export_stacks"), path, metric)

    def supported_export_stacks_metrics(self) -> list[str]:
        """What ``export_stacks`` can weigh stacks by."""
        from ._trace import STACK_METRICS

        return list(STACK_METRICS)

    def total_average(self) -> FunctionEventAvg:
        """All events added up, under the key "Total"."""
        total = FunctionEventAvg()
        for event in self:
            total.add(event)
        total.key, total.cpu_parent = "Total", None
        return total

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
        """The events as text, one a row.

        Args:
            sort_by: an attribute, the largest first: "self_cpu_time_total", "cpu_time_total", "cpu_time", "count",
                "cpu_memory_usage", "self_cpu_memory_usage", "flops". Without, in the order in which they first ran.
            row_limit: the most rows; -1 for all.
            max_src_column_width, max_name_column_width, max_shapes_column_width: longer texts are cut, in characters.
            header: a title above the table.
            top_level_events_only: leaves out events that ran inside others.
            time_unit: "us", "ms" or "s" for all times; by default each has the unit that suits it.
        """
        return build_table(
            self,
            sort_by,
            row_limit,
            max_src_column_width,
            max_name_column_width,
            max_shapes_column_width,
            header,
            top_level_events_only,
            time_unit,
        )

    def rows(self) -> list[dict[str, Any]]:
        """The events as plain dicts, for ``pandas.DataFrame`` and the like; times in microseconds, sizes in bytes."""
        return [_row(event) for event in self]


_COMMON = (
    "count",
    "cpu_time_total",
    "self_cpu_time_total",
    "cpu_time",
    "cpu_memory_usage",
    "self_cpu_memory_usage",
    "allocated",
    "freed",
    "nbytes",
    "flops",
)


def _row(event: Any) -> dict[str, Any]:
    row = {"name": event.key, **{name: getattr(event, name) for name in _COMMON}}
    row["input_shapes"] = str(event.input_shapes)
    if isinstance(event, FunctionEvent):
        place = event.place
        row |= {
            "start": event.start,
            "end": event.end,
            "thread": event.thread,
            "sequence_nr": event.sequence_nr,
            "backward": event.backward,
            "module": event.module,
            "file": place.file if place else "",
            "line": place.line if place else 0,
            "function": place.function if place else "",
        }
    elif event.stack:
        row["stack"] = event.stack
    return row
