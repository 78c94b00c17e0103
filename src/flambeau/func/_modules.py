"""`functional_call` and `stack_module_state`: modules as functions of their parameters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .._arguments import explained
from .._core import Tensor
from ..nn.modules.module import Module
from ..nn.utils.stateless import _reparametrize_module as reparametrized
from ..ops.join import stack


@explained
def functional_call(
    module: Module,
    parameter_and_buffer_dicts: dict[str, Tensor] | Sequence[dict[str, Tensor]],
    args: Any = None,
    kwargs: dict[str, Any] | None = None,
    *,
    tie_weights: bool = True,
    strict: bool = False,
) -> Any:
    """``module(*args, **kwargs)`` with the given tensors in the place of its parameters and buffers, which stay as they
    are.

    Args:
        parameter_and_buffer_dicts: from names, as in ``named_parameters()``, to tensors; one dict or several.
        args: the arguments: a tuple, or one that is not a tuple.
        tie_weights: a tensor that the module holds under several names is replaced under all of them; they cannot be
            given different tensors then.
        strict: every parameter and buffer must be given, and nothing else.

    Raises: ValueError for names given twice and for tied names given different tensors; RuntimeError, with ``strict``,
        for missing and unknown names.

    >>> import flambeau as torch
    >>> layer = torch.nn.Linear(2, 1)
    >>> torch.func.functional_call(layer, {"weight": torch.ones(1, 2), "bias": torch.zeros(1)}, torch.tensor([3., 4.]))
    tensor([7.])
    """
    dicts = (
        (parameter_and_buffer_dicts,)
        if isinstance(parameter_and_buffer_dicts, dict)
        else tuple(parameter_and_buffer_dicts)
    )
    if not all(isinstance(d, dict) for d in dicts):
        raise ValueError(
            "Expected parameter_and_buffer_dicts to be a dict, or a list/tuple of dicts, but got "
            f"{type(parameter_and_buffer_dicts)}"
        )
    given: dict[str, Tensor] = dicts[0] if len(dicts) == 1 else {}
    for d in dicts if len(dicts) > 1 else ():
        twice = given.keys() & d.keys()
        if twice:
            raise ValueError(
                f"{sorted(twice)} appeared in multiple dictionaries; behavior of functional call is ambiguous"
            )
        given.update(d)
    arguments = () if args is None else args if isinstance(args, tuple) else (args,)
    with reparametrized(module, given, tie_weights=tie_weights, strict=strict):
        return module(*arguments, **(kwargs or {}))


@explained
def stack_module_state(models: Sequence[Module]) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """The parameters and the buffers of models of one architecture, each stacked along a new first dimension.

    With `vmap` over them, `functional_call` runs all models at once (an ensemble).

    Raises: RuntimeError for no models, and for models of different classes, modes or shapes.

    >>> import flambeau as torch
    >>> models = [torch.nn.Linear(2, 1) for _ in range(3)]
    >>> params, buffers = torch.func.stack_module_state(models)
    >>> params["weight"].shape
    torch.Size([3, 1, 2])
    """
    if not models:
        raise RuntimeError("stack_module_state: Expected at least one model, got 0.")
    if not (all(m.training for m in models) or all(not m.training for m in models)):
        raise RuntimeError("stack_module_state: Expected all models to have the same training/eval mode.")
    if any(type(m) is not type(models[0]) for m in models):
        raise RuntimeError("stack_module_state: Expected all models to be of the same class.")
    params = {
        name: _stacked_leaf([dict(m.named_parameters())[name] for m in models])
        for name, _ in models[0].named_parameters()
    }
    buffers = {
        name: _stacked_leaf([dict(m.named_buffers())[name] for m in models]) for name, _ in models[0].named_buffers()
    }
    return params, buffers


def _stacked_leaf(tensors: list[Tensor]) -> Tensor:
    if not all(t.requires_grad == tensors[0].requires_grad for t in tensors):
        raise RuntimeError(
            "Expected all parameters/buffers of the models to have the same .requires_grad: one of them is frozen"
        )
    if any(t.shape != tensors[0].shape for t in tensors):
        raise RuntimeError(
            f"stack_module_state: tensors of one name have different shapes: {[list(t.shape) for t in tensors]}"
        )
    stacked: Tensor = stack([t.detach() for t in tensors])
    return stacked.requires_grad_(tensors[0].requires_grad)


@explained
def replace_all_batch_norm_modules_(root: Module) -> Module:
    """Makes every batch norm in `root` use the batch's own statistics, so that it can run under `vmap`; in place.

    Raises: TypeError for what is not a module.

    >>> import flambeau as torch
    >>> net = torch.nn.Sequential(torch.nn.BatchNorm1d(3))
    >>> torch.func.replace_all_batch_norm_modules_(net)[0].track_running_stats
    False
    """
    for module in root.modules():
        if hasattr(module, "running_mean") and hasattr(module, "track_running_stats"):
            module.running_mean = module.running_var = module.num_batches_tracked = None
            module.track_running_stats = False
    return root
