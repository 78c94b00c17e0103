"""An optimiser's state by the names of the parameters, which any other order of the parameters reads.

`Optimizer.state_dict` numbers the parameters; here their names in the model stand for the numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..._core import Tensor
from ..._functions import zeros_like

__all__: list[str] = []

_State = dict[str, Any]  # "state": values by parameter and name; "param_groups": options, with names under "params"


def gathered(optimizers: list[Any], names: Mapping[int, str]) -> _State:
    """The states of optimisers in one, by the names of parameters, which are given by their ``id``.

    Raises: KeyError for a parameter that the model has not.
    """
    state: dict[str, Any] = {}
    groups: list[dict[str, Any]] = []
    for optimizer in optimizers:
        _make_state(optimizer)
        own = optimizer.state_dict()
        by_number = dict(_numbered(optimizer, names))
        state |= {by_number[number]: values for number, values in own["state"].items()}
        groups += [{**group, "params": [by_number[number] for number in group["params"]]}
                   for group in own["param_groups"]]  # fmt: skip
    return {"state": state, "param_groups": groups}


def spread(optimizers: list[Any], names: Mapping[int, str], given: Mapping[str, Any], *, strict: bool) -> None:
    """Gives each optimiser its part of what `gathered` returned.

    Raises: ValueError for a group of parameters that is not there; with ``strict`` RuntimeError for a parameter whose
        state is not there.
    """
    for optimizer in optimizers:
        _make_state(optimizer)
        own = optimizer.state_dict()
        by_number = dict(_numbered(optimizer, names))
        groups = [
            {**_group_of(by_number[group["params"][0]], given), "params": group["params"]} if group["params"] else group
            for group in own["param_groups"]
        ]
        state = {}
        for number, name in by_number.items():
            if name in given["state"]:
                state[number] = given["state"][name]
            elif number in own["state"] and strict:
                raise RuntimeError(
                    f"Missing optimizer state for parameter '{name}' in checkpoint. The parameter requires gradients "
                    "but has no saved optimizer state. To load anyway, use StateDictOptions(strict=False)."
                )
        optimizer.load_state_dict({"state": state, "param_groups": groups})


def flattened(state: _State) -> _State:
    """The same in one dict: ``state.NAME.VALUE`` and ``param_groups.NAME.OPTION``."""
    flat = {f"state.{name}.{key}": value for name, values in state["state"].items() for key, value in values.items()}
    for group in state["param_groups"]:
        for name in group["params"]:
            flat |= {f"param_groups.{name}.{key}": value for key, value in group.items() if key != "params"}
    return flat


def unflattened(flat: Mapping[str, Any], optimizers: list[Any], names: Mapping[int, str]) -> _State:
    """What `flattened` was given, as far as these optimisers have it.

    Raises: KeyError for an option or value that is not there, naming it.
    """
    state: _State = {"state": {}, "param_groups": []}
    for name, values in gathered(optimizers, names)["state"].items():
        state["state"][name] = {key: flat[f"state.{name}.{key}"] for key in values}
    for optimizer in optimizers:
        for group in optimizer.param_groups:
            members = [names[id(p)] for p in group["params"]]
            options = {key: flat[f"param_groups.{members[0]}.{key}"] for key in group if key != "params" and members}
            state["param_groups"].append({**options, "params": members})
    return state


def _numbered(optimizer: Any, names: Mapping[int, str]) -> Iterator[tuple[int, str]]:
    parameters = (p for group in optimizer.param_groups for p in group["params"])
    for number, parameter in enumerate(parameters):
        if id(parameter) not in names:
            raise KeyError(f"{number}: the optimizer's parameter of shape {tuple(parameter.shape)} is not the model's")
        yield number, names[id(parameter)]


def _group_of(name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    for group in given["param_groups"]:
        if name in group["params"]:
            return dict(group)
    raise ValueError(f"loaded state dict has a different number of parameter groups: {name!r} is in none of them")


def _make_state(optimizer: Any) -> None:
    """A state for an optimiser that has none, by a step of length zero along gradients of zero, as PyTorch makes it.

    None is made where there are gradients, which the step would use up.
    """
    parameters = [p for group in optimizer.param_groups for p in group["params"] if p.requires_grad]
    if optimizer.state or any(p.grad is not None for p in parameters):
        return
    rates = [group.get("lr") for group in optimizer.param_groups]
    for p in parameters:
        p.grad = zeros_like(p)
    try:
        _set_rates(optimizer, rates, lambda rate: zeros_like(rate) if isinstance(rate, Tensor) else 0.0)
        optimizer.step(closure=None)
    finally:
        _set_rates(optimizer, rates, lambda rate: rate)
        optimizer.zero_grad(set_to_none=True)


def _set_rates(optimizer: Any, rates: list[Any], made_of: Callable[[Any], Any]) -> None:
    for group, rate in zip(optimizer.param_groups, rates, strict=True):
        if rate is not None:
            group["lr"] = made_of(rate)
