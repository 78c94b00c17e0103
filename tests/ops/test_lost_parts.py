"""Conversions of complex numbers to real ones warn, unless nothing is lost; the engine's own never do."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import pytest

import flambeau as fl

Z = fl.tensor([1 + 2j, 3 - 1j])
LOSING: dict[str, Callable[[], Any]] = {
    "to": lambda: Z.to(fl.float32),
    "float": Z.float,
    "int": Z.int,
    "type": lambda: Z.type(fl.float64),
    "as_tensor": lambda: fl.as_tensor(Z, dtype=fl.float32),
    "copy_": lambda: fl.zeros(2).copy_(Z),
    "setitem": lambda: fl.zeros(3).__setitem__(slice(2), Z),
    "sum": lambda: Z.sum(dtype=fl.float32),
}


def through_real_and_complex() -> None:
    x = fl.ones(2, requires_grad=True)
    (x * Z).abs().sum().backward()


KEEPING: dict[str, Callable[[], Any]] = {
    "to bool": Z.bool,
    "to complex": lambda: Z.to(fl.complex128),
    "real": lambda: Z.real,
    "abs": Z.abs,
    "empty": lambda: fl.zeros(0, dtype=fl.complex64).float(),
    "from real": lambda: Z.clone().copy_(fl.ones(2)),
    "backward": through_real_and_complex,
}


@pytest.mark.parametrize("name", LOSING)
def test_warns(name: str) -> None:
    with pytest.warns(UserWarning, match="Casting complex values to real discards the imaginary part"):
        LOSING[name]()


@pytest.mark.parametrize("name", KEEPING)
def test_silent(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        KEEPING[name]()


def test_as_an_error_it_leaves_the_target_alone() -> None:
    target = fl.zeros(2)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(UserWarning, match="Casting complex"):
            target.copy_(Z)
    assert target.tolist() == [0.0, 0.0]
