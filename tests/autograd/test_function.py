"""autograd.Function: what forward and backward may do, and how what they must not do is explained."""

import weakref

from beside import attempt, both, leaf, state


@both
def test_basic_ctx(torch):
    class Fn(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, y, n, flag=True, opt=None):
            ctx.save_for_backward(x, y, None)
            ctx.n = n
            ctx.flag = flag
            return x * y * n

        @staticmethod
        def backward(ctx, g):
            x, y, _z = ctx.saved_tensors
            return g * y * ctx.n, g * x * ctx.n if ctx.needs_input_grad[1] else None, None, None, None

    x = leaf(torch, 1.0, 2.0)
    y = torch.tensor([3.0, 4.0], dtype=torch.float64)
    r = Fn.apply(x, y, 3, False, None)
    r.sum().backward()
    return r, x.grad, r.grad_fn.name(), state(r)


@both
def test_ctx_attrs(torch):
    out = {}

    class Fn(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, k):
            out["needs"] = ctx.needs_input_grad
            out["type"] = type(ctx).__name__
            out["mro"] = [
                c.__name__
                for c in type(ctx).__mro__
                if c.__name__ in ("FunctionCtx", "BackwardCFunction", "FnBackward", "_HookMixin")
            ]
            out["saved_in_fwd"] = attempt(lambda: len(ctx.saved_tensors))
            out["dirty"] = attempt(lambda: ctx.dirty_tensors)
            out["nd"] = attempt(lambda: ctx.non_differentiable)
            ctx.save_for_backward(x)
            out["to_save"] = attempt(lambda: len(ctx.to_save))
            ctx.foo = 5
            return x * 1

        @staticmethod
        def backward(ctx, g):
            out["foo"] = ctx.foo
            out["name"] = ctx.name()
            out["needs_b"] = ctx.needs_input_grad
            out["saved"] = ctx.saved_tensors
            out["vars"] = attempt(lambda: len(ctx.saved_variables))
            out["next"] = [(type(a).__name__, b) for a, b in ctx.next_functions]
            out["grad"] = torch.is_grad_enabled()
            return g, None

    x = leaf(torch, 1.0, 2.0)
    r = Fn.apply(x, 3)
    r.sum().backward()
    out["isnode"] = type(r.grad_fn).__name__
    out["foo2"] = r.grad_fn.foo
    out["after"] = attempt(lambda: r.grad_fn.saved_tensors)
    out["ng"] = attempt(lambda: Fn.apply(torch.ones(2), 3).requires_grad)
    out["needs2"] = out["needs"]
    with torch.no_grad():
        s = Fn.apply(x, 3)
        out["needs3"] = out["needs"]
        out["ngs"] = state(s)
    return out


