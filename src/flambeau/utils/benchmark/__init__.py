"""Timing small pieces of code as PyTorch's ``utils.benchmark`` does: ``Timer``, ``Measurement``, ``Compare``.

>>> from flambeau.utils.benchmark import Timer
>>> timer = Timer("x * y", setup="import flambeau; x = y = flambeau.ones(3)")
>>> timer.timeit(1000).median < 1e-3  # seconds
True
"""

from __future__ import annotations

from ._compare import Colorize, Compare
from ._measurement import Measurement, TaskSpec, select_unit, trim_sigfig, unit_to_english
from ._timer import Language, Timer, timer

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
