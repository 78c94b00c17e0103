"""Mixed precision: `GradScaler`, in full, and `autocast`, which is not offered on the CPU yet and says so.

``autocast(..., enabled=False)`` works, and so does ``autocast("cuda")``, which PyTorch too turns off, with a warning,
where there is no such device.
"""

from __future__ import annotations

from .._listing import listing
from .autocast_mode import autocast, custom_bwd, custom_fwd, is_autocast_available
from .grad_scaler import GradScaler

__all__ = ["GradScaler", "autocast", "custom_bwd", "custom_fwd", "is_autocast_available"]
__dir__ = listing(globals())
