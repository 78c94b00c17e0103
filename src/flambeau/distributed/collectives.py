"""The collectives: every process of a group calls the same one, in the same order.

Each checks its arguments, gives the transport flat tensors, and returns None when it is done, or a `Work` at once where
``async_op``. A process that is not in the group returns None without taking part. Ranks that an argument names are
those among all processes, or with ``group_src`` and ``group_dst`` those within the group.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .._arguments import explain_module
from .._core import Tensor
from .._functions import cat, empty
from .._types import strided
from ..autograd import no_grad
from . import checks
from .distributed_c10d import get_group_rank, group_of, is_outside
from .group import ProcessGroup
from .reductions import ReduceOp, begin_reduction, check_reduction, finish_reduction, kind_of
from .work import Work

__all__ = [
    "all_gather",
    "all_gather_coalesced",
    "all_gather_into_tensor",
    "all_gather_single",
    "all_reduce",
    "all_reduce_coalesced",
    "all_to_all",
    "all_to_all_single",
    "barrier",
    "broadcast",
    "gather",
    "reduce",
    "reduce_scatter",
    "reduce_scatter_single",
    "reduce_scatter_tensor",
    "scatter",
]

_Group = ProcessGroup | None


def _check_tensor(tensor: Any, name: str = "tensor") -> None:
    if not isinstance(tensor, Tensor):
        raise TypeError(
            f"Invalid function argument. Expected parameter `{name}` of type torch.Tensor but got "
            f"{type(tensor)} instead."
        )
    if tensor.device.type != "cpu" or tensor.layout != strided:
        raise RuntimeError(f"{name}: a dense tensor on the CPU is needed, got {tensor.layout} on {tensor.device}")


def _check_list(tensors: Any, name: str, size: int, like: Tensor | None = None) -> list[Tensor]:
    """A list of one tensor for each process."""
    if not isinstance(tensors, list | tuple) or not all(isinstance(t, Tensor) for t in tensors):
        raise TypeError(f"Invalid function argument. Expected parameter `{name}` of type typing.List[torch.Tensor]")
    if len(tensors) != size:
        raise RuntimeError(f"invalid {name}: expected length {size}, got {len(tensors)} | one for each process")
    for k, tensor in enumerate(tensors):
        _check_tensor(tensor, name)
        if like is not None and (tensor.numel() != like.numel() or tensor.dtype != like.dtype):
            raise RuntimeError(
                f"invalid {name}[{k}]: expected {tuple(like.shape)} of {like.dtype}, got {tuple(tensor.shape)} of "
                f"{tensor.dtype}"
            )
    return list(tensors)


def _check_together(tensors: Any, name: str) -> list[Tensor]:
    """Tensors of one dtype that go in one message."""
    if not isinstance(tensors, list | tuple):
        raise TypeError(f"Invalid function argument. Expected parameter `{name}` of type typing.List[torch.Tensor]")
    for tensor in tensors:
        _check_tensor(tensor, name)
    if not tensors:
        raise NotImplementedError(f"{name}: There were no tensor arguments | at least one tensor is needed")
    if len({tensor.dtype for tensor in tensors}) > 1:
        found = ", ".join(str(tensor.dtype) for tensor in tensors)
        raise ValueError(f"Invalid usage of tensors with different dtypes: {name} has {found}")
    return list(tensors)


def _check_outputs(lists: Any, inputs: list[Tensor], size: int) -> list[Tensor]:
    """The tensors of ``output_tensor_lists``: for each process a list that is like this one's inputs."""
    if not isinstance(lists, list | tuple):
        raise TypeError("Invalid function argument: output_tensor_lists should be a list")
    if len(lists) != size:
        raise RuntimeError(f"invalid output_tensor_lists: expected length {size}, got {len(lists)}")
    for k, tensors in enumerate(lists):
        name = f"output_tensor_lists[{k}]"
        shapes = [tuple(tensor.shape) for tensor in _check_together(tensors, name)]
        wanted = [tuple(tensor.shape) for tensor in inputs]
        if shapes != wanted or tensors[0].dtype != inputs[0].dtype:
            raise RuntimeError(
                f"invalid {name}: expected {wanted} of {inputs[0].dtype}, got {shapes} of {tensors[0].dtype}"
            )
    return [tensor for tensors in lists for tensor in tensors]


