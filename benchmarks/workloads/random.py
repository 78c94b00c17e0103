"""Random numbers: the same stream in both libraries, so the same work per number at least."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..workload import Job, Section, power_of_ten
from ._sizes import sizes_and_threads

section = Section("Random numbers, f32")


def dropout(n: int) -> Callable[[Any], Job]:
    def setup(torch: Any) -> Job:
        x = torch.rand(n)
        return lambda: torch.nn.functional.dropout(x, 0.5, True)

    return setup


BODIES: dict[str, Callable[[int], Callable[[Any], Job]]] = {
    "rand": lambda n: lambda torch: lambda: torch.rand(n),
    "randn": lambda n: lambda torch: lambda: torch.randn(n),
    "dropout": dropout,
}

for name, body in BODIES.items():
    for n, threads, quick in sizes_and_threads():
        section.add(f"{name} {power_of_ten(n)}", body(n), threads=threads, quick=quick, bytes=4 * n)
section.add("randperm 10⁵", lambda torch: lambda: torch.randperm(10**5))
