"""Communication hooks of `DistributedDataParallel`: register one with ``model.register_comm_hook(state, hook)``."""

from __future__ import annotations

from ...._listing import listing
from . import default_hooks as default_hooks
from . import powerSGD_hook as powerSGD_hook

__all__ = ["default_hooks", "powerSGD_hook"]
__dir__ = listing(globals())
