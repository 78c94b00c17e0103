"""Objects that stand for ints (``__index__``), as dimensions and sizes: every op takes them under vmap as it does
outside.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import flambeau as fl
from flambeau.ops.define import registry

sys.path.insert(0, str(Path(__file__).parents[1] / "ops"))

from operands import Maker
from samples import OPS, key_of


class Index:
    """An int to those who ask for one, and nothing else."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __index__(self) -> int:
        return self.number


def with_objects(value: Any) -> Any:
    if isinstance(value, tuple) and value and all(type(n) is int for n in value):
        return tuple(map(Index, value))
    return Index(value) if type(value) is int else value


def attempt(function: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]) -> Exception | None:
    try:
        function(*args, **kwargs)
    except Exception as error:
        return error
    return None


FAMILIES = sorted({entry.signature.__module__.rsplit(".", 1)[-1] for entry in registry})


@pytest.mark.parametrize("family", FAMILIES)
def test_ints_by_other_names(family: str) -> None:
    refused = []
    for entry in registry:
        if not entry.signature.__module__.endswith(f".{family}") or key_of(entry) not in OPS:
            continue
        function = entry.inplace_function if entry.inplace == "only" else entry.function

        def batched(first: Any, *more: Any, f: Any = function, **kwargs: Any) -> Any:
            return fl.vmap(lambda x: f(x, *more, **kwargs), randomness="same")(fl.stack([first, first]))

        for sample in OPS[key_of(entry)].samples[:3]:
            args, kwargs = Maker(fl, "float32").call_arguments(sample)
            objects = [with_objects(a) for a in args], {name: with_objects(a) for name, a in kwargs.items()}
            if not args or not isinstance(args[0], fl.Tensor):
                continue
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                if attempt(function, *objects) or attempt(batched, args, kwargs):
                    continue  # not taken outside, or not batched at all
                if error := attempt(batched, *objects):
                    refused.append(f"{key_of(entry)}: {error!r:.150}")
    assert not refused, "\n".join(refused)
