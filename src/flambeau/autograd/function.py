"""`Function`: operations of one's own, with the derivative written beside them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from .. import _core
from .._core import Tensor
from ..ops import create
from .forward_ad import open_levels, outer_levels

batched_forward: Callable[..., Any] | None = None  # set by function_batching: forward within vmap


class FunctionCtx(_core.FunctionNode):
    """What `forward` and `backward` share: the node of this call in the graph."""

    needs_input_grad: tuple[bool, ...] = ()
    _to_save: tuple[Any, ...] = ()
    _dirty: tuple[Tensor, ...] = ()
    _constant: tuple[Tensor, ...] = ()
    _materialize = True
    _places: tuple[int, ...] = ()  # which arguments were tensors
    _arguments = 0
    _function: type[Function]

    def save_for_backward(self, *tensors: Tensor | None) -> None:
        """Keeps tensors for `backward`, where `saved_tensors` gives them back, checked to be unchanged."""
        self._to_save = tensors

    def save_for_forward(self, *tensors: Tensor | None) -> None:
        """Keeps tensors for `jvp`."""
        self._for_forward = tensors

    @property
    def saved_tensors(self) -> tuple[Any, ...]:
        """The tensors kept by `save_for_backward` (in `jvp`: by `save_for_forward`)."""
        attributes = self.__dict__
        kept: tuple[Any, ...]
        kept = attributes.get("_for_forward", self._to_save) if attributes.get("_in_jvp") else self._saved()
        return kept

    saved_variables = saved_tensors

    def mark_dirty(self, *tensors: Tensor) -> None:
        """States which inputs `forward` wrote to in place; they must be returned."""
        self._dirty = tensors

    def mark_non_differentiable(self, *tensors: Tensor) -> None:
        """States which outputs have no gradient."""
        self._constant = tensors

    def set_materialize_grads(self, value: bool) -> None:
        """Whether gradients known to be zero reach `backward` as zeros (True, the default) or as None."""
        self._materialize = value

    def _backward(self, gradients: tuple[Tensor | None, ...]) -> tuple[Tensor | None, ...]:
        function = self._function
        if self._materialize:
            gradients = tuple(
                create.zeros(shape, dtype=dtype) if g is None and differentiable else g
                for g, (shape, dtype, differentiable) in zip(gradients, self._results, strict=True)
            )
        rule = function.vjp if function.backward is Function.backward else function.backward
        answer = rule(self, *(gradients[i] if i >= 0 else None for i in self._outputs))
        answers = answer if isinstance(answer, tuple) else (answer,)
        if len(answers) > self._arguments and all(extra is None for extra in answers[self._arguments :]):
            answers = answers[: self._arguments]
        if len(answers) != self._arguments:
            raise RuntimeError(
                f"function {self.name()} returned an incorrect number of gradients (expected {self._arguments}, got "
                f"{len(answers)})"
            )
        for i, value in enumerate(answers):
            if value is not None and i not in self._places:
                raise RuntimeError(
                    f"function {self.name()} returned a gradient different than None at position {i + 1}, but the "
                    "corresponding forward input was not a Variable"
                )
        return tuple(answers[i] for i in self._places)


class Function:
    """A differentiable operation written by the user.

    Subclass it with static methods ``forward(ctx, *args)`` and ``backward(ctx, *gradients)`` (or ``forward(*args)``
    with ``setup_context(ctx, inputs, output)``), and optionally ``jvp(ctx, *tangents)``; call it through ``apply``.

    >>> import flambeau as torch
    >>> class Exp(torch.autograd.Function):
    ...     @staticmethod
    ...     def forward(ctx, x):
    ...         result = x.exp()
    ...         ctx.save_for_backward(result)
    ...         return result
    ...     @staticmethod
    ...     def backward(ctx, g):
    ...         result, = ctx.saved_tensors
    ...         return g * result
    >>> x = torch.tensor([0., 1.], requires_grad=True)
    >>> Exp.apply(x).sum().backward()
    >>> x.grad
    tensor([1.0000, 2.7183])
    """

    _context: type[FunctionCtx]
    generate_vmap_rule = False  # PyTorch asks for True before it batches a Function; here every Function can be

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls._context = type(f"{cls.__name__}Backward", (FunctionCtx,), {"_function": cls, "__module__": cls.__module__})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        raise RuntimeError(
            f"{type(self)} should not be instantiated. Methods on autograd functions are all static, so you should "
            "invoke them on the class itself. Instantiating an autograd function will raise an error in a future "
            "version of PyTorch."
        )

    @staticmethod
    def forward(*args: Any, **kwargs: Any) -> Any:
        """Computes the result; ``ctx`` comes first unless `setup_context` is defined."""
        raise NotImplementedError("You must implement the forward function for custom autograd.Function.")

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Any) -> Any:
        """Stores on ``ctx`` what `backward` needs; for a `forward` without ``ctx``."""
        raise NotImplementedError("setup_context is not implemented.")

    @staticmethod
    def backward(ctx: Any, *gradients: Any) -> Any:
        """From the gradients of the outputs to those of the inputs, one per argument of `forward` (None for none)."""
        raise NotImplementedError(
            "You must implement either the backward or vjp method for your custom autograd.Function to use "
            "it with backward mode AD."
        )

    vjp = backward

    @staticmethod
    def jvp(ctx: Any, *tangents: Any) -> Any:
        """From the tangents of the inputs to those of the outputs."""
        raise NotImplementedError(
            "You must implement the jvp function for custom autograd.Function to use it with forward mode AD."
        )

    @staticmethod
    def vmap(info: Any, in_dims: tuple[int | None, ...], *args: Any) -> Any:
        """What `apply` computes under `vmap`, where its ops are not to be batched one by one: from the arguments of the
        whole batch (``info.batch_size``, along ``in_dims``) to the results and the dimensions of their batches.
        """
        raise NotImplementedError(
            "To use autograd.Function with vmap, you must either override the vmap staticmethod "
            "or set generate_vmap_rule=True."
        )

    @classmethod
    def apply(cls, *args: Any, **kwargs: Any) -> Any:
        """Calls the operation and records it."""
        if kwargs:
            raise TypeError(f"{cls.__name__}.apply() takes no keyword arguments")
        places = tuple(i for i, a in enumerate(args) if isinstance(a, Tensor))
        level = max((_core._level(args[i]) for i in places), default=0) if _core._vmap_depth() else 0
        needs = tuple(isinstance(a, Tensor) and a.requires_grad and _core._level(a) == level for a in args)
        recording = _core.is_grad_enabled() and any(needs)
        ctx = cls._context()
        ctx.needs_input_grad = needs if recording else (False,) * len(args)
        ctx._places, ctx._arguments = places, len(args)
        forward = batched_forward if level else None
        output = forward(cls, ctx, args, level) if forward else cls._run_forward(ctx, args)
        results = output if isinstance(output, tuple) else (output,)
        results = _connect(ctx, [args[i] for i in places], results, recording)
        for dual in open_levels():
            if any(_core._tangent(args[i], dual) is not None and _core._level(args[i]) == level for i in places):
                cls._set_tangents(ctx, args, results, dual)
        return results if isinstance(output, tuple) else results[0]

    @classmethod
    def _run_forward(cls, ctx: Any, args: tuple[Any, ...]) -> Any:
        """The user's forward, outside graph and forward mode."""
        separate = cls.setup_context is not Function.setup_context
        previous = _core.is_grad_enabled()
        _core._set_grad_enabled(False)
        try:
            with outer_levels(0):
                output = cls.forward(*args) if separate else cls.forward(ctx, *args)
                if separate:
                    cls.setup_context(ctx, args, output)
        finally:
            _core._set_grad_enabled(previous)
        return output

    @classmethod
    def _set_tangents(cls, ctx: Any, args: tuple[Any, ...], results: tuple[Any, ...], level: int) -> None:
        given = []
        for a in args:
            tangent = _core._tangent(a, level) if isinstance(a, Tensor) else None
            if tangent is None and isinstance(a, Tensor) and ctx._materialize:
                tangent = create.zeros_like(a)
            given.append(tangent)
        ctx._in_jvp = True
        try:
            with outer_levels(level):
                answer = cls.jvp(ctx, *given)
        finally:
            ctx._in_jvp = False
        tangents = answer if isinstance(answer, tuple) else (answer,)
        for result, tangent in zip(results, tangents, strict=True):
            if tangent is not None:
                _core._set_tangent(result, level, tangent)


