"""Hooks of modules, beside PyTorch's: order, options, replacement, errors, on every module at once."""

from __future__ import annotations

import copy
import gc
import weakref
from collections import namedtuple
from typing import Any

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


def listed(values):
    """Tensors in nested tuples as lists of numbers."""
    if isinstance(values, tuple | list):
        return [listed(value) for value in values]
    return values.tolist() if hasattr(values, "tolist") else values


def scaled(torch):
    """A module that takes a keyword."""

    class Scaled(torch.nn.Module):
        def forward(self, x, *, k=1.0):
            return x * k

    return Scaled()


@program
def fwd_order(torch):
    log = []
    m = torch.nn.ReLU()
    M = torch.nn.modules.module
    hs = [
        M.register_module_forward_pre_hook(lambda m, a: log.append("gpre")),
        M.register_module_forward_hook(lambda m, a, o: log.append("gfwd")),
    ]
    m.register_forward_pre_hook(lambda m, a: log.append("pre1"))
    m.register_forward_pre_hook(lambda m, a: log.append("pre0"), prepend=True)
    m.register_forward_hook(lambda m, a, o: log.append("fwd1"))
    m.register_forward_hook(lambda m, a, o: log.append("fwd0"), prepend=True)
    m(torch.ones(1))
    [h.remove() for h in hs]
    m(torch.ones(1))
    return log


@program
def fwd_replace(torch):
    m = torch.nn.ReLU()
    m.register_forward_pre_hook(lambda m, a: (a[0] * -1,))
    m.register_forward_hook(lambda m, a, o: o + 5)
    m.register_forward_hook(lambda m, a, o: None)
    return m(torch.tensor([-2.0, 3.0]))


@program
def pre_single(torch):
    m = torch.nn.ReLU()
    m.register_forward_pre_hook(lambda m, a: a[0] * -1)
    return m(torch.tensor([-2.0, 3.0]))


@program
def kwargs(torch):
    log = []
    m = scaled(torch)
    m.register_forward_pre_hook(lambda m, a, k: (a, {"k": k["k"] * 10}), with_kwargs=True)
    m.register_forward_hook(lambda m, a, k, o: (log.append(sorted(k.items())), o + 1)[1], with_kwargs=True)
    return m(torch.ones(1), k=2.0), log


@program
def kwargs_bad(torch):
    m = scaled(torch)
    m.register_forward_pre_hook(lambda m, a, k: 3, with_kwargs=True)
    return m(torch.ones(1), k=2.0)


@program
def kwargs_bad2(torch):
    m = scaled(torch)
    m.register_forward_pre_hook(lambda m, a, k: (1, 2, 3), with_kwargs=True)
    return m(torch.ones(1), k=2.0)


@program
def always(torch):
    log = []

    class Bad(torch.nn.Module):
        def forward(self, x):
            raise ValueError("in forward")

    m = Bad()
    m.register_forward_hook(lambda m, a, o: log.append(("a", o)), always_call=True)
    m.register_forward_hook(lambda m, a, o: log.append("b"))
    try:
        m(torch.ones(1))
    except ValueError as e:
        log.append(str(e))
    return log


@program
def always_raises(torch):
    class Bad(torch.nn.Module):
        def forward(self, x):
            raise ValueError("in forward")

    def hk(m, a, o):
        raise RuntimeError("in hook")

    m = Bad()
    m.register_forward_hook(hk, always_call=True)
    m(torch.ones(1))


@program
def always_hook_fails(torch):
    log = []
    m = torch.nn.ReLU()

    def hk(m, a, o):
        raise RuntimeError("in hook")

    m.register_forward_hook(hk)
    m.register_forward_hook(lambda m, a, o: log.append(o is None), always_call=True)
    try:
        m(torch.ones(1))
    except RuntimeError as e:
        log.append(str(e))
    return log


@program
def always_once(torch):
    log = []
    m = torch.nn.ReLU()
    m.register_forward_hook(lambda m, a, o: log.append(o is None), always_call=True)

    def hk(m, a, o):
        raise RuntimeError("in hook")

    m.register_forward_hook(hk)
    try:
        m(torch.ones(1))
    except RuntimeError as e:
        log.append(str(e))
    return log


