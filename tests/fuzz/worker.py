"""Makes calls in a row in a process of its own, and writes down what went wrong. It may die at any of them."""

from __future__ import annotations

import faulthandler
import os
import resource
import sys
import time
import warnings
from mmap import mmap
from pathlib import Path
from typing import NoReturn
from urllib.error import URLError

import flambeau as fl
from flambeau import hub

from . import state, verdict
from .calls import Call, Calls
from .report import INTERNAL, SLOWLY, STATE, Finding

# What a worker may map besides what it has, which is gigabytes where other tests have imported a PyTorch for GPUs: a
# result of 2^40 elements is a legitimate request that must fail for want of memory, not by exhausting the machine. The
# sanitizer maps terabytes; scripts/sanitize has a limit of its own.
MEMORY = 2 << 30
SLOW = 1.0  # seconds: told, but no fault
SPOILT = 77  # exit status of a worker whose process is not as it was: the next call gets a new one
DONE, STARTING = -1, -2


class Board:
    """What workers tell the runner through shared memory: per slot the call that runs, since when, and how much of the
    processor its process had used before; in seconds.
    """

    def __init__(self, slots: int) -> None:
        numbers, self.since, self.used = _shared("q", slots), _shared("d", slots), _shared("d", slots)
        self.number, self.answered, self.raised = numbers, _shared("q", slots), _shared("q", slots)

    def begin(self, slot: int, number: int) -> float:
        now = time.monotonic()
        self.used[slot] = time.process_time()
        self.since[slot] = now  # before the number: the runner must not see a new call with an old time
        self.number[slot] = number
        return now


def _shared(kind: str, slots: int) -> memoryview:
    return memoryview(mmap(-1, 8 * slots)).cast(kind)


class Worker:
    """The calls `first`, `first + step`, ... below `end`, in one slot."""

    def __init__(self, calls: Calls, board: Board, slot: int, folder: Path) -> None:
        self.calls, self.board, self.slot = calls, board, slot
        self.log = os.open(folder / f"findings.{slot}", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self.before = state.state()

    def run(self, first: int, end: int, step: int, until: float) -> NoReturn:
        for number in range(first, end, step):
            if time.monotonic() > until:
                break
            self.make(self.calls.call(number))
        self.leave(0)

    def make(self, call: Call) -> None:
        """One call, judged."""
        start = self.board.begin(self.slot, call.number)
        try:
            call.make()
            self.board.answered[self.slot] += 1
        except BaseException as error:
            self.board.raised[self.slot] += 1
            if verdict.internal(error, call.given()):
                self.note(Finding(INTERNAL, call.number, call.target.name, verdict.kind(error), verdict.place(error)))
        call.described = ()
        took = time.monotonic() - start
        if took > SLOW:
            self.note(Finding(SLOWLY, call.number, call.target.name, f"{took:.1f} s"))
        self.check(call)

    def check(self, call: Call) -> None:
        """That everything is as it was; a process that is not is left."""
        changed = state.differences(self.before, state.state())
        if not changed and call.number % 16 == 0 and (said := state.usable()):
            changed = [said]
        if changed:
            if not call.target.changes:
                self.note(Finding(STATE, call.number, call.target.name, "; ".join(changed)))
            self.leave(SPOILT)

    def note(self, finding: Finding) -> None:
        os.write(self.log, finding.to_line().encode())

    def leave(self, status: int) -> NoReturn:
        if status == 0:
            self.board.number[self.slot] = DONE
        os._exit(status)


def prepare(scratch: Path) -> None:
    """The process as calls want it: a scratch folder, little memory, one thread, no warnings, no network."""
    os.chdir(scratch)
    os.environ["TORCH_HOME"] = str(scratch)
    hub.urlopen = _unreachable  # type: ignore[attr-defined]
    if "libasan" not in os.environ.get("LD_PRELOAD", ""):
        allowed = _mapped() + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (allowed, allowed))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.simplefilter("ignore")
    sys.unraisablehook = lambda _: None
    fl.set_num_threads(1)


def _mapped() -> int:
    """Bytes of this process's address space."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def _unreachable(*_: object, **__: object) -> NoReturn:
    raise URLError("no network")


def silence(errors_to: Path) -> None:
    """No output; tracebacks of signals go to a file."""
    quiet = os.open(os.devnull, os.O_RDWR)
    os.dup2(quiet, 0)
    os.dup2(quiet, 1)
    errors = os.open(errors_to, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(errors, 2)
    faulthandler.enable(errors)
