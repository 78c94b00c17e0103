"""Networks written for NCHW run channels-last in private: nobody sees it but the clock."""

from __future__ import annotations

import copy
import os
import pickle
import random
import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import flambeau
from flambeau import _core

torch = pytest.importorskip("torch")

in_private = _core._lies_in_private
pytestmark = pytest.mark.skipif(
    os.environ.get("FLAMBEAU_ONEDNN") == "0", reason="convolutions without oneDNN have no private layout"
)


def image(library: Any, *shape: int, seed: int = 0) -> Any:
    """The same numbers in either library."""
    values = np.random.default_rng(seed).standard_normal(shape).astype(np.float32)
    return library.from_numpy(values)


def convolved(library: Any, x: Any, seed: int = 1, out: int = 16) -> Any:
    weight = image(library, out, x.shape[1], 3, 3, seed=seed) * 0.2
    return library.nn.functional.conv2d(x, weight, padding=1)


def result() -> Any:
    y = convolved(flambeau, image(flambeau, 2, 8, 6, 6))
    assert in_private(y)
    return y


EXPECTED = convolved(torch, image(torch, 2, 8, 6, 6)).numpy()


def test_looks_row_major() -> None:
    y = result()
    assert y.stride() == (576, 36, 6, 1)
    assert y.is_contiguous()
    assert not y.is_contiguous(memory_format=flambeau.channels_last)
    assert y.contiguous() is y


READERS: dict[str, Callable[[Any], Any]] = {
    "numpy": lambda y: y.numpy(),
    "array": lambda y: np.asarray(y),
    "tolist": lambda y: np.array(y.tolist(), dtype=np.float32),
    "dlpack": lambda y: np.from_dlpack(y),
    "from a slice": lambda y: np.stack([y[0].numpy(), y[1].numpy()]),
    "from a view": lambda y: y.view(2, -1).numpy().reshape(y.shape),
    "from a transposed view": lambda y: y.transpose(1, 3).numpy().transpose(0, 3, 2, 1),
    "from as_strided": lambda y: y.as_strided((2, 16, 6, 6), (576, 36, 6, 1)).numpy(),
    "pickle": lambda y: pickle.loads(pickle.dumps(y)).numpy(),
    "deepcopy": lambda y: copy.deepcopy(y).numpy(),
    "clone": lambda y: y.clone().numpy(),
    "detach": lambda y: y.detach().numpy(),
    "untyped storage": lambda y: (
        np.array(y.untyped_storage().tolist(), dtype=np.uint8).view(np.float32).reshape(y.shape)
    ),
    "data_ptr": lambda y: (y.data_ptr(), y.numpy())[1],
    "indexing": lambda y: y[:, flambeau.arange(16)].numpy(),
    "cat": lambda y: flambeau.cat([y[:1], y[1:]]).numpy(),
    "double and back": lambda y: y.double().float().numpy(),
    "by .data": lambda y: y.data.numpy(),
    "set into another": lambda y: flambeau.zeros(1).set_(y).numpy() if hasattr(y, "set_") else y.numpy(),
}


@pytest.mark.parametrize("reader", READERS)
def test_whoever_reads_finds_the_elements_in_order(reader: str) -> None:
    np.testing.assert_allclose(READERS[reader](result()), EXPECTED, rtol=1e-5, atol=1e-5)


def test_a_view_made_before_shows_what_is_written_after() -> None:
    y = result()
    row = y[0, 3]
    y.mul_(2)  # in private
    np.testing.assert_allclose(row.numpy(), 2 * EXPECTED[0, 3], rtol=1e-5, atol=1e-5)
    row.zero_()
    assert not y[0, 3].any()
    assert y[0, 2].any()
    y += 1
    assert bool((row == 1).all())


def test_layers_keep_it() -> None:
    y = result()
    norm = flambeau.nn.BatchNorm2d(16)
    z = flambeau.relu(norm(y)) + y
    assert in_private(z)
    assert in_private(convolved(flambeau, z, seed=2))
    z.relu_()
    assert in_private(z)
    assert in_private(y)


def test_backward_keeps_it() -> None:
    x = image(flambeau, 2, 8, 6, 6)
    hidden = convolved(flambeau, x).requires_grad_()
    z = convolved(flambeau, flambeau.relu(hidden), seed=2)
    z.retain_grad()
    z.backward(flambeau.ones_like(z).mul_(z.detach()))
    assert in_private(hidden.grad)


def test_memory_is_freed_once_elements_are_in_order() -> None:
    def in_use() -> int:
        return int(_core.memory_stats()["in_use"])

    before = in_use()
    y = convolved(flambeau, image(flambeau, 4, 8, 64, 64))
    once = in_use() - before
    y.numpy()
    assert in_use() - before <= once + 1024
    del y
    assert in_use() <= before


