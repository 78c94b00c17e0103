"""What is exchanged while a profile runs, and put back afterwards, so that nothing pays for it at any other time: the
calls of modules, optimisers, data loaders, Functions, and the code of composite ops.
"""

from __future__ import annotations

import functools
import threading
import types
from collections.abc import Callable, Iterator
from typing import Any

from .. import _core
from .._core import _profiler_enter as enter
from .._core import _profiler_exit as leave
from ..autograd import Function
from ..nn import Module
from ..ops.define import composite, registry
from ..optim import Optimizer
from ..utils.data import DataLoader
from ._events import COMPOSITE, DATA, MODULE, OPTIMIZER


def _timed(kind: int, name: Callable[[Any], str], function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def timed(self: Any, *args: Any, **kwargs: Any) -> Any:
        token = enter(kind, name(self))
        try:
            return function(self, *args, **kwargs)
        finally:
            leave(token)

    return timed


class _ModulePaths(threading.local):
    """What the modules being called are named: the class of the outermost, then the names under which it holds them."""

    def __init__(self) -> None:
        self.calling: list[Module] = []
        self.paths: dict[int, str] = {}  # of the modules below calling[0]
        self.roots: dict[int, tuple[Module, dict[int, str]]] = {}  # by id; holds the module, so that ids stay its own

    def enter(self, module: Module) -> str:
        if not self.calling:
            self.paths = self._paths_below(module)
        path = self.paths.get(id(module))
        if path is None:  # made or attached meanwhile, or not registered with the one that calls it
            path = f"{self.paths[id(self.calling[-1])]}.{type(module).__name__}"
            self.paths[id(module)] = path
        self.calling.append(module)
        return path

    def _paths_below(self, root: Module) -> dict[int, str]:
        if id(root) not in self.roots:
            name = type(root).__name__
            alike = sum(type(other) is type(root) for other, _ in self.roots.values())
            title = f"{name}[{alike}]" if alike else name
            paths = {id(m): f"{title}.{path}" if path else title for path, m in root.named_modules()}
            self.roots[id(root)] = (root, paths)
        return self.roots[id(root)][1]


def _run_module(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    paths = Instruments.paths
    token = enter(MODULE, paths.enter(args[0]))
    try:
        return function(*args, **kwargs)
    finally:
        paths.calling.pop()
        leave(token)


def _timed_loader(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def iterate(self: DataLoader) -> Iterator[Any]:
        batches = function(self)
        name = f"enumerate(DataLoader)#{type(self).__name__}.__next__"
        while True:
            token = enter(DATA, name)
            try:
                batch = next(batches)
            except StopIteration:
                return
            finally:
                leave(token)
            yield batch

    return iterate


def _timed_apply(original: Any) -> Any:
    def apply(cls: Any, *args: Any, **kwargs: Any) -> Any:
        token = enter(COMPOSITE, cls.__name__)
        try:
            result = original.__get__(None, cls)(*args, **kwargs)
            for tensor in result if isinstance(result, tuple) else (result,):
                node = getattr(tensor, "grad_fn", None)
                if node is not None and node.name() == f"{cls.__name__}Backward":
                    _core._profiler_link(token, node)
            return result
        finally:
            leave(token)

    return classmethod(apply)


def _template(*args: Any, **kwargs: Any) -> Any:
    run: Any = "<run>"
    return run(args, kwargs)


def _operands(function: types.FunctionType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, ...]:
    """The arguments in the order of the parameters, those not given by their defaults."""
    code, defaults = function.__code__, function.__defaults__ or ()
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    default = dict(zip(names[code.co_argcount - len(defaults) :], defaults, strict=False))
    default |= function.__kwdefaults__ or {}
    return (*args, *(kwargs[name] if name in kwargs else default.get(name) for name in names[len(args) :]))


def _run_composite(name: str, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    operands = _operands(function, args, kwargs) if Instruments.shapes else ()
    token = enter(COMPOSITE, name, operands)
    try:
        return function(*args, **kwargs)
    finally:
        leave(token)


def _timed_code(function: types.FunctionType, runner: Callable[..., Any]) -> types.CodeType:
    """Code that has ``runner(function, args, kwargs)`` run what ``function`` holds now.

    Composite ops are plain functions that their modules import from each other by name: exchanging the code reaches
    every one of these names.
    """
    own = types.FunctionType(
        function.__code__, function.__globals__, function.__name__, function.__defaults__, function.__closure__
    )
    own.__kwdefaults__ = function.__kwdefaults__
    run = functools.partial(runner, own)
    code = _template.__code__
    return code.replace(
        co_consts=tuple(run if c == "<run>" else c for c in code.co_consts),
        co_name=function.__name__,
        co_qualname=function.__qualname__,
    )


@functools.cache
def _codes() -> list[tuple[types.FunctionType, types.CodeType, types.CodeType]]:
    """Every function that a composite entry became (its own, and those exported with ``input`` for ``self``) and the
    call of modules, each with its code and the one that times it. There are hundreds: starting a profile is little else
    than exchanging them.
    """
    import flambeau

    spaces: list[Any] = [flambeau, flambeau.nn.functional, flambeau.linalg, flambeau.special]
    found: dict[int, tuple[types.FunctionType, types.CodeType, types.CodeType]] = {}
    for entry in registry:
        if entry.kind != composite:
            continue
        exported = [getattr(space, entry.name, None) for space in spaces]
        for function in (entry.function, *(getattr(f, "__wrapped__", f) for f in exported)):
            plain = isinstance(function, types.FunctionType) and not function.__closure__
            if plain and function.__code__.co_filename == entry.signature.__code__.co_filename:
                runner = functools.partial(_run_composite, f"aten::{entry.name}")
                found.setdefault(id(function), (function, function.__code__, _timed_code(function, runner)))
    call: Any = Module.__call__  # exchanging the attribute would make every module's class anew
    return [*found.values(), (call, call.__code__, _timed_code(call, _run_module))]


def _subclasses(cls: type) -> Iterator[type]:
    yield cls
    below: type
    for below in cls.__subclasses__():
        yield from _subclasses(below)


class Instruments:
    """The timed forms: ``put`` in place, until ``remove`` brings the plain ones back."""

    paths: _ModulePaths  # of the profile that runs
    shapes = False  # whether it keeps the operands of composite ops

    def __init__(self, shapes: bool) -> None:
        Instruments.paths, Instruments.shapes = _ModulePaths(), shapes
        self._undo: list[tuple[Any, str, Any]] = []

    def put(self) -> None:
        """Puts the timed forms in place; if that is interrupted, ``remove`` is to be called all the same."""
        self._exchange(DataLoader, "__iter__", _timed_loader(DataLoader.__iter__))
        self._exchange(Function, "apply", _timed_apply(Function.__dict__["apply"]))
        for cls in set(_subclasses(Optimizer)):
            for method in ("step", "zero_grad"):
                if method in cls.__dict__:
                    self._exchange(cls, method, _timed(OPTIMIZER, _optimizer_name(method), cls.__dict__[method]))
        for function, _, timed in _codes():
            function.__code__ = timed

    def _exchange(self, owner: Any, attribute: str, new: Any) -> None:
        old = owner.__dict__[attribute] if isinstance(owner, type) else getattr(owner, attribute)
        self._undo.append((owner, attribute, old))
        setattr(owner, attribute, new)

    def remove(self) -> None:
        """Puts back what was there; may be called again where it was interrupted."""
        for function, plain, _ in _codes():
            function.__code__ = plain
        for exchanged in reversed(self._undo):
            setattr(*exchanged)
        self._undo.clear()


def _optimizer_name(method: str) -> Callable[[Any], str]:
    return lambda optimizer: f"Optimizer.{method}#{type(optimizer).__name__}.{method}"
