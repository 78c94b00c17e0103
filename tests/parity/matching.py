"""When two errors are the same to a program: one handler catches both, and the words that users search for match."""

from __future__ import annotations

import re


def classes(kind: type[BaseException]) -> tuple[type[BaseException], ...]:
    """What may be raised for an error of PyTorch's: its class, or a more exact one."""
    if kind is NotImplementedError:  # "not implemented for 'Bool'" is a RuntimeError or this, by where it is found out
        return (NotImplementedError, RuntimeError)
    return (kind,)


def words(own: str, theirs: str, expected: str) -> bool:
    """Whether the message has what the database looks for in it, or begins as PyTorch's does."""
    if re.search(expected, own, re.DOTALL):
        return True
    return leading(theirs) in own


def leading(message: str) -> str:
    """The first words, as far as they name no values."""
    return " ".join(message.split("\n")[0].split()[:6])
