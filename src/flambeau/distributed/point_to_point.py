"""Messages from one process to another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .._arguments import explain_module
from .._core import Tensor
from . import checks
from .collectives import _check_tensor, _flat, write
from .distributed_c10d import group_of, is_outside
from .group import ProcessGroup
from .work import Received, Work

__all__ = ["P2POp", "batch_isend_irecv", "irecv", "isend", "recv", "send"]

_Group = ProcessGroup | None


def _peer(group: ProcessGroup, among_all: int | None, within: int | None, way: str) -> int:
    """The rank within the group of the other process."""
    if among_all is not None and within is not None:
        raise ValueError(f"Can't specify both group_{way[:3]} and {way[:3]}")
    if within is None:
        if among_all is None:
            raise ValueError(f"Invalid {way} rank: none was given")
        if among_all not in group.ranks:
            raise ValueError(f"Invalid {way} rank: {among_all} | the group has ranks {group.ranks}")
        within = group.ranks.index(among_all)
    if not 0 <= within < group.size():
        raise ValueError(f"Invalid {way} rank: {within} | the group has {group.size()} processes")
    if within == group.rank():
        raise ValueError(f"Invalid {way} rank: {way} rank should not be the same as the rank of the current process.")
    return within


def isend(
    tensor: Tensor,
    dst: int | None = None,
    group: _Group = None,
    tag: int = 0,
    group_dst: int | None = None,
) -> Work | None:
    """Starts to send a tensor to ``dst``.

    Raises: ValueError before there is a group, for a rank that is not in it and for this process's own.
    """
    if is_outside(group):
        return None
    members = group_of(group)
    _check_tensor(tensor)
    other = _peer(members, dst, group_dst, "destination")
    message = checks.labelled(members, tensor, _flat(tensor))
    requests = members.transport.send(message, other, tag)
    return Work(members, f"send to rank {members.ranks[other]}", requests, None, message)


def irecv(
    tensor: Tensor,
    src: int | None = None,
    group: _Group = None,
    tag: int = 0,
    group_src: int | None = None,
) -> Work | None:
    """Starts to receive a tensor from ``src``, or from whoever sends one.

    Raises: ValueError before there is a group, for a rank that is not in it and for this process's own.
    """
    if is_outside(group):
        return None
    members = group_of(group)
    _check_tensor(tensor)
    anyone = src is None and group_src is None and members.size() > 1
    other = None if anyone else _peer(members, src, group_src, "source")
    flat = _flat(tensor)
    message = checks.room_for(members, flat)
    requests = members.transport.receive(message, other, tag)

    def finish() -> list[Tensor]:
        checks.unlabel(work, tensor, flat, message)
        write(tensor, flat)
        return [tensor]

    name = "receive from any rank" if other is None else f"receive from rank {members.ranks[other]}"
    work = Received(members, name, requests, finish, (flat, message))
    return work


def send(
    tensor: Tensor,
    dst: int | None = None,
    group: _Group = None,
    tag: int = 0,
    group_dst: int | None = None,
) -> None:
    """Sends a tensor to ``dst``.

    Raises: ValueError before there is a group, for a rank that is not in it and for this process's own.
    """
    work = isend(tensor, dst, group, tag, group_dst)
    if work is not None:
        work.wait()


def recv(
    tensor: Tensor,
    src: int | None = None,
    group: _Group = None,
    tag: int = 0,
    group_src: int | None = None,
) -> int:
    """Receives a tensor from ``src``, or from whoever sends one; the sender's rank, -1 for a process outside the group.

    Raises: ValueError before there is a group, for a rank that is not in it and for this process's own.
    """
    work = irecv(tensor, src, group, tag, group_src)
    if work is None:
        return -1
    work.wait()
    return work.source_rank()


class P2POp:
    """A message to be sent (``op`` is `isend`) or received (`irecv`) by `batch_isend_irecv`."""

    def __init__(
        self,
        op: Callable[..., Any],
        tensor: Tensor,
        peer: int | None = None,
        group: _Group = None,
        tag: int = 0,
        group_peer: int | None = None,
    ) -> None:
        if op not in (isend, irecv):
            raise ValueError(
                "Invalid ``op``. Expected ``op`` to be of type ``torch.distributed.isend`` or "
                "``torch.distributed.irecv``."
            )
        _check_tensor(tensor)
        self.op, self.tensor, self.peer = op, tensor, peer
        self.group, self.tag, self.group_peer = group, tag, group_peer


def batch_isend_irecv(p2p_op_list: list[P2POp]) -> list[Work]:
    """Starts several messages; their `Work` handles, in order.

    Raises: ValueError for an empty list and for what is no `P2POp`; what `isend` and `irecv` raise.
    """
    if not p2p_op_list or not all(isinstance(op, P2POp) for op in p2p_op_list):
        raise ValueError("Invalid ``p2p_op_list``. Each op is expected to be of type ``torch.distributed.P2POp``.")
    if len({id(op.group) for op in p2p_op_list}) > 1:
        raise ValueError("All ops need to use the same group.")
    started = [op.op(op.tensor, op.peer, op.group, op.tag, op.group_peer) for op in p2p_op_list]
    return [work for work in started if work is not None]


explain_module(globals())
