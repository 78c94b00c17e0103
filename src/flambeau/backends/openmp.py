"""OpenMP, which shares kernels out to threads."""

from __future__ import annotations

from .._listing import listing


def is_available() -> bool:
    """True.

    >>> import flambeau as torch
    >>> torch.backends.openmp.is_available()
    True
    """
    return True


__all__ = [
    "is_available",
]
__dir__ = listing(globals())
