"""Proxies: values that stand for what a program computes, and record what is done to them."""

from __future__ import annotations

import dis
import inspect
import operator
import sys
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any, cast

from .. import _core
from .._arguments import explain_module
from .._core import Tensor
from .._types import device, layout, memory_format
from ..overrides import is_tensor_method_or_property
from .graph import Graph
from .node import Node, map_aggregate

__all__ = ["Attribute", "GraphAppendingTracer", "ParameterProxy", "Proxy", "TraceError", "TracerBase"]

# What may stand in a node's arguments as it is.
_PLAIN = (
    Node,
    type,
    str,
    int,
    float,
    bool,
    complex,
    _core.dtype,
    device,
    layout,
    memory_format,
    type(None),
    type(...),
    range,
)


class TraceError(ValueError):
    """A program does what cannot be recorded.

    >>> import flambeau as torch
    >>> try:
    ...     torch.fx.symbolic_trace(lambda x: x if x > 0 else -x)
    ... except torch.fx.proxy.TraceError as error:
    ...     print(error)
    symbolically traced variables cannot be used as inputs to control flow
    """


class TracerBase:
    """What makes nodes for proxies; `flambeau.fx.Tracer` is the one that traces programs.

    >>> import flambeau as torch
    >>> tracer = torch.fx.proxy.GraphAppendingTracer(torch.fx.Graph())
    >>> tracer.create_proxy("placeholder", "x", (), {})
    Proxy(x)
    """

    graph: Graph
    record_stack_traces: bool = False

    def create_node(
        self,
        kind: str,
        target: Any,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        name: str | None = None,
        type_expr: Any = None,
    ) -> Node:
        """Adds a node to the graph."""
        return self.graph.create_node(kind, target, args, kwargs, name, type_expr)

    def proxy(self, node: Node) -> Proxy:
        """The proxy of a node."""
        return Proxy(node, self)

    def create_proxy(
        self,
        kind: str,
        target: Any,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        name: str | None = None,
        type_expr: Any = None,
        proxy_factory_fn: Callable[[Node], Proxy] | None = None,
    ) -> Any:
        """Adds a node that is given what proxies stand for; returns its proxy."""
        taken, named = self.create_arg(args), self.create_arg(kwargs)
        node = self.create_node(kind, target, tuple(taken), dict(named), name, type_expr)
        if self.record_stack_traces:
            node.stack_trace = _users_line()
        return self.proxy(node) if proxy_factory_fn is None else proxy_factory_fn(node)

    def create_arg(self, a: Any) -> Any:
        """A value as a node's argument: the nodes of proxies, within containers too.

        Raises: NotImplementedError for a value that code cannot spell.
        """
        return map_aggregate(a, self._create_one)

    def _create_one(self, value: Any) -> Any:
        if isinstance(value, Proxy):
            return value.node
        if isinstance(value, _PLAIN) or callable(value):
            return value
        raise NotImplementedError(f"argument of type: {type(value)}")

    def to_bool(self, obj: Proxy) -> bool:
        """Called where a proxy's truth is asked for."""
        raise TraceError("symbolically traced variables cannot be used as inputs to control flow")

    def iter(self, obj: Proxy) -> Iterator[Any]:
        """Called where a proxy is iterated over, other than to unpack it."""
        raise TraceError(
            "Proxy object cannot be iterated. This can be attempted when the Proxy is used in a loop or as a *args or "
            "**kwargs function argument. See the torch.fx docs on pytorch.org for a more detailed explanation of what "
            "types of control flow can be traced, and check out the Proxy docstring for help troubleshooting Proxy "
            "iteration errors"
        )

    def keys(self, obj: Proxy) -> Any:
        """Called for ``**proxy``."""
        return Attribute(obj, "keys")()


