"""A graph as a module: its ``forward`` is code made of the graph."""

from __future__ import annotations

import copy
import linecache
from collections.abc import Callable
from typing import Any

from .._arguments import explain_module
from .._core import Tensor
from ..nn import Module
from .codegen import PythonCode
from .graph import Graph
from .node import Node, map_aggregate, map_arg

__all__ = ["GraphModule"]


def _compiled(code: PythonCode, title: str) -> Callable[..., Any]:
    """The function that the code defines. Tracebacks show its lines, from a file that is nowhere."""
    name = f"<generated code of {title} {id(code)}>"
    linecache.cache[name] = (len(code.src), None, code.src.splitlines(True), name)
    space = dict(code.globals)
    exec(compile(code.src, name, "exec"), space)
    return space["forward"]  # type: ignore[no-any-return]


def _set_path(root: Module, path: str, value: Any) -> None:
    """``root.a.b = value``, with modules on the way where there are none."""
    *parents, name = path.split(".")
    for parent in parents:
        if not hasattr(root, parent):
            setattr(root, parent, Module())
        root = getattr(root, parent)
    if isinstance(value, Tensor) and not isinstance(value, Module) and name in getattr(root, "_buffers", {}):
        root._buffers[name] = value
    elif type(value) is Tensor:
        root.register_buffer(name, value)
    else:
        setattr(root, name, value)


def _get_path(root: Any, path: str) -> Any:
    for part in path.split("."):
        root = getattr(root, part)
    return root


def _copy_targets(root: Module, to: Module, graph: Graph) -> None:
    """Gives ``to`` what the graph speaks of: modules, parameters, other attributes, where ``root`` has them."""
    for node in graph.nodes:
        if node.op not in ("get_attr", "call_module"):
            continue
        try:
            value = _get_path(root, node.target)
        except AttributeError:
            continue  # as lint says, when it is asked
        if not _has_path(to, node.target):
            _set_path(to, node.target, value)


def _has_path(root: Any, path: str) -> bool:
    for part in path.split("."):
        if not hasattr(root, part):
            return False
        root = getattr(root, part)
    return True


_CLASS = "GraphModule.__new__.<locals>.GraphModuleImpl"  # what packages look for in the text of a type


