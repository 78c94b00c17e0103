"""Around a step: hooks of all optimisers, subclasses that do not call ours, other parameters for a while, refusals."""

from __future__ import annotations

import importlib
from types import MethodType
from typing import Any

import pytest
from beside import both, refuse_alike


@both
def test_hooks_of_all_optimisers(lib: Any) -> Any:
    module = importlib.import_module(f"{lib.__name__}.optim.optimizer")
    seen = []
    x = lib.ones(1, requires_grad=True)
    optimizer = lib.optim.SGD([x], lr=0.1)
    handles = [
        module.register_optimizer_step_pre_hook(lambda *args: seen.append("all before")),
        module.register_optimizer_step_post_hook(lambda *args: seen.append("all after")),
        optimizer.register_step_pre_hook(lambda *args: seen.append("own before")),
        optimizer.register_step_post_hook(lambda *args: seen.append("own after")),
    ]
    optimizer.step()
    lib.optim.Adam([x]).step()
    for handle in handles:
        handle.remove()
    optimizer.step()
    return seen


@both
def test_a_subclass_without_our_constructor(lib: Any) -> Any:
    class Shrinking(lib.optim.Optimizer):  # type: ignore[misc]
        def __init__(self, params: Any) -> None:
            self.param_groups = [{"params": list(params), "lr": 0.5}]
            self.state: dict[Any, Any] = {}
            self.defaults: dict[str, Any] = {}

        def step(self, closure: Any = None) -> None:
            for group in self.param_groups:
                for param in group["params"]:
                    param.data.mul_(group["lr"])

    x = lib.ones(2, requires_grad=True)
    optimizer = Shrinking([x])
    schedule = lib.optim.lr_scheduler.ExponentialLR(optimizer, 0.5)
    optimizer.zero_grad()
    for _ in range(3):
        optimizer.step()
        schedule.step()
    return x, schedule.get_last_lr(), repr(optimizer)


@both
def test_a_step_that_is_replaced_after_the_schedule_was_made(lib: Any) -> Any:
    optimizer = lib.optim.SGD([lib.ones(1, requires_grad=True)], lr=1.0)
    schedule = lib.optim.lr_scheduler.StepLR(optimizer, 1)
    optimizer.step = MethodType(lambda self, closure=None: None, optimizer)
    optimizer.step()
    schedule.step()
    return schedule.get_last_lr()


@both
def test_other_parameters_for_a_while(lib: Any) -> Any:
    def made(value: float) -> tuple[Any, Any]:
        param = lib.full((2,), value, requires_grad=True)
        optimizer = lib.optim.Adam([param], lr=0.1)
        param.grad = lib.ones(2)
        optimizer.step()
        return param, optimizer

    (x, optimizer), (y, other) = made(1.0), made(5.0)
    state = other.state_dict()
    state["param_groups"][0]["lr"] = 1.0
    with lib.optim.swap_in_optimizer_params_and_state(optimizer, {"y": y}, state):
        optimizer.step()
    kept = optimizer.state_dict()["state"][0]["step"].item(), state["state"][0]["step"].item()
    return x.detach().mul(1e4).round(), y.detach().mul(1e3).round(), kept, optimizer.param_groups[0]["lr"]


REFUSALS: dict[str, Any] = {
    "Rprop etas": lambda lib, x: lib.optim.Rprop([x], etas=(1.5, 2.0)),
    "Rprop rate": lambda lib, x: lib.optim.Rprop([x], lr=-1.0),
    "ASGD rate": lambda lib, x: lib.optim.ASGD([x], lr=-1.0),
    "ASGD decay": lambda lib, x: lib.optim.ASGD([x], weight_decay=-1.0),
    "Adafactor rate": lambda lib, x: lib.optim.Adafactor([x], lr=-1.0),
    "Adafactor beta": lambda lib, x: lib.optim.Adafactor([x], beta2_decay=1.0),
    "Adafactor eps": lambda lib, x: lib.optim.Adafactor([x], eps=(-1.0, 1.0)),
    "Adafactor eps2": lambda lib, x: lib.optim.Adafactor([x], eps=(None, -1.0)),
    "Adafactor d": lambda lib, x: lib.optim.Adafactor([x], d=0.5),
    "Adafactor decay": lambda lib, x: lib.optim.Adafactor([x], weight_decay=-1.0),
    "Adafactor rates": lambda lib, x: lib.optim.Adafactor([x], lr=lib.ones(2)),
    "Muon vectors": lambda lib, x: lib.optim.Muon([x[0].detach().requires_grad_()]),
    "Muon rate": lambda lib, x: lib.optim.Muon([x], lr=-1.0),
    "Muon momentum": lambda lib, x: lib.optim.Muon([x], momentum=-1.0),
    "Muon decay": lambda lib, x: lib.optim.Muon([x], weight_decay=-1.0),
    "Muon scale": lambda lib, x: lib.optim.Muon([x], adjust_lr_fn="other"),
    "Muon steps": lambda lib, x: stepped(lib.optim.Muon([x], ns_steps=100), x),
    "SparseAdam rate": lambda lib, x: lib.optim.SparseAdam([x], lr=0.0),
    "SparseAdam eps": lambda lib, x: lib.optim.SparseAdam([x], eps=0.0),
    "SparseAdam betas": lambda lib, x: lib.optim.SparseAdam([x], betas=(1.0, 0.5)),
    "SparseAdam": lambda lib, x: stepped(lib.optim.SparseAdam([x]), x),
}


def stepped(optimizer: Any, x: Any) -> None:
    x.grad = x.detach().clone()
    optimizer.step()


@pytest.mark.parametrize("case", REFUSALS)
def test_refusals(case: str) -> None:
    refuse_alike(lambda lib: REFUSALS[case](lib, lib.ones(2, 3, requires_grad=True)))
