"""Pruning against PyTorch's: masks, what is left of the parameters, hooks, states, refusals."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from beside import agree, both, refuse_alike


def pruning(lib: Any) -> Any:
    return importlib.import_module(f"{lib.__name__}.nn.utils.prune")


def layer(lib: Any) -> Any:
    linear = lib.nn.Linear(4, 3)
    with lib.no_grad():
        linear.weight.copy_((lib.arange(12.0).reshape(3, 4) * 7 % 13) - 5.7)
        linear.bias.copy_(lib.tensor([0.55, -2.05, 1.15]))
    return linear


METHODS: dict[str, Any] = {
    "identity": lambda p, m, scores: p.identity(m, "weight"),
    "l1": lambda p, m, scores: p.l1_unstructured(m, "weight", 5),
    "l1 share": lambda p, m, scores: p.l1_unstructured(m, "weight", 0.3),
    "l1 none": lambda p, m, scores: p.l1_unstructured(m, "weight", 0),
    "l1 scores": lambda p, m, scores: p.l1_unstructured(m, "weight", 5, importance_scores=scores),
    "random": lambda p, m, scores: p.random_unstructured(m, "weight", 0.5),
    "random slices": lambda p, m, scores: p.random_structured(m, "weight", 2, dim=1),
    "norm": lambda p, m, scores: p.ln_structured(m, "weight", 2, n=2, dim=1),
    "norm share": lambda p, m, scores: p.ln_structured(m, "weight", 0.34, n=1, dim=0),
    "largest": lambda p, m, scores: p.ln_structured(m, "weight", 1, n=float("inf"), dim=-2),
    "norm scores": lambda p, m, scores: p.ln_structured(m, "weight", 2, n=2, dim=1, importance_scores=scores),
    "mask": lambda p, m, scores: p.custom_from_mask(m, "weight", (scores > 3).float()),
    "all": lambda p, m, scores: p.global_unstructured([(m, "weight"), (m, "bias")], p.L1Unstructured, amount=7),
    "all scores": lambda p, m, scores: p.global_unstructured(
        [(m, "weight"), (m, "bias")], p.L1Unstructured, importance_scores={(m, "weight"): scores}, amount=0.5
    ),
}


def pruned(lib: Any, first: str, second: str | None) -> Any:
    prune, module = pruning(lib), layer(lib)
    scores = (lib.arange(12.0).reshape(3, 4) * 5) % 12
    optimizer = lib.optim.SGD(module.parameters(), lr=0.1)
    lib.manual_seed(0)
    for method in (first, second) if second else (first,):
        METHODS[method](prune, module, scores)
    seen = [list(module.state_dict()), module.weight_mask, prune.is_pruned(module), len(module._forward_pre_hooks)]
    module(lib.ones(4)).square().sum().backward()
    optimizer.step()
    module(lib.ones(4))
    seen += [module.weight.detach(), module.weight_orig.detach(), module.weight_orig.grad]
    prune.remove(module, "weight")
    return [*seen, sorted(name for name, _ in module.named_parameters()), module.weight, prune.is_pruned(module)]


@pytest.mark.parametrize("first", METHODS)
@pytest.mark.parametrize("second", [None, "l1 share", "norm", "random", "mask"])
def test_methods(first: str, second: str | None) -> None:
    agree(pruned, first=first, second=second)


@both
def test_tensors(lib: Any) -> Any:
    prune = pruning(lib)
    t, scores = lib.tensor([1.0, -4.0, 3.0, -2.0]), lib.tensor([9.0, 1.0, 5.0, 7.0])
    mask = lib.tensor([0.0, 1.0, 1.0, 1.0])
    container = prune.PruningContainer()
    return [
        prune.L1Unstructured(0.5).prune(t),
        prune.L1Unstructured(2).prune(t, importance_scores=scores),
        prune.CustomFromMask(lib.tensor([1, 1, 0, 1])).prune(t, default_mask=mask),
        prune.LnStructured(1, n=2, dim=0).prune(t.reshape(2, 2)),
        len(container),
        list(container),
    ]


REFUSALS: dict[str, Any] = {
    "share": lambda p, lib: p.l1_unstructured(layer(lib), "weight", 1.5),
    "too many": lambda p, lib: p.l1_unstructured(layer(lib), "weight", 100),
    "negative": lambda p, lib: p.l1_unstructured(layer(lib), "weight", -1),
    "no number": lambda p, lib: p.l1_unstructured(layer(lib), "weight", "a"),
    "vector": lambda p, lib: p.ln_structured(layer(lib), "bias", 1, 2, 0),
    "dim": lambda p, lib: p.ln_structured(layer(lib), "weight", 1, 2, 5),
    "slices": lambda p, lib: p.random_structured(layer(lib), "weight", 7, 0),
    "not pruned": lambda p, lib: p.remove(layer(lib), "weight"),
    "no pairs": lambda p, lib: p.global_unstructured(3, p.L1Unstructured, amount=1),
    "scores": lambda p, lib: p.global_unstructured([(layer(lib), "weight")], p.L1Unstructured, 3, amount=1),
    "structures": lambda p, lib: p.global_unstructured([(layer(lib), "weight")], p.RandomStructured, amount=1),
    "mask": lambda p, lib: p.custom_from_mask(layer(lib), "weight", lib.ones(2)),
    "scores' shape": lambda p, lib: p.L1Unstructured(1).prune(lib.ones(4), importance_scores=lib.ones(3)),
    "abstract": lambda p, lib: p.BasePruningMethod(),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_refusals(case: str) -> None:
    refuse_alike(lambda lib: REFUSALS[case](pruning(lib), lib))


def test_a_refusal_leaves_the_module_alone() -> None:
    import flambeau

    module = layer(flambeau)
    with pytest.raises(ValueError, match="smaller than the number"):
        pruning(flambeau).l1_unstructured(module, "weight", 100)
    assert list(module.state_dict()) == ["bias", "weight"]
    assert module(flambeau.ones(4)).shape == (3,)
