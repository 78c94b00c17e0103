"""The named tuples that operations with several results return, each under the operation's name."""

from __future__ import annotations

from functools import cache

from ._listing import listing
from .ops.define import registry


@cache
def _types() -> dict[str, type]:
    return {kind.__name__: kind for entry in registry if (kind := entry.return_type) is not None}


__all__ = sorted(_types())
__dir__ = listing(globals())


def __getattr__(name: str) -> type:
    try:
        return _types()[name]
    except KeyError:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None
