"""States of optimisers by the names of parameters are PyTorch's."""

from __future__ import annotations

from typing import Any

import pytest
from beside import agree

import flambeau as fl
from flambeau.distributed.checkpoint.state_dict import (
    StateDictOptions,
    get_optimizer_state_dict,
    set_optimizer_state_dict,
)


def functions(t: Any) -> Any:
    if t is fl:
        from flambeau.distributed.checkpoint import state_dict as found
    else:
        from torch.distributed.checkpoint import state_dict as found
    return found


def model(t: Any) -> Any:
    """Two layers with the same weights in both libraries."""
    made = t.nn.Sequential(t.nn.Linear(2, 1), t.nn.Linear(1, 1, bias=False))
    with t.no_grad():
        for k, p in enumerate(made.parameters()):
            p.copy_(t.arange(p.numel()).reshape(p.shape) + k)
    return made


OPTIMISERS = {
    "Adam": lambda t, m: t.optim.Adam(m.parameters(), lr=0.1),
    "SGD": lambda t, m: t.optim.SGD(m.parameters(), lr=0.1),
    "momentum": lambda t, m: t.optim.SGD(m.parameters(), lr=0.1, momentum=0.9, weight_decay=0.5),
    "a rate in a tensor": lambda t, m: t.optim.AdamW(m.parameters(), lr=t.tensor(0.1)),
    "an average": lambda t, m: t.optim.ASGD(m.parameters()),
    "others": lambda t, m: t.optim.RMSprop(m.parameters(), momentum=0.5, centered=True),
}


def step(t: Any, m: Any, optimiser: Any) -> None:
    m(t.ones(1, 2)).sum().backward()
    optimiser.step()
    optimiser.zero_grad()


@pytest.mark.parametrize("trained", [False, True])
@pytest.mark.parametrize("flat", [False, True])
@pytest.mark.parametrize("kind", OPTIMISERS)
def test_what_is_read_is_pytorchs_and_goes_on_when_set(kind: str, flat: bool, trained: bool) -> None:
    def program(t: Any) -> Any:
        found, m = functions(t), model(t)
        optimiser = OPTIMISERS[kind](t, m)
        if trained:
            step(t, m, optimiser)
        options = found.StateDictOptions(flatten_optimizer_state_dict=flat)
        state = found.get_optimizer_state_dict(m, optimiser, options=options)
        other = OPTIMISERS[kind](t, m)
        for group in other.param_groups:
            group["weight_decay"] = 0.25
        found.set_optimizer_state_dict(m, other, state, options=options)
        step(t, m, other)
        return state, list(m.parameters()), other.param_groups[0]["weight_decay"]

    agree(program)


def test_both_states_at_once_and_several_optimisers() -> None:
    def program(t: Any) -> Any:
        found, m = functions(t), model(t)
        optimisers = [t.optim.Adam(m[0].parameters()), t.optim.SGD(m[1].parameters(), momentum=0.9)]
        both = found.get_state_dict(m, optimisers)
        left = found.set_state_dict(m, optimisers, model_state_dict=both[0], optim_state_dict=both[1])
        return list(both[0]), both[1], str(left), [len(o.state) for o in optimisers]

    agree(program)


def test_gradients_are_not_used_up() -> None:
    m = model(fl)
    optimiser = fl.optim.Adam(m.parameters())
    m(fl.ones(1, 2)).sum().backward()
    assert get_optimizer_state_dict(m, optimiser)["state"] == {}
    assert all(p.grad is not None for p in m.parameters())


def test_what_is_missing_is_named() -> None:
    m = model(fl)
    optimiser = fl.optim.Adam(m.parameters())
    state = get_optimizer_state_dict(m, optimiser)
    del state["state"]["0.bias"]
    with pytest.raises(RuntimeError, match=r"Missing optimizer state for parameter '0\.bias' in checkpoint"):
        set_optimizer_state_dict(m, optimiser, state)
    set_optimizer_state_dict(m, optimiser, state, options=StateDictOptions(strict=False))
    assert len(optimiser.state) == 2
    with pytest.raises(ValueError, match=r"different number of parameter groups: '0\.weight' is in none"):
        set_optimizer_state_dict(m, optimiser, {"state": {}, "param_groups": []})
    with pytest.raises(KeyError, match=r"0: the optimizer's parameter of shape \(1,\) is not the model's"):
        get_optimizer_state_dict(m, fl.optim.SGD([fl.nn.Parameter(fl.ones(1))], lr=1))
    with pytest.raises(RuntimeError, match="Optimizers are not passed in"):
        get_optimizer_state_dict(m, [])


def test_groups_of_which_one_has_no_state() -> None:
    """PyTorch refuses its own answer here: it misses a state that plain SGD has not."""
    m = model(fl)
    groups = [{"params": m[0].parameters(), "lr": 1.0}, {"params": m[1].parameters(), "momentum": 0.9}]
    optimiser = fl.optim.SGD(groups, lr=0.5)
    step(fl, m, optimiser)
    state = get_optimizer_state_dict(m, optimiser)
    assert list(state["state"]) == ["1.weight"]
    optimiser.param_groups[0]["lr"] = 3.0
    set_optimizer_state_dict(m, optimiser, state)
    assert [group["lr"] for group in optimiser.param_groups] == [1.0, 0.5]


def test_wrappers_do_not_show() -> None:
    m = model(fl)
    fl.distributed.init_process_group("gloo", rank=0, world_size=1)
    try:
        wrapped = fl.nn.Sequential(fl.nn.parallel.DistributedDataParallel(m))
        state = get_optimizer_state_dict(wrapped, fl.optim.Adam(m.parameters()))
        sent = StateDictOptions(full_state_dict=True, broadcast_from_rank0=True, cpu_offload=True)
        set_optimizer_state_dict(wrapped, fl.optim.Adam(m.parameters()), state, options=sent)
        with pytest.raises(ValueError, match="full_state_dict must be True when broadcast_from_rank0"):
            set_optimizer_state_dict(
                wrapped, fl.optim.Adam(m.parameters()), state, options=StateDictOptions(broadcast_from_rank0=True)
            )
    finally:
        fl.distributed.destroy_process_group()
    assert list(state["state"]) == ["0.0.weight", "0.0.bias", "0.1.weight"]
