"""The libraries behind our products called without us, through ctypes: what calling them through us costs.

Run in a process of its own that has imported flambeau, so that the very libraries it bundles are the ones measured.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .workload import Job

ROW_MAJOR, NO_TRANSPOSE = 101, 111


def loaded_library(name: str) -> ctypes.CDLL:
    """The library of that name which this process has already loaded."""
    for line in Path("/proc/self/maps").read_text().splitlines():
        path = line[73:]
        if Path(path).name.startswith(name):
            return ctypes.CDLL(path)
    raise OSError(f"{name} is not loaded in this process")


def operands(n: int, dtype: str) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    random = np.random.default_rng(0)
    a, b = (random.standard_normal((n, n)).astype(dtype) for _ in range(2))
    return a, b, np.zeros((n, n), dtype)


def address(array: NDArray[Any]) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)


def onednn_sgemm(n: int) -> Callable[[Any], Job]:
    """An n × n product of f32 by ``dnnl_sgemm``."""

    def setup(torch: Any) -> Job:
        torch.ones(64, 64) @ torch.ones(64, 64)  # loads it
        gemm = loaded_library("libdnnl").dnnl_sgemm
        arrays = operands(n, "float32")
        a, b, c = map(address, arrays)
        size, one, zero, no = ctypes.c_int64(n), ctypes.c_float(1), ctypes.c_float(0), ctypes.c_char(b"N")

        def job() -> object:
            assert arrays  # keeps them alive
            return gemm(no, no, size, size, size, one, a, size, b, size, zero, c, size)

        return job

    return setup


def openblas_gemm(n: int, dtype: str, threads: int) -> Callable[[Any], Job]:
    """An n × n product by ``cblas_sgemm`` or ``cblas_dgemm``."""

    def setup(torch: Any) -> Job:
        large = torch.ones(512, 512).double()
        large @ large  # loads it
        library = loaded_library("libscipy_openblas")
        library.scipy_openblas_set_num_threads(threads)
        gemm = library.scipy_cblas_sgemm if dtype == "float32" else library.scipy_cblas_dgemm
        arrays = operands(n, dtype)
        a, b, c = map(address, arrays)
        number = ctypes.c_float if dtype == "float32" else ctypes.c_double
        one, zero = number(1), number(0)

        def job() -> None:
            assert arrays  # keeps them alive
            gemm(ROW_MAJOR, NO_TRANSPOSE, NO_TRANSPOSE, n, n, n, one, a, n, b, n, zero, c, n)

        return job

    return setup
