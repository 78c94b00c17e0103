"""The collectives of a world of one: this process's part is all there is.

Each checks its arguments as a larger group would, gives this process what it sent, and returns None, or a `Work` that
is done where ``async_op``.
"""

from __future__ import annotations

import pickle
from typing import Any

from .._arguments import explain_module
from .._core import Tensor
from ..autograd import no_grad
from .distributed_c10d import ProcessGroup, ReduceOp, Work, get_rank, group_of

__all__ = [
    "all_gather",
    "all_gather_into_tensor",
    "all_gather_object",
    "all_gather_single",
    "all_reduce",
    "all_reduce_coalesced",
    "all_to_all",
    "all_to_all_single",
    "barrier",
    "broadcast",
    "broadcast_object_list",
    "gather",
    "gather_object",
    "irecv",
    "isend",
    "monitored_barrier",
    "recv",
    "reduce",
    "reduce_scatter",
    "reduce_scatter_single",
    "reduce_scatter_tensor",
    "scatter",
    "scatter_object_list",
    "send",
]

_Group = ProcessGroup | None


def _checked(group: _Group, *tensors: Any, op: Any = ReduceOp.SUM, root: int | None = 0) -> None:
    """Raises what a larger group would for arguments that no collective takes."""
    group_of(group)
    for tensor in tensors:
        if not isinstance(tensor, Tensor):
            raise TypeError(
                "Invalid function argument. Expected parameter `tensor` of type torch.Tensor but got "
                f"{type(tensor)} instead."
            )
    if not isinstance(op, ReduceOp):
        raise TypeError(f"op: {type(op).__name__} | it must be a ReduceOp, such as ReduceOp.SUM")
    if root not in (0, None):
        raise RuntimeError(f"invalid root rank: {root} | the only rank is 0")


def _alone(tensors: Any, name: str) -> Tensor:
    """The one tensor of a list for all processes."""
    if not isinstance(tensors, list | tuple):
        raise TypeError(f"Invalid function argument. Expected parameter `{name}` of type typing.List[torch.Tensor]")
    if len(tensors) != 1:
        raise RuntimeError(f"invalid {name}: expected length 1, got {len(tensors)} | there is one process")
    _checked(None, *tensors)
    only: Tensor = tensors[0]
    return only


def _give(output: Tensor, input: Tensor) -> None:
    if output.numel() != input.numel() or output.dtype != input.dtype:
        raise RuntimeError(
            f"invalid tensor: expected {tuple(input.shape)} of {input.dtype}, got {tuple(output.shape)} of "
            f"{output.dtype}"
        )
    if output is not input:
        with no_grad():
            output.copy_(input.reshape(output.shape))


def _done(async_op: bool) -> Work | None:
    return Work() if async_op else None


def all_reduce(
    tensor: Tensor, op: ReduceOp = ReduceOp.SUM, group: _Group = None, async_op: bool = False
) -> Work | None:
    """Combines the tensors of all processes into each: of one process nothing changes.

    Raises: ValueError before there is a group; TypeError for what is no tensor, and for another ``op``.
    """
    _checked(group, tensor, op=op)
    return _done(async_op)


def all_reduce_coalesced(
    tensors: list[Tensor], op: ReduceOp = ReduceOp.SUM, group: _Group = None, async_op: bool = False
) -> Work | None:
    """`all_reduce` of several tensors."""
    _checked(group, *tensors, op=op)
    return _done(async_op)


def broadcast(
    tensor: Tensor, src: int | None = None, group: _Group = None, async_op: bool = False, group_src: int | None = None
) -> Work | None:
    """Gives the tensor of ``src`` to all processes: of one process nothing changes.

    Raises: ValueError before there is a group; RuntimeError for another rank than 0.
    """
    _checked(group, tensor, root=src if src is not None else group_src)
    return _done(async_op)


