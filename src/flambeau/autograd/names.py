"""What a tensor is called in the user's program: found when an error is raised, by whoever owns tensors by name."""

from __future__ import annotations

from collections.abc import Callable

from .._core import Tensor

namers: list[Callable[[Tensor], str | None]] = []  # nn puts one in: a module knows its parameters' names


def described(tensor: Tensor) -> str:
    """What identifies ``tensor`` to the user: its shape, its name in a module, the line that recorded it."""
    name = known_as(tensor)
    made = f"{type(tensor.grad_fn).__name__} recorded at {tensor.grad_fn.origin}" if tensor.grad_fn is not None else ""
    return ", ".join(part for part in (f"shape {list(tensor.shape)}", name, made) if part)


def known_as(tensor: Tensor) -> str:
    """What to call ``tensor``, such as ``parameter 'fc1.weight' of Net``; empty when nobody has a name for it."""
    return next((name for name in (namer(tensor) for namer in namers) if name), "")
