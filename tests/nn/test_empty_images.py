"""Pooling of images without pixels, channels or batch: a result of PyTorch's shape with a gradient, or its refusal."""

from __future__ import annotations

from typing import Any

import pytest

torch = pytest.importorskip("torch")

import flambeau as fl  # noqa: E402

POOLS = {
    "max": lambda f, n, x: getattr(f, f"max_pool{n}d")(x, 2),
    "avg": lambda f, n, x: getattr(f, f"avg_pool{n}d")(x, 2),
    "lp": lambda f, n, x: getattr(f, f"lp_pool{n}d")(x, 2.0, 2),
    "adaptive max": lambda f, n, x: getattr(f, f"adaptive_max_pool{n}d")(x, 2),
    "adaptive avg": lambda f, n, x: getattr(f, f"adaptive_avg_pool{n}d")(x, 2),
    "to one": lambda f, n, x: getattr(f, f"adaptive_avg_pool{n}d")(x, 1),
    "fractional": lambda f, n, x: getattr(f, f"fractional_max_pool{n}d")(x, 2, output_ratio=(0.5,) * n),
    "unpool": lambda f, n, x: getattr(f, f"max_unpool{n}d")(x, x.long(), 2),
}
LACKING = {"batch": (0, 3), "channels": (2, 0), "unbatched channels": (0,), "pixels": (2, 3), "unbatched pixels": (3,)}


def outcome(lib: Any, pool: str, n: int, lacking: str) -> Any:
    pixels = (4,) * (n - 1) + (0,) if "pixels" in lacking else (4,) * n
    x = lib.ones(*LACKING[lacking], *pixels, requires_grad=True)
    try:
        y = POOLS[pool](lib.nn.functional, n, x)
    except Exception as error:
        return type(error)
    try:
        y.sum().backward()
    except RuntimeError:
        return (tuple(y.shape),)
    return tuple(y.shape), tuple(x.grad.shape)


@pytest.mark.parametrize("lacking", LACKING)
@pytest.mark.parametrize("n", [1, 2, 3])
@pytest.mark.parametrize("pool", POOLS)
def test_as_pytorch(pool: str, n: int, lacking: str) -> None:
    if pool == "fractional" and n == 1:
        pytest.skip("there is none of one dimension")
    theirs, ours = outcome(torch, pool, n, lacking), outcome(fl, pool, n, lacking)
    if isinstance(theirs, tuple) and len(theirs) == 1:  # PyTorch refuses to go back through what it computed
        ours = ours[:1]
    assert ours == theirs


@pytest.mark.parametrize("n", [2, 3])
def test_unpooled_images_lie_as_they_came(n: int) -> None:
    order = fl.channels_last if n == 2 else fl.channels_last_3d
    x = fl.rand(2, 3, *(4,) * n).to(memory_format=order)
    f = fl.nn.functional
    values, indices = getattr(f, f"max_pool{n}d")(x, 2, return_indices=True)
    out = getattr(f, f"max_unpool{n}d")(values, indices, 2)
    assert out.is_contiguous(memory_format=order)
    assert fl.equal(out, getattr(f, f"max_unpool{n}d")(values.contiguous(), indices.contiguous(), 2))
