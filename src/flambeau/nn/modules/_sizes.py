"""Reads size arguments: one number for all dimensions, or one number per dimension."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def per_dimension(value: Any, count: int) -> tuple[Any, ...]:
    """Return ``value`` as a tuple with one entry per dimension; a lone value is repeated ``count`` times."""
    if isinstance(value, Iterable) and not isinstance(value, str):
        return tuple(value)
    return (value,) * count
