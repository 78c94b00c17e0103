"""NNPACK, kernels for convolutions: not here."""

from __future__ import annotations


def is_available() -> bool:
    """False.

    >>> import flambeau as torch
    >>> torch.backends.nnpack.is_available()
    False
    """
    return False
