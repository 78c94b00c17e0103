"""A node of a graph: one operation of the program, what it is given, and who uses what it gives."""

from __future__ import annotations

import sys
import types
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .._arguments import explain_module
from .._core import Op, OpMethod
from ..overrides import resolve_name
from .immutable_collections import immutable_dict, immutable_list

if TYPE_CHECKING:
    from .graph import Graph

__all__ = ["Node", "has_side_effect", "map_aggregate", "map_arg"]

OPS = ("placeholder", "get_attr", "call_function", "call_method", "call_module", "output", "root")

_side_effects: set[Any] = set()


def has_side_effect(fn: Any) -> Any:
    """Notes that calls of a function matter even where nobody uses their result; `eliminate_dead_code` keeps them.

    >>> import flambeau as torch
    >>> torch.fx.has_side_effect(print) is print
    True
    """
    _side_effects.add(fn)
    return fn


def map_aggregate(a: Any, fn: Callable[[Any], Any]) -> Any:
    """``fn`` of every value within tuples, lists, dicts and slices; the containers are made anew, immutable.

    >>> from flambeau.fx.node import map_aggregate
    >>> map_aggregate((1, [2, 3]), lambda value: 10 * value)
    (10, [20, 30])
    """
    if isinstance(a, tuple):
        items = [map_aggregate(item, fn) for item in a]
        return type(a)(*items) if hasattr(a, "_fields") and hasattr(type(a), "_make") else tuple(items)
    if isinstance(a, list):
        return immutable_list([map_aggregate(item, fn) for item in a])
    if isinstance(a, dict):
        return immutable_dict({key: map_aggregate(item, fn) for key, item in a.items()})
    if isinstance(a, slice):
        return slice(*(map_aggregate(part, fn) for part in (a.start, a.stop, a.step)))
    return fn(a)


def map_arg(a: Any, fn: Callable[[Node], Any]) -> Any:
    """`map_aggregate` of the nodes alone; other values stay.

    >>> import flambeau as torch
    >>> x = torch.fx.Graph().placeholder("x")
    >>> torch.fx.map_arg((x, 2), lambda node: node.name)
    ('x', 2)
    """
    return map_aggregate(a, lambda value: fn(value) if isinstance(value, Node) else value)


def qualified_name(function: Any) -> str:
    """The name of a function in generated code and in print: ``torch.relu``, ``operator.add``, ``math.sqrt``."""
    if isinstance(function, Op | OpMethod) or getattr(function, "__module__", "") == __package__.partition(".")[0]:
        known = resolve_name(function)
        if known is not None:
            return known
    module = getattr(function, "__module__", None) or "builtins"
    name, own = getattr(function, "__name__", repr(function)), __package__.partition(".")[0]
    if module.startswith(f"{own}._") and getattr(sys.modules[own], name, None) is function:
        module = own  # where it is known, not where it was made
    module = "torch" + module[len(own) :] if module.partition(".")[0] == own else module
    return f"{'operator' if module == '_operator' else module}.{name}"


def shown(value: Any) -> str:
    """An argument as node listings print it."""
    if isinstance(value, Node):
        return f"%{value.name}"
    if isinstance(value, tuple):
        return f"({', '.join(map(shown, value))}{',' if len(value) == 1 else ''})"
    if isinstance(value, list):
        return f"[{', '.join(map(shown, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {shown(item)}" for key, item in value.items()) + "}"
    return str(value)


def type_text(hint: Any) -> str:
    """A type annotation as code."""
    if isinstance(hint, str):
        return hint
    if isinstance(hint, type) and not isinstance(hint, types.GenericAlias):
        module = hint.__module__
        own = __package__.partition(".")[0]
        if module == "builtins":
            return hint.__qualname__
        module = "torch" + module[len(own) :] if module.partition(".")[0] == own else module
        return f"{module.replace('torch._core', 'torch')}.{hint.__qualname__}"
    return str(hint).replace("flambeau", "torch")


