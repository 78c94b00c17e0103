"""What families of trials share: a probability, given as such or as the logarithm of its odds."""

from __future__ import annotations

from typing import Any

from .._core import Tensor
from .._types import Size
from .distribution import Distribution
from .utils import broadcast_all, either, lazy_property, logits_to_probs, probs_to_logits


class Odds(Distribution):
    """A distribution of trials that succeed with probability ``probs``; ``logits`` is ``log(probs / (1 - probs))``."""

    def _set_odds(self, probs: Any, logits: Any, *others: Any) -> tuple[Tensor, ...]:
        """Keeps the one of both that is given, broadcast with ``others``, which are returned."""
        name = either(probs=probs, logits=logits)
        given, *rest = broadcast_all(probs if name == "probs" else logits, *others)
        setattr(self, name, given)
        return tuple(rest)

    @lazy_property
    def logits(self) -> Tensor:
        """The logarithms of the odds."""
        return probs_to_logits(self.probs, is_binary=True)

    @lazy_property
    def probs(self) -> Tensor:
        """The probabilities."""
        return logits_to_probs(self.logits, is_binary=True)

    @property
    def _param(self) -> Tensor:
        """The one that was given, or expanded."""
        return self.probs if "probs" in self.__dict__ else self.logits

    @property
    def param_shape(self) -> Size:
        """The shape of ``probs`` and ``logits``."""
        return self._param.shape
