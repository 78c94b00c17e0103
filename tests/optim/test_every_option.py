"""Every option of every optimiser against PyTorch's, alone, over twelve steps on two groups of parameters.

What the options are is read from the constructors: one that this file gives no value fails.
"""

from __future__ import annotations

import inspect
from copy import deepcopy
from typing import Any

import numpy as np
import pytest

import flambeau
from flambeau import optim

torch = pytest.importorskip("torch")

OPTIMIZERS = [name for name in optim.__all__ if name not in ("Optimizer", "lr_scheduler")]
STEPS = 12

# Values that differ from the defaults, and what an option needs beside it.
VALUES: dict[str, Any] = {
    "lr": 0.05,
    "momentum": 0.9,
    "dampening": 0.3,
    "weight_decay": 0.1,
    "nesterov": True,
    "maximize": True,
    "foreach": True,
    "fused": False,
    "differentiable": True,
    "betas": (0.8, 0.95),
    "eps": 1e-3,
    "amsgrad": True,
    "decoupled_weight_decay": True,
    "lr_decay": 0.1,
    "initial_accumulator_value": 0.2,
    "rho": 0.5,
    "alpha": 0.7,
    "centered": True,
    "momentum_decay": 0.1,
    "capturable": True,
}
NEEDS: dict[str, dict[str, Any]] = {
    "dampening": {"momentum": 0.9},
    "nesterov": {"momentum": 0.9},
    "decoupled_weight_decay": {"weight_decay": 0.1},
}


def options_of(name: str) -> list[str]:
    return list(inspect.signature(getattr(optim, name)).parameters)[1:]


CASES = [(name, option) for name in OPTIMIZERS for option in options_of(name)]
START = [np.linspace(-1, 2, 6).reshape(2, 3), np.array([0.5, -0.25, 3.0]), np.array(1.5)]


def start(lib: Any) -> list[Any]:
    return [lib.tensor(x.tolist(), dtype=lib.float64, requires_grad=True) for x in START]


def groups(params: list[Any]) -> list[dict[str, Any]]:
    """The second with a rate and a decay of its own."""
    return [{"params": params[:2]}, {"params": params[2:], "lr": 0.2, "weight_decay": 0.01}]


def give_gradients(lib: Any, params: list[Any], step: int) -> None:
    rng = np.random.default_rng(step)
    for param in params:
        param.grad = lib.tensor(rng.standard_normal(tuple(param.shape)).tolist(), dtype=lib.float64)
    if step == 4:
        params[1].grad = None


def close(ours: Any, theirs: Any, within: float = 1e-13) -> None:
    np.testing.assert_allclose(np.array(ours.tolist()), np.array(theirs.tolist()), rtol=within, atol=within)


def test_options_are_known_and_pytorchs() -> None:
    assert {option for _, option in CASES} == set(VALUES)
    for name in OPTIMIZERS:
        ours, theirs = (inspect.signature(getattr(lib.optim, name)).parameters for lib in (flambeau, torch))
        assert list(ours) == list(theirs), name
        assert [p.kind for p in ours.values()] == [p.kind for p in theirs.values()], name
        assert [p.default for p in ours.values()] == [p.default for p in theirs.values()], name


@pytest.mark.parametrize(
    ("name", "option"), [case for case in CASES if case[1] not in ("capturable", "differentiable")]
)
def test_alone(name: str, option: str) -> None:
    options = {**NEEDS.get(option, {}), option: VALUES[option]}
    runs = []
    for lib in (flambeau, torch):
        params = start(lib)
        optimizer = getattr(lib.optim, name)(groups(params), **options)
        for step in range(STEPS):
            give_gradients(lib, params, step)
            optimizer.step()
        runs.append((params, optimizer))
    (ours, our_optimizer), (theirs, their_optimizer) = runs
    for a, b in zip(ours, theirs, strict=True):
        close(a, b)
    our_state, their_state = our_optimizer.state_dict(), their_optimizer.state_dict()
    assert our_state["param_groups"] == their_state["param_groups"]
    assert our_state["state"].keys() == their_state["state"].keys()
    for number, expected in their_state["state"].items():
        assert list(our_state["state"][number]) == list(expected)
        for key, value in expected.items():
            if value is None:
                assert our_state["state"][number][key] is None
            else:
                close(our_state["state"][number][key], value)


