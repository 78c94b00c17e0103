"""opt_einsum, which orders the products of `einsum`: not used; they are made from left to right."""

from __future__ import annotations

from .._listing import listing

enabled = False
strategy: str | None = None


def is_available() -> bool:
    """False.

    >>> import flambeau as torch
    >>> torch.backends.opt_einsum.is_available()
    False
    """
    return False


__all__ = [
    "enabled",
    "is_available",
    "strategy",
]
__dir__ = listing(globals())
