"""``with torch.device("meta"):`` and `set_default_device`: calls that make tensors make them there.

Both are a `TorchFunctionMode` that fills in ``device`` where a call leaves it out; it belongs to the running thread.
"""

from __future__ import annotations

import functools
import threading
from typing import Any

from . import _core
from ._arguments import explain_module
from ._functions import as_tensor, tensor
from ._types import device
from ._types import device as _device
from .ops.define import registry
from .overrides import TorchFunctionMode

__all__ = ["get_default_device", "set_default_device"]


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


def get_default_device() -> device:
    """The device of new tensors: that of the innermost ``with torch.device(...)``, or what `set_default_device` said.

    >>> import flambeau as torch
    >>> torch.get_default_device()
    device(type='cpu')
    """
    contexts = [mode for mode in _core._function_modes() if isinstance(mode, DeviceContext)]
    return contexts[-1].device if contexts else device("cpu")


def set_default_device(device: Any) -> None:
    """Makes new tensors of this thread on a device, where a call does not name one; None for the CPU.

    Calls take longer meanwhile, unless it is the CPU.

    Raises: RuntimeError for what names no device, and within a block with a mode; the call that makes a tensor, for a
        device that is not here.

    >>> import flambeau as torch
    >>> torch.set_default_device("meta")
    >>> torch.ones(2)
    tensor(..., device='meta', size=(2,))
    >>> torch.set_default_device(None)
    """
    where = _device("cpu" if device is None else device)
    before = getattr(_entered, "default", None)
    if any(mode is not before for mode in _core._function_modes()):
        raise RuntimeError(
            "set_default_device: a block with a TorchFunctionMode or `with torch.device(...):` is not left yet "
            "| set the default outside of it"
        )
    if before is not None:
        _core._pop_function_mode()
    _entered.default = None if where.type == "cpu" else DeviceContext(where)
    if _entered.default is not None:
        _core._push_function_mode(_entered.default)


def enter(where: device) -> device:
    """Begins a block."""
    context = DeviceContext(where)
    context.__enter__()
    _entered.__dict__.setdefault("contexts", []).append(context)
    return where


def leave() -> None:
    """Ends the innermost block."""
    _entered.contexts.pop().__exit__(None, None, None)


explain_module(globals())
