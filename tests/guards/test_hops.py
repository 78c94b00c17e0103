"""How many Python functions the common paths run through: each costs time, and a reader a jump."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import flambeau as fl
from flambeau.func import grad, vmap

PACKAGE = str(Path(fl.__file__).parent)


def hops(program: Callable[[], Any]) -> list[str]:
    """The Python functions of the library, and of the standard library below it, that a call enters."""
    program()  # once before: what is made at first use does not count
    entered: list[str] = []

    def note(frame: Any, event: str, _: Any) -> None:
        if event == "call" and frame.f_code.co_filename != __file__:
            entered.append(frame.f_code.co_qualname)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        program()
    finally:
        sys.setprofile(before)
    return entered


def backward() -> Callable[[], Any]:
    x = fl.ones(3, requires_grad=True)
    return lambda: (x * x).sum().backward()


def gradient() -> Callable[[], Any]:
    x = fl.ones(3)
    return lambda: grad(lambda t: (t * t).sum())(x)


def call_of(layer: Any, *shape: int) -> Callable[[], Callable[[], Any]]:
    """The case of a layer's call on one input."""
    x = fl.ones(*shape)
    return lambda: lambda: layer(x)


def gradients_of_a_batch() -> Callable[[], Any]:
    x = fl.ones(4, 3)
    return lambda: vmap(grad(lambda t: (t * t).sum()))(x)


RULES = 3  # of a sum and, twice, of a product
CASES = {
    "backward": (backward, 4 + RULES),
    "grad": (gradient, 12 + RULES),
    "vmap of grad": (gradients_of_a_batch, 38),
    # The call, the layer's forward, the function.
    "Linear": (call_of(fl.nn.Linear(3, 2), 4, 3), 2),
    "Conv1d": (call_of(fl.nn.Conv1d(1, 2, 3), 1, 1, 5), 3),
    "Conv2d": (call_of(fl.nn.Conv2d(1, 2, 3), 1, 1, 5, 5), 3),
    "ConvTranspose2d": (call_of(fl.nn.ConvTranspose2d(1, 2, 3), 1, 1, 5, 5), 5),
    "BatchNorm2d": (call_of(fl.nn.BatchNorm2d(2), 3, 2, 4, 4), 4),
    "MaxPool2d": (call_of(fl.nn.MaxPool2d(2), 1, 1, 4, 4), 5),
    "AdaptiveAvgPool2d": (call_of(fl.nn.AdaptiveAvgPool2d(1), 1, 1, 4, 4), 5),
}


@pytest.mark.parametrize("name", CASES)
def test_common_paths_are_short(name: str) -> None:
    make, most = CASES[name]
    entered = hops(make())
    assert entered, "nothing was counted"
    assert len(entered) <= most, entered
