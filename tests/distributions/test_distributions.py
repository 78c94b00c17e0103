"""Every distribution of the table beside PyTorch: densities, moments, samples from a seed, gradients, expansion."""

from __future__ import annotations

import importlib
import inspect
import math
import re
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from distribution_table import CASES, Case, T

import flambeau

try:
    import torch
except ImportError:
    torch = None  # type: ignore[assignment]

needs_torch = pytest.mark.skipif(torch is None, reason="compares with torch")

# Relative, of 1 plus the size. Densities are sums of terms of size 1 to 100, with condition below 1e4.
TOLERANCE = {"float64": 1e-9, "float32": 1e-4}
BESSEL = 1e-5  # PyTorch's Bessel functions are polynomials good to 1e-6; ours are right to rounding
SLOPES = 5e-3  # PyTorch's derivatives of gamma and Dirichlet samples are approximations good to 1e-3; ours to 1e-13
# PyTorch fails in float64, for mixing dtypes: generalised Pareto densities, gradients of Wishart samples.
FAILS_THERE = {("GeneralizedPareto", "float64"), ("Wishart", "float64"), ("Wishart", "float32")}


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def close(ours: Any, right: Any, tolerance: float) -> bool:
    if isinstance(right, list):
        return len(ours) == len(right) and all(close(a, b, tolerance) for a, b in zip(ours, right, strict=True))
    if math.isnan(right):
        return math.isnan(ours)
    return ours == right or abs(ours - right) <= tolerance * (1 + abs(right))


def outcome(compute: Callable[[], Any]) -> Any:
    """What is computed, or the class of the error."""
    try:
        return compute()
    except Exception as error:
        return type(error).__name__


def assert_same(ours: Any, right: Any, tolerance: float, what: str) -> None:
    if isinstance(right, str) or isinstance(ours, str):
        assert ours == right, what
        return
    assert (tuple(ours.shape), str(ours.dtype)) == (tuple(right.shape), str(right.dtype)), what
    assert close(ours.tolist(), right.tolist(), tolerance), f"{what}: {ours} where PyTorch has {right}"


def tolerance_of(case: Case, dtype: str) -> float:
    return max(TOLERANCE[dtype], BESSEL if case.name == "VonMises" else 0.0)


FACTS = ("batch_shape", "event_shape", "has_rsample", "has_enumerate_support", "support", "__repr__", "_validate_args")


@needs_torch
@pytest.mark.parametrize("dtype", TOLERANCE)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_it_knows(case: Case, dtype: str) -> None:
    """Moments, entropy, support and what it says of itself."""
    ours, theirs = (case.build(lib, dtype)[0] for lib in (flambeau, torch))
    for fact in FACTS:
        mine, right = (outcome(partial(getattr, d, fact)) for d in (ours, theirs))
        shown = [str(x() if fact == "__repr__" else x).split("grad_fn")[0] for x in (mine, right)]
        assert shown[0] == shown[1], fact
    for name in ("mean", "mode", "variance", "stddev"):
        values = [outcome(partial(getattr, d, name)) for d in (ours, theirs)]
        assert_same(*values, tolerance_of(case, dtype), name)
    for name in ("entropy", "perplexity", "enumerate_support"):
        values = [outcome(getattr(d, name)) for d in (ours, theirs)]
        assert_same(*values, tolerance_of(case, dtype), name)


