"""Printed reports: lines, modules, passes, memory, differences."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import flambeau as fl
from flambeau import nn
from flambeau.profiler import diff, profile
from flambeau.profiler._table import format_bytes

PROGRAM = """\
import flambeau as torch
from flambeau.profiler import profile

def model(x, w):
    # a comment
    h = (x @ w).tanh()
    return h.sum()

x = torch.rand(100, 100)
w = torch.rand(100, 100, requires_grad=True)
with profile(profile_memory=True) as prof:
    loss = model(x, w)
    loss.backward()
print(prof.by_line())
"""


def test_the_source_is_annotated(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(PROGRAM)
    path = os.pathsep.join([str(Path(fl.__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
    run = subprocess.run(
        [sys.executable, "program.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": path},
    )
    head, titles, *lines = run.stdout.splitlines()
    assert head.startswith("program.py: ")
    assert titles.split() == ["time", "%", "forward", "backward", "python", "allocated", "calls", "line"]
    body = next(line for line in lines if "(x @ w).tanh()" in line)
    share, forward, backward, allocated, unit, calls, number, *_ = body.split()
    assert share.endswith("%")
    assert forward.endswith("s")
    assert backward.endswith("s")
    assert (calls, number) == ("2", "6")
    # two results of 40,000 bytes forward; backward the gradients of tanh and of the product
    assert (float(allocated), unit) == (156.25, "KB")
    assert any(line.split()[0] == "4" and "def model" in line for line in lines)
    assert any("loss.backward()" in line for line in lines)


class Two(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.a = nn.Linear(3, 3)
        self.b = nn.Sequential(nn.Linear(3, 3), nn.ReLU())

    def forward(self, x: fl.Tensor) -> fl.Tensor:
        return self.b(self.a(self.a(x)))


def test_modules_are_named_by_their_place() -> None:
    net, other = Two(), Two()
    with profile() as prof:
        net(fl.ones(2, 3)).sum().backward()
        other(fl.ones(2, 3))
    report = prof.by_module()
    rows = {row["module"]: row for row in report.rows()}
    assert set(rows) == {f"{top}{rest}" for top in ("Two", "Two[1]") for rest in ("", ".a", ".b", ".b.0", ".b.1")}
    assert (rows["Two"]["calls"], rows["Two.a"]["calls"], rows["Two.b.1"]["calls"]) == (1, 2, 1)
    assert rows["Two.a"]["backward"] > 0
    assert rows["Two[1].a"]["backward"] == 0
    assert rows["Two"]["backward"] == pytest.approx(rows["Two.a"]["backward"] + rows["Two.b"]["backward"])
    names = [line.split()[0] for line in str(report).splitlines()[2:]]
    assert names == ["Two", "a", "b", "0", "1", "Two[1]", "a", "b", "0", "1"]


def test_modules_made_on_the_fly_have_a_name() -> None:
    class Outer(nn.Module):
        def forward(self, x: fl.Tensor) -> fl.Tensor:
            return nn.ReLU()(x)

    with profile() as prof:
        Outer()(fl.ones(2))
    assert [row["module"] for row in prof.by_module().rows()] == ["Outer", "Outer.ReLU"]


def test_forward_beside_backward() -> None:
    x = fl.rand(200, 200, requires_grad=True)
    with profile() as prof:
        for _ in range(3):
            y = x.exp()
        (y @ y).sum().backward()
    rows = {row["name"]: row for row in prof.forward_backward().rows()}
    assert (rows["aten::exp"]["calls"], rows["aten::exp"]["node"]) == (3, "ExpBackward0")
    node = next(e for e in prof.events() if e.name == "autograd::engine::evaluate_function: ExpBackward0")
    assert rows["aten::exp"]["backward"] == pytest.approx(node.cpu_time_total)
    assert rows["aten::matmul"]["backward"] > 0
    titles = str(prof.forward_backward()).splitlines()[0]
    assert titles.split() == ["name", "node", "line", "calls", "forward", "backward", "ratio"]


def test_differences() -> None:
    x = fl.rand(300, 300)
    with profile() as a:
        x.exp()
    with profile() as b:
        for _ in range(20):
            x.exp()
        x.sin()
    rows = {row["name"]: row for row in profile.diff(a, b).rows()}
    assert (rows["aten::exp"]["calls_a"], rows["aten::exp"]["calls_b"]) == (1, 20)
    assert rows["aten::exp"]["change"] == pytest.approx(rows["aten::exp"]["self_b"] - rows["aten::exp"]["self_a"])
    assert rows["aten::sin"]["ratio"] == float("inf")
    assert "new" in str(diff(a.events(), b.events()))


def test_an_accumulation_belongs_to_the_line_that_used_the_tensor() -> None:
    """Its node is made with the first graph that its tensor is in, and lives on with that."""
    w = fl.ones(1000, requires_grad=True)
    earlier = w * 3  # line of a graph that the profile does not see
    net = Two()
    kept = net(fl.ones(2, 3))
    with profile(profile_memory=True) as prof:
        (w * 2).sum().backward()
        net(fl.ones(2, 3)).sum().backward()
    lines = {row["source"] for row in prof.by_line().rows()}
    assert "(w * 2).sum().backward()" in lines
    assert not [line for line in lines if line.startswith(("earlier =", "kept ="))]
    events = prof.events()
    accumulations = [event for event in events if event.name == "torch::autograd::AccumulateGrad"]
    assert len(accumulations) == 5
    assert [event.module for event in accumulations] == ["", *["Two.b.0"] * 2, *["Two.a"] * 2]
    assert earlier.requires_grad
    assert kept.requires_grad


def test_a_leaf_without_a_graph_accumulates_where_backward_is_called() -> None:
    w = fl.ones(3, requires_grad=True)
    earlier = w * 3
    with profile() as prof:
        w.backward(fl.ones(3))
    assert {row["source"] for row in prof.by_line().rows()} == {"w.backward(fl.ones(3))"}
    assert earlier.requires_grad


@pytest.mark.parametrize("count", [3, 16, 17, 1000, 1001, 300_001])
def test_what_is_freed_before_the_peak_is_no_part_of_it(count: int) -> None:
    keep, drop = fl.zeros(500), fl.zeros(count)
    with profile(profile_memory=True) as prof:
        del drop
        new = fl.zeros(400_000)
    timeline = prof.memory_timeline()
    in_use = timeline.before - timeline.before_at_peak  # of `drop`; up to 64 bytes lie in the tensor's own storage
    assert 4 * count <= in_use <= 5 * count + 64 if count > 16 else in_use == 0
    assert timeline.peak == timeline.before_at_peak + 1_600_000
    first = str(timeline).splitlines()[0]
    assert first.endswith(f"{format_bytes(timeline.before_at_peak)} of it from before the profile")
    assert timeline.before - timeline.points[-1][1] + 1_600_000 == in_use
    assert keep.numel() + new.numel() == 400_500


def test_memory_report() -> None:
    with profile(profile_memory=True) as prof:
        first = fl.zeros(1000)
        second = first + 1
        del first
        third = second.exp()
    timeline = prof.memory_timeline()
    used = [used - timeline.before for _, used in timeline.points]
    assert used == [0, 4000, 8000, 4000, 8000]
    assert timeline.peak - timeline.before == 8000
    assert str(timeline).startswith("peak ")
    assert os.path.relpath(__file__) in str(timeline)
    assert __file__ not in str(timeline)
    assert third.numel() == 1000
