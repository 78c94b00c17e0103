"""The library's own classes and functions under the names by which PyTorch's files know them, both ways.

A file says ``torch.nn.modules.linear Linear`` whichever of the two libraries wrote it, so each reads the other's.
"""

from __future__ import annotations

import importlib
import types
from collections import OrderedDict
from typing import Any

from .. import optim
from .._core import Op
from .._homes import home_of
from ..nn import Module, RNNBase

_PACKAGE = __package__.partition(".")[0]
# Where a file's names begin, and where ours do; the first that fits is taken.
_ROOTS = {
    "torchvision": f"{_PACKAGE}.vision",
    "torch._C._nn": f"{_PACKAGE}.nn.functional",
    "torch": _PACKAGE,
    _PACKAGE: _PACKAGE,
}
# Looked at for what stands in another module than PyTorch's.
_PUBLIC = ("nn", "optim.lr_scheduler", "optim", "utils.hooks")
_HARMLESS = ("torch._C._nn.", *(f"{root}.{part}." for root in _ROOTS for part in ("nn", "optim", "models")))
_BASES = (Module, optim.Optimizer, optim.lr_scheduler.LRScheduler)

# What every module of PyTorch's has among its attributes.
_HOOK_TABLES = (
    "_backward_pre_hooks",
    "_backward_hooks",
    "_forward_hooks",
    "_forward_hooks_with_kwargs",
    "_forward_hooks_always_called",
    "_forward_pre_hooks",
    "_forward_pre_hooks_with_kwargs",
    "_state_dict_hooks",
    "_state_dict_pre_hooks",
    "_load_state_dict_pre_hooks",
    "_load_state_dict_post_hooks",
)


def _module(name: str) -> Any:
    return importlib.import_module(f"{_PACKAGE}.{name}")


def _is_own(value: Any) -> bool:
    return f"{home_of(value)}.".startswith(f"{_PACKAGE}.")


def name_in_file(value: Any) -> tuple[str, str] | None:
    """The module and the name by which a file knows one of the library's classes or functions; None for others."""
    if isinstance(value, Op):
        spaces = value.entry.namespaces
        space = "nn.functional" if "nn.functional" in spaces else spaces[0] if spaces else None
        return None if space is None else (f"torch.{space}".rstrip("."), value.entry.name)
    if not (isinstance(value, type | types.FunctionType) and _is_own(value)):
        return None
    name = value.__qualname__
    for space in _PUBLIC if isinstance(value, type) else ():
        if vars(_module(space)).get(name) is value:
            return f"torch.{space}", name
    path = str(home_of(value))
    for theirs, ours in _ROOTS.items():
        if f"{path}.".startswith(f"{ours}."):
            return theirs + path.removeprefix(ours), name
    return None


def _lookup(path: str, name: str) -> Any:
    try:
        value: Any = importlib.import_module(path)
        for part in name.split("."):
            value = getattr(value, part)
    except (ImportError, AttributeError):
        return None
    return value


def find_own(module: str, name: str) -> Any:
    """What of the library a file means by that name; None where it means nothing of it."""
    if (module, name) == ("torch._C", "_VariableFunctionsClass"):  # of which torch.relu is an attribute
        return importlib.import_module(_PACKAGE)
    for theirs, ours in _ROOTS.items():
        if not f"{module}.".startswith(f"{theirs}."):
            continue
        within = module.removeprefix(theirs).lstrip(".")
        for path in (f"{ours}.{within}".rstrip("."), *(f"{_PACKAGE}.{space}" for space in _PUBLIC)):
            if (value := _lookup(path, name)) is not None:
                return value
    return None


def find_harmless(module: str, name: str) -> Any:
    """The same, of modules, optimisers, schedulers and functions of tensors only: a file may make the first three,
    without running their constructors, and mention the last.
    """
    if not f"{module}.".startswith(_HARMLESS):
        return None
    value = find_own(module, name)
    if isinstance(value, type):
        return value if is_harmless(value) else None
    return value if isinstance(value, Op) else None


def is_harmless(kind: Any) -> bool:
    """Whether a file may make an instance of the class: nothing runs but its ``__setstate__``, which is ours."""
    return isinstance(kind, type) and issubclass(kind, _BASES) and _is_own(kind)


def state_for_file(module: Module) -> dict[str, Any]:
    """A module's attributes as PyTorch's modules have them."""
    state = {**dict.fromkeys(("training", "_is_full_backward_hook")), **module.__dict__}
    state.pop("_hooked", None)
    for name in ("_parameters", "_buffers", "_modules"):
        state[name] = dict(state.get(name, ()))
    for name in _HOOK_TABLES:
        state.setdefault(name, OrderedDict())
    if isinstance(module, RNNBase):
        state["_flat_weights"] = module._flat_weights
        state["_flat_weights_names"] = [name for names in module._all_weights for name in names]
    return state
