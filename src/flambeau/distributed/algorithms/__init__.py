"""Ways to send gradients with fewer bytes: `ddp_comm_hooks`."""

from __future__ import annotations

from typing import Any

from ..._listing import listing
from ..._missing import no_attribute
from . import ddp_comm_hooks as ddp_comm_hooks

__all__ = ["ddp_comm_hooks"]
__dir__ = listing(globals())
_INSTEAD = {
    "_checkpoint": "flambeau has no wrapper of modules: use utils.checkpoint for activations",
    "join": "flambeau has no Join of several classes: use DistributedDataParallel.join",
    "model_averaging": "flambeau averages gradients, not models: use DistributedDataParallel",
}


def __getattr__(name: str) -> Any:
    raise no_attribute(f"module {__name__!r}", name, _INSTEAD)
