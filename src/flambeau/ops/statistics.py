"""Statistics: variances, covariance, correlation, integrals of samples, combinations."""

from __future__ import annotations

import itertools
import math
from typing import Any

from .. import _core
from .._warnings import warn
from .complex import real_part
from .create import arange
from .define import Number, Size, Tensor, composite, conj, op, reduction
from .define import bool as bool_dtype
from .matmul import mm
from .reduce import reduced_count, restore


def _over(numerator: float, n: Number) -> float:
    return numerator / n if n > 0 else math.inf


def _deviation(self: Tensor, dim: Size | None) -> Tensor:
    return self - self.mean(dim, True)


@op(kind=reduction, kernel="var", function=False, method=False, grad_name="Var",
    vjp=dict(self=lambda g, self, dim, correction, keepdim:
             restore(g, self.shape, dim, keepdim)
             * (_over(2.0, reduced_count(self.shape, dim) - correction) * _deviation(self, dim))),
    jvp=lambda self, d_self, dim, correction, keepdim:
        (real_part(conj(_deviation(self, dim)) * d_self).sum(dim, keepdim)
         * _over(2.0, reduced_count(self.shape, dim) - correction)))
def variance(self: Tensor, dim: Size | None, correction: Number, keepdim: bool, asked: str = "var") -> Tensor:
    """``sum |x - mean|**2 / max(0, n - correction)`` over ``dim``; real also for complex input.

    ``asked`` is the function that a warning of too few numbers names.
    """


@op(kind=reduction, kernel="std", function=False, method=False, grad_name="Std",
    vjp=dict(self=lambda g, self, result, dim, correction, keepdim:
             restore((g / result).masked_fill(result == 0, 0), self.shape, dim, keepdim)
             * (_over(1.0, reduced_count(self.shape, dim) - correction) * _deviation(self, dim))),
    jvp=lambda self, result, d_self, dim, correction, keepdim:
        (real_part(conj(_deviation(self, dim)) * d_self).sum(dim, keepdim)
         * _over(1.0, reduced_count(self.shape, dim) - correction) / result).masked_fill(result == 0, 0))
def deviation(self: Tensor, dim: Size | None, correction: Number, keepdim: bool, asked: str = "std") -> Tensor:
    """The square root of `variance`."""


def _moment_arguments(dim: Any, unbiased: bool | None, correction: Number | None) -> tuple[Any, Number]:
    """Untangles the older calls ``var(unbiased)`` and ``var(dim, unbiased)`` from ``var(dim, correction=...)``."""
    if dim is True or dim is False:
        dim, unbiased = None, dim
    if correction is None:
        correction = 0 if unbiased is False else 1
    elif unbiased is not None:
        raise TypeError("var() received an invalid combination of arguments: unbiased and correction say the same")
    elif isinstance(correction, complex) and correction.imag:
        raise RuntimeError(f"value cannot be converted to type double without overflow | correction is {correction}")
    return dim, correction


@op(kind=composite, traits=("casts_out",))
def var(self: Tensor, dim: object = None, unbiased: bool | None = None, keepdim: bool = False, *,
        correction: Number | None = None) -> Tensor:
    """Variance, ``sum |x - mean|**2 / (n - correction)`` over ``dim``, all dimensions by default.

    ``correction`` is 1 by default, and 0 with ``unbiased=False``. Where n is not greater than it, the result is nan or
    infinite.

    Shape: that of ``self`` without ``dim``, or with size 1 there if ``keepdim``; 0-d without ``dim``.
    Dtype: floating or complex; the result has the real dtype.
    Raises: RuntimeError for bool and integer tensors; TypeError for both ``unbiased`` and ``correction``; IndexError
        for ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.var(torch.tensor([1., 2., 3.]))
    tensor(1.)
    """
    dim, correction = _moment_arguments(dim, unbiased, correction)
    return variance(self, dim, correction, keepdim)


