"""Collectives that derivatives pass through: what is sent one way in the forward pass, its gradient is sent back.

The gradient is that of the sum of all processes' losses. Each is differentiable any number of times, for its gradient
is another of them.
"""

from __future__ import annotations

from typing import Any

from ..._arguments import explain_module
from ..._core import Tensor
from ..._functions import cat, stack, zeros_like
from ..._listing import listing
from ...autograd import Function
from .. import collectives
from ..distributed_c10d import get_rank, get_world_size
from ..group import ProcessGroup
from ..reductions import ReduceOp

__all__ = ["all_gather", "all_reduce", "all_to_all", "all_to_all_single", "broadcast", "gather", "reduce",
           "reduce_scatter", "scatter"]  # fmt: skip
__dir__ = listing(globals())

_Group = ProcessGroup | None


class _AllReduce(Function):
    @staticmethod
    def forward(ctx: Any, tensor: Tensor, op: Any, group: _Group) -> Tensor:
        ctx.op, ctx.group = op, group
        result = tensor.contiguous().clone()
        collectives.all_reduce(result, op, group)
        return result

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Any:
        if ctx.op not in (ReduceOp.SUM, ReduceOp.AVG):
            raise RuntimeError(f"distributed.nn.all_reduce: {ctx.op} has no derivative here | use SUM or AVG")
        return _AllReduce.apply(gradient, ctx.op, ctx.group), None, None


class _AllToAll(Function):
    @staticmethod
    def forward(ctx: Any, tensor: Tensor, awaited: list[int], sent: list[int], group: _Group) -> Tensor:
        ctx.splits, ctx.group = (sent, awaited), group
        result = tensor.new_empty((sum(awaited), *tensor.shape[1:]))
        collectives.all_to_all_single(result, tensor.contiguous(), awaited, sent, group)
        return result

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Any:
        return _AllToAll.apply(gradient, *ctx.splits, ctx.group), None, None, None


def all_reduce(tensor: Tensor, op: Any = ReduceOp.SUM, group: _Group = None) -> Tensor:
    """The tensors of all processes, combined; gradients of sums and means are summed and averaged in turn.

    >>> import flambeau as torch
    >>> import flambeau.distributed as dist
    >>> dist.init_process_group("gloo", rank=0, world_size=1)
    >>> x = torch.ones(2, requires_grad=True)
    >>> dist.nn.all_reduce(x).sum().backward()
    >>> x.grad
    tensor([1., 1.])
    >>> dist.destroy_process_group()
    """
    result: Tensor = _AllReduce.apply(tensor, op, group)
    return result


def _exchange(rows: Tensor, group: _Group) -> Tensor:
    """Row k of the result is row (this rank) of process k."""
    each = [1] * get_world_size(group)
    result: Tensor = _AllToAll.apply(rows, each, each, group)
    return result


def all_gather(tensor: Tensor, group: _Group = None) -> tuple[Tensor, ...]:
    """The tensors of all processes, which have one shape."""
    return tuple(_exchange(stack([tensor] * get_world_size(group)), group))


def broadcast(tensor: Tensor, src: int, group: _Group = None) -> Tensor:
    """The tensor of process ``src`` of the group."""
    return all_gather(tensor, group)[src]


def gather(tensor: Tensor, dst: int = 0, group: _Group = None) -> tuple[Tensor, ...]:
    """The tensors of all processes at ``dst``; zeros elsewhere."""
    every = all_gather(tensor, group)
    return every if get_rank(group) == dst else tuple(zeros_like(one) + 0 * one for one in every)


def reduce(tensor: Tensor, dst: int, op: Any = ReduceOp.SUM, group: _Group = None) -> Tensor:
    """The tensors of all processes, combined, at ``dst``; elsewhere its own."""
    combined = all_reduce(tensor, op, group)
    return combined if get_rank(group) == dst else tensor + 0 * combined


def scatter(tensors: list[Tensor], src: int = 0, group: _Group = None) -> Tensor:
    """This process's part of the list of ``src``; the others give lists of tensors of the same shapes."""
    return _exchange(stack(list(tensors)), group)[src]


def reduce_scatter(output: Tensor, input_list: list[Tensor], op: Any = ReduceOp.SUM, group: _Group = None) -> Tensor:
    """This process's part of the lists of all, summed or averaged; ``output`` says its shape."""
    if op not in (ReduceOp.SUM, ReduceOp.AVG):
        raise RuntimeError(f"distributed.nn.reduce_scatter: {op} has no derivative here | use SUM or AVG")
    parts = _exchange(stack([one.reshape(output.shape) for one in input_list]), group)
    return parts.mean(0) if op is ReduceOp.AVG else parts.sum(0)


def all_to_all(output_tensor_list: list[Tensor], input_tensor_list: list[Tensor], group: _Group = None) -> Any:
    """What each process has sent to this one; the output list says the shapes."""
    flat = [one.reshape(-1) for one in input_tensor_list]
    sent, awaited = [one.numel() for one in flat], [one.numel() for one in output_tensor_list]
    received = _AllToAll.apply(cat(flat), awaited, sent, group).split(awaited)
    return tuple(part.reshape(one.shape) for part, one in zip(received, output_tensor_list, strict=True))


def all_to_all_single(
    output: Tensor,
    input: Tensor,
    output_split_sizes: list[int] | None = None,
    input_split_sizes: list[int] | None = None,
    group: _Group = None,
) -> Tensor:
    """The rows that each process has sent to this one."""
    size = get_world_size(group)
    sent = list(input_split_sizes or [input.shape[0] // size] * size)
    awaited = list(output_split_sizes or [output.shape[0] // size] * size)
    result: Tensor = _AllToAll.apply(input, awaited, sent, group)
    return result


explain_module(globals())
