"""What one operation costs when the arithmetic is next to nothing, and what a node of the graph costs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from ..workload import Job, Rival, Section

section = Section("Small operations, on one thread")

REPEATS = 1000


@section.case("add, 4 elements", operations=REPEATS, limit=0.15)
def add(torch: Any) -> Job:
    a, b = torch.rand(4), torch.rand(4)

    def job() -> None:
        for _ in range(REPEATS):
            a + b

    return job


@section.case("add, 4 elements + number", operations=REPEATS)
def add_number(torch: Any) -> Job:
    a = torch.rand(4)

    def job() -> None:
        for _ in range(REPEATS):
            a + 1.0

    return job


@section.case("add, (4, 4) + (4,)", operations=REPEATS)
def add_broadcast(torch: Any) -> Job:
    a, b = torch.rand(4, 4), torch.rand(4)

    def job() -> None:
        for _ in range(REPEATS):
            a + b

    return job


@section.case("mul with grad, 4 elements", operations=REPEATS)
def mul_with_grad(torch: Any) -> Job:
    a, b = torch.rand(4, requires_grad=True), torch.rand(4, requires_grad=True)

    def job() -> None:
        for _ in range(REPEATS):
            a * b

    return job


@section.case("exp, 4 elements, as a function", operations=REPEATS)
def exp_function(torch: Any) -> Job:
    a, exp = torch.rand(4), torch.exp

    def job() -> None:
        for _ in range(REPEATS):
            exp(a)

    return job


@section.case("sum, 4 elements, as a method", operations=REPEATS)
def sum_method(torch: Any) -> Job:
    a = torch.rand(4)

    def job() -> None:
        for _ in range(REPEATS):
            a.sum()

    return job


@section.case("index by an integer", operations=REPEATS)
def index_integer(torch: Any) -> Job:
    a = torch.rand(4, 4)

    def job() -> None:
        for _ in range(REPEATS):
            a[1]

    return job


@section.case("nn.Linear(4, 4)", operations=100, limit=0.25)
def linear(torch: Any) -> Job:
    layer, x = torch.nn.Linear(4, 4), torch.rand(1, 4)

    def job() -> None:
        for _ in range(100):
            layer(x)

    return job


def chain(length: int) -> Callable[[Any], Job]:
    """A chain of muls, forward and backward."""

    def setup(torch: Any) -> Job:
        start, factor = torch.rand(4, requires_grad=True), torch.ones(4)
        g = torch.ones(4)

        def job() -> None:
            x = start
            for _ in range(length):
                x = x * factor
            x.backward(g)
            start.grad = None

        return job

    return setup


section.add("chain of 100 muls, per op", chain(100), operations=100, limit=0.12)


def chains(profiled: bool) -> Callable[[Any], Job]:
    """Fifty chains of a hundred muls, all under one profile or under none."""

    def setup(torch: Any) -> Job:
        one = chain(100)(torch)

        def job() -> None:
            with torch.profiler.profile() if profiled else nullcontext():
                for _ in range(50):
                    one()

        return job

    return setup


section.add(
    "chain of 100 muls under the profiler, per op",
    chains(True),
    operations=5000,
    against_torch=False,
    rivals=[Rival("without it", chains(False), limit=1.3)],
)
section.add("graph of 10⁵ nodes, per node", chain(10**5), operations=10**5)
section.add(
    "graph of 10⁶ nodes, per node",
    chain(10**6),
    operations=10**6,
    against_torch=False,
    quick=False,
    # "The same cost per node": a tenth is what two measurements of one thing differ by, the rest is cache misses.
    rivals=[Rival("of 10² nodes", chain(100), limit=1.25, operations=100)],
)
