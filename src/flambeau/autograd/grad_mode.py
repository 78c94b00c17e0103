"""Switching the recording of gradients on and off, for a block or for a whole function.

Every mode belongs to the running thread. The objects here work in a ``with`` block and as decorators of functions,
generators and coroutines (which see the mode only while their own code runs, never while they are suspended).
"""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable
from typing import Any, Self, TypeVar, overload

from .._arguments import explain_module
from .._core import (
    Scope,
    _exchange_modes,
    _set_grad_enabled,
    _set_inference_mode,
    is_grad_enabled,
    is_inference_mode_enabled,
)
from .._listing import listing

__all__ = ["enable_grad", "inference_mode", "no_grad", "set_grad_enabled"]
__dir__ = listing(globals(), "enforce_grad_layout_policy", "set_multithreading_enabled")

_Function = TypeVar("_Function", bound=Callable[..., Any])


class _Mode(Scope):
    """A mode that can be entered, and can wrap a function so that each call runs inside a fresh copy of it."""

    __slots__ = ()

    def clone(self) -> Self:
        """A new mode with the same settings; one object cannot be entered again before it is left."""
        return type(self)()

    def __call__(self, function: _Function) -> _Function:
        return as_decorator(self.clone, function)


def as_decorator(fresh: Callable[[], Any], function: _Function) -> _Function:
    """`function` with its code running inside ``with fresh():``."""
    import inspect

    wrapped: Callable[..., Any]
    target: Callable[..., Any] = function
    if inspect.isclass(function):
        warnings.warn(
            "Decorating classes is deprecated and will be disabled in future versions. Only functions and methods "
            "should be decorated: decorate the class's __init__ for the same effect.",
            FutureWarning,
            stacklevel=3,
        )
    if inspect.isgeneratorfunction(function):

        def wrapped(*args: Any, **kwargs: Any) -> Any:
            return _drive(fresh, target(*args, **kwargs))

    elif inspect.iscoroutinefunction(function):

        async def wrapped(*args: Any, **kwargs: Any) -> Any:
            return await _Suspended(fresh, target(*args, **kwargs))

    elif inspect.isasyncgenfunction(function):

        async def wrapped(*args: Any, **kwargs: Any) -> Any:
            generator = target(*args, **kwargs)
            try:
                step = generator.asend(None)
                while True:
                    try:
                        item = await _Suspended(fresh, step)
                    except StopAsyncIteration:
                        return
                    try:
                        step = generator.asend((yield item))
                    except GeneratorExit:
                        raise
                    except BaseException as error:
                        step = generator.athrow(error)
            finally:
                await _Suspended(fresh, generator.aclose())

    else:

        def wrapped(*args: Any, **kwargs: Any) -> Any:
            with fresh():
                return target(*args, **kwargs)

    return functools.wraps(function)(wrapped)  # type: ignore[return-value]


def _drive(fresh: Callable[[], _Mode], generator: Any) -> Any:
    """Yield what `generator` yields, passing on what is sent and thrown, with the mode on only while it runs."""
    try:
        resume, value = generator.send, None
        while True:
            try:
                with fresh():
                    item = resume(value)
            except StopIteration as stop:
                return stop.value
            try:
                resume, value = generator.send, (yield item)
            except GeneratorExit:
                raise
            except BaseException as error:
                resume, value = generator.throw, error
    finally:
        with fresh():
            generator.close()


class _Suspended:
    """An awaitable whose own steps run inside a mode, and whose suspensions do not."""

    __slots__ = ("_awaitable", "_fresh")

    def __init__(self, fresh: Callable[[], _Mode], awaitable: Any) -> None:
        self._fresh = fresh
        self._awaitable = awaitable

    def __await__(self) -> Any:
        return _drive(self._fresh, _Steps(self._awaitable.__await__()))


class _Steps:
    """The generator methods of an awaitable's iterator, which need not have more than ``__next__``."""

    __slots__ = ("close", "send", "throw")

    def __init__(self, iterator: Any) -> None:
        def no_close() -> None:
            return None

        self.send = getattr(iterator, "send", lambda value: next(iterator))
        self.throw = iterator.throw
        self.close = getattr(iterator, "close", no_close)


class _BareMode(_Mode):
    """A mode without settings: ``@no_grad`` decorates as ``@no_grad()`` does."""

    __slots__ = ()

    @overload
    def __new__(cls) -> Self: ...
    @overload
    def __new__(cls, function: _Function) -> _Function: ...  # type: ignore[misc]
    def __new__(cls, function: Any = None) -> Any:
        mode = object.__new__(cls)
        return mode if function is None else mode(function)


class no_grad(_BareMode):
    """Within it nothing is recorded: every result has ``requires_grad=False``, whatever its inputs.

    >>> import flambeau
    >>> x = flambeau.tensor([1.0], requires_grad=True)
    >>> with flambeau.no_grad():
    ...     y = x * 2
    >>> y.requires_grad
    False
    >>> @flambeau.no_grad()
    ... def doubled(x):
    ...     return x * 2
    >>> doubled(x).requires_grad
    False
    """

    __slots__ = ()
    _before, _restore = staticmethod(is_grad_enabled), staticmethod(_set_grad_enabled)
    _switch = staticmethod(functools.partial(_set_grad_enabled, False))


