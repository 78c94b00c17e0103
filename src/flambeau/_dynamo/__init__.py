"""The compiler's inside, as far as programs ask for it: nothing is compiled; see `flambeau.compiler`."""

from __future__ import annotations

from typing import Any

from ..compiler import allow_in_graph, assume_constant_result, disable, is_compiling, list_backends, reset
from . import config, eval_frame
from .eval_frame import OptimizedModule

__all__ = [
    "OptimizedModule",
    "allow_in_graph",
    "assume_constant_result",
    "config",
    "disable",
    "disallow_in_graph",
    "eval_frame",
    "graph_break",
    "is_compiling",
    "list_backends",
    "mark_dynamic",
    "mark_static",
    "maybe_mark_dynamic",
    "optimize",
    "reset",
]


disallow_in_graph = allow_in_graph


def optimize(*args: Any, **kwargs: Any) -> Any:
    """A decorator that gives the function or module itself."""
    return allow_in_graph


def graph_break(msg: str = "") -> None:
    """Nothing: there is no graph to break."""


def mark_dynamic(t: Any, index: Any, **kwargs: Any) -> None:
    """Nothing: sizes are what they are at each call."""


maybe_mark_dynamic = mark_static = mark_dynamic
