"""Reading an autograd graph: its nodes as plain data, and the modules they ran in."""

from __future__ import annotations

import itertools
import linecache
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .. import _core
from .._core import Node, Tensor
from .._notebook import cell_of
from ..nn import Module
from ..nn.modules.module import register_module_forward_hook, register_module_forward_pre_hook
from ..ops.define import registry

Path = tuple[tuple[str, Any], ...]  # from outermost to innermost module: its name, and what tells its calls apart


@dataclass(eq=False)
class Op:
    """One node of the graph."""

    name: str  # MulBackward0
    sequence: int
    result: str  # shape and dtype of the first
    results: str  # of all that differ
    place: str  # file.py:12
    origin: str  # the whole path, the function, and the line's text
    kind: str
    inputs: list[Op | Leaf] = field(default_factory=list)
    saved: list[str] = field(default_factory=list)
    path: Path = ()


@dataclass(eq=False)
class Leaf:
    """A tensor that gradients accumulate in."""

    name: str
    shape: str
    parameter: bool
    count: int  # elements
    wants: bool = True  # a gradient; else it is an input that ops have saved


@dataclass(eq=False)
class Result:
    """One of the tensors that were given."""

    name: str
    shape: str
    source: Op | Leaf


@dataclass(eq=False)
class Group:
    """What ran inside one call of a module; the outermost is the program."""

    name: str
    about: str = ""  # the module's class
    parent: Group | None = None
    children: list[Op | Group] = field(default_factory=list)

    def ops(self) -> Iterator[Op]:
        """All ops inside, at any depth, in order."""
        stack: list[Iterator[Op | Group]] = [iter(self.children)]
        while stack:
            child = next(stack[-1], None)
            if child is None:
                stack.pop()
            elif isinstance(child, Group):
                stack.append(iter(child.children))
            else:
                yield child

    def groups(self) -> list[Group]:
        """The calls directly inside."""
        return [child for child in self.children if isinstance(child, Group)]


@dataclass
class Graph:
    """A whole graph: its ops from the oldest to the newest, what was asked for, and its modules."""

    ops: list[Op]
    results: list[Result]
    program: Group
    left_out: int = 0
    alone: list[Leaf] = field(default_factory=list)  # inputs that no op has saved


def shape_text(shape: Any, dtype: object) -> str:
    """``3×4 float32``."""
    size = "×".join(map(str, shape)) or "scalar"
    return f"{size} {str(dtype).removeprefix('torch.')}"


# What sorts of op are told apart, by the kind that an entry says.
CLASSES = {
    "elementwise": "elementwise",
    "elementwise_float": "elementwise",
    "elementwise_int": "elementwise",
    "comparison": "elementwise",
    "reduction": "reduction",
    "view": "view",
    "contraction": "product",
    "network": "product",
    "indexing": "indexing",
    "creation": "random",
    "random": "random",
    "host": "own",
}


def _classes() -> dict[str, str]:
    """By the name of a node, the sort of op it is of; writes into views have a node that belongs to no op."""
    found = {name: CLASSES[entry.kind] for entry in registry if entry.kind in CLASSES for name in entry.node_names}
    return {**found, "torch::autograd::CopySlices": "write"}


def _class_of(node: Node, classes: Mapping[str, str]) -> str:
    return "own" if isinstance(node, _core.FunctionNode) else classes.get(node.name(), "other")


def _place(origin: str) -> tuple[str, str]:
    """``file.py:12``, and the whole text with the line itself."""
    where = origin.split(", in ")[0]
    file, _, line = where.rpartition(":")
    if not line.isdigit():
        return "", origin
    text = linecache.getline(file, int(line)).strip()
    cell = cell_of(file)
    whole = origin.replace(file, cell, 1) if cell else origin
    return f"{cell or os.path.basename(file)}:{line}", f"{whole}\n{text}" if text else whole


