"""LBFGS against PyTorch's: losses, parameters, state and errors, with and without its line search."""

from __future__ import annotations

from typing import Any

import pytest
from beside import both, refuse_alike

import flambeau

torch = pytest.importorskip("torch")


def rosenbrock(x: Any, y: Any) -> Any:
    return ((1 - x) ** 2).sum() + 100 * ((y - x * x) ** 2).sum()


def problem(lib: Any, **options: Any) -> tuple[list[Any], Any, Any]:
    params = [lib.tensor(v, dtype=lib.float64, requires_grad=True) for v in ([-1.2, 0.5], [[1.0, 2.0]])]
    optimizer = lib.optim.LBFGS(params, **options)
    losses = []

    def closure() -> Any:
        assert lib.is_grad_enabled()
        optimizer.zero_grad()
        loss = rosenbrock(*params)
        loss.backward()
        losses.append(loss.item())
        return loss

    return losses, optimizer, closure


CASES: list[dict[str, Any]] = [
    {"lr": 1e-3},
    {"lr": 1e-3, "history_size": 2, "max_iter": 7},
    {"line_search_fn": "strong_wolfe"},
    {"line_search_fn": "strong_wolfe", "history_size": 3, "max_iter": 4, "lr": 0.3},
    {"line_search_fn": "strong_wolfe", "max_eval": 6},
    {"line_search_fn": "strong_wolfe", "tolerance_grad": 1.0},
    {"line_search_fn": "strong_wolfe", "tolerance_change": 0.5, "max_iter": 100},
]


@pytest.mark.parametrize("options", CASES, ids=str)
def test_every_evaluation_agrees(options: dict[str, Any]) -> None:
    runs = []
    for lib in (flambeau, torch):
        losses, optimizer, closure = problem(lib, **options)
        for _ in range(6):
            optimizer.step(closure)
        runs.append((losses, optimizer.state_dict()))
    (ours, our_state), (theirs, their_state) = runs
    assert len(ours) == len(theirs)
    assert ours == pytest.approx(theirs, rel=1e-8)  # some hundred evaluations amplify the last bit
    assert our_state["param_groups"] == their_state["param_groups"]
    kept, expected = our_state["state"][0], their_state["state"][0]
    assert kept.keys() == expected.keys() - {"al"}  # scratch space of PyTorch's, made anew where it is missing
    assert (kept["n_iter"], kept["func_evals"]) == (expected["n_iter"], expected["func_evals"])
    assert len(kept["old_dirs"]) == len(expected["old_dirs"])
    assert kept["d"].tolist() == pytest.approx(expected["d"].tolist(), rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("search", [None, "strong_wolfe"])
def test_states_go_both_ways(search: str | None) -> None:
    def translated(state: Any, lib: Any) -> Any:
        if isinstance(state, flambeau.Tensor | torch.Tensor):
            return lib.tensor(state.tolist(), dtype=lib.float64)
        if isinstance(state, dict):
            return {key: translated(value, lib) for key, value in state.items()}
        return [translated(item, lib) for item in state] if isinstance(state, list) else state

    for source, goal in ((flambeau, torch), (torch, flambeau)):
        _, first, closure = problem(source, lr=1e-3, line_search_fn=search, max_iter=4)
        first.step(closure)
        losses, second, again = problem(goal, lr=1e-3, line_search_fn=search, max_iter=4)
        second.load_state_dict(translated(first.state_dict(), goal))
        for param, value in zip(second._params, first._params, strict=True):
            param.data.copy_(goal.tensor(value.tolist(), dtype=goal.float64))
        second.step(again)
        first_losses, _, _ = problem(source)
        reference, third, on = problem(source, lr=1e-3, line_search_fn=search, max_iter=4)
        third.step(on), third.step(on)
        assert first_losses == []
        assert losses == pytest.approx(reference[-len(losses) :], rel=1e-9)


def test_complex_and_unused_parameters() -> None:
    found = []
    for lib in (flambeau, torch):
        z = lib.tensor([1 + 2j, -0.5j], dtype=lib.complex128, requires_grad=True)
        unused = lib.ones(2, requires_grad=True, dtype=lib.float64)
        optimizer = lib.optim.LBFGS([z, unused], lr=0.5, max_iter=5)

        def closure(lib: Any = lib, z: Any = z, optimizer: Any = optimizer) -> Any:
            optimizer.zero_grad()
            loss = ((z * z - 1).abs() ** 2).sum()
            loss.backward()
            return loss

        optimizer.step(closure)
        found.append((z.real.tolist() + z.imag.tolist(), unused.tolist()))
    assert found[0][0] == pytest.approx(found[1][0], rel=1e-10)
    assert found[0][1] == found[1][1]


def refuse(lib: Any, case: str) -> Any:
    x = lib.ones(2, requires_grad=True)
    if case == "groups":
        return lib.optim.LBFGS([{"params": [x]}, {"params": [lib.ones(1, requires_grad=True)]}])
    if case == "rate":
        return lib.optim.LBFGS([x], lr=-1)
    optimizer = lib.optim.LBFGS([x], line_search_fn="golden")

    def closure() -> Any:
        loss = (x * x).sum()
        loss.backward()
        return loss

    return optimizer.step(closure)


@pytest.mark.parametrize("case", ["groups", "rate", "search"])
def test_errors(case: str) -> None:
    refuse_alike(refuse, case=case)


@both
def test_text(lib: Any) -> Any:
    return repr(lib.optim.LBFGS([lib.ones(2, requires_grad=True)], max_iter=8))
