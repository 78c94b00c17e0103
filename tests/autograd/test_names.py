"""PyTorch's other public names of autograd: what they accept and do on a CPU."""

from __future__ import annotations

import pytest
from beside import attempt, both


@both
def test_variable(torch):
    variable = torch.autograd.Variable
    x = torch.ones(2, requires_grad=True)
    made = variable(torch.ones(2), requires_grad=True), variable(x), variable(x * 2, requires_grad=True), variable()
    kinds = isinstance(x, variable), isinstance(3, variable), torch.autograd.variable.Variable is variable
    return made, kinds, type(made[0]) is torch.Tensor, attempt(lambda: variable([1.0]))


@both
def test_settings_of_devices(torch):
    with torch.autograd.set_multithreading_enabled(False), torch.autograd.enforce_grad_layout_policy(True):
        x = torch.ones(2, requires_grad=True)
        (x * 2).sum().backward()
    torch.autograd.set_multithreading_enabled(True)
    torch.autograd.graph.set_warn_on_accumulate_grad_stream_mismatch(True)
    torch.autograd.graph.set_override_stale_capture_stream(False)
    return x.grad, issubclass(torch.autograd.NestedIOFunction, torch.autograd.Function)


@both
def test_functionalize(torch):
    x = torch.zeros(2)
    return (
        torch.func.functionalize(lambda t: t.clone().add_(1))(x),
        torch.func.functionalize(lambda t: t.add_(1), remove="mutations_and_views")(x),
        x,
        attempt(lambda: torch.func.functionalize(lambda t: t, remove="all")(x)),
    )


@pytest.mark.parametrize("recurse", [True, False])
@both
def test_debug_unwrap(torch, recurse):
    seen = []

    def f(x):
        inside = torch.func.debug_unwrap(x, recurse=recurse)
        seen.append(inside.tolist() if recurse else tuple(inside.shape))
        return x

    torch.vmap(torch.vmap(f))(torch.ones(2, 3))
    return seen, torch.func.debug_unwrap(torch.ones(1))


@both
def test_batched_gradients_of_a_wrong_shape(torch):
    x = torch.ones(2, requires_grad=True)
    return torch.autograd.grad(x * 2, x, torch.ones(3, 3), is_grads_batched=True)
