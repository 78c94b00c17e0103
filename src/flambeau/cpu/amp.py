"""Mixed precision on the CPU under older names, which warn: use `flambeau.autocast` and `flambeau.amp.GradScaler`."""

from __future__ import annotations

from .. import amp
from .._core import bfloat16
from .._core import dtype as _dtype
from .._listing import listing
from ..amp.old_names import OldGradScaler, warn_old_name

__all__ = ["GradScaler", "autocast"]
__dir__ = listing(globals())


class autocast(amp.autocast):
    """`flambeau.autocast` for the CPU; a deprecated name, which warns.

    >>> import warnings, flambeau as torch
    >>> with warnings.catch_warnings(action="ignore"), torch.cpu.amp.autocast():
    ...     (torch.ones(1, 1) @ torch.ones(1, 1)).dtype
    torch.bfloat16
    """

    def __init__(self, enabled: bool = True, dtype: _dtype = bfloat16, cache_enabled: bool = True) -> None:
        warn_old_name("cpu", "autocast", "torch.amp.autocast('cpu', args...)")
        super().__init__("cpu", dtype, enabled, cache_enabled)


class GradScaler(OldGradScaler):
    """`flambeau.amp.GradScaler` for the CPU; a deprecated name, which warns.

    >>> import warnings, flambeau as torch
    >>> with warnings.catch_warnings(action="ignore"):
    ...     torch.cpu.amp.GradScaler().is_enabled()
    True
    """

    _of_device = "cpu"