def reduce(
    tensor: Tensor,
    dst: int | None = None,
    op: ReduceOp = ReduceOp.SUM,
    group: _Group = None,
    async_op: bool = False,
    group_dst: int | None = None,
) -> Work | None:
    """Combines the tensors of all processes into that of ``dst``: of one process nothing changes.

    Raises: ValueError before there is a group; RuntimeError for another rank than 0.
    """
    _checked(group, tensor, op=op, root=dst if dst is not None else group_dst)
    return _done(async_op)


def all_gather(tensor_list: list[Tensor], tensor: Tensor, group: _Group = None, async_op: bool = False) -> Work | None:
    """Writes the tensors of all processes to ``tensor_list``, which has one for each.

    Raises: ValueError before there is a group; RuntimeError for a list of another length and tensors of other sizes.
    """
    _checked(group, tensor)
    _give(_alone(tensor_list, "tensor_list"), tensor)
    return _done(async_op)


def all_gather_into_tensor(
    output_tensor: Tensor, input_tensor: Tensor, group: _Group = None, async_op: bool = False
) -> Work | None:
    """Writes the tensors of all processes to ``output_tensor``, one after the other.

    Raises: ValueError before there is a group; RuntimeError for tensors of other sizes.
    """
    _checked(group, output_tensor, input_tensor)
    _give(output_tensor, input_tensor)
    return _done(async_op)


all_gather_single = all_gather_into_tensor


def gather(
    tensor: Tensor,
    gather_list: list[Tensor] | None = None,
    dst: int | None = None,
    group: _Group = None,
    async_op: bool = False,
    group_dst: int | None = None,
) -> Work | None:
    """Writes the tensors of all processes to the ``gather_list`` of ``dst``.

    Raises: ValueError before there is a group and without a list; RuntimeError for a list of another length.
    """
    _checked(group, tensor, root=dst if dst is not None else group_dst)
    if not gather_list:
        raise ValueError("Argument ``gather_list`` must be specified on destination rank.")
    _give(_alone(gather_list, "gather_list"), tensor)
    return _done(async_op)


def scatter(
    tensor: Tensor,
    scatter_list: list[Tensor] | None = None,
    src: int | None = None,
    group: _Group = None,
    async_op: bool = False,
    group_src: int | None = None,
) -> Work | None:
    """Writes to ``tensor`` this process's part of the ``scatter_list`` of ``src``.

    Raises: ValueError before there is a group and without a list; RuntimeError for a list of another length.
    """
    _checked(group, tensor, root=src if src is not None else group_src)
    if not scatter_list:
        raise ValueError("Argument ``scatter_list`` must be specified on source rank.")
    _give(tensor, _alone(scatter_list, "scatter_list"))
    return _done(async_op)


def reduce_scatter(
    output: Tensor,
    input_list: list[Tensor],
    op: ReduceOp = ReduceOp.SUM,
    group: _Group = None,
    async_op: bool = False,
) -> Work | None:
    """Writes to ``output`` this process's part of the combined lists of all.

    Raises: ValueError before there is a group; RuntimeError for a list of another length and tensors of other sizes.
    """
    _checked(group, output, op=op)
    _give(output, _alone(input_list, "input_list"))
    return _done(async_op)


def reduce_scatter_tensor(
    output: Tensor, input: Tensor, op: ReduceOp = ReduceOp.SUM, group: _Group = None, async_op: bool = False
) -> Work | None:
    """Writes to ``output`` this process's part of the combined tensors of all.

    Raises: ValueError before there is a group; RuntimeError for tensors of other sizes.
    """
    _checked(group, output, input, op=op)
    _give(output, input)
    return _done(async_op)


reduce_scatter_single = reduce_scatter_tensor


def all_to_all(
    output_tensor_list: list[Tensor], input_tensor_list: list[Tensor], group: _Group = None, async_op: bool = False
) -> Work | None:
    """Sends each process a tensor, and writes what each has sent to ``output_tensor_list``.

    Raises: ValueError before there is a group; RuntimeError for lists of another length and tensors of other sizes.
    """
    _checked(group)
    _give(_alone(output_tensor_list, "output_tensor_list"), _alone(input_tensor_list, "input_tensor_list"))
    return _done(async_op)


