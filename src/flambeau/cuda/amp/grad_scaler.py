"""`GradScaler` for CUDA devices, which is turned off, with a warning."""

from __future__ import annotations

from ... import amp
from ..._listing import listing
from ...amp.old_names import warn_old_name

__all__ = ["GradScaler"]
__dir__ = listing(globals())


class GradScaler(amp.GradScaler):
    """`flambeau.amp.GradScaler` for CUDA, which is turned off; a deprecated name, which warns.

    >>> import warnings, flambeau as torch
    >>> with warnings.catch_warnings(action="ignore"):
    ...     torch.cuda.amp.GradScaler(enabled=False).get_scale()
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
        warn_old_name("cuda", "GradScaler", "torch.amp.GradScaler('cuda', args...)")
        super().__init__("cuda", init_scale, growth_factor, backoff_factor, growth_interval, enabled)
