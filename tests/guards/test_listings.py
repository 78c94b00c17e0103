"""`dir` of a public module, from which editors complete, lists what it exports and nothing that it only imports."""

from __future__ import annotations

import importlib
import types

import pytest

import flambeau as fl

STANDARD = {"typing", "collections.abc", "contextlib", "__future__", "abc", "enum", "dataclasses", "types"}


def _public(module: types.ModuleType) -> list[str]:
    return [name for name in dir(module) if not name.startswith("_")]


def _reached() -> dict[str, types.ModuleType]:
    """The public modules: those that `dir` leads to. Of `ops` it is the list of themes: their files are for reading."""
    found, waiting = {}, [fl]
    while waiting:
        module = waiting.pop()
        found[module.__name__] = module
        values = [getattr(module, name) for name in _public(module)] if module is not fl.ops else []
        modules = [value for value in values if isinstance(value, types.ModuleType)]
        waiting += [m for m in modules if m.__name__ not in (*found, "multiprocessing.reduction")]
    return found


REACHED = _reached()


def _home_of(value: object) -> str:
    kind = value if isinstance(value, type) or callable(value) else type(value)
    home = value.__name__ if isinstance(value, types.ModuleType) else getattr(kind, "__module__", "")
    return home if isinstance(home, str) else ""


def test_dir_leads_to_public_modules_of_ours() -> None:
    assert len(REACHED) > 60
    assert [name for name in REACHED if name.split(".")[0] != "flambeau" or "._" in name] == []


def test_only_what_is_exported_is_listed() -> None:
    leaked = {}
    for name, module in REACHED.items():
        values = {n: getattr(module, n) for n in _public(module)}  # and everything that is listed is there
        private = [n for n in dir(module) if n.startswith("_") and not (n.startswith("__") and n.endswith("__"))]
        exported = getattr(module, "__all__", ())
        leaked[name] = private + [n for n, v in values.items() if _home_of(v) in STANDARD and n not in exported]
    assert {name: found for name, found in leaked.items() if found} == {}


@pytest.mark.filterwarnings("ignore")  # of names that PyTorch means to remove
def test_what_pytorch_exports_and_we_have_is_listed() -> None:
    """A name that is imported when first asked for is completed before anybody has asked."""
    pytest.importorskip("torch")
    hidden = {}
    for name, module in REACHED.items():
        try:
            theirs = importlib.import_module(name.replace("flambeau", "torch", 1))
        except ImportError:
            continue
        found = {n: getattr(theirs, n, None) for n in _public(theirs)}
        own = [n for n, value in found.items() if _home_of(value) == theirs.__name__]
        exported = {*own, *getattr(theirs, "__all__", ())}
        ours = [n for n in exported if _home_of(getattr(module, n, None)).startswith("flambeau")]
        hidden[name] = sorted({*ours} - {*dir(module)})
    assert {name: found for name, found in hidden.items() if found} == {}
