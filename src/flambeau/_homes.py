"""The modules that classes were made in, also while they name others as theirs (`flambeau.compat`)."""

from __future__ import annotations

from typing import Any

# The module of each class that names another.
renamed: dict[type, str] = {}


def home_of(value: Any) -> str | None:
    """The full name of the module that a class or function was made in."""
    home = renamed.get(value) if isinstance(value, type) else None
    return home if home is not None else getattr(value, "__module__", None)
