"""Collectives of any objects, which are pickled: use them among processes that trust each other."""

from __future__ import annotations

import pickle
from typing import Any

from .._arguments import explain_module
from .._buffers import frombuffer
from .._core import Tensor, int64, uint8
from .._functions import empty, tensor, zeros
from .collectives import all_gather_into_tensor, broadcast, root_of
from .distributed_c10d import get_world_size, group_of, is_outside
from .group import ProcessGroup
from .point_to_point import recv, send

__all__ = [
    "all_gather_object",
    "broadcast_object_list",
    "gather_object",
    "recv_object_list",
    "scatter_object_list",
    "send_object_list",
]

_Group = ProcessGroup | None


def _packed(value: Any) -> Tensor:
    return frombuffer(bytearray(pickle.dumps(value)), dtype=uint8)


def _unpacked(data: Tensor) -> Any:
    return pickle.loads(data.numpy().tobytes())


def _of_all(value: Any, group: _Group) -> list[Any]:
    """The objects of all processes, copies all."""
    packed = _packed(value)
    sizes = zeros(get_world_size(group), dtype=int64)
    all_gather_into_tensor(sizes, tensor([packed.numel()], dtype=int64), group)
    most = int(sizes.max())
    padded = zeros(most, dtype=uint8)
    padded[: packed.numel()] = packed
    gathered = empty(len(sizes), most, dtype=uint8)
    all_gather_into_tensor(gathered, padded, group)
    return [_unpacked(row[:size]) for row, size in zip(gathered, sizes.tolist(), strict=True)]


def all_gather_object(object_list: list[Any], obj: Any, group: _Group = None) -> None:
    """Writes copies of the objects of all processes to ``object_list``.

    Raises: ValueError before there is a group.
    """
    if is_outside(group):
        return
    for rank, value in enumerate(_of_all(obj, group)):
        object_list[rank] = value


def gather_object(
    obj: Any,
    object_gather_list: list[Any] | None = None,
    dst: int | None = None,
    group: _Group = None,
    group_dst: int | None = None,
) -> None:
    """Writes copies of the objects of all processes to the ``object_gather_list`` of ``dst``.

    Raises: ValueError before there is a group, without a list there and with one elsewhere.
    """
    if is_outside(group):
        return
    members = group_of(group)
    here = members.rank() == root_of(members, dst, group_dst, "dst")
    if here and not object_gather_list:
        raise ValueError("Argument ``object_gather_list`` must be specified on destination rank.")
    if not here and object_gather_list:
        raise ValueError("Argument ``object_gather_list`` must NOT be specified on non-destination ranks.")
    values = _of_all(obj, group)
    if here and object_gather_list is not None:
        object_gather_list[: len(values)] = values


def broadcast_object_list(
    object_list: list[Any],
    src: int | None = None,
    group: _Group = None,
    device: Any = None,
    group_src: int | None = None,
) -> None:
    """Gives the objects of ``src`` to all processes, whose lists have the same length.

    Raises: ValueError before there is a group; RuntimeError for a rank that is not in it.
    """
    if is_outside(group):
        return
    members = group_of(group)
    root = root_of(members, src, group_src, "src")
    here = members.rank() == root
    if members.size() == 1:
        return
    packed = [_packed(value) for value in object_list] if here else []
    sizes = tensor([one.numel() for one in packed] if here else [0] * len(object_list), dtype=int64)
    broadcast(sizes, group=group, group_src=root)
    for k, size in enumerate(sizes.tolist()):
        data = packed[k] if here else empty(size, dtype=uint8)
        broadcast(data, group=group, group_src=root)
        if not here:
            object_list[k] = _unpacked(data)


def scatter_object_list(
    scatter_object_output_list: list[Any],
    scatter_object_input_list: list[Any] | None = None,
    src: int | None = None,
    group: _Group = None,
    group_src: int | None = None,
) -> None:
    """Writes a copy of this process's part of the list of ``src`` to the output list's first place.

    Raises: ValueError before there is a group and without a list; RuntimeError for a rank that is not in it.
    """
    if is_outside(group):
        return
    members = group_of(group)
    root = root_of(members, src, group_src, "src")
    here = members.rank() == root
    if not isinstance(scatter_object_output_list, list) or len(scatter_object_output_list) < 1:
        raise ValueError("Expected argument scatter_object_output_list to be a list of size at least 1.")
    if here and not scatter_object_input_list:
        raise ValueError("source rank must provide non-None scatter_object_input_list")
    if here and scatter_object_input_list is not None and len(scatter_object_input_list) != members.size():
        raise ValueError(
            f"scatter_object_input_list: {len(scatter_object_input_list)} objects | one for each of "
            f"{members.size()} processes"
        )
    if members.size() == 1 and scatter_object_input_list is not None:
        scatter_object_output_list[0] = _unpacked(_packed(scatter_object_input_list[0]))
        return
    whole = [scatter_object_input_list if here else None]
    broadcast_object_list(whole, group=group, group_src=root)
    values = whole[0] or []
    scatter_object_output_list[0] = values[members.rank()]


def send_object_list(
    object_list: list[Any],
    dst: int | None = None,
    group: _Group = None,
    device: Any = None,
    group_dst: int | None = None,
    use_batch: bool = False,
) -> None:
    """Sends objects to ``dst``, which calls `recv_object_list` with a list of the same length."""
    if is_outside(group):
        return
    group_of(group)  # refused before anything is pickled
    packed = _packed(list(object_list))
    send(tensor([packed.numel()], dtype=int64), dst, group, group_dst=group_dst)
    send(packed, dst, group, group_dst=group_dst)


def recv_object_list(
    object_list: list[Any],
    src: int | None = None,
    group: _Group = None,
    device: Any = None,
    group_src: int | None = None,
    use_batch: bool = False,
) -> int:
    """Receives the objects that ``src``, or anyone, has sent; the sender's rank, -1 for a process outside the group."""
    if is_outside(group):
        return -1
    size = zeros(1, dtype=int64)
    sender = recv(size, src, group, group_src=group_src)
    data = empty(int(size), dtype=uint8)
    recv(data, sender, group)
    values = _unpacked(data)
    object_list[: len(values)] = values
    return sender


explain_module(globals())
