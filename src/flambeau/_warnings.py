"""Warnings that point at the user's line, however much of the package lies between."""

from __future__ import annotations

import os
import sys
import warnings

_HOME = os.path.dirname(__file__) + os.sep
_told: set[str] = set()
_always = False  # what is told once in a program is told each time


def warn(sentence: str, category: type[Warning] = UserWarning) -> None:
    """Warns at the nearest line that is not the package's own."""
    level, frame = 1, sys._getframe()
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_HOME):
        level, frame = level + 1, frame.f_back
    warnings.warn(sentence, category, stacklevel=level)


def warn_once(sentence: str, category: type[Warning] = UserWarning, topic: str = "") -> None:
    """The same, unless the program was told before: where the occasion may come in every step of a loop.

    Sentences on one ``topic`` count as one.
    """
    if (topic or sentence) not in _told or _always:
        _told.add(topic or sentence)
        warn(sentence, category)


def from_core(sentence: str, once: bool) -> None:
    """What the core calls."""
    (warn_once if once else warn)(sentence)


def set_warn_always(b: bool) -> None:
    """Whether warnings that a program gets once are given each time.

    Raises: TypeError for what is not a bool.

    >>> import flambeau as torch
    >>> torch.set_warn_always(False)
    >>> torch.is_warn_always_enabled()
    False
    """
    global _always
    if not isinstance(b, bool):
        raise TypeError(f"setWarnOnlyOnce expects a bool, but got {type(b).__name__}")
    _always = b


def is_warn_always_enabled() -> bool:
    """Whether warnings that a program gets once are given each time.

    >>> import flambeau as torch
    >>> torch.is_warn_always_enabled()
    False
    """
    return _always
