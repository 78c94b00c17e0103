"""Type checkers accept a strictly typed program, and find what is wrong in it; generic classes are so at run time."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import types
from pathlib import Path

import pytest

from flambeau.utils import data

ROOT = Path(__file__).parents[1]
PROGRAM = ROOT / "tests" / "typing_programs" / "training.py"


def _mypy(program: Path, cache: Path) -> str:
    pytest.importorskip("mypy")
    # The package is read as one that is installed: what it says inside is not the user's.
    options = ["--strict", "--config-file=", "--follow-imports=silent", f"--cache-dir={cache}"]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *options, str(program)],
        env={**os.environ, "MYPYPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        timeout=300,
    )
    return done.stdout + done.stderr


def test_mypy_accepts_a_strict_program_and_finds_what_is_wrong(tmp_path: Path) -> None:
    assert "Success" in _mypy(PROGRAM, tmp_path / "cache")
    wrong = tmp_path / "wrong.py"
    wrong.write_text(
        PROGRAM.read_text(encoding="utf-8")
        + "\nnumber: int = Pairs()[0]\nother: DataLoader[str] = DataLoader(Stream())\nnet: nn.Module = torch.ones(2)\n"
    )
    assert _mypy(wrong, tmp_path / "cache").count("error: ") == 3


@pytest.mark.skipif(shutil.which("pyright") is None, reason="pyright is not installed")
def test_pyright_accepts_it(tmp_path: Path) -> None:
    (tmp_path / "pyrightconfig.json").write_text(f'{{"extraPaths": ["{ROOT / "src"}"], "typeCheckingMode": "strict"}}')
    shutil.copy(PROGRAM, tmp_path)
    done = subprocess.run(["pyright", "training.py"], cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert done.stdout.startswith("0 errors"), done.stdout


def test_the_program_runs() -> None:
    spec = importlib.util.spec_from_file_location("training", PROGRAM)
    assert spec is not None
    assert spec.loader is not None
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    assert program.train(program.Net(), 2) >= 0
    assert program.Stack([program.nn.Linear(2, 2)])(program.torch.ones(2), times=2).shape == (2,)


@pytest.mark.parametrize(
    "name",
    ["DataLoader", "Dataset", "IterableDataset", "Sampler", "Subset", "ConcatDataset", "ChainDataset", "StackDataset"],
)
def test_generic_classes_take_their_parameter(name: str) -> None:
    torch = pytest.importorskip("torch")
    for library in (data, torch.utils.data):
        cls = getattr(library, name)
        assert cls[int].__origin__ is cls
        assert issubclass(types.new_class("Mine", (cls[int],)), cls)
