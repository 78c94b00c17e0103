"""Views: their bases, their histories, and what a write to one means for its base and its siblings."""

import math

import pytest
from beside import attempt, both, leaf, state


def arange(torch, *shape):
    return torch.arange(1.0, 1 + math.prod(shape), dtype=torch.float64).reshape(shape)


@both
def test_base(torch):
    x = arange(torch, 2, 3)
    v = x[0]
    vv = v[1:]
    w = x.view(3, 2).t()
    y = x.requires_grad_() * 1
    return (
        v._base is x,
        vv._base is x,
        w._base is x,
        x._base,
        v._is_view(),
        x._is_view(),
        (y[0])._base is y,
        y.view(6)[1:]._base is y,
        y.detach()._is_view(),
        y.detach()._base is None,
        (y + 1)._is_view(),
        y.contiguous() is y,
        y.reshape(6)._base is y,
        y.t().reshape(6)._base is None,
        y.expand_as(y) is y,
        y.to(torch.float64) is y,
        y.data._is_view(),
        y.view_as(y)._base is y,
    )


VIEWS = {
    "view": lambda torch, x: x.view(6),
    "t": lambda torch, x: x.t(),
    "permute": lambda torch, x: x.permute(1, 0),
    "transpose": lambda torch, x: x.transpose(0, 1),
    "squeeze": lambda torch, x: x.squeeze(),
    "unsq": lambda torch, x: x.unsqueeze(0),
    "sel": lambda torch, x: x.select(0, 1),
    "sl": lambda torch, x: x[0:1],
    "narrow": lambda torch, x: x.narrow(1, 0, 2),
    "exp": lambda torch, x: x.expand(2, 2, 3),
    "diag": lambda torch, x: x.diagonal(),
    "unbind": lambda torch, x: x.unbind()[0],
    "split": lambda torch, x: x.split(1)[0],
    "chunk": lambda torch, x: x.chunk(2)[1],
    "unfold": lambda torch, x: x.unfold(1, 2, 1),
    "asst": lambda torch, x: x.as_strided((2,), (1,)),
    "flat": lambda torch, x: x.flatten(),
    "ravel": lambda torch, x: x.ravel(),
    "movedim": lambda torch, x: x.movedim(0, 1),
    "swap": lambda torch, x: x.swapaxes(0, 1),
    "mT": lambda torch, x: x.mT,
    "T": lambda torch, x: x.T,
    "unflat": lambda torch, x: x.unflatten(1, (3, 1)),
    "real": lambda torch, x: x.real,
    "det": lambda torch, x: x.detach(),
    "vas": lambda torch, x: x.view_as(x),
    "exas": lambda torch, x: x.expand_as(x),
    "none": lambda torch, x: x[None],
    "ell": lambda torch, x: x[...],
    "full": lambda torch, x: x[:],
    "tsplit": lambda torch, x: x.tensor_split(2)[0],
    "hsplit": lambda torch, x: x.hsplit(3)[0],
    "vsplit": lambda torch, x: x.vsplit(2)[0],
    "bto": lambda torch, x: x.broadcast_to(2, 2, 3),
    "usplit": lambda torch, x: x.unsafe_split(1)[0],
    "uchunk": lambda torch, x: x.unsafe_chunk(2)[0],
    "swd": lambda torch, x: x.split([1, 1])[0],
    "atl": lambda torch, x: torch.atleast_3d(x),
    "sqd": lambda torch, x: x.squeeze(0),
    "viewdt": lambda torch, x: x.view(torch.int64),
    "posit": lambda torch, x: x.positive(),
    "rn": lambda torch, x: x.resolve_conj(),
}


@pytest.mark.parametrize("recorded", [False, True])
@pytest.mark.parametrize("make", VIEWS)
@both
def test_what_is_a_view(torch, make, recorded):
    x = arange(torch, 2, 3).clone().requires_grad_(recorded)
    v = VIEWS[make](torch, x)
    return v._base is x, v.data_ptr() == x.data_ptr(), v is x, state(v)


@both
def test_usplit_write(torch):
    x = leaf(torch, 1.0, 2.0, 3.0, 4.0)
    y = x * 1
    a, b = y.unsafe_split(2)
    a.mul_(2)
    c, d = y.unsafe_chunk(2)
    r = attempt(lambda: d.mul_(3))
    (a.sum() + b.sum() + c.sum() + d.sum()).backward()
    return a, b, c, d, x.grad, r, y, attempt(lambda: y.unsafe_split_with_sizes([1, 3]))


