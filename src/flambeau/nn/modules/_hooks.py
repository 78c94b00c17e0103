"""Hooks of modules: the tables that hold them, and the edges that see gradients."""

from __future__ import annotations

import warnings
from collections import OrderedDict
from typing import Any

import flambeau
from flambeau import Tensor
from flambeau.autograd import Function
from flambeau.autograd.hooks import Hook


class HookTable:
    """A class attribute that gives each module an ``OrderedDict`` of hooks, made when it is first asked for.

    A module without hooks then carries no table. A table that ``Module.__call__`` must obey (``called=True``) raises
    the module's ``_hooked`` flag when it is made, so that the call of a module without hooks tests one flag.
    """

    def __init__(self, *, called: bool = False) -> None:
        self._called = called

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, module: Any, owner: type | None = None) -> Any:
        if module is None:
            return self
        if self._name not in module.__dict__:
            self.__set__(module, OrderedDict())
        return module.__dict__[self._name]

    def __set__(self, module: Any, table: OrderedDict[int, Any]) -> None:
        module.__dict__[self._name] = table
        if self._called:
            module.__dict__["_hooked"] = True


class BackwardHookFunction(Function):
    """The identity; on the way back it lets a module's hooks see, and replace, the gradients that pass."""

    @staticmethod
    def forward(ctx: Any, on_gradients: Hook, *tensors: Tensor) -> tuple[Tensor, ...]:
        ctx.on_gradients = on_gradients
        ctx.set_materialize_grads(False)
        ctx.mark_non_differentiable(*(tensor for tensor in tensors if not tensor.requires_grad))
        return tensors

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor | None) -> tuple[Any, ...]:
        return (None, *ctx.on_gradients(gradients))


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
        wrapped, self._input_places = _through_identity(arguments, self._on_grad_input)
        return wrapped

    def wrap_outputs(self, result: Any) -> Any:
        values = result if isinstance(result, tuple) else (result,)
        self._output_count = len(values)
        wrapped, places = _through_identity(values, self._on_grad_output)
        if places is None:
            return result
        self._output_places = places
        return wrapped if isinstance(result, tuple) else wrapped[0]

    def _on_grad_output(self, gradients: tuple[Tensor | None, ...]) -> tuple[Tensor | None, ...]:
        seen = _spread(gradients, self._output_places, self._output_count)
        for pre_hook in self._pre_hooks:
            answer = pre_hook(self._module, seen)
            if answer is not None:
                seen = _checked("Backward pre hook", "grad_output", answer, self._output_count)
        self._grad_output = seen
        if self._input_places is None and self._hooks:
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
        if self._grad_output is None:
            raise RuntimeError(
                "Module backward hook for grad_input is called before the grad_output one. This happens because the "
                "gradient flows to the input of the module without passing through its output. Make sure that the "
                "output depends on the input and that the loss is computed based on the output."
            )
        seen = _spread(gradients, places, self._input_count)
        for hook in self._hooks:
            answer = hook(self._module, seen, self._grad_output)
            if answer is not None:
                seen = _checked("Backward hook", "grad_input", answer, self._input_count)
        self._grad_output = None
        return tuple(seen[place] for place in places)


def _through_identity(values: tuple[Any, ...], on_gradients: Hook) -> tuple[tuple[Any, ...], list[int] | None]:
    """Send the tensors of ``values`` through the identity; the second result is their places, None if none needs it."""
    places = [place for place, value in enumerate(values) if isinstance(value, Tensor)]
    if not flambeau.is_grad_enabled() or not any(values[place].requires_grad for place in places):
        return values, None
    passed = BackwardHookFunction.apply(on_gradients, *(values[place] for place in places))
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


def _checked(who: str, what: str, answer: Any, count: int) -> tuple[Tensor | None, ...]:
    gradients = answer if isinstance(answer, tuple) else (answer,)
    if len(gradients) != count:
        raise RuntimeError(f"{who} returned an invalid number of {what}, got {len(gradients)}, but expected {count}")
    return gradients
