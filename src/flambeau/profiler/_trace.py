"""Traces for other tools: Chrome's JSON, Perfetto's protocol buffers, collapsed stacks; bounded in size."""

from __future__ import annotations

import gzip
import json
import os
import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ._events import EVALUATE, FunctionEvent
from ._memory import MemoryTimeline, thin

if TYPE_CHECKING:
    from ._recording import Recording

STACK_METRICS = ("self_cpu_time_total", "self_cuda_time_total", "self_device_time_total")


def longest(events: list[FunctionEvent], most: int) -> list[FunctionEvent]:
    """At most ``most`` events, those that took longest, in their order."""
    if len(events) <= most:
        return events
    limit = sorted((event.cpu_time_total for event in events), reverse=True)[most - 1] if most else float("inf")
    return [event for event in events if event.cpu_time_total >= limit][:most]


def write_chrome_trace(recording: Recording, path: str, max_events: int) -> None:
    """The trace as JSON, or as Perfetto's protocol buffers if ``path`` ends in .pftrace; compressed if in .gz."""
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    name = target.name.removesuffix(".gz")
    if name.endswith((".pftrace", ".perfetto-trace")):
        data = b"".join(perfetto_packets(recording, max_events))
    else:
        data = json.dumps(chrome_trace(recording, max_events), separators=(",", ":")).encode()
    target.write_bytes(gzip.compress(data) if target.name.endswith(".gz") else data)


def _arguments(event: FunctionEvent) -> dict[str, Any]:
    out: dict[str, Any] = {"External id": event.id + 1}
    if event.sequence_nr >= 0:
        out["Sequence number"] = event.sequence_nr
    if event.fwd_thread is not None:
        out["Fwd thread id"] = event.fwd_thread
    if event.input_shapes:
        out["Input Dims"] = event.input_shapes
        out["Input type"] = event.input_dtypes
    if event.module:
        out["Module"] = event.module
    if event.place is not None:
        out["Line"] = f"{event.place.file}:{event.place.line}"
    if event.nbytes:
        out["Bytes"] = event.nbytes
    if event.flops:
        out["Flops"] = event.flops
    if event.allocated or event.freed:
        out["Allocated"], out["Freed"] = event.allocated, event.freed
    return out


def chrome_trace(recording: Recording, max_events: int) -> dict[str, Any]:
    """The trace in Chrome's format, times in microseconds after ``baseTimeNanoseconds`` of the epoch."""
    pid = os.getpid()
    events = longest(list(recording.events), max_events)
    out: list[dict[str, Any]] = [_named("process_name", pid, 0, "python")]
    for number, thread in enumerate(recording.taken["threads"], 1):
        out.append(_named("thread_name", pid, number, f"thread {thread['native']}"))
    kept = {event.id for event in events}
    for event in events:
        out.append(
            {
                "ph": "X",
                "cat": event.category,
                "name": event.name,
                "pid": pid,
                "tid": event.thread,
                "ts": round(event.start, 3),
                "dur": round(round(event.end, 3) - round(event.start, 3), 3),  # ends where the next begins, if it does
                "args": _arguments(event),
            }
        )
        if event.kind == EVALUATE and event.forward is not None and event.forward.id in kept:
            flow = {"cat": "fwdbwd", "name": "fwdbwd", "id": event.id, "pid": pid}
            forward = event.forward
            out.append({"ph": "s", **flow, "tid": forward.thread, "ts": round(forward.start, 3)})
            out.append({"ph": "f", "bp": "e", **flow, "tid": event.thread, "ts": round(event.start, 3)})
    if recording.settings.profile_memory:
        for time, used in thin(MemoryTimeline(recording).points, 10_000):
            counter = {"ph": "C", "name": "memory", "pid": pid, "tid": 0, "args": {"bytes": used}}
            out.append({**counter, "ts": round(time, 3)})
    settings = recording.settings
    return {
        "schemaVersion": 1,
        "deviceProperties": [],
        "with_stack": int(settings.with_stack),
        "profile_memory": int(settings.profile_memory),
        "record_shapes": int(settings.record_shapes),
        "with_modules": int(settings.with_modules),
        "with_flops": int(settings.with_flops),
        "with_kernels": int(settings.with_kernels),
        "displayTimeUnit": "ms",
        "baseTimeNanoseconds": _base(recording),
        "eventsLeftOut": len(recording.events) - len(events) + recording.dropped,
        **recording.metadata,
        "traceEvents": out,
    }


