"""Intel's Math Kernel Library: not here; products come from OpenBLAS and oneDNN (`flambeau.__config__.show`)."""

from __future__ import annotations

from .._listing import listing


def is_available() -> bool:
    """False.

    >>> import flambeau as torch
    >>> torch.backends.mkl.is_available()
    False
    """
    return False


__all__ = [
    "is_available",
]
__dir__ = listing(globals())
