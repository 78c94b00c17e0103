"""The debug mode, ``TORCH_DISTRIBUTED_DEBUG=DETAIL``.

Processes compare what they ask for before each collective, and a message tells its receiver what it holds.
"""

from __future__ import annotations

import enum
import os
from typing import Any

from .._buffers import frombuffer
from .._core import Tensor, uint8
from .._functions import cat, empty
from ..autograd import no_grad
from .errors import DistBackendError
from .group import ProcessGroup
from .work import Work, line_of_caller

__all__ = ["DebugLevel", "get_debug_level", "set_debug_level", "set_debug_level_from_env"]

_WIDTH = 512  # bytes that tell of one process's call
_ROOM = _WIDTH // 2  # for what it is, and as many for its line


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


def _is_on(group: ProcessGroup) -> bool:
    return _level is DebugLevel.DETAIL and group.size() > 1


def _words(tensor: Tensor) -> str:
    return f"{tuple(tensor.shape)} of {tensor.dtype}"


def compare(group: ProcessGroup, name: str, *tensors: Tensor, op: Any = None, root: int | None = None) -> None:
    """Raises DistBackendError, naming the ranks that differ, where not all processes ask for the same collective."""
    if not _is_on(group):
        return
    parts = [_words(tensor) for tensor in tensors]
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
    mine = _record(call)
    all_of_them = bytearray(_WIDTH * group.size())
    request = group.transport.communicator.Iallgather([mine, mpi.BYTE], [all_of_them, _WIDTH, mpi.BYTE])
    Work(group, f"the check of {name}", [request], None, (mine, all_of_them)).wait()
    return [_read(bytes(all_of_them[_WIDTH * k : _WIDTH * (k + 1)])) for k in range(group.size())]


def _record(what: str) -> bytes:
    """What this process does, and at which line."""
    return what.encode()[:_ROOM].ljust(_ROOM) + line_of_caller().encode()[-_ROOM:].rjust(_ROOM)


def _read(record: bytes) -> tuple[str, str]:
    return record[:_ROOM].decode().strip(), record[_ROOM:].decode(errors="replace").strip()


def labelled(group: ProcessGroup, tensor: Tensor, flat: Tensor) -> Tensor:
    """The message that carries the elements of a tensor: in the debug mode with a record of it in front."""
    if not _is_on(group):
        return flat
    with no_grad():
        return cat([frombuffer(bytearray(_record(_words(tensor))), dtype=uint8), flat.view(uint8)])


def room_for(group: ProcessGroup, flat: Tensor) -> Tensor:
    """Where the message that carries as many elements is received."""
    return empty(_WIDTH + flat.nbytes, dtype=uint8) if _is_on(group) else flat


def unlabel(work: Work, tensor: Tensor, flat: Tensor, message: Tensor) -> None:
    """Copies the elements of a message that has a record in front.

    Raises: DistBackendError where the sender's tensor has another shape or dtype.
    """
    if message is flat:
        return
    sent, line = _read(bytes(message[:_WIDTH].tolist()))
    if sent != _words(tensor):
        raise DistBackendError(
            f"{work}: a tensor of shape {_words(tensor)} is to be received, sent at {line} is {sent}"
        )
    with no_grad():
        flat.view(uint8).copy_(message[_WIDTH:])
