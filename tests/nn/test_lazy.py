"""Lazy layers against PyTorch's: what they become, states before and after, copies, refusals."""

from __future__ import annotations

import copy
import importlib
import inspect
import pickle
from typing import Any

import pytest
from beside import both, plain, refuse_alike, torch

import flambeau

# A layer, and the shape of what it gets.
CASES: dict[str, tuple[Any, tuple[int, ...]]] = {
    "LazyLinear": (lambda m: m(3), (2, 4)),
    "LazyLinear without bias": (lambda m: m(3, bias=False), (2, 5, 4)),
    "LazyConv1d": (lambda m: m(6, 2, groups=2), (2, 4, 7)),
    "LazyConv2d": (lambda m: m(3, (2, 3), 2, 1, 1, 1, False, "reflect"), (2, 4, 7, 7)),
    "LazyConv2d without batch": (lambda m: m(3, 2), (4, 7, 7)),
    "LazyConv3d": (lambda m: m(3, 2, padding="same"), (1, 2, 4, 4, 4)),
    "LazyConvTranspose1d": (lambda m: m(4, 2, 2, 0, 1, 2), (2, 4, 5)),
    "LazyConvTranspose2d": (lambda m: m(3, 2, bias=False), (1, 4, 5, 5)),
    "LazyConvTranspose3d": (lambda m: m(3, 2), (1, 2, 3, 3, 3)),
    "LazyBatchNorm1d": (lambda m: m(eps=1e-3, momentum=None), (5, 3)),
    "LazyBatchNorm2d": (lambda m: m(affine=False), (2, 3, 4, 4)),
    "LazyBatchNorm3d": (lambda m: m(track_running_stats=False), (2, 3, 2, 2, 2)),
    "LazyInstanceNorm1d": (lambda m: m(), (2, 3, 6)),
    "LazyInstanceNorm2d": (lambda m: m(affine=False), (2, 3, 4, 4)),
    "LazyInstanceNorm3d": (lambda m: m(track_running_stats=False), (2, 3, 2, 2, 2)),
}


def made(lib: Any, case: str) -> Any:
    return CASES[case][0](getattr(lib.nn, case.split()[0]))


def filled(lib: Any, module: Any) -> Any:
    with lib.no_grad():
        for param in module.parameters():
            param.copy_(lib.linspace(-1, 1, param.numel()).reshape(param.shape))
    return module


def lived(lib: Any, case: str) -> Any:
    x = lib.linspace(-2, 2, flambeau.Size(CASES[case][1]).numel()).reshape(CASES[case][1])
    lib.manual_seed(0)
    module = made(lib, case)
    seen = [repr(module), type(module).__name__, module.has_uninitialized_params(), list(module.state_dict())]
    seen += [len(list(module.parameters())), [repr(p) for p in module.buffers()][:2]]
    module(x)
    seen += [repr(module), type(module).__name__, [p.detach() for p in module.parameters()]]
    seen += [len(module._forward_pre_hooks), len(module._load_state_dict_pre_hooks)]
    results = [filled(lib, module)(x)]
    if "Instance" not in case:  # PyTorch forgets to count the features of what it loads
        other = made(lib, case).double()
        other.load_state_dict(module.state_dict())
        seen += [repr(other), {str(value.dtype) for value in other.parameters()}]
        other.float().eval()
        results += [other(x)]
        if lib is flambeau:
            assert repr(other) == repr(module)
    return seen, results


@pytest.mark.parametrize("case", CASES)
@pytest.mark.filterwarnings("ignore:Using padding='same'", "ignore:input's size at dim=1")
def test_from_lazy_to_made(case: str) -> None:
    (ours, results), (theirs, expected) = lived(flambeau, case), lived(torch, case)
    assert plain(ours) == plain(theirs)
    for found, wanted in zip(results, expected, strict=True):
        assert found.reshape(-1).tolist() == pytest.approx(wanted.reshape(-1).tolist(), rel=1e-4, abs=1e-5)


@pytest.mark.parametrize("name", sorted({case.split()[0] for case in CASES}))
def test_options_are_pytorchs(name: str) -> None:
    ours, theirs = (inspect.signature(getattr(lib.nn, name)).parameters.values() for lib in (flambeau, torch))
    assert [(p.name, p.default, p.kind) for p in ours] == [(p.name, p.default, p.kind) for p in theirs]


