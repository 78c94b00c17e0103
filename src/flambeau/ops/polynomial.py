"""Orthogonal polynomials, by degree."""

from __future__ import annotations

from .define import Number, Tensor, composite, elementwise_float, op


def _degree(n: Tensor | Number, below: int = 0) -> Tensor | Number:
    """The whole number ``n`` stands for, less ``below``."""
    if isinstance(n, Tensor):
        return (n.trunc() if n.is_floating_point() else n.long()) - below
    return int(n) - below


@op(kind=elementwise_float, traits=("needs_tensor",), kernel="gegenbauer", function=False, method=False,
    vjp=dict(input=lambda g, input, n, parameter: g * (2 * parameter * gegenbauer(input, _degree(n, 1), parameter + 1)),
             n=None,
             parameter=None),
    jvp=lambda input, n, parameter, d_input:
        d_input * (2 * parameter * gegenbauer(input, _degree(n, 1), parameter + 1)))
def gegenbauer(input: Tensor | Number, n: Tensor | Number, parameter: Tensor | Number) -> Tensor:
    """Gegenbauer's polynomial of degree ``n`` and that parameter, which derivatives of others lead to."""


@op(kind=elementwise_float, traits=("needs_tensor",), kernel="laguerre", function=False, method=False,
    vjp=dict(input=lambda g, input, n, parameter: -g * laguerre(input, _degree(n, 1), parameter + 1),
             n=None,
             parameter=None),
    jvp=lambda input, n, parameter, d_input: -d_input * laguerre(input, _degree(n, 1), parameter + 1))
def laguerre(input: Tensor | Number, n: Tensor | Number, parameter: Tensor | Number) -> Tensor:
    """The generalised Laguerre polynomial of degree ``n`` and that parameter, which derivatives of the plain one lead
    to.
    """


@op(kind=elementwise_float, traits=("needs_tensor",), kernel="chebyshev_polynomial_t", namespace="special",
    grad_name="SpecialChebyshevPolynomialT",
    vjp=dict(input=lambda g, input, n: g * (_degree(n) * chebyshev_polynomial_u(input, _degree(n, 1))),
             n=None),
    jvp=lambda input, n, d_input: d_input * (_degree(n) * chebyshev_polynomial_u(input, _degree(n, 1))))
def chebyshev_polynomial_t(input: Tensor | Number, n: Tensor | Number) -> Tensor:
    """Chebyshev's polynomial of the first kind and degree ``n[i]``: ``cos(n * t)``
    for ``input[i] = cos(t)``.

    Degrees are cut to whole numbers; the polynomial is 0 for negative ones and nan for those above a million.

    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 22.7.

    >>> import flambeau as torch
    >>> torch.special.chebyshev_polynomial_t(torch.tensor([0.5, 1.]), 2)
    tensor([-0.5000,  1.0000])
    """


@op(kind=elementwise_float, traits=("needs_tensor",), kernel="chebyshev_polynomial_u", namespace="special",
    grad_name="SpecialChebyshevPolynomialU",
    vjp=dict(input=lambda g, input, n: g * (2 * gegenbauer(input, _degree(n, 1), 2.0)),
             n=None),
    jvp=lambda input, n, d_input: d_input * (2 * gegenbauer(input, _degree(n, 1), 2.0)))
def chebyshev_polynomial_u(input: Tensor | Number, n: Tensor | Number) -> Tensor:
    """Chebyshev's polynomial of the second kind and degree ``n[i]``: ``sin((n + 1) * t) / sin(t)``
    for ``input[i] = cos(t)``.

    Degrees are cut to whole numbers; the polynomial is 0 for negative ones and nan for those above a million.

    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 22.7.

    >>> import flambeau as torch
    >>> torch.special.chebyshev_polynomial_u(torch.tensor([0.5, 1.]), 2)
    tensor([0., 3.])
    """


@op(kind=elementwise_float, traits=("needs_tensor",), kernel="chebyshev_polynomial_v", namespace="special",
    grad_name="SpecialChebyshevPolynomialV",
    vjp=dict(input=lambda g, input, n:
        g * (2 * (gegenbauer(input, _degree(n, 1), 2.0) - gegenbauer(input, _degree(n, 2), 2.0))),
             n=None),
    jvp=lambda input, n, d_input:
        d_input * (2 * (gegenbauer(input, _degree(n, 1), 2.0) - gegenbauer(input, _degree(n, 2), 2.0))))
