"""The Wishart distribution."""

from __future__ import annotations

import math
import warnings
from typing import Any

from .. import _functions as fl
from .._arguments import explain_module
from .._core import Tensor
from .._numeric import finfo
from .._types import Size
from ..linalg import slogdet
from ..ops.cholesky import cholesky_solve
from . import constraints
from .chi2 import Chi2
from .exp_family import ExponentialFamily
from .multivariate_normal import HasCovariance, half_log_det, matrices

__all__ = ["Wishart"]

_TRIES = 3  # how often samples that came out singular are drawn again


def _mvdigamma(x: Tensor, n: int) -> Tensor:
    """The derivative of ``mvlgamma(x, n)``."""
    return (x.unsqueeze(-1) - fl.arange(n, dtype=x.dtype, device=x.device) / 2).digamma().sum(-1)


class Wishart(HasCovariance, ExponentialFamily):
    """Positive definite matrices: ``X X^T`` with ``df`` columns of ``X`` normal with mean 0 and covariance ``V``.

    Args:
        df: the degrees of freedom, any number above ``n - 1``.
        covariance_matrix: ``V``, symmetric positive definite, ``(..., n, n)``; or
        precision_matrix: its inverse; or
        scale_tril: its Cholesky factor.

    Source: samples by Bartlett's decomposition: Smith and Hocking 1972, Wishart variate generator.

    Raises: ValueError for a ``df``, ``covariance_matrix``, ``precision_matrix`` or ``scale_tril`` outside its
        constraint, and from `log_prob` for a value outside the support, unless ``validate_args`` is False; ValueError
        for a ``df`` too small for the size, for parameters with too few dimensions, and unless exactly one of the three
        matrices is given.

    >>> import flambeau as torch
    >>> torch.distributions.Wishart(torch.tensor(3.0), torch.eye(2)).mean
    tensor([[3., 0.],
            [0., 3.]])
    """

    support = constraints.positive_definite
    has_rsample = True
    _mean_carrier_measure = 0

    def __init__(
        self,
        df: Any,
        covariance_matrix: Any = None,
        precision_matrix: Any = None,
        scale_tril: Any = None,
        validate_args: bool | None = None,
    ) -> None:
        name, matrix = matrices(
            covariance_matrix=covariance_matrix, precision_matrix=precision_matrix, scale_tril=scale_tril
        )
        if isinstance(df, (int, float)):
            df = fl.tensor(float(df), dtype=matrix.dtype, device=matrix.device)
        batch = fl.broadcast_shapes(matrix.shape[:-2], df.shape)
        event = matrix.shape[-2:]
        if df.le(event[-1] - 1).any():
            raise ValueError(f"Value of df={df} expected to be greater than ndim - 1 = {event[-1] - 1}.")
        setattr(self, name, matrix.expand((*batch, -1, -1)))
        self.df = df.expand(batch)
        super().__init__(batch, event, validate_args=validate_args)
        if self.df.lt(event[-1]).any():
            warnings.warn(
                "Low df values detected. Singular samples are highly likely to occur for ndim - 1 < df < ndim.",
                stacklevel=2,
            )
        self._set_factor(name, matrix)

    @property
    def arg_constraints(self) -> Any:
        return {
            "covariance_matrix": constraints.positive_definite,
            "precision_matrix": constraints.positive_definite,
            "scale_tril": constraints.lower_cholesky,
            "df": constraints.greater_than(self._event_shape[-1] - 1),
        }

    def _by_matrix(self, x: Tensor) -> Tensor:
        return x.reshape((*self._batch_shape, 1, 1))

    @property
    def mean(self) -> Tensor:
        return self._by_matrix(self.df) * self.covariance_matrix

    @property
    def mode(self) -> Tensor:
        factor = self.df - self.covariance_matrix.shape[-1] - 1
        return self._by_matrix(factor.masked_fill(factor <= 0, math.nan)) * self.covariance_matrix

    @property
    def variance(self) -> Tensor:
        v = self.covariance_matrix
        diagonal = v.diagonal(dim1=-2, dim2=-1)
        return self._by_matrix(self.df) * (v.pow(2) + diagonal.unsqueeze(-1) * diagonal.unsqueeze(-2))

    def _drawn(self, sample_shape: Any) -> Tensor:
        n = self._event_shape[-1]
        steps = fl.arange(n, dtype=self.df.dtype, device=self.df.device)
        lengths = Chi2(self.df.unsqueeze(-1) - steps, validate_args=False).rsample(sample_shape)
        noise = lengths.clamp(min=finfo(lengths.dtype).tiny).sqrt().diag_embed()
        rows, columns = fl.tril_indices(n, n, -1)
        below = fl.randn(
            Size(sample_shape) + self._batch_shape + (n * (n - 1) // 2,), dtype=noise.dtype, device=noise.device
        )
        noise[..., rows, columns] = below
        lower = self._unbroadcasted_scale_tril @ noise
        return lower @ lower.mT

    def rsample(self, sample_shape: Any = ()) -> Tensor:
        sample_shape = Size(sample_shape)
        rows = self._drawn(sample_shape).reshape((-1, *self._batch_shape, *self._event_shape))
        # PyTorch begins by drawing again what is not singular: its numbers come out only so.
        wanted = self.support.check(rows)
        for _ in range(_TRIES):
            again = wanted.reshape(len(rows), -1).any(-1)
            if not again.any():
                break
            rows = rows.index_put((again,), self._drawn((int(again.sum()),)))
            wanted = ~self.support.check(rows)
        if wanted.any():
            warnings.warn("Singular sample detected.", stacklevel=2)
        return rows.reshape(self._extended_shape(sample_shape))

    def _volume(self) -> Tensor:
        """``log gamma_n(df / 2)`` and the powers of 2 and of ``det(V)`` that go with it."""
        n = self._event_shape[-1]
        scale = 0.5 * n * math.log(2) + half_log_det(self._unbroadcasted_scale_tril)
        return self.df * scale + (self.df / 2).mvlgamma(n)

    def log_prob(self, value: Tensor) -> Tensor:
        self._check(value)
        n = self._event_shape[-1]
        trace = cholesky_solve(value, self._unbroadcasted_scale_tril).diagonal(dim1=-2, dim2=-1).sum(-1)
        return (self.df - n - 1) / 2 * slogdet(value).logabsdet - trace / 2 - self._volume()

    def entropy(self) -> Tensor:
        n, half = self._event_shape[-1], self.df / 2
        scale = 0.5 * n * math.log(2) + half_log_det(self._unbroadcasted_scale_tril)
        spread = (self.df - n - 1) / 2 * _mvdigamma(half, n)
        return (n + 1) * scale + half.mvlgamma(n) - spread + half * n

    @property
    def _natural_params(self) -> tuple[Tensor, ...]:
        return -0.5 * self.precision_matrix, 0.5 * (self.df - self._event_shape[-1] - 1)

    def _log_normalizer(self, x: Any, y: Any) -> Any:
        n = self._event_shape[-1]
        above = y + 0.5 * (n + 1)
        return above * (n * math.log(2) - slogdet(-2 * x).logabsdet) + above.mvlgamma(n)


explain_module(globals())
