"""`GradScaler` for CUDA devices, which is turned off, with a warning."""

from __future__ import annotations

from ..._listing import listing
from ...amp.old_names import OldGradScaler

__all__ = ["GradScaler"]
__dir__ = listing(globals())


class GradScaler(OldGradScaler):
    """`flambeau.amp.GradScaler` for CUDA, which is turned off; a deprecated name, which warns.

    >>> import warnings, flambeau as torch
    >>> with warnings.catch_warnings(action="ignore"):
    ...     torch.cuda.amp.GradScaler(enabled=False).get_scale()
    1.0
    """

    _of_device = "cuda"
