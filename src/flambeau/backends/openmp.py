"""OpenMP, which shares kernels out to threads."""

from __future__ import annotations


def is_available() -> bool:
    """True.

    >>> import flambeau as torch
    >>> torch.backends.openmp.is_available()
    True
    """
    return True