@both
def test_detach_shares(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x * 2
    d = y.detach()
    v0 = y._version, d._version
    d.add_(1)
    z = y._version, d._version
    y.add_(1)
    return v0, z, y._version, d._version, d, y, d.data_ptr() == y.data_ptr(), state(d)


@both
def test_detach_inplace(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x * 2
    y.detach_()
    a = state(y)
    v = (x * 2)[:1]
    return (
        a,
        attempt(lambda: v.detach_()),
        state(v),
        attempt(lambda: torch.ones(2)[:1].detach_()),
        attempt(lambda: x.detach_()),
        state(x),
        attempt(lambda: torch.ones(2).split(1)[0].detach_()),
    )


@both
def test_detach_inplace_multi(torch):
    x = leaf(torch, 1.0, 2.0)
    a, _b = (x * 2).split(1)
    return attempt(lambda: a.detach_()), state(a)


@both
def test_detach_write_detected(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x.exp()
    z = y.sum()
    y.detach().zero_()
    return attempt(lambda: z.backward())


@both
def test_view_write_detected(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x * 1
    z = (y * y).sum()
    y[0].add_(1)
    a = attempt(lambda: z.backward())
    y = x * 1
    v = y[0]
    z = (v * v).sum()
    y[1] = 5.0
    return a, attempt(lambda: z.backward())


@both
def test_data_of_view_set(torch):
    x = leaf(torch, 1.0, 2.0, 3.0)
    y = x * 1
    y.data = torch.tensor([4.0, 5.0, 6.0], dtype=torch.float64)
    (y * y).sum().backward()
    return x.grad, state(y)


@both
def test_nograd_view_inplace(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x * 1
    with torch.no_grad():
        v = y[:1]
        s = y.split(1)[0]
        lv = x[:1]
    out = [attempt(lambda: v.add_(1)), attempt(lambda: s.add_(1)), attempt(lambda: lv.add_(1))]
    with torch.no_grad():
        out += [attempt(lambda: v.add_(1)), attempt(lambda: s.add_(1)), attempt(lambda: lv.add_(1))]
    return out, state(v), state(s), state(lv), x, y, v.requires_grad, attempt(lambda: (v * 2).requires_grad)


@both
def test_nograd_view_of_plain(torch):
    b = torch.zeros(3, dtype=torch.float64)
    with torch.no_grad():
        v = b[:2]
    x = leaf(torch, 1.0, 2.0)
    r = attempt(lambda: v.mul_(x))
    b2 = torch.zeros(3, dtype=torch.float64)
    with torch.no_grad():
        v2 = b2[:2]
    return (
        r,
        attempt(lambda: v2.mul_(2)),
        state(v2),
        attempt(lambda: b2.add_(leaf(torch, 1.0, 2.0, 3.0))),
        state(v2),
        state(b2),
    )


@both
def test_nograd_write_base_then(torch):
    b = torch.zeros(3, dtype=torch.float64)
    with torch.no_grad():
        v = b[:2]
    w = b[1:]
    x = leaf(torch, 1.0, 2.0, 3.0)
    b.copy_(x)
    return (
        state(v),
        state(w),
        state(b),
        attempt(lambda: v.sum().backward()),
        attempt(lambda: w.sum().backward()),
        x.grad,
    )


@both
def test_multi_view_inplace(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x * 1
    out = [
        attempt(f)
        for f in (
            lambda: y.split(1)[0].add_(1),
            lambda: y.chunk(2)[0].add_(1),
            lambda: y.unbind()[0].add_(1),
            lambda: y.tensor_split(2)[0].add_(1),
            lambda: y.split([1, 1])[0].add_(1),
            lambda: y.split(1)[1].view(1).add_(1),
            lambda: y.unsafe_split(1)[0].add_(1),
            lambda: y.unsafe_chunk(2)[0].add_(1),
            lambda: next(iter(y)).add_(1),
            lambda: y.hsplit(2)[0].add_(1),
            lambda: y.view(1, 2).vsplit(1)[0].add_(1),
        )
    ]
    return out, y


@both
def test_multi_view_inplace_no_grad_input(torch):
    b = torch.zeros(4, dtype=torch.float64)
    s, t = b.split(2)
    x = leaf(torch, 1.0, 2.0)
    r = attempt(lambda: s.add_(1)), attempt(lambda: t.copy_(x)), state(t), state(b)
    return r, b


@both
def test_multi_view_base_write(torch):
    x = leaf(torch, 1.0, 2.0, 3.0, 4.0)
    y = x * 1
    s, _t = y.split(2)
    y.mul_(2)
    a = attempt(lambda: s.grad_fn)
    b = attempt(lambda: s.sum().backward())
    return a, b, attempt(lambda: s.requires_grad), x.grad, attempt(lambda: s * 2), attempt(lambda: s.is_leaf)


@both
def test_multi_view_base_write_later_grad(torch):
    b = torch.zeros(4, dtype=torch.float64)
    s, _t = b.split(2)
    x = leaf(torch, 1.0, 2.0, 3.0, 4.0)
    b.copy_(x)
    return attempt(lambda: s.grad_fn), attempt(lambda: s.requires_grad), attempt(lambda: s.sum().backward()), x.grad


@both
def test_multi_view_inplace_under_nograd(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x * 1
    s, _t = y.split(1)
    with torch.no_grad():
        s.add_(1)
    return attempt(lambda: s.grad_fn), attempt(lambda: s.sum().backward()), x.grad, y


@both
def test_unsafe_split_of_nograd(torch):
    b = torch.zeros(4, dtype=torch.float64)
    s, _t = b.unsafe_split(2)
    x = leaf(torch, 1.0, 2.0)
    s.copy_(x)
    return state(s), state(b), s, b, s._version, b._version


@both
def test_write_view_history(torch):
    x = leaf(torch, 1.0, 2.0, 3.0, 4.0)
    y = x * 1
    a = y[:2]
    b = y[1:]
    c = y.view(2, 2)
    d = a[1:]
    a.mul_(3)
    r = [state(t) for t in (y, a, b, c, d)]
    g = [torch.autograd.grad((t * t).sum(), x, retain_graph=True)[0] for t in (y, a, b, c, d)]
    return r, g


@both
def test_write_view_of_view(torch):
    x = leaf(torch, *[float(i) for i in range(12)])
    y = (x * 1).view(3, 4)
    v = y.t()[1:]
    w = v[:, ::2]
    w.mul_(torch.tensor(3.0, dtype=torch.float64))
    w.add_(x[:6].view(3, 2))
    return (
        [torch.autograd.grad((t * t).sum(), x, retain_graph=True)[0] for t in (y, v, w)],
        [state(t) for t in (y, v, w)],
        y,
        w,
    )


@both
def test_view_before_base_requires(torch):
    b = torch.zeros(4, dtype=torch.float64)
    v = b[1:3]
    u = b.view(2, 2)
    vv = v[1:]
    b.requires_grad_()
    r = [state(t) for t in (b, v, u, vv)]
    e = attempt(lambda: v.mul_(2)), attempt(lambda: b.mul_(2))
    return r, e, attempt(lambda: v.sum().backward()), (v * 2).requires_grad


@both
def test_view_before_base_written(torch):
    b = torch.zeros(4, dtype=torch.float64)
    v = b[1:3]
    u = b.view(2, 2)
    vv = v[1:]
    x = leaf(torch, 1.0, 2.0, 3.0, 4.0)
    b.add_(x)
    r = [state(t) for t in (b, v, u, vv)]
    v.mul_(2)
    return (
        r,
        [state(t) for t in (b, v, u, vv)],
        torch.autograd.grad((u**3).sum(), x, retain_graph=True),
        torch.autograd.grad((vv**3).sum(), x),
    )


@both
def test_view_written_base_plain(torch):
    b = torch.zeros(4, dtype=torch.float64)
    v = b[1:3]
    u = b.view(2, 2)
    x = leaf(torch, 1.0, 2.0)
    v.copy_(x)
    r = [state(t) for t in (b, v, u)]
    (g,) = torch.autograd.grad((u**3).sum(), x, create_graph=True)
    h = torch.autograd.grad(g.sum(), x)
    return r, g, h


@both
def test_view_requires_grad_leafview(torch):
    b = torch.zeros(4, dtype=torch.float64)
    v = b[1:3]
    v.requires_grad_()
    r = state(v), state(b)
    e = attempt(lambda: v.mul_(2)), attempt(lambda: b.mul_(2))
    (v * 3).sum().backward()
    return r, e, v.grad, state(b), state(v), b.grad


@both
def test_view_leaf_base_written_recorded(torch):
    b = torch.zeros(4, dtype=torch.float64)
    v = b[1:3].requires_grad_()
    x = leaf(torch, 1.0, 2.0, 3.0, 4.0)
    r = attempt(lambda: b.copy_(x))
    return r, state(b), attempt(lambda: v.grad_fn), attempt(lambda: v.is_leaf)


@both
def test_data_set_on_a_view(torch):
    x = leaf(torch, 0.0, 1.0, 2.0, 3.0)
    base = x * 1
    view = base[1:3]
    view.data = torch.tensor([9.0, 8.0], dtype=torch.float64)
    out = [state(view), view._base is base, view, base]
    (g,) = torch.autograd.grad((view * view).sum(), x)
    view.mul_(2)  # a write through what it is a view of no more rewrites the base's history all the same
    return out, g, state(view), state(base), view, base


@both
def test_data_set_on_a_view_of_another_size(torch):
    base = torch.arange(4.0)
    view, other = base[1:3], torch.tensor([9.0, 8.0, 7.0])
    view.data = other
    out = state(view), view._base is base
    view.add_(1)
    return out, view, base, other, view._version, base._version, other._version
