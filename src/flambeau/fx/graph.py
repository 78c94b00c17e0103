"""A graph: the operations of a program in the order in which they run."""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from .._arguments import explain_module
from .codegen import PythonCode, python_code
from .immutable_collections import immutable_dict
from .node import Node, map_arg

if TYPE_CHECKING:
    from .graph_module import GraphModule

__all__ = ["Graph"]


class _NodeList:
    """The nodes of a graph in their order."""

    def __init__(self, graph: Graph, backwards: bool = False) -> None:
        self.graph = graph
        self.backwards = backwards

    def __len__(self) -> int:
        return self.graph._length

    def __iter__(self) -> Iterator[Node]:
        root = self.graph._root
        node = root._prev if self.backwards else root._next
        while node is not root:
            if not node._erased:
                yield node
            node = node._prev if self.backwards else node._next

    def __reversed__(self) -> _NodeList:
        return _NodeList(self.graph, not self.backwards)


class _Names:
    """Hands out names that no other node has."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._used: set[str] = set()

    def take(self, candidate: str) -> str:
        """A name like ``candidate``: an identifier, with a number where it is taken or means something in Python."""
        text = re.sub(r"[^0-9a-zA-Z_]+", "_", candidate) or "_unnamed"
        if text[0].isdigit():
            text = f"_{text}"
        match = re.fullmatch(r"(.*)_(\d+)", text)
        base = match[1] if match else text
        number = int(match[2]) if match else None
        name = text
        while name in self._used or keyword.iskeyword(name) or hasattr(builtins, name) or name in _RESERVED:
            number = self._counts.get(base, 0) + 1 if number is None or name in self._used else number + 1
            self._counts[base] = number
            name = f"{base}_{number}"
        self._used.add(name)
        return name


_RESERVED = frozenset(("inf", "nan", "NoneType", "torch", "device", "self"))


class _InsertPoint:
    """Puts the former place of insertion back at the end of a block."""

    def __init__(self, graph: Graph, insert: Callable[[Node], None]) -> None:
        self.graph = graph
        self.before = graph._insert
        graph._insert = insert

    def __enter__(self) -> None:
        pass

    def __exit__(self, *error: object) -> None:
        self.graph._insert = self.before


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


class Graph:
    """The nodes of a program, in a list that can be read, added to and cut.

    >>> import flambeau as torch
    >>> graph = torch.fx.Graph()
    >>> x = graph.placeholder("x")
    >>> y = graph.call_function(torch.relu, (x,))
    >>> graph.output(y)
    output
    >>> torch.fx.GraphModule({}, graph)(torch.tensor([-1., 2.]))
    tensor([0., 2.])
    """

    def __init__(self, owning_module: Any = None, tracer_cls: Any = None, tracer_extras: Any = None) -> None:
        self.owning_module = owning_module
        self._tracer_cls = tracer_cls
        self._tracer_extras = tracer_extras
        self._names = _Names()
        self._length = 0
        self._root = Node(self, "", "root", "", (), {})
        self._insert: Callable[[Node], None] = self._root.prepend

    # ---- reading ----

    @property
    def nodes(self) -> Any:
        """The nodes in their order; it has a length and can be read backwards."""
        return _NodeList(self)

    def output_node(self) -> Node:
        """The node that returns the result."""
        return next(node for node in _NodeList(self, backwards=True) if node.op == "output")

    def find_nodes(self, *, op: str, target: Any = None, sort: bool = True) -> list[Node]:
        """The nodes of a kind, of one target if it is given."""
        return [node for node in self.nodes if node.op == op and (target is None or node.target == target)]

    def __str__(self) -> str:
        return "\n    ".join(["graph():", *(str(node.format_node()) for node in self.nodes)])

    def print_tabular(self) -> None:
        """Prints the nodes as a table: kind, name, target, arguments."""
        rows = [("opcode", "name", "target", "args", "kwargs")]
        rows += [(n.op, n.name, str(n.target), str(n.args), str(n.kwargs)) for n in self.nodes]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        rows.insert(1, tuple("-" * width for width in widths))  # type: ignore[arg-type]
        for row in rows:
            print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())

    def python_code(self, root_module: str, **kwargs: Any) -> PythonCode:
        """The graph as the source of a function ``forward``, with the global names that it needs."""
        return python_code(list(self.nodes), root_module)

    # ---- adding ----

    def inserting_before(self, n: Node | None = None) -> Any:
        """From now on, or within the block, nodes are added before ``n``; at the start without one."""
        if n is None:
            return self.inserting_after(self._root)
        self._require_own(n)
        return _InsertPoint(self, n.prepend)

    def inserting_after(self, n: Node | None = None) -> Any:
        """From now on, or within the block, nodes are added behind ``n``; at the end without one."""
        if n is None:
            return self.inserting_before(self._root)
        self._require_own(n)
        place = [n]

        def insert(node: Node) -> None:
            place[0].append(node)
            place[0] = node

        return _InsertPoint(self, insert)

    def _require_own(self, node: Node) -> None:
        if node.graph is not self:
            raise AssertionError("Node to insert before/after is not in graph.")

    def create_node(
        self, op: str, target: Any, args: Any = None, kwargs: Any = None, name: str | None = None, type_expr: Any = None
    ) -> Node:
        """Adds a node of any kind at the place of insertion."""
        args = () if args is None else args
        kwargs = {} if kwargs is None else kwargs
        if not isinstance(args, tuple):
            raise AssertionError("args must be a tuple")
        if not isinstance(kwargs, dict):
            raise AssertionError("kwargs must be a dict")
        title = self._names.take(name if name is not None else self._target_to_str(target))
        node = Node(self, title, op, target, args, kwargs, type_expr)
        self._insert(node)
        self._length += 1
        return node

    def _target_to_str(self, target: Any) -> str:
        name = target.__name__ if callable(target) else str(target)
        if name.startswith("__") and name.endswith("__"):
            name = name[2:-2]
        return _snake(name)

    def placeholder(self, name: str, type_expr: Any = None, default_value: Any = ...) -> Node:
        """Adds an input."""
        args = () if default_value is ... else (default_value,)
        return self.create_node("placeholder", name, args, type_expr=type_expr)

    def get_attr(self, qualified_name: str, type_expr: Any = None) -> Node:
        """Adds a read of the module's attribute of that path."""
        return self.create_node("get_attr", qualified_name, type_expr=type_expr)

    def call_function(
        self,
        the_function: Any,
        args: Any = None,
        kwargs: Any = None,
        type_expr: Any = None,
        name: str | None = None,
    ) -> Node:
        """Adds a call of a function."""
        return self.create_node("call_function", the_function, args, kwargs, name=name, type_expr=type_expr)

    def call_method(self, method_name: str, args: Any = None, kwargs: Any = None, type_expr: Any = None) -> Node:
        """Adds a call of a method of the first argument."""
        return self.create_node("call_method", method_name, args, kwargs, type_expr=type_expr)

    def call_module(self, module_name: str, args: Any = None, kwargs: Any = None, type_expr: Any = None) -> Node:
        """Adds a call of the module's child of that path."""
        return self.create_node("call_module", module_name, args, kwargs, type_expr=type_expr)

    def output(self, result: Any, type_expr: Any = None) -> Node:
        """Adds the return of a value."""
        return self.create_node("output", "output", (result,), type_expr=type_expr)

    def node_copy(self, node: Node, arg_transform: Callable[[Node], Any] = lambda n: n) -> Node:
        """Adds a copy of another graph's node; ``arg_transform`` gives this graph's nodes for that one's."""
        args, kwargs = map_arg(node.args, arg_transform), map_arg(node.kwargs, arg_transform)
        copy = self.create_node(node.op, node.target, args, dict(kwargs), node.name, node.type)
        copy.meta = dict(node.meta)
        return copy

    def graph_copy(self, g: Graph, val_map: dict[Node, Node], return_output_node: bool = False) -> Any:
        """Adds copies of all nodes of ``g`` but its output, which is returned; ``val_map`` learns of them."""
        for node in g.nodes:
            if node in val_map:
                continue
            if node.op == "output":
                result = map_arg(node.args[0], val_map.__getitem__)
                return (result, node) if return_output_node else result
            val_map[node] = self.node_copy(node, val_map.__getitem__)
        return None

    def __deepcopy__(self, memo: dict[int, Any]) -> Graph:
        copy = Graph(tracer_cls=self._tracer_cls, tracer_extras=self._tracer_extras)
        memo[id(self)] = copy
        copied: dict[Node, Node] = {}
        for node in self.nodes:
            memo[id(node)] = copied[node] = copy.node_copy(node, copied.__getitem__)
        return copy

    # ---- removing ----

    def erase_node(self, to_erase: Node) -> None:
        """Takes a node out that nobody uses.

        Raises: RuntimeError for a node that has users.
        """
        if to_erase.users:
            raise RuntimeError(
                f"Tried to erase Node {to_erase} but it still had {len(to_erase.users)} users in the graph: "
                f"{to_erase.users}!"
            )
        if to_erase.graph is not self:
            raise RuntimeError(f"Attempting to remove {to_erase} from wrong graph!")
        if to_erase._erased:
            return
        to_erase._unlink()
        to_erase._erased = True
        self._length -= 1
        to_erase.args, to_erase.kwargs = (), immutable_dict()

    def eliminate_dead_code(self, is_impure_node: Callable[[Node], bool] | None = None) -> bool:
        """Takes out the nodes without effect whose value nobody uses; says whether there were any."""
        impure = is_impure_node if is_impure_node is not None else lambda node: self._is_impure(node)
        dead = 0
        for node in reversed(self.nodes):
            if not node.users and not impure(node):
                self.erase_node(node)
                dead += 1
        return dead > 0

    def _is_impure(self, node: Node) -> bool:
        if node.op == "call_module" and self.owning_module is not None:
            return bool(getattr(self.owning_module.get_submodule(node.target), "_is_impure", False))
        return node.is_impure()

    # ---- checking ----

    def lint(self) -> None:
        """Checks that the graph is well formed: names differ, values are made before they are used, targets exist.

        Raises: RuntimeError or ValueError for what is wrong, naming the node.
        """
        made: set[Node] = set()
        names: set[str] = set()
        for node in self.nodes:
            if node.graph is not self:
                raise RuntimeError(f"Node '{node.name}' does not belong to this Graph!")
            if node.name in names:
                raise RuntimeError(f"Node redefined name {node.name}!")
            for used in node.all_input_nodes:
                if used.graph is not self:
                    raise RuntimeError(f"Argument '{used}' of Node '{node}' does not belong to this Graph!")
                if used not in made:
                    raise RuntimeError(f"Argument '{used}' of Node '{node}' was used before it has been defined!")
            names.add(node.name)
            made.add(node)
            _check_target(node, self.owning_module)


def _check_target(node: Node, root: GraphModule | None) -> None:
    if node.op in ("placeholder", "output", "get_attr", "call_module", "call_method"):
        if not isinstance(node.target, str):
            raise ValueError(f"Node {node} target {node.target} has type {type(node.target)} but a str is expected")
    elif not callable(node.target):
        raise ValueError(f"Node {node} target {node.target} has type {type(node.target)} but a Callable is expected")
    if root is None or node.op not in ("get_attr", "call_module"):
        return
    found: Any = root
    for part in node.target.split("."):
        if not hasattr(found, part):
            raise RuntimeError(f"Node {node} target {node.target} references nonexistent attribute {part} of {found}")
        found = getattr(found, part)


explain_module(globals())
