"""Learning-rate schedules against PyTorch's: rates and momenta step by step, saving, warnings, errors."""

from __future__ import annotations

import inspect
import warnings
from typing import Any

import pytest

import flambeau

torch = pytest.importorskip("torch")

Make = Any
CASES: dict[str, Make] = {
    "step": lambda s, o: s.StepLR(o, 3, 0.5),
    "multistep": lambda s, o: s.MultiStepLR(o, [2, 5, 5], 0.5),
    "constant": lambda s, o: s.ConstantLR(o, 0.25, 4),
    "linear": lambda s, o: s.LinearLR(o, 0.25, 0.75, 6),
    "exponential": lambda s, o: s.ExponentialLR(o, 0.9),
    "polynomial": lambda s, o: s.PolynomialLR(o, 7, 2.0),
    "lambda": lambda s, o: s.LambdaLR(o, lambda t: 1 / (1 + t)),
    "multiplicative": lambda s, o: s.MultiplicativeLR(o, lambda t: 0.9 if t % 2 else 1.05),
    "cosine": lambda s, o: s.CosineAnnealingLR(o, 5, 0.01),
    "restarts": lambda s, o: s.CosineAnnealingWarmRestarts(o, 3, 2, 0.01),
    "cyclic": lambda s, o: s.CyclicLR(o, 0.01, 0.1, 3, 2, mode="triangular2"),
    "cyclic_exp": lambda s, o: s.CyclicLR(o, 0.01, 0.1, 3, mode="exp_range", gamma=0.9),
    "cyclic_own": lambda s, o: s.CyclicLR(o, 0.01, 0.1, 3, scale_fn=lambda x: 1 / x, scale_mode="cycle"),
    "onecycle": lambda s, o: s.OneCycleLR(o, 0.3, total_steps=20),
    "onecycle_three": lambda s, o: s.OneCycleLR(
        o, 0.3, epochs=5, steps_per_epoch=5, three_phase=True, anneal_strategy="linear"
    ),
    "sequential": lambda s, o: s.SequentialLR(
        o, [s.LinearLR(o, 0.1, 1.0, 4), s.ExponentialLR(o, 0.9), s.ConstantLR(o, 0.5, 3)], [4, 9]
    ),
    "chained": lambda s, o: s.ChainedScheduler([s.ConstantLR(o, 0.5, 4), s.ExponentialLR(o, 0.9)]),
    "sequential_nested": lambda s, o: s.SequentialLR(
        o, [s.ChainedScheduler([s.LinearLR(o, 0.1, 1.0, 4), s.ExponentialLR(o, 0.9)]), s.StepLR(o, 2)], [5]
    ),
}
STEPS = 16
# A chain that starts a sequence is stepped before the optimizer is, here as in PyTorch.
pytestmark = pytest.mark.filterwarnings("ignore:Detected call of `lr_scheduler.step")


def optimizer_of(lib: Any, kind: str = "SGD") -> Any:
    params = [lib.zeros(1, requires_grad=True), lib.zeros(1, requires_grad=True)]
    options = {"momentum": 0.9} if kind == "SGD" else {}
    return getattr(lib.optim, kind)([{"params": params[:1]}, {"params": params[1:], "lr": 0.3}], lr=0.1, **options)


def trace(lib: Any, make: Make, kind: str = "SGD") -> list[Any]:
    optimizer = optimizer_of(lib, kind)
    schedule = make(lib.optim.lr_scheduler, optimizer)
    seen = []
    for _ in range(STEPS):
        groups = optimizer.param_groups
        momenta = [group["momentum"] if kind == "SGD" else group["betas"][0] for group in groups]
        seen.append([group["lr"] for group in groups] + momenta + list(schedule.get_last_lr()))
        optimizer.step()
        schedule.step()
    return seen


def test_every_schedule_has_a_case() -> None:
    made = {type(make(flambeau.optim.lr_scheduler, optimizer_of(flambeau))).__name__ for make in CASES.values()}
    assert made | {"LRScheduler", "ReduceLROnPlateau"} == set(flambeau.optim.lr_scheduler.__all__)


