"""Functions of one's own under the transforms: the user's backward differentiates them, one example at a time."""

from __future__ import annotations

from typing import Any

import pytest

import flambeau as fl
from flambeau.func import grad, hessian, jacrev, jvp, vmap

calls: list[str] = []


class Scaled(fl.autograd.Function):
    """sin(x) * w, whose rules say that they were used."""

    @staticmethod
    def forward(x: Any, w: Any) -> Any:
        return x.sin() * w

    @staticmethod
    def setup_context(ctx: Any, inputs: Any, output: Any) -> None:
        ctx.save_for_backward(*inputs)
        ctx.save_for_forward(*inputs)

    @staticmethod
    def backward(ctx: Any, g: Any) -> Any:
        calls.append("backward")
        x, w = ctx.saved_tensors
        return g * x.cos() * w, g * x.sin()

    @staticmethod
    def jvp(ctx: Any, d_x: Any, d_w: Any) -> Any:
        calls.append("jvp")
        x, w = ctx.saved_tensors
        return d_x * x.cos() * w + d_w * x.sin()


class OldStyle(fl.autograd.Function):
    """sin(x), with a context in forward."""

    @staticmethod
    def forward(ctx: Any, x: Any) -> Any:
        ctx.save_for_backward(x)
        return x.sin()

    @staticmethod
    def backward(ctx: Any, g: Any) -> Any:
        calls.append("backward")
        (x,) = ctx.saved_tensors
        return g * x.cos()


class OwnRule(fl.autograd.Function):
    """sin(x), batched by a rule of its own."""

    @staticmethod
    def forward(x: Any) -> Any:
        return x.sin()

    @staticmethod
    def setup_context(ctx: Any, inputs: Any, output: Any) -> None:
        ctx.save_for_backward(*inputs)

    @staticmethod
    def backward(ctx: Any, g: Any) -> Any:
        (x,) = ctx.saved_tensors
        return g * x.cos()

    @staticmethod
    def vmap(info: Any, in_dims: Any, x: Any) -> Any:
        calls.append(f"vmap over {info.batch_size}, {info.randomness}, {in_dims}")
        return OwnRule.apply(x), in_dims[0]


@pytest.fixture(autouse=True)
def _no_calls() -> None:
    calls.clear()


X = fl.linspace(-1, 1, 12, dtype=fl.float64).reshape(4, 3)
W = fl.tensor([1.0, 2.0, 3.0], dtype=fl.float64)


def same(a: Any, b: Any) -> None:
    fl.testing.assert_close(a, b, rtol=1e-12, atol=1e-12)


def test_inside_a_batch() -> None:
    same(vmap(Scaled.apply, (0, None))(X, W), X.sin() * W)
    same(vmap(grad(lambda x: Scaled.apply(x, W).sum()))(X), X.cos() * W)
    assert calls == ["backward"]


def test_around_a_batch() -> None:
    by_x, by_w = grad(lambda x, w: vmap(Scaled.apply, (0, None))(x, w).sum(), argnums=(0, 1))(X, W)
    same(by_x, X.cos() * W)
    same(by_w, X.sin().sum(0))
    assert calls == ["backward"]


def test_forward_mode() -> None:
    ones = fl.ones_like(X)
    same(jvp(lambda x: vmap(Scaled.apply, (0, None))(x, W), (X,), (ones,))[1], X.cos() * W)
    same(vmap(lambda x: jvp(lambda x: Scaled.apply(x, W), (x,), (ones[0],))[1])(X), X.cos() * W)
    assert calls == ["jvp", "jvp"]


def test_context_in_forward() -> None:
    same(grad(lambda x: vmap(OldStyle.apply)(x).sum())(X), X.cos())
    assert calls == ["backward"]


def test_rule_of_its_own() -> None:
    same(grad(lambda x: vmap(OwnRule.apply, in_dims=1)(x).sum())(X), X.cos())
    assert calls == ["vmap over 3, error, (1,)"]


def test_second_order_and_nesting() -> None:
    same(vmap(hessian(lambda x: Scaled.apply(x, W).sum()))(X), fl.diag_embed(-X.sin() * W))
    mixed = jacrev(lambda x: vmap(grad(lambda r: Scaled.apply(r, W).sum()))(x))(X)
    same(mixed.reshape(12, 12), fl.diag((-X.sin() * W).reshape(-1)))
    twice = vmap(vmap(Scaled.apply, (0, None)), (0, None))(fl.stack([X, 2 * X]), W)
    same(twice, fl.stack([X.sin() * W, (2 * X).sin() * W]))


def test_two_rules_are_one_too_many() -> None:
    class Both(OwnRule):
        generate_vmap_rule = True

    with pytest.raises(RuntimeError, match="both generate_vmap_rule=True"):
        vmap(Both.apply)(X)


def test_gradients_in_batches() -> None:
    x = X.clone().requires_grad_()
    y = OldStyle.apply(x)
    (rows,) = fl.autograd.grad(y, x, fl.eye(12, dtype=fl.float64).reshape(12, 4, 3), is_grads_batched=True)
    same(rows.reshape(12, 12), fl.diag(X.cos().reshape(-1)))
    assert calls == ["backward"]
