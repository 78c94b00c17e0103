"""Hooks on tensors and nodes, beside PyTorch's: order, replacement, removal, errors, and who lives how long."""

from __future__ import annotations

import contextlib
import gc
import pickle
import threading
import weakref

import pytest
from beside import Program, agree

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


def none_function(torch):
    """The identity, whose backward says that there is no gradient."""

    class N(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x.clone()

        @staticmethod
        def backward(ctx, g):
            return None

    return N


@program
def order(torch):
    log = []
    x = leaf(torch, 1.0, 2.0)
    y = x * 2
    z = y * 3
    y.register_hook(lambda g: log.append(("y", g.tolist())))
    y.grad_fn.register_prehook(lambda g: log.append(("ypre", g[0].tolist())))
    y.grad_fn.register_hook(
        lambda gi, go: log.append(("ypost", [q if q is None else q.tolist() for q in gi], go[0].tolist()))
    )
    y.retain_grad()
    y.register_hook(lambda g: (log.append(("y2", y.grad is None)), g * 10)[1])
    x.register_hook(lambda g: log.append(("x", g.tolist())))
    x.register_post_accumulate_grad_hook(lambda q: log.append(("post", q.grad.tolist())))
    acc = y.grad_fn.next_functions[0][0]
    acc.register_hook(lambda gi, go: log.append(("accpost", gi, go[0].tolist())))
    acc.register_prehook(lambda g: log.append(("accpre", g[0].tolist())))
    z.sum().backward()
    return log, x.grad, y.grad


@program
def capture_after_hooks(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x * 2
    y.register_hook(lambda g: g * 10)
    y.grad_fn.register_prehook(lambda g: (g[0] * 7,))
    x.register_hook(lambda g: g * 3)
    return torch.autograd.grad(y.sum(), (y, x))


@program
def hook_wrong_shape(torch):
    x = leaf(torch, 1.0, 2.0)
    x.register_hook(lambda g: g.sum())
    (x * 2).sum().backward()


@program
def hook_wrong_dtype(torch):
    x = leaf(torch, 1.0, 2.0)
    x.register_hook(lambda g: g.double())
    (x * 2).sum().backward()


@program
def hook_wrong_type(torch):
    x = leaf(torch, 1.0, 2.0)
    x.register_hook(lambda g: 3)
    (x * 2).sum().backward()


@program
def hook_norequires(torch):
    torch.ones(2).register_hook(lambda g: g)


@program
def hook_postacc_nonleaf(torch):
    (leaf(torch, 1.0) * 2).register_post_accumulate_grad_hook(lambda g: g)


@program
def hook_postacc_noreq(torch):
    torch.ones(2).register_post_accumulate_grad_hook(lambda g: g)


@program
def hook_postacc_ret(torch):
    x = leaf(torch, 1.0)
    x.register_post_accumulate_grad_hook(lambda g: 3)
    (x * 2).sum().backward()
    return x.grad


@program
def hook_notcallable_run(torch):
    x = leaf(torch, 1.0)
    x.register_hook(3)
    (x * 2).sum().backward()


@program
def node_hook_ret_wrong_n(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x * 2
    y.grad_fn.register_hook(lambda gi, go: (gi[0],))
    y.sum().backward()


@program
def node_hook_ret_nontuple(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x.exp()
    y.grad_fn.register_hook(lambda gi, go: gi[0] * 2)
    y.sum().backward()
    return x.grad


@program
def node_hook_ret_list(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x.exp()
    y.grad_fn.register_hook(lambda gi, go: [gi[0] * 2])
    y.sum().backward()
    return x.grad


@program
def node_hook_ret_nontuple2(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x * x
    y.grad_fn.register_hook(lambda gi, go: gi[0] * 2)
    y.sum().backward()
    return x.grad


@program
def node_hook_wrongtype(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x.exp()
    y.grad_fn.register_hook(lambda gi, go: (3,))
    y.sum().backward()
    return x.grad


@program
def node_hook_wrongshape(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x.exp()
    y.grad_fn.register_hook(lambda gi, go: (gi[0].sum(),))
    y.sum().backward()
    return x.grad


@program
def node_hook_badshape2(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x.exp()
    y.grad_fn.register_hook(lambda gi, go: (torch.ones(3),))
    y.sum().backward()
    return x.grad


@program
def node_hook_retnone_for_tensor(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x.exp()
    y.grad_fn.register_hook(lambda gi, go: (None,))
    y.sum().backward()
    return x.grad


@program
def node_hook_none_to_tensor(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x * 2
    y.grad_fn.register_hook(lambda gi, go: (gi[0], torch.ones(2)))
    y.sum().backward()
    return x.grad


@program
def prehook_wrong_n(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x.exp()
    y.grad_fn.register_prehook(lambda g: (g[0], g[0]))
    y.sum().backward()
    return x.grad


@program
def prehook_nontuple(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x.exp()
    y.grad_fn.register_prehook(lambda g: g[0] * 2)
    y.sum().backward()
    return x.grad


@program
def prehook_badshape(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x.exp()
    y.grad_fn.register_prehook(lambda g: (torch.ones(3),))
    y.sum().backward()
    return x.grad


@program
def prehook_none(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x.exp()
    y.grad_fn.register_prehook(lambda g: (None,))
    y.sum().backward()
    return x.grad


@program
def prehook_list(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x.exp()
    y.grad_fn.register_prehook(lambda g: [g[0] * 2])
    y.sum().backward()
    return x.grad


@program
def inplace_hook_old(torch):
    log = []
    x = leaf(torch, 1.0, 2.0)
    y = x * 2
    y.register_hook(lambda g: log.append(("before", g.tolist())))
    y.mul_(5)
    y.register_hook(lambda g: log.append(("after", g.tolist())))
    y.sum().backward()
    return log, x.grad


@program
def inplace_retain(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x * 2
    y.retain_grad()
    y.mul_(5)
    y.sum().backward()
    return y.grad, x.grad, y.retains_grad


@program
def inplace_retain_view(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x * 2
    v = y[:1]
    v.retain_grad()
    y.mul_(5)
    v.sum().backward()
    return v.grad, x.grad, v.retains_grad


@program
def inplace_retain_base(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x * 2
    y.retain_grad()
    v = y[:1]
    v.mul_(5)
    y.sum().backward()
    return y.grad, x.grad, y.retains_grad


@program
def inplace_viewhook(torch):
    log = []
    x = leaf(torch, 1.0, 2.0)
    y = x * 2
    v = y[:1]
    v.register_hook(lambda g: log.append(g.tolist()))
    v.mul_(5)
    y.sum().backward()
    return log, x.grad


@program
def inplace_viewhook_after(torch):
    log = []
    x = leaf(torch, 1.0, 2.0)
    y = x * 2
    v = y[:1]
    v.mul_(5)
    v.register_hook(lambda g: log.append(g.tolist()))
    y.sum().backward()
    (x * 1)
    return log, x.grad


@program
def leaf_hook_then_inplace(torch):
    log = []
    x = leaf(torch, 1.0, 2.0)
    x.register_hook(lambda g: log.append(g.tolist()))
    with torch.no_grad():
        x.mul_(3)
    (x * x).sum().backward()
    return log, x.grad


@program
def retain_leaf(torch):
    x = leaf(torch, 1.0, 2.0)
    x.retain_grad()
    return x.retains_grad


@program
def retain_twice(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x * 2
    y.retain_grad()
    y.retain_grad()
    y.sum().backward()
    return y.grad


@program
def retain_accum(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x * 2
    y.retain_grad()
    z = y.sum()
    z.backward(retain_graph=True)
    z.backward()
    return y.grad


@program
def retain_hook_order(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x * 2
    y.retain_grad()
    y.register_hook(lambda g: g * 10)
    y.sum().backward()
    return y.grad


@program
def retain_with_prehook(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x * 2
    y.retain_grad()
    y.grad_fn.register_prehook(lambda g: (g[0] * 10,))
    y.sum().backward()
    return y.grad


@program
def raise_usable(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x * x
    h = y.register_hook(lambda g: 1 / 0)
    try:
        y.sum().backward(retain_graph=True)
    except ZeroDivisionError as e:
        r = str(e)
    h.remove()
    y.sum().backward()
    return r, x.grad


@program
def remove_self(torch):
    log = []
    x = leaf(torch, 1.0, 2.0)
    y = x * 2

    def hk(g):
        log.append("a")
        h.remove()

    h = y.register_hook(hk)
    y.register_hook(lambda g: log.append("b"))
    z = y.sum()
    z.backward(retain_graph=True)
    z.backward()
    return log


@program
def remove_other(torch):
    log = []
    x = leaf(torch, 1.0, 2.0)
    y = x * 2
    hs = []

    def hk(g):
        log.append("a")
        hs[0].remove()

    y.register_hook(hk)
    hs.append(y.register_hook(lambda g: log.append("b")))
    z = y.sum()
    z.backward(retain_graph=True)
    z.backward()
    return log


@program
def add_during(torch):
    log = []
    x = leaf(torch, 1.0, 2.0)
    y = x * 2

    def hk(g):
        log.append("a")
        y.register_hook(lambda g: log.append("b"))

    y.register_hook(hk)
    z = y.sum()
    z.backward(retain_graph=True)
    z.backward()
    return log


@program
def node_remove_self(torch):
    log = []
    x = leaf(torch, 1.0, 2.0)
    y = x * 2

    def hk(gi, go):
        log.append("a")
        h.remove()

    h = y.grad_fn.register_hook(hk)
    y.grad_fn.register_hook(lambda gi, go: log.append("b"))
    z = y.sum()
    z.backward(retain_graph=True)
    z.backward()
    return log


@program
def postacc_remove_self(torch):
    log = []
    x = leaf(torch, 1.0, 2.0)

    def hk(p):
        log.append("a")
        h.remove()

    h = x.register_post_accumulate_grad_hook(hk)
    x.register_post_accumulate_grad_hook(lambda p: log.append("b"))
    (x * 2).sum().backward()
    (x * 2).sum().backward()
    return log


@program
def postacc_grad_fn(torch):
    log = []
    x = leaf(torch, 1.0, 2.0)
    x.register_post_accumulate_grad_hook(lambda p: log.append(p.grad.tolist()))
    torch.autograd.grad((x * 2).sum(), x)
    (x * 2).sum().backward(inputs=[x])
    return log


@program
def hook_double(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x * x
    y.register_hook(lambda g: g * x)
    (g,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    g.sum().backward()
    return g, x.grad


@program
def hook_multi_out(torch):
    log = []
    x = leaf(torch, 1.0, 2.0)
    a, b = torch.split(x * 1, 1)
    a.register_hook(lambda g: log.append(g.tolist()))
    b.register_hook(lambda g: log.append(g.tolist()))
    a.sum().backward()
    return log, x.grad


@program
def hook_none_grad_node(torch):
    log = []
    x = leaf(torch, 1.0, 2.0)
    a, _b = torch.split(x * 1, 1)
    a.grad_fn.register_prehook(lambda g: log.append([q is None for q in g]))
    a.sum().backward()
    return log, x.grad


@program
def hook_in_nograd_tensor(torch):
    x = leaf(torch, 1.0)
    with torch.no_grad():
        y = x * 2
    y.register_hook(lambda g: g)


@program
def detach_hook(torch):
    log = []
    x = leaf(torch, 1.0, 2.0)
    y = x * 2
    y.register_hook(lambda g: log.append(1))
    d = y.detach_()
    d.requires_grad_()
    (d * 2).sum().backward()
    return log, d.grad


@program
def leaf_hook_not_called_for_other_input(torch):
    log = []
    x = leaf(torch, 1.0, 2.0)
    w = leaf(torch, 3.0, 4.0)
    x.register_hook(lambda g: log.append("x"))
    torch.autograd.grad((x * w).sum(), w)
    return log


@program
def acc_hooks_in_grad(torch):
    log = []
    x = leaf(torch, 1.0, 2.0)
    y = x * 3
    acc = y.grad_fn.next_functions[0][0]
    acc.register_prehook(lambda g: log.append("pre"))
    acc.register_hook(lambda *g: log.append("post"))
    torch.autograd.grad(y.sum(), x, retain_graph=True)
    y.sum().backward(inputs=[x])
    return log


@program
def metadata(torch):
    y = leaf(torch, 1.0) * 2
    y.grad_fn.metadata["a"] = 1
    return y.grad_fn.metadata, y.grad_fn.name(), y.grad_fn.next_functions[1], y.grad_fn._sequence_nr() >= 0


@program
def meta_acc(torch):
    x = leaf(torch, 1.0)
    y = x * 2
    a = y.grad_fn.next_functions[0][0]
    return a.name(), a.next_functions, a.metadata, a is (x * 1).grad_fn.next_functions[0][0]


@program
def node_repr(torch):
    return isinstance((leaf(torch, 1.0) * 2).grad_fn, torch.autograd.graph.Node), type(
        (leaf(torch, 1.0) * 2).grad_fn
    ).__name__


@program
def none_flow(torch):
    log = []
    x = leaf(torch, 1.0)
    y = x * 2
    x.register_hook(lambda g: log.append(("x", listed(g))))
    y.register_hook(lambda g: log.append(("y", listed(g))))
    y.retain_grad()
    y.grad_fn.register_prehook(lambda g: log.append(("pre", listed(g[0]))))
    y.grad_fn.register_hook(lambda gi, go: log.append(("post", listed(gi[0]), listed(go[0]))))
    x.register_post_accumulate_grad_hook(lambda q: log.append("postacc"))
    z = none_function(torch).apply(y)
    z.sum().backward()
    return log, x.grad, y.grad


@program
def none_replace(torch):
    x = leaf(torch, 1.0)
    y = x * 2
    y.register_hook(lambda g: torch.ones(1))
    z = none_function(torch).apply(y)
    z.sum().backward()
    return x.grad


@program
def none_pre_replace(torch):
    x = leaf(torch, 1.0)
    y = x * 2
    y.grad_fn.register_prehook(lambda g: (torch.ones(1),))
    z = none_function(torch).apply(y)
    z.sum().backward()
    return x.grad


@program
def grad_needed(torch):
    x = leaf(torch, 1.0)
    y = x * 2
    y.register_hook(lambda g: g * 10)
    return (
        torch.autograd.grad(y.sum(), y, retain_graph=True),
        torch.autograd.grad(y.sum(), (y, x), retain_graph=True),
        torch.autograd.grad(y.sum(), (x, y)),
    )


@program
def bwd_inputs(torch):
    log = []
    x = leaf(torch, 1.0)
    y = x * 2
    y.register_hook(lambda g: (log.append("hy"), g * 10)[1])
    y.grad_fn.register_hook(lambda *a: log.append("post"))
    y.grad_fn.register_prehook(lambda *a: log.append("pre"))
    z = y * 3
    z.sum().backward(inputs=[y])
    return log, y.grad, x.grad, y.retains_grad


@program
def bwd_inputs_twice(torch):
    x = leaf(torch, 1.0)
    y = x * 2
    z = y * 3
    z.sum().backward(inputs=[y], retain_graph=True)
    z.sum().backward()
    return y.grad, x.grad


@program
def bwd_inputs_postacc(torch):
    log = []
    x = leaf(torch, 1.0)
    x.register_post_accumulate_grad_hook(lambda q: log.append(q.grad.item()))
    (x * 3).sum().backward(inputs=[x])
    return log


@program
def bwd_inputs_edge(torch):
    x = leaf(torch, 1.0)
    y = x * 2
    e = torch.autograd.graph.get_gradient_edge(y)
    z = (y * 3).sum()
    z.backward(inputs=[e])
    return y.grad


@program
def grad_edge(torch):
    x = leaf(torch, 1.0)
    y = x * 2
    e = torch.autograd.graph.get_gradient_edge(y)
    z = (y * 3).sum()
    return torch.autograd.grad(z, [e])


@program
def grad_edge_out(torch):
    x = leaf(torch, 1.0)
    y = x * 2
    e = torch.autograd.graph.get_gradient_edge(y)
    return torch.autograd.grad(e, [x], grad_outputs=torch.ones(1)), tuple(e)[1]


@program
def retain_view_untouched(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x * 2
    v = y[:1]
    v.retain_grad()
    y.mul_(5)
    y.sum().backward()
    return v.grad, x.grad


@program
def retain_dead(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x * 2
    y.retain_grad()
    z = (y * 3).sum()
    del y
    gc.collect()
    z.backward()
    return x.grad


@program
def multi_all(torch):
    a = leaf(torch, 1.0)
    b = leaf(torch, 2.0)
    c = leaf(torch, 3.0)
    d = a * b
    log = []
    h = torch.autograd.graph.register_multi_grad_hook((a, b, c, d), lambda gs: log.append([listed(g) for g in gs]))
    (a * 2 + d).sum().backward()
    (b * c).sum().backward()
    h.remove()
    (a * b * c).sum().backward()
    return log


@program
def multi_any(torch):
    a = leaf(torch, 1.0)
    b = leaf(torch, 2.0)
    log = []
    h = torch.autograd.graph.register_multi_grad_hook((a, b), lambda g: log.append(listed(g)), mode="any")
    loss = (a * b).sum()
    loss.backward(retain_graph=True)
    loss.backward(retain_graph=True)
    h.remove()
    loss.backward()
    return log


@program
def multi_bad(torch):
    a = leaf(torch, 1.0)
    torch.autograd.graph.register_multi_grad_hook((a,), lambda g: 1, mode="some")


@program
def multi_without_requires_grad(torch):
    torch.autograd.graph.register_multi_grad_hook((torch.ones(1), leaf(torch, 1.0)), lambda gs: None)


@program
def multi_any_without_requires_grad(torch):
    a, log = leaf(torch, 1.0), []
    torch.autograd.graph.register_multi_grad_hook((torch.ones(1), a), lambda g: log.append(listed(g)), mode="any")
    (a * 2).sum().backward()
    return log


@program
def multi_ret(torch):
    a = leaf(torch, 1.0)
    torch.autograd.graph.register_multi_grad_hook((a,), lambda g: [g[0] * 3])
    (a * 2).sum().backward()
    return a.grad


@program
def multi_any_ret(torch):
    a = leaf(torch, 1.0)
    torch.autograd.graph.register_multi_grad_hook((a,), lambda g: g * 3, mode="any")
    (a * 2).sum().backward()
    return a.grad


@program
def multi_fail(torch):
    a = leaf(torch, 1.0)
    b = leaf(torch, 2.0)
    log = []
    torch.autograd.graph.register_multi_grad_hook((a, b), lambda gs: log.append([listed(g) for g in gs]))
    k = a.register_hook(lambda g: 1 / 0)
    loss = (a * b).sum()
    with contextlib.suppress(ZeroDivisionError):
        loss.backward(retain_graph=True)
    k.remove()
    loss.backward()
    return log


@program
def multi_threads(torch):

    a = leaf(torch, 2.0)
    log = []
    torch.autograd.graph.register_multi_grad_hook((a,), lambda g: log.append(listed(g[0])))
    th = [threading.Thread(target=lambda: (a * 2).sum().backward()) for _ in range(3)]
    [q.start() for q in th]
    [q.join() for q in th]
    return log


@program
def post_acc_step(torch):
    x = leaf(torch, 1.0, 2.0)

    def hk(p):
        with torch.no_grad():
            p.sub_(p.grad)
        p.grad = None

    x.register_post_accumulate_grad_hook(hk)
    (x * x).sum().backward()
    return x.detach(), x.grad is None


@program
def hook_raise_type(torch):
    class E(Exception):
        pass

    x = leaf(torch, 1.0)

    def hk(g):
        raise E("mine")

    x.register_hook(hk)
    (x * 1).sum().backward()


@program
def inplace_grad_in_hook(torch):
    x = leaf(torch, 2.0)
    y = leaf(torch, 3.0)
    x.register_hook(lambda g: g.mul_(10))
    (x + y).sum().backward()
    return x.grad, y.grad


@program
def inplace_grad_in_hook2(torch):
    x = leaf(torch, 2.0)
    y = x * 1
    y.register_hook(lambda g: g.mul_(10))
    (y + x).sum().backward()
    return x.grad


@program
def hook_dict(torch):
    x = leaf(torch, 2.0)
    x.register_hook(lambda g: g)
    return len(x._backward_hooks), type(x._backward_hooks).__name__


@program
def hook_set(torch):
    from collections import OrderedDict

    x = leaf(torch, 2.0)
    x._backward_hooks = OrderedDict({1: lambda g: g * 5})
    (x * 1).sum().backward()
    return x.grad


@program
def node_call_hooks(torch):
    log = []
    y = leaf(torch, 2.0) * 2
    y.grad_fn.register_hook(lambda a, b: log.append(1))
    y.grad_fn.register_prehook(lambda a: log.append(0))
    y.register_hook(lambda g: log.append(2))
    r = y.grad_fn(torch.ones(1))
    return r, log


@program
def fn_ctx_hook(torch):
    log = []

    class N(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x.clone(), x * 2

        @staticmethod
        def backward(ctx, g, h):
            return g + h

    x = leaf(torch, 1.0)
    a, b = N.apply(x)
    a.grad_fn.register_hook(lambda gi, go: log.append(([listed(q) for q in gi], [listed(q) for q in go])))
    a.grad_fn.register_prehook(lambda go: log.append([listed(q) for q in go]))
    b.register_hook(lambda g: log.append(("b", listed(g))))
    a.sum().backward()
    return log


@program
def fn_none(torch):
    log = []

    class F(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x.clone()

        @staticmethod
        def backward(ctx, g):
            log.append(listed(g))
            return g

    x = leaf(torch, 1.0)
    none_function(torch).apply(F.apply(x)).sum().backward()
    return log, x.grad


@program
def fn_none_nomat(torch):
    log = []

    class F(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.set_materialize_grads(False)
            return x.clone()

        @staticmethod
        def backward(ctx, g):
            log.append(listed(g))
            return g

    x = leaf(torch, 1.0)
    none_function(torch).apply(F.apply(x)).sum().backward()
    return log, x.grad


@program
def postacc_tensor(torch):
    x = leaf(torch, 1.0)
    x.register_post_accumulate_grad_hook(lambda q: q.grad * 2)
    (x * 2).sum().backward()
    return x.grad


@program
def noname(torch):
    class H:
        def __call__(self, g):
            return g.double()

    x = leaf(torch, 1.0)
    x.register_hook(H())
    (x * 2).sum().backward()


@program
def partialname(torch):
    import functools

    x = leaf(torch, 1.0)
    x.register_hook(functools.partial(lambda a, g: g.double(), 1))
    (x * 2).sum().backward()


@program
def post_hooks_two(torch):
    x = leaf(torch, 1.0)
    y = x * 2
    y.grad_fn.register_hook(lambda gi, go: (gi[0] * 2, None))
    y.grad_fn.register_hook(lambda gi, go: (gi[0] + 1, None))
    y.sum().backward()
    return x.grad


@program
def nodehook_double(torch):
    x = leaf(torch, 1.0)
    y = x * 2
    y.grad_fn.register_hook(lambda gi, go: (gi[0].double(), None))
    y.sum().backward()
    return x.grad


@program
def retain_none_keep(torch):
    x = leaf(torch, 1.0, 2.0)
    a, b = (x * 1).split(1)
    a.retain_grad()
    b.retain_grad()
    a.sum().backward()
    return a.grad, b.grad


@program
def acc_hook_twice(torch):
    log = []
    x = leaf(torch, 1.0)
    y = x * 2
    acc = y.grad_fn.next_functions[0][0]
    acc.register_hook(lambda *a: log.append(1))
    del acc, y
    (x * 3).sum().backward()
    return log


@program
def retain_then_view_inplace_fn(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x * 1
    y.retain_grad()
    y[0] = 5.0
    (y * 2).sum().backward()
    return y.grad, x.grad


@program
def retain_detach_(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x * 1
    y.retain_grad()
    y.detach_()
    return y.retains_grad


@program
def hook_after_detach(torch):
    log = []
    x = leaf(torch, 1.0, 2.0)
    y = x * 2
    z = y * 3
    y.register_hook(lambda g: log.append(listed(g)))
    y.detach_()
    z.sum().backward()
    return log


@program
def set_grad_noncap(torch):
    x = leaf(torch, 1.0)
    y = x * 2
    y.retain_grad()
    torch.autograd.grad(y.sum(), x)
    return y.grad


@program
def retain_capture(torch):
    x = leaf(torch, 1.0)
    y = x * 2
    y.retain_grad()
    torch.autograd.grad(y.sum(), y)
    return y.grad


@program
def outputs_edge_backward(torch):
    x = leaf(torch, 1.0)
    y = x * 2
    e = torch.autograd.graph.get_gradient_edge(y)
    torch.autograd.backward([e], [torch.ones(1)])
    return x.grad


@program
def outputs_edge_nograd(torch):
    x = leaf(torch, 1.0)
    y = x * 2
    e = torch.autograd.graph.get_gradient_edge(y)
    torch.autograd.backward([e])
    return x.grad


@program
def edge_of_plain(torch):
    torch.autograd.graph.get_gradient_edge(torch.ones(1))


@program
def edge_fields(torch):
    x = leaf(torch, 1.0)
    y = x * 2
    e = torch.autograd.graph.get_gradient_edge(y)
    return e._fields, e.node is y.grad_fn, torch.autograd.graph.get_gradient_edge(x).node.name()


@program
def root_is_input(torch):
    x = leaf(torch, 1.0)
    y = (x * 2).sum()
    log = []
    y.register_hook(lambda g: log.append(listed(g)))
    return torch.autograd.grad(y, y), log


@program
def increment_version(torch):
    x = torch.ones(2)
    torch.autograd.graph.increment_version(x)
    torch.autograd.graph.increment_version([x, x])
    return x._version


@program
def hook_on_saved_unpacked(torch):
    log = []
    x = leaf(torch, 1.0)
    y = x.exp()
    r = y.grad_fn._saved_result
    r.register_hook(lambda g: log.append(listed(g)))
    y.sum().backward()
    return log


@program
def next_fns(torch):
    x = leaf(torch, 1.0)
    y = x.sum()
    return [(n and n.name(), i) for n, i in y.grad_fn.next_functions], y.grad_fn.name()


@program
def names(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x * 1
    y[0] = 2.0

    class F(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x.clone()

        @staticmethod
        def backward(ctx, g):
            return g

    z = F.apply(y)
    return y.grad_fn.name(), z.grad_fn.name(), type(y.grad_fn).__name__


@pytest.mark.parametrize("function", PROGRAMS, ids=lambda f: f.__name__)
def test_programs_agree(function):
    agree(function)


def test_multi_grad_hooks_see_passes_of_grad_too():
    """PyTorch refuses a leaf that `grad` captures."""
    a, b, seen = leaf(flambeau, 1.0), leaf(flambeau, 2.0), []
    flambeau.autograd.graph.register_multi_grad_hook((a, b), lambda grads: seen.append(list(map(listed, grads))))
    flambeau.autograd.grad((a * b).sum(), [b])
    assert seen == [[None, [1.0]]]


def test_a_multi_grad_hook_forgets_a_pass_that_failed():
    a, b, seen = leaf(flambeau, 1.0), leaf(flambeau, 2.0), []
    flambeau.autograd.graph.register_multi_grad_hook((a, b), lambda grads: seen.append(list(map(listed, grads))))
    y = (a * b).sum()
    with a.register_hook(lambda g: 1 / 0), pytest.raises(ZeroDivisionError):
        y.backward(retain_graph=True)
    y.backward()
    assert seen == [[[2.0], [1.0]]]


def test_a_hook_on_a_view_whose_base_was_written_to_sees_the_new_history():
    """PyTorch loses the second hook of a view."""
    x, seen = leaf(flambeau, 1.0, 2.0), []
    y = x * 1
    v = y.view(2)
    v.register_hook(lambda g: seen.append("old"))
    y.mul_(2)
    v.register_hook(lambda g: seen.append("new"))
    v.sum().backward()
    assert seen == ["new"]


def test_nodes_describe_the_gradients_they_take():
    node = (flambeau.ones(2, 3, requires_grad=True) * 2).grad_fn
    (taken,) = node._input_metadata
    assert (taken.shape, taken.dtype, str(taken.device)) == ((2, 3), flambeau.float32, "cpu")


def test_hooks_die_with_their_tensor_and_with_their_handle():
    class Held:
        def __call__(self, g):
            return None

    for register in ("register_hook", "register_post_accumulate_grad_hook"):
        x, hook = leaf(flambeau, 1.0), Held()
        handle, alive = getattr(x, register)(hook), weakref.ref(hook)
        del hook
        handle.remove()
        assert alive() is None
        hook = Held()
        handle, alive = getattr(x, register)(hook), weakref.ref(hook)
        del hook, x
        assert alive() is None


def test_cycles_through_hooks_are_collected():
    class Note:
        pass

    def ring():
        x = leaf(flambeau, 1.0)
        y = x * 2
        y.note = Note()
        y.register_hook(lambda g: y.shape)
        y.grad_fn.register_hook(lambda *grads: y.grad_fn)
        x.register_hook(lambda g: x.shape)
        return weakref.ref(y.note)

    alive = ring()
    gc.collect()
    assert alive() is None


def test_two_hundred_recorded_passes_with_hooks_return_to_the_starting_memory():
    def step():
        x = flambeau.ones(1000, requires_grad=True)
        x.register_hook(lambda g: g * x)
        with flambeau.autograd.graph.saved_tensors_hooks(lambda t: (t, x), lambda packed: packed[0]):
            y = (x**3).exp()
        y.register_hook(lambda g: g * y)
        y.grad_fn.register_prehook(lambda grads: (grads[0] * y,))
        y.sum().backward(create_graph=True)

    step()
    gc.collect()
    before = flambeau._core.memory_stats()["in_use"]
    for _ in range(200):
        step()
    gc.collect()
    assert flambeau._core.memory_stats()["in_use"] <= before


def test_a_pickled_tensor_leaves_its_hooks_behind():
    x = leaf(flambeau, 1.0)
    x.register_hook(flambeau.utils.hooks.unserializable_hook(lambda g: g * 2))
    assert not pickle.loads(pickle.dumps(x))._backward_hooks
    x.register_hook(lambda g: g * 2)
    with pytest.warns(UserWarning, match="will not be serialized"):
        pickle.dumps(x)


def test_a_tensor_is_no_list_of_tensors_to_hook() -> None:
    rows = flambeau.empty(2**40, device="meta")
    with pytest.raises(TypeError, match=r"register_multi_grad_hook\(\): argument 'tensors' .* not Tensor"):
        flambeau.autograd.graph.register_multi_grad_hook(rows, lambda grads: None)  # type: ignore[arg-type]