def _base(recording: Recording) -> int:
    return int(recording.taken["epoch"] + recording.taken["start"])


def _named(what: str, pid: int, tid: int, name: str) -> dict[str, Any]:
    return {"ph": "M", "name": what, "pid": pid, "tid": tid, "ts": 0, "args": {"name": name}}


def write_stacks(recording: Recording, path: str, metric: str) -> None:
    """Collapsed stacks with their time in whole microseconds, as flame graph tools read them."""
    if not recording.settings.with_stack:
        raise AssertionError("export_stacks() requires with_stack=True")
    if metric not in STACK_METRICS:
        raise ValueError(f"metric should be one of: {list(STACK_METRICS)}")
    totals: defaultdict[str, int] = defaultdict(int)
    for event in recording.events:
        value = int(getattr(event, metric))
        if value > 0 and event.stack:
            frames = [event.name, *event.stack]
            totals[";".join(frame.translate(_STACK_SEPARATORS) for frame in reversed(frames))] += value
    Path(path).write_text("".join(f"{stack} {value}\n" for stack, value in totals.items()))


_STACK_SEPARATORS = str.maketrans(" ;\t\n", "____")


# Perfetto's format: a sequence of TracePackets, written field by field. The numbers are those of
# protos/perfetto/trace/ (trace.proto, trace_packet.proto, track_event/*.proto).


def _varint(value: int) -> bytes:
    out = bytearray()
    value &= 2**64 - 1
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _double(field: int, value: float) -> bytes:
    return _varint(field << 3 | 1) + struct.pack("<d", value)


def _block(field: int, data: bytes | str) -> bytes:
    data = data.encode() if isinstance(data, str) else data
    return _varint(field << 3 | 2) + _varint(len(data)) + data


_SEQUENCE = _number(10, 1)  # trusted_packet_sequence_id
_BEGIN, _END, _COUNTER = 1, 2, 4  # TrackEvent.Type


def _packet(time: int, body: bytes) -> bytes:
    return _block(1, _number(8, time) + _SEQUENCE + body)


def perfetto_packets(recording: Recording, max_events: int) -> Iterator[bytes]:
    """The trace as Perfetto's TracePackets: a track per thread, a counter of bytes in use."""
    pid = os.getpid()
    base = _base(recording)
    threads = recording.taken["threads"]
    for number, thread in enumerate(threads, 1):
        about = _number(1, pid) + _number(2, thread["native"] or number) + _block(5, f"thread {thread['native']}")
        yield _block(1, _SEQUENCE + _block(60, _number(1, number) + _block(4, about)))
    yield _block(1, _SEQUENCE + _block(60, _number(1, 1000) + _block(2, "memory") + _block(8, _number(3, 3))))
    for number in range(1, len(threads) + 1):
        own = longest([event for event in recording.events if event.thread == number], max_events)
        yield from _slices(own, number, base)
    if recording.settings.profile_memory:
        for time, used in thin(MemoryTimeline(recording).points, 10_000):
            event = _number(9, _COUNTER) + _number(11, 1000) + _number(30, used)
            yield _packet(base + int(time * 1e3), _block(11, event))


def _slices(events: Iterable[FunctionEvent], track: int, base: int) -> Iterator[bytes]:
    """Begins and ends in order of time, each end before what begins at the same moment."""
    open_events: list[FunctionEvent] = []

    def ends(until: float) -> Iterator[bytes]:
        while open_events and open_events[-1].end <= until:
            end = base + int(open_events.pop().end * 1e3)
            yield _packet(end, _block(11, _number(9, _END) + _number(11, track)))

    for event in events:
        yield from ends(event.start)
        body = _number(9, _BEGIN) + _number(11, track) + _block(22, event.category) + _block(23, event.name)
        for key, value in _arguments(event).items():
            kind = _number(4, value) if isinstance(value, int) else _block(6, str(value))
            body += _block(4, _block(10, key) + kind)
        yield _packet(base + int(event.start * 1e3), _block(11, body))
        open_events.append(event)
    yield from ends(float("inf"))
