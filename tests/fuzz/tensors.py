"""Tensors of every sort: all dtypes, 0 to 8 dimensions, empty, overlapping, meta, inference, with a graph."""

from __future__ import annotations

from collections.abc import Callable

import flambeau as fl

from .objects import HUGE, INF, NAN

Tensor = fl.Tensor
Maker = Callable[[], Tensor]


def _matrix() -> Tensor:
    return fl.arange(12, dtype=fl.float32).reshape(3, 4)


def _with_graph() -> Tensor:
    return fl.ones(2, 2, requires_grad=True) * 2


def _inference() -> Tensor:
    with fl.inference_mode():
        return fl.ones(3, 4)


def _private_layout() -> Tensor:
    return fl.nn.functional.conv2d(fl.ones(2, 3, 5, 5), fl.ones(8, 3, 3, 3))


def _view_of_written() -> Tensor:
    base = fl.ones(4, 3)
    view = base.t()
    base.mul_(2)
    return view


COMMON: list[Maker] = [
    _matrix,
    lambda: _matrix().t(),
    lambda: fl.ones(3, 4),
    lambda: fl.ones(4, 3),
    lambda: fl.ones(4, 4),
    lambda: fl.arange(12.0),
    lambda: fl.arange(4.0),
    lambda: fl.arange(12.0)[::2],
    lambda: fl.tensor(2.5),
    lambda: fl.ones(1, 1, 1, 1),
    lambda: fl.ones(2, 3, 4),
    lambda: fl.ones(2, 4, 4),
    lambda: fl.ones(2, 3, 4, 5),
    lambda: fl.ones(2, 4, 8, 8),
    lambda: fl.ones(2, 4, 5, 5, 5),
    lambda: fl.ones(2, 2, requires_grad=True),
    lambda: fl.ones(3, 4, requires_grad=True),
    lambda: fl.tensor([0, 1]),
    lambda: fl.tensor(3),
    lambda: fl.tensor([[0, 1], [1, 0]]),
    lambda: fl.ones(3, 4, dtype=fl.bool),
    lambda: fl.ones(3, 4, dtype=fl.float64),
]

RARE: list[Maker] = [
    lambda: fl.zeros(0),
    lambda: fl.zeros(0, 3),
    lambda: fl.zeros(3, 0, 2),
    lambda: fl.zeros(2, 0, 4, 4),
    lambda: fl.zeros(0, dtype=fl.int64),
    lambda: fl.zeros(0, 1).expand(0, 2**40),
    lambda: fl.ones(1, 2, 1, 2, 1),
    lambda: fl.ones(2, 1, 2, 1, 2, 1),
    lambda: fl.ones(1, 2, 1, 1, 2, 1, 2),
    lambda: fl.ones(2, 1, 2, 1, 1, 2, 1, 2),
    lambda: fl.ones(1, 1, 1, 1, 1, 1, 1, 1),
    lambda: fl.tensor([NAN, INF, -INF, -0.0]),
    lambda: fl.tensor(NAN),
    lambda: fl.full((3, 3), 1e38),
    lambda: _matrix().half(),
    lambda: _matrix().bfloat16(),
    lambda: fl.arange(12.0).to(fl.complex64).reshape(2, 6),
    lambda: fl.ones(2, 2, dtype=fl.complex128, requires_grad=True),
    lambda: fl.arange(12),
    lambda: fl.arange(12).int().reshape(3, 4),
    lambda: fl.tensor([-1, 5, HUGE, -HUGE]),
    lambda: fl.full((3, 3), -(2**63), dtype=fl.int64),
    lambda: fl.tensor([True, False, True]),
    lambda: fl.tensor(True),
    lambda: fl.tensor([200, 7], dtype=fl.uint8),
    lambda: fl.tensor([-128, 127], dtype=fl.int8),
    lambda: fl.tensor([-32768, 5], dtype=fl.int16),
    lambda: fl.ones(1).expand(3, 4),
    lambda: fl.zeros(2, 3).as_strided((3, 3), (1, 1)),
    lambda: fl.ones(2, 3, 4, 4).to(memory_format=fl.channels_last),
    lambda: fl.ones(3, 4, device="meta"),
    lambda: fl.ones(2, 4, 8, 8, device="meta", requires_grad=True),
    lambda: fl.ones((), device="meta"),
    lambda: fl.empty(2**20, 2**20, device="meta"),
    lambda: fl.empty(2**40, dtype=fl.int64, device="meta"),
    lambda: fl.ones(4, dtype=fl.int64, device="meta"),
    lambda: fl.nn.Parameter(fl.ones(4)),
    lambda: fl.nn.Parameter(fl.ones(3, 4)),
    lambda: fl.ones(70_000),
    _with_graph,
    _inference,
    _private_layout,
    _view_of_written,
]
