"""The machine that is shared: other programs on its processors, affinity, control groups, threads that wait."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from pathlib import Path

import pytest
from quiet import in_a_quiet_moment

from flambeau import _processors

PROCESSORS = sorted(os.sched_getaffinity(0))

STEPS = """
import sys, time
import flambeau as torch
from flambeau import nn
torch.set_num_threads(int(sys.argv[1]))
torch.manual_seed(0)
x, y = torch.rand(300_000), torch.randint(0, 10, (64,))
network = nn.Sequential(nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(256, 10))
images = torch.rand(64, 1, 8, 8)
steps, end = 0, time.perf_counter() + 1.2
while time.perf_counter() < end:
    x.exp().sum()
    nn.functional.cross_entropy(network(images), y).backward()
    steps += 1
print(steps, x.exp().sum().item())
"""


@pytest.mark.skipif(len(PROCESSORS) < 2, reason="one processor has no teams")
@in_a_quiet_moment
def test_small_work_goes_on_while_other_programs_compute() -> None:
    """On two threads as on one, within a factor, and with the same numbers.

    Threads that turn in circles while they wait, or a team for every small piece of work, make it 50 times slower.
    """
    others = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in PROCESSORS]
    try:
        (one, of_one), (two, of_two) = (run(STEPS, threads).stdout.split() for threads in ("1", "2"))
    finally:
        for other in others:
            other.kill()
            other.wait()
    assert of_one == of_two
    assert int(two) > int(one) / 8


def run(program: str, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    without = {k: v for k, v in os.environ.items() if not k.startswith(("OMP_", "GOMP_"))}
    return subprocess.run(
        [sys.executable, "-c", program, *words],
        env={**without, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )


@pytest.mark.parametrize(
    ("environment", "turns"),
    [({}, _processors.TURNS), ({"GOMP_SPINCOUNT": "77"}, "77"), ({"OMP_WAIT_POLICY": "passive"}, "0")],
    ids=["by itself", "a count given", "a policy given"],
)
def test_waiting_is_bounded_unless_the_user_says_how(environment: dict[str, str], turns: str) -> None:
    program = "import os, flambeau; print(os.environ.get('GOMP_SPINCOUNT'))"
    done = run(program, OMP_DISPLAY_ENV="verbose", **environment)
    assert f"GOMP_SPINCOUNT = '{turns}'" in done.stderr
    assert done.stdout == f"{environment.get('GOMP_SPINCOUNT')}\n"  # nothing for programs started later


def test_threads_are_those_of_the_affinity() -> None:
    program = (
        f"import os; os.sched_setaffinity(0, [{PROCESSORS[0]}]); import flambeau; print(flambeau.get_num_threads())"
    )
    assert run(program).stdout == "1\n"
    assert run(program, OMP_NUM_THREADS="3").stdout == "3\n"


GROUPS = {
    "no groups": ({}, math.inf),
    "no limit": ({"proc/self/cgroup": "0::/a\n", "sys/fs/cgroup/a/cpu.max": "max 100000\n"}, math.inf),
    "a limit": ({"proc/self/cgroup": "0::/a\n", "sys/fs/cgroup/a/cpu.max": "150000 100000\n"}, 1.5),
    "of an outer group": (
        {
            "proc/self/cgroup": "0::/a/b/c\n",
            "sys/fs/cgroup/a/cpu.max": "100000 100000\n",
            "sys/fs/cgroup/a/b/c/cpu.max": "300000 100000\n",
        },
        1.0,
    ),
    "of a container": ({"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "50000 100000\n"}, 0.5),
    "first version": (
        {
            "proc/self/cgroup": "3:cpuset:/\n2:cpu,cpuacct:/a\n1:name=systemd:/\n0::/\n",
            "sys/fs/cgroup/cpu/a/cpu.cfs_quota_us": "200000\n",
            "sys/fs/cgroup/cpu/a/cpu.cfs_period_us": "100000\n",
            "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
            "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
        },
        2.0,
    ),
}


@pytest.mark.parametrize("name", GROUPS)
def test_control_groups_limit_the_threads(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files, limit = GROUPS[name]
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    assert _processors.quota(str(tmp_path)) == limit
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    assert _processors.threads(64, str(tmp_path)) == (64 if limit == math.inf else math.ceil(limit))
    monkeypatch.setenv("OMP_NUM_THREADS", "64")
    assert _processors.threads(64, str(tmp_path)) == 64
