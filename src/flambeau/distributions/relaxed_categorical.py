"""One-hot vectors relaxed to the simplex."""

from __future__ import annotations

from typing import Any

from .. import _functions as fl
from .._arguments import explain_module
from .._core import Tensor
from .._types import Size
from . import constraints
from .categorical import Categorical
from .distribution import Distribution
from .transformed_distribution import TransformedDistribution
from .transforms import (
    ExpTransform,
)
from .utils import (
    broadcast_all,
    clamp_probs,
)

__all__ = ["ExpRelaxedCategorical", "RelaxedOneHotCategorical"]


class ExpRelaxedCategorical(Distribution):
    """The logarithm of a `RelaxedOneHotCategorical` vector.

    Args:
        temperature: the lower, the closer to one-hot vectors.
        probs: nonnegative weights ``(..., n)``, which are normalised; or
        logits: unnormalised log probabilities ``(..., n)``.

    Source: Maddison, Mnih and Teh 2017, The concrete distribution (arXiv:1611.00712).

    >>> import flambeau as torch
    >>> from flambeau.distributions.relaxed_categorical import ExpRelaxedCategorical
    >>> ExpRelaxedCategorical(torch.tensor(1.0), torch.ones(2)).probs
    tensor([0.5000, 0.5000])
    """

    arg_constraints = {"probs": constraints.simplex, "logits": constraints.real_vector}
    support = constraints.real_vector
    has_rsample = True
    _parts = ("_categorical",)
    temperature: Any

    def __init__(
        self, temperature: Any, probs: Any = None, logits: Any = None, validate_args: bool | None = None
    ) -> None:
        self._categorical = Categorical(probs, logits)
        self.temperature = temperature
        shape = self._categorical.param_shape
        super().__init__(shape[:-1], shape[-1:], validate_args=validate_args)

    def expand(self, batch_shape: Any, _instance: Any = None) -> Any:
        new = super().expand(batch_shape, _instance)
        new.temperature = self.temperature
        return new

    @property
    def param_shape(self) -> Size:
        """The shape of ``probs`` and ``logits``."""
        return self._categorical.param_shape

    @property
    def logits(self) -> Tensor:
        """The logarithms of the probabilities."""
        return self._categorical.logits

    @property
    def probs(self) -> Tensor:
        """The probabilities."""
        return self._categorical.probs

    def rsample(self, sample_shape: Any = ()) -> Tensor:
        u = clamp_probs(fl.rand(self._extended_shape(sample_shape), dtype=self.logits.dtype, device=self.logits.device))
        scores = (self.logits - (-u.log()).log()) / self.temperature
        return scores - scores.logsumexp(dim=-1, keepdim=True)

    def log_prob(self, value: Tensor) -> Tensor:
        n = self._categorical._num_events
        self._check(value)
        logits, value = broadcast_all(self.logits, value)
        scale = fl.full_like(self.temperature, float(n)).lgamma() + (n - 1) * self.temperature.log()
        score = logits - value * self.temperature
        return (score - score.logsumexp(dim=-1, keepdim=True)).sum(-1) + scale


class RelaxedOneHotCategorical(TransformedDistribution):
    """Positive vectors that add up to 1, stand for one-hot ones and have gradients.

    Args:
        temperature: the lower, the closer to one-hot vectors; positive.
        probs: nonnegative weights ``(..., n)``, which are normalised; or
        logits: unnormalised log probabilities ``(..., n)``.

    Source: Maddison, Mnih and Teh 2017, The concrete distribution (arXiv:1611.00712).

    Raises: ValueError for a ``probs`` or ``logits`` outside its constraint, and from `log_prob` for a value outside the
        support, unless ``validate_args`` is False; ValueError for both or neither of ``probs`` and ``logits``.

    >>> import flambeau as torch
    >>> torch.distributions.RelaxedOneHotCategorical(torch.tensor(1.0), torch.ones(2)).event_shape
    torch.Size([2])
    """

    arg_constraints = {"probs": constraints.simplex, "logits": constraints.real_vector}
    support = constraints.simplex
    has_rsample = True

    def __init__(
        self, temperature: Any, probs: Any = None, logits: Any = None, validate_args: bool | None = None
    ) -> None:
        base = ExpRelaxedCategorical(temperature, probs, logits, validate_args=validate_args)
        super().__init__(base, ExpTransform(), validate_args=validate_args)

    @property
    def temperature(self) -> Any:
        """How far from one-hot vectors."""
        return self.base_dist.temperature

    @property
    def logits(self) -> Tensor:
        """The logarithms of the probabilities."""
        return self.base_dist.logits

    @property
    def probs(self) -> Tensor:
        """The probabilities."""
        return self.base_dist.probs


explain_module(globals())
