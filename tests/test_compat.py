"""The import hook: torch's names give flambeau's objects, and what is missing says so."""

from __future__ import annotations

import subprocess
import sys
import textwrap

import pytest


def run(program: str) -> str:
    """What the program prints, in a process of its own: the hook changes the import system."""
    done = subprocess.run(
        [sys.executable, "-c", "import flambeau.compat; flambeau.compat.install()\n" + textwrap.dedent(program)],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_names_give_the_same_objects() -> None:
    run(
        """
        import sys
        import flambeau, torch
        import torch.nn.functional as F
        from torch import Tensor, nn
        from torch.optim.lr_scheduler import StepLR
        from torch.utils.data.dataloader import DataLoader
        assert torch is flambeau and sys.modules["torch"] is flambeau
        assert nn is flambeau.nn is sys.modules["torch.nn"] and F is flambeau.nn.functional
        assert Tensor is flambeau.Tensor and StepLR is flambeau.optim.lr_scheduler.StepLR
        assert DataLoader is flambeau.utils.data.DataLoader
        assert flambeau.nn.__name__ == flambeau.nn.__spec__.name == "flambeau.nn"
        """
    )


@pytest.mark.parametrize(
    ("statement", "error", "name"),
    [
        ("torch.nonesuch", "AttributeError", "torch.nonesuch"),
        ("torch.nn.Nonesuch", "AttributeError", "torch.nn.Nonesuch"),
        ("from torch import nonesuch", "ModuleNotFoundError", "torch.nonesuch"),
        ("from torch.nn import Nonesuch", "ModuleNotFoundError", "torch.nn.Nonesuch"),
        ("from torch.optim.sgd import Nonesuch", "ModuleNotFoundError", "torch.optim.sgd.Nonesuch"),
        ("import torch.nonesuch", "ModuleNotFoundError", "torch.nonesuch"),
        ("import torch.nonesuch.deeper", "ModuleNotFoundError", "torch.nonesuch"),
        ("import torchvision.nonesuch", "ModuleNotFoundError", "torchvision"),
    ],
)
def test_missing_names_say_so(statement: str, error: str, name: str) -> None:
    out = run(
        f"""
        import torch
        try:
            {statement}
        except (AttributeError, ImportError) as error:
            print(type(error).__name__, error, sep=": ")
        """
    )
    assert out.startswith(f"{error}: flambeau has no {name}")
    assert out.endswith(" yet")


def test_what_to_use_instead_is_told() -> None:
    out = run(
        """
        import torch
        try:
            import torch.utils.data.datapipes
        except ImportError as error:
            print(error)
        print(hasattr(torch.utils.data, "MapDataPipe"))
        try:
            torch.utils.data.MapDataPipe
        except AttributeError as error:
            print(error)
        """
    )
    sentence = "DataPipes are not part of Flambeau: write an IterableDataset whose __iter__ is a generator"
    assert out.splitlines() == [
        f"flambeau has no torch.utils.data.datapipes yet | {sentence}",
        "False",
        f"flambeau has no torch.utils.data.MapDataPipe yet | {sentence}",
    ]


def test_questions_are_answered_without_an_error() -> None:
    out = run(
        """
        import importlib.util
        import torch
        print(hasattr(torch, "nonesuch"), importlib.util.find_spec("torch.nonesuch"))
        print(importlib.util.find_spec("torch.nn") is not None)
        """
    )
    assert out == "False None\nTrue"


def test_installing_twice_and_taking_out() -> None:
    out = run(
        """
        import sys
        import flambeau
        flambeau.compat.install()
        import torch.nn
        flambeau.compat.uninstall()
        print([name for name in sys.modules if name.split(".")[0] in ("torch", "torchvision")])
        print(type(flambeau).__name__, sum(type(finder).__module__ == "flambeau.compat" for finder in sys.meta_path))
        try:
            flambeau.nonesuch
        except AttributeError as error:
            print("torch" in str(error))
        """
    )
    assert out == "[]\nmodule 0\nFalse"


def test_refuses_when_pytorch_is_already_there() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, types; sys.modules['torch'] = types.ModuleType('torch')\n"
            "import flambeau.compat; flambeau.compat.install()",
        ],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert "RuntimeError: flambeau.compat.install: torch is already imported" in done.stderr
