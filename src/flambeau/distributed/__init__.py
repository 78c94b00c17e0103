"""Process groups and their collectives, in a world of one process.

`init_process_group` makes a group of this process alone, in which every collective gives what it gives in PyTorch with
``world_size=1``. A group of several processes is refused. `is_available` is False until a group was made or the
environment names one (``RANK`` and ``WORLD_SIZE``, which launchers set): programs that only ask compute alone.

>>> import flambeau as torch
>>> import flambeau.distributed as dist
>>> dist.is_available()
False
>>> dist.init_process_group("gloo", rank=0, world_size=1)
>>> x = torch.ones(2)
>>> dist.all_reduce(x)
>>> x, dist.get_world_size()
(tensor([1., 1.]), 1)
>>> dist.destroy_process_group()
"""

from __future__ import annotations

import importlib
from typing import Any

from .._listing import listing
from .._missing import no_attribute
from . import collectives, distributed_c10d, stores
from .collectives import *
from .distributed_c10d import *
from .stores import *

__all__ = [*collectives.__all__, *distributed_c10d.__all__, *stores.__all__]
_MODULES = ("_composable", "_tensor", "checkpoint", "fsdp", "rpc", "tensor")  # few programs use them
__dir__ = listing(globals(), "checkpoint", "fsdp", "rpc", "tensor")
_ONE = "flambeau computes in one process"
_INSTEAD = {
    "algorithms": f"{_ONE}: use utils.checkpoint for activations",
    "device_mesh": f"{_ONE}: there is no mesh of devices",
    "elastic": f"{_ONE}: nothing is launched again",
    "nn": f"{_ONE}: collectives with gradients are not offered",
    "optim": f"{_ONE}: use flambeau.optim",
    "pipelining": f"{_ONE}: there are no stages on other devices",
}
_INSTEAD.update(DeviceMesh=_INSTEAD["device_mesh"], init_device_mesh=_INSTEAD["device_mesh"])


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return importlib.import_module(f".{name}", __name__)
    raise no_attribute(f"module {__name__!r}", name, _INSTEAD)
