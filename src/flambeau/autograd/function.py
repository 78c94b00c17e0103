"""`Function`: operations of one's own, with the derivative written beside them."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable, Iterable
from types import MappingProxyType
from typing import Any

from .. import _core
from .._core import Tensor
from ..ops import create
from .forward_ad import open_levels, outer_levels
from .saved_tensors import SavedTensor

batched_forward: Callable[..., Any] | None = None  # set by function_batching: forward within vmap


class FunctionCtx(_core.FunctionNode):
    """What `forward` and `backward` share: the node of this call in the graph."""

    needs_input_grad: tuple[bool, ...] = ()
    to_save: tuple[Any, ...] = ()
    dirty_tensors: tuple[Tensor, ...] | None = None
    non_differentiable: tuple[Tensor, ...] | None = None
    materialize_grads = True
    _places: tuple[int, ...] = ()  # which arguments were tensors
    _arguments = 0
    _results: tuple[Any, ...] = ()  # of each result its shape, dtype and device, or None where it is no tensor
    _function: type[Function]

    def save_for_backward(self, *tensors: Tensor | None) -> None:
        """Keeps tensors for `backward`, where `saved_tensors` gives them back, checked to be unchanged."""
        self.to_save = tensors

    def save_for_forward(self, *tensors: Tensor | None) -> None:
        """Keeps tensors for `jvp`."""
        self._for_forward = tensors

    @property
    def saved_tensors(self) -> tuple[Any, ...]:
        """The tensors kept by `save_for_backward` (in `jvp`: by `save_for_forward`)."""
        attributes = self.__dict__
        kept: tuple[Any, ...]
        kept = attributes.get("_for_forward", self.to_save) if attributes.get("_in_jvp") else self._saved()
        return kept

    @property
    def saved_variables(self) -> tuple[Any, ...]:
        """PyTorch's old name for `saved_tensors`."""
        warnings.warn("'saved_variables' is deprecated; use 'saved_tensors'", DeprecationWarning, stacklevel=2)
        return self.saved_tensors

    @property
    def _raw_saved_tensors(self) -> tuple[SavedTensor, ...]:
        """What `save_for_backward` kept, for hooks of its own."""
        return tuple(SavedTensor(self, i) for i in range(self._kept_count()))

    @property
    def saved_for_forward(self) -> tuple[Any, ...]:
        """The tensors kept by `save_for_forward`."""
        return tuple(self.__dict__.get("_for_forward", ()))

    def mark_shared_storage(self, *pairs: tuple[Tensor, Tensor]) -> None:
        """Deprecated and without effect, as in PyTorch: that outputs share memory with inputs is seen."""
        warnings.warn(
            "mark_shared_storage is deprecated. Tensors with shared storages are automatically tracked. Note that "
            "calls to `set_()` are not tracked",
            FutureWarning,
            stacklevel=2,
        )

    def mark_dirty(self, *tensors: Tensor) -> None:
        """States which inputs `forward` wrote to in place; they must be returned."""
        self.dirty_tensors = tensors

    def mark_non_differentiable(self, *tensors: Tensor) -> None:
        """States which outputs have no gradient."""
        self.non_differentiable = tensors

    def set_materialize_grads(self, value: bool) -> None:
        """Whether gradients known to be zero reach `backward` as zeros (True, the default) or as None."""
        self.materialize_grads = value

    def _backward(self, gradients: tuple[Tensor | None, ...]) -> tuple[Tensor | None, ...]:
        function = self._function
        if self.materialize_grads and any(g is None for g in gradients):
            gradients = tuple(
                create.zeros(like[0], dtype=like[1], device=like[2]) if g is None and like else g
                for g, like in zip(gradients, self._results, strict=True)
            )
        count = self._arguments
        answers = function._answers(self, gradients, count, self.origin)
        for i, value in enumerate(answers):
            if value is None:
                continue
            if not isinstance(value, Tensor):
                raise RuntimeError(
                    f"expected Variable or None (got {type(value).__name__}) as gradient {i} of {self.name()}, "
                    f"recorded at {self.origin}"
                )
            if i not in self._places:
                raise RuntimeError(
                    f"function {self.name()} returned a gradient different than None at position {i + 1}, but the "
                    "corresponding forward input was not a Variable"
                )
        return answers if len(self._places) == count else tuple(answers[i] for i in self._places)


class _HookMixin:
    """PyTorch's name for what a node has anyway."""


class BackwardCFunction(FunctionCtx, _HookMixin):
    """The type of ``ctx``, and of ``grad_fn`` of what a `Function` returned."""

    def apply(self, *gradients: Any) -> Any:
        """Runs the Function's `backward` with this context."""
        return self._function._rule()(self, *gradients)


class FunctionMeta(type):
    """Gives each Function the type of its contexts, ``MyFunctionBackward``."""

    _backward_cls: type[BackwardCFunction]

    def __init__(cls, name: str, bases: tuple[type, ...], attributes: dict[str, Any]) -> None:
        super().__init__(name, bases, attributes)
        context = {"_function": cls, "__module__": cls.__module__}
        cls._backward_cls = type(f"{name}Backward", (BackwardCFunction,), context)


