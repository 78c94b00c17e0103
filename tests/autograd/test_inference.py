"""Inference tensors: every rule about mixing them with others, inside and outside inference mode."""

import copy
from types import SimpleNamespace

import numpy as np
import pytest
from beside import attempt, both, leaf, state


@both
def test_inference_write_detected(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x * 1
    z = (y * y).sum()
    with torch.inference_mode():
        y.add_(1)
    return attempt(lambda: z.backward()), y._version, state(y)


KINDS = {
    "plain": lambda torch: torch.ones(2, 2, dtype=torch.float64),
    "leaf": lambda torch: torch.ones(2, 2, dtype=torch.float64, requires_grad=True),
    "result": lambda torch: torch.ones(2, 2, dtype=torch.float64, requires_grad=True) * 1,
}
# c.normal: made outside; c.made, c.mixed: in inference mode; c.view: a view of c.normal made there.
ACTIONS = {
    "func": lambda c: c.made + 1,
    "funcmix": lambda c: c.made * c.normal,
    "funcmix2": lambda c: c.normal + c.made,
    "view": lambda c: c.made[0],
    "viewsplit": lambda c: c.made.split(1)[0],
    "inp": lambda c: c.made.add_(1),
    "inpmix": lambda c: c.made.mul_(c.normal),
    "inpother": lambda c: c.normal.mul_(c.made),
    "inpview": lambda c: c.made[0].add_(1),
    "ivfunc": lambda c: c.view * 2,
    "ivinp": lambda c: c.view.add_(1),
    "ivview": lambda c: c.view[0],
    "ivviewinp": lambda c: c.view[0].add_(1),
    "req": lambda c: c.made.requires_grad_(),
    "ver": lambda c: c.made._version,
    "det": lambda c: c.made.detach(),
    "data": lambda c: c.made.data,
    "clone": lambda c: c.made.clone(),
    "ivdet": lambda c: c.view.detach(),
    "setdata": lambda c: setattr(c.normal, "data", c.made),
    "setdata2": lambda c: setattr(c.made, "data", c.normal),
    "setitem": lambda c: c.made.__setitem__(0, 5.0),
    "setitem2": lambda c: c.normal.detach().__setitem__(0, c.made[0]),
    "save": lambda c: (c.normal * 1 * c.made).sum().backward() if c.normal.requires_grad else None,
    "ivver": lambda c: c.view._version,
    "imver": lambda c: c.mixed._version,
    "out": lambda c: c.torch.add(c.normal.detach(), 1, out=c.made),
    "out2": lambda c: c.torch.add(c.made, 1, out=c.normal.detach().clone()),
    "detach_": lambda c: c.made.detach_(),
    "retain": lambda c: c.made.retain_grad(),
    "resh": lambda c: c.made.reshape(4),
    "contig": lambda c: c.made.contiguous() is c.made,
    "to": lambda c: c.made.to(c.torch.float64) is c.made,
    "tof": lambda c: c.made.to(c.torch.float32),
    "view2": lambda c: c.made.view(4),
    "exp": lambda c: c.torch.exp(c.made),
    "inpexp": lambda c: c.made.exp_(),
    "setreq": lambda c: setattr(c.made, "requires_grad", False),
    "isv": lambda c: (c.view._is_view(), c.made[0]._is_view(), c.view._base is c.normal),
    "reqs": lambda c: (c.view.requires_grad, c.mixed.requires_grad),
}


@pytest.mark.parametrize("inside", [False, True])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("action", ACTIONS)
@both
def test_mixing(torch, action, kind, inside):
    c = SimpleNamespace(torch=torch, normal=KINDS[kind](torch))
    with torch.inference_mode():
        c.made = torch.ones(2, 2, dtype=torch.float64) * 1
        c.view, c.mixed = c.normal[0], c.normal * 1
    with torch.inference_mode(inside):
        result = ACTIONS[action](c)
        if not hasattr(result, "grad_fn"):
            return result
        return {k: v for k, v in state(result).items() if k != "version"}  # a fresh copy's starts at 0 or at 1


@both
def test_inference_normal_inside(torch):
    with torch.inference_mode():
        with torch.inference_mode(False):
            x = torch.ones(2, requires_grad=True)
            y = x * 2
        z = y * 2
        f = torch.ones(2, requires_grad=True)
        g = f * 2
    return [state(t) for t in (x, y, z, f, g)]


@both
def test_inference_view_of_normal_written(torch):
    x = leaf(torch, 1.0, 2.0)
    y = x * 1
    with torch.inference_mode():
        v = y[:1]
        v.add_(1)
        y.mul_(2)
    return state(v), state(y), y, attempt(lambda: v.add_(1)), attempt(lambda: y.sum().backward()), x.grad


MAKERS = {
    "tensor": lambda torch: torch.tensor([1.0]),
    "tensor of an array": lambda torch: torch.tensor(np.ones(2)),
    "as_tensor": lambda torch: torch.as_tensor([1.0]),
    "from_numpy": lambda torch: torch.from_numpy(np.ones(2)),
    "from_dlpack": lambda torch: torch.from_dlpack(np.ones(2)),
    "Tensor": lambda torch: torch.Tensor([1.0]),
    "Tensor of a size": lambda torch: torch.Tensor(2),
    "new_tensor": lambda torch: torch.ones(2).new_tensor([1.0]),
    "Parameter": lambda torch: torch.nn.Parameter(torch.ones(2)),
    "deepcopy": lambda torch: copy.deepcopy(torch.ones(2)),
    "requires grad": lambda torch: torch.tensor([1.0], requires_grad=True),
}


@pytest.mark.parametrize("maker", MAKERS)
@both
def test_tensors_that_no_operation_made(torch, maker):
    with torch.inference_mode():
        x = MAKERS[maker](torch)
    kinds = [t.is_inference() for t in (x, x.detach(), x.data, x.view(-1), copy.deepcopy(x), x * 1)]
    return kinds, attempt(lambda: x._version), attempt(lambda: x.add_(1))
