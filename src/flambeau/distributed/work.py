"""`Work`: a collective that was started, and how a process waits for it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from ..futures import Future
from .errors import DistBackendError

__all__ = ["Work"]

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
# Who sleeps is woken before those that compute, while one that yields waits for all of them: so after its first looks a
# process sleeps between them, shortly, and after a while longer.
_LOOK_FOR = 0.0001  # seconds
_SHORT_FOR = 0.1
_SHORT, _LONG = 0.00001, 0.0002
_LOOKS = 64  # looks between questions of who is lost
_LEAVING = 5.0  # seconds that data of a process that has come to its end may still be under way


def line_of_caller() -> str:
    """``file:line`` of the program's line that is being run: the first that is not the library's."""
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_PACKAGE):
        frame = frame.f_back
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"


class Work:
    """A collective that was started with ``async_op``: `wait` until it is done before its tensors are read or written.

    >>> import flambeau as torch
    >>> import flambeau.distributed as dist
    >>> dist.init_process_group("gloo", rank=0, world_size=1)
    >>> work = dist.all_reduce(torch.ones(1), async_op=True)
    >>> work.wait(), work.is_completed()
    (True, True)
    >>> dist.destroy_process_group()
    """

    def __init__(
        self,
        group: Any = None,
        name: str = "",
        requests: list[Any] | None = None,
        finish: Callable[[], Any] | None = None,
        held: Any = None,
    ) -> None:
        self._group, self._name, self._requests = group, name, requests or []
        self._finish, self._held = finish, held
        self._result: Any = None
        self._error: Exception | None = None
        self._source = -1
        self._callbacks: list[Callable[[Work], Any]] = []
        self._line = line_of_caller() if self._requests else ""
        if self._requests:
            group.started(self)
        else:
            self._complete()

    def __repr__(self) -> str:
        return f"{self._name} at {self._line}"

    @property
    def finished(self) -> bool:
        """Whether it was done when somebody last looked."""
        return not self._requests

    def _complete(self) -> None:
        self._requests = []
        finish, self._finish, self._held = self._finish, None, None
        if finish is not None:
            try:
                self._result = finish()
            except DistBackendError as error:
                self._error = error
                raise
        callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback(self)

    def _advance(self) -> bool:
        """Whether it is done, after MPI has had a turn to go on with it."""
        if not self._requests:
            return True
        try:
            if not self._group.transport.mpi.Request.Testall(self._requests, self._statuses()):
                return False
        except self._group.transport.mpi.Exception as error:
            self._fail(f"MPI says {error}")
        self._complete()
        return True

    def _statuses(self) -> Any:
        return None

    def _fail(self, why: str) -> None:
        """Its memory stays alive with the group, for MPI may still write to it."""
        self._group.abandon(self)
        self._error = DistBackendError(f"{self._name} at {self._line}: {why}")
        raise self._error

    def wait(self, timeout: timedelta | None = None) -> bool:
        """Waits until it is done; True.

        Raises: DistBackendError, naming the rank, the collective and its line, when a process of the group is gone,
            and when it is not done in time: ``timeout``, or the group's.
        """
        if self._error is not None:
            raise self._error
        if self._advance():
            return True
        begin = time.monotonic()
        allowed = (timeout or self._group.timeout).total_seconds()
        looks = 0
        while not self._advance():
            looks += 1
            now = time.monotonic() - begin
            if now > _LOOK_FOR:
                time.sleep(_SHORT if now < _SHORT_FOR else _LONG)
            if looks % _LOOKS == 0:
                self._check_others()
            if now > allowed:
                self._fail(f"not done within {allowed:g} s: {self._group.whereabouts()}")
        return True

    def _check_others(self) -> None:
        watch = self._group.watch
        for rank in self._group.ranks:
            if rank in watch.lost:
                self._fail(f"rank {rank} {watch.lost[rank]}")
            if time.monotonic() - watch.leaving.get(rank, float("inf")) > _LEAVING:
                self._fail(f"rank {rank} has come to the end of its program, and takes no part in it")

    def is_completed(self) -> bool:
        """Whether it is done; asking lets it go on."""
        return self._error is not None or self._advance()

    def is_success(self) -> bool:
        """Whether it is done, and without an error."""
        return self._error is None and self._advance()

    def exception(self) -> Exception | None:
        """The error that `wait` has raised, if any."""
        return self._error

    def source_rank(self) -> int:
        """Of a message that was received, who has sent it."""
        return self._source

    def result(self) -> Any:
        """The tensors that were written, in a list."""
        return self._result

    def synchronize(self) -> None:
        """`wait`."""
        self.wait()

    def block_current_stream(self) -> None:
        """`wait`."""
        self.wait()

    def get_future(self) -> Any:
        """A ``futures.Future`` of the tensors that are written; its ``wait`` waits for the collective."""
        future = WorkFuture(self)
        if self._requests:
            self._callbacks.append(lambda work: future.set_result(work.result()))
        else:
            future.set_result(self._result)
        return future


class Received(Work):
    """A message that is to be received: it knows its sender in the end."""

    def _statuses(self) -> Any:
        self._status = [self._group.transport.mpi.Status()]
        return self._status

    def _complete(self) -> None:
        self._source = self._group.ranks[self._status[0].Get_source()]
        super()._complete()


class WorkFuture(Future[Any]):
    """The future of a collective's tensors: whoever waits for it lets the collective go on."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self._work = work

    def wait(self) -> Any:
        """The result, when the collective is done."""
        self._work.wait()
        return super().wait()

    def done(self) -> bool:
        """Whether the collective is done; asking lets it go on."""
        return self._work.is_completed() and super().done()

    def _following(self) -> Future[Any]:
        return WorkFuture(self._work)
