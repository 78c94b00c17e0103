"""Handwritten digits in one process or in several: each trains on its part of every batch, gradients are averaged.

    python examples/distributed_training.py
    flambeau launch -n 2 examples/distributed_training.py

Both print the same losses, to rounding. The first process alone has a progress bar and prints.
"""

import os

from tqdm import tqdm

import flambeau as torch
import flambeau.distributed as dist
from flambeau import nn
from flambeau.demo import digits
from flambeau.nn.parallel import DistributedDataParallel
from flambeau.utils.data import DataLoader, DistributedSampler, TensorDataset

EPOCHS, BATCH = 5, 60

if "RANK" in os.environ:
    dist.init_process_group()  # by a launcher
else:
    dist.init_process_group(rank=0, world_size=1)
rank, size = dist.get_rank(), dist.get_world_size()

torch.manual_seed(0)
data = digits()
rows = len(data.train_images) // BATCH * BATCH  # so that parts of batches make up the whole batch
train = TensorDataset(data.train_images[:rows], data.train_labels[:rows])
sampler = DistributedSampler(train)
loader = DataLoader(train, batch_size=BATCH // size, sampler=sampler)

model = DistributedDataParallel(
    nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.Flatten(), nn.Linear(512, 10),
    )
)  # fmt: skip
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)

for epoch in range(EPOCHS):
    sampler.set_epoch(epoch)
    bar = tqdm(loader, desc=f"epoch {epoch + 1}", disable=rank != 0)
    total = torch.zeros(1)
    for images, labels in bar:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(images), labels)
        loss.backward()
        optimizer.step()
        total += loss.detach()
    dist.all_reduce(total, op=dist.ReduceOp.AVG)  # of the processes' means, which are of equally many digits
    if rank == 0:
        print(f"epoch {epoch + 1}  mean loss {float(total) / len(loader):.4f}", flush=True)

if rank == 0:
    with torch.no_grad():
        right = (model.module(data.test_images).argmax(1) == data.test_labels).float().mean()
    print(f"{size} processes; digits read right: {100 * float(right):.1f}%")
dist.destroy_process_group()
