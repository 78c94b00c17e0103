"""The samples of ops/fractional_pool.py."""

from __future__ import annotations

from operands import call, distinct, unit

from .table import of

for _n in (2, 3):
    _size = (7, 6, 5)[:_n]
    _x = distinct(2, 2, *_size)
    _samples = unit(2, 2, _n, grad=False)  # without them they are random
    for _name in (f"fractional_max_pool{_n}d", f"fractional_max_pool{_n}d_with_indices"):
        of(
            f"nn.functional.{_name}",
            call(_x, 2, 3, _random_samples=_samples),
            call(_x, 2, output_ratio=0.5, return_indices=True, _random_samples=_samples),
            call(distinct(2, *_size), (3, 2, 1)[:_n], (2, 3, 4)[:_n], _random_samples=unit(1, 2, _n, grad=False)),
            complex=False,
        )
