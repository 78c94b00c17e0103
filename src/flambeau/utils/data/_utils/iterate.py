"""Iterating over a loader: in the main process, or with workers whose batches come in order."""

from __future__ import annotations

import copy
import time
import warnings
import weakref
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

from ...._utils import ExceptionWrapper
from ..dataset import IterableDataset
from ..sampler import draw_seed
from .fetch import StreamFetcher, fetcher_of
from .worker import Answer, Ended, Job, Restart, Task, of_process

_LONG = 60.0  # seconds of waiting after which a loader without a timeout warns
MP_STATUS_CHECK_INTERVAL = 1.0  # seconds between looks at whether the workers live


@dataclass
class Progress:
    """How far an epoch has come: what `DataLoader.state_dict` tells."""

    yielded: int = 0
    generator: Any = None  # the state of the generator before the order was drawn
    base_seed: int = 0
    workers: list[dict[str, Any]] = field(default_factory=list)  # of each: "batches" yielded; its states after the last
    last_worker: int = -1
    done: bool = False


def _after(indices: Iterator[Any], count: int) -> Iterator[Any]:
    """The rest of the indices; the order is drawn now, even for a count of 0."""
    for _ in islice(indices, count):
        pass
    return chain(list(islice(indices, 1)), indices)


class Iterating:
    """What both sorts have in common."""

    def __init__(self, loader: Any, progress: Progress, resumed: dict[str, Any] | None) -> None:
        self._loader = copy.copy(loader)  # persistent workers and their loader do not keep each other alive
        self._loader._iterator = None
        # PyTorch draws a base seed for its workers even when it has none: the stream must move on alike.
        self._base_seed = draw_seed(loader.generator) if resumed is None else resumed["base_seed"]
        self._begin(progress, resumed)

    def _begin(self, progress: Progress, resumed: dict[str, Any] | None) -> None:
        """Begins an epoch, or the rest of one."""
        generator = self._loader._generator
        if resumed is not None:
            generator.set_state(resumed["generator"])
        self._progress = progress
        progress.base_seed, progress.generator = self._base_seed, generator.get_state()
        self._fetched = progress.yielded
        self._indices: Iterator[Any] = iter(self._loader._index_sampler)
        if resumed is not None:
            self._indices = _after(self._indices, progress.yielded)

    def _streams(self) -> bool:
        return isinstance(self._loader.dataset, IterableDataset)

    def _batched(self) -> bool:
        return bool(self._loader._auto_collation)

    def __iter__(self) -> Any:
        return self

    def __len__(self) -> int:
        return len(self._loader)

    def _count(self) -> None:
        self._fetched += 1
        told = self._loader._told_length
        if told is not None and self._fetched > told and self._streams():
            workers = self._loader.num_workers
            advice = (
                "For multiprocessing data-loading, this could be caused by not properly configuring the "
                "IterableDataset replica at each worker: see get_worker_info."
            )
            warnings.warn(
                f"Length of IterableDataset {self._loader.dataset} was reported to be {told} (when accessing "
                f"len(dataloader)), but {self._fetched} samples have been fetched. {advice if workers else ''}",
                stacklevel=3,
            )


class SingleIterator(Iterating):
    """Loads in the process, and the thread, that asks."""

    def __init__(self, loader: Any, progress: Progress, resumed: dict[str, Any] | None) -> None:
        super().__init__(loader, progress, resumed)
        state = resumed["workers"][0] if resumed and resumed["workers"] else None
        if state and state["dataset"] is not None:
            loader.dataset.load_state_dict(state["dataset"])
        self._fetcher = fetcher_of(loader.dataset, self._batched(), loader.collate_fn, loader.drop_last)
        if resumed and self._streams() and not (state and state["dataset"] is not None):
            for _ in range(resumed["yielded"]):
                self._fetcher.take(range(loader.batch_size or 1))
        if state and state["random"] is not None:
            of_process().go_on(state["random"])

    def __next__(self) -> Any:
        if not self._progress.yielded:  # now the order is drawn
            self._progress.generator = self._loader._generator.get_state()
        try:
            batch = self._fetcher.fetch(next(self._indices))
        except StopIteration:
            self._progress.done = True
            raise
        self._progress.yielded += 1
        self._count()
        return batch

    def states(self) -> list[dict[str, Any]]:
        """The random state, and a stream's own."""
        dataset = self._loader.dataset
        stateful = isinstance(self._fetcher, StreamFetcher) and hasattr(dataset, "load_state_dict")
        return [{"random": of_process().change(), "dataset": dataset.state_dict() if stateful else None}]


