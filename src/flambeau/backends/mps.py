"""Apple's graphics processors: not here."""

from __future__ import annotations

from .._listing import listing


def is_available() -> bool:
    """False.

    >>> import flambeau as torch
    >>> torch.backends.mps.is_available(), torch.backends.mps.is_built()
    (False, False)
    """
    return False


def is_built() -> bool:
    """False."""
    return False


def is_macos_or_newer(major: int, minor: int) -> bool:
    """False: this is no macOS with such a processor."""
    return False


def is_macos13_or_newer(minor: int = 0) -> bool:
    """False: this is no macOS with such a processor."""
    return False


__all__ = [
    "is_available",
    "is_built",
    "is_macos13_or_newer",
    "is_macos_or_newer",
]
__dir__ = listing(globals())