@program
def always_pre_fails(torch):
    log = []
    m = torch.nn.ReLU()
    m.register_forward_hook(lambda m, a, o: log.append(o), always_call=True)

    def hk(m, a):
        raise RuntimeError("in pre")

    m.register_forward_pre_hook(hk)
    try:
        m(torch.ones(1))
    except RuntimeError as e:
        log.append(str(e))
    return log


@program
def global_always(torch):
    log = []
    M = torch.nn.modules.module

    class Bad(torch.nn.Module):
        def forward(self, x):
            raise ValueError("in forward")

    with M.register_module_forward_hook(lambda m, a, o: log.append(o), always_call=True):
        try:
            Bad()(torch.ones(1))
        except ValueError as e:
            log.append(str(e))
    return log


@program
def global_kwargs(torch):
    log = []
    M = torch.nn.modules.module
    with M.register_module_forward_hook(lambda m, a, k, o: log.append(sorted(k)), with_kwargs=True):
        scaled(torch)(torch.ones(1), k=3.0)
    return log


@program
def global_mixed_order(torch):
    log = []
    M = torch.nn.modules.module
    a = M.register_module_forward_hook(lambda m, a, k, o: log.append("kw"), with_kwargs=True)
    b = M.register_module_forward_hook(lambda m, a, o: log.append("plain"))
    scaled(torch)(torch.ones(1))
    a.remove()
    b.remove()
    return log


@program
def gbwd(torch):
    log = []
    M = torch.nn.modules.module
    x = leaf(torch, 1.0, -2.0)
    with (
        M.register_module_full_backward_pre_hook(lambda m, go: (log.append(("pre", listed(go))), (go[0] * 3,))[1]),
        M.register_module_full_backward_hook(lambda m, gi, go: (log.append((listed(gi), listed(go))), (gi[0] * 2,))[1]),
    ):
        torch.nn.ReLU()(x).sum().backward()
    return log, x.grad


@program
def g_and_local(torch):
    log = []
    M = torch.nn.modules.module
    x = leaf(torch, 1.0, -2.0)
    m = torch.nn.ReLU()
    m.register_full_backward_hook(lambda *a: log.append("local"))
    m.register_full_backward_pre_hook(lambda *a: log.append("localpre"))
    with (
        M.register_module_full_backward_hook(lambda *a: log.append("global")),
        M.register_module_full_backward_pre_hook(lambda *a: log.append("globalpre")),
    ):
        m(x).sum().backward()
    return log


@program
def reg_hooks(torch):
    M = torch.nn.modules.module
    log = []
    hs = [
        M.register_module_buffer_registration_hook(lambda m, n, b: log.append(("b", n))),
        M.register_module_module_registration_hook(lambda m, n, s: log.append(("m", n))),
        M.register_module_parameter_registration_hook(lambda m, n, q: log.append(("p", n))),
    ]
    torch.nn.Sequential(torch.nn.Linear(1, 1))
    torch.nn.BatchNorm1d(1)
    [h.remove() for h in hs]
    torch.nn.Linear(1, 1)
    return log


@program
def bwd_basic(torch):
    log = []
    m = torch.nn.Linear(2, 1, bias=False)
    with torch.no_grad():
        m.weight.fill_(2.0)
    x = torch.ones(1, 2, requires_grad=True)
    m.register_full_backward_hook(lambda m, gi, go: log.append((listed(gi), listed(go))))
    m(x).sum().backward()
    return log, x.grad


@program
def bwd_replace(torch):
    x = leaf(torch, 1.0, 2.0)
    m = torch.nn.Sigmoid()
    m.register_full_backward_hook(lambda m, gi, go: (gi[0] * 0 + 7,))
    m(x).sum().backward()
    return x.grad


@program
def bwd_replace_single(torch):
    x = leaf(torch, 1.0, 2.0)
    m = torch.nn.Sigmoid()
    m.register_full_backward_hook(lambda m, gi, go: gi[0] * 0 + 7)
    m(x).sum().backward()
    return x.grad


@program
def bwd_replace_list(torch):
    x = leaf(torch, 1.0, 2.0)
    m = torch.nn.Sigmoid()
    m.register_full_backward_hook(lambda m, gi, go: [gi[0] * 0 + 7])
    m(x).sum().backward()
    return x.grad


@program
def bwd_badcount(torch):
    x = leaf(torch, 1.0, 2.0)
    m = torch.nn.Sigmoid()
    m.register_full_backward_hook(lambda m, gi, go: (None, None))
    m(x).sum().backward()
    return x.grad


