"""`Function` under vmap: its forward and backward written for one example, run for a batch.

Within vmap a Function's own ops are batched like any others. But where something outside the vmap takes derivatives, it
must see one operation with the user's backward, not the ops of `forward`: then the call is made one level down, as
`_Batched`, whose forward and backward run the user's inside the level again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from .. import _core
from .._core import Tensor
from ..ops import batching
from . import function
from .forward_ad import innermost_tangent
from .function import Function


class VmapInfo(NamedTuple):
    """What a Function's `vmap` is told of the batch."""

    batch_size: int
    randomness: str


class BatchedCall:
    """One call of a Function on tensors of a level: what its parts need of each other."""

    def __init__(self, cls: type[Function], ctx: Any, args: tuple[Any, ...], level: int) -> None:
        self.cls, self.ctx, self.level = cls, ctx, level
        self.size, self.randomness = batching.level_info(level)
        pairs = [_core._unwrap(a, level) if isinstance(a, Tensor) else (a, None) for a in args]
        self.values = [value for value, _ in pairs]
        self.dims = [dim for _, dim in pairs]
        self.output: Any = None
        self.saved_dims: list[int | None] = []
        self.forward_dims: list[int | None] = []
        self.out_dims: list[int | None] = []

    @contextmanager
    def outside(self) -> Iterator[None]:
        """Within it this level is closed."""
        depth = _core._vmap_depth()
        _core._set_vmap_depth(self.level - 1)
        try:
            yield
        finally:
            _core._set_vmap_depth(depth)

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Within it a level of this batch is open."""
        level = batching.enter_level(self.size, self.randomness)
        assert level == self.level, "a Function's backward runs at the depth of its forward"
        try:
            yield
        finally:
            batching.exit_level()

    def wrap(self, values: Any, dims: Any) -> list[Any]:
        """Values as tensors of the level."""
        return [
            _core._wrap(v, d, self.level) if isinstance(v, Tensor) else v for v, d in zip(values, dims, strict=True)
        ]

    def unwrap(self, tensors: Any) -> tuple[list[Any], list[int | None]]:
        """What lies within tensors of the level, and along which dimensions their batches."""
        pairs = [_core._unwrap(t, self.level) if isinstance(t, Tensor) else (t, None) for t in tensors]
        return [v for v, _ in pairs], [d for _, d in pairs]


class _Replay:
    """A context with other saved tensors."""

    def __init__(self, ctx: Any, saved: list[Any], needs: tuple[bool, ...]) -> None:
        self.__dict__.update({k: v for k, v in vars(ctx).items() if k not in ("needs_input_grad", "to_save")})
        self.saved_tensors = tuple(saved)
        self.needs_input_grad = needs


class _Batched(Function):
    """The whole batch as one operation, one level down: ``(call, *values) -> results``."""

    @staticmethod
    def forward(ctx: Any, call: BatchedCall, *values: Any) -> Any:
        with call.inside():
            args = tuple(call.wrap(values, call.dims))
            call.output = call.cls._run_forward(call.ctx, args)
            results = call.output if isinstance(call.output, tuple) else (call.output,)
            found, call.out_dims = call.unwrap(results)
            for_backward, call.saved_dims = call.unwrap(call.ctx.to_save)
            for_forward, call.forward_dims = call.unwrap(vars(call.ctx).get("_for_forward", call.ctx.to_save))
        ctx.call = call
        ctx.set_materialize_grads(call.ctx.materialize_grads)
        ctx.save_for_backward(*for_backward)
        ctx.save_for_forward(*for_forward)
        return tuple(found)

    @staticmethod
    def backward(ctx: Any, *gradients: Any) -> Any:
        call: BatchedCall = ctx.call
        rule = call.cls._rule()
        with call.inside():
            replay = _Replay(call.ctx, call.wrap(ctx.saved_tensors, call.saved_dims), ctx.needs_input_grad[1:])
            answer = rule(replay, *call.wrap(gradients, call.out_dims))
            answers = answer if isinstance(answer, tuple) else (answer,)
            found, dims = call.unwrap(answers)
        return (None, *(_gathered(g, d, to, call.size) for g, d, to in zip(found, dims, call.dims, strict=True)))

    @staticmethod
    def jvp(ctx: Any, *tangents: Any) -> Any:
        call: BatchedCall = ctx.call
        with call.inside():
            replay = _Replay(call.ctx, call.wrap(ctx.saved_tensors, call.forward_dims), ctx.needs_input_grad[1:])
            answer = call.cls.jvp(replay, *call.wrap(tangents[1:], call.dims))
            found, dims = call.unwrap(answer if isinstance(answer, tuple) else (answer,))
        return tuple(
            t if t is None or d == to else _moved(t, d, to, call.size)
            for t, d, to in zip(found, dims, call.out_dims, strict=True)
        )


def _moved(value: Tensor, dim: int | None, to: int | None, size: int) -> Tensor:
    """The batch of ``value`` at dimension ``to``; where it has none, repeated."""
    value = value.expand(size, *value.shape) if dim is None else value.movedim(dim, 0)
    return value if to is None else value.movedim(0, to)


def _gathered(g: Any, dim: int | None, to: int | None, size: int) -> Any:
    """The gradient of an argument whose batch lies at ``to``; of one that all examples share, the sum of theirs."""
    if not isinstance(g, Tensor):
        return g
    if to is None:
        return g * size if dim is None else g.sum(dim)
    return _moved(g, dim, to, size)


def batched_forward(cls: type[Function], ctx: Any, args: tuple[Any, ...], level: int) -> Any:
    """What `forward` returns for arguments of ``level``: by the Function's `vmap`, as one operation one level down, or
    simply by its ops where nobody outside takes derivatives.
    """
    call = BatchedCall(cls, ctx, args, level)
    own = cls.vmap is not Function.vmap
    if own and cls.generate_vmap_rule:
        raise RuntimeError(
            f"You tried to vmap over {cls.__name__}, but it has both generate_vmap_rule=True and an overriden vmap "
            "staticmethod. Please set generate_vmap_rule=False or delete the overriden vmap staticmethod to avoid "
            "ambiguity."
        )
    if own:
        if all(d is None for d in call.dims):
            with call.outside():
                output = cls.apply(*call.values)
            results = output if isinstance(output, tuple) else (output,)
            wrapped = call.wrap(results, [None] * len(results))
        else:
            with call.outside():
                output, out_dims = cls.vmap(VmapInfo(call.size, call.randomness), tuple(call.dims), *call.values)
            results = output if isinstance(output, tuple) else (output,)
            dims = out_dims if isinstance(out_dims, tuple) else (out_dims,) * len(results)
            wrapped = call.wrap(results, dims)
        made = tuple(wrapped) if isinstance(output, tuple) else wrapped[0]
        if cls.setup_context is not Function.setup_context:
            cls.setup_context(ctx, args, made)
        return made
    if not any(_core._tracked(v) or innermost_tangent(v) is not None for v in call.values if isinstance(v, Tensor)):
        return cls._run_forward(ctx, args)
    with call.outside():
        results = _Batched.apply(call, *call.values)
    wrapped = call.wrap(results, call.out_dims)
    return tuple(wrapped) if isinstance(call.output, tuple) else wrapped[0]


function.batched_forward = batched_forward
