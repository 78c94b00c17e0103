"""What one picture shows: boxes with their text, and the edges between them; modules open or as one box."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from .graph import Graph, Group, Leaf, Op, Result

FOLD = 12  # with more ops than this, parameters are lines in the box that uses them instead of boxes of their own


@dataclass(eq=False)
class Box:
    """A box: what sort of thing it is, its heading, the lines below, and what a click or a pointer shows."""

    sort: str  # op, module, parameter, leaf, input, result, outside
    title: str
    lines: list[str] = field(default_factory=list)
    details: list[tuple[str, str]] = field(default_factory=list)
    kind: str = ""
    opens: Group | None = None  # a module's box: the group inside
    frame: int | None = None  # the innermost that it stands in


@dataclass
class Scene:
    """One picture."""

    title: str
    boxes: list[Box]
    edges: list[tuple[int, int]]
    frames: list[OpenModule]


@dataclass(eq=False)
class OpenModule:
    """A module that is drawn open: a frame around what ran in it, within the frame of that number."""

    group: Group
    outer: int | None


def cut(group: Group, limit: int) -> set[Group]:
    """The groups to open so that no more than about ``limit`` boxes are seen: level by level, from outside."""
    opened = {group}
    count, level = len(group.children), group.groups()
    while level:
        more = sum(len(inner.children) - 1 for inner in level)
        if count + more > limit:
            break
        opened.update(level)
        count += more
        level = [inner for outer in level for inner in outer.groups()]
    return opened


def everything(group: Group) -> set[Group]:
    """All groups, to open them all."""
    opened, waiting = {group}, [group]
    while waiting:
        inner = waiting.pop().groups()
        opened.update(inner)
        waiting += inner
    return opened


def to_depth(group: Group, depth: int) -> set[Group]:
    """The groups down to ``depth`` levels inside."""
    opened, level = {group}, [group]
    for _ in range(depth):
        level = [inner for outer in level for inner in outer.groups()]
        opened.update(level)
    return opened


class _Builder:
    def __init__(self, graph: Graph, group: Group, opened: set[Group]) -> None:
        self.graph, self.group = graph, group
        self.boxes: list[Box] = []
        self.frames: list[OpenModule] = []
        self.edges: dict[tuple[int, int], None] = {}
        self.number: dict[object, int] = {}  # of the box that shows a thing
        self.inside: list[Op] = list(group.ops())
        self._show(group, opened)
        seen = sum(1 for box in self.boxes if box.sort == "op")
        self.folds = seen > FOLD

    def _add(self, key: object, box: Box, frame: int | None = None) -> int:
        self.number[key] = len(self.boxes)
        box.frame = frame
        self.boxes.append(box)
        return self.number[key]

    def _show(self, group: Group, opened: set[Group], frame: int | None = None) -> None:
        for child in group.children:
            if isinstance(child, Op):
                self._add(child, op_box(child), frame)
            elif child in opened:
                self.frames.append(OpenModule(child, frame))
                self._show(child, opened, len(self.frames) - 1)
            else:
                at = self._add(child, module_box(child, self.group), frame)
                for op in child.ops():
                    self.number[op] = at

    def connect(self) -> None:
        """Edges into everything shown, and boxes for where they come from."""
        for op in self.inside:
            target = self.number[op]
            for source in op.inputs:
                if isinstance(source, Leaf):
                    self._from_leaf(source, target)
                else:
                    if source not in self.number:
                        self.number[source] = self._outside(source, "from")
                    self._edge(self.number[source], target)
        shown = set(self.inside)
        for op in self.graph.ops:
            if op not in shown:
                for source in op.inputs:
                    if source in shown:
                        self._edge(self.number[source], self._outside(op, "to"))
        if self.group.parent is None:
            for leaf in self.graph.alone:
                self._add(leaf, leaf_box(leaf))
        for result in self.graph.results:
            if result.source in shown or (self.group.parent is None and isinstance(result.source, Leaf)):
                if result.source not in self.number:
                    self._add(result.source, leaf_box(result.source))  # type: ignore[arg-type]
                self._edge(self.number[result.source], self._add(result, result_box(result)))

    def put_parameters_into_frames(self) -> None:
        """A parameter stands in the innermost frame that holds all that use it; inputs come from outside."""
        for leaf, box in enumerate(self.boxes):
            if box.sort == "parameter":
                around = [self._frames_around(self.boxes[b].frame) for a, b in self.edges if a == leaf]
                shared = [pairs[0] for pairs in zip(*around, strict=False) if len(set(pairs)) == 1]
                box.frame = shared[-1] if shared else None

    def _frames_around(self, frame: int | None) -> list[int]:
        found: list[int] = []
        while frame is not None:
            found.append(frame)
            frame = self.frames[frame].outer
        return found[::-1]

    def _edge(self, source: int, target: int) -> None:
        if source != target:
            self.edges[source, target] = None

    def _from_leaf(self, leaf: Leaf, target: int) -> None:
        box = self.boxes[target]
        if leaf.parameter and (self.folds or box.sort == "module"):
            line = f"{leaf.name.rpartition('.')[2]}  {leaf.shape.rpartition(' ')[0]}"
            if box.sort == "op" and line not in box.lines:
                box.lines.append(line)
            return
        if leaf not in self.number:
            self._add(leaf, leaf_box(leaf))
        self._edge(self.number[leaf], target)

    def _outside(self, op: Op, way: str) -> int:
        """The box that stands for an op that is not shown: its outermost module that does not hold this group."""
        here = {name for name, _ in _path_of(self.group)}
        name = next((name for name, _ in op.path if name not in here), op.name)
        if (way, name) in self.number:
            return self.number[way, name]
        return self._add((way, name), Box("outside", f"{way} {name}", [op.result]))


def _path_of(group: Group) -> list[tuple[str, None]]:
    path = []
    at: Group | None = group
    while at is not None and at.parent is not None:
        path.append((at.name, None))
        at = at.parent
    return path


def op_box(op: Op) -> Box:
    """The box of one op."""
    module = op.path[-1][0] if op.path else ""
    details = [("result", op.results), ("recorded at", op.origin), ("module", module), ("kind of op", op.kind)]
    details += [("saved", text) for text in op.saved]
    lines = [module, op.result, op.place, *(f"saves {text}" for text in op.saved)]
    return Box("op", op.name, [line for line in lines if line], [d for d in details if d[1]], op.kind)


def module_box(group: Group, within: Group) -> Box:
    """One box for all that ran in a module's call."""
    ops = list(group.ops())
    parameters = {x for op in ops for x in op.inputs if isinstance(x, Leaf) and x.parameter}
    count = sum(x.count for x in parameters)
    inside = f"{len(ops)} ops" + (f", {_short(count)} parameters" if count else "")
    names = sorted(x.name for x in parameters)
    details = [("holds", inside), ("result", ops[-1].results), *(("parameter", name) for name in names)]
    return Box("module", group.name, [inside, ops[-1].result], details, opens=group)


