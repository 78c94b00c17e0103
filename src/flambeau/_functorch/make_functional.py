"""Modules as functions of their parameters, the way of functorch; `func.functional_call` is today's."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence
from typing import Any

from .._core import Tensor
from ..func import functional_call, stack_module_state
from ..nn import Module

__all__ = [
    "FunctionalModule",
    "FunctionalModuleWithBuffers",
    "combine_state_for_ensemble",
    "make_functional",
    "make_functional_with_buffers",
]


class FunctionalModuleWithBuffers(Module):
    """A function of parameters, buffers and what the module takes; `make_functional_with_buffers` makes them."""

    def __init__(self, model: Module, param_names: Iterable[str], buffer_names: Iterable[str]) -> None:
        super().__init__()
        self.stateless_model = model
        self.param_names, self.buffer_names = tuple(param_names), tuple(buffer_names)

    def forward(self, params: Iterable[Tensor], buffers: Iterable[Tensor], *args: Any, **kwargs: Any) -> Any:
        names = (*self.param_names, *self.buffer_names)
        given = dict(zip(names, (*params, *buffers), strict=True))
        return functional_call(self.stateless_model, given, args, kwargs)


class FunctionalModule(FunctionalModuleWithBuffers):
    """A function of parameters and what the module takes; `make_functional` makes them."""

    def forward(self, params: Iterable[Tensor], *args: Any, **kwargs: Any) -> Any:
        return super().forward(params, (), *args, **kwargs)


def make_functional_with_buffers(
    model: Module, disable_autograd_tracking: bool = False
) -> tuple[FunctionalModuleWithBuffers, tuple[Tensor, ...], tuple[Tensor, ...]]:
    """A copy of a module as ``f(params, buffers, *args)``, with its parameters and buffers.

    >>> import flambeau as torch
    >>> from flambeau._functorch.make_functional import make_functional_with_buffers
    >>> f, params, buffers = make_functional_with_buffers(torch.nn.BatchNorm1d(2).eval())
    >>> f(params, buffers, torch.zeros(1, 2)).shape, len(buffers)
    (torch.Size([1, 2]), 3)
    """
    function, params, buffers = _made(FunctionalModuleWithBuffers, model, disable_autograd_tracking)
    return function, params, buffers


def make_functional(
    model: Module, disable_autograd_tracking: bool = False
) -> tuple[FunctionalModule, tuple[Tensor, ...]]:
    """A copy of a module as ``f(params, *args)``, with its parameters.

    Raises: RuntimeError for a module with buffers.

    >>> import flambeau as torch
    >>> from flambeau._functorch.make_functional import make_functional
    >>> f, params = make_functional(torch.nn.Linear(2, 1, bias=False))
    >>> f([torch.ones(1, 2)], torch.tensor([1.0, 2.0]))
    tensor([3.])
    """
    if any(True for _ in model.buffers()):
        raise RuntimeError(
            "make_functional(model): `model` has buffers. Please use make_functional_with_buffers(model) instead."
        )
    function, params, _ = _made(FunctionalModule, model, disable_autograd_tracking)
    return function, params


def _made(kind: Any, model: Module, untracked: bool) -> Any:
    names, params = _split(model.named_parameters())
    buffer_names, buffers = _split(model.named_buffers())
    kept = tuple(p.detach().clone().requires_grad_(p.requires_grad and not untracked) for p in params)
    return kind(copy.deepcopy(model), names, buffer_names), kept, tuple(b.detach().clone() for b in buffers)


def _split(named: Iterable[tuple[str, Tensor]]) -> tuple[tuple[str, ...], tuple[Tensor, ...]]:
    pairs = list(named)
    return tuple(name for name, _ in pairs), tuple(tensor for _, tensor in pairs)


def combine_state_for_ensemble(
    models: Sequence[Module],
) -> tuple[FunctionalModuleWithBuffers, tuple[Tensor, ...], tuple[Tensor, ...]]:
    """Several modules of one class as one function, with their parameters and buffers stacked for `vmap`.

    Raises: RuntimeError for no module, modules of different classes or modes.

    >>> import flambeau as torch
    >>> from flambeau._functorch.make_functional import combine_state_for_ensemble
    >>> f, params, buffers = combine_state_for_ensemble([torch.nn.Linear(2, 1) for _ in range(3)])
    >>> torch.vmap(f, (0, 0, None))(params, buffers, torch.ones(2)).shape
    torch.Size([3, 1])
    """
    params, buffers = stack_module_state(list(models))
    function, _, _ = make_functional_with_buffers(models[0])
    return function, tuple(params.values()), tuple(buffers.values())
