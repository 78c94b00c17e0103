"""`autocast` for CUDA devices, which is turned off, with a warning."""

from __future__ import annotations

from typing import Any

from ... import amp
from ..._core import dtype as _dtype
from ..._core import float16
from ..._listing import listing
from ...amp.old_names import warn_old_name

__all__ = ["autocast", "custom_bwd", "custom_fwd"]
__dir__ = listing(globals())


def custom_fwd(fwd: Any = None, *, cast_inputs: _dtype | None = None) -> Any:
    """`flambeau.amp.custom_fwd` under a deprecated name, which warns."""
    warn_old_name("cuda", "custom_fwd", "torch.amp.custom_fwd(args..., device_type='cuda')")
    return amp.custom_fwd(fwd, device_type="cuda", cast_inputs=cast_inputs)


def custom_bwd(bwd: Any) -> Any:
    """`flambeau.amp.custom_bwd` under a deprecated name, which warns."""
    warn_old_name("cuda", "custom_bwd", "torch.amp.custom_bwd(args..., device_type='cuda')")
    return amp.custom_bwd(bwd, device_type="cuda")


class autocast(amp.autocast):
    """`flambeau.amp.autocast` for CUDA, which is turned off; a deprecated name, which warns.

    >>> import warnings, flambeau as torch
    >>> with warnings.catch_warnings(action="ignore"), torch.cuda.amp.autocast(enabled=False):
    ...     (torch.ones(1, 1) @ torch.ones(1, 1)).dtype
    torch.float32
    """

    def __init__(self, enabled: bool = True, dtype: _dtype = float16, cache_enabled: bool = True) -> None:
        warn_old_name("cuda", "autocast", "torch.amp.autocast('cuda', args...)")
        super().__init__("cuda", dtype, enabled, cache_enabled)