@both
def test_isinstance(torch):
    class Fn(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            assert isinstance(ctx, torch.autograd.function.FunctionCtx)
            return x * 1

        @staticmethod
        def backward(ctx, g):
            return g

    x = leaf(torch, 1.0)
    r = Fn.apply(x)
    return (
        isinstance(r.grad_fn, torch.autograd.graph.Node),
        hasattr(torch.autograd.function, "BackwardCFunction"),
        hasattr(torch.autograd.function, "InplaceFunction"),
        hasattr(torch.autograd.function, "FunctionMeta"),
        hasattr(torch.autograd.function, "once_differentiable"),
        type(Fn).__name__,
        Fn._backward_cls.__name__ if hasattr(Fn, "_backward_cls") else None,
    )


@both
def test_instantiate(torch):
    class Fn(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x

        @staticmethod
        def backward(ctx, g):
            return g

    x = leaf(torch, 1.0)

    class Old(torch.autograd.Function):
        def forward(self, x):
            return x

        def backward(self, g):
            return g

    return (
        attempt(lambda: type(Fn()).__name__),
        attempt(lambda: Fn()(x)),
        attempt(lambda: Old()(x)),
        attempt(lambda: Old.apply(x)),
        attempt(lambda: Fn.apply(x=x)),
        attempt(lambda: Fn.apply()),
        attempt(lambda: Fn.apply(x, x)),
    )


@both
def test_missing(torch):
    class A(torch.autograd.Function):
        pass

    class B(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 1

    class C(torch.autograd.Function):
        @staticmethod
        def forward(x):
            return x * 1

        @staticmethod
        def setup_context(ctx, inputs, output):
            pass

    class D(torch.autograd.Function):
        @staticmethod
        def forward(x):
            return x * 1

        @staticmethod
        def backward(ctx, g):
            return g

    class E(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 1

        @staticmethod
        def backward(ctx, g):
            return g

        @staticmethod
        def vjp(ctx, g):
            return g

    x = leaf(torch, 1.0)
    return (
        attempt(lambda: A.apply(x)),
        attempt(lambda: B.apply(x).backward()),
        attempt(lambda: C.apply(x).backward()),
        attempt(lambda: D.apply(x)),
        attempt(lambda: E.apply(x).backward()),
    )


@both
def test_setup_context(torch):
    seen = []

    class Fn(torch.autograd.Function):
        @staticmethod
        def forward(x, y, k):
            seen.append(torch.is_grad_enabled())
            return x * y, x + y

        @staticmethod
        def setup_context(ctx, inputs, output):
            x, y, k = inputs
            seen.append((type(inputs).__name__, type(output).__name__, len(output), k))
            ctx.save_for_backward(x, y, output[0])

        @staticmethod
        def backward(ctx, g, h):
            x, y, _o = ctx.saved_tensors
            return g * y + h, g * x + h, None

    x = leaf(torch, 1.0, 2.0)
    y = leaf(torch, 3.0, 4.0)
    a, b = Fn.apply(x, y, 7)
    (a * b).sum().backward()
    return x.grad, y.grad, seen, a, b


@both
def test_vjp_name(torch):
    class Fn(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def vjp(ctx, g):
            return g * 2

    x = leaf(torch, 1.0, 2.0)
    Fn.apply(x).sum().backward()
    return x.grad


@both
def test_return_input(torch):
    class Fn(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x

        @staticmethod
        def backward(ctx, g):
            return g * 2

    x = leaf(torch, 1.0, 2.0)
    r = Fn.apply(x)
    y = x * 1
    s = Fn.apply(y)
    out = [
        r is x,
        state(r),
        s is y,
        state(s),
        s._base is y,
        attempt(lambda: s.mul_(2)),
        attempt(lambda: y.mul_(2)),
        attempt(lambda: s.sum().backward()),
    ]
    Fn.apply(torch.ones(2))
    q = torch.ones(2)
    out += [Fn.apply(q) is q, state(Fn.apply(q))]
    r.sum().backward()
    return out, x.grad


@both
def test_return_view(torch):
    class Fn(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x[:1]

        @staticmethod
        def backward(ctx, g):
            return torch.cat([g * 3, g * 0])

    x = leaf(torch, 1.0, 2.0)
    y = x * 1
    s = Fn.apply(y)
    out = [state(s), s._base is y, attempt(lambda: s.mul_(2))]
    s = Fn.apply(y)
    out += [attempt(lambda: y.mul_(2)), attempt(lambda: s.sum().backward())]
    s = Fn.apply(x)
    s.sum().backward()
    return out, x.grad


@both
def test_return_view_multi(torch):
    class Fn(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x[:1], x[1:]

        @staticmethod
        def backward(ctx, g, h):
            return torch.cat([g * 3, h * 5])

    x = leaf(torch, 1.0, 2.0)
    y = x * 1
    s, t = Fn.apply(y)
    out = [state(s), state(t), attempt(lambda: s.mul_(2))]
    (s + t).sum().backward()
    return out, x.grad


@both
def test_same_twice(torch):
    class Fn(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            y = x * 2
            return y, y

        @staticmethod
        def backward(ctx, g, h):
            return g * 2 + h * 200

    x = leaf(torch, 1.0, 2.0)
    a, b = Fn.apply(x)
    out = a is b, state(a), state(b)
    (a.sum() + 10 * b.sum()).backward()
    return out, x.grad


@both
def test_same_input_twice(torch):
    class Fn(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x, x

        @staticmethod
        def backward(ctx, g, h):
            return g * 2 + h * 200

    x = leaf(torch, 1.0, 2.0)
    a, b = attempt(lambda: Fn.apply(x)), 0
    a, b = Fn.apply(x)
    out = a is b, state(a), state(b), a is x
    (a.sum() + 10 * b.sum()).backward()
    return out, x.grad


@both
def test_non_tensor_outputs(torch):
    seen = []

    class Fn(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2, 5, None, x * 3, "s"

        @staticmethod
        def backward(ctx, *gs):
            seen.append([g is None for g in gs])
            return gs[0] * 2

    x = leaf(torch, 1.0, 2.0)
    a, b, c, d, e = Fn.apply(x)
    a.sum().backward()
    return a, b, c, d, e, x.grad, seen, a.output_nr, d.output_nr


@both
def test_list_output(torch):
    class Fn(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return [x * 2, x * 3]

        @staticmethod
        def backward(ctx, g, h):
            return g * 2 + h * 3

    x = leaf(torch, 1.0, 2.0)
    return attempt(lambda: Fn.apply(x))


@both
def test_none_output(torch):
    class Fn(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return None

        @staticmethod
        def backward(ctx, g):
            return g

    class G(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return 3

        @staticmethod
        def backward(ctx, g):
            return g

    class H(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return ()

        @staticmethod
        def backward(ctx):
            return None

    x = leaf(torch, 1.0, 2.0)
    return attempt(lambda: Fn.apply(x)), attempt(lambda: G.apply(x)), attempt(lambda: H.apply(x))


@both
def test_int_output(torch):
    seen = []

    class Fn(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2, x.argsort(), x > 1

        @staticmethod
        def backward(ctx, *gs):
            seen.append([None if g is None else (str(g.dtype), tuple(g.shape), g.tolist()) for g in gs])
            return gs[0] * 2

    x = leaf(torch, 1.0, 2.0)
    a, i, m = Fn.apply(x)
    a.sum().backward()
    return state(i), state(m), x.grad, seen


@both
def test_mark_non_differentiable(torch):
    seen = []

    class Fn(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            b = x * 3
            ctx.mark_non_differentiable(b)
            return x * 2, b

        @staticmethod
        def backward(ctx, g, h):
            seen.append((g is None, h is None, None if h is None else h.tolist()))
            return g * 2

    x = leaf(torch, 1.0, 2.0)
    a, b = Fn.apply(x)
    a.sum().backward()
    return state(a), state(b), x.grad, seen


@both
def test_mark_non_diff_all(torch):
    class Fn(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            b = x * 3
            ctx.mark_non_differentiable(b)
            return b

        @staticmethod
        def backward(ctx, g):
            return g

    class In(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.mark_non_differentiable(x)
            return x

        @staticmethod
        def backward(ctx, g):
            return g

    x = leaf(torch, 1.0, 2.0)
    b = Fn.apply(x)
    y = x * 1
    return (
        state(b),
        attempt(lambda: b.sum().backward()),
        attempt(lambda: state(In.apply(y))),
        state(y),
        attempt(lambda: In.apply(y) is y),
    )


@both
def test_materialize(torch):
    seen = []

    def make(value):
        class Fn(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x):
                ctx.set_materialize_grads(value)
                return x * 2, x[:1] * 3

            @staticmethod
            def backward(ctx, g, h):
                seen.append((g is None or g.tolist(), h is None or h.tolist()))
                return (
                    (g if g is not None else 0)
                    + (0 if h is None else h.expand(2))
                    + torch.zeros(2, dtype=torch.float64)
                )

        return Fn

    x = leaf(torch, 1.0, 2.0)
    for v in (True, False):
        a, b = make(v).apply(x)
        a.sum().backward()
        a, b = make(v).apply(x)
        b.sum().backward()
    return seen, x.grad


@both
def test_mark_dirty(torch):
    class Fn(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            x.mul_(2)
            ctx.mark_dirty(x)
            return x

        @staticmethod
        def backward(ctx, g):
            return g * 2

    x = leaf(torch, 1.0, 2.0)
    y = x * 1
    r = Fn.apply(y)
    out = [r is y, state(y), attempt(lambda: Fn.apply(x)), x, x._version]
    r.sum().backward()
    p = torch.ones(2)
    q = Fn.apply(p)
    return out, x.grad, q is p, state(p)


@both
def test_mark_dirty_view(torch):
    class Fn(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            x.mul_(2)
            ctx.mark_dirty(x)
            return x

        @staticmethod
        def backward(ctx, g):
            return g * 2

    x = leaf(torch, 1.0, 2.0, 3.0)
    y = x * 1
    v = y[:2]
    w = y[1:]
    r = Fn.apply(v)
    out = [r is v, state(v), state(y), state(w)]
    g = torch.autograd.grad((w * w).sum() + y.sum(), x)
    torch.zeros(3, dtype=torch.float64)
    return out, g, attempt(lambda: Fn.apply(leaf(torch, 1.0, 2.0)[:1]))


@both
def test_mark_dirty_view_plain_base(torch):
    class Fn(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, y):
            x.copy_(y)
            ctx.mark_dirty(x)
            return x

        @staticmethod
        def backward(ctx, g):
            return None, g * 3

    b = torch.zeros(3, dtype=torch.float64)
    v = b[:2]
    y = leaf(torch, 1.0, 2.0)
    r = Fn.apply(v, y)
    return r is v, state(v), state(b), torch.autograd.grad((b * b).sum(), y)


@both
def test_mark_dirty_second_order(torch):
    class Sq(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x.clone())
            x.mul_(x.clone())
            ctx.mark_dirty(x)
            return x

        @staticmethod
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            return g * 2 * x

    x = leaf(torch, 1.0, 2.0, 3.0)
    y = x * x
    v = y[1:]
    Sq.apply(v)
    (g,) = torch.autograd.grad((y * y).sum(), x, create_graph=True)
    return g, attempt(lambda: torch.autograd.grad(g.sum(), x))


@both
def test_mark_dirty_not_returned(torch):
    class Fn(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            x.mul_(2)
            ctx.mark_dirty(x)
            return x * 1

        @staticmethod
        def backward(ctx, g):
            return g * 2

    class NotInput(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            y = x * 2
            ctx.mark_dirty(y)
            return y

        @staticmethod
        def backward(ctx, g):
            return g * 2

    class Bad(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.mark_dirty(3)
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g * 2

    class Two(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, y):
            x.mul_(2)
            y.mul_(2)
            ctx.mark_dirty(x, y)
            return x, y

        @staticmethod
        def backward(ctx, g, h):
            return g * 2, h * 2

    x = leaf(torch, 1.0, 2.0)
    y = x * 1
    z = x * 1
    out = [
        attempt(lambda: Fn.apply(y)),
        attempt(lambda: NotInput.apply(z)),
        attempt(lambda: Bad.apply(x * 1)),
        attempt(lambda: Two.apply(x * 1, x * 2)),
    ]
    x * 1
    return out, attempt(lambda: Two.apply((x * 1)[:1], x * 2))


@both
def test_unmarked_dirty(torch):
    class Fn(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            x.mul_(2)
            return x

        @staticmethod
        def backward(ctx, g):
            return g * 2

    x = leaf(torch, 1.0, 2.0)
    y = x * 1
    r = Fn.apply(y)
    return r is y, state(r), y._version, state(y)


@both
def test_wrong_gradients(torch):
    def make(back, n=1):
        class Fn(torch.autograd.Function):
            @staticmethod
            def forward(ctx, *xs):
                return xs[0] * 1

            @staticmethod
            def backward(ctx, g):
                return back(g)

        return Fn

    x = leaf(torch, 1.0, 2.0)
    y = leaf(torch, 3.0, 4.0)
    out = {}

    def run(name, back, *args):
        x.grad = y.grad = None

        def go():
            make(back).apply(*args).sum().backward()
            return x.grad, y.grad

        out[name] = attempt(go)

    run("too many", lambda g: (g, g), x)
    run("too many none", lambda g: (g, None, None), x)
    run("too few", lambda g: g, x, y)
    run("too few tuple", lambda g: (g,), x, y)
    run("none", lambda g: None, x)
    run("nones", lambda g: (None, None), x, y)
    run("none one", lambda g: None, x, y)
    run("empty", lambda g: (), x)
    run("grad for int", lambda g: (g, g), x, 3)
    run("grad for none", lambda g: (g, g), x, None)
    run("none for int", lambda g: (g, None), x, 3)
    run("wrong shape", lambda g: torch.ones(3, dtype=torch.float64), x)
    run("wrong ndim ok", lambda g: torch.ones(1, 2, dtype=torch.float64), x)
    run("broadcastable", lambda g: torch.ones(5, 2, dtype=torch.float64), x)
    run("scalar", lambda g: torch.ones((), dtype=torch.float64), x)
    run("one", lambda g: torch.ones(1, dtype=torch.float64), x)
    run("float32", lambda g: g.float(), x)
    run("int", lambda g: torch.ones(2, dtype=torch.int64), x)
    run("number", lambda g: 3.0, x)
    run("list", lambda g: [g], x)
    run("list2", lambda g: [g, g], x, y)
    run("str", lambda g: "a", x)
    run("grad for no-grad tensor", lambda g: (g, g), x, torch.ones(2, dtype=torch.float64))
    run("wrong shape for no-grad tensor", lambda g: (g, torch.ones(7)), x, torch.ones(2, dtype=torch.float64))
    run("requires grad result", lambda g: g * leaf(torch, 2.0, 2.0), x)
    run("same object", lambda g: (g, g), x, y)
    run("bool", lambda g: True, x)
    run("dict", lambda g: {}, x)
    run("gen", lambda g: (i for i in [g]), x)
    return out


@both
def test_saved_rules(torch):
    out = {}

    class Inter(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            h = x.exp()
            r = h * 2
            ctx.save_for_backward(h, r, x)
            return r

        @staticmethod
        def backward(ctx, g):
            h, r, x = ctx.saved_tensors
            out["flags"] = [(t.requires_grad, t.grad_fn, t.is_leaf) for t in (h, r, x)]
            return g * h * 2

    x = leaf(torch, 1.0, 2.0)
    r = Inter.apply(x)
    r.sum().backward(retain_graph=True)
    r.add_(1)
    out["written"] = attempt(lambda: r.sum().backward())
    y = x * 1
    r = Inter.apply(y)
    y.add_(1)
    out["input written"] = attempt(lambda: r.sum().backward())
    r = Inter.apply(x)
    r.sum().backward()
    out["twice"] = attempt(lambda: r.sum().backward())
    out["dtype"] = attempt(lambda: r.grad_fn.saved_tensors)
    return out, x.grad


@both
def test_save_errors(torch):
    def make(*what):
        class Fn(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x):
                ctx.save_for_backward(*[x if w == "x" else w for w in what])
                return x * 1

            @staticmethod
            def backward(ctx, g):
                return g * len(ctx.saved_tensors)

        return Fn

    x = leaf(torch, 1.0, 2.0)
    return [
        attempt(lambda w=w: (make(*w).apply(x).sum().backward(), x.grad))
        for w in ((), ("x",), (None,), (3,), ([1],), ("x", "x", None), ("s",))
    ]


@both
def test_save_twice(torch):
    class Fn(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x, x)
            ctx.save_for_backward(x)
            return x * 1

        @staticmethod
        def backward(ctx, g):
            return g * len(ctx.saved_tensors)

    class Late(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 1

        @staticmethod
        def backward(ctx, g):
            ctx.save_for_backward(g)
            return g * (1 + len(ctx.saved_tensors))

    x = leaf(torch, 1.0, 2.0)
    Fn.apply(x).sum().backward()
    Late.apply(x).sum().backward()
    return x.grad


@both
def test_double_backward(torch):
    class Cube(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x**3

        @staticmethod
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            return g * 3 * x**2

    class Exp(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            r = x.exp()
            ctx.save_for_backward(r)
            return r

        @staticmethod
        def backward(ctx, g):
            (r,) = ctx.saved_tensors
            return g * r

    x = leaf(torch, 1.0, 2.0)
    y = Exp.apply(Cube.apply(x) * 0.1)
    (g,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    (h,) = torch.autograd.grad(g.sum(), x, create_graph=True)
    (k,) = torch.autograd.grad(h.sum(), x)
    return (
        y,
        g,
        h,
        k,
        torch.autograd.gradcheck(lambda t: Exp.apply(Cube.apply(t) * 0.1), (x,)),
        torch.autograd.gradgradcheck(lambda t: Exp.apply(Cube.apply(t) * 0.1), (x,)),
    )


@both
def test_intermediate_double(torch):
    # an intermediate that is neither input nor output: its dependence on x is lost
    class Fn(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            h = x.exp()
            ctx.save_for_backward(h)
            return h * 2

        @staticmethod
        def backward(ctx, g):
            (h,) = ctx.saved_tensors
            return g * h * 2

    x = leaf(torch, 1.0, 2.0)
    (g,) = torch.autograd.grad(Fn.apply(x).sum(), x, create_graph=True)
    return state(g), attempt(lambda: torch.autograd.grad(g.sum(), x))


@both
def test_once_differentiable(torch):
    od = torch.autograd.function.once_differentiable

    class Fn(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x**2, x * 2

        @staticmethod
        @od
        def backward(ctx, g, h):
            (x,) = ctx.saved_tensors
            return g * 2 * x + h * 2

    x = leaf(torch, 1.0, 2.0)
    a, b = Fn.apply(x)
    a.sum().backward(retain_graph=True)
    (g,) = torch.autograd.grad((a + b).sum(), x, create_graph=True)
    w = leaf(torch, 1.0, 1.0)
    a, b = Fn.apply(x)
    (g2,) = torch.autograd.grad(((a + b) * w).sum(), x, create_graph=True)
    return x.grad, state(g), state(g2), attempt(lambda: g2.sum().backward()), attempt(lambda: g.sum().backward())


@both
def test_once_multi(torch):
    od = torch.autograd.function.once_differentiable

    class Fn(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, y):
            return x * y

        @staticmethod
        @od
        def backward(ctx, g):
            return g * 2, None

    x = leaf(torch, 1.0, 2.0)
    y = leaf(torch, 1.0, 2.0)
    w = leaf(torch, 1.0, 1.0)
    g = torch.autograd.grad((Fn.apply(x, y) * w).sum(), [x, y], create_graph=True, allow_unused=True)
    return state(g[0]), g[1]


@both
def test_nested(torch):
    class In(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x * x

        @staticmethod
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            return g * 2 * x

    class Out(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            with torch.enable_grad():
                t = x.detach().requires_grad_()
                r = In.apply(t).sum()
            ctx.r, ctx.t = r, t
            return r.detach()

        @staticmethod
        def backward(ctx, g):
            (a,) = torch.autograd.grad(ctx.r, ctx.t)
            return a * g

    x = leaf(torch, 1.0, 2.0)
    Out.apply(x).backward()
    return x.grad


@both
def test_apply_in_forward_recorded(torch):
    class Fn(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            with torch.enable_grad():
                return x * 2

        @staticmethod
        def backward(ctx, g):
            return g * 100

    x = leaf(torch, 1.0, 2.0)
    r = Fn.apply(x)
    r.sum().backward()
    return state(r), x.grad


@both
def test_forward_raises(torch):
    class Fn(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            raise KeyError("planted")

        @staticmethod
        def backward(ctx, g):
            return g

    x = leaf(torch, 1.0, 2.0)
    return attempt(lambda: Fn.apply(x)), torch.is_grad_enabled()


@both
def test_jvp(torch):
    fw = torch.autograd.forward_ad

    class Fn(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, k):
            ctx.save_for_forward(x)
            ctx.save_for_backward(x)
            ctx.k = k
            return x**2 * k

        @staticmethod
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            return g * 2 * x * ctx.k, None

        @staticmethod
        def jvp(ctx, dx, dk):
            (x,) = ctx.saved_tensors
            assert dk is None
            return dx * 2 * x * ctx.k

    x = leaf(torch, 1.0, 2.0)
    with fw.dual_level():
        d = fw.make_dual(x.detach(), torch.ones(2, dtype=torch.float64))
        r = fw.unpack_dual(Fn.apply(d, 3))
        a = r.primal, r.tangent
        d2 = fw.make_dual(x, torch.ones(2, dtype=torch.float64))
        r2 = Fn.apply(d2, 3)
        b = fw.unpack_dual(r2).tangent, r2.requires_grad
    return a, b


@both
def test_jvp_missing(torch):
    fw = torch.autograd.forward_ad

    class Fn(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g * 2

    with fw.dual_level():
        d = fw.make_dual(torch.ones(2), torch.ones(2))
        return attempt(lambda: Fn.apply(d))


@both
def test_jvp_multi(torch):
    fw = torch.autograd.forward_ad
    seen = []

    class Fn(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, y):
            return x * 2, y * 3, 7

        @staticmethod
        def backward(ctx, g, h, i):
            return g * 2, h * 3

        @staticmethod
        def jvp(ctx, dx, dy):
            seen.append((dx is None, dy is None, None if dy is None else dy.tolist()))
            return dx * 2, None if dy is None else dy * 3, None

    with fw.dual_level():
        d = fw.make_dual(torch.ones(2), torch.ones(2))
        a, b, c = Fn.apply(d, torch.ones(2))
        return fw.unpack_dual(a).tangent, fw.unpack_dual(b).tangent, c, seen


@both
def test_generic(torch):
    class Fn(torch.autograd.Function):
        @classmethod
        def forward(cls, ctx, x):
            return x * cls.k

        @classmethod
        def backward(cls, ctx, g):
            return g * cls.k

        k = 3

    class Sub(Fn):
        k = 5

    x = leaf(torch, 1.0, 2.0)
    a = Fn.apply(x)
    b = Sub.apply(x)
    (a + b).sum().backward()
    return a, b, x.grad


@both
def test_save_list_attr(torch):
    class Fn(torch.autograd.Function):
        @staticmethod
        def forward(ctx, *xs):
            ctx.sizes = [x.shape for x in xs]
            ctx.save_for_backward(*xs)
            return torch.cat(xs)

        @staticmethod
        def backward(ctx, g):
            return tuple(g.split([s[0] for s in ctx.sizes]))

    xs = [leaf(torch, 1.0, 2.0), leaf(torch, 3.0, 4.0, 5.0), torch.ones(1, dtype=torch.float64)]
    r = Fn.apply(*xs)
    (r * r).sum().backward()
    return [x.grad for x in xs], [f[0] is None for f in r.grad_fn.next_functions], len(r.grad_fn.next_functions)


@both
def test_next_functions_non_tensor(torch):
    class Fn(torch.autograd.Function):
        @staticmethod
        def forward(ctx, a, x, b, y):
            return x * y

        @staticmethod
        def backward(ctx, g):
            return None, g, None, g

    x = leaf(torch, 1.0, 2.0)
    y = torch.ones(2, dtype=torch.float64)
    r = Fn.apply(1, x, "s", y)
    return [(type(n).__name__, i) for n, i in r.grad_fn.next_functions]


@both
def test_inplace_function(torch):
    Base = torch.autograd.function.InplaceFunction

    class Fn(Base):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g * 2

    x = leaf(torch, 1.0, 2.0)
    r = Fn.apply(x)
    r.sum().backward()
    return x.grad, Fn(inplace=True).inplace


@both
def test_function_deep_release(torch):
    class Fn(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 1

        @staticmethod
        def backward(ctx, g):
            return g

    x = leaf(torch, 1.0, 2.0)
    y = x
    for _ in range(20000):
        y = Fn.apply(y)
    del y
    return 1


@both
def test_ctx_leak(torch):
    class Big:
        pass

    refs = []

    class Fn(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.big = Big()
            refs.append(weakref.ref(ctx.big))
            r = x * 1
            ctx.save_for_backward(x, r)
            return r

        @staticmethod
        def backward(ctx, g):
            return g

    x = leaf(torch, 1.0, 2.0)
    y = Fn.apply(x)
    del y
    a = refs[-1]() is None
    y = Fn.apply(x)
    y.sum().backward()
    del y
    return a, refs[-1]() is None


@both
def test_gradcheck_wrong(torch):
    class Fn(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g * 3

    x = leaf(torch, 1.0, 2.0)
    return attempt(lambda: torch.autograd.gradcheck(Fn.apply, (x,)))


@both
def test_hooks_on_function(torch):
    log = []

    class Fn(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, y):
            return x * y, x + y

        @staticmethod
        def backward(ctx, g, h):
            return g + h, None

    x = leaf(torch, 1.0, 2.0)
    y = leaf(torch, 1.0, 2.0)
    a, _b = Fn.apply(x, y)
    a.grad_fn.register_hook(
        lambda gi, go: log.append(
            ([None if g is None else g.tolist() for g in gi], [None if g is None else g.tolist() for g in go])
        )
    )
    a.grad_fn.register_prehook(lambda go: log.append([None if g is None else g.tolist() for g in go]))
    a.register_hook(lambda g: log.append(g.tolist()))
    a.sum().backward()
    return log, x.grad, y.grad


@both
def test_saved_results_without_a_gradient_have_no_history(torch):
    seen = []

    class Sort(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            values, order = x.sort()
            halves = order.double() / 2
            ctx.mark_non_differentiable(order, halves)
            ctx.save_for_backward(order, halves)
            return values, order, halves

        @staticmethod
        def backward(ctx, g, *_):
            seen.append([(t.requires_grad, t.grad_fn) for t in ctx.saved_tensors])
            return g.new_zeros(3).scatter(0, ctx.saved_tensors[0], g)

    x = leaf(torch, 3.0, 1.0, 2.0)
    (g,) = torch.autograd.grad(Sort.apply(x)[0].sum(), x, create_graph=True)
    top = x.topk(2)
    return g.tolist(), seen, top.values.grad_fn._saved_indices


@both
def test_gradients_in_one_list(torch):
    class Two(torch.autograd.Function):
        boxed_grads_call = True

        @staticmethod
        def forward(ctx, x, y):
            return x * 2, y * 3

        @staticmethod
        def backward(ctx, gradients):
            first = gradients.pop(0)
            return first * 2, gradients.pop(0) * 3

    x = leaf(torch, 1.0, 2.0)
    a, b = Two.apply(x, x)
    (a + b).sum().backward()
    return x.grad


@both
def test_complex_gradient_of_a_real_input(torch):
    class Turn(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 1

        @staticmethod
        def backward(ctx, g):
            return g * 1j

    x = leaf(torch, 1.0, 2.0)
    y = Turn.apply(x)
    return attempt(y.sum().backward), x.grad
