"""How a module or class says that it lacks a name, and what to use in its place."""

from __future__ import annotations

from collections.abc import Mapping


def no_attribute(owner: str, name: str, instead: Mapping[str, str]) -> AttributeError:
    """The error for ``name``; ``owner`` as Python's own messages begin: "module 'x'", "'Y' object"."""
    hint = f" | {instead[name]}" if name in instead else ""
    return AttributeError(f"{owner} has no attribute {name!r}{hint}")