def all_to_all_single(
    output: Tensor,
    input: Tensor,
    output_split_sizes: list[int] | None = None,
    input_split_sizes: list[int] | None = None,
    group: _Group = None,
    async_op: bool = False,
) -> Work | None:
    """Sends each process a part of ``input``, and writes what each has sent to ``output``.

    Raises: ValueError before there is a group; RuntimeError for tensors of other sizes.
    """
    _checked(group, output, input)
    _give(output, input)
    return _done(async_op)


def barrier(group: _Group = None, async_op: bool = False, device_ids: Any = None) -> Work | None:
    """Waits for all processes, of which there is this one.

    Raises: ValueError before there is a group.
    """
    _checked(group)
    return _done(async_op)


def monitored_barrier(group: _Group = None, timeout: Any = None, wait_all_ranks: bool = False) -> None:
    """Waits for all processes, of which there is this one.

    Raises: ValueError before there is a group.
    """
    _checked(group)


def _copied(value: Any) -> Any:
    return pickle.loads(pickle.dumps(value))  # as it comes out at the other end of a larger group


def all_gather_object(object_list: list[Any], obj: Any, group: _Group = None) -> None:
    """Writes copies of the objects of all processes to ``object_list``.

    Raises: ValueError before there is a group.
    """
    _checked(group)
    object_list[0] = _copied(obj)


def broadcast_object_list(
    object_list: list[Any],
    src: int | None = None,
    group: _Group = None,
    device: Any = None,
    group_src: int | None = None,
) -> None:
    """Gives the objects of ``src`` to all processes: of one process nothing changes.

    Raises: ValueError before there is a group; RuntimeError for another rank than 0.
    """
    _checked(group, root=src if src is not None else group_src)


def gather_object(
    obj: Any,
    object_gather_list: list[Any] | None = None,
    dst: int | None = None,
    group: _Group = None,
    group_dst: int | None = None,
) -> None:
    """Writes copies of the objects of all processes to the ``object_gather_list`` of ``dst``.

    Raises: ValueError before there is a group and without a list; RuntimeError for another rank than 0.
    """
    _checked(group, root=dst if dst is not None else group_dst)
    if not object_gather_list:
        raise ValueError("Argument ``object_gather_list`` must be specified on destination rank.")
    object_gather_list[0] = _copied(obj)


def scatter_object_list(
    scatter_object_output_list: list[Any],
    scatter_object_input_list: list[Any] | None = None,
    src: int | None = None,
    group: _Group = None,
    group_src: int | None = None,
) -> None:
    """Writes a copy of this process's part of the list of ``src`` to the output list's first place.

    Raises: ValueError before there is a group and without a list; RuntimeError for another rank than 0.
    """
    _checked(group, root=src if src is not None else group_src)
    if not scatter_object_input_list:
        raise ValueError("source rank must provide non-None scatter_object_input_list")
    scatter_object_output_list[0] = _copied(scatter_object_input_list[0])


def _to_itself(group: _Group, way: str) -> ValueError:
    get_rank(group)
    return ValueError(f"Invalid {way} rank: {way} rank should not be the same as the rank of the current process.")


def send(tensor: Tensor, dst: int | None = None, group: _Group = None, tag: int = 0, group_dst: Any = None) -> None:
    """Sends to another process, of which there is none.

    Raises: ValueError always.
    """
    raise _to_itself(group, "destination")


def recv(tensor: Tensor, src: int | None = None, group: _Group = None, tag: int = 0, group_src: Any = None) -> int:
    """Receives from another process, of which there is none.

    Raises: ValueError always.
    """
    raise _to_itself(group, "source")


def isend(tensor: Tensor, dst: int | None = None, group: _Group = None, tag: int = 0, group_dst: Any = None) -> Work:
    """Sends to another process, of which there is none.

    Raises: ValueError always.
    """
    raise _to_itself(group, "destination")


def irecv(tensor: Tensor, src: int | None = None, group: _Group = None, tag: int = 0, group_src: Any = None) -> Work:
    """Receives from another process, of which there is none.

    Raises: ValueError always.
    """
    raise _to_itself(group, "source")


explain_module(globals())