@pytest.mark.parametrize("name", [name for name, option in CASES if option == "capturable"])
def test_capturable_changes_nothing(name: str) -> None:
    """PyTorch has it for CUDA graphs only, and refuses it on the CPU."""
    results = []
    for capturable in (False, True):
        params = start(flambeau)
        optimizer = getattr(optim, name)(params, capturable=capturable)
        for step in range(STEPS):
            give_gradients(flambeau, params, step)
            optimizer.step()
        results.append([param.tolist() for param in params])
    assert results[0] == results[1]


@pytest.mark.parametrize("name", [name for name, option in CASES if option == "differentiable"])
def test_differentiable_steps(name: str) -> None:
    """The gradient of what two steps end at, by where they started and by the gradients they were given."""
    found = []
    for lib in (flambeau, torch):
        origin, g = (lib.tensor(x, dtype=lib.float64, requires_grad=True) for x in ([0.5, -1.0, 2.0], [0.3, 0.2, -0.4]))
        param = origin.clone()
        optimizer = getattr(lib.optim, name)([param], lr=0.1, weight_decay=0.1, differentiable=True)
        # PyTorch's second step of Adamax overwrites what the derivative of its first needs.
        for factor in (1.0,) if name == "Adamax" else (1.0, 2.0):
            param.grad = g * g * factor
            optimizer.step()
        found.append(lib.autograd.grad((param * param).sum(), (origin, g)))
    for a, b in zip(*found, strict=True):
        close(a, b, 1e-5)  # PyTorch corrects for the number of steps in float32 there


@pytest.mark.parametrize("name", [name for name, option in CASES if option == "differentiable"])
def test_differentiable_steps_by_differences(name: str) -> None:
    def after_three_steps(origin: Any, g: Any) -> Any:
        param = origin.clone()
        optimizer = getattr(optim, name)([param], lr=0.1, weight_decay=0.1, differentiable=True)
        for factor in (1.0, 2.0, 0.5):
            param.grad = g * g * factor
            optimizer.step()
        return param

    inputs = [
        flambeau.tensor(x, dtype=flambeau.float64, requires_grad=True) for x in ([0.5, -1.0, 2.0], [0.3, 0.2, -0.4])
    ]
    assert flambeau.autograd.gradcheck(after_three_steps, inputs)


def converted(state: Any) -> Any:
    """A state of PyTorch's with Flambeau's tensors."""
    if isinstance(state, torch.Tensor):
        return flambeau.from_numpy(state.numpy().copy())
    if isinstance(state, dict):
        return {key: converted(value) for key, value in state.items()}
    return [converted(item) for item in state] if isinstance(state, list) else state


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_goes_on_from_pytorchs_state(name: str) -> None:
    params = start(torch)
    first = getattr(torch.optim, name)(groups(params), weight_decay=0.1)
    for step in range(5):
        give_gradients(torch, params, step)
        first.step()
    ours = [flambeau.from_numpy(param.detach().numpy().copy()).requires_grad_() for param in params]
    second = getattr(optim, name)(groups(ours))
    second.load_state_dict(converted(first.state_dict()))
    third = getattr(optim, name)(groups([param.detach().clone().requires_grad_() for param in ours]))
    third.load_state_dict(deepcopy(second.state_dict()))  # states are taken over, not copied
    others = [param for group in third.param_groups for param in group["params"]]
    for step in range(5, STEPS):
        for lib, some, optimizer in ((torch, params, first), (flambeau, ours, second), (flambeau, others, third)):
            give_gradients(lib, some, step)
            optimizer.step()
    for expected, given, again in zip(params, ours, others, strict=True):
        close(given, expected, 1e-9)  # NAdam keeps a product in float32
        assert again.tolist() == given.tolist()


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_closures_and_text(name: str) -> None:
    seen = []
    for lib in (flambeau, torch):
        params = start(lib)
        optimizer = getattr(lib.optim, name)(groups(params))
        losses = []

        def closure(lib: Any = lib, params: Any = params, optimizer: Any = optimizer, losses: Any = losses) -> Any:
            assert lib.is_grad_enabled()
            optimizer.zero_grad()
            loss = sum((param * param).sum() for param in params)
            loss.backward()
            losses.append(loss.item())
            return loss

        for _ in range(STEPS):
            with lib.no_grad():
                assert optimizer.step(closure).item() == losses[-1]
        seen.append((losses, repr(optimizer)))
    assert seen[0][0] == pytest.approx(seen[1][0], rel=1e-13)
    assert seen[0][1] == seen[1][1]
