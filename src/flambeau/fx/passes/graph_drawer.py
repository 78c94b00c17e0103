"""Pictures of graphs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from ..._arguments import explain_module
from ..._listing import listing
from ..._visualize.scene import Box, Scene
from ..._visualize.svg import draw
from ..graph_module import GraphModule
from ..node import Node, qualified_name

__all__ = ["FxGraphDrawer", "Picture"]
__dir__ = listing(globals())

_SORTS = {"placeholder": "input", "get_attr": "parameter", "call_module": "module", "output": "result"}


class Picture:
    """A picture of a graph: ``svg``, ``dot`` (Graphviz's language), `write_svg` and `write_dot`; a notebook shows it.

    >>> import flambeau as torch
    >>> traced = torch.fx.symbolic_trace(lambda x: torch.relu(x))
    >>> picture = torch.fx.passes.graph_drawer.FxGraphDrawer(traced, "small").get_dot_graph()
    >>> picture.svg[:4], picture.dot.splitlines()[0]
    ('<svg', 'digraph "small" {')
    """

    def __init__(self, module: GraphModule, title: str) -> None:
        self._title = title
        self._nodes = list(module.graph.nodes)
        numbers = {node: k for k, node in enumerate(self._nodes)}
        self._edges = [(numbers[used], numbers[node]) for node in self._nodes for used in node.all_input_nodes]

    @property
    def svg(self) -> str:
        """The picture as an SVG document."""
        boxes = [Box(_SORTS.get(node.op, "op"), node.name, _lines(node)) for node in self._nodes]
        return draw(Scene(self._title, boxes, self._edges, []))

    @property
    def dot(self) -> str:
        """The graph in Graphviz's language."""
        lines = [f'digraph "{self._title}" {{']
        for k, node in enumerate(self._nodes):
            text = "\\n".join([node.name, *_lines(node)]).replace('"', "'")
            lines.append(f'  n{k} [shape=box, label="{text}"];')
        lines += [f"  n{a} -> n{b};" for a, b in self._edges]
        return "\n".join([*lines, "}"])

    def create_svg(self) -> bytes:
        """The SVG document as bytes."""
        return self.svg.encode()

    def write_svg(self, path: str | os.PathLike[str]) -> None:
        """Writes the SVG document to a file."""
        Path(path).write_bytes(self.create_svg())

    def to_string(self) -> str:
        """The graph in Graphviz's language."""
        return self.dot

    def write_dot(self, path: str | os.PathLike[str]) -> None:
        """Writes the graph in Graphviz's language to a file."""
        Path(path).write_text(self.dot)

    def _repr_svg_(self) -> str:
        return self.svg


def _lines(node: Node) -> list[str]:
    """What stands below a node's name: what it calls, and the shape that `ShapeProp` noted."""
    target = qualified_name(node.target) if node.op == "call_function" else str(node.target)
    lines = [f"{node.op}: {target}"] if node.op != "output" else []
    tensor: Any = node.meta.get("tensor_meta")
    if hasattr(tensor, "shape"):
        lines.append(f"{tuple(tensor.shape)} {str(tensor.dtype).removeprefix('torch.')}")
    return lines


class FxGraphDrawer:
    """Draws the graph of a module.

    >>> import flambeau as torch
    >>> traced = torch.fx.symbolic_trace(lambda x: torch.relu(x))
    >>> torch.fx.passes.graph_drawer.FxGraphDrawer(traced, "small").get_dot_graph().svg.count("<rect") >= 3
    True
    """

    def __init__(self, graph_module: GraphModule, name: str, **options: Any) -> None:
        self._picture = Picture(graph_module, name)

    def get_dot_graph(self, submod_name: str | None = None) -> Picture:
        """The picture."""
        return self._picture

    def get_main_dot_graph(self) -> Picture:
        """The picture."""
        return self._picture


explain_module(globals())
