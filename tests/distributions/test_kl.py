"""Divergences: every pair of families beside PyTorch's table, and against the mean of log(p / q) over samples."""

from __future__ import annotations

import importlib
import math
import warnings
from typing import Any

import pytest

import flambeau

try:
    import torch
except ImportError:
    torch = None  # type: ignore[assignment]

needs_torch = pytest.mark.skipif(torch is None, reason="compares with torch")

A = [[0.3, 1.2, 0.5], [2.0, 0.7, 0.1]]
B = [[0.4, 0.9, 1.7], [1.1, 2.5, 0.6]]
LOC = [[-0.5, 0.0, 2.0], [1.0, 0.3, -1.0]]
P = [[0.1, 0.5, 0.9], [0.3, 0.6, 0.2]]
Q = [[0.2, 0.4, 0.7], [0.5, 0.1, 0.8]]
SPD = [[2.0, 0.5, 0.1], [0.5, 1.5, 0.3], [0.1, 0.3, 1.0]]
WIDER = [[2.2, 0.7, 0.3], [0.7, 1.7, 0.5], [0.3, 0.5, 1.2]]
COLUMNS = [[1.0, 0.2], [0.0, 0.5], [0.3, 0.3]]

# Two distributions of each family.
PARAMETERS: dict[str, tuple[tuple[Any, ...], tuple[Any, ...]]] = {
    **dict.fromkeys(("Normal", "Laplace", "Cauchy", "Gumbel", "LogNormal", "VonMises"), ((LOC, A), (B, B))),
    **dict.fromkeys(("Beta", "Gamma", "InverseGamma", "Weibull", "Kumaraswamy", "FisherSnedecor"), ((A, B), (B, A))),
    **dict.fromkeys(("HalfNormal", "HalfCauchy", "Exponential", "Poisson", "Chi2", "StudentT"), ((A,), (B,))),
    **dict.fromkeys(("Bernoulli", "Geometric", "ContinuousBernoulli"), ((P,), (Q,))),
    **dict.fromkeys(("Categorical", "OneHotCategorical", "OneHotCategoricalStraightThrough"), ((P,), (Q,))),
    "Dirichlet": ((A,), (B,)),
    "Binomial": ((4, P), (4, Q)),
    "NegativeBinomial": ((A, P), (B, Q)),
    "Multinomial": ((3, P), (3, Q)),
    "Pareto": ((A, [[2.4, 2.9, 3.7], [0.5, 1.5, 2.5]]), (B, A)),
    "Uniform": (
        (P, [[0.7, 0.9, 0.95], [0.4, 1.0, 0.3]]),
        ([[-0.1, 0.2, -0.3], [-1.0, -0.5, 0.1]], [[1.2, 1.5, 2.0]] * 2),
    ),
    "MultivariateNormal": ((LOC, SPD), (B, WIDER)),
    "LowRankMultivariateNormal": ((LOC, COLUMNS, B), (B, COLUMNS, A)),
}


def make(lib: Any, name: str, which: int) -> Any:
    arguments = PARAMETERS[name][which]
    made = [lib.tensor(a, dtype=lib.float64) if isinstance(a, list) else a for a in arguments]
    return getattr(lib.distributions, name)(*made)


def divergence(lib: Any, first: str, second: str) -> Any:
    try:
        return lib.distributions.kl_divergence(make(lib, first, 0), make(lib, second, 1))
    except NotImplementedError:
        return "NotImplementedError"


@needs_torch
@pytest.mark.parametrize("first", PARAMETERS)
def test_every_pair_as_in_pytorch(first: str) -> None:
    for second in PARAMETERS:
        if (first, second) == ("LowRankMultivariateNormal", "MultivariateNormal"):
            continue  # PyTorch's fails for a batch; it is checked by samples below
        ours, theirs = divergence(flambeau, first, second), divergence(torch, first, second)
        if isinstance(ours, str) or isinstance(theirs, str):
            assert ours == theirs, (first, second)
            continue
        assert tuple(ours.shape) == tuple(theirs.shape), (first, second)
        for a, b in zip(ours.flatten().tolist(), theirs.flatten().tolist(), strict=True):
            assert a == b or abs(a - b) <= 1e-9 * (1 + abs(b)), (first, second, a, b)  # terms of size 1 to 100