class Node:
    """One operation of a `Graph`.

    ``op`` says what it is: ``placeholder`` (an input), ``get_attr`` (a parameter or another attribute of the module),
    ``call_function``, ``call_method``, ``call_module`` or ``output``; ``target`` what is called or read; ``args`` and
    ``kwargs`` hold values and the nodes that make them; ``users`` the nodes that take this one's value. ``meta`` is a
    dict for what passes note.

    >>> import flambeau as torch
    >>> graph = torch.fx.Graph()
    >>> graph.call_function(torch.relu, (graph.placeholder("x"),)).format_node()
    '%relu : [num_users=0] = call_function[target=torch.relu](args = (%x,), kwargs = {})'
    """

    def __init__(
        self, graph: Graph, name: str, op: str, target: Any, args: Any, kwargs: Any, return_type: Any = None
    ) -> None:
        if op not in OPS:
            raise ValueError(f"Node: {op!r} is no kind of node | one of {', '.join(OPS[:-1])}")
        self.graph = graph
        self.name = name
        self.op = op
        self.target = target
        self.type = return_type
        self.users: dict[Node, None] = {}
        self.meta: dict[str, Any] = {}
        self._input_nodes: dict[Node, None] = {}
        self._args: Any = ()
        self._kwargs: Any = immutable_dict()
        self._prev = self._next = self
        self._erased = False
        self._set_arguments(args, kwargs)

    # ---- arguments ----

    @property
    def args(self) -> tuple[Any, ...]:
        """What it is given by position."""
        return self._args  # type: ignore[no-any-return]

    @args.setter
    def args(self, args: tuple[Any, ...]) -> None:
        self._set_arguments(args, self._kwargs)

    @property
    def kwargs(self) -> dict[str, Any]:
        """What it is given by keyword."""
        return self._kwargs  # type: ignore[no-any-return]

    @kwargs.setter
    def kwargs(self, kwargs: dict[str, Any]) -> None:
        self._set_arguments(self._args, kwargs)

    def _set_arguments(self, args: Any, kwargs: Any) -> None:
        """Takes new arguments; the nodes within them learn of their user."""
        found: dict[Node, None] = {}
        taken = map_arg(tuple(args), lambda node: found.setdefault(node) or node)
        named = map_arg(dict(kwargs), lambda node: found.setdefault(node) or node)
        for node in self._input_nodes:
            node.users.pop(self, None)
        self._args, self._kwargs, self._input_nodes = taken, named, found
        for node in found:
            node.users.setdefault(self)

    @property
    def all_input_nodes(self) -> list[Node]:
        """The nodes within its arguments, each once."""
        return list(self._input_nodes)

    def update_arg(self, idx: int, arg: Any) -> None:
        """Exchanges the argument at a position."""
        args = list(self.args)
        args[idx] = arg
        self.args = tuple(args)

    def insert_arg(self, idx: int, arg: Any) -> None:
        """Puts an argument before the one at a position."""
        if not 0 <= idx <= len(self.args):
            raise ValueError("insert_args index must be between 0 and len(self.args)")
        self.args = (*self.args[:idx], arg, *self.args[idx:])

    def update_kwarg(self, key: str, arg: Any) -> None:
        """Exchanges the argument of that name, or adds it."""
        self.kwargs = {**self.kwargs, key: arg}

    def replace_input_with(self, old_input: Node, new_input: Node) -> None:
        """Takes ``new_input`` wherever its arguments hold ``old_input``."""
        exchange = lambda node: new_input if node is old_input else node  # noqa: E731
        self._set_arguments(map_arg(self.args, exchange), map_arg(self.kwargs, exchange))

    def replace_all_uses_with(
        self,
        replace_with: Node,
        delete_user_cb: Callable[[Node], bool] = lambda user: True,
        *,
        propagate_meta: bool = False,
    ) -> list[Node]:
        """Gives ``replace_with`` to all users in this node's place; returns those that changed.

        ``delete_user_cb`` says of a user whether it is to change.
        """
        if propagate_meta:
            replace_with.meta.update(self.meta)
        changed = [user for user in list(self.users) if delete_user_cb(user)]
        for user in changed:
            user.replace_input_with(self, replace_with)
        return changed

    # ---- place in the graph ----

    @property
    def next(self) -> Node:
        """The node that runs after this one."""
        return self._next

    @property
    def prev(self) -> Node:
        """The node that runs before this one."""
        return self._prev

    def prepend(self, x: Node) -> None:
        """Moves ``x`` to the place before this node."""
        if x.graph is not self.graph:
            raise AssertionError("Attempting to move a Node into a different Graph")
        if x is self:
            return
        x._unlink()
        x._prev, x._next = self._prev, self
        self._prev._next = self._prev = x

    def append(self, x: Node) -> None:
        """Moves ``x`` to the place behind this node."""
        self._next.prepend(x)

    def _unlink(self) -> None:
        self._prev._next, self._next._prev = self._next, self._prev

    # ---- questions ----

    @property
    def stack_trace(self) -> str | None:
        """Where the program recorded it, where that was noted."""
        return self.meta.get("stack_trace")

    @stack_trace.setter
    def stack_trace(self, trace: str | None) -> None:
        self.meta["stack_trace"] = trace

    def is_impure(self) -> bool:
        """Whether it has to run even where nobody uses its value: inputs, the output, and what has side effects."""
        if self.op in ("placeholder", "output"):
            return True
        if self.op == "call_function":
            return self.target in _side_effects or getattr(self.target, "__name__", "").endswith("_")
        if self.op == "call_method":
            return bool(self.target.endswith("_") and not self.target.endswith("__"))
        return False

    def format_node(self) -> str | None:
        """The node as a line of the graph's listing."""
        typed = f" : {type_text(self.type)}" if self.type is not None else ""
        if self.op == "output":
            return f"return {self.args[0]}"
        head = f"%{self.name}{typed}{' ' if typed else ' : '}[num_users={len(self.users)}] = {self.op}"
        if self.op == "placeholder":
            default = f"(default={self.args[0]})" if self.args else ""
            return f"{head}[target={self.target}]{default}"
        if self.op == "get_attr":
            return f"{head}[target={self.target}]"
        target = qualified_name(self.target) if self.op == "call_function" else self.target
        return f"{head}[target={target}](args = {shown(self.args)}, kwargs = {shown(self.kwargs)})"

    def __repr__(self) -> str:
        return self.name

    def __copy__(self) -> Node:
        return self

    def __lt__(self, other: Node) -> bool:
        """Whether it stands before ``other`` in their graph."""
        for node in self.graph.nodes:
            if node is self:
                return other is not self
            if node is other:
                return False
        return False


explain_module(globals())
