"""Schedules with bad options fail where PyTorch's do, at the start or at a step, with the same class of error."""

from __future__ import annotations

import math
import warnings
from typing import Any

import pytest

import flambeau

torch = pytest.importorskip("torch")

OPTIONS: dict[str, dict[str, Any]] = {
    "StepLR": {"step_size": 2, "gamma": 0.5},
    "MultiStepLR": {"milestones": [1, 3], "gamma": 0.5},
    "ConstantLR": {"factor": 0.5, "total_iters": 3},
    "LinearLR": {"start_factor": 0.5, "end_factor": 0.75, "total_iters": 3},
    "ExponentialLR": {"gamma": 0.5},
    "PolynomialLR": {"total_iters": 3, "power": 2.0},
    "LambdaLR": {"lr_lambda": lambda t: 0.5},
    "MultiplicativeLR": {"lr_lambda": lambda t: 0.5},
    "CosineAnnealingLR": {"T_max": 3, "eta_min": 0.01},
    "CosineAnnealingWarmRestarts": {"T_0": 2, "T_mult": 2, "eta_min": 0.01},
    "CyclicLR": {
        "base_lr": 0.01, "max_lr": 0.1, "step_size_up": 2, "step_size_down": 3, "mode": "triangular", "gamma": 0.9,
        "scale_fn": None, "scale_mode": "cycle", "cycle_momentum": True, "base_momentum": 0.8, "max_momentum": 0.9,
    },
    "OneCycleLR": {
        "max_lr": 0.1, "total_steps": 10, "pct_start": 0.3, "anneal_strategy": "cos", "cycle_momentum": True,
        "base_momentum": 0.85, "max_momentum": 0.95, "div_factor": 25.0, "final_div_factor": 1e4, "three_phase": False,
    },
    "OneCycleLR by epochs": {"max_lr": 0.1, "epochs": 2, "steps_per_epoch": 3},
    "ReduceLROnPlateau": {
        "mode": "min", "factor": 0.1, "patience": 1, "threshold": 1e-4, "threshold_mode": "rel", "cooldown": 0,
        "min_lr": 0, "eps": 1e-8,
    },
    "SequentialLR": {"schedulers": 2, "milestones": [2]},
    "ChainedScheduler": {"schedulers": 2},
}  # fmt: skip
BAD = (
    0, -1, 0.0, -0.5, 1.5, 2, 10**30, math.nan, math.inf, True, None, "x", 1j, object(), {}, [1], [1, 2], [1, 2, 3],
    (1, 2), [None, None], ["a", "b"], [[1], [2]],
)  # fmt: skip
# PyTorch multiplies a string before it looks at it, and steps with complex momenta that it then compares with nothing.
ACCIDENTS = {("OneCycleLR", "pct_start"): "x"} | {
    (name, f"{end}_momentum"): 1j for name in ("CyclicLR", "OneCycleLR") for end in ("base", "max")
}
# A rate that is not a number is refused here at once; PyTorch goes on with it.
REFUSED_HERE = {("ConstantLR", "factor"), ("LinearLR", "start_factor"), ("LinearLR", "end_factor")}


def optimizer_of(lib: Any) -> Any:
    params = [lib.zeros(1, requires_grad=True) for _ in range(2)]
    return lib.optim.SGD([{"params": params[:1]}, {"params": params[1:], "lr": 0.3}], lr=0.1, momentum=0.9)


def made(lib: Any, name: str, options: dict[str, Any], optimizer: Any) -> Any:
    schedules, options = lib.optim.lr_scheduler, dict(options)
    if options.get("schedulers") == 2:
        options["schedulers"] = [schedules.ConstantLR(optimizer, 0.5, 2), schedules.ExponentialLR(optimizer, 0.9)]
    if name == "ChainedScheduler":
        return schedules.ChainedScheduler(optimizer=optimizer, **options)
    return getattr(schedules, name.split()[0])(optimizer, **options)


def outcome(lib: Any, name: str, options: dict[str, Any], epoch: tuple[Any, ...] = ()) -> tuple[str, Any, str]:
    """Where it failed, with which class and words; or all rates."""
    rates: list[float] = []
    stage, optimizer = "made", optimizer_of(lib)
    try:
        schedule = made(lib, name, options, optimizer)
        for stage in map(str, range(6)):
            optimizer.step()
            arguments = (1.0,) if name == "ReduceLROnPlateau" else epoch if stage == "2" else ()
            schedule.step(*arguments)
            rates += [float(rate) for rate in schedule.get_last_lr()]
    except Exception as error:
        return stage, type(error), str(error)
    return "done", rates, ""


@pytest.mark.parametrize(
    ("name", "option"), [(name, option) for name, options in OPTIONS.items() for option in (*options, "last_epoch")]
)
def test_bad_options_fail_as_pytorchs(name: str, option: str) -> None:
    if option == "last_epoch" and name in ("ReduceLROnPlateau", "ChainedScheduler"):
        return
    for bad in BAD:
        options = {**OPTIONS[name], option: bad}
        if (bad == 2 and option == "schedulers") or ACCIDENTS.get((name, option)) == bad:
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ours, theirs = outcome(flambeau, name, options), outcome(torch, name, options)
        if bad is math.nan and (name, option) in REFUSED_HERE:
            assert ours[:2] == ("made", ValueError)
            continue
        agree(ours, theirs, f"{name}({option}={bad!r})")


@pytest.mark.parametrize("name", [name for name in OPTIONS if name != "ReduceLROnPlateau"])
def test_bad_epochs_fail_as_pytorchs(name: str) -> None:
    for bad in BAD:
        if bad is None or bad == math.inf:  # infinity is told as a number that is no epoch
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ours, theirs = (outcome(lib, name, OPTIONS[name], (bad,)) for lib in (flambeau, torch))
        agree(ours, theirs, f"{name}.step({bad!r})")


def agree(ours: tuple[str, Any, str], theirs: tuple[str, Any, str], what: str) -> None:
    assert ours[0] == theirs[0], f"{what}: {ours}, PyTorch's {theirs}"
    if ours[0] == "done":
        assert ours[1] == pytest.approx(theirs[1], rel=1e-9, nan_ok=True), what
    else:
        assert ours[1] is theirs[1], f"{what}: {ours}, PyTorch's {theirs}"


def test_arithmetic_errors_tell_the_options() -> None:
    optimizer = optimizer_of(flambeau)
    schedule = flambeau.optim.lr_scheduler.StepLR(optimizer, 0)
    optimizer.step()
    with pytest.raises(
        ZeroDivisionError, match=r"StepLR.get_lr\(\): the options do not go together .* step_size is int 0"
    ):
        schedule.step()
