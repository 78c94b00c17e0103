"""What merely converts to a number reaches rules and bodies as the number that the op read."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import flambeau as torch
from flambeau import func
from flambeau.ops import custom_op

reference = pytest.importorskip("torch")

seen: list[object] = []


class Two:
    """An index that does not calculate."""

    def __index__(self) -> int:
        return 2


def note(*numbers: object) -> None:
    seen.extend(type(n) for n in numbers)


def scaled_rule(g: Any, k: int, factor: float) -> Any:
    note(k, factor)
    return g * (k * factor)


def scaled_tangent(d_self: Any, k: int, factor: float) -> Any:
    note(k, factor)
    return d_self * (k * factor)


@custom_op(vjp={"self": scaled_rule}, jvp=scaled_tangent)
def scaled(self: torch.Tensor, k: int, factor: float) -> torch.Tensor:
    """k * factor * self."""
    note(k, factor)
    return self * (k * factor)


@pytest.mark.filterwarnings("ignore:There is a performance drop")
@pytest.mark.parametrize("k", [2, Two(), np.int64(2), np.int8(2)], ids=lambda k: type(k).__name__)
@pytest.mark.parametrize("factor", [1.5, np.float32(1.5), np.float64(1.5)], ids=lambda f: type(f).__name__)
def test_rules_get_numbers(k: Any, factor: Any) -> None:
    seen.clear()
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    (gradient,) = torch.autograd.grad(scaled(x, k, factor).sum(), x)
    _, tangent = func.jvp(lambda t: scaled(t, k, factor), (x.detach(),), (torch.ones(2),))
    batched = func.vmap(lambda t: scaled(t, k, factor))(x.detach())
    assert gradient.tolist() == tangent.tolist() == [3.0, 3.0]
    assert batched.tolist() == [3.0, 6.0]
    assert all(issubclass(kind, int | float) for kind in seen), seen


@pytest.mark.parametrize("n", [2, Two(), np.int64(2)], ids=lambda n: type(n).__name__)
def test_orders_of_polygamma(n: Any) -> None:
    x = torch.tensor([1.5], dtype=torch.float64, requires_grad=True)
    (found,) = torch.autograd.grad(torch.polygamma(n, x).sum(), x)
    assert found.item() == pytest.approx(reference.polygamma(3, reference.tensor(1.5, dtype=reference.float64)).item())


@pytest.mark.parametrize("margin", [0, 1, 0.0, np.float32(0.5), True], ids=repr)
def test_bodies_get_floats(margin: Any) -> None:
    """Where a parameter is a float, a whole number is one: integers become floats by it."""
    made = []
    for lib in (torch, reference):
        one, other, target = lib.tensor([1, 5]), lib.tensor([2, 3]), lib.tensor([1, 1])
        loss = lib.nn.functional.margin_ranking_loss(one, other, target, margin=margin, reduction="sum")
        made.append((str(loss.dtype).split(".")[-1], loss.item()))
    assert made[0] == made[1]
