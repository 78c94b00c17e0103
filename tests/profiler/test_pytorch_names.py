"""What programs written for PyTorch's profiler reach for is here under the same names, or says why it is not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import flambeau as fl
from flambeau.profiler import profile
from flambeau.utils.benchmark import Timer

torch = pytest.importorskip("torch")

# Their meaning is Kineto's or PyTorch's builds' own.
FOREIGN = {
    *("append_kernel", "set_cpu_parent", "flow_id", "flow_start", "flow_type", "metadata_json"),
    *("python_id", "python_module_id", "python_parent_id", "structured_input_strides"),
}


def recorded(t: Any, **options: Any) -> Any:
    x = t.rand(4, 5, requires_grad=True)
    with t.profiler.profile(activities=[t.profiler.ProfilerActivity.CPU], record_shapes=True, **options) as prof:
        (x * 2).sum().backward()
    return prof


def public(thing: Any) -> set[str]:
    return {name for name in dir(thing) if not name.startswith("_")}


def test_events_lists_and_averages_have_pytorchs_names() -> None:
    ours, theirs = recorded(fl), recorded(torch)
    assert public(theirs.events()[0]) - public(ours.events()[0]) - FOREIGN == set()
    assert public(theirs.key_averages()[0]) - public(ours.key_averages()[0]) == set()
    assert public(theirs.events()) - public(ours.events()) == set()


def test_modules_have_pytorchs_names() -> None:
    from flambeau.autograd.profiler_util import EventList, FunctionEvent, FunctionEventAvg

    prof = recorded(fl)
    assert isinstance(prof.events(), EventList)
    assert isinstance(prof.events()[0], FunctionEvent)
    assert isinstance(prof.key_averages()[0], FunctionEventAvg)
    assert {event.device_type for event in prof.events()} == {fl.autograd.DeviceType.CPU}


def test_a_script_that_walks_the_tree() -> None:
    def self_time(event: Any) -> float:
        return float(event.cpu_time_total - sum(child.cpu_time_total for child in event.cpu_children))

    prof = recorded(fl)
    for event in prof.profiler.function_events:
        assert self_time(event) == pytest.approx(event.self_cpu_time_total)
        assert event.time_range.elapsed_us() == pytest.approx(event.cpu_time_total)
        assert event.device_time_total == event.self_device_time_total == 0
        assert event.kernels == []


def test_lists_of_events_write_traces(tmp_path: Path) -> None:
    prof = recorded(fl, with_stack=True)
    prof.events().export_chrome_trace(str(tmp_path / "trace.json"))
    names = [event["name"] for event in json.loads((tmp_path / "trace.json").read_text())["traceEvents"]]
    assert "aten::mul" in names
    prof.events().export_stacks(str(tmp_path / "stacks"), prof.events().supported_export_stacks_metrics()[0])
    with pytest.raises(RuntimeError, match="not a recording's own"):
        prof.key_averages().export_chrome_trace(str(tmp_path / "trace.json"))


def test_traces_begun_by_hand() -> None:
    prof = profile()
    prof.prepare_trace()
    prof.start_trace()
    fl.ones(2)
    prof.stop_trace()
    assert [event.name for event in prof.events()] == ["aten::ones"]


@pytest.mark.parametrize(
    ("ask", "kind", "reason"),
    [
        (lambda: recorded(fl).kineto_results, AttributeError, r"events\(\)"),
        (lambda: recorded(fl).toggle_collection_dynamic, AttributeError, "schedule"),
        (lambda: fl.profiler.ExecutionTraceObserver, AttributeError, "export_chrome_trace"),
        (lambda: fl.profiler.itt, AttributeError, "ITT"),
        (lambda: fl.autograd.profiler.load_nvprof, AttributeError, "NVProf"),
        (lambda: Timer("1 + 1").collect_callgrind(), NotImplementedError, "blocked_autorange"),
        (lambda: Timer("1 + 1", language="c++"), NotImplementedError, "Python statements only"),
        (lambda: fl.utils.benchmark.Fuzzer, AttributeError, "rand"),
        (lambda: fl.utils.benchmark.CallgrindStats, AttributeError, "Valgrind"),
    ],
)
def test_what_is_not_here_says_what_to_use(ask: Any, kind: type[Exception], reason: str) -> None:
    with pytest.raises(kind, match=reason):
        ask()