@program
def bwd_none_elem(torch):
    x = leaf(torch, 1.0, 2.0)
    m = torch.nn.Sigmoid()
    m.register_full_backward_hook(lambda m, gi, go: (None,))
    m(x).sum().backward()
    return x.grad


@program
def bwdpre_badcount(torch):
    x = leaf(torch, 1.0, 2.0)
    m = torch.nn.Sigmoid()
    m.register_full_backward_pre_hook(lambda m, go: (None, None))
    m(x).sum().backward()
    return x.grad


@program
def bwdpre_scale(torch):
    x = leaf(torch, 1.0, 2.0)
    m = torch.nn.ReLU()
    m.register_full_backward_pre_hook(lambda m, go: go[0] * 3)
    m(x).sum().backward()
    return x.grad


@program
def bwd_noinput(torch):
    log = []
    m = torch.nn.Linear(1, 1, bias=False)
    with torch.no_grad():
        m.weight.fill_(2.0)
    m.register_full_backward_hook(lambda m, gi, go: log.append((listed(gi), listed(go))))
    m(torch.ones(1, 1)).sum().backward()
    return log


@program
def bwd_noinput_ret(torch):
    m = torch.nn.Linear(1, 1, bias=False)
    m.register_full_backward_hook(lambda m, gi, go: (torch.ones(1, 1),))
    m(torch.ones(1, 1)).sum().backward()


@program
def bwd_multi_out(torch):
    log = []

    class K(torch.nn.Module):
        def forward(self, x):
            return x * 2, x * 3

    x = leaf(torch, 1.0)
    m = K()
    m.register_full_backward_hook(lambda m, gi, go: log.append((listed(gi), listed(go))))
    a, _b = m(x)
    a.sum().backward()
    return log, x.grad


@program
def bwd_multi_in(torch):
    log = []

    class K(torch.nn.Module):
        def forward(self, x, n, y):
            return x * n + y.detach()

    x = leaf(torch, 1.0)
    y = leaf(torch, 2.0)
    m = K()
    m.register_full_backward_hook(lambda m, gi, go: log.append((listed(gi), listed(go))))
    m(x, 3, y).sum().backward()
    return log, x.grad, y.grad


@program
def bwd_dict_out(torch):
    log = []

    class K(torch.nn.Module):
        def forward(self, x):
            return {"a": x * 2}

    x = leaf(torch, 1.0)
    m = K()
    m.register_full_backward_hook(lambda m, gi, go: log.append((listed(gi), listed(go))))
    m(x)["a"].sum().backward()
    return log, x.grad


@program
def bwd_list_out(torch):
    log = []

    class K(torch.nn.Module):
        def forward(self, x):
            return [x * 2]

    x = leaf(torch, 1.0)
    m = K()
    m.register_full_backward_hook(lambda m, gi, go: log.append((listed(gi), listed(go))))
    r = m(x)
    r[0].sum().backward()
    return log, x.grad, type(r).__name__


@program
def bwd_kwarg_in(torch):
    log = []
    m = scaled(torch)
    x = leaf(torch, 1.0)
    m.register_full_backward_hook(lambda m, gi, go: log.append((listed(gi), listed(go))))
    m(x=x).sum().backward()
    return log, x.grad


@program
def bwd_prepend(torch):
    log = []
    x = leaf(torch, 1.0)
    m = torch.nn.ReLU()
    m.register_full_backward_hook(lambda *a: log.append(1))
    m.register_full_backward_hook(lambda *a: log.append(0), prepend=True)
    m(x).sum().backward()
    return log


@program
def bwd_remove(torch):
    log = []
    x = leaf(torch, 1.0)
    m = torch.nn.ReLU()
    h = m.register_full_backward_hook(lambda *a: log.append(1))
    y = m(x)
    h.remove()
    y.sum().backward()
    m(x).sum().backward()
    return log


@program
def bwd_retain(torch):
    log = []
    x = leaf(torch, 1.0)
    m = torch.nn.Sigmoid()
    m.register_full_backward_hook(lambda *a: log.append(1))
    y = m(x).sum()
    y.backward(retain_graph=True)
    y.backward()
    return log


@program
def bwd_nograd(torch):
    m = torch.nn.ReLU()
    m.register_full_backward_hook(lambda *a: 1 / 0)
    with torch.no_grad():
        return m(leaf(torch, 1.0)).grad_fn is None