@dataclass
class _Given:
    """A task that a worker has."""

    worker: int
    task: Task
    answer: Answer | None = None
    random: dict[str, Any] | None = None  # the worker's random state after it


class WorkerIterator(Iterating):
    """Gives tasks to workers in turn and hands out their batches in that order."""

    def __init__(self, loader: Any, progress: Progress, resumed: dict[str, Any] | None) -> None:
        super().__init__(loader, progress, resumed)
        self._epoch = 0
        self._random: list[dict[str, Any] | None] = [None] * loader.num_workers  # the last that each has told
        if resumed is not None and len(resumed["workers"]) == loader.num_workers:
            self._random = [state["random"] for state in resumed["workers"]]
        self._crew = _crew_of(loader, [self._job(k, resumed) for k in range(loader.num_workers)])
        self._broken = False
        self.stop = weakref.finalize(self, self._crew.stop)
        self._start(resumed)

    def _job(self, k: int, resumed: dict[str, Any] | None) -> Job:
        loader = self._loader
        state = resumed["workers"][k] if resumed and k < len(resumed["workers"]) else None
        return Job(
            loader.dataset,
            self._batched(),
            loader.collate_fn,
            loader.drop_last,
            self._base_seed,
            k,
            loader.num_workers,
            loader.worker_init_fn,
            state,
            loader.batch_size,
            "multiprocessing" if loader.worker_type == "process" else "thread",
        )

    @property
    def _workers(self) -> Any:
        return self._crew.processes

    def _start(self, resumed: dict[str, Any] | None) -> None:
        """Gives the first tasks."""
        loader, progress = self._loader, self._progress
        progress.workers = [{"batches": 0, "random": state, "dataset": None} for state in self._random]
        if resumed is not None:
            progress.workers = [dict(state) for state in resumed["workers"]] or progress.workers
            progress.last_worker = resumed["last_worker"]
        self._given: dict[int, _Given] = {}
        self._sent = self._next = progress.yielded
        self._arrived: deque[int] = deque()
        self._active = [True] * loader.num_workers
        self._turn = progress.last_worker + 1
        for _ in range(max(1, (loader.prefetch_factor or 0) * loader.num_workers)):
            self._give_task()

    def restart(self, loader: Any, progress: Progress) -> None:
        """Begins the next epoch with the same workers."""
        self._loader._told_length = loader._told_length
        self._begin(progress, None)
        self._epoch += 1
        for k in range(self._loader.num_workers):
            self._crew.give(k, Restart(self._epoch))
        self._start(None)

    @property
    def usable(self) -> bool:
        """Whether `restart` can be called."""
        return not self._broken

    def _give_task(self) -> None:
        worker = self._next_worker()
        if worker is None:
            return
        try:
            index = next(self._indices)
        except StopIteration:
            return
        self._turn = worker + 1
        task = Task(self._epoch, self._sent, index)
        self._crew.give(worker, task)  # first: indices that cannot be sent are not waited for
        self._given[self._sent] = _Given(worker, task)
        self._sent += 1

    def _next_worker(self) -> int | None:
        """Whose turn it is: the next that has samples left and, where the order is free, room."""
        loader, count = self._loader, int(self._loader.num_workers)
        busy = [0] * count
        for given in self._given.values():
            busy[given.worker] += given.answer is None
        for step in range(count):
            k = (self._turn + step) % count
            if self._active[k] and (loader.in_order or busy[k] < max(1, loader.prefetch_factor)):
                return int(k)
        return None

    def __next__(self) -> Any:
        if self._broken:
            if self._progress.done:
                raise StopIteration
            raise RuntimeError("DataLoader: its workers have ended, because of an error before | iterate anew")
        began = time.monotonic()
        while True:
            number = self._ready()
            if number is None:
                if not self._given:
                    return self._finish()
                self._wait(began)
                continue
            given = self._given.pop(number)
            self._next += 1
            answer = given.answer
            assert answer is not None
            self._give_task()
            if isinstance(answer.content, Ended):
                continue
            if isinstance(answer.content, ExceptionWrapper):
                answer.content.reraise()
            self._note(given, answer)
            return answer.content

    def _ready(self) -> int | None:
        """The number of the batch to hand out, if it is there."""
        if not self._loader.in_order:
            return self._arrived.popleft() if self._arrived else None
        given = self._given.get(self._next)
        return self._next if given is not None and given.answer is not None else None

    def _finish(self) -> Any:
        self._progress.done = True
        if not self._loader.persistent_workers:
            self._end()
        raise StopIteration

    def _end(self) -> None:
        self._broken = True
        self.stop()

    def _note(self, given: _Given, answer: Answer) -> None:
        state = self._progress.workers[given.worker]
        state["batches"] += 1
        state["random"], state["dataset"] = given.random, answer.dataset
        self._progress.yielded += 1
        self._progress.last_worker = given.worker
        self._count()

    def states(self) -> list[dict[str, Any]]:
        """Of each worker, as of the last batch that it has contributed."""
        return [dict(state) for state in self._progress.workers]

    def _wait(self, began: float) -> None:
        """Waits for an answer, of whichever worker; the batch has been waited for since ``began``."""
        timeout, warned = self._loader.timeout, False
        try:
            while not timeout or time.monotonic() < began + timeout:
                if (dead := self._missed()) is not None:
                    raise RuntimeError(self._obituary(dead))
                left = began + timeout - time.monotonic() if timeout else MP_STATUS_CHECK_INTERVAL
                answers = self._crew.wait(max(0.0, min(left, MP_STATUS_CHECK_INTERVAL)))
                for k, answer in answers:
                    self._take(k, answer)
                if answers:
                    return
                if not timeout and not warned and time.monotonic() >= began + _LONG:
                    warned = True
                    warnings.warn(f"DataLoader: no batch for {_LONG:.0f} s | {self._suspect()}", stacklevel=4)
        except BaseException:  # a worker's end, Ctrl-C, or an answer that cannot be read
            self._crew.grace = 0.2
            self._end()
            raise
        self._crew.grace = 0.2  # it has had its time
        raise RuntimeError(f"DataLoader timed out after {timeout} seconds | {self._suspect()}")

    def _missed(self) -> int | None:
        """A worker that has ended and without which there is no next batch: what the living have loaded comes first."""
        waiting = [given.worker for number, given in sorted(self._given.items()) if given.answer is None]
        needed = waiting[:1] if self._loader.in_order else waiting
        return needed[0] if self._crew.ended.issuperset(needed) else None

    def _obituary(self, worker: int) -> str:
        """How a worker has ended, and with what."""
        task = next(given.task for given in self._given.values() if given.worker == worker and not given.answer)
        text: str = self._crew.obituary(worker, f"worker {worker} had to load {task}")
        return text

    def _take(self, worker: int, answer: Answer) -> None:
        if answer.random is not None:
            self._random[worker] = answer.random
        given = self._given.get(answer.number)
        if answer.epoch != self._epoch or given is None:  # of an epoch that was given up
            if not self._progress.workers[worker]["batches"]:
                self._progress.workers[worker]["random"] = self._random[worker]
            return
        if isinstance(answer.content, Ended):
            self._active[worker] = False
        given.answer, given.random = answer, self._random[worker]
        self._arrived.append(answer.number)

    def _suspect(self) -> str:
        """Which worker keeps everybody waiting, and with what."""
        given = self._given[min(number for number, each in self._given.items() if each.answer is None)]
        text = f"{self._crew.describe(given.worker)} has not delivered {given.task}"
        return f"{text} | its stack:\n{self._crew.stack(given.worker)}"


def _crew_of(loader: Any, jobs: list[Job]) -> Any:
    from .crew import ProcessCrew, ThreadCrew  # processes and threads are needed only where there are workers

    return ThreadCrew(jobs) if loader.worker_type == "thread" else ProcessCrew(loader.multiprocessing_context, jobs)
