"""What `_arguments` says of a call that failed in the interpreter's own words."""

from __future__ import annotations

import collections.abc
import dis
import functools
import inspect
import os
import re
import types
import typing
from collections.abc import Callable, Iterator
from typing import Any

from . import _core, _types
from ._types import is_real

_HOME = os.path.dirname(__file__) + os.sep
_STANDARD = os.path.dirname(os.__file__) + os.sep  # Python's library, which ours calls

_RAISE = dis.opmap["RAISE_VARARGS"]
# Exceptions that the interpreter raises for a slip; ours of these classes say other things than `_WORDS`.
_SLIPS = (TypeError, AttributeError, ValueError, LookupError, ArithmeticError, AssertionError, NameError, StopIteration)

# What the interpreter says of a value of the wrong sort. It names no argument, so that no message of ours reads so.
_WORDS = re.compile(
    "has no attribute|object is not|unsupported operand|bad operand|not supported between|has no len|unpack"
    r"|(tuple|list|string) index out of range|: zip\(\)|cannot be interpreted|must be real number|indices must be"
    "|can't multiply|can only concatenate|unhashable|is not iterable|formatting|cannot convert float"
    r"|too large to|update sequence|(int|float|complex|len|isinstance|issubclass|range)\(\) arg|math (domain|range)"
    "|expected str instance|from empty|does not support|integer is required|must be strings"
    "|referenced before assignment|cannot access local|(division|modulo) by zero|takes exactly one argument"
    "|^(KeyError|AssertionError: $|StopIteration)|changed size|must not be zero|float modulo"
    "|raised to a negative power|context manager protocol|argument after|^TypeError: unbound method"
)


def explanation(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any], error: Exception) -> Exception | None:
    """The exception to raise in place of ``error``; None where that is the caller's own, or says enough."""
    if not _is_slip(error):
        return None
    if _names_a_key(error, args, kwargs):
        return None
    name = _public_name(function, args)
    better: Exception
    wrong = next(_misfits(function, args, kwargs), None)
    if wrong is not None:
        better = TypeError(f"{name}(): {wrong}")
    else:
        method = _is_method(function, args)
        given, what = dict(_by_name(function, args, kwargs)), "arguments"
        if method and not given:
            given, what = _options_of(args[0]), "options"
        told = ", ".join(f"{k} is {described(v)}" for k, v in given.items())
        better = _public_class(error, method)(f"{name}(): the {what} do not go together | {told}")
    better.__cause__, better.__context__ = None, error  # the slip is there for who looks for it
    better.__suppress_context__ = True
    return better