@program
def bwd_gradfn(torch):
    m = torch.nn.ReLU()
    m.register_full_backward_hook(lambda *a: None)
    return m(leaf(torch, 1.0)).grad_fn.name()


@program
def old_hook(torch):
    log = []
    x = torch.ones(1, 2, requires_grad=True)
    m = torch.nn.Linear(2, 1)
    with torch.no_grad():
        m.weight.fill_(2.0)
    m.register_backward_hook(lambda m, gi, go: log.append(listed(go)))
    m(x).sum().backward()
    return log


@program
def old_hook_relu(torch):
    log = []
    x = leaf(torch, 1.0)
    m = torch.nn.ReLU()
    m.register_backward_hook(lambda m, gi, go: (log.append((listed(gi), listed(go))), (gi[0] * 5,))[1])
    m(x).sum().backward()
    return log, x.grad


@program
def old_hook_single(torch):
    x = leaf(torch, 1.0)
    m = torch.nn.ReLU()
    m.register_backward_hook(lambda m, gi, go: gi[0] * 5)
    m(x).sum().backward()
    return x.grad


@program
def mixed_err(torch):
    m = torch.nn.ReLU()
    m.register_backward_hook(lambda *a: None)
    m.register_full_backward_hook(lambda *a: None)


@program
def mixed_err2(torch):
    m = torch.nn.ReLU()
    m.register_full_backward_hook(lambda *a: None)
    m.register_backward_hook(lambda *a: None)


@program
def bypass(torch):
    class K(torch.nn.Module):
        def forward(self, x):
            self.kept = x
            return x * 2

    m = K()
    m.register_full_backward_hook(lambda *a: None)
    x = leaf(torch, 1.0)
    m(x)
    m.kept.sum().backward()


@program
def createg(torch):
    x = leaf(torch, 2.0)
    m = torch.nn.Sigmoid()
    m.register_full_backward_hook(lambda m, gi, go: (gi[0] * 3,))
    (g,) = torch.autograd.grad(m(x).sum(), x, create_graph=True)
    g.sum().backward()
    return g, x.grad


@program
def deepcopy(torch):
    log = []
    m = torch.nn.ReLU()
    m.register_full_backward_hook(lambda *a: log.append(1))
    m.register_forward_hook(lambda *a: log.append("f"))
    n = copy.deepcopy(m)
    n(leaf(torch, 1.0)).sum().backward()
    return log


@program
def remove_in_hook(torch):
    log = []
    m = torch.nn.ReLU()

    def hk(*a):
        log.append(1)
        h.remove()

    h = m.register_forward_hook(hk)
    m.register_forward_hook(lambda *a: log.append(2))
    m(torch.ones(1))
    m(torch.ones(1))
    return log


@program
def nontensor_out(torch):
    class K(torch.nn.Module):
        def forward(self, x):
            return 3

    m = K()
    m.register_full_backward_hook(lambda *a: None)
    return m(leaf(torch, 1.0))


@program
def output_is_input(torch):
    log = []
    x = leaf(torch, 2.0)
    m = torch.nn.Identity()
    m.register_full_backward_hook(lambda m, gi, go: log.append((listed(gi), listed(go))))
    y = m(x)
    y.sum().backward()
    return log, x.grad, y is x


@program
def pre_hook_only(torch):
    log = []
    x = leaf(torch, 2.0)
    m = torch.nn.ReLU()
    m.register_full_backward_pre_hook(lambda m, go: log.append(listed(go)))
    m(x).sum().backward()
    return log


@program
def pre_hook_noinput(torch):
    log = []
    m = torch.nn.Linear(1, 1, bias=False)
    m.register_full_backward_pre_hook(lambda m, go: log.append(listed(go)))
    m(torch.ones(1, 1)).sum().backward()
    return log


@program
def int_input(torch):
    log = []
    m = torch.nn.Embedding(3, 1)
    m.register_full_backward_hook(lambda m, gi, go: log.append((listed(gi), listed(go))))
    m(torch.tensor([0, 1])).sum().backward()
    return log


