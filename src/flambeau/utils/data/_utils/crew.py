"""The loader's side of its workers: starting them, giving tasks, waiting for answers, and ending them in any case."""

from __future__ import annotations

import atexit
import contextlib
import multiprocessing
import os
import select
import signal
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from queue import Empty, SimpleQueue
from typing import Any
from weakref import WeakSet

from . import worker
from .channel import own_ends, pair
from .worker import Answer, Job

_GRACE = 2.0  # seconds that a worker has to finish what it is doing before it is terminated, and then killed
_STACK_WAIT = 0.5  # seconds that a worker has to write its stack


class _Process:
    """A worker process as the loader sees it."""

    def __init__(self, context: Any, job: Job) -> None:
        self.channel, end = pair()
        watched, self._lifeline = context.Pipe(duplex=False)
        own_ends.add(self._lifeline)
        self.stacks = -1  # the file with its stacks, once it has sent that
        try:
            self.process = context.Process(target=worker.run_process, args=(end, watched, job), daemon=True)
            with _without_interrupts(context):
                self.process.start()
        except BaseException:
            self.channel.close()
            self._lifeline.close()
            raise
        finally:
            end.close()
            watched.close()

    def receive(self) -> Answer | None:
        """The next answer; None for its first message."""
        if self.stacks < 0:
            self.stacks = self.channel.receive_file()
            return None
        answer: Answer = self.channel.receive()
        return answer

    def ask_for_stack(self) -> str:
        """What it is doing right now."""
        if self.stacks < 0:
            return "it has not begun yet"
        before = os.fstat(self.stacks).st_size
        os.kill(self.process.pid, worker.STACK_SIGNAL)
        until = time.monotonic() + _STACK_WAIT
        while (size := os.fstat(self.stacks).st_size) == before and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(0.01)  # the rest of the lines
        return self.last_stack(before) if size > before else "it does not answer"

    def last_stack(self, start: int = 0) -> str:
        """What the interpreter has written."""
        if self.stacks < 0:
            return ""
        return os.pread(self.stacks, 1 << 16, start).decode(errors="replace").strip()

    def close(self) -> None:
        """Lets go of what belonged to it, when it has ended."""
        self._lifeline.close()
        if self.stacks >= 0:
            os.close(self.stacks)
            self.stacks = -1


@contextlib.contextmanager
def _without_interrupts(context: Any) -> Iterator[None]:
    """Holds Ctrl-C back, here and in the worker that is started, until that one has its own way to end.

    The fork server is left alone: it holds Ctrl-C back itself, and would hand the mask on to everybody's processes.
    """
    if context.get_start_method() == "forkserver":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _prepare(context: Any) -> None:
    """Imports, once and not in each worker, what sending tensors needs."""
    from .... import serialization  # noqa: F401 - it takes a while, and only processes need it

    if (context or multiprocessing).get_start_method() != "fork":  # the tensors of the dataset are sent, and so shared
        from .... import multiprocessing as sharing  # noqa: F401 - as above


