"""Several processes that compute together: groups, collectives, stores. MPI carries the messages.

`init_process_group` brings the processes together, however they were started: by ``flambeau launch``, ``torchrun``,
``mpiexec`` or `multiprocessing.spawn`. In a world of one process every collective gives what it gives in PyTorch with
``world_size=1``, and needs nothing; more need the extra ``distributed`` (``pip install 'flambeau[distributed]'``).

>>> import flambeau as torch
>>> import flambeau.distributed as dist
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
from . import (
    checks,
    collectives,
    distributed_c10d,
    errors,
    file_store,
    monitored,
    objects,
    point_to_point,
    stores,
    tcp_store,
)
from .checks import *
from .collectives import *
from .distributed_c10d import *
from .distributed_c10d import _make_nccl_premul_sum as _make_nccl_premul_sum
from .errors import *
from .file_store import *
from .monitored import *
from .objects import *
from .point_to_point import *
from .stores import *
from .tcp_store import *

__all__ = [
    name
    for module in (
        checks,
        collectives,
        distributed_c10d,
        errors,
        file_store,
        monitored,
        objects,
        point_to_point,
        stores,
        tcp_store,
    )
    for name in module.__all__
]
_MODULES = (
    "_composable",
    "_tensor",
    "algorithms",
    "checkpoint",
    "fsdp",
    "nn",
    "optim",
    "rpc",
    "run",
    "tensor",
)  # few use them
__dir__ = listing(globals(), "algorithms", "checkpoint", "fsdp", "nn", "optim", "rpc", "run", "tensor")
_INSTEAD = {
    "device_mesh": "flambeau has no meshes of processes: use new_group",
    "elastic": "flambeau starts no process again: use flambeau launch or torchrun, and resume from a checkpoint",
    "pipelining": "flambeau has no stages of a module in several processes",
}
_INSTEAD.update(DeviceMesh=_INSTEAD["device_mesh"], init_device_mesh=_INSTEAD["device_mesh"])


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return importlib.import_module(f".{name}", __name__)
    raise no_attribute(f"module {__name__!r}", name, _INSTEAD)
