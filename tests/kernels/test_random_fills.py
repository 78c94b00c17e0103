"""Random fills at the sizes where their loops change: the same numbers as PyTorch's generator gives, bit by bit, and
the same with one thread and two, into dense and strided tensors.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import flambeau as fl

torch = pytest.importorskip("torch")

SIZES = [*range(1, 66), 4095, 4096, 4097, 32767, 32769, 100_003]
Fill = Callable[[Any, Any], Any]
FILLS: dict[str, tuple[Fill, tuple[str, ...]]] = {
    "uniform": (lambda lib, t: t.uniform_(-1, 3), ("float16", "bfloat16", "float32", "float64")),
    "normal": (lambda lib, t: t.normal_(1, 2), ("float16", "bfloat16", "float32", "float64")),
    "random": (lambda lib, t: t.random_(), ("uint8", "int32", "int64", "float32")),
    "random within": (lambda lib, t: t.random_(-5, 1000), ("int16", "int32", "int64", "float64")),
    "cauchy": (lambda lib, t: t.cauchy_(), ("float32", "float64")),
    "log_normal": (lambda lib, t: t.log_normal_(0.5, 0.25), ("float32", "float64")),
    "geometric": (lambda lib, t: t.geometric_(0.3), ("int64", "float32")),
}
# Not PyTorch's numbers on every processor: it draws these through MKL on Intel's.
OWN: dict[str, tuple[Fill, tuple[str, ...]]] = {
    "bernoulli": (lambda lib, t: t.bernoulli_(0.3), ("bool", "uint8", "float32")),
    "exponential": (lambda lib, t: t.exponential_(2.0), ("float32", "float64")),
    "dropout": (lambda lib, t: lib.nn.functional.dropout(t.fill_(1), 0.4), ("float32", "float64")),
    "randperm": (lambda lib, t: lib.randperm(t.numel()), ("int64",)),
}


def drawn(lib: Any, fill: Fill, dtype: str, n: int, strided: bool = False) -> Any:
    lib.manual_seed(n)
    t = lib.zeros((n, 2) if strided else n, dtype=getattr(lib, dtype))
    result = fill(lib, t[:, 0] if strided else t)
    follower = lib.rand(1)  # as many numbers were taken from the generator
    if dtype in ("float16", "bfloat16"):
        result = result.float()
    return np.append(result.numpy().astype(np.float64), follower.item())


@pytest.mark.parametrize("name", FILLS)
def test_pytorchs_numbers(name: str) -> None:
    fill, dtypes = FILLS[name]
    for dtype in dtypes:
        # log, tan and cos are the processor's own in each library: an ulp of what they give.
        eps = {"float16": 2.0**-10, "bfloat16": 2.0**-7, "float64": 2.0**-52}.get(dtype, 2.0**-23)
        within = 0.0 if name in ("uniform", "random", "random within") else 4 * eps
        for n in SIZES:
            ours, theirs = drawn(fl, fill, dtype, n), drawn(torch, fill, dtype, n)
            np.testing.assert_allclose(ours, theirs, rtol=within, atol=within, err_msg=f"{name} {dtype} {n}")


@pytest.mark.parametrize("name", [*FILLS, *OWN])
def test_threads_and_strides_change_nothing(name: str) -> None:
    fill, dtypes = {**FILLS, **OWN}[name]
    before = fl.get_num_threads()
    for dtype in dtypes:
        for n in (1, 15, 16, 17, 4097, 100_003):
            found = []
            for count in (1, 2):
                fl.set_num_threads(count)
                found.append(drawn(fl, fill, dtype, n))
            fl.set_num_threads(before)
            assert np.array_equal(*found), f"{name} {dtype} {n}"
            if name not in ("normal", "log_normal"):  # a dense tensor from 16 on takes pairs of blocks, as in PyTorch
                assert np.array_equal(drawn(fl, fill, dtype, n, strided=True), found[0]), f"{name} {dtype} {n}"
