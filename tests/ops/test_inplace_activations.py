"""Activations that write into their input, as ``nn.functional`` names them, beside PyTorch's: values and gradients."""

from __future__ import annotations

from typing import Any

import pytest

torch = pytest.importorskip("torch")

import flambeau as fl  # noqa: E402 - only where there is something to compare with

CALLS: dict[str, list[tuple[Any, ...]]] = {
    "celu_": [(), (2.0,)],
    "elu_": [(), (0.3,)],
    "hardtanh_": [(), (-0.3, 0.6)],
    "leaky_relu_": [(), (0.2,)],
    "relu_": [()],
    "rrelu_": [(), (0.1, 0.2), (0.1, 0.2, True)],
    "selu_": [()],
    "threshold_": [(0.3, -7.0)],
}


def test_all_of_pytorch_are_there() -> None:
    theirs = {name for name in dir(torch.nn.functional) if name.endswith("_") and not name.startswith("_")}
    assert theirs == set(CALLS)


@pytest.mark.parametrize(("name", "more"), [(name, more) for name, calls in CALLS.items() for more in calls])
def test_as_in_pytorch(name: str, more: tuple[Any, ...]) -> None:
    found = []
    for library in (fl, torch):
        library.manual_seed(0)
        x = library.tensor([[-3.0, -0.25, 0.5], [2.0, -1.0, 0.1]], requires_grad=True)
        written = x * 1
        assert getattr(library.nn.functional, name)(written, *more) is written
        (written * library.tensor([[1.0, 2.0, -3.0], [0.5, 7.0, 1.5]])).sum().backward()
        found.append((written.detach().numpy(), x.grad.numpy()))
    for ours, theirs in zip(*found, strict=True):
        assert ours == pytest.approx(theirs, rel=1e-6)


def test_a_leaf_that_requires_grad_is_refused() -> None:
    for name, calls in CALLS.items():
        with pytest.raises(RuntimeError, match="a leaf Variable that requires grad"):
            getattr(fl.nn.functional, name)(fl.ones(2, requires_grad=True), *calls[0])
