"""The memory of CUDA devices: the functions of `cuda` that speak of it."""

from __future__ import annotations

from .._listing import listing
from . import (
    empty_cache,
    max_memory_allocated,
    max_memory_reserved,
    memory_allocated,
    memory_reserved,
    memory_stats,
)

__all__ = [
    "empty_cache",
    "max_memory_allocated",
    "max_memory_reserved",
    "memory_allocated",
    "memory_reserved",
    "memory_stats",
]
__dir__ = listing(globals())
