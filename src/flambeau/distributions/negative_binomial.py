"""The negative binomial distribution."""

from __future__ import annotations

from typing import Any

from .. import _functions as fl
from .._arguments import explain_module
from .._core import Tensor
from ..autograd import no_grad
from ..nn.functional import logsigmoid
from . import constraints
from .gamma import Gamma
from .odds import Odds

__all__ = ["NegativeBinomial"]


class NegativeBinomial(Odds):
    """Successes before the ``total_count``-th failure: ``k`` with probability
    ``gamma(k + n) / (k! * gamma(n)) * probs**k * (1 - probs)**n``.

    Args:
        total_count: the number of failures, ``n``; any nonnegative number.
        probs: the probability of success, in [0, 1); or
        logits: the logarithm of its odds.

    Raises: ValueError for a ``total_count``, ``probs`` or ``logits`` outside its constraint, and from `log_prob` for a
        value outside the support, unless ``validate_args`` is False; ValueError for both or neither of ``probs`` and
        ``logits``.

    >>> import flambeau as torch
    >>> torch.distributions.NegativeBinomial(2.0, torch.tensor([0.5])).mean
    tensor([2.])
    """

    arg_constraints = {
        "total_count": constraints.greater_than_eq(0),
        "probs": constraints.half_open_interval(0.0, 1.0),
        "logits": constraints.real,
    }
    support = constraints.nonnegative_integer

    def __init__(
        self, total_count: Any, probs: Any = None, logits: Any = None, validate_args: bool | None = None
    ) -> None:
        (total_count,) = self._set_odds(probs, logits, total_count)
        self.total_count = total_count.type_as(self._param)
        super().__init__(self._param.shape, validate_args=validate_args)

    @property
    def mean(self) -> Tensor:
        return self.total_count * self.logits.exp()

    @property
    def mode(self) -> Tensor:
        return ((self.total_count - 1) * self.logits.exp()).floor().clamp(min=0.0)

    @property
    def variance(self) -> Tensor:
        return self.mean / (-self.logits).sigmoid()

    def sample(self, sample_shape: Any = ()) -> Tensor:
        with no_grad():
            rate = Gamma(self.total_count, (-self.logits).exp(), validate_args=False).sample(sample_shape)
            return fl.poisson(rate)

    def log_prob(self, value: Tensor) -> Tensor:
        self._check(value)
        n = self.total_count
        chances = n * logsigmoid(-self.logits) + value * logsigmoid(self.logits)
        orders = (n + value).lgamma() - (value + 1).lgamma() - n.lgamma()
        return chances + orders.masked_fill(n + value == 0, 0.0)  # nothing has one order


explain_module(globals())
