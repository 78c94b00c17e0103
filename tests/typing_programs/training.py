"""A training program as a user with a strict type checker writes it. test_typing.py has the checkers read it."""

from __future__ import annotations

from collections.abc import Iterator

import flambeau as torch
from flambeau import Tensor, nn
from flambeau.utils.data import (
    BatchSampler,
    ConcatDataset,
    DataLoader,
    Dataset,
    IterableDataset,
    Sampler,
    Subset,
    TensorDataset,
    random_split,
)


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(2, 3)
        self.layers = nn.ModuleList([nn.Linear(3, 3)])

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(self.first(x))


class Two(nn.Module):
    def forward(self, x: Tensor, mask: Tensor | None = None, *, scale: float = 1.0) -> tuple[Tensor, Tensor]:
        return x * scale, x


class Wider(nn.Linear):
    def forward(self, input: Tensor) -> Tensor:
        return super().forward(input) * 2


class Pairs(Dataset[tuple[Tensor, int]]):
    def __len__(self) -> int:
        return 4

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        return torch.ones(2) * index, index


class Stream(IterableDataset[int]):
    def __iter__(self) -> Iterator[int]:
        yield from range(3)


class Every(Sampler[int]):
    def __init__(self, n: int) -> None:
        self.n = n

    def __iter__(self) -> Iterator[int]:
        return iter(range(self.n))

    def __len__(self) -> int:
        return self.n


class Stack(nn.ModuleList):
    def forward(self, x: Tensor, times: int) -> Tensor:
        for _ in range(times):
            for layer in self:
                x = layer(x)
        return x


loader = DataLoader(Pairs(), batch_size=2, sampler=Every(4))
same: DataLoader[tuple[Tensor, int]] = loader
numbers: DataLoader[int] = DataLoader(Stream())
inferred = DataLoader([1.0, 2.0])
batches: DataLoader[tuple[Tensor, ...]] = DataLoader(
    TensorDataset(torch.ones(2)), batch_sampler=BatchSampler(Every(2), 1, False)
)
parts: list[Subset[tuple[Tensor, int]]] = random_split(Pairs(), [2, 2])
joined: ConcatDataset[tuple[Tensor, int]] = ConcatDataset([Pairs(), Pairs()])
sample: tuple[Tensor, int] = Pairs()[0]


def train(net: nn.Module, steps: int) -> float:
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    last = 0.0
    for _, (x, _) in zip(range(steps), loader, strict=False):
        optimizer.zero_grad()
        out: Tensor = net(x)
        loss = nn.functional.mse_loss(out, torch.zeros(2, 3))
        loss.backward()
        optimizer.step()
        last = loss.item()
    return last
