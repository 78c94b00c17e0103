"""`Function` under vmap: its forward and backward written for one example, run for a batch.

Within vmap a Function's own ops are batched like any others. But where something outside the vmap takes derivatives, it
must see one operation with the user's backward, not the ops of `forward`: then the call is made one level down, as
`_Batched`, whose forward and backward run the user's inside a level of their own.
"""

from __future__ import annotations

from collections.abc import Iterable
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


class _Values(NamedTuple):
    """What lies within tensors of a level, and along which dimensions their batches; other things as they are."""

    values: list[Any]
    dims: list[int | None]


def _unwrapped(things: Iterable[Any], level: int) -> _Values:
    pairs = [_core._unwrap(t, level) if isinstance(t, Tensor) else (t, None) for t in things]
    return _Values([v for v, _ in pairs], [d for _, d in pairs])


def _wrapped(values: Iterable[Any], dims: Iterable[int | None], level: int) -> list[Any]:
    return [_core._wrap(v, d, level) if isinstance(v, Tensor) else v for v, d in zip(values, dims, strict=True)]


class BatchedCall:
    """One call of a Function on tensors of a level: what its parts need of each other."""

    def __init__(self, cls: type[Function], ctx: Any, args: tuple[Any, ...], kwargs: Any, level: int) -> None:
        self.cls, self.ctx, self.args, self.kwargs, self.level = cls, ctx, args, kwargs, level
        self.size, self.randomness = batching.level_info(level)
        self.values, self.dims = _unwrapped(args, level)
        self.output: Any = None
        self.out_dims: list[int | None] = []
        self.saved_dims: list[int | None] = []
        self.forward_dims: list[int | None] = []
        self.attributes: dict[str, tuple[Tensor, int | None]] = {}

    def open(self) -> batching.within_vmaps:
        """A vmap over the batch inside those that run now, wherever that is: backward may run within another vmap."""
        return batching.vmap_level(self.size, self.randomness)

    def results(self) -> tuple[Any, ...]:
        """What `forward` returned."""
        return self.output if isinstance(self.output, tuple) else (self.output,)

    def spread_results(self) -> None:
        """Gives each example a result of its own, and so a gradient of its own, where `forward` found one for all."""
        if all(d is None for d in self.dims):
            return
        spread = {
            id(r): _core._wrap(value.expand(self.size, *value.shape).clone(), 0, self.level)
            for r in self.results()
            if isinstance(r, Tensor)
            for value, dim in [_core._unwrap(r, self.level)]
            if dim is None and all(r is not a for a in self.args)
        }
        if spread:
            self.replace_results(tuple(spread.get(id(r), r) for r in self.results()))

    def replace_results(self, results: tuple[Any, ...]) -> None:
        """Puts other tensors in the place of the results, also among what the user's context keeps."""
        now = {id(before): after for before, after in zip(self.results(), results, strict=True)}
        self.output = results if isinstance(self.output, tuple) else results[0]
        for name in ("to_save", "_for_forward", "non_differentiable"):
            kept = vars(self.ctx).get(name)
            if kept:
                setattr(self.ctx, name, tuple(now.get(id(t), t) for t in kept))

    def context(self, saved: Any, saved_dims: list[int | None], needs: tuple[bool, ...], level: int) -> _Replay:
        """The user's context with tensors of ``level``."""
        replay = _Replay()
        replay.__dict__.update({k: v for k, v in vars(self.ctx).items() if k != "to_save"})
        replay.__dict__.update({k: _core._wrap(v, d, level) for k, (v, d) in self.attributes.items()})
        replay.saved_tensors = tuple(_wrapped(saved, saved_dims, level))
        replay.needs_input_grad = needs
        return replay


class _Replay:
    """A context made anew, for the user's `backward` or `jvp`."""

    saved_tensors: tuple[Any, ...]
    needs_input_grad: tuple[bool, ...]


