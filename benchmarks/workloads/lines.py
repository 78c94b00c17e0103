"""Operations that work along rows: softmax, layer_norm, running sums, sorting and selection."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..workload import ALL_THREADS, Job, Section, power_of_ten
from ._sizes import sizes_and_threads

section = Section("Along rows, f32; n / 1000 rows of 1000")

COLUMNS = 1000

BODIES: dict[str, Callable[[Any, Any], Job]] = {
    "softmax": lambda torch, x: lambda: torch.softmax(x, 1),
    "layer_norm": lambda torch, x: lambda: torch.nn.functional.layer_norm(x, (COLUMNS,)),
    "cumsum of rows": lambda torch, x: lambda: torch.cumsum(x, 1),
    "cumsum of columns": lambda torch, x: lambda: torch.cumsum(x, 0),
    "sort": lambda torch, x: lambda: torch.sort(x, 1),
    "topk of 10": lambda torch, x: lambda: torch.topk(x, 10, 1),
}


def along_rows(body: Callable[[Any, Any], Job], n: int) -> Callable[[Any], Job]:
    return lambda torch: body(torch, torch.rand(n // COLUMNS, COLUMNS))


for name, body in BODIES.items():
    for n, threads, quick in sizes_and_threads():
        section.add(f"{name} {power_of_ten(n)}", along_rows(body, n), threads=threads, quick=quick)


@section.case("sort, one row of 10⁶", threads=ALL_THREADS, quick=False)
def sort_long(torch: Any) -> Job:
    x = torch.rand(10**6)
    return lambda: torch.sort(x)
