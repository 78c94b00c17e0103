"""Hooks of modules: the tables that hold them, and the edges that see gradients."""

from __future__ import annotations

import functools
import warnings
from collections import OrderedDict
from typing import Any

from ..._core import Tensor, is_grad_enabled
from ...autograd import Function
from ...autograd.hooks import Hook, HookTable

CALLED_TABLES = ("_forward_pre_hooks", "_forward_hooks", "_backward_hooks", "_backward_pre_hooks")


class CalledHookTable(HookTable):
    """A table that ``Module.__call__`` must obey: making it raises the module's ``_hooked`` flag.

    So the call of a module without hooks tests one flag.
    """

    def __get__(self, module: Any, kind: type | None = None) -> Any:
        if module is not None and self._name not in module.__dict__:
            self.__set__(module, OrderedDict())
        return super().__get__(module, kind)

    def __set__(self, module: Any, table: OrderedDict[int, Any]) -> None:
        module.__dict__[self._name] = table
        module.__dict__["_hooked"] = True


class BackwardHookFunction(Function):
    """The identity; on the way back it lets a module's hooks see, and replace, the gradients that pass."""

    @staticmethod
    def forward(ctx: Any, on_gradients: Hook, zeros: bool, *tensors: Tensor) -> tuple[Tensor, ...]:
        ctx.on_gradients = on_gradients
        ctx.set_materialize_grads(zeros)
        passed = tuple(tensor.detach() for tensor in tensors)  # aliases that may be written to, where views may not
        ctx.mark_non_differentiable(*(p for p, tensor in zip(passed, tensors, strict=True) if not tensor.requires_grad))
        return passed

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor | None) -> tuple[Any, ...]:
        return (None, None, *ctx.on_gradients(gradients))


class BackwardHooks:
    """One call of a module whose backward hooks must fire: an identity before it and one behind it.

    The identity on the outputs notes the gradients of the outputs (after the pre-hooks), the one on the inputs runs
    the hooks with both. When no input needs a gradient, the hooks fire at the outputs already.
    """

    def __init__(self, module: Any, hooks: list[Hook], pre_hooks: list[Hook]) -> None:
        self._module = module
        self._hooks = hooks
        self._pre_hooks = pre_hooks
        self._grad_output: tuple[Tensor | None, ...] | None = None
        self._input_count = 0
        self._input_places: list[int] | None = None
        self._output_count = 0
        self._output_places: list[int] = []

    def wrap_inputs(self, arguments: tuple[Any, ...]) -> tuple[Any, ...]:
        self._input_count = len(arguments)
        wrapped, self._input_places = _through_identity(arguments, self._on_grad_input, zeros=True)
        return wrapped

    def wrap_outputs(self, result: Any) -> Any:
        if not isinstance(result, Tensor | tuple):
            warnings.warn(
                "For backward hooks to be called, module output should be a Tensor or a tuple of Tensors but received "
                f"{type(result)}",
                stacklevel=4,
            )
            return result
        values = result if isinstance(result, tuple) else (result,)
        self._output_count = len(values)
        wrapped, places = _through_identity(values, self._on_grad_output, zeros=False)
        if places is None:
            return result
        self._output_places = places
        return wrapped if isinstance(result, tuple) else wrapped[0]

    def _on_grad_output(self, gradients: tuple[Tensor | None, ...]) -> tuple[Tensor | None, ...]:
        seen = _spread(gradients, self._output_places, self._output_count)
        for pre_hook in self._pre_hooks:
            answer = pre_hook(self._module, seen)
            if answer is not None:
                seen = _checked("Backward pre hook", "grad_output", pre_hook, answer, seen)
        self._grad_output = seen
        if self._input_places is None:
            warnings.warn(
                "Full backward hook is firing when gradients are computed with respect to module outputs since no "
                "inputs require gradients.",
                stacklevel=5,
            )
            nothing = (None,) * self._input_count
            for hook in self._hooks:
                answer = hook(self._module, nothing, seen)
                if answer is not None and not (isinstance(answer, tuple) and all(g is None for g in answer)):
                    raise RuntimeError(
                        "Backward hook for Modules where no input requires gradient should always return None or "
                        f"None for all gradients. The hook {hook!r} returned {type(answer).__name__}"
                    )
            self._grad_output = None
        return tuple(seen[place] for place in self._output_places)

    def _on_grad_input(self, gradients: tuple[Tensor | None, ...]) -> tuple[Tensor | None, ...]:
        places = self._input_places or []
        if self._grad_output is None:  # they came past the output: from a second differentiation, or a kept input
            return gradients
        seen = _spread(gradients, places, self._input_count)
        for hook in self._hooks:
            answer = hook(self._module, seen, self._grad_output)
            if answer is not None:
                seen = _checked("Backward hook", "grad_input", hook, answer, seen)
        self._grad_output = None
        return tuple(seen[place] for place in places)


