"""Optimisers against PyTorch: parameters and state after several steps, for every option."""

from __future__ import annotations

from typing import Any

import pytest

import flambeau

torch = pytest.importorskip("torch")

CASES: list[tuple[str, dict[str, Any]]] = [
    ("SGD", {"lr": 0.1}),
    ("SGD", {"lr": 0.1, "momentum": 0.9}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "dampening": 0.3, "weight_decay": 0.1}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "nesterov": True, "maximize": True, "weight_decay": 0.01}),
    ("Adam", {}),
    ("Adam", {"lr": 0.1, "weight_decay": 0.1}),
    ("Adam", {"amsgrad": True, "maximize": True, "betas": (0.4, 0.9)}),
    ("AdamW", {"lr": 0.1}),
    ("AdamW", {"lr": 0.1, "amsgrad": True, "weight_decay": 0.5}),
    ("RMSprop", {}),
    ("RMSprop", {"momentum": 0.9, "weight_decay": 0.1}),
    ("RMSprop", {"centered": True, "maximize": True}),
    ("Adagrad", {"lr_decay": 0.1, "weight_decay": 0.1, "initial_accumulator_value": 0.2}),
    ("Adadelta", {"weight_decay": 0.1, "rho": 0.5}),
    ("Adamax", {"weight_decay": 0.1}),
    ("NAdam", {"weight_decay": 0.1}),
    ("NAdam", {"weight_decay": 0.1, "decoupled_weight_decay": True}),
    ("RAdam", {"weight_decay": 0.1, "betas": (0.9, 0.9)}),
    ("RAdam", {"weight_decay": 0.1, "decoupled_weight_decay": True}),
    ("Rprop", {"etas": (0.4, 1.3), "step_sizes": (1e-3, 1.0)}),
    ("ASGD", {"lambd": 0.1, "t0": 2, "weight_decay": 0.1}),
    ("Adafactor", {"lr": 0.1, "weight_decay": 0.1}),
]
SHAPES = [(), (0,), (3, 5), (700,)]
STEPS = 6


def shapes_for(name: str) -> list[tuple[int, ...]]:
    """PyTorch's Adafactor divides by the number of elements."""
    return [shape for shape in SHAPES if shape != (0,)] if name == "Adafactor" else SHAPES


def train(lib: Any, name: str, options: dict[str, Any], dtype: str, formula: bool = False) -> tuple[list[Any], Any]:
    """Steps on gradients that both libraries are given as the same numbers; one gradient is missing once.

    ``formula``: not by the op, but tensor by tensor, as a differentiable step.
    """
    source = torch.Generator().manual_seed(0)

    def numbers(shape: tuple[int, ...]) -> Any:
        drawn = torch.randn(shape, generator=source).tolist()
        return lib.tensor(drawn, dtype=lib.float64).reshape(shape).to(getattr(lib, dtype))

    shapes = shapes_for(name)
    params = [numbers(shape).requires_grad_() for shape in shapes]
    optimizer = getattr(lib.optim, name)(params, **options)
    if formula:
        optimizer.param_groups[0]["differentiable"] = True
    for step in range(STEPS):
        for param, shape in zip(params, shapes, strict=True):
            param.grad = numbers(shape)
        if step == 2:
            params[0].grad = None
        optimizer.step()
    return params, optimizer


def differences(ours: list[Any], theirs: list[Any]) -> float:
    """The largest |difference| / (|value| + 1) over all tensors."""
    worst = 0.0
    for a, b in zip(ours, theirs, strict=True):
        a = torch.tensor(a.detach().double().tolist(), dtype=torch.float64)
        b = b.detach().double()
        if b.numel():
            worst = max(worst, ((a.reshape(b.shape) - b).abs() / (b.abs() + 1)).max().item())
    return worst


@pytest.mark.parametrize("dtype", ["float32", "float64", "bfloat16", "float16"])
@pytest.mark.parametrize("formula", [False, True], ids=["op", "formula"])
@pytest.mark.parametrize(("name", "options"), CASES)
def test_steps_agree(name: str, options: dict[str, Any], formula: bool, dtype: str) -> None:
    ours, our_optimizer = train(flambeau, name, options, dtype, formula)
    theirs, their_optimizer = train(torch, name, options, dtype)
    # A few roundings per step; PyTorch also rounds between the operations of a step, which shows in 16-bit types.
    bound = (16 if dtype in ("float32", "float64") else 12) * torch.finfo(getattr(torch, dtype)).eps
    assert differences(ours, theirs) <= bound

    our_state, their_state = our_optimizer.state_dict(), their_optimizer.state_dict()
    assert our_state["state"].keys() == their_state["state"].keys()
    for number, expected in their_state["state"].items():
        given = our_state["state"][number]
        assert given.keys() == expected.keys()
        assert differences([given[key] for key in expected], list(expected.values())) <= bound
    groups = our_state["param_groups"][0], their_state["param_groups"][0]
    assert groups[0].keys() >= groups[1].keys() - {"decoupled_weight_decay"}
    assert {key: groups[0][key] for key in ("params", "lr")} == {key: groups[1][key] for key in ("params", "lr")}


@pytest.mark.parametrize("formula", [False, True], ids=["op", "formula"])
@pytest.mark.parametrize(("name", "options"), [case for case in CASES if case[0] != "Adafactor"])  # which refuses them
def test_complex_parameters_agree(name: str, options: dict[str, Any], formula: bool) -> None:
    results = []
    for lib in (flambeau, torch):
        param = lib.tensor([1 + 2j, -3j], dtype=lib.complex128).requires_grad_()
        optimizer = getattr(lib.optim, name)([param], **options)
        if formula and lib is flambeau:
            optimizer.param_groups[0]["differentiable"] = True
        for _ in range(3):
            param.grad = param.detach() * (0.5 - 1j)
            optimizer.step()
        results.append(param.tolist())
    assert results[0] == pytest.approx(results[1], rel=1e-13)
