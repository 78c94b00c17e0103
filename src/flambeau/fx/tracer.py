"""Symbolic tracing: a function or module is run on proxies, and what it does becomes a graph."""

from __future__ import annotations

import builtins
import functools
import inspect
import math
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import FunctionType, ModuleType
from typing import Any

from .._arguments import explain_module
from .._core import Tensor
from .._questions import _assert
from ..nn import Module, Parameter, Sequential
from ..nn.modules._tree import find_fast
from .graph import Graph
from .graph_module import GraphModule
from .node import map_aggregate
from .proxy import ParameterProxy, Proxy, TracerBase

__all__ = ["PH", "Tracer", "symbolic_trace", "wrap"]

_OWN = __package__.partition(".")[0]


class PHBase:
    """Marks an argument among ``concrete_args`` that stays an input."""

    def __repr__(self) -> str:
        return "PH"


PH = PHBase()

_wrapped: list[tuple[dict[str, Any], str]] = []  # the globals of a module, and the name of a function in it


def wrap(fn_or_name: str | Callable[..., Any]) -> Any:
    """Makes calls of a function of the caller's module a node of its own: tracing does not look inside.

    It is called at the top of a module, with the function or its name (``"len"``), or as a decorator.

    Raises: RuntimeError for what is neither; NotImplementedError where it is called within a function.

    >>> import flambeau as torch
    >>> torch.fx.wrap(3)
    Traceback (most recent call last):
    RuntimeError: Unsupported type for global function! Must be either a callable or string name
    """
    if not callable(fn_or_name) and not isinstance(fn_or_name, str):
        raise RuntimeError("Unsupported type for global function! Must be either a callable or string name")
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_globals.get("__package__") == __package__:
        frame = frame.f_back
    if frame.f_code.co_name != "<module>":
        raise NotImplementedError("wrap must be called at the top level of a module")
    _wrapped.append((frame.f_globals, fn_or_name if isinstance(fn_or_name, str) else fn_or_name.__name__))
    return fn_or_name


def _first_proxy(args: Any, kwargs: Any) -> Proxy | None:
    found: list[Proxy] = []
    map_aggregate((args, kwargs), lambda value: found.append(value) if isinstance(value, Proxy) else None)
    return found[0] if found else None