class Function(metaclass=FunctionMeta):
    """A differentiable operation written by the user.

    Subclass it with static methods ``forward(ctx, *args)`` and ``backward(ctx, *gradients)`` (or ``forward(*args)``
    with ``setup_context(ctx, inputs, output)``), and optionally ``jvp(ctx, *tangents)``; call it through ``apply``.

    Raises: NotImplementedError from ``apply`` without a ``forward``, and from the backward pass without a
        ``backward``; RuntimeError for gradients of another number or shape.

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

    boxed_grads_call = False  # True: backward gets the gradients in one list, which it may empty as it goes
    generate_vmap_rule = False  # PyTorch asks for True before it batches a Function; here every Function can be

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        warnings.warn(
            f"{type(self)} should not be instantiated. Methods on autograd functions are all static, so you should "
            "invoke them on the class itself. Instantiating an autograd function will raise an error in a future "
            "version of PyTorch.",
            DeprecationWarning,
            stacklevel=2,
        )

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """RuntimeError: a Function is called through `apply`."""
        raise RuntimeError(
            "Legacy autograd function with non-static forward method is deprecated. Please use new-style autograd "
            f"function with static forward method: {type(self).__name__}.apply(...)"
        )

    @classmethod
    def _rule(cls) -> Any:
        if cls.vjp is Function.vjp:
            return cls.backward
        if cls.backward is not Function.backward:
            raise RuntimeError(
                f"Implementing both 'backward' and 'vjp' for a custom Function is not allowed. You should only "
                f"implement one of them. ({cls.__name__})"
            )
        return cls.vjp

    @classmethod
    def _answers(cls, ctx: Any, gradients: Iterable[Tensor | None], count: int, origin: Any) -> tuple[Any, ...]:
        """What the user's backward returns for ``count`` arguments."""
        rule = cls._rule()
        answer = rule(ctx, list(gradients)) if cls.boxed_grads_call else rule(ctx, *gradients)
        answers = answer if isinstance(answer, tuple) else (answer,)
        if len(answers) > count and all(extra is None for extra in answers[count:]):
            answers = answers[:count]
        if len(answers) != count:
            raise RuntimeError(
                f"function {cls._backward_cls.__name__} returned an incorrect number of gradients (expected {count}, "
                f"got {len(answers)}), one per argument of forward; it was recorded at {origin}"
            )
        return answers

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
        separate = cls.setup_context is not Function.setup_context
        if kwargs or (separate and getattr(cls.forward, "__defaults__", None)):
            args, kwargs = _bound(cls.forward, args, kwargs, separate)
        places = tuple(i for i, a in enumerate(args) if isinstance(a, Tensor))
        level = max((_core._level(args[i]) for i in places), default=0) if _core._vmap_depth() else 0
        needs = tuple(isinstance(a, Tensor) and a.requires_grad and _core._level(a) == level for a in args)
        recording = _core.is_grad_enabled() and any(needs)
        ctx = cls._backward_cls()
        ctx.needs_input_grad = needs
        ctx._places, ctx._arguments = places, len(args)
        if level and batched_forward:
            output = batched_forward(cls, ctx, args, kwargs, level)
        else:
            output = cls._run_forward(ctx, args, kwargs)
        results = output if isinstance(output, tuple) else (output,)
        results, differentiable = _connect(ctx, [args[i] for i in places], results, recording)
        for dual in open_levels():
            if any(_core._tangent(args[i], dual) is not None and _core._level(args[i]) == level for i in places):
                cls._set_tangents(ctx, args, results, dual)
        if recording:  # last: saved results carry their tangents along
            ctx._save(tuple(ctx.to_save), differentiable)
            ctx.to_save = ()
            ctx._watch()
        return results if isinstance(output, tuple) else results[0]

    @classmethod
    def _run_forward(cls, ctx: Any, args: tuple[Any, ...], kwargs: Any = MappingProxyType({})) -> Any:
        """The user's forward, outside graph and forward mode."""
        separate = cls.setup_context is not Function.setup_context
        previous = _core.is_grad_enabled()
        _core._set_grad_enabled(False)
        try:
            with outer_levels(0):
                output = cls.forward(*args, **kwargs) if separate else cls.forward(ctx, *args, **kwargs)
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
            if tangent is None and isinstance(a, Tensor) and ctx.materialize_grads:
                tangent = create.zeros_like(a)
            given.append(tangent)
        ctx._in_jvp = True
        try:
            with outer_levels(level):
                answer = cls.jvp(ctx, *given)
        finally:
            ctx._in_jvp = False
        tangents = answer if isinstance(answer, tuple) else (answer,)
        dirty = {id(t) for t in ctx.dirty_tensors or ()}
        for result, tangent in zip(results, tangents, strict=True):
            if tangent is not None:
                _core._set_tangent(result, level, tangent, id(result) in dirty)


