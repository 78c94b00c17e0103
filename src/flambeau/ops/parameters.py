"""The parameters of an entry, as the core reads them."""

from __future__ import annotations

import types
from functools import cache
from typing import Any

# What the core can read; a composite's body gets anything else as it is.
_READ = (
    "Tensor",
    "Number",
    "int",
    "float",
    "bool",
    "str",
    "Size",
    "list[Tensor]",
    "list[Tensor | None]",
    "Dtype",
    "Device",
    "Layout",
    "Generator",
    "object",
)


@cache
def _kind(hint: str, variadic: object, composed: object) -> tuple[str, object]:
    """What the core reads for an annotation, and whether None is taken too."""
    parts = [p.strip() for p in hint.split("|")] if "[" not in hint else [hint]
    if "[" in hint and hint.endswith("] | None"):
        parts = [hint.removesuffix(" | None"), "None"]
    kinds = [p for p in parts if p != "None"]
    kind = kinds[0] if kinds[0] in _READ or not composed else "object"
    if variadic and kind == "Tensor":
        kind = "list[Tensor]"
    elif variadic and kind != "object":
        kind = "Size | Dtype" if "Dtype" in kinds else "Size"
    elif kind == "Tensor" and len(kinds) > 1:
        kind = "Tensor | Number"
    return kind, "None" in parts


def parameters_of(function: types.FunctionType, composed: object) -> list[tuple[Any, ...]]:
    """The parameters of an entry as the core wants them: name, type, flags, default."""
    code = function.__code__
    hints = function.__annotations__
    positional = code.co_varnames[: code.co_argcount]
    keyword = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
    starred = code.co_varnames[code.co_argcount + code.co_kwonlyargcount] if code.co_flags & 0x04 else None
    defaults = function.__defaults__ or ()
    given = dict(zip(positional[len(positional) - len(defaults) :], defaults, strict=True))
    given.update(function.__kwdefaults__ or {})
    if code.co_flags & 0x08:
        raise TypeError(f"op {function.__name__}: an op has no **{code.co_varnames[-1]} | name its parameters")

    def describe(name: str, variadic: bool, keyword_only: bool) -> tuple[Any, ...]:
        hint = hints.get(name, "object") if composed else hints[name]
        kind, optional = _kind(hint, variadic, composed)
        title = name if composed else name.rstrip("_")
        return title, kind, optional, variadic, keyword_only, name in given, given.get(name)

    parameters = [describe(name, False, False) for name in positional]
    if starred:
        parameters.append(describe(starred, True, False))
    return parameters + [describe(name, False, True) for name in keyword]
