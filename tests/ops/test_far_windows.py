"""Pooling windows far larger than the input: only what they see is looked at."""

from __future__ import annotations

import time
from typing import Any

import pytest

import flambeau as fl

F = fl.nn.functional
SIZE = 2**31


@pytest.mark.parametrize(
    ("pool", "expected", "gradient"), [(F.max_pool1d, 5.0, [0, 2, 0]), (F.avg_pool1d, 8 / SIZE, [2 / SIZE] * 3)]
)
def test_windows_of_two_billion(pool: Any, expected: float, gradient: list[float]) -> None:
    x = fl.tensor([[[1.0, 5.0, 2.0]]], dtype=fl.float64, requires_grad=True)
    started = time.perf_counter()
    result = pool(x, SIZE, stride=1, padding=SIZE // 2 - 1)
    result.sum().backward()
    assert time.perf_counter() - started < 2
    assert result.flatten().tolist() == pytest.approx([expected] * 2)
    assert x.grad.flatten().tolist() == pytest.approx(gradient)


@pytest.mark.parametrize("kernel", range(1, 8))
@pytest.mark.parametrize("padding", range(4))
@pytest.mark.parametrize("dilation", [1, 2, 3])
@pytest.mark.parametrize("stride", [1, 2, 5])
def test_every_window_sees_what_it_covers(kernel: int, padding: int, dilation: int, stride: int) -> None:
    x = [float((7 * i) % 11) for i in range(9)]
    reach = dilation * (kernel - 1) + 1
    if 2 * padding > reach or reach > 9 + 2 * padding:
        return
    starts = range(-padding, 9 + padding - reach + 1, stride)
    seen = [[x[p] for p in range(s, s + reach, dilation) if 0 <= p < 9] for s in starts]
    if not all(seen):
        return
    result = F.max_pool1d(fl.tensor([[x]]), kernel, stride, padding, dilation)
    assert result.flatten().tolist() == [max(values) for values in seen]


@pytest.mark.parametrize(
    "call",
    [
        lambda: F.max_pool1d(fl.ones(1, 1, 3), 2**40, dilation=2**40, padding=2**39),
        lambda: F.conv_transpose1d(fl.ones(1, 1, 3), fl.ones(1, 1, 1), stride=2**62),
        lambda: F.unfold(fl.ones(1, 1, 3, 3), (2**40, 2**40), dilation=2**30),
    ],
)
def test_windows_beyond_all_numbers_are_refused(call: Any) -> None:
    with pytest.raises(RuntimeError):
        call()
