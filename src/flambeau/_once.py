"""Notes to the user that are shown once in a program, however often their occasion comes."""

from __future__ import annotations

import warnings

_shown: set[str] = set()


def note(topic: str, sentence: str, stacklevel: int = 3) -> None:
    """Warns with ``sentence`` unless there was a note on this topic before."""
    if topic not in _shown:
        _shown.add(topic)
        warnings.warn(sentence, UserWarning, stacklevel=stacklevel)
