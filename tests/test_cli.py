"""The command line: a program run through it behaves as when run by Python itself."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import flambeau

Done = subprocess.CompletedProcess[str]


def python(*words: str, cwd: Path, given: str = "") -> Done:
    return subprocess.run([sys.executable, *words], cwd=cwd, input=given, capture_output=True, text=True, timeout=120)


def both(cwd: Path, *words: str, given: str = "") -> tuple[Done, Done]:
    return python("-m", "flambeau", "run", *words, cwd=cwd, given=given), python(*words, cwd=cwd, given=given)


def same(ours: Done, plain: Done) -> bool:
    return (ours.stdout, ours.stderr, ours.returncode) == (plain.stdout, plain.stderr, plain.returncode)


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
    assert same(ours, plain)


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
    assert same(ours, plain)


# What a program sees of how it was started, and a line that fails.
START = """
import sys
names = ("__name__", "__package__", "__file__", "__cached__")
print([globals().get(name, "none") for name in names], __spec__ and __spec__.name, type(__loader__), __debug__)
print(sys.argv, sys.flags.safe_path or sys.path[0], sys.flags, sys.warnoptions, sys._xoptions)
def fail():
    raise ValueError("planted")
fail()
"""


@pytest.mark.parametrize(
    "words",
    [
        ["-c", START, "a", "-b"],
        ["-c" + START],
        ["-", "a", "-b"],
        ["-u", "program.py", "-u"],
        ["-OB", "program.py"],
        ["-W", "error", "-Xutf8", "program.py"],
        ["-Werror", "--check-hash-based-pycs", "never", "-bm", "program", "-c"],
        ["-OWerror", "-I", "program.py"],
        ["-Xdev", "-"],
        ["folder", "a"],
        ["archive.pyz", "a"],
    ],
    ids=lambda words: " ".join(words).replace(START, "…"),
)
def test_every_way_to_name_a_program_and_its_options(tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "folder").mkdir()
    for path in ("program.py", "folder/__main__.py"):
        (tmp_path / path).write_text(START)
    with zipfile.ZipFile(tmp_path / "archive.pyz", "w") as archive:
        archive.writestr("__main__.py", START)
    ours, plain = both(tmp_path, *words, given=START)
    assert plain.stdout
    assert plain.returncode == 1
    plain.stderr = re.sub(r"  File \"<frozen runpy>.*\n", "", plain.stderr)  # how Python itself got there
    assert same(ours, plain)


@pytest.mark.parametrize("locale", [{}, {"LANG": "C"}, {"LC_CTYPE": "POSIX"}, {"LC_ALL": "C"}, {"LC_CTYPE": "C.UTF-8"}])
def test_options_leave_the_locale_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, locale: dict[str, str]
) -> None:
    for name in [name for name in os.environ if name == "LANG" or name[:3] == "LC_"]:
        monkeypatch.delenv(name)
    for name, value in locale.items():
        monkeypatch.setenv(name, value)
    code = "import os, sys; print(sys.flags.utf8_mode, sys.stdout.encoding, os.environ.get('LC_CTYPE'))"
    ours, plain = both(tmp_path, "-u", "-c", code)
    assert plain.returncode == 0
    assert same(ours, plain)


POOL = """
import multiprocessing, sys
from concurrent.futures import ProcessPoolExecutor
import torch
from torch import nn
from torchvision import models

class Twice(nn.Module):
    def forward(self, x):
        return x * 2

def twice(x):
    import flambeau
    return Twice()(x).tolist(), torch is flambeau, models is flambeau.vision.models

if __name__ == "__main__":
    context = multiprocessing.get_context(sys.argv[1])
    with context.Pool(2) as pool:
        print(pool.map_async(twice, [torch.ones(1)] * 2).get(60))
    with ProcessPoolExecutor(1, mp_context=context) as executor:
        print(executor.submit(twice, torch.ones(1)).result(60))
