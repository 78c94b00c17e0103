"""Products are polynomials of their factors: their derivatives of every order are right where factors are zero."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import flambeau as fl
from flambeau.func import grad, hessian, jacfwd, jacrev

PLACES = [1, 0, 1, 1, 0, 1]
INDEX = fl.tensor(PLACES)


def scattered(include_self: bool) -> Callable[[Any], Any]:
    return lambda z: z[:3].scatter_reduce(0, INDEX, z[3:], "prod", include_self=include_self)


def by_index(z: Any) -> Any:
    return z[:3].unsqueeze(1).index_reduce(0, INDEX, z[3:].unsqueeze(1), "prod").squeeze(1)


def placed(include_self: bool) -> Callable[[Any], Any]:
    """What `scattered` computes, factor by factor."""

    def products(z: Any) -> Any:
        out = [z[i] if include_self or i not in PLACES else z.new_ones(()) for i in range(3)]
        for factor, place in zip(z[3:], PLACES, strict=True):
            out[place] = out[place] * factor
        return fl.stack(out)

    return products


def running(z: Any) -> Any:
    out = [z[0]]
    for factor in z[1:]:
        out.append(out[-1] * factor)
    return fl.stack(out)


CASES = {
    "scatter_reduce": (scattered(True), placed(True)),
    "scatter_reduce without self": (scattered(False), placed(False)),
    "index_reduce": (by_index, placed(True)),
    "prod": (lambda z: z.prod(), lambda z: running(z)[-1]),
    "prod of rows": (lambda z: z.view(3, 3).prod(1), lambda z: fl.stack([running(row)[-1] for row in z.view(3, 3)])),
    "cumprod": (lambda z: z.cumprod(0), running),
    "masked.prod": (
        lambda z: fl.masked.prod(z, mask=fl.arange(9) != 4),
        lambda z: running(fl.cat([z[:4], z[5:]]))[-1],
    ),
}
FACTORS = [
    [2.0, 3.0, 5.0, 0.5, 2.0, 0.0, 1.5, -2.0, 3.0],  # one zero
    [2.0, 0.0, 5.0, 0.0, 2.0, 0.0, 1.5, -2.0, 3.0],  # with the start, two more at one place
    [0.0, 3.0, 5.0, 0.0, 0.0, 0.0, 0.0, -2.0, 0.0],
]


@pytest.mark.parametrize("factors", FACTORS, ids=["one", "three", "many"])
@pytest.mark.parametrize("case", CASES)
def test_derivatives_at_zero_factors(case: str, factors: list[float]) -> None:
    product, by_factor = CASES[case]
    z = fl.tensor(factors, dtype=fl.float64)
    weights = fl.linspace(1, 2, product(z).numel(), dtype=fl.float64)
    ways: list[Callable[[Any], Any]] = [grad, hessian, lambda f: jacfwd(jacrev(grad(f))), lambda f: jacrev(hessian(f))]
    for derivative in ways:
        ours = derivative(lambda z: (product(z) * weights).sum())(z)
        assert fl.allclose(ours, derivative(lambda z: (by_factor(z) * weights).sum())(z), rtol=1e-12, atol=1e-12)
