"""Which operators of PyTorch's database are compared, and what each of them is here."""

from __future__ import annotations

import builtins
import functools
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch.testing._internal.common_methods_invocations import op_db

import flambeau

TIERS = {
    name: int(tier)
    for tier, name in (
        line.split() for line in (Path(__file__).parent / "tiers.txt").read_text().splitlines() if line[0] != "#"
    )
}


def key_of(info: Any) -> str:
    return info.name + (f" ({info.variant_test_name})" if info.variant_test_name else "")


# The database also has private helpers, prims of a compiler for GPUs and sparse tensors, which have no tier.
OPERATORS = {key_of(info): info for info in op_db if info.name in TIERS}

SPACES = ("", "nn.functional", "linalg", "fft", "special", "signal.windows", "Tensor")


def space_of(library: Any, space: str) -> Any:
    for part in filter(None, space.split(".")):
        library = getattr(library, part)
    return library


@functools.cache
def places() -> dict[int, list[tuple[str, str]]]:
    """Under which public names each of PyTorch's functions stands."""
    found: dict[int, list[tuple[str, str]]] = {}
    for space in SPACES:
        module = space_of(torch, space)
        for name in dir(module):
            found.setdefault(id(getattr(module, name, None)), []).append((space, name))
    return found


class Absent(Exception):
    """There is no such function here."""


def ours(function: Any, name: str = "") -> Any:
    """What stands here for a function of PyTorch's, or for one that calls PyTorch's."""
    if isinstance(function, functools.partial):
        return functools.partial(ours(function.func), *function.args, **function.keywords)
    known = places().get(id(function), [])
    # `name` is what the database calls it; of several names for one function that one counts.
    for space, title in sorted(known, key=lambda place: ".".join(filter(None, place)) != name):
        try:
            return getattr(space_of(flambeau, space), title)
        except AttributeError:
            continue
    if known or not isinstance(function, types.FunctionType):
        raise Absent(name or getattr(function, "__name__", str(function)))
    return rebound(function)


def seeded(op: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """In the place of the database's helper of this purpose."""
    flambeau.manual_seed(42)
    return op(*args, **kwargs)


def rebound(function: types.FunctionType) -> types.FunctionType:
    """A function of the database, looking up ``torch`` here."""
    scope = dict(function.__globals__)
    for name in names_in(function.__code__):
        if name in scope:
            scope[name] = translated(name, scope[name])
    cells = tuple(types.CellType(translated("", cell.cell_contents)) for cell in function.__closure__ or ())
    made = types.FunctionType(function.__code__, scope, function.__name__, function.__defaults__, cells)
    made.__kwdefaults__ = function.__kwdefaults__
    return made


def names_in(code: types.CodeType) -> set[str]:
    """The names that a function looks up, and those within it."""
    within = [constant for constant in code.co_consts if isinstance(constant, types.CodeType)]
    return set(code.co_names).union(*map(names_in, within))


def translated(name: str, value: Any) -> Any:
    if value is torch:
        return flambeau
    if value is torch.nn.functional:
        return flambeau.nn.functional
    if name == "wrapper_set_seed":
        return seeded
    if callable(value) and not isinstance(value, type) and not hasattr(builtins, name):
        try:
            return ours(value)
        except Absent:
            return value
    return value
