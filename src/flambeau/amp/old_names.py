"""The warning of `cuda.amp` and `cpu.amp`, whose names are deprecated."""

from __future__ import annotations

from .._warnings import warn
from .grad_scaler import GradScaler


def warn_old_name(device: str, name: str, instead: str) -> None:
    """Tells which name of `flambeau.amp` to use."""
    warn(f"`torch.{device}.amp.{name}(args...)` is deprecated. Please use `{instead}` instead.", FutureWarning)


class OldGradScaler(GradScaler):
    """`GradScaler` for one kind of device, named by a subclass; it warns."""

    _of_device: str

    def __init__(
        self,
        init_scale: float = 2.0**16,
        growth_factor: float = 2.0,
        backoff_factor: float = 0.5,
        growth_interval: int = 2000,
        enabled: bool = True,
    ) -> None:
        warn_old_name(self._of_device, "GradScaler", f"torch.amp.GradScaler('{self._of_device}', args...)")
        super().__init__(self._of_device, init_scale, growth_factor, backoff_factor, growth_interval, enabled)
