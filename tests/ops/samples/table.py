"""The table of samples that the files of this folder fill, and what several of them use."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from operands import Operand, Sample, call, distinct, exact, val

from flambeau.ops.define import update

INF, NAN = math.inf, math.nan


@dataclass
class OpSamples:
    """An op's samples, and what holds for all of them."""

    samples: list[Sample]
    complex: bool = True  # takes complex numbers; with False it may refuse them
    judged: bool = True  # has derivatives
    shapes_only: bool = False  # the values are undefined by design (empty)
    writes: bool = True  # the in-place form, where there is one, takes these samples
    dtypes: tuple[str, ...] | None = None  # the only dtypes compared with PyTorch


OPS: dict[str, OpSamples] = {}


def of(names: str, *samples: Sample, **flags: Any) -> None:
    """Enters samples for ops named by their key (see `key_of`), several separated by blanks."""
    for name in names.split():
        if name in OPS:
            raise ValueError(f"{name} has samples already")
        OPS[name] = OpSamples(list(samples), **flags)


def key_of(entry: Any) -> str:
    """The table's key: the public name with its namespace; forms that only write carry their underscore."""
    return entry.qualified + ("_" if entry.inplace == "only" else "")


def called(entry: Any) -> Any:
    """The entry as a function of tensors that it may write to: an update returns the lists that it wrote."""
    if entry.kind != update:
        return entry.inplace_function if entry.inplace == "only" else entry.function
    return lambda *args, **kwargs: entry.function(*args, **kwargs) or lists_of(args)


def lists_of(args: Any) -> list[Any]:
    """The tensors in the lists among an update's arguments."""
    return [tensor for arg in args if isinstance(arg, list) for tensor in arg]


def unary(make: Any = val, **kwargs: Any) -> list[Sample]:
    """A matrix, an empty one, a 0-d tensor and one with a dimension of one."""
    return [call(make(*shape), **kwargs) for shape in ((3, 4), (0, 3), (), (2, 1, 3))]


def binary(left: Any = val, right: Any = val, numbers: tuple[Any, ...] = ()) -> list[Sample]:
    """Same shape, broadcasting both ways, 0-d, empty, and Python numbers on the right."""
    shapes = [
        ((3, 4), (3, 4)),
        ((3, 1), (1, 4)),
        ((4,), (2, 3, 4)),
        ((), (3,)),
        ((3,), ()),
        ((), ()),
        ((0, 3), (3,)),
        ((0, 1), (1, 0)),
    ]
    return [call(left(*a), right(*b)) for a, b in shapes] + [call(left(2, 3), number) for number in numbers]


SPECIAL = exact([0.0, -0.0, 1.0, -2.0, INF, -INF, NAN], grad=False)
WIDE = {"low": -4.0, "high": 4.0}


def wide(*shape: int) -> Operand:
    """Values on both sides of every activation's kinks."""
    return val(*shape, **WIDE)


LINES = [
    call(distinct(3, 4), 1),
    call(distinct(3, 4), -2, True),
    call(distinct(), 0),
    call(distinct(0, 3), 1),
    call(distinct(5), dim=0),
]
REDUCTIONS = ("none", "mean", "sum")


def losses(*operands: Any, **kwargs: Any) -> list[Sample]:
    """One sample per way to reduce."""
    return [call(*operands, reduction=how, **kwargs) for how in REDUCTIONS]


LOSS = "nn.functional."

# Matrices that are far from singular, one of them positive definite, and a batch.
MATRIX = [[3.0, 1.0, -0.5], [0.5, 2.5, 1.0], [-1.0, 0.25, 2.0]]
BATCH = [MATRIX, [[1.0, 0.5, 0.0], [0.25, -2.0, 1.0], [0.5, 1.0, 3.0]]]
POSITIVE = [[4.0, 1.0, 0.5], [1.0, 3.0, -0.5], [0.5, -0.5, 2.0]]
POSITIVES = [POSITIVE, [[2.0, 0.0, 0.0], [0.0, 3.0, 1.0], [0.0, 1.0, 1.0]]]
FACTOR = [[2.0, 0.0, 0.0], [0.5, 1.5, 0.0], [-1.0, 0.25, 1.0]]
WIDE_MATRIX = [[3.0, 1.0, -0.5, 0.25], [0.5, 2.5, 1.0, -1.0]]
TALL_MATRIX = [[3.0, 0.5], [1.0, 2.5], [-0.5, 1.0], [0.25, -1.0]]
LAPACK = ("float64", "complex128")  # compared with PyTorch in