def _connect(ctx: Any, inputs: list[Tensor], results: tuple[Any, ...], recording: bool) -> tuple[Any, ...]:
    """Makes the results outputs of ``ctx``: inputs returned as they are become views, dirty ones are rebased."""
    dirty = {id(t) for t in ctx._dirty}
    for t in ctx._dirty:
        if recording and t.is_leaf and t.requires_grad:
            raise RuntimeError(
                "a leaf Variable that requires grad is being used in an in-place operation. (mark_dirty in "
                f"{ctx.name()})"
            )
    same = {id(t) for t in inputs}
    results = tuple(
        r.view_as(r).detach()
        if isinstance(r, Tensor) and id(r) in same and id(r) not in dirty
        else r.detach()
        if isinstance(r, Tensor) and recording and r.requires_grad and id(r) not in dirty
        else r
        for r in results
    )
    if not recording:
        for t in ctx._dirty:
            _core._note_write(t)
        return results
    tensors = tuple(r for r in results if isinstance(r, Tensor))
    ctx._connect(tuple(inputs), tensors)
    for t in ctx._dirty:
        _core._note_write(t)
    constant = {id(t) for t in ctx._constant}
    differentiable = [id(t) not in constant and (t.is_floating_point() or t.is_complex()) for t in tensors]
    ctx._save(tuple(ctx._to_save), tensors)
    ctx._to_save = ()
    ctx._results = [(tuple(t.shape), t.dtype, d) for t, d in zip(tensors, differentiable, strict=True)]
    ctx._outputs = _argument_order(results)
    for i, (t, d) in enumerate(zip(tensors, differentiable, strict=True)):
        ctx._set_output(i, t, d, id(t) in dirty)
    return results


