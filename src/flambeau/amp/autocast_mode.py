"""`autocast`: blocks in which products and convolutions are computed in 16 bits, and what needs the range in float32.

Which operations do what is said by the traits ``autocast_…`` of their entries; the core casts their operands.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Mapping
from typing import Any

from .. import _core, _types
from .._arguments import explain_module
from .._core import Scope, Tensor
from .._core import dtype as _dtype
from .._warnings import warn

__all__ = ["autocast", "custom_bwd", "custom_fwd", "is_autocast_available"]

_TYPES = {"cpu": (_core.bfloat16, _core.float16), "cuda": (_core.float16, _core.bfloat16), "mps": (_core.float16,)}
_TYPES["xpu"] = _TYPES["cpu"]


class _Absent(threading.local):
    """What a thread set for devices that are not here: programs may set it and ask for it; nothing computes by it."""

    def __init__(self) -> None:
        self.enabled: dict[str, bool] = {}
        self.dtypes: dict[str, _dtype] = {}


_absent = _Absent()


class autocast(Scope):
    """A block, or a decorator, within which each operation computes in the dtype that suits it.

    Products, convolutions and attention take their floating-point operands as ``dtype`` (bfloat16 by default, or
    float16); losses, ``prod``, padding by reflection and the like take 16-bit ones as float32; ``cat`` and ``stack``
    the widest of theirs. Everything else computes in the dtypes it is given, float64 stays float64, and calls that
    write in place or to ``out=`` are left alone. The casts are part of the graph, so parameters keep their dtype and
    get gradients in it. A parameter is cast once in the outermost block, unless ``cache_enabled`` is False.

    Blocks nest; one with ``enabled`` False computes as if there were none. For a device that is not here it is turned
    off, with a warning, as it is for a ``dtype`` that the CPU does not take.

    Raises: RuntimeError for an unknown kind of device.

    >>> import flambeau as torch
    >>> with torch.autocast("cpu"):
    ...     y = torch.ones(1, 1) @ torch.ones(1, 1)
    ...     y.dtype, torch.nn.functional.mse_loss(y, y).dtype
    (torch.bfloat16, torch.float32)
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
        self.device = _kind(device_type, "User specified an unsupported autocast device_type '{}'")
        self.fast_dtype = get_autocast_dtype(self.device) if dtype is None else dtype
        self._cache_enabled = is_autocast_cache_enabled() if cache_enabled is None else cache_enabled
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

    def _before(self) -> Any:
        return _core._autocast_state(), is_autocast_enabled(self.device), get_autocast_dtype(self.device)

    def _switch(self) -> autocast:
        set_autocast_enabled(self.device, self._enabled)
        set_autocast_dtype(self.device, self.fast_dtype)
        set_autocast_cache_enabled(self._cache_enabled)
        autocast_increment_nesting()
        return self

    def _restore(self, state: Any) -> None:
        core, enabled, dtype = state
        set_autocast_enabled(self.device, enabled)
        set_autocast_dtype(self.device, dtype)
        _core._set_autocast(core)

    def __call__(self, func: Any) -> Any:
        @functools.wraps(func)
        def within(*args: Any, **kwargs: Any) -> Any:
            with self:
                return func(*args, **kwargs)

        return within


def _kind(device_type: str, complaint: str) -> str:
    """The kind of a device by its name, which may have a number.

    Raises: RuntimeError with the ``complaint`` for one that has no autocast.
    """
    kind = _types.device(device_type).type
    if kind not in _TYPES:
        raise RuntimeError(complaint.format(kind))
    return kind


def is_autocast_available(device_type: str) -> bool:
    """Whether there is an `autocast` for that kind of device.

    >>> import flambeau as torch
    >>> torch.amp.is_autocast_available("cpu")
    True
    """
    return device_type in _TYPES


