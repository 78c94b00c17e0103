"""What one can ask of a profile once it has ended; the two classes called ``profile`` share it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .._missing import no_attribute
from ._averages import EventList, FunctionEventAvg
from ._diff import diff as _diff
from ._lines import LineReport
from ._memory import MemoryTimeline
from ._modules import Rows, by_module, forward_backward
from ._recording import Recording
from ._trace import write_chrome_trace, write_stacks

_NOT_HERE = {
    "kineto_results": "Kineto is PyTorch's own recorder; what was recorded is in events() and rows()",
    "toggle_collection_dynamic": "choose what is recorded with schedule=, or profile only the block you mean",
}


class Reports:
    """Tables, groupings and exports of one recording."""

    def _recorded(self, purpose: str) -> Recording:
        """The recording to report on; AssertionError, naming ``purpose``, when there is none yet."""
        raise NotImplementedError

    def _repr_html_(self) -> str | None:
        try:
            return self._averages()._repr_html_()
        except AssertionError:  # nothing is recorded yet: its plain form will do
            return None

    def _averages(self) -> EventList:
        return self._recorded("getting key averages").events.key_averages()

    def total_average(self) -> FunctionEventAvg:
        """All events added up."""
        return self._recorded("getting the total").events.total_average()

    @property
    def self_cpu_time_total(self) -> float:
        """The time spent in recorded events, each moment counted once, in microseconds."""
        return self._recorded("getting the total").events.self_cpu_time_total

    @property
    def profiler(self) -> Any:
        """The profile itself: programs that reach for PyTorch's inner one find its tables and events here."""
        return self

    if not TYPE_CHECKING:  # to a type checker any name would be there

        def __getattr__(self, name: str) -> Any:
            raise no_attribute(f"{type(self).__name__!r} object", name, _NOT_HERE)

    @property
    def wall_time(self) -> float:
        """The time from start to stop, in microseconds."""
        return self._recorded("getting the time").wall_time

    def rows(self) -> list[dict[str, Any]]:
        """Every event as a plain dict, for pandas; times in microseconds, sizes in bytes."""
        return self._recorded("getting rows").events.rows()

    def by_line(self) -> LineReport:
        """The user's source with forward, backward and Python time, memory and calls beside each line."""
        return LineReport(self._recorded("grouping by line"))

    def by_module(self) -> Rows:
        """Forward and backward time of each module, with and without what it contains."""
        return by_module(self._recorded("grouping by module"))

    def forward_backward(self) -> Rows:
        """Ops by name and line, each beside the node that differentiated it."""
        return forward_backward(self._recorded("comparing passes"))

    def memory_timeline(self) -> MemoryTimeline:
        """Bytes in use over time, and who made what was alive at the peak; RuntimeError without ``profile_memory``."""
        return MemoryTimeline(self._recorded("drawing memory"))

    def efficiency(self, peak: Any = None) -> Rows:
        """Per op the bytes/s and FLOP/s achieved, beside what the machine can do.

        ``peak`` is a :class:`flambeau.utils.Roofline`; by default this machine's, measured once and kept.
        """
        from ._efficiency import efficiency

        return efficiency(self._recorded("measuring efficiency"), peak)

    def export_chrome_trace(self, path: str, max_events: int = 500_000) -> None:
        """Writes a trace that chrome://tracing and ui.perfetto.dev open.

        ``path`` may end in .gz for a compressed file, in .pftrace for Perfetto's own format. Of more than
        ``max_events`` events the longest are kept, and ``eventsLeftOut`` in the file says how many were not.
        """
        write_chrome_trace(self._recorded("exporting chrome trace"), path, max_events)

    def export_stacks(self, path: str, metric: str = "self_cpu_time_total") -> None:
        """Writes collapsed stacks for flame graph tools; AssertionError without ``with_stack``."""
        write_stacks(self._recorded("exporting stacks"), path, metric)

    def export_html(self, path: str, title: str = "Profile", max_events: int = 20_000) -> None:
        """Writes a page that opens in any browser, offline: flame graph over time, table, lines, memory curve.

        Of more than ``max_events`` events, neighbours of one name that are too short to see are drawn as one.
        """
        from ._html import write_html

        write_html(self._recorded("exporting a page"), path, title, max_events)

    @staticmethod
    def diff(a: Any, b: Any) -> Rows:
        """How ``b`` differs from ``a``; see :func:`flambeau.profiler.diff`."""
        return _diff(a, b)