def chebyshev_polynomial_v(input: Tensor | Number, n: Tensor | Number) -> Tensor:
    """Chebyshev's polynomial of the third kind and degree ``n[i]``: ``cos((n + 1/2) * t) / cos(t / 2)``
    for ``input[i] = cos(t)``.

    Degrees are cut to whole numbers; the polynomial is 0 for negative ones and nan for those above a million.

    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 22.7.

    >>> import flambeau as torch
    >>> torch.special.chebyshev_polynomial_v(torch.tensor([0.5, 1.]), 2)
    tensor([-1.,  1.])
    """


@op(kind=elementwise_float, traits=("needs_tensor",), kernel="chebyshev_polynomial_w", namespace="special",
    grad_name="SpecialChebyshevPolynomialW",
    vjp=dict(input=lambda g, input, n:
        g * (2 * (gegenbauer(input, _degree(n, 1), 2.0) + gegenbauer(input, _degree(n, 2), 2.0))),
             n=None),
    jvp=lambda input, n, d_input:
        d_input * (2 * (gegenbauer(input, _degree(n, 1), 2.0) + gegenbauer(input, _degree(n, 2), 2.0))))
def chebyshev_polynomial_w(input: Tensor | Number, n: Tensor | Number) -> Tensor:
    """Chebyshev's polynomial of the fourth kind and degree ``n[i]``: ``sin((n + 1/2) * t) / sin(t / 2)``
    for ``input[i] = cos(t)``.

    Degrees are cut to whole numbers; the polynomial is 0 for negative ones and nan for those above a million.

    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 22.7.

    >>> import flambeau as torch
    >>> torch.special.chebyshev_polynomial_w(torch.tensor([0.5, 1.]), 2)
    tensor([1., 5.])
    """


@op(kind=elementwise_float, traits=("needs_tensor",), kernel="shifted_chebyshev_polynomial_t", namespace="special",
    grad_name="SpecialShiftedChebyshevPolynomialT",
    vjp=dict(input=lambda g, input, n: g * (2 * _degree(n) * shifted_chebyshev_polynomial_u(input, _degree(n, 1))),
             n=None),
    jvp=lambda input, n, d_input: d_input * (2 * _degree(n) * shifted_chebyshev_polynomial_u(input, _degree(n, 1))))
def shifted_chebyshev_polynomial_t(input: Tensor | Number, n: Tensor | Number) -> Tensor:
    """`chebyshev_polynomial_t` of ``2 * input[i] - 1``, for numbers between 0 and 1.

    Degrees are cut to whole numbers; the polynomial is 0 for negative ones and nan for those above a million.

    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 22.7.

    >>> import flambeau as torch
    >>> torch.special.shifted_chebyshev_polynomial_t(torch.tensor([0.75, 1.]), 2)
    tensor([-0.5000,  1.0000])
    """


@op(kind=elementwise_float, traits=("needs_tensor",), kernel="shifted_chebyshev_polynomial_u", namespace="special",
    grad_name="SpecialShiftedChebyshevPolynomialU",
    vjp=dict(input=lambda g, input, n: g * (4 * gegenbauer(2 * input - 1, _degree(n, 1), 2.0)),
             n=None),
    jvp=lambda input, n, d_input: d_input * (4 * gegenbauer(2 * input - 1, _degree(n, 1), 2.0)))
def shifted_chebyshev_polynomial_u(input: Tensor | Number, n: Tensor | Number) -> Tensor:
    """`chebyshev_polynomial_u` of ``2 * input[i] - 1``, for numbers between 0 and 1.

    Degrees are cut to whole numbers; the polynomial is 0 for negative ones and nan for those above a million.

    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 22.7.

    >>> import flambeau as torch
    >>> torch.special.shifted_chebyshev_polynomial_u(torch.tensor([0.75, 1.]), 2)
    tensor([0., 3.])
    """


@op(kind=elementwise_float, traits=("needs_tensor",), kernel="shifted_chebyshev_polynomial_v", namespace="special",
    grad_name="SpecialShiftedChebyshevPolynomialV",
    vjp=dict(input=lambda g, input, n:
        g * (4 * (gegenbauer(2 * input - 1, _degree(n, 1), 2.0) - gegenbauer(2 * input - 1, _degree(n, 2), 2.0))),
             n=None),
    jvp=lambda input, n, d_input:
        d_input * (4 * (gegenbauer(2 * input - 1, _degree(n, 1), 2.0) - gegenbauer(2 * input - 1, _degree(n, 2), 2.0))))
def shifted_chebyshev_polynomial_v(input: Tensor | Number, n: Tensor | Number) -> Tensor:
    """`chebyshev_polynomial_v` of ``2 * input[i] - 1``, for numbers between 0 and 1.

    Degrees are cut to whole numbers; the polynomial is 0 for negative ones and nan for those above a million.

    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 22.7.

    >>> import flambeau as torch
    >>> torch.special.shifted_chebyshev_polynomial_v(torch.tensor([0.75, 1.]), 2)
    tensor([-1.,  1.])
    """


