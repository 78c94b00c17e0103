"""No function of nn.functional escapes the judges: each is an entry of the registry, whose samples tests/ops compares
with PyTorch, or writes in place what one computes; and its options are PyTorch's.
"""

from __future__ import annotations

import inspect
from typing import Any

import pytest

import flambeau
from flambeau import nn
from flambeau.ops.define import registry

torch = pytest.importorskip("torch")

JUDGED = {id(entry.function) for entry in registry}
IN_PLACE = {name for name in nn.functional.__all__ if name.endswith("_")}


def test_every_function_is_an_entry() -> None:
    others = {name for name in nn.functional.__all__ if id(getattr(nn.functional, name)) not in JUDGED}
    assert others == IN_PLACE | {"multi_head_attention_forward"}  # of too many parameters: test_attention.py


@pytest.mark.parametrize("name", sorted(IN_PLACE & set(dir(torch.nn.functional))))
def test_in_place_functions(name: str) -> None:
    """They change their input to what the function gives, and pass gradients on as PyTorch's do."""
    options = (0.1, 7.0) if name == "threshold_" else ()
    source = [[-1.5, -0.2, 0.0], [0.05, 0.3, 2.0]]
    found = []
    for lib in (flambeau, torch):
        origin = lib.tensor(source, requires_grad=True)
        x = origin * 1
        function = getattr(lib.nn.functional, name)
        result = function(x, *options)
        assert result is x
        (result * lib.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])).sum().backward()
        found.append((x.tolist(), origin.grad.tolist()))
    assert found[0] == found[1]


def options(function: Any) -> list[tuple[Any, ...]] | None:
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):  # PyTorch's native ones do not say
        return None
    if any(p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD) for p in parameters):
        return None
    named = [p for p in parameters if p.name != "out"]  # which every op takes
    # Every op takes its `self` as `input=` too.
    return [("input" if p.name == "self" else p.name, getattr(p.default, "__name__", p.default)) for p in named]


@pytest.mark.parametrize("name", [name for name in nn.functional.__all__ if hasattr(torch.nn.functional, name)])
def test_options_are_pytorchs(name: str) -> None:
    ours, theirs = options(getattr(nn.functional, name)), options(getattr(torch.nn.functional, name))
    if ours is None or theirs is None:
        return
    assert [option for option, _ in ours[: len(theirs)]] == [option for option, _ in theirs]
    for (option, default), (_, expected) in zip(ours, theirs, strict=False):
        assert default == expected, option


@pytest.mark.parametrize("dtype", [flambeau.float32, flambeau.float64, flambeau.bfloat16, flambeau.complex64])
@pytest.mark.parametrize("dims", [1, 2, 3])
@pytest.mark.parametrize("transposed", [False, True])
def test_a_convolution_over_no_channels_gives_the_bias(dims: int, transposed: bool, dtype: Any) -> None:
    sizes = (5,) * dims
    flambeau.full((4000,), 7.0, dtype=dtype)  # what lies in memory that is used again
    x, bias = flambeau.ones(2, 0, *sizes, dtype=dtype), flambeau.arange(4).to(dtype)
    if transposed:
        x, weight = x.new_ones(0, 3, *sizes), flambeau.ones(3, 4, *(2,) * dims, dtype=dtype)
        out = getattr(flambeau.nn.functional, f"conv_transpose{dims}d")(x, weight, bias)
        assert out.shape == (0, 4, *(6,) * dims)
        return
    weight = flambeau.ones(4, 0, *(2,) * dims, dtype=dtype)
    for given in (x, x.to(memory_format=flambeau.channels_last) if dims == 2 else x):
        out = getattr(flambeau.nn.functional, f"conv{dims}d")(given, weight, bias)
        assert flambeau.equal(out, bias.view(1, 4, *(1,) * dims).expand(2, 4, *(4,) * dims))
