"""A program as PyTorch's tutorials have it: processes of `multiprocessing`, which find each other by themselves."""

import os
import sys

import torch
import torch.distributed as dist
import torch.multiprocessing as mp
from torch import nn
from torch.nn.parallel import DistributedDataParallel as DDP


def setup(rank, world_size):
    os.environ["MASTER_ADDR"] = "localhost"
    os.environ["MASTER_PORT"] = sys.argv[1]
    dist.init_process_group("gloo", rank=rank, world_size=world_size)


def train(rank, world_size, file):
    setup(rank, world_size)
    torch.manual_seed(0)
    model = DDP(nn.Sequential(nn.Linear(10, 10), nn.ReLU(), nn.Linear(10, 5)))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.001)
    optimizer.zero_grad()
    loss = nn.MSELoss()(model(torch.arange(20.0).reshape(2, 10) * (rank + 1)), torch.ones(2, 5))
    loss.backward()
    optimizer.step()
    if rank == 0:
        torch.save([p.detach().tolist() for p in model.parameters()], file)
    dist.barrier()
    dist.destroy_process_group()


if __name__ == "__main__":
    mp.spawn(train, args=(2, sys.argv[2]), nprocs=2, join=True)
