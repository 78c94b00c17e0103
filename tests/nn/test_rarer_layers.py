"""Layers that few networks have, and gradients of convolutions by shapes, against PyTorch's."""

from __future__ import annotations

from typing import Any

import pytest
from beside import refuse_alike, torch

import flambeau


def filled(lib: Any, module: Any) -> Any:
    module.double()
    with lib.no_grad():
        for number, param in enumerate(module.parameters()):
            values = lib.arange(1, param.numel() + 1, dtype=lib.float64) * (number + 1)
            param.copy_(values.sin().reshape(param.shape))
    return module


def adaptive(lib: Any, batch: bool, **options: Any) -> list[Any]:
    module = filled(lib, lib.nn.AdaptiveLogSoftmaxWithLoss(8, 20, [4, 9], div_value=2.0, **options))
    x = (lib.arange(48.0, dtype=lib.float64) * 1.7).cos().reshape(6, 8).requires_grad_()
    targets = lib.tensor([0, 19, 5, 3, 12, 8])
    results = [module.log_prob(x), module.predict(x).double(), module.predict(x[:1]).double()]
    output, loss = module(x, targets) if batch else module(x[1], targets[1])
    loss.backward()
    return [output, loss, x.grad, *(p.grad for p in module.parameters() if p.grad is not None), *results]


@pytest.mark.parametrize("batch", [False, True])
@pytest.mark.parametrize("options", [{}, {"head_bias": True}], ids=str)
def test_adaptive_softmax(batch: bool, options: dict[str, Any]) -> None:
    for ours, theirs in zip(adaptive(flambeau, batch, **options), adaptive(torch, batch, **options), strict=True):
        assert ours.shape == theirs.shape
        assert ours.reshape(-1).tolist() == pytest.approx(theirs.reshape(-1).tolist(), rel=1e-10, abs=1e-12)
    names = [list(lib.nn.AdaptiveLogSoftmaxWithLoss(8, 20, [4, 9], 2.0).state_dict()) for lib in (flambeau, torch)]
    assert names[0] == names[1]


REFUSALS: dict[str, Any] = {
    "no cutoffs": lambda lib: lib.nn.AdaptiveLogSoftmaxWithLoss(8, 20, []),
    "repeated": lambda lib: lib.nn.AdaptiveLogSoftmaxWithLoss(8, 20, [5, 5]),
    "zero": lambda lib: lib.nn.AdaptiveLogSoftmaxWithLoss(8, 20, [0, 5]),
    "last": lambda lib: lib.nn.AdaptiveLogSoftmaxWithLoss(8, 20, [5, 20]),
    "fraction": lambda lib: lib.nn.AdaptiveLogSoftmaxWithLoss(8, 20, [5, 6.5]),
    "targets": lambda lib: _adaptive(lib)(lib.ones(2, 8), lib.tensor([1, 25])),
    "negative": lambda lib: _adaptive(lib)(lib.ones(2, 8), lib.tensor([1, -1])),
    "batch": lambda lib: _adaptive(lib)(lib.ones(2, 8), lib.tensor([1])),
    "many": lambda lib: _adaptive(lib)(lib.ones(2, 8), lib.tensor([[1]])),
    "dims": lambda lib: _adaptive(lib)(lib.ones(2, 3, 8), lib.tensor([1, 2])),
    "no dims": lambda lib: _adaptive(lib)(lib.ones(2, 8), lib.tensor(1)),
    "nothing": lambda lib: lib.nn.FractionalMaxPool2d(2),
    "both": lambda lib: lib.nn.FractionalMaxPool2d(2, 3, 0.5),
    "ratio": lambda lib: lib.nn.FractionalMaxPool3d(2, output_ratio=1.5),
    "kernel": lambda lib: lib.nn.FractionalMaxPool2d(7, 3)(lib.ones(1, 2, 6, 6)),
    "samples": lambda lib: lib.nn.FractionalMaxPool2d(2, 3, _random_samples=lib.ones(1))(lib.ones(1, 2, 6, 6)),
    "LRN": lambda lib: lib.nn.CrossMapLRN2d(3)(lib.ones(2, 3)),
}


def _adaptive(lib: Any) -> Any:
    return lib.nn.AdaptiveLogSoftmaxWithLoss(8, 20, [5, 10])


@pytest.mark.parametrize("case", REFUSALS)
@pytest.mark.filterwarnings("ignore:Initializing zero-element tensors")
def test_refusals(case: str) -> None:
    refuse_alike(REFUSALS[case])


@pytest.mark.parametrize("n", [2, 3])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_fractional_pooling_draws_as_pytorch(n: int, dtype: str) -> None:
    found = []
    for lib in (flambeau, torch):
        lib.manual_seed(0)
        x = (lib.arange(2.0 * 3 * 7**n, dtype=getattr(lib, dtype)) * 37 % 1009).reshape(2, 3, *(7,) * n)
        module = getattr(lib.nn, f"FractionalMaxPool{n}d")((2, 3, 2)[:n], output_ratio=0.6, return_indices=True)
        values, indices = module(x)
        found.append((values.tolist(), indices.tolist(), repr(module)))
    assert found[0] == found[1]


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
def test_cross_map_normalisation(size: int) -> None:
    """The channels whose sums PyTorch gets right: behind them it forgets to take the first channel out again."""
    found = []
    for lib in (flambeau, torch):
        module = lib.nn.CrossMapLRN2d(size, 0.5, 0.6, 2.0)
        result = module((lib.arange(48.0) * 7 % 11).reshape(1, 6, 2, 4))
        found.append((result[:, : (size + 1) // 2].reshape(-1).tolist(), repr(module)))
    assert found[0][1] == found[1][1]
    assert found[0][0] == pytest.approx(found[1][0], rel=1e-5, abs=1e-6)
    x = flambeau.arange(24.0, dtype=flambeau.float64).sin().reshape(1, 6, 2, 2).requires_grad_()
    module = flambeau.nn.CrossMapLRN2d(size, 0.5, 0.6, 2.0)
    assert flambeau.autograd.gradcheck(module, x)
    if size % 2:
        assert flambeau.equal(module(x), flambeau.nn.LocalResponseNorm(size, 0.5, 0.6, 2.0)(x))


@pytest.mark.parametrize("n", [1, 2, 3])
@pytest.mark.parametrize("settings", [{}, {"stride": 2, "padding": 1}, {"dilation": 2, "groups": 2}], ids=str)
def test_gradients_of_convolutions(n: int, settings: dict[str, Any]) -> None:
    found = []
    for lib in (flambeau, torch):
        x = lib.arange(2.0 * 4 * 6**n, dtype=lib.float64).sin().reshape(2, 4, *(6,) * n)
        weight_shape = (6, 4 // settings.get("groups", 1), *(2,) * n)
        weight = lib.arange(float(flambeau.Size(weight_shape).numel()), dtype=lib.float64).cos().reshape(weight_shape)
        grad = getattr(lib.nn.functional, f"conv{n}d")(x, weight, **settings).sin()
        by_input = getattr(lib.nn.grad, f"conv{n}d_input")(x.shape, weight, grad, **settings)
        by_weight = getattr(lib.nn.grad, f"conv{n}d_weight")(x, weight.shape, grad, **settings)
        found.append([*by_input.reshape(-1).tolist(), *by_weight.reshape(-1).tolist()])
    assert found[0] == pytest.approx(found[1], rel=1e-10, abs=1e-10)
