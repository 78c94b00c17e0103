"""`autocast`: the blocks in which products and convolutions would be computed in a narrower dtype."""

from __future__ import annotations

import functools
from typing import Any

from .. import _core, _types
from .._arguments import explain_module
from .._core import dtype as _dtype
from .._warnings import warn

__all__ = ["autocast", "custom_bwd", "custom_fwd", "is_autocast_available"]

_TYPES = {"cpu": (_core.bfloat16, _core.float16), "cuda": (_core.float16, _core.bfloat16), "mps": (_core.float16,)}
_TYPES["xpu"] = _TYPES["cpu"]


class autocast:
    """A block, or a decorator, within which products and convolutions would be computed in ``dtype``.

    With ``enabled`` False it changes nothing. For a device that is not here it is turned off, with a warning. On the
    CPU, entering one that is enabled is refused: cast the module and its inputs instead (``model.bfloat16()``).

    Raises: RuntimeError for an unknown kind of device, and on entering one that is enabled on the CPU.

    >>> import flambeau as torch
    >>> with torch.autocast("cpu", enabled=False):
    ...     (torch.ones(1, 1) @ torch.ones(1, 1)).dtype
    torch.float32
    """

    def __init__(
        self,
        device_type: str,
        dtype: _dtype | None = None,
        enabled: bool = True,
        cache_enabled: bool | None = None,
    ) -> None:
        if not isinstance(device_type, str):
            raise ValueError(f"Expected `device_type` of type `str`, got: `{type(device_type)}`")
        self.device = _types.device(device_type).type
        if self.device not in _TYPES:
            raise RuntimeError(f"User specified an unsupported autocast device_type '{self.device}'")
        self.fast_dtype = get_autocast_dtype(self.device) if dtype is None else dtype
        self._cache_enabled = True if cache_enabled is None else cache_enabled
        if enabled and self.device != "cpu":
            warn(f"{self.device.upper()} is not available. Disabling autocast.")
            enabled = False
        if enabled and self.fast_dtype not in _TYPES[self.device]:
            warn(
                "In CPU autocast, but the target dtype is not supported. Disabling autocast. CPU Autocast only "
                "supports dtypes of torch.bfloat16, torch.float16 currently.",
            )
            enabled = False
        self._enabled = enabled

    def __enter__(self) -> autocast:
        if self._enabled:
            raise RuntimeError(
                f"autocast: {self.fast_dtype} on the CPU | flambeau does not choose dtypes by itself yet "
                "| cast the module and its inputs (model.bfloat16()), or give enabled=False"
            )
        return self

    def __exit__(self, *exception: object) -> None:
        pass

    def __call__(self, func: Any) -> Any:
        @functools.wraps(func)
        def within(*args: Any, **kwargs: Any) -> Any:
            with self:
                return func(*args, **kwargs)

        return within


def is_autocast_available(device_type: str) -> bool:
    """Whether `autocast` knows the kind of device; on the CPU it can be named, not entered.

    >>> import flambeau as torch
    >>> torch.amp.is_autocast_available("cpu")
    True
    """
    return device_type in _TYPES


def custom_fwd(fwd: Any = None, *, device_type: str = "cuda", cast_inputs: _dtype | None = None) -> Any:
    """The forward of an autograd function itself: there are no blocks of `autocast` for it to be called in.

    Without ``fwd`` a decorator.
    """
    return (lambda fwd: fwd) if fwd is None else fwd


def custom_bwd(bwd: Any = None, *, device_type: str = "cuda") -> Any:
    """The backward of an autograd function itself; see `custom_fwd`."""
    return (lambda bwd: bwd) if bwd is None else bwd


def is_autocast_enabled(device_type: str = "cuda") -> bool:
    """False: no block of `autocast` can be entered that changes dtypes.

    >>> import flambeau as torch
    >>> torch.is_autocast_enabled("cpu")
    False
    """
    return False


is_autocast_cpu_enabled = is_autocast_enabled


def is_autocast_cache_enabled() -> bool:
    """True: the casts that are not made would be kept."""
    return True


def set_autocast_enabled(device_type: Any, enabled: bool = False) -> None:
    """Turns `autocast` off, which it is.

    Raises: RuntimeError for turning it on.
    """
    if device_type is True or enabled:
        raise RuntimeError("set_autocast_enabled: True | flambeau does not choose dtypes by itself yet")


def get_autocast_dtype(device_type: str) -> _dtype:
    """The dtype that `autocast` uses without being told.

    Raises: RuntimeError for an unknown kind of device.

    >>> import flambeau as torch
    >>> torch.get_autocast_dtype("cpu"), torch.get_autocast_dtype("cuda")
    (torch.bfloat16, torch.float16)
    """
    kind = _types.device(device_type).type
    if kind not in _TYPES:
        raise RuntimeError(f"get_autocast_dtype: unsupported device_type {kind}")
    return _TYPES[kind][0]


def get_autocast_cpu_dtype() -> _dtype:
    """bfloat16: see `get_autocast_dtype`."""
    return get_autocast_dtype("cpu")


def get_autocast_gpu_dtype() -> _dtype:
    """float16: see `get_autocast_dtype`."""
    return get_autocast_dtype("cuda")


def clear_autocast_cache() -> None:
    """Nothing: no casts are kept."""


explain_module(globals())
