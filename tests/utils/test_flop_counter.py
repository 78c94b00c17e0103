"""Counts of multiplications and additions by module are PyTorch's."""

from __future__ import annotations

from typing import Any

import pytest

import flambeau as fl
from flambeau.utils.flop_counter import FlopCounterMode


def counted(library: Any, counter: Any) -> tuple[int, dict[str, int]]:
    """What an image network and attention take, forward and backward, and a product of no module."""
    nn = library.nn

    class Net(nn.Module):  # type: ignore[misc,name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.conv = nn.Conv2d(4, 6, 3, padding=1)
            self.body = nn.Sequential(nn.Linear(6 * 64, 10), nn.ReLU(), nn.Linear(10, 2))
            self.heads = nn.MultiheadAttention(2, 2, batch_first=True)

        def forward(self, x: Any) -> Any:
            y = self.body(self.conv(x).flatten(1))
            return self.heads(y[None], y[None], y[None])[0]

    with counter:
        Net()(library.randn(2, 4, 8, 8)).sum().backward()
        library.einsum("ij,jk->ik", library.randn(4, 5), library.randn(5, 6))
    counts = counter.get_flop_counts()
    return counter.get_total_flops(), {name: sum(of.values()) for name, of in counts.items()}


def test_counts_are_pytorchs() -> None:
    pytest.importorskip("torch")
    import torch
    from torch.utils.flop_counter import FlopCounterMode as Theirs

    assert counted(fl, FlopCounterMode(display=False)) == counted(torch, Theirs(display=False))


def test_operations_and_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    with FlopCounterMode() as counter:
        fl.ones(20, 30) @ fl.ones(30, 40)
        fl.nn.Linear(3, 2)(fl.ones(1, 3)).exp()
    aten = fl.ops.aten
    assert counter.get_flop_counts() == {"Global": {aten.matmul: 48000, aten.linear: 12}, "Linear": {aten.linear: 12}}
    shown = capsys.readouterr().out
    assert all(part in shown for part in ("Global", "48.012K", "- aten.matmul", "99.98%"))
    assert "Linear" not in counter.get_table(0)


def test_counts_of_an_open_block_and_mappings_are_refused() -> None:
    with pytest.raises(RuntimeError, match="when the block has ended"), FlopCounterMode(display=False) as counter:
        counter.get_total_flops()
    with pytest.raises(NotImplementedError, match="custom_mapping"):
        FlopCounterMode(custom_mapping={fl.ops.aten.mm: len})