def _names_a_key(error: Exception, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    """Whether it says that a dict, or a module that serves as one, lacks a key that the caller gave."""
    given = [a for a in (*args, *kwargs.values()) if type(a) is str]
    if isinstance(error, KeyError):
        return any(error.args[:1] == (key,) for key in given)
    said = f"'{type(args[0]).__name__}' object has no attribute " if args and hasattr(args[0], "keys") else None
    return isinstance(error, AttributeError) and any(str(error) == f"{said}{key!r}" for key in given if said)


def _is_slip(error: Exception) -> bool:
    """Whether the interpreter raised it, in code of ours."""
    if not isinstance(error, _SLIPS) or not _WORDS.search(f"{type(error).__name__}: {error}"):
        return False
    trace, last, file = error.__traceback__, None, _HOME
    while trace is not None and not (trace.tb_frame.f_code.co_name == "__getattr__" and trace.tb_next is None):
        last, at = trace, trace.tb_frame.f_code.co_filename
        file = file if at.startswith(_STANDARD) and not at.startswith(_HOME) else at
        trace = trace.tb_next
    if not file.startswith(_HOME):
        return False  # in a function that the caller gave
    return last is None or last.tb_frame.f_code.co_code[last.tb_lasti] != _RAISE


def _public_class(error: Exception, method: bool) -> type[Exception]:
    """PyTorch's: its functions are native and know no arithmetic errors, its classes are Python."""
    kinds: tuple[type[Exception], ...] = IndexError, TypeError, ValueError
    for kind in (*kinds, ZeroDivisionError, OverflowError) if method else kinds:
        if isinstance(error, kind):
            return kind
    return TypeError if isinstance(error, AttributeError) else RuntimeError


def _is_method(function: Any, args: tuple[Any, ...]) -> bool:
    return "." in function.__qualname__ and "<locals>" not in function.__qualname__ and bool(args)


def _options_of(owner: Any) -> dict[str, Any]:
    """The numbers and words that an object was made with."""
    held = getattr(owner, "__dict__", {})
    return {k: v for k, v in held.items() if not k.startswith("_") and isinstance(v, int | float | str)}


def _public_name(function: Any, args: tuple[Any, ...]) -> str:
    if not _is_method(function, args):
        return str(function.__name__)
    owner = args[0] if isinstance(args[0], type) else type(args[0])  # a subclass is known by its own name
    return owner.__name__ if function.__name__ in ("__new__", "__init__") else f"{owner.__name__}.{function.__name__}"


def _parameters(function: Any) -> list[inspect.Parameter]:
    found = list(inspect.signature(function).parameters.values())
    bound = found and found[0].name in ("self", "cls") and found[0].annotation is inspect.Parameter.empty
    return found[1:] if bound else found  # a function that is put on Tensor annotates its self


def _by_name(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """What was given, by parameter."""
    own = list(inspect.signature(function).parameters.values())
    parameters = _parameters(function)
    args = args[len(own) - len(parameters) :]
    positional = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    starred = next((p.name for p in parameters if p.kind is p.VAR_POSITIONAL), None)
    yield from zip(positional, args, strict=False)
    if starred is not None and args[len(positional) :]:
        yield starred, args[len(positional) :]
    yield from kwargs.items()


def _misfits(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Iterator[str]:
    """A sentence per argument that is not of its annotation."""
    hints = _hints(function)
    parameters = _parameters(function)
    places = {p.name: k for k, p in enumerate(parameters, 1) if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)}
    starred = {p.name for p in parameters if p.kind is p.VAR_POSITIONAL}
    written = inspect.unwrap(function).__annotations__
    for name, value in _by_name(function, args, kwargs):
        if name not in hints:
            continue
        bad = next((v for v in value if not _fits(v, hints[name])), _FITS) if name in starred else value
        if bad is _FITS or (name not in starred and _fits(value, hints[name])):
            continue
        place = f" (position {places[name]})" if name in places and name not in kwargs else ""
        yield f"argument '{name}'{place} must be {_spelled(written[name])}, not {described(bad)}"


_FITS = object()
_BUILTIN = {"bool": bool, "float": float, "int": int}  # in the files of ops these names are dtypes


@functools.cache
def _hints(function: Any) -> dict[str, Any]:
    found = {}
    function = inspect.unwrap(function)
    for name, annotation in function.__annotations__.items():
        try:
            hint = eval(annotation, function.__globals__, _BUILTIN) if isinstance(annotation, str) else annotation
            hash(hint)
        except Exception:  # a name that only type checkers import
            continue
        found[name] = hint
    return found


def _spelled(annotation: Any) -> str:
    """An annotation in words: ``Tensor or None``."""
    text = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", str(annotation))
    text = text.replace("typing.", "")
    while "[" in text and (shorter := re.sub(r"\[[^][]*\]", "", text)) != text:  # from the innermost brackets on
        text = shorter
    words = {"Size": "int or tuple of ints", "Callable": "callable", "Dtype": "torch.dtype", "dtype": "torch.dtype"}
    return " or ".join(words.get(part.strip(), part.strip()) for part in text.split("|"))


def _is_whole(value: Any) -> bool:
    if isinstance(value, _core.Tensor):
        return bool(value.ndim == 0 and not value.is_floating_point() and not value.is_complex())
    return hasattr(type(value), "__index__")


def _is_size(value: Any) -> bool:
    return _is_whole(value) or (isinstance(value, tuple | list) and all(map(_is_whole, value)))


# Types that take more than their instances.
_TAKEN: dict[Any, Callable[[Any], bool]] = {
    int: _is_whole,
    float: is_real,
    bool: lambda v: isinstance(v, bool | int) or hasattr(type(v), "__bool__"),
    complex: lambda v: is_real(v) or isinstance(v, complex),
    _types.Size: _is_size,
    _types.device: lambda v: isinstance(v, _types.device | str | int),
    _core.dtype: lambda v: isinstance(v, _core.dtype) or v in (float, int, bool, complex),
}


def _fits(value: Any, hint: Any) -> bool:
    """Whether the value is of the annotated type; True where that cannot be told."""
    if hint is Any:
        return True
    if hint in _TAKEN:
        return _TAKEN[hint](value)
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return any(_fits(value, part) for part in inner)
    if origin is typing.Literal:
        return any(value is known or (type(value) is type(known) and value == known) for known in inner)
    if origin in (list, tuple) or (origin in (collections.abc.Sequence, collections.abc.Iterable) and _is_row(value)):
        return _is_row(value) and (origin is not tuple or _has_length(value, inner)) and _all_fit(value, inner)
    kind = hint if origin is None else origin
    if kind is None or kind is types.NoneType:
        return value is None
    if kind is collections.abc.Callable:
        return callable(value)
    if kind is typing.IO:  # a class that no file is an instance of
        return hasattr(value, "read") or hasattr(value, "write")
    return not isinstance(kind, type) or getattr(kind, "_is_protocol", False) or isinstance(value, kind)


def _is_row(value: Any) -> bool:
    return isinstance(value, list | tuple)


def _has_length(value: Any, inner: tuple[Any, ...]) -> bool:
    return not inner or inner[-1] is Ellipsis or len(value) == len(inner)


def _all_fit(value: Any, inner: tuple[Any, ...]) -> bool:
    kinds = inner if len(inner) == len(value) and inner[-1] is not Ellipsis else inner[:1] * len(value)
    return all(_fits(v, kind) for v, kind in zip(value, kinds, strict=False))


def described(value: Any) -> str:
    """A value in a few words."""
    if isinstance(value, _core.Tensor):
        return f"a {value.dtype} tensor of shape {tuple(value.shape)}"
    if value is None or type(value) in (bool, int, float, complex, str):
        text = repr(value)
        return f"{type(value).__name__} {text}" if value is not None and len(text) <= 40 else type(value).__name__
    if _is_row(value) and 0 < len(value) <= 8 and all(type(v) in (int, float, bool) for v in value):
        return f"{type(value).__name__} {value}"
    return type(value).__name__
