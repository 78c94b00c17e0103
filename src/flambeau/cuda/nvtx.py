"""Marks for NVIDIA's profilers, which need a CUDA device."""

from __future__ import annotations

from .._absent import refusing_all
from .._listing import listing

_REFUSING = refusing_all(
    """
        range range_push range_pop range_start range_end mark
        """,
    __name__,
    RuntimeError,
    "NVTX functions not installed. Are you sure you have a CUDA build? | flambeau.profiler marks blocks on the CPU",
)
globals().update(_REFUSING)
__all__ = [*_REFUSING]
__dir__ = listing(globals())
