"""All processes: MPI's start, the watch over them, and the end, at which each waits for the others."""

from __future__ import annotations

import sys
import time
from datetime import timedelta
from multiprocessing import util
from types import TracebackType
from typing import Any

from . import mpi
from .errors import DistBackendError
from .stores import Store
from .transport import Mpi
from .watch import Hub, Watch
from .work import Work

__all__ = ["World", "world_of"]

_POLL = 0.002  # seconds between looks at MPI while the others come to their end


class World:
    """The processes that MPI runs, of which a process is in one for as long as it lives."""

    def __init__(self, module: Any, timeout: timedelta) -> None:
        self.mpi = module
        self.timeout = timeout
        self.communicator = module.COMM_WORLD.Dup()
        self.rank, self.size = self.communicator.rank, self.communicator.size
        self.latest: Work | None = None  # the collective that was started last
        self.abandoned: list[Work] = []  # not done, and given up: MPI may write to their memory
        self._failure = ""
        self._hub = Hub(self.size) if self.rank == 0 else None
        address = self.communicator.bcast(self._hub.address if self._hub else None)
        self.watch = Watch(self.rank, self.size, address, self.where)
        self.communicator.Barrier()
        self._excepthook, sys.excepthook = sys.excepthook, self._note
        util.Finalize(None, self.leave, exitpriority=100)  # also at the end of processes of `multiprocessing`

    def where(self) -> str:
        """In which collective this process is, for others."""
        work = self.latest
        if work is None:
            return "has been in no collective"
        return f"{'has finished' if work.finished else 'is in'} {work}"

    def whereabouts(self, ranks: list[int]) -> str:
        """In which collective each of the others is."""
        answers = self.watch.ask()
        others = [rank for rank in ranks if rank != self.rank]
        return "; ".join(f"rank {rank} {answers.get(rank, 'does not answer')}" for rank in others)

    def abandon(self, work: Work) -> None:
        """Gives a collective up: MPI cannot be ended in order any more."""
        self.abandoned.append(work)

    def communicator_of(self, ranks: list[int]) -> Mpi | None:
        """A communicator of some ranks, which all processes ask for together; None where this is not one of them."""
        group = self.communicator.Get_group().Incl(ranks)
        made = self.communicator.Create(group)
        return None if made == self.mpi.COMM_NULL else Mpi(self.mpi, made)

    def _note(self, kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
        self._failure = f"has raised {kind.__name__}: {error}"
        self.watch.fail(self._failure)
        self._excepthook(kind, error, traceback)

    def leave(self) -> None:
        """At the end of the program: waits for the others, and ends MPI, unless something has failed."""
        error = sys.exc_info()[1]
        while isinstance(error, SystemExit) and error.__context__ is not None:
            error = error.__context__  # which `multiprocessing` has turned into an exit status
        if self._failure or self.abandoned or error is not None:
            self.watch.fail(self._failure or f"has raised {type(error).__name__}: {error}")
            mpi.finish(in_order=False)
            return
        self.watch.leave()
        until = time.monotonic() + self.timeout.total_seconds()
        while not self.watch.over.wait(_POLL) and time.monotonic() < until and not self.watch.lost:
            self.communicator.Iprobe()  # what was sent may still be under way
        mpi.finish(in_order=self.watch.over.is_set())


_world: World | None = None


def world_of(rank: int, size: int, store: Store | None, timeout: timedelta) -> World:
    """The world in which this process is ``rank`` of ``size``, started if it does not run yet.

    Raises: what `mpi.start` raises; DistBackendError where an earlier collective has failed.
    """
    global _world
    module = mpi.start(rank, size, store, timeout)
    if _world is None:
        _world = World(module, timeout)
    if _world.abandoned:
        raise DistBackendError(f"init_process_group: {_world.abandoned[0]} has failed | start the program again")
    return _world
