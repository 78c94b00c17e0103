"""Gradients at kinks, edges, ties and NaN, where samples at random never are: beside PyTorch, or by hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")

import flambeau as fl  # noqa: E402 - the comparison needs both

EDGES = [-1.0, 1.0, 0.0, 0.5, -0.5, 0.25, 1 / 3, -1 / 3, 0.9999, 1.0001, -1.5, 1.5, 2.0, -2.0, 3.0, -3.0]
MODES = [("bilinear", 2), ("nearest", 2), ("bicubic", 2), ("bilinear", 3), ("nearest", 3)]


@pytest.mark.parametrize("align_corners", [True, False])
@pytest.mark.parametrize("padding", ["zeros", "border", "reflection"])
@pytest.mark.parametrize(("mode", "dims"), MODES)
def test_grid_sample_on_elements_and_edges(mode: str, dims: int, padding: str, align_corners: bool) -> None:
    """Positions exactly on elements and on the image's edges, for sides of 5, 4 and 1 elements."""
    rng = np.random.default_rng(0)
    mixed = np.stack([rng.permutation(EDGES) for _ in range(dims)], 1)
    points = np.concatenate([mixed, np.repeat(np.array(EDGES)[:, None], dims, 1)])
    grid = points.reshape(1, -1, *(1,) * (dims - 1), dims)
    for sides in ((5, 4, 4), (1, 1, 1)):
        image = rng.standard_normal((1, 2, *sides[:dims]))
        weights = rng.standard_normal((1, 2, *grid.shape[1:-1]))
        found = []
        for library in (fl, torch):
            x, where, w = (library.from_numpy(a.copy()) for a in (image, grid, weights))
            out = library.nn.functional.grid_sample(
                x.requires_grad_(), where.requires_grad_(), mode, padding, align_corners
            )
            (out * w).sum().backward()
            found.append([out.detach().numpy(), x.grad.numpy(), where.grad.numpy()])
        for ours, theirs in zip(*found, strict=True):
            assert np.allclose(ours, theirs, atol=1e-12)


NAN = math.nan
NAN_ROUTES: dict[str, Callable[[Any, Any], Any]] = {
    "quantile": lambda t, x: x.quantile(0.5),
    "quantiles of rows": lambda t, x: x.quantile(t.tensor([0.25, 0.7]), dim=1),
    "nearest quantile": lambda t, x: x.quantile(0.3, dim=0, interpolation="nearest"),
    "nanquantile": lambda t, x: x.nanquantile(0.4, dim=1),
    "median": lambda t, x: x.median(),
    "median of rows": lambda t, x: x.median(1).values,
    "nanmedian": lambda t, x: x.nanmedian(1).values,
    "max": lambda t, x: x.max(1).values,
    "min": lambda t, x: x.min(1).values,
    "maximum": lambda t, x: t.maximum(x, x.flip(0)),
    "minimum": lambda t, x: t.minimum(x, x.flip(1)),
    "fmax": lambda t, x: t.fmax(x, x.flip(0)),
    "fmin": lambda t, x: t.fmin(x, x.flip(0)),
    "cummax": lambda t, x: x.cummax(1).values,
    "cummin": lambda t, x: x.cummin(1).values,
    "sort": lambda t, x: x.sort(dim=1, stable=True).values,
    "topk": lambda t, x: x[1:2].topk(2, 1).values,
    "kthvalue": lambda t, x: x[:2].kthvalue(4, 1).values,
    "max_pool": lambda t, x: t.nn.functional.max_pool1d(x, 3, 1, 1),
}


@pytest.mark.parametrize("name", list(NAN_ROUTES))
def test_gradients_go_to_the_nan_that_was_chosen(name: str) -> None:
    values = [[1.0, NAN, 3.0, 2.0], [4.0, 5.0, 0.5, 2.5], [NAN, 1.5, NAN, 6.0]]
    found = []
    for library in (fl, torch):
        x = library.tensor(values, requires_grad=True)
        out = NAN_ROUTES[name](library, x)
        weights = library.arange(1, out.numel() + 1).reshape(out.shape)
        (g,) = library.autograd.grad(out, x, weights.to(out.dtype))
        found.append((out.detach().numpy(), g.numpy()))
    (ours, our_gradient), (theirs, their_gradient) = found
    assert np.allclose(ours, theirs, equal_nan=True)
    assert np.allclose(our_gradient, their_gradient)


