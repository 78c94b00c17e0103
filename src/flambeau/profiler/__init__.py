"""Where the time and the memory of a program go: PyTorch's profiler, by op; and by line, by module, pass by pass.

>>> import flambeau as torch
>>> from flambeau.profiler import profile
>>> x = torch.ones(100, 100, requires_grad=True)
>>> with profile(record_shapes=True) as prof:
...     (x @ x).sum().backward()
>>> print(prof.key_averages().table(sort_by="cpu_time_total", row_limit=3))  # doctest: +SKIP
>>> print(prof.by_line())  # doctest: +SKIP
"""

from __future__ import annotations

from typing import Any

from .._arguments import explain_module
from .._listing import listing
from .._missing import no_attribute
from ._averages import EventList, FunctionEventAvg
from ._blocks import record_function
from ._diff import diff
from ._events import DeviceType, FunctionEvent, Interval
from .profiler import (
    ProfilerAction,
    ProfilerActivity,
    profile,
    schedule,
    supported_activities,
    tensorboard_trace_handler,
)


def kineto_available() -> bool:
    """True: PyTorch's programs ask this before they use ``profiler.profile``.

    >>> import flambeau as torch
    >>> torch.profiler.kineto_available()
    True
    """
    return True


_NOT_HERE = {
    "ExecutionTraceObserver": "it records PyTorch's own format; profile().export_chrome_trace writes what was recorded",
    "KinetoStepTracker": "Kineto is PyTorch's own recorder; profile.step() counts steps",
    "itt": "Flambeau is built without Intel's ITT library; use profile",
}


def __getattr__(name: str) -> Any:
    raise no_attribute("module 'flambeau.profiler'", name, _NOT_HERE)


__all__ = [
    "DeviceType",
    "EventList",
    "FunctionEvent",
    "FunctionEventAvg",
    "Interval",
    "ProfilerAction",
    "ProfilerActivity",
    "diff",
    "kineto_available",
    "profile",
    "record_function",
    "schedule",
    "supported_activities",
    "tensorboard_trace_handler",
]
__dir__ = listing(globals())

explain_module(globals())
