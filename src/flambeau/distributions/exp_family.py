"""Exponential families, whose entropy follows from their log normaliser."""

from __future__ import annotations

from typing import Any

from .._arguments import explain_module
from .._core import Tensor
from ..autograd import enable_grad, grad
from .distribution import Distribution

__all__ = ["ExponentialFamily"]


class ExponentialFamily(Distribution):
    """Densities ``exp(<t(x), n> - F(n) + k(x))`` with natural parameters ``n``, statistics ``t``, log normaliser ``F``.

    A family gives ``_natural_params`` (a tuple of tensors), ``_log_normalizer(*natural_params)`` and
    ``_mean_carrier_measure`` (the mean of ``k(x)``); `entropy` then follows by automatic differentiation.

    Source: Nielsen and Nock 2010, Entropies and cross-entropies of exponential families.

    Raises: NotImplementedError from `entropy` of a subclass without ``_natural_params`` and ``_log_normalizer``.

    >>> import flambeau as torch
    >>> isinstance(torch.distributions.Gamma(1.0, 1.0), torch.distributions.ExponentialFamily)
    True
    """

    @property
    def _natural_params(self) -> tuple[Tensor, ...]:
        raise NotImplementedError

    def _log_normalizer(self, *natural_params: Any) -> Any:
        raise NotImplementedError

    @property
    def _mean_carrier_measure(self) -> Any:
        raise NotImplementedError

    def entropy(self) -> Tensor:
        """``F(n) - <n, F'(n)>`` less the mean of ``k(x)``."""
        result = -self._mean_carrier_measure
        with enable_grad():
            params = [p.detach().requires_grad_() for p in self._natural_params]
            log_normalizer = self._log_normalizer(*params)
            slopes = grad(log_normalizer.sum(), params, create_graph=True)
        result = result + log_normalizer
        for param, slope in zip(params, slopes, strict=True):
            term = param * slope
            # Events of several dimensions: their terms are summed.
            result = result - term.reshape((*self._batch_shape, -1)).sum(-1)
        return result


explain_module(globals())
