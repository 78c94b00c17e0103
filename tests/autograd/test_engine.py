"""The engine: what backward does to graphs, large and small, and what its errors say."""

import gc
import inspect
import re

import pytest

import flambeau as torch


def line() -> int:
    return inspect.currentframe().f_back.f_lineno


def test_a_product_and_its_gradient():
    a = torch.tensor([1.0, 2.0], requires_grad=True)
    b = torch.tensor([3.0, 4.0], requires_grad=True)
    (a * b).sum().backward()
    assert a.grad.tolist() == [3.0, 4.0]
    assert b.grad.tolist() == [1.0, 2.0]


def test_gradients_accumulate_and_are_not_shared():
    x = torch.ones(3, requires_grad=True)
    y = torch.ones(3, requires_grad=True)
    given = torch.ones(3)
    (x + y).backward(given)
    assert len({t.data_ptr() for t in (x.grad, y.grad, given)}) == 3
    (x + y).backward(given)
    assert x.grad.tolist() == [2.0, 2.0, 2.0]
    assert given.tolist() == [1.0, 1.0, 1.0]


def test_broadcast_gradients_are_summed_back():
    x = torch.ones(2, 1, 3, requires_grad=True)
    y = torch.ones(4, 1, requires_grad=True)
    (x * y).sum().backward()
    assert x.grad.shape == (2, 1, 3)
    assert y.grad.tolist() == [[6.0]] * 4


def test_a_million_nodes_are_built_differentiated_and_dropped():
    x = torch.tensor([1.0], requires_grad=True)
    y = x
    for _ in range(1_000_000):
        y = y + 0.0
    y.backward()
    assert x.grad.tolist() == [1.0]
    del y
    gc.collect()


def test_a_deep_graph_that_is_never_differentiated_is_dropped():
    x = torch.tensor([1.0], requires_grad=True)
    y = x
    for _ in range(300_000):
        y = y * 1.0
    del y, x
    gc.collect()


def test_a_hundred_thousand_steps_use_constant_memory():
    w = torch.ones(100, requires_grad=True)

    def step():
        loss = ((w * 2.0).tanh().sum() - 1.0) ** 2
        loss.backward()
        with torch.no_grad():
            w.sub_(w.grad, alpha=1e-3)
        w.grad = None

    for _ in range(100):
        step()
    before = torch._core.memory_stats()["in_use"]
    for _ in range(100_000):
        step()
    assert torch._core.memory_stats()["in_use"] <= before + 4096


def test_create_graph_cycles_are_collected():
    for _ in range(3):
        x = torch.ones(1000, requires_grad=True)
        (x * x).sum().backward(create_graph=True)
    del x
    gc.collect()
    before = torch._core.memory_stats()["in_use"]
    for _ in range(200):
        x = torch.ones(1000, requires_grad=True)
        (x**3).sum().backward(create_graph=True)
    del x
    gc.collect()
    assert torch._core.memory_stats()["in_use"] <= before


def test_an_overwritten_tensor_is_reported_with_both_lines():
    x = torch.ones(3, requires_grad=True)
    y = x * 2
    saved_at = line() + 1
    z = y * y
    overwritten_at = line() + 1
    y.add_(1)
    with pytest.raises(RuntimeError, match="modified by an inplace operation") as caught:
        z.sum().backward()
    text = str(caught.value)
    assert re.search(rf"test_engine\.py:{saved_at}\b", text), text
    assert re.search(rf"test_engine\.py:{overwritten_at}\b", text), text


def test_a_second_backward_is_reported_with_both_lines():
    x = torch.ones(3, requires_grad=True)
    made_at = line() + 1
    y = (x * x).sum()
    freed_at = line() + 1
    y.backward()
    with pytest.raises(RuntimeError, match="backward through the graph a second time") as caught:
        y.backward()
    text = str(caught.value)
    assert re.search(rf"test_engine\.py:{made_at}\b", text), text
    assert re.search(rf"test_engine\.py:{freed_at}\b", text), text


def test_retained_graphs_can_be_walked_again():
    x = torch.tensor(3.0, requires_grad=True)
    y = x * x
    y.backward(retain_graph=True)
    y.backward()
    assert x.grad.item() == 12.0


