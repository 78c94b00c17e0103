"""Attention in blocks against the formula in wider arithmetic: sizes about the blocks' of 128 queries and 256 keys,
masks of every kind, strided operands, one thread and two; forward and gradients. Memory grows with the length alone.
"""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from wide import WIDE, Array

import flambeau as fl

attention = fl.nn.functional.scaled_dot_product_attention

EPS = {"float16": 2.0**-10, "bfloat16": 2.0**-7, "float32": 2.0**-23, "float64": 2.0**-52}
# Leading dimensions, queries, keys, width, width of values.
SIZES = [
    ((), 1, 1, 1, 1),
    ((3,), 5, 7, 8, 4),
    ((2, 1, 2), 33, 65, 3, 5),
    ((2,), 127, 255, 8, 8),
    ((2,), 128, 256, 16, 8),
    ((1, 2), 129, 257, 16, 16),
    ((2,), 257, 513, 4, 9),
]
MASKS = ["none", "causal", "bool", "added", "some see nothing", "one for all queries", "one for all keys"]


def drawn(what: str, *shape: int) -> Array:
    return np.random.default_rng(zlib.crc32(f"{what} {shape}".encode())).standard_normal(shape)


def mask_of(kind: str, lead: tuple[int, ...], queries: int, keys: int) -> Array | None:
    if kind in ("none", "causal"):
        return None
    if kind == "one for all queries":
        return np.where(np.arange(keys) % 3 == 1, -np.inf, 0.0)
    if kind == "one for all keys":
        return drawn(kind, queries, 1)
    if kind == "added":
        return drawn(kind, *lead, queries, keys)
    seen = drawn(kind, queries, keys) > 0
    if kind == "bool":
        return seen
    seen[::2] = False
    return np.where(seen, 0.0, -np.inf)


def right(q: Array, k: Array, v: Array, g: Array, mask: Array | None, causal: bool) -> list[Array]:
    """Output and gradients by the formula."""
    scale = 1 / np.sqrt(WIDE(q.shape[-1]))
    scores = q @ np.swapaxes(k, -1, -2) * scale
    if causal:
        scores = np.where(np.tri(*scores.shape[-2:], dtype=bool), scores, -np.inf)
    if mask is not None:
        scores = np.where(mask, scores, -np.inf) if mask.dtype == bool else scores + mask
    top = scores.max(-1, keepdims=True)
    e = np.exp(scores - np.where(top == -np.inf, 0, top))
    total = e.sum(-1, keepdims=True)
    p = e / np.where(total == 0, 1, total)
    dp = g @ np.swapaxes(v, -1, -2)
    ds = p * (dp - (p * dp).sum(-1, keepdims=True)) * scale
    return [p @ v, ds @ k, np.swapaxes(ds, -1, -2) @ q, np.swapaxes(p, -1, -2) @ g]


def strided(t: Any) -> Any:
    """The same elements elsewhere, no two of them side by side."""
    return fl.stack([t, t], -1).transpose(-3, -2).contiguous().transpose(-3, -2)[..., 0]


def run(arrays: list[Array], mask: Array | None, causal: bool, dtype: Any, place: Any) -> list[Any]:
    q, k, v, g = (fl.from_numpy(a).to(dtype) for a in arrays)
    leaves = [place(t).detach().requires_grad_() for t in (q, k, v)]
    shown = None if mask is None else fl.from_numpy(mask) if mask.dtype == bool else fl.from_numpy(mask).to(dtype)
    y = attention(*leaves, shown, is_causal=causal)
    return [y.detach(), *fl.autograd.grad(y, leaves, place(g))]


@pytest.mark.parametrize("dtype", EPS)
@pytest.mark.parametrize("kind", MASKS)
def test_attention(kind: str, dtype: str) -> None:
    for lead, queries, keys, width, results in SIZES:
        if kind == "bool" and queries == 1:
            continue  # one query, which may see nothing: "some see nothing" has it
        shapes = ((queries, width), (keys, width), (keys, results), (queries, results))
        arrays = [drawn(name, *lead, *shape) for name, shape in zip("qkvg", shapes, strict=True)]
        mask = mask_of(kind, lead, queries, keys)
        rounded = [np.asarray(fl.from_numpy(a).to(getattr(fl, dtype)).double().numpy(), WIDE) for a in arrays]
        added = mask if mask is None or mask.dtype == bool else fl.from_numpy(mask).to(getattr(fl, dtype)).double()
        wanted = right(*rounded, None if added is None else np.asarray(added), kind == "causal")
        for place in (lambda t: t, strided):
            results_of_ours = run(arrays, mask, kind == "causal", getattr(fl, dtype), place)
            for name, got, want in zip("yqkv", results_of_ours, wanted, strict=True):
                error = np.abs(np.asarray(got.double().numpy(), WIDE) - want).max()
                # A sum of up to 513 terms, each with the error of an exponential; of gradients, whose two parts cancel
                # and of which 16-bit outputs have lost some, a little more.
                granted = 64 * EPS[dtype] * max(1.0, float(np.abs(want).max()))
                assert error <= granted, f"{name} of {lead} {shapes}, {place}: off by {float(error):.3g}"


@pytest.mark.parametrize("heads", [1, 3])  # fewer than threads, which then share out the blocks; and more
def test_threads_change_nothing(heads: int) -> None:
    arrays = [drawn(name, heads, 300, 16) for name in "qkvg"]
    before = fl.get_num_threads()
    found = []
    try:
        for threads in (1, 2):
            fl.set_num_threads(threads)
            found.append([t.numpy().tobytes() for t in run(arrays, None, True, fl.float32, lambda t: t)])
    finally:
        fl.set_num_threads(before)
    assert found[0] == found[1]


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="no account of a process's memory")
def test_memory_grows_with_the_length() -> None:
    def peak(length: int) -> int:
        q, k, v = (fl.rand(1, length, 8, requires_grad=True) for _ in range(3))
        Path("/proc/self/clear_refs").write_text("5")
        y = attention(q, k, v, is_causal=True)
        fl.autograd.grad(y.sum(), (q, k, v))
        status = Path("/proc/self/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) * 1024

    peak(64)  # what a first call needs
    assert peak(8192) - peak(64) < 8192 * 8192  # all scores would be four times that
