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

CLASSES = [name for name in optim.__all__ if isinstance(getattr(optim, name), type) and name != "Optimizer"]
# SparseAdam refuses the gradients that there are; LBFGS steps by closures, which test_lbfgs.py gives it.
OPTIMIZERS = [name for name in CLASSES if name not in ("SparseAdam", "LBFGS")]
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
    "centered": True,
    "momentum_decay": 0.1,
    "capturable": True,
    "etas": (0.3, 1.5),
    "step_sizes": (0.02, 0.03),
    "lambd": 0.1,
    "alpha": 0.6,
    "t0": 3,
    "beta2_decay": -0.5,
    "d": 1.5,
    "ns_coefficients": (3.0, -4.0, 1.9),
    "ns_steps": 2,
    "adjust_lr_fn": "match_rms_adamw",
}
# Values of an option for those optimisers to which it means something else.
OWN: dict[tuple[str, str], Any] = {
    ("Adafactor", "eps"): (1e-2, 0.1),
    ("Muon", "nesterov"): False,
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


MATRICES = [START[0], np.linspace(-2, 1, 6).reshape(3, 2), np.linspace(0, 1, 4).reshape(2, 2)]


def start(lib: Any, name: str = "") -> list[Any]:
    values = MATRICES if name == "Muon" else START
    return [lib.tensor(x.tolist(), dtype=lib.float64, requires_grad=True) for x in values]


def groups(params: list[Any], name: str) -> list[dict[str, Any]]:
    """The second with a rate and a decay of its own."""
    decay = {"weight_decay": 0.01} if "weight_decay" in options_of(name) else {}
    return [{"params": params[:2]}, {"params": params[2:], "lr": 0.2, **decay}]


def within(name: str) -> float:
    """Muon computes in bfloat16: twelve steps of 0.2 times a direction that is known to 4 of its roundings, a 256th.

    PyTorch keeps the rate of ASGD in float32, where it computes with it for several tensors at once.
    """
    return {"Muon": 0.04, "ASGD": 1e-7}.get(name, 1e-13)


def give_gradients(lib: Any, params: list[Any], step: int) -> None:
    rng = np.random.default_rng(step)
    for param in params:
        param.grad = lib.tensor(rng.standard_normal(tuple(param.shape)).tolist(), dtype=lib.float64)
    if step == 4:
        params[1].grad = None


def decay(name: str) -> dict[str, float]:
    return {"weight_decay": 0.1} if "weight_decay" in options_of(name) else {}


def close(ours: Any, theirs: Any, within: float = 1e-13) -> None:
    np.testing.assert_allclose(np.array(ours.tolist()), np.array(theirs.tolist()), rtol=within, atol=within)


def test_options_are_known_and_pytorchs() -> None:
    assert {option for _, option in CASES} == set(VALUES)
    for name in CLASSES:
        ours, theirs = (inspect.signature(getattr(lib.optim, name)).parameters for lib in (flambeau, torch))
        assert list(ours) == list(theirs), name
        assert [p.kind for p in ours.values()] == [p.kind for p in theirs.values()], name
        assert [p.default for p in ours.values()] == [p.default for p in theirs.values()], name


@pytest.mark.parametrize(
    ("name", "option"), [case for case in CASES if case[1] not in ("capturable", "differentiable")]
)
def test_alone(name: str, option: str) -> None:
    options = {**NEEDS.get(option, {}), option: OWN.get((name, option), VALUES[option])}
    runs = []
    for lib in (flambeau, torch):
        params = start(lib, name)
        optimizer = getattr(lib.optim, name)(groups(params, name), **options)
        for step in range(STEPS):
            give_gradients(lib, params, step)
            optimizer.step()
        runs.append((params, optimizer))
    (ours, our_optimizer), (theirs, their_optimizer) = runs
    for a, b in zip(ours, theirs, strict=True):
        close(a, b, within(name))
    our_state, their_state = our_optimizer.state_dict(), their_optimizer.state_dict()
    assert our_state["param_groups"] == their_state["param_groups"]
    assert our_state["state"].keys() == their_state["state"].keys()
    for number, expected in their_state["state"].items():
        assert list(our_state["state"][number]) == list(expected)
        for key, value in expected.items():
            if value is None:
                assert our_state["state"][number][key] is None
            else:
                close(our_state["state"][number][key], value, within(name))


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
        optimizer = getattr(lib.optim, name)([param], lr=0.1, **decay(name), differentiable=True)
        # PyTorch's second step of these overwrites what the derivative of their first needs.
        for factor in (1.0,) if name in ("Adamax", "Rprop") else (1.0, 2.0):
            param.grad = g * g * factor
            optimizer.step()
        found.append(lib.autograd.grad((param * param).sum(), (origin, g)))
    for a, b in zip(*found, strict=True):
        close(a, b, 1e-5)  # PyTorch corrects for the number of steps in float32 there


@pytest.mark.parametrize("name", [name for name, option in CASES if option == "differentiable"])
def test_differentiable_steps_by_differences(name: str) -> None:
    def after_three_steps(origin: Any, g: Any) -> Any:
        param = origin.clone()
        optimizer = getattr(optim, name)([param], lr=0.1, **decay(name), differentiable=True)
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
    params = start(torch, name)
    first = getattr(torch.optim, name)(groups(params, name), **decay(name))
    for step in range(5):
        give_gradients(torch, params, step)
        first.step()
    ours = [flambeau.from_numpy(param.detach().numpy().copy()).requires_grad_() for param in params]
    second = getattr(optim, name)(groups(ours, name))
    second.load_state_dict(converted(first.state_dict()))
    third = getattr(optim, name)(groups([param.detach().clone().requires_grad_() for param in ours], name))
    third.load_state_dict(deepcopy(second.state_dict()))  # states are taken over, not copied
    others = [param for group in third.param_groups for param in group["params"]]
    for step in range(5, STEPS):
        for lib, some, optimizer in ((torch, params, first), (flambeau, ours, second), (flambeau, others, third)):
            give_gradients(lib, some, step)
            optimizer.step()
    for expected, given, again in zip(params, ours, others, strict=True):
        close(given, expected, max(within(name), 1e-9))  # NAdam keeps a product in float32
        assert again.tolist() == given.tolist()


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_closures_and_text(name: str) -> None:
    seen = []
    for lib in (flambeau, torch):
        params = start(lib, name)
        optimizer = getattr(lib.optim, name)(groups(params, name))
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
    assert seen[0][0] == pytest.approx(seen[1][0], rel=within(name))
    assert seen[0][1] == seen[1][1]