def _check_sizes(name: str, output: Tensor, numel: int, input: Tensor) -> None:
    if output.numel() != numel or output.dtype != input.dtype:
        raise RuntimeError(
            f"{name}: output has {output.numel()} elements of {output.dtype}, needed are {numel} of {input.dtype}"
        )


def root_of(group: ProcessGroup, among_all: int | None, within: int | None, name: str) -> int:
    """The rank within the group that the arguments ``src`` and ``group_src`` name; 0 without them."""
    if among_all is not None and within is not None:
        raise ValueError(f"Can't specify both group_{name} and {name}")
    if within is not None:
        if not 0 <= within < group.size():
            raise RuntimeError(f"invalid root rank: {within} | the group has {group.size()} processes")
        return within
    if among_all is None:
        return 0
    if among_all not in group.ranks:
        raise RuntimeError(f"invalid root rank: {among_all} | the group has ranks {group.ranks}")
    return get_group_rank(group, among_all)


def _flat(tensor: Tensor) -> Tensor:
    """Its elements one after the other: its own memory where it is contiguous, else a copy."""
    return tensor.detach().contiguous().reshape(-1)


def _joined(tensors: Sequence[Tensor]) -> Tensor:
    with no_grad():
        return _flat(tensors[0]) if len(tensors) == 1 else cat([_flat(tensor) for tensor in tensors])


def write(tensor: Tensor, flat: Tensor) -> None:
    """Writes elements that lie one after the other into a tensor, unless they are its own memory."""
    if flat.data_ptr() != tensor.data_ptr() or not tensor.is_contiguous():
        with no_grad():
            tensor.detach().copy_(flat.reshape(tensor.shape))


def _write_all(tensors: Sequence[Tensor], flat: Tensor) -> None:
    start = 0
    for tensor in tensors:
        write(tensor, flat[start : start + tensor.numel()])
        start += tensor.numel()


def start(group: ProcessGroup, name: str, requests: list[Any], finish: Any, held: Any, async_op: bool) -> Work | None:
    """The `Work` of an operation that was started; None after waiting for it."""
    work = Work(group, name, requests, finish, held)
    if async_op:
        return work
    work.wait()
    return None


def all_reduce(tensor: Tensor, op: Any = ReduceOp.SUM, group: _Group = None, async_op: bool = False) -> Work | None:
    """Combines the tensors of all processes, element by element, into each.

    Raises: ValueError before there is a group; TypeError for what is no tensor, and for another ``op``.

    >>> import flambeau as torch
    >>> import flambeau.distributed as dist
    >>> dist.init_process_group("gloo", rank=0, world_size=1)
    >>> x = torch.ones(2)
    >>> dist.all_reduce(x, op=dist.ReduceOp.MAX)
    >>> x
    tensor([1., 1.])
    >>> dist.destroy_process_group()
    """
    if is_outside(group):
        return None
    members = group_of(group)
    _check_tensor(tensor)
    check_reduction("all_reduce", tensor, op)
    checks.compare(members, "all_reduce", tensor, op=op)
    flat = begin_reduction(_flat(tensor), op)
    requests = members.transport.all_reduce(flat, kind_of(op))

    def finish() -> list[Tensor]:
        finish_reduction(flat, op, members.size())
        write(tensor, flat)
        return [tensor]

    return start(members, "all_reduce", requests, finish, flat, async_op)


def all_reduce_coalesced(
    tensors: list[Tensor], op: Any = ReduceOp.SUM, group: _Group = None, async_op: bool = False
) -> Work | None:
    """`all_reduce` of several tensors of one dtype, in one message."""
    if is_outside(group):
        return None
    members = group_of(group)
    for tensor in _check_together(tensors, "tensors"):
        check_reduction("all_reduce_coalesced", tensor, op)
    checks.compare(members, "all_reduce_coalesced", *tensors, op=op)
    flat = begin_reduction(_joined(tensors), op)
    requests = members.transport.all_reduce(flat, kind_of(op))

    def finish() -> list[Tensor]:
        finish_reduction(flat, op, members.size())
        _write_all(tensors, flat)
        return tensors

    return start(members, "all_reduce_coalesced", requests, finish, flat, async_op)