def _kept(node: Node) -> list[Tensor]:
    """The tensors that the node keeps as they are, without asking the hooks that packed the others."""
    if isinstance(node, _core.FunctionNode):
        places = range(len(getattr(node, "_raw_saved_tensors", ())))
    else:
        places = range(len(node._names_of_saved))
    found = (node._kept_at(place) for place in places)
    return [kept[1] for kept in found if kept[0] == "tensor"]


def _memory_of(tensor: Tensor) -> int | None:
    """What tells a tensor's elements apart: None for those that have no address, or none yet."""
    if _core._lies_in_private(tensor):
        return None
    return tensor.untyped_storage().data_ptr() or None


def _saved(node: Node) -> list[str]:
    """The tensors that the node keeps, with their names; nothing once they are freed."""
    if isinstance(node, _core.FunctionNode):
        kept = [(f"saved_tensors[{i}]", value) for i, value in enumerate(getattr(node, "saved_tensors", ()))]
    else:
        kept = [(name, getattr(node, f"_saved_{name}")) for name in node._names_of_saved]
    return [f"{name} {shape_text(value.shape, value.dtype)}" for name, value in kept if isinstance(value, Tensor)]


def read(
    tensors: Mapping[str, Tensor],
    names: Mapping[int, tuple[str, bool]],
    saved: bool,
    paths: Callable[[list[Op]], None],
    limit: int,
    inputs: Sequence[Tensor] = (),
) -> Graph:
    """The graph above ``tensors``.

    Args:
        names: by ``id`` of a leaf: its name, and whether it is a module's parameter.
        saved: look at what nodes have saved.
        paths: given the ops in order, notes in each the modules it ran in.
        limit: how many nodes to read; the rest, farthest from the results, is counted only.
        inputs: tensors that want no gradient, and are drawn nevertheless: above the ops that have saved them.
    """
    classes = _classes()
    given = {memory: tensor for tensor in inputs if (memory := _memory_of(tensor)) is not None}
    made: dict[Node, Op | Leaf] = {}
    counter = itertools.count(1)

    leaves: dict[int, Leaf] = {}

    def leaf(tensor: Tensor) -> Leaf:
        if id(tensor) not in leaves:
            name, parameter = names.get(id(tensor), ("", False))
            shape = shape_text(tensor.shape, tensor.dtype)
            name = name or f"leaf {next(counter)}"
            leaves[id(tensor)] = Leaf(name, shape, parameter, tensor.numel(), tensor.requires_grad)
        return leaves[id(tensor)]

    def make(node: Node) -> Op | Leaf:
        if isinstance(node, _core.AccumulateGrad):
            return leaf(node.variable)
        results = [shape_text(shape, dtype) for shape, dtype, _ in node._result_metadata] or [""]
        place, origin = _place(node.origin)
        kind = _class_of(node, classes)
        op = Op(node.name(), node._sequence_nr(), results[0], ", ".join(dict.fromkeys(results)), place, origin, kind)
        if given:
            op.inputs += [leaf(given[m]) for m in dict.fromkeys(map(_memory_of, _kept(node))) if m in given]
        if saved:
            try:
                op.saved = _saved(node)
            except RuntimeError:  # freed by a backward pass
                op.saved = ["(freed)"]
        return op

    outcome, queue = [], []
    for name, tensor in tensors.items():
        node = tensor.grad_fn
        if node is None:
            source: Op | Leaf = leaf(tensor)
        else:
            if node not in made:
                made[node] = make(node)
                queue.append(node)
            source = made[node]
        outcome.append(Result(name, shape_text(tensor.shape, tensor.dtype), source))
    left_out: set[Node] = set()
    for node in queue:  # grows while it is walked: nearest to the results first
        op = made[node]
        for below, _ in node.next_functions:
            if below is None or below in left_out:
                continue
            if below not in made:
                if len(made) >= limit:
                    left_out.add(below)
                    continue
                made[below] = make(below)
                queue.append(below)
            assert isinstance(op, Op)
            op.inputs.append(made[below])
    ops = sorted((op for op in made.values() if isinstance(op, Op)), key=lambda op: op.sequence)
    paths(ops)
    alone = [leaf(tensor) for tensor in inputs if id(tensor) not in leaves]
    return Graph(ops, outcome, _program(ops), len(left_out), alone)