@pytest.mark.parametrize("name", flambeau.optim.lr_scheduler.__all__)
def test_options_are_pytorchs(name: str) -> None:
    ours, theirs = (
        [
            (p.name, p.default, p.kind)
            for p in inspect.signature(getattr(lib.optim.lr_scheduler, name)).parameters.values()
        ]
        for lib in (flambeau, torch)
    )
    assert ours == theirs


@pytest.mark.parametrize("kind", ["SGD", "Adam"])
@pytest.mark.parametrize("case", CASES)
def test_rates_are_pytorchs(case: str, kind: str) -> None:
    ours, theirs = trace(flambeau, CASES[case], kind), trace(torch, CASES[case], kind)
    for step, (mine, expected) in enumerate(zip(ours, theirs, strict=True)):
        assert mine == pytest.approx(expected, rel=1e-12), step


@pytest.mark.parametrize("case", CASES)
def test_state_round_trip(case: str) -> None:
    """A schedule restored after seven steps goes on as the first does."""
    first, second = optimizer_of(flambeau), optimizer_of(flambeau)
    make = CASES[case]
    schedule = make(flambeau.optim.lr_scheduler, first)
    for _ in range(7):
        first.step()
        schedule.step()
    restored = make(flambeau.optim.lr_scheduler, second)
    second.load_state_dict(first.state_dict())
    restored.load_state_dict(schedule.state_dict())
    for _ in range(5):
        for optimizer, one in ((first, schedule), (second, restored)):
            optimizer.step()
            one.step()
        assert restored.get_last_lr() == schedule.get_last_lr()


@pytest.mark.parametrize("case", [case for case in CASES if case not in ("sequential", "chained", "sequential_nested")])
def test_resuming_at_an_epoch(case: str) -> None:
    seen = []
    for lib in (flambeau, torch):
        optimizer = optimizer_of(lib)
        CASES[case](lib.optim.lr_scheduler, optimizer)
        for group, rate in zip(optimizer.param_groups, (0.07, 0.2), strict=True):
            group["lr"] = rate
        scheduler = lib.optim.lr_scheduler

        class At:
            """The scheduler module with last_epoch=3 added to every call."""

            def __getattr__(self, name: str, scheduler: Any = scheduler) -> Any:
                return lambda *args, **kwargs: getattr(scheduler, name)(*args, **kwargs, last_epoch=3)

        schedule = CASES[case](At(), optimizer)
        for _ in range(4):
            seen.append(list(schedule.get_last_lr()))
            optimizer.step()
            schedule.step()
    assert seen[:4] == [pytest.approx(rates, rel=1e-12) for rates in seen[4:]]


@pytest.mark.parametrize("mode", ["min", "max"])
@pytest.mark.parametrize("threshold_mode", ["rel", "abs"])
def test_plateau(mode: str, threshold_mode: str) -> None:
    measures = [3.0, 2.0, 2.0, 2.1, 1.9, 1.95, 2.5, 2.5, 2.5, 0.5, 0.7, float("nan"), 0.7, 0.7, 0.7, 0.7]
    seen = []
    for lib in (flambeau, torch):
        optimizer = optimizer_of(lib)
        schedule = lib.optim.lr_scheduler.ReduceLROnPlateau(
            optimizer, mode, 0.5, patience=1, threshold=0.1, threshold_mode=threshold_mode, cooldown=1, min_lr=0.02
        )
        rates = []
        for measure in measures:
            schedule.step(lib.tensor(measure))
            rates.append(list(schedule.get_last_lr()))
        seen.append(rates)
    assert seen[0] == seen[1]


def test_explicit_epochs() -> None:
    for case in ("step", "multistep", "constant", "linear", "exponential", "polynomial", "cosine", "restarts"):
        seen = []
        for lib in (flambeau, torch):
            optimizer = optimizer_of(lib)
            schedule = CASES[case](lib.optim.lr_scheduler, optimizer)
            optimizer.step()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                for epoch in (4, 2, 9):
                    schedule.step(epoch)
                    seen.append(schedule.get_last_lr())
        assert seen[:3] == [pytest.approx(rates, rel=1e-12) for rates in seen[3:]], case


