"""Division of 16-bit floats, and numbers beside them: each element as PyTorch's, over all pairs of a few hundred."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")

import flambeau as fl  # noqa: E402 - only where there is something to compare with

SPECIAL = (0.0, -0.0, 0.1, -0.1, 1 / 3, 0.5, -0.5, 1.0, -1.0, 2.0, 3.0, 7.0, 127.0, 257.0, -1e4, 6e-5, 1e-7, 65504.0)
DIVISIONS: dict[str, Callable[[Any, Any, Any], Any]] = {
    "remainder": lambda lib, a, b: lib.remainder(a, b),
    "fmod": lambda lib, a, b: lib.fmod(a, b),
    "floor_divide": lambda lib, a, b: lib.floor_divide(a, b),
    "floor": lambda lib, a, b: lib.div(a, b, rounding_mode="floor"),
    "trunc": lambda lib, a, b: lib.div(a, b, rounding_mode="trunc"),
    "div": lambda lib, a, b: a / b,
}
NUMBERS = (0.1, -0.3, 1 / 3, 2.7, 1e-3, 100.1)
WITH_NUMBER: dict[str, Callable[[Any, Any, Any], Any]] = {
    **DIVISIONS,
    "add": lambda lib, x, v: x + v,
    "sub": lambda lib, x, v: x - v,
    "subtracted from": lambda lib, x, v: v - x,
    "mul": lambda lib, x, v: x * v,
    "multiplied by": lambda lib, x, v: v * x,
    "floor of the number": lambda lib, x, v: v // x,
    "remainder of the number": lambda lib, x, v: v % x,
    "eq": lambda lib, x, v: x == v,
    "lt": lambda lib, x, v: x < v,
    "ge": lambda lib, x, v: x >= v,
    "addcmul": lambda lib, x, v: lib.addcmul(x, x, x, value=v),
    "leaky_relu": lambda lib, x, v: lib.nn.functional.leaky_relu(x, v),
    "hardshrink": lambda lib, x, v: lib.nn.functional.hardshrink(x, v),
    "clamp": lambda lib, x, v: x.clamp(max=v),
    "where": lambda lib, x, v: lib.where(x > 0, x, v),
    "0-d: add": lambda lib, x, v: x + lib.tensor(v),
    "0-d: mul": lambda lib, x, v: x * lib.tensor(v),
    "0-d: eq": lambda lib, x, v: x == lib.tensor(v),
    "0-d: remainder": lambda lib, x, v: x % lib.tensor(v),
    "0-d: floor_divide": lambda lib, x, v: x // lib.tensor(v),
}


def values(dtype: str) -> list[float]:
    rng = np.random.default_rng(0)
    spread = np.exp(rng.uniform(-7, 7, 120)) * rng.choice([-1, 1], 120)
    wide = (1e30, -1e30, 1e-30) if dtype != "float16" else ()
    return [*map(float, rng.normal(size=120) * 4), *map(float, spread), *SPECIAL, *wide, math.inf, -math.inf, math.nan]


def assert_same(ours: Any, theirs: Any, but: Any = None) -> None:
    """Bit for bit, NaN equal to NaN."""
    a, b = ours.double().numpy(), theirs.double().numpy()
    same = ((a == b) & (np.signbit(a) == np.signbit(b))) | (np.isnan(a) & np.isnan(b))
    bad = np.argwhere(~same if but is None else ~(same | but))
    where = tuple(bad[0]) if len(bad) else ()
    assert not len(bad), f"{len(bad)} differ, for instance {where}: {a[where]}, PyTorch's {b[where]}"


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32", "float64"])
@pytest.mark.parametrize("name", list(DIVISIONS))
def test_divisions_of_all_pairs(name: str, dtype: str) -> None:
    drawn = values(dtype)
    results = []
    for library in (fl, torch):
        x = library.tensor(drawn, dtype=getattr(library, dtype))
        results.append(DIVISIONS[name](library, x.unsqueeze(1), x.unsqueeze(0)))
    a, b = np.abs(drawn)[:, None], np.abs(drawn)[None, :]
    with np.errstate(all="ignore"):
        far = (a / b > 1e37) & np.isfinite(a) if name in ("remainder", "fmod") else None
    assert_same(*results, far)  # PyTorch answers NaN where the quotient is beyond float


@pytest.mark.parametrize("dtype", ["uint8", "int8", "int16", "int32", "int64"])
@pytest.mark.parametrize("name", [name for name in DIVISIONS if name != "div"])
def test_divisions_of_integers(name: str, dtype: str) -> None:
    drawn = [v for v in (*range(-20, 21), 127, -128, 100, -100) if dtype != "uint8" or v >= 0]
    results = []
    for library in (fl, torch):
        x = library.tensor(drawn, dtype=getattr(library, dtype))
        results.append(DIVISIONS[name](library, x.unsqueeze(1), x[x != 0].unsqueeze(0)))
    assert_same(*results)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
@pytest.mark.parametrize("name", list(WITH_NUMBER))
def test_numbers_are_rounded_where_pytorch_rounds_them(name: str, dtype: str) -> None:
    for number in NUMBERS:
        if name in ("hardshrink", "leaky_relu") and number < 0:
            continue
        results = []
        for library in (fl, torch):
            x = library.tensor(values(dtype), dtype=getattr(library, dtype))
            results.append(WITH_NUMBER[name](library, x, number))
        assert_same(*results)


NORMALISATIONS: dict[str, Callable[[Any, Any, Any], Any]] = {
    "layer_norm": lambda F, x, w: F.layer_norm(x, (8,), w, w),
    "rms_norm": lambda F, x, w: F.rms_norm(x, (8,), w, 1e-5),
    "group_norm": lambda F, x, w: F.group_norm(x, 2, w, w),
    "batch_norm": lambda F, x, w: F.batch_norm(x, None, None, w, w, True),
    "instance_norm": lambda F, x, w: F.instance_norm(x.reshape(2, 8, 3), None, None, w, w),
}


@pytest.mark.parametrize("parameters", ["float32", "the input's"])
@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
@pytest.mark.parametrize("name", NORMALISATIONS)
@pytest.mark.filterwarnings("ignore:Mismatch dtype between input and weight")
def test_normalisations_beside_parameters_of_either_dtype(name: str, dtype: str, parameters: str) -> None:
    """The result has the dtype of PyTorch's, the input's, and is the right value rounded once, or nearly."""
    rng = np.random.default_rng(0)
    x, w = rng.normal(size=(6, 8)), rng.normal(size=8)
    call = NORMALISATIONS[name]

    def operands(lib: Any) -> Any:
        narrow = getattr(lib, dtype)
        weight = lib.tensor(w, dtype=lib.float32 if parameters == "float32" else narrow)
        return lib.tensor(x, dtype=narrow), weight

    ours = call(fl.nn.functional, *operands(fl))
    exact = call(torch.nn.functional, *(t.double() for t in operands(torch)))
    assert str(ours.dtype) == str(call(torch.nn.functional, *operands(torch)).dtype) == f"torch.{dtype}"
    unit = 2.0**-10 if dtype == "float16" else 2.0**-7
    np.testing.assert_allclose(ours.double().numpy(), exact.numpy(), rtol=unit, atol=unit)
