"""The multivariate normal distribution."""

from __future__ import annotations

import math
from typing import Any

from .. import _functions as fl
from .._arguments import explain_module
from .._core import Tensor
from ..linalg import cholesky
from ..ops.cholesky import cholesky_solve
from . import constraints
from .distribution import Distribution
from .utils import (
    _standard_normal,
    lazy_property,
    tri_solve,
)

__all__ = ["MultivariateNormal"]


def _precision_to_scale_tril(precision: Tensor) -> Tensor:
    """The Cholesky factor of the inverse of a positive definite matrix, without inverting it.

    The factor of the matrix with rows and columns reversed is, reversed again, upper triangular: a square root of the
    precision whose inverse is the lower triangular root of the covariance.
    """
    upper = cholesky(precision.flip((-2, -1))).flip((-2, -1)).mT
    eye = fl.eye(precision.shape[-1], dtype=precision.dtype, device=precision.device)
    return tri_solve(upper, eye.expand(upper.shape))


def solved(lower: Tensor, vectors: Tensor) -> Tensor:
    """``lower**-1 @ v`` for each vector; batches broadcast."""
    return tri_solve(lower, vectors.unsqueeze(-1)).squeeze(-1)


def _batch_mahalanobis(lower: Tensor, difference: Tensor) -> Tensor:
    """``d^T (L L^T)**-1 d`` for each difference vector; batches broadcast."""
    return solved(lower, difference).square().sum(-1)


def half_log_det(lower: Tensor) -> Tensor:
    """``log det L``: half that of ``L L^T``."""
    return lower.diagonal(dim1=-2, dim2=-1).log().sum(-1)


def matrices(**given: Any) -> tuple[str, Tensor]:
    """The one of the matrices that is given, with its name.

    Raises: ValueError if there is none or more than one, or if it has no two dimensions.
    """
    named = [(name, value) for name, value in given.items() if value is not None]
    if len(named) != 1:
        raise ValueError(f"Exactly one of {' or '.join(given)} may be specified.")
    name, value = named[0]
    if value.dim() < 2:
        raise ValueError(f"{name} must be at least two-dimensional, with optional leading batch dimensions")
    return name, value


class HasCovariance(Distribution):
    """A distribution over vectors or matrices with a positive definite matrix ``V``, of which one form is given.

    ``_unbroadcasted_scale_tril`` is its Cholesky factor, found once and not expanded.
    """

    _unbroadcasted_scale_tril: Tensor

    def _set_factor(self, name: str, matrix: Tensor) -> None:
        """Finds the factor of the matrix that was given under this name."""
        factor = {
            "scale_tril": lambda lower: lower,
            "covariance_matrix": cholesky,
            "precision_matrix": _precision_to_scale_tril,
        }
        self._unbroadcasted_scale_tril = factor[name](matrix)

    def expand(self, batch_shape: Any, _instance: Any = None) -> Any:
        new = super().expand(batch_shape, _instance)
        new._unbroadcasted_scale_tril = self._unbroadcasted_scale_tril
        return new

    def _expanded(self, matrix: Tensor) -> Tensor:
        return matrix.expand(self._batch_shape + matrix.shape[-2:])

    @lazy_property
    def scale_tril(self) -> Tensor:
        """The Cholesky factor of ``V``."""
        return self._expanded(self._unbroadcasted_scale_tril)

    @lazy_property
    def covariance_matrix(self) -> Tensor:
        """``V``."""
        lower = self._unbroadcasted_scale_tril
        return self._expanded(lower @ lower.mT)

    @lazy_property
    def precision_matrix(self) -> Tensor:
        """The inverse of ``V``."""
        lower = self._unbroadcasted_scale_tril
        eye = fl.eye(lower.shape[-1], dtype=lower.dtype, device=lower.device)
        return self._expanded(cholesky_solve(eye.expand(lower.shape), lower))


class MultivariateNormal(HasCovariance):
    """Normal vectors, of density ``exp(-(x - loc)^T C**-1 (x - loc) / 2) / sqrt((2 * pi)**n * det(C))``.

    Args:
        loc: the mean, ``(..., n)``.
        covariance_matrix: ``C``, symmetric positive definite, ``(..., n, n)``; or
        precision_matrix: its inverse; or
        scale_tril: its Cholesky factor, which saves finding it.

    Raises: ValueError for a ``loc``, ``covariance_matrix``, ``precision_matrix`` or ``scale_tril`` outside its
        constraint, and from `log_prob` for a value outside the support, unless ``validate_args`` is False; ValueError
        for parameters with too few dimensions, and unless exactly one of the three matrices is given.

    >>> import flambeau as torch
    >>> torch.distributions.MultivariateNormal(torch.zeros(2), torch.eye(2)).log_prob(torch.zeros(2))
    tensor(-1.8379)
    """

    arg_constraints = {
        "loc": constraints.real_vector,
        "covariance_matrix": constraints.positive_definite,
        "precision_matrix": constraints.positive_definite,
        "scale_tril": constraints.lower_cholesky,
    }
    support = constraints.real_vector
    has_rsample = True

    def __init__(
        self,
        loc: Any,
        covariance_matrix: Any = None,
        precision_matrix: Any = None,
        scale_tril: Any = None,
        validate_args: bool | None = None,
    ) -> None:
        if loc.dim() < 1:
            raise ValueError("loc must be at least one-dimensional.")
        name, matrix = matrices(
            covariance_matrix=covariance_matrix, precision_matrix=precision_matrix, scale_tril=scale_tril
        )
        batch = fl.broadcast_shapes(matrix.shape[:-2], loc.shape[:-1])
        setattr(self, name, matrix.expand((*batch, -1, -1)))
        self.loc = loc.expand((*batch, -1))
        super().__init__(batch, self.loc.shape[-1:], validate_args=validate_args)
        self._set_factor(name, matrix)

    @property
    def mean(self) -> Tensor:
        return self.loc

    @property
    def mode(self) -> Tensor:
        return self.loc

    @property
    def variance(self) -> Tensor:
        squares = self._unbroadcasted_scale_tril.pow(2).sum(-1)
        return squares.expand(self._batch_shape + self._event_shape)

    def rsample(self, sample_shape: Any = ()) -> Tensor:
        eps = _standard_normal(self._extended_shape(sample_shape), self.loc.dtype, self.loc.device)
        return self.loc + (self._unbroadcasted_scale_tril @ eps.unsqueeze(-1)).squeeze(-1)

    def log_prob(self, value: Tensor) -> Tensor:
        self._check(value)
        lower = self._unbroadcasted_scale_tril
        distance = _batch_mahalanobis(lower, value - self.loc)
        return -0.5 * (self._event_shape[0] * math.log(2 * math.pi) + distance) - half_log_det(lower)

    def entropy(self) -> Tensor:
        n = self._event_shape[0]
        entropy = 0.5 * n * (1.0 + math.log(2 * math.pi)) + half_log_det(self._unbroadcasted_scale_tril)
        return entropy.expand(self._batch_shape)


explain_module(globals())
