"""The states of a model and its optimisers, whether or not the model is wrapped in `DistributedDataParallel`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..._arguments import explain_module
from ..._core import Tensor
from ..._listing import listing
from ..distributed_c10d import get_rank, is_initialized
from ..objects import broadcast_object_list
from .optimizer_state import flattened, gathered, spread, unflattened

__all__ = [
    "StateDictOptions",
    "get_model_state_dict",
    "get_optimizer_state_dict",
    "get_state_dict",
    "set_model_state_dict",
    "set_optimizer_state_dict",
    "set_state_dict",
]
__dir__ = listing(globals())


@dataclass
class StateDictOptions:
    """How states are read and set.

    All processes have every state whole. With ``full_state_dict`` and ``cpu_offload`` the first process alone gets it
    and the others an empty one; with ``broadcast_from_rank0`` the first process's is set in all.
    """

    full_state_dict: bool = False
    cpu_offload: bool = False
    ignore_frozen_params: bool = False
    keep_submodule_prefixes: bool = True
    strict: bool = True
    broadcast_from_rank0: bool = False
    flatten_optimizer_state_dict: bool = False
    dsd_fqn_modifiers: str = "_fqn_modifiers"


def get_model_state_dict(
    model: Any, *, submodules: set[Any] | None = None, options: StateDictOptions | None = None
) -> dict[str, Any]:
    """``model.state_dict()`` under the names that the tensors have without wrappers.

    ``submodules`` keeps what is in these; ``options.ignore_frozen_params`` leaves out parameters that are not trained.

    >>> import flambeau as torch
    >>> from flambeau.distributed.checkpoint.state_dict import get_model_state_dict
    >>> list(get_model_state_dict(torch.nn.Linear(1, 1)))
    ['weight', 'bias']
    """
    options = options or StateDictOptions()
    names = _names(model)
    frozen = {name for name, p in model.named_parameters(remove_duplicate=False) if not p.requires_grad}
    parts = [name for name, module in model.named_modules() if submodules and module in submodules]
    state = {}
    for name, value in model.state_dict().items():
        part = next((p for p in parts if name.startswith(f"{p}.")), None)
        if (submodules and part is None) or (options.ignore_frozen_params and name in frozen):
            continue
        short = names.get(name, name)
        if part is not None and not options.keep_submodule_prefixes:
            short = name[len(part) + 1 :]
        state[short] = value
    return _delivered(state, options)


def get_optimizer_state_dict(
    model: Any, optimizers: Any, *, submodules: set[Any] | None = None, options: StateDictOptions | None = None
) -> dict[str, Any]:
    """The state of an optimiser, or of several, with the model's names of parameters in the place of numbers.

    An optimiser that has no state yet gets one by a step of length zero, which counts, unless there are gradients.
    ``submodules`` has no effect.

    Raises: RuntimeError without optimisers; KeyError for parameters that are not the model's.

    >>> import flambeau as torch
    >>> from flambeau.distributed.checkpoint.state_dict import get_optimizer_state_dict
    >>> model = torch.nn.Linear(1, 1, bias=False)
    >>> state = get_optimizer_state_dict(model, torch.optim.Adam(model.parameters()))
    >>> list(state["state"]["weight"]), state["param_groups"][0]["params"]
    (['step', 'exp_avg', 'exp_avg_sq'], ['weight'])
    """
    options = options or StateDictOptions()
    state = gathered(_at_least_one(optimizers), _parameter_names(model))
    return _delivered(flattened(state) if options.flatten_optimizer_state_dict else state, options)


def get_state_dict(
    model: Any, optimizers: Any, *, submodules: set[Any] | None = None, options: StateDictOptions | None = None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """`get_model_state_dict` and `get_optimizer_state_dict`; no optimisers give an empty state."""
    model_state = get_model_state_dict(model, submodules=submodules, options=options)
    listed = _listed(optimizers)
    return model_state, get_optimizer_state_dict(model, listed, options=options) if listed else {}


def set_model_state_dict(
    model: Any, model_state_dict: Mapping[str, Any], *, options: StateDictOptions | None = None
) -> Any:
    """``model.load_state_dict`` of a state that `get_model_state_dict` gave; the names that did not fit.

    Raises: RuntimeError where names or shapes do not fit, names only with ``options.strict``.
    """
    options = options or StateDictOptions()
    whole = {short: name for name, short in _names(model).items()}
    given = _received(model_state_dict, options)
    return model.load_state_dict({whole.get(short, short): v for short, v in given.items()}, strict=options.strict)


def set_optimizer_state_dict(
    model: Any, optimizers: Any, optim_state_dict: Mapping[str, Any], *, options: StateDictOptions | None = None
) -> None:
    """Gives optimisers the state that `get_optimizer_state_dict` returned, with the same ``options``.

    Raises: RuntimeError without optimisers, and with ``options.strict`` for a parameter without its state; ValueError
        where groups of parameters differ; KeyError for a flat state that lacks something.
    """
    options = options or StateDictOptions()
    listed, names = _at_least_one(optimizers), _parameter_names(model)
    given = _received(optim_state_dict, options)
    whole = unflattened(given, listed, names) if options.flatten_optimizer_state_dict else given
    spread(listed, names, whole, strict=options.strict)


def set_state_dict(
    model: Any,
    optimizers: Any,
    *,
    model_state_dict: Mapping[str, Any],
    optim_state_dict: Mapping[str, Any],
    options: StateDictOptions | None = None,
) -> Any:
    """`set_model_state_dict`, whose result it returns, and `set_optimizer_state_dict`."""
    left = set_model_state_dict(model, model_state_dict, options=options)
    if listed := _listed(optimizers):
        set_optimizer_state_dict(model, listed, optim_state_dict, options=options)
    return left


def _listed(optimizers: Any) -> list[Any]:
    return [optimizers] if hasattr(optimizers, "param_groups") else list(optimizers)


def _at_least_one(optimizers: Any) -> list[Any]:
    listed = _listed(optimizers)
    if not listed:
        raise RuntimeError("Optimizers are not passed in but optim_only is set to True.")
    return listed


def _delivered(state: dict[str, Any], options: StateDictOptions) -> dict[str, Any]:
    """What this process gets of a state."""
    if not options.cpu_offload:
        return state
    if options.full_state_dict and is_initialized() and get_rank() != 0:
        return {}
    return {key: _on_cpu(value) for key, value in state.items()}


def _on_cpu(value: Any) -> Any:
    """The same with its tensors, and those in dicts and lists, on the CPU."""
    if isinstance(value, dict):
        return {key: _on_cpu(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_on_cpu(one) for one in value]
    return value.cpu() if isinstance(value, Tensor) else value


def _received(state: Mapping[str, Any], options: StateDictOptions) -> Mapping[str, Any]:
    """The state that is to be set: this process's, or the first one's."""
    if not options.broadcast_from_rank0 or not is_initialized():
        return state
    if not options.full_state_dict:
        raise ValueError("full_state_dict must be True when broadcast_from_rank0 is True.")
    box = [state if get_rank() == 0 else None]
    broadcast_object_list(box, src=0)
    return box[0] or {}


def _parameter_names(model: Any) -> dict[int, str]:
    """What parameters are called without the wrappers, by ``id``."""
    names = _names(model)
    return {id(p): names.get(name, name) for name, p in model.named_parameters()}


def _names(model: Any) -> dict[str, str]:
    """What each entry of the state is called without the wrappers, which alone can hold back what they send."""
    wrappers = [name for name, m in model.named_modules() if hasattr(m, "require_backward_grad_sync")]
    names = {name: name for name in model.state_dict()}
    for wrapper in sorted(wrappers, key=len, reverse=True):  # the innermost first: names of the outer ones stay
        before = f"{wrapper}." if wrapper else ""
        for name, short in names.items():
            if name.startswith(f"{before}module."):
                names[name] = before + short[len(before) + len("module.") :]
    return names


explain_module(globals())
