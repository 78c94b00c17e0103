"""`flambeau doctor` finds torch's names in programs by what they stand for, and says which are here."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from flambeau._doctor.names import get, names, state
from flambeau._doctor.reader import uses


def found(program: str) -> set[str]:
    return {use.name for use in uses(program)}


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        ("import torch\ntorch.nn.functional.relu(1)", {"torch.nn.functional.relu"}),
        ("import torch.nn as nn\nnn.Linear(1, 1)", {"torch.nn", "torch.nn.Linear"}),
        ("import torch.nn\ntorch.optim.SGD", {"torch.nn", "torch.optim.SGD"}),
        ("import torch as t\nF = t.nn.functional\nF.relu", {"torch.nn.functional", "torch.nn.functional.relu"}),
        ("from torch import optim as o\no.SGD", {"torch.optim", "torch.optim.SGD"}),
        ("from torch.nn.functional import *\nrelu(1); none", {"torch.nn.functional", "torch.nn.functional.relu"}),
        ("from torchvision.models import resnet18", {"torchvision.models.resnet18"}),
        ("import os, torch\nos.path\ntorch.backends.cudnn.benchmark = True", {"torch.backends.cudnn.benchmark"}),
        ("from .torch import x\nfrom . import torch\nx.y; torch.z", set()),
        # A function sees what its module defines later; its own names are its own.
        ("def f(): return torch.ones(1)\nimport torch", {"torch.ones"}),
        ("import torch\ndef f(torch): return torch.ones(1)", set()),
        ("import torch\ndef f():\n    torch = 3\n    return torch.ones", set()),
        ("import torch\nlambda torch: torch.ones\n[torch.x for torch in y]", set()),
        ("import torch\nclass A:\n    torch = 1\n    def f(self): return torch.ones", {"torch.ones"}),
        ("def f():\n    import torch\n    return torch.eye(2)\ntorch.ones", {"torch.eye"}),
        ("import torch\ntorch = None\ntorch.ones", {"torch.ones"}),
        ("import torch\nfor torch in x: torch.ones\n", set()),
        # Tensors, by where they come from.
        ("import torch\nx = torch.ones(2)\n(x + 1).nope; y = x.exp()[0]; y.tolist()", "ones Tensor.exp Tensor.tolist"),
        ("import torch\ndef f(x: torch.Tensor): return x.numpy()", {"torch.Tensor", "torch.Tensor.numpy"}),
        ("from torch import Tensor\nx: Tensor = g()\nx.T.cpu()", "Tensor Tensor.T Tensor.cpu"),
        ("import torch\nx = torch.topk(y, 3)\nx.values", {"torch.topk"}),
        ("x.view(3); y.sort(); z.sum()", set()),
        ("x.as_much_as(); x.view_as", set()),
        ("import torch\ngetattr(torch, 'ones')(2)\nhasattr(torch, 'eye')", {"torch.ones"}),
        ("import torch\nmatch v:\n    case torch.ones: pass\n    case torch: torch.x", {"torch.ones"}),
    ],
)  # fmt: skip
def test_names_are_followed(program: str, expected: set[str] | str) -> None:
    wanted = {f"torch.{name}" for name in expected.split()} if isinstance(expected, str) else expected
    assert found(program) == wanted


@pytest.mark.parametrize(
    ("program", "guarded"),
    [
        ("try:\n    from torch import nope\nexcept ImportError:\n    pass", True),
        ("try:\n    from torch import nope\nexcept (KeyError, AttributeError):\n    pass", True),
        ("try:\n    from torch import nope\nexcept KeyError:\n    pass", False),
        ("try:\n    pass\nexcept ImportError:\n    from torch import nope", False),
        ("import torch\nif hasattr(torch, 'nope'):\n    torch.nope", True),
        ("import torch\ngetattr(torch, 'nope', None)", True),
        ("import torch\ngetattr(torch, 'nope')", False),
        ("import torch\nif torch.cuda.is_available():\n    torch.nope", True),
        ("import torch\nif not torch.cuda.is_available():\n    torch.nope", False),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from torch import nope", True),
    ],
)
def test_what_programs_can_do_without(program: str, guarded: bool) -> None:
    assert [use.guarded for use in uses(program) if use.name == "torch.nope"] == [guarded]


def test_every_name_of_pytorchs_has_a_state() -> None:
    for home, members in names().items():
        for name in members:
            kind, sentence = state(f"{home}.{name}")
            assert kind in ("present", "missing") or sentence, f"{home}.{name}"
    assert state("torch.mul") == ("present", "")
    assert get("torchvision.models").__name__.endswith("vision.models")


def doctor(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "flambeau", "doctor", *words],
        cwd=folder,
        env={**os.environ, "LANG": "C.UTF-8", "LANGUAGE": "", "LC_ALL": "", **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_the_command(tmp_path: Path) -> None:
    (tmp_path / "good.py").write_text("import torch\nraise SystemExit('it was run')\ntorch.ones(1)\n")
    (tmp_path / "bad.py").write_text("import torch\n\ntorch.onnx.export()\ntorch.no_such_name\ntorch.ones(1)\n")
    done = doctor(tmp_path, "good.py")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "Here (1)\n  torch.ones  3\n\n1 name of torch in 1 program: 1 here, 0 not.\n"
    done = doctor(tmp_path, "bad.py")
    assert done.returncode == 1
    refusal, lacking = done.stdout.split("Here")[0].splitlines()[1:3], done.stdout.splitlines()[1:]
    assert "torch.no_such_name  4" in refusal[0]
    assert "neither PyTorch" in refusal[1]
    assert any("torch.onnx.export   3" in line for line in lacking)
    assert "state_dict" in done.stdout
    done = doctor(tmp_path, "bad.py", LANG="zh_CN.UTF-8")
    assert "没有" in done.stdout
    assert "已有" in done.stdout


def test_folders_modules_and_what_cannot_be_read(tmp_path: Path) -> None:
    package = tmp_path / "package"
    for folder in (package / "inner", package / ".hidden", package / "env" / "site-packages"):
        folder.mkdir(parents=True)
        (folder / "a.py").write_text("import torch\ntorch.no_such_name\n")
    (package / "__init__.py").write_text("raise SystemExit('it was imported')\n")
    for words in (["package"], ["-m", "package"]):
        done = doctor(tmp_path, *words)
        assert (done.returncode, done.stderr) == (1, "")
        assert "in 2 programs: 0 here, 1 not" in done.stdout
    assert "in 1 program:" in doctor(tmp_path, "-m", "package.inner").stdout
    (tmp_path / "broken.py").write_text("import torch\nx = = 3\n")
    done = doctor(tmp_path, "broken.py")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("broken.py:2: invalid syntax")
    assert doctor(tmp_path, "nowhere.py").returncode == 2
    assert "No such file" in doctor(tmp_path, "nowhere.py").stderr
    assert "no such module" in doctor(tmp_path, "-m", "no_such_module").stderr
    assert doctor(tmp_path).returncode == 2
    assert doctor(tmp_path, "--help").returncode == 0
