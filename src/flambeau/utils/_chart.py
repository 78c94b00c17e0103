"""A curve as text, for terminals."""

from __future__ import annotations

import math
from collections.abc import Sequence

__all__ = ["curve"]

_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))  # bits of a Braille cell's dots, row by row


def curve(values: Sequence[float], total: int, width: int = 60, height: int = 8) -> list[str]:
    """``values``, all above zero, over ``total`` steps on a logarithmic scale: ``height`` lines of ``width`` characters
    beside the scale. Each column of dots is the mean of the values that fall into it.
    """
    logs = [(step, math.log10(value)) for step, value in enumerate(values) if 0 < value < math.inf]
    columns: list[list[float]] = [[] for _ in range(2 * width)]
    for step, value in logs:
        columns[min(step * 2 * width // max(total, 1), 2 * width - 1)].append(value)
    means = {x: sum(column) / len(column) for x, column in enumerate(columns) if column}
    top, bottom = max(means.values(), default=0.0), min(means.values(), default=0.0)
    rows = 4 * height - 1
    cells = [[0x2800] * width for _ in range(height)]
    before: int | None = None
    for x, mean in means.items():
        y = round((top - mean) / ((top - bottom) or 1.0) * rows)
        for at in range(min(y, before if before is not None else y), max(y, before if before is not None else y) + 1):
            cells[at // 4][x // 2] |= _DOTS[at % 4][x % 2]
        before = y
    labels = [""] * height
    if means:
        labels[0], labels[-1] = f"{10**top:.3g}", f"{10**bottom:.3g}"
    return [f"{label:>8} ┤{''.join(map(chr, line))}" for label, line in zip(labels, cells, strict=True)]
