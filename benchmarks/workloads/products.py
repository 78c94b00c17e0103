"""Matrix products, beside PyTorch and beside the two libraries called directly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import direct
from ..workload import ALL_THREADS, Job, Rival, Section

section = Section("Products")

SHARE = 0.9  # of the library called directly, to be reached at 1024³


def product(n: int, dtype: str) -> Callable[[Any], Job]:
    def setup(torch: Any) -> Job:
        a, b = (torch.randn(n, n).to(getattr(torch, dtype)) for _ in range(2))
        return lambda: a @ b

    return setup


def declare(n: int, dtype: str, threads: int) -> None:
    rivals = []
    if n == 1024 and dtype == "float32":
        rivals = [
            Rival("oneDNN", direct.onednn_sgemm(n), limit=1 / SHARE),
            Rival("OpenBLAS", direct.openblas_gemm(n, dtype, threads), limit=1 / SHARE),
        ]
    elif n == 1024 and dtype == "float64":
        rivals = [Rival("OpenBLAS", direct.openblas_gemm(n, dtype, threads), limit=1 / SHARE)]
    quick = threads == ALL_THREADS and dtype != "bfloat16" and n in (64, 1024)
    section.add(f"matmul {dtype} {n}", product(n, dtype), rivals=rivals, threads=threads, quick=quick, flops=2 * n**3)


for dtype in ("float32", "float64", "bfloat16"):
    for n in (64, 128, 256, 512, 1024, 2048):
        declare(n, dtype, ALL_THREADS)
for dtype in ("float32", "float64"):
    declare(1024, dtype, 1)


@section.case("matmul (4, 4) @ (4, 4)")
def tiny(torch: Any) -> Job:
    a, b = torch.rand(4, 4), torch.rand(4, 4)
    return lambda: a @ b


@section.case("bmm 256 × (16, 16)", threads=ALL_THREADS)
def many(torch: Any) -> Job:
    a, b = torch.rand(256, 16, 16), torch.rand(256, 16, 16)
    return lambda: torch.bmm(a, b)


@section.case("matrix × vector 2048", threads=ALL_THREADS)
def vector(torch: Any) -> Job:
    a, b = torch.rand(2048, 2048), torch.rand(2048)
    return lambda: a @ b


@section.case("sparse 10000² by rows × (10000, 64)", threads=ALL_THREADS)
def sparse(torch: Any) -> Job:
    indices, values = torch.randint(0, 10_000, (2, 100_000)), torch.rand(100_000)
    a = torch.sparse_coo_tensor(indices, values, (10_000, 10_000)).coalesce().to_sparse_csr()
    b = torch.rand(10_000, 64)
    return lambda: a @ b
