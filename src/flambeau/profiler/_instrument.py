"""What times modules, optimisers, data loaders and Functions while a profile runs, at no cost at any other time.

A hook goes around the calls of all modules. Of the others a timed form is exchanged for the plain one, and put back.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterator
from typing import Any

from .. import _core
from .._core import _profiler_enter as enter
from .._core import _profiler_exit as leave
from ..autograd import Function
from ..nn import Module
from ..nn.modules._global_hooks import AROUND, GlobalHook, global_hooks
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


def _timed_call(module: Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    paths = Instruments.paths
    call = module._call_with_hooks if module._hooked or len(global_hooks) > 1 else module._call_forward
    token = enter(MODULE, paths.enter(module))
    try:
        return call(args, kwargs)
    finally:
        paths.calling.pop()
        leave(token)


def _timed_loader(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def iterate(self: DataLoader[Any]) -> Iterator[Any]:
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


def _subclasses(cls: type) -> Iterator[type]:
    yield cls
    below: type
    for below in cls.__subclasses__():
        yield from _subclasses(below)


class Instruments:
    """The hook and the timed forms: ``put`` in place, until ``remove`` brings the plain calls back."""

    paths: _ModulePaths  # of the profile that runs

    def __init__(self) -> None:
        Instruments.paths = _ModulePaths()
        self._undo: list[tuple[Any, str, Any]] = []

    def put(self) -> None:
        """Puts the timed forms in place; if that is interrupted, ``remove`` is to be called all the same."""
        self._exchange(DataLoader, "__iter__", _timed_loader(DataLoader.__iter__))
        self._exchange(Function, "apply", _timed_apply(Function.__dict__["apply"]))
        for cls in set(_subclasses(Optimizer)):
            for method in ("step", "zero_grad"):
                if method in cls.__dict__:
                    self._exchange(cls, method, _timed(OPTIMIZER, _optimizer_name(method), cls.__dict__[method]))
        global_hooks[AROUND] = GlobalHook("around", _timed_call)

    def _exchange(self, owner: Any, attribute: str, new: Any) -> None:
        old = owner.__dict__[attribute] if isinstance(owner, type) else getattr(owner, attribute)
        self._undo.append((owner, attribute, old))
        setattr(owner, attribute, new)

    def remove(self) -> None:
        """Puts back what was there; may be called again where it was interrupted."""
        global_hooks.pop(AROUND, None)
        for exchanged in reversed(self._undo):
            setattr(*exchanged)
        self._undo.clear()


def _optimizer_name(method: str) -> Callable[[Any], str]:
    return lambda optimizer: f"Optimizer.{method}#{type(optimizer).__name__}.{method}"
