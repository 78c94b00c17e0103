"""Reductions of matrices with a thousand columns, along rows and along columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..workload import Job, Section, power_of_ten
from ._sizes import sizes_and_threads

section = Section("Reductions, f32; n / 1000 rows of 1000")

COLUMNS = 1000


def reduction(name: str, dim: int, n: int) -> Callable[[Any], Job]:
    def setup(torch: Any) -> Job:
        x = torch.rand(n // COLUMNS, COLUMNS)
        function = getattr(torch, name)
        return lambda: function(x, dim)

    return setup


for name in ("sum", "var", "amax", "max", "argmax"):
    for dim, where in ((1, "of rows"), (0, "of columns")):
        for n, threads, quick in sizes_and_threads():
            if name == "var" and dim == 0 and n == COLUMNS:
                continue  # one row has no variance
            title = f"{name} {where} {power_of_ten(n)}"
            section.add(title, reduction(name, dim, n), threads=threads, quick=quick, bytes=4 * n)
