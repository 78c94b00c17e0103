"""The modules of PyTorch's own database (``module_db``), sample by sample and level by level, beside PyTorch.

``PYTHONPATH=tests python -m parity.modules`` takes all samples, training and not, and says how many modules are right
at each level; `test_modules.py` takes some.
"""

from __future__ import annotations

import argparse
import copy
import io
import pickle
import re
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch
from torch.testing._internal.common_modules import module_db

import flambeau

MODULES = {info.name: info for info in module_db}


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


def close(a: Any, b: Any, level: str, within: float = 1e-6) -> None:
    if a is None or b is None:
        other = b if a is None else a
        assert other is None or not other.any(), f"{level}: only one has a gradient"
        return
    assert tuple(a.shape) == tuple(b.shape), level
    assert a.detach().double().reshape(-1).tolist() == pytest.approx(
        b.detach().clone().double().reshape(-1).tolist(), rel=within, abs=within, nan_ok=True
    ), level


def gradients(lib: Any, outputs: list[Any], inputs: list[Any], seeds: list[Any], create_graph: bool) -> Any:
    return lib.autograd.grad(outputs, inputs, seeds, create_graph=create_graph, allow_unused=True)


class Pair:
    """A sample's module here and there, with the same parameters, and what both are given."""

    def __init__(self, info: Any, sample: Any, training: bool) -> None:
        known: dict[int, Any] = {}
        made, given = sample.constructor_input, sample.forward_input
        kind = getattr(flambeau.nn, info.module_cls.__name__)
        self.theirs = built(info.module_cls, made.args, made.kwargs, torch.float64, training)
        self.ours = built(kind, ours(made.args, known), ours(made.kwargs, known), flambeau.float64, training)
        self.given = {
            torch: (given.args, given.kwargs),
            flambeau: (ours(given.args, known), ours(given.kwargs, known)),
        }
        if any(torch.nn.parameter.is_lazy(value) for value in self.theirs.parameters()):
            for lib in (torch, flambeau):
                args, kwargs = self.given[lib]
                self.of(lib)(*(x.detach() if isinstance(x, lib.Tensor) else x for x in args), **kwargs)
        self.ours.load_state_dict(ours(dict(self.theirs.state_dict()), {}))

    def of(self, lib: Any) -> Any:
        return self.theirs if lib is torch else self.ours

    def results(self, lib: Any, module: Any = None, change: Callable[[Any], Any] = lambda x: x) -> list[Any]:
        lib.manual_seed(1)
        args, kwargs = (changed(part, lib, change) for part in self.given[lib])
        return list(tensors((module or self.of(lib))(*args, **kwargs)))


def changed(x: Any, lib: Any, change: Callable[[Any], Any]) -> Any:
    """The floating tensors within ``x`` as ``change`` makes them."""
    if isinstance(x, lib.Tensor):
        return change(x) if x.is_floating_point() else x
    if isinstance(x, list | tuple):
        return type(x)(changed(item, lib, change) for item in x)
    if isinstance(x, dict):
        return {key: changed(value, lib, change) for key, value in x.items()}
    return x


def same(own: list[Any], theirs: list[Any], level: str, within: float = 1e-6) -> None:
    assert len(own) == len(theirs), level
    for a, b in zip(own, theirs, strict=True):
        close(a, b, level, within)


def forward(pair: Pair) -> None:
    same(pair.results(flambeau), pair.results(torch), "forward")


def first_gradients(pair: Pair, lib: Any) -> tuple[Any, list[Any]] | None:
    """The gradients of a weighted sum of the results, and what they were taken for."""
    outputs = [x for x in pair.results(lib) if x.requires_grad]
    inputs = [x for x in [*pair.of(lib).parameters(), *tensors(list(pair.given[lib]))] if x.requires_grad]
    if not outputs:
        return None
    weights = [(lib.arange(float(x.numel()), dtype=lib.float64) + 1).sin().to(x.dtype) for x in outputs]
    seeds = [weight.reshape(x.shape).requires_grad_() for weight, x in zip(weights, outputs, strict=True)]
    try:
        found = lib.autograd.grad(outputs, inputs, seeds, create_graph=True, allow_unused=True)
    except RuntimeError:
        if lib is torch:  # it has no graph of this gradient
            return None
        raise
    return found, inputs + seeds


def gradient(pair: Pair) -> None:
    own, theirs = first_gradients(pair, flambeau), first_gradients(pair, torch)
    assert own is not None or theirs is None, "only PyTorch's is differentiable"
    if own and theirs:
        same(own[0], theirs[0], "gradient")


def second(pair: Pair) -> None:
    own, theirs = first_gradients(pair, flambeau), first_gradients(pair, torch)
    if not own or not theirs:
        return
    found = []
    for lib, (first, inputs) in ((torch, theirs), (flambeau, own)):
        squares = [
            (x * x).sum()
            for x, there in zip(first, theirs[0], strict=True)
            if there is not None and there.requires_grad
        ]
        if not squares:
            return
        try:
            found.append(lib.autograd.grad(squares, inputs, allow_unused=True))
        except (RuntimeError, NotImplementedError):
            if lib is torch:
                return
            raise
    for own_gradient, their_gradient in zip(found[1], found[0], strict=True):
        if their_gradient is not None:  # some layers of PyTorch's lead back to the seeds alone
            close(own_gradient, their_gradient, "second")