@needs_torch
@pytest.mark.parametrize("dtype", TOLERANCE)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_samples_and_densities(case: Case, dtype: str) -> None:
    """Samples from a seed, after them the same place in the stream; densities and quantiles there, and gradients."""
    ours, theirs = (case.build(lib, dtype, grad=True) for lib in (flambeau, torch))
    samples = []
    for lib, (d, _) in ((flambeau, ours), (torch, theirs)):
        lib.manual_seed(5)
        samples.append((outcome(partial(d.sample, (7,))), lib.rand(1).item()))
    (drawn, next_number), (right, right_next) = samples
    assert_same(drawn, right, 1e-6 if dtype == "float32" else 1e-12, "sample")
    assert next_number == right_next, "the generators stand at different places"

    tolerance = tolerance_of(case, dtype)
    chances = [0.1, 0.5, 0.9]
    for name in ("cdf", "icdf", "log_prob"):
        results = []
        for lib, (d, _) in ((flambeau, ours), (torch, theirs)):
            at = lib.tensor(right.tolist(), dtype=getattr(lib, str(right.dtype)[6:]))
            if name == "icdf":
                at = lib.tensor(chances, dtype=getattr(lib, dtype)).reshape(3, *[1] * len(d.batch_shape))
            results.append(outcome(partial(getattr(d, name), at)))
        if results[1] == "RuntimeError" and (case.name, dtype) in FAILS_THERE:
            continue
        assert_same(*results, tolerance, name)
    if not isinstance(results[1], str):
        triangular = case.name == "Wishart" and "scale_tril" in case.kwargs
        gradients(ours[1], theirs[1], *results, tolerance, triangular)


def gradients(
    ours: list[Any], theirs: list[Any], mine: Any, right: Any, tolerance: float, triangular: bool = False
) -> None:
    """Of all parameters along a direction that is not all ones."""
    found = []
    for lib, parameters, value in ((flambeau, ours, mine), (torch, theirs, right)):
        if not parameters:
            return
        direction = lib.arange(value.numel(), dtype=value.dtype).reshape(value.shape).cos()
        slopes = lib.autograd.grad((direction * value).sum(), parameters, allow_unused=True)
        found.append([lib.zeros((), dtype=value.dtype) if g is None else g for g in slopes])
    for k, (g, expected) in enumerate(zip(*found, strict=True)):
        if triangular:  # PyTorch gives slopes for what is above the diagonal, which is not read, too
            g, expected = (x.tril() if x.ndim > 1 else x for x in (g, expected))
        assert_same(g, expected, tolerance, f"gradient of parameter {k}")


@needs_torch
@pytest.mark.parametrize("case", [c for c in CASES if c.build(flambeau)[0].has_rsample], ids=str)
def test_gradients_of_samples(case: Case) -> None:
    if (case.name, "float64") in FAILS_THERE and case.name == "Wishart":
        pytest.skip("PyTorch has none to compare with; test_samplers.py takes differences")
    ours, theirs = (case.build(lib, "float64", grad=True) for lib in (flambeau, torch))
    samples = []
    for lib, (d, _) in ((flambeau, ours), (torch, theirs)):
        lib.manual_seed(6)
        samples.append(d.rsample((3,)))
    gradients(ours[1], theirs[1], *samples, SLOPES)


@needs_torch
@pytest.mark.parametrize("case", CASES, ids=str)
def test_expansion(case: Case) -> None:
    ours, theirs = (case.build(lib)[0] for lib in (flambeau, torch))
    wide = [d.expand((2, *d.batch_shape)) for d in (ours, theirs)]
    assert [tuple(d.batch_shape) for d in wide] == [(2, *theirs.batch_shape)] * 2
    assert tuple(wide[0].event_shape) == tuple(wide[1].event_shape)
    samples = []
    for lib, d in zip((flambeau, torch), wide, strict=True):
        lib.manual_seed(1)
        samples.append(d.sample())
    assert_same(*samples, 1e-12, "sample")
    assert_same(wide[0].mean if case.name not in NO_MEAN else samples[0], wide[1].mean if case.name not in NO_MEAN else
                samples[1], tolerance_of(case, "float64"), "mean")  # fmt: skip
    if case.name == "GeneralizedPareto":
        return
    assert_same(wide[0].log_prob(samples[0]), wide[1].log_prob(samples[1]), tolerance_of(case, "float64"), "log_prob")


NO_MEAN = {
    "LKJCholesky",
    "LogisticNormal",
    "RelaxedBernoulli",
    "RelaxedOneHotCategorical",
    "TransformedDistribution",
}


