"""What packages import of ``torch._jit_internal``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ._listing import listing

__all__: list[str] = []
__dir__ = listing(globals())


def _copy_to_script_wrapper(fn: Callable[..., Any]) -> Callable[..., Any]:
    """The function itself: it runs in Python."""
    return fn
