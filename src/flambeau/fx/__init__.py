"""``torch.fx``: a program of operations as a graph that Python code reads, changes and turns into a program again.

`symbolic_trace` runs a function or a module on `Proxy` values, which stand for what is not known yet and record what is
done to them in a `Graph`; a `GraphModule` is a graph as a module, with code made of it.

>>> import flambeau as torch
>>> traced = torch.fx.symbolic_trace(lambda x: torch.relu(x + 1))
>>> print(traced.graph)
graph():
    %x : [num_users=1] = placeholder[target=x]
    %add : [num_users=1] = call_function[target=operator.add](args = (%x, 1), kwargs = {})
    %relu : [num_users=1] = call_function[target=torch.relu](args = (%add,), kwargs = {})
    return relu
>>> traced(torch.tensor([-2., 1.]))
tensor([0., 2.])
"""

from __future__ import annotations

from .._listing import listing
from .graph import Graph
from .graph_module import GraphModule
from .interpreter import Interpreter, Transformer
from .node import Node, has_side_effect, map_arg
from .proxy import Proxy
from .subgraph_rewriter import replace_pattern
from .tracer import Tracer, symbolic_trace, wrap

__all__ = [
    "Graph",
    "GraphModule",
    "Interpreter",
    "Node",
    "Proxy",
    "Tracer",
    "Transformer",
    "has_side_effect",
    "map_arg",
    "replace_pattern",
    "symbolic_trace",
    "wrap",
]
__dir__ = listing(globals(), "experimental", "passes")


def __getattr__(name: str) -> object:
    if name in ("experimental", "passes"):
        import importlib

        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
