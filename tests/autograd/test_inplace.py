"""Writes in place: what may be written to, versions, `.data`, and how saved tensors notice."""

import pytest
from beside import agree, attempt, both, leaf, state


@both
def test_data_get(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x * 2
    d = y.data
    v = y._version, d._version
    d.add_(1)
    return v, y._version, d._version, y, d, state(d), x.data.data_ptr() == x.data_ptr()


@both
def test_data_write_undetected(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x.exp()
    z = y.sum()
    y.data.zero_()
    z.backward()
    return x.grad


@both
def test_nograd_write_detected(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x.exp()
    z = y.sum()
    with torch.no_grad():
        y.zero_()
    return attempt(lambda: z.backward())


@both
def test_leaf_nograd_write_detected(torch):
    x = leaf(torch, 1.0, 2.0)
    z = (x * x).sum()
    with torch.no_grad():
        x.add_(1)
    return attempt(lambda: z.backward()), x, x._version, attempt(lambda: (x * x).sum().backward()), x.grad


@both
def test_data_set(torch):
    x = leaf(torch, 1.0, 2.0)
    v0 = x._version
    y = (x * x).sum()
    x.data = torch.tensor([5.0, 6.0, 7.0], dtype=torch.float64)
    a = x, x._version, v0, state(x)
    r = attempt(lambda: y.backward())
    return a, r, x.grad


@both
def test_data_set_version(torch):
    x = torch.ones(2)
    x.add_(1)
    x.add_(1)
    w = torch.zeros(2)
    w.add_(1)
    v = x[0:1]
    x.data = w
    a = x._version, w._version, v._version
    x.add_(1)
    b = x._version, w._version, v._version, w
    w.add_(1)
    return a, b, x._version, w._version, x, v, x.data_ptr() == w.data_ptr()


@both
def test_data_set_saved(torch):
    x = leaf(torch, 1.0, 2.0)
    w = torch.tensor([3.0, 4.0], dtype=torch.float64)
    z = (x * x).sum()
    x.data = w
    z.backward()
    a = x.grad.clone()
    z = (x * x).sum()
    w.add_(1)
    b = attempt(lambda: z.backward())
    z = (x * x).sum()
    x.data.add_(1)
    return a, b, attempt(lambda: z.backward()), x.grad


@both
def test_data_set_errors(torch):
    x = leaf(torch, 1.0, 2.0)

    def s(t, v):
        t.data = v

    y = x * 1
    return (
        [
            attempt(f)
            for f in (
                lambda: s(x, 1),
                lambda: s(x, None),
                lambda: s(x, torch.ones(2, dtype=torch.int64)),
                lambda: s(x, torch.ones(3)),
                lambda: s(torch.ones(2), torch.ones(2, dtype=torch.int64)),
                lambda: s(y, torch.ones(2, dtype=torch.float64)),
                lambda: s(y[:1], torch.ones(2, dtype=torch.float64)),
                lambda: s(x, torch.ones(2, dtype=torch.complex64)),
            )
        ],
        state(y),
        x,
    )


@both
def test_data_set_grad_then(torch):
    x = leaf(torch, 1.0, 2.0)
    (x * x).sum().backward()
    x.data = torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64)
    return x.grad, attempt(lambda: (x * x).sum().backward()), x.grad


@both
def test_leaf_inplace(torch):
    x = leaf(torch, 1.0, 2.0)

    def aug():
        nonlocal x
        x += 1

    return (
        [
            attempt(f)
            for f in (
                lambda: x.add_(1),
                lambda: x.zero_(),
                lambda: x.__setitem__(0, 1.0),
                lambda: x[0].add_(1),
                lambda: x.view(2).add_(1),
                lambda: x.detach().add_(1),
                lambda: x.data.add_(1),
                lambda: x.view(2)[0].mul_(2),
                aug,
                lambda: x.copy_(x),
                lambda: x.fill_(2),
                lambda: x.split(1)[0].add_(1),
                lambda: x.expand(3, 2).add_(1),
                lambda: x.requires_grad_(False),
                lambda: x.add_(1),
            )
        ],
        x,
        x._version,
    )


@both
def test_leaf_inplace_type_form(torch):
    x = leaf(torch, 1.0, 2.0)
    out = [
        attempt(f)
        for f in (
            lambda: torch.nn.init.zeros_(x),
            lambda: x.normal_(),
            lambda: x.uniform_(),
            lambda: torch.relu_(x),
            lambda: torch.nn.functional.relu(x, inplace=True),
            lambda: x.clamp_(0),
            lambda: x.index_fill_(0, torch.tensor([0]), 1.0),
            lambda: x.masked_fill_(x > 0, 1.0),
            lambda: x.scatter_(0, torch.tensor([0]), 1.0),
            lambda: x.index_add_(0, torch.tensor([0]), torch.ones(1, dtype=torch.float64)),
            lambda: x.resize_(3),
            lambda: x.set_(torch.ones(2, dtype=torch.float64)),
            lambda: x.t_(),
            lambda: x.unsqueeze_(0),
            lambda: x.squeeze_(),
            lambda: x.transpose_(0, 0),
            lambda: x.exponential_(),
            lambda: x.bernoulli_(),
            lambda: x.random_(),
            lambda: x.cumsum_(0),
            lambda: x.addcmul_(x, x),
            lambda: x.lerp_(x, 0.5),
            lambda: x.round_(),
            lambda: x.put_(torch.tensor([0]), torch.ones(1, dtype=torch.float64)),
            lambda: x.as_strided_((1,), (1,)),
        )
    ]
    return [o if isinstance(o, tuple) else "fine" for o in out]


@both
def test_write_twice_second_order(torch):
    x = leaf(torch, 1.0, 2.0, 3.0, 4.0)
    w = leaf(torch, 2.0, 3.0)
    y = x**2
    v = y[1:3]
    s = y.view(2, 2)
    v.mul_(w)
    y.mul_(x)
    v.mul_(v.clone())
    loss = (s**2).sum()
    gx, gw = torch.autograd.grad(loss, [x, w], create_graph=True)
    h = torch.autograd.grad(gx.sum() + (gw**2).sum(), [x, w])
    return loss, gx, gw, h


@both
def test_expanded(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x * 1
    e = y.expand(3, 2)
    return (
        attempt(lambda: e.add_(1)),
        attempt(lambda: torch.ones(1).expand(3).add_(1)),
        attempt(lambda: torch.ones(1).expand(1).add_(1)),
        attempt(lambda: torch.ones(3).as_strided((2, 2), (1, 1)).mul_(2)),
        attempt(lambda: torch.ones(3).unfold(0, 2, 1).mul_(2)),
        attempt(lambda: torch.ones(1).expand(3).zero_()),
        attempt(lambda: torch.ones(1).expand(3).fill_(3)),
        attempt(lambda: torch.ones(1).expand(3).copy_(torch.ones(3))),
        attempt(lambda: torch.ones(1).expand(3).__setitem__(0, 3.0)),
        attempt(lambda: torch.ones(1).expand(3)[0].add_(1)),
        attempt(lambda: torch.ones(1).expand(3).masked_fill_(torch.ones(3) > 0, 2.0)),
        attempt(lambda: torch.ones(1).expand(3).index_put_((torch.tensor([0]),), torch.tensor(2.0))),
    )


@both
def test_internal_overlap_partial(torch):
    x = torch.arange(5.0)
    return (
        attempt(lambda: x[1:].add_(x[:-1])),
        attempt(lambda: x[1:].copy_(x[:-1])),
        attempt(lambda: x.add_(x)),
        attempt(lambda: x.view(5, 1).mul_(x.view(5, 1))),
        attempt(lambda: x[:4].view(2, 2).add_(x[:4].view(2, 2).t())),
    )


@both
def test_versions(torch):
    b = torch.zeros(4)
    v = b[:2]
    vv = v[1:]
    d = b.detach()
    dd = b.data
    out = [t._version for t in (b, v, vv, d, dd)]
    v.add_(1)
    out.append([t._version for t in (b, v, vv, d, dd)])
    with torch.no_grad():
        vv.add_(1)
        out.append([t._version for t in (b, v, vv, d, dd)])
    d.mul_(2)
    out.append([t._version for t in (b, v, vv, d, dd)])
    dd.mul_(2)
    out.append([t._version for t in (b, v, vv, d, dd)])
    b[0] = 3
    out.append([t._version for t in (b, v, vv, d, dd)])
    b[:2][0] = 3
    out.append([t._version for t in (b, v, vv, d, dd)])
    torch.add(b, 1, out=b)
    out.append([t._version for t in (b, v, vv, d, dd)])
    b.copy_(b)
    out.append(b._version)
    b.zero_()
    out.append(b._version)
    b.resize_(4)
    out.append(b._version)
    b[torch.tensor([0])] = 1
    out.append(b._version)
    b[b > 100] = 1
    out.append(b._version)
    b += 1
    out.append(b._version)
    b.requires_grad_()
    out.append(b._version)
    b.clone()
    out.append(b.clone()._version)
    b.detach_()
    out.append(b._version)
    b.unsqueeze_(0)
    out.append(b._version)
    b.normal_()
    out.append(b._version)
    b.clamp_(0)
    out.append(b._version)
    b.transpose_(0, 1)
    out.append(b._version)
    b.squeeze_()
    out.append(b._version)
    torch.nn.init.ones_(b)
    out.append(b._version)
    torch.relu_(b)
    out.append(b._version)
    b.index_add_(0, torch.tensor([0]), torch.ones(1))
    out.append(b._version)
    b.masked_fill_(b > 0, 1.0)
    out.append(b._version)
    b.fill_(1)
    out.append(b._version)
    torch.nn.functional.dropout(b, 0.5, True, True)
    out.append(b._version)
    torch.nn.functional.dropout(b, 0.0, True, True)
    out.append(b._version)
    b.pow_(2)
    out.append(b._version)
    b.exp_()
    out.append(b._version)
    torch.stack([b, b], out=torch.empty(2, 4))
    out.append(b._version)
    b.set_(torch.zeros(4))
    out.append(b._version)
    return out


@both
def test_requires_grad_of_parts(torch):
    x = leaf(torch, 1.0, 2.0, 3.0)
    return (
        x[0].requires_grad,
        x[0].is_leaf,
        [t.requires_grad for t in x],
        x.detach()[0].requires_grad,
        attempt(lambda: setattr(x[0], "requires_grad", False)),
        attempt(lambda: setattr(x * 1, "requires_grad", False)),
        attempt(lambda: setattr(x * 1, "requires_grad", True)),
        attempt(lambda: (x * 1).requires_grad_(False)),
        attempt(lambda: setattr(x, "requires_grad", 1)),
        attempt(lambda: setattr(x, "requires_grad", None)),
        attempt(lambda: delattr(x, "requires_grad")),
        attempt(lambda: delattr(x, "data")),
        attempt(lambda: setattr(x, "_grad_fn", None)),
    )


@both
def test_grad_fn_none(torch):
    x = leaf(torch, 1.0, 2.0, 3.0)
    y = x * 2

    def f():
        y._grad_fn = None
        return state(y)

    return attempt(f)


@both
def test_grad_set(torch):
    x = leaf(torch, 1.0, 2.0)

    def s(v):
        x.grad = v
        return x.grad

    out = [
        attempt(s, v)
        for v in (
            None,
            1,
            torch.ones(3, dtype=torch.float64),
            torch.ones(2),
            torch.ones(2, dtype=torch.float64),
            x,
            torch.ones(2, dtype=torch.int64),
            torch.ones(1, 2, dtype=torch.float64),
        )
    ]

    def d():
        del x.grad
        return x.grad

    return out, attempt(d), attempt(d)


@both
def test_grad_set_nonleaf(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x * 2
    y.grad = torch.ones(2, dtype=torch.float64)
    return y.grad, torch.ones(2).grad, attempt(lambda: setattr(torch.ones(2), "grad", torch.zeros(2)))


@pytest.mark.parametrize(
    "change",
    [
        lambda t, x: x.unsqueeze_(-1),
        lambda t, x: x.squeeze_(),
        lambda t, x: x.squeeze_(1),
        lambda t, x: x.t_(),
        lambda t, x: x.transpose_(0, 1),
        lambda t, x: x.swapaxes_(0, 1),
        lambda t, x: x.swapdims_(0, 1),
        lambda t, x: x.as_strided_((2,), (0,)),
        lambda t, x: x.set_(t.ones(2)),
        lambda t, x: x.unsqueeze_(0).add_(1),
        lambda t, x: x.t_().copy_(t.ones(1, 3)),
    ],
)
def test_expanded_tensors_take_another_shape_but_no_other_elements(change) -> None:
    def program(torch):
        x = change(torch, torch.ones(1, 1).expand(3, 1))
        return tuple(x.shape), x.stride(), x.tolist()

    agree(program)
