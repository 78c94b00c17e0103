"""The sizes and thread counts that sections are run over."""

from __future__ import annotations

from collections.abc import Iterator

from ..workload import ALL_THREADS

SIZES = (10**3, 10**4, 10**5, 10**6, 10**7)
QUICK_SIZES = (10**3, 10**6)
FIRST_THREADED = 10**5  # elements from which work is also run on all threads


def sizes_and_threads() -> Iterator[tuple[int, int, bool]]:
    """(elements, threads, whether a quick run has it)."""
    for n in SIZES:
        counts = sorted({1, ALL_THREADS}) if n >= FIRST_THREADED else [1]
        for threads in counts:
            yield n, threads, n in QUICK_SIZES and threads == counts[-1]
