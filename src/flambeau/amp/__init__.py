"""Mixed precision: `autocast`, within which operations choose between 16 bits and float32, and `GradScaler`.

``autocast("cuda")`` is turned off, with a warning, as in PyTorch where there is no such device.
"""

from __future__ import annotations

from .._listing import listing
from .autocast_mode import autocast, custom_bwd, custom_fwd, is_autocast_available
from .grad_scaler import GradScaler

__all__ = ["GradScaler", "autocast", "custom_bwd", "custom_fwd", "is_autocast_available"]
__dir__ = listing(globals())