# Modules ------------------------------------------------------------------------------------------------------------


def _program(ops: list[Op]) -> Group:
    """Groups from the ops' paths: neighbours in time that ran in the same call are together, so that an op outside a
    group never stands between two inside it, and groups drawn as one box make no cycle.
    """
    root = Group("")
    stack: list[tuple[Any, Group]] = [(None, root)]
    for op in ops:
        depth = 0
        while depth < min(len(op.path), len(stack) - 1) and stack[depth + 1][0] == op.path[depth]:
            depth += 1
        del stack[depth + 1 :]
        for step in op.path[depth:]:
            group = Group(step[0], parent=stack[-1][1])
            stack[-1][1].children.append(group)
            stack.append((step, group))
        stack[-1][1].children.append(op)
    _simplify(root)
    return root


def _simplify(root: Group) -> None:
    """A call that holds one thing only is that thing."""
    order = [root]
    for group in order:  # grows while it is walked
        order += group.groups()
    for group in reversed(order):
        for i, child in enumerate(group.children):
            if isinstance(child, Group) and len(child.children) == 1:
                (only,) = child.children
                group.children[i] = only
                if isinstance(only, Group):
                    only.parent = group


class Recorder:
    """Runs a model and notes which modules were being called when each node was made."""

    def __init__(self, model: Module) -> None:
        self._names = {id(module): name for name, module in model.named_modules()}
        self._open: list[tuple[str, int]] = []
        self._calls: list[tuple[int, int, str]] = []  # first and last moment, name

    def __call__(self, model: Module, args: Any, kwargs: Any) -> Any:
        with (
            register_module_forward_pre_hook(self._enter),
            register_module_forward_hook(self._leave),
        ):
            return model(*args, **kwargs)

    def _enter(self, module: Module, args: Any) -> None:
        self._open.append((self._names.get(id(module), type(module).__name__), _now()))

    def _leave(self, module: Module, args: Any, output: Any) -> None:
        name, begin = self._open.pop()
        self._calls.append((begin, _now(), name))

    def paths(self, ops: list[Op]) -> None:
        """Notes in each op the calls it was made in; both are in order of time."""
        calls = sorted(self._calls, key=lambda call: (call[0], -call[1]))
        active: list[tuple[int, int, str]] = []
        at = 0
        for op in ops:
            while at < len(calls) and calls[at][0] < op.sequence:
                active.append(calls[at])
                at += 1
            active = [call for call in active if call[1] > op.sequence]
            op.path = tuple((name, begin) for begin, _, name in active if name)


def _now() -> int:
    """A moment between nodes: the number that the next one would get."""
    return int(_core.FunctionNode()._sequence_nr())


def guess_paths(ops: list[Op]) -> None:
    """Modules by parameters: an op that uses one ran in the module that owns it; any other, between two such, in the
    module that both are part of.
    """
    owners = [next((_owner(x.name) for x in op.inputs if isinstance(x, Leaf) and x.parameter), None) for op in ops]
    following: list[tuple[str, ...] | None] = [None] * len(ops)
    later: tuple[str, ...] | None = None
    for i in range(len(ops) - 1, -1, -1):
        later = following[i] = owners[i] if owners[i] is not None else later
    earlier: tuple[str, ...] = ()
    for op, owner, later in zip(ops, owners, following, strict=True):
        if owner is None:
            both = itertools.takewhile(lambda pair: pair[0] == pair[1], zip(earlier, later or (), strict=False))
            steps = tuple(name for name, _ in both)
        else:
            steps = earlier = owner
        op.path = tuple((".".join(steps[: k + 1]), None) for k in range(len(steps)))


def _owner(parameter: str) -> tuple[str, ...]:
    return tuple(parameter.split(".")[:-1])
