"""Tensors in pieces on several processes: there are none here. Programs ask whether a tensor is one.

>>> import flambeau as torch
>>> isinstance(torch.ones(2), torch.distributed.tensor.DTensor)
False
"""

from __future__ import annotations

from ..._absent import fill_absent

fill_absent(
    globals(),
    "flambeau shards no tensor: each process has it whole",
    classes="DTensor DeviceMesh Partial Placement Replicate Shard",
    functions="distribute_module distribute_tensor init_device_mesh",
)
