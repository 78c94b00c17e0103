"""The debug mode, ``TORCH_DISTRIBUTED_DEBUG=DETAIL``: processes compare what they ask for before each collective."""

from __future__ import annotations

import enum
import os
from typing import Any

from .._core import Tensor
from .errors import DistBackendError
from .group import ProcessGroup
from .work import Work, line_of_caller

__all__ = ["DebugLevel", "get_debug_level", "set_debug_level", "set_debug_level_from_env"]

_WIDTH = 512  # bytes that tell of one process's call


class DebugLevel(enum.Enum):
    """How much is checked: with DETAIL, every collective."""

    OFF = 0
    INFO = 1
    DETAIL = 2


def _from_environment() -> DebugLevel:
    name = os.environ.get("TORCH_DISTRIBUTED_DEBUG", "OFF").upper()
    if name not in DebugLevel.__members__:
        raise RuntimeError(f"The value of TORCH_DISTRIBUTED_DEBUG must be OFF, INFO, or DETAIL, got {name!r}")
    return DebugLevel[name]


_level = _from_environment()


def get_debug_level() -> DebugLevel:
    """How much is checked.

    >>> import flambeau.distributed as dist
    >>> dist.get_debug_level()
    <DebugLevel.OFF: 0>
    """
    return _level


def set_debug_level(level: DebugLevel) -> None:
    """Chooses how much is checked; all processes choose alike."""
    global _level
    _level = level


def set_debug_level_from_env() -> None:
    """Chooses how much is checked by ``TORCH_DISTRIBUTED_DEBUG``."""
    set_debug_level(_from_environment())


def compare(group: ProcessGroup, name: str, *tensors: Tensor, op: Any = None, root: int | None = None) -> None:
    """Raises DistBackendError, naming the ranks that differ, where not all processes ask for the same collective."""
    if _level is not DebugLevel.DETAIL or group.size() == 1:
        return
    parts = [f"{tuple(tensor.shape)} of {tensor.dtype}" for tensor in tensors]
    parts += [] if op is None else [str(op)]
    parts += [] if root is None else [f"root {group.ranks[root]}"]
    calls = _exchange(group, f"{name}({', '.join(parts)})", name)
    by_call: dict[str, list[int]] = {}
    for rank, (call, _) in zip(group.ranks, calls, strict=True):
        by_call.setdefault(call, []).append(rank)
    if len(by_call) > 1:
        lines = dict(calls)
        said = "; ".join(f"ranks {ranks}: {call} at {lines[call]}" for call, ranks in by_call.items())
        raise DistBackendError(f"processes ask for different collectives: {said}")


def _exchange(group: ProcessGroup, call: str, name: str) -> list[tuple[str, str]]:
    """What every process calls, and where."""
    mpi = group.transport.mpi
    room = _WIDTH // 2
    mine = call.encode()[:room].ljust(room) + line_of_caller().encode()[-room:].rjust(room)
    all_of_them = bytearray(_WIDTH * group.size())
    request = group.transport.communicator.Iallgather([mine, mpi.BYTE], [all_of_them, _WIDTH, mpi.BYTE])
    Work(group, f"the check of {name}", [request], None, (mine, all_of_them)).wait()
    records = [bytes(all_of_them[_WIDTH * k : _WIDTH * (k + 1)]) for k in range(group.size())]
    return [(record[:room].decode().strip(), record[room:].decode(errors="replace").strip()) for record in records]
