"""Sums and products in 16-bit floats are accumulated in float32 and rounded once, wherever many terms meet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import flambeau as fl

N = 3000  # float16 counts in ones to 2048, bfloat16 to 256
F = fl.nn.functional


def gradient(function: Callable[[Any], Any], *shape: int) -> Callable[[Any], Any]:
    """The first elements of the gradient at ones."""

    def run(dtype: Any) -> Any:
        x = fl.ones(*shape).to(dtype).requires_grad_()
        function(x).sum().backward()
        return x.grad.flatten()[:1]

    return run


def nowhere(*shape: int) -> Any:
    return fl.zeros(*shape, dtype=fl.int64)


ONES: dict[str, Callable[[Any], Any]] = {
    "scatter_add": lambda d: fl.zeros(1, dtype=d).scatter_add(0, nowhere(N), fl.ones(N, dtype=d)),
    "scatter_add along dim 0": lambda d: fl.zeros(1, 2, dtype=d).scatter_add(0, nowhere(N, 2), fl.ones(N, 2, dtype=d)),
    "scatter reduce": lambda d: fl.zeros(1, dtype=d).scatter(0, nowhere(N), fl.ones(N, dtype=d), reduce="add"),
    "scatter_reduce": lambda d: fl.zeros(1, dtype=d).scatter_reduce(0, nowhere(N), fl.ones(N, dtype=d), "sum"),
    "index_add": lambda d: fl.zeros(1, dtype=d).index_add(0, nowhere(N), fl.ones(N, dtype=d)),
    "index_add of rows": lambda d: fl.zeros(1, 8, dtype=d).index_add(0, nowhere(N), fl.ones(N, 8, dtype=d)),
    "index_add of columns": lambda d: fl.zeros(3, 1, dtype=d).index_add(1, nowhere(N), fl.ones(3, N, dtype=d)),
    "index_put": lambda d: fl.zeros(1, dtype=d).index_put((nowhere(N),), fl.ones(N, dtype=d), accumulate=True),
    "index_put of one": lambda d: fl.zeros(2, 2, dtype=d).index_put(
        (nowhere(N), nowhere(N)), fl.ones((), dtype=d), accumulate=True
    ),
    "put": lambda d: fl.zeros(1, dtype=d).put(nowhere(N), fl.ones(N, dtype=d), accumulate=True),
    "bincount": lambda d: fl.bincount(nowhere(N), weights=fl.ones(N, dtype=d)),
    "cumsum": lambda d: fl.ones(N, dtype=d).cumsum(0)[-1:],
    "sum": lambda d: fl.ones(N, dtype=d).sum(),
    "sum of columns": lambda d: fl.ones(N, 3, dtype=d).sum(0),
    "nansum": lambda d: fl.ones(N, dtype=d).nansum(),
    "dot": lambda d: fl.ones(N, dtype=d).dot(fl.ones(N, dtype=d)),
    "matmul": lambda d: fl.ones(1, N, dtype=d) @ fl.ones(N, 1, dtype=d),
    "conv1d": lambda d: F.conv1d(fl.ones(1, 1, N, dtype=d), fl.ones(1, 1, N, dtype=d)),
    "norm of order 1": lambda d: fl.linalg.vector_norm(fl.ones(N, dtype=d), 1),
    "mse_loss": lambda d: F.mse_loss(fl.ones(N, dtype=d), fl.zeros(N, dtype=d), reduction="sum"),
    "embedding_bag": lambda d: F.embedding_bag(nowhere(1, N), fl.ones(1, 4, dtype=d), mode="sum"),
    "gradient of expand": gradient(lambda x: x.expand(N), 1),
    "gradient of indexing": gradient(lambda x: x[nowhere(N)], 1),
    "gradient of gather": gradient(lambda x: x.gather(0, nowhere(N)), 1),
    "gradient of index_select": gradient(lambda x: x.index_select(0, nowhere(N)), 1),
    "gradient of take": gradient(lambda x: x.take(nowhere(N)), 1),
    "gradient of embedding": gradient(lambda x: F.embedding(nowhere(N), x), 1, 4),
    "gradient of as_strided": gradient(lambda x: x.as_strided((N,), (0,)), 1),
    "gradient of interpolate": gradient(lambda x: F.interpolate(x, size=N), 1, 1, 1),
}


@pytest.mark.filterwarnings("ignore:The reduce argument of torch.scatter")
@pytest.mark.parametrize("dtype", [fl.float16, fl.bfloat16])
@pytest.mark.parametrize("name", list(ONES))
def test_many_ones(name: str, dtype: Any) -> None:
    result = ONES[name](dtype)
    assert result.flatten()[0].item() == fl.tensor(float(N)).to(result.dtype).item()


@pytest.mark.parametrize("dtype", [fl.float16, fl.bfloat16])
def test_what_is_written_to_takes_part(dtype: Any) -> None:
    """Random positions, with a start that is not zero, over strided operands: as in float32, rounded once."""
    fl.manual_seed(0)
    index = fl.randint(0, 7, (500,))
    base, source = fl.randn(5, 7, 3).to(dtype), fl.randn(3, 500, 5).to(dtype).permute(2, 1, 0)
    wide = base.float().index_add(1, index, source.float())
    assert fl.equal(base.index_add(1, index, source), wide.to(dtype))
    spread = index.reshape(1, 500, 1).expand(5, 500, 3)
    assert fl.equal(base.scatter_add(1, spread, source), base.float().scatter_add(1, spread, source.float()).to(dtype))
    powers = base.scatter_reduce(1, spread, 1 + source / 64, "prod")
    wide = base.float().scatter_reduce(1, spread, (1 + source / 64).float(), "prod")
    assert fl.equal(powers, wide.to(dtype))
