"""Time and memory by line of the user's source."""

from __future__ import annotations

import ast
import linecache
from typing import Any

from .. import _notebook
from ._events import PYTHON_KINDS, format_time
from ._recording import Recording
from ._table import format_bytes, short_path

_COLUMNS = ("forward", "backward", "python", "allocated", "calls")


class LineReport:
    """What each line of the user's program cost; ``print`` shows the source with its cost beside it.

    ``forward`` is the time of ops that the line called, ``backward`` that of their derivatives (charged to the line
    that recorded them, not to the one that called ``backward``), ``python`` the interpreter's time inside modules,
    labelled blocks and (``with_stack``) functions; each moment is counted once. ``allocated`` are the bytes of tensors
    that were made there (``profile_memory``), ``calls`` the ops called.
    """

    def __init__(self, recording: Recording) -> None:
        self._lines: dict[tuple[str, int], dict[str, Any]] = {}
        for event in recording.all_events:
            if event.place is None:
                continue
            entry = self._entry(*event.place)
            column = "python" if event.kind in PYTHON_KINDS else "backward" if event.backward else "forward"
            entry[column] += event.exclusive_time
            around = event.cpu_parent
            outermost = around is None or around.kind in PYTHON_KINDS or around.place != event.place
            entry["calls"] += column == "forward" and outermost
        for thread, events in recording.threads:
            for _, _, size, at, place in thread["memory"]:
                where = recording.places[place] if place >= 0 else None
                if at >= 0 and events[at].place is not None:
                    where = events[at].place
                if size > 0 and where is not None:
                    self._entry(*where)["allocated"] += size
        self.profile_memory = recording.settings.profile_memory

    def _entry(self, file: str, line: int, function: str) -> dict[str, Any]:
        entry = self._lines.get((file, line))
        if entry is None:
            entry = {"file": file, "line": line, "function": function, **dict.fromkeys(_COLUMNS, 0)}
            self._lines[file, line] = entry
        return entry

    def rows(self) -> list[dict[str, Any]]:
        """One dict per line, the costliest first; times in microseconds, ``allocated`` in bytes."""
        found = [
            {**entry, "time": _time(entry), "source": linecache.getline(entry["file"], entry["line"]).strip()}
            for entry in self._lines.values()
        ]
        return sorted(found, key=_time, reverse=True)

    def __str__(self) -> str:
        files = {file for file, _ in self._lines}
        by_cost = sorted(files, key=lambda f: -sum(_time(e) for (file, _), e in self._lines.items() if file == f))
        return "\n".join(self._annotate(file) for file in by_cost)

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return _notebook.text(str(self))

    def _annotate(self, file: str) -> str:
        lines = {line: entry for (name, line), entry in self._lines.items() if name == file}
        total = sum(map(_time, self._lines.values()))
        titles = ["time %", "forward", "backward", "python", *(["allocated"] if self.profile_memory else []), "calls"]
        out = [f"{short_path(file)}: {format_time(sum(map(_time, lines.values())))}"]
        out.append("  ".join(title.rjust(10) for title in titles) + "    line")
        for first, last in _spans(file, set(lines)):
            if len(out) > 2:
                out.append("  ".join(" " * 10 for _ in titles) + "     ...")
            for number in range(first, last + 1):
                source = linecache.getline(file, number).rstrip()
                cells = _cells(lines.get(number), total, self.profile_memory)
                out.append(f"{'  '.join(cell.rjust(10) for cell in cells)}  {number:6d}  {source}".rstrip())
        return "\n".join(out) + "\n"


def _time(entry: dict[str, Any]) -> float:
    return float(entry["forward"] + entry["backward"] + entry["python"])


def _cells(entry: dict[str, Any] | None, total: float, memory: bool) -> list[str]:
    if entry is None:
        return [""] * (6 if memory else 5)
    times = [format_time(entry[c]) if entry[c] else "" for c in ("forward", "backward", "python")]
    share = f"{100 * _time(entry) / total:.1f}%" if total else ""
    allocated = [format_bytes(entry["allocated"]) if entry["allocated"] else ""] if memory else []
    return [share, *times, *allocated, str(entry["calls"]) if entry["calls"] else ""]


def _spans(file: str, wanted: set[int]) -> list[tuple[int, int]]:
    """The stretches of source to show: the statements with a cost and, where one lies in a function, its head; gaps of
    up to two lines are filled.
    """
    try:
        tree: ast.AST | None = ast.parse("".join(linecache.getlines(file)))
    except SyntaxError:  # a notebook's cell with magic, say
        tree = None
    shown = set(wanted)
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            inside = [line for line in wanted if node.lineno <= line <= (node.end_lineno or node.lineno)]
            if inside:
                shown.add(node.lineno)
    spans: list[tuple[int, int]] = []
    for line in sorted(shown):
        if spans and line - spans[-1][1] <= 3:
            spans[-1] = (spans[-1][0], line)
        else:
            spans.append((line, line))
    return spans
