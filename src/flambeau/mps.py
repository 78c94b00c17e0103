"""What programs ask of Apple's graphics processors: there is none here, and this says so."""

from __future__ import annotations

from ._absent import refusing, refusing_class
from ._listing import listing


def is_available() -> bool:
    """False: Flambeau computes on the CPU.

    >>> import flambeau as torch
    >>> torch.mps.is_available(), torch.mps.device_count()
    (False, 0)
    """
    return False


def device_count() -> int:
    """0."""
    return 0


def manual_seed(seed: int) -> None:
    """Nothing: there is no device to seed."""


# The functions that need a device, and what PyTorch's error calls them.
_NEEDS = {
    "current_allocated_memory": "getCurrentAllocatedMemory",
    "driver_allocated_memory": "getDriverAllocatedMemory",
    "empty_cache": "emptyCache",
    "get_rng_state": "getDefaultGenerator",
    "recommended_max_memory": "getRecommendedMaxMemory",
    "seed": "getDefaultGenerator",
    "set_per_process_memory_fraction": "setMemoryFraction",
    "set_rng_state": "getDefaultGenerator",
    "synchronize": "deviceSynchronize",
}
for _name, _called in _NEEDS.items():
    globals()[_name] = refusing(_name, __name__, RuntimeError, f"Cannot execute {_called}() without MPS backend.")
Event = refusing_class("Event", __name__, RuntimeError, "torch.mps.Event requires the MPS backend")

__all__ = ["Event", "device_count", "is_available", "manual_seed", *_NEEDS]
__dir__ = listing(globals())