def _recording(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function; calls that are given proxies are recorded instead."""

    @functools.wraps(function)
    def record(*args: Any, **kwargs: Any) -> Any:
        proxy = _first_proxy(args, kwargs)
        if proxy is None:
            return function(*args, **kwargs)
        return proxy.tracer.create_proxy("call_function", function, args, kwargs)

    return record


@contextmanager
def _exchanged(table: dict[str, Any], name: str, value: Any) -> Iterator[None]:
    """A name in a module's globals has another value within the block."""
    before = table.get(name, PH)
    table[name] = value
    try:
        yield
    finally:
        if before is PH:
            del table[name]
        else:
            table[name] = before


@contextmanager
def _modules_traced(tracer: Tracer) -> Iterator[None]:
    """Calls of modules, and reads of their parameters, are the tracer's within the block."""
    call, find = Module.__call__, Module.__getattr__

    def traced_call(module: Module, *args: Any, **kwargs: Any) -> Any:
        return tracer.call_module(module, lambda *a, **k: call(module, *a, **k), args, kwargs)

    def traced_find(module: Module, name: str) -> Any:
        value = find(module, name)
        return tracer.getattr(name, value, tracer._proxies) if isinstance(value, Tensor) else value

    Module.__call__ = traced_call  # type: ignore[method-assign, assignment]
    Module.__getattr__ = traced_find  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        Module.__call__ = call  # type: ignore[method-assign]
        del Module.__getattr__  # which it has from its base
        find_fast(Module)


class Tracer(TracerBase):
    """Records what a function or a module does.

    The library's layers are leaves: their call is one node, unless `is_leaf_module` says otherwise. Functions of
    ``autowrap_modules`` (`math`), and those in ``autowrap_functions``, are recorded as they are called.

    Raises: TypeError for what is no module in ``autowrap_modules``.

    >>> import flambeau as torch
    >>> class Deep(torch.fx.Tracer):
    ...     def is_leaf_module(self, m, module_qualified_name):
    ...         return False
    >>> [node.name for node in Deep().trace(torch.nn.Sequential(torch.nn.ReLU())).nodes]
    ['input_1', 'relu', 'output']
    """

    def __init__(
        self,
        autowrap_modules: tuple[ModuleType, ...] = (math,),
        autowrap_functions: tuple[Callable[..., Any], ...] = (),
        param_shapes_constant: bool = False,
    ) -> None:
        self._autowrapped = {id(f): f for f in autowrap_functions}
        self._autowrap_modules = autowrap_modules
        for module in autowrap_modules:
            if not isinstance(module, ModuleType):
                raise TypeError(f"Tracer(): autowrap_modules must be modules of Python, but got a {type(module)}")
            functions = (f for name, f in vars(module).items() if not name.startswith("_") and callable(f))
            self._autowrapped.update({id(f): f for f in functions})
        self.param_shapes_constant = param_shapes_constant
        self.root: Module = Module()
        self._proxies: dict[str, Proxy] = {}
        self._names: dict[int, str] = {}

    # ---- what may be overridden ----

    def is_leaf_module(self, m: Module, module_qualified_name: str) -> bool:
        """Whether the module's call is one node: the library's own layers but `Sequential`."""
        home = f"{type(m).__module__}."
        return home.startswith((f"{_OWN}.nn.", "torch.nn.")) and not isinstance(m, Sequential)

    def path_of_module(self, mod: Module) -> str:
        """The path of a module below the root.

        Raises: NameError for one that is not there.
        """
        for path, module in self.root.named_modules():
            if module is mod:
                return path
        raise NameError("module is not installed as a submodule | it must be the traced module or below it")

    def call_module(self, m: Module, forward: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Called for the call of a module: a node for a leaf, else what ``forward`` does."""
        path = self.path_of_module(m)
        if self.is_leaf_module(m, path):
            return self.create_proxy("call_module", path, args, kwargs)
        return forward(*args, **kwargs)

    def getattr(self, attr: str, attr_val: Any, parameter_proxy_cache: dict[str, Any]) -> Any:
        """Called for a tensor read from a module: a node for a parameter of the root, made once."""
        path = self._names.get(id(attr_val)) if isinstance(attr_val, Parameter) else None
        if path is None:
            return attr_val
        if path not in parameter_proxy_cache:
            factory = (lambda node: ParameterProxy(self, node, path, attr_val)) if self.param_shapes_constant else None
            parameter_proxy_cache[path] = self.create_proxy("get_attr", path, (), {}, proxy_factory_fn=factory)
        return parameter_proxy_cache[path]

    # ---- tracing ----

    def trace(self, root: Module | Callable[..., Any], concrete_args: dict[str, Any] | None = None) -> Graph:
        """The graph of a module or a function. ``concrete_args`` are values that inputs are known to have.

        Raises: TraceError where the program goes on by a value that is not known.
        """
        if isinstance(root, Module):
            self.root, function = root, type(root).forward
        else:
            self.root, function = Module(), root
        self.graph = Graph(tracer_cls=type(self))
        self._names = {id(tensor): name for name, tensor in [*_tensors(self.root)]}
        self._proxies = {}
        is_module = isinstance(root, Module)
        inputs = [self._input(p, concrete_args or {}, function) for p in _parameters(function)[is_module:]]
        program = _with_plain_parameters(function)
        with ExitStack() as stack:
            stack.enter_context(_modules_traced(self))
            for table, name in self._exchanges(function):
                original = table.get(name, getattr(builtins, name, None))
                if original is not None:
                    stack.enter_context(_exchanged(table, name, _recording(original)))
            result = program(self.root, *inputs) if is_module else program(*inputs)
            self.create_node("output", "output", (self.create_arg(result),), {}, type_expr=_return_type(function))
        return self.graph

    def _exchanges(self, function: Any) -> list[tuple[dict[str, Any], str]]:
        """The globals whose functions are recorded: those that were wrapped, and the traced module's of `math`."""
        tables = [
            vars(sys.modules[m.__module__]) for m in map(type, self.root.modules()) if m.__module__ in sys.modules
        ]
        tables += [getattr(inspect.unwrap(function), "__globals__", {}), *map(vars, self._autowrap_modules)]
        known = {id(table): table for table in tables}.values()
        own = [(t, name) for t in known for name, value in list(t.items()) if id(value) in self._autowrapped]
        return list({(id(table), name): (table, name) for table, name in [*own, *_wrapped]}.values())

    def _input(self, parameter: inspect.Parameter, concrete: dict[str, Any], function: Any) -> Any:
        stars = _STARS.get(parameter.kind, "")
        default = () if parameter.default is parameter.empty else (parameter.default,)
        known = concrete.get(parameter.name, PH)
        hint = getattr(inspect.unwrap(function), "__annotations__", {}).get(parameter.name)
        proxy = self.create_proxy(
            "placeholder", f"{stars}{parameter.name}", default, {}, type_expr=_resolved(hint, function)
        )
        if known is PH or isinstance(known, PHBase):
            return proxy
        if isinstance(known, bool | int | float | str):
            message = f"{parameter.name} has been specialized to have value {known} but got another value"
            self.create_proxy("call_function", _assert, (proxy == known, message), {})
        return known

    # ---- arguments ----

    def _create_one(self, value: Any) -> Any:
        if isinstance(value, Tensor):
            return self.create_node("get_attr", self._path_of(value), (), {})
        if isinstance(value, Module) and value is not self.root:
            return self.create_node("get_attr", self.path_of_module(value), (), {})
        return super()._create_one(value)

    def _path_of(self, tensor: Tensor) -> str:
        """Where the root has the tensor; one that it does not have becomes an attribute, ``_tensor_constant0``."""
        if id(tensor) not in self._names:
            count = 0
            while hasattr(self.root, f"_tensor_constant{count}"):
                count += 1
            setattr(self.root, f"_tensor_constant{count}", tensor)
            self._names[id(tensor)] = f"_tensor_constant{count}"
        return self._names[id(tensor)]


def _tensors(root: Module) -> Iterator[tuple[str, Tensor]]:
    """The parameters, buffers and other tensors of a module and its children, by path."""
    for prefix, module in root.named_modules(remove_duplicate=False):
        for name, value in {**vars(module), **module._buffers, **module._parameters}.items():
            if isinstance(value, Tensor):
                yield f"{prefix}.{name}" if prefix else name, value


_STARS: dict[Any, str] = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}
_ORDER = (  # in which a function's code has its parameters
    inspect.Parameter.POSITIONAL_ONLY,
    inspect.Parameter.POSITIONAL_OR_KEYWORD,
    inspect.Parameter.KEYWORD_ONLY,
    inspect.Parameter.VAR_POSITIONAL,
    inspect.Parameter.VAR_KEYWORD,
)


def _parameters(function: Any) -> list[inspect.Parameter]:
    return sorted(inspect.signature(function).parameters.values(), key=lambda p: max(1, _ORDER.index(p.kind)))


def _with_plain_parameters(function: Any) -> Any:
    """The function with all its parameters by position, the starred ones too: each may be a proxy."""
    if not isinstance(function, FunctionType) or all(p.kind in _ORDER[:2] for p in _parameters(function)):
        return function
    code = function.__code__
    stars = inspect.CO_VARARGS | inspect.CO_VARKEYWORDS
    plain = code.replace(
        co_argcount=code.co_argcount + code.co_kwonlyargcount + (code.co_flags & stars).bit_count(),
        co_posonlyargcount=0,
        co_kwonlyargcount=0,
        co_flags=code.co_flags & ~stars,
    )
    return FunctionType(plain, function.__globals__, function.__name__, None, function.__closure__)


def _resolved(hint: Any, function: Any) -> Any:
    """The annotation that a string stands for; the string where it is known nowhere."""
    if not isinstance(hint, str):
        return hint
    try:
        return eval(hint, dict(getattr(inspect.unwrap(function), "__globals__", {})))
    except Exception:
        return None


def _return_type(function: Any) -> Any:
    return _resolved(getattr(inspect.unwrap(function), "__annotations__", {}).get("return"), function)


def symbolic_trace(root: Module | Callable[..., Any], concrete_args: dict[str, Any] | None = None) -> GraphModule:
    """A module that does what a module or function does, with a graph to read and change.

    Raises: TraceError where the program goes on by a value that is not known while it is traced.

    >>> import flambeau as torch
    >>> print(torch.fx.symbolic_trace(lambda x, y: x @ y).code.strip())
    def forward(self, x, y):
        matmul = x @ y;  x = y = None
        return matmul
    """
    tracer = Tracer()
    graph = tracer.trace(root, concrete_args)
    name = type(root).__name__ if isinstance(root, Module) else root.__name__
    return GraphModule(tracer.root, graph, name)


explain_module(globals())
