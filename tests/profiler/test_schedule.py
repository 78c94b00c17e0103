"""Profiling by steps: schedules and what is called when, with PyTorch as the oracle."""

from __future__ import annotations

import json
from typing import Any

import pytest

import flambeau as fl
from flambeau.profiler import profile, schedule, tensorboard_trace_handler

torch = pytest.importorskip("torch")


@pytest.mark.parametrize("wait", [0, 1])
@pytest.mark.parametrize("warmup", [1, 2])
@pytest.mark.parametrize("active", [1, 2])
@pytest.mark.parametrize("more", [{}, {"repeat": 2}, {"skip_first": 2}, {"repeat": 1, "skip_first_wait": 1}], ids=str)
def test_schedules_say_what_pytorchs_say(wait: int, warmup: int, active: int, more: dict[str, int]) -> None:
    ours = schedule(wait=wait, warmup=warmup, active=active, **more)
    theirs = torch.profiler.schedule(wait=wait, warmup=warmup, active=active, **more)
    assert [ours(k).name for k in range(20)] == [theirs(k).name for k in range(20)]


def test_bad_schedules() -> None:
    with pytest.raises(AssertionError, match="Invalid profiler schedule arguments"):
        schedule(wait=-1, warmup=1, active=1)
    with pytest.raises(AssertionError, match=r"active=0 \(need > 0\)"):
        schedule(wait=0, warmup=1, active=0)
    with pytest.warns(UserWarning, match="won't be using warmup"):
        schedule(wait=0, warmup=0, active=1)
    with pytest.raises(AssertionError, match="No valid profiler activities found"):
        profile(activities=[])
    with pytest.raises(TypeError, match=r"ProfilerActivity\.CPU is expected"):
        profile(activities=["cpu"])


def steps(t: Any, prof_class: Any, count: int, **plan: int) -> list[tuple[int, list[tuple[str, int]]]]:
    """What on_trace_ready sees in a loop of `count` steps."""
    seen = []

    def ready(prof: Any) -> None:
        seen.append((prof.step_num, sorted((e.key, e.count) for e in prof.key_averages() if e.key in NAMES)))

    x = t.ones(3)
    with prof_class(
        activities=[t.profiler.ProfilerActivity.CPU], schedule=t.profiler.schedule(**plan), on_trace_ready=ready
    ) as prof:
        for _ in range(count):
            x.exp()
            prof.step()
    return seen


NAMES = ("aten::exp", "ProfilerStep*")


@pytest.mark.filterwarnings("ignore:Warning. Profiler clears events")  # PyTorch's
@pytest.mark.parametrize("count", [2, 4, 5, 9])
@pytest.mark.parametrize(
    "plan",
    [{"wait": 1, "warmup": 1, "active": 2, "repeat": 2}, {"wait": 0, "warmup": 1, "active": 3}],
    ids=str,
)
def test_recordings_hold_the_steps_that_pytorchs_hold(count: int, plan: dict[str, int]) -> None:
    assert steps(fl, profile, count, **plan) == steps(torch, torch.profiler.profile, count, **plan)


def test_cycles_can_be_kept() -> None:
    x = fl.ones(3)
    with profile(schedule=schedule(wait=1, warmup=1, active=1, repeat=2), acc_events=True) as prof:
        for _ in range(6):
            x.exp()
            prof.step()
    assert [e.name for e in prof.events() if e.name.startswith("Prof")] == ["ProfilerStep#2", "ProfilerStep#5"]
    assert {e.key: e.count for e in prof.key_averages()} == {"ProfilerStep*": 2, "aten::exp": 2}


def test_tensorboard_traces(tmp_path: Any) -> None:
    with profile(on_trace_ready=tensorboard_trace_handler(str(tmp_path / "runs"), "me")) as prof:
        prof.add_metadata("note", "here")
        prof.add_metadata_json("numbers", "[1, 2]")
        fl.ones(3)
    (file,) = (tmp_path / "runs").iterdir()
    assert file.name.startswith("me.")
    assert file.name.endswith(".pt.trace.json")
    trace = json.loads(file.read_text())
    assert (trace["note"], trace["numbers"]) == ("here", [1, 2])
    assert not prof._earlier


def test_asking_too_early() -> None:
    for ask in (lambda p: p.events(), lambda p: p.key_averages(), lambda p: p.export_chrome_trace("nowhere.json")):
        with pytest.raises(AssertionError, match="Profiler must be initialized before"):
            ask(profile())
