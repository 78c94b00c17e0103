"""``with torch.device("meta"):`` - calls within the block that make tensors make them there.

It is a `TorchFunctionMode` that fills in ``device`` where a call leaves it out.
"""

from __future__ import annotations

import functools
import threading
from typing import Any

from ._functions import as_tensor, tensor
from ._types import device
from .ops.define import registry
from .overrides import TorchFunctionMode


@functools.cache
def _makers() -> frozenset[Any]:
    """The functions that take a device and no tensor to be like."""
    takes = {e.function: {p[0]: p[1] for p in e.parameters} for e in registry if e.namespaces}
    made = {f for f, kinds in takes.items() if kinds.get("device") == "Device" and "Tensor" not in kinds.values()}
    return frozenset({*made, tensor, as_tensor})


class DeviceContext(TorchFunctionMode):
    """Gives calls that make tensors a device."""

    def __init__(self, where: device) -> None:
        self.device = where

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        named = dict(kwargs or {})
        if func in _makers() and named.get("device") is None:
            named["device"] = self.device
        return func(*args, **named)


_entered = threading.local()


def enter(where: device) -> device:
    """Begins a block."""
    context = DeviceContext(where)
    context.__enter__()
    _entered.__dict__.setdefault("contexts", []).append(context)
    return where


def leave() -> None:
    """Ends the innermost block."""
    _entered.contexts.pop().__exit__(None, None, None)
