"""What the package exports: `__all__` is the public surface, every name resolves, every registry export is there."""

from __future__ import annotations

import importlib
import types

import pytest

import flambeau as fl
from flambeau.ops.define import registry

MODULES = [
    "flambeau",
    "flambeau.autograd",
    "flambeau.autograd.functional",
    "flambeau.nn",
    "flambeau.nn.functional",
    "flambeau.fft",
    "flambeau.linalg",
    "flambeau.signal.windows",
    "flambeau.special",
    "flambeau.nn.init",
    "flambeau.nn.utils",
    "flambeau.optim",
    "flambeau.optim.lr_scheduler",
    "flambeau.utils.data",
    "flambeau.testing",
]


@pytest.mark.parametrize("name", MODULES)
def test_all_resolves(name: str) -> None:
    module = importlib.import_module(name)
    names = list(module.__all__)
    assert len(names) == len(set(names)), "a name is there twice"
    assert [n for n in names if not hasattr(module, n)] == []


@pytest.mark.parametrize("name", MODULES)
def test_all_is_the_public_surface(name: str) -> None:
    """A public name defined here that `__all__` leaves out is an accident: export it or give it an underscore."""
    module = importlib.import_module(name)
    own = [
        n
        for n, value in vars(module).items()
        if not n.startswith("_")
        and n not in module.__all__
        and not isinstance(value, types.ModuleType)
        and getattr(value, "__module__", "").startswith("flambeau")
        and getattr(value, "__module__", "") == name
        and not (value.__doc__ or "").startswith("Former name of")  # they warn, and nobody is led to them
    ]
    assert own == []


def exported() -> list[tuple[str, str]]:
    return [
        (space, entry.name)
        for entry in registry
        for space in entry.namespaces
        if entry.inplace != "only" and entry.prop is not True
    ]


def test_every_registry_export_is_there() -> None:
    missing = []
    for space, name in exported():
        module = importlib.import_module(f"flambeau.{space}" if space else "flambeau")
        if not hasattr(module, name) or name not in module.__all__:
            missing.append(f"{space}.{name}")
    assert missing == []


def test_every_method_is_there() -> None:
    missing = [
        entry.method
        for entry in registry
        if entry.method and entry.inplace != "only" and not entry.prop and not hasattr(fl.Tensor, entry.method)
    ]
    written = [
        f"{entry.method}_"
        for entry in registry
        if entry.method and entry.inplace_function is not None and not hasattr(fl.Tensor, f"{entry.method}_")
    ]
    assert missing + written == []


def test_every_entry_is_documented() -> None:
    assert [entry.qualified for entry in registry if not (entry.signature.__doc__ or "").strip()] == []


def test_public_entries_show_an_example() -> None:
    """What a user calls has an example, which test_doctests.py runs."""
    assert [
        entry.qualified for entry in registry if entry.namespaces and ">>>" not in (entry.signature.__doc__ or "")
    ] == []


def test_unknown_names_say_so() -> None:
    with pytest.raises(AttributeError, match="no attribute 'no_such_function'"):
        _ = fl.no_such_function
