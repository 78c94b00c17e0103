"""The optimisers of PyTorch's own database, with its options, beside PyTorch; and what it says they refuse."""

from __future__ import annotations

import warnings
from typing import Any

import pytest

import flambeau

torch = pytest.importorskip("torch")
database = pytest.importorskip("torch.testing._internal.common_optimizers")

OPTIMIZERS = [info for info in database.optim_db if not info.only_supports_sparse_grads]
CASES = [(info, case) for info in OPTIMIZERS for case in info.optim_inputs_func(device="cpu")]


def name_of(x: Any) -> str:
    return x.name if hasattr(x, "name") else str(x.desc).replace(" ", "_")


def steps(lib: Any, info: Any, options: dict[str, Any]) -> list[Any]:
    """Some steps of a linear regression in float64, by closures, with gradients that are missing once."""
    matrix = info.name == "Muon"
    shapes = [(3, 4), (2, 3)] if matrix else [(3, 4), (3,), ()]
    params = [
        (lib.arange(float(torch.Size(s).numel()), dtype=lib.float64) + 1).sin().reshape(s).requires_grad_()
        for s in shapes
    ]
    optimizer = getattr(lib.optim, info.name)(params, **options)

    def closure() -> Any:
        optimizer.zero_grad()
        loss = sum(((p - 0.3) ** 2).sum() for p in params) / 3 + (params[0].sum() - 1) ** 2 / 9
        loss.backward()
        return loss

    losses = [float(optimizer.step(closure).detach()) for _ in range(6)]
    return [*losses, *(v for p in params for v in p.detach().reshape(-1).tolist())]


@pytest.mark.parametrize(("info", "case"), CASES, ids=name_of)
def test_steps(info: Any, case: Any) -> None:
    kwargs = {key: value for key, value in case.kwargs.items() if key != "capturable"}
    options = {
        key: flambeau.tensor(value.tolist()) if isinstance(value, torch.Tensor) else value
        for key, value in kwargs.items()
    }
    # Muon computes in bfloat16; the twelve-odd evaluations of LBFGS amplify the last bit.
    within = {"Muon": 0.02, "LBFGS": 1e-6, "ASGD": 1e-7}.get(info.name, 1e-9)
    assert steps(flambeau, info, options) == pytest.approx(steps(torch, info, kwargs), rel=within, abs=within)


@pytest.mark.parametrize("info", OPTIMIZERS, ids=name_of)
def test_refusals(info: Any) -> None:
    """Of the class that the database expects, with a text that begins as PyTorch's."""
    for error in info.optim_error_inputs_func(device="cpu", dtype=torch.float32):
        if error.error_on is not database.OptimizerErrorEnum.CONSTRUCTION_ERROR:
            continue
        case = error.optimizer_error_input
        if case.params is None:
            continue
        texts = []
        for lib in (flambeau, torch):
            known: dict[int, Any] = {}
            params, options = ours(case.params, lib, known), ours(case.kwargs, lib, known)
            with warnings.catch_warnings(action="error"), pytest.raises(error.error_type) as caught:
                getattr(lib.optim, info.name)(params, **options)
            texts.append(str(caught.value))
        beginning = texts[1].replace("torch.", "").split(":")[0].rstrip(".")
        assert texts[0].replace("flambeau.", "").replace("torch.", "").startswith(beginning[:40]), case.desc


def ours(x: Any, lib: Any, known: dict[int, Any]) -> Any:
    """A value of PyTorch's as that of ``lib``: a tensor that is there twice stays one."""
    if lib is torch:
        return x
    if isinstance(x, torch.Tensor):
        if id(x) not in known:
            made = flambeau.tensor(x.detach().tolist()).to(getattr(flambeau, str(x.dtype).removeprefix("torch.")))
            known[id(x)] = flambeau.nn.Parameter(made) if isinstance(x, torch.nn.Parameter) else made
        return known[id(x)]
    if isinstance(x, list | tuple):
        return type(x)(ours(item, lib, known) for item in x)
    if isinstance(x, dict):
        return {key: ours(value, lib, known) for key, value in x.items()}
    return x
