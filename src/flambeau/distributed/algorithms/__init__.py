"""Ways to send gradients with fewer bytes: `ddp_comm_hooks`."""

from __future__ import annotations

from ..._listing import listing
from . import ddp_comm_hooks as ddp_comm_hooks

__all__ = ["ddp_comm_hooks"]
__dir__ = listing(globals())
