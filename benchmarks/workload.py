"""What a benchmark is: one body that runs under either library, who it is compared with, and its budget."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

ALL_THREADS = len(os.sched_getaffinity(0))

# One turn of work. A self-measured workload's job returns the value itself; otherwise the result is dropped.
Job = Callable[[], Any]
# Makes the inputs with the library it is given (``flambeau`` or ``torch``) and returns the job.
Setup = Callable[[Any], Job]


@dataclass(frozen=True)
class Rival:
    """Something a workload is compared with; ``limit`` is the greatest allowed ratio of our time to its time."""

    label: str
    setup: Setup
    limit: float | None = None
    library: str = "flambeau"  # the module its process imports and hands to setup
    operations: int | None = None  # how many operations its job does, where not as many as ours


@dataclass(frozen=True)
class Workload:
    """A named body and how to read its time.

    ``operations`` is how many operations one job does: times are printed per operation. ``unit`` is ``s`` for times and
    ``B`` for sizes. ``bytes`` and ``flops`` are what one operation moves and computes, shown as rates. A self-measured
    job returns its value. ``ceiling`` bounds our own value, in the unit. ``busy`` means that other programs keep every
    processor busy meanwhile.
    """

    name: str
    setup: Setup
    rivals: tuple[Rival, ...]
    operations: int = 1
    threads: int = 1
    unit: str = "s"
    bytes: float = 0.0
    flops: float = 0.0
    self_measured: bool = False
    ceiling: float | None = None
    quick: bool = True
    busy: bool = False


class Section:
    """The workloads of one module, in the order they were declared."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.workloads: list[Workload] = []

    def add(
        self,
        name: str,
        setup: Setup,
        *,
        limit: float | None = None,
        rivals: Sequence[Rival] = (),
        against_torch: bool = True,
        **options: Any,
    ) -> None:
        """Declares a workload, compared with PyTorch under ``limit`` (a ratio) and with the other rivals."""
        torch = (Rival("PyTorch", setup, limit, library="torch"),) if against_torch else ()
        self.workloads.append(Workload(name, setup, torch + tuple(rivals), **options))

    def case(self, name: str, **options: Any) -> Callable[[Setup], Setup]:
        """:meth:`add` as a decorator of the setup."""

        def declare(setup: Setup) -> Setup:
            self.add(name, setup, **options)
            return setup

        return declare

    def find(self, name: str, threads: int) -> Workload:
        """The workload of that name and number of threads."""
        return next(w for w in self.workloads if w.name == name and w.threads == threads)


def power_of_ten(n: int) -> str:
    """``10⁵`` for 100000."""
    return "10" + "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(digit)] for digit in str(len(str(n)) - 1))
