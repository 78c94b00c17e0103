"""Kernel calls are values: what a training step launched is launched again on new data, without the program.

A recording (``_core._record_launches``, for tests only) keeps every call of a kernel that goes through ``launch``, the
one door. Run again on other inputs, it must leave the bits that the program itself leaves; where it does not, something
was computed beside the door, or a launch looked at memory that is not its own.
"""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest

import flambeau as fl
from flambeau import _core, nn
from flambeau.nn import functional as F

Step = Callable[[], fl.Tensor]


def bits(*tensors: fl.Tensor) -> list[bytes]:
    return [t.detach().contiguous().numpy().tobytes() for t in tensors]


def convolutional() -> tuple[nn.Module, tuple[int, ...]]:
    layers = (
        nn.Conv2d(3, 8, 3, padding=1),
        nn.BatchNorm2d(8),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(8, 8, 3, groups=2),
        nn.GroupNorm(2, 8),
        nn.ReLU(),
        nn.AvgPool2d(2),
        nn.Flatten(),
        nn.Linear(8, 5),
    )
    return nn.Sequential(*layers), (4, 3, 8, 8)


def perceptron() -> tuple[nn.Module, tuple[int, ...]]:
    layers = (nn.Linear(6, 16), nn.LayerNorm(16), nn.GELU(), nn.Linear(16, 16), nn.Tanh(), nn.Linear(16, 5))
    return nn.Sequential(*layers), (4, 6)


def sgd(params: object) -> fl.optim.Optimizer:
    return fl.optim.SGD(params, lr=0.1, momentum=0.9, weight_decay=0.01)  # type: ignore[arg-type]


def adam(params: object) -> fl.optim.Optimizer:
    return fl.optim.Adam(params, lr=0.01)  # type: ignore[arg-type]


def step_of(model: nn.Module, optimizer: fl.optim.Optimizer, x: fl.Tensor, y: fl.Tensor) -> Step:
    def step() -> fl.Tensor:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        return loss.detach()

    return step


@pytest.mark.parametrize("optimizer", [adam, sgd])
@pytest.mark.parametrize("network", [convolutional, perceptron])
def test_a_recorded_training_step_trains_on(
    network: Callable[[], tuple[nn.Module, tuple[int, ...]]], optimizer: Callable[[object], fl.optim.Optimizer]
) -> None:
    fl.manual_seed(0)
    model, shape = network()
    x, y = fl.empty(shape), fl.empty(shape[0], dtype=fl.int64)
    recorded = step_of(model, optimizer(model.parameters()), x, y)
    twin = copy.deepcopy(model)
    x_twin, y_twin = fl.empty_like(x), fl.empty_like(y)
    stepped = step_of(twin, optimizer(twin.parameters()), x_twin, y_twin)

    def draw() -> None:
        for to in (x, x_twin):
            fl.manual_seed(draws[0])
            to.normal_()
        for to in (y, y_twin):
            fl.manual_seed(draws[0])
            to.random_(5)
        draws[0] += 1

    draws = [1]
    draw()
    recorded()  # makes the optimiser's state
    stepped()
    draw()
    losses: list[fl.Tensor] = []
    launches = _core._record_launches(lambda: losses.append(recorded()))
    stepped()
    for _ in range(4):
        draw()
        noise = [fl.full((n,), 7.0) for n in (5, 32, 1000, 1536, 4096)]  # what freed memory would be used for
        assert _core._run_launches(launches) > 20
        expected = stepped()
        del noise
        assert bits(losses[0], *model.state_dict().values()) == bits(expected, *twin.state_dict().values())


def test_what_depends_on_values_cannot_be_recorded() -> None:
    x = fl.arange(6.0)
    for name, ask in {
        "item": lambda: x.sum().item(),
        "tolist": lambda: x.tolist(),
        "nonzero": lambda: x.nonzero(),
        "masked_select": lambda: fl.masked_select(x, x > 2),
        "index": lambda: x[x > 2],
        "unique": lambda: x.unique(),
    }.items():
        with pytest.raises(RuntimeError, match=f"{name}.*: what follows depends on the values"):
            _core._record_launches(ask)
    assert _core._run_launches(_core._record_launches(lambda: None)) == 0  # none stayed open