def test_a_graph_that_saved_nothing_may_be_walked_twice():
    x = torch.ones(2, requires_grad=True)
    y = (x + 1).sum()
    y.backward()
    y.backward()
    assert x.grad.tolist() == [2.0, 2.0]


def test_next_functions_lead_down_to_the_leaf():
    a = torch.ones(2, requires_grad=True)
    d = torch.sin(a) * 2 + 1
    names = []
    node = d.grad_fn
    while node is not None:
        names.append(type(node).__name__)
        node = node.next_functions[0][0] if node.next_functions else None
    assert names == ["AddBackward0", "MulBackward0", "SinBackward0", "AccumulateGrad"]
    assert d.grad_fn.next_functions[1] == (None, 0)
    assert repr(d.grad_fn).startswith("<AddBackward0 object at 0x")
    assert d.grad_fn.next_functions[0][0].next_functions[0][0].next_functions[0][0].variable is a


def test_grad_of_grad():
    x = torch.tensor(2.0, requires_grad=True)
    (first,) = torch.autograd.grad(x**4, x, create_graph=True)
    (second,) = torch.autograd.grad(first, x, create_graph=True)
    (third,) = torch.autograd.grad(second, x)
    assert (first.item(), second.item(), third.item()) == (32.0, 48.0, 48.0)


def test_grad_with_respect_to_an_intermediate_result():
    x = torch.tensor(2.0, requires_grad=True)
    y = x * 3
    z = y * y
    gy, gx = torch.autograd.grad(z, (y, x))
    assert (gy.item(), gx.item()) == (12.0, 36.0)


def test_unused_inputs():
    x = torch.ones(1, requires_grad=True)
    y = torch.ones(1, requires_grad=True)
    with pytest.raises(RuntimeError, match="appears to not have been used in the graph"):
        torch.autograd.grad(x * 2, (x, y))
    assert torch.autograd.grad(x * 2, (x, y), allow_unused=True)[1] is None
    assert torch.autograd.grad(x * 2, (x, y), materialize_grads=True)[1].tolist() == [0.0]


def test_backward_into_chosen_inputs_only():
    x = torch.ones(2, requires_grad=True)
    y = torch.ones(2, requires_grad=True)
    z = x * 2
    (z * y).sum().backward(inputs=[z, y])
    assert x.grad is None
    assert z.grad.tolist() == [1.0, 1.0]
    assert y.grad.tolist() == [2.0, 2.0]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: torch.ones(2).sum().backward(), "does not require grad and does not have a grad_fn"),
        (
            lambda: (torch.ones(2, requires_grad=True) * 2).backward(),
            "grad can be implicitly created only for scalar outputs",
        ),
        (lambda: (torch.ones(2, requires_grad=True) * 2).backward(torch.ones(3)), "Mismatch in shape"),
        (lambda: torch.ones(2, dtype=torch.int64, requires_grad=True), "floating point and complex dtype"),
        (
            lambda: torch.ones(2, requires_grad=True).add_(1),
            "a leaf Variable that requires grad is being used in an in-place",
        ),
        (lambda: torch.ones(2, requires_grad=True)[0].add_(1), "a view of a leaf Variable that requires grad"),
    ],
)
def test_misuse_is_explained(make, message):
    with pytest.raises(RuntimeError, match=message):
        make()


def test_hooks_see_and_replace_gradients():
    x = torch.ones(2, requires_grad=True)
    y = x * 3
    seen = []
    y.register_hook(lambda g: seen.append(g.tolist()))
    handle = x.register_hook(lambda g: g * 10)
    (y * 2).sum().backward()
    assert seen == [[2.0, 2.0]]
    assert x.grad.tolist() == [60.0, 60.0]
    handle.remove()
    x.grad = None
    (x * 3).sum().backward()
    assert x.grad.tolist() == [3.0, 3.0]


def test_retain_grad_keeps_the_gradient_of_an_intermediate():
    x = torch.ones(2, requires_grad=True)
    y = x * 3
    y.retain_grad()
    (y * y).sum().backward()
    assert y.grad.tolist() == [6.0, 6.0]
    assert y.retains_grad


def test_in_place_ops_rewrite_history():
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 2
    y.mul_(y.detach().clone())
    y.exp_()
    y.sum().backward()
    expected = [torch.tensor(2.0 * 2.0).exp().item() * 2 * 2, torch.tensor(4.0 * 4.0).exp().item() * 4 * 2]
    assert x.grad.tolist() == pytest.approx(expected)


