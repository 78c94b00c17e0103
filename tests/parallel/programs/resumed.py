"""A training that saves after every step and goes on from where it was; rank 1 is killed at a step.

Usage: resumed.py FOLDER STEPS KILLED_AT; prints the losses in full, by step.
"""

import os
import sys

import torch
import torch.distributed as dist
import torch.distributed.checkpoint as dcp
from torch import nn
from torch.nn.parallel import DistributedDataParallel as DDP

folder, steps, killed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
dist.init_process_group()
rank, size = dist.get_rank(), dist.get_world_size()
torch.manual_seed(0)
model = DDP(nn.Sequential(nn.Linear(6, 9), nn.Dropout(0.5), nn.Linear(9, 1)))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
torch.manual_seed(rank)


def step(k):
    x = torch.randn(4, 6, generator=torch.Generator().manual_seed(size * k + rank))
    optimizer.zero_grad()
    loss = model(x).square().mean()
    loss.backward()
    optimizer.step()
    return loss


def state(k):
    return {"model": model, "optimizer": optimizer.state_dict(), "step": k, f"random {rank}": torch.get_rng_state()}


begin = 0
if os.path.exists(os.path.join(folder, ".metadata")):
    step(0)  # gives the optimiser a state to read into
    found = state(0)
    dcp.load(found, checkpoint_id=folder)
    optimizer.load_state_dict(found["optimizer"])
    torch.set_rng_state(found[f"random {rank}"])
    begin = found["step"] + 1
for k in range(begin, steps):
    loss = step(k)
    if k == killed and rank == 1:
        os.kill(os.getpid(), 9)
    dcp.save(state(k), checkpoint_id=folder)
    if rank == 0:
        print(f"step {k} {float(loss).hex()}", flush=True)
dist.destroy_process_group()