class GraphAppendingTracer(TracerBase):
    """A tracer that adds to a graph that is there.

    >>> import flambeau as torch
    >>> graph = torch.fx.Graph()
    >>> x = torch.fx.Proxy(graph.placeholder("x"))
    >>> (x + 1).node.format_node()
    '%add : [num_users=0] = call_function[target=operator.add](args = (%x, 1), kwargs = {})'
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph


class Proxy:
    """Stands for the value of a node. What is done to it is recorded: operators, methods, and functions of the library.

    Raises: TraceError where the program would go on by its value; RuntimeError for ``len``.

    >>> import flambeau as torch
    >>> x = torch.fx.Proxy(torch.fx.Graph().placeholder("x"))
    >>> torch.cat([x, x.relu()]).node.all_input_nodes
    [x, relu]
    """

    def __init__(self, node: Node, tracer: TracerBase | None = None) -> None:
        if not isinstance(node, Node):
            raise TypeError(f"Proxy: argument 'node' must be a Node, not {type(node).__name__}")
        if not isinstance(tracer, TracerBase | None):
            raise TypeError(f"Proxy: argument 'tracer' must be a tracer or None, not {type(tracer).__name__}")
        self.tracer = GraphAppendingTracer(node.graph) if tracer is None else tracer
        self.node = node

    def __repr__(self) -> str:
        return f"Proxy({self.node.name})"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(f"'Proxy' object has no attribute '{name}'")
        return Attribute(self, name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.tracer.create_proxy("call_method", "__call__", (self, *args), kwargs)

    def __iter__(self) -> Iterator[Any]:
        count = _unpacked(sys._getframe(1))
        if count is None:
            return self.tracer.iter(self)
        return (operator.getitem(cast(Any, self), k) for k in range(count))

    def __bool__(self) -> bool:
        return self.tracer.to_bool(self)

    def __len__(self) -> int:
        raise RuntimeError(
            "'len' is not supported in symbolic tracing by default. If you want this call to be recorded, please call "
            "torch.fx.wrap('len') at module scope"
        )

    def __contains__(self, item: Any) -> bool:
        raise TraceError("symbolically traced variables cannot be used as inputs to control flow")

    def keys(self) -> Any:
        """The keys of what it stands for."""
        return self.tracer.keys(self)

    @classmethod
    def __torch_function__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        tracer = _tracer_among(args, kwargs or {})
        if is_tensor_method_or_property(func):
            return tracer.create_proxy("call_method", func.__name__, args, kwargs or {})
        return tracer.create_proxy("call_function", func, args, kwargs or {})


def _tracer_among(args: Any, kwargs: Any) -> TracerBase:
    found: list[TracerBase] = []
    map_aggregate((args, kwargs), lambda value: found.append(value.tracer) if isinstance(value, Proxy) else None)
    if any(tracer is not found[0] for tracer in found):
        raise RuntimeError("Found multiple different tracers among the proxies of a call | trace with one of them")
    return found[0]


class Attribute(Proxy):
    """The attribute of a proxy: a read where it is used as a value, a method where it is called."""

    def __init__(self, root: Proxy, attr: str) -> None:
        self.root = root
        self.attr = attr
        self.tracer = root.tracer
        self._node: Node | None = None

    @property
    def node(self) -> Node:  # type: ignore[override]
        """The node of the read, which is made when it is asked for: most attributes are called and not read."""
        if self._node is None:
            self._node = self.tracer.create_proxy("call_function", getattr, (self.root, self.attr), {}).node
        return self._node

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.tracer.create_proxy("call_method", self.attr, (self.root, *args), kwargs)


class ParameterProxy(Proxy):
    """The proxy of a parameter, whose shape and number of dimensions are known."""

    def __init__(self, tracer: TracerBase, node: Node, name: str, param: Tensor) -> None:
        super().__init__(node, tracer)
        self.param = param
        self.name = name

    @property
    def shape(self) -> Any:
        """The parameter's shape."""
        return self.param.shape

    @property
    def ndim(self) -> int:
        """The parameter's number of dimensions."""
        return self.param.ndim

    def size(self, dim: int | None = None) -> Any:
        """The parameter's sizes, or one of them."""
        return self.param.size() if dim is None else self.param.size(dim)

    def dim(self) -> int:
        """The parameter's number of dimensions."""
        return self.param.dim()

    def numel(self) -> int:
        """The parameter's number of elements."""
        return self.param.numel()

    def nelement(self) -> int:
        """The parameter's number of elements."""
        return self.param.nelement()


def _unpacked(frame: FrameType) -> int | None:
    """Into how many names the instruction that runs in the frame unpacks; None where it does something else."""
    for instruction in dis.get_instructions(frame.f_code):
        if instruction.offset == frame.f_lasti:
            return instruction.argval if instruction.opname == "UNPACK_SEQUENCE" else None
    return None


def _users_line() -> str | None:
    """The innermost line that is not this package's."""
    frame = inspect.currentframe()
    while frame is not None and frame.f_globals.get("__package__", "").startswith(__package__):
        frame = frame.f_back
    if frame is None:
        return None
    return f'  File "{frame.f_code.co_filename}", line {frame.f_lineno}, in {frame.f_code.co_name}\n'


_OPERATORS = (
    "add", "sub", "mul", "floordiv", "truediv", "mod", "pow", "lshift", "rshift", "and_", "or_", "xor", "matmul",
)  # fmt: skip
_OTHERS = ("getitem", "neg", "pos", "invert", "abs", "eq", "ne", "lt", "le", "gt", "ge")


def _record(name: str) -> Callable[..., Any]:
    function = getattr(operator, name)

    def operate(self: Proxy, *args: Any) -> Any:
        return self.tracer.create_proxy("call_function", function, (self, *args), {})

    return operate


def _record_reflected(name: str) -> Callable[..., Any]:
    function = getattr(operator, name)

    def operate(self: Proxy, other: Any) -> Any:
        return self.tracer.create_proxy("call_function", function, (other, self), {})

    return operate


for _name in (*_OPERATORS, *_OTHERS):
    setattr(Proxy, f"__{_name.strip('_')}__", _record(_name))
for _name in _OPERATORS:
    setattr(Proxy, f"__r{_name.strip('_')}__", _record_reflected(_name))
Proxy.__hash__ = object.__hash__  # type: ignore[method-assign]

explain_module(globals())
