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


def convolution() -> Callable[[], Any]:
    layer, x = fl.nn.Conv2d(1, 2, 3), fl.ones(1, 1, 5, 5)
    return lambda: layer(x)


def gradients_of_a_batch() -> Callable[[], Any]:
    x = fl.ones(4, 3)
    return lambda: vmap(grad(lambda t: (t * t).sum()))(x)


RULES = 3  # of a sum and, twice, of a product
CASES = {
    "backward": (backward, 4 + RULES),
    "Conv2d": (convolution, 7),
    "grad": (gradient, 15 + RULES),
    "vmap of grad": (gradients_of_a_batch, 70),
}


@pytest.mark.parametrize("name", CASES)
def test_common_paths_are_short(name: str) -> None:
    make, most = CASES[name]
    entered = hops(make())
    assert entered, "nothing was counted"
    assert len(entered) <= most, entered
