"""Transforms differentiate in inference mode, and tensors made in it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import pytest

import flambeau as fl
from flambeau.func import functional_call, grad, hessian, jacfwd, jacrev, jvp, vjp, vmap

with fl.inference_mode():
    MADE_INSIDE = fl.tensor([1.0, 2.0])
MADE_OUTSIDE = fl.tensor([1.0, 2.0])


def _cubes(x: Any) -> Any:
    return (x**3).sum()


ONES = fl.ones(2)
CASES: dict[str, tuple[Callable[[Any], Any], list[Any]]] = {
    "grad": (grad(_cubes), [3.0, 12.0]),
    "grad of a product with it": (lambda x: grad(lambda y: (y * x * y).sum())(ONES), [2.0, 4.0]),
    "vjp": (lambda x: vjp(_cubes, x)[1](fl.tensor(1.0))[0], [3.0, 12.0]),
    "jvp": (lambda x: jvp(lambda y: y**3, (x,), (ONES,))[1], [3.0, 12.0]),
    "a tangent": (lambda x: jvp(lambda y: y**3, (ONES,), (x,))[1], [3.0, 6.0]),
    "a cotangent": (lambda x: vjp(lambda y: y**3, ONES)[1](x)[0], [3.0, 6.0]),
    "jacrev": (jacrev(lambda x: x**3), [[3.0, 0.0], [0.0, 12.0]]),
    "jacfwd": (jacfwd(lambda x: x**3), [[3.0, 0.0], [0.0, 12.0]]),
    "hessian": (hessian(_cubes), [[6.0, 0.0], [0.0, 12.0]]),
    "hessian, reverse over forward": (jacrev(jacfwd(_cubes)), [[6.0, 0.0], [0.0, 12.0]]),
    "vmap grad": (vmap(grad(lambda x: x**3)), [3.0, 12.0]),
    "grad vmap grad": (grad(lambda X: vmap(grad(lambda x: x**3))(X).sum()), [6.0, 12.0]),
    "grad of a module": (
        lambda x: grad(lambda w: functional_call(fl.nn.Linear(2, 1), {"weight": w}, x).sum())(fl.ones(1, 2))[0],
        [1.0, 2.0],
    ),
}


@pytest.mark.parametrize(
    "mode", [nullcontext, fl.inference_mode, fl.no_grad], ids=["plain", "inference_mode", "no_grad"]
)
@pytest.mark.parametrize("x", [MADE_INSIDE, MADE_OUTSIDE], ids=["made inside", "made outside"])
@pytest.mark.parametrize("name", CASES)
def test_transforms_differentiate(name: str, x: Any, mode: Any) -> None:
    compute, right = CASES[name]
    with mode():
        found = compute(x)
        assert fl.is_inference_mode_enabled() == (mode is fl.inference_mode)
    assert found.tolist() == right
    assert not found.requires_grad


def test_results_of_transforms_in_inference_mode_are_normal_tensors() -> None:
    with fl.inference_mode():
        found = [grad(_cubes)(MADE_INSIDE), *vjp(_cubes, MADE_INSIDE)[1](fl.tensor(1.0)), hessian(_cubes)(MADE_OUTSIDE)]
        assert vmap(lambda x: x * 2)(MADE_INSIDE).is_inference()  # vmap alone is not a derivative
    assert not any(t.is_inference() for t in found)


def test_inference_mode_within_a_transform_makes_constants() -> None:
    def f(x: Any) -> Any:
        with fl.inference_mode():
            factor = (x * x).sum()
        return factor * x.sum()

    assert grad(f)(MADE_OUTSIDE).tolist() == [5.0, 5.0]


def test_outside_transforms_an_inference_tensor_is_not_saved() -> None:
    w = fl.ones(2, requires_grad=True)
    with pytest.raises(RuntimeError, match="Inference tensors cannot be saved for backward"):
        w * MADE_INSIDE
    assert grad(lambda x: (x * MADE_INSIDE).sum())(ONES).tolist() == [1.0, 2.0]
    with pytest.raises(RuntimeError, match="Inference tensors cannot be saved for backward"):
        w * MADE_INSIDE  # the transform is over


@pytest.mark.parametrize("mode", [nullcontext, fl.no_grad, fl.inference_mode], ids=lambda m: m.__name__)
@pytest.mark.parametrize("transform", ["plain", "jvp", "grad"])
def test_running_moments_move_under_vmap_in_any_mode(mode: Any, transform: str) -> None:
    x = fl.arange(24.0, dtype=fl.float64).reshape(3, 4, 2).sin()

    def step(x: Any, mean: Any, var: Any) -> Any:
        def normalise(x: Any) -> Any:
            return fl.nn.functional.batch_norm(x, mean, var, training=True).pow(3).sum()

        found = {"plain": normalise, "jvp": lambda x: jvp(normalise, (x,), (x,))[1], "grad": grad(normalise)}
        return found[transform](x)

    with mode():
        mean, var = fl.zeros(3, 2, dtype=x.dtype), fl.ones(3, 2, dtype=x.dtype)
        alone_mean, alone_var = mean.clone(), var.clone()
        batched = vmap(step)(x, mean, var)
        alone = fl.stack([step(*example) for example in zip(x, alone_mean, alone_var, strict=True)])
    assert fl.allclose(batched, alone)
    assert fl.allclose(mean, alone_mean)
    assert fl.allclose(var, alone_var)
    assert bool(mean.all())
