"""Transforms: inverses, determinants by differentiation, shapes, caches and the registries, beside PyTorch's."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest

import flambeau

try:
    import torch
except ImportError:
    torch = None  # type: ignore[assignment]

needs_torch = pytest.mark.skipif(torch is None, reason="compares with torch")
LIBRARIES = [flambeau] if torch is None else [flambeau, torch]

ROWS = [[0.3, -1.2, 0.8], [0.1, 1.5, -0.7]]
SQUARE = [[0.3, -0.5], [0.7, 1.1]]
CHANCES = [[0.2, 0.5, 0.3], [0.6, 0.1, 0.3]]


def number(lib: Any, values: Any) -> Any:
    return lib.tensor(values, dtype=lib.float64)


# How each transform is made, and values of its domain.
TRANSFORMS: dict[str, tuple[Callable[[Any], Any], Any]] = {
    "abs": (lambda d: d.AbsTransform(), [[0.3, 1.2], [0.1, 0.7]]),
    "affine": (lambda d: d.AffineTransform(1.0, -2.0), ROWS),
    "affine of vectors": (lambda d: d.AffineTransform(0.5, 3.0, event_dim=1), ROWS),
    "cat": (lambda d: d.CatTransform([d.ExpTransform(), d.AffineTransform(1.0, 2.0)], dim=1, lengths=[1, 2]), ROWS),
    "compose": (lambda d: d.ComposeTransform([d.ExpTransform(), d.AffineTransform(1.0, -2.0)]), ROWS),
    "compose to simplex": (lambda d: d.ComposeTransform([d.TanhTransform(), d.StickBreakingTransform()]), ROWS),
    "corr_cholesky": (lambda d: d.CorrCholeskyTransform(), ROWS),
    "cumulative": (lambda d: d.CumulativeDistributionTransform(d.Normal(0.5, 1.0)), ROWS),
    "exp": (lambda d: d.ExpTransform(), ROWS),
    "identity": (lambda d: d.identity_transform, ROWS),
    "independent": (lambda d: d.IndependentTransform(d.ExpTransform(), 1), ROWS),
    "inverse": (lambda d: d.SigmoidTransform().inv, CHANCES),
    "lower_cholesky": (lambda d: d.LowerCholeskyTransform(), SQUARE),
    "positive_definite": (lambda d: d.PositiveDefiniteTransform(), SQUARE),
    "power": (lambda d: d.PowerTransform(-2.0), CHANCES),
    "reshape": (lambda d: d.ReshapeTransform((3,), (3, 1)), ROWS),
    "sigmoid": (lambda d: d.SigmoidTransform(), ROWS),
    "softmax": (lambda d: d.SoftmaxTransform(), ROWS),
    "softplus": (lambda d: d.SoftplusTransform(), ROWS),
    "stack": (lambda d: d.StackTransform([d.ExpTransform(), d.TanhTransform()], dim=0), ROWS),
    "stick_breaking": (lambda d: d.StickBreakingTransform(), ROWS),
    "tanh": (lambda d: d.TanhTransform(), ROWS),
}
NOT_INVERTIBLE = {"lower_cholesky", "positive_definite", "softmax"}  # of part of their domain


def close(ours: Any, right: Any, tolerance: float = 1e-9) -> bool:
    """The same shape and values; the tolerance is for float64 and functions whose condition is below 1e4."""
    difference = (ours - flambeau.tensor(right.tolist(), dtype=ours.dtype)).abs()
    return tuple(ours.shape) == tuple(right.shape) and bool((difference <= tolerance * (1 + ours.abs())).all())


@pytest.mark.parametrize("name", TRANSFORMS)
def test_inverse(name: str) -> None:
    make, values = TRANSFORMS[name]
    transform = make(flambeau.distributions)
    x = number(flambeau, values)
    y = transform(x)
    assert bool(transform.codomain.check(y).all())
    back = transform.inv(y)
    if name not in NOT_INVERTIBLE:
        assert close(back, x)
    assert close(transform(back), y)
    assert transform.inv.inv == transform
    assert tuple(transform.forward_shape(x.shape)) == tuple(y.shape)
    assert tuple(transform.inverse_shape(y.shape)) == tuple(x.shape)


def _free(name: str, y: Any) -> Any:
    """As many elements of one value as its domain has: the others follow from them."""
    if name in ("stick_breaking", "compose to simplex"):
        return y[..., :-1]
    if name == "corr_cholesky":
        return flambeau.distributions.utils.tril_matrix_to_vec(y, -1)
    return y.reshape((*y.shape[:-2], -1)) if name == "reshape" else y


@pytest.mark.parametrize("name", [n for n in TRANSFORMS if n not in NOT_INVERTIBLE and n != "abs"])
def test_log_abs_det_jacobian_is_that_of_the_derivative(name: str) -> None:
    make, values = TRANSFORMS[name]
    transform = make(flambeau.distributions)
    x = number(flambeau, values)
    result = transform.log_abs_det_jacobian(x, transform(x))
    whole = flambeau.func.jacrev(lambda v: _free(name, transform(v)))(x)
    n = x.numel()
    total = flambeau.linalg.slogdet(whole.reshape(n, n)).logabsdet
    assert close(result.sum(), total)


@needs_torch
@pytest.mark.parametrize("name", TRANSFORMS)
def test_as_in_pytorch(name: str) -> None:
    make, values = TRANSFORMS[name]
    ours, theirs = (make(lib.distributions) for lib in LIBRARIES)
    x, right_x = (number(lib, values) for lib in LIBRARIES)
    y, right_y = ours(x), theirs(right_x)
    assert close(y, right_y)
    assert close(ours.inv(y), theirs.inv(right_y))
    assert repr(ours) == repr(theirs)
    assert repr(ours.domain) == repr(theirs.domain)
    assert repr(ours.codomain) == repr(theirs.codomain)
    assert ours.bijective == theirs.bijective
    if name not in NOT_INVERTIBLE and name != "abs":
        assert close(ours.log_abs_det_jacobian(x, y), theirs.log_abs_det_jacobian(right_x, right_y))


def test_a_cache_keeps_the_input() -> None:
    for make in (flambeau.distributions.TanhTransform, flambeau.distributions.ExpTransform):
        transform = make(cache_size=1)
        x = flambeau.tensor([30.0, 1.0])
        assert transform.inv(transform(x)) is x
        assert make().inv(make()(x)) is not x
        assert transform.with_cache(0)._cache_size == 0


def test_copies_and_pickles() -> None:
    d = flambeau.distributions
    for transform in (d.ExpTransform(), d.AffineTransform(1.0, 2.0), d.ComposeTransform([d.ExpTransform()])):
        _ = transform.inv
        assert pickle.loads(pickle.dumps(transform)) == transform
        assert copy.deepcopy(transform) == transform


def test_equality() -> None:
    d = flambeau.distributions
    assert d.ExpTransform() == d.ExpTransform()
    assert d.ExpTransform() != d.TanhTransform()
    assert d.AffineTransform(1.0, 2.0) == d.AffineTransform(flambeau.tensor(1.0), 2.0)
    assert d.AffineTransform(1.0, 2.0) != d.AffineTransform(1.0, 3.0)
    assert d.PowerTransform(2.0) != d.PowerTransform(3.0)


CONSTRAINTS: dict[str, Callable[[Any], Any]] = {
    "real": lambda c: c.real,
    "real_vector": lambda c: c.real_vector,
    "positive": lambda c: c.positive,
    "nonnegative": lambda c: c.nonnegative,
    "greater_than": lambda c: c.greater_than(-2.0),
    "greater_than_eq": lambda c: c.greater_than_eq(3.0),
    "less_than": lambda c: c.less_than(1.5),
    "unit_interval": lambda c: c.unit_interval,
    "interval": lambda c: c.interval(-1.0, 3.0),
    "half_open_interval": lambda c: c.half_open_interval(0.0, 2.0),
    "simplex": lambda c: c.simplex,
    "corr_cholesky": lambda c: c.corr_cholesky,
    "cat": lambda c: c.cat([c.positive, c.unit_interval], dim=-1, lengths=[1, 2]),
    "stack": lambda c: c.stack([c.positive, c.unit_interval], dim=0),
    "independent": lambda c: c.independent(c.positive, 1),
    "lower_cholesky": lambda c: c.lower_cholesky,
    "positive_definite": lambda c: c.positive_definite,
}


@pytest.mark.parametrize("registry", ["biject_to", "transform_to"])
@pytest.mark.parametrize("name", CONSTRAINTS)
def test_the_registries_lead_into_the_constraint(name: str, registry: str) -> None:
    square = name in ("lower_cholesky", "positive_definite")
    outcomes = []
    for lib in LIBRARIES:
        constraint = CONSTRAINTS[name](lib.distributions.constraints)
        try:
            transform = getattr(lib.distributions, registry)(constraint)
        except NotImplementedError as error:
            outcomes.append(str(error))
            continue
        y = transform(number(lib, SQUARE if square else ROWS))
        assert bool(constraint.check(y).all())
        outcomes.append(y.tolist())
    ours, *theirs = outcomes
    for right in theirs:
        assert ours == right if isinstance(ours, str) else close(number(flambeau, ours), number(flambeau, right))


def test_a_constraint_of_ones_own_can_be_registered() -> None:
    d = flambeau.distributions

    class Doubled(d.constraints.Constraint):  # type: ignore[name-defined, misc]
        pass

    @d.biject_to.register(Doubled)  # type: ignore[untyped-decorator]
    def _make(constraint: Any) -> Any:
        return d.AffineTransform(0.0, 2.0)

    assert d.biject_to(Doubled()) == d.AffineTransform(0.0, 2.0)
    with pytest.raises(TypeError, match="Expected constraint to be either a Constraint subclass or instance"):
        d.transform_to.register(1, _make)
    with pytest.raises(NotImplementedError, match="Cannot transform _OneHot constraints"):
        d.biject_to(d.constraints.one_hot)
