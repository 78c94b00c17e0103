"""The fast path of attention layers in evaluation: there is one path."""

from __future__ import annotations

from .._listing import listing


def get_fastpath_enabled() -> bool:
    """False: attention layers compute in one way.

    >>> import flambeau as torch
    >>> torch.backends.mha.get_fastpath_enabled()
    False
    """
    return False


def set_fastpath_enabled(value: bool) -> None:
    """Accepts False, which is how it is, and True, which allows what there is none of."""


__all__ = [
    "get_fastpath_enabled",
    "set_fastpath_enabled",
]
__dir__ = listing(globals())
