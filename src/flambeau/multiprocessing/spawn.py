"""`spawn`: a function in several processes, whose failure is this process's failure."""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import time
import traceback
from collections.abc import Callable
from multiprocessing import connection
from typing import Any

from .._arguments import explain_module

__all__ = [
    "ProcessContext",
    "ProcessException",
    "ProcessExitedException",
    "ProcessRaisedException",
    "SpawnContext",
    "spawn",
    "start_processes",
]

_GRACE = 30.0  # seconds that the others have to end when one has failed


class ProcessException(Exception):
    """A spawned process has failed: ``error_index`` is its number, ``error_pid`` the system's."""

    def __init__(self, msg: str, error_index: int, pid: int) -> None:
        super().__init__(msg)
        self.msg, self.error_index, self.error_pid = msg, error_index, pid
        self.pid = pid

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.msg, self.error_index, self.pid)


class ProcessRaisedException(ProcessException):
    """A spawned process has raised an exception, whose traceback is in the message."""


class ProcessExitedException(ProcessException):
    """A spawned process was killed or has exited with a status other than 0."""

    def __init__(
        self, msg: str, error_index: int, error_pid: int, exit_code: int, signal_name: str | None = None
    ) -> None:
        super().__init__(msg, error_index, error_pid)
        self.exit_code, self.signal_name = exit_code, signal_name

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.msg, self.error_index, self.pid, self.exit_code, self.signal_name)


def _run(fn: Callable[..., Any], number: int, args: tuple[Any, ...], errors: Any) -> None:
    """The main function of a spawned process."""
    try:
        fn(number, *args)
    except KeyboardInterrupt:  # the parent has got it too
        pass
    except Exception:
        errors.send(traceback.format_exc())
        raise SystemExit(1) from None


class ProcessContext:
    """Running processes: what `start_processes` gives with ``join=False``."""

    def __init__(self, processes: list[Any], errors: list[Any]) -> None:
        self.processes, self._errors = processes, errors
        self._by_sentinel = {process.sentinel: number for number, process in enumerate(processes)}

    def pids(self) -> list[int]:
        """The system's numbers of the processes."""
        return [process.pid for process in self.processes]

    def join(self, timeout: float | None = None, grace_period: float | None = None) -> bool:
        """Waits until one of the processes ends; whether all have ended.

        If one has failed, the others are terminated, after ``grace_period`` seconds if given, and its failure is raised
        here.
        """
        if not self._by_sentinel:
            return True
        failed = None
        for sentinel in connection.wait(list(self._by_sentinel), timeout):
            number = self._by_sentinel.pop(sentinel)
            self.processes[number].join()
            if self.processes[number].exitcode != 0 and failed is None:
                failed = number
        if failed is None:
            return not self._by_sentinel
        if grace_period:
            until = time.monotonic() + grace_period
            for process in self.processes:
                process.join(max(0.0, until - time.monotonic()))
        _end(self.processes)
        raise self._failure(failed)

    def _failure(self, number: int) -> ProcessException:
        process, errors = self.processes[number], self._errors[number]
        with contextlib.suppress(EOFError, OSError):
            if errors.poll():
                text = f"\n\n-- Process {number} terminated with the following error:\n{errors.recv()}"
                return ProcessRaisedException(text, number, process.pid)
        code = process.exitcode
        if code >= 0:
            return ProcessExitedException(
                f"process {number} terminated with exit code {code}", number, process.pid, code
            )
        name = signal.Signals(-code).name
        return ProcessExitedException(
            f"process {number} terminated with signal {name}", number, process.pid, code, name
        )


class SpawnContext(ProcessContext):
    """Running processes that `spawn` has started."""


def _end(processes: list[Any]) -> None:
    until = time.monotonic() + _GRACE
    for end in ("terminate", "kill"):
        for process in processes:
            if process.is_alive():
                getattr(process, end)()
        for process in processes:
            process.join(max(0.0, until - time.monotonic()))


def start_processes(
    fn: Callable[..., Any],
    args: tuple[Any, ...] = (),
    nprocs: int = 1,
    join: bool = True,
    daemon: bool = False,
    start_method: str = "spawn",
) -> ProcessContext | None:
    """Calls ``fn(i, *args)`` in ``nprocs`` new processes, ``i`` from 0 on.

    With ``join`` it waits for all of them; otherwise it gives a `ProcessContext`, whose ``join`` does. If one fails,
    the others are terminated.

    Raises:
        ProcessRaisedException: the function has raised an exception, whose traceback it shows.
        ProcessExitedException: a process was killed, or has exited with a status other than 0.
    """
    context: Any = multiprocessing.get_context(start_method)
    processes: list[Any] = []
    errors = []
    try:
        for number in range(nprocs):
            receiver, sender = context.Pipe(duplex=False)
            process = context.Process(target=_run, args=(fn, number, args, sender), daemon=daemon)
            process.start()
            sender.close()
            processes.append(process)
            errors.append(receiver)
    except BaseException:
        _end(processes)
        raise
    running = (SpawnContext if start_method == "spawn" else ProcessContext)(processes, errors)
    if not join:
        return running
    try:
        while not running.join():
            pass
    except BaseException:  # Ctrl-C
        _end(processes)
        raise
    return None


def spawn(
    fn: Callable[..., Any],
    args: tuple[Any, ...] = (),
    nprocs: int = 1,
    join: bool = True,
    daemon: bool = False,
    start_method: str = "spawn",
) -> ProcessContext | None:
    """`start_processes` with freshly started interpreters.

    ``fn`` must be importable: a function at the top level of a module. Tensors among ``args`` are shared.
    """
    return start_processes(fn, args, nprocs, join, daemon, start_method)


explain_module(globals())
