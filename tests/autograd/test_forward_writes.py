"""Forward mode: a write in place is seen in the tangents of all that shares the memory, and of nothing else."""

from __future__ import annotations

import pytest
from beside import attempt, both

import flambeau as fl


def dual(torch):
    fw = torch.autograd.forward_ad
    primal, tangent = torch.tensor([1.0, 2.0, 3.0, 4.0]), torch.tensor([1.0, 10.0, 100.0, 1000.0])
    return fw.make_dual(primal, tangent), primal, tangent


def tangents(torch, *tensors):
    found = [torch.autograd.forward_ad.unpack_dual(t).tangent for t in tensors]
    return [None if t is None else t.tolist() for t in found]


@both
def test_a_base_that_is_written_to(torch):
    with torch.autograd.forward_ad.dual_level():
        x, *_ = dual(torch)
        base = x * 1
        view = base[1:]
        inner = view[:1]
        steps = []
        for write in (
            lambda: base.mul_(3),
            lambda: view.mul_(2),
            lambda: inner.add_(x[0]),
            lambda: base.copy_(torch.ones(4)),
            lambda: base.add_(x),
            lambda: base.__setitem__(0, x[2]),
            lambda: base.zero_(),
        ):
            write()
            steps.append(tangents(torch, base, view, inner))
        return steps


@both
def test_a_dual_that_is_written_to_through_views(torch):
    with torch.autograd.forward_ad.dual_level():
        x, primal, _ = dual(torch)
        view, square = x[1:], x.view(2, 2)
        inner = view[1:]
        inner.mul_(2)
        view.add_(1)
        square[0, 0] = 5.0
        steps = [tangents(torch, x, view, inner, square, primal)]
        x.mul_(3)
        return [*steps, tangents(torch, x, view, inner, square, primal), primal.tolist()]


@both
def test_a_tangent_that_is_the_primal_itself(torch):
    with torch.autograd.forward_ad.dual_level():
        p = torch.tensor([1.0, 2.0, 3.0])
        x = torch.autograd.forward_ad.make_dual(p, p)
        x.mul_(3)
        return tangents(torch, x), p.tolist()


@both
def test_nested_levels(torch):
    def f(x):
        view = x[1:]
        view.mul_(x[0].detach() * 2)
        view[:1].add_(view[1] * 3)
        return x**2

    x, v = torch.tensor([1.0, 2.0, 3.0]), torch.tensor([1.0, 2.0, 3.0])
    inner = lambda t: torch.func.jvp(lambda u: f(u.clone()), (t,), (t,))[1]  # noqa: E731
    return torch.func.jvp(inner, (x,), (v,))


@both
def test_make_dual_refuses(torch):
    fw = torch.autograd.forward_ad
    with fw.dual_level():
        x, primal, tangent = dual(torch)
        return attempt(lambda: fw.make_dual(x, tangent)), attempt(lambda: fw.make_dual(primal, tangent[:2]))


@both
def test_second_order_over_reverse(torch):
    def f(x, s):
        y = x.clone()
        y[:, 2] = s
        return (y**3).sum()

    x, s = torch.arange(6.0).reshape(2, 3), torch.tensor([1.0, 2.0])
    return torch.func.jvp(torch.func.grad(f, argnums=(0, 1)), (x, s), (x + 1, s + 1))[1]


@both
def test_views_made_before_their_base_had_a_tangent(torch):
    with torch.autograd.forward_ad.dual_level():
        x, *_ = dual(torch)
        base = torch.zeros(2, 2)
        row, transposed, whole = base[0], base.t(), base.view(4)
        inner = row[1:]
        with torch.no_grad():
            quiet = base[1]
        apart = base.detach()
        base.copy_(x.view(2, 2))
        seen = tangents(torch, row, transposed, whole, inner, quiet, apart, transposed * row, inner.exp())
        row.mul_(2)
        whole.add_(x)
        return [seen, tangents(torch, base, row, transposed, whole, inner)]


@both
def test_a_view_beside_another_that_was_written_to(torch):
    with torch.autograd.forward_ad.dual_level():
        x, *_ = dual(torch)
        base = torch.zeros(4)
        first, second, crossing = base[:2], base[2:], base[1:3]
        first.copy_(x[2:])
        return tangents(torch, base, first, second, crossing, crossing * 2)


@pytest.mark.parametrize("op", ["div_", "hypot_", "atan2_", "pow_", "copysign_"])
@both
def test_a_tensor_from_outside_the_vmap_is_written_to_once(torch, op):
    """What is saved for backward is not taken for overwritten by the write that made it."""
    versions = []

    def quotients(x):
        whole = torch.tensor([[1.5, 2.5, 3.5]] * 2, dtype=torch.float64)
        getattr(whole[0], op)(x)
        versions.append(whole._version)
        return whole

    func = torch.func
    x = torch.tensor([1.25, 0.5, 2.0], dtype=torch.float64)
    by_columns = func.jacrev(func.jacfwd(quotients))(x)
    assert torch.allclose(by_columns, func.jacfwd(func.jacrev(quotients))(x))
    return versions[0], by_columns.sum((0, 1, 2)).tolist()


def test_views_of_an_expanded_inference_tensor_have_tangents():
    with fl.inference_mode():
        x, direction = fl.tensor([[1.0], [2.0]]), fl.tensor([[3.0], [4.0]])

    def views(x):
        wide = x.expand(2, 3)
        return wide.t(), wide[1], wide.unsqueeze(0).permute(2, 0, 1), wide.as_strided((2, 2), (1, 0))

    found = fl.func.jvp(views, (x,), (direction,))[1]
    for tangent, expected in zip(found, views(direction), strict=True):
        assert tangent.tolist() == expected.tolist()


@both
def test_a_primal_has_no_tangent(torch):
    """What is computed from a primal does not move with what the dual came from."""
    fw = torch.autograd.forward_ad
    with fw.dual_level():
        x, *_ = dual(torch)
        moved = []
        for y in (x * x, x[1:], (x * 2)[1:].view(3, 1), x):
            primal = fw.unpack_dual(y).primal
            for z in (primal, primal * primal, (primal * y)):
                tangent = fw.unpack_dual(z).tangent
                moved.append([] if tangent is None or not tangent.any() else tangent.flatten().tolist())
        return moved
