"""What `dir` lists of a module, and so what editors complete."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def listing(names: dict[str, Any], *lazy: str) -> Callable[[], list[str]]:
    """The ``__dir__`` of the module with these globals: what ``__all__`` exports, without what it imports for itself.

    ``lazy`` are further names that its ``__getattr__`` answers.

    >>> import flambeau as torch
    >>> "stack" in dir(torch), "annotations" in dir(torch)
    (True, False)
    """
    return lambda: sorted({*names["__all__"], *lazy, *(name for name in names if name[:2] == name[-2:] == "__")})
