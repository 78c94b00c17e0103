"""Saved tensors, beside PyTorch's: hooks that pack and unpack them, writes they survive, reading them."""

from __future__ import annotations

import gc
import threading
import weakref

import pytest
from beside import Program, agree, both

import flambeau

PROGRAMS: list[Program] = []


def program(function: Program) -> Program:
    """A program of both libraries, which `test_programs_agree` runs with each."""
    PROGRAMS.append(function)
    return function


def leaf(torch, *values):
    return torch.tensor(list(values), requires_grad=True)


def listed(tensor):
    return None if tensor is None else tensor.tolist()


@program
def doc1(torch):
    log = []

    def pack_hook(x):
        log.append(("Packing", listed(x)))
        return x

    def unpack_hook(x):
        log.append(("Unpacking", listed(x)))
        return x

    a = torch.ones(5, requires_grad=True)
    b = torch.ones(5, requires_grad=True) * 2
    with torch.autograd.graph.saved_tensors_hooks(pack_hook, unpack_hook):
        y = a * b
    y.sum().backward()
    return log, a.grad


@program
def doc_mul_alias(torch):
    log = []
    a = leaf(torch, 2.0)
    with torch.autograd.graph.saved_tensors_hooks(lambda x: (log.append(x is a), x)[1], lambda x: x):
        y = a * a
    y.sum().backward()
    return log, a.grad


@program
def unpack_bad(torch):
    a = leaf(torch, 2.0)
    with torch.autograd.graph.saved_tensors_hooks(lambda x: x, lambda x: 3):
        y = a * a
    y.sum().backward()


@program
def unpack_none(torch):
    a = leaf(torch, 2.0)
    with torch.autograd.graph.saved_tensors_hooks(lambda x: x, lambda x: None):
        y = a * a
    y.sum().backward()


@program
def pack_inplace(torch):
    a = leaf(torch, 2.0)

    def pk(x):
        x.mul_(2)
        return x

    with torch.autograd.graph.saved_tensors_hooks(pk, lambda x: x):
        a * 1 * a


@program
def pack_inplace2(torch):
    a = torch.tensor([2.0])
    b = leaf(torch, 3.0)

    def pk(x):
        x.mul_(2)
        return x

    with torch.autograd.graph.saved_tensors_hooks(pk, lambda x: x):
        a * b


@program
def pack_raise(torch):
    a = leaf(torch, 2.0)
    with torch.autograd.graph.saved_tensors_hooks(lambda x: 1 / 0, lambda x: x):
        a * a


@program
def unpack_raise(torch):
    a = leaf(torch, 2.0)
    with torch.autograd.graph.saved_tensors_hooks(lambda x: x, lambda x: 1 / 0):
        y = a * a
    y.sum().backward()


@program
def nested(torch):
    log = []
    a = leaf(torch, 2.0)
    H = torch.autograd.graph.saved_tensors_hooks
    with H(lambda x: (log.append("o"), x)[1], lambda x: (log.append("uo"), x)[1]):
        with H(lambda x: (log.append("i"), x)[1], lambda x: (log.append("ui"), x)[1]):
            y = a.exp()
        z = y.exp()
    w = z.exp()
    w.sum().backward()
    return log, a.grad


@program
def pack_ops_recursion(torch):
    log = []
    a = leaf(torch, 2.0)

    def pk(x):
        log.append(torch.is_grad_enabled())
        return x * 2

    with torch.autograd.graph.saved_tensors_hooks(pk, lambda x: x / 2):
        y = a * a
    y.sum().backward()
    return log, a.grad


@program
def numpy_pack(torch):
    a = leaf(torch, 2.0)
    with torch.autograd.graph.saved_tensors_hooks(lambda x: x.detach().numpy(), lambda x: torch.from_numpy(x)):
        y = (a * 2).exp() * a
    y.sum().backward()
    return a.grad


@program
def double(torch):
    log = []
    a = leaf(torch, 2.0)
    with torch.autograd.graph.saved_tensors_hooks(lambda x: (log.append("p"), x)[1], lambda x: (log.append("u"), x)[1]):
        y = a**3
        (g,) = torch.autograd.grad(y.sum(), a, create_graph=True)
    g.sum().backward()
    return log, a.grad


