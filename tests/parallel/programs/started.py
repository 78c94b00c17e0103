"""Says how it was started, and what the processes have in sum."""

import os

import torch
import torch.distributed as dist

dist.init_process_group("gloo")
x = torch.ones(1)
dist.all_reduce(x)
names = ("RANK", "WORLD_SIZE", "LOCAL_RANK", "LOCAL_WORLD_SIZE")
print(torch.__name__, *(os.environ[name] for name in names), int(x), "\n", end="", flush=True)
dist.destroy_process_group()
