"""Handles of hooks, under the name that programs know: `RemovableHandle`, and hooks that pickling may leave behind."""

from __future__ import annotations

import warnings
from typing import Any, TypeVar

from .._arguments import explain_module
from .._listing import listing
from ..autograd.hooks import Hook, RemovableHandle

_Hook = TypeVar("_Hook", bound=Hook)


def unserializable_hook(f: _Hook) -> _Hook:
    """Marks a hook as one that pickling its tensor may silently leave behind."""
    if not callable(f) or isinstance(f, type):
        raise TypeError(f"unserializable_hook(): argument 'f' (position 1) must be a function, not {f!r:.60}")
    f.__torch_unserializable__ = True  # type: ignore[attr-defined]
    return f


def warn_if_has_hooks(tensor: Any) -> None:
    """Warns of hooks that do not travel with a pickled tensor."""
    for hook in (tensor._backward_hooks or {}).values():
        if not hasattr(hook, "__torch_unserializable__"):
            warnings.warn(
                f"backward hook {hook!r} on tensor will not be serialized.  If this is expected, you can decorate the "
                "function with @torch.utils.hooks.unserializable_hook to suppress this warning",
                stacklevel=2,
            )


__all__ = ["RemovableHandle", "unserializable_hook", "warn_if_has_hooks"]
__dir__ = listing(globals())


explain_module(globals())