def _cast(value: Any, device_type: str, dtype: _dtype) -> Any:
    """The value with the floating-point tensors in it, but for float64, as ``dtype``."""
    if isinstance(value, Tensor):
        castable = value.is_floating_point() and value.device.type == device_type and value.dtype is not _core.float64
        return value.to(dtype) if castable else value
    if isinstance(value, Mapping):
        return {_cast(k, device_type, dtype): _cast(v, device_type, dtype) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return type(value)([_cast(item, device_type, dtype) for item in value])
    return value


def custom_fwd(fwd: Callable[..., Any] | None = None, *, device_type: str, cast_inputs: _dtype | None = None) -> Any:
    """Decorates the ``forward`` of an autograd function, so that its ``backward`` computes as it did (`custom_bwd`).

    With ``cast_inputs`` it gets its floating-point inputs in that dtype and computes outside of any `autocast`; where
    no `autocast` is on, it is called as it is. Without ``fwd`` a decorator.

    Raises: ValueError for a ``device_type`` that is no string.

    >>> import flambeau as torch
    >>> class Product(torch.autograd.Function):
    ...     @staticmethod
    ...     @torch.amp.custom_fwd(device_type="cpu", cast_inputs=torch.float32)
    ...     def forward(ctx, a, b):
    ...         return a @ b
    >>> with torch.autocast("cpu"):
    ...     Product.apply(torch.ones(1, 1), torch.ones(1, 1)).dtype
    torch.float32
    """
    _check_name(device_type)
    if fwd is None:
        return functools.partial(custom_fwd, device_type=device_type, cast_inputs=cast_inputs)
    forward = fwd

    @functools.wraps(forward)
    def decorated(ctx: Any, *args: Any, **kwargs: Any) -> Any:
        ctx._dtype = get_autocast_dtype(device_type)
        on = is_autocast_enabled(device_type)
        ctx._fwd_used_autocast = on and cast_inputs is None
        if not on or cast_inputs is None:
            return forward(ctx, *args, **kwargs)
        with autocast(device_type, enabled=False):
            return forward(ctx, *_cast(args, device_type, cast_inputs), **_cast(kwargs, device_type, cast_inputs))

    return decorated


def custom_bwd(bwd: Callable[..., Any] | None = None, *, device_type: str) -> Any:
    """Decorates the ``backward`` of an autograd function whose ``forward`` has `custom_fwd`: in the same `autocast`.

    Without ``bwd`` a decorator.

    Raises: ValueError for a ``device_type`` that is no string.
    """
    _check_name(device_type)
    if bwd is None:
        return functools.partial(custom_bwd, device_type=device_type)
    backward = bwd

    @functools.wraps(backward)
    def decorated(ctx: Any, *args: Any, **kwargs: Any) -> Any:
        with autocast(device_type, enabled=ctx._fwd_used_autocast, dtype=ctx._dtype):
            return backward(ctx, *args, **kwargs)

    return decorated


def _check_name(device_type: Any) -> None:
    if not isinstance(device_type, str):
        raise ValueError(f"Expected `device_type` of type `str`, got: `{type(device_type)}`")


def _set(enabled: bool | None = None, dtype: _dtype | None = None, keeps: bool | None = None, deeper: int = 0) -> int:
    """Changes what is given of this thread's state on the CPU; returns how many blocks are open."""
    before, before_dtype, kept, depth = _core._autocast_state()
    depth = max(depth + deeper, 0)
    _core._set_autocast(
        (before if enabled is None else enabled, dtype or before_dtype, kept if keeps is None else keeps, depth)
    )
    return depth


def is_autocast_enabled(device_type: str = "cuda") -> bool:
    """Whether an `autocast` is on in this thread for that kind of device.

    >>> import flambeau as torch
    >>> with torch.autocast("cpu"):
    ...     torch.is_autocast_enabled("cpu"), torch.is_autocast_enabled()
    (True, False)
    """
    kind = _kind(device_type, "is_autocast_enabled: unsupported device_type {}")
    return _core._autocast_state()[0] if kind == "cpu" else _absent.enabled.get(kind, False)


def set_autocast_enabled(device_type: Any, enabled: bool | None = None) -> None:
    """Turns `autocast` on or off in this thread, from now on.

    With one argument, a bool, it is about CUDA devices, which are not here.

    Raises: RuntimeError for an unknown kind of device.

    >>> import flambeau as torch
    >>> torch.set_autocast_enabled("cpu", True)
    >>> torch.is_autocast_enabled("cpu")
    True
    >>> torch.set_autocast_enabled("cpu", False)
    """
    if enabled is None:
        device_type, enabled = "cuda", device_type
    kind = _kind(device_type, "set_autocast_enabled: unsupported device_type {}")
    if kind == "cpu":
        _set(enabled=bool(enabled))
    else:
        _absent.enabled[kind] = bool(enabled)


def get_autocast_dtype(device_type: str) -> _dtype:
    """The dtype that `autocast` uses without being told, or the one of the block around.

    Raises: RuntimeError for an unknown kind of device.

    >>> import flambeau as torch
    >>> torch.get_autocast_dtype("cpu"), torch.get_autocast_dtype("cuda")
    (torch.bfloat16, torch.float16)
    """
    kind = _kind(device_type, "get_autocast_dtype: unsupported device_type {}")
    return _core._autocast_state()[1] if kind == "cpu" else _absent.dtypes.get(kind, _TYPES[kind][0])


def set_autocast_dtype(device_type: str, dtype: _dtype) -> None:
    """Sets what `get_autocast_dtype` tells, in this thread.

    Raises: RuntimeError for an unknown kind of device.

    >>> import flambeau as torch
    >>> torch.set_autocast_dtype("cpu", torch.bfloat16)
    """
    kind = _kind(device_type, "set_autocast_dtype: unsupported device_type {}")
    if kind == "cpu":
        _set(dtype=dtype)
    else:
        _absent.dtypes[kind] = dtype


def is_autocast_cache_enabled() -> bool:
    """Whether `autocast` casts a parameter once, and not each time it is used.

    >>> import flambeau as torch
    >>> torch.is_autocast_cache_enabled()
    True
    """
    return _core._autocast_state()[2]


def set_autocast_cache_enabled(enabled: bool) -> None:
    """Sets `is_autocast_cache_enabled`, in this thread."""
    _set(keeps=bool(enabled))


def clear_autocast_cache() -> None:
    """Forgets the casts of parameters that this thread keeps."""
    _core._forget_casts()


def autocast_increment_nesting() -> int:
    """Opens one more block: casts are kept until all are closed. Returns how many are open."""
    return _set(deeper=1)


def autocast_decrement_nesting() -> int:
    """Closes a block (see `autocast_increment_nesting`). Returns how many are open."""
    return _set(deeper=-1)


def _warn_of_old(name: str, instead: str) -> None:
    warn(f"torch.{name} is deprecated. Please use {instead} instead.", DeprecationWarning)


def is_autocast_cpu_enabled() -> bool:
    """``is_autocast_enabled("cpu")``, under a deprecated name, which warns."""
    _warn_of_old("is_autocast_cpu_enabled()", "torch.is_autocast_enabled('cpu')")
    return is_autocast_enabled("cpu")


def set_autocast_cpu_enabled(enabled: bool) -> None:
    """``set_autocast_enabled("cpu", enabled)``, under a deprecated name, which warns."""
    _warn_of_old("set_autocast_cpu_enabled(enabled)", "torch.set_autocast_enabled('cpu', enabled)")
    set_autocast_enabled("cpu", enabled)


def get_autocast_cpu_dtype() -> _dtype:
    """``get_autocast_dtype("cpu")``, under a deprecated name, which warns."""
    _warn_of_old("get_autocast_cpu_dtype()", "torch.get_autocast_dtype('cpu')")
    return get_autocast_dtype("cpu")


def set_autocast_cpu_dtype(dtype: _dtype) -> None:
    """``set_autocast_dtype("cpu", dtype)``, under a deprecated name, which warns."""
    _warn_of_old("set_autocast_cpu_dtype(dtype)", "torch.set_autocast_dtype('cpu', dtype)")
    set_autocast_dtype("cpu", dtype)


def get_autocast_gpu_dtype() -> _dtype:
    """``get_autocast_dtype("cuda")``, under a deprecated name, which warns."""
    _warn_of_old("get_autocast_gpu_dtype()", "torch.get_autocast_dtype('cuda')")
    return get_autocast_dtype("cuda")


def set_autocast_gpu_dtype(dtype: _dtype) -> None:
    """``set_autocast_dtype("cuda", dtype)``, under a deprecated name, which warns."""
    _warn_of_old("set_autocast_gpu_dtype(dtype)", "torch.set_autocast_dtype('cuda', dtype)")
    set_autocast_dtype("cuda", dtype)


explain_module(globals())
