"""Fourier transforms: single lines, batches of them, columns, images, and lengths that are no powers of two."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from ..workload import ALL_THREADS, Job, Section

section = Section("Fourier transforms, complex64 and float32")


def transform(name: str, shape: tuple[int, ...], complex: bool, **keywords: Any) -> Callable[[Any], Job]:
    def setup(torch: Any) -> Job:
        x = torch.randn(*shape, dtype=torch.complex64 if complex else torch.float32)
        function = getattr(torch.fft, name)
        return lambda: function(x, **keywords)

    return setup


def flops(shape: tuple[int, ...], n: int, complex: bool) -> float:
    return (5.0 if complex else 2.5) * math.prod(shape) * math.log2(n)


ONE, ALL = (1,), tuple(sorted({1, ALL_THREADS}))
for title, shape, threads, quick in (
    ("2^10", (2**10,), ONE, True),
    ("2^20", (2**20,), ALL, True),
    ("1000", (1000,), ONE, False),
    ("1009, a prime", (1009,), ONE, False),
    ("1000 of 64", (1000, 64), ALL, True),
    ("1000 of 1024", (1000, 1024), ALL, True),
    ("3000 of 37", (3000, 37), ONE, False),
):
    for name, complex in (("fft", True), ("rfft", False)):
        for count in threads:
            work = flops(shape, shape[-1], complex)
            section.add(f"{name} {title}", transform(name, shape, complex), threads=count, quick=quick, flops=work)
for count in ALL:
    columns = transform("fft", (1024, 256), True, dim=0)
    section.add("fft of columns 1024 x 256", columns, threads=count, flops=flops((1024, 256), 1024, True), quick=False)
    section.add(
        "fft2 512 x 512", transform("fft2", (512, 512), True), threads=count, flops=flops((512, 512), 2**18, True)
    )
    section.add("irfft2 512 x 257", transform("irfft2", (512, 257), True), threads=count, quick=False)