def state(pair: Pair) -> None:
    """Names, order, shapes and dtypes of the state, and files both ways."""
    described = [
        [(name, tuple(value.shape), str(value.dtype).split(".")[-1]) for name, value in module.state_dict().items()]
        for module in (pair.ours, pair.theirs)
    ]
    assert described[0] == described[1]
    for writer, reader in ((torch, flambeau), (flambeau, torch)):
        file = io.BytesIO()
        writer.save(pair.of(writer).state_dict(), file)
        file.seek(0)
        pair.of(reader).load_state_dict(reader.load(file))
    forward(pair)


def copied(pair: Pair) -> None:
    """By pickle and by deepcopy."""
    before = pair.results(flambeau)
    pair.ours.load_state_dict(ours(dict(pair.theirs.state_dict()), {}))
    for twin in (pickle.loads(pickle.dumps(pair.ours)), copy.deepcopy(pair.ours)):
        assert twin.training == pair.ours.training
        same(pair.results(flambeau, twin), before, "copied")
        assert repr(twin) == repr(pair.ours)


def moved(pair: Pair) -> None:
    """To float32: results; to 16 bits: the dtypes of what a module holds."""
    results = []
    for lib in (flambeau, torch):
        module = copy.deepcopy(pair.of(lib)).float()
        results.append(pair.results(lib, module, lambda x, lib=lib: x.detach().to(lib.float32)))
    assert [str(x.dtype).split(".")[-1] for x in results[0]] == [str(x.dtype).split(".")[-1] for x in results[1]]
    same(results[0], results[1], "float32", 2e-4)
    for dtype in ("float16", "bfloat16", "float64"):
        held = []
        for lib in (flambeau, torch):
            module = copy.deepcopy(pair.of(lib)).to(getattr(lib, dtype))
            held.append([str(value.dtype).split(".")[-1] for value in module.state_dict().values()])
        assert held[0] == held[1], dtype


def ordered(pair: Pair) -> None:
    """Channels last: the same numbers, and results with the channels innermost where PyTorch's have them so."""
    images = [x for x in tensors(list(pair.given[torch])) if x.ndim in (4, 5) and x.is_floating_point()]
    if not images:
        return
    # A kernel of volumes has five dimensions, also where it is given a volume without a batch.
    rank = max([images[0].ndim, *(x.ndim for x in pair.theirs.parameters())])
    name = "channels_last" if rank == 4 else "channels_last_3d"
    results = []
    for lib in (flambeau, torch):
        order = getattr(lib, name)

        def change(x: Any, order: Any = order) -> Any:
            return x.detach().to(memory_format=order) if x.ndim == rank else x.detach()

        module = copy.deepcopy(pair.of(lib)).to(memory_format=order)
        results.append(pair.results(lib, module, change))
    same(results[0], results[1], "channels last")
    for a, b in zip(*results, strict=True):
        if a.ndim == rank and a.numel():
            lies = [x.is_contiguous(memory_format=getattr(lib, name)) for lib, x in ((flambeau, a), (torch, b))]
            # Some of PyTorch's kernels of volumes go back to rows; ours leave all images as they lie.
            assert lies[0] >= lies[1], "where the channels lie"


LEVELS = {
    "forward": forward,
    "gradient": gradient,
    "second": second,
    "state": state,
    "copied": copied,
    "moved": moved,
    "ordered": ordered,
}


def pairs(info: Any, most: int) -> Iterator[Callable[[], Pair]]:
    """Makers of a module's samples, training and not; at most ``most`` of each, taken evenly."""
    for training in (True, False):
        samples = info.module_inputs_func(
            info, device="cpu", dtype=torch.float64, requires_grad=True, training=training
        )
        samples = [sample for sample in samples if sample.forward_input is not None]
        for sample in samples[:: -(-len(samples) // most) or 1]:
            yield lambda sample=sample, training=training: Pair(info, sample, training)


def judge(name: str, level: str, most: int) -> None:
    """Fails where a sample is not as in PyTorch at that level."""
    for make in pairs(MODULES[name], most):
        LEVELS[level](make())


def main() -> None:
    parser = argparse.ArgumentParser(prog="parity.modules", description=__doc__)
    parser.add_argument("-k", default="", help="only modules whose name matches this regular expression")
    parser.add_argument("--most", type=int, default=10_000, help="samples of each module, training and not")
    chosen = parser.parse_args()
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    flambeau.set_num_threads(1)
    names = [name for name in MODULES if re.search(chosen.k, name)]
    for level in LEVELS:
        right = 0
        for name in names:
            try:
                judge(name, level, chosen.most)
                right += 1
            except Exception as error:
                print(f"{name}: {level}: {type(error).__name__}: {str(error)[:200]}", flush=True)
        print(f"{level}: {right} of {len(names)} ({right / len(names):.1%})", flush=True)


if __name__ == "__main__":
    main()
