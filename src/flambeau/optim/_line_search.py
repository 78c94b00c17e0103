"""How far to go along a direction: a step that satisfies the strong Wolfe conditions."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from .._core import Tensor

# Loss, gradient and slope along the direction.
At = tuple[float, Tensor, float]

DECREASE = 1e-4  # of the slope at the start: how much the loss must fall per step length
CURVATURE = 0.9  # of the slope at the start: how steep it may still be
LEAST_CHANGE = 1e-9  # of an element of the parameters: brackets below are not searched further
MOST_TRIALS = 25


class Point(NamedTuple):
    """A step length and what the loss is there."""

    t: float
    loss: float
    grad: Tensor
    slope: float


def strong_wolfe(
    at: Callable[[float], At], t: float, start: At, largest: float, trials: int = MOST_TRIALS
) -> tuple[float, tuple[float, Tensor], int]:
    """A step length from ``t`` on, loss and gradient there, and how many evaluations that took.

    ``at(t)`` evaluates; ``start`` is what it would give for 0; ``largest`` is the direction's largest absolute element.
    After the first, ``trials`` more lengths are tried.
    """
    search = _Search(at, Point(0.0, *start), trials)
    bracket = search.bracket(t)
    best = bracket[0] if len(bracket) == 1 else search.zoom(bracket, largest)
    return best.t, (best.loss, best.grad), search.evaluations


class _Search:
    def __init__(self, at: Callable[[float], At], start: Point, trials: int) -> None:
        self._at = at
        self._start = start
        self._trials = trials
        self.evaluations = 0

    def _try(self, t: float) -> Point:
        self.evaluations += 1
        return Point(t, *self._at(t))

    def _falls_enough(self, point: Point) -> bool:
        return point.loss <= self._start.loss + DECREASE * point.t * self._start.slope

    def _is_flat(self, point: Point) -> bool:
        return abs(point.slope) <= -CURVATURE * self._start.slope

    def bracket(self, t: float) -> list[Point]:
        """The point itself where one was found, else two between which there is one."""
        before, point = self._start, self._try(t)
        for trial in range(self._trials):
            if not self._falls_enough(point) or (trial > 1 and point.loss >= before.loss):
                return [before, point]
            if self._is_flat(point):
                return [point]
            if point.slope >= 0:
                return [before, point]
            near, far = point.t + 0.01 * (point.t - before.t), point.t * 10
            before, point = point, self._try(_cubic_minimum(before, point, near, far))
        return [self._start, point]

    def zoom(self, bracket: list[Point], largest: float) -> Point:
        """Narrows the bracket ``[low, high]``, ``low`` the better end; where it gets too narrow, ``low``."""
        low, high = sorted(bracket, key=lambda point: point.loss)
        stuck = False
        while self.evaluations <= self._trials and abs(high.t - low.t) * largest >= LEAST_CHANGE:
            left, right = sorted((low, high), key=lambda point: point.t)
            t = _cubic_minimum(left, right, left.t, right.t)
            margin = 0.1 * (right.t - left.t)
            if min(right.t - t, t - left.t) >= margin:
                stuck = False
            elif stuck or t >= right.t or t <= left.t:
                t = right.t - margin if abs(t - right.t) < abs(t - left.t) else left.t + margin
                stuck = False
            else:
                stuck = True
            point = self._try(t)
            if not self._falls_enough(point) or point.loss >= low.loss:
                low, high = sorted((low, point), key=lambda point: point.loss)
                continue
            if self._is_flat(point):
                return point
            if point.slope * (high.t - low.t) >= 0:
                high = low
            low = point
        return low


def _cubic_minimum(a: Point, b: Point, least: float, most: float) -> float:
    """Where the cubic through both points, with their slopes, is smallest, kept within the bounds; their middle where
    it has no minimum.

    Source: Nocedal and Wright 2006, Numerical Optimization, equation 3.59.
    """
    if b.t < a.t:
        a, b = b, a
    if a.t == b.t:
        return (least + most) / 2
    d1 = a.slope + b.slope - 3 * (a.loss - b.loss) / (a.t - b.t)
    square = d1 * d1 - a.slope * b.slope
    if not square >= 0:
        return (least + most) / 2
    d2 = math.sqrt(square)
    rise = b.slope - a.slope + 2 * d2
    if not rise:
        return (least + most) / 2
    t = b.t - (b.t - a.t) * ((b.slope + d2 - d1) / rise)
    return min(max(t, least), most)
