"""A progress bar for long work: tqdm's on a terminal where it is installed, else a plain line."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO

__all__ = ["Line", "progress"]


class Line:
    """A progress line of our own, for when tqdm is not installed; on anything but a terminal, ten lines in all."""

    WIDTH = 30  # characters of the bar
    PERIOD = 0.05  # seconds between redraws

    def __init__(self, total: int, out: TextIO) -> None:
        self.total, self.out, self.done = total, out, 0
        self.live = out.isatty()
        self.started = self.drawn = time.perf_counter()

    def advance(self, note: str = "", steps: int = 1) -> None:
        """Counts ``steps`` more as done and shows ``note`` beside the bar."""
        before, self.done = self.done, self.done + steps
        now = time.perf_counter()
        share = self.done / self.total
        if self.live:
            if now - self.drawn < self.PERIOD and self.done < self.total:
                return
            bar = "█" * int(share * self.WIDTH)
            self.out.write(f"\r{share:4.0%} |{bar:<{self.WIDTH}}| {now - self.started:4.1f} s · {note} ")
        elif self.done * 10 // self.total > before * 10 // self.total:
            self.out.write(f"{share:4.0%} {now - self.started:5.1f} s · {note}\n")
        self.drawn = now
        self.out.flush()

    def close(self) -> None:
        """Ends the line."""
        if self.live:
            self.out.write("\n")


class TqdmLine:
    """tqdm behind the methods of :class:`Line`."""

    def __init__(self, tqdm: Any, total: int, unit: str, out: TextIO) -> None:
        self._bar = tqdm(total=total, file=out, unit=unit, unit_scale=unit == "B", unit_divisor=1024, mininterval=0.1)

    def advance(self, note: str = "", steps: int = 1) -> None:
        """Counts ``steps`` more as done and shows ``note`` beside the bar."""
        self._bar.set_postfix_str(note, refresh=False)
        self._bar.update(steps)

    def close(self) -> None:
        """Ends the bar."""
        self._bar.close()


@contextmanager
def progress(total: int, unit: str, out: TextIO) -> Iterator[Line | TqdmLine]:
    """A live progress bar on ``out`` for ``total`` steps (``unit``: what a step is called; "B" counts bytes)."""
    try:
        from tqdm import tqdm
    except ImportError:
        tqdm = None
    bar = TqdmLine(tqdm, total, unit, out) if tqdm is not None and out.isatty() else Line(total, out)
    try:
        yield bar
    finally:
        bar.close()
