"""How many of the machine's processors this process may use, and how its threads wait for each other.

The number of threads is that of the processors the process is allowed on (its affinity, which OpenMP knows), but not
more than its control group has time for: a container of two processors' time on a machine of 64 has two threads.
``OMP_NUM_THREADS`` and ``set_num_threads`` say otherwise.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from contextlib import contextmanager

# Turns of GNU OpenMP's waiting loop before a thread sleeps: some 0.1 ms, twice what waking it up costs. Its default is
# a hundred times as long, in which threads that have nothing to do keep those from working that have, once other
# programs want the processors too.
TURNS = "3000"
CHOICES = ("GOMP_SPINCOUNT", "OMP_WAIT_POLICY")  # by which a user says how long


@contextmanager
def bounded_waiting() -> Iterator[None]:
    """Within it OpenMP may be loaded, which looks at its environment then; programs started later see nothing of it."""
    if any(name in os.environ for name in CHOICES):
        yield
        return
    os.environ["GOMP_SPINCOUNT"] = TURNS
    try:
        yield
    finally:
        del os.environ["GOMP_SPINCOUNT"]


def threads(allowed: int, root: str = "/") -> int:
    """How many threads to start with, on ``allowed`` processors."""
    if "OMP_NUM_THREADS" in os.environ:
        return allowed
    return math.ceil(min(allowed, max(1, quota(root))))


def quota(root: str = "/") -> float:
    """The processors whose time the process's control groups have; infinite without a limit.

    ``root`` is the folder in which ``proc`` and ``sys`` are.
    """
    found = math.inf
    for line in _lines(os.path.join(root, "proc/self/cgroup")):
        _, controllers, path = line.split(":", 2)
        if controllers and "cpu" not in controllers.split(","):
            continue
        base = os.path.join(root, "sys/fs/cgroup", "cpu" if controllers else "")
        names = [name for name in path.split("/") if name]
        for depth in range(len(names) + 1):  # a group has no more than those that it lies in
            found = min(found, _limit_of(os.path.join(base, *names[:depth])))
    return found


def _limit_of(group: str) -> float:
    """What one group is limited to, in the files of either version of control groups."""
    words = " ".join(_lines(os.path.join(group, "cpu.max"))).split()
    if not words:
        words = [*_lines(os.path.join(group, "cpu.cfs_quota_us")), *_lines(os.path.join(group, "cpu.cfs_period_us"))]
    if len(words) == 2 and all(word.isdigit() for word in words):  # without a limit the first is "max" or -1
        return int(words[0]) / int(words[1])
    return math.inf


def _lines(path: str) -> list[str]:
    try:
        with open(path) as file:
            return file.read().splitlines()
    except OSError:
        return []