HALVES: dict[str, Callable[[Any], Any]] = {
    "amax": lambda x: x.amax(),
    "amin of rows": lambda x: x.reshape(1, -1).amin(1),
    "max": lambda x: x.max(),
    "min": lambda x: x.min(),
    "median": lambda x: x.median(),
    "nanmedian": lambda x: x.nanmedian(),
    "aminmax": lambda x: x.aminmax().max,
    "norm": lambda x: fl.linalg.vector_norm(x + 1, math.inf),
    "mean": lambda x: x.mean(),
    "nanmean": lambda x: x.nanmean(),
    "l1_loss": lambda x: fl.nn.functional.l1_loss(x + 1, fl.zeros(70000, dtype=x.dtype)),
}


@pytest.mark.parametrize("name", list(HALVES))
def test_counts_that_float16_cannot_hold(name: str) -> None:
    """70,000 elements that are equal share a gradient of 1; each share is rounded to 2**-24, the least float16."""
    x = fl.zeros(70000, dtype=fl.float16, requires_grad=True)
    HALVES[name](x).sum().backward()
    assert x.grad.dtype == fl.float16
    assert abs(float(x.grad.double().sum()) - 1) <= 70000 * 2.0**-25


def test_scaling_by_frequency_counts_beyond_2048() -> None:
    """The double gradient of rows scaled by how often they occur in float16, where adding ones ends at 2048."""
    weight = fl.ones(1, 2, dtype=fl.float16, requires_grad=True)
    rows = fl.nn.functional.embedding(fl.zeros(3000, dtype=fl.int64), weight, scale_grad_by_freq=True)
    g = fl.ones(3000, 2, dtype=fl.float16, requires_grad=True)
    (by_weight,) = fl.autograd.grad(rows, weight, g, create_graph=True)
    (by_g,) = fl.autograd.grad(by_weight.sum(), g)
    assert abs(float(by_g[0, 0]) * 3000 - 1) < 1e-3


ZERO_ROWS = [[1.0, 2.0, 3.0], [1.0, 2.0, 3.0], [0.0, 0.0, 0.0], [4.0, 0.0, 2.0]]
ORDERS = [0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, -1.0, math.inf, -math.inf]
AT_ZERO: dict[str, Callable[[Any, Any, float], Any]] = {
    "vector_norm": lambda t, x, p: t.linalg.vector_norm(x, p, dim=-1),
    "norm": lambda t, x, p: t.norm(x, p, dim=0),
    "complex norm": lambda t, x, p: t.linalg.vector_norm(t.complex(x, x), p, dim=-1),
    "dist": lambda t, x, p: t.dist(x, t.tensor(ZERO_ROWS, dtype=t.float64), p),
    "pairwise_distance": lambda t, x, p: t.pairwise_distance(x, x[[0, 0, 3, 3]], p, 0.0),
    "cdist": lambda t, x, p: t.cdist(x, x, abs(p)),
    "pdist": lambda t, x, p: t.pdist(x, abs(p)),
    "normalize": lambda t, x, p: t.nn.functional.normalize(x, p),
    "cosine_similarity": lambda t, x, p: t.cosine_similarity(x, x[[1, 2, 3, 0]]),
    "atan2": lambda t, x, p: t.atan2(x, x[[1, 0, 2, 2]]),
    "sinc": lambda t, x, p: t.sinc(x),
}


def _two_orders(library: Any, name: str, p: float) -> tuple[np.ndarray, np.ndarray]:
    x = library.tensor(ZERO_ROWS, dtype=library.float64, requires_grad=True)
    out = AT_ZERO[name](library, x, p)
    (first,) = library.autograd.grad(out.sum(), x, create_graph=True)
    weights = library.linspace(1, 3, 12, dtype=library.float64).reshape(4, 3)
    (second,) = library.autograd.grad((first * weights).sum() + 0 * x.sum(), x)
    return first.detach().numpy(), second.resolve_conj().numpy() if library is torch else second.numpy()


@pytest.mark.parametrize("p", ORDERS)
@pytest.mark.parametrize("name", list(AT_ZERO))
def test_second_derivatives_at_zero(name: str, p: float) -> None:
    """They are finite everywhere, and PyTorch's wherever it has finite ones."""
    ours = _two_orders(fl, name, p)
    assert all(np.isfinite(order).all() for order in ours)
    try:
        theirs = _two_orders(torch, name, p)
    except NotImplementedError:  # of cdist and pdist
        return
    for mine, other in zip(ours, theirs, strict=True):
        there = np.isfinite(other)
        np.testing.assert_allclose(mine[there], other[there], rtol=1e-9, atol=1e-12)


def test_sinc_bends_at_zero() -> None:
    x = fl.zeros(1, dtype=fl.float64)
    assert fl.func.hessian(lambda x: fl.sinc(x).sum())(x).item() == pytest.approx(-(math.pi**2) / 3)