@program
def double_noid(torch):
    a = leaf(torch, 2.0)
    with torch.autograd.graph.saved_tensors_hooks(lambda x: x.detach().clone(), lambda x: x):
        y = a.exp()
        (g,) = torch.autograd.grad(y.sum(), a, create_graph=True)
    g.sum().backward()
    return g, a.grad


@program
def double_leaf_clone(torch):
    a = leaf(torch, 2.0)
    with torch.autograd.graph.saved_tensors_hooks(lambda x: x.clone().detach(), lambda x: x):
        y = a * a
        (g,) = torch.autograd.grad(y.sum(), a, create_graph=True)
    return g.requires_grad, torch.autograd.grad(g.sum(), a)


@program
def unpack_shape(torch):
    a = leaf(torch, 2.0, 3.0)
    with torch.autograd.graph.saved_tensors_hooks(lambda x: x, lambda x: torch.ones(3)):
        y = a * a
    y.sum().backward()


@program
def unpack_dtype(torch):
    a = leaf(torch, 2.0, 3.0)
    with torch.autograd.graph.saved_tensors_hooks(lambda x: x, lambda x: x.double()):
        y = a.exp()
    y.sum().backward()
    return a.grad


@program
def saved_self(torch):
    a = leaf(torch, 2.0, 3.0)
    y = a * a
    return y.grad_fn._saved_self is a, y.grad_fn._saved_other is a


@program
def saved_result(torch):
    a = leaf(torch, 2.0, 3.0)
    y = a.exp()
    s = y.grad_fn._saved_result
    return s is y, listed(s), s.grad_fn is y.grad_fn, s.requires_grad


@program
def saved_after(torch):
    a = leaf(torch, 2.0, 3.0)
    y = a.exp()
    y.sum().backward()
    return y.grad_fn._saved_result


@program
def saved_mod(torch):
    a = torch.tensor([2.0])
    b = leaf(torch, 1.0)
    y = b * a
    a.add_(1)
    return y.grad_fn._saved_other


@program
def raw(torch):
    a = leaf(torch, 2.0, 3.0)
    y = a.exp()
    r = y.grad_fn._raw_saved_result
    log = []
    r.register_hooks(lambda x: (log.append("p"), x)[1], lambda x: (log.append("u"), x)[1])
    y.sum().backward()
    return log, a.grad, type(r).__name__


@program
def raw_twice(torch):
    a = leaf(torch, 2.0, 3.0)
    y = a.exp()
    r = y.grad_fn._raw_saved_result
    r.register_hooks(lambda x: x, lambda x: x)
    r.register_hooks(lambda x: x, lambda x: x)


@program
def raw_released(torch):
    a = leaf(torch, 2.0, 3.0)
    y = a.exp()
    y.sum().backward()
    r = y.grad_fn._raw_saved_result
    r.register_hooks(lambda x: x, lambda x: x)


@program
def raw_released2(torch):
    a = leaf(torch, 2.0, 3.0)
    y = a.exp()
    r = y.grad_fn._raw_saved_result
    y.sum().backward()
    r.register_hooks(lambda x: x, lambda x: x)


@program
def raw_mod(torch):
    a = leaf(torch, 2.0, 3.0)
    y = a.exp()
    r = y.grad_fn._raw_saved_result

    def pk(x):
        x.mul_(2)
        return x

    r.register_hooks(pk, lambda x: x)


@program
def raw_nothing(torch):
    a = leaf(torch, 2.0, 3.0)
    y = a * 3
    r = y.grad_fn._raw_saved_self
    r.register_hooks(lambda x: x, lambda x: x)


@program
def raw_unpack_attr(torch):
    a = leaf(torch, 2.0, 3.0)
    y = a.exp()
    r = y.grad_fn._raw_saved_result
    log = []
    r.register_hooks(lambda x: (log.append(listed(x)), 7)[1], lambda x: (log.append(x), torch.ones(2))[1])
    return listed(y.grad_fn._saved_result), log, r.data, listed(r.unpack_hook(7))


