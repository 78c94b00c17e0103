"""Reads size arguments: one number for all dimensions, or one number per dimension."""

from __future__ import annotations

from collections.abc import Iterable, Sized
from itertools import islice
from typing import Any

from ..._core import Tensor

MAX_DIMENSIONS = 64  # of a tensor


def per_dimension(value: Any, count: int) -> tuple[Any, ...]:
    """Return ``value`` as a tuple with one entry per dimension; a lone value is repeated ``count`` times.

    Of an iterator, which may be endless, no more is read than a tensor's dimensions have sides.
    """
    if isinstance(value, Tensor) and value.ndim:
        raise TypeError(f"a size must be an int or a tuple of {count} ints, not a tensor of shape {tuple(value.shape)}")
    if isinstance(value, Iterable) and not isinstance(value, str):
        return tuple(value if isinstance(value, Sized) else islice(value, 2 * MAX_DIMENSIONS))
    return (value,) * count
