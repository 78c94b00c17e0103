"""Timing small pieces of code as PyTorch's ``utils.benchmark`` does: ``Timer``, ``Measurement``, ``Compare``.

>>> from flambeau.utils.benchmark import Timer
>>> timer = Timer("x * y", setup="import flambeau; x = y = flambeau.ones(3)")
>>> timer.timeit(1000).median < 1e-3  # seconds
True
"""

from __future__ import annotations

from typing import Any

from ..._arguments import explain_module
from ..._listing import listing
from ..._missing import no_attribute
from ._compare import Colorize, Compare
from ._measurement import Measurement, TaskSpec, select_unit, trim_sigfig, unit_to_english
from ._timer import Language, Timer, timer

_CALLGRIND = "Flambeau does not count instructions with Valgrind; Timer.blocked_autorange measures time"
_FUZZERS = "Flambeau draws no random workloads; flambeau.rand makes inputs"
_NOT_HERE = dict.fromkeys(("CallgrindStats", "CopyIfCallgrind", "FunctionCount", "FunctionCounts"), _CALLGRIND)
_NOT_HERE |= dict.fromkeys(
    ("FuzzedParameter", "FuzzedSparseTensor", "FuzzedTensor", "Fuzzer", "ParameterAlias"), _FUZZERS
)


def __getattr__(name: str) -> Any:
    raise no_attribute("module 'flambeau.utils.benchmark'", name, _NOT_HERE)


__all__ = [
    "Colorize",
    "Compare",
    "Language",
    "Measurement",
    "TaskSpec",
    "Timer",
    "select_unit",
    "timer",
    "trim_sigfig",
    "unit_to_english",
]
__dir__ = listing(globals())

explain_module(globals())
