"""The command line: a program run through it behaves as when run by Python itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import flambeau


def python(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *words], cwd=cwd, capture_output=True, text=True, timeout=300)


def both(cwd: Path, *words: str) -> tuple[subprocess.CompletedProcess[str], subprocess.CompletedProcess[str]]:
    return python("-m", "flambeau", "run", *words, cwd=cwd), python(*words, cwd=cwd)


def test_version(tmp_path: Path) -> None:
    assert python("-m", "flambeau", "--version", cwd=tmp_path).stdout == f"flambeau {flambeau.__version__}\n"


def test_torch_is_flambeau_in_a_script(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(
        "import torch, flambeau\nprint(torch is flambeau, torch.tensor([1.0, 2.0]).sum().item())\n"
    )
    assert python("-m", "flambeau", "run", "program.py", cwd=tmp_path).stdout == "True 3.0\n"


PROGRAM = """
import os, pickle, sys
class Thing:
    pass
print(sys.argv, __name__, os.path.realpath(__file__), os.path.realpath(sys.path[0]), __package__, __spec__ is None)
print(type(pickle.loads(pickle.dumps(Thing()))) is Thing, sys.modules["__main__"].Thing is Thing)
import neighbour
how = sys.argv[1] if len(sys.argv) > 1 else ""
def fail():
    raise ValueError("planted")
if how == "exit": sys.exit(7)
if how == "message": sys.exit("bye")
if how == "error": fail()
if how == "chained":
    try:
        fail()
    except ValueError as error:
        raise KeyError("second") from error
"""


@pytest.mark.parametrize("how", ["", "exit", "message", "error", "chained"])
@pytest.mark.parametrize("path", ["program.py", "sub/../program.py"])
def test_a_script_runs_as_under_python(tmp_path: Path, how: str, path: str) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "program.py").write_text(PROGRAM)
    (tmp_path / "neighbour.py").write_text("")
    ours, plain = both(tmp_path, path, *filter(None, [how]), "--flag", "-m")
    assert (ours.stdout, ours.stderr, ours.returncode) == (plain.stdout, plain.stderr, plain.returncode)


@pytest.mark.parametrize("name", ["package", "package.inner"])
def test_a_module_runs_as_under_python(tmp_path: Path, name: str) -> None:
    source = (
        "import os, sys\nfrom . import sibling\n"
        "print(sys.argv[1:], os.path.realpath(sys.argv[0]), __name__, __package__, __spec__.name)\n"
        "print(os.path.realpath(sys.path[0]))\n"
    )
    package = tmp_path / "package"
    package.mkdir()
    for file, text in (("__init__", ""), ("sibling", ""), ("__main__", source), ("inner", source)):
        (package / f"{file}.py").write_text(text)
    ours, plain = both(tmp_path, "-m", name, "a", "--b")
    assert plain.returncode == 0
    assert (ours.stdout, ours.stderr, ours.returncode) == (plain.stdout, plain.stderr, plain.returncode)


def test_a_syntax_error_looks_as_under_python(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text("def f(:\n")
    ours, plain = both(tmp_path, "program.py")
    assert (ours.stderr, ours.returncode) == (plain.stderr, plain.returncode)


def test_interrupted(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text("raise KeyboardInterrupt\n")
    done = python("-m", "flambeau", "run", "program.py", cwd=tmp_path)
    assert done.returncode == 130
    assert done.stderr.endswith("KeyboardInterrupt\n")


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["run", "nonesuch.py"], 2, "can't open file"),
        (["run", "-m", "nonesuch"], 1, "No module named nonesuch"),
        (["run"], 2, "usage: flambeau run SCRIPT"),
        (["run", "-m"], 2, "no module given"),
        (["demo", "--epochs", "0"], 2, "at least 1 needed"),
        (["nonesuch"], 2, "invalid choice"),
    ],
)
def test_mistakes_are_explained(tmp_path: Path, words: list[str], code: int, says: str) -> None:
    done = python("-m", "flambeau", *words, cwd=tmp_path)
    assert done.returncode == code
    assert says in done.stderr
    assert "Traceback" not in done.stderr
