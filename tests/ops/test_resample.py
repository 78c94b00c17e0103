"""Resampling: images of bytes, what is refused, and positions in 16-bit floats."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import flambeau as fl
from flambeau.nn import functional as F


def test_bytes_are_weighed_as_numbers():
    row = fl.tensor([[[[0, 255]]]], dtype=fl.uint8)
    assert F.interpolate(row, size=(1, 4), mode="bilinear").flatten().tolist() == [0, 64, 191, 255]


@pytest.mark.parametrize("mode", ["bilinear", "bicubic"])
@pytest.mark.parametrize("options", [{}, {"align_corners": True}, {"antialias": True}])
@pytest.mark.parametrize("size", [(7, 11), (3, 2), (5, 6)])
def test_bytes_beside_pytorch(mode: str, options: dict[str, Any], size: tuple[int, int]) -> None:
    """Its weights have 8 to 14 bits, ours are exact: they differ by one at most."""
    torch = pytest.importorskip("torch")
    image = np.random.default_rng(0).integers(0, 256, (2, 3, 5, 6)).astype(np.uint8)
    ours = F.interpolate(fl.from_numpy(image), size, mode=mode, **options)
    theirs = torch.nn.functional.interpolate(torch.from_numpy(image), size, mode=mode, **options)
    assert ours.dtype == fl.uint8
    assert abs(ours.numpy().astype(int) - theirs.numpy().astype(int)).max() <= 1


@pytest.mark.parametrize("dtype", [fl.int32, fl.int64, fl.int8])
@pytest.mark.parametrize("mode", ["bilinear", "bicubic"])
def test_other_integers_are_refused(mode: str, dtype: Any) -> None:
    with pytest.raises(NotImplementedError, match="interpolate"):
        F.interpolate(fl.ones(1, 1, 2, 2).to(dtype), size=(3, 3), mode=mode)


@pytest.mark.parametrize("dtype", [fl.float16, fl.bfloat16])
def test_positions_do_not_suffer_from_16_bits(dtype: Any) -> None:
    x = (fl.arange(3000) % 2).reshape(1, 1, -1)
    wide = F.interpolate(x.float(), size=4500, mode="linear")
    assert (F.interpolate(x.to(dtype), size=4500, mode="linear").float() - wide).abs().max() <= 2**-8


@pytest.mark.parametrize("mode", ["nearest", "nearest-exact", "area"])
def test_only_weighted_modes_are_antialiased(mode: str) -> None:
    with pytest.raises(ValueError, match="Anti-alias option is restricted to"):
        F.interpolate(fl.ones(1, 1, 4, 4), size=(2, 2), mode=mode, antialias=True)


def test_a_position_between_two_elements_is_rounded_in_float32() -> None:
    """5.5 * 30 / 11 is 15: in float64 a little less."""
    x = fl.arange(30.0).reshape(1, 1, -1)
    expected = [1, 4, 6, 9, 12, 15, 17, 20, 23, 25, 28]
    assert F.interpolate(x, size=11, mode="nearest-exact").flatten().tolist() == expected


@pytest.mark.parametrize("mode", ["bilinear", "bicubic"])
@pytest.mark.parametrize("last", [False, True])
def test_long_rows_are_antialiased_as_short_ones(mode: str, last: bool) -> None:
    """Beside the whole matrix of weights, in NumPy; in channels-last order too."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((1, 2, 90, 150))

    def weights(n: int, out: int) -> np.ndarray:
        width = max(n / out, 1.0)
        d = abs(np.arange(n) + 0.5 - (np.arange(out)[:, None] + 0.5) * n / out) / width
        near, far = (1.5 * d - 2.5) * d * d + 1, -0.5 * (((d - 5) * d + 8) * d - 4)
        w = np.maximum(1 - d, 0) if mode == "bilinear" else np.where(d < 1, near, np.where(d < 2, far, 0))
        return w / w.sum(1, keepdims=True)

    expected = weights(90, 64) @ x @ weights(150, 77).T
    image = fl.from_numpy(x)
    image = image.contiguous(memory_format=fl.channels_last) if last else image
    found = F.interpolate(image, size=(64, 77), mode=mode, antialias=True)
    assert np.abs(found.numpy() - expected).max() <= 1e-13  # some hundred roundings of numbers about one
