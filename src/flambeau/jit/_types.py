"""The classes of TorchScript's types, which packages name: no value has one."""

from __future__ import annotations

from typing import Any

from .._absent import refusing_class
from .._lazy import HOMES

_SENTENCE = "flambeau runs no TorchScript, whose types these are | a function's own annotations are Python's"


def __getattr__(name: str) -> Any:
    if HOMES.get(name) != "jit._types":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return globals().setdefault(name, refusing_class(name, "flambeau", RuntimeError, _SENTENCE))