"""


@pytest.mark.parametrize(
    "words",
    [["pool.py", "fork"], ["pool.py", "spawn"], ["pool.py", "forkserver"], ["-um", "pool", "spawn"]],
    ids=" ".join,
)
def test_processes_have_the_same_torch(tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "pool.py").write_text(POOL)
    done = python("-m", "flambeau", "run", *words, cwd=tmp_path)
    one = "([2.0], True, True)"
    assert (done.stdout, done.returncode) == (f"[{one}, {one}]\n{one}\n", 0), done.stderr


@pytest.mark.parametrize("options", [[], ["--subprocesses"], ["-B", "--subprocesses"]])
def test_subprocesses_have_the_same_torch_when_asked(tmp_path: Path, options: list[str]) -> None:
    (tmp_path / "inner.py").write_text("import torch.nn as nn\nprint('flambeau' in nn.__file__)\n")
    program = "import subprocess, sys\nsubprocess.run([sys.executable, 'inner.py'])\n"
    done = python("-m", "flambeau", "run", *options, "-c", program, cwd=tmp_path)
    assert (done.stdout == "True\n") == bool(options), done.stderr


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
        (["run"], 2, "usage: flambeau run [OPTIONS] SCRIPT"),
        (["run", "-B"], 2, "usage: flambeau run [OPTIONS] SCRIPT"),
        (["run", "-m"], 2, "no module given"),
        (["run", "-uc"], 2, "no code given"),
        (["demo", "--epochs", "0"], 2, "--epochs: 0 given, at least 1 needed"),
        (["demo", "--epochs", "x"], 2, "--epochs: 'x' given, a whole number needed"),
        (["demo", "--threads", "1.5"], 2, "--threads: '1.5' given, a whole number needed"),
        (["demo", "--seed", "x"], 2, "--seed: 'x' given, a whole number needed"),
        (["nonesuch"], 2, "invalid choice"),
    ],
)
def test_mistakes_are_explained(tmp_path: Path, words: list[str], code: int, says: str) -> None:
    done = python("-m", "flambeau", *words, cwd=tmp_path)
    assert done.returncode == code
    assert says in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ({}, "train a small network"),
        ({"LANG": "de_DE.UTF-8"}, "train a small network"),
        ({"LANG": "zh_CN.UTF-8"}, "训练一个小网络"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, "train a small network"),
        ({"LANG": "zh_CN.UTF-8", "PYTHONIOENCODING": "ascii:replace"}, "train a small network"),
    ],
)
def test_alone_it_says_what_it_can_do(tmp_path: Path, language: dict[str, str], says: str) -> None:
    plain = {
        name: value for name, value in os.environ.items() if name not in ("LANG", "LANGUAGE") and name[:3] != "LC_"
    }
    done = subprocess.run(
        [sys.executable, "-m", "flambeau"],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        env={**plain, "PYTHONIOENCODING": "utf-8", **language},
    )
    assert done.returncode == 0
    assert says in done.stdout
    for command in ("flambeau demo", "flambeau run", "flambeau.utils.collect_env"):
        assert command in done.stdout


def test_the_demos_folder(tmp_path: Path) -> None:
    """A folder that cannot be written to is told of before anything is computed."""
    pytest.importorskip("matplotlib", reason="without it there are no pictures")
    (tmp_path / "file").write_text("")
    done = python("-m", "flambeau", "demo", "--out", "file/pictures", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr == "flambeau demo: no pictures can be written to 'file/pictures': Not a directory\n"
    assert done.stdout == ""


def test_the_demos_threads(tmp_path: Path) -> None:
    code = (
        "import flambeau, sys\nfrom flambeau import cli, demo\n"
        "demo.main = lambda **options: print(flambeau.get_num_threads(), options['epochs'])\n"
        "sys.exit(cli.main(['demo', '--threads', '1', '--epochs', '3']))"
    )
    assert python("-c", code, cwd=tmp_path).stdout == "1 3\n"
