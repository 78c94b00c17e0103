"""The Bernoulli distribution."""

from __future__ import annotations

import math
from typing import Any

from .. import _functions as fl
from .._arguments import explain_module
from .._core import Tensor
from ..autograd import no_grad
from ..nn.functional import binary_cross_entropy_with_logits, softplus
from . import constraints
from .exp_family import ExponentialFamily
from .odds import Odds
from .utils import broadcast_all

__all__ = ["Bernoulli"]


class Bernoulli(Odds, ExponentialFamily):
    """1 with probability ``probs``, else 0.

    Args:
        probs: the probability of 1; or
        logits: the logarithm of its odds.

    Raises: ValueError for a ``probs`` or ``logits`` outside its constraint, and from `log_prob` for a value outside the
        support, unless ``validate_args`` is False; ValueError for both or neither of ``probs`` and ``logits``.

    >>> import flambeau as torch
    >>> torch.distributions.Bernoulli(torch.tensor([0.25, 0.5])).log_prob(torch.ones(2))
    tensor([-1.3863, -0.6931])
    """

    arg_constraints = {"probs": constraints.unit_interval, "logits": constraints.real}
    support = constraints.boolean
    has_enumerate_support = True
    _mean_carrier_measure = 0

    def __init__(self, probs: Any = None, logits: Any = None, validate_args: bool | None = None) -> None:
        self._set_odds(probs, logits)
        super().__init__(self._param.shape, validate_args=validate_args)

    @property
    def mean(self) -> Tensor:
        return self.probs

    @property
    def mode(self) -> Tensor:
        mode = (self.probs >= 0.5).to(self.probs)
        return mode.masked_fill(self.probs == 0.5, math.nan)

    @property
    def variance(self) -> Tensor:
        return self.probs * (1 - self.probs)

    def sample(self, sample_shape: Any = ()) -> Tensor:
        with no_grad():
            return fl.bernoulli(self.probs.expand(self._extended_shape(sample_shape)))

    def log_prob(self, value: Tensor) -> Tensor:
        self._check(value)
        logits, value = broadcast_all(self.logits, value)
        return -binary_cross_entropy_with_logits(logits, value, reduction="none")

    def entropy(self) -> Tensor:
        return binary_cross_entropy_with_logits(self.logits, self.probs, reduction="none")

    def enumerate_support(self, expand: bool = True) -> Tensor:
        return self._enumerated(fl.arange(2, dtype=self._param.dtype, device=self._param.device), expand)

    @property
    def _natural_params(self) -> tuple[Tensor, ...]:
        return (fl.logit(self.probs),)

    def _log_normalizer(self, x: Any) -> Any:
        return softplus(x)


explain_module(globals())
