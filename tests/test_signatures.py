"""The parameters of functions, classes and methods are PyTorch's, in name, order, kind and default, so that any call
that a program writes means the same; what takes more parameters has them behind PyTorch's, or by name.
"""

from __future__ import annotations

import importlib
import inspect
import types
from collections.abc import Iterator
from typing import Any

import pytest

torch = pytest.importorskip("torch")

MODULES = """
    nn nn.functional nn.init nn.grad nn.parameter nn.utils nn.utils.rnn nn.utils.parametrize nn.utils.parametrizations
    nn.utils.prune nn.utils.stateless nn.utils.fusion nn.utils.clip_grad nn.utils.memory_format
    nn.utils.convert_parameters optim optim.lr_scheduler optim.swa_utils optim.optimizer amp utils.data
    utils.data.distributed utils.data.sampler utils.data.dataset utils.tensorboard hub utils.model_zoo serialization
"""

# What is otherwise here, and why.
DEPARTURES = {
    "hub.load_state_dict_from_url": "reads files as load does, which trusts none",
    "utils.model_zoo.load_url": "the same function",
    "serialization.load": "names the two options of old pickles that PyTorch takes as keywords, and its own default",
    "utils.data.random_split": "the default generator is looked up at the call",
    "utils.data.dataset.random_split": "the same function",
    "nn.functional.normalize": "takes out= by name, as every op does",
}
ABSENT = {
    "nn": {"Container"},  # which PyTorch deprecated in 2016
    "nn.functional": {"grouped_mm", "scaled_grouped_mm", "scaled_mm"},  # formats that processors do not have
    "utils.data": {
        *("DFIterDataPipe", "DataChunk", "IterDataPipe", "MapDataPipe", "_DatasetKind", "argument_validation"),
        *("functional_datapipe", "guaranteed_datapipes_determinism", "non_deterministic", "runtime_validation"),
        "runtime_validation_disabled",
    },
    "utils.tensorboard": {"RecordWriter"},  # TensorBoard's own
    "serialization": {  # how its reader and writer are made
        *("SourceChangeWarning", "StorageType", "check_module_version_greater_or_equal", "mkdtemp"),
        *("normalize_storage_type", "storage_to_tensor_type"),
    },
}


def parameters(function: Any) -> list[tuple[str, str, Any]] | None:
    try:
        found = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):  # PyTorch's native ones do not say
        return None
    if any(p.kind is p.VAR_POSITIONAL for p in found):  # PyTorch's wrapper of several functions
        return None
    named = [p for p in found if p.kind is not p.VAR_KEYWORD and not p.name.startswith("_")]
    return [(p.name, p.kind.name, getattr(p.default, "__name__", p.default)) for p in named]


def module(library: str, name: str) -> Any:
    if name == "utils.tensorboard":
        pytest.importorskip("tensorboard")  # PyTorch's own writer needs it
    return importlib.import_module(f"{library}.{name}")


def public(space: Any, name: str) -> list[str]:
    """Its own public names, whether it lists them or not."""
    listed = getattr(space, "__all__", None)
    names = listed or [n for n in dir(space) if not n.startswith("_")]
    home = f"torch.{name.split('.')[0]}"
    return [
        n
        for n in names
        if not isinstance(getattr(space, n), types.ModuleType)
        and (listed or str(getattr(getattr(space, n), "__module__", "")).startswith(home))
        and callable(getattr(space, n))
    ]


def pairs(name: str) -> Iterator[tuple[str, Any, Any]]:
    theirs, ours = module("torch", name), module("flambeau", name)
    for n in public(theirs, name):
        if not hasattr(ours, n):
            continue
        a, b = getattr(theirs, n), getattr(ours, n)
        yield f"{name}.{n}", a, b
        if isinstance(a, type):
            for method, value in vars(a).items():
                if callable(value) and not method.startswith("_") and hasattr(b, method):
                    yield f"{name}.{n}.{method}", value, getattr(b, method)


@pytest.mark.parametrize("name", MODULES.split())
def test_parameters_are_pytorchs(name: str) -> None:
    wrong = {}
    for path, their, our in pairs(name):
        expected, found = parameters(their), parameters(our)
        if path in DEPARTURES or expected is None or found is None:
            continue
        positional = [p for p in expected if p[1] != "KEYWORD_ONLY"]
        by_name = [p for p in expected if p[1] == "KEYWORD_ONLY"]
        if name != "nn.functional":  # where every op takes `out=`, and a few more than PyTorch by position
            found = [p for p in found if p in expected or p[1] != "KEYWORD_ONLY"]
        if found[: len(positional)] != positional or not {p[0] for p in by_name} <= {p[0] for p in found}:
            wrong[path] = (expected, found)
    assert not wrong


@pytest.mark.parametrize("name", MODULES.split())
def test_no_public_name_is_missing(name: str) -> None:
    theirs, ours = module("torch", name), module("flambeau", name)
    listed = getattr(theirs, "__all__", [])
    assert {n for n in listed if not hasattr(ours, n)} == ABSENT.get(name, set()) & set(listed)
