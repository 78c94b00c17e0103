"""Optimiser steps over many small parameters, and one whole training step of the demo's network."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..workload import ALL_THREADS, Job, Section

section = Section("Optimisers and training")

PARAMETERS, ELEMENTS = 200, 16


def step(name: str, **options: Any) -> Callable[[Any], Job]:
    """One step of the optimiser over PARAMETERS parameters of ELEMENTS elements."""

    def setup(torch: Any) -> Job:
        parameters = [torch.nn.Parameter(torch.rand(ELEMENTS)) for _ in range(PARAMETERS)]
        for p in parameters:
            p.grad = torch.rand(ELEMENTS)
        optimizer = getattr(torch.optim, name)(parameters, lr=1e-4, **options)
        return optimizer.step  # type: ignore[no-any-return]

    return setup


section.add("SGD step", step("SGD"), limit=0.3)
section.add("SGD step, momentum", step("SGD", momentum=0.9), limit=0.3)
section.add("Adam step", step("Adam"), limit=0.3)
section.add("AdamW step", step("AdamW"), limit=0.3)


@section.case("zero_grad and 200 new gradients")
def zero_grad(torch: Any) -> Job:
    parameters = [torch.nn.Parameter(torch.rand(ELEMENTS)) for _ in range(PARAMETERS)]
    optimizer = torch.optim.SGD(parameters, lr=1e-4)
    g = torch.rand(ELEMENTS)

    def job() -> None:
        for p in parameters:
            p.grad = g
        optimizer.zero_grad()

    return job


def training_step(torch: Any) -> Job:
    """Forward, loss, backward and AdamW with ``flambeau demo``'s network, batch and optimiser."""
    nn = torch.nn
    model = nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1),
        nn.ReLU(),
        nn.Conv2d(16, 32, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Dropout(0.25),
        nn.Linear(32 * 4 * 4, 128),
        nn.ReLU(),
        nn.Linear(128, 10),
    )
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=1e-2)
    criterion = nn.CrossEntropyLoss()
    images, labels = torch.rand(32, 1, 8, 8), torch.randint(0, 10, (32,))

    def job() -> None:
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
        loss.item()

    return job


for threads in sorted({1, ALL_THREADS}):
    section.add("the demo's training step", training_step, threads=threads)