@both
def test_uninitialised_tensors(lib: Any) -> Any:
    weight, buffer = lib.nn.UninitializedParameter(), lib.nn.UninitializedBuffer(dtype=lib.float64)
    is_lazy = lib.nn.parameter.is_lazy
    seen = [repr(weight), repr(buffer), is_lazy(weight), is_lazy(buffer), weight.requires_grad, str(buffer.dtype)]
    weight.materialize((2, 3), dtype=lib.float16)
    buffer.materialize((2,))
    seen += [type(weight) is lib.nn.Parameter, type(buffer) is lib.Tensor, weight.shape, str(weight.dtype)]
    return [*seen, str(buffer.dtype), is_lazy(weight), weight.requires_grad]


@both
def test_copies_pickles_and_optimisers(lib: Any) -> Any:
    module = lib.nn.Sequential(lib.nn.LazyLinear(2), lib.nn.LazyLinear(1))
    first, second = copy.deepcopy(module), pickle.loads(pickle.dumps(module))
    optimizer = lib.optim.SGD(first.parameters(), lr=0.1)
    for copied in (first, second):
        copied(lib.ones(4, 3)).sum().backward()
    before = first[0].bias.detach().clone()
    optimizer.step()
    return repr(module), repr(first), repr(second), bool((before != first[0].bias).any())


@both
def test_states_of_what_is_lazy_on_both_sides(lib: Any) -> Any:
    module = lib.nn.LazyLinear(2)
    module.load_state_dict(lib.nn.LazyLinear(2).state_dict())
    return repr(module.weight), module(lib.ones(1, 3)).shape


class _Nothing:
    def initialize_parameters(self, x: Any) -> None:
        pass


def own(lib: Any, initialises: bool) -> Any:
    mixin = importlib.import_module(f"{lib.__name__}.nn.modules.lazy").LazyModuleMixin
    bases = (_Nothing, mixin, lib.nn.Module) if initialises else (mixin, lib.nn.Module)
    module = type("Own", bases, {})()
    module.weight = lib.nn.UninitializedParameter()
    return module(lib.ones(1))


REFUSALS: dict[str, Any] = {
    "shape": lambda lib: lib.nn.LazyLinear(3).weight.shape,
    "into a made layer": lambda lib: lib.nn.Linear(4, 3).load_state_dict(lib.nn.LazyLinear(3).state_dict()),
    "dimensions": lambda lib: lib.nn.LazyConv2d(3, 2)(lib.ones(2, 4)),
    "norm": lambda lib: lib.nn.LazyBatchNorm2d()(lib.ones(2, 4)),
    "groups": lambda lib: lib.nn.LazyConv2d(4, 2, groups=2)(lib.ones(1, 3, 4, 4)),
    "nothing made": lambda lib: own(lib, True),
    "no initialize_parameters": lambda lib: own(lib, False),
    "weight_norm": lambda lib: lib.nn.utils.weight_norm(lib.nn.LazyLinear(3)),
    "spectral_norm": lambda lib: lib.nn.utils.spectral_norm(lib.nn.LazyLinear(3)),
    "share_memory": lambda lib: lib.nn.LazyLinear(3).share_memory(),
}


@pytest.mark.parametrize("case", REFUSALS)
@pytest.mark.filterwarnings("ignore:.*weight_norm.*:FutureWarning")
def test_refusals(case: str) -> None:
    refuse_alike(REFUSALS[case])


USES: list[Any] = [
    lambda lib, w: w.numel(),
    lambda lib, w: w + 1,
    lambda lib, w: 1 - w,
    lambda lib, w: w.fill_(1),
    lambda lib, w: w.detach(),
    lambda lib, w: lib.empty_like(w),
    lambda lib, w: lib.stack([lib.ones(1), w]),
    lambda lib, w: lib.nn.functional.linear(lib.ones(1), w),
    lambda lib, w: lib.nn.init.ones_(w),
]


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("held", ["weight", "running_mean"])
def test_computing_with_them_is_refused(use: Any, held: str) -> None:
    for lib in (flambeau, torch):
        with pytest.raises(ValueError, match="Attempted to use an uninitialized parameter"):
            use(lib, getattr(lib.nn.LazyBatchNorm1d(), held))
