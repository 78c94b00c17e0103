"""Which of many overlapping boxes suppression keeps, in NumPy, which an import of the operations does without."""

from __future__ import annotations

import numpy as np

BLOCK = 64  # so many boxes are compared at once


def kept(corners: np.ndarray, groups: np.ndarray | None, threshold: float) -> np.ndarray:
    """The places, in order, of the boxes that no kept one before them of their group, or of all, overlaps by more."""
    if groups is None:
        return _kept(corners, threshold)
    members = [np.flatnonzero(groups == group) for group in np.unique(groups)]
    places = [those[_kept(corners[those], threshold)] for those in members]
    return np.sort(np.concatenate([*places, np.zeros(0, np.int64)]))


def _kept(corners: np.ndarray, threshold: float) -> np.ndarray:
    """The places, in order, of the boxes that no kept one before them overlaps by more than ``threshold``."""
    if corners.dtype == np.float16:
        corners = corners.astype(np.float32)
    columns = np.ascontiguousarray(corners.T)
    areas = (columns[2] - columns[0]) * (columns[3] - columns[1])
    waiting = np.arange(len(corners))
    kept: list[np.ndarray] = []
    while waiting.size:  # a block of the best against all that wait, then those of the block one after another
        block = waiting[:BLOCK]
        covers = _overlapping(columns, areas, block, waiting, threshold)
        chosen = _best_of(covers[:, : len(block)])
        kept.append(block[chosen])
        waiting = waiting[len(block) :][~covers[chosen, len(block) :].any(0)]
    return np.concatenate([*kept, np.zeros(0, dtype=np.int64)])


def _overlapping(
    columns: np.ndarray, areas: np.ndarray, rows: np.ndarray, others: np.ndarray, threshold: float
) -> np.ndarray:
    """Which of ``rows`` overlap which of ``others`` by more than the threshold."""
    x1, y1, x2, y2 = columns[:, rows, None]
    u1, v1, u2, v2 = columns[:, others]
    common = np.maximum(np.minimum(x2, u2) - np.maximum(x1, u1), 0)
    common *= np.maximum(np.minimum(y2, v2) - np.maximum(y1, v1), 0)
    with np.errstate(invalid="ignore", divide="ignore"):  # boxes without area, which suppress none
        common /= areas[rows, None] + areas[others] - common
        return common > threshold


def _best_of(covers: np.ndarray) -> list[int]:
    """The boxes of a block, by falling score, that no chosen one before them covers; rows as the bits of integers."""
    rows = [int.from_bytes(row, "little") for row in np.packbits(covers, axis=1, bitorder="little")]
    chosen, gone = [], 0
    for k, row in enumerate(rows):
        if not gone >> k & 1:
            chosen.append(k)
            gone |= row
    return chosen
