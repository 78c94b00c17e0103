"""The categorical distribution over one-hot vectors."""

from __future__ import annotations

from typing import Any

from .. import _functions as fl
from .._arguments import explain_module
from .._core import Tensor
from .._types import Size
from ..nn.functional import one_hot
from . import constraints
from .categorical import Categorical
from .distribution import Distribution

__all__ = ["OneHotCategorical", "OneHotCategoricalStraightThrough"]


class OneHotCategorical(Distribution):
    """Vectors of ``n`` zeros but a single 1, whose place has the given probabilities.

    Args:
        probs: nonnegative weights ``(..., n)``, which are normalised; or
        logits: unnormalised log probabilities ``(..., n)``.

    Raises: ValueError for a ``probs`` or ``logits`` outside its constraint, and from `log_prob` for a value outside the
        support, unless ``validate_args`` is False; ValueError for both or neither of ``probs`` and ``logits``.

    >>> import flambeau as torch
    >>> torch.distributions.OneHotCategorical(torch.tensor([1.0, 3.0])).enumerate_support()
    tensor([[1., 0.],
            [0., 1.]])
    """

    arg_constraints = {"probs": constraints.simplex, "logits": constraints.real_vector}
    support = constraints.one_hot
    has_enumerate_support = True
    _parts = ("_categorical",)

    def __init__(self, probs: Any = None, logits: Any = None, validate_args: bool | None = None) -> None:
        self._categorical = Categorical(probs, logits)
        shape = self._categorical.param_shape
        super().__init__(shape[:-1], shape[-1:], validate_args=validate_args)

    @property
    def _param(self) -> Tensor:
        return self._categorical._param

    @property
    def probs(self) -> Tensor:
        """The probabilities."""
        return self._categorical.probs

    @property
    def logits(self) -> Tensor:
        """The logarithms of the probabilities."""
        return self._categorical.logits

    @property
    def param_shape(self) -> Size:
        """The shape of ``probs`` and ``logits``."""
        return self._categorical.param_shape

    @property
    def mean(self) -> Tensor:
        return self.probs

    @property
    def mode(self) -> Tensor:
        return one_hot(self.probs.argmax(dim=-1), num_classes=self.probs.shape[-1]).to(self.probs)

    @property
    def variance(self) -> Tensor:
        return self.probs * (1 - self.probs)

    def sample(self, sample_shape: Any = ()) -> Tensor:
        places = self._categorical.sample(Size(sample_shape))
        return one_hot(places, self._categorical._num_events).to(self.probs)

    def log_prob(self, value: Tensor) -> Tensor:
        self._check(value)
        return self._categorical.log_prob(value.max(-1)[1])

    def entropy(self) -> Tensor:
        return self._categorical.entropy()

    def enumerate_support(self, expand: bool = True) -> Tensor:
        n = self.event_shape[0]
        values = fl.eye(n, dtype=self._param.dtype, device=self._param.device)
        values = values.view((n,) + (1,) * len(self.batch_shape) + (n,))
        return values.expand((n, *self.batch_shape, n)) if expand else values


class OneHotCategoricalStraightThrough(OneHotCategorical):
    """`OneHotCategorical` whose samples have the gradient of their probabilities.

    Source: Bengio and others 2013, Estimating or propagating gradients through stochastic neurons (arXiv:1308.3432).

    Raises: ValueError for a ``probs`` or ``logits`` outside its constraint, and from `log_prob` for a value outside the
        support, unless ``validate_args`` is False; ValueError for both or neither of ``probs`` and ``logits``.

    >>> import flambeau as torch
    >>> torch.distributions.OneHotCategoricalStraightThrough(torch.tensor([0.0, 1.0])).rsample()
    tensor([0., 1.])
    """

    has_rsample = True

    def rsample(self, sample_shape: Any = ()) -> Tensor:
        return self.sample(sample_shape) + (self.probs - self.probs.detach())


explain_module(globals())
