"""Tells which argument is at fault where a public function fails in the interpreter's own words.

A body of plain Python that is given a number for a tensor ends in ``'int' object has no attribute 'ndim'``, which names
nothing that the caller knows. `explained` makes such a failure name the function, the argument, what it is and what was
expected. The arguments are looked at only when a call has failed, so calls that succeed are as fast as without it, and
nothing that works is refused.
"""

from __future__ import annotations

import enum
import types
from collections.abc import Callable
from typing import Any, TypeVar

from . import _core
from ._types import is_real

_Function = TypeVar("_Function", bound=Callable[..., Any])
_done: set[type] = set()  # the classes whose methods are explained


def explained(function: _Function) -> _Function:
    """``function``, with its failures told by its arguments."""
    return _core.Explained(function)  # type: ignore[no-any-return]


def overridable(function: _Function) -> _Function:
    """``function``, `explained`, whose calls the types of its arguments and modes may answer (`flambeau.overrides`)."""
    wrapper: Any = explained(function)
    wrapper._overridable = True
    return wrapper  # type: ignore[no-any-return]


_OPERATORS = frozenset(
    f"__{name}__" for name in ("new", "init", "call", "contains", "iter", "len", "add", "iadd", "mul", "deepcopy")
) | frozenset(f"__{name}item__" for name in ("get", "set", "del"))


def explain_methods(cls: type) -> None:
    """Makes the public methods of a class `explained`, those of the library's classes that it derives from included.

    Not ``forward``: calling a module explains that.
    """
    for base in cls.__mro__:
        if base in _done or base is _core.Tensor or not f"{base.__module__}.".startswith(f"{__package__}."):
            continue
        _done.add(base)
        for name, member in list(vars(base).items()):
            if name == "forward" or (name.startswith("_") and name not in _OPERATORS):
                continue
            if name == "__call__" and hasattr(base, "forward"):
                continue
            if isinstance(member, types.FunctionType):
                setattr(base, name, explained(member))
            elif isinstance(member, classmethod | staticmethod) and isinstance(member.__func__, types.FunctionType):
                setattr(base, name, type(member)(explained(member.__func__)))


def explain_module(module: dict[str, Any]) -> None:
    """The same for all that a module's ``__all__`` names, functions and classes; the module's last line."""
    for name in module["__all__"]:
        value = module.get(name)
        if not f"{getattr(value, '__module__', '')}.".startswith(f"{module['__name__']}."):
            continue  # from elsewhere
        if isinstance(value, enum.EnumType):
            continue  # its __new__ is the enum module's
        if isinstance(value, type):
            explain_methods(value)
        elif isinstance(value, types.FunctionType) and _takes_arguments(value):
            module[name] = explained(value)


def _takes_arguments(function: Any) -> bool:
    while hasattr(function, "__wrapped__"):
        function = function.__wrapped__
    code = function.__code__
    return bool(code.co_argcount + code.co_kwonlyargcount or code.co_flags & 0x04)  # or *args


def not_callable(function: Any, caller: str) -> TypeError:
    """The error of ``caller``, which was to call ``function`` later."""
    return TypeError(f"{caller}(): argument 'func' (position 1) must be callable, not {_described(function)}")


def entries(value: Any, name: str) -> tuple[Any, ...]:
    """The numbers of an argument that is one number or a tuple or list of them, as a tuple.

    Nothing else is iterated: an iterator may be endless, and a tensor on meta may have 2**40 rows.
    """
    if isinstance(value, tuple | list):
        return tuple(value)
    one = value.ndim == 0 if isinstance(value, _core.Tensor) else is_real(value)
    if not one:
        raise TypeError(f"argument '{name}' must be a number or a tuple of numbers, not {_described(value)}")
    return (value,)


def _described(value: Any) -> str:
    from ._explanation import described  # calls that succeed do without it

    return described(value)


def explanation(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any], error: Exception) -> Exception | None:
    """The exception to raise in place of ``error``; None where that is the caller's own, or says enough."""
    from ._explanation import explanation  # as above

    return explanation(function, args, kwargs, error)
