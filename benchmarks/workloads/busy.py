"""Work on all threads while other programs compute on every processor, as on a shared machine."""

from __future__ import annotations

from typing import Any

from ..workload import ALL_THREADS, Job, Section

section = Section("While other programs keep every processor busy")

OPTIONS: dict[str, Any] = {"threads": ALL_THREADS, "busy": True, "quick": False}


@section.case("exp and a sum, 10⁶ elements", **OPTIONS)
def elementwise(torch: Any) -> Job:
    x = torch.rand(10**6)
    return lambda: x.exp().sum()


@section.case("training step of a small CNN", **OPTIONS)
def small_network(torch: Any) -> Job:
    nn = torch.nn
    layers = [nn.Conv2d(1, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2)]
    layers += [nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(2)]
    network = nn.Sequential(*layers, nn.Flatten(), nn.Linear(128, 10))
    optimizer = torch.optim.Adam(network.parameters())
    x, classes = torch.rand(64, 1, 8, 8), torch.randint(0, 10, (64,))

    def job() -> None:
        optimizer.zero_grad()
        nn.functional.cross_entropy(network(x), classes).backward()
        optimizer.step()

    return job
