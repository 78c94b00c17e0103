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
        assert flambeau.nn.__name__ == "torch.nn" and flambeau.nn.__spec__.name == "flambeau.nn"
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


def test_annotations_of_classes_can_be_evaluated() -> None:
    run(
        """
        import typing, torch, torch.utils.data
        class Net(torch.nn.Module):
            scale: "int"
        for kind in (Net, torch.nn.Linear, torch.utils.data.DataLoader, torch.optim.SGD):
            typing.get_type_hints(kind)
        assert typing.get_type_hints(Net)["scale"] is int
        """
    )


def test_functorch_is_that_of_torch() -> None:
    run(
        """
        import functorch, torch
        from functorch import grad, make_functional, vmap
        import torch._functorch.vmap
        assert functorch is torch._functorch.package
        assert functorch.vmap is vmap is torch.vmap and grad is torch.func.grad
        try:
            import functorch.dim
        except ImportError as error:
            assert "flambeau has no functorch.dim yet" in str(error)
        else:
            raise AssertionError
        """
    )


def test_what_to_use_instead_is_told() -> None:
    out = run(
        """
        import torch
        try:
            from torch.utils.data.datapipes.utils import common
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
        f"flambeau has no torch.utils.data.datapipes.utils yet | {sentence}",
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


def test_torch_says_that_it_is_torch() -> None:
    out = run(
        """
        import importlib.metadata, importlib.util
        import torch, torch.nn, torchvision
        print(torch.__name__, torch.nn.__name__, torchvision.models.__name__)
        print(torch.__version__, torch.version.__version__, torchvision.__version__)
        print(importlib.metadata.version("torch"), importlib.metadata.version("torchvision"))
        print(importlib.util.find_spec("torch").origin == torch.__file__)
        version = torch.__version__
        print(version >= "2.9", version > (2, 13), version < "2.14", version == "2.13.0+flambeau")
        print(type(torch.zeros(1)).__module__, torch.Tensor.__module__, torch.nn.Linear.__module__)
        """
    )
    assert out.splitlines() == [
        "torch torch.nn torchvision.models",
        "2.13.0+flambeau 2.13.0+flambeau 0.29.0+flambeau",
        "2.13.0+flambeau 0.29.0+flambeau",
        "True",
        "True True True True",
        "torch torch torch.nn.modules.linear",
    ]


def test_pickles_name_torchs_classes_and_are_read_on_both_sides() -> None:
    out = run(
        """
        import io, pickle, sys
        import flambeau, torch
        from torch import nn
        import torch.optim
        model = nn.Sequential(nn.Linear(2, 2), nn.ReLU())
        data = pickle.dumps(model)
        print(b"torch.nn.modules.linear" in data, b"flambeau.nn.modules.linear" in data)
        again = pickle.loads(data)
        print(torch.equal(again[0].weight, model[0].weight))
        file = io.BytesIO()
        torch.save(model, file)
        flambeau.compat.uninstall()
        file.seek(0)
        print(type(flambeau.load(file, weights_only=False)[0]).__module__)
        print(flambeau.__name__, flambeau.__version__, flambeau.Tensor.__module__, flambeau.version.__version__)
        """
    )
    assert out.splitlines() == [
        "True False",
        "True",
        "flambeau.nn.modules.linear",
        "flambeau 0.1.0 flambeau 0.1.0",
    ]


def test_nothing_pretends_without_the_hook() -> None:
    program = "import flambeau as t; print(t.__name__, t.__version__, t.Tensor.__module__, t.nn.Linear.__module__)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)
    assert done.stdout.split() == ["flambeau", "0.1.0", "flambeau", "flambeau.nn.modules.linear"]
