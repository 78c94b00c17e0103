"""Descriptions of operands, and the maker that turns them into tensors of either library: same numbers, dtype and
layout.

A sample (see samples/) is written with these descriptions, so that one table serves every dtype, memory layout and
judge.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

REAL_OF = {"complex64": "float32", "complex128": "float64"}
FLOATS = ("float16", "bfloat16", "float32", "float64")
COMPLEX = ("complex64", "complex128")
INTEGERS = ("uint8", "int8", "int16", "int32", "int64")
ALL_DTYPES = ("bool", *INTEGERS, *FLOATS, *COMPLEX)
LAYOUTS = ("contiguous", "reversed", "gapped")  # row-major; column-major; every second element of a wider row
# Made only where they change a tensor: one row for all along the first dimension (stride 0); channels last, of 4 or 5.
EXTRA_LAYOUTS = ("expanded", "channels-last")


@dataclass(frozen=True)
class Operand:
    """A tensor to be drawn: uniform in [low, high) (integers where the dtype asks for them), or exactly ``values``."""

    shape: tuple[int, ...] = ()
    low: float = -2.0
    high: float = 2.0
    values: Any = None
    distinct: bool = False  # no two elements closer than 0.4 of their mean distance
    dtype: str | None = None  # None: the dtype under test; "real": its real counterpart
    grad: bool = True  # judged as a differentiable input, where its dtype allows
    reorder: bool = True  # may be given another memory layout
    hermitian: bool = False  # the op reads one triangle of these matrices and means the whole: judged so

    def takes(self, layout: str) -> bool:
        """Whether a tensor so described can have that layout."""
        if layout == "channels-last":
            return self.reorder and len(self.shape) in (4, 5)
        if layout == "expanded":  # values are given, or must not be alike
            return self.reorder and bool(self.shape) and self.shape[0] > 1 and self.values is None and not self.distinct
        return self.reorder

    def kind_of(self, dtype: str) -> str:
        """The dtype this operand has when ``dtype`` is under test."""
        if self.dtype is None:
            return dtype
        return REAL_OF.get(dtype, dtype) if self.dtype == "real" else self.dtype


@dataclass(frozen=True)
class DtypeOf:
    """Stands for a dtype object in arguments: a named one, or with None the dtype under test."""

    name: str | None = None


# How far a sample is judged, when not to second order:
KINK = 0  # a tie or a corner: reverse and forward rule agree on one subgradient, but there is no slope to compare with
UNSMOOTH = -1  # the rule is no derivative by design, or rounds: only the parity tests apply


@dataclass(frozen=True)
class Sample:
    """One call: its arguments, and how often it may be differentiated."""

    args: tuple[Any, ...]
    kwargs: dict[str, Any] = field(default_factory=dict)
    order: int = 2
    dtypes: tuple[str, ...] | None = None  # the only dtypes it makes sense for


def call(*args: Any, order: int = 2, dtypes: tuple[str, ...] | None = None, **kwargs: Any) -> Sample:
    """A sample, written as the call it stands for."""
    return Sample(args, kwargs, order, dtypes)


def val(*shape: int, low: float = -2.0, high: float = 2.0, **more: Any) -> Operand:
    """Any value between -2 and 2."""
    return Operand(shape, low, high, **more)


def pos(*shape: int, **more: Any) -> Operand:
    """Positive values, away from zero."""
    return Operand(shape, 0.3, 1.9, **more)


def unit(*shape: int, **more: Any) -> Operand:
    """Values inside (0, 1)."""
    return Operand(shape, 0.1, 0.9, **more)


def distinct(*shape: int, **more: Any) -> Operand:
    """No ties and no near-ties: for ops whose derivative follows an order."""
    return Operand(shape, distinct=True, **more)


def exact(values: Any, **more: Any) -> Operand:
    """These values, in the dtype under test."""
    return Operand(np.shape(values), values=values, **more)


def index(bound: int, *shape: int) -> Operand:
    """Integers in [0, bound)."""
    return Operand(shape, 0, bound, dtype="int64", grad=False)


def ints(values: Any) -> Operand:
    """These integers, as int64."""
    return Operand(np.shape(values), values=values, dtype="int64", grad=False)


def mask(*shape: int) -> Operand:
    """Booleans."""
    return Operand(shape, dtype="bool", grad=False)


def real(*shape: int, **more: Any) -> Operand:
    """Values of the real dtype that belongs to the dtype under test."""
    return Operand(shape, dtype="real", **more)


def const(operand: Operand) -> Operand:
    """The operand, not differentiated."""
    return replace(operand, grad=False)


def _draw(operand: Operand, dtype: str, rng: np.random.Generator) -> np.ndarray[Any, Any]:
    shape, count = operand.shape, math.prod(operand.shape)
    if operand.values is not None:
        wide = "complex128" if dtype in COMPLEX else "float64" if dtype in FLOATS else "int64"
        return np.asarray(operand.values, dtype=wide)
    if dtype == "bool":
        return rng.integers(0, 2, shape).astype(bool)
    if dtype in INTEGERS:
        if operand.dtype is not None:
            return rng.integers(int(operand.low), int(operand.high), shape)
        if operand.distinct:
            return rng.permutation(count).reshape(shape) - (0 if dtype == "uint8" else count // 2)
        low = 1 if operand.low > 0 else 0 if dtype == "uint8" else -4
        return rng.integers(low, 6, shape)

    def part(low: float, high: float) -> np.ndarray[Any, Any]:
        if operand.distinct:
            steps = rng.permutation(count) + rng.uniform(0.3, 0.7, count)
            return (low + (high - low) * steps / max(count, 1)).reshape(shape)
        return rng.uniform(low, high, shape)

    low, high = operand.low, operand.high
    if dtype in COMPLEX:
        # A domain that excludes zero excludes the branch cut: the imaginary part stays small beside the real one.
        side = (low, high) if low < 0 else (-0.4, 0.4)
        return part(low, high) + 1j * part(*side)
    return part(low, high)


def _lay_out(library: Any, tensor: Any, layout: str) -> Any:
    if layout == "expanded":
        return tensor.narrow(0, 0, 1).expand(tensor.shape)
    if layout == "channels-last":
        return tensor.contiguous(memory_format=getattr(library, f"channels_last{'_3d' * (tensor.ndim == 5)}"))
    if layout == "reversed" and tensor.ndim > 1:
        order = tuple(range(tensor.ndim))[::-1]
        return tensor.permute(order).contiguous().permute(order)
    if layout != "contiguous" and tensor.ndim and tensor.numel() > 1:
        return library.stack([tensor, tensor], -1).flatten(-2)[..., ::2]
    return tensor


class Maker:
    """Builds the arguments of a sample for one library; the same seed gives the same numbers for each library."""

    def __init__(self, library: Any, dtype: str, layout: str = "contiguous", seed: str = "") -> None:
        self.library, self.dtype, self.layout = library, dtype, layout
        self.rng = np.random.default_rng(zlib.crc32(seed.encode()))
        self.leaves: list[Any] = []  # the tensors to differentiate by, in argument order
        self.operands: list[Operand] = []

    def tensor(self, operand: Operand) -> Any:
        """A tensor as described."""
        dtype = operand.kind_of(self.dtype)
        drawn = self.library.from_numpy(np.ascontiguousarray(_draw(operand, dtype, self.rng)).reshape(operand.shape))
        layout = self.layout if operand.takes(self.layout) else "contiguous"
        return _lay_out(self.library, drawn.to(getattr(self.library, dtype)), layout)

    def argument(self, value: Any, grad: bool) -> Any:
        """An argument with every description in it replaced; differentiable ones become leaves when ``grad``."""
        if isinstance(value, Operand):
            made = self.tensor(value)
            if grad and value.grad and value.kind_of(self.dtype) in FLOATS + COMPLEX:
                made.requires_grad_()
                self.leaves.append(made)
                self.operands.append(value)
            return made
        if isinstance(value, DtypeOf):
            return getattr(self.library, value.name or self.dtype)
        if isinstance(value, list):
            return [self.argument(item, grad) for item in value]
        return value

    def call_arguments(self, sample: Sample, *, grad: bool = False) -> tuple[list[Any], dict[str, Any]]:
        """Positional and keyword arguments of the sample."""
        args = [self.argument(value, grad) for value in sample.args]
        return args, {name: self.argument(value, grad) for name, value in sample.kwargs.items()}


def tensors_of(result: Any) -> list[Any]:
    """The tensors in a result: itself, or those of a tuple or list, in order."""
    if isinstance(result, (tuple, list)):
        return [tensor for item in result for tensor in tensors_of(item)]
    return [result] if hasattr(result, "grad_fn") else []


def fits(sample: Sample, dtype: str) -> bool:
    """Whether the sample is meant for the dtype."""
    return sample.dtypes is None or dtype in sample.dtypes


def operands_of(value: Any) -> Iterator[Operand]:
    """The tensors that a sample, or an argument of it, describes."""
    if isinstance(value, Operand):
        yield value
    elif isinstance(value, Sample):
        yield from operands_of([*value.args, *value.kwargs.values()])
    elif isinstance(value, list):
        for item in value:
            yield from operands_of(item)


def layouts_of(sample: Sample, layouts: tuple[str, ...], seen: set[str]) -> tuple[str, ...]:
    """The layouts to make a sample's tensors in: the extra ones for the first sample only that they change."""
    extra = [x for x in EXTRA_LAYOUTS if x not in seen and any(o.takes(x) for o in operands_of(sample))]
    seen.update(extra)
    return (*layouts, *extra)


def refuses_dtype(error: Exception) -> bool:
    """Whether the error says that an op does not take numbers of that kind."""
    text = str(error)
    return "omplex" in text or "not implemented for" in text


def numbered(key: str, samples: list[Sample]) -> Iterator[tuple[str, Sample]]:
    """Samples with the seed that belongs to each."""
    for k, sample in enumerate(samples):
        yield f"{key}/{k}", sample


Function = Callable[..., Any]
