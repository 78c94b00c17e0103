"""Max unpooling takes only sizes that pooling could have come from."""

from __future__ import annotations

import pytest

import flambeau as fl
from flambeau.nn import functional as F


@pytest.mark.parametrize("size", [(6, 6), (2, 2), (100, 100), (5,), (1, 1, 1, 5, 5)])
def test_impossible_sizes(size: tuple[int, ...]) -> None:
    pooled, places = F.max_pool2d(fl.rand(1, 1, 4, 4), 2, return_indices=True)
    with pytest.raises(ValueError, match="output_size"):
        F.max_unpool2d(pooled, places, 2, output_size=size)


@pytest.mark.parametrize("size", [(4, 4), (5, 5), (1, 1, 5, 4)])
def test_possible_sizes(size: tuple[int, ...]) -> None:
    pooled, places = F.max_pool2d(fl.rand(1, 1, 4, 4), 2, return_indices=True)
    assert F.max_unpool2d(pooled, places, 2, output_size=size).shape[-2:] == size[-2:]
