"""A progress bar for long work: tqdm's on a terminal where it is installed, else a plain line."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO

__all__ = ["Line", "progress"]


class Line:
    """A progress line of our own, for when tqdm is not installed; on anything but a terminal, ten lines in all.

    ``below`` gives lines of text to show under it, on terminals that can move the cursor.
    """

    WIDTH = 30  # characters of the bar
    PERIOD = 0.1  # seconds between redraws

    def __init__(self, total: int, out: TextIO, below: Callable[[], list[str]] | None = None) -> None:
        self.total, self.out, self.done = total, out, 0
        self.live = out.isatty()
        self.below = below if self.live and os.environ.get("TERM", "dumb") != "dumb" else None
        self.lines_below = 0
        self.started = self.drawn = time.perf_counter()

    def advance(self, note: str = "", steps: int = 1) -> None:
        """Counts ``steps`` more as done and shows ``note`` beside the bar."""
        before, self.done = self.done, self.done + steps
        now = time.perf_counter()
        share = self.done / self.total
        if self.live:
            if now - self.drawn < self.PERIOD and self.done < self.total:
                return
            self._draw(share, now - self.started, note)
        elif self.done * 10 // self.total > before * 10 // self.total:
            self.out.write(f"{share:4.0%} {now - self.started:5.1f} s · {note}\n")
        self.drawn = now
        self.out.flush()

    def _draw(self, share: float, seconds: float, note: str) -> None:
        bar = "█" * int(share * self.WIDTH)
        left = f", {seconds / share - seconds:.1f} s left" if share < 1 else ""
        text = f"{share:4.0%} |{bar:<{self.WIDTH}}| {seconds:4.1f} s{left} · {note}"
        columns, rows = shutil.get_terminal_size()
        if self.below is None:
            self.out.write(f"\r{text} ")
            return
        lines = [line[: columns - 1] for line in (text, *self.below()[: rows - 2])]  # what would wrap or scroll
        self.lines_below = len(lines) - 1
        self.out.write("\r" + "\n".join(f"{line}\x1b[K" for line in lines) + f"\x1b[{self.lines_below}A")

    def close(self) -> None:
        """Ends the line."""
        if self.live:
            self.out.write("\n" * (1 + self.lines_below))


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
def progress(
    total: int, unit: str, out: TextIO, below: Callable[[], list[str]] | None = None
) -> Iterator[Line | TqdmLine]:
    """A live progress bar on ``out`` for ``total`` steps (``unit``: what a step is called; "B" counts bytes), above the
    lines that ``below`` gives, if any.
    """
    if below is not None and out.isatty():
        bar: Line | TqdmLine = Line(total, out, below)
    else:
        bar = _with_tqdm(total, unit, out)
    try:
        yield bar
    finally:
        bar.close()


def _with_tqdm(total: int, unit: str, out: TextIO) -> Line | TqdmLine:
    try:
        from tqdm import tqdm
    except ImportError:
        tqdm = None
    return TqdmLine(tqdm, total, unit, out) if tqdm is not None and out.isatty() else Line(total, out)