class _Batched(Function):
    """The whole batch as one operation, one level down: ``(call, *values) -> results``."""

    @staticmethod
    def forward(ctx: Any, call: BatchedCall, *values: Any) -> Any:
        user, level = call.ctx, call.level
        with call.open():
            call.output = call.cls._run_forward(user, call.args, call.kwargs)
            call.spread_results()
        found, call.out_dims = _unwrapped(call.results(), level)
        for_backward, call.saved_dims = _unwrapped(user.to_save, level)
        for_forward, call.forward_dims = _unwrapped(vars(user).get("_for_forward", user.to_save), level)
        call.attributes = {
            k: _core._unwrap(v, level)
            for k, v in vars(user).items()
            if isinstance(v, Tensor) and _core._level(v) == level
        }
        ctx.call = call
        ctx.set_materialize_grads(user.materialize_grads)
        ctx.save_for_backward(*for_backward)
        ctx.save_for_forward(*for_forward)
        if user.dirty_tensors:
            ctx.mark_dirty(*_unwrapped(user.dirty_tensors, level).values)
        if user.non_differentiable:
            ctx.mark_non_differentiable(*_unwrapped(user.non_differentiable, level).values)
        return tuple(found)

    @staticmethod
    def backward(ctx: Any, *gradients: Any) -> Any:
        call: BatchedCall = ctx.call
        with call.open() as level:
            user = call.context(ctx.saved_tensors, call.saved_dims, ctx.needs_input_grad[1:], level)
            given = _wrapped(gradients, call.out_dims, level)
            answers = call.cls._answers(user, given, len(call.dims), call.ctx.origin)
            found, dims = _unwrapped(answers, level)
        if all(d is None for d in call.dims):  # one call for all examples
            return (None, *found)
        return (None, *(_gathered(g, d, to, call.size) for g, d, to in zip(found, dims, call.dims, strict=True)))

    @staticmethod
    def jvp(ctx: Any, *tangents: Any) -> Any:
        call: BatchedCall = ctx.call
        with call.open() as level:
            user = call.context(ctx.saved_tensors, call.forward_dims, ctx.needs_input_grad[1:], level)
            answer = call.cls.jvp(user, *_wrapped(tangents[1:], call.dims, level))
            found, dims = _unwrapped(answer if isinstance(answer, tuple) else (answer,), level)
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


def batched_forward(cls: type[Function], ctx: Any, args: tuple[Any, ...], kwargs: Any, level: int) -> Any:
    """What `forward` returns for arguments of ``level``: by the Function's `vmap`, as one operation one level down, or
    simply by its ops where nobody outside takes derivatives.
    """
    call = BatchedCall(cls, ctx, args, kwargs, level)
    if cls.vmap is not Function.vmap:
        return _by_own_rule(call)
    if not any(_core._tracked(v) or innermost_tangent(v) is not None for v in call.values if isinstance(v, Tensor)):
        return cls._run_forward(ctx, args, kwargs)
    with batching.outside(level):
        results = _Batched.apply(call, *call.values)
    call.replace_results(tuple(_same_or_wrapped(call, k, r) for k, r in enumerate(results)))
    return call.output


def _same_or_wrapped(call: BatchedCall, k: int, result: Any) -> Any:
    """Result ``k`` of `forward` as a tensor of the level, now that what lies within is ``result``, with a history."""
    before = call.results()[k]
    if not isinstance(result, Tensor) or _core._unwrap(before, call.level)[0] is result:
        return before
    return _core._wrap(result, call.out_dims[k], call.level)


def _by_own_rule(call: BatchedCall) -> Any:
    """By the `vmap` that the user wrote."""
    cls, level = call.cls, call.level
    if cls.generate_vmap_rule:
        raise RuntimeError(
            f"You tried to vmap over {cls.__name__}, but it has both generate_vmap_rule=True and an overriden vmap "
            "staticmethod. Please set generate_vmap_rule=False or delete the overriden vmap staticmethod to avoid "
            "ambiguity."
        )
    with batching.outside(level):
        if all(d is None for d in call.dims):
            output, out_dims = cls.apply(*call.values), None
        else:
            info = VmapInfo(call.size, call.randomness)
            output, out_dims = cls.vmap(info, tuple(call.dims), *call.values)
    results = output if isinstance(output, tuple) else (output,)
    dims = out_dims if isinstance(out_dims, tuple) else (out_dims,) * len(results)
    wrapped = _wrapped(results, dims, level)
    made = tuple(wrapped) if isinstance(output, tuple) else wrapped[0]
    if cls.setup_context is not Function.setup_context:
        cls.setup_context(call.ctx, call.args, made)
    return made


function.batched_forward = batched_forward