@needs_torch
def test_every_public_name_exists() -> None:
    assert set(torch.distributions.__all__) <= set(flambeau.distributions.__all__)
    for name in torch.distributions.__all__:
        ours, theirs = getattr(flambeau.distributions, name), getattr(torch.distributions, name)
        if isinstance(theirs, type):
            assert ours.__module__.replace("flambeau", "torch") == theirs.__module__, name
    assert set(torch.distributions.constraints.__all__) <= set(flambeau.distributions.constraints.__all__)
    assert set(torch.distributions.transforms.__all__) <= set(flambeau.distributions.transforms.__all__)


def test_names_that_packages_import_though_they_are_private() -> None:
    for name in (
        *("utils._sum_rightmost", "utils._standard_normal", "multivariate_normal._precision_to_scale_tril"),
        *("multivariate_normal._batch_mahalanobis", "transforms._clipped_sigmoid", "transforms._InverseTransform"),
        *("kl._KL_REGISTRY", "kl._kl_expfamily_expfamily", "dirichlet._Dirichlet_backward"),
    ):
        module, attribute = name.split(".")
        assert hasattr(importlib.import_module(f"flambeau.distributions.{module}"), attribute), name


@needs_torch
def test_every_distribution_is_in_the_table() -> None:
    families = {
        name
        for name in torch.distributions.__all__
        if isinstance(getattr(torch.distributions, name), type)
        and issubclass(getattr(torch.distributions, name), torch.distributions.Distribution)
    }
    assert families - {"Distribution", "ExponentialFamily"} == {case.name for case in CASES}


def test_the_sample_shape_comes_first() -> None:
    for case in CASES:
        d = case.build(flambeau)[0]
        assert tuple(d.sample((4, 2)).shape) == (4, 2, *d.batch_shape, *d.event_shape), str(case)
        assert tuple(d.sample().shape) == (*d.batch_shape, *d.event_shape), str(case)
        assert bool(d.support.check(d.sample((20,))).all()), str(case)


def test_a_subclass_expands_unless_it_has_a_constructor_of_its_own() -> None:
    class Plain(flambeau.distributions.Normal):  # type: ignore[name-defined, misc]
        pass

    class Own(flambeau.distributions.Normal):  # type: ignore[name-defined, misc]
        def __init__(self) -> None:
            super().__init__(0.0, 1.0)

    assert type(Plain(0.0, 1.0).expand((2,))) is Plain
    with pytest.raises(NotImplementedError, match="must also define a custom"):
        Own().expand((2,))


ERRORS: list[Callable[[Any], Any]] = [
    lambda lib: lib.distributions.Normal(0.0, -1.0),
    lambda lib: lib.distributions.Normal("a", 1.0),
    lambda lib: lib.distributions.Normal(lib.zeros(2), 1.0).log_prob(lib.zeros(3)),
    lambda lib: lib.distributions.Normal(0.0, 1.0).log_prob(3),
    lambda lib: lib.distributions.Normal(0.0, 1.0).enumerate_support(),
    lambda lib: lib.distributions.Bernoulli(0.5).log_prob(lib.tensor(2.0)),
    lambda lib: lib.distributions.Bernoulli(0.5, 0.5),
    lambda lib: lib.distributions.Bernoulli(),
    lambda lib: lib.distributions.Categorical(lib.tensor(1.0)),
    lambda lib: lib.distributions.Dirichlet(lib.tensor(1.0)),
    lambda lib: lib.distributions.Dirichlet(lib.ones(2)).log_prob(lib.ones(2)),
    lambda lib: lib.distributions.Independent(lib.distributions.Normal(0.0, 1.0), 1),
    lambda lib: lib.distributions.Multinomial(lib.ones(2), lib.ones(2)),
    lambda lib: lib.distributions.Multinomial(2, lib.ones(3)).log_prob(lib.ones(2)),
    lambda lib: lib.distributions.MultivariateNormal(lib.tensor(0.0), lib.eye(1)),
    lambda lib: lib.distributions.MultivariateNormal(lib.zeros(2)),
    lambda lib: lib.distributions.MultivariateNormal(lib.zeros(2), lib.ones(2, 2)),
    lambda lib: lib.distributions.Uniform(1.0, 0.0),
    lambda lib: lib.distributions.LKJCholesky(1),
    lambda lib: lib.distributions.Wishart(lib.tensor(1.0), lib.eye(2)),
    lambda lib: lib.distributions.Geometric(0.0),
    lambda lib: lib.distributions.Binomial(lib.tensor([1.0, 2.0]), lib.tensor([0.5, 0.5])).enumerate_support(),
    lambda lib: lib.distributions.TransformedDistribution(lib.distributions.Normal(0.0, 1.0), [1]),
    lambda lib: lib.distributions.MixtureSameFamily(lib.distributions.Normal(0.0, 1.0), 1),
    lambda lib: lib.distributions.kl_divergence(lib.distributions.Normal(0.0, 1.0), lib.distributions.Poisson(1.0)),
    lambda lib: lib.distributions.Distribution().expand(()),
    lambda lib: lib.distributions.constraints.dependent.check(lib.ones(1)),
    lambda lib: lib.distributions.constraints.dependent.event_dim,
    lambda lib: lib.distributions.Distribution.set_default_validate_args(3),
]


