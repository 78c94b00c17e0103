"""Calls of elementwise kernels: the operands for a dtype, the call as its row writes it, and the right values."""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np
from elementwise_table import ENTRIES, ROWS, Row
from inputs import integers, lists
from wide import WIDE, WIDE_COMPLEX, Array, ulps

import flambeau as fl

NUMPY = {
    name: np.dtype(name)
    for name in (
        *("bool", "uint8", "int8", "int16", "int32", "int64", "uint16", "uint32", "uint64"),
        *("float32", "float64", "complex64", "complex128"),
    )
}
# What kernels have loops for; the 16-bit floats go through float32's.
KERNELS = {
    name: [str(dtype).removeprefix("torch.") for dtype in dtypes]
    for name, dtypes in fl._core.elementwise_kernels().items()
}


@np.errstate(all="ignore")
def operands(name: str, dtype: str, numbers: int | None = None) -> list[Array]:
    """Random operands for a kernel, the same ones every time."""
    row, kind = ROWS[name], NUMPY[dtype]
    rng = np.random.default_rng(zlib.crc32(f"{name} {dtype}".encode()))
    n = numbers or row.numbers
    if kind.kind in "bui":
        drawn = [integers(rng, n, kind) for _ in range(row.operands)]
        if row.right is np.lcm or name in ("gcd", "div_floor", "div_trunc", "remainder", "fmod"):
            drawn[-1] = np.where(drawn[-1] == 0, 1, drawn[-1]).astype(kind)
    elif kind.kind == "c":
        parts = lists(rng, n, f"f{kind.itemsize // 2}", 2 * row.operands)
        parts = [within(part) for part in parts]
        drawn = [(re + 1j * im).astype(kind) for re, im in zip(parts[::2], parts[1::2], strict=True)]
    else:
        drawn = lists(rng, n, kind, row.operands)
    return [np.ascontiguousarray(x) for x in (row.domain(*drawn) if row.domain else drawn)]


def within(part: Array) -> Array:
    """Parts of complex numbers: finite, and so that no product of two leaves the range."""
    size = np.abs(part)
    return np.where((size == 0) | ((size > 2.0**-30) & (size < 60)), part, 1.25).astype(part.dtype)


def computed(row: Row, name: str, x: list[Any]) -> Any:
    """The kernel's result for tensors."""
    return (row.call or ENTRIES[name])(*x)


def right_values(row: Row, dtype: str, x: list[Array]) -> Array:
    """In wider arithmetic; integers in int64, which wraps as theirs does."""
    kind = NUMPY[dtype].kind
    if not row.native:
        wide = {"f": WIDE, "c": WIDE_COMPLEX, "b": np.bool_}.get(kind, np.int64)
        x = [v.astype(wide) for v in x]
    return np.asarray(row.right(*x))


@np.errstate(all="ignore")
def error_of(name: str, dtype: str) -> tuple[float, str]:
    """The largest error of a kernel in ulps, and where."""
    row = ROWS[name]
    x = operands(name, dtype)
    result = computed(row, name, [fl.from_numpy(v) for v in x]).numpy()
    right = right_values(row, dtype, x)
    if result.dtype.kind in "bui":
        wrong = result != right.astype(result.dtype)
    else:
        scale: Any = 0.0
        if row.scale:
            kind = WIDE_COMPLEX if NUMPY[dtype].kind == "c" else WIDE
            terms = [np.abs(term) for term in row.scale(*[v.astype(kind) for v in x])]
            scale = np.nan_to_num(np.maximum.reduce(terms), nan=0.0, posinf=0.0)
        error = ulps(result, right, scale)
        if row.signs and result.dtype.kind == "f":
            error = np.where((result == 0) & (right == 0) & (np.signbit(result) != np.signbit(right)), np.inf, error)
        worst = int(np.argmax(error))
        return float(error[worst]), f"{[v[worst] for v in x]}: {result[worst]!r}, right {right[worst]!r}"
    worst = int(np.argmax(wrong))
    return np.inf if wrong.any() else 0.0, f"{[v[worst] for v in x]}: {result[worst]!r}, right {right[worst]!r}"
