"""`Rule`: a function of an entry whose parameters say what it is to be called with."""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import CodeType
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

    @property
    def text(self) -> str:
        """The rule as its entry has it, on one line: what a lambda computes, or the name of a function."""
        name = self.function.__name__
        return (_computed(self.function.__code__) or self.function.__qualname__) if name == "<lambda>" else name

    def __repr__(self) -> str:
        if self.function.__name__ != "<lambda>":
            return f"{self.text}({', '.join(self.names)})"
        return f"lambda {', '.join(self.names)}: {self.text}"

    def named(self, title: str) -> Rule:
        """The rule; if it is a lambda, tracebacks and the profiler show it as ``title``."""
        if self.function.__name__ == "<lambda>":
            self.function.__qualname__ = title
        return self

    def asked(self) -> tuple[str, ...]:
        """The names as the core reads them: ``g_x?`` takes None."""
        return tuple(f"{name}?" if name in self.optional else name for name in self.names)


def _computed(code: CodeType) -> str | None:
    """The expression of a lambda: the innermost one in its file around the places of its instructions.

    None where there is no source, as for what was typed at Python's own prompt.
    """
    import ast
    import linecache

    places = [((line, column), (last, end)) for line, last, column, end in code.co_positions() if end]
    first, last = min(start for start, _ in places), max(end for _, end in places)
    around = [
        body
        for body in _lambdas("".join(linecache.getlines(code.co_filename)))
        if (body.lineno, body.col_offset) <= first and last <= (body.end_lineno, body.end_col_offset)
    ]
    return ast.unparse(max(around, key=lambda body: (body.lineno, body.col_offset))) if around else None


@functools.cache
def _lambdas(source: str) -> list[Any]:
    """The bodies of all lambdas in a file."""
    import ast

    try:
        return [node.body for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Lambda)]
    except SyntaxError:  # a notebook's cell may hold more than Python
        return []
