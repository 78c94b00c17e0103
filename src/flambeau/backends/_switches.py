"""Switches that stay set for the length of a block."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


def set_switches(module: str, **values: Any) -> dict[str, Any]:
    """Sets attributes of a module; returns what they were."""
    home = sys.modules[module]
    before = {name: getattr(home, name) for name in values}
    for name, value in values.items():
        setattr(home, name, value)
    return before


@contextmanager
def switched(module: str, **values: Any) -> Iterator[None]:
    """A block within which a module's attributes have these values."""
    before = set_switches(module, **values)
    try:
        yield
    finally:
        set_switches(module, **before)
