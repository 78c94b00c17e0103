"""Functions and classes of devices and tools that are not here: they can be named, and say so when they are called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def refusing(name: str, module: str, error: type[Exception], sentence: str) -> Callable[..., Any]:
    """A function called ``name`` that raises ``error(sentence)``."""

    def refuse(*args: Any, **kwargs: Any) -> Any:
        raise error(sentence)

    refuse.__name__ = refuse.__qualname__ = name
    refuse.__module__ = module
    refuse.__doc__ = f"Not offered: {sentence}\n\nRaises: {error.__name__} always.\n"
    return refuse


def refusing_all(names: str, module: str, error: type[Exception], sentence: str) -> dict[str, Any]:
    """`refusing` for each of several names of a module, with spaces between."""
    return {name: refusing(name, module, error, sentence) for name in names.split()}


def refusing_class(name: str, module: str, error: type[Exception], sentence: str, base: type = object) -> type[Any]:
    """A class called ``name`` that has no instances, for annotations and ``isinstance``; a call raises."""

    def refuse(cls: type, *args: Any, **kwargs: Any) -> Any:
        raise error(sentence)

    doc = f"Not offered: {sentence}\n\nRaises: {error.__name__} when called.\n"
    return type(name, (base,), {"__new__": refuse, "__module__": module, "__doc__": doc})
