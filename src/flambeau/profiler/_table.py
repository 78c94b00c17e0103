"""The tables a profile prints: PyTorch's columns, in PyTorch's form."""

from __future__ import annotations

import math
import os
from typing import TYPE_CHECKING, Any

from .. import _notebook
from .._notebook import cell_of
from ._events import format_time

if TYPE_CHECKING:
    from ._averages import EventList

_COLUMN = 12
_GAP = "  "
_FLOPS = ("FLOPs", "KFLOPs", "MFLOPs", "GFLOPs", "TFLOPs", "PFLOPs")
_RENAMED = {  # PyTorch's older names of sort keys
    "cuda_time": "device_time",
    "cuda_time_total": "device_time_total",
    "self_cuda_time_total": "self_device_time_total",
    "cuda_memory_usage": "device_memory_usage",
    "self_cuda_memory_usage": "self_device_memory_usage",
}


def format_bytes(nbytes: float) -> str:
    """A size as text, as PyTorch's tables write it."""
    for unit, size in (("GB", 2**30), ("MB", 2**20), ("KB", 2**10)):
        if abs(nbytes) >= size:
            return f"{nbytes / size:.2f} {unit}"
    return f"{nbytes:.0f} B"


def short_path(file: str) -> str:
    """A path as seen from the working folder, where it lies inside; a notebook's cell by its number."""
    name, line, rest = file.partition("(")
    if cell := cell_of(name):
        return f"{cell}{line}{rest}"
    try:
        relative = os.path.relpath(file)
    except ValueError:  # another drive
        return file
    return file if relative.startswith("..") else relative


def _percent(part: float, whole: float) -> str:
    return f"{part * 100 / whole:.2f}%" if whole else "NaN"


def _shorten(text: str, width: int | None) -> str:
    return text if width is None or len(text) <= width else text[: width - 3] + "..."


def _width(texts: list[str], limit: int | None) -> int:
    longest = max(map(len, texts)) + 4
    return longest if limit is None else min(longest, limit)


def sort_key(name: str) -> Any:
    """The function that a sort key names; AttributeError, listing the keys, for none."""
    attribute = _RENAMED.get(name, name)

    def key(event: Any) -> Any:
        try:
            return getattr(event, attribute)
        except AttributeError:
            raise AttributeError(
                f"'{type(event).__name__}' object has no attribute {name!r} | sort_by is one of self_cpu_time_total, "
                "cpu_time_total, cpu_time, count, cpu_memory_usage, self_cpu_memory_usage, flops, key"
            ) from None

    return key


def build_table(
    events: EventList,
    sort_by: str | None,
    row_limit: int,
    max_src_column_width: int,
    max_name_column_width: int | None,
    max_shapes_column_width: int | None,
    header: str | None,
    top_level_events_only: bool,
    time_unit: str | None,
) -> str:
    """The table of ``EventList.table``."""
    if not events:
        return ""
    rows = sorted(events, key=sort_key(sort_by), reverse=True) if sort_by is not None else list(events)
    total = sum(event.self_cpu_time_total for event in events)
    if top_level_events_only:
        rows = [event for event in rows if event.cpu_parent is None]
    shown = rows if row_limit == -1 else rows[:row_limit]
    has_stack = any(event.stack for event in events)
    columns = _columns(
        events, max_src_column_width, max_name_column_width, max_shapes_column_width, time_unit, total, has_stack
    )

    def line(cells: list[str]) -> str:
        aligned = [
            cell.ljust(width) if left else cell.rjust(width)
            for cell, (_, width, _, left) in zip(cells, columns, strict=True)
        ]
        return _GAP.join(aligned) + _GAP + "\n"

    rule = line(["-" * width for _, width, _, _ in columns])
    out = []
    if header is not None or top_level_events_only:
        bar = "=" * (len(rule) - 1 - len(_GAP)) + "\n"
        if header is not None:
            out += [bar, header + "\n"]
        if top_level_events_only:
            out += [bar, "This report only display top-level ops statistics\n"]
    out += [rule, line([title for title, _, _, _ in columns]), rule]
    for event in shown:
        out.append(line([cell(event) for _, _, cell, _ in columns]))
        if has_stack and event.stack:
            width = next(width for title, width, _, _ in columns if title == "Source Location")
            out += [
                line([_tail(text, width) if title == "Source Location" else "" for title, _, _, _ in columns])
                for text in event.stack[1:]
            ]
            out.append(line([""] * len(columns)))
    return "".join(out) + rule + f"Self CPU time total: {format_time(total, time_unit)}\n"


