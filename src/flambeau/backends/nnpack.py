"""NNPACK, kernels for convolutions: not here."""

from __future__ import annotations

from .._listing import listing


def is_available() -> bool:
    """False.

    >>> import flambeau as torch
    >>> torch.backends.nnpack.is_available()
    False
    """
    return False


__all__ = [
    "is_available",
]
__dir__ = listing(globals())
