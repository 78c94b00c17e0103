"""Elementwise operations over sizes; the largest also as a share of the machine's own bandwidth for copies."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from ..workload import ALL_THREADS, Job, Rival, Section, power_of_ten
from ._sizes import sizes_and_threads

section = Section("Elementwise, f32")

ITEM = 4  # bytes of an element
LARGEST = 10**7
COPY_SHARE = 0.8  # of the copy bandwidth, to be reached at 10⁷ elements

# Name, whether it reads two inputs, and the body.
BODIES: dict[str, tuple[int, Callable[[Any, Any, Any], Any]]] = {
    "add": (2, lambda torch, a, b: lambda: a + b),
    "mul": (2, lambda torch, a, b: lambda: a * b),
    "relu": (1, lambda torch, a, b: lambda: torch.relu(a)),
    "exp": (1, lambda torch, a, b: lambda: torch.exp(a)),
    "log": (1, lambda torch, a, b: lambda: torch.log(b)),
    "tanh": (1, lambda torch, a, b: lambda: torch.tanh(a)),
    "erf": (1, lambda torch, a, b: lambda: torch.erf(a)),
    "sigmoid": (1, lambda torch, a, b: lambda: torch.sigmoid(a)),
}


def elementwise(body: Callable[[Any, Any, Any], Any], n: int) -> Callable[[Any], Job]:
    def setup(torch: Any) -> Job:
        a, b = torch.randn(n), torch.rand(n) + 0.5
        return body(torch, a, b)  # type: ignore[no-any-return]

    return setup


def where(n: int) -> Callable[[Any], Job]:
    def setup(torch: Any) -> Job:
        a, b = torch.randn(n), torch.rand(n)
        condition = a > 0
        return lambda: torch.where(condition, a, b)

    return setup


def copy(moved: int, threads: int) -> Callable[[Any], Job]:
    """NumPy copies arrays that already have their pages, each thread its part; reading and writing move ``moved``."""

    def setup(_: Any) -> Job:
        half = moved // 2 // ITEM
        source, target = np.ones(half, np.float32), np.zeros(half, np.float32)
        if threads == 1:
            return lambda: np.copyto(target, source)
        parts = [slice(half * k // threads, half * (k + 1) // threads) for k in range(threads)]
        pool = ThreadPoolExecutor(threads)
        return lambda: list(pool.map(lambda part: np.copyto(target[part], source[part]), parts))

    return setup


def declare(name: str, moved: int, n: int, threads: int, quick: bool, setup: Callable[[Any], Job]) -> None:
    rivals = []
    if n == LARGEST:
        limit = 1 / COPY_SHARE if threads == ALL_THREADS else None
        rivals.append(Rival("copied bytes", copy(moved, threads), limit))
    section.add(f"{name} {power_of_ten(n)}", setup, rivals=rivals, threads=threads, quick=quick, bytes=moved)


for name, (inputs, body) in BODIES.items():
    for n, threads, quick in sizes_and_threads():
        declare(name, (inputs + 1) * ITEM * n, n, threads, quick, elementwise(body, n))
for n, threads, quick in sizes_and_threads():
    declare("where", (3 * ITEM + 1) * n, n, threads, quick, where(n))


def copy_tensor(n: int) -> Callable[[Any], Job]:
    def setup(torch: Any) -> Job:
        source, target = torch.rand(n), torch.zeros(n)
        return lambda: target.copy_(source)

    return setup


def transposed_add(n: int) -> Callable[[Any], Job]:
    def setup(torch: Any) -> Job:
        side = round(n**0.5)
        a, b = torch.rand(side, side), torch.rand(side, side)
        return lambda: a + b.t()

    return setup


declare("copy_", 2 * ITEM * LARGEST, LARGEST, ALL_THREADS, True, copy_tensor(LARGEST))
section.add("add, one transposed, 10⁶", transposed_add(10**6), threads=ALL_THREADS, bytes=3 * ITEM * 10**6)


@section.case("z = (z / x) * x, ten times, 10⁷", threads=ALL_THREADS, operations=10, quick=False)
def repeated(torch: Any) -> Job:
    x, start = torch.rand(LARGEST) + 0.5, torch.rand(LARGEST)

    def job() -> None:
        z = start
        for _ in range(10):
            z = (z / x) * x

    return job
