"""``autograd.profiler``: the profiler under its older name; see :mod:`flambeau.profiler`."""

from __future__ import annotations

from typing import Any

from .._listing import listing

_NAMES = (
    "DeviceType",
    "EventList",
    "FunctionEvent",
    "ProfilerActivity",
    "emit_itt",
    "emit_nvtx",
    "kineto_available",
    "profile",
    "record_function",
)
__all__ = list(_NAMES)
__dir__ = listing(globals())


def __getattr__(name: str) -> Any:
    # The profiler watches modules and optimisers and so stands below this layer: it is looked up when asked for.
    if name not in __all__:
        hint = " | NVProf's files are not read; use flambeau.profiler.profile" if "nvprof" in name else ""
        raise AttributeError(f"module 'flambeau.autograd.profiler' has no attribute {name!r}{hint}")
    from .. import profiler
    from ..profiler import _autograd_profile, _blocks

    home: Any = _autograd_profile if name == "profile" else _blocks if name.startswith("emit") else profiler
    globals()[name] = getattr(home, name)
    return globals()[name]