@op(kind=elementwise_float, traits=("needs_tensor",), kernel="shifted_chebyshev_polynomial_w", namespace="special",
    grad_name="SpecialShiftedChebyshevPolynomialW",
    vjp=dict(input=lambda g, input, n:
        g * (4 * (gegenbauer(2 * input - 1, _degree(n, 1), 2.0) + gegenbauer(2 * input - 1, _degree(n, 2), 2.0))),
             n=None),
    jvp=lambda input, n, d_input:
        d_input * (4 * (gegenbauer(2 * input - 1, _degree(n, 1), 2.0) + gegenbauer(2 * input - 1, _degree(n, 2), 2.0))))
def shifted_chebyshev_polynomial_w(input: Tensor | Number, n: Tensor | Number) -> Tensor:
    """`chebyshev_polynomial_w` of ``2 * input[i] - 1``, for numbers between 0 and 1.

    Degrees are cut to whole numbers; the polynomial is 0 for negative ones and nan for those above a million.

    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 22.7.

    >>> import flambeau as torch
    >>> torch.special.shifted_chebyshev_polynomial_w(torch.tensor([0.75, 1.]), 2)
    tensor([1., 5.])
    """


@op(kind=elementwise_float, traits=("needs_tensor",), kernel="hermite_polynomial_h", namespace="special",
    grad_name="SpecialHermitePolynomialH",
    vjp=dict(input=lambda g, input, n: g * (2 * _degree(n) * hermite_polynomial_h(input, _degree(n, 1))),
             n=None),
    jvp=lambda input, n, d_input: d_input * (2 * _degree(n) * hermite_polynomial_h(input, _degree(n, 1))))
def hermite_polynomial_h(input: Tensor | Number, n: Tensor | Number) -> Tensor:
    """Hermite's polynomial of degree ``n[i]`` for the weight ``exp(-x**2)``, the physicists'.

    Degrees are cut to whole numbers; the polynomial is 0 for negative ones and nan for those above a million.

    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 22.7.13.

    >>> import flambeau as torch
    >>> torch.special.hermite_polynomial_h(torch.tensor([0., 1.]), 2)
    tensor([-2.,  2.])
    """


@op(kind=elementwise_float, traits=("needs_tensor",), kernel="hermite_polynomial_he", namespace="special",
    grad_name="SpecialHermitePolynomialHe",
    vjp=dict(input=lambda g, input, n: g * (_degree(n) * hermite_polynomial_he(input, _degree(n, 1))),
             n=None),
    jvp=lambda input, n, d_input: d_input * (_degree(n) * hermite_polynomial_he(input, _degree(n, 1))))
def hermite_polynomial_he(input: Tensor | Number, n: Tensor | Number) -> Tensor:
    """Hermite's polynomial of degree ``n[i]`` for the weight ``exp(-x**2 / 2)``, the probabilists'.

    Degrees are cut to whole numbers; the polynomial is 0 for negative ones and nan for those above a million.

    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 22.7.14.

    >>> import flambeau as torch
    >>> torch.special.hermite_polynomial_he(torch.tensor([0., 1.]), 2)
    tensor([-1.,  0.])
    """


@op(kind=composite, namespace="special")
def laguerre_polynomial_l(input: Tensor | Number, n: Tensor | Number) -> Tensor:
    """Laguerre's polynomial of degree ``n[i]``, for the weight ``exp(-x)`` from 0 on.

    Degrees are cut to whole numbers; the polynomial is 0 for negative ones and nan for those above a million.

    Shape: that of both, broadcast together.
    Dtype: real but the 16-bit floats; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 22.7.12.

    >>> import flambeau as torch
    >>> torch.special.laguerre_polynomial_l(torch.tensor([0., 1.]), 2)
    tensor([ 1.0000, -0.5000])
    """
    return laguerre(input, n, 0.0)


@op(kind=composite, namespace="special")
def legendre_polynomial_p(input: Tensor | Number, n: Tensor | Number) -> Tensor:
    """Legendre's polynomial of degree ``n[i]``, for the weight 1 from -1 to 1.

    Degrees are cut to whole numbers; the polynomial is 0 for negative ones and nan for those above a million.

    Shape: that of both, broadcast together.
    Dtype: real but the 16-bit floats; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 22.7.10.

    >>> import flambeau as torch
    >>> torch.special.legendre_polynomial_p(torch.tensor([0., 1.]), 2)
    tensor([-0.5000,  1.0000])
    """
    return gegenbauer(input, n, 0.5)