@program
def namedtuple_out(torch):
    P = namedtuple("P", "a b")

    class K(torch.nn.Module):
        def forward(self, x):
            return P(x * 2, x * 3)

    log = []
    x = leaf(torch, 1.0)
    m = K()
    m.register_full_backward_hook(lambda m, gi, go: log.append((listed(gi), listed(go))))
    r = m(x)
    (r[0] + r[1]).sum().backward()
    return log, type(r).__name__


@pytest.mark.parametrize("function", PROGRAMS, ids=lambda f: f.__name__)
def test_programs_agree(function):
    agree(function)


module = flambeau.nn.modules.module


def test_in_place_activations_beside_backward_hooks_work():
    """PyTorch refuses both: its identity's outputs are views that may not be written to."""
    seen = []
    x = leaf(flambeau, 1.0, -2.0)
    relu = flambeau.nn.ReLU(inplace=True)
    relu.register_full_backward_hook(lambda m, into, out: seen.append(listed((into, out))))
    relu(x * 1).sum().backward()
    assert seen == [[[[1.0, 0.0]], [[1.0, 1.0]]]]
    assert x.grad.tolist() == [1.0, 0.0]
    net = flambeau.nn.Sequential(flambeau.nn.Linear(2, 2), relu)
    net[0].register_full_backward_hook(lambda m, into, out: seen.append(listed(out)))
    net(flambeau.ones(1, 2, requires_grad=True)).sum().backward()
    assert len(seen) == 3  # the activation's hook and the layer's


def test_the_two_kinds_of_global_backward_hooks_do_not_mix():
    for first, second in (
        (module.register_module_backward_hook, module.register_module_full_backward_hook),
        (module.register_module_full_backward_hook, module.register_module_backward_hook),
    ):
        with first(lambda *_: None), pytest.raises(RuntimeError, match="as a global Module hook"):
            second(lambda *_: None)
        second(lambda *_: None).remove()


def test_a_global_last_node_hook_sees_the_last_node():
    seen = []
    hook = module.register_module_backward_hook(lambda m, into, out: seen.append(listed(out)))
    with hook, pytest.warns(FutureWarning, match="Using a non-full backward hook"):
        y = flambeau.nn.Tanh()(leaf(flambeau, 0.0))
    y.backward()
    assert seen == [[[1.0]]]


def test_registration_hooks_may_replace_what_is_registered():
    def bigger(m, name, value):
        return flambeau.nn.Parameter(flambeau.zeros(3)) if name == "bias" else None

    with module.register_module_parameter_registration_hook(bigger):
        layer = flambeau.nn.Module()
        layer.bias = flambeau.nn.Parameter(flambeau.ones(1))
    assert layer.bias.shape == (3,)
    assert dict(layer.named_parameters())["bias"] is layer.bias


@pytest.mark.parametrize(
    ("answer", "error", "text"),
    [
        (lambda m, into, out: (flambeau.ones(3),), RuntimeError, "has changed the size of value"),
        (lambda m, into, out: 3, TypeError, "has no len"),
    ],
)
def test_answers_of_backward_hooks_are_checked(answer, error, text):
    m = flambeau.nn.Sigmoid()
    m.register_full_backward_hook(answer)
    with pytest.raises(error, match=text):
        m(leaf(flambeau, 1.0, 2.0)).sum().backward()


def test_a_module_dies_with_its_hooks():
    def hooked():
        m = flambeau.nn.Linear(1, 1)
        m.register_forward_hook(lambda mod, args, out: (m, None)[1])
        m.register_full_backward_hook(lambda mod, into, out: (m, None)[1])
        m(flambeau.ones(1, 1, requires_grad=True)).sum().backward()
        return weakref.ref(m)

    alive = hooked()
    gc.collect()
    assert alive() is None


def test_private_tables_of_global_hooks() -> None:
    """Programs read them, and empty them by assignment."""
    home: Any = flambeau.nn.modules.module
    seen: list[str] = []
    home.register_module_forward_hook(lambda *args: seen.append("forward"))
    home.register_module_forward_pre_hook(lambda *args: seen.append("before"))
    assert len(home._global_forward_hooks) == len(home._global_forward_pre_hooks) == 1
    flambeau.nn.Identity()(1)
    home._global_forward_hooks = {}
    flambeau.nn.Identity()(1)
    home._global_forward_pre_hooks = {}
    flambeau.nn.Identity()(1)
    assert seen == ["before", "forward", "before"]
    assert not home._global_backward_hooks
    assert not home._global_parameter_registration_hooks
