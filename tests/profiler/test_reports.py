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
    assert third.numel() == 1000
