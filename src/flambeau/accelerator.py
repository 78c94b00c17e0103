"""What programs ask of whatever device there is beside the CPU: there is none."""

from __future__ import annotations

from ._absent import refusing_all
from ._listing import listing


def is_available() -> bool:
    """False: Flambeau computes on the CPU.

    >>> import flambeau as torch
    >>> torch.accelerator.is_available(), torch.accelerator.current_accelerator()
    (False, None)
    """
    return False


def device_count() -> int:
    """0."""
    return 0


def current_accelerator(check_available: bool = False) -> None:
    """None: there is no accelerator."""
    return None


_REFUSING = refusing_all(
    """
        current_device_idx current_device_index current_stream device_index empty_cache get_memory_info
        max_memory_allocated max_memory_reserved memory_allocated memory_reserved memory_stats
        reset_accumulated_memory_stats reset_peak_memory_stats set_device_idx set_device_index set_stream
        synchronize
        """,
    __name__,
    RuntimeError,
    "Cannot access accelerator device when none is available.",
)
globals().update(_REFUSING)

__all__ = ["current_accelerator", "device_count", "is_available", *_REFUSING]
__dir__ = listing(globals())