def leaf_box(leaf: Leaf) -> Box:
    """A leaf tensor."""
    sort = "parameter" if leaf.parameter else "leaf" if leaf.wants else "input"
    gradient = "accumulates in .grad" if leaf.wants else "none is wanted"
    return Box(sort, leaf.name, [leaf.shape], [("gradient", gradient), ("elements", f"{leaf.count:,}")])


def result_box(result: Result) -> Box:
    """One of the tensors that were asked for."""
    return Box("result", result.name, [result.shape])


def _short(count: int) -> str:
    for size, letter in ((10**9, "G"), (10**6, "M"), (10**3, "k")):
        if count >= size:
            return f"{count / size:.3g}{letter}"
    return str(count)


def scene(graph: Graph, group: Group, opened: Iterable[Group]) -> Scene:
    """The picture of a group with some of the groups in it open."""
    builder = _Builder(graph, group, set(opened))
    builder.connect()
    builder.put_parameters_into_frames()
    if graph.left_out and group is graph.program:
        first = next((i for i, box in enumerate(builder.boxes) if box.sort in ("op", "module")), None)
        more = builder._add("left out", Box("outside", f"… {graph.left_out} edges lead on", ["limit= shows more"]))
        if first is not None:
            builder._edge(more, first)
    return Scene(group.name, builder.boxes, list(builder.edges), builder.frames)
