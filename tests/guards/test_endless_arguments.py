"""Where a few numbers are meant, an iterator without end is refused, and not read until the memory ends: every argument
of every op that is no tensor, and the layers, methods and transforms that take sizes.

PyTorch refuses iterators as sizes too.
"""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import flambeau as fl
from flambeau import nn
from flambeau.ops.define import registry
from flambeau.vision.transforms import functional as images

sys.path.insert(0, str(Path(__file__).parents[1] / "ops"))

import contextlib

from operands import Maker
from samples import OPS, key_of


class Unbounded(BaseException):
    """Raised where the iterator below is read on and on."""


class Endless:
    """Numbers without end."""

    def __iter__(self) -> Iterator[int]:
        yield from [1] * 1000
        raise Unbounded


FAMILIES = sorted({entry.signature.__module__.rsplit(".", 1)[-1] for entry in registry})


@pytest.mark.parametrize("family", FAMILIES)
def test_ops_read_no_argument_without_end(family: str) -> None:
    for entry in registry:
        if not entry.signature.__module__.endswith(f".{family}") or key_of(entry) not in OPS:
            continue
        function = entry.inplace_function if entry.inplace == "only" else entry.function
        for sample in OPS[key_of(entry)].samples[:2]:
            for place in [*range(len(sample.args)), *sample.kwargs]:
                args, kwargs = Maker(fl, "float32").call_arguments(sample)
                holder: Any = args if isinstance(place, int) else kwargs
                holder[place] = Endless()
                try:
                    _call(function, args, kwargs)
                except Unbounded:
                    pytest.fail(f"{key_of(entry)} reads argument {place} without bound")


def _call(function: Any, args: list[Any], kwargs: dict[str, Any]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with contextlib.suppress(Exception):
            function(*args, **kwargs)


X, IMAGE = fl.ones(2, 4), fl.ones(1, 3, 8, 8)
TAKES_A_SIZE: list[Callable[[Any], object]] = [
    lambda size: nn.LayerNorm(size),
    lambda size: nn.RMSNorm(size),
    lambda size: nn.Conv2d(3, 3, size),
    lambda size: nn.ConvTranspose2d(3, 3, 1)(IMAGE, output_size=size),
    lambda size: nn.MaxPool2d(size)(IMAGE),
    lambda size: nn.LPPool2d(2, size)(IMAGE),
    lambda size: nn.AdaptiveAvgPool2d(size)(IMAGE),
    lambda size: nn.ZeroPad2d(size)(IMAGE),
    lambda size: nn.Upsample(size)(IMAGE),
    lambda size: nn.Fold(size, 1)(fl.ones(1, 1, 4)),
    lambda size: fl.clone(X).resize_(size),
    lambda size: fl.clone(X).set_(X, 0, size),
    lambda size: fl.broadcast_shapes((1,), size),
    lambda size: fl.Size((1,)) + size,
    lambda size: images.resize(IMAGE, size),
    lambda size: images.center_crop(IMAGE, size),
    lambda size: images.pad(IMAGE, size),
    lambda size: images.five_crop(IMAGE, size),
    lambda size: fl.vision.transforms.RandomCrop(2, padding=size)(IMAGE),
    lambda size: fl.vision.transforms.v2.RandomShortestSize(size)(IMAGE),
    lambda size: fl.vision.transforms.v2.Normalize(size, size)(IMAGE),
    lambda size: images.gaussian_blur(IMAGE, size),
    lambda size: fl.vision.ops.Conv2dNormActivation(3, 3, size),
]


@pytest.mark.parametrize("size", [Endless, lambda: fl.empty(2**40, device="meta")], ids=["iterator", "tensor"])
@pytest.mark.parametrize("call", TAKES_A_SIZE)
def test_sizes_are_neither_endless_nor_tensors(call: Callable[[Any], object], size: Callable[[], Any]) -> None:
    start = time.monotonic()
    with pytest.raises((TypeError, RuntimeError, IndexError)):
        call(size())
    assert time.monotonic() - start < 1


@pytest.mark.parametrize("name", ["hstack", "vstack", "dstack", "column_stack"])
def test_a_tensor_is_no_list_of_tensors(name: str) -> None:
    with pytest.raises(TypeError, match=rf"{name}\(\): argument 'tensors' \(position 1\) must be tuple of Tensors"):
        getattr(fl, name)(fl.empty(2**40, device="meta"))
    with pytest.raises(RuntimeError, match=f"{name} expects a non-empty TensorList"):
        getattr(fl, name)([])


def test_grids_are_made_of_vectors() -> None:
    for given in (fl.ones(2, 2), fl.empty(2**40, 2**10, device="meta")):
        with pytest.raises(RuntimeError, match="Expected 0D or 1D tensor"):
            fl.meshgrid(given, indexing="ij")
        with pytest.raises(RuntimeError, match="Expect a 1D vector"):
            fl.cartesian_prod(given)
    with pytest.raises(RuntimeError, match="meshgrid expects a non-empty TensorList"):
        fl.meshgrid([])


@pytest.mark.parametrize("settings", [{"chunk_size": 1}, {"randomness": "different"}, {}])
def test_loops_over_more_examples_than_memory_holds_are_refused(settings: dict[str, Any]) -> None:
    functions = {"chunk_size": lambda x: x, "randomness": lambda x: fl.randperm(3)}
    function = functions.get(next(iter(settings), ""), lambda x: fl.masked_select(x, x > 0))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that each example is a call
        with pytest.raises(MemoryError):
            fl.func.vmap(function, in_dims=1, **settings)(fl.empty(0, 2**40))
