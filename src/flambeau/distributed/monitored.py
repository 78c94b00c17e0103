"""`monitored_barrier`: a barrier that says who has not come."""

from __future__ import annotations

import time
from datetime import timedelta

from .._arguments import explain_module
from .._core import uint8
from .._functions import zeros
from .distributed_c10d import group_of, is_outside
from .errors import DistBackendError
from .group import ProcessGroup
from .work import Work

__all__ = ["monitored_barrier"]

_TAG = 32_000  # of its messages; programs' own tags are small numbers


def monitored_barrier(
    group: ProcessGroup | None = None, timeout: timedelta | None = None, wait_all_ranks: bool = False
) -> None:
    """Waits until all processes have come here; where some have not in time, the first process's error names them.

    It names one, or with ``wait_all_ranks`` all of them.

    Raises: ValueError before there is a group; DistBackendError when not all come within ``timeout``.
    """
    if is_outside(group):
        return
    members = group_of(group)
    allowed = timeout or members.timeout
    if members.rank() == 0:
        _await_all(members, allowed, wait_all_ranks)
        return
    word = zeros(1, dtype=uint8)
    Work(members, "monitored_barrier", members.transport.send(word, 0, _TAG), None, word).wait(allowed)
    Work(members, "monitored_barrier", members.transport.receive(word, 0, _TAG), None, word).wait(2 * allowed)


def _await_all(group: ProcessGroup, allowed: timedelta, all_of_them: bool) -> None:
    until = time.monotonic() + allowed.total_seconds()
    others = range(1, group.size())
    words = {rank: zeros(1, dtype=uint8) for rank in others}
    works = {
        rank: Work(group, "monitored_barrier", group.transport.receive(words[rank], rank, _TAG), None, words[rank])
        for rank in others
    }
    late = f"Rank {group.rank()} timed out in monitoredBarrier after {allowed.total_seconds() * 1000:g} ms."
    missing = []
    for rank, work in works.items():
        try:
            work.wait(timedelta(seconds=max(0.0, until - time.monotonic())))
        except DistBackendError as error:
            missing.append(group.ranks[rank])
            if not all_of_them:
                raise DistBackendError(
                    f"{late} Rank {group.ranks[rank]} failed to reach monitoredBarrier | {error}"
                ) from None
    if missing:
        raise DistBackendError(f"{late} Ranks {', '.join(map(str, missing))} failed to reach monitoredBarrier")
    for rank in others:
        Work(group, "monitored_barrier", group.transport.send(words[rank], rank, _TAG), None, words[rank]).wait()


explain_module(globals())