def _bound(forward: Any, args: tuple[Any, ...], kwargs: Any, separate: bool) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The arguments of ``forward`` by position, defaults included, and what it takes by keyword only."""
    import inspect

    context = () if separate else (None,)
    bound = inspect.signature(forward).bind(*context, *args, **kwargs)
    if separate:
        bound.apply_defaults()
    return bound.args[len(context) :], bound.kwargs


def _connect(
    ctx: Any, inputs: list[Tensor], results: tuple[Any, ...], recording: bool
) -> tuple[tuple[Any, ...], tuple[Tensor | None, ...]]:
    """Makes the results outputs of ``ctx``: inputs returned as they are become views, dirty ones are rebased.

    Returns the results, and once more those that are differentiable, with None in the place of the others.
    """
    given = {id(t) for t in inputs}
    dirty = _note_dirty(ctx, given, results, recording) if ctx.dirty_tensors else set()
    constant = {id(t) for t in ctx.non_differentiable or ()}
    tensors, differentiable = [], []
    for r in results:
        is_tensor = isinstance(r, Tensor)
        kept = is_tensor and (r.is_floating_point() or r.is_complex()) and id(r) not in constant
        if is_tensor and id(r) not in dirty:
            r = _separate(r, id(r) in given, kept, recording)
        tensors.append(r)
        differentiable.append(r if kept else None)
    if not recording:
        return tuple(tensors), tuple(differentiable)
    ctx._connect(tuple(inputs), len(tensors))
    ctx._results = tuple((r.shape, r.dtype, r.device) if isinstance(r, Tensor) else None for r in tensors)
    several = sum(r is not None for r in differentiable) > 1
    for i, (r, kept) in enumerate(zip(tensors, differentiable, strict=True)):
        if isinstance(r, Tensor):
            ctx._set_output(i, r, kept is not None, id(r) in dirty, several)
    return tuple(tensors), tuple(differentiable)


def _note_dirty(ctx: Any, given: set[int], results: tuple[Any, ...], recording: bool) -> set[int]:
    """Counts the writes that ``forward`` owned up to, and checks that it was allowed to make them."""
    for i, t in enumerate(ctx.dirty_tensors):
        if not isinstance(t, Tensor):
            raise RuntimeError(f"mark_dirty can only accept variables, but argument {i} is of type {type(t).__name__}")
        _core._note_write(t)
        if recording:
            ctx._check_write(t)
    dirty = {id(t) for t in ctx.dirty_tensors}
    if recording and not dirty <= given:
        warnings.warn(
            "ctx.mark_dirty() received a tensor that was not an input. Only input Tensors that have been mutated "
            "should be passed to ctx.mark_dirty().",
            stacklevel=2,
        )
    if recording and not dirty <= {id(r) for r in results}:
        raise RuntimeError(
            "Some elements marked as dirty during the forward method were not returned as output. The inputs that are "
            f"modified inplace must all be outputs of the Function. ({ctx.name()})"
        )
    return dirty


def _separate(r: Tensor, is_input: bool, differentiable: bool, recording: bool) -> Tensor:
    """A result that may be given a history of its own: an input comes back as a view of itself."""
    foreign_leaf = not is_input and r.is_leaf and r._base is None
    if recording and r.requires_grad and (foreign_leaf or not differentiable):
        return r.detach()
    if not is_input:
        return r
    previous = _core.is_grad_enabled()
    _core._set_grad_enabled(False)
    view: Tensor = r.view_as(r)
    _core._set_grad_enabled(previous)
    return view


def once_differentiable(rule: Callable[..., Any]) -> Callable[..., Any]:
    """Decorates a `backward` that cannot itself be differentiated: trying to raises RuntimeError."""

    @functools.wraps(rule)
    def wrapper(ctx: Any, *gradients: Any) -> Any:
        recording = _core.is_grad_enabled() and any(_core._tracked(g) for g in gradients)
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
            _Once.apply(a, next(g for g in gradients if _core._tracked(g))) if isinstance(a, Tensor) else a
            for a in answers
        )
        return blocked if isinstance(answer, tuple) else blocked[0]

    return wrapper


class _Once(Function):
    """A value whose derivative is refused; its node is called Error."""

    @staticmethod
    def forward(ctx: Any, value: Tensor, source: Tensor) -> Tensor:
        return value.clone()

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Any:
        raise RuntimeError("trying to differentiate twice a function that was marked with @once_differentiable")


_Once._backward_cls.__name__ = "Error"


class InplaceFunction(Function):
    """A Function whose instances remember whether they work in place; kept for programs that subclass it."""

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace


class NestedIOFunction(Function):
    """PyTorch's Function of nested tuples, which its static Functions replaced; kept as a name.

    >>> import flambeau as torch
    >>> issubclass(torch.autograd.NestedIOFunction, torch.autograd.Function)
    True
    """

    def save_for_backward(self, *arguments: Any) -> None:
        """Kept for programs that subclass it."""
        self.to_save = arguments

    def forward_extended(self, *inputs: Any) -> Any:
        """To be overridden: the operation."""
        raise NotImplementedError

    def backward_extended(self, *gradients: Any) -> Any:
        """To be overridden: its gradient."""
        raise NotImplementedError
