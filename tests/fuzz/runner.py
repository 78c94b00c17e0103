"""Keeps workers at their calls: forks them, notes which call ended in a signal or hangs, goes on after it."""

from __future__ import annotations

import gc
import os
import re
import signal
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .calls import Calls
from .report import HANG, SIGNAL, Finding, read
from .worker import DONE, SPOILT, STARTING, Board, Worker, prepare, silence

LIMIT = 10.0  # seconds of the processor that one call may take; the slowest honest ones, gigabytes to fill, take two
WAITING = 5.0  # times as long by the clock: then it waits for something, or the machine is very busy


def processor_time(pid: int) -> float:
    """Seconds that a process has used of the processor, in itself and in the kernel."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@dataclass
class Seat:
    """One worker's place: its process, and the calls that are its own."""

    slot: int
    pid: int = 0
    killed: bool = False


class Runner:
    """Makes calls `first` to `first + count` of a seed, on several processes, for at most `seconds`."""

    def __init__(
        self,
        seed: int,
        count: int,
        seconds: float,
        workers: int = 2,
        first: int = 0,
        only: Callable[[str], bool] | None = None,
    ) -> None:
        self.calls = Calls(seed, only)
        self.first, self.end, self.workers = first, first + count, workers
        self.until = time.monotonic() + seconds
        self.folder = Path(tempfile.mkdtemp(prefix="fuzz."))
        self.board = Board(workers)
        self.findings: list[Finding] = []

    @property
    def answered(self) -> int:
        return sum(self.board.answered)

    @property
    def raised(self) -> int:
        return sum(self.board.raised)

    def run(self) -> list[Finding]:
        """What went wrong."""
        seats = [Seat(k) for k in range(self.workers)]
        for seat in seats:
            self.start(seat, self.first + seat.slot)
        while seats:
            time.sleep(0.002)
            for seat in list(seats):
                pid, status = os.waitpid(seat.pid, os.WNOHANG)
                if pid == 0:
                    self.watch(seat)
                elif (following := self.after(seat, status)) is None:
                    seats.remove(seat)
                else:
                    self.start(seat, following)
        self.findings += read(self.folder.glob("findings.*"))
        return self.findings

    def start(self, seat: Seat, number: int) -> None:
        """A fresh worker, from this process, which has computed nothing and so has no threads."""
        self.board.begin(seat.slot, STARTING)
        seat.killed = False
        seat.pid = os.fork()
        if seat.pid == 0:
            try:
                scratch = self.folder / f"scratch.{seat.slot}"
                scratch.mkdir(exist_ok=True)
                prepare(scratch)
                silence(self.folder / f"stderr.{seat.slot}")
                gc.freeze()
                Worker(self.calls, self.board, seat.slot, self.folder).run(number, self.end, self.workers, self.until)
            finally:
                os._exit(1)

    def watch(self, seat: Seat) -> None:
        """Ends a call that runs for too long, with a traceback of where it was."""
        number, since, used = (told[seat.slot] for told in (self.board.number, self.board.since, self.board.used))
        passed = time.monotonic() - since
        if number < 0 or seat.killed or passed < LIMIT:
            return
        if passed > WAITING * LIMIT or processor_time(seat.pid) - used > LIMIT:
            seat.killed = True
            os.kill(seat.pid, signal.SIGABRT)

    def after(self, seat: Seat, status: int) -> int | None:
        """What ended: notes it, and tells the call to go on with."""
        number = self.board.number[seat.slot]
        if number == DONE:
            return None
        if number == STARTING:
            raise RuntimeError(f"a worker does not start: {self.traceback(seat)}")
        if os.WIFSIGNALED(status) or os.WEXITSTATUS(status) != SPOILT:
            said = (
                f"ends with signal {os.WTERMSIG(status)}"
                if os.WIFSIGNALED(status)
                else f"leaves with {os.WEXITSTATUS(status)}"
            )
            verdict = HANG if seat.killed else SIGNAL
            target = self.calls.call(number).target.name
            self.findings.append(
                Finding(verdict, number, target, "runs on" if seat.killed else said, self.traceback(seat))
            )
        following = number + self.workers
        return following if following < self.end and time.monotonic() < self.until else None

    def traceback(self, seat: Seat) -> str:
        """The innermost lines of the library in what the signal left."""
        told = (self.folder / f"stderr.{seat.slot}").read_text(errors="replace")
        lines = re.findall(r'File "([^"]+)", line (\d+) in (\S+)', told)
        return " < ".join(f"{Path(f).name}:{line} {name}" for f, line, name in lines[:2]) or told[-300:]