class enable_grad(_BareMode):
    """Within it operations are recorded again, as they are outside any :class:`no_grad`.

    >>> import flambeau
    >>> x = flambeau.tensor([1.0], requires_grad=True)
    >>> with flambeau.no_grad(), flambeau.enable_grad():
    ...     (x * 2).requires_grad
    True
    """

    __slots__ = ()
    _before, _restore = staticmethod(is_grad_enabled), staticmethod(_set_grad_enabled)
    _switch = staticmethod(functools.partial(_set_grad_enabled, True))


class set_grad_enabled(_Mode):
    """Record or not, by a flag. As a plain call it acts at once; in a ``with`` block or on a function, for its extent.

    >>> import flambeau
    >>> x = flambeau.tensor([1.0], requires_grad=True)
    >>> with flambeau.set_grad_enabled(False):
    ...     (x * 2).requires_grad
    False
    """

    __slots__ = ("_outside", "mode")
    _restore = staticmethod(_set_grad_enabled)

    def __init__(self, mode: bool) -> None:
        if not isinstance(mode, bool):
            raise TypeError(f"set_grad_enabled(): argument 'enabled' must be bool, not {type(mode).__name__}")
        self._outside = is_grad_enabled()
        self.mode = mode
        _set_grad_enabled(mode)

    def _before(self) -> bool:
        return self._outside

    def _switch(self) -> None:
        _set_grad_enabled(self.mode)

    def clone(self) -> set_grad_enabled:
        return set_grad_enabled(self.mode)

    def __call__(self, function: _Function) -> _Function:
        # Making this object switched the mode; as a decorator it must only switch during calls.
        _set_grad_enabled(self._outside)
        return as_decorator(self.clone, function)

    def __repr__(self) -> str:
        return f"{type(self).__qualname__}(mode={self.mode})"


class inference_mode(_Mode):
    """Like :class:`no_grad`, and its results can never take part in recorded operations, so they carry no version.

    Args:
        mode: False switches inference mode off inside an outer one.

    Raises: RuntimeError, later, where a tensor made within it is to be saved for a backward pass or to require grad.

    >>> import flambeau
    >>> x = flambeau.ones(2, requires_grad=True)
    >>> with flambeau.inference_mode():
    ...     y = x * x
    >>> y.requires_grad, y.is_inference()
    (False, True)
    """

    __slots__ = ("mode",)

    def __new__(cls, mode: Any = True) -> Any:
        if isinstance(mode, bool):
            return super().__new__(cls)
        return cls()(mode)

    def __init__(self, mode: bool = True) -> None:
        self.mode = mode

    def _before(self) -> tuple[bool, bool]:
        return is_inference_mode_enabled(), is_grad_enabled()

    def _switch(self) -> None:
        _set_inference_mode(self.mode)
        _set_grad_enabled(not self.mode)

    def _restore(self, before: tuple[bool, bool]) -> None:
        inference, grad = before
        _set_inference_mode(inference)
        _set_grad_enabled(grad)

    def clone(self) -> inference_mode:
        return inference_mode(self.mode)


class differentiating(Scope):
    """Within it a transform of `func` sees what its function does, also where inference mode is on: that is off, and
    what was made in it may be saved. Grad mode is as ``record`` says.
    """

    __slots__ = ("_switch",)
    _before, _restore = staticmethod(functools.partial(_exchange_modes, None)), staticmethod(_exchange_modes)

    def __init__(self, record: bool) -> None:
        self._switch = functools.partial(_exchange_modes, 5 if record else 4)


class _Accepted:
    """A setting of PyTorch's that has nothing to set here; a context manager and a function, as there."""

    def __init__(self, mode: bool = True) -> None:
        self.mode = mode

    def __enter__(self) -> None:
        pass

    def __exit__(self, *exception: object) -> None:
        pass


class set_multithreading_enabled(_Accepted):
    """Whether backward may use threads per device: on the CPU it runs on the thread that called it either way.

    >>> import flambeau as torch
    >>> x = torch.tensor(2.0, requires_grad=True)
    >>> with torch.autograd.set_multithreading_enabled(False):
    ...     (x * x).backward()
    >>> x.grad
    tensor(4.)
    """


class enforce_grad_layout_policy(_Accepted):
    """Whether ``.grad`` must lie in memory as its tensor does, which PyTorch can relax to save a copy; here it always
    does.

    >>> import flambeau as torch
    >>> x = torch.ones(2, 3).t().requires_grad_()
    >>> with torch.autograd.enforce_grad_layout_policy(False):
    ...     x.sum().backward()
    >>> x.grad.stride() == x.stride()
    True
    """

    def __init__(self, enable: bool = True) -> None:
        super().__init__(enable)


explain_module(globals())
