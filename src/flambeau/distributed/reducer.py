"""Gradients averaged over processes while a backward pass runs: in buckets, in the order in which they arrive.

A bucket is one flat tensor of many parameters' gradients. When all of its gradients have arrived, it is reduced without
waiting; each gradient that arrives later lets MPI go on with the buckets under way, so that sending overlaps computing
without a thread. The pass ends when all buckets are done.

Source: Li et al. 2020, PyTorch Distributed: Experiences on Accelerating Data Parallel Training.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .._core import Tensor, _queue_callback, int32
from .._functions import div, empty, tensor, zeros
from ..autograd import no_grad
from .collectives import _joined, _write_all, all_reduce, broadcast
from .group import ProcessGroup
from .reductions import ReduceOp
from .work import Work

__all__ = ["GradBucket", "Reducer", "broadcast_coalesced"]

_FIRST_BUCKET = 1 << 20  # bytes: small, so that sending begins early


class GradBucket:
    """What a communication hook gets: some of the gradients, in one flat tensor."""

    def __init__(self, index: int, parameters: list[Tensor], last: bool) -> None:
        first = parameters[0]
        self._index, self._parameters, self._last = index, parameters, last
        self._buffer = empty(sum(p.numel() for p in parameters), dtype=first.dtype)
        self.views = _views(self._buffer, parameters)
        self.pending = len(parameters)
        self.under_way: Any = None  # the Work or Future of its reduction

    def index(self) -> int:
        """Its place in the order of buckets."""
        return self._index

    def buffer(self) -> Tensor:
        """The gradients, one after the other."""
        return self._buffer

    def set_buffer(self, buffer: Tensor) -> None:
        """Replaces what the gradients hold."""
        with no_grad():
            self._buffer.copy_(buffer)

    def gradients(self) -> list[Tensor]:
        """Views of the buffer, one a parameter."""
        return list(self.views)

    def parameters(self) -> list[Tensor]:
        """Whose gradients they are."""
        return list(self._parameters)

    def is_last(self) -> bool:
        """Whether it is the last of a backward pass."""
        return self._last


def _views(flat: Tensor, like: Sequence[Tensor]) -> list[Tensor]:
    """Parts of a flat tensor that lie in memory as the given tensors do."""
    views, start = [], 0
    for one in like:
        part = flat[start : start + one.numel()]
        dense = one.is_contiguous() or one.dim() == 0
        views.append(part.view(one.shape) if dense else _as_it_lies(part, one))
        start += one.numel()
    return views


def _as_it_lies(part: Tensor, one: Tensor) -> Tensor:
    order = sorted(range(one.dim()), key=lambda dim: -one.stride(dim))
    back = [order.index(dim) for dim in range(one.dim())]
    return part.view([one.shape[dim] for dim in order]).permute(back)


def broadcast_coalesced(tensors: Sequence[Tensor], group: ProcessGroup, source: int = 0) -> None:
    """Gives tensors of one process (``source`` counts within the group) to all, those of a dtype in one message."""
    by_dtype: dict[Any, list[Tensor]] = {}
    for one in tensors:
        by_dtype.setdefault(one.dtype, []).append(one)
    for same in by_dtype.values():
        flat = _joined(same)
        broadcast(flat, group=group, group_src=source)
        _write_all(same, flat)


class Reducer:
    """Averages the gradients of parameters over a group, in each backward pass for which it was made ready."""

    def __init__(
        self,
        named: Sequence[tuple[str, Tensor]],
        group: ProcessGroup,
        bucket_bytes: int,
        some_are_unused: bool,
        keep_views: bool,
    ) -> None:
        self.names = [name for name, _ in named]
        self.parameters = [parameter for _, parameter in named]
        self.group, self.bucket_bytes = group, bucket_bytes
        self.some_are_unused, self.keep_views = some_are_unused, keep_views
        self.divisor = group.size()
        self.hook: Callable[[GradBucket], Any] | None = None
        self.ready = False  # whether the next backward pass is to be reduced
        self._begun = False
        self._arrived: list[int] = []
        self._arranged = some_are_unused or group.size() == 1  # whether buckets follow the order of arrival
        self._arrange(list(range(len(self.parameters)))[::-1])
        for number, parameter in enumerate(self.parameters):
            parameter.register_post_accumulate_grad_hook(self._arrival_of(number))

    def _arrival_of(self, number: int) -> Callable[[Tensor], None]:
        return lambda parameter: self._arrive(number)

    def _arrange(self, order: list[int]) -> None:
        """Makes buckets of the parameters in an order; each has one dtype."""
        parts: list[list[int]] = []
        open_parts: dict[Any, tuple[list[int], int]] = {}
        for number in order:
            parameter = self.parameters[number]
            part, size = open_parts.get(parameter.dtype, ([], 0))
            limit = _FIRST_BUCKET if not parts or part is parts[0] else self.bucket_bytes
            if not part or size >= min(limit, self.bucket_bytes):
                part, size = [], 0
                parts.append(part)
            part.append(number)
            open_parts[parameter.dtype] = (part, size + parameter.nbytes)
        self.buckets = [
            GradBucket(k, [self.parameters[n] for n in part], k == len(parts) - 1) for k, part in enumerate(parts)
        ]
        self._place = {n: (bucket, k) for bucket, part in zip(self.buckets, parts, strict=True)
                       for k, n in enumerate(part)}  # fmt: skip

    def prepare(self) -> None:
        """Makes ready for the next backward pass.

        Raises: RuntimeError where the last one has left parameters without a gradient, naming them.
        """
        if self._begun:
            missing = [self.names[n] for n in range(len(self.parameters)) if n not in set(self._arrived)]
            raise RuntimeError(
                "Expected to have finished reduction in the prior iteration before starting a new one. This error "
                "indicates that your module has parameters that were not used in producing loss. You can enable "
                f"unused parameter detection by passing find_unused_parameters=True. Without a gradient: {missing}"
            )
        if not self._arranged and len(self._arrived) == len(self.parameters):
            order = tensor(self._arrived, dtype=int32)
            broadcast(order, group=self.group, group_src=0)
            self._arrange(order.tolist())
            self._arranged = True
        self._arrived = []
        for bucket in self.buckets:
            bucket.pending, bucket.under_way = len(bucket.views), None
        self._launched = 0
        self.ready = True

    def begin(self) -> None:
        """At the start of a backward pass: its end will wait for the buckets."""
        if self.ready and not self._begun:
            self._begun = True
            _queue_callback(self._finish)

    def _arrive(self, number: int) -> None:
        """A parameter's gradient is complete."""
        if not self.ready:
            return
        self.begin()
        self._arrived.append(number)
        self._fill(number)
        for bucket in self.buckets[: self._launched]:
            if isinstance(bucket.under_way, Work):
                bucket.under_way.is_completed()  # lets MPI go on

    def _fill(self, number: int) -> None:
        """Writes a gradient into its bucket, and reduces the bucket when it is full, after those before it."""
        bucket, k = self._place[number]
        gradient, view = self.parameters[number].grad, bucket.views[k]
        with no_grad():
            if gradient is None:
                view.zero_()
            elif self.hook is None:
                div(gradient, self.divisor, out=view)
            elif gradient.data_ptr() != view.data_ptr():
                view.copy_(gradient)
        bucket.pending -= 1
        while self._launched < len(self.buckets) and self.buckets[self._launched].pending == 0:
            self._launch(self.buckets[self._launched])
            self._launched += 1

    def _launch(self, bucket: GradBucket) -> None:
        if self.hook is not None:
            bucket.under_way = self.hook(bucket)
        else:
            bucket.under_way = all_reduce(bucket.buffer(), group=self.group, async_op=True)

    def _finish(self) -> None:
        """At the end of a backward pass: all buckets are done, and gradients hold what is in them."""
        unused = sorted(set(range(len(self.parameters))) - set(self._arrived))
        if unused and not self.some_are_unused:
            return  # `prepare` says so
        used = None
        for number in unused:
            self._fill(number)
        if self.some_are_unused:
            used = zeros(len(self.parameters), dtype=int32)
            used[self._arrived] = 1
            all_reduce(used, op=ReduceOp.MAX, group=self.group)
        for bucket in self.buckets:
            self._await(bucket)
        with no_grad():
            for number, parameter in enumerate(self.parameters):
                if used is None or used[number]:
                    bucket, k = self._place[number]
                    self._give(parameter, bucket.views[k])
        self._begun = self.ready = False

    def _await(self, bucket: GradBucket) -> None:
        result = bucket.under_way.wait()
        if self.hook is not None:
            result = result[0] if isinstance(result, list | tuple) else result
            if result.data_ptr() != bucket.buffer().data_ptr():
                bucket.set_buffer(result)

    def _give(self, parameter: Tensor, view: Tensor) -> None:
        if self.keep_views:
            parameter.grad = view
        elif parameter.grad is None:
            parameter.grad = view.clone()
        else:
            parameter.grad.copy_(view)

    def shadow(self) -> None:
        """Takes part in the reductions of a backward pass of the others, with nothing of its own."""
        self.prepare()
        for bucket in self.buckets:
            bucket.buffer().zero_()
            self._launch(bucket)
        if self.some_are_unused:
            all_reduce(zeros(len(self.parameters), dtype=int32), op=ReduceOp.MAX, group=self.group)
        for bucket in self.buckets:
            self._await(bucket)
        self.ready = False
