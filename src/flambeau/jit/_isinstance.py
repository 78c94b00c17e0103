"""`isinstance` with parametrised types, element by element."""

from __future__ import annotations

import types
import typing
from typing import Any

_CONTAINERS = (list, tuple, dict)


def matches(obj: Any, target: Any) -> bool:
    """Whether ``obj`` is of the type, or of one of a tuple of types."""
    if isinstance(target, tuple):
        return any(matches(obj, one) for one in target)
    origin, arguments = typing.get_origin(target), typing.get_args(target)
    if origin in (typing.Union, types.UnionType):
        return any(matches(obj, one) for one in arguments)
    if origin is None:
        if target in _CONTAINERS or target in (list, tuple, dict):
            name = getattr(target, "__name__", str(target))
            raise RuntimeError(
                f"Attempted to use {name} without a contained type. Please add a contained type, e.g. {name}[int]"
            )
        if target is not None and not isinstance(target, type):
            raise TypeError(f"isinstance: target_type is {target!r:.40} | it must be a type, or a tuple of types")
        return obj is None if target is None else isinstance(obj, target)
    if not isinstance(obj, origin):
        return False
    if origin is dict:
        return all(matches(k, arguments[0]) and matches(v, arguments[1]) for k, v in obj.items())
    if origin is tuple and Ellipsis not in arguments:
        return len(obj) == len(arguments) and all(map(matches, obj, arguments))
    return all(matches(item, arguments[0]) for item in obj)
