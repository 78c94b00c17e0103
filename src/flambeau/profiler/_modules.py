"""Time by module, and forward beside backward."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from .. import _notebook
from ._events import EVALUATE, MODULE, OP, FunctionEvent, format_time
from ._table import format_bytes, plain_table, short_path

if TYPE_CHECKING:
    from ._recording import Recording


class Rows:
    """Rows as dicts, and as a table when printed."""

    def __init__(self, rows: list[dict[str, Any]], columns: dict[str, Any], left: int = 1) -> None:
        self._rows = rows
        self._columns = columns  # title: a function from a row to its text
        self._left = left

    def rows(self) -> list[dict[str, Any]]:
        """The rows as plain dicts; times in microseconds, sizes in bytes."""
        return self._rows

    def _cells(self) -> list[list[str]]:
        return [[text(row) for text in self._columns.values()] for row in self._rows]

    def __str__(self) -> str:
        return plain_table(list(self._columns), self._cells(), self._left)

    def _repr_html_(self) -> str:
        return _notebook.table(list(self._columns), self._cells(), self._left)

    def __repr__(self) -> str:
        return str(self)


def by_module(recording: Recording) -> Rows:
    """Forward and backward time of each module: with what it contains, and of its own."""
    entries: dict[str, dict[str, Any]] = {}

    def entry(path: str) -> dict[str, Any]:
        if path not in entries:
            numbers = dict.fromkeys(("calls", "forward", "self_forward", "backward", "self_backward", "allocated"), 0)
            entries[path] = {"module": path, **numbers}
        return entries[path]

    for event in recording.all_events:
        if event.kind == MODULE and not event.backward:  # else a checkpoint that computes it again
            e = entry(event.module)
            e["calls"] += 1
            e["forward"] += event.cpu_time_total
            e["allocated"] += event.allocated
        if event.module:
            entry(event.module)["self_backward" if event.backward else "self_forward"] += event.exclusive_time
    for path, e in entries.items():
        inside = (other for name, other in entries.items() if name == path or name.startswith(path + "."))
        e["backward"] = sum(other["self_backward"] for other in inside)
    order = {path: k for k, path in enumerate(entries)}  # of the first call

    def place(row: dict[str, Any]) -> list[int]:
        parts = row["module"].split(".")
        return [order.get(".".join(parts[: k + 1]), 0) for k in range(len(parts))]

    rows = sorted(entries.values(), key=place)  # what a module contains follows it

    def indented(row: dict[str, Any]) -> Any:
        depth = sum(1 for other in entries if row["module"].startswith(other + "."))
        parent = max((other for other in entries if row["module"].startswith(other + ".")), key=len, default="")
        return "  " * depth + (row["module"][len(parent) + 1 :] if parent else row["module"])

    columns: dict[str, Any] = {
        "module": indented,
        "calls": lambda row: str(row["calls"]),
        "forward": lambda row: format_time(row["forward"]),
        "self forward": lambda row: format_time(row["self_forward"]),
        "backward": lambda row: format_time(row["backward"]),
        "self backward": lambda row: format_time(row["self_backward"]),
    }
    if recording.settings.profile_memory:
        columns["allocated"] = lambda row: format_bytes(row["allocated"])
    return Rows(rows, columns)


def forward_backward(recording: Recording) -> Rows:
    """Each line's ops beside the nodes that differentiated them: calls, forward time, backward time, their ratio."""
    groups: dict[Any, dict[str, Any]] = {}

    def group(event: FunctionEvent) -> dict[str, Any]:
        place = event.place
        key = (event.name, place)
        if key not in groups:
            groups[key] = {
                "name": event.name,
                "file": place.file if place else "",
                "line": place.line if place else 0,
                "module": event.module,
                "calls": 0,
                "forward": 0.0,
                "backward": 0.0,
                "node": "",
            }
        return groups[key]

    passes: defaultdict[int, list[FunctionEvent]] = defaultdict(list)
    for event in recording.all_events:
        if event.kind == EVALUATE and event.forward is not None:
            passes[event.forward.id].append(event)
    for event in recording.all_events:
        if event.backward or event.kind != OP:
            continue
        row = group(event)
        row["calls"] += 1
        row["forward"] += event.cpu_time_total
        for node in passes[event.id]:
            row["backward"] += node.cpu_time_total
            row["node"] = node.name.rsplit(": ", 1)[-1]
    rows = sorted(groups.values(), key=lambda row: row["forward"] + row["backward"], reverse=True)
    return Rows(
        rows,
        {
            "name": lambda row: row["name"],
            "node": lambda row: row["node"],
            "line": lambda row: f"{short_path(row['file']).rsplit('/', 1)[-1]}:{row['line']}" if row["file"] else "",
            "calls": lambda row: str(row["calls"]),
            "forward": lambda row: format_time(row["forward"]),
            "backward": lambda row: format_time(row["backward"]),
            "ratio": lambda row: f"{row['backward'] / row['forward']:.2f}" if row["forward"] else "",
        },
        left=3,
    )
