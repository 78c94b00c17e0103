"""Runs workloads: one process per side, which work in turns (A B A B …), so that all see the same machine state."""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from .workload import ALL_THREADS, Rival, Section, Workload

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Effort:
    """How long to measure: rounds of turns, and seconds per turn."""

    rounds: int
    seconds: float


FULL = Effort(rounds=5, seconds=0.05)
QUICK = Effort(rounds=3, seconds=0.02)


@dataclass
class Side:
    """What one side measured: values per operation, or why there are none."""

    values: list[float] = field(default_factory=list)
    error: str = ""

    @property
    def value(self) -> float | None:
        return median(self.values) if self.values and not self.error else None


@dataclass(frozen=True)
class Row:
    """One comparison: our side and a rival's."""

    section: str
    workload: Workload
    rival: Rival
    ours: Side
    theirs: Side

    @property
    def ratio(self) -> float | None:
        ours, theirs = self.ours.value, self.theirs.value
        return ours / theirs if ours is not None and theirs else None

    @property
    def passed(self) -> bool | None:
        """Whether the budget is kept; None where there is none, or where the rival could not run."""
        checks = []
        if self.rival.limit is not None and not self.theirs.error:
            checks.append(self.ratio is not None and self.ratio <= self.rival.limit)
        if self.workload.ceiling is not None:
            checks.append(self.ours.value is not None and self.ours.value <= self.workload.ceiling)
        return all(checks) if checks else None


# OpenBLAS's threads wait for more work by turning in circles, some 2^26 cycles long, in which the next process has its
# turn: they are to sleep at once.
PATIENT = {"OPENBLAS_THREAD_TIMEOUT": "4"}


BUSY_TURNS = 10  # times as long, since programs that share a processor have it for some milliseconds each


@contextmanager
def busy_processors() -> Iterator[None]:
    """Within it a program that does nothing but compute runs on every processor."""
    command = [sys.executable, "-c", "while True: pass"]
    programs = [subprocess.Popen(command) for _ in range(ALL_THREADS)]
    try:
        yield
    finally:
        for program in programs:
            program.kill()
            program.wait()


class Worker:
    """A child process with one library; started at its first turn, and anew should it die."""

    def __init__(self, library: str) -> None:
        self._command = [sys.executable, "-m", f"{__package__}.child", library]
        self._process: subprocess.Popen[str] | None = None

    def turn(self, request: dict[str, object], side: Side) -> None:
        """Has the child work for one turn and adds its answer to ``side``."""
        if side.error:
            return
        if self._process is None:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                cwd=ROOT,
                env={**os.environ, **PATIENT},
            )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            side.error = f"the process ended with exit status {self._process.wait()}"
            self._process = None
            return
        answer = json.loads(line)
        side.error = answer.get("error", "")
        side.values += answer.get("samples", [])

    def stop(self) -> None:
        if self._process is not None:
            self._process.communicate()
            self._process = None


class Runner:
    """The processes of one run. Use as a context manager."""

    def __init__(self, effort: Effort) -> None:
        self._effort = effort
        self._workers: dict[tuple[str, bool], Worker] = {}

    def __enter__(self) -> Runner:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers.values():
            worker.stop()

    def run(self, section_name: str, title: str, workload: Workload) -> list[Row]:
        """Measures one workload against its rivals, turn by turn."""
        ours, theirs = Side(), [Side(error=absence(rival.library)) for rival in workload.rivals]
        turns = [(self._worker("flambeau", rival=False), "", ours)]
        for rival, side in zip(workload.rivals, theirs, strict=True):
            turns.append((self._worker(rival.library, rival=True), rival.label, side))
        with busy_processors() if workload.busy else nullcontext():
            for _ in range(self._effort.rounds):
                for worker, label, side in turns:
                    request = {
                        "section": section_name,
                        "workload": workload.name,
                        "threads": workload.threads,
                        "label": label,
                        "seconds": self._effort.seconds * (BUSY_TURNS if workload.busy else 1),
                    }
                    worker.turn(request, side)
        return [Row(title, workload, r, ours, side) for r, side in zip(workload.rivals, theirs, strict=True)]

    def _worker(self, library: str, rival: bool) -> Worker:
        """Our own library as a rival has a process of its own."""
        return self._workers.setdefault((library, rival), Worker(library))


def absence(library: str) -> str:
    """Why a library cannot take part; empty when it can."""
    return "" if importlib.util.find_spec(library) else "not installed"


def load(name: str) -> Section:
    """The section that the module ``benchmarks.workloads.<name>`` declares."""
    section: Section = importlib.import_module(f"{__package__}.workloads.{name}").section
    return section
