"""The Kullback-Leibler divergence, by a table of pairs of families."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any, TypeVar

from .. import _functions as fl
from .._arguments import explain_module
from .._core import Tensor
from ..autograd import enable_grad, grad
from ..nn.functional import softplus
from .bernoulli import Bernoulli
from .beta import Beta
from .binomial import Binomial
from .categorical import Categorical
from .cauchy import Cauchy
from .continuous_bernoulli import ContinuousBernoulli
from .dirichlet import Dirichlet
from .distribution import Distribution
from .exp_family import ExponentialFamily
from .exponential import Exponential
from .gamma import Gamma
from .geometric import Geometric
from .gumbel import Gumbel
from .half_normal import HalfNormal
from .independent import Independent
from .laplace import Laplace
from .lowrank_multivariate_normal import LowRankMultivariateNormal
from .multivariate_normal import MultivariateNormal, _batch_mahalanobis, half_log_det
from .normal import Normal
from .one_hot_categorical import OneHotCategorical
from .pareto import Pareto
from .poisson import Poisson
from .transformed_distribution import TransformedDistribution
from .uniform import Uniform
from .utils import _sum_rightmost, euler_constant, tri_solve
from .wishart import Wishart, _mvdigamma

__all__ = ["kl_divergence", "register_kl"]

Formula = TypeVar("Formula", bound=Callable[..., Any])

_KL_REGISTRY: dict[tuple[type, type], Callable[..., Any]] = {}
_found: dict[tuple[type, type], Callable[..., Any] | None] = {}


def register_kl(type_p: Any, type_q: Any) -> Callable[[Formula], Formula]:
    """A decorator that enters a formula for ``kl_divergence(p, q)`` of two classes and their subclasses.

    Raises: TypeError for what is no class.

    >>> import flambeau as torch
    >>> from flambeau.distributions import Normal, register_kl
    >>> class Mine(Normal):
    ...     pass
    >>> @register_kl(Mine, Mine)
    ... def _(p, q):
    ...     return torch.zeros(())
    """
    for kind in (type_p, type_q):
        if not isinstance(kind, type):  # any class: packages have distributions that do not derive from ours
            raise TypeError(f"Expected a Distribution subclass but got {kind}")

    def enter(formula: Formula) -> Formula:
        _KL_REGISTRY[type_p, type_q] = formula
        _found.clear()
        return formula

    return enter


def _formula_for(type_p: type, type_q: type) -> Callable[..., Any] | None:
    """The formula of the nearest classes; a warning where the nearest by ``p`` is not the nearest by ``q``."""
    pairs = [(p, q) for p, q in _KL_REGISTRY if issubclass(type_p, p) and issubclass(type_q, q)]
    if not pairs:
        return None
    lines_p, lines_q = type_p.__mro__, type_q.__mro__
    by_p = min(pairs, key=lambda pair: (lines_p.index(pair[0]), lines_q.index(pair[1])))
    by_q = min(pairs, key=lambda pair: (lines_q.index(pair[1]), lines_p.index(pair[0])))
    if _KL_REGISTRY[by_p] is not _KL_REGISTRY[by_q]:
        names = [kind.__name__ for kind in (type_p, type_q, *by_p, *by_q)]
        warnings.warn(
            "Ambiguous kl_divergence({}, {}). Please register_kl({}, {})".format(*names[:2], names[2], names[5]),
            RuntimeWarning,
            stacklevel=3,
        )
    return _KL_REGISTRY[by_p]


def kl_divergence(p: Distribution, q: Distribution) -> Tensor:
    """The divergence ``KL(p || q)``, the mean of ``log(p(x) / q(x))`` over ``x`` from ``p``, in nats.

    Shape: the batch shape of both.
    Raises: NotImplementedError for a pair that the table lacks.

    >>> import flambeau as torch
    >>> from flambeau.distributions import Exponential, kl_divergence
    >>> kl_divergence(Exponential(1.0), Exponential(2.0))
    tensor(0.3069)
    """
    kinds = type(p), type(q)
    if kinds not in _found:
        _found[kinds] = _formula_for(*kinds)
    formula = _found[kinds]
    if formula is None:
        raise NotImplementedError(
            f"No KL(p || q) is implemented for p type {kinds[0].__name__} and q type {kinds[1].__name__}"
        )
    return formula(p, q)


# ---- The same family ----


@register_kl(Bernoulli, Bernoulli)
def _bernoulli(p: Any, q: Any) -> Any:
    # Chances that are 0 count nothing where p has none, and everything where q has none but p has.
    t1 = p.probs * (softplus(-q.logits) - softplus(-p.logits))
    t1 = fl.where(q.probs == 0, math.inf, t1)
    t1 = fl.where(p.probs == 0, 0.0, t1)
    t2 = (1 - p.probs) * (softplus(q.logits) - softplus(p.logits))
    t2 = fl.where(q.probs == 1, math.inf, t2)
    return t1 + fl.where(p.probs == 1, 0.0, t2)


@register_kl(Beta, Beta)
def _beta(p: Any, q: Any) -> Any:
    sum_p, sum_q = p.concentration1 + p.concentration0, q.concentration1 + q.concentration0
    orders = q.concentration1.lgamma() + q.concentration0.lgamma() + sum_p.lgamma()
    orders = orders - p.concentration1.lgamma() - p.concentration0.lgamma() - sum_q.lgamma()
    slopes = (p.concentration1 - q.concentration1) * p.concentration1.digamma()
    slopes = slopes + (p.concentration0 - q.concentration0) * p.concentration0.digamma()
    return orders + slopes + (sum_q - sum_p) * sum_p.digamma()


@register_kl(Binomial, Binomial)
def _binomial(p: Any, q: Any) -> Any:
    # From log odds, which say of both probabilities whether they are 0.
    if (p.total_count < q.total_count).any():
        raise NotImplementedError("KL between Binomials where q.total_count > p.total_count is not implemented")
    kl = p.total_count * (p.probs * (p.logits - q.logits) + (-p.probs).log1p() - (-q.probs).log1p())
    return fl.where(p.total_count > q.total_count, math.inf, kl)


@register_kl(Categorical, Categorical)
def _categorical(p: Any, q: Any) -> Any:
    terms = p.probs * (p.logits - q.logits)
    terms = fl.where(q.probs == 0, math.inf, terms)
    return fl.where((p.probs == 0).expand(terms.shape), 0.0, terms).sum(-1)


@register_kl(OneHotCategorical, OneHotCategorical)
def _one_hot(p: Any, q: Any) -> Any:
    return _categorical(p._categorical, q._categorical)


@register_kl(ContinuousBernoulli, ContinuousBernoulli)
def _continuous_bernoulli(p: Any, q: Any) -> Any:
    chances = p.mean * (p.logits - q.logits) + fl.log1p(-p.probs) - fl.log1p(-q.probs)
    return chances + p._cont_bern_log_norm() - q._cont_bern_log_norm()


@register_kl(Cauchy, Cauchy)
def _cauchy(p: Any, q: Any) -> Any:
    """Chyzak and Nielsen 2019, A closed-form formula for the divergence of Cauchy densities (arXiv:1905.10965)."""
    distance = (p.scale + q.scale).pow(2) + (p.loc - q.loc).pow(2)
    return distance.log() - (4 * p.scale * q.scale).log()


@register_kl(Dirichlet, Dirichlet)
def _dirichlet(p: Any, q: Any) -> Any:
    sum_p, sum_q = p.concentration.sum(-1), q.concentration.sum(-1)
    orders = (p.concentration.lgamma() - q.concentration.lgamma()).sum(-1)
    slopes = p.concentration.digamma() - sum_p.digamma().unsqueeze(-1)
    return sum_p.lgamma() - sum_q.lgamma() - orders + ((p.concentration - q.concentration) * slopes).sum(-1)


@register_kl(Exponential, Exponential)
def _exponential(p: Any, q: Any) -> Any:
    ratio = q.rate / p.rate
    return ratio - ratio.log() - 1


@register_kl(ExponentialFamily, ExponentialFamily)
def _kl_expfamily_expfamily(p: Any, q: Any) -> Any:
    """The Bregman divergence of the log normaliser, for families without a formula of their own."""
    if type(p) is not type(q):
        raise NotImplementedError(
            "The cross KL-divergence between different exponential families cannot be computed using Bregman "
            "divergences"
        )
    with enable_grad():
        params_p = [x.detach().requires_grad_() for x in p._natural_params]
        normaliser_p = p._log_normalizer(*params_p)
        slopes = grad(normaliser_p.sum(), params_p, create_graph=True)
    params_q = q._natural_params
    result = q._log_normalizer(*params_q) - normaliser_p
    for param_p, param_q, slope in zip(params_p, params_q, slopes, strict=True):
        result = result - _sum_rightmost((param_q - param_p) * slope, len(q.event_shape))
    return result


@register_kl(Gamma, Gamma)
def _gamma(p: Any, q: Any) -> Any:
    rates = q.concentration * (p.rate / q.rate).log()
    orders = q.concentration.lgamma() - p.concentration.lgamma()
    slopes = (p.concentration - q.concentration) * p.concentration.digamma()
    return rates + orders + slopes + (q.rate - p.rate) * (p.concentration / p.rate)


@register_kl(Gumbel, Gumbel)
def _gumbel(p: Any, q: Any) -> Any:
    scales, q_loc, p_loc = p.scale / q.scale, q.loc / q.scale, p.loc / q.scale
    mean = scales * euler_constant + p_loc - q_loc
    return mean - scales.log() + (q_loc - p_loc + (1 + scales).lgamma()).exp() - (1 + euler_constant)


@register_kl(Geometric, Geometric)
def _geometric(p: Any, q: Any) -> Any:
    return -p.entropy() - fl.log1p(-q.probs) / p.probs - q.logits


@register_kl(HalfNormal, HalfNormal)
def _half_normal(p: Any, q: Any) -> Any:
    return _normal(p.base_dist, q.base_dist)


@register_kl(Laplace, Laplace)
def _laplace(p: Any, q: Any) -> Any:
    scales, distance = p.scale / q.scale, (p.loc - q.loc).abs()
    return distance / q.scale + scales * (-distance / p.scale).exp() - scales.log() - 1


@register_kl(Normal, Normal)
def _normal(p: Any, q: Any) -> Any:
    ratio = (p.scale / q.scale).pow(2)
    return 0.5 * (ratio + ((p.loc - q.loc) / q.scale).pow(2) - 1 - ratio.log())


@register_kl(Pareto, Pareto)
def _pareto(p: Any, q: Any) -> Any:
    """Nielsen and Garcia 2009, Statistical exponential families: a digest (arXiv:0911.4863)."""
    ratio = q.alpha / p.alpha
    kl = q.alpha * (p.scale / q.scale).log() - ratio.log() + ratio - 1
    return fl.where(p.scale < q.scale, math.inf, kl)


@register_kl(Poisson, Poisson)
def _poisson(p: Any, q: Any) -> Any:
    return p.rate * (p.rate.log() - q.rate.log()) - (p.rate - q.rate)


@register_kl(Uniform, Uniform)
def _uniform(p: Any, q: Any) -> Any:
    kl = ((q.high - q.low) / (p.high - p.low)).log()
    return fl.where((q.low > p.low) | (q.high < p.high), math.inf, kl)


@register_kl(TransformedDistribution, TransformedDistribution)
def _transformed(p: Any, q: Any) -> Any:
    if p.transforms != q.transforms or p.event_shape != q.event_shape:
        raise NotImplementedError
    between = kl_divergence(p.base_dist, q.base_dist)
    return _sum_rightmost(between, len(p.event_shape) - len(p.base_dist.event_shape))


@register_kl(Independent, Independent)
def _independent(p: Any, q: Any) -> Any:
    if p.reinterpreted_batch_ndims != q.reinterpreted_batch_ndims:
        raise NotImplementedError
    return _sum_rightmost(kl_divergence(p.base_dist, q.base_dist), p.reinterpreted_batch_ndims)


# ---- Normal vectors and matrices ----


def _trace(lower: Tensor, factor: Tensor) -> Tensor:
    """The trace of ``(L L^T)**-1 F F^T``."""
    return tri_solve(lower, factor).square().sum((-2, -1))


@register_kl(MultivariateNormal, MultivariateNormal)
def _multivariate_normal(p: Any, q: Any) -> Any:
    if p.event_shape != q.event_shape:
        raise ValueError(
            "KL-divergence between two Multivariate Normals with different event shapes cannot be computed"
        )
    lower_p, lower_q = p._unbroadcasted_scale_tril, q._unbroadcasted_scale_tril
    distance = _trace(lower_q, lower_p) + _batch_mahalanobis(lower_q, q.loc - p.loc)
    return half_log_det(lower_q) - half_log_det(lower_p) + 0.5 * (distance - p.event_shape[0])


def _check_events(p: Any, q: Any) -> None:
    if p.event_shape != q.event_shape:
        raise ValueError(
            "KL-divergence between two (Low Rank) Multivariate Normals with different event shapes cannot be computed"
        )


@register_kl(LowRankMultivariateNormal, MultivariateNormal)
def _low_rank_and_dense(p: Any, q: Any) -> Any:
    _check_events(p, q)
    lower = q._unbroadcasted_scale_tril
    trace = _trace(lower, p._unbroadcasted_cov_factor)
    trace = trace + _trace(lower, p._unbroadcasted_cov_diag.sqrt().diag_embed())
    distance = trace + _batch_mahalanobis(lower, q.loc - p.loc)
    return 0.5 * (2 * half_log_det(lower) - p._log_det() + distance - p.event_shape[0])


def _columns_trace(q: Any, factor: Tensor) -> Tensor:
    """The trace of ``C**-1 F F^T`` with the covariance ``C`` of ``q``, by the Woodbury identity."""
    scaled = factor / q._unbroadcasted_cov_diag.unsqueeze(-1)
    inner = tri_solve(q._capacitance_tril, q._unbroadcasted_cov_factor.mT @ scaled)
    return (factor * scaled).sum((-2, -1)) - inner.square().sum((-2, -1))


@register_kl(MultivariateNormal, LowRankMultivariateNormal)
def _dense_and_low_rank(p: Any, q: Any) -> Any:
    _check_events(p, q)
    lower = p._unbroadcasted_scale_tril
    distance = _columns_trace(q, lower) + q._distance(q.loc - p.loc)
    return 0.5 * (q._log_det() - 2 * half_log_det(lower) + distance - p.event_shape[0])


@register_kl(LowRankMultivariateNormal, LowRankMultivariateNormal)
def _low_rank(p: Any, q: Any) -> Any:
    _check_events(p, q)
    trace = _columns_trace(q, p._unbroadcasted_cov_factor)
    trace = trace + _columns_trace(q, p._unbroadcasted_cov_diag.sqrt().diag_embed())
    distance = trace + q._distance(q.loc - p.loc)
    return 0.5 * (q._log_det() - p._log_det() + distance - p.event_shape[0])


@register_kl(Wishart, Wishart)
def _wishart(p: Any, q: Any) -> Any:
    n, half_p, half_q = p.event_shape[-1], p.df / 2, q.df / 2
    lower_p, lower_q = p._unbroadcasted_scale_tril, q._unbroadcasted_scale_tril
    between = half_log_det(lower_q) - half_log_det(lower_p)
    slopes = (half_p - half_q) * _mvdigamma(half_p, n)
    return q.df * between + half_q.mvlgamma(n) - half_p.mvlgamma(n) + slopes + half_p * (_trace(lower_q, lower_p) - n)


# ---- Different families: infinite where p has values that q has not ----


def _outside(p: Any, q: Any) -> Any:
    return fl.full(
        fl.broadcast_shapes(p.batch_shape, q.batch_shape), math.inf, dtype=p.mean.dtype, device=p.mean.device
    )


_OUTSIDE = [
    (Beta, (Pareto,)),
    (ContinuousBernoulli, (Pareto,)),
    (Exponential, (Beta, ContinuousBernoulli, Pareto, Uniform)),
    (Gamma, (Beta, ContinuousBernoulli, Pareto, Uniform)),
    (Gumbel, (Beta, ContinuousBernoulli, Exponential, Gamma, Pareto, Uniform)),
    (Laplace, (Beta, ContinuousBernoulli, Exponential, Gamma, Pareto, Uniform)),
    (Normal, (Beta, ContinuousBernoulli, Exponential, Gamma, Pareto, Uniform)),
    (Pareto, (Beta, ContinuousBernoulli, Uniform)),
    (Poisson, (Bernoulli, Binomial)),
]
for _narrow, _others in _OUTSIDE:
    for _other in _others:
        register_kl(_narrow, _other)(_outside)


@register_kl(Bernoulli, Poisson)
def _bernoulli_poisson(p: Any, q: Any) -> Any:
    return -p.entropy() - (p.probs * q.rate.log() - q.rate)


@register_kl(Beta, ContinuousBernoulli)
def _beta_continuous_bernoulli(p: Any, q: Any) -> Any:
    return -p.entropy() - p.mean * q.logits - fl.log1p(-q.probs) - q._cont_bern_log_norm()


@register_kl(Beta, Exponential)
def _beta_exponential(p: Any, q: Any) -> Any:
    return -p.entropy() - q.rate.log() + q.rate * (p.concentration1 / (p.concentration1 + p.concentration0))


@register_kl(Beta, Gamma)
def _beta_gamma(p: Any, q: Any) -> Any:
    log_mean = p.concentration1.digamma() - (p.concentration1 + p.concentration0).digamma()
    constant = q.concentration * q.rate.log() - q.concentration.lgamma()
    return -p.entropy() - constant - (q.concentration - 1) * log_mean + q.rate * p.mean


def _to_normal(p: Any, q: Any) -> Any:
    """Any family with an entropy and two moments, against a normal distribution."""
    square = p.variance + (p.mean - q.loc).square()
    return -p.entropy() + 0.5 * math.log(2 * math.pi) + q.scale.log() + 0.5 * square / q.scale.square()


for _family in (Beta, ContinuousBernoulli, Exponential, Gamma, Gumbel, Laplace, Uniform):
    register_kl(_family, Normal)(_to_normal)


@register_kl(Pareto, Normal)
def _pareto_normal(p: Any, q: Any) -> Any:
    return fl.where(p.alpha <= 2, math.inf, _to_normal(p, q))


@register_kl(Beta, Uniform)
def _beta_uniform(p: Any, q: Any) -> Any:
    kl = -p.entropy() + (q.high - q.low).log()
    return fl.where((q.low > 0.0) | (q.high < 1.0), math.inf, kl)


@register_kl(ContinuousBernoulli, Exponential)
def _continuous_bernoulli_exponential(p: Any, q: Any) -> Any:
    return -p.entropy() - q.rate.log() + q.rate * p.mean


@register_kl(ContinuousBernoulli, Uniform)
def _continuous_bernoulli_uniform(p: Any, q: Any) -> Any:
    kl = -p.entropy() + (q.high - q.low).log()
    return fl.where((q.low > 0.0) | (q.high < 1.0), math.inf, kl)


@register_kl(Exponential, Gamma)
def _exponential_gamma(p: Any, q: Any) -> Any:
    ratio = q.rate / p.rate
    rest = ratio + q.concentration.lgamma() + q.concentration * euler_constant - (1 + euler_constant)
    return -q.concentration * ratio.log() + rest


@register_kl(Exponential, Gumbel)
def _exponential_gumbel(p: Any, q: Any) -> Any:
    product, shift = p.rate * q.scale, q.loc / q.scale
    return product.log() - 1 + product.reciprocal() - shift + fl.exp(shift) * product / (product + 1)


@register_kl(Gamma, Exponential)
def _gamma_exponential(p: Any, q: Any) -> Any:
    return -p.entropy() - q.rate.log() + q.rate * p.concentration / p.rate


@register_kl(Gamma, Gumbel)
def _gamma_gumbel(p: Any, q: Any) -> Any:
    product, shift = p.rate * q.scale, q.loc / q.scale
    tail = fl.exp(shift) * (1 + product.reciprocal()).pow(-p.concentration)
    return -p.entropy() + q.scale.log() + p.concentration / product - shift + tail


@register_kl(Normal, Gumbel)
def _normal_gumbel(p: Any, q: Any) -> Any:
    mean, spread = (p.loc - q.loc) / q.scale, (p.scale / q.scale).square()
    return -p.entropy() + q.scale.log() + mean + (0.5 * spread - mean).exp()


@register_kl(Normal, Laplace)
def _normal_laplace(p: Any, q: Any) -> Any:
    distance = p.loc - q.loc
    ratio = distance / p.scale
    inner = math.sqrt(2 / math.pi) * p.scale * fl.exp(-0.5 * ratio.square())
    mean = inner + distance * fl.erf(math.sqrt(0.5) * ratio)  # of abs(x - q.loc)
    return -p.entropy() + (2 * q.scale).log() + mean / q.scale


@register_kl(Pareto, Exponential)
def _pareto_exponential(p: Any, q: Any) -> Any:
    kl = -p.entropy() - q.rate.log() + q.rate * p.mean
    return fl.where(p.alpha <= 1, math.inf, kl)


@register_kl(Pareto, Gamma)
def _pareto_gamma(p: Any, q: Any) -> Any:
    log_mean = p.scale.log() + p.alpha.reciprocal()
    constant = q.concentration * q.rate.log() - q.concentration.lgamma()
    kl = -p.entropy() - constant - (q.concentration - 1) * log_mean + q.rate * p.mean
    return fl.where(p.alpha <= 1, math.inf, kl)


@register_kl(Uniform, Beta)
def _uniform_beta(p: Any, q: Any) -> Any:
    def mean_log(low: Any, high: Any) -> Any:
        """The mean of ``log(x)`` from ``low`` to ``high``."""
        return (fl.xlogy(high, high) - fl.xlogy(low, low)) / (high - low) - 1

    a, b = q.concentration1, q.concentration0
    terms = (a - 1) * mean_log(p.low, p.high) + (b - 1) * mean_log(1 - p.high, 1 - p.low)
    kl = -(p.high - p.low).log() - terms + a.lgamma() + b.lgamma() - (a + b).lgamma()
    return fl.where((p.high > 1.0) | (p.low < 0.0), math.inf, kl)


@register_kl(Uniform, ContinuousBernoulli)
def _uniform_continuous_bernoulli(p: Any, q: Any) -> Any:
    kl = -p.entropy() - p.mean * q.logits - fl.log1p(-q.probs) - q._cont_bern_log_norm()
    return fl.where((p.high > 1.0) | (p.low < 0.0), math.inf, kl)


@register_kl(Uniform, Exponential)
def _uniform_exponential(p: Any, q: Any) -> Any:
    kl = q.rate * p.mean - ((p.high - p.low) * q.rate).log()
    return fl.where(p.low < 0.0, math.inf, kl)


@register_kl(Uniform, Gamma)
def _uniform_gamma(p: Any, q: Any) -> Any:
    width = p.high - p.low
    mean_log = (fl.xlogy(p.high, p.high) - fl.xlogy(p.low, p.low)) / width - 1
    constant = q.concentration * q.rate.log() - q.concentration.lgamma()
    kl = -width.log() - constant - (q.concentration - 1) * mean_log + q.rate * p.mean
    return fl.where(p.low < 0.0, math.inf, kl)


@register_kl(Uniform, Gumbel)
def _uniform_gumbel(p: Any, q: Any) -> Any:
    low, high = (p.low - q.loc) / q.scale, (p.high - q.loc) / q.scale
    tail = (fl.exp(-high) - fl.exp(-low)) / (high - low)
    return -(p.high - p.low).log() + q.scale.log() + 0.5 * (low + high) - tail


@register_kl(Uniform, Pareto)
def _uniform_pareto(p: Any, q: Any) -> Any:
    width = p.high - p.low
    mean_log = (fl.xlogy(p.high, p.high) - fl.xlogy(p.low, p.low)) / width - 1
    kl = -width.log() - (q.alpha * q.scale.log() + q.alpha.log()) + (q.alpha + 1) * mean_log
    return fl.where(p.low < q.scale, math.inf, kl)


explain_module(globals())
