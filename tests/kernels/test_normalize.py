"""Softmax and the normalisations against formulas in wider arithmetic: rows and columns, tails of vectors, blocks of
4,096, dense and strided, one thread and two; forward and gradients.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from wide import WIDE, Array

import flambeau as fl
from flambeau.nn import functional as F

EPS = {"float16": 2.0**-10, "bfloat16": 2.0**-7, "float32": 2.0**-23, "float64": 2.0**-52}
SHAPES = [(1,), (17,), (65,), (3, 33), (33, 3), (5, 4097), (4097, 5), (130, 260), (3, 70, 5), (2, 300, 70)]


SMALLEST = {"float16": 2.0**-14, "bfloat16": 2.0**-126, "float32": 2.0**-126, "float64": 2.0**-1022}  # normal


def drawn(shape: tuple[int, ...], dtype: str, what: str) -> Any:
    rng = np.random.default_rng(zlib.crc32(f"{shape} {what}".encode()))
    return fl.from_numpy(2 * rng.standard_normal(shape)).to(getattr(fl, dtype))


def wide(t: Any) -> Array:
    return np.asarray(t.detach().double().numpy(), WIDE)


def close(got: Any, right: Array, ulps: float, scale: Any, what: str) -> None:
    """Within ulps of the larger of the right value and ``scale``."""
    eps = EPS[str(got.dtype).removeprefix("torch.")]
    error = np.abs(wide(got) - right) / (eps * np.maximum(np.abs(right), scale))
    assert error.max(initial=0) <= ulps, f"{what}: off by {float(error.max()):.3g}, of which {ulps} are granted"


def placed(t: Any) -> list[Any]:
    order = tuple(range(t.ndim))[::-1]
    return [t, t.permute(order).contiguous().permute(order), fl.stack([t, t], -1)[..., 1]]


def softmax(x: Array, dim: int) -> Array:
    e = np.exp(x - x.max(dim, keepdims=True))
    return np.asarray(e / e.sum(dim, keepdims=True))


@pytest.mark.parametrize("dtype", EPS)
@pytest.mark.parametrize("log", [False, True])
def test_softmax(dtype: str, log: bool) -> None:
    for shape in SHAPES:
        for dim in range(len(shape)):
            t, g = drawn(shape, dtype, "x"), drawn(shape, dtype, "g")
            y = softmax(wide(t), dim)
            right = np.log(y) if log else y
            # Half an ulp of the exponential for each unit of its exponent's size, up to 16 here; and the rounding of a
            # sum of 4,097 terms, which depends on the number of lanes it is folded in (two at the lowest level).
            for place, (x, u) in enumerate(zip(placed(t), placed(g), strict=True)):
                what = f"{shape} along {dim}, {place}"
                leaf = x.detach().requires_grad_()
                result = (F.log_softmax if log else F.softmax)(leaf, dim)
                close(result, right, 24, 4.0 if log else SMALLEST[dtype], what)
                result.backward(u)
                v = wide(u)
                gradient = v - y * v.sum(dim, keepdims=True) if log else y * (v - (v * y).sum(dim, keepdims=True))
                close(
                    leaf.grad,
                    gradient,
                    24,
                    np.abs(v).max() * (1.0 if log else y + SMALLEST[dtype]),
                    f"gradient, {what}",
                )


def moments(x: Array, axes: tuple[int, ...], eps: float) -> tuple[Array, Array]:
    mean = x.mean(axes, keepdims=True)
    rstd = 1 / np.sqrt(((x - mean) ** 2).mean(axes, keepdims=True) + WIDE(eps))
    return mean, rstd


def over_channels(v: Any, ndim: int) -> Array:
    return wide(v).reshape(1, -1, *(1,) * (ndim - 2))


def layer(x: Array) -> Array:
    mean, rstd = moments(x, (-1,), 1e-5)
    return np.asarray((x - mean) * rstd)


def batch(x: Array) -> Array:
    mean, rstd = moments(x, (0, *range(2, x.ndim)), 1e-5)
    return np.asarray((x - mean) * rstd)


def group(x: Array) -> Array:
    parts = x.reshape(x.shape[0], 2, -1)
    mean, rstd = moments(parts, (-1,), 1e-5)
    return np.asarray(((parts - mean) * rstd).reshape(x.shape))


def rms(x: Array) -> Array:
    return np.asarray(x / np.sqrt((x * x).mean(-1, keepdims=True) + WIDE(1e-5)))


ROWS = [(1, 16), (3, 17), (5, 65), (9, 4097), (130, 33), (4, 5, 260)]
IMAGES = [(3, 4), (65, 6), (2, 4, 33), (5, 6, 7, 9), (2, 2, 70, 70), (40, 64, 3, 3), (2, 4, 3, 4, 5)]
NORMS: dict[str, tuple[Callable[[Any, Any, Any], Any], Callable[[Array], Array], bool, list[tuple[int, ...]]]] = {
    "layer": (lambda x, w, b: F.layer_norm(x, x.shape[-1:], w, b, 1e-5), layer, True, ROWS),
    "rms": (lambda x, w, b: F.rms_norm(x, x.shape[-1:], w, 1e-5), rms, True, ROWS),
    "batch": (lambda x, w, b: F.batch_norm(x, None, None, w, b, True, 0.1, 1e-5), batch, False, IMAGES),
    "group": (lambda x, w, b: F.group_norm(x, 2, w, b, 1e-5), group, False, IMAGES),
}


@pytest.mark.parametrize("dtype", EPS)
@pytest.mark.parametrize("name", NORMS)
def test_normalisations(name: str, dtype: str) -> None:
    """Values, and gradients against those of the same computed in float64 by arithmetic ops."""
    function, formula, last, shapes = NORMS[name]
    for shape in shapes:
        width = shape[-1] if last else shape[1]
        t, g, w, b = (
            drawn(shape, dtype, "x") + 1,
            drawn(shape, dtype, "g"),
            drawn((width,), dtype, "w"),
            drawn((width,), dtype, "b"),
        )
        affine = [wide(v) if last else over_channels(v, len(shape)) for v in (w, b)]
        normal = formula(wide(t))
        right = normal * affine[0] + (0 if name == "rms" else affine[1])
        expected = reference_gradients(formula_of_ops(name), [t, w, b], g, name)
        for place, x in enumerate(placed(t)):
            leaves = [v.detach().requires_grad_() for v in (x, w, b)]
            result = function(*leaves)
            what = f"{name} {dtype} {shape}, {place}"
            close(result, right, 8, np.abs(normal * affine[0]) + np.abs(affine[1]) + 1, what)
            result.backward(g)
            for leaf, gradient in zip(leaves, expected, strict=True):
                if gradient is None:
                    continue
                size = np.sqrt(WIDE(wide(g).size / leaf.numel())) * 4 + np.abs(gradient).max()
                close(leaf.grad, gradient, 32, size, f"gradient, {what}")


def formula_of_ops(name: str) -> Callable[[Any, Any, Any], Any]:
    def compute(x: Any, w: Any, b: Any) -> Any:
        if name == "rms":
            return x / (x.square().mean(-1, keepdim=True) + 1e-5).sqrt() * w
        parts = x.flatten(1).unflatten(1, (2, -1)) if name == "group" else x
        dims = [0, *range(2, x.ndim)] if name == "batch" else [-1]
        centred = parts - parts.mean(dims, keepdim=True)
        normal = (centred / (centred.square().mean(dims, keepdim=True) + 1e-5).sqrt()).reshape(x.shape)
        shape = [-1] if name == "layer" else [-1] + [1] * (x.ndim - 2)
        return normal * w.view(shape) + b.view(shape)

    return compute


def reference_gradients(compute: Any, inputs: list[Any], g: Any, name: str) -> list[Array | None]:
    leaves = [v.detach().double().requires_grad_() for v in inputs]
    compute(*leaves).backward(g.double())
    return [None if leaf.grad is None else wide(leaf.grad) for leaf in leaves]


def test_threads_change_nothing() -> None:
    before = fl.get_num_threads()
    for shape in ((300, 400), (4, 40, 30, 30)):
        t, g = drawn(shape, "float32", "x"), drawn(shape, "float32", "g")
        results = []
        for count in (1, 2):
            fl.set_num_threads(count)
            found = []
            for name, (function, _, last, _) in NORMS.items():
                if len(shape) == 2 and name == "group":
                    continue
                width = shape[-1] if last else shape[1]
                leaves = [
                    v.clone().requires_grad_()
                    for v in (t, drawn((width,), "float32", "w"), drawn((width,), "float32", "b"))
                ]
                result = function(*leaves)
                result.backward(g)
                found += [result, *(leaf.grad for leaf in leaves if leaf.grad is not None)]
            for dim in (0, -1):
                leaf = t.clone().requires_grad_()
                result = F.softmax(leaf, dim)
                result.backward(g)
                found += [result, leaf.grad]
            results.append([x.detach().numpy().tobytes() for x in found])
        fl.set_num_threads(before)
        assert results[0] == results[1]
