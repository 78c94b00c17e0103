"""The chi-squared distribution."""

from __future__ import annotations

from typing import Any

from .._arguments import explain_module
from .._core import Tensor
from . import constraints
from .gamma import Gamma

__all__ = ["Chi2"]


class Chi2(Gamma):
    """The sum of ``df`` squared standard normal numbers: a gamma distribution of shape ``df / 2`` and rate 1/2.

    Args:
        df: the degrees of freedom, any positive number.

    Raises: ValueError for a ``df`` outside its constraint, and from `log_prob` for a value outside the support, unless
        ``validate_args`` is False.

    >>> import flambeau as torch
    >>> torch.distributions.Chi2(torch.tensor([2.0])).mean
    tensor([2.])
    """

    arg_constraints = {"df": constraints.positive}

    def __init__(self, df: Any, validate_args: bool | None = None) -> None:
        super().__init__(0.5 * df, 0.5, validate_args=validate_args)

    def expand(self, batch_shape: Any, _instance: Any = None) -> Any:
        new = super().expand(batch_shape, _instance)
        new.concentration, new.rate = (x.expand(new.batch_shape) for x in (self.concentration, self.rate))
        return new

    @property
    def df(self) -> Tensor:
        """The degrees of freedom."""
        return self.concentration * 2


explain_module(globals())
