"""A page that shows a profile in any browser, offline: one file, kept small by merging what is too short to see."""

from __future__ import annotations

import html
import json
from importlib import resources
from pathlib import Path
from typing import Any

from ._events import FunctionEvent
from ._lines import LineReport
from ._memory import MemoryTimeline, thin
from ._recording import Recording

# One box of the flame graph: start and duration in microseconds, depth, how many events it stands for, and the event.
Box = list[Any]

_DEEPEST = 100  # rows of a thread's flame graph; a canvas has a greatest height


def write_html(recording: Recording, path: str, title: str, max_events: int) -> None:
    """Writes the page; ``max_events`` boxes at most."""
    page = resources.files(__package__).joinpath("report.html").read_text(encoding="utf-8")
    data = json.dumps(page_data(recording, max_events), separators=(",", ":")).replace("</", "<\\/")
    text = page.replace("{{title}}", html.escape(title)).replace("{{data}}", data)
    Path(path).write_text(text, encoding="utf-8")


def page_data(recording: Recording, max_events: int) -> dict[str, Any]:
    """What the page shows. Names, lines and modules are told once each and then by number."""
    texts: dict[str, int] = {}

    def number(text: str) -> int:
        return texts.setdefault(text, len(texts))

    boxes = merged(recording.all_events, max_events)
    memory: dict[str, Any] = {}
    if recording.settings.profile_memory:
        timeline = MemoryTimeline(recording)
        memory = {
            "points": [[round(time, 3), used] for time, used in thin(timeline.points, 1000)],
            "peak": timeline.peak,
            "peak_time": timeline.peak_time,
            "alive": [[r["place"], r["name"], r["module"], r["count"], r["bytes"]] for r in timeline.rows()[:50]],
        }
    averages = sorted(recording.events.key_averages(), key=lambda e: e.self_cpu_time_total, reverse=True)
    return {
        "wall": recording.wall_time,
        "threads": [thread["native"] for thread in recording.taken["threads"]],
        "boxes": [
            [
                event.thread,
                depth,
                round(start, 3),
                round(duration, 3),
                number(event.name),
                number(f"{event.place.file}:{event.place.line}" if event.place else ""),
                number(event.module),
                int(event.backward),
                count,
            ]
            for event, depth, start, duration, count in boxes
        ],
        "texts": list(texts),
        "left_out": len(recording.all_events) - sum(box[4] for box in boxes) + recording.dropped,
        "table": [
            [
                e.key,
                round(e.self_cpu_time_total, 3),
                round(e.cpu_time_total, 3),
                e.count,
                e.self_cpu_memory_usage,
                e.flops,
            ]
            for e in averages[:1000]
        ],
        "lines": [
            [
                f"{r['file']}:{r['line']}",
                r["source"],
                *(round(r[k], 3) for k in ("forward", "backward", "python")),
                r["calls"],
            ]
            for r in LineReport(recording).rows()[:500]
        ],
        "memory": memory,
    }


def merged(events: list[FunctionEvent], most: int) -> list[tuple[FunctionEvent, int, float, float, int]]:
    """At most ``most`` boxes: event, depth, start, duration, how many events it stands for.

    What is shorter than a limit joins its neighbour of one name and depth, if the gap between them is shorter too; the
    limit doubles until few enough are left. What is still too much is dropped, the shortest first.
    """
    boxes = _boxes(events)
    limit = max((event.end for event in events), default=0.0) / 1e5
    while len(boxes) > most and limit < 1e12:
        before = len(boxes)
        boxes = _join(boxes, limit)
        limit *= 2
        if len(boxes) == before and limit > max(box[3] for box in boxes):
            break
    boxes.sort(key=lambda box: -box[3])
    return sorted((tuple(box) for box in boxes[:most]), key=lambda box: (box[0].thread, box[2]))


def _boxes(events: list[FunctionEvent]) -> list[Box]:
    boxes: list[Box] = []
    open_until: list[float] = []
    thread = -1
    for event in events:  # by thread, then in order of start, parents first
        if event.thread != thread:
            thread, open_until = event.thread, []
        while open_until and open_until[-1] <= event.start and event.cpu_time_total > 0:
            open_until.pop()
        if len(open_until) < _DEEPEST:
            boxes.append([event, len(open_until), event.start, event.cpu_time_total, 1])
        open_until.append(event.end)
    return boxes


def _join(boxes: list[Box], limit: float) -> list[Box]:
    out: list[Box] = []
    last: dict[tuple[int, int], Box] = {}
    for box in boxes:
        event, depth, start, duration, count = box
        before = last.get((event.thread, depth))
        alike = before is not None and before[0].name == event.name and before[0].backward == event.backward
        if alike and before is not None and duration < limit and start - (before[2] + before[3]) < limit:
            before[3] = start + duration - before[2]
            before[4] += count
        else:
            last[event.thread, depth] = box
            out.append(box)
    return out
