"""Jacobians and Hessians by every way that there is, against a plain loop of `autograd.grad`; high orders against
central differences.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any

import pytest
from nestings import Plan, by_loop, height, replaced, wave
from samples import OPS
from subjects import Subject
from sweep import chosen, compared, names, subjects

import flambeau as fl
from flambeau import func
from flambeau.autograd import forward_ad, functional

Function = Callable[[Any], Any]
AT_ONCE = {"vectorize": True}
FORWARD = {"vectorize": True, "strategy": "forward-mode"}


def basis(x: Any) -> Any:
    """The directions along each element of ``x``, stacked."""
    return fl.eye(x.numel(), dtype=x.dtype).reshape(x.numel(), *x.shape)


def rows(y: Any, x: Any) -> Any:
    """``dy/dx``, one element of ``y`` at a time."""
    if not y.numel():
        return y.new_zeros((*y.shape, *x.shape))
    found = [
        fl.autograd.grad(part, x, create_graph=True, allow_unused=True)[0] if part.requires_grad else None
        for part in y.reshape(-1)
    ]
    return fl.stack([fl.zeros_like(x) if g is None else g for g in found]).reshape((*y.shape, *x.shape))


def gradient(f: Function, x: Any) -> Any:
    """The gradient of a scalar function, with a graph; zeros where it does not depend on ``x``."""
    y = f(x)
    if not y.requires_grad:
        return fl.zeros_like(x)
    return fl.autograd.grad(y, x, create_graph=True, materialize_grads=True)[0]


def rows_at_once(f: Function, x: Any) -> Any:
    """``is_grads_batched``: the Hessian as one pass over all rows."""
    x = x.detach().requires_grad_()
    g = gradient(f, x)
    if not g.requires_grad:
        return fl.zeros((*x.shape, *x.shape), dtype=x.dtype)
    (found,) = fl.autograd.grad(g, x, basis(x), is_grads_batched=True, materialize_grads=True)
    return found.reshape((*x.shape, *x.shape))


def columns_by_duals(f: Function, x: Any) -> Any:
    """Dual numbers through reverse mode, a direction at a time; a Hessian is symmetric."""
    columns = []
    for direction in basis(x):
        with forward_ad.dual_level():
            dual = forward_ad.make_dual(x.detach().requires_grad_(), direction)
            tangent = forward_ad.unpack_dual(gradient(f, dual)).tangent
            columns.append(fl.zeros_like(x) if tangent is None else tangent)
    return fl.stack(columns).reshape((*x.shape, *x.shape))


def products(product: Any) -> Callable[[Function, Any], Any]:
    """A Hessian from its products with each direction."""

    def hessian(f: Function, x: Any) -> Any:
        return fl.stack([product(f, x, direction)[1] for direction in basis(x)]).reshape((*x.shape, *x.shape))

    return hessian


HESSIANS: dict[str, Callable[[Function, Any], Any]] = {
    "hessian": lambda f, x: func.hessian(f)(x),
    "jacfwd of jacrev": lambda f, x: func.jacfwd(func.jacrev(f))(x),
    "jacrev of jacrev": lambda f, x: func.jacrev(func.jacrev(f))(x),
    "jacrev of jacfwd": lambda f, x: func.jacrev(func.jacfwd(f))(x),
    "jacfwd of jacfwd": lambda f, x: func.jacfwd(func.jacfwd(f))(x),
    "jacfwd of grad": lambda f, x: func.jacfwd(func.grad(f))(x),
    "functional": lambda f, x: functional.hessian(f, x),
    "functional at once": lambda f, x: functional.hessian(f, x, vectorize=True),
    "functional forward": lambda f, x: functional.hessian(f, x, vectorize=True, outer_jacobian_strategy="forward-mode"),
    "functional.jacobian of grad": lambda f, x: functional.jacobian(func.grad(f), x),
    "is_grads_batched": rows_at_once,
    "dual numbers": columns_by_duals,
    "functional.hvp": products(functional.hvp),
    "functional.vhp": products(functional.vhp),
}
JACOBIANS: dict[str, Callable[[Function, Any], Any]] = {
    "jacrev": lambda f, x: func.jacrev(f)(x),
    "jacfwd": lambda f, x: func.jacfwd(f)(x),
    "jacrev in chunks": lambda f, x: func.jacrev(f, chunk_size=2)(x),
    "functional": lambda f, x: functional.jacobian(f, x),
    "functional at once": lambda f, x: functional.jacobian(f, x, vectorize=True),
    "functional forward": lambda f, x: functional.jacobian(f, x, vectorize=True, strategy="forward-mode"),
}
WAYS_PER_NAME = 4
# heaviside refuses to be differentiated, as PyTorch's does.
JUDGED = [name for name in names() if (name not in OPS or OPS[name].judged) and name != "heaviside"]
SMALL = 40  # elements of the input


def draws(subject: Subject) -> bool:
    """Whether it draws random numbers, which `jacfwd` refuses unless told how."""
    subject.function(subject.examples[0])
    after = fl.get_rng_state()
    fl.manual_seed(1)
    return not fl.equal(after, fl.get_rng_state())


def functions(name: str) -> list[tuple[Subject, int]]:
    """The subjects with a real input, not large, that they are twice differentiable by."""
    return [
        (subject, i)
        for subject in subjects(name)
        if not draws(subject)
        for i in subject.derived
        if subject.order >= 2 and subject.examples[0][i].dtype == fl.float64
        if 0 < subject.examples[0][i].numel() <= SMALL
    ]


def of_one_input(subject: Subject, place: int) -> tuple[Function, Function, Any]:
    """The subject as functions of one input: its first result, and a scalar of all; and the input."""
    xs = subject.examples[0]

    def whole(x: Any) -> list[Any]:
        return subject.function(replaced(xs, [place], [x]))

    return (lambda x: whole(x)[0]), (lambda x: height(whole(x))), xs[place].detach()


@pytest.mark.parametrize("name", JUDGED)
def test_all_ways_agree(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        candidates = functions(name)
        if not candidates:
            pytest.skip("not twice differentiable by a small real input")
        subject, place = chosen(candidates, name)
        f, scalar, x = of_one_input(subject, place)
        leaf = x.clone().requires_grad_()
        expected_hessian = rows(gradient(scalar, leaf), leaf).detach()
        y = f(leaf)
        ways: list[tuple[str, Any, Function, Any]] = [
            (f"Hessian by {way}", compute, scalar, expected_hessian) for way, compute in HESSIANS.items()
        ]
        if not y.is_complex() and y.numel() <= SMALL:
            expected = rows(y, leaf).detach()
            ways += [(f"Jacobian by {way}", compute, f, expected) for way, compute in JACOBIANS.items()]
        start = sum(map(ord, name))
        for k in range(WAYS_PER_NAME):
            way, compute, function, right = ways[(start + k * 5) % len(ways)]
            verdict, text = compared([compute(function, x)], [right])
            assert verdict == "right", f"{way} of {subject.name} {subject.description} by input {place}: {text}"


STEP = 2.0**-17
NO_SLOPES = {
    "nn.CTCLoss": "its gradient takes the inputs to be logarithms of probabilities that add up to one",
    "rad2deg": "each order is 57 times the one before, and so is the error of the step",
}
# The error of the step is its square times the next two derivatives, that of rounding eps over the step.
RELATIVE = 2.0**-14


@pytest.mark.parametrize("name", JUDGED)
def test_high_orders_are_slopes(name: str) -> None:
    """The loop itself, at second and third order: a slope of one order less."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        smooth = [s for s in subjects(name) if s.order == 3 and s.derived and name not in NO_SLOPES]
        if not smooth:
            pytest.skip("not smooth")
        subject = chosen(smooth, name)
        for order in (2, 3):
            below = "G" * (order - 1)
            slope = by_loop(subject.function, subject.examples, Plan("J" + below, subject.derived))
            ahead, behind = (
                by_loop(subject.function, [moved(subject, sign * STEP)], Plan(below, subject.derived))
                for sign in (1, -1)
            )
            scale = max([1.0, *(float(g.abs().max()) for g in [*slope, *ahead] if g.numel())])
            for k, (found, a, b) in enumerate(zip(slope, ahead, behind, strict=True)):
                off = float((found - (a - b) / (2 * STEP)).abs().max()) if found.numel() else 0.0
                if not math.isnan(off):
                    assert off <= RELATIVE * scale, f"{subject.name} {subject.description}: order {order}, {k}: {off}"


def moved(subject: Subject, step: float) -> list[Any]:
    """The first example, a step further in the direction that J takes."""
    xs = subject.examples[0]
    return [
        x.detach() + step * wave(x, subject.derived.index(i) + 0.9) if i in subject.derived else x
        for i, x in enumerate(xs)
    ]
