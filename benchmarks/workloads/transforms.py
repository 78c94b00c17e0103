"""Transforms of functions: per-sample gradients, Hessians, forward mode."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

from ..workload import Job, Rival, Section

section = Section("Transforms, on one thread")

SAMPLES = 256


def network(torch: Any) -> tuple[dict[str, Any], Any, Any, Any]:
    """A three-layer perceptron: its parameters, its loss of one sample, samples and classes."""
    params = {}
    for k, (rows, columns) in enumerate(((64, 32), (64, 64), (10, 64))):
        params[f"w{k}"], params[f"b{k}"] = 0.1 * torch.randn(rows, columns), torch.zeros(rows)

    def loss(params: dict[str, Any], x: Any, y: Any) -> Any:
        for k in range(3):
            x = torch.nn.functional.linear(x, params[f"w{k}"], params[f"b{k}"])
            x = torch.relu(x) if k < 2 else x
        return torch.nn.functional.cross_entropy(x, y)

    return params, loss, torch.randn(SAMPLES, 32), torch.randint(0, 10, (SAMPLES,))


def each_sample(gradients: Callable[[Any, Any], Any], x: Any, y: Any) -> Iterator[Any]:
    """The gradients of one sample after the other; none is kept here."""
    return (gradients(x[k], y[k]) for k in range(SAMPLES))


def drain(items: Iterator[Any]) -> None:
    """Takes all items and keeps none."""
    deque(items, maxlen=0)


def per_sample_loop(torch: Any) -> Job:
    """``autograd.grad`` of every sample's loss."""
    params, loss, x, y = network(torch)
    leaves = {name: p.requires_grad_() for name, p in params.items()}
    places = list(leaves.values())
    return lambda: drain(each_sample(lambda x, y: torch.autograd.grad(loss(leaves, x, y), places), x, y))


def loop_of_transforms(torch: Any) -> Job:
    """``grad(loss)`` of every sample."""
    params, loss, x, y = network(torch)
    gradients = torch.func.grad(loss)
    return lambda: drain(each_sample(lambda x, y: gradients(params, x, y), x, y))


@section.case(
    "vmap(grad(loss)), MLP, batch 256",
    limit=1.0,
    rivals=(
        Rival("grad(loss) in a loop", loop_of_transforms, 0.05),
        Rival("autograd.grad in a loop", per_sample_loop),  # the leanest of loops: nothing is transformed in it
        Rival("PyTorch's autograd.grad", per_sample_loop, 0.05, library="torch"),
    ),
)
def per_sample_gradients(torch: Any) -> Job:
    params, loss, x, y = network(torch)
    gradients = torch.func.vmap(torch.func.grad(loss), in_dims=(None, 0, 0))
    return lambda: gradients(params, x, y)


def _module(torch: Any) -> tuple[Any, Any, Any]:
    nn = torch.nn
    layers = nn.Linear(32, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10)
    return nn.Sequential(*layers), torch.randn(SAMPLES, 32), torch.randint(0, 10, (SAMPLES,))


def loop_over_module(torch: Any) -> Job:
    """The loop of PyTorch's tutorial on per-sample gradients."""
    model, x, y = _module(torch)

    def of_sample(x: Any, y: Any) -> Any:
        loss = torch.nn.functional.cross_entropy(model(x.unsqueeze(0)), y.unsqueeze(0))
        return torch.autograd.grad(loss, list(model.parameters()))

    def job() -> None:
        for of_parameter in zip(*each_sample(of_sample, x, y), strict=True):
            torch.stack(of_parameter)

    return job


@section.case(
    "the same of an nn.Module, as in PyTorch's tutorial",
    limit=1.0,
    rivals=(
        Rival("the tutorial's loop", loop_over_module, 0.05),
        Rival("PyTorch's loop", loop_over_module, 0.05, library="torch"),
    ),
)
def per_sample_gradients_of_module(torch: Any) -> Job:
    model, x, y = _module(torch)
    params = {name: p.detach() for name, p in model.named_parameters()}

    def loss(params: dict[str, Any], x: Any, y: Any) -> Any:
        out = torch.func.functional_call(model, params, (x.unsqueeze(0),))
        return torch.nn.functional.cross_entropy(out, y.unsqueeze(0))

    gradients = torch.func.vmap(torch.func.grad(loss), in_dims=(None, 0, 0))
    return lambda: gradients(params, x, y)


def _of_fifty(torch: Any) -> tuple[Any, Any]:
    weights, x = torch.randn(50, 50), torch.randn(50)
    return lambda x: (torch.tanh(weights @ x) ** 2).sum() + 1e-3 * x.prod(), x


@section.case("func.hessian, 50 parameters", limit=1.0)
def hessian(torch: Any) -> Job:
    f, x = _of_fifty(torch)
    whole = torch.func.hessian(f)
    return lambda: whole(x)


@section.case("autograd.functional.hessian, 50 parameters", limit=1.0)
def functional_hessian(torch: Any) -> Job:
    f, x = _of_fifty(torch)
    return lambda: torch.autograd.functional.hessian(f, x)


def plain_chain(torch: Any) -> Job:
    """100 muls without tangents."""
    start, factor = torch.rand(4), torch.ones(4)

    def job() -> None:
        x = start
        for _ in range(100):
            x = x * factor

    return job


@section.case("chain of 100 muls in forward mode", operations=100, rivals=(Rival("the plain chain", plain_chain, 3.0),))
def forward_chain(torch: Any) -> Job:
    from importlib import import_module

    forward_ad = import_module(torch.__name__ + ".autograd.forward_ad")
    start, factor, tangent = torch.rand(4), torch.ones(4), torch.ones(4)

    def job() -> None:
        with forward_ad.dual_level():
            x = forward_ad.make_dual(start, tangent)
            for _ in range(100):
                x = x * factor

    return job