def broadcast(
    tensor: Tensor, src: int | None = None, group: _Group = None, async_op: bool = False, group_src: int | None = None
) -> Work | None:
    """Gives the tensor of ``src`` to all processes.

    Raises: ValueError before there is a group; RuntimeError for a rank that is not in it.
    """
    if is_outside(group):
        return None
    members = group_of(group)
    _check_tensor(tensor)
    root = root_of(members, src, group_src, "src")
    checks.compare(members, "broadcast", tensor, root=root)
    flat = _flat(tensor)
    requests = members.transport.broadcast(flat, root)

    def finish() -> list[Tensor]:
        write(tensor, flat)
        return [tensor]

    return start(members, "broadcast", requests, finish, flat, async_op)


def reduce(
    tensor: Tensor,
    dst: int | None = None,
    op: Any = ReduceOp.SUM,
    group: _Group = None,
    async_op: bool = False,
    group_dst: int | None = None,
) -> Work | None:
    """Combines the tensors of all processes, element by element, into that of ``dst``.

    Raises: ValueError before there is a group; RuntimeError for a rank that is not in it.
    """
    if is_outside(group):
        return None
    members = group_of(group)
    _check_tensor(tensor)
    check_reduction("reduce", tensor, op)
    root = root_of(members, dst, group_dst, "dst")
    checks.compare(members, "reduce", tensor, op=op, root=root)
    flat = begin_reduction(_flat(tensor), op)
    requests = members.transport.reduce(flat, kind_of(op), root)

    def finish() -> list[Tensor]:
        if members.rank() == root:
            finish_reduction(flat, op, members.size())
            write(tensor, flat)
        return [tensor]

    return start(members, "reduce", requests, finish, flat, async_op)


def all_gather(tensor_list: list[Tensor], tensor: Tensor, group: _Group = None, async_op: bool = False) -> Work | None:
    """Writes the tensors of all processes to ``tensor_list``, which has one for each.

    Raises: ValueError before there is a group; RuntimeError for a list of another length and tensors of other sizes.
    """
    if is_outside(group):
        return None
    members = group_of(group)
    _check_tensor(tensor)
    outputs = _check_list(tensor_list, "tensor_list", members.size(), like=tensor)
    checks.compare(members, "all_gather", tensor)
    flat = _flat(tensor)
    gathered = empty(len(outputs) * flat.numel(), dtype=flat.dtype)
    requests = members.transport.all_gather(gathered, flat)

    def finish() -> list[Tensor]:
        _write_all(outputs, gathered)
        return outputs

    return start(members, "all_gather", requests, finish, (flat, gathered), async_op)


def all_gather_coalesced(
    output_tensor_lists: list[list[Tensor]],
    input_tensor_list: list[Tensor],
    group: _Group = None,
    async_op: bool = False,
) -> Work | None:
    """`all_gather` of several tensors of one dtype, in one message.

    ``output_tensor_lists[rank]`` is like ``input_tensor_list`` of that rank.

    Raises: ValueError before there is a group and for several dtypes; TypeError for what is no list of tensors;
        NotImplementedError for no tensors; RuntimeError for outputs of other numbers, shapes and dtypes.
    """
    if is_outside(group):
        return None
    members = group_of(group)
    inputs = _check_together(input_tensor_list, "input_tensor_list")
    outputs = _check_outputs(output_tensor_lists, inputs, members.size())
    checks.compare(members, "all_gather_coalesced", *inputs)
    joined = _joined(inputs)
    gathered = empty(members.size() * joined.numel(), dtype=joined.dtype)
    requests = members.transport.all_gather(gathered, joined)

    def finish() -> Any:
        _write_all(outputs, gathered)
        return output_tensor_lists

    return start(members, "all_gather_coalesced", requests, finish, (joined, gathered), async_op)


