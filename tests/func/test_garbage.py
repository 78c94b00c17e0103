"""What a transform made is freed when its results are: nothing waits for Python's cycle collector."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

import pytest

import flambeau as torch
from flambeau import func
from flambeau.autograd import forward_ad

X, Y = torch.randn(5, 3), torch.randn(5, 3)
WEIGHTS = {"w": torch.randn(3, 3), "more": [torch.randn(3), (torch.randn(3),)]}


def loss(weights: dict[str, Any], x: torch.Tensor) -> torch.Tensor:
    bias, (scale,) = weights["more"]
    return (torch.tanh(x @ weights["w"] + bias) * scale).square().sum()


def with_dual_numbers(function: Callable[[torch.Tensor], torch.Tensor]) -> None:
    with forward_ad.dual_level():
        function(forward_ad.make_dual(X.clone().requires_grad_(), Y))


# What is made of results that their nodes keep.
KEEPS = {
    "tanh": torch.tanh,
    "exp": torch.exp,
    "sqrt": lambda x: (x * x + 1).sqrt(),
    "softmax": lambda x: x.softmax(-1),
    "cumprod": lambda x: x.cumprod(0),
    "norm": lambda x: x.norm(dim=0),
    "written": lambda x: x.clone().sigmoid_(),
    "written in part": lambda x: (y := x.clone(), y[0].sigmoid_())[0],
}
CALLS: dict[str, Callable[[], object]] = {
    "vmap": lambda: torch.vmap(loss, in_dims=(None, 0))(WEIGHTS, X),
    "grad": lambda: func.grad(loss)(WEIGHTS, X),
    "per-sample gradients": lambda: torch.vmap(func.grad(loss), in_dims=(None, 0))(WEIGHTS, X),
    "jacrev": lambda: func.jacrev(torch.tanh)(X),
    "jacfwd": lambda: func.jacfwd(torch.tanh)(X),
    "hessian": lambda: func.hessian(lambda x: x.square().sum())(X),
    "jvp": lambda: func.jvp(torch.tanh, (X,), (Y,)),
    "vjp": lambda: func.vjp(torch.tanh, X)[1](Y),
    "linearize": lambda: func.linearize(torch.tanh, X)[1](Y),
    "functional_call": lambda: func.functional_call(torch.nn.Linear(3, 3), {"bias": torch.zeros(3)}, X),
    "functional.hessian": lambda: torch.autograd.functional.hessian(lambda x: x.square().sum(), X),
    **{f"hessian of {name}": lambda f=f: func.hessian(lambda x: f(x).sum())(X[:2]) for name, f in KEEPS.items()},
    **{
        f"jvp of grad of {name}": lambda f=f: func.jvp(func.grad(lambda x: f(x).sum()), (X,), (Y,))
        for name, f in KEEPS.items()
    },
    **{f"dual numbers through {name}": lambda f=f: with_dual_numbers(f) for name, f in KEEPS.items()},
    "create_graph": lambda: torch.autograd.grad((x := X.clone().requires_grad_()).square().sum(), x, create_graph=True),
}


@pytest.mark.parametrize("name", CALLS)
def test_nothing_waits_for_the_collector(name: str) -> None:
    call = CALLS[name]
    call()  # caches fill
    gc.collect()
    gc.disable()
    try:
        call()
        gc.set_debug(gc.DEBUG_SAVEALL)
        gc.collect()
        waiting = [type(o).__name__ for o in gc.garbage]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
    assert not waiting
