"""The samples of ops/unpool.py."""

from __future__ import annotations

from typing import Any

from operands import call, ints, val

from .table import of

_CELLS: dict[int, Any] = {1: [1, 2], 2: [[0, 3], [9, 14]], 3: [[[0, 3], [9, 14]], [[33, 38], [40, 47]]]}
for _n in (1, 2, 3):
    of(f"nn.functional.max_unpool{_n}d", call(val(1, 1, *(2,) * _n), ints([[_CELLS[_n]]]), 2), complex=False)