@needs_torch
def test_the_table_has_every_pair_of_pytorchs() -> None:
    tables = [importlib.import_module(f"{lib}.distributions.kl")._KL_REGISTRY for lib in ("torch", "flambeau")]
    theirs, ours = ({(p.__name__, q.__name__) for p, q in table} for table in tables)
    assert theirs <= ours


@pytest.mark.parametrize("second", [False, True], ids=["same", "other"])
@pytest.mark.parametrize("first", ["Normal", "Gamma", "Beta", "Laplace", "Gumbel", "Exponential", "Uniform"])
def test_it_is_the_mean_of_the_log_ratio(first: str, second: bool) -> None:
    """20,000 samples: within five standard errors."""
    flambeau.manual_seed(3)
    p = make(flambeau, first, 0)
    q = flambeau.distributions.Normal(0.3, 2.0) if second else make(flambeau, first, 1)
    ratios = p.log_prob(x := p.sample((20000,))) - q.log_prob(x)
    error = (ratios.mean(0) - flambeau.distributions.kl_divergence(p, q)).abs()
    assert bool((error <= 5 * ratios.std(0) / math.sqrt(20000) + 1e-6).all())


def test_wishart() -> None:
    """PyTorch's is negative for some pairs; a divergence is the mean of the log ratio, and 0 only of equals."""
    flambeau.manual_seed(4)
    d, tensor = flambeau.distributions, flambeau.tensor
    p, q = d.Wishart(tensor(5.0), tensor(SPD)), d.Wishart(tensor([6.0, 4.5]), tensor(WIDER))
    x = p.sample((8000,))
    ratios = p.log_prob(x).unsqueeze(-1) - q.log_prob(x.unsqueeze(1))
    error = (ratios.mean(0) - d.kl_divergence(p, q)).abs()
    assert bool((error <= 5 * ratios.std(0) / math.sqrt(8000)).all())
    assert abs(d.kl_divergence(p, p).item()) < 1e-5


def test_low_rank_and_dense() -> None:
    d = flambeau.distributions
    p, q = make(flambeau, "LowRankMultivariateNormal", 0), make(flambeau, "MultivariateNormal", 1)
    dense = d.MultivariateNormal(p.loc, p.covariance_matrix)
    assert bool((d.kl_divergence(p, q) - d.kl_divergence(dense, q)).abs().lt(1e-9).all())


def test_bounds_of_the_support() -> None:
    """What lies outside makes it infinite, what lies on the bound does not (in PyTorch it does)."""
    d = flambeau.distributions
    p = d.ContinuousBernoulli(flambeau.tensor(0.3))
    assert math.isfinite(d.kl_divergence(p, d.Uniform(0.0, 1.0)).item())
    assert d.kl_divergence(p, d.Uniform(0.1, 1.0)).item() == math.inf
    certain = d.Bernoulli(flambeau.tensor([0.0, 1.0, 0.5]))
    assert d.kl_divergence(certain, d.Bernoulli(flambeau.tensor([0.0, 1.0, 1.0]))).tolist() == [0.0, 0.0, math.inf]


def test_composed_families() -> None:
    d = flambeau.distributions
    p, q = make(flambeau, "Normal", 0), make(flambeau, "Normal", 1)
    each = d.kl_divergence(p, q)
    assert flambeau.equal(d.kl_divergence(d.Independent(p, 1), d.Independent(q, 1)), each.sum(-1))
    assert flambeau.equal(d.kl_divergence(d.TransformedDistribution(p, d.ExpTransform()),
                                          d.TransformedDistribution(q, d.ExpTransform())), each)  # fmt: skip


def test_ones_own_formula_and_ambiguity() -> None:
    d = flambeau.distributions

    class First(d.Normal):  # type: ignore[name-defined, misc]
        pass

    class Second(d.Normal):  # type: ignore[name-defined, misc]
        pass

    d.register_kl(First, d.Normal)(lambda p, q: 1)
    d.register_kl(d.Normal, Second)(lambda p, q: 2)
    assert d.kl_divergence(First(0.0, 1.0), d.Normal(0.0, 1.0)) == 1
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert d.kl_divergence(First(0.0, 1.0), Second(0.0, 1.0)) == 1
    assert [w.category for w in caught] == [RuntimeWarning]
    with pytest.raises(TypeError):
        d.register_kl(1, d.Normal)
