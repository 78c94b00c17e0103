"""`range`, which includes its end."""

from __future__ import annotations

import math
import warnings
from typing import Any

from . import _core
from ._arguments import explain_module
from ._core import Tensor
from ._core import dtype as _dtype
from ._functions import arange
from ._types import as_dtype

__all__ = ["range"]


def range(
    start: float,
    end: float,
    step: float = 1,
    *,
    out: Tensor | None = None,
    dtype: _dtype | None = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """``out[i] = start + i * step``, up to and with ``end``. Deprecated: `arange`, like Python's ranges, ends before.

    Shape: ``(floor((end - start) / step) + 1,)``.
    Dtype: ``dtype``; without it that of ``out``, or the default dtype.
    Raises: RuntimeError for a ``step`` of 0 or of the wrong sign and for a range that is not finite;
        NotImplementedError for bool and complex.

    >>> import warnings, flambeau as torch
    >>> with warnings.catch_warnings(action="ignore"):
    ...     torch.range(1, 2, 0.5)
    tensor([1.0000, 1.5000, 2.0000])
    """
    warnings.warn(
        "torch.range is deprecated and will be removed in a future release because its behavior is inconsistent with "
        "Python's range builtin. Instead, use torch.arange, which produces values in [start, end).",
        UserWarning,
        stacklevel=2,
    )
    if dtype is None:
        dtype = _core.get_default_dtype() if out is None else out.dtype
    kind = as_dtype(dtype)
    if kind is _core.bool or kind.is_complex:
        raise NotImplementedError(f"range is not implemented for {kind}")
    if any(isinstance(x, complex) for x in (start, end, step)):
        raise RuntimeError("range: value cannot be converted to type double without overflow | its ends are real")
    if not math.isfinite(start) or not math.isfinite(end):
        raise RuntimeError(f"unsupported range: {start} -> {end}")
    if not kind.is_floating_point:
        start, end, step = int(start), int(end), int(step)
    if step == 0:
        raise RuntimeError("step must be nonzero")
    if (end - start) * step < 0:
        raise RuntimeError("upper bound and lower bound inconsistent with step sign")
    steps = math.floor((end - start) / step)
    beyond = start + (steps + (0.5 if kind.is_floating_point else 1)) * step
    return arange(start, beyond, step, out=out, dtype=kind, layout=layout, device=device, requires_grad=requires_grad)


explain_module(globals())
