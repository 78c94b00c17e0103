"""``autograd.profiler_util``: the classes of a profile's events, where PyTorch's programs import them from."""

from __future__ import annotations

from typing import Any

_NAMES = ("DeviceType", "EventList", "FunctionEvent", "FunctionEventAvg", "Interval")
__all__ = list(_NAMES)


def __getattr__(name: str) -> Any:
    # As in autograd.profiler: the profiler stands below this layer.
    if name not in __all__:
        raise AttributeError(f"module 'flambeau.autograd.profiler_util' has no attribute {name!r}")
    from .. import profiler

    globals()[name] = getattr(profiler, name)
    return globals()[name]
