"""``Measurement``: times of one piece of code, and how far they can be trusted."""

from __future__ import annotations

import math
import statistics
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_UNITS = {"s": ("second", 1.0), "ms": ("millisecond", 1e-3), "us": ("microsecond", 1e-6), "ns": ("nanosecond", 1e-9)}
_ENOUGH_RUNS = 4  # from so many measurements on, their spread is told
_SPREAD_LOW, _SPREAD_HIGH = 0.1, 0.25  # of the median: worth a warning, worth a worse one


def select_unit(t: float) -> tuple[str, float]:
    """The unit that suits a time in seconds, and its length in seconds.

    Raises: TypeError for what is no number.

    >>> select_unit(2e-5)
    ('us', 1e-06)
    """
    exponent = math.floor(math.log10(t) / 3) if t > 0 else 0
    name = {-3: "ns", -2: "us", -1: "ms"}.get(exponent, "s")
    return name, _UNITS[name][1]


def unit_to_english(u: str) -> str:
    """The name of a unit of time.

    Raises: KeyError for another unit than ns, us, ms and s.

    >>> unit_to_english("us")
    'microsecond'
    """
    return _UNITS[u][0]


def trim_sigfig(x: float, n: int) -> float:
    """``x`` rounded to ``n`` significant digits.

    Raises: TypeError for what is no number; ValueError and OverflowError for NaN and infinity.

    >>> trim_sigfig(123.456, 2)
    120.0
    """
    if x == 0:
        return 0.0
    magnitude = math.ceil(math.log10(abs(x)))
    scale = 10.0 ** (magnitude - n)
    return float(round(x / scale) * scale)


@dataclass(init=True, repr=False, eq=True, frozen=True)
class TaskSpec:
    """What was timed.

    >>> from flambeau.utils.benchmark import TaskSpec
    >>> TaskSpec("f(x)", "x = 1", label="f", sub_label="small").title
    'f: small'
    """

    stmt: str
    setup: str
    global_setup: str = ""
    label: str | None = None
    sub_label: str | None = None
    description: str | None = None
    env: str | None = None
    num_threads: int = 1

    @property
    def title(self) -> str:
        """The label, or else the statement."""
        if self.label is not None:
            return self.label + (f": {self.sub_label}" if self.sub_label else "")
        if "\n" not in self.stmt:
            return self.stmt + (f": {self.sub_label}" if self.sub_label else "")
        return f"stmt:{f' ({self.sub_label})' if self.sub_label else ''}\n{textwrap.indent(self.stmt, '  ')}"

    def setup_str(self) -> str:
        """The setup as it is shown."""
        if self.setup in ("", "pass"):
            return ""
        if "\n" in self.setup:
            return f"setup:\n{textwrap.indent(self.setup, '  ')}"
        return f"setup: {self.setup}"

    def summarize(self) -> str:
        """Title, description and setup."""
        parts = [self.title, self.description or "", self.setup_str()]
        return "\n".join([f"{part}\n" if "\n" in part else part for part in parts if part])


@dataclass(init=True, repr=False)
class Measurement:
    """The times of one piece of code.

    Attributes:
        number_per_run: how often it ran for one time.
        raw_times: those times, in seconds. task_spec: what was timed.

    Raises: statistics.StatisticsError from ``median`` and ``mean`` without any times.

    >>> from flambeau.utils.benchmark import Measurement, TaskSpec
    >>> Measurement(10, [2.0, 4.0, 9.0], TaskSpec("f(x)", "")).median  # seconds per run
    0.4
    """

    number_per_run: int
    raw_times: list[float]
    task_spec: TaskSpec
    metadata: dict[Any, Any] | None = None

    @property
    def times(self) -> list[float]:
        """Seconds per run of the code."""
        return [t / self.number_per_run for t in self.raw_times]

    @property
    def median(self) -> float:
        """The median of ``times``."""
        return statistics.median(self.times)

    @property
    def mean(self) -> float:
        """The mean of ``times``."""
        return statistics.fmean(self.times)

    def _quartiles(self) -> tuple[float, float]:
        times = sorted(self.times)

        def at(share: float) -> float:
            place = share * (len(times) - 1)
            low = math.floor(place)
            high = min(low + 1, len(times) - 1)
            return times[low] + (times[high] - times[low]) * (place - low)

        return at(0.25), at(0.75)

    @property
    def iqr(self) -> float:
        """The distance between the quartiles of ``times``."""
        low, high = self._quartiles()
        return high - low

    @property
    def significant_figures(self) -> int:
        """How many digits of the median, 4 at most, the spread of the middle half of the times bears out.

        Its error, with 95 % confidence and taking the times for normally distributed, is 1.645 standard deviations
        over the root of their number, and no less than 25 ns, which no clock tells apart.
        """
        times = sorted(self.times)
        n = len(times)
        middle = times[n // 4 : math.ceil(3 * n / 4)]
        spread = statistics.stdev(middle) if len(middle) > 1 else 0.0
        error = max(1.645 * spread / math.sqrt(len(middle)), 25e-9)
        return max(1, min(4, math.floor(math.log10(self.median / error)))) if self.median > 0 else 1

    @property
    def has_warnings(self) -> bool:
        """Whether the times spread so much that they should not be trusted."""
        return not self.meets_confidence()

    def meets_confidence(self, threshold: float = _SPREAD_LOW) -> bool:
        """Whether the interquartile range is less than ``threshold`` of the median."""
        return self.iqr / self.median < threshold if self.median else True

    @property
    def title(self) -> str:
        """The task's title."""
        return self.task_spec.title

    @property
    def env(self) -> str | None:
        """The task's environment."""
        return self.task_spec.env

    @property
    def as_row_name(self) -> str:
        """What a row of a table calls it."""
        return self.task_spec.sub_label or self.task_spec.stmt or "[Unknown]"

    def __repr__(self) -> str:
        n = len(self.raw_times)
        unit, scale = select_unit(self.median)
        threads = f"{self.task_spec.num_threads} thread" + ("s" if self.task_spec.num_threads > 1 else "")
        out = [super().__repr__(), self.task_spec.summarize()]
        if n > 1:
            out.append(f"  Median: {self.median / scale:.2f} {unit}")
            if n >= _ENOUGH_RUNS:
                low, high = self._quartiles()
                out.append(f"  IQR:    {self.iqr / scale:.2f} {unit} ({low / scale:.2f} to {high / scale:.2f})")
            out.append(f"  {n} measurements, {self.number_per_run} runs per measurement, {threads}")
        else:
            out.append(f"  {self.median / scale:.2f} {unit}")
            out.append(f"  1 measurement, {self.number_per_run} runs , {threads}")
        if self.has_warnings:
            share = self.iqr / self.median
            out.append(f"  WARNING: Interquartile range is {share * 100:.1f}% of the median measurement.")
            much = share > _SPREAD_HIGH
            out.append(
                "           This suggests significant environmental influence."
                if much
                else "           This could indicate system fluctuation."
            )
        return "\n".join(out)

    __str__ = __repr__

    @staticmethod
    def merge(measurements: Iterable[Measurement]) -> list[Measurement]:
        """Puts the times of equal tasks together."""
        groups: dict[TaskSpec, list[Measurement]] = {}
        for m in measurements:
            groups.setdefault(m.task_spec, []).append(m)

        def together(group: list[Measurement]) -> Measurement:
            number = group[0].number_per_run
            alike = all(m.number_per_run == number for m in group)
            times = [t for m in group for t in (m.raw_times if alike else m.times)]
            return Measurement(number if alike else 1, times, group[0].task_spec)

        return [together(group) for group in groups.values()]
