"""The warning of `cuda.amp` and `cpu.amp`, whose names are deprecated."""

from __future__ import annotations

from .._warnings import warn


def warn_old_name(device: str, name: str, instead: str) -> None:
    """Tells which name of `flambeau.amp` to use."""
    warn(f"`torch.{device}.amp.{name}(args...)` is deprecated. Please use `{instead}` instead.", FutureWarning)