@needs_torch
@pytest.mark.parametrize("wrong", ERRORS)
def test_errors(wrong: Callable[[Any], Any]) -> None:
    """The class and the words of PyTorch's, where these are not the operations' own."""
    said = []
    for lib in (flambeau, torch):
        with pytest.raises((ValueError, NotImplementedError, RuntimeError)) as caught:
            wrong(lib)
        said.append((caught.type.__name__, str(caught.value).replace("flambeau.", "torch.")[:60]))
    ours, theirs = said
    assert ours[0] == theirs[0]
    assert ours[1].startswith(theirs[1]) or theirs[1].startswith(ours[1])


def nan_like(data: Any) -> Any:
    return [nan_like(item) for item in data] if isinstance(data, list | tuple) else math.nan


@pytest.mark.parametrize("case", CASES, ids=str)
def test_documented_checks_are_made(case: Case) -> None:
    """NaN lies in no set: each parameter that ``Raises:`` names refuses it, and so does the density."""
    cls = getattr(flambeau.distributions, case.name)
    stated = re.search(r"^Raises: ((?:.+\n?)+)", inspect.cleandoc(cls.__doc__ or ""), re.MULTILINE)
    assert stated
    given = {**dict(zip(inspect.signature(cls).parameters, case.args, strict=False)), **case.kwargs}
    for name, value in given.items():
        if isinstance(value, T) and f"``{name}``" in stated[1]:
            with pytest.raises(ValueError, match="invalid"):
                Case(case.name, (), {**given, name: T(nan_like(value.data))}).build(flambeau)
    distribution = case.build(flambeau)[0]
    shape = distribution.batch_shape + distribution.event_shape
    with pytest.raises(ValueError, match=r"support|within|value"):
        distribution.log_prob(flambeau.full(shape, math.nan, dtype=flambeau.float64))


def test_checks_can_be_switched_off() -> None:
    d = flambeau.distributions
    assert d.Normal(0.0, -1.0, validate_args=False).mean == 0
    before = d.Distribution._validate_args
    try:
        d.Distribution.set_default_validate_args(False)
        assert d.Normal(0.0, -1.0).mean == 0
    finally:
        d.Distribution.set_default_validate_args(before)


def test_importable_as_torch() -> None:
    import subprocess
    import sys

    program = (
        "import flambeau.compat; flambeau.compat.install()\n"
        "import torch.distributions as dist; from torch.distributions.kl import kl_divergence\n"
        "from torch.distributions.normal import Normal; from torch.distributions.utils import broadcast_all\n"
        "import torch; assert torch.distributions is dist\n"
        "print(kl_divergence(Normal(0.0, 1.0), dist.Normal(1.0, 1.0)))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert run.stdout.strip() == "tensor(0.5000)", run.stderr