@op(kind=composite, traits=("casts_out",))
def std(self: Tensor, dim: object = None, unbiased: bool | None = None, keepdim: bool = False, *,
        correction: Number | None = None) -> Tensor:
    """Standard deviation, ``sqrt(sum |x - mean|**2 / (n - correction))`` over ``dim``: the square root of `var`.

    Shape: that of ``self`` without ``dim``, or with size 1 there if ``keepdim``; 0-d without ``dim``.
    Dtype: floating or complex; the result has the real dtype.
    Raises: RuntimeError for bool and integer tensors; IndexError for ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.std(torch.tensor([1., 2., 3.]))
    tensor(1.)
    """
    dim, correction = _moment_arguments(dim, unbiased, correction)
    return deviation(self, dim, correction, keepdim)


@op(kind=composite, method=False)
def var_mean(self: Tensor, dim: object = None, unbiased: bool | None = None, keepdim: bool = False, *,
             correction: Number | None = None) -> tuple[Tensor, Tensor]:
    """Variance and mean over ``dim``: ``(var(x), mean(x))``; the options are those of `var`.

    Shape: both that of ``self`` without ``dim``, or with size 1 there if ``keepdim``; 0-d without ``dim``.
    Dtype: floating or complex; the variance has the real dtype, the mean that of ``self``.
    Raises: RuntimeError for bool and integer tensors; IndexError for ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.var_mean(torch.tensor([1., 2., 3.]))
    (tensor(1.), tensor(2.))
    """
    over, correction = _moment_arguments(dim, unbiased, correction)
    spread = variance(self, over, correction, keepdim, "var_mean")
    return spread, self.mean(over, keepdim)


@op(kind=composite, method=False)
def std_mean(self: Tensor, dim: object = None, unbiased: bool | None = None, keepdim: bool = False, *,
             correction: Number | None = None) -> tuple[Tensor, Tensor]:
    """Standard deviation and mean over ``dim``: ``(std(x), mean(x))``; the options are those of `var`.

    Shape: both that of ``self`` without ``dim``, or with size 1 there if ``keepdim``; 0-d without ``dim``.
    Dtype: floating or complex; the deviation has the real dtype, the mean that of ``self``.
    Raises: RuntimeError for bool and integer tensors; IndexError for ``dim`` out of range.

    >>> import flambeau as torch
    >>> torch.std_mean(torch.tensor([1., 2., 3.]))
    (tensor(1.), tensor(2.))
    """
    over, correction = _moment_arguments(dim, unbiased, correction)
    spread = deviation(self, over, correction, keepdim, "std_mean")
    return spread, self.mean(over, keepdim)


def _check_weights(weights: Tensor | None, name: str, observations: int, floating: bool) -> None:
    if weights is None:
        return
    if weights.ndim > 1:
        raise RuntimeError(f"cov(): expected {name} to have one or fewer dimensions but got {name} with {weights.ndim} "
                           "dimensions")
    if weights.is_floating_point() != floating:
        kind = "floating point" if floating else "integral"
        raise RuntimeError(f"cov(): expected {name} to have {kind} dtype but got {name} with {weights.dtype} dtype")
    if weights.numel() != observations:
        raise RuntimeError(f"cov(): expected {name} to have the same numel as there are observations in the input but "
                           f"got {weights.numel()} != {observations}")
    if bool((_core._innermost(weights) < 0).any()):
        raise RuntimeError(f"cov(): {name} cannot be negative")


