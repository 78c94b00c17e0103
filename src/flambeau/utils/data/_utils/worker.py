"""Workers: what runs in a process, or a thread, that loads batches."""

from __future__ import annotations

import faulthandler
import fcntl
import os
import random
import reprlib
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ...._core import Generator, default_generator, set_num_threads, uint8
from ...._functions import tensor
from ...._shared import anonymous_file
from ...._utils import ExceptionWrapper
from . import info
from .fetch import StreamFetcher, fetcher_of
from .info import WorkerInfo
from .info import get_worker_info as get_worker_info  # where PyTorch has it

# Whose default is to be ignored: asking a worker that does not listen for its stack does no harm.
STACK_SIGNAL = signal.SIGURG


class Randomness:
    """Where a worker's random numbers come from, to take along and to go on with."""

    def __init__(self, python: Any, tensors: Any, with_numpy: bool) -> None:
        self.python, self.tensors, self.with_numpy = python, tensors, with_numpy
        self._last: tuple[Any, ...] | None = None

    def seed(self, base_seed: int, worker: int) -> None:
        """As PyTorch seeds its workers."""
        self.python.seed(base_seed + worker)
        self.tensors.manual_seed(base_seed + worker)
        if self.with_numpy:
            import numpy as np  # was imported already: see `of_process`

            np.random.seed(_generate_state(base_seed, worker))

    def change(self) -> dict[str, Any] | None:
        """The state, if it has changed since the last call."""
        numpy: Any = sys.modules["numpy"].random.get_state() if self.with_numpy else None
        numbers = None if numpy is None else numpy[1].tobytes()
        state = self.python.getstate(), bytes(memoryview(self.tensors.get_state())), numbers, numpy and numpy[2:]
        if state == self._last:
            return None
        self._last = state
        return {"python": state[0], "torch": state[1], "numpy": numpy and (numpy[0], numpy[1].tolist(), *numpy[2:])}

    def go_on(self, state: dict[str, Any]) -> None:
        """Sets what `change` gave."""
        version, numbers, gauss = state["python"]
        self.python.setstate((version, tuple(numbers), gauss))
        self.tensors.set_state(tensor(list(state["torch"]), dtype=uint8))
        if self.with_numpy and state["numpy"] is not None:
            sys.modules["numpy"].random.set_state(tuple(state["numpy"]))


def of_process() -> Randomness:
    """The global generators. NumPy's is left alone where nothing imported it."""
    return Randomness(random, default_generator, "numpy" in sys.modules)


@dataclass
class OwnGenerators:
    """The random generators of one worker thread."""

    random_generator: random.Random
    torch_generator: Any


def _generate_state(base_seed: int, worker_id: int) -> Any:
    """Four words to seed NumPy with: its own hash of both seeds, so that streams of `random` and NumPy differ."""
    import numpy as np  # called only where it is imported

    entropy = [worker_id, base_seed & 0xFFFFFFFF, base_seed >> 32, 0]
    return np.random.SeedSequence(entropy).generate_state(4)


@dataclass
class Ended:
    """A stream has no more samples."""


@dataclass
class Task:
    """One batch to load."""

    epoch: int
    number: int  # of the batch
    index: Any

    def __str__(self) -> str:
        shown = reprlib.Repr()
        shown.maxlist = shown.maxstring = shown.maxother = 100
        return f"batch {self.number}, indices {shown.repr(self.index)}"


@dataclass
class Restart:
    """A new epoch begins."""

    epoch: int


@dataclass
class Answer:
    """What became of a task."""

    epoch: int
    number: int
    content: Any  # the batch, an ExceptionWrapper, or Ended
    random: dict[str, Any] | None  # the worker's random state afterwards, where it has changed
    dataset: Any  # the state of a stream that has one


@dataclass
class Job:
    """What a worker is told once."""

    dataset: Any
    batched: bool
    collate: Callable[[Any], Any]
    drop_last: bool
    base_seed: int
    id: int
    num_workers: int
    init: Callable[[int], Any] | None
    resumed: dict[str, Any] | None  # its "random" and "dataset" states, and after how many "batches"
    batch_size: int | None
    method: str = "multiprocessing"

    @property
    def name(self) -> str:
        """As errors call it."""
        return f"in DataLoader worker {'process' if self.method == 'multiprocessing' else 'thread'} {self.id}"


