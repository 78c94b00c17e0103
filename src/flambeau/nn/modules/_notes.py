"""Adds to an error that leaves a module the path of the module in which it was raised."""

from __future__ import annotations

from typing import Any

from ..._arguments import explanation

_TRAIL = "_flambeau_module_trail"  # the module is kept by id, so that the error can still be pickled


def noted(module: Any, args: tuple[Any, ...], kwargs: dict[str, Any], error: Exception) -> Exception | None:
    """Notes the module on an error of its ``forward``, and returns the error that is to be raised in its place, if any:
    one that tells which of the arguments is at fault.
    """
    better = explanation(type(module).forward, (module, *args), kwargs, error)
    note_module(module, error if better is None else better)
    return better


def note_module(module: Any, error: Exception) -> None:
    """Note on ``error``, once, where in the tree of modules it arose, as in ``in Net.layers.0 = Linear(…)``.

    Each module the error passes on its way out calls this; every call but the first puts one more name in front.
    Nothing runs where no error is raised.
    """
    if isinstance(error, (RecursionError, MemoryError)) or not hasattr(error, "add_note"):
        return
    trail = error.__dict__.get(_TRAIL)
    if trail is None:
        path, source, note = "", _describe(module), None
    else:
        path, below, source, note = trail
        name = next((name for name, found in module.named_modules() if id(found) == below), "")
        path = f".{name}{path}" if name else path
    root = type(module).__name__
    text = f"in {root}{path} = {source}" if path else f"in {source}"
    notes: list[str] = getattr(error, "__notes__", [])
    if note in notes:
        notes[notes.index(note)] = text
    else:
        error.add_note(text)
    error.__dict__[_TRAIL] = (path, id(module), source, text)


def _describe(module: Any) -> str:
    try:
        return f"{type(module).__name__}({module.extra_repr()})"
    except Exception:  # a failing extra_repr must not hide the error that is being reported
        return type(module).__name__
