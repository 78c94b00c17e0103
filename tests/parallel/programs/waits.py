"""Rank 0 waits in a collective, in which the others, asleep, take no part; each says that it has come so far."""

import time

import torch
import torch.distributed as dist

dist.init_process_group("gloo")
dist.barrier()
print("ready", flush=True)
if dist.get_rank():
    time.sleep(1000)
dist.all_reduce(torch.ones(2))