class ProcessCrew:
    """Worker processes."""

    def __init__(self, context: Any, jobs: list[Job]) -> None:
        self.members: list[_Process] = []
        self._poll = select.poll()
        self._owner = os.getpid()
        self._by_descriptor: dict[int, int] = {}
        self.ended: set[int] = set()  # members that are no more, as far as `wait` has seen
        self.grace = _GRACE
        _crews.add(self)
        _prepare(context)
        try:
            for job in jobs:
                member = _Process(context or multiprocessing, job)
                descriptor = member.channel.socket.fileno()
                self._by_descriptor[descriptor] = len(self.members)
                self.members.append(member)
                self._poll.register(descriptor, select.POLLIN)
        except BaseException:
            self.stop()
            raise

    @property
    def processes(self) -> list[Any]:
        """The `multiprocessing.Process` objects."""
        return [member.process for member in self.members]

    def give(self, member: int, message: Any) -> None:
        """Sends a worker a task, without waiting for it; one that has ended gets nothing."""
        if member not in self.ended:
            self.members[member].channel.offer(message)
            self._watch(member)

    def _watch(self, member: int) -> None:
        channel = self.members[member].channel
        self._poll.modify(channel.socket, select.POLLIN if channel.flush() else select.POLLIN | select.POLLOUT)

    def wait(self, seconds: float) -> list[tuple[int, Answer]]:
        """The answers that have arrived; none when the time is over, or when a worker is seen to have ended."""
        answers = []
        events = self._poll.poll(seconds * 1000)
        for descriptor, event in events:
            member = self._by_descriptor[descriptor]
            if event & select.POLLOUT:
                self._watch(member)
            if event & ~select.POLLOUT:
                try:
                    answer = self.members[member].receive()
                except (EOFError, ConnectionError):
                    self._poll.unregister(descriptor)
                    self.ended.add(member)
                    continue
                if answer is not None:
                    answers.append((member, answer))
        if not events:  # else what a worker sent before it ended may still be unread
            self.ended.update(k for k, each in enumerate(self.members) if not each.process.is_alive())
        return answers

    def describe(self, member: int) -> str:
        """A worker, for errors."""
        return f"worker {member} (pid {self.members[member].process.pid})"

    def stack(self, member: int) -> str:
        """Where a worker stands."""
        return self.members[member].ask_for_stack()

    def obituary(self, member: int, doing: str) -> str:
        """How a worker has ended, and what it was doing."""
        ended = self.members[member]
        ended.process.join(_GRACE)
        code = ended.process.exitcode
        if code is not None and code < 0:
            text = f"DataLoader worker (pid {ended.process.pid}) is killed by signal: {signal.strsignal(-code)}. "
        else:
            text = f"DataLoader worker (pid(s) {ended.process.pid}) exited unexpectedly with exit code {code}. "
        stack = ended.last_stack()
        return f"{text}| {doing} | its stack:\n{stack}" if stack else f"{text}| {doing}"

    def stop(self) -> None:
        """Ends all of them; returns when no process is left."""
        if os.getpid() != self._owner:  # a forked process has a copy of this object, and no say in it
            return
        members, self.members = self.members, []
        for member in members:
            member.channel.close()
        for end, seconds in (("", self.grace), ("terminate", 1.0), ("kill", 10.0)):
            until = time.monotonic() + seconds
            for member in members:
                if end and member.process.is_alive():
                    getattr(member.process, end)()
            for member in members:
                member.process.join(max(0.0, until - time.monotonic()))
        for member in members:
            member.close()


class ThreadCrew:
    """Worker threads."""

    def __init__(self, jobs: list[Job]) -> None:
        self._answers: SimpleQueue[tuple[int, Answer]] = SimpleQueue()
        self._tasks: list[SimpleQueue[Any]] = [SimpleQueue() for _ in jobs]
        self.processes: list[Any] = []
        self.ended: set[int] = set()
        self.grace = 0.0  # nobody waits for threads
        for job, tasks in zip(jobs, self._tasks, strict=True):
            name = f"DataLoader worker {job.id}"
            thread = threading.Thread(
                target=worker.run_thread, args=(job, tasks, self._answers), daemon=True, name=name
            )
            self.processes.append(thread)
            thread.start()

    def give(self, member: int, message: Any) -> None:
        """Gives a worker a task."""
        self._tasks[member].put(message)

    def wait(self, seconds: float) -> list[tuple[int, Answer]]:
        """The next answer, unless the time is over."""
        try:
            return [self._answers.get(timeout=seconds)]
        except Empty:
            self.ended.update(member for member, thread in enumerate(self.processes) if not thread.is_alive())
            return []

    def describe(self, member: int) -> str:
        """A worker, for errors."""
        return f"worker {member} (thread {self.processes[member].name!r})"

    def stack(self, member: int) -> str:
        """Where a worker stands."""
        frame = sys._current_frames().get(self.processes[member].ident)
        return "".join(traceback.format_stack(frame)).rstrip() if frame else ""

    def obituary(self, member: int, doing: str) -> str:
        """That a worker has ended, and what it was doing."""
        return f"DataLoader {self.describe(member)} exited unexpectedly. | {doing}"

    def stop(self) -> None:
        """Lets them end after what they are doing."""
        for tasks in self._tasks:
            with contextlib.suppress(Empty):
                while True:
                    tasks.get_nowait()
            tasks.put(None)


_crews: WeakSet[ProcessCrew] = WeakSet()


# Registered after multiprocessing's own handler, so called before it: that one would wait for the workers.
@atexit.register
def _stop_all() -> None:
    for crew in list(_crews):
        with contextlib.suppress(Exception):
            crew.stop()
