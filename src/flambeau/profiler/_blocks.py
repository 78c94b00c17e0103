"""Labelled blocks, and the annotations for profilers of other vendors, which do nothing here."""

from __future__ import annotations

import functools
import threading
import warnings
from collections.abc import Callable
from typing import Any, TypeVar

from .._core import _profiler_enter, _profiler_exit
from ._events import RANGE

_Function = TypeVar("_Function", bound=Callable[..., Any])


class record_function:
    """A block, or a function, that profiles show under a name of its own.

    Raises: TypeError for a name that is no string.

    >>> import flambeau as torch
    >>> from flambeau.profiler import profile, record_function
    >>> x = torch.ones(3)
    >>> with profile() as prof:
    ...     with record_function("twice"):
    ...         y = x + x
    >>> [event.name for event in prof.events()]
    ['twice', 'aten::add']
    """

    def __init__(self, name: str, args: str | None = None) -> None:
        if not isinstance(name, str):
            raise TypeError(f"record_function: name is {name!r}, a {type(name).__name__} | a string is expected")
        self.name = name
        self.args = args
        self._open = threading.local()  # one object may label blocks in several threads, and inside each other

    def __enter__(self) -> record_function:
        tokens: list[Any] = self._open.__dict__.setdefault("tokens", [])
        tokens.append(_profiler_enter(RANGE, self.name))
        return self

    def __exit__(self, *error: object) -> None:
        _profiler_exit(self._open.tokens.pop())

    def __call__(self, function: _Function) -> _Function:
        @functools.wraps(function)
        def labelled(*args: Any, **kwargs: Any) -> Any:
            with self:
                return function(*args, **kwargs)

        return labelled  # type: ignore[return-value]


class _Annotations:
    """A block that would annotate the timeline of a vendor's profiler."""

    _reason = ""

    def __init__(self, enabled: bool = True, record_shapes: bool = False) -> None:
        self.enabled = enabled
        self.record_shapes = record_shapes

    def __enter__(self) -> _Annotations | None:
        if not self.enabled:
            return None
        warnings.warn(f"{type(self).__name__} does nothing: {self._reason}", stacklevel=2)
        return self

    def __exit__(self, *error: object) -> None:
        return None


class emit_nvtx(_Annotations):
    """Does nothing, with a warning: NVTX marks belong to CUDA, and Flambeau computes on the CPU."""

    _reason = "NVTX annotates CUDA's timeline, and Flambeau computes on the CPU | use flambeau.profiler.profile"


class emit_itt(_Annotations):
    """Does nothing, with a warning: Flambeau is built without Intel's ITT library."""

    _reason = "Flambeau is built without Intel's ITT library | use flambeau.profiler.profile"
