"""What a tensor is called in the user's program: found when an error is raised, by whoever owns tensors by name."""

from __future__ import annotations

from collections.abc import Callable

from .._core import Tensor

namers: list[Callable[[Tensor], str | None]] = []  # nn puts one in: a module knows its parameters' names


def known_as(tensor: Tensor) -> str:
    """What to call ``tensor``, such as ``parameter 'fc1.weight' of Net``; empty when nobody has a name for it."""
    return next((name for name in (namer(tensor) for namer in namers) if name), "")
