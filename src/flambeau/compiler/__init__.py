"""What programs tell a compiler and ask of it: nothing is compiled, so each mark gives the function itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from .._compile import compile as compile
from .._listing import listing

_T = TypeVar("_T")
__all__ = [
    "allow_in_graph",
    "assume_constant_result",
    "compile",
    "cudagraph_mark_step_begin",
    "disable",
    "is_compiling",
    "is_dynamo_compiling",
    "is_exporting",
    "list_backends",
    "reset",
    "set_stance",
    "substitute_in_graph",
    "wrap_numpy",
]
__dir__ = listing(globals())


def is_compiling() -> bool:
    """False: nothing is compiled.

    >>> import flambeau as torch
    >>> torch.compiler.is_compiling()
    False
    """
    return False


is_dynamo_compiling = is_exporting = is_compiling


def disable(fn: Any = None, recursive: bool = True, *, reason: str | None = None) -> Any:
    """``fn`` itself, which is not compiled; without one a decorator.

    >>> import flambeau as torch
    >>> @torch.compiler.disable
    ... def twice(x):
    ...     return 2 * x
    >>> twice(3)
    6
    """
    return (lambda fn: fn) if fn is None else fn


def allow_in_graph(fn: _T) -> _T:
    """``fn`` itself."""
    return fn


assume_constant_result = wrap_numpy = allow_in_graph


def substitute_in_graph(original_fn: Any, **kwargs: Any) -> Any:
    """A decorator that gives the function itself: there is no graph to take it in place of ``original_fn``."""
    return allow_in_graph


def list_backends(exclude_tags: Any = ()) -> list[str]:
    """None: there is no compiler.

    >>> import flambeau as torch
    >>> torch.compiler.list_backends()
    []
    """
    return []


def reset() -> None:
    """Nothing: no compiled code is kept."""


def cudagraph_mark_step_begin() -> None:
    """Nothing: no steps are recorded."""


@contextmanager
def set_stance(stance: str = "default", **kwargs: Any) -> Iterator[None]:
    """A block that changes nothing: functions run as they are under any stance."""
    yield
