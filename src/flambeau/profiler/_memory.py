"""Bytes in use over time, and which tensors were alive at the peak."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from .. import _core, _notebook
from ._modules import Rows
from ._table import format_bytes, short_path

if TYPE_CHECKING:
    from ._recording import Recording


_INSIDE = 64  # bytes that a storage holds in itself (core/tensor/storage.h, kInline)


class MemoryTimeline(Rows):
    """How many bytes tensors held, over the time of a profile; printed, the lines that made those alive at the peak.

    Attributes:
        points: pairs of a time in microseconds since the start and the bytes in use from then on.
        peak: the most bytes in use. peak_time: when, in microseconds.
        before: bytes in use when the profile began, whose makers are not known.
        before_at_peak: those of them that were still in use at the peak.
    """

    def __init__(self, recording: Recording) -> None:
        if not recording.settings.profile_memory:
            raise RuntimeError("memory_timeline() requires profile_memory=True")
        self.before = recording.in_use_at_start
        changes = []
        for thread, events in recording.threads:
            for time, storage, size, at, place in thread["memory"]:
                changes.append((time, storage, size, events[at] if at >= 0 else None, place))
        changes.sort(key=lambda change: change[0])
        start = recording.taken["start"]
        made: set[int] = set()  # storages that the profile saw coming
        older, used, self.peak, self.peak_time, peak_at = self.before, self.before, self.before, 0.0, -1
        self.before_at_peak = older
        self.points: list[tuple[float, int]] = [(0.0, used)]
        for k, (time, storage, size, _, _) in enumerate(changes):
            if size > 0:
                made.add(storage)
            elif storage in made:
                made.remove(storage)
            else:
                size = -_size_before(-size)
                older += size
            if size == 0:
                continue
            used += size
            self.points.append(((time - start) / 1e3, used))
            if used > self.peak:
                self.peak, self.peak_time, peak_at, self.before_at_peak = used, (time - start) / 1e3, k, older
        rows = _alive(changes[: peak_at + 1], recording)
        columns = {
            "made at": lambda row: short_path(row["place"]) if row["place"] else "(unknown)",
            "by": lambda row: row["name"],
            "module": lambda row: row["module"],
            "tensors": lambda row: str(row["count"]),
            "bytes": lambda row: format_bytes(row["bytes"]),
        }
        super().__init__(rows, columns, left=3)

    def __str__(self) -> str:
        return f"{self._title()}\n{super().__str__()}"

    def _title(self) -> str:
        at = f"peak {format_bytes(self.peak)} at {self.peak_time / 1e3:.3f}ms"
        return f"{at}, {format_bytes(self.before_at_peak)} of it from before the profile"

    def _repr_html_(self) -> str:
        curve = _notebook.steps(thin(self.points, 500), f"bytes of tensors over time, {self._title()}")
        return f"<div>{_notebook.text(self._title())}{curve}{super()._repr_html_()}</div>"


def thin(points: list[tuple[float, int]], most: int) -> list[tuple[float, int]]:
    """At most some ``2 * most`` points of a curve: the lowest and the highest of each stretch of time."""
    if len(points) <= 2 * most or not points:
        return points
    first, last = points[0][0], points[-1][0]
    width = (last - first) / most or 1.0
    kept: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for point in points:
        kept[int((point[0] - first) / width)].append(point)
    out = []
    for stretch in kept.values():
        ends = {min(stretch, key=lambda p: p[1]), max(stretch, key=lambda p: p[1])}
        out += sorted(ends)
    return out


def _size_before(nbytes: int) -> int:
    """What a tensor from before the profile added to the bytes in use: its block; a small one has none."""
    return 0 if nbytes <= _INSIDE else _core._block_size(nbytes)


def _alive(changes: list[Any], recording: Recording) -> list[dict[str, Any]]:
    """The tensors alive after ``changes``, added up by who made them, the largest first."""
    alive: dict[int, Any] = {}
    for change in changes:
        if change[2] > 0:
            alive[change[1]] = change
        else:
            alive.pop(change[1], None)
    groups: defaultdict[Any, dict[str, Any]] = defaultdict(lambda: {"count": 0, "bytes": 0})
    for _, _, size, event, place in alive.values():
        where = event.place if event is not None and event.place is not None else None
        if where is None and place >= 0:
            where = recording.places[place]
        key = (
            str(where) if where else "",
            event.name if event is not None else "",
            event.module if event is not None else "",
        )
        groups[key]["count"] += 1
        groups[key]["bytes"] += size
    rows = [
        {"place": place, "name": name, "module": module, **numbers} for (place, name, module), numbers in groups.items()
    ]
    return sorted(rows, key=lambda row: row["bytes"], reverse=True)
