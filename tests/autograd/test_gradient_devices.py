"""Gradients live where their tensors do, beside PyTorch's: zeros that nobody computed, gradients that cross over."""

from __future__ import annotations

from typing import Any

import pytest
from beside import Program, agree

PROGRAMS: dict[str, Program] = {}


def program(function: Program) -> Program:
    PROGRAMS[function.__name__] = function
    return function


def leaf(torch: Any, *shape: int, **options: Any) -> Any:
    return torch.ones(*shape, device="meta", requires_grad=True, **options)


def told(*tensors: Any) -> list[Any]:
    return [None if t is None else (str(t.device), tuple(t.shape), str(t.dtype), t.requires_grad) for t in tensors]


def function(torch: Any, forward: Any, backward: Any, **members: Any) -> Any:
    return type("F", (torch.autograd.Function,), {"forward": staticmethod(forward), "backward": staticmethod(backward)})


@program
def an_output_without_gradient(torch):
    seen = []

    def backward(ctx, a, b):
        seen.extend(told(a, b))
        return a, b

    x, y = leaf(torch, 3), leaf(torch, 2, dtype=torch.float64)
    a, _ = function(torch, lambda ctx, x, y: (x * 1, y * 1), backward).apply(x, y)
    a.sum().backward()
    return seen, told(x.grad, y.grad)


@program
def an_output_without_gradient_that_stays_none(torch):
    def forward(ctx, x, y):
        ctx.set_materialize_grads(False)
        return x * 1, y * 1

    x, y = leaf(torch, 3), leaf(torch, 2)
    a, _ = function(torch, forward, lambda ctx, a, b: (a, b)).apply(x, y)
    a.sum().backward()
    return told(x.grad, y.grad)


@program
def a_function_that_returns_none(torch):
    x = leaf(torch, 3)
    y = function(torch, lambda ctx, x: x * 1, lambda ctx, g: None).apply(x)
    (y.sum() + x.sum()).backward()
    return told(x.grad)


@program
def a_function_that_returns_another_device(torch):
    x = leaf(torch, 3)
    function(torch, lambda ctx, x: x * 1, lambda ctx, g: torch.ones(3)).apply(x).sum().backward()


@program
def an_op_with_several_outputs(torch):
    x = leaf(torch, 2, 4)
    values, _ = x.topk(2)
    first, _, _ = x.split((1, 2, 1), 1)
    values.sum().backward()
    first.sum().backward()
    u = leaf(torch, 5)
    mean, _ = torch.var_mean(u)
    mean.backward()
    return told(x.grad, u.grad)


@program
def an_op_with_a_list(torch):
    x, y = leaf(torch, 3), torch.ones(3, device="meta")
    torch.stack([x, y]).unbind()[1].sum().backward()
    return told(x.grad, y.grad)


@program
def broadcast_and_cast(torch):
    x, y = leaf(torch, 3, 1), leaf(torch, 2, dtype=torch.complex64)
    (x * y).sum().backward(torch.ones((), device="meta", dtype=torch.complex64))
    return told(x.grad, y.grad)


@program
def writes_through_views(torch):
    x = leaf(torch, 4)
    z = x * 1
    z[:2].mul_(2)
    z[2:].zero_()
    z.sum().backward()
    return told(x.grad)


@program
def added_up_twice(torch):
    x = leaf(torch, 3)
    for _ in range(2):
        (x * x).sum().backward()
    return told(x.grad)


@program
def recorded(torch):
    x = leaf(torch, 3)
    (g,) = torch.autograd.grad((x**3).sum(), x, create_graph=True)
    (h,) = torch.autograd.grad(g.sum(), x)
    return told(g, h)


@program
def second_order_of_what_is_piecewise_linear(torch):
    x = leaf(torch, 3)
    (g,) = torch.autograd.grad(torch.relu(x).sum(), x, create_graph=True)
    return told(*torch.autograd.grad(g.sum(), x, allow_unused=True))


@program
def unused_and_materialised(torch):
    x, y = leaf(torch, 3), leaf(torch, 2)
    return told(*torch.autograd.grad(x.sum(), [x, y], allow_unused=True, materialize_grads=True))


@program
def hooks(torch):
    seen = []
    x = leaf(torch, 3)
    y = x * 2
    y.retain_grad()
    y.register_hook(lambda g: seen.extend(told(g)))
    y.grad_fn.register_prehook(lambda g: seen.extend(told(*g)))
    y.grad_fn.register_hook(lambda g, _: seen.extend(told(*g)))
    x.register_post_accumulate_grad_hook(lambda t: seen.extend(told(t.grad)))
    y.sum().backward()
    return seen, told(x.grad, y.grad)


@program
def a_hook_that_moves_a_gradient(torch):
    y = leaf(torch, 3) * 2
    y.register_hook(lambda g: torch.ones(3))
    y.sum().backward()


@program
def tangents(torch):
    def f(x):
        return x * x + torch.zeros_like(x), x.detach()

    x = torch.ones(3, device="meta")
    values, derivatives = torch.func.jvp(f, (x,), (x,))
    return told(*values, *derivatives)


@program
def jacobians(torch):
    x = torch.ones(3, device="meta")
    pair = torch.autograd.functional.jacobian(lambda x, y: x * 2, (x, x))
    return told(*pair, *torch.autograd.functional.jvp(lambda x: x.detach() * 2, x, x))


@program
def from_the_meta_device(torch):
    x = torch.ones(3, requires_grad=True)
    x.to("meta").sum().backward()


@program
def a_copy_between_devices(torch):
    x, y = torch.ones(3, requires_grad=True), leaf(torch, 3)
    z = y * 1
    z.copy_(x)
    return told(*torch.autograd.grad(z.sum(), [y]))


@program
def a_root_of_another_device(torch):
    (leaf(torch, 3) * 2).backward(torch.ones(3))


@program
def a_meta_root(torch):
    (torch.ones(3, requires_grad=True) * 2).backward(torch.ones(3, device="meta"))


@program
def what_a_node_takes(torch):
    return [(str(m.device), tuple(m.shape)) for m in (leaf(torch, 3) * 2).grad_fn._input_metadata]


@pytest.mark.parametrize("name", PROGRAMS)
def test_as_in_pytorch(name: str) -> None:
    agree(PROGRAMS[name])
