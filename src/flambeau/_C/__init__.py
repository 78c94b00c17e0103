"""The few names of PyTorch's core module that packages reach for. Flambeau's own core is ``flambeau._core``."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from .. import _core
from .._absent import refusing_class
from .._core import Generator, _disabled_torch_function_impl, default_generator
from .._core import dtype as dtype
from .._device_context import get_default_device
from ..nn.modules._changes import parse_to
from ..overrides import (
    DisableTorchFunction,
    DisableTorchFunctionSubclass,
    has_torch_function,
    has_torch_function_unary,
    has_torch_function_variadic,
)
from . import _functorch as _functorch

__all__ = [
    "DisableTorchFunction",
    "DisableTorchFunctionSubclass",
    "Generator",
    "_disabled_torch_function_impl",
    "default_generator",
    "dtype",
]

_TensorMeta = type(_core.Tensor)
_has_torch_function = has_torch_function
_has_torch_function_unary = has_torch_function_unary
_has_torch_function_variadic = has_torch_function_variadic


def _is_torch_function_enabled() -> bool:
    """Whether types of arguments answer calls (see `flambeau.overrides`)."""
    return _core._get_overrides() == 0


def _is_torch_function_mode_enabled() -> bool:
    """Whether a mode answers calls."""
    return bool(_core._function_modes()) and _core._get_overrides() < 2


def _len_torch_function_stack() -> int:
    """How many modes are entered in this thread."""
    return len(_core._function_modes())


def _push_on_torch_function_stack(mode: Any) -> None:
    """Enters a mode."""
    _core._push_function_mode(mode)


def _pop_torch_function_stack() -> Any:
    """Leaves the innermost mode, which is returned."""
    return _core._pop_function_mode()


def _parse_to(*args: Any, **kwargs: Any) -> tuple[Any, Any, bool, Any]:
    """What the arguments of ``Tensor.to`` say: device, dtype, non_blocking and memory_format."""
    return parse_to(*args, **kwargs)


_nn = SimpleNamespace(_parse_to=_parse_to)


_NO_RECORDS = "records of a file are not read one by one | use torch.load(mmap=True)"
PyTorchFileReader = refusing_class("PyTorchFileReader", __name__, NotImplementedError, _NO_RECORDS)


def _get_default_device() -> str:
    """Where new tensors are made: the name of the device's kind."""
    return str(get_default_device().type)


def _get_tracing_state() -> None:
    """None: nothing is traced."""
    return None


def _are_functorch_transforms_active() -> bool:
    """Whether a vmap runs; derivatives within functions leave no state behind."""
    return bool(_core._vmap_depth())


def _is_alias_of(a: _core.Tensor, b: _core.Tensor) -> bool:
    """Whether both look at the same memory."""
    return a.untyped_storage().data_ptr() == b.untyped_storage().data_ptr()


def _log_api_usage_once(event: str) -> None:
    """Nothing: no usage is counted."""
