"""Averaged models, their schedule and their statistics, against PyTorch's."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from beside import agree, refuse_alike, torch

import flambeau

AVERAGES = ["default", "ema", "ema_multi", "swa", "swa_multi", "own"]


def swa(lib: Any) -> Any:
    return importlib.import_module(f"{lib.__name__}.optim.swa_utils")


def model_of(lib: Any) -> Any:
    lib.manual_seed(0)
    return lib.nn.Sequential(lib.nn.Linear(3, 4), lib.nn.BatchNorm1d(4), lib.nn.Linear(4, 1))


def values(state: Any) -> Any:
    return {key: value.double().reshape(-1).tolist() for key, value in state.items()}


def averaged(lib: Any, average: str, use_buffers: bool) -> Any:
    utils, model = swa(lib), model_of(lib)
    options = {
        "default": {},
        "ema": {"avg_fn": utils.get_ema_avg_fn(0.9)},
        "ema_multi": {"multi_avg_fn": utils.get_ema_multi_avg_fn(0.9)},
        "swa": {"avg_fn": utils.get_swa_avg_fn()},
        "swa_multi": {"multi_avg_fn": utils.get_swa_multi_avg_fn()},
        "own": {"avg_fn": lambda average, current, count: 0.1 * current + 0.9 * average / count},
    }[average]
    wrapped = utils.AveragedModel(model, use_buffers=use_buffers, **options)
    optimizer = lib.optim.SGD(model.parameters(), lr=0.1)
    x = lib.linspace(-1, 1, 15).reshape(5, 3)
    for _ in range(4):
        optimizer.zero_grad()
        model(x).square().sum().backward()
        optimizer.step()
        wrapped.update_parameters(model)
    wrapped.eval()
    again = utils.AveragedModel(model, use_buffers=use_buffers, **options)
    again.load_state_dict(wrapped.state_dict())
    return values({**again.state_dict(), "result": wrapped(x)}), repr(wrapped)


@pytest.mark.parametrize("average", AVERAGES)
@pytest.mark.parametrize("use_buffers", [False, True])
def test_averages(average: str, use_buffers: bool) -> None:
    if use_buffers and average in ("default", "swa_multi"):
        # PyTorch refuses the mean of counts of batches there.
        averaged(flambeau, average, use_buffers)
        return
    (ours, text), (theirs, expected) = (averaged(lib, average, use_buffers) for lib in (flambeau, torch))
    assert text == expected
    assert ours.keys() == theirs.keys()
    for key in ours:
        assert ours[key] == pytest.approx(theirs[key], rel=1e-4, abs=1e-5), key


def counted(lib: Any) -> Any:
    model = model_of(lib)
    model.eval()
    model[1].momentum = 0.3
    x = lib.linspace(-1, 1, 60).reshape(20, 3)
    swa(lib).update_bn([(batch, None) for batch in x.split(7)], model)
    seen = values(model[1].state_dict())
    swa(lib).update_bn(x.split(6), model, device="cpu")
    return [*seen.values(), *values(model[1].state_dict()).values(), [model.training, model[1].momentum]]


def test_statistics_of_a_loader() -> None:
    for ours, theirs in zip(counted(flambeau), counted(torch), strict=True):
        assert ours == pytest.approx(theirs, rel=1e-5, abs=1e-6)


def annealed(lib: Any, strategy: str, epochs: int, rate: Any) -> Any:
    params = [lib.ones(1, requires_grad=True), lib.ones(1, requires_grad=True)]
    optimizer = lib.optim.SGD([{"params": params[:1]}, {"params": params[1:], "lr": 0.5}], lr=1.0)
    schedule = swa(lib).SWALR(optimizer, rate, anneal_epochs=epochs, anneal_strategy=strategy)
    seen = [schedule.get_last_lr()]
    for _ in range(6):
        optimizer.step()
        schedule.step()
        seen.append(schedule.get_last_lr())
    return [[round(r, 9) for r in rates] for rates in seen], sorted(optimizer.param_groups[0])


@pytest.mark.parametrize("strategy", ["cos", "linear", "steep"])
@pytest.mark.parametrize("epochs", [0, 1, 4, -1, 1.5])
@pytest.mark.parametrize("rate", [0.05, [0.1, 0.2], [0.1]], ids=str)
def test_schedule(strategy: str, epochs: int, rate: Any) -> None:
    agree(annealed, strategy=strategy, epochs=epochs, rate=rate)


def refused(lib: Any, case: str) -> Any:
    utils = swa(lib)
    if case == "decay":
        return utils.get_ema_avg_fn(1.5)
    if case == "multi decay":
        return utils.get_ema_multi_avg_fn(-0.1)
    return utils.AveragedModel(model_of(lib), avg_fn=utils.get_swa_avg_fn(), multi_avg_fn=utils.get_swa_multi_avg_fn())


@pytest.mark.parametrize("case", ["decay", "multi decay", "both"])
def test_errors(case: str) -> None:
    refuse_alike(refused, case=case)
