"""A layout with frames: each is laid out by itself and is one box in the layout around it.

An edge that leaves a frame ends at its lower border and goes on from there; one that comes in does so at the upper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .layout import LANE, Layout, layered

PAD, HEAD = 16.0, 28.0  # space between a frame and the boxes in it, and above them, where its title stands
Point = tuple[float, float]
Node = tuple[str, int]  # ("box", number), ("frame", number), ("in", box the edge comes from), ("out", the same)


@dataclass
class Frame:
    """What an opened module is drawn in."""

    title: str
    width: float  # at least
    outer: int | None  # the frame around it; None for the picture itself


@dataclass
class Placed:
    """Where boxes, frames (left, top, width, height) and edges are."""

    x: list[float]
    y: list[float]
    routes: list[list[Point]]
    frames: list[tuple[float, float, float, float]]
    width: float
    height: float


@dataclass
class _Inside:
    """The layout of what a frame holds, before it has a place."""

    nodes: list[Node]
    layout: Layout
    edges: list[tuple[Node, Node]]
    sizes: list[Point]
    centres: dict[Node, Point] = field(init=False)
    routes: dict[tuple[Node, Node], list[Point]] = field(init=False)
    above: float = field(init=False)  # what the frame adds above and below
    below: float = field(init=False)

    def __post_init__(self) -> None:
        layout = self.layout
        self.centres = dict(zip(self.nodes, zip(layout.x, layout.y, strict=True), strict=True))
        self.routes = dict(zip(self.edges, layout.routes, strict=True))
        boxes = [
            (y - height / 2, y + height / 2)
            for (kind, _), y, (_, height) in zip(self.nodes, layout.y, self.sizes, strict=True)
            if kind in ("box", "frame")
        ]
        self.above = max(0.0, HEAD - min(top for top, _ in boxes))  # where edges come in there is room already
        self.below = max(0.0, PAD - layout.height + max(bottom for _, bottom in boxes))


class _Nesting:
    def __init__(
        self,
        sizes: Sequence[Point],
        edges: Sequence[tuple[int, int]],
        frame_of: Sequence[int | None],
        frames: Sequence[Frame],
    ) -> None:
        self.sizes, self.edges, self.frames = sizes, edges, frames
        self.chains = [self._chain(frame) for frame in frame_of]  # of frames around each box, from outermost
        self.inside: dict[int | None, _Inside] = {}
        self.corner: dict[int | None, Point] = {None: (0.0, 0.0)}  # of what a frame holds, in the picture
        for number in reversed(range(len(frames))):  # inner frames come after the outer ones
            self.inside[number] = self._lay_out(number)
        self.inside[None] = self._lay_out(None)
        for number in range(len(frames)):
            left, top, width, _ = self.rectangle(number)
            inside = self.inside[number]
            self.corner[number] = (left + (width - inside.layout.width) / 2, top + inside.above)

    def _chain(self, frame: int | None) -> list[int | None]:
        chain: list[int | None] = []
        while frame is not None:
            chain.append(frame)
            frame = self.frames[frame].outer
        return [None, *reversed(chain)]

    def _node(self, box: int, depth: int) -> Node:
        """What stands for a box at a depth of its chain: itself, or the frame that it is in."""
        chain = self.chains[box]
        if depth + 1 < len(chain):
            inner = chain[depth + 1]
            assert inner is not None
            return "frame", inner
        return "box", box

    def _parts(self, source: int, target: int) -> list[tuple[int | None, Node, Node]]:
        """An edge's way through the frames: out of those that hold its source alone, then into the target's."""
        left, right = self.chains[source], self.chains[target]
        common = sum(1 for a, b in zip(left, right, strict=False) if a == b) - 1
        leaving = [(left[d], self._node(source, d), ("out", source)) for d in range(len(left) - 1, common, -1)]
        entering = [(right[d], ("in", source), self._node(target, d)) for d in range(common + 1, len(right))]
        across = (left[common], self._node(source, common), self._node(target, common))
        return [*leaving, across, *entering]

    def _size(self, node: Node) -> Point:
        kind, number = node
        if kind == "box":
            return self.sizes[number]
        if kind == "frame":
            inside = self.inside[number]
            width = max(inside.layout.width + 2 * PAD, self.frames[number].width)
            return width, inside.above + inside.layout.height + inside.below
        return LANE, 0.0

    def _lay_out(self, frame: int | None) -> _Inside:
        nodes: dict[Node, None] = {
            self._node(box, chain.index(frame)): None for box, chain in enumerate(self.chains) if frame in chain
        }
        edges: dict[tuple[Node, Node], None] = {}
        for source, target in self.edges:
            for where, a, b in self._parts(source, target):
                if where == frame:
                    edges[a, b] = None
                    nodes.update({a: None, b: None})
        listed = list(nodes)
        at = {node: k for k, node in enumerate(listed)}
        sizes = [self._size(node) for node in listed]
        layout = layered(
            sizes,
            [(at[a], at[b]) for a, b in edges],
            on_top={at[node] for node in listed if node[0] == "in"},
            below_all={at[node] for node in listed if node[0] == "out"},
        )
        return _Inside(listed, layout, list(edges), sizes)

    def rectangle(self, frame: int) -> tuple[float, float, float, float]:
        """Left, top, width and height of a frame in the picture."""
        outer = self.frames[frame].outer
        x, y = self.inside[outer].centres["frame", frame]
        width, height = self._size(("frame", frame))
        left, top = self.corner[outer]
        return left + x - width / 2, top + y - height / 2, width, height

    def place(self, box: int) -> Point:
        """The centre of a box in the picture."""
        frame = self.chains[box][-1]
        x, y = self.inside[frame].centres["box", box]
        return self.corner[frame][0] + x, self.corner[frame][1] + y

    def route(self, source: int, target: int) -> list[Point]:
        """The points of an edge in the picture, from above to below."""
        points: list[Point] = []
        for frame, a, b in self._parts(source, target):
            left, top = self.corner[frame]
            part = [(left + x, top + y) for x, y in self.inside[frame].routes[a, b]]
            if b[0] == "out":
                part[-1] = (part[-1][0], self._border(frame, below=True))
            if a[0] == "in":
                part[0] = (part[0][0], self._border(frame, below=False))
            if a[0] == "frame":
                part[0] = points[-1]  # where the edge left that frame
            if b[0] == "frame":
                part[-1] = self._entrance(b[1], source)
            points += part[1:] if points else part
        return points

    def _border(self, frame: int | None, below: bool) -> float:
        assert frame is not None
        _, top, _, height = self.rectangle(frame)
        return top + height if below else top

    def _entrance(self, frame: int, source: int) -> Point:
        """Where edges from a box come into a frame."""
        x, _ = self.inside[frame].centres["in", source]
        return self.corner[frame][0] + x, self._border(frame, below=False)


def nested(
    sizes: Sequence[Point],
    edges: Sequence[tuple[int, int]],
    frame_of: Sequence[int | None],
    frames: Sequence[Frame],
) -> Placed:
    """Places boxes of the given (width, height), each in one of the frames or in none; an outer frame is listed before
    those in it. Where every frame is one box, the edges have no cycle.
    """
    nesting = _Nesting(sizes, edges, frame_of, frames)
    whole = nesting.inside[None].layout
    places = [nesting.place(box) for box in range(len(sizes))]
    return Placed(
        [x for x, _ in places],
        [y for _, y in places],
        [nesting.route(source, target) for source, target in edges],
        [nesting.rectangle(frame) for frame in range(len(frames))],
        whole.width,
        whole.height,
    )
