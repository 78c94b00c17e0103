"""A training that saves after every step and goes on from where it was; rank 1 is killed at a step.

Its samples are shuffled anew in each epoch and disturbed at random by a worker, and so are its activations by dropout.

Usage: resumed.py FOLDER STEPS KILLED_AT; prints the losses in full, by step.
"""

import itertools
import os
import pickle
import sys

import torch
import torch.distributed as dist
import torch.distributed.checkpoint as dcp
from torch import nn
from torch.nn.parallel import DistributedDataParallel as DDP
from torch.utils.data import DataLoader, Dataset, DistributedSampler

folder, steps, killed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
dist.init_process_group()
rank, size = dist.get_rank(), dist.get_world_size()
torch.manual_seed(0)
model = DDP(nn.Sequential(nn.Linear(6, 9), nn.Dropout(0.5), nn.Linear(9, 1)))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
torch.manual_seed(rank)


class Disturbed(Dataset):
    def __len__(self):
        return 24

    def __getitem__(self, k):
        return torch.randn(6, generator=torch.Generator().manual_seed(k)) + 0.1 * torch.randn(6)


sampler = DistributedSampler(Disturbed(), shuffle=True)
loader = DataLoader(sampler.dataset, batch_size=4, sampler=sampler, num_workers=1)


def batches(first):
    for epoch in itertools.count(first):
        sampler.set_epoch(epoch)
        for x in loader:
            yield epoch, x


def step(x):
    optimizer.zero_grad()
    loss = model(x).square().mean()
    loss.backward()
    optimizer.step()
    return loss


def state(k, epoch):
    own = (torch.get_rng_state(), loader.state_dict())
    shared = {"model": model, "optimizer": optimizer.state_dict(), "step": k, "epoch": epoch}
    return {**shared, f"own {rank}": pickle.dumps(own)}


begin = first = 0
if os.path.exists(os.path.join(folder, ".metadata")):
    step(torch.zeros(4, 6))  # gives the optimiser a state to read into
    found = state(-1, 0)
    dcp.load(found, checkpoint_id=folder)
    optimizer.load_state_dict(found["optimizer"])
    random, place = pickle.loads(found[f"own {rank}"])
    torch.set_rng_state(random)
    loader.load_state_dict(place)
    begin, first = found["step"] + 1, found["epoch"]
for k, (epoch, x) in zip(range(begin, steps), batches(first), strict=False):
    loss = step(x)
    if k == killed and rank == 1:
        os.kill(os.getpid(), 9)
    dcp.save(state(k, epoch), checkpoint_id=folder)
    if rank == 0:
        print(f"step {k} {float(loss).hex()}", flush=True)
dist.destroy_process_group()