def test_a_write_through_a_view_reaches_its_base_and_its_siblings():
    x = torch.ones(4, requires_grad=True)
    base = x * 1
    left, whole = base[:2], base.view(2, 2)
    left.mul_(3)
    assert type(base.grad_fn).__name__ == "CopySlices"
    (whole * torch.tensor([[1.0, 10.0], [100.0, 1000.0]])).sum().backward()
    assert x.grad.tolist() == [3.0, 30.0, 100.0, 1000.0]


def test_a_view_made_before_its_base_requires_grad_gains_the_history():
    base = torch.zeros(3)
    view = base[1:]
    x = torch.ones(3, requires_grad=True)
    base.copy_(x * 2)
    assert view.requires_grad
    view.sum().backward()
    assert x.grad.tolist() == [0.0, 2.0, 2.0]


def test_assignment_by_index_is_differentiable():
    x = torch.ones(3, requires_grad=True)
    v = torch.tensor(5.0, requires_grad=True)
    y = x * 1
    y[1] = v
    (y * torch.tensor([1.0, 2.0, 3.0])).sum().backward()
    assert x.grad.tolist() == [1.0, 0.0, 3.0]
    assert v.grad.item() == 2.0


def test_detach_shares_memory_and_versions():
    x = torch.ones(2, requires_grad=True)
    y = x * 1
    d = y.detach()
    d.zero_()
    assert y.tolist() == [0.0, 0.0]
    assert y._version == d._version == 1
    assert not d.requires_grad


def test_an_exception_in_a_rule_leaves_the_graph_usable():
    class Fails(torch.autograd.Function):
        active = True

        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            if Fails.active:
                raise ValueError("planted")
            return g * 2

    x = torch.ones(1, requires_grad=True)
    y = Fails.apply(x)
    with pytest.raises(ValueError, match="planted"):
        y.backward(retain_graph=True)
    Fails.active = False
    y.backward()
    assert x.grad.tolist() == [2.0]


def test_backward_inside_backward():
    class Inner(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x.detach() * 1

        @staticmethod
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            with torch.enable_grad():
                y = x.detach().requires_grad_()
                (y**3).sum().backward()
            return g * y.grad

    x = torch.tensor([2.0], requires_grad=True)
    Inner.apply(x).backward()
    assert x.grad.tolist() == [12.0]


def nested_deeply(depth, at_the_bottom):
    """A hook that runs a backward with such a hook, ``depth`` times: some of them in threads of their own."""

    def hook(g):
        if not depth:
            return at_the_bottom()
        x = torch.ones(2, requires_grad=True)
        x.register_hook(nested_deeply(depth - 1, at_the_bottom))
        with torch.enable_grad():
            y = (x * x).sum()
        y.backward()

    return hook


def test_a_pass_nested_deeply_sees_the_running_vmap():
    def f(row):
        x, seen = row.detach().requires_grad_(), []
        x.register_hook(nested_deeply(120, lambda: seen.append(row + torch.rand(2))))
        (x * x).sum().backward()
        return seen[0]

    drawn = torch.vmap(f, randomness="different")(torch.zeros(3, 2))
    assert drawn.shape == (3, 2)
    assert len({tuple(row) for row in drawn.tolist()}) == 3


def test_a_pass_nested_deeply_is_under_the_callers_modes():
    seen = []

    def look():
        seen.append(torch.is_grad_enabled())
        try:
            with torch.autograd.graph.save_on_cpu():
                pass
        except RuntimeError as error:
            seen.append(str(error))

    x = torch.ones(2, requires_grad=True)
    x.register_hook(nested_deeply(120, look))
    with torch.autograd.graph.disable_saved_tensors_hooks("not here"):
        (x * x).sum().backward()
    assert seen == [False, "not here"]


def test_a_pass_nested_deeply_packs_what_it_saves():
    packed = []

    def pack(t):
        packed.append(t)
        return t

    x = torch.ones(2, requires_grad=True)
    x.register_hook(nested_deeply(120, lambda: None))
    with torch.autograd.graph.saved_tensors_hooks(pack, lambda t: t):
        (x * x).sum().backward()
    assert len(packed) == 2 * 121
