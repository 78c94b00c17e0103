"""Samplers without PyTorch: distribution functions, moments, densities that integrate to one, gradients."""

from __future__ import annotations

import math
from typing import Any

import pytest
from distribution_table import CASES, Case

import flambeau

try:
    import torch
except ImportError:
    torch = None  # type: ignore[assignment]

COUNT = 4000


def has_cdf(case: Case) -> bool:
    d = case.build(flambeau)[0]
    try:
        d.cdf(d.sample())
    except NotImplementedError:
        return False
    return True


def is_continuous(case: Case) -> bool:
    return not case.build(flambeau)[0].support.is_discrete


CONTINUOUS = [case for case in CASES if is_continuous(case)]


@pytest.mark.parametrize("case", [case for case in CONTINUOUS if has_cdf(case)], ids=str)
def test_samples_follow_the_distribution_function(case: Case) -> None:
    """Kolmogorov's distance of 4,000 samples: above 2.2 / sqrt(n) in one of 10,000 tests, and the seed is fixed."""
    flambeau.manual_seed(11)
    d = case.build(flambeau)[0]
    chances = d.cdf(d.sample((COUNT,))).sort(0)[0].reshape(COUNT, -1)
    steps = flambeau.arange(COUNT, dtype=chances.dtype).unsqueeze(-1) / COUNT
    distance = flambeau.maximum((chances - steps).abs(), (chances - steps - 1 / COUNT).abs()).max()
    assert distance.item() < 2.2 / math.sqrt(COUNT)


@pytest.mark.parametrize("case", [case for case in CONTINUOUS if has_cdf(case)], ids=str)
def test_density_is_the_slope_of_the_distribution_function(case: Case) -> None:
    flambeau.manual_seed(12)
    d = case.build(flambeau)[0]
    x = d.sample((5,)).requires_grad_()
    d.cdf(x).sum().backward()
    density = d.log_prob(x).exp()
    assert bool(((x.grad - density).abs() < 1e-6 * (1 + density)).all())  # logarithms of size 10 at float32 numbers


def quantiles(case: Case) -> bool:
    d = case.build(flambeau)[0]
    try:
        d.icdf(flambeau.tensor(0.5))
    except NotImplementedError:
        return False
    return True


@pytest.mark.parametrize("case", [case for case in CONTINUOUS if quantiles(case)], ids=str)
def test_quantiles_are_the_inverse(case: Case) -> None:
    d = case.build(flambeau)[0]
    chances = flambeau.tensor([0.05, 0.3, 0.5, 0.9], dtype=flambeau.float64)
    at = chances.reshape(4, *[1] * len(d.batch_shape)).expand(4, *d.batch_shape)
    assert bool((d.cdf(d.icdf(at)) - at).abs().lt(1e-7).all())  # float32 numbers as parameters: their rounding


def finite(values: Any) -> Any:
    return flambeau.isfinite(values)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_moments(case: Case) -> None:
    """Mean and variance of 4,000 samples: five standard errors, which for the variance the fourth moment gives."""
    flambeau.manual_seed(13)
    d = case.build(flambeau)[0]
    try:
        mean, variance = d.mean, d.variance
    except NotImplementedError:
        return
    if case.name in ("VonMises", "StudentT", "FisherSnedecor", "InverseGamma", "Pareto", "LogNormal"):
        return  # circular, or fourth moments that are infinite or hardly sampled
    x = d.sample((COUNT,)).to(mean.dtype)
    known = finite(mean) & finite(variance)
    error = (x.mean(0) - mean).abs()
    assert bool((error <= 5 * (variance / COUNT).sqrt() + 1e-9)[known].all())
    square = (x - mean).square()
    spread = (square.mean(0) - variance).abs()
    assert bool((spread <= 6 * square.std(0) / math.sqrt(COUNT) + 1e-9)[known].all())


