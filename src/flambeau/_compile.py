"""`compile`: the function or module itself, until programs are recorded."""

from __future__ import annotations

from typing import Any

from ._arguments import explain_module
from ._warnings import warn_once

__all__ = ["compile"]

_MODES = ("default", "lite", "reduce-overhead", "max-autotune-no-cudagraphs", "max-autotune")


def compile(
    model: Any = None,
    *,
    fullgraph: bool = False,
    dynamic: bool | None = None,
    backend: Any = None,
    mode: str | None = None,
    options: dict[str, Any] | None = None,
    disable: bool = False,
    **others: Any,
) -> Any:
    """``model``, a function or module, itself; without one a decorator. It runs as it is; a note says so once.

    Raises: TypeError for what cannot be called; RuntimeError for a ``mode`` that PyTorch does not know, and for one
        together with ``options``.

    >>> import warnings, flambeau as torch
    >>> with warnings.catch_warnings(action="ignore"):
    ...     layer = torch.compile(torch.nn.ReLU())
    >>> layer
    ReLU()
    """
    if model is None:
        return lambda model: compile(model, mode=mode, options=options, disable=disable)
    if mode is not None and options is not None:
        raise RuntimeError("Either mode or options can be specified, but both can't be specified at the same time.")
    if mode not in (None, *_MODES):
        raise RuntimeError(f"Unrecognized mode={mode}, should be one of: {', '.join(_MODES)}")
    if not callable(model):
        raise TypeError(f"compile: {type(model).__name__} | it must be a function or a module")
    if not disable:
        warn_once("torch.compile: flambeau runs the function or module as it is; nothing is compiled")
    return model


explain_module(globals())