def _through_identity(
    values: tuple[Any, ...], on_gradients: Hook, *, zeros: bool
) -> tuple[tuple[Any, ...], list[int] | None]:
    """Send the tensors of ``values`` through the identity; the second result is their places, None if none needs it."""
    places = [place for place, value in enumerate(values) if isinstance(value, Tensor)]
    if not is_grad_enabled() or not any(values[place].requires_grad for place in places):
        return values, None
    passed = BackwardHookFunction.apply(on_gradients, zeros, *(values[place] for place in places))
    wrapped = list(values)
    for place, tensor in zip(places, passed, strict=True):
        wrapped[place] = tensor
    if hasattr(values, "_fields"):  # a named tuple is made from its fields, not from a sequence
        return type(values)(*wrapped), places
    return tuple(wrapped), places


def _spread(gradients: tuple[Tensor | None, ...], places: list[int], count: int) -> tuple[Tensor | None, ...]:
    spread: list[Tensor | None] = [None] * count
    for place, gradient in zip(places, gradients, strict=True):
        spread[place] = gradient
    return tuple(spread)


def _checked(
    who: str, what: str, hook: Hook, answer: Any, seen: tuple[Tensor | None, ...]
) -> tuple[Tensor | None, ...]:
    """What a hook returned in place of the gradients ``seen``."""
    if len(answer) != len(seen):
        raise RuntimeError(
            f"{who} returned an invalid number of {what}, got {len(answer)}, but expected {len(seen)} | return a tuple "
            "with one gradient (or None) for each that the hook was given"
        )
    for new, old in zip(answer, seen, strict=True):
        if isinstance(new, Tensor) and old is not None and new.shape != old.shape:
            name = getattr(hook, "__name__", "<unknown>")
            raise RuntimeError(
                f"hook '{name}' has changed the size of value: from {list(old.shape)} to {list(new.shape)}"
            )
    return tuple(answer)


def hook_last_node(module: Any, hooks: list[Hook], arguments: Any, result: Any) -> None:
    """Serve the deprecated ``register_backward_hook``: hook the node that made the first tensor of the result."""
    value = result
    while not isinstance(value, Tensor):
        if not isinstance(value, dict | list | tuple) or not value:
            return
        value = (
            next((v for v in value.values() if isinstance(v, Tensor)), None) if isinstance(value, dict) else value[0]
        )
    node = value.grad_fn
    if node is None:
        return
    complaint = _last_node_complaint(arguments, result, node)
    if complaint:
        warnings.warn(
            f"Using {complaint} is deprecated and will be removed in future versions. This hook will be missing some "
            "of the grad_input and grad_output. Please use register_full_backward_hook to get the documented behavior.",
            FutureWarning,
            stacklevel=4,
        )
    for hook in hooks:
        node.register_hook(functools.partial(hook, module))


def _last_node_complaint(arguments: Any, result: Any, node: Any) -> str | None:
    """Why the last node does not stand for the whole module, or None if it does."""
    tensors = result if isinstance(result, tuple) else (result,)
    if not all(isinstance(value, Tensor) for value in tensors):
        return "non-full backward hooks on a Module that does not return a single Tensor or a tuple of Tensors"
    if not all(isinstance(value, Tensor) for value in arguments):
        return "non-full backward hooks on a Module that does not take as input a single Tensor or a tuple of Tensors"
    if len({value.grad_fn for value in tensors if value.grad_fn is not None}) > 1:
        return "a non-full backward hook when outputs are generated by different autograd Nodes"
    if {value.grad_fn for value in arguments if value.grad_fn is not None} != {
        below for below, _ in node.next_functions
    }:
        return "a non-full backward hook when the forward contains multiple autograd Nodes"
    return None
