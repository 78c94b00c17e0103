"""Mixed precision on CUDA devices, which are not here: `autocast` and `GradScaler` are turned off, with a warning."""

from __future__ import annotations

from ..._listing import listing
from . import common as common
from .autocast_mode import autocast, custom_bwd, custom_fwd
from .grad_scaler import GradScaler

__all__ = ["GradScaler", "autocast", "custom_bwd", "custom_fwd"]
__dir__ = listing(globals())
