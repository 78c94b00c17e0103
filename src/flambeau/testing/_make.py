"""``make_tensor``: random tensors of any dtype and layout to test with."""

from __future__ import annotations

import math
from typing import Any

from .. import _core
from .. import _functions as ops
from .._core import Tensor
from .._numeric import finfo, iinfo

# The bounds drawn from when none are given: [low, high).
_DEFAULT_BOUNDS = {"boolean": (0, 2), "unsigned": (0, 10), "integer": (-9, 10), "inexact": (-9, 9)}


def _family(dtype: Any) -> str:
    if dtype.is_floating_point or dtype.is_complex:
        return "inexact"
    if dtype == _core.bool:
        return "boolean"
    return "integer" if dtype.is_signed else "unsigned"


def _bounds(dtype: Any, low: float | None, high: float | None) -> tuple[float, float]:
    """The bounds to draw between, no wider than what the dtype can hold."""
    family = _family(dtype)
    default_low, default_high = _DEFAULT_BOUNDS[family]
    low, high = (default_low if low is None else low), (default_high if high is None else high)
    if math.isnan(low) or math.isnan(high):
        raise ValueError(f"`low` and `high` cannot be NaN, but got {low=} and {high=}")
    if low > high:
        raise ValueError(f"`low` must be less than `high`, but got {low} >= {high}")
    if family == "boolean":
        smallest, largest = 0.0, 2.0
    elif family == "inexact":
        smallest, largest = finfo(dtype).min, finfo(dtype).max
    else:
        smallest, largest = iinfo(dtype).min, iinfo(dtype).max
        low, high = math.ceil(max(low, smallest)), math.ceil(min(high, largest))
    low, high = max(low, smallest), min(high, largest)
    if low == high and family != "inexact":
        raise ValueError(f"`low` must be less than `high`, but got {low} >= {high}")
    return low, high


def _uniform(shape: tuple[int, ...], dtype: Any, low: float, high: float) -> Tensor:
    """Numbers uniform between the bounds; drawn at half scale where their distance would overflow."""
    wide = _core.float64 if dtype == _core.float64 else _core.float32
    drawn = ops.rand(shape, dtype=wide)
    if math.isinf(high - low):
        return ((drawn * (high / 2 - low / 2) + low / 2) * 2).to(dtype)
    return (drawn * (high - low) + low).clamp(low, high).to(dtype)


def make_tensor(
    *shape: Any,
    dtype: Any,
    device: Any = "cpu",
    low: float | None = None,
    high: float | None = None,
    requires_grad: bool = False,
    noncontiguous: bool = False,
    exclude_zero: bool = False,
    memory_format: Any = None,
) -> Tensor:
    """A tensor of random elements between two bounds.

    Args:
        shape: integers, or one sequence of them.
        dtype: its element type.
        low: the least value; left out, 0 for booleans and unsigned integers, else -9.
        high: the value that stays just out of reach (floating-point rounding aside); left out, 2 for booleans, 10 for
            integers, 9 for the rest.
        noncontiguous: leave a gap after every element in memory (where there are at least two).
        exclude_zero: put the smallest positive normal number (1 for integers) where a zero was drawn.
        memory_format: a memory format to lay it out in; not together with `noncontiguous`.

    Raises: ValueError unless ``low < high``, for ``requires_grad`` with a bool or integer dtype, and for both
        ``noncontiguous`` and ``memory_format``; RuntimeError for a negative size.

    >>> import flambeau
    >>> x = make_tensor(3, 2, dtype=flambeau.int64, low=0, high=5)
    >>> x.shape, bool((x < 5).all())
    (torch.Size([3, 2]), True)
    """
    if noncontiguous and memory_format is not None:
        raise ValueError(
            f"The parameters `noncontiguous` and `memory_format` are mutually exclusive, got {memory_format}"
        )
    if requires_grad and _family(dtype) != "inexact":
        raise ValueError(f"`requires_grad` must be False for boolean and integral dtypes, but got {dtype=}")
    sizes = tuple(shape[0]) if len(shape) == 1 and not isinstance(shape[0], int) else shape
    low, high = _bounds(dtype, low, high)
    gap = noncontiguous and math.prod(sizes) >= 2
    drawn = (*sizes[:-1], 2 * sizes[-1]) if gap else sizes
    if dtype.is_complex:
        part = _core.float64 if dtype == _core.complex128 else _core.float32
        result = ops.complex(_uniform(drawn, part, low, high), _uniform(drawn, part, low, high)).to(dtype)
    elif dtype.is_floating_point:
        result = _uniform(drawn, dtype, low, high)
    else:
        result = ops.randint(int(low), int(high), drawn, dtype=dtype)
    if exclude_zero:
        smallest = finfo(dtype).tiny if _family(dtype) == "inexact" else 1
        result[result == 0] = smallest
    if gap:
        result = result[..., ::2]
    if memory_format is not None:
        result = result.contiguous(memory_format=memory_format)
    result = result.to(device)
    return result.requires_grad_() if requires_grad else result
