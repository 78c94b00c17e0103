"""``torch.overrides``: types and modes that answer the library's calls in its place.

A type with a class method ``__torch_function__(func, types, args, kwargs)`` is asked for its answer by every public
function, method, operator and property that is given an instance; `Tensor` itself answers for its subclasses by making
the call and giving the results the subclass. A `TorchFunctionMode` answers all calls within a block. What answers the
call is told in `core/cpython/overrides.h`.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import types
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from . import _core, functional, linalg, special
from ._arguments import explain_module
from ._core import Op, OpMethod, Tensor
from ._functions import __all__ as _top_names
from ._lazy import HOMES
from ._listing import listing
from .nn import functional as nn_functional

__all__ = [
    "get_ignored_functions",
    "get_overridable_functions",
    "get_testing_overrides",
    "handle_torch_function",
    "has_torch_function",
    "is_tensor_like",
    "is_tensor_method_or_property",
    "resolve_name",
    "wrap_torch_function",
]
__dir__ = listing(globals(), "TorchFunctionMode", "BaseTorchFunctionMode")

_Function = TypeVar("_Function", bound=Callable[..., Any])


# ---- who answers ----


def has_torch_function(relevant_args: Iterable[Any]) -> bool:
    """Whether a mode, or the type of one of the arguments, answers calls that are given them.

    >>> import flambeau as torch
    >>> torch.overrides.has_torch_function((torch.zeros(2), 1))
    False
    """
    return _core._has_override(*relevant_args)


def has_torch_function_unary(arg: Any) -> bool:
    """`has_torch_function` of one argument.

    >>> import flambeau as torch
    >>> torch.overrides.has_torch_function_unary(torch.zeros(2))
    False
    """
    return _core._has_override(arg)


def has_torch_function_variadic(*args: Any) -> bool:
    """`has_torch_function` of the arguments.

    >>> import flambeau as torch
    >>> torch.overrides.has_torch_function_variadic(torch.zeros(2), 1)
    False
    """
    return _core._has_override(*args)


def handle_torch_function(
    public_api: Callable[..., Any], relevant_args: Iterable[Any], *args: Any, **kwargs: Any
) -> Any:
    """The answer of a mode or a type of ``relevant_args`` to ``public_api(*args, **kwargs)``.

    A function of one's own begins with it, so that it can be overridden like the library's.

    Raises: TypeError where all that are asked answer NotImplemented.

    >>> import flambeau as torch
    >>> class Logged(torch.Tensor):
    ...     @classmethod
    ...     def __torch_function__(cls, func, types, args=(), kwargs=None):
    ...         return func.__name__
    >>> def double(x):
    ...     if torch.overrides.has_torch_function_unary(x):
    ...         return torch.overrides.handle_torch_function(double, (x,), x)
    ...     return 2 * x
    >>> double(torch.ones(2).as_subclass(Logged))
    'double'
    """
    return _core._answer_override(public_api, tuple(relevant_args), args, kwargs)


def wrap_torch_function(dispatcher: Callable[..., Iterable[Any]]) -> Callable[[_Function], _Function]:
    """A decorator that makes a function overridable: ``dispatcher``, called alike, says which arguments are asked.

    >>> import flambeau as torch
    >>> @torch.overrides.wrap_torch_function(lambda x: (x,))
    ... def double(x):
    ...     return 2 * x
    >>> double(torch.ones(2))
    tensor([2., 2.])
    """

    def decorate(function: _Function) -> _Function:
        @functools.wraps(function)
        def asking(*args: Any, **kwargs: Any) -> Any:
            relevant = tuple(dispatcher(*args, **kwargs))
            if has_torch_function(relevant):
                return handle_torch_function(asking, relevant, *args, **kwargs)
            return function(*args, **kwargs)

        return asking  # type: ignore[return-value]

    return decorate


def is_tensor_like(inp: Any) -> bool:
    """Whether it is a tensor, or of another type that answers calls.

    >>> import flambeau as torch
    >>> torch.overrides.is_tensor_like(torch.zeros(2)), torch.overrides.is_tensor_like([0.])
    (True, False)
    """
    return type(inp) is Tensor or hasattr(inp, "__torch_function__")


# ---- modes ----


class TorchFunctionMode(_core.Scope):
    """A context manager whose ``__torch_function__`` answers all calls of the library within its block.

    The innermost mode is asked first; while it answers it is off, so that it can make the call itself.

    >>> import flambeau as torch
    >>> class Names(torch.overrides.TorchFunctionMode):
    ...     def __torch_function__(self, func, types, args=(), kwargs=None):
    ...         print(torch.overrides.resolve_name(func))
    ...         return func(*args, **(kwargs or {}))
    >>> with Names():
    ...     x = torch.zeros(2) + 1
    torch.zeros
    torch.Tensor.add
    """

    def __torch_function__(
        self, func: Callable[..., Any], types: tuple[type, ...], args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        raise NotImplementedError(f"{type(self).__name__} has no __torch_function__ | define it in the mode's class")

    def _before(self) -> int:
        return len(_core._function_modes())

    def _switch(self) -> TorchFunctionMode:
        _core._push_function_mode(self)
        return self

    def _restore(self, depth: int) -> None:
        while len(_core._function_modes()) > depth:
            _core._pop_function_mode()


class BaseTorchFunctionMode(TorchFunctionMode):
    """A mode that makes every call as it is.

    >>> import flambeau as torch
    >>> with torch.overrides.BaseTorchFunctionMode():
    ...     torch.ones(2)
    tensor([1., 1.])
    """

    def __torch_function__(
        self, func: Callable[..., Any], types: tuple[type, ...], args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        return func(*args, **(kwargs or {}))


class DisableTorchFunctionSubclass(_core.Scope):
    """A context manager within which types answer no calls; modes do.

    >>> import flambeau as torch
    >>> class Image(torch.Tensor):
    ...     pass
    >>> with torch._C.DisableTorchFunctionSubclass():
    ...     type(torch.zeros(2).as_subclass(Image) + 1).__name__
    'Tensor'
    """

    _state = 1

    def _before(self) -> int:
        return _core._get_overrides()

    def _switch(self) -> None:
        _core._set_overrides(max(self._state, _core._get_overrides()))

    def _restore(self, state: int) -> None:
        _core._set_overrides(state)


class DisableTorchFunction(DisableTorchFunctionSubclass):
    """A context manager within which neither types nor modes answer calls.

    >>> import flambeau as torch
    >>> with torch._C.DisableTorchFunction():
    ...     torch.ones(2)
    tensor([1., 1.])
    """

    _state = 2


def _get_current_function_mode() -> TorchFunctionMode | None:
    modes = _core._function_modes()
    return modes[-1] if modes else None


def _get_current_function_mode_stack() -> list[TorchFunctionMode]:
    return list(_core._function_modes())


# ---- what can be overridden ----


_EXPLAINED: Any = _core.Explained


def _is_overridable(value: Any) -> bool:
    if isinstance(value, _EXPLAINED):
        return bool(value._overridable)
    return isinstance(value, Op | OpMethod)


# What the core makes of attributes and methods of Tensor: descriptors of its own, of which it asks `self`.
_BINARY = ("sub", "truediv", "floordiv", "mod", "pow", "matmul", "and", "or", "xor", "lshift", "rshift")
_SLOTS = frozenset(
    f"__{name}__"
    for name in (
        *("getitem", "setitem", "len", "bool", "int", "float", "index", "invert", "repr", "eq"),
        *(side + name for name in _BINARY for side in ("", "r", "i")),
    )
)
_OWN = ("as_subclass", "__torch_function__")


def _tensor_members() -> dict[str, Any]:
    """The methods of Tensor, and what reads its properties, that can be overridden; by name."""
    members: dict[str, Any] = {"backward": Tensor.backward}
    for name, member in vars(Tensor).items():
        if name in _OWN or (name.startswith("_") and name not in _SLOTS and not _is_overridable(member)):
            continue
        if isinstance(member, types.GetSetDescriptorType | property):
            members[f"{name}.__get__"] = member.__get__
        elif name in _SLOTS or isinstance(member, types.MethodDescriptorType) or _is_overridable(member):
            members[name] = getattr(Tensor, name)
    return members


def _functions_of(module: Any, names: Iterable[str]) -> dict[str, Any]:
    found = {name: vars(module).get(name) for name in names}
    return {name: value for name, value in found.items() if _is_overridable(value)}


@functools.cache
def _overridable() -> dict[Any, dict[str, Any]]:
    """What can be overridden, by name, in each namespace."""
    package = importlib.import_module(__package__)
    names = [name for name in _top_names if name not in HOMES]
    return {
        package: _functions_of(package, names),
        functional: _functions_of(functional, functional.__all__),
        nn_functional: _functions_of(nn_functional, nn_functional.__all__),
        Tensor: _tensor_members(),
        linalg: _functions_of(linalg, linalg.__all__),
        special: _functions_of(special, special.__all__),
    }


_TITLES = ("torch", "torch.functional", "torch.nn.functional", "torch.Tensor", "torch.linalg", "torch.special")


@functools.cache
def _titles() -> dict[Any, str]:
    """The public name of each function; of several, the one that is its own."""
    found: dict[Any, str] = {}
    ranks: dict[Any, tuple[bool, bool]] = {}
    for title, functions in zip(_TITLES, _overridable().values(), strict=True):
        for name, function in functions.items():
            rank = function.__name__ == name, title == "torch.Tensor" and isinstance(function, OpMethod)
            if function not in found or rank > ranks[function]:
                found[function], ranks[function] = f"{title}.{name}", rank
    return found


def get_overridable_functions() -> dict[Any, list[Any]]:
    """The functions that can be overridden, by the namespace that has them.

    >>> import flambeau as torch
    >>> torch.add in torch.overrides.get_overridable_functions()[torch]
    True
    """
    return {space: list(functions.values()) for space, functions in _overridable().items()}


def resolve_name(f: Any) -> str | None:
    """The public name of a function that was handed to ``__torch_function__``, such as ``torch.Tensor.add``.

    >>> import flambeau as torch
    >>> torch.overrides.resolve_name(torch.Tensor.shape.__get__)
    'torch.Tensor.shape.__get__'
    """
    return f if isinstance(f, str) else _titles().get(f)


def is_tensor_method_or_property(func: Callable[..., Any]) -> bool:
    """Whether it is a method of Tensor, or reads one of its properties.

    >>> import flambeau as torch
    >>> torch.overrides.is_tensor_method_or_property(torch.Tensor.add)
    True
    >>> torch.overrides.is_tensor_method_or_property(torch.add)
    False
    """
    return func in _methods() or getattr(func, "__name__", "") == "__get__"


@functools.cache
def _methods() -> frozenset[Any]:
    return frozenset(_overridable()[Tensor].values())


def get_ignored_functions() -> set[Any]:
    """The public functions that no type can override: those that make tensors of no tensor, and questions.

    >>> import flambeau as torch
    >>> torch.is_tensor in torch.overrides.get_ignored_functions()
    True
    """
    package = importlib.import_module(__package__)
    known = set(_titles())
    everything = [getattr(package, name) for name in package.__all__]
    everything += [getattr(Tensor, name) for name in vars(Tensor)]
    return {f for f in everything if callable(f) and not isinstance(f, type | types.ModuleType) and f not in known}


def get_testing_overrides() -> dict[Any, Callable[..., Any]]:
    """For every function that can be overridden one that takes the same arguments and returns -1.

    >>> import flambeau as torch
    >>> torch.overrides.get_testing_overrides()[torch.add](1, 2)
    -1
    """
    return {function: _stand_in(function) for function in _titles()}


def _stand_in(function: Any) -> Callable[..., Any]:
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (ValueError, TypeError):  # a method of the core
        parameters = [inspect.Parameter("self", inspect.Parameter.POSITIONAL_ONLY)]
        parameters.append(inspect.Parameter("args", inspect.Parameter.VAR_POSITIONAL))
    plain = [p.replace(annotation=p.empty, default=p.empty if p.default is p.empty else -1) for p in parameters]
    made: Callable[..., Any] = eval(f"lambda {str(inspect.Signature(plain))[1:-1]}: -1")
    return made


explain_module(globals())
