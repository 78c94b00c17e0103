"""Second and third derivatives of normalisations through vmap: by every way the same, and equal to central differences.

A fused backward pass takes mean and rstd as operands; under vmap it is differentiated as a program of its own, in which
they must not count as constants.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import flambeau as fl
from flambeau import func
from flambeau.nn import functional as F

STEP = 2.0**-17  # error h**2 f''' / 6 + eps f / h, as in tests/ops/judges.py
ALLOWED = 1e-7


def drawn(*shape: int) -> Any:
    return fl.randn(shape, dtype=fl.float64, generator=fl.Generator().manual_seed(len(shape)))


WEIGHT, BIAS = drawn(4), drawn(1, 4)[0]
LOSSES: dict[str, Callable[[Any], Any]] = {
    "layer_norm": lambda x: F.layer_norm(x, (8,)),
    "affine layer_norm": lambda x: F.layer_norm(x.reshape(2, 4), (4,), WEIGHT, BIAS),
    "group_norm": lambda x: F.group_norm(x.reshape(1, 4, 2), 2),
    "affine group_norm": lambda x: F.group_norm(x.reshape(1, 4, 2), 2, WEIGHT, BIAS),
    "batch_norm": lambda x: F.batch_norm(x.reshape(2, 4), None, None, WEIGHT, BIAS, True),
    "instance_norm": lambda x: F.instance_norm(x.reshape(1, 2, 4)),
    "rms_norm": lambda x: F.rms_norm(x, (8,)),
}
CUBES = {name: lambda x, f=f: (f(x) ** 3).sum() for name, f in LOSSES.items()}


def differences(f: Callable[[Any], Any], x: Any) -> Any:
    """The derivative of ``f`` along each element of ``x``, in the last dimension."""
    steps = STEP * fl.eye(x.numel(), dtype=x.dtype).reshape(-1, *x.shape)
    return fl.stack([(f(x + e) - f(x - e)) / (2 * STEP) for e in steps], -1)


def close(a: Any, b: Any, allowed: float) -> bool:
    """Within ``allowed`` of the largest element."""
    return bool((a - b).abs().max() <= allowed * (1 + b.abs().max()))


@pytest.mark.parametrize("name", list(CUBES))
def test_second_order(name: str) -> None:
    loss, x = CUBES[name], drawn(8)
    hessian = func.jacrev(func.jacrev(loss))(x)
    assert close(hessian, hessian.T, 1e-12)
    assert close(hessian, differences(func.grad(loss), x), ALLOWED)
    for way in (func.hessian(loss), func.jacfwd(func.jacfwd(loss)), func.jacrev(func.jacfwd(loss))):
        assert close(way(x), hessian, 1e-12)


@pytest.mark.parametrize("name", list(CUBES))
def test_third_order(name: str) -> None:
    loss, x = CUBES[name], drawn(8)
    third = func.jacrev(func.jacrev(func.jacrev(loss)))(x)
    assert close(third, func.jacfwd(func.jacrev(func.jacfwd(loss)))(x), 1e-11)
    assert close(third, differences(func.hessian(loss), x), ALLOWED)


@pytest.mark.parametrize("name", list(CUBES))
def test_penalty_on_per_sample_gradients(name: str) -> None:
    """The gradient of a function of per-sample gradients, beside a loop without vmap."""
    loss, rows = CUBES[name], drawn(3, 8)
    found = func.grad(lambda rows: (func.vmap(func.grad(loss))(rows) ** 2).sum())(rows)
    leaf = rows.clone().requires_grad_()
    total = fl.zeros((), dtype=fl.float64)
    for row in leaf:
        (slope,) = fl.autograd.grad(loss(row), row, create_graph=True)
        total = total + (slope**2).sum()
    (expected,) = fl.autograd.grad(total, leaf)
    assert close(found, expected, 1e-12)
