"""Standard deviations of numbers whose squares no float holds, and of numbers far from zero."""

from __future__ import annotations

import math
import statistics
from typing import Any

import pytest

import flambeau as fl

VALUES = [1.0, -1.0, 3.0, 0.5, -2.5]


def layouts(values: list[float], dtype: fl.dtype = fl.float32) -> dict[str, Any]:
    """What reduces the values: all, along rows, along columns, over gaps, and in segments of many."""
    t = fl.tensor(values, dtype=dtype)
    many = fl.tensor(values * 2000, dtype=dtype)
    return {
        "all": t.std(),
        "columns": fl.stack([t] * 40, 1).std(0)[7],
        "rows": fl.stack([t] * 3).std(1)[2],
        "gaps": fl.stack([t, t], 1)[:, 0].std(),
        "many": many.std(correction=0) * math.sqrt(len(values) / (len(values) - 1)),
        "with mean": fl.std_mean(t)[0],
    }


@pytest.mark.parametrize("scale", [1e-38, 1e-30, 1e-25, 1e-20, 1e-15, 1.0, 1e15, 1e18, 1e19, 1e20, 1e30, 1e37])
def test_std_at_every_scale(scale: float) -> None:
    values = [float(fl.tensor(v * scale)) for v in VALUES]
    expected = statistics.stdev([v / scale for v in values])
    for name, found in layouts(values).items():
        assert found.item() / scale == pytest.approx(expected, rel=1e-5), name


def test_large_and_small_together():
    assert fl.tensor([1e30, -1e30]).std().item() == pytest.approx(math.sqrt(2) * 1e30)
    mixed = [1e30, 1.0, -1e-30, 5.0] * 9
    assert fl.tensor(mixed).std().item() == pytest.approx(statistics.stdev(v / 1e30 for v in mixed) * 1e30, rel=1e-6)
    assert fl.tensor([3e38] * 100).std().item() == 0


@pytest.mark.parametrize("offset", [1e3, 1e6, 1e8])
def test_far_from_zero(offset: float) -> None:
    values = fl.tensor([offset, offset + 8, offset + 16, offset] * 30)
    expected = statistics.stdev(values.double().tolist())
    assert values.std().item() == pytest.approx(expected, rel=1e-5)
    assert values.var().item() == pytest.approx(expected**2, rel=1e-5)


def test_squares_of_the_mean_are_not_needed() -> None:
    values = [1e160 + v * 1e150 for v in VALUES]
    expected = statistics.stdev(v / 1e150 for v in values)
    for name, found in layouts(values, fl.float64).items():
        assert found.item() / 1e150 == pytest.approx(expected, rel=1e-5), name
    assert fl.tensor([1e200] * 3, dtype=fl.float64).var().item() == 0


@pytest.mark.parametrize(
    "normalize",
    [
        lambda x: fl.nn.functional.layer_norm(x, x.shape),
        lambda x: fl.nn.functional.group_norm(x.reshape(1, 1, -1), 1),
        lambda x: fl.nn.functional.batch_norm(x.reshape(-1, 1), None, None, training=True),
    ],
)
def test_normalisations_far_from_zero(normalize: Any) -> None:
    values = [1e160 + v * 1e150 for v in VALUES] * 2000  # in several blocks
    middle, spread = statistics.fmean(v / 1e150 for v in values), statistics.pstdev(v / 1e150 for v in values[:5])
    expected = [(v / 1e150 - middle) / spread for v in values[:5]]
    assert normalize(fl.tensor(values, dtype=fl.float64)).flatten()[:5].tolist() == pytest.approx(expected, rel=1e-4)


def test_what_is_not_finite():
    for values in ([1.0, math.inf], [-math.inf, 1.0], [1.0, math.nan, 2.0]):
        for dtype in (fl.float32, fl.float64):
            assert all(math.isnan(found.item()) for found in layouts(values, dtype).values())
    assert fl.tensor([1e300, -1e300], dtype=fl.float64).var().item() == math.inf  # PyTorch's too
    assert fl.tensor([1e30, -1e30]).var().item() == math.inf