@pytest.mark.parametrize("case", [case for case in CASES if case.name != "VonMises"], ids=str)
def test_entropy_is_the_mean_of_minus_log_prob(case: Case) -> None:
    flambeau.manual_seed(14)
    d = case.build(flambeau)[0]
    try:
        entropy = d.entropy()
    except NotImplementedError:
        return
    surprise = -d.log_prob(d.sample((COUNT,)))
    error = (surprise.mean(0) - entropy).abs()
    assert bool((error <= 6 * surprise.std(0) / math.sqrt(COUNT) + 1e-6).all())


SHAPES = [0.05, 0.4, 1.0, 2.5, 30.0, 1000.0]


def gamma_slope(a: float, x: float) -> float:
    """``-(dF/da) / p`` by a central difference of the distribution function."""
    step = 1e-5 * a
    tensor = flambeau.tensor
    low, high = (flambeau.igamma(tensor(b, dtype=flambeau.float64), tensor(x, dtype=flambeau.float64)).item()
                 for b in (a - step, a + step))  # fmt: skip
    density = math.exp((a - 1) * math.log(x) - x - math.lgamma(a))
    return (low - high) / (2 * step) / density


@pytest.mark.parametrize("a", SHAPES)
def test_gamma_samples_move_with_their_shape(a: float) -> None:
    flambeau.manual_seed(2)
    shapes = flambeau.full((40,), a, dtype=flambeau.float64, requires_grad=True)
    samples = flambeau.distributions.Gamma(shapes, 1.0).rsample()
    samples.sum().backward()
    for x, slope in zip(samples.tolist(), shapes.grad.tolist(), strict=True):
        if x > 1e-12:
            # the difference of two numbers near 1 leaves 1e-9 of their size, over the density
            assert slope == pytest.approx(gamma_slope(a, x), rel=1e-4, abs=1e-6 * a), x


def test_beta_samples_move_with_their_parameters() -> None:
    """The mean of the gradients is the gradient of the mean: within five standard errors of 20,000."""
    flambeau.manual_seed(2)
    pairs = flambeau.tensor([[0.3, 0.6], [2.0, 5.0], [40.0, 3.0], [0.05, 9.0]], dtype=flambeau.float64)
    wide = pairs.expand(20000, 4, 2).clone().requires_grad_()
    d = flambeau.distributions.Beta(wide[..., 0], wide[..., 1])
    d.rsample().sum().backward()
    total = pairs.sum(-1, keepdim=True)
    right = flambeau.stack([pairs[:, 1], -pairs[:, 0]], -1) / total.square()
    error = (wide.grad.mean(0) - right).abs()
    assert bool((error <= 5 * wide.grad.std(0) / math.sqrt(20000) + 1e-9).all())


def test_dirichlet_samples_move_with_their_concentrations() -> None:
    flambeau.manual_seed(2)
    concentration = flambeau.tensor([0.3, 1.5, 4.0], dtype=flambeau.float64)
    wide = concentration.expand(20000, 3).clone().requires_grad_()
    direction = flambeau.tensor([1.0, -0.5, 2.0], dtype=flambeau.float64)
    (flambeau.distributions.Dirichlet(wide).rsample() @ direction).sum().backward()
    total = concentration.sum()
    mean = concentration / total
    right = (direction - mean @ direction) / total
    error = (wide.grad.mean(0) - right).abs()
    assert bool((error <= 5 * wide.grad.std(0) / math.sqrt(20000)).all())


def test_wishart_samples_move_with_the_scale() -> None:
    """The mean is ``df V``: its gradient along a direction, within five standard errors."""
    flambeau.manual_seed(2)
    scale = flambeau.tensor([[1.2, 0.0], [0.4, 0.7]], dtype=flambeau.float64)
    wide = scale.expand(4000, 2, 2).clone().requires_grad_()
    flambeau.distributions.Wishart(4.0, scale_tril=wide).rsample().sum().backward()
    right = 2 * 4.0 * scale.sum(0).expand(2, 2)
    error = (wide.grad.mean(0) - right).abs().tril()
    assert bool((error <= 5 * wide.grad.std(0) / math.sqrt(4000)).all())


