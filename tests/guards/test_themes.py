"""One theme, one name through the layers: ops/softmax.py, dispatch/compute_softmax.cpp, backend/cpu/softmax.cpp, and
tests/ops/samples/softmax.py.

The files of `ops` name the themes. A theme needs no file in a layer where it has nothing, and may have several in a
layer, which begin with its name: `random.cpp`, `random_discrete.cpp`.
"""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OPS = ROOT / "src/flambeau/ops"
DISPATCH = ROOT / "core/dispatch"
SAMPLES = ROOT / "tests/ops/samples"
CPU = ROOT / "core/backend/cpu"

# What is no theme in a layer: how entries are declared, and what the files of a layer share.
SHARED = {
    OPS: {
        "__init__",
        "batching",
        "define",
        "documentation",
        "layout",
        "matrices",
        "memory_order",
        "out_argument",
        "parameters",
        "rule",
        "signature",
    },
    SAMPLES: {"__init__", "table"},
    CPU: {
        "accumulate",
        "contention",
        "elementwise",
        "generator",
        "isa",
        "loop_nest",
        "matrices",
        "moves",
        "parallel",
        "space",
        "tiny",
        "windows",
    }
    | {"write_mode"},
    CPU / "isa": {"blocks", "casts", "complex_math", "loops", "rows", "vec_math", "vectors", "wide_math"},
}
LONGEST = 650  # lines


def stems(folder: Path, pattern: str) -> set[str]:
    return {path.stem for path in folder.glob(pattern)} - SHARED.get(folder, set())


THEMES = stems(OPS, "*.py")


def theme_of(stem: str) -> str | None:
    """The longest theme that the name of a file is or begins with."""
    words = stem.split("_")
    names = ["_".join(words[:n]) for n in range(len(words), 0, -1)]
    return next((name for name in names if name in THEMES), None)


def test_compute_functions_lie_with_a_theme_of_ops() -> None:
    assert stems(DISPATCH, "compute_*.cpp") <= {f"compute_{theme}" for theme in THEMES}


@pytest.mark.parametrize("folder", [CPU, CPU / "isa"], ids=lambda path: path.name)
def test_kernels_lie_with_a_theme_of_ops(folder: Path) -> None:
    """Tables of elementwise kernels are called `elementwise_<theme>`."""
    files = stems(folder, "*.cpp") | stems(folder, "*.h")
    assert {name for name in files if theme_of(name.removeprefix("elementwise_")) is None} == set()


def test_samples_lie_with_a_theme_of_ops() -> None:
    assert stems(SAMPLES, "*.py") <= THEMES


def rows() -> dict[str, str]:
    """The theme in whose table of compute functions a kernel's name stands."""
    return {
        kernel: path.stem.removeprefix("compute_")
        for path in DISPATCH.glob("compute_*.cpp")
        for kernel in re.findall(r'^ {4}\{"(\w+)",', path.read_text(), re.M)
    }


def test_entries_and_their_compute_functions_lie_with_the_same_theme() -> None:
    from flambeau.ops.define import registry

    found = rows()
    assert found["softmax"] == "softmax"
    apart = {
        entry.kernel: (theme, found[entry.kernel])
        for entry in registry
        if entry.kernel in found
        and (theme := entry.signature.__module__.rpartition(".")[2]) in THEMES
        and theme != found[entry.kernel]
    }
    assert apart == {}, "kernel: theme of the entry, theme of its compute function"


@pytest.mark.parametrize("theme", sorted(THEMES))
def test_entries_and_their_samples_lie_with_the_same_theme(theme: str) -> None:
    from samples import OPS as TABLE
    from samples import key_of

    from flambeau.ops.define import registry

    module = importlib.import_module(f"samples.{theme}")
    kept = dict(TABLE)
    try:
        TABLE.clear()
        importlib.reload(module)
        entered = set(TABLE)
    finally:
        TABLE.clear()
        TABLE.update(kept)
    home = {key_of(e): e.signature.__module__ for e in registry}
    assert {home[key] for key in entered} == {f"flambeau.ops.{theme}"}


@pytest.mark.parametrize("folder", [OPS, DISPATCH, CPU, SAMPLES], ids=lambda path: path.name)
def test_files_have_one_subject_and_are_short(folder: Path) -> None:
    files = [path for path in folder.rglob("*") if path.suffix in (".py", ".cpp", ".h")]
    assert {p.name: n for p in files if (n := p.read_text().count("\n")) > LONGEST} == {}


def test_names_of_files_tell_their_theme() -> None:
    assert theme_of("random_discrete") == "random"
    assert theme_of("softmax") == "softmax"
    assert theme_of("variants") is None
