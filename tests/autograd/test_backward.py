"""backward and grad: their arguments, what arrives where and in which memory, and passes within passes."""

import gc
import threading

import pytest
from beside import attempt, both, leaf

import flambeau as fl


@both
def test_two_roots(torch):
    x = leaf(torch, 1.0, 2.0)
    torch.autograd.backward([x.sum(), (x * x).sum()])
    return x.grad


@both
def test_two_roots_one_grad(torch):
    x = leaf(torch, 1.0, 2.0)
    torch.autograd.backward([x * 2, (x * x).sum()], [torch.tensor([1.0, 10.0], dtype=torch.float64), None])
    return x.grad


@both
def test_same_root_twice(torch):
    x = leaf(torch, 1.0, 2.0)
    y = (x * x).sum()
    torch.autograd.backward([y, y])
    return x.grad


@both
def test_root_reachable_from_root(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x * x
    z = y * 3
    return torch.autograd.grad([z.sum(), y.sum()], x)


@both
def test_leaf_is_root(torch):
    x = leaf(torch, 3.0)
    x.backward()
    a = x.grad.clone()
    x.backward()
    return a, x.grad, torch.autograd.grad(x, x)


@both
def test_leaf_is_root_given(torch):
    x = leaf(torch, 3.0, 4.0)
    g = torch.ones(2, dtype=torch.float64)
    x.backward(g)
    return x.grad, x.grad.data_ptr() == g.data_ptr()


@both
def test_grad_wrt_self(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x * 2
    g = torch.ones(2, dtype=torch.float64)
    (r,) = torch.autograd.grad(y, y, g)
    return r, r is g, r.data_ptr() == g.data_ptr()


@both
def test_grad_outputs_len(torch):
    x = leaf(torch, 1.0, 2.0)
    return attempt(lambda: torch.autograd.grad([x.sum(), x.sum()], x, [None])), attempt(
        lambda: torch.autograd.backward([x.sum(), x.sum()], [None])
    )


@both
def test_grad_shape_mismatch(torch):
    x = leaf(torch, 1.0, 2.0)
    return attempt(lambda: torch.autograd.grad(x * 2, x, torch.ones(3))), attempt(
        lambda: torch.autograd.grad(x.sum(), x, torch.ones(1, dtype=torch.float64))
    )


@both
def test_grad_dtype_other(torch):
    x = leaf(torch, 1.0, 2.0)
    (r,) = torch.autograd.grad(x * 2, x, torch.ones(2))
    return r


@both
def test_grad_dtype_int(torch):
    x = leaf(torch, 1.0, 2.0)
    return attempt(lambda: torch.autograd.grad(x * 2, x, torch.ones(2, dtype=torch.int64)))


@both
def test_grad_dtype_wide(torch):
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 2
    return (torch.autograd.grad(y, x, torch.ones(2, dtype=torch.float64)),)


@both
def test_grad_dtype_wide_leaf(torch):
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    return attempt(lambda: x.backward(torch.ones(2, dtype=torch.float64))), x.grad


@both
def test_complex_mismatch(torch):
    x = leaf(torch, 1.0, 2.0)
    return attempt(lambda: torch.autograd.grad(x * 2, x, torch.ones(2, dtype=torch.complex128)))


@both
def test_complex_mismatch2(torch):
    x = torch.ones(2, dtype=torch.complex128, requires_grad=True)
    return attempt(lambda: torch.autograd.grad(x * 2, x, torch.ones(2, dtype=torch.float64))), attempt(
        lambda: torch.autograd.grad((x * 2).sum(), x)
    )


@both
def test_implicit(torch):
    x = leaf(torch, 1.0, 2.0)
    return (
        attempt(lambda: x.backward()),
        attempt(lambda: torch.autograd.grad(x * 1, x)),
        attempt(lambda: (x * 2)[:1].backward()),
        x.grad,
    )


@both
def test_bad_grad_type(torch):
    x = leaf(torch, 1.0, 2.0)
    return (
        attempt(lambda: x.backward(1.0)),
        attempt(lambda: x.backward([1.0, 2.0])),
        attempt(lambda: torch.autograd.grad(x, x, "a")),
        attempt(lambda: torch.autograd.backward(x, 3)),
    )


@both
def test_no_inputs(torch):
    x = leaf(torch, 1.0, 2.0)
    return (
        attempt(lambda: torch.autograd.grad(x.sum(), ())),
        attempt(lambda: torch.autograd.grad(x.sum(), [])),
        attempt(lambda: x.sum().backward(inputs=[])),
        attempt(lambda: torch.autograd.grad((), x)),
        attempt(lambda: torch.autograd.backward([])),
        attempt(lambda: torch.autograd.backward(())),
    )


@both
def test_input_types(torch):
    x = leaf(torch, 1.0, 2.0)
    return [attempt(torch.autograd.grad, x.sum(), v) for v in (1, None, "a", [x, None], [1])]


@both
def test_output_types(torch):
    x = leaf(torch, 1.0, 2.0)
    return [attempt(torch.autograd.grad, v, x) for v in (1, None, "a", [x.sum(), None], [1])] + [
        attempt(torch.autograd.backward, v) for v in (1, None, "a", [x.sum(), None], [1])
    ]


@both
def test_output_no_grad(torch):
    x = leaf(torch, 1.0, 2.0)
    y = torch.ones(())
    return [
        attempt(f)
        for f in (
            lambda: torch.autograd.grad(y, x),
            lambda: torch.autograd.grad(y, x, torch.ones(())),
            lambda: torch.autograd.backward([x.sum(), y]),
            lambda: torch.autograd.backward([x.sum(), y], [None, torch.ones(())]),
            lambda: y.backward(),
            lambda: torch.autograd.backward(y, torch.ones(())),
        )
    ]


@both
def test_input_no_grad(torch):
    x = leaf(torch, 1.0, 2.0)
    y = torch.ones(2)
    return [
        attempt(f)
        for f in (
            lambda: torch.autograd.grad(x.sum(), y),
            lambda: torch.autograd.grad(x.sum(), [x, y]),
            lambda: torch.autograd.grad(x.sum(), [x, y], allow_unused=True),
            lambda: x.sum().backward(inputs=[y]),
            lambda: torch.autograd.grad(x.sum(), y, materialize_grads=True),
        )
    ]


@both
def test_unused(torch):
    x = leaf(torch, 1.0, 2.0)
    y = leaf(torch, 1.0, 2.0)
    return (
        [
            attempt(f)
            for f in (
                lambda: torch.autograd.grad(x.sum(), y),
                lambda: torch.autograd.grad(x.sum(), [x, y], allow_unused=False),
                lambda: torch.autograd.grad(x.sum(), [x, y], allow_unused=True),
                lambda: x.sum().backward(inputs=[y]),
                lambda: torch.autograd.grad(x.sum(), [y, x], materialize_grads=True),
                lambda: torch.autograd.grad(x.sum(), y, allow_unused=False, materialize_grads=True),
                lambda: torch.autograd.grad(x.sum(), y, allow_unused=True, materialize_grads=True),
            )
        ],
        x.grad,
        y.grad,
    )


@both
def test_inputs_nonleaf(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x * 2
    z = (y * y).sum()
    z.backward(inputs=[y], retain_graph=True)
    a = y.grad.clone(), x.grad
    z.backward(inputs=[y, x])
    return a, y.grad, x.grad


@both
def test_inputs_single(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x * 2
    (y * y).sum().backward(inputs=y)
    return x.grad, y.grad


@both
def test_inputs_twice(torch):
    x = leaf(torch, 1.0, 2.0)
    y = (x * x).sum()
    y.backward(inputs=[x, x], retain_graph=True)
    return x.grad, torch.autograd.grad(y, [x, x])


@both
def test_inputs_upstream_downstream(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x * 2
    z = y * 3
    return torch.autograd.grad((z * z).sum(), [x, y, z])


@both
def test_grad_is_shared_between_inputs(torch):
    x = leaf(torch, 1.0, 2.0)
    y = leaf(torch, 3.0, 4.0)
    z = x + y
    g = torch.ones(2, dtype=torch.float64)
    a, b = torch.autograd.grad(z, [x, y], g)
    return a.data_ptr() == b.data_ptr(), a.data_ptr() == g.data_ptr(), a is g, a, b


@both
def test_gradient_edges_inputs(torch):
    E = torch.autograd.graph.get_gradient_edge
    x = leaf(torch, 1.0, 2.0)
    y = x * 2
    z = (y * y).sum()
    return torch.autograd.grad(z, [E(x), E(y), x])


@both
def test_gradient_edges_outputs(torch):
    E = torch.autograd.graph.get_gradient_edge
    x = leaf(torch, 1.0, 2.0)
    y = x * 2
    g = torch.tensor([1.0, 10.0], dtype=torch.float64)
    a = torch.autograd.grad(E(y), x, grad_outputs=g, retain_graph=True)
    b = torch.autograd.grad([E(y)], [E(x)], grad_outputs=[g], retain_graph=True)
    torch.autograd.backward(E(y), g)
    return a, b, x.grad


@both
def test_gradient_edges_outputs_mismatch(torch):
    E = torch.autograd.graph.get_gradient_edge
    x = leaf(torch, 1.0, 2.0)
    y = x * 2
    return attempt(lambda: torch.autograd.grad(E(y), x, torch.ones(3))), attempt(
        lambda: torch.autograd.grad([E(y), y.sum()], x, [torch.ones(2, dtype=torch.float64), None])
    )


@both
def test_gradient_edge_fields(torch):
    E = torch.autograd.graph.get_gradient_edge
    x = leaf(torch, 1.0, 2.0)
    _a, b = (x * 2).split(1)
    e = E(b)
    return (
        type(e).__name__,
        e[1],
        e.output_nr,
        type(e.node).__name__,
        len(e),
        attempt(lambda: E(torch.ones(2))),
        E(x).node is (x * 1).grad_fn.next_functions[0][0],
        e._fields,
    )


@both
def test_gradient_edge_ownership(torch):
    E = torch.autograd.graph.get_gradient_edge
    x = leaf(torch, 1.0, 2.0)
    y = x * 2
    e = E(y)
    del y
    gc.collect()
    return torch.autograd.grad(e, x, torch.ones(2, dtype=torch.float64))


@both
def test_gradient_edges_unused(torch):
    E = torch.autograd.graph.get_gradient_edge
    x = leaf(torch, 1.0, 2.0)
    y = leaf(torch, 1.0)
    return (
        attempt(lambda: torch.autograd.grad(x.sum(), E(y))),
        torch.autograd.grad(x.sum(), E(y), allow_unused=True),
        attempt(lambda: torch.autograd.grad(x.sum(), E(y), materialize_grads=True)),
    )


@both
def test_only_inputs(torch):
    x = leaf(torch, 1.0, 2.0)
    return attempt(lambda: torch.autograd.grad(x.sum(), x, only_inputs=False))


@both
def test_grad_mode_after(torch):
    x = leaf(torch, 1.0, 2.0)
    with torch.no_grad():
        attempt(lambda: x.sum().backward())
        a = torch.is_grad_enabled()
    y = x.sum()
    with torch.no_grad():
        (g,) = torch.autograd.grad(y, x, create_graph=True)
    return a, torch.is_grad_enabled(), g


@both
def test_create_graph_accumulate(torch):
    x = leaf(torch, 1.0, 2.0)
    y = (x**3).sum()
    y.backward(create_graph=True)
    g1 = x.grad
    y.backward(create_graph=True)
    g2 = x.grad
    return g1 is g2, g1, g2


@both
def test_create_graph_then_plain(torch):
    x = leaf(torch, 1.0, 2.0)
    y = (x**3).sum()
    y.backward(create_graph=True)
    g1 = x.grad
    (x * x).sum().backward()
    return g1 is x.grad, g1, x.grad


@both
def test_accumulate_inplace(torch):
    x = leaf(torch, 1.0, 2.0)
    (x * 3).sum().backward()
    g1 = x.grad
    p = g1.data_ptr()
    v = g1._version
    (x * 3).sum().backward()
    return g1 is x.grad, p == x.grad.data_ptr(), x.grad, x.grad._version - v


@both
def test_grad_assign_requires(torch):
    x = leaf(torch, 1.0, 2.0)
    x.grad = torch.ones(2, dtype=torch.float64, requires_grad=True)
    g = x.grad
    r = attempt(lambda: (x * 3).sum().backward())
    return r, x.grad, g is x.grad, g


@both
def test_grad_strides(torch):
    w = torch.ones(2, 3, requires_grad=True)
    wt = torch.ones(3, 2).t().requires_grad_()
    e = torch.ones(3, 1).expand(3, 4).requires_grad_()
    x = torch.arange(12.0).reshape(3, 4)
    (w @ x).sum().backward()
    (wt @ x).sum().backward()
    (e * x).sum().backward()
    return [t.grad for t in (w, wt, e)]


@both
def test_grad_strides_t(torch):
    w = torch.ones(2, 3, requires_grad=True)
    g = torch.arange(6.0).reshape(3, 2)
    w.t().backward(g)
    a = w.grad
    w.grad = None
    w.backward(g.t())
    b = w.grad
    w.grad = None
    w.backward(torch.ones(1, 3).expand(2, 3))
    c = w.grad
    w.grad = None
    w.sum().backward()
    return a, b, c, w.grad


@both
def test_grad_strides_nonoverlapping_dense(torch):
    w = torch.ones(3, 2).t().requires_grad_()
    (w * 2).backward(torch.arange(6.0).reshape(2, 3))
    a = w.grad
    w.grad = None
    (w * 2).sum().backward()
    b = w.grad
    w.grad = None
    w.backward(torch.arange(6.0).reshape(2, 3))
    c = w.grad
    v = torch.ones(4, 6)[:, ::2].requires_grad_()
    (v * 2).sum().backward()
    d = v.grad
    v.grad = None
    (v * 2).backward(torch.ones(4, 6)[:, ::2])
    return a, b, c, d, v.grad


@both
def test_caller_grad_kept(torch):
    x = leaf(torch, 1.0, 2.0)
    g = torch.ones(2, dtype=torch.float64)
    y = x * 1
    torch.autograd.backward([y, y, y + 0], [g, g, g])
    return x.grad, g, g._version


@both
def test_caller_grad_steal(torch):
    x = leaf(torch, 1.0, 2.0)
    (x + 0).backward(torch.ones(2, dtype=torch.float64))
    y = leaf(torch, 1.0, 2.0)
    g = torch.ones(2, dtype=torch.float64)
    (y + 0).backward(g)
    g.zero_()
    z = leaf(torch, 1.0, 2.0)
    z.backward(torch.ones(2, dtype=torch.float64) * 5)
    return x.grad, y.grad, z.grad


@both
def test_steal_two_leaves(torch):
    x = leaf(torch, 1.0, 2.0)
    y = leaf(torch, 1.0, 2.0)
    (x + y).sum().backward()
    return x.grad.data_ptr() == y.grad.data_ptr(), x.grad, y.grad


@both
def test_second_backward(torch):
    x = leaf(torch, 1.0, 2.0)
    y = (x * x).sum()
    y.backward()
    a = attempt(lambda: y.backward())
    z = (x + 1).sum()
    z.backward()
    z.backward()
    w = x.exp()
    w.sum().backward()
    b = attempt(lambda: w.sum().backward())
    q = x * 2
    q.sum().backward()
    c = attempt(lambda: q.sum().backward())
    return a, b, c, x.grad, attempt(lambda: y.grad_fn.next_functions[0][0]._saved_self)


@both
def test_freed_partial(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x * x
    a = (y * 2).sum()
    b = (y * 3).sum()
    a.backward()
    return attempt(lambda: b.backward()), x.grad


@both
def test_grad_with_inputs_frees_only_needed(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x * x
    z = (y * y).sum()
    a = torch.autograd.grad(z, y)
    return a, attempt(lambda: torch.autograd.grad(y.sum(), x)), attempt(lambda: z.backward())


@both
def test_exception_in_hook(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x * x
    z = y.sum()

    def bad(g):
        raise KeyError("planted")

    h = y.register_hook(bad)
    a = attempt(lambda: z.backward(retain_graph=True))
    h.remove()
    z.backward()
    return a, x.grad, torch.is_grad_enabled()


@both
def test_undefined_grads(torch):
    seen = []

    class F(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.set_materialize_grads(False)
            return x * 1, x * 2

        @staticmethod
        def backward(ctx, a, b):
            seen.append((a is None, b is None))
            return a if b is None else b

    x = leaf(torch, 1.0, 2.0)
    _a, b = F.apply(x)
    b.sum().backward()
    return x.grad, seen


@both
def test_none_gradient_stops(torch):
    seen = []

    class F(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 1

        @staticmethod
        def backward(ctx, a):
            return None

    class G(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 1

        @staticmethod
        def backward(ctx, a):
            seen.append(a)
            return a

    x = leaf(torch, 1.0, 2.0)
    F.apply(G.apply(x)).sum().backward()
    F.apply((x * 1).exp()).sum().backward()
    return (
        x.grad,
        seen,
        torch.autograd.grad(F.apply(x * 2).sum(), x, allow_unused=True),
        attempt(lambda: torch.autograd.grad(F.apply(x * 2).sum(), x)),
    )


@both
def test_reentrant(torch):
    class R(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, n):
            ctx.n = n
            return x.clone()

        @staticmethod
        def backward(ctx, g):
            if ctx.n:
                with torch.enable_grad():
                    y = g.detach().requires_grad_()
                    R.apply(y, ctx.n - 1).sum().backward()
                    return y.grad + g, None
            return g, None

    x = leaf(torch, 1.0, 2.0)
    R.apply(x, 20).sum().backward()
    return x.grad


@both
def test_order(torch):
    order = []
    x = leaf(torch, 1.0, 2.0)

    def mark(n):
        return lambda g: order.append(n)

    a = x * 1
    b = x * 2
    c = a + b
    d = a * c
    for n, t in zip("xabcd", (x, a, b, c, d), strict=False):
        t.register_hook(mark(n))
    d.sum().backward()
    return order


@both
def test_leaf_order(torch):
    order = []
    xs = [leaf(torch, float(i)) for i in range(3)]
    for i, t in enumerate(xs):
        t.register_hook(lambda g, i=i: order.append(i))
    y = xs[0]
    for t in xs[1:]:
        y = y * t
    y.backward()
    return order


@both
def test_retain_grad_views(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x * 2
    y.retain_grad()
    y.mul_(3)
    y.sum().backward()
    return y.grad, x.grad, y.retains_grad


@both
def test_int_leaf(torch):
    return (
        attempt(lambda: torch.ones(2, dtype=torch.int64).requires_grad_()),
        attempt(lambda: torch.ones(2, dtype=torch.bool).requires_grad_(True)),
        torch.ones(2, dtype=torch.int64).requires_grad_(False),
    )


@both
def test_engine_run_from_del(torch):
    out = []

    class D:
        def __init__(self, t):
            self.t = t

        def __del__(self):
            self.t.backward()
            out.append(1)

    x = leaf(torch, 2.0)
    d = D(x * x)
    del d
    return out, x.grad


@both
def test_del_in_graph(torch):
    out = []
    w = leaf(torch, 3.0)

    class D:
        def __del__(self):
            (w * w).backward()
            out.append(1)

    class F(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.d = D()
            return x * 1

        @staticmethod
        def backward(ctx, g):
            return g

    x = leaf(torch, 2.0)
    y = F.apply(x)
    for _ in range(5):
        y = F.apply(y * 1)
    del y
    return out, w.grad


@both
def test_ties(torch):
    x = leaf(torch, 2.0, 2.0, 1.0)
    out = []
    for f in (
        lambda: x.max(),
        lambda: x.min(),
        lambda: x.amax(),
        lambda: x.amax(0),
        lambda: x.amin(),
        lambda: x.max(0)[0],
        lambda: x.min(0)[0],
        lambda: x.median(),
        lambda: x.median(0)[0],
        lambda: x.aminmax()[0],
        lambda: x.aminmax()[1],
        lambda: torch.maximum(x, x.detach()).sum(),
        lambda: torch.minimum(x, x.detach()).sum(),
        lambda: torch.fmax(x, x.detach()).sum(),
        lambda: torch.max(x, torch.full((3,), 2.0, dtype=torch.float64)).sum(),
        lambda: x.abs().amax(),
        lambda: x.norm(float("inf")),
        lambda: x.topk(2)[0].sum(),
        lambda: x.sort()[0][0],
        lambda: x.kthvalue(2)[0],
        lambda: x.mode()[0],
        lambda: x.clamp(max=2.0).sum(),
        lambda: x.clamp(min=2.0).sum(),
        lambda: x.cummax(0)[0].sum(),
        lambda: x.nanmedian(),
        lambda: x.quantile(0.5),
        lambda: x.clamp(2.0, 2.0).sum(),
        lambda: torch.clamp(x, min=torch.full((3,), 2.0, dtype=torch.float64)).sum(),
        lambda: x.logcumsumexp(0).sum(),
        lambda: x.norm(0),
        lambda: (x - 2).norm(),
        lambda: (x - 2).abs().sum(),
        lambda: (x - 2).relu().sum(),
        lambda: ((x - 2) ** 0).sum(),
        lambda: ((x - 2) ** 1).sum(),
        lambda: ((x - 2) ** torch.zeros(3, dtype=torch.float64)).sum(),
        lambda: torch.dist(x, x.detach()),
    ):
        out.append(attempt(lambda f=f: torch.autograd.grad(f(), x)))
    return out


@both
def test_pow_zero(torch):
    x = leaf(torch, 0.0, 2.0, -1.0)
    e = torch.tensor([0.0, 0.0, 0.0], dtype=torch.float64, requires_grad=True)
    return (
        torch.autograd.grad((x**e).sum(), [x, e]),
        torch.autograd.grad((x**0).sum(), x),
        torch.autograd.grad((x**0.0).sum(), x),
        torch.autograd.grad((0.0**e).sum(), e),
        torch.autograd.grad((2.0**e).sum(), e),
        torch.autograd.grad((0.0 ** (e + 1)).sum(), e),
    )


@both
def test_real_complex(torch):
    x = leaf(torch, 1.0, 2.0)
    z = torch.tensor([1 + 2j, 3 - 1j], dtype=torch.complex128, requires_grad=True)
    out = []
    for f in (
        lambda: (x * z).abs().sum(),
        lambda: (x * z).real.sum(),
        lambda: (z * x).imag.sum(),
        lambda: (x + z).abs().sum(),
        lambda: torch.complex(x, x).abs().sum() + z.abs().sum(),
        lambda: (x.to(torch.complex128) * z).abs().sum(),
        lambda: torch.view_as_real(z * x).sum(),
        lambda: (z.conj() * x * z).real.sum(),
        lambda: (z.angle() * x).sum(),
        lambda: (x.to(torch.complex64).to(torch.complex128) * z).abs().sum(),
        lambda: (torch.polar(x, x) * z).real.sum(),
        lambda: torch.cat([x, z]).abs().sum(),
        lambda: torch.stack([x.to(z.dtype), z]).abs().sum(),
        lambda: (z / x).abs().sum(),
        lambda: (x / z).abs().sum(),
        lambda: (z**x).abs().sum(),
        lambda: (z.exp() * x).imag.sum(),
        lambda: torch.view_as_complex(torch.stack([x, x], -1)).mul(z).abs().sum(),
    ):
        out.append(attempt(lambda f=f: torch.autograd.grad(f(), [x, z])))
    return out


@both
def test_real_complex_inplace(torch):
    x = leaf(torch, 1.0, 2.0)
    z = torch.zeros(2, dtype=torch.complex128)
    z.copy_(x)
    z.mul_(1j * x)
    a = torch.autograd.grad(z.imag.sum(), x)
    y = torch.zeros(2, dtype=torch.complex128)
    y.real.copy_(x)
    y.imag.copy_(x * 2)
    b = attempt(lambda: torch.autograd.grad((y * (1 + 1j)).abs().sum(), x))
    w = torch.zeros(2, dtype=torch.float64)
    c = attempt(lambda: w.copy_(torch.ones(2, dtype=torch.complex128) * x))
    return a, b, c


@both
def test_reentrant_shared2(torch):
    # a nested backward over the graph that is being walked
    x = leaf(torch, 1.0, 2.0)
    y = x * x
    z = y * 3
    z.register_hook(lambda g: g + torch.autograd.grad(y, x, torch.ones_like(y), retain_graph=True)[0])
    z.sum().backward(retain_graph=True)
    return x.grad


AGAIN = {
    "sum": lambda torch, x: x.sum(),
    "mean": lambda torch, x: x.mean(),
    "view": lambda torch, x: x.view(2, 2),
    "t": lambda torch, x: x.view(2, 2).t(),
    "expand": lambda torch, x: x.expand(2, 4),
    "neg": lambda torch, x: -x,
    "sub": lambda torch, x: x - 1,
    "mul": lambda torch, x: x * 2.5,
    "muls": lambda torch, x: x * torch.ones(4, dtype=torch.float64),
    "div": lambda torch, x: x / 2,
    "rdiv": lambda torch, x: 2 / x,
    "pow2": lambda torch, x: x**2,
    "relu": lambda torch, x: x.relu(),
    "exp": lambda torch, x: x.exp(),
    "clone": lambda torch, x: x.clone(),
    "cat": lambda torch, x: torch.cat([x, x]),
    "stack": lambda torch, x: torch.stack([x, x]),
    "idx": lambda torch, x: x[torch.tensor([0, 1])],
    "sl": lambda torch, x: x[1:],
    "sel": lambda torch, x: x[1],
    "fill": lambda torch, x: x.clone().fill_(3.0),
    "zero": lambda torch, x: x.clone().zero_(),
    "maxx": lambda torch, x: x.max(),
    "maxd": lambda torch, x: x.max(0)[0],
    "sort": lambda torch, x: x.sort()[0],
    "cumsum": lambda torch, x: x.cumsum(0),
    "flip": lambda torch, x: x.flip(0),
    "where": lambda torch, x: torch.where(x > 2, x, x * 0),
    "clamp": lambda torch, x: x.clamp(min=2),
    "abs": lambda torch, x: x.abs(),
    "softmax": lambda torch, x: x.softmax(0),
    "mm": lambda torch, x: x.view(2, 2) @ torch.ones(2, 2, dtype=torch.float64),
    "to": lambda torch, x: x.float(),
    "gather": lambda torch, x: x.gather(0, torch.tensor([0])),
    "repeat": lambda torch, x: x.repeat(2),
    "roll": lambda torch, x: x.roll(1),
    "tril": lambda torch, x: x.view(2, 2).tril(),
    "diag": lambda torch, x: x.view(2, 2).diagonal(),
    "unbind": lambda torch, x: x.unbind()[0],
    "norm": lambda torch, x: x.norm(),
    "prod": lambda torch, x: x.prod(),
    "var": lambda torch, x: x.var(),
    "masked": lambda torch, x: x.masked_fill(x > 2, 0.0),
    "ceil": lambda torch, x: x.ceil(),
    "round": lambda torch, x: x.round(),
    "sgn": lambda torch, x: x.sign(),
    "addc": lambda torch, x: x.add(x, alpha=2),
    "lerp": lambda torch, x: x.lerp(x, 0.5),
    "sqrt": lambda torch, x: x.sqrt(),
    "dropout": lambda torch, x: torch.nn.functional.dropout(x, 0.0),
    "cumprod": lambda torch, x: x.cumprod(0),
    "logsumexp": lambda torch, x: x.logsumexp(0),
    "argsort": lambda torch, x: x[x.argsort()],
    "take": lambda torch, x: x.take(torch.tensor([1])),
    "copy_": lambda torch, x: torch.zeros(4, dtype=torch.float64).copy_(x),
    "mulscalar": lambda torch, x: x.mul(3),
    "addmul": lambda torch, x: x + x * 2,
}


@pytest.mark.parametrize("name", AGAIN)
@both
def test_backward_a_second_time(torch, name):
    x = leaf(torch, 1.0, 2.0, 3.0, 4.0)
    y = AGAIN[name](torch, x)
    g = torch.arange(1.0, y.numel() + 1, dtype=y.dtype).reshape(y.shape)  # no gradient is exactly zero by it
    y.backward(g)
    return attempt(y.backward, g), x.grad


def test_passes_nested_two_thousand_deep():
    class Deep(fl.autograd.Function):
        @staticmethod
        def forward(ctx, x, levels):
            ctx.levels = levels
            return x.clone()

        @staticmethod
        def backward(ctx, g):
            if ctx.levels == 0:
                raise KeyError("at the bottom")
            with fl.enable_grad():
                y = g.detach().requires_grad_()
                try:
                    Deep.apply(y, ctx.levels - 1).sum().backward()
                except KeyError:
                    if ctx.levels < 2000:
                        raise
                    return g * 3, None
            return y.grad, None

    x = fl.ones(2, requires_grad=True)
    Deep.apply(x, 2000).sum().backward()
    assert x.grad.tolist() == [3.0, 3.0]
    assert fl.is_grad_enabled()


def test_threads_share_a_graph_and_a_leaf():
    x = fl.tensor([1.0, 2.0], requires_grad=True)
    shared = x.exp().sin()
    found = []

    def work():
        for _ in range(50):
            found.append(fl.autograd.grad((shared * 2).sum(), x, retain_graph=True)[0].tolist())
            (x * 1.0).sum().backward()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 200
    assert all(f == found[0] for f in found)
    assert x.grad.tolist() == [200.0, 200.0]


def test_a_write_to_an_index_is_noticed():
    x = fl.tensor([1.0, 2.0, 3.0], requires_grad=True)
    index = fl.tensor([0, 1])
    y = x[index]
    index.add_(1)
    with pytest.raises(RuntimeError, match=r"modified by an inplace operation.*is at version 1; expected version 0"):
        y.sum().backward()


def test_the_gradient_of_a_caller_is_never_written_to():
    x = fl.zeros(4, requires_grad=True)
    g = fl.ones(2, 2)
    for _ in range(2):
        x.view(2, 2).backward(g)
    assert g.tolist() == [[1.0, 1.0], [1.0, 1.0]]
    assert x.grad.tolist() == [2.0] * 4


def test_a_gradient_edge_is_found_without_grad_mode() -> None:
    x = fl.ones(2, requires_grad=True)
    with fl.no_grad():
        edge = fl.autograd.graph.get_gradient_edge(x)
    assert edge == fl.autograd.graph.get_gradient_edge(x)
    with fl.inference_mode(), pytest.raises(RuntimeError, match="get_gradient_edge: nothing is recorded"):
        fl.autograd.graph.get_gradient_edge(x)
