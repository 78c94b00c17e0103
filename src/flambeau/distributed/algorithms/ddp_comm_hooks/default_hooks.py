"""Hooks that send gradients as they are, or rounded to 16 bits; their ``state`` is a process group, or None."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...._arguments import explain_module
from ...._core import Tensor, bfloat16, float16
from ...._listing import listing
from ....futures import Future
from ...collectives import all_reduce
from ...distributed_c10d import group_of
from ...reducer import GradBucket

__all__ = ["allreduce_hook", "bf16_compress_hook", "bf16_compress_wrapper", "fp16_compress_hook",
           "fp16_compress_wrapper"]  # fmt: skip
__dir__ = listing(globals())

_Hook = Callable[[Any, GradBucket], Future[Any]]


def _averaged(group: Any, buffer: Tensor) -> Future[Any]:
    work = all_reduce(buffer.div_(group_of(group).size()), group=group, async_op=True)
    assert work is not None  # this process is in the group of its model
    future: Future[Any] = work.get_future()
    return future


def allreduce_hook(process_group: Any, bucket: GradBucket) -> Future[Any]:
    """What happens without a hook: the mean over all processes."""
    return _averaged(process_group, bucket.buffer()).then(lambda done: done.value()[0])


def _rounded(process_group: Any, bucket: GradBucket, dtype: Any) -> Future[Any]:
    buffer = bucket.buffer()
    return _averaged(process_group, buffer.to(dtype)).then(lambda done: done.value()[0].to(buffer.dtype))


def fp16_compress_hook(process_group: Any, bucket: GradBucket) -> Future[Any]:
    """The mean over all processes of gradients rounded to float16: half the bytes."""
    return _rounded(process_group, bucket, float16)


def bf16_compress_hook(process_group: Any, bucket: GradBucket) -> Future[Any]:
    """The mean over all processes of gradients rounded to bfloat16: half the bytes."""
    return _rounded(process_group, bucket, bfloat16)


def _wrapper(hook: _Hook, dtype: Any) -> _Hook:
    def rounded(state: Any, bucket: GradBucket) -> Future[Any]:
        bucket.set_buffer(bucket.buffer().to(dtype))
        return hook(state, bucket)

    return rounded


def fp16_compress_wrapper(hook: _Hook) -> _Hook:
    """A hook that gets gradients rounded to float16."""
    return _wrapper(hook, float16)


def bf16_compress_wrapper(hook: _Hook) -> _Hook:
    """A hook that gets gradients rounded to bfloat16."""
    return _wrapper(hook, bfloat16)


explain_module(globals())