@program
def fn_raw(torch):
    class N(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x, None)
            return x.clone()

        @staticmethod
        def backward(ctx, g):
            return g * ctx.saved_tensors[0]

    a = leaf(torch, 2.0, 3.0)
    y = N.apply(a)
    log = []
    rs = y.grad_fn._raw_saved_tensors
    rs[0].register_hooks(lambda x: (log.append("p"), x)[1], lambda x: (log.append("u"), x)[1])
    y.sum().backward()
    return len(rs), log, a.grad


@program
def fn_hooks(torch):
    log = []

    class N(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            r = x.exp()
            ctx.save_for_backward(x, r, None)
            return r

        @staticmethod
        def backward(ctx, g):
            _x, r, _n = ctx.saved_tensors
            return g * r

    a = leaf(torch, 2.0, 3.0)
    with torch.autograd.graph.saved_tensors_hooks(
        lambda x: (log.append(("p", listed(x), x.requires_grad)), x)[1], lambda x: (log.append("u"), x)[1]
    ):
        y = N.apply(a)
    y.sum().backward()
    return log, a.grad


@program
def fn_saved_released(torch):
    class N(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            r = x.exp()
            ctx.save_for_backward(x)
            return r

        @staticmethod
        def backward(ctx, g):
            return g

    a = leaf(torch, 2.0, 3.0)
    y = N.apply(a)
    y.sum().backward()
    return y.grad_fn.saved_tensors


@program
def disable(torch):
    a = leaf(torch, 2.0)
    with (
        torch.autograd.graph.disable_saved_tensors_hooks("not here"),
        torch.autograd.graph.saved_tensors_hooks(lambda x: x, lambda x: x),
    ):
        a * a


@program
def disable2(torch):
    a = leaf(torch, 2.0)
    with (
        torch.autograd.graph.saved_tensors_hooks(lambda x: x, lambda x: x),
        torch.autograd.graph.disable_saved_tensors_hooks("not here"),
    ):
        a * a


@program
def disable3(torch):
    with torch.autograd.graph.disable_saved_tensors_hooks("not here"):
        with torch.autograd.graph.disable_saved_tensors_hooks("inner"):
            pass
        with torch.autograd.graph.saved_tensors_hooks(lambda x: x, lambda x: x):
            pass


@program
def mut_doc(torch):
    with torch.autograd.graph.allow_mutation_on_saved_tensors():
        a = torch.ones(2, 3, requires_grad=True)
        b = a.clone()
        out = (b**2).sum()
        b.sin_()
        out.sum().backward()
        return a.grad


@program
def mut_nested(torch):
    with torch.autograd.graph.allow_mutation_on_saved_tensors(), torch.autograd.graph.allow_mutation_on_saved_tensors():
        pass


@program
def mut_outside(torch):
    with torch.autograd.graph.allow_mutation_on_saved_tensors():
        a = leaf(torch, 1.0, 2.0)
        b = a.clone()
        out = (b**2).sum()
    out.backward()
    return a.grad


@program
def mut_view(torch):
    with torch.autograd.graph.allow_mutation_on_saved_tensors():
        a = leaf(torch, 1.0, 2.0)
        b = a.clone()
        v = b[:1]
        out = (b**2).sum() + (v**3).sum()
        v.mul_(5)
        b.add_(1)
        out.backward()
        return a.grad


@program
def mut_leaf_nograd(torch):
    with torch.autograd.graph.allow_mutation_on_saved_tensors():
        a = leaf(torch, 1.0, 2.0)
        out = (a * a).sum()
        with torch.no_grad():
            a.mul_(10)
        out.backward()
        return a.grad


@program
def mut_result(torch):
    with torch.autograd.graph.allow_mutation_on_saved_tensors():
        a = leaf(torch, 1.0, 2.0)
        b = a.exp()
        c = b * 1
        b.mul_(10)
        (b.sum() + c.sum()).backward()
        return a.grad


@program
def mut_out(torch):
    with torch.autograd.graph.allow_mutation_on_saved_tensors():
        a = leaf(torch, 1.0, 2.0)
        b = torch.ones(2)
        c = a * b
        torch.add(torch.ones(2), 3, out=b)
        c.sum().backward()
        return a.grad


@program
def mut_twice(torch):
    with torch.autograd.graph.allow_mutation_on_saved_tensors():
        a = leaf(torch, 1.0, 2.0)
        b = a.clone()
        c = b**2
        b.mul_(2)
        d = b**2
        b.mul_(3)
        (c + d).sum().backward()
        return a.grad


@program
def pack_once(torch):
    n = [0]
    a = leaf(torch, 1.0)

    def pk(x):
        n[0] += 1
        return x

    with torch.autograd.graph.saved_tensors_hooks(pk, lambda x: x):
        y = a.sigmoid()
    y.sum().backward()
    return n


@program
def version_checks(torch):
    a = torch.tensor([2.0])
    b = leaf(torch, 1.0)
    with torch.autograd.graph.saved_tensors_hooks(lambda x: x, lambda x: x):
        y = b * a
    a.add_(1)
    y.sum().backward()
    return b.grad


@program
def second(torch):
    a = leaf(torch, 2.0)
    with torch.autograd.graph.saved_tensors_hooks(lambda x: x, lambda x: x):
        y = a * a
    y.sum().backward()
    y.sum().backward()


@program
def unpack_mode(torch):
    log = []
    a = leaf(torch, 2.0)
    with torch.autograd.graph.saved_tensors_hooks(lambda x: x, lambda x: (log.append(torch.is_grad_enabled()), x)[1]):
        y = a * a
    torch.autograd.grad(y.sum(), a, create_graph=True, retain_graph=True)
    y.sum().backward()
    return log


@program
def unpack_calls_mul(torch):
    log = []
    a = leaf(torch, 2.0)
    with torch.autograd.graph.saved_tensors_hooks(lambda x: (log.append("p"), x)[1], lambda x: (log.append("u"), x)[1]):
        y = a * a
        z = y.exp() * a
        w = z.matmul(a)
    w.backward()
    return log


@program
def raw_pack_sees(torch):
    log = []
    a = leaf(torch, 2.0)
    y = (a * 2) * a
    y.grad_fn._raw_saved_self.register_hooks(
        lambda x: (log.append((x.requires_grad, x.grad_fn is None)), x)[1], lambda x: x
    )
    y.sum().backward()
    return log, a.grad


@program
def raw_doubleback(torch):
    a = leaf(torch, 2.0)
    y = a * a * a
    y.grad_fn._raw_saved_self.register_hooks(lambda x: x.clone(), lambda x: x)
    (g,) = torch.autograd.grad(y.sum(), a, create_graph=True)
    return g, torch.autograd.grad(g.sum(), a)


@program
def raw_released3(torch):
    a = leaf(torch, 2.0, 3.0)
    y = a.exp()
    y.sum().backward()
    return y.grad_fn._raw_saved_result.data


@program
def raw_rel_unpack(torch):
    a = leaf(torch, 2.0, 3.0)
    y = a.exp()
    y.sum().backward()
    return y.grad_fn._raw_saved_result.unpack()


@program
def saved_hooks_then_raw(torch):
    a = leaf(torch, 2.0, 3.0)
    with torch.autograd.graph.saved_tensors_hooks(lambda x: x, lambda x: x):
        y = a * a
    y.grad_fn._raw_saved_self.register_hooks(lambda x: x, lambda x: x)


@program
def pow_saved(torch):
    a = leaf(torch, 2.0, 3.0)
    y = a**3
    return y.grad_fn._saved_exponent, y.grad_fn._saved_self is a


@program
def freed_read(torch):
    a = leaf(torch, 2.0, 3.0)
    y = a * a
    y.sum().backward()
    return y.grad_fn._saved_self


@program
def cat_pack(torch):
    log = []
    a = leaf(torch, 2.0)
    b = leaf(torch, 3.0)
    with torch.autograd.graph.saved_tensors_hooks(lambda x: (log.append(listed(x)), x)[1], lambda x: x):
        torch.cat([a, b])
        torch.stack([a, b])
    return log


@program
def thread_local(torch):

    log = []
    a = leaf(torch, 2.0)
    with torch.autograd.graph.saved_tensors_hooks(lambda x: (log.append(listed(x)), x)[1], lambda x: x):
        q = threading.Thread(target=lambda: a * a)
        q.start()
        q.join()
    return log


@program
def mut_inplace_optim(torch):
    with torch.autograd.graph.allow_mutation_on_saved_tensors():
        a = leaf(torch, 1.0, 2.0)
        o = torch.optim.SGD([a], lr=0.5)
        loss = (a * a).sum()
        a.grad = torch.ones(2)
        o.step()
        a.grad = None
        loss.backward()
        return a.grad, a.detach()


@program
def mut_setitem(torch):
    with torch.autograd.graph.allow_mutation_on_saved_tensors():
        a = leaf(torch, 1.0, 2.0)
        b = a.clone()
        loss = (b * b).sum()
        b[0] = 7.0
        loss.backward()
        return a.grad


@program
def mut_create(torch):
    with torch.autograd.graph.allow_mutation_on_saved_tensors():
        a = leaf(torch, 1.0, 2.0)
        b = a.clone()
        loss = (b**3).sum()
        b.mul_(2)
        (g,) = torch.autograd.grad(loss, a, create_graph=True)
        g.sum().backward()
        return a.grad


@program
def mut_counts(torch):
    with torch.autograd.graph.allow_mutation_on_saved_tensors() as c:
        a = leaf(torch, 1.0, 2.0)
        b = a.clone()
        (b * b).sum()
        r = [len(c.cloned), len(c.original)]
        b.mul_(2)
        r += [len(c.cloned), len(c.original)]
    return r


@program
def mut_twice_bwd(torch):
    with torch.autograd.graph.allow_mutation_on_saved_tensors():
        a = leaf(torch, 1.0, 2.0)
        b = a.clone()
        loss = (b * b).sum()
        b.mul_(2)
        loss.backward(retain_graph=True)
        loss.backward()
        return a.grad


@pytest.mark.parametrize("function", PROGRAMS, ids=lambda f: f.__name__)
def test_programs_agree(function):
    agree(function)


def identity_hooks():
    return flambeau.autograd.graph.saved_tensors_hooks(lambda x: x, lambda x: x)


def test_save_on_cpu_keeps_values_and_gradients():
    x, y = leaf(flambeau, 2.0, 3.0), leaf(flambeau, 2.0, 3.0)
    with flambeau.autograd.graph.save_on_cpu(pin_memory=True):
        (x * x).exp().sum().backward()
    (y * y).exp().sum().backward()
    assert x.grad.tolist() == y.grad.tolist()


@pytest.mark.parametrize("hooks", [(1, 2), (lambda x: x, None)])
def test_hooks_must_be_callable(hooks):
    with pytest.raises(TypeError, match="callable"), flambeau.autograd.graph.saved_tensors_hooks(*hooks):
        pass
    with pytest.raises(TypeError, match="incompatible function arguments"):
        leaf(flambeau, 1.0).exp().grad_fn._raw_saved_result.register_hooks(*hooks)


def test_every_op_of_a_network_goes_through_the_hooks():
    """What is packed is what is saved: shapes of a two-layer network."""
    shapes = []
    net = flambeau.nn.Sequential(flambeau.nn.Linear(3, 4), flambeau.nn.ReLU(), flambeau.nn.Linear(4, 1))
    x = flambeau.ones(2, 3)
    with flambeau.autograd.graph.saved_tensors_hooks(lambda t: (shapes.append(tuple(t.shape)), t)[1], lambda t: t):
        y = net(x)
    assert sorted(shapes) == [(1, 4), (2, 3), (2, 4), (2, 4)]
    y.sum().backward()


def test_a_packed_tensor_is_unpacked_once_for_all_rules_of_a_node():
    calls = []
    a, b = leaf(flambeau, 2.0), leaf(flambeau, 3.0)
    with flambeau.autograd.graph.saved_tensors_hooks(lambda t: t, lambda t: (calls.append(1), t)[1]):
        y = a / b  # the rules of both inputs name the divisor
    y.backward()
    assert len(calls) == 2


def test_saved_results_make_no_reference_cycle():
    """Not even under hooks that return what they are given: freed without the collector."""

    class Note:
        pass

    def dies(make):
        y = make()
        y.note = Note()
        return weakref.ref(y.note)

    gc.disable()
    try:
        x = leaf(flambeau, 1.0)
        assert dies(lambda: x.exp())() is None
        with identity_hooks():
            assert dies(lambda: x.exp())() is None
            assert dies(lambda: (x * 2).sigmoid().tanh())() is None
    finally:
        gc.enable()


def test_a_backward_frees_what_hooks_packed():
    class Box:
        pass

    boxes = []

    def pack(t):
        box = Box()
        box.t = t.detach()
        boxes.append(weakref.ref(box))
        return box

    x = leaf(flambeau, 1.0)
    with flambeau.autograd.graph.saved_tensors_hooks(pack, lambda box: box.t):
        y = x * x
    y.backward()
    assert len(boxes) == 2
    assert all(box() is None for box in boxes)


def test_cycles_through_packed_tensors_are_collected():
    class Note:
        pass

    def ring():
        x = leaf(flambeau, 1.0)
        held = []
        with flambeau.autograd.graph.saved_tensors_hooks(lambda t: (t, held), lambda packed: packed[0]):
            y = x.exp()
        held.append(y)
        y.note = Note()
        return weakref.ref(y.note)

    alive = ring()
    gc.collect()
    assert alive() is None


def test_an_error_in_a_pack_hook_leaves_an_in_place_target_as_it_was():
    x, w = leaf(flambeau, 2.0), leaf(flambeau, 3.0)
    y = x * 1
    hooks = flambeau.autograd.graph.saved_tensors_hooks(lambda t: 1 / 0, lambda t: t)
    with pytest.raises(ZeroDivisionError), hooks:
        y.mul_(w)
    assert (y.item(), y._version, y.grad_fn.name()) == (2.0, 0, "MulBackward0")


def test_reading_what_this_call_does_not_save_gives_none():
    x = leaf(flambeau, 2.0)
    assert (x * flambeau.ones(1)).grad_fn._saved_self is None
    with pytest.raises(AttributeError, match="_saved_foo"):
        x.exp().grad_fn._saved_foo  # noqa: B018


def test_fused_optimiser_steps_are_seen_by_allow_mutation():
    for make in (flambeau.optim.Adam, flambeau.optim.AdamW):
        with flambeau.autograd.graph.allow_mutation_on_saved_tensors():
            x = leaf(flambeau, 1.0, 2.0)
            loss = (x * x).sum()
            x.grad = flambeau.ones(2)
            make([x], lr=0.5).step()
            x.grad = None
            loss.backward()
        assert x.grad.tolist() == [2.0, 4.0]


@pytest.mark.parametrize("packed_as", ["clone", "detached", "list"])
@both
def test_an_unpacked_leaf_is_a_leaf_with_the_same_accumulator(torch, packed_as: str):
    pack, unpack = {
        "clone": (lambda t: t.clone(), lambda t: t),
        "detached": (lambda t: t.detach(), lambda t: t),
        "list": (lambda t: t.tolist(), lambda t: torch.tensor(t)),
    }[packed_as]
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    with torch.autograd.graph.saved_tensors_hooks(pack, unpack):
        y = x * x
    saved = y.grad_fn._saved_self
    stands = saved is x, saved.is_leaf, saved.requires_grad, saved.grad_fn is None
    (saved * 3).sum().backward()
    by_either = [torch.autograd.grad((saved * saved).sum(), at)[0] for at in (x, saved)]
    return stands, x.grad, saved.grad, by_either


@both
def test_a_functions_unpacked_leaf(torch):
    seen = []

    class Square(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x * x

        @staticmethod
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            seen.append((x.is_leaf, x.requires_grad))
            return 2 * g * x

    x = torch.tensor([1.0, 2.0], requires_grad=True)
    with torch.autograd.graph.saved_tensors_hooks(lambda t: t.clone(), lambda t: t):
        y = Square.apply(x)
    (first,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    (second,) = torch.autograd.grad(first.sum(), x)
    return seen, first, second


def test_an_unpacked_leaf_outlives_the_leaf() -> None:
    x = flambeau.tensor([1.0, 2.0], requires_grad=True)
    with flambeau.autograd.graph.saved_tensors_hooks(lambda t: t.clone(), lambda t: t):
        y = x * x
    saved = y.grad_fn._saved_self
    gone = weakref.ref(x)
    del x, y
    (saved * 3).sum().backward()  # into the leaf, which the accumulator keeps
    assert gone() is not None
    assert gone().grad.tolist() == [3.0, 3.0]
    del saved
    gc.collect()
    assert gone() is None
