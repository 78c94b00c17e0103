"""Contexts that are decorators, too: a base class for a program's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self

from ..autograd.grad_mode import as_decorator

__all__ = ["context_decorator"]


def context_decorator(ctx: Any, func: Callable[..., Any]) -> Callable[..., Any]:
    """``func`` with each call within a context: ``ctx``, or what ``ctx()`` makes.

    >>> import contextlib
    >>> from flambeau.utils._contextlib import context_decorator
    >>> context_decorator(contextlib.nullcontext, abs)(-3)
    3
    """
    reused = hasattr(ctx, "__enter__") and not isinstance(ctx, type)
    return as_decorator((lambda: ctx) if reused else ctx, func)


class _DecoratorContextManager:
    """A context whose instances can be put before a function, each of whose calls is then within a fresh one."""

    def __call__(self, orig_func: Callable[..., Any]) -> Callable[..., Any]:
        return as_decorator(self.clone, orig_func)

    def __enter__(self) -> Any:
        raise NotImplementedError(f"{type(self).__name__}.__enter__: to be written by the subclass")

    def __exit__(self, *error: object) -> Any:
        raise NotImplementedError(f"{type(self).__name__}.__exit__: to be written by the subclass")

    def clone(self) -> Self:
        """A new one with the same settings; to be overridden where `__init__` takes any."""
        return type(self)()


class _NoParamDecoratorContextManager(_DecoratorContextManager):
    """The same, that can be put before a function without parentheses."""

    def __new__(cls, orig_func: Any = None) -> Any:
        made = super().__new__(cls)
        if orig_func is None:
            return made
        made.__init__()  # type: ignore[misc]
        return made(orig_func)
