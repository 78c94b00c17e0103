"""What programs ask of Intel's graphics processors: there is none here, and this says so."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from ._absent import refusing_all, refusing_class
from ._listing import listing


def is_available() -> bool:
    """False: Flambeau computes on the CPU.

    >>> import flambeau as torch
    >>> torch.xpu.is_available(), torch.xpu.device_count()
    (False, 0)
    """
    return False


def device_count() -> int:
    """0."""
    return 0


def is_initialized() -> bool:
    """False: there is nothing to initialise."""
    return False


def is_bf16_supported(including_emulation: bool = True) -> bool:
    """False: there is no device that could compute with bfloat16."""
    return False


def manual_seed(seed: int) -> None:
    """Nothing: there is no device to seed."""


manual_seed_all = manual_seed


def empty_cache() -> None:
    """Nothing: there is no device memory."""


def memory_allocated(device: Any = None) -> int:
    """0 bytes: there is no device memory."""
    return 0


max_memory_allocated = memory_reserved = max_memory_reserved = memory_allocated


def memory_stats(device: Any = None) -> OrderedDict[str, Any]:
    """Nothing: there is no device memory."""
    return OrderedDict()


_SENTENCE = "Torch not compiled with XPU enabled: flambeau computes on the CPU"
_REFUSING = refusing_all(
    """
        current_device current_stream get_device_capability get_device_name get_device_properties
        get_rng_state init initial_seed mem_get_info set_device set_stream synchronize
        """,
    __name__,
    AssertionError,
    _SENTENCE,
)
globals().update(_REFUSING)
Stream, Event = (
    refusing_class(name, __name__, RuntimeError, f"torch.xpu.{name} requires XPU support")
    for name in ("Stream", "Event")
)

__all__ = [
    "Event",
    "Stream",
    "device_count",
    "empty_cache",
    "is_available",
    "is_bf16_supported",
    "is_initialized",
    "manual_seed",
    "manual_seed_all",
    "max_memory_allocated",
    "max_memory_reserved",
    "memory_allocated",
    "memory_reserved",
    "memory_stats",
    *_REFUSING,
]
__dir__ = listing(globals())
