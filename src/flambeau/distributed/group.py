"""`ProcessGroup`: some of the processes, which take part in collectives together."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from .transport import Alone, Mpi, Transport
from .work import Work

__all__ = ["ProcessGroup"]


class ProcessGroup:
    """A group of processes: made by `init_process_group` and `new_group`."""

    def __init__(
        self, backend: str, transport: Transport, ranks: list[int], timeout: timedelta, world: Any = None
    ) -> None:
        self.backend = backend
        self.transport: Any = transport
        self.ranks = ranks  # among all processes
        self.timeout = timeout
        self.world = world  # None in a world of one

    def rank(self) -> int:
        """The place of this process in the group."""
        return int(self.transport.rank)

    def size(self) -> int:
        """The number of processes."""
        return int(self.transport.size)

    def name(self) -> str:
        """What carries messages."""
        return self.backend

    def __reduce__(self) -> Any:
        raise TypeError("cannot pickle 'ProcessGroup' object")

    @property
    def watch(self) -> Any:
        """Who of all processes is still there."""
        return self.world.watch

    def started(self, work: Work) -> None:
        """Notes a collective that was started."""
        self.world.latest = work

    def abandon(self, work: Work) -> None:
        """Gives a collective up."""
        self.world.abandon(work)

    def whereabouts(self) -> str:
        """In which collective each of the others is."""
        return str(self.world.whereabouts(self.ranks))

    def part(self, ranks: list[int]) -> Transport | None:
        """What carries messages among some of all processes, which all ask for together; None outside of them."""
        if self.world is None:
            return Alone() if ranks else None
        Work(self, "new_group", self.transport.barrier()).wait()  # MPI's own call would wait for ever
        communicator: Mpi | None = self.world.communicator_of(ranks)
        return communicator