def _argument_order(results: tuple[Any, ...]) -> list[int]:
    """For each result of `forward`, which tensor output it is; `backward` gets None for a non-tensor."""
    order, k = [], 0
    for r in results:
        if isinstance(r, Tensor):
            order.append(k)
            k += 1
        else:
            order.append(-1)
    return order


def once_differentiable(rule: Callable[..., Any]) -> Callable[..., Any]:
    """Decorates a `backward` that cannot itself be differentiated: trying to raises RuntimeError."""

    @functools.wraps(rule)
    def wrapper(ctx: Any, *gradients: Any) -> Any:
        recording = _core.is_grad_enabled() and any(isinstance(g, Tensor) and g.requires_grad for g in gradients)
        previous = _core.is_grad_enabled()
        _core._set_grad_enabled(False)
        try:
            answer = rule(ctx, *gradients)
        finally:
            _core._set_grad_enabled(previous)
        if not recording:
            return answer
        answers = answer if isinstance(answer, tuple) else (answer,)
        blocked = tuple(
            _Once.apply(a, next(g for g in gradients if isinstance(g, Tensor) and g.requires_grad))
            if isinstance(a, Tensor)
            else a
            for a in answers
        )
        return blocked if isinstance(answer, tuple) else blocked[0]

    return wrapper


class _Once(Function):
    """A value whose derivative is refused."""

    @staticmethod
    def forward(ctx: Any, value: Tensor, source: Tensor) -> Tensor:
        return value.clone()

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Any:
        raise RuntimeError("trying to differentiate twice a function that was marked with @once_differentiable")
