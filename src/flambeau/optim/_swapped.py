"""An optimiser that acts on other parameters and another state for a while."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .._arguments import explain_module
from .._core import Tensor
from .optimizer import Optimizer

__all__ = ["swap_in_optimizer_params_and_state"]


@contextmanager
def swap_in_optimizer_params_and_state(
    optimizer: Optimizer, swapin_parameters: dict[str, Tensor], swapin_optim_state: dict[str, Any]
) -> Iterator[None]:
    """Within the ``with`` block the optimiser updates ``swapin_parameters``, in the order of its own parameters, with
    the state and options of ``swapin_optim_state``, which looks like its ``state_dict()``.

    Tensors are changed in place; anything else that a step puts into the state is forgotten at the end.

    Raises: ValueError for another number of parameters or groups than the optimiser has.

    >>> import flambeau
    >>> w, other = flambeau.ones(1, requires_grad=True), flambeau.zeros(1, requires_grad=True)
    >>> optimizer = flambeau.optim.SGD([w], lr=0.5)
    >>> other.grad = flambeau.ones(1)
    >>> with flambeau.optim.swap_in_optimizer_params_and_state(optimizer, {"w": other}, optimizer.state_dict()):
    ...     optimizer.step()
    >>> w.item(), other.item()
    (1.0, -0.5)
    """
    tensors = list(swapin_parameters.values())
    own_groups, own_state = optimizer.param_groups, optimizer.state
    sizes = [len(group["params"]) for group in own_groups]
    given = [len(group["params"]) for group in swapin_optim_state["param_groups"]]
    if len(tensors) != sum(sizes) or given != sizes:
        raise ValueError(
            f"swap_in_optimizer_params_and_state: {len(tensors)} parameters and groups of {given} were given "
            f"| the optimizer has groups of {sizes}"
        )
    owners = dict(
        zip((i for group in swapin_optim_state["param_groups"] for i in group["params"]), tensors, strict=True)
    )
    optimizer.param_groups = [
        {**group, "params": [owners[i] for i in group["params"]]} for group in swapin_optim_state["param_groups"]
    ]
    optimizer.state = defaultdict(dict)
    for key, kept in swapin_optim_state["state"].items():
        optimizer.state[owners.get(key, key)] = dict(kept) if isinstance(kept, dict) else kept
    try:
        yield
    finally:
        optimizer.param_groups, optimizer.state = own_groups, own_state


explain_module(globals())
