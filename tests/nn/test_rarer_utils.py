"""Rarer helpers around modules, against PyTorch's."""

from __future__ import annotations

import importlib
from typing import Any

from beside import both, refuse_alike


@both
def test_modules_with_other_tensors(lib: Any) -> Any:
    stateless = importlib.import_module(f"{lib.__name__}.nn.utils.stateless")

    class Counting(lib.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.register_buffer("count", lib.zeros(()))
            self.weight = lib.nn.Parameter(lib.ones(2))

        def forward(self, x: Any) -> Any:
            self.count = self.count + x.sum()
            return x * self.weight

    module = Counting()
    given = {"count": lib.full((), 5.0), "weight": lib.full((2,), 3.0, requires_grad=True)}
    result = stateless.functional_call(module, given, lib.ones(2))
    result.sum().backward()
    return result, given["count"], module.count, given["weight"].grad, module.weight.grad


@both
def test_layouts_and_values_of_weights(lib: Any) -> Any:
    utils = lib.nn.utils
    model = lib.nn.Sequential(lib.nn.Conv2d(2, 3, 2), lib.nn.Conv3d(2, 3, 2), lib.nn.Linear(2, 2))
    utils.convert_conv2d_weight_memory_format(model, lib.channels_last)
    utils.convert_conv3d_weight_memory_format(model, lib.channels_last_3d)
    made = utils.skip_init(lib.nn.Linear, 3, 5, bias=False, dtype=lib.float64)
    return [p.stride() for p in model.parameters()], repr(made), made.weight.shape, str(made.weight.dtype)


@both
def test_the_former_name_of_clipping(lib: Any) -> Any:
    weight = lib.nn.Parameter(lib.zeros(2))
    weight.grad = lib.tensor([3.0, 4.0])
    return lib.nn.utils.clip_grad_norm([weight], 1.0), weight.grad


def test_skip_init_refuses() -> None:
    refuse_alike(lambda lib: lib.nn.utils.skip_init(lib.nn.Sequential))