@op(kind=composite)
def cov(self: Tensor, *, correction: int = 1, fweights: Tensor | None = None,
        aweights: Tensor | None = None) -> Tensor:
    """The covariances of V variables, ``out[i][j] = sum (x_i - mean_i) * conj(x_j - mean_j) / (n - correction)``;
    observations are the columns of ``self``.

    ``fweights`` (integers) say how often each observation was made, ``aweights`` (floats) how much it counts.

    Shape: ``(V, N)`` gives ``(V, V)``; ``(N,)`` gives a 0-d tensor.
    Dtype: integer, floating or complex; integers become the default dtype.
    Raises: RuntimeError for bool tensors, more than two dimensions, and weights of another dtype or number or below 0.

    >>> import flambeau as torch
    >>> torch.tensor([[0., 1., 2.], [2., 1., 0.]]).cov()
    tensor([[ 1., -1.],
            [-1.,  1.]])
    """
    if self.ndim > 2:
        raise RuntimeError("cov(): expected input to have two or fewer dimensions but got an input with "
                           f"{self.ndim} dimensions")
    if self.dtype is bool_dtype:
        raise RuntimeError("cov(): bool dtype is not supported for input")
    x = self.reshape(1, -1) if self.ndim < 2 else self
    if not (x.is_floating_point() or x.is_complex()):
        x = x * 1.0
    n = x.shape[1]
    _check_weights(fweights, "fweights", n, False)
    _check_weights(aweights, "aweights", n, True)
    weights = fweights if aweights is None else aweights if fweights is None else aweights * fweights
    total = n if weights is None else weights.sum()
    mean = x.mean(1, True) if weights is None else (x * weights).sum(1, True) / total
    if weights is None or aweights is None or correction == 0:
        divisor = total - correction
    else:
        divisor = total - correction * (weights * aweights).sum() / total
    if float(divisor) <= 0:
        warn("cov(): degrees of freedom is <= 0. Correction should be strictly less than the number of observations.")
        divisor = divisor * 0 if isinstance(divisor, int) else divisor.clamp(min=0)
    centred = x - mean
    scaled = centred if weights is None else centred * weights
    out = mm(scaled, centred.t().conj()) / divisor
    return out.reshape(()) if self.ndim < 2 or x.shape[0] == 1 else out


@op(kind=composite)
def corrcoef(self: Tensor) -> Tensor:
    """Pearson's correlation coefficients of V variables, ``cov[i][j] / sqrt(cov[i][i] * cov[j][j])``; observations are
    the columns of ``self``.

    Shape: ``(V, N)`` gives ``(V, V)``; ``(N,)`` gives a 0-d tensor.
    Dtype: integer, floating or complex; integers become the default dtype.
    Raises: RuntimeError for bool tensors and more than two dimensions.

    >>> import flambeau as torch
    >>> torch.tensor([[0., 1., 2.], [4., 2., 0.]]).corrcoef()
    tensor([[ 1., -1.],
            [-1.,  1.]])
    """
    if self.ndim > 2:
        raise RuntimeError("corrcoef(): expected input to have two or fewer dimensions but got an input with "
                           f"{self.ndim} dimensions")
    c = cov(self)
    if c.ndim == 0:
        return c / c
    deviation = (c.diagonal().real if c.is_complex() else c.diagonal()).sqrt()
    out = c / deviation.unsqueeze(1) / deviation.unsqueeze(0)
    return out if out.is_complex() else out.clamp(-1, 1)


@op(kind=composite, method=False)
def combinations(input: Tensor, r: int = 2, with_replacement: bool = False) -> Tensor:
    """All choices of ``r`` elements of a vector, in order, one per row: ``(x[i], x[j])`` with ``i < j``; each may
    repeat ``with_replacement``.

    Shape: ``(n,)`` gives ``(n! / (r! (n - r)!), r)``.
    Dtype: any; the result has it.
    Raises: RuntimeError for a tensor that is not 1-D, and for a negative ``r``.

    >>> import flambeau as torch
    >>> torch.combinations(torch.tensor([1, 2, 3]))
    tensor([[1, 2],
            [1, 3],
            [2, 3]])
    """
    if input.ndim != 1:
        raise RuntimeError(f"Expect a 1D vector, but got shape {list(input.shape)}")
    if r < 0:
        raise RuntimeError(f"Expect a non-negative number, but got {r}")
    if r == 0:
        return input[:0]
    choose_from = itertools.combinations_with_replacement if with_replacement else itertools.combinations
    rows = list(choose_from(range(input.shape[0]), r))
    index = arange(1).new_tensor(rows) if rows else arange(0).reshape(0, 1).expand(0, r)
    return input[index]


