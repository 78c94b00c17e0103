"""Conditions of bytes, as programs from before bool tensors give them."""

from __future__ import annotations

import pytest

import flambeau as torch

reference = pytest.importorskip("torch")


def test_where_takes_bytes_and_warns_at_the_call() -> None:
    with pytest.warns(UserWarning, match="where received a uint8 condition tensor") as ours:
        found = torch.where(torch.tensor([1, 0, 2], dtype=torch.uint8), torch.tensor([1.0, 2.0, 3.0]), 0.0)
    with pytest.warns(UserWarning, match="where received a uint8 condition tensor"):
        expected = reference.where(
            reference.tensor([1, 0, 2], dtype=reference.uint8), reference.tensor([1.0, 2.0, 3.0]), 0.0
        )
    assert found.tolist() == expected.tolist()
    assert ours[0].filename == __file__


@pytest.mark.parametrize("dtype", ["int8", "int64", "float32"])
def test_where_refuses_other_conditions(dtype: str) -> None:
    with pytest.raises(RuntimeError, match="where expected condition to be a boolean tensor"):
        torch.where(torch.tensor([1, 0], dtype=getattr(torch, dtype)), 1.0, 0.0)
