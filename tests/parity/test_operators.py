"""A slice of the sweep over PyTorch's database of operators: every fortieth, at every level, is as docs/operators.md
says, so that the page cannot claim what is no longer true. `PYTHONPATH=tests python -m parity` writes the page.
"""

from __future__ import annotations

import pytest

pytest.importorskip("torch")
pytest.importorskip("torch.testing._internal.common_methods_invocations")

from parity import levels, table
from parity.__main__ import judged
from parity.database import OPERATORS

CLAIMED = table.claimed()
SLICE = sorted(OPERATORS)[::40]


def test_the_page_has_every_operator() -> None:
    assert set(CLAIMED) == set(OPERATORS)


@pytest.mark.parametrize("name", SLICE)
def test_operator(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(levels, "SAMPLES", 2)
    for level, mark in CLAIMED[name].items():
        if mark == "✓":
            status, text = judged(name, level)
            assert status in ("right", "none", "departs"), f"{level}: {text}"