def test_one_thread_reads_what_another_computes_with() -> None:
    wrong: list[float] = []
    for seed in range(20):
        y = convolved(flambeau, image(flambeau, 8, 8, 32, 32, seed=seed), out=32)
        expected: list[Any] = []

        def compute(y: Any = y, expected: list[Any] = expected) -> None:
            for _ in range(3):
                expected.append(convolved(flambeau, y, seed=3).numpy())

        threads = [threading.Thread(target=compute), threading.Thread(target=y.numpy)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        wrong += [float(abs(e - expected[0]).max()) for e in expected]
    assert max(wrong) < 1e-4


# ---- any program gives what PyTorch gives ---------------------------------------------------------------------------

STEPS: dict[str, Callable[[Any, Any, Any], Any]] = {
    "conv": lambda lib, y, x: convolved(lib, y, seed=5, out=y.shape[1]),
    "conv, half the size": lambda lib, y, x: lib.nn.functional.conv2d(y, image(lib, 16, y.shape[1], 1, 1), stride=2),
    "depthwise": lambda lib, y, x: lib.nn.functional.conv2d(
        y, image(lib, y.shape[1], 1, 3, 3), padding=1, groups=y.shape[1]
    ),
    "transposed conv": lambda lib, y, x: lib.nn.functional.conv_transpose2d(
        y, image(lib, y.shape[1], 8, 2, 2), stride=2
    ),
    "batch norm": lambda lib, y, x: lib.nn.functional.batch_norm(y, None, None, training=True),
    "batch norm, running": lambda lib, y, x: lib.nn.functional.batch_norm(
        y, lib.zeros(y.shape[1]), lib.ones(y.shape[1]), image(lib, y.shape[1]), image(lib, y.shape[1])
    ),
    "relu": lambda lib, y, x: lib.relu(y),
    "sigmoid": lambda lib, y, x: lib.sigmoid(y),
    "residual": lambda lib, y, x: y + lib.tanh(y),
    "plus rows": lambda lib, y, x: y + image(lib, *y.shape, seed=7),
    "rows plus": lambda lib, y, x: image(lib, *y.shape, seed=7) - y,
    "plus channels": lambda lib, y, x: y * image(lib, 1, y.shape[1], 1, 1),
    "plus a column": lambda lib, y, x: y + image(lib, y.shape[-1]),
    "plus transposed": lambda lib, y, x: y + image(lib, *y.shape[:2], y.shape[3], y.shape[2]).transpose(2, 3),
    "plus channels-last": lambda lib, y, x: y + image(lib, *y.shape).contiguous(memory_format=lib.channels_last),
    "channels-last plus": lambda lib, y, x: image(lib, *y.shape).contiguous(memory_format=lib.channels_last) + y,
    "made channels-last": lambda lib, y, x: y.contiguous(memory_format=lib.channels_last),
    "times a number": lambda lib, y, x: 0.5 * y,
    "where": lambda lib, y, x: lib.where(y > 0, y, -y),
    "clone": lambda lib, y, x: y.clone(),
    "detached beside": lambda lib, y, x: y + y.detach(),
    "relu in place": lambda lib, y, x: y.clone().relu_(),
    "add in place": lambda lib, y, x: y.clone().add_(lib.cos(y), alpha=0.5),
    "rows in place": lambda lib, y, x: image(lib, *y.shape).mul_(y),
    "written through a view": lambda lib, y, x: _with_first_row_zero(y),
    "max pool, padded": lambda lib, y, x: lib.nn.functional.max_pool2d(y, 3, 1, 1),
    "avg pool, padded": lambda lib, y, x: lib.nn.functional.avg_pool2d(y, 3, 2, 1, True, False),
    "max pool": lambda lib, y, x: lib.nn.functional.max_pool2d(y, 2, 1),
    "avg pool": lambda lib, y, x: lib.nn.functional.avg_pool2d(y, 2, 1),
    "dropout off": lambda lib, y, x: lib.nn.functional.dropout(y, 0.5, training=False),
    "cat": lambda lib, y, x: lib.cat([y, y[:, :8]], 1),
    "chunk": lambda lib, y, x: y.chunk(2, 1)[0] * y.chunk(2, 1)[1],
    "transposed": lambda lib, y, x: y.transpose(2, 3),
    "flattened and back": lambda lib, y, x: y.flatten(1).view(y.shape),
    "spatial in one": lambda lib, y, x: lib.relu(y.flatten(2)).view(y.shape),
    "softmax": lambda lib, y, x: lib.softmax(y, 1),
    "padded": lambda lib, y, x: lib.nn.functional.pad(y, (1, 1)),
    "flipped": lambda lib, y, x: y.flip(3),
    "mean kept": lambda lib, y, x: y - y.mean((2, 3), keepdim=True),
    "double": lambda lib, y, x: (y.double() * 2).float(),
    "layer norm": lambda lib, y, x: lib.nn.functional.layer_norm(y, y.shape[1:]),
    "group norm": lambda lib, y, x: lib.nn.functional.group_norm(y, 2),
    "interpolated": lambda lib, y, x: lib.nn.functional.interpolate(y, scale_factor=2),
    "plus the input": lambda lib, y, x: y + x.mean(),
}


def _with_first_row_zero(y: Any) -> Any:
    z = y.clone()
    z[:, :, 0] = 0
    return z


class InOrder:
    """Flambeau with convolutions whose results are put in order at once."""

    def __init__(self, part: Any = flambeau) -> None:
        self.part = part

    def __getattr__(self, name: str) -> Any:
        return InOrder(getattr(self.part, name)) if name in ("nn", "functional") else getattr(self.part, name)

    def conv2d(self, *args: Any, **kwargs: Any) -> Any:
        y = flambeau.nn.functional.conv2d(*args, **kwargs)
        y.data_ptr()
        return y


@pytest.mark.parametrize("seed", range(60))
def test_programs_do_as_in_order_and_as_in_pytorch(seed: int) -> None:
    choose = random.Random(seed)
    names = [choose.choice(list(STEPS)) for _ in range(6)]

    def run(library: Any) -> list[Any]:
        x = image(library, 2, 8, 7, 6, seed=seed).requires_grad_()
        y = convolved(library, x)
        seen = [y]
        for name in names:
            y = STEPS[name](library, y, x)
            seen.append(y)
            if y.numel() > 20_000 or min(y.shape[2:]) < 3 or y.shape[1] % 8:
                break
        (first,) = library.autograd.grad((y * image(library, *y.shape, seed=9)).sum(), x, create_graph=True)
        second = None
        if first.requires_grad:
            (second,) = library.autograd.grad(first.square().sum(), x, allow_unused=True)
        return [*seen, first, second]

    ours, in_order, theirs = run(flambeau), run(InOrder()), run(torch)
    for k, (a, b, c) in enumerate(zip(ours, in_order, theirs, strict=True)):
        assert (a is None) == (b is None), f"{names}, {k}"
        if a is None:
            continue
        assert a.stride() == b.stride(), f"{names}, {k}"
        close(a, b, f"{names}, {k}")
        if c is not None:
            close(a, c, f"{names}, {k}")


def close(a: Any, b: Any, where: str) -> None:
    a, b = a.detach().numpy(), b.detach().numpy()
    difference = abs(a - b).max() / (abs(b).max() + 1e-3)
    assert difference < 1e-3, f"{where}: {difference}"


POOLS: dict[str, Callable[[Any, Any], Any]] = {
    "max": lambda lib, x: lib.nn.functional.max_pool2d(x, 2),
    "max, overlapping": lambda lib, x: lib.nn.functional.max_pool2d(x, 3, 2, 1, ceil_mode=True),
    "max, dilated": lambda lib, x: lib.nn.functional.max_pool2d(x, 2, 1, 0, 2),
    "max and indices": lambda lib, x: lib.nn.functional.max_pool2d(x, 3, return_indices=True)[1],
    "mean": lambda lib, x: lib.nn.functional.avg_pool2d(x, 2),
    "mean, padded": lambda lib, x: lib.nn.functional.avg_pool2d(x, 3, 2, 1, True, False),
    "mean, divided by 5": lambda lib, x: lib.nn.functional.avg_pool2d(x, 3, divisor_override=5),
}


@pytest.mark.parametrize("pool", POOLS)
@pytest.mark.parametrize("channels", [2, 8, 300])
def test_pools_of_channels_last_images(pool: str, channels: int) -> None:
    x = image(flambeau, 3, channels, 9, 7)
    x[0, 1, 4, 4] = float("nan")
    last = x.contiguous(memory_format=flambeau.channels_last)
    theirs = POOLS[pool](torch, torch.from_numpy(x.numpy()).contiguous(memory_format=torch.channels_last))
    for t in (x, last):
        t.requires_grad_()
    rows, ours = POOLS[pool](flambeau, x), POOLS[pool](flambeau, last)
    assert ours.stride() == theirs.stride()
    np.testing.assert_array_equal(ours.detach().numpy(), rows.detach().numpy())
    np.testing.assert_allclose(ours.detach().numpy(), theirs.numpy(), rtol=1e-6)
    if ours.requires_grad:
        g = image(flambeau, *rows.shape, seed=2)
        rows.backward(g)
        ours.backward(g.contiguous(memory_format=flambeau.channels_last))
        np.testing.assert_allclose(last.grad.numpy(), x.grad.numpy(), rtol=1e-5, atol=1e-6)  # sums in another order
        assert last.grad.stride() == last.stride()