class GraphModule(Module):
    """A module whose ``forward`` is made of a graph; it has those children and parameters of ``root`` that the graph
    speaks of. ``root`` may be a dict of them, by path.

    Assigning ``graph``, or `recompile` after changing it, makes the code anew.

    >>> import flambeau as torch
    >>> traced = torch.fx.symbolic_trace(lambda x: x + 1)
    >>> for node in traced.graph.find_nodes(op="call_function"):
    ...     node.args = (node.args[0], 10)
    >>> traced.recompile().src.strip().splitlines()[1]
    '    add = x + 10;  x = None'
    >>> traced(torch.zeros(2))
    tensor([10., 10.])
    """

    def __new__(cls, *args: Any, **kwargs: Any) -> GraphModule:
        # Each instance has a class of its own, which holds its forward: calls find it there.
        base = next(c for c in cls.__mro__ if not c.__dict__.get("_generated", False))
        made: GraphModule = object.__new__(
            type(base.__name__, (base,), {"_generated": True, "__module__": base.__module__, "__qualname__": _CLASS})
        )
        return made

    def __init__(self, root: Module | dict[str, Any], graph: Graph, class_name: str = "GraphModule") -> None:
        super().__init__()
        type(self).__name__ = class_name
        if isinstance(root, Module):
            self.training = root.training
            _copy_targets(root, self, graph)
        else:
            for path in sorted(root, key=lambda path: path.count(".")):
                _set_path(self, path, root[path])
            _require_targets(self, graph)
        self.meta: dict[str, Any] = {}
        self.graph = graph

    @property
    def graph(self) -> Graph:
        """The graph that the code is made of."""
        return self.__dict__["_graph"]  # type: ignore[no-any-return]

    @graph.setter
    def graph(self, graph: Graph) -> None:
        if not isinstance(graph, Graph):
            raise AssertionError(f"Expected a Graph instance, but got {type(graph)}")
        self.__dict__["_graph"] = graph
        graph.owning_module = self
        self.recompile()

    @property
    def code(self) -> str:
        """The source of ``forward``."""
        return self.__dict__["_code"]  # type: ignore[no-any-return]

    def recompile(self) -> PythonCode:
        """Makes ``forward`` anew of the graph, which was changed; returns its code."""
        code = self.graph.python_code("self")
        self.__dict__["_code"] = code.src
        type(self).forward = _compiled(code, type(self).__name__)
        return code

    def print_readable(self, print_output: bool = True, **kwargs: Any) -> str:
        """The code as a class definition; it is printed too."""
        body = "\n".join(f"    {line}" if line.strip() else line for line in self.code.strip().splitlines())
        text = f"class {type(self).__name__}(torch.nn.Module):\n{body}"
        if print_output:
            print(text)
        return text

    def add_submodule(self, target: str, m: Module) -> bool:
        """Adds a child at a path; False where something that is no module stands on the way."""
        *parents, name = target.split(".")
        place: Any = self
        for parent in parents:
            if not isinstance(place, Module):
                return False
            if not hasattr(place, parent):
                setattr(place, parent, Module())
            place = getattr(place, parent)
        if not isinstance(place, Module):
            return False
        place.add_module(name, m)
        return True

    def delete_submodule(self, target: str) -> bool:
        """Takes the child at a path out; False where there is none."""
        path, _, name = target.rpartition(".")
        parent = _get_path(self, path) if path and _has_path(self, path) else None if path else self
        if not isinstance(parent, Module) or not isinstance(getattr(parent, name, None), Module):
            return False
        delattr(parent, name)
        return True

    def delete_all_unused_submodules(self) -> None:
        """Takes the children out that the graph does not speak of."""
        used = {node.target for node in self.graph.nodes if node.op in ("call_module", "get_attr")}
        kept = {path.rsplit(".", cut)[0] for path in used for cut in range(path.count(".") + 1)}
        called = {node.target for node in self.graph.nodes if node.op == "call_module"}
        for name, _ in list(self.named_modules()):
            if name and name not in kept and not any(name.startswith(f"{path}.") for path in called):
                self.delete_submodule(name)

    def __deepcopy__(self, memo: dict[int, Any]) -> GraphModule:
        graph = copy.deepcopy(self.graph, memo)
        state = {k: v for k, v in self.__dict__.items() if k not in ("_graph", "_code")}
        return _rebuild(type(self).__name__, copy.deepcopy(state, memo), graph)

    def __copy__(self) -> GraphModule:
        return GraphModule(self, copy.deepcopy(self.graph), type(self).__name__)

    def __reduce_ex__(self, protocol: Any) -> Any:
        state = {k: v for k, v in self.__dict__.items() if k not in ("_graph", "_code")}
        return _rebuild_from_nodes, (type(self).__name__, state, _listed(self.graph))

    def __str__(self) -> str:
        return f"{super().__str__()}\n{self.code}\n# To see more debug info, please use `graph_module.print_readable()`"


def _require_targets(root: Module, graph: Graph) -> None:
    for node in graph.nodes:
        if node.op in ("get_attr", "call_module") and not _has_path(root, node.target):
            raise RuntimeError(
                f"Node {node} referenced target {node.target} but that target was not provided in `root`!"
            )


def _rebuild(name: str, state: dict[str, Any], graph: Graph) -> GraphModule:
    made = GraphModule.__new__(GraphModule)
    Module.__init__(made)
    made.__dict__.update(state)
    type(made).__name__ = name
    made.graph = graph
    return made


class _Reference:
    """A node in another's arguments, by its number: what is pickled of it."""

    def __init__(self, number: int) -> None:
        self.number = number


def _listed(graph: Graph) -> list[tuple[Any, ...]]:
    """The nodes as plain values, to be pickled: a chain of nodes would be as deep as the program is long."""
    numbers = {node: _Reference(k) for k, node in enumerate(graph.nodes)}
    return [
        (n.op, n.target, map_arg(n.args, numbers.__getitem__), map_arg(n.kwargs, numbers.__getitem__), n.name, n.type)
        for n in graph.nodes
    ]


def _rebuild_from_nodes(name: str, state: dict[str, Any], listed: list[tuple[Any, ...]]) -> GraphModule:
    graph = Graph()
    made: list[Node] = []
    restored = lambda value: made[value.number] if isinstance(value, _Reference) else value  # noqa: E731
    for op, target, args, kwargs, title, hint in listed:
        arguments = map_aggregate(args, restored), dict(map_aggregate(kwargs, restored))
        made.append(graph.create_node(op, target, *arguments, title, hint))
    return _rebuild(name, state, graph)


explain_module(globals())