def _trapezoids(name: str, y: Tensor, x: Tensor | None, dx: Number | None, dim: int) -> tuple[Tensor, Any]:
    """Sums of neighbours along ``dim``, and how far they are apart."""
    if x is not None and dx is not None:
        raise TypeError(f"{name}(): x and dx cannot both be given")
    if y.dtype is bool_dtype:
        raise RuntimeError(f"{name}: received a bool input for `y`, but bool is not supported")
    if isinstance(dx, complex):
        raise RuntimeError(f"{name}: Currently, we only support dx as a real number.")
    n = y.size(dim)
    if n == 0:
        return y, 1
    pairs = y.narrow(dim, 1, n - 1) + y.narrow(dim, 0, n - 1)
    if x is None:
        return pairs, 1 if dx is None else dx
    if x.ndim == 1:
        if x.shape[0] != n:
            raise RuntimeError(f"{name}: There must be one `x` value for each sample point")
        x = x.reshape([-1 if d == dim % y.ndim else 1 for d in range(y.ndim)])
        return pairs, x.narrow(dim, 1, n - 1) - x.narrow(dim, 0, n - 1)
    m = x.size(dim)
    return pairs, x.narrow(dim, 1, m - 1) - x.narrow(dim, 0, m - 1)


@op(kind=composite, aliases=("trapz",), method=False)
def trapezoid(y: Tensor, x: Tensor | None = None, *, dx: Number | None = None, dim: int = -1) -> Tensor:
    """The integral of samples along ``dim`` by the trapezoidal rule:
    ``sum of (x[i + 1] - x[i]) * (y[i] + y[i + 1]) / 2``; without ``x``, positions are ``dx`` (1) apart.

    Shape: that of ``y`` without ``dim``.
    Dtype: integer, floating or complex; integers become the default dtype.
    Raises: RuntimeError for bool tensors and another number of positions; TypeError for both ``x`` and ``dx``;
        IndexError for ``dim`` out of range.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 25.4.2.

    >>> import flambeau as torch
    >>> torch.trapezoid(torch.tensor([1., 2., 3.]), torch.tensor([0., 1., 3.]))
    tensor(6.5000)
    """
    if y.size(dim) == 0:
        return y.sum(dim) * 1.0
    pairs, steps = _trapezoids("trapezoid", y, x, dx, dim)
    # As PyTorch: a step that is a number does not multiply integers, which it could overflow.
    return (pairs * steps).sum(dim) / 2 if isinstance(steps, Tensor) else pairs.sum(dim) * (steps / 2)


@op(kind=composite, method=False)
def cumulative_trapezoid(y: Tensor, x: Tensor | None = None, *, dx: Number | None = None, dim: int = -1) -> Tensor:
    """The integrals of samples up to each one along ``dim`` by the trapezoidal rule:
    ``out[n] = sum for i <= n of (x[i + 1] - x[i]) * (y[i] + y[i + 1]) / 2``; without ``x``, positions are ``dx`` (1)
    apart.

    Shape: that of ``y`` with one less at ``dim``.
    Dtype: integer, floating or complex; integers become the default dtype.
    Raises: RuntimeError for bool tensors and another number of positions; TypeError for both ``x`` and ``dx``;
        IndexError for ``dim`` out of range.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 25.4.2.

    >>> import flambeau as torch
    >>> torch.cumulative_trapezoid(torch.tensor([1., 2., 3.]), torch.tensor([0., 1., 3.]))
    tensor([1.5000, 6.5000])
    """
    pairs, steps = _trapezoids("cumulative_trapezoid", y, x, dx, dim)
    return (pairs * steps).cumsum(dim) / 2 if isinstance(steps, Tensor) else (pairs * (steps / 2)).cumsum(dim)
