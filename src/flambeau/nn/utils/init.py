"""Modules made without filling their parameters."""

from __future__ import annotations

import inspect
from typing import Any, TypeVar

from ..._arguments import explain_module
from ..._listing import listing
from ..modules.module import Module

__all__ = ["skip_init"]
__dir__ = listing(globals())
_Layer = TypeVar("_Layer", bound=Module)


def skip_init(module_cls: type[_Layer], *args: Any, **kwargs: Any) -> _Layer:
    """``module_cls(*args, **kwargs)`` with parameters and buffers of undefined content, on ``device`` (the CPU).

    Raises: RuntimeError for what is no subclass of `Module` or takes no ``device``.

    >>> import flambeau
    >>> flambeau.nn.utils.skip_init(flambeau.nn.Linear, 2, 3)
    Linear(in_features=2, out_features=3, bias=True)
    """
    if not (isinstance(module_cls, type) and issubclass(module_cls, Module)):
        raise RuntimeError(f"Expected a Module; got {module_cls}")
    if "device" not in inspect.signature(module_cls).parameters:
        raise RuntimeError("Module must support a 'device' arg to skip initialization")
    device = kwargs.pop("device", "cpu")
    return module_cls(*args, **kwargs, device="meta").to_empty(device=device)


explain_module(globals())
