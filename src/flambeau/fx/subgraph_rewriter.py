"""Replacing parts of a graph that look like a pattern."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from .._arguments import explain_module
from ..nn import Module
from .graph import Graph
from .graph_module import GraphModule, _copy_targets
from .node import Node, map_arg
from .tracer import symbolic_trace

__all__ = ["Match", "replace_pattern"]


class Match(NamedTuple):
    """A place that looked like the pattern: where it ends, and the node there for each node of the pattern."""

    anchor: Node
    nodes_map: dict[Node, Node]


def _graph_of(pattern: Any) -> Graph:
    if isinstance(pattern, Graph):
        return pattern
    return pattern.graph if isinstance(pattern, GraphModule) else symbolic_trace(pattern).graph


def _results(graph: Graph) -> list[Node]:
    """The nodes that the graph returns."""
    return graph.output_node().all_input_nodes


class _Matcher:
    """Lays a pattern over a graph, from its results backwards."""

    def __init__(self, pattern: Graph, root: GraphModule) -> None:
        self.pattern = pattern
        self.root = root
        self.found: dict[Node, Node] = {}

    def match(self, anchor: Node) -> bool:
        """Whether the graph looks like the pattern where the pattern's last result is ``anchor``."""
        self.found = {}
        results = _results(self.pattern)
        return self._nodes(results[-1], anchor) and all(r in self.found for r in results) and self._is_closed()

    def _is_closed(self) -> bool:
        """Whether nobody but the place itself uses what the pattern does not return."""
        inner = set(self.found.values())
        results = set(_results(self.pattern))
        return all(
            set(place.users) <= inner
            for node, place in self.found.items()
            if node.op != "placeholder" and node not in results
        )

    def _nodes(self, node: Node, place: Node) -> bool:
        if node in self.found:
            return self.found[node] is place
        if node.op == "placeholder":
            self.found[node] = place
            return True
        if node.op != place.op or not self._same_target(node, place):
            return False
        self.found[node] = place
        return self._values(node.args, place.args) and self._values(dict(node.kwargs), dict(place.kwargs))

    def _same_target(self, node: Node, place: Node) -> bool:
        if node.op in ("get_attr", "call_module"):
            return bool(node.target.rpartition(".")[2] == place.target.rpartition(".")[2])
        return bool(node.target == place.target)

    def _values(self, value: Any, place: Any) -> bool:
        if isinstance(value, Node):
            if isinstance(place, Node):
                return self._nodes(value, place)
            if value.op == "placeholder" and value not in self.found:  # a number in place of an input
                self.found[value] = place
                return True
            return value in self.found and self.found[value] == place
        if isinstance(value, tuple | list):
            same = isinstance(place, tuple | list) and len(value) == len(place)
            return same and all(map(self._values, value, place))
        if isinstance(value, dict):
            same = isinstance(place, dict) and value.keys() == place.keys()
            return same and all(self._values(item, place[key]) for key, item in value.items())
        return bool(type(value) is type(place) and value == place)


def replace_pattern(
    gm: GraphModule, pattern: Callable[..., Any] | Module | Graph, replacement: Callable[..., Any] | Module | Graph
) -> list[Match]:
    """Exchanges the parts of a graph that look like ``pattern`` for ``replacement``, which takes the same inputs.

    Both are functions, modules or graphs. Inputs of the pattern stand for any value; a part whose inner values are used
    elsewhere is left. Returns what was found, and makes the code anew.

    >>> import flambeau as torch
    >>> traced = torch.fx.symbolic_trace(lambda x: torch.relu(x + x))
    >>> matches = torch.fx.replace_pattern(traced, lambda a: a + a, lambda a: 2 * a)
    >>> len(matches), traced(torch.tensor([3.]))
    (1, tensor([6.]))
    """
    looked_for, made = _graph_of(pattern), _graph_of(replacement)
    if isinstance(replacement, Module):
        _copy_targets(replacement, gm, made)
    matcher = _Matcher(looked_for, gm)
    matches: list[Match] = []
    taken: set[Node] = set()
    for anchor in list(gm.graph.nodes):
        if anchor.op in ("placeholder", "output") or not matcher.match(anchor):
            continue
        inner = {p for n, p in matcher.found.items() if n.op != "placeholder"}
        if inner & taken:
            continue
        taken |= inner
        matches.append(Match(anchor, dict(matcher.found)))
    replaced: dict[Node, Node] = {}
    for match in matches:
        _exchange(gm.graph, match, looked_for, made, replaced)
    gm.recompile()
    return matches


def _exchange(graph: Graph, match: Match, pattern: Graph, replacement: Graph, replaced: dict[Node, Node]) -> None:
    """Puts the replacement in the place of a match. ``replaced`` are results of places that were exchanged before."""
    inputs = [match.nodes_map.get(node) for node in pattern.nodes if node.op == "placeholder"]
    mapped: dict[Node, Any] = {}
    for node, value in zip(replacement.find_nodes(op="placeholder"), inputs, strict=True):
        mapped[node] = replaced.get(value, value) if isinstance(value, Node) else value
    with graph.inserting_before(match.anchor):
        for node in replacement.nodes:
            if node.op not in ("placeholder", "output"):
                mapped[node] = graph.node_copy(node, mapped.__getitem__)
        results = [map_arg(node, mapped.__getitem__) for node in _results(replacement)]
    for node, new in zip(_results(pattern), results, strict=True):
        old = match.nodes_map[node]
        replaced[old] = new
        old.replace_all_uses_with(new)
    places = [place for node, place in match.nodes_map.items() if node.op != "placeholder"]
    for place in sorted(places, key=list(graph.nodes).index, reverse=True):
        if not place.users:
            graph.erase_node(place)


explain_module(globals())