class Loading:
    """A worker's state between tasks."""

    def __init__(self, job: Job, randomness: Randomness) -> None:
        self.job, self.randomness = job, randomness
        self.fetcher: Any = None
        self.failure: ExceptionWrapper | None = None  # of the start, told with the first task

    def start(self) -> None:
        """Calls the user's initialiser and opens the dataset."""
        job = self.job
        try:
            if job.init is not None:
                job.init(job.id)
            if job.resumed is None:
                return self.restart()
            self._resume(job.resumed)
        except Exception:
            self.failure = ExceptionWrapper(None, job.name)

    def restart(self) -> None:
        """Begins an epoch."""
        job = self.job
        self.fetcher = fetcher_of(job.dataset, job.batched, job.collate, job.drop_last)

    def _resume(self, state: dict[str, Any]) -> None:
        """Begins in the middle of one: a stream without a state of its own is read again up to there."""
        job, stateful = self.job, state["dataset"] is not None
        if stateful:
            job.dataset.load_state_dict(state["dataset"])
        self.restart()
        if isinstance(self.fetcher, StreamFetcher) and not stateful:
            for _ in range(state["batches"]):
                self.fetcher.take(range(job.batch_size or 1))
        if state["random"] is not None:
            self.randomness.go_on(state["random"])

    def answer(self, task: Task) -> Answer:
        """Loads a batch."""
        return Answer(task.epoch, task.number, self._content(task), self.randomness.change(), self._dataset_state())

    def _content(self, task: Task) -> Any:
        if self.failure is not None:
            failure, self.failure = self.failure, None
            return failure
        try:
            return self.fetcher.fetch(task.index)
        except BaseException as error:
            if isinstance(error, StopIteration) and isinstance(self.fetcher, StreamFetcher):
                return Ended()
            if not isinstance(error, Exception) and self.job.method != "thread":
                raise  # the end of the process
            return ExceptionWrapper(None, self.job.name, f"While loading {task}.\n")

    def _dataset_state(self) -> Any:
        streaming = isinstance(self.fetcher, StreamFetcher) and hasattr(self.job.dataset, "load_state_dict")
        return self.job.dataset.state_dict() if streaming else None


def run_process(end: Any, lifeline: Any, job: Job) -> None:
    """The main function of a worker process."""
    from .channel import Channel  # what it imports takes a while, and only processes need it

    signal.signal(signal.SIGINT, _end_quietly)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})  # see `crew._without_interrupts`
    if not _end_with(lifeline):
        return
    channel = Channel(end)
    try:
        set_num_threads(1)
        randomness = of_process()
        randomness.seed(job.base_seed, job.id)
        info._worker_info = WorkerInfo(job.id, job.num_workers, job.base_seed + job.id, job.dataset)
        channel.send_file(_write_stacks_to())
        loading = Loading(job, randomness)
        loading.start()
        while True:
            message = channel.receive()
            if isinstance(message, Restart):
                loading.restart()
                continue
            _reply(channel, loading, message)
    except (EOFError, ConnectionError):  # the loader has ended
        pass


def _reply(channel: Any, loading: Loading, task: Task) -> None:
    answer = loading.answer(task)
    try:
        channel.send(answer)
    except ConnectionError:
        raise
    except Exception:  # cannot be pickled, no memory, too many files
        answer.content = ExceptionWrapper(None, loading.job.name, f"While sending {task}.\n")
        channel.send(answer)


def _end_quietly(number: int, frame: Any) -> None:
    """Ctrl-C goes to all processes of a terminal: the loader's shows it, and the workers just end."""
    raise SystemExit(0)


def _end_with(lifeline: Any) -> bool:
    """Whether the loader's process lives. From now on the system ends this one with it, even where it is blocked.

    Nothing is written to the lifeline: it only closes. Then the system sends SIGIO, which ends a process.
    """
    descriptor = lifeline.fileno()
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(descriptor, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(descriptor, fcntl.F_SETFL, fcntl.fcntl(descriptor, fcntl.F_GETFL) | os.O_ASYNC)
    return not lifeline.poll()


def _write_stacks_to() -> int:
    """A file into which the interpreter writes the stack when the worker crashes or gets `STACK_SIGNAL`."""
    descriptor = anonymous_file(0)
    faulthandler.enable(descriptor)
    faulthandler.register(STACK_SIGNAL, descriptor)
    return descriptor


def run_thread(job: Job, tasks: Any, answers: Any) -> None:
    """The main function of a worker thread; a task of None ends it."""
    generators = OwnGenerators(random.Random(), Generator())
    randomness = Randomness(generators.random_generator, generators.torch_generator, False)
    randomness.seed(job.base_seed, job.id)
    info._of_thread.info = WorkerInfo(
        job.id, job.num_workers, job.base_seed + job.id, job.dataset, generators, "thread"
    )
    loading = Loading(job, randomness)
    loading.start()
    while (message := tasks.get()) is not None:
        if isinstance(message, Restart):
            loading.restart()
        else:
            answers.put((job.id, loading.answer(message)))
            time.sleep(1e-5)  # without it, who waits for the batch gets the interpreter only when its 5 ms are over
