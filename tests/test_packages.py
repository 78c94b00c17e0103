"""The script that tries packages compares what their programs print, and its programs are whole."""

from __future__ import annotations

import ast
import runpy
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "scripts" / "packages"
LOADED = runpy.run_path(str(SCRIPT / "__main__.py"))
PROGRAMS = sorted((SCRIPT / "programs").glob("*.py"))


def test_each_program_says_what_it_does_and_what_pytorch_printed() -> None:
    assert len(PROGRAMS) > 15
    for path in PROGRAMS:
        assert ast.get_docstring(ast.parse(path.read_text())), path
        assert path.with_suffix(".txt").read_text().strip(), path


@pytest.mark.parametrize(
    ("printed", "expected", "same"),
    [
        ("x [1.0002, 2]", "x [1.0, 2]", True),
        ("x [1.01, 2]", "x [1.0, 2]", False),
        ("y [1.0, 2]", "x [1.0, 2]", False),
        ("x [1.0, 2, 3]", "x [1.0, 2]", False),
        ("nan inf -1e-05", "nan inf -2e-05", True),
    ],
)
def test_numbers_agree_to_a_thousandth(printed: str, expected: str, same: bool) -> None:
    assert LOADED["agrees"](printed, expected) is same


def test_a_program_runs_and_its_failure_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("safetensors")
    monkeypatch.setitem(LOADED["tried"].__globals__, "SUITES", {})  # they are fetched
    outcome = LOADED["tried"](Path(sys.executable), "safetensors")
    assert not outcome.failure
    assert outcome.version
    absent = LOADED["tried"](Path(sys.executable), "torchdiffeq")
    assert "torchdiffeq" in absent.failure


def test_passing_tests_of_a_package_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "some_package"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "test_some.py").write_text("def test_a(): pass\ndef test_b(): pass\ndef test_c(): assert False\n")
    (package / "test_long.py").write_text("import time\ndef test_long(): time.sleep(60)\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setitem(LOADED["SUITES"], "some", "--pyargs some_package.test_some")
    monkeypatch.setitem(LOADED["SUITES"], "long", "--pyargs some_package.test_long")
    assert LOADED["passed"]([sys.executable], "some", "1.0") == 2
    assert LOADED["passed"]([sys.executable], "long", "1.0", seconds=3) == -1


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("](args = (x, y))", "`](args = (x, y))`"),
        ("a | b", "`a \\| b`"),
        ("`x` is", "`` `x` is ``"),
        ("is ``x``", "``` is ``x`` ```"),
    ],
)
def test_failures_are_code(text: str, shown: str) -> None:
    assert LOADED["code"](text) == shown


def test_every_suite_is_of_a_program_and_says_how_many_pass() -> None:
    for name in LOADED["SUITES"]:
        assert (SCRIPT / "programs" / f"{name}.py").exists()
        assert int((SCRIPT / "programs" / f"{name}.tests").read_text()) > 0
