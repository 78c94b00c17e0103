"""A model's state, whether or not it is wrapped in `DistributedDataParallel`: read and set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..._absent import fill_absent
from ..._arguments import explain_module
from ..._core import Tensor

__all__ = ["StateDictOptions", "get_model_state_dict", "set_model_state_dict"]


@dataclass
class StateDictOptions:
    """How states are read and set. In one process every state is full, and nothing has to be sent."""

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
        state[short] = value.cpu() if options.cpu_offload and isinstance(value, Tensor) else value
    return state


def set_model_state_dict(
    model: Any, model_state_dict: Mapping[str, Any], *, options: StateDictOptions | None = None
) -> Any:
    """``model.load_state_dict`` of a state that `get_model_state_dict` gave; the names that did not fit.

    Raises: RuntimeError where names or shapes do not fit, names only with ``options.strict``.
    """
    whole = {short: name for name, short in _names(model).items()}
    state = {whole.get(short, short): value for short, value in model_state_dict.items()}
    return model.load_state_dict(state, strict=(options or StateDictOptions()).strict)


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
fill_absent(
    globals(),
    "flambeau computes in one process: an optimiser's state is optimizer.state_dict(), set by load_state_dict()",
    functions="get_optimizer_state_dict get_state_dict set_optimizer_state_dict set_state_dict",
)
