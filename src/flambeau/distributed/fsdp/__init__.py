"""Modules in pieces on several processes: there are none here. Programs ask whether a module is one.

>>> import flambeau as torch
>>> isinstance(torch.nn.Linear(1, 1), torch.distributed.fsdp.FullyShardedDataParallel)
False
"""

from __future__ import annotations

from ..._absent import fill_absent

fill_absent(
    globals(),
    "flambeau shards no module: each process has it whole | use DistributedDataParallel, or ZeroRedundancyOptimizer",
    classes="BackwardPrefetch CPUOffload CPUOffloadPolicy FSDPModule FullOptimStateDictConfig FullStateDictConfig "
    "FullyShardedDataParallel LocalOptimStateDictConfig LocalStateDictConfig MixedPrecision MixedPrecisionPolicy "
    "OffloadPolicy ShardedOptimStateDictConfig ShardedStateDictConfig ShardingStrategy StateDictType",
    functions="fully_shard register_fsdp_forward_method",
)
