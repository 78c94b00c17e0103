"""Functions and classes of devices and tools that are not here: they can be named, and say so when they are called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ._listing import listing
from ._missing import no_attribute


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

    class Absent(type):
        def __getattr__(cls, attribute: str) -> Any:
            raise no_attribute(f"type object {name!r}", attribute, {attribute: sentence})

    doc = f"Not offered: {sentence}\n\nRaises: {error.__name__} when called.\n"
    return Absent(name, (base,), {"__new__": refuse, "__module__": module, "__doc__": doc})


def fill_absent(module: dict[str, Any], sentence: str, classes: str = "", functions: str = "") -> None:
    """Adds to a module, by its ``globals()``, names that refuse with one sentence, as all others do."""
    home = module["__name__"]

    def missing(name: str) -> Any:
        raise no_attribute(f"module {home!r}", name, {name: sentence})

    made = {name: refusing_class(name, home, NotImplementedError, sentence) for name in classes.split()}
    made |= refusing_all(functions, home, NotImplementedError, sentence)
    exported = sorted(n for n in {*made, *module.get("__all__", ())} if n[0] != "_")
    module.update(made, __all__=exported, __dir__=listing(module), __getattr__=missing)