def html_table(events: EventList, most: int = 50) -> str:
    """The same for a notebook: averages with the costliest first, events in order of start; ``most`` rows."""
    total = sum(event.self_cpu_time_total for event in events)
    columns = _columns(events, 75, None, 80, None, total, any(event.stack for event in events))
    averages = not any(hasattr(event, "start") for event in events)
    rows = sorted(events, key=sort_key("self_cpu_time_total"), reverse=True) if averages else list(events)
    cells = [[cell(event) for _, _, cell, _ in columns] for event in rows[:most]]
    more = f"\n{len(rows) - most} more rows: table(row_limit=-1) has them all" if len(rows) > most else ""
    return _notebook.table(
        [title for title, *_ in columns], cells, note=f"Self CPU time total: {format_time(total)}{more}"
    )


def _columns(
    events: EventList,
    max_src_column_width: int,
    max_name_column_width: int | None,
    max_shapes_column_width: int | None,
    time_unit: str | None,
    total: float,
    has_stack: bool,
) -> list[tuple[str, int, Any, bool]]:
    """(title, width, how a row writes it, whether the text starts at the left)"""
    known_flops = [event.flops for event in events if event.flops > 0]
    power = min(int(math.log10(min(known_flops)) / 3), len(_FLOPS) - 1) if known_flops and events.with_flops else 0
    columns: list[tuple[str, int, Any, bool]] = [
        (
            "Name",
            _width([event.key for event in events], max_name_column_width),
            lambda e: _shorten(e.key, max_name_column_width),
            False,
        ),
        ("Self CPU %", _COLUMN, lambda e: _percent(e.self_cpu_time_total, total), False),
        ("Self CPU", _COLUMN, lambda e: format_time(e.self_cpu_time_total, time_unit), False),
        ("CPU total %", _COLUMN, lambda e: _percent(e.cpu_time_total, total) if not e.is_async else "0", False),
        ("CPU total", _COLUMN, lambda e: format_time(e.cpu_time_total, time_unit), False),
        ("CPU time avg", _COLUMN, lambda e: format_time(e.cpu_time, time_unit), False),
    ]
    if events.profile_memory:
        columns.append(("CPU Mem", _COLUMN, lambda e: format_bytes(e.cpu_memory_usage), False))
        columns.append(("Self CPU Mem", _COLUMN, lambda e: format_bytes(e.self_cpu_memory_usage), False))
    columns.append(("# of Calls", _COLUMN, lambda e: str(e.count), False))
    if any(event.input_shapes for event in events):
        width = _width([str(event.input_shapes) for event in events], max_shapes_column_width)
        columns.append(
            (
                "Input Shapes",
                max(width, _COLUMN),
                lambda e: _shorten(str(e.input_shapes), max_shapes_column_width),
                False,
            )
        )
    if has_stack:
        texts = [line for event in events for line in event.stack]
        width = max(_width(texts, max_src_column_width), len("Source Location"))
        columns.append(("Source Location", width, lambda e: _tail(e.stack[0], width) if e.stack else "", True))
    if events.with_flops:
        title = f"Total {_FLOPS[power]}"
        columns.append(
            (
                title,
                max(_COLUMN, len(title)),
                lambda e: f"{e.flops / 1000.0**power:.3f}" if e.flops > 0 else "--",
                False,
            )
        )
    return columns


def _tail(text: str, width: int) -> str:
    return text if len(text) <= width else "..." + text[-(width - 3) :]


def plain_table(titles: list[str], rows: list[list[str]], left: int = 1) -> str:
    """Our own tables: the first ``left`` columns start at the left, the others end at the right."""
    widths = [max([len(title), *(len(row[k]) for row in rows)]) for k, title in enumerate(titles)]

    def line(cells: list[str]) -> str:
        aligned = [
            cell.ljust(w) if k < left else cell.rjust(w) for k, (cell, w) in enumerate(zip(cells, widths, strict=True))
        ]
        return _GAP.join(aligned).rstrip() + "\n"

    return line(titles) + line(["-" * w for w in widths]) + "".join(map(line, rows))
