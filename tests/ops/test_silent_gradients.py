"""`strong_zero` for every elementwise op with derivatives: at operands that are zero, infinite or NaN, elements of the
gradient that only zeros arrive at are exactly zero, at first and second order; all others, where they are
finite, are what they are without it.
"""

from __future__ import annotations

from typing import Any

import pytest
from judges import Trial
from operands import fits, numbered
from samples import OPS
from test_judges import ENTRIES, callee

import flambeau as fl

HARD = [0.0, float("inf"), 1.0, float("-inf"), -0.0, float("nan"), -1.0, 0.5, 1e300, -2.0]
CASES = [
    (key, dtype)
    for key, entry in ENTRIES.items()
    if entry.kind.startswith("elementwise") and any(entry.vjp.values()) and entry.inplace != "only"
    if key != "_to_copy"  # its samples give integers only where they give anything
    for dtype in ("float64", "complex128")
    if dtype == "float64" or OPS[key].complex
]


def gradients(trial: Trial, strong: bool) -> list[Any]:
    """First and second order, with a gradient that is zero at every second element of the result."""
    (out,) = trial.outputs(trial.leaves)
    cotangent = (fl.arange(out.numel()).reshape(out.shape) % 2).to(out.dtype)
    with fl.autograd.strong_zero() if strong else fl.enable_grad():
        first = fl.autograd.grad(out, trial.leaves, cotangent, create_graph=True, allow_unused=True)
        connected = [g for g in first if g is not None and g.requires_grad]
        weights = [fl.ones_like(g) for g in connected]
        second = fl.autograd.grad(connected, trial.leaves, weights, allow_unused=True) if connected else []
    return [*first, *second]


@pytest.mark.parametrize(("key", "dtype"), CASES, ids=[f"{key}-{dtype}" for key, dtype in CASES])
def test_zeros_stay_zeros(key: str, dtype: str) -> None:
    tried = 0
    for seed, sample in numbered(key, OPS[key].samples):
        if not fits(sample, dtype):
            continue
        trial = Trial(callee(ENTRIES[key]), sample, dtype, "contiguous", seed)
        shape = trial.outputs(trial.leaves)[0].shape if trial.leaves else ()
        if not trial.leaves or any(x.shape != shape or x.numel() < 2 for x in trial.leaves):
            continue  # broadcast gradients are sums over zeros and others
        for turn in range(len(HARD)):
            for k, x in enumerate(trial.leaves):
                values = [HARD[(i // 2 + turn * (k + 1)) % len(HARD)] for i in range(x.numel())]
                x.detach().copy_(fl.tensor(values, dtype=x.dtype).reshape(x.shape))
            silent = fl.arange(x.numel()).reshape(shape) % 2 == 0
            for strong, plain in zip(gradients(trial, True), gradients(trial, False), strict=True):
                if strong is None:
                    assert plain is None
                    continue
                assert bool((strong[silent] == 0).all()), (sample, trial.leaves, strong)
                kept = ~silent & plain.isfinite()  # the 0 * inf inside a rule becomes 0, at second order
                assert bool((strong[kept] == plain[kept]).all()), (sample, trial.leaves, strong, plain)
        tried += 1
    assert tried, "no sample whose inputs have the result's shape"


def test_the_test_would_fail_without() -> None:
    """Most of the ops do make NaN of zeros at some of these operands."""
    x = fl.tensor([0.0, 1.0], requires_grad=True)
    (first,) = fl.autograd.grad(x.sqrt(), x, fl.tensor([0.0, 1.0]))
    assert first[0].isnan()
