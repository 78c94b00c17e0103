"""Tables: PyTorch's columns, keys and form, with PyTorch as the oracle."""

from __future__ import annotations

import re
from typing import Any

import pytest

import flambeau as fl
from flambeau.profiler import EventList, FunctionEventAvg, profile

torch = pytest.importorskip("torch")


def rows(make: Any, **more: Any) -> list[Any]:
    """The same averages for either library."""
    out = []
    for k, (name, us, nbytes, flops) in enumerate(
        [
            ("aten::mul", 12.3456, 0, 5e4),
            ("a" * 70, 1234.5, 1500, 7e6),
            ("third", 2.5e6, 3 * 2**30, 0),
            ("fourth", 0.0, -(2**20), 3e9),
        ]
    ):
        e = make()
        e.key, e.count, e.self_cpu_time_total, e.cpu_time_total = name, k + 1, us, 2 * us
        e.cpu_memory_usage, e.self_cpu_memory_usage, e.flops = nbytes, -nbytes, flops
        e.cpu_parent = None if k % 2 else object()
        e.is_user_annotation = False
        for key, value in more.items():
            setattr(e, key, value)
        out.append(e)
    return out


def tables(memory: bool, flops: bool, table: dict[str, Any], **more: Any) -> tuple[str, str]:
    def theirs() -> Any:
        e = torch.autograd.profiler_util.FunctionEventAvg()
        e.is_async, e.node_id, e.device_type = False, -1, torch.autograd.DeviceType.CPU
        return e

    a = EventList(rows(FunctionEventAvg, **more), profile_memory=memory, with_flops=flops).table(**table)
    b = torch.autograd.profiler.EventList(
        rows(theirs, **more), profile_memory=memory, with_flops=flops, use_device=None
    ).table(**table)
    return a, b


@pytest.mark.parametrize("memory", [False, True])
@pytest.mark.parametrize("flops", [False, True])
@pytest.mark.parametrize(
    "table",
    [
        {},
        {"sort_by": "self_cpu_time_total"},
        {"sort_by": "count", "row_limit": 2},
        {"row_limit": -1, "max_name_column_width": 20},
        {"sort_by": "flops", "time_unit": "ms"},
        {"header": "Title", "top_level_events_only": True},
        {"max_name_column_width": None, "sort_by": "cpu_memory_usage"},
    ],
    ids=str,
)
def test_tables_are_those_of_pytorch(memory: bool, flops: bool, table: dict[str, Any]) -> None:
    ours, theirs = tables(memory, flops, table)
    assert ours == theirs


def test_shapes_column() -> None:
    ours, theirs = tables(True, False, {"max_shapes_column_width": 40}, input_shapes="[[2, 3], [], []]")
    assert ours == theirs


def test_source_column_stands_under_its_title() -> None:
    """With FLOPs too PyTorch writes the two columns' values in each other's place; ours stand under their titles."""
    ours, theirs = tables(False, False, {"max_src_column_width": 30}, stack=["f.py(3): f", "g" * 50])
    assert ours == theirs
    ours, _ = tables(False, True, {}, stack=["f.py(3): f"])
    title, row = ours.splitlines()[1], ours.splitlines()[3]
    assert row.index("f.py(3): f") == title.index("Source Location")


SORT_KEYS = """
self_cpu_time_total cpu_time_total cpu_time count cpu_memory_usage self_cpu_memory_usage flops key cuda_time
cuda_time_total self_cuda_time_total cuda_memory_usage device_time self_device_time_total
"""


@pytest.mark.parametrize("key", SORT_KEYS.split())
def test_sort_keys(key: str) -> None:
    ours, theirs = tables(True, True, {"sort_by": key})
    assert ours == theirs


def test_an_unknown_sort_key_lists_those_there_are() -> None:
    with pytest.raises(AttributeError, match=r"no attribute 'nonsense' \| sort_by is one of self_cpu_time_total"):
        tables(True, True, {"sort_by": "nonsense"})


def test_nothing_makes_an_empty_table() -> None:
    with profile() as prof:
        pass
    assert prof.key_averages().table() == ""
    assert prof.total_average().count == 0


def work(t: Any) -> None:
    x = t.ones(2, 3)
    for _ in range(3):
        x = x * 2
    (x * t.ones(3)).exp()


def test_averages_group_as_pytorch_groups() -> None:
    def groups(t: Any, prof: Any, **by: Any) -> set[Any]:
        with prof:
            work(t)
        found = {(e.key, str(e.input_shapes), e.count) for e in prof.key_averages(**by)}
        return {(key, shapes, count) for key, shapes, count in found if key in ("aten::mul", "aten::exp")}

    theirs = torch.autograd.profiler.profile
    for by in ({}, {"group_by_input_shape": True}):
        ours = groups(fl, fl.autograd.profiler.profile(record_shapes=True), **by)
        assert ours == groups(torch, theirs(record_shapes=True), **by)


def test_group_by_line_needs_no_stack() -> None:
    with profile() as prof:
        work(fl)
    groups = prof.key_averages(group_by_stack_n=1)
    assert sorted(e.count for e in groups if e.key == "aten::mul") == [1, 3]
    assert all(__file__ in e.stack[0] for e in groups)


def test_the_two_classes_have_pytorchs_methods() -> None:
    def public(cls: type) -> set[str]:
        return {name for name in dir(cls) if not name.startswith("_")}

    internal = {"config", "create_trace_id", "default_trace_id", "toggle_collection_dynamic", "trace_id"}
    assert public(torch.autograd.profiler.profile) - internal <= public(fl.autograd.profiler.profile)
    internal |= {"get_trace_id", "set_custom_trace_id_callback", "preset_metadata_json"}
    internal |= {"prepare_trace", "start_trace", "stop_trace"}
    assert public(torch.profiler.profile) - internal <= public(profile)


def test_total_and_repr() -> None:
    with profile() as prof:
        work(fl)
    total = prof.total_average()
    assert total.key == "Total"
    assert total.self_cpu_time_total == pytest.approx(prof.self_cpu_time_total)
    assert re.match(
        r"<FunctionEventAvg key=Total self_cpu_time=[\d.]+us cpu_time=[\d.]+us  self_cuda_time=", repr(total)
    )
    assert repr(prof.events()[0]).startswith("<FunctionEvent id=0 name=aten::ones ")
    rows = prof.rows()
    assert {"name", "start", "end", "file", "line", "module", "self_cpu_time_total"} <= set(rows[0])
    assert prof.key_averages().rows()[0]["name"] == "aten::ones"
