"""The modules of PyTorch's own database, with its inputs, beside PyTorch: results, gradients, gradients of gradients.

A module's samples are taken evenly, since a module has up to fifty; ``FLAMBEAU_ALL_SAMPLES=1`` takes all.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

import flambeau

torch = pytest.importorskip("torch")
database = pytest.importorskip("torch.testing._internal.common_modules")

SAMPLES = 10_000 if os.environ.get("FLAMBEAU_ALL_SAMPLES") else 3
MODULES = database.module_db

pytestmark = pytest.mark.filterwarnings("ignore")  # they are other tests' subject


def ours(x: Any, known: dict[int, Any]) -> Any:
    """A value of PyTorch's as ours: a tensor that is passed twice becomes one."""
    if isinstance(x, torch.Tensor):
        if id(x) not in known:
            known[id(x)] = flambeau.from_numpy(x.detach().numpy().copy()).requires_grad_(x.requires_grad)
        return known[id(x)]
    if isinstance(x, list | tuple):
        return type(x)(ours(item, known) for item in x)
    if isinstance(x, dict):
        return {key: ours(value, known) for key, value in x.items()}
    if isinstance(x, torch.dtype):
        return getattr(flambeau, str(x).removeprefix("torch."))
    if isinstance(x, torch.nn.Module):
        return ours_module(x, known)
    name = getattr(x, "__name__", "")
    for space, theirs in ((flambeau, torch), (flambeau.nn.functional, torch.nn.functional)):
        if callable(x) and getattr(theirs, name, None) is x:
            return getattr(space, name)
    return x


def ours_module(x: Any, known: dict[int, Any]) -> Any:
    """Those that other modules are given: layers of transformers, and norms."""
    kind = getattr(flambeau.nn, type(x).__name__)
    if hasattr(x, "self_attn"):
        options = {
            "dropout": x.dropout.p,
            "activation": ours(x.activation, known),
            "layer_norm_eps": x.norm1.eps,
            "batch_first": x.self_attn.batch_first,
            "norm_first": x.norm_first,
            "bias": x.linear1.bias is not None,
        }
        return kind(x.self_attn.embed_dim, x.self_attn.num_heads, x.linear1.out_features, **options).double()
    return kind(x.normalized_shape, x.eps).double() if isinstance(x, torch.nn.LayerNorm) else kind().double()


def tensors(x: Any) -> Iterator[Any]:
    if isinstance(x, torch.Tensor | flambeau.Tensor):
        yield x
    elif isinstance(x, list | tuple):
        for item in x:
            yield from tensors(item)
    elif isinstance(x, dict):
        yield from tensors(list(x.values()))


def built(kind: Any, arguments: Any, options: dict[str, Any], float64: Any, training: bool) -> Any:
    try:
        module = kind(*arguments, **options, dtype=float64)
    except TypeError:  # it has no parameters
        module = kind(*arguments, **options)
    return module.double().train(training)


def close(a: Any, b: Any, level: str) -> None:
    if a is None or b is None:
        other = b if a is None else a
        assert other is None or not other.any(), f"{level}: only one has a gradient"
        return
    assert tuple(a.shape) == tuple(b.shape), level
    assert a.detach().double().reshape(-1).tolist() == pytest.approx(
        b.detach().clone().double().reshape(-1).tolist(), rel=1e-6, abs=1e-6, nan_ok=True
    ), level


def gradients(lib: Any, outputs: list[Any], inputs: list[Any], seeds: list[Any], create_graph: bool) -> Any:
    return lib.autograd.grad(outputs, inputs, seeds, create_graph=create_graph, allow_unused=True)


def compare(info: Any, sample: Any, training: bool) -> None:
    known: dict[int, Any] = {}
    made, given = sample.constructor_input, sample.forward_input
    theirs = built(info.module_cls, made.args, made.kwargs, torch.float64, training)
    kind = getattr(flambeau.nn, info.module_cls.__name__)
    own = built(kind, ours(made.args, known), ours(made.kwargs, known), flambeau.float64, training)
    arguments = {torch: (given.args, given.kwargs), flambeau: (ours(given.args, known), ours(given.kwargs, known))}
    modules = {torch: theirs, flambeau: own}
    if any(torch.nn.parameter.is_lazy(value) for value in theirs.parameters()):
        for lib, module in modules.items():
            module(*(x.detach() if isinstance(x, lib.Tensor) else x for x in arguments[lib][0]), **arguments[lib][1])
    own.load_state_dict(ours(dict(theirs.state_dict()), {}))
    found = {}
    for lib, module in modules.items():
        lib.manual_seed(1)
        results = list(tensors(module(*arguments[lib][0], **arguments[lib][1])))
        inputs = [x for x in [*module.parameters(), *tensors(list(arguments[lib]))] if x.requires_grad]
        found[lib] = results, inputs
    (our_results, our_inputs), (results, inputs) = found[flambeau], found[torch]
    assert len(our_results) == len(results)
    for a, b in zip(our_results, results, strict=True):
        close(a, b, "forward")
    outputs, our_outputs = ([x for x in some if x.requires_grad] for some in (results, our_results))
    assert len(outputs) == len(our_outputs)
    if not outputs:
        return
    seeds = [(torch.arange(float(x.numel())) + 1).sin().to(x.dtype).reshape(x.shape).requires_grad_() for x in outputs]
    our_seeds = ours(seeds, {})
    first = gradients(torch, outputs, inputs, seeds, True)
    our_first = gradients(flambeau, our_outputs, our_inputs, our_seeds, True)
    for a, b in zip(our_first, first, strict=True):
        close(a, b, "backward")
    squares = [(x * x).sum() for x in first if x is not None and x.requires_grad]
    if not squares:
        return
    try:
        second = gradients(torch, squares, inputs + seeds, [None] * len(squares), False)
    except (RuntimeError, NotImplementedError):  # PyTorch has none
        return
    own_squares = [(x * x).sum() for x in our_first if x is not None and x.requires_grad]
    our_second = gradients(flambeau, own_squares, our_inputs + our_seeds, [None] * len(own_squares), False)
    for a, b in zip(our_second, second, strict=True):
        close(a, b, "second")


@pytest.mark.parametrize("info", MODULES, ids=lambda info: info.name)
def test_module(info: Any) -> None:
    for training in (True, False) if info.train_and_eval_differ else (True,):
        samples = info.module_inputs_func(
            info, device="cpu", dtype=torch.float64, requires_grad=True, training=training
        )
        samples = [sample for sample in samples if sample.forward_input is not None]
        for sample in samples[:: -(-len(samples) // SAMPLES)]:
            compare(info, sample, training)
