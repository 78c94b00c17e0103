"""`Rule`: a function of an entry whose parameters say what it is to be called with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Rule:
    """A rule (``vjp``, ``jvp``, ``batch``, ``flops``) and what it names, read once for all who call it.

    ``names`` are the parameters without the underscore that Python may need; those in ``optional`` have a default, and
    take None for a gradient that is known to be zero.
    """

    __slots__ = ("function", "names", "optional")

    def __init__(self, function: Callable[..., Any]) -> None:
        code = function.__code__
        self.function = function
        self.names = tuple(name.rstrip("_") for name in code.co_varnames[: code.co_argcount])
        self.optional = frozenset(self.names[len(self.names) - len(function.__defaults__ or ()) :])

    def __call__(self, *args: Any) -> Any:
        """The function's answer."""
        return self.function(*args)

    @property
    def __wrapped__(self) -> Callable[..., Any]:
        """The function, where ``inspect`` looks for it."""
        return self.function

    def named(self, title: str) -> Rule:
        """The rule; if it is a lambda, tracebacks and the profiler show it as ``title``."""
        if self.function.__name__ == "<lambda>":
            self.function.__qualname__ = title
        return self

    def asked(self) -> tuple[str, ...]:
        """The names as the core reads them: ``g_x?`` takes None."""
        return tuple(f"{name}?" if name in self.optional else name for name in self.names)
