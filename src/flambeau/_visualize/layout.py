"""A layered layout: boxes in rows so that every edge points down, few crossings, straight long edges.

The steps are Sugiyama, Tagawa and Toda's (1981): rows, order within rows, coordinates. What boxes mean is not known.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence, Set
from dataclasses import dataclass, field

GAP_X, GAP_Y = 26.0, 40.0  # between neighbours in a row, and between rows
LANE = 10.0  # width that a passing edge takes in a row
SWEEPS = 12


@dataclass
class Layout:
    """Where things are: centres of the boxes, points of the edges from above to below, and the size of it all."""

    x: list[float]
    y: list[float]
    routes: list[list[tuple[float, float]]]
    width: float
    height: float


@dataclass
class _Rows:
    """Boxes and, numbered after them, the places where long edges pass through a row."""

    rows: list[list[int]]
    above: list[list[int]]
    below: list[list[int]]
    chains: list[list[int]] = field(default_factory=list)  # per edge, all it passes from source to target


def layered(
    sizes: Sequence[tuple[float, float]],
    edges: Sequence[tuple[int, int]],
    on_top: Set[int] = frozenset(),
    below_all: Set[int] = frozenset(),
) -> Layout:
    """Places boxes of the given (width, height); edges are pairs of box numbers without a cycle. Those
    ``on_top``, which are nobody's targets, stand in the first row, those ``below_all``, nobody's sources, in the last.
    """
    graph = _split(len(sizes), edges, _ranks(len(sizes), edges, on_top, below_all))
    _order(graph)
    widths = [w for w, _ in sizes] + [LANE] * (len(graph.above) - len(sizes))
    x = _columns(graph, widths, len(sizes))
    heights = [max((sizes[v][1] for v in row if v < len(sizes)), default=0.0) for row in graph.rows]
    middle, half, top = [0.0] * len(widths), [0.0] * len(widths), 0.0
    for row, height in zip(graph.rows, heights, strict=True):
        for v in row:
            middle[v], half[v] = top + height / 2, (sizes[v][1] if v < len(sizes) else height) / 2
        top += height + GAP_Y
    left = min((x[v] - widths[v] / 2 for v in range(len(x))), default=0.0)
    x = [value - left for value in x]
    routes = []
    for first, *lanes, last in graph.chains:
        through = [(x[v], middle[v] + side * half[v]) for v in lanes for side in (-1, 1)]
        routes.append([(x[first], middle[first] + half[first]), *through, (x[last], middle[last] - half[last])])
    count = len(sizes)
    width = max((x[v] + widths[v] / 2 for v in range(len(x))), default=0.0)
    return Layout(x[:count], middle[:count], routes, width, max(top - GAP_Y, 0.0))


def _ranks(count: int, edges: Sequence[tuple[int, int]], on_top: Set[int], below_all: Set[int]) -> list[int]:
    """Row of each box: as deep as its longest way from a source; sources just above what they first feed."""
    above: list[list[int]] = [[] for _ in range(count)]
    below: list[list[int]] = [[] for _ in range(count)]
    for a, b in edges:
        above[b].append(a)
        below[a].append(b)
    waiting = [len(sources) for sources in above]
    ready = [v for v in range(count) if not waiting[v]]
    rank = [0] * count
    for v in ready:  # grows while it is walked
        for w in below[v]:
            rank[w] = max(rank[w], rank[v] + 1)
            waiting[w] -= 1
            if not waiting[w]:
                ready.append(w)
    if len(ready) != count:
        raise ValueError("layered: the edges have a cycle")
    deepest = max(rank, default=0)
    for v in range(count):
        if v in below_all:
            rank[v] = deepest
        elif not above[v] and below[v] and v not in on_top:
            rank[v] = min(rank[w] for w in below[v]) - 1
    return rank


def _split(count: int, edges: Sequence[tuple[int, int]], rank: list[int]) -> _Rows:
    """Rows of boxes, with a lane in every row that an edge crosses; edges of one source share theirs."""
    rows: list[list[int]] = [[] for _ in range(max(rank, default=-1) + 1)]
    for v in range(count):
        rows[rank[v]].append(v)
    graph = _Rows(rows, [[] for _ in range(count)], [[] for _ in range(count)])
    lanes: dict[tuple[int, int], int] = {}
    joined: set[tuple[int, int]] = set()
    for a, b in edges:
        chain = [a]
        for row in range(rank[a] + 1, rank[b]):
            if (a, row) not in lanes:
                lanes[a, row] = len(graph.above)
                graph.above.append([])
                graph.below.append([])
                rows[row].append(lanes[a, row])
            chain.append(lanes[a, row])
        chain.append(b)
        graph.chains.append(chain)
        for upper, lower in itertools.pairwise(chain):
            if (upper, lower) not in joined:
                joined.add((upper, lower))
                graph.below[upper].append(lower)
                graph.above[lower].append(upper)
    return graph


def _order(graph: _Rows) -> None:
    """Sweeps down and up, sorting each row by the mean place of its neighbours; keeps the order that crosses least."""
    best, fewest = [list(row) for row in graph.rows], _crossings(graph)
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        neighbours = graph.above if down else graph.below
        places = _places(graph.rows)
        for row in graph.rows if down else reversed(graph.rows):
            mean = {v: sum(places[w] for w in neighbours[v]) / len(neighbours[v]) for v in row if neighbours[v]}
            row.sort(key=lambda v, mean=mean, places=places: mean.get(v, places[v]))  # type: ignore[misc]
            places.update(_places([row]))
        crossings = _crossings(graph)
        if crossings < fewest:
            best, fewest = [list(row) for row in graph.rows], crossings
        if not fewest:
            break
    for row, order in zip(graph.rows, best, strict=True):
        row[:] = order


def _places(rows: list[list[int]]) -> dict[int, float]:
    """Place in the row, from 0 to 1: rows of different length compare."""
    return {v: (i + 0.5) / len(row) for row in rows for i, v in enumerate(row)}


def _crossings(graph: _Rows) -> int:
    place = {v: i for row in graph.rows for i, v in enumerate(row)}
    total = 0
    for row in graph.rows:
        ends = [sorted(place[w] for w in graph.below[v]) for v in row]
        seen: list[int] = []  # sorted; small, since rows are
        for targets in ends:
            total += sum(1 for t in targets for s in seen if s > t)
            seen += targets
    return total


def _columns(graph: _Rows, widths: list[float], boxes: int) -> list[float]:
    """x of everything: each row moves to the mean of its neighbours' x, as far as order and widths allow."""
    x = [0.0] * len(widths)
    for row in graph.rows:
        at = 0.0
        for v in row:
            x[v] = at + widths[v] / 2
            at += widths[v] + GAP_X
        for v in row:
            x[v] -= (at - GAP_X) / 2
    # A box follows what flows through rather than what joins from a leaf or from far.
    pull = [0.1 if not sources else 0.02 if v >= boxes else 1.0 for v, sources in enumerate(graph.above)]
    for sweep in range(2 * SWEEPS):
        down = sweep % 2 == 0
        for row in graph.rows if down else reversed(graph.rows):
            wished, weights = [], []
            for v in row:
                near = (graph.above if down else graph.below)[v] or [v]
                wished.append(sum(x[w] * pull[w] for w in near) / sum(pull[w] for w in near))
                # An edge is straight if its lanes stay in line: they weigh more than boxes.
                weights.append(6.0 if v >= boxes else 0.2 if near == [v] else 1.0)
            for v, value in zip(row, _spaced(row, wished, weights, widths), strict=True):
                x[v] = value
    return x


def _spaced(row: list[int], wished: list[float], weights: list[float], widths: list[float]) -> list[float]:
    """The positions nearest to those wished for (weighted squares) in which neighbours keep their distance: isotonic
    regression, by pooling neighbours that would overlap.
    """
    offsets, offset = [], 0.0
    for i, v in enumerate(row):
        if i:
            offset += (widths[row[i - 1]] + widths[v]) / 2 + GAP_X
        offsets.append(offset)
    pools: list[list[float]] = []  # mean, weight, members
    for wish, weight, shift in zip(wished, weights, offsets, strict=True):
        pools.append([wish - shift, weight, 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            mean, heavy, members = pools.pop()
            last = pools[-1]
            last[0] = (last[0] * last[1] + mean * heavy) / (last[1] + heavy)
            last[1] += heavy
            last[2] += members
    means = [mean for mean, _, members in pools for _ in range(int(members))]
    return [mean + shift for mean, shift in zip(means, offsets, strict=True)]
