"""``Timer``: runs a statement many times on a fixed number of threads."""

from __future__ import annotations

import enum
import textwrap
import timeit
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import flambeau as fl

from ._measurement import Measurement, TaskSpec

timer = timeit.default_timer


class Language(enum.Enum):
    """What a statement is written in.

    >>> from flambeau.utils.benchmark import Language, Timer
    >>> Timer("1 + 1", language=Language.PYTHON).timeit(100).number_per_run
    100
    """

    PYTHON = 0
    CPP = 1


@contextmanager
def _threads(count: int) -> Iterator[None]:
    before = fl.get_num_threads()
    try:
        fl.set_num_threads(count)
        yield
    finally:
        fl.set_num_threads(before)


class Timer:
    """Times ``stmt``, which is compiled once with ``setup`` before it.

    Args:
        stmt: the code to time. setup: code that runs first, untimed. global_setup: for C++ only.
        timer: a clock, in seconds.
        globals: the names that the code sees.
        label, sub_label, description, env: what results are called in tables.
        num_threads: how many threads kernels use meanwhile.
        language: Python.

    Raises: ValueError for a statement that is no string, another language, and a ``global_setup``; NotImplementedError
        for C++.

    >>> from flambeau.utils.benchmark import Timer
    >>> Timer("sum(range(n))", globals={"n": 10}).timeit(100).number_per_run
    100
    """

    def __init__(
        self,
        stmt: str = "pass",
        setup: str = "pass",
        global_setup: str = "",
        timer: Callable[[], float] = timer,
        globals: dict[str, Any] | None = None,
        label: str | None = None,
        sub_label: str | None = None,
        description: str | None = None,
        env: str | None = None,
        num_threads: int = 1,
        language: Language | str = Language.PYTHON,
    ) -> None:
        if not isinstance(stmt, str):
            raise ValueError("Currently only a `str` stmt is supported.")
        if language in (Language.CPP, "cpp", "c++"):
            raise NotImplementedError("Timer: language is C++ | Flambeau times Python statements only")
        if language not in (Language.PYTHON, "py", "python"):
            raise ValueError(f"Invalid language `{language}`.")
        if global_setup:
            raise ValueError(
                f"global_setup is C++ only, got `{global_setup}`. Most likely this code can be moved to `setup`."
            )
        stmt, setup = textwrap.dedent(stmt).strip(), textwrap.dedent(setup).strip()
        names = dict(globals or {})
        names.setdefault("flambeau", fl)
        names.setdefault("torch", fl)
        self._clock = timer
        self._timer = timeit.Timer(stmt=stmt, setup=setup, timer=timer, globals=names)
        self._task_spec = TaskSpec(
            stmt=stmt,
            setup=setup,
            label=label,
            sub_label=sub_label,
            description=description,
            env=env,
            num_threads=num_threads,
        )

    def timeit(self, number: int = 1_000_000) -> Measurement:
        """Runs it ``number`` times, after a hundredth of that to warm up."""
        with _threads(self._task_spec.num_threads):
            self._timer.timeit(number=max(int(number // 100), 2))
            return Measurement(number, [self._timer.timeit(number=number)], self._task_spec)

    def repeat(self, repeat: int = -1, number: int = -1) -> None:
        """PyTorch has no such method either; use ``blocked_autorange``."""
        raise NotImplementedError("See `Timer.blocked_autorange.`")

    def autorange(self, callback: Callable[[int, float], NoReturn] | None = None) -> None:
        """PyTorch has no such method either; use ``blocked_autorange``."""
        raise NotImplementedError("See `Timer.blocked_autorange.`")

    def collect_callgrind(self, number: int = 100, **options: Any) -> NoReturn:
        """Not here: Callgrind counts the instructions of a PyTorch that is built for it."""
        raise NotImplementedError(
            "Timer.collect_callgrind: counting instructions needs Valgrind, which Flambeau does not drive | use "
            "blocked_autorange, which measures time"
        )

    def _block_size(self, min_run_time: float) -> int:
        """So many runs that reading the clock costs next to nothing, but no more than an eighth of the time or so."""
        overhead = min(self._time_of_clock() for _ in range(5))
        number = 1
        while True:
            taken = self._timer.timeit(number=number)
            if overhead <= taken * 1e-4 and taken >= min_run_time / 1000:
                return number
            if taken > min_run_time:
                return number
            number *= 10

    def _time_of_clock(self) -> float:
        return timeit.Timer("pass", timer=self._clock).timeit(number=1)

    def blocked_autorange(
        self, callback: Callable[[int, float], Any] | None = None, min_run_time: float = 0.2
    ) -> Measurement:
        """Times blocks of runs, long enough to be timed well, until ``min_run_time`` seconds have gone by.

        ``callback(runs, seconds)`` is called after each block.
        """
        with _threads(self._task_spec.num_threads):
            number = self._block_size(min_run_time)
            times: list[float] = []
            total = 0.0
            while total < min_run_time or not times:
                taken = self._timer.timeit(number=number)
                total += taken
                times.append(taken)
                if callback is not None:
                    callback(number, taken)
            return Measurement(number, times, self._task_spec)

    def adaptive_autorange(
        self,
        threshold: float = 0.1,
        *,
        min_run_time: float = 0.01,
        max_run_time: float = 10.0,
        callback: Callable[[int, float], Any] | None = None,
    ) -> Measurement:
        """Times blocks of runs until the interquartile range is less than ``threshold`` of the median, but no longer
        than ``max_run_time`` seconds.
        """
        with _threads(self._task_spec.num_threads):
            number = self._block_size(min_run_time)
            times: list[float] = []
            total = 0.0
            while True:
                taken = self._timer.timeit(number=number)
                total += taken
                times.append(taken)
                if callback is not None:
                    callback(number, taken)
                measured = Measurement(number, times, self._task_spec)
                enough = len(times) > 3 and total > min_run_time and measured.meets_confidence(threshold)
                if enough or total > max_run_time:
                    return measured