def test_warns_of_a_step_in_the_wrong_order() -> None:
    optimizer = optimizer_of(flambeau)
    schedule = flambeau.optim.lr_scheduler.StepLR(optimizer, 2)
    with pytest.warns(UserWarning, match="before `optimizer.step\\(\\)`"):
        schedule.step()
    optimizer = optimizer_of(flambeau)
    schedule = flambeau.optim.lr_scheduler.StepLR(optimizer, 2)
    optimizer.step()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        schedule.step()


def test_tensor_rate_is_changed_in_place() -> None:
    rate = flambeau.tensor(0.5)
    optimizer = flambeau.optim.SGD([flambeau.zeros(1, requires_grad=True)], lr=rate)
    schedule = flambeau.optim.lr_scheduler.ExponentialLR(optimizer, 0.5)
    optimizer.step()
    schedule.step()
    assert optimizer.param_groups[0]["lr"] is rate
    assert rate.item() == 0.25


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda s, o: s.StepLR(3, 2), TypeError, "int is not an Optimizer"),
        (lambda s, o: s.StepLR(o, 2, last_epoch=3), KeyError, "initial_lr"),
        (lambda s, o: s.ConstantLR(o, 2.0), ValueError, "expected to be between 0 and 1"),
        (lambda s, o: s.LinearLR(o, 0.0), ValueError, "expected to be greater than 0"),
        (lambda s, o: s.LambdaLR(o, [lambda t: t]), ValueError, "has 1 values, param_groups has 2"),
        (lambda s, o: s.CosineAnnealingWarmRestarts(o, 0), ValueError, "Expected positive integer T_0"),
        (lambda s, o: s.OneCycleLR(o, 1.0), ValueError, "You must define either total_steps"),
        (lambda s, o: s.CyclicLR(o, 0.1, 1.0, mode="zigzag"), ValueError, "mode is invalid"),
        (lambda s, o: s.ReduceLROnPlateau(o, factor=1.5), ValueError, "Factor should be < 1.0"),
        (lambda s, o: s.SequentialLR(o, [], []), ValueError, "at least one scheduler"),
        (lambda s, o: s.SequentialLR(o, [s.StepLR(o, 2)], [3]), ValueError, "one more than the number of milestone"),
    ],
)
def test_bad_arguments_are_refused(make: Make, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        make(flambeau.optim.lr_scheduler, optimizer_of(flambeau))


def comparable(state: Any) -> Any:
    """A state with functions and other objects by their class."""
    if isinstance(state, dict):
        return {key: comparable(value) for key, value in state.items()}
    if isinstance(state, list | tuple):
        return [comparable(value) for value in state]
    return state if isinstance(state, int | float | str | None) else type(state).__name__


@pytest.mark.parametrize("name", CASES)
def test_states_hold_what_pytorchs_hold(name: str) -> None:
    states = []
    for lib in (flambeau, torch):
        optimizer = lib.optim.SGD([lib.ones(1, requires_grad=True)], lr=0.1, momentum=0.9)
        schedule = CASES[name](lib.optim.lr_scheduler, optimizer)
        for _ in range(7):
            optimizer.step()
            schedule.step()
        states.append(comparable(schedule.state_dict()))
    flat = [dict(leaves(state)) for state in states]
    assert flat[0].keys() == flat[1].keys()
    for key, value in flat[1].items():
        assert flat[0][key] == (pytest.approx(value) if isinstance(value, float) else value), key


def leaves(state: Any, path: str = "") -> Any:
    items = state.items() if isinstance(state, dict) else enumerate(state)
    for key, value in items:
        if isinstance(value, dict | list):
            yield from leaves(value, f"{path}.{key}")
        else:
            yield f"{path}.{key}", value


@pytest.mark.parametrize("name", CASES)
def test_asking_for_the_next_rates_warns(name: str) -> None:
    found = []
    for lib in (flambeau, torch):
        optimizer = lib.optim.SGD([lib.ones(1, requires_grad=True)], lr=0.1, momentum=0.9)
        schedule = CASES[name](lib.optim.lr_scheduler, optimizer)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                rates = schedule.get_lr()
            except NotImplementedError:
                rates = []
        found.append((pytest.approx(rates) if lib is torch else rates, [str(w.message) for w in caught]))
    assert found[0] == found[1]
