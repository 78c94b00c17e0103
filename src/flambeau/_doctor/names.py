"""What a name of PyTorch is here: there, refused in a sentence, or missing."""

from __future__ import annotations

import importlib
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import flambeau

LIST = Path(__file__).with_name("torch_names.txt")  # of PyTorch 2.13; written by scripts/list_torch_names.py
REFUSAL = "Not offered: "  # how the docstring of a refusing function or class begins (flambeau/_absent.py)
_ROOTS = {"torch": "flambeau", "torchvision": "flambeau.vision"}


@cache
def names() -> dict[str, list[str]]:
    """The public names of PyTorch by module or class."""
    found: dict[str, list[str]] = {}
    members: list[str] = []
    for line in LIST.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            members = found.setdefault(line.strip("[]"), [])
        elif not line.startswith("#"):
            members += line.split()
    return found


def get(name: str) -> Any:
    """What Flambeau has under a name of PyTorch; AttributeError or ImportError where it has nothing."""
    root, *parts = name.split(".")
    path = _ROOTS[root]
    value = importlib.import_module(path)
    for part in parts:
        path += f".{part}"
        try:
            value = getattr(value, part)
        except AttributeError as missing:
            try:
                value = importlib.import_module(path)
            except ImportError:
                raise missing from None
    return value


def found(name: str) -> Any:
    """The same, or None."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return get(name)
    except (AttributeError, ImportError):
        return None


def state(name: str) -> tuple[str, str]:
    """ "present", "refuses" or "missing", and the sentence that it refuses with."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            value = get(name)
    except (AttributeError, ImportError) as missing:
        _, mark, sentence = str(missing).partition(" | ")
        return ("refuses", sentence) if mark else ("missing", "")
    except Exception as refused:  # a question that only a device could answer
        return "refuses", str(refused).splitlines()[0]
    doc = "" if isinstance(value, property) else str(getattr(value, "__doc__", "") or "")
    if callable(value) and doc.startswith(REFUSAL):
        return "refuses", " ".join(doc.removeprefix(REFUSAL).split("\n\n")[0].split())
    return "present", ""


@cache
def tensor_makers() -> frozenset[str]:
    """The functions and methods whose result is one tensor, by their last name."""
    from flambeau.ops.define import registry

    made = {name for entry in registry if len(entry.returns) < 2 for name in (entry.name, *entry.aliases)}
    return frozenset({*made, *(f"{name}_" for name in made), "tensor", "as_tensor", "from_numpy", "clone", "to"})


@cache
def telling_methods() -> frozenset[str]:
    """Names of PyTorch's Tensor that Flambeau's lacks and that nothing else which programs use is likely to have."""
    import numpy

    common = {*dir(str), *dir(list), *dir(dict), *dir(set), *dir(bytes), *dir(Path), *dir(numpy.ndarray)}
    lacking = {name for name in names()["torch.Tensor"] if not hasattr(flambeau.Tensor, name)}
    return frozenset(name for name in lacking - common if "_" in name.strip("_"))
