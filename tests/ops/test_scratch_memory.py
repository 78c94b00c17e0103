"""What an op needs beside its operands and results stays within a few times their size, however they are shaped."""

from __future__ import annotations

from pathlib import Path

import pytest

import flambeau as fl

F = fl.nn.functional
STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")

OVER_A_DIMENSION = [
    *("sum", "mean", "prod", "amax", "amin", "argmax", "argmin", "max", "median", "nanmedian", "mode", "sort"),
    *("argsort", "logsumexp", "softmax", "log_softmax", "cumsum", "cumprod", "cummax", "cummin", "logcumsumexp"),
    *("var", "std", "var_mean", "std_mean", "norm", "all", "any", "nansum", "nanmean", "count_nonzero", "aminmax"),
    *("diff", "trapezoid"),
]
CALLS = {
    **{name: lambda x, dim, name=name: getattr(fl, name)(x, dim=dim) for name in OVER_A_DIMENSION},
    "topk": lambda x, dim: x.topk(2, dim),
    "kthvalue": lambda x, dim: x.kthvalue(2, dim),
    "quantile": lambda x, dim: x.quantile(0.5, dim),
    "renorm": lambda x, dim: x.renorm(2, dim, 1.0),
    "normalize": lambda x, dim: F.normalize(x, dim=dim),
    "layer_norm": lambda x, dim: F.layer_norm(x, x.shape[-1:]),
    "rms_norm": lambda x, dim: F.rms_norm(x, x.shape[-1:]),
    "group_norm": lambda x, dim: F.group_norm(x, 2),
    "instance_norm": lambda x, dim: F.instance_norm(x),
    "batch_norm": lambda x, dim: F.batch_norm(x, None, None, training=True),
    "index_add": lambda x, dim: x.index_add(dim, fl.tensor([0]), x.narrow(dim, 0, 1)),
    "scatter_add": lambda x, dim: x.scatter_add(dim, fl.zeros_like(x, dtype=fl.int64), x),
    "fft": lambda x, dim: fl.fft.fft(x, dim=dim),
    "matmul": lambda x, dim: x @ x.mT,
    "inv": lambda x, dim: fl.linalg.inv(x),
    "avg_pool1d": lambda x, dim: F.avg_pool1d(x, 2),
    "conv1d": lambda x, dim: F.conv1d(x, fl.ones(2, 4, 1)),
}


def kilobytes(key: str) -> int:
    return next(int(line.split()[1]) for line in STATUS.read_text().splitlines() if line.startswith(key))


@pytest.mark.skipif(not CLEAR.exists(), reason="the system keeps no account of a process's memory")
@pytest.mark.parametrize("dim", [0, 1, 2])
@pytest.mark.parametrize("name", CALLS)
def test_scratch_is_in_proportion(name: str, dim: int) -> None:
    x = fl.rand(50_000, 4, 4)
    CLEAR.write_text("5")  # forgets the largest size so far
    before = kilobytes("VmRSS")
    CALLS[name](x, dim)
    assert kilobytes("VmHWM") - before < 16 * x.nbytes // 1024
