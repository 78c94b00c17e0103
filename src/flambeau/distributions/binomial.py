"""The binomial distribution."""

from __future__ import annotations

from typing import Any

from .. import _functions as fl
from .._arguments import explain_module
from .._core import Tensor
from ..autograd import no_grad
from ..nn.functional import logsigmoid
from ..ops.random import binomial
from . import constraints
from .odds import Odds

__all__ = ["Binomial"]


class Binomial(Odds):
    """Successes in ``total_count`` trials: ``k`` with probability ``C(n, k) * probs**k * (1 - probs)**(n - k)``.

    Args:
        total_count: the number of trials, ``n``.
        probs: the probability of success; or
        logits: the logarithm of its odds.

    Raises: ValueError for a ``total_count``, ``probs`` or ``logits`` outside its constraint, and from `log_prob` for a
        value outside the support, unless ``validate_args`` is False; ValueError for both or neither of ``probs`` and
        ``logits``; NotImplementedError from `entropy` and `enumerate_support` where ``total_count`` differs within the
        batch.

    >>> import flambeau as torch
    >>> torch.distributions.Binomial(4, torch.tensor([0.5])).log_prob(torch.tensor([2.0])).exp()
    tensor([0.3750])
    """

    arg_constraints = {
        "total_count": constraints.nonnegative_integer,
        "probs": constraints.unit_interval,
        "logits": constraints.real,
    }
    has_enumerate_support = True

    def __init__(
        self, total_count: Any = 1, probs: Any = None, logits: Any = None, validate_args: bool | None = None
    ) -> None:
        (total_count,) = self._set_odds(probs, logits, total_count)
        self.total_count = total_count.type_as(self._param)
        super().__init__(self._param.shape, validate_args=validate_args)

    @constraints.dependent_property(is_discrete=True, event_dim=0)
    def support(self) -> Any:
        return constraints.integer_interval(0, self.total_count)

    @property
    def mean(self) -> Tensor:
        return self.total_count * self.probs

    @property
    def mode(self) -> Tensor:
        return ((self.total_count + 1) * self.probs).floor().clamp(max=self.total_count)

    @property
    def variance(self) -> Tensor:
        return self.total_count * self.probs * (1 - self.probs)

    def sample(self, sample_shape: Any = ()) -> Tensor:
        shape = self._extended_shape(sample_shape)
        with no_grad():
            return binomial(self.total_count.expand(shape), self.probs.expand(shape))

    def log_prob(self, value: Tensor) -> Tensor:
        self._check(value)
        n, logits = self.total_count, self.logits
        log_orders = (n + 1).lgamma() - (value + 1).lgamma() - (n - value + 1).lgamma()
        return value * logits + log_orders + n * logsigmoid(-logits)

    def _same_count(self, name: str) -> int:
        """The number of trials, if it is the same in the whole batch."""
        most = int(self.total_count.max())
        if self.total_count.min() != most:
            raise NotImplementedError(f"Inhomogeneous total count not supported by `{name}`.")
        return most

    def entropy(self) -> Tensor:
        self._same_count("entropy")
        log_prob = self.log_prob(self.enumerate_support(False))
        return -(log_prob.exp() * log_prob).sum(0)

    def enumerate_support(self, expand: bool = True) -> Tensor:
        most = self._same_count("enumerate_support")
        return self._enumerated(fl.arange(most + 1, dtype=self._param.dtype, device=self._param.device), expand)


explain_module(globals())
