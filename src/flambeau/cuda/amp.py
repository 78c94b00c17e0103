"""Mixed precision on CUDA devices, which are not here: `autocast` and `GradScaler` are turned off, with a warning."""

from __future__ import annotations

from .. import amp
from .._core import dtype as _dtype
from .._core import float16
from .._listing import listing
from ..amp import custom_bwd, custom_fwd

__all__ = ["GradScaler", "autocast", "custom_bwd", "custom_fwd"]
__dir__ = listing(globals())


class autocast(amp.autocast):
    """`flambeau.amp.autocast` for CUDA, which is turned off.

    >>> import flambeau as torch
    >>> with torch.cuda.amp.autocast(enabled=False):
    ...     (torch.ones(1, 1) @ torch.ones(1, 1)).dtype
    torch.float32
    """

    def __init__(self, enabled: bool = True, dtype: _dtype = float16, cache_enabled: bool = True) -> None:
        super().__init__("cuda", dtype, enabled, cache_enabled)


class GradScaler(amp.GradScaler):
    """`flambeau.amp.GradScaler` for CUDA, which is turned off.

    >>> import flambeau as torch
    >>> torch.cuda.amp.GradScaler(enabled=False).get_scale()
    1.0
    """

    def __init__(
        self,
        init_scale: float = 2.0**16,
        growth_factor: float = 2.0,
        backoff_factor: float = 0.5,
        growth_interval: int = 2000,
        enabled: bool = True,
    ) -> None:
        super().__init__("cuda", init_scale, growth_factor, backoff_factor, growth_interval, enabled)