def all_gather_into_tensor(
    output_tensor: Tensor, input_tensor: Tensor, group: _Group = None, async_op: bool = False
) -> Work | None:
    """Writes the tensors of all processes to ``output_tensor``, one after the other.

    Raises: ValueError before there is a group; RuntimeError for tensors of other sizes.
    """
    if is_outside(group):
        return None
    members = group_of(group)
    _check_tensor(output_tensor, "output_tensor")
    _check_tensor(input_tensor, "input_tensor")
    _check_sizes("all_gather_into_tensor", output_tensor, members.size() * input_tensor.numel(), input_tensor)
    checks.compare(members, "all_gather_into_tensor", input_tensor)
    flat, gathered = _flat(input_tensor), _flat(output_tensor)
    requests = members.transport.all_gather(gathered, flat)

    def finish() -> list[Tensor]:
        write(output_tensor, gathered)
        return [output_tensor]

    return start(members, "all_gather_into_tensor", requests, finish, (flat, gathered), async_op)


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

    Raises: ValueError before there is a group, without a list there and with one elsewhere; RuntimeError for a list of
        another length.
    """
    if is_outside(group):
        return None
    members = group_of(group)
    _check_tensor(tensor)
    root = root_of(members, dst, group_dst, "dst")
    here = members.rank() == root
    if here and not gather_list:
        raise ValueError("Argument ``gather_list`` must be specified on destination rank.")
    if not here and gather_list:
        raise ValueError("Argument ``gather_list`` must NOT be specified on non-destination ranks.")
    outputs = _check_list(gather_list, "gather_list", members.size(), like=tensor) if here else []
    checks.compare(members, "gather", tensor, root=root)
    flat = _flat(tensor)
    gathered = empty(len(outputs) * flat.numel(), dtype=flat.dtype) if here else None
    requests = members.transport.gather(gathered, flat, root)

    def finish() -> list[Tensor]:
        if gathered is not None:
            _write_all(outputs, gathered)
        return outputs

    return start(members, "gather", requests, finish, (flat, gathered), async_op)


def scatter(
    tensor: Tensor,
    scatter_list: list[Tensor] | None = None,
    src: int | None = None,
    group: _Group = None,
    async_op: bool = False,
    group_src: int | None = None,
) -> Work | None:
    """Writes to ``tensor`` this process's part of the ``scatter_list`` of ``src``.

    Raises: ValueError before there is a group, without a list there and with one elsewhere; RuntimeError for a list of
        another length.
    """
    if is_outside(group):
        return None
    members = group_of(group)
    _check_tensor(tensor)
    root = root_of(members, src, group_src, "src")
    here = members.rank() == root
    if here and not scatter_list:
        raise ValueError("Argument ``scatter_list`` must be specified on source rank.")
    if not here and scatter_list:
        raise ValueError("Argument ``scatter_list`` must NOT be specified on non-source ranks.")
    joined = _joined(_check_list(scatter_list, "scatter_list", members.size(), like=tensor)) if here else None
    checks.compare(members, "scatter", tensor, root=root)
    flat = _flat(tensor)
    requests = members.transport.scatter(flat, joined, root)

    def finish() -> list[Tensor]:
        write(tensor, flat)
        return [tensor]

    return start(members, "scatter", requests, finish, (flat, joined), async_op)


def _reduce_scatter(
    members: ProcessGroup, name: str, output: Tensor, joined: Tensor, op: Any, async_op: bool
) -> Work | None:
    checks.compare(members, name, output, op=op)
    flat, contributed = _flat(output), begin_reduction(joined, op)
    requests = members.transport.reduce_scatter(flat, contributed, kind_of(op))

    def finish() -> list[Tensor]:
        finish_reduction(flat, op, members.size())
        write(output, flat)
        return [output]

    return start(members, name, requests, finish, (flat, contributed), async_op)


def reduce_scatter(
    output: Tensor,
    input_list: list[Tensor],
    op: Any = ReduceOp.SUM,
    group: _Group = None,
    async_op: bool = False,
) -> Work | None:
    """Writes to ``output`` this process's part of the lists of all, combined element by element.

    Raises: ValueError before there is a group; RuntimeError for a list of another length and tensors of other sizes.
    """
    if is_outside(group):
        return None
    members = group_of(group)
    _check_tensor(output, "output")
    check_reduction("reduce_scatter", output, op)
    joined = _joined(_check_list(input_list, "input_list", members.size(), like=output))
    return _reduce_scatter(members, "reduce_scatter", output, joined, op, async_op)


def reduce_scatter_tensor(
    output: Tensor, input: Tensor, op: Any = ReduceOp.SUM, group: _Group = None, async_op: bool = False
) -> Work | None:
    """Writes to ``output`` this process's part of the tensors of all, combined element by element.

    Raises: ValueError before there is a group; RuntimeError for tensors of other sizes.
    """
    if is_outside(group):
        return None
    members = group_of(group)
    _check_tensor(output, "output")
    _check_tensor(input, "input")
    check_reduction("reduce_scatter_tensor", output, op)
    _check_sizes("reduce_scatter_tensor", input, members.size() * output.numel(), output)
    return _reduce_scatter(members, "reduce_scatter_tensor", output, _flat(input), op, async_op)


reduce_scatter_single = reduce_scatter_tensor


def all_to_all(
    output_tensor_list: list[Tensor], input_tensor_list: list[Tensor], group: _Group = None, async_op: bool = False
) -> Work | None:
    """Sends each process a tensor, and writes what each has sent to ``output_tensor_list``.

    Raises: ValueError before there is a group; RuntimeError for lists of another length.
    """
    if is_outside(group):
        return None
    members = group_of(group)
    outputs = _check_list(output_tensor_list, "output_tensor_list", members.size())
    inputs = _check_list(input_tensor_list, "input_tensor_list", members.size())
    own = members.rank()
    _check_sizes("all_to_all", outputs[own], inputs[own].numel(), inputs[own])
    checks.compare(members, "all_to_all")
    joined, received = _joined(inputs), empty(sum(t.numel() for t in outputs), dtype=outputs[0].dtype)
    requests = members.transport.all_to_all(received, [t.numel() for t in outputs], joined, [t.numel() for t in inputs])

    def finish() -> list[Tensor]:
        _write_all(outputs, received)
        return outputs

    return start(members, "all_to_all", requests, finish, (joined, received), async_op)


def _counts(name: str, tensor: Tensor, splits: Sequence[int] | None, size: int) -> list[int]:
    """How many elements of a tensor belong to each process, by its rows."""
    rows = tensor.shape[0] if tensor.dim() else 1
    if not splits:
        if rows % size:
            raise RuntimeError(
                f"all_to_all_single: {name} has {rows} rows, which {size} processes do not divide evenly"
            )
        splits = [rows // size] * size
    if len(splits) != size or sum(splits) != rows:
        raise RuntimeError(f"all_to_all_single: {name}_split_sizes {list(splits)} | {size} that add up to {rows}")
    each = tensor.numel() // rows if rows else 0
    return [count * each for count in splits]


def all_to_all_single(
    output: Tensor,
    input: Tensor,
    output_split_sizes: list[int] | None = None,
    input_split_sizes: list[int] | None = None,
    group: _Group = None,
    async_op: bool = False,
) -> Work | None:
    """Sends each process some rows of ``input``, and writes the rows that each has sent to ``output``.

    Raises: ValueError before there is a group; RuntimeError for sizes that do not add up.
    """
    if is_outside(group):
        return None
    members = group_of(group)
    _check_tensor(output, "output")
    _check_tensor(input, "input")
    sent = _counts("input", input, input_split_sizes, members.size())
    awaited = _counts("output", output, output_split_sizes, members.size())
    if output.dtype != input.dtype or sent[members.rank()] != awaited[members.rank()]:
        _check_sizes("all_to_all_single", output, input.numel(), input)
        raise RuntimeError("all_to_all_single: what a process sends itself has another size than what it awaits")
    checks.compare(members, "all_to_all_single")
    flat, received = _flat(input), _flat(output)
    requests = members.transport.all_to_all(received, awaited, flat, sent)

    def finish() -> list[Tensor]:
        write(output, received)
        return [output]

    return start(members, "all_to_all_single", requests, finish, (flat, received), async_op)


def barrier(group: _Group = None, async_op: bool = False, device_ids: Any = None) -> Work | None:
    """Waits until all processes of the group have come here.

    Raises: ValueError before there is a group.
    """
    if is_outside(group):
        return None
    members = group_of(group)
    checks.compare(members, "barrier")
    return start(members, "barrier", members.transport.barrier(), None, None, async_op)


explain_module(globals())
