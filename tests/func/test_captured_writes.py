"""Functions that write in place to copies of what they captured, under transforms, beside PyTorch's."""

from __future__ import annotations

from typing import Any

import pytest
from beside import agree, rounded

import flambeau as fl


def by_grad(torch: Any, f: Any, x: Any) -> Any:
    return torch.func.grad(lambda z: f(z).sum())(x)


def by_jacrev(torch: Any, f: Any, x: Any) -> Any:
    return torch.func.jacrev(f)(x)


def by_jacfwd(torch: Any, f: Any, x: Any) -> Any:
    return torch.func.jacfwd(f)(x)


def by_jvp(torch: Any, f: Any, x: Any) -> Any:
    return torch.func.jvp(f, (x,), (torch.ones_like(x),))[1]


def of_the_input(y: Any, z: Any) -> Any:
    q = z.clone()
    q.mul_(y)
    return q.sin()


def of_the_captured(y: Any, z: Any) -> Any:
    q = y.clone()
    q.mul_(z)
    return q.sin()


def twice(y: Any, z: Any) -> Any:
    q = y.clone()
    q.mul_(z)
    q.mul_(z)
    return q.sin()


def and_again(y: Any, z: Any) -> Any:
    q = y.clone()
    q.mul_(z)
    return (q * z).sin()


def at_an_index(y: Any, z: Any) -> Any:
    q = y.clone()
    q[0] = z[1]
    return q * q * z


def through_a_view(y: Any, z: Any) -> Any:
    q = y.clone()
    q[:1].mul_(z[1:])
    return q * z


def over_the_input(y: Any, z: Any) -> Any:
    q = z.clone()
    q.mul_(y)
    q[0] = y[0]
    return q.sin()


def by_vmap(torch: Any, f: Any, x: Any) -> Any:
    return torch.func.vmap(f)(torch.stack([x, x + 1]))


WRITES = [of_the_input, of_the_captured, twice, and_again, at_an_index, through_a_view, over_the_input]
TRANSFORMS = [by_grad, by_jacrev, by_jacfwd, by_jvp]


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("inner", TRANSFORMS)
@pytest.mark.parametrize("outer", [*TRANSFORMS, by_vmap])
def test_second_derivatives(outer, inner, write):
    def program(torch):
        x, w = torch.tensor([0.3, 0.7], dtype=torch.float64), torch.tensor([0.5, 1.7], dtype=torch.float64)

        def f(x):
            y = x * w
            return inner(torch, lambda z: write(y, z), x)

        return rounded(outer(torch, f, x).tolist())

    agree(program)


@pytest.mark.parametrize("inner", [by_jacfwd, by_jvp])
def test_an_outside_leaf_gets_its_gradient(inner):
    def program(torch):
        x = torch.tensor([0.3, 0.7], dtype=torch.float64)
        w = torch.tensor([0.5, 1.7], dtype=torch.float64, requires_grad=True)
        out = inner(torch, lambda z: of_the_input(x * w, z), x)
        return rounded(torch.autograd.grad(out.sum(), w)[0].tolist())

    agree(program)


@pytest.mark.parametrize("outer", [by_grad, by_jacrev])
def test_an_inner_gradient_by_something_else_leaves_no_history(outer):
    x, w = fl.tensor([0.3, 0.7]), fl.tensor([0.5, 1.7])
    assert not outer(fl, lambda x: by_grad(fl, lambda z: (z * x).sin(), w), x).requires_grad


@pytest.mark.parametrize("inner", [by_jacfwd, by_jvp])
def test_a_tensor_multiplied_by_itself_in_place(inner):
    def doubled(z: Any) -> Any:
        q = z * 1
        return q.mul_(q)

    x = fl.tensor([3.0, 5.0])  # PyTorch's tangent is wrong here: it multiplies by what has been overwritten
    found = inner(fl, doubled, x)
    assert (found.diagonal() if found.dim() == 2 else found).tolist() == [6.0, 10.0]
