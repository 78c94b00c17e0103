"""Every documented thing works as the first thing that a process does: nothing depends on another's having been used.

The examples of the docstrings run in forks of a process that has imported flambeau and nothing else, NumPy included: as
they are, in a thread, and within no_grad, inference mode and vmap. A few run in an interpreter started for them.
"""

from __future__ import annotations

import doctest
import functools
import importlib
import importlib.util
import json
import pkgutil
import subprocess
import sys
import types
from pathlib import Path
from typing import Any

import pytest

import flambeau
from flambeau.ops.define import registry

PROGRAM = Path(__file__).with_name("first_use.py")
# Programs and switches of the whole process; and what measures for seconds.
LEFT_OUT = (
    "flambeau.__main__",
    "flambeau.cli",
    "flambeau._program",
    "flambeau.demo",
    "flambeau.compat",
    "flambeau.utils",
)
PARTS = 6

Case = tuple[str, str, list[tuple[str, str]]]  # name, module whose names its examples use, examples


def examples_of(text: str | None) -> list[tuple[str, str]]:
    found = doctest.DocTestParser().get_examples(text or "")
    return [(e.source, e.want) for e in found if not e.options.get(doctest.SKIP)]


def documented(module: types.ModuleType) -> list[tuple[str, str | None]]:
    """The docstrings of what a module defines, by name."""
    found = []
    for name, value in vars(module).items():
        if getattr(value, "__module__", None) != module.__name__:
            continue
        found.append((f"{module.__name__}.{name}", getattr(value, "__doc__", None)))
        for attribute, member in vars(value).items() if isinstance(value, type) else ():
            member = member.fget if isinstance(member, property) else getattr(member, "__func__", member)
            if isinstance(getattr(member, "__doc__", None), str) and callable(member):
                found.append((f"{module.__name__}.{name}.{attribute}", member.__doc__))
    return found


def pattern(name: str, examples: list[tuple[str, str]]) -> str:
    """The same for examples of published weights, which follow one pattern in each module."""
    sources = "".join(source for source, _ in examples)
    own = name.rsplit(".", 1)[-1].lower().removesuffix("_weights")
    return sources.lower().replace(own, "NAME") if "_Weights" in sources else sources


@functools.cache
def cases() -> list[Case]:
    """Everything that has an example, each once, and of those that follow a pattern one in a module."""
    docs: dict[str, tuple[str, str | None]] = {e.qualified: ("", e.signature.__doc__) for e in registry}
    for info in pkgutil.walk_packages(flambeau.__path__, "flambeau."):
        if not info.name.endswith("_core") and not info.name.startswith(LEFT_OUT):
            found = documented(importlib.import_module(info.name))
            docs.update({name: (info.name, text) for name, text in found})
    found_first: dict[tuple[str, str], Case] = {}
    for name, (module, text) in docs.items():
        if isinstance(text, str) and ">>>" in text and (examples := examples_of(text)):  # a class may compute it
            # An op's function in its module says what its entry says.
            home = "" if module.startswith("flambeau.ops.") else module
            found_first.setdefault((home, pattern(name, examples)), (name, module, examples))
    return list(found_first.values())


def run(chosen: list[Case]) -> list[Any]:
    done = subprocess.run(
        [sys.executable, PROGRAM], input=json.dumps(chosen), capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("part", range(PARTS))
def test_anything_may_come_first(part: int) -> None:
    chosen = cases()[part::PARTS]
    assert len(chosen) > 200
    without_pillow = importlib.util.find_spec("PIL") is None
    assert [told for told in run(chosen) if not (without_pillow and "PIL" in json.dumps(told))] == []


@pytest.mark.parametrize("name", ["exp", "flambeau.func._vmap.vmap", "linalg.det", "flambeau.serialization.save"])
def test_an_interpreter_started_for_it(name: str) -> None:
    """What the forks share with their parent could hide what only a fresh start shows."""
    assert run([case for case in cases() if case[0] == name]) == []
