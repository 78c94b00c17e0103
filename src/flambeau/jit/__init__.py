"""TorchScript's names over plain Python: what `script` and `trace` are given is what runs.

There is no second language here: a scripted function is the function itself, so ``is_scripting()`` is False in it, and
the marks `export`, `ignore` and `unused` change nothing. A note says so once. Files of scripted modules are neither
written nor read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any, Final, TypeVar

from .._absent import refusing, refusing_class
from .._arguments import explain_module
from .._listing import listing
from .._warnings import warn_once
from ..futures import Future
from ..nn import Module

import_module(".annotations", __name__)  # the submodule takes the place of __future__'s mark of the same name
_T = TypeVar("_T")
__all__ = [
    "Attribute",
    "Error",
    "Final",
    "Future",
    "RecursiveScriptModule",
    "ScriptFunction",
    "ScriptModule",
    "ScriptWarning",
    "TracerWarning",
    "annotate",
    "enable_onednn_fusion",
    "export",
    "fork",
    "freeze",
    "ignore",
    "interface",
    "is_scripting",
    "is_tracing",
    "isinstance",
    "load",
    "onednn_fusion_enabled",
    "optimize_for_inference",
    "optimized_execution",
    "save",
    "script",
    "script_if_tracing",
    "script_method",
    "set_fusion_strategy",
    "trace",
    "trace_module",
    "unused",
    "wait",
]
__dir__ = listing(globals(), "CompilationUnit", "strict_fusion")


class Error(RuntimeError):
    """What TorchScript raises in a scripted function; never raised here."""


class TracerWarning(Warning):
    """What a tracer warns with of values that it takes for constants; never shown here, where nothing is traced."""

    @staticmethod
    def ignore_lib_warnings() -> None:
        """Nothing: there are no such warnings."""


class ScriptWarning(Warning):
    """What TorchScript warns with; never shown here."""


class ScriptModule(Module):
    """A base for modules that were written to be scripted: a `Module`, whose methods are Python's.

    >>> import flambeau as torch
    >>> class Twice(torch.jit.ScriptModule):
    ...     @torch.jit.script_method
    ...     def forward(self, x):
    ...         return 2 * x
    >>> Twice()(torch.ones(1))
    tensor([2.])
    """

    def save(self, f: Any, **kwargs: Any) -> None:
        """Not offered; see `save`.

        Raises: RuntimeError always.
        """
        save(self, f)


class RecursiveScriptModule(ScriptModule):
    """The class of modules that `script` has compiled: there are none."""


class ScriptFunction:
    """The class of functions that `script` has compiled: there are none."""


def script(obj: _T, optimize: Any = None, _frames_up: int = 0, _rcb: Any = None, example_inputs: Any = None) -> _T:
    """``obj``, a function, module or class, itself: it runs in Python.

    Raises: RuntimeError for what cannot be called.

    >>> import warnings, flambeau as torch
    >>> with warnings.catch_warnings(action="ignore"):
    ...     @torch.jit.script
    ...     def twice(x):
    ...         return 2 * x
    >>> twice(torch.ones(1))
    tensor([2.])
    """
    if not callable(obj):
        raise RuntimeError(f"script: {type(obj).__name__} | it must be a function, a class or a module")
    _note("script")
    return obj


def trace(func: _T, example_inputs: Any = None, *args: Any, **kwargs: Any) -> _T:
    """``func``, a function or module, itself: it runs in Python, whatever it is given; the examples are not needed.

    Raises: RuntimeError for what cannot be called.

    >>> import warnings, flambeau as torch
    >>> with warnings.catch_warnings(action="ignore"):
    ...     layer = torch.jit.trace(torch.nn.ReLU(), torch.ones(1))
    >>> layer
    ReLU()
    """
    if not callable(func):
        raise RuntimeError(f"trace: {type(func).__name__} | it must be a function or a module")
    _note("trace")
    return func


def trace_module(mod: _T, inputs: Any = None, *args: Any, **kwargs: Any) -> _T:
    """``mod`` itself: its methods run in Python."""
    _note("trace_module")
    return mod


def freeze(mod: _T, preserved_attrs: Any = None, optimize_numerics: bool = True) -> _T:
    """``mod`` itself: there is nothing to freeze."""
    return mod


def optimize_for_inference(mod: _T, other_methods: Any = None) -> _T:
    """``mod`` itself: there is nothing to rewrite."""
    return mod


def _note(name: str) -> None:
    warn_once(f"torch.jit.{name}: flambeau runs the Python function itself; nothing is compiled", topic="jit")


def export(fn: _T) -> _T:
    """``fn`` itself, marked for TorchScript."""
    return fn


def ignore(drop: Any = False, **kwargs: Any) -> Any:
    """A decorator, with or without arguments, that gives the function itself; the mark is for TorchScript.

    >>> import flambeau as torch
    >>> @torch.jit.ignore
    ... def twice(x):
    ...     return 2 * x
    >>> twice(3)
    6
    """
    return drop if callable(drop) else export


def unused(fn: _T) -> _T:
    """``fn`` itself, marked for TorchScript."""
    return fn


def interface(obj: _T) -> _T:
    """``obj``, a class, itself, marked for TorchScript."""
    return obj


def script_method(fn: _T) -> _T:
    """``fn``, a method, itself, marked for TorchScript."""
    return fn


def script_if_tracing(fn: _T) -> _T:
    """``fn`` itself: nothing is traced."""
    return fn


def _overload(func: _T) -> _T:
    return func


_overload_method = _overload


def is_scripting() -> bool:
    """False: everything runs in Python.

    >>> import flambeau as torch
    >>> torch.jit.is_scripting(), torch.jit.is_tracing()
    (False, False)
    """
    return False


def is_tracing() -> bool:
    """False: nothing is traced."""
    return False


def annotate(the_type: Any, the_value: _T) -> _T:
    """``the_value`` itself; the type is for TorchScript."""
    return the_value


def isinstance(obj: Any, target_type: Any) -> bool:
    """Whether ``obj`` is of a type, which may be parametrised: ``list[int]``.

    Raises: RuntimeError for a container type without its contents.

    >>> import flambeau as torch
    >>> torch.jit.isinstance([1, 2], list[int]), torch.jit.isinstance([1, "a"], list[int])
    (True, False)
    """
    from ._isinstance import matches

    return matches(obj, target_type)


class Attribute(tuple[Any, Any]):
    """A value and its type, for TorchScript: ``Attribute(value, type)``."""

    def __new__(cls, value: Any, type: Any) -> Attribute:
        return tuple.__new__(cls, (value, type))

    @property
    def value(self) -> Any:
        """The value."""
        return self[0]

    @property
    def type(self) -> Any:
        """Its type."""
        return self[1]


def fork(func: Callable[..., _T], *args: Any, **kwargs: Any) -> Future[_T]:
    """A `Future` of ``func(*args, **kwargs)``, which has been called: there is nothing to run it beside.

    >>> import flambeau as torch
    >>> torch.jit.wait(torch.jit.fork(sum, [1, 2]))
    3
    """
    future: Future[_T] = Future()
    future.set_result(func(*args, **kwargs))
    return future


def wait(future: Future[_T]) -> _T:
    """The result of a `fork`."""
    return future.wait()


@contextmanager
def optimized_execution(should_optimize: bool) -> Iterator[None]:
    """A block that changes nothing: there is one way to run."""
    yield


strict_fusion = fuser = optimized_execution


def set_fusion_strategy(strategy: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Accepts a strategy for joining kernels, of which nothing is joined; returns it."""
    return strategy


def onednn_fusion_enabled() -> bool:
    """False: no kernels are joined."""
    return False


def enable_onednn_fusion(enabled: bool) -> None:
    """Accepts a wish to join kernels, which nothing does."""


save = refusing(
    "save",
    __name__,
    RuntimeError,
    "torch.jit.save: flambeau writes no TorchScript | save the module's state_dict with torch.save",
)
load = refusing(
    "load",
    __name__,
    RuntimeError,
    "torch.jit.load: flambeau runs no TorchScript | build the module in Python and load its state_dict",
)
CompilationUnit = refusing_class(
    "CompilationUnit", __name__, RuntimeError, "torch.jit.CompilationUnit: flambeau runs no TorchScript"
)


explain_module(globals())