def test_gamma_numbers_of_a_tiny_shape_are_positive() -> None:
    for dtype in (flambeau.float32, flambeau.float64):
        drawn = flambeau.distributions.Gamma(flambeau.full((100,), 1e-3, dtype=dtype), 1.0).sample()
        assert bool((drawn > 0).all())
        rows = flambeau.distributions.Dirichlet(flambeau.full((100, 3), 1e-3, dtype=dtype)).sample()
        assert bool(((rows > 0) & (rows < 1)).all())


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: flambeau.binomial(flambeau.tensor([3.0]), flambeau.tensor([1.5])), "a probability in"),
        (lambda: flambeau.binomial(flambeau.tensor([math.inf]), flambeau.tensor([0.5])), "a count up to"),
        (lambda: flambeau.binomial(flambeau.tensor([3.0]), flambeau.tensor([0.5], dtype=flambeau.float64)), "dtype"),
        (lambda: flambeau.binomial(flambeau.tensor([3]), flambeau.tensor([1])), "not implemented for 'Long'"),
    ],
)
def test_errors(draw: Any, message: str) -> None:
    with pytest.raises(RuntimeError, match=message):
        draw()


@pytest.mark.skipif(torch is None, reason="compares with torch")
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_random_stream_is_pytorchs(dtype: str) -> None:
    shapes = [0.0, 1e-3, 0.3, 1.0, 1.7, 20.0, 1e4] * 100
    counts, chances = [0.0, 3.0, 15.0, 40.0, 1000.0, 7.0] * 100, [0.5, 0.2, 0.9, 0.4, 0.03, 1.0] * 100
    outcomes = []
    for lib in (flambeau, torch):
        kind = getattr(lib, dtype)
        lib.manual_seed(9)
        gammas = _samplers(lib)[0](lib.tensor(shapes, dtype=kind))
        rows = _samplers(lib)[1](lib.tensor(shapes, dtype=kind).reshape(-1, 7).flip(0) + 0.01)
        trials = lib.binomial(lib.tensor(counts, dtype=kind), lib.tensor(chances, dtype=kind))
        outcomes.append([gammas.tolist(), rows.flatten().tolist(), trials.tolist(), lib.rand(3).tolist()])
    ours, theirs = outcomes
    assert ours[0] == theirs[0]
    assert ours[1] == pytest.approx(theirs[1], rel=1e-14 if dtype == "float64" else 0)  # the order of a sum
    assert ours[2:] == theirs[2:]


def _samplers(lib: Any) -> Any:
    if lib is torch:
        return lib._standard_gamma, lib._sample_dirichlet
    from flambeau.ops.random import sample_dirichlet, standard_gamma

    return standard_gamma, sample_dirichlet


@pytest.mark.parametrize("concentration", [math.nan, -1.0, 0.0, 1e17, 1e300, math.inf])
def test_von_mises_ends_where_no_proposal_is_accepted(concentration: float) -> None:
    kappa = flambeau.tensor(concentration, dtype=flambeau.float64)
    sample = flambeau.distributions.VonMises(flambeau.tensor(1.0), kappa, validate_args=False).sample()
    assert sample.isnan() if not concentration > 0 else sample.isclose(flambeau.tensor(1.0))


@pytest.mark.parametrize("diag", range(-3, 4))
def test_the_size_of_a_triangular_matrix_is_found_at_once(diag: int) -> None:
    entries = flambeau.distributions.utils.vec_to_tril_matrix(flambeau.ones(6), 0).sum()
    assert entries == 6
    for n in range(max(1, diag + 1, 1 - diag), 8):
        count = sum(min(max(row + diag + 1, 0), n) for row in range(n))
        assert flambeau.distributions.utils.vec_to_tril_matrix(flambeau.ones(count), diag).shape == (n, n)
    with pytest.raises(ValueError, match="cannot be expressed"):
        flambeau.distributions.utils.vec_to_tril_matrix(flambeau.empty(2**40, device="meta"), diag)
