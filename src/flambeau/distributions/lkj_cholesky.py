"""Cholesky factors of random correlation matrices."""

from __future__ import annotations

import math
from typing import Any

from .. import _functions as fl
from .._arguments import explain_module
from .._core import Tensor
from .._numeric import finfo
from .._types import Size
from ..autograd import no_grad
from . import constraints
from .beta import Beta
from .distribution import Distribution
from .utils import (
    broadcast_all,
)

__all__ = ["LKJCholesky"]


class LKJCholesky(Distribution):
    """Lower Cholesky factors of correlation matrices whose density is proportional to ``det(M)**(concentration - 1)``.

    Args:
        dim: the size of the matrices, at least 2.
        concentration: positive; 1 makes all correlation matrices equally likely.

    Source: Lewandowski, Kurowicka and Joe 2009, Generating random correlation matrices; samples by the onion method.

    Raises: ValueError for a ``concentration`` outside its constraint, and from `log_prob` for a value outside the
        support, unless ``validate_args`` is False; ValueError for a ``dim`` below 2.

    >>> import flambeau as torch
    >>> torch.distributions.LKJCholesky(2, 1.0).log_prob(torch.eye(2))
    tensor(-0.6931)
    """

    arg_constraints = {"concentration": constraints.positive}
    support = constraints.corr_cholesky
    _parts = ("_beta",)

    def __init__(self, dim: int, concentration: Any = 1.0, validate_args: bool | None = None) -> None:
        if dim < 2:
            raise ValueError(f"Expected dim to be an integer greater than or equal to 2. Found dim={dim}.")
        self.dim = dim
        (self.concentration,) = broadcast_all(concentration)
        # The squared length of row k without its diagonal: beta distributed, and 0 in the first row.
        steps = fl.arange(dim - 1, dtype=self.concentration.dtype, device=self.concentration.device)
        offset = fl.cat([steps.new_zeros((1,)), steps])
        marginal = (self.concentration + 0.5 * (dim - 2)).unsqueeze(-1)
        self._beta = Beta(offset + 0.5, marginal - 0.5 * offset)
        super().__init__(self.concentration.shape, Size((dim, dim)), validate_args)

    def expand(self, batch_shape: Any, _instance: Any = None) -> Any:
        batch_shape = Size(batch_shape)
        new = self._blank(_instance)
        new.dim = self.dim
        new.concentration = self.concentration.expand(batch_shape)
        new._beta = self._beta.expand((*batch_shape, self.dim))
        new._batch_shape, new._event_shape, new._validate_args = batch_shape, self._event_shape, self._validate_args
        return new

    def sample(self, sample_shape: Any = ()) -> Tensor:
        with no_grad():
            y = self._beta.sample(sample_shape).unsqueeze(-1)
            normal = fl.randn(self._extended_shape(sample_shape), dtype=y.dtype, device=y.device).tril(-1)
            direction = normal / normal.norm(dim=-1, keepdim=True)
            direction[..., 0, :].fill_(0.0)
            rows = y.sqrt() * direction
            diagonal = (1 - rows.square().sum(-1)).clamp(min=finfo(rows.dtype).tiny).sqrt()
            return rows + diagonal.diag_embed()

    def log_prob(self, value: Tensor) -> Tensor:
        self._check(value)
        diagonal = value.diagonal(dim1=-1, dim2=-2)[..., 1:]
        rows = fl.arange(2, self.dim + 1, device=self.concentration.device)
        orders = 2 * (self.concentration - 1).unsqueeze(-1) + self.dim - rows
        below = self.dim - 1
        alpha = self.concentration + 0.5 * below
        # The volume of all factors (page 1999 of the source).
        volume = 0.5 * below * math.log(math.pi) + (alpha - 0.5).mvlgamma(below) - below * alpha.lgamma()
        return (orders * diagonal.log()).sum(-1) - volume


explain_module(globals())
