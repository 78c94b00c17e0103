"""Traces: valid Chrome JSON, Perfetto packets that Perfetto's own parser reads, bounded in size."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import flambeau as fl
from flambeau import nn
from flambeau.profiler import profile, record_function
from flambeau.profiler._memory import thin


@pytest.fixture(scope="module")
def prof() -> profile:
    net = nn.Sequential(nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 1))
    with profile(record_shapes=True, profile_memory=True, with_flops=True, with_modules=True) as prof:
        for _ in range(3):
            with record_function("step"):
                net(fl.ones(4, 8)).sum().backward()
    return prof


def test_chrome_trace_keeps_to_the_format(prof: profile, tmp_path: Path) -> None:
    """The Trace Event Format: https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU."""
    path = tmp_path / "folder" / "trace.json"
    prof.export_chrome_trace(str(path))
    trace = json.loads(path.read_text())
    phases = Counter(event["ph"] for event in trace["traceEvents"])
    assert phases["X"] == len(prof.events())
    assert phases["s"] == phases["f"] > 0
    assert phases["C"] > 0
    numbers = (int, float)
    for event in trace["traceEvents"]:
        assert isinstance(event["name"], str)
        assert isinstance(event["ts"], numbers)
        assert isinstance(event["pid"], int)
        assert isinstance(event["tid"], int)
        if event["ph"] == "X":
            assert event["dur"] >= 0
            assert event["cat"] in ("cpu_op", "user_annotation", "module", "python_function")
    linear = next(event for event in trace["traceEvents"] if event["name"] == "aten::linear")
    assert linear["args"]["Input Dims"] == [[4, 8], [8, 8], [8]]
    assert linear["args"]["Module"] == "Sequential.0"
    assert linear["args"]["Flops"] == 2 * 4 * 8 * 8
    assert linear["args"]["Line"].startswith(__file__)


def test_chrome_trace_nests(prof: profile, tmp_path: Path) -> None:
    """Complete events of one thread lie inside each other or apart, or viewers draw nonsense."""
    prof.export_chrome_trace(str(tmp_path / "trace.json"))
    events = [e for e in json.loads((tmp_path / "trace.json").read_text())["traceEvents"] if e["ph"] == "X"]
    open_until: list[int] = []
    for event in sorted(events, key=lambda e: (e["tid"], e["ts"], -e["dur"])):
        start = round(event["ts"] * 1000)  # whole nanoseconds
        end = start + round(event["dur"] * 1000)
        while open_until and open_until[-1] <= start:
            open_until.pop()
        assert not open_until or end <= open_until[-1]
        open_until.append(end)


def test_traces_are_bounded(prof: profile, tmp_path: Path) -> None:
    prof.export_chrome_trace(str(tmp_path / "trace.json.gz"), max_events=10)
    trace = json.loads(gzip.decompress((tmp_path / "trace.json.gz").read_bytes()))
    kept = [event for event in trace["traceEvents"] if event["ph"] == "X"]
    assert len(kept) == 10
    assert trace["eventsLeftOut"] == len(prof.events()) - 10
    assert min(e["dur"] for e in kept) >= sorted((e.cpu_time_total for e in prof.events()), reverse=True)[9] - 0.001


def test_perfetto_reads_its_own_format(prof: profile, tmp_path: Path) -> None:
    proto = pytest.importorskip("perfetto.protos.perfetto.trace.perfetto_trace_pb2", reason="perfetto is not installed")
    path = tmp_path / "trace.pftrace"
    prof.export_chrome_trace(str(path))
    trace = proto.Trace()
    assert trace.ParseFromString(path.read_bytes()) == len(path.read_bytes())
    unknown = pytest.importorskip("google.protobuf.unknown_fields").UnknownFieldSet
    assert all(len(unknown(part)) == 0 for packet in trace.packet for part in (packet, packet.track_event))
    event_type = proto.TrackEvent.Type
    tracks = {p.track_descriptor.uuid: p.track_descriptor for p in trace.packet if p.HasField("track_descriptor")}
    slices: list[Any] = []
    open_slices: list[Any] = []
    last = 0
    for packet in trace.packet:
        if not packet.HasField("track_event"):
            continue
        event = packet.track_event
        assert event.track_uuid in tracks
        if event.type == event_type.TYPE_COUNTER:
            assert event.counter_value >= 0
            continue
        assert packet.timestamp >= last
        last = packet.timestamp
        if event.type == event_type.TYPE_SLICE_BEGIN:
            open_slices.append((event.name, packet.timestamp, {a.name: a for a in event.debug_annotations}))
        else:
            name, start, notes = open_slices.pop()
            slices.append((name, packet.timestamp - start, notes))
    assert open_slices == []
    assert Counter(name for name, _, _ in slices) == Counter(event.name for event in prof.events())
    linear = next(notes for name, _, notes in slices if name == "aten::linear")
    assert linear["Module"].string_value.startswith("Sequential.")
    assert linear["Flops"].uint_value or linear["Flops"].int_value
    counter = next(track for track in tracks.values() if track.HasField("counter"))
    assert counter.counter.unit == proto.CounterDescriptor.Unit.UNIT_SIZE_BYTES
    thread = next(track for track in tracks.values() if track.HasField("thread"))
    assert thread.thread.tid > 0


def test_stacks(tmp_path: Path, prof: profile) -> None:
    def inner(x: fl.Tensor) -> fl.Tensor:
        return (x @ x).exp()

    x = fl.rand(200, 200)
    with profile(with_stack=True) as stacked:
        inner(x)
    stacked.export_stacks(str(tmp_path / "stacks"))
    lines = (tmp_path / "stacks").read_text().splitlines()
    stack, _, value = next(line for line in lines if "aten::matmul" in line).rpartition(" ")
    assert int(value) > 0
    frames = stack.split(";")
    assert frames[-1] == "aten::matmul"
    assert frames[-2].endswith("_inner")
    with pytest.raises(AssertionError, match="requires with_stack=True"):
        prof.export_stacks(str(tmp_path / "none"))
    with pytest.raises(ValueError, match="metric should be one of"):
        stacked.export_stacks(str(tmp_path / "none"), "nonsense")


def test_a_curve_is_thinned_without_losing_its_peak() -> None:
    curve = [(float(t), (t * 7919) % 1000) for t in range(100_000)]
    curve[54_321] = (54_321.0, 123_456)
    thinned = thin(curve, 500)
    assert len(thinned) <= 1002
    assert max(used for _, used in thinned) == 123_456
    assert thinned == sorted(thinned)


def test_memory_timeline_files(prof: profile, tmp_path: Path) -> None:
    prof.export_memory_timeline(str(tmp_path / "memory.json"))
    times, used = json.loads((tmp_path / "memory.json").read_text())
    assert len(times) == len(used) == len(prof.memory_timeline().points)
    prof.export_memory_timeline(str(tmp_path / "memory.html"))
    assert (tmp_path / "memory.html").stat().st_size > 1000
