"""Powers at every order: values, whether a graph goes on, and the names of nodes."""

from __future__ import annotations

import pytest
from beside import both

NUMBERS = [0, 1, 2, 3, 4, 2.0, 0.5, -1, True]
BASES = {"number": lambda torch, n: n, "0-d": lambda torch, n: torch.tensor(n, dtype=torch.float64)}


def orders(torch, function, count=4):
    x = torch.tensor([1.5, 2.5], dtype=torch.float64, requires_grad=True)
    y = function(x)
    found, current = [y], y.sum()
    for _ in range(count):
        if not current.requires_grad:
            break
        (g,) = torch.autograd.grad(current, x, create_graph=True)
        found.append((g.detach(), g.requires_grad))
        current = g.sum()
    return found


@pytest.mark.parametrize("given", BASES)
@pytest.mark.parametrize("n", NUMBERS)
@both
def test_of_the_base(torch, n, given):
    return orders(torch, lambda x: x ** BASES[given](torch, n))


@pytest.mark.parametrize("given", BASES)
@pytest.mark.parametrize("n", [1, 2, 0.5])
@both
def test_of_the_exponent(torch, n, given):
    return orders(torch, lambda x: BASES[given](torch, n) ** x)


@pytest.mark.parametrize("n", [1, 2, 3])
@both
def test_other_forms(torch, n):
    return [
        orders(torch, lambda x: (x * 1).pow_(n)),
        orders(torch, lambda x: torch.float_power(x, n)),
        orders(torch, lambda x: torch.square(x)),
    ]
