# Written by scripts/make_stubs.py from the op registry; change the ops' entries instead.
"""Special functions. Each is an op's entry."""


from ._core import Tensor, _bool, _dtype, _float, _int, _Number, _Size

__all__ = [
    "airy_ai",
    "bessel_j0",
    "bessel_j1",
    "bessel_y0",
    "bessel_y1",
    "chebyshev_polynomial_t",
    "chebyshev_polynomial_u",
    "chebyshev_polynomial_v",
    "chebyshev_polynomial_w",
    "digamma",
    "digamma_",
    "entr",
    "erf",
    "erf_",
    "erfc",
    "erfc_",
    "erfcx",
    "erfinv",
    "erfinv_",
    "exp2",
    "exp2_",
    "expit",
    "expm1",
    "expm1_",
    "gammainc",
    "gammaincc",
    "gammaln",
    "hermite_polynomial_h",
    "hermite_polynomial_he",
    "i0",
    "i0_",
    "i0e",
    "i1",
    "i1e",
    "laguerre_polynomial_l",
    "legendre_polynomial_p",
    "log1p",
    "log1p_",
    "log_ndtr",
    "log_softmax",
    "logit",
    "logit_",
    "logsumexp",
    "modified_bessel_i0",
    "modified_bessel_i1",
    "modified_bessel_k0",
    "modified_bessel_k1",
    "multigammaln",
    "ndtr",
    "ndtri",
    "polygamma",
    "polygamma_",
    "psi",
    "round",
    "round_",
    "scaled_modified_bessel_k0",
    "scaled_modified_bessel_k1",
    "shifted_chebyshev_polynomial_t",
    "shifted_chebyshev_polynomial_u",
    "shifted_chebyshev_polynomial_v",
    "shifted_chebyshev_polynomial_w",
    "sinc",
    "sinc_",
    "softmax",
    "spherical_bessel_j0",
    "xlog1py",
    "xlogy",
    "xlogy_",
    "zeta",
]

def airy_ai(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Airy's function Ai, the solution of ``y'' = x * y`` that vanishes for large x.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 10.4.2.
    Gradient: to ``self`` ``g * airy_ai_slope(self)``.
    Tangent: ``d_self * airy_ai_slope(self)``.
    Forms: ``special.airy_ai(input, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.special.airy_ai(torch.tensor([0., -1.]))
    tensor([0.3550, 0.5356])
    """

def bessel_j0(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Bessel function of the first kind and order 0, ``sum over k of (-x**2 / 4)**k / k!**2``.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 9.1.10.
    Gradient: to ``self`` ``g * -bessel_j1(self)``.
    Tangent: ``d_self * -bessel_j1(self)``.
    Forms: ``special.bessel_j0(input, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.special.bessel_j0(torch.tensor([0., 1.]))
    tensor([1.0000, 0.7652])
    """

def bessel_j1(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Bessel function of the first kind and order 1,
    ``x / 2 * sum over k of (-x**2 / 4)**k / (k! * (k + 1)!)``.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 9.1.10.
    Gradient: to ``self`` ``g * (bessel_j0(self) - _over(result, self))``.
    Tangent: ``d_self * (bessel_j0(self) - _over(result, self))``.
    Forms: ``special.bessel_j1(input, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.special.bessel_j1(torch.tensor([0., 1.]))
    tensor([0.0000, 0.4401])
    """

def bessel_y0(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Bessel function of the second kind and order 0; ``-inf`` at 0, nan below.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 9.1.13.
    Gradient: to ``self`` ``g * -bessel_y1(self)``.
    Tangent: ``d_self * -bessel_y1(self)``.
    Forms: ``special.bessel_y0(input, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.special.bessel_y0(torch.tensor([0., 1.]))
    tensor([  -inf, 0.0883])
    """

def bessel_y1(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Bessel function of the second kind and order 1; ``-inf`` at 0, nan below.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 9.1.11.
    Gradient: to ``self`` ``g * (bessel_y0(self) - result / self)``.
    Tangent: ``d_self * (bessel_y0(self) - result / self)``.
    Forms: ``special.bessel_y1(input, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.special.bessel_y1(torch.tensor([0., 1.]))
    tensor([   -inf, -0.7812])
    """

def chebyshev_polynomial_t(input: Tensor | _Number, n: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """Chebyshev's polynomial of the first kind and degree ``n[i]``: ``cos(n * t)``
    for ``input[i] = cos(t)``.

    Degrees are cut to whole numbers; the polynomial is 0 for negative ones and nan for those above a million.

    Shape: that of ``input`` and ``n``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`); bools and integers become the default dtype.
    Raises: NotImplementedError where the common dtype is complex; RuntimeError for shapes that do not broadcast.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 22.7.
    Gradient: to ``input`` ``g * (_degree(n) * chebyshev_polynomial_u(input, _degree(n, 1)))``; to ``n`` none.
    Tangent: ``d_input * (_degree(n) * chebyshev_polynomial_u(input, _degree(n, 1)))``.
    Forms: ``special.chebyshev_polynomial_t(input, n, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.special.chebyshev_polynomial_t(torch.tensor([0.5, 1.]), 2)
    tensor([-0.5000,  1.0000])
    """

def chebyshev_polynomial_u(input: Tensor | _Number, n: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """Chebyshev's polynomial of the second kind and degree ``n[i]``: ``sin((n + 1) * t) / sin(t)``
    for ``input[i] = cos(t)``.

    Degrees are cut to whole numbers; the polynomial is 0 for negative ones and nan for those above a million.

    Shape: that of ``input`` and ``n``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`); bools and integers become the default dtype.
    Raises: NotImplementedError where the common dtype is complex; RuntimeError for shapes that do not broadcast.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 22.7.
    Gradient: to ``input`` ``g * (2 * gegenbauer(input, _degree(n, 1), 2.0))``; to ``n`` none.
    Tangent: ``d_input * (2 * gegenbauer(input, _degree(n, 1), 2.0))``.
    Forms: ``special.chebyshev_polynomial_u(input, n, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.special.chebyshev_polynomial_u(torch.tensor([0.5, 1.]), 2)
    tensor([0., 3.])
    """

def chebyshev_polynomial_v(input: Tensor | _Number, n: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """Chebyshev's polynomial of the third kind and degree ``n[i]``: ``cos((n + 1/2) * t) / cos(t / 2)``
    for ``input[i] = cos(t)``.

    Degrees are cut to whole numbers; the polynomial is 0 for negative ones and nan for those above a million.

    Shape: that of ``input`` and ``n``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`); bools and integers become the default dtype.
    Raises: NotImplementedError where the common dtype is complex; RuntimeError for shapes that do not broadcast.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 22.7.
    Gradient: to ``input`` ``g * (2 * (gegenbauer(input, _degree(n, 1), 2.0) - gegenbauer(input, _degree(n, 2), 2.0)))``; to ``n`` none.
    Tangent: ``d_input * (2 * (gegenbauer(input, _degree(n, 1), 2.0) - gegenbauer(input, _degree(n, 2), 2.0)))``.
    Forms: ``special.chebyshev_polynomial_v(input, n, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.special.chebyshev_polynomial_v(torch.tensor([0.5, 1.]), 2)
    tensor([-1.,  1.])
    """

def chebyshev_polynomial_w(input: Tensor | _Number, n: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """Chebyshev's polynomial of the fourth kind and degree ``n[i]``: ``sin((n + 1/2) * t) / sin(t / 2)``
    for ``input[i] = cos(t)``.

    Degrees are cut to whole numbers; the polynomial is 0 for negative ones and nan for those above a million.

    Shape: that of ``input`` and ``n``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`); bools and integers become the default dtype.
    Raises: NotImplementedError where the common dtype is complex; RuntimeError for shapes that do not broadcast.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 22.7.
    Gradient: to ``input`` ``g * (2 * (gegenbauer(input, _degree(n, 1), 2.0) + gegenbauer(input, _degree(n, 2), 2.0)))``; to ``n`` none.
    Tangent: ``d_input * (2 * (gegenbauer(input, _degree(n, 1), 2.0) + gegenbauer(input, _degree(n, 2), 2.0)))``.
    Forms: ``special.chebyshev_polynomial_w(input, n, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.special.chebyshev_polynomial_w(torch.tensor([0.5, 1.]), 2)
    tensor([1., 5.])
    """

def digamma(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Derivative of `lgamma`, ``gamma'(x) / gamma(x)``.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors; in place, RuntimeError where the result does not fit into ``self``.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 6.3.1.
    Gradient: to ``self`` ``g * polygamma(1, self)``.
    Tangent: ``d_self * polygamma(1, self)``.
    Forms: ``digamma(input, *, out=None)``; ``x.digamma()``; in place ``x.digamma_()``.

    >>> import flambeau as torch
    >>> torch.digamma(torch.tensor([1., 2.]))
    tensor([-0.5772,  0.4228])
    """

def digamma_(input: Tensor) -> Tensor:
    """In-place form of `digamma`."""

def entr(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """A term of an entropy: ``-x * log(x)``, 0 at 0 and ``-inf`` below.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors.
    Gradient: to ``self`` ``g * (-1 - self.log())``.
    Tangent: ``d_self * (-1 - self.log())``.
    Forms: ``special.entr(input, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.special.entr(torch.tensor([0., 0.5]))
    tensor([0.0000, 0.3466])
    """

def erf(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Error function, ``2 / sqrt(pi) * integral of exp(-t**2) from 0 to self[i]``.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors; in place, RuntimeError where the result does not fit into ``self``.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 7.1.1.
    Gradient: to ``self`` ``g * (2 / math.sqrt(math.pi) * (-self * self).exp())``.
    Tangent: ``d_self * (2 / math.sqrt(math.pi) * (-self * self).exp())``.
    Forms: ``erf(input, *, out=None)``; ``x.erf()``; in place ``x.erf_()``.

    >>> import flambeau as torch
    >>> torch.erf(torch.tensor([0., 1.]))
    tensor([0.0000, 0.8427])
    """

def erf_(input: Tensor) -> Tensor:
    """In-place form of `erf`."""

def erfc(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Complementary error function, ``1 - erf(self[i])``, accurate where that is small.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors; in place, RuntimeError where the result does not fit into ``self``.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 7.1.2.
    Gradient: to ``self`` ``g * (-2 / math.sqrt(math.pi) * (-self * self).exp())``.
    Tangent: ``d_self * (-2 / math.sqrt(math.pi) * (-self * self).exp())``.
    Forms: ``erfc(input, *, out=None)``; ``x.erfc()``; in place ``x.erfc_()``.

    >>> import flambeau as torch
    >>> torch.erfc(torch.tensor([0., 1.]))
    tensor([1.0000, 0.1573])
    """

def erfc_(input: Tensor) -> Tensor:
    """In-place form of `erfc`."""

def erfcx(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Scaled complementary error function, ``exp(self[i]**2) * erfc(self[i])``, which stays a number
    where `erfc` vanishes.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 7.1.2.
    Gradient: to ``self`` ``g * (2 * self * result - 2 / math.sqrt(math.pi))``.
    Tangent: ``d_self * (2 * self * result - 2 / math.sqrt(math.pi))``.
    Forms: ``special.erfcx(input, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.special.erfcx(torch.tensor([0., 10.]))
    tensor([1.0000, 0.0561])
    """

def erfinv(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Inverse of the error function: ``y`` with ``erf(y) = self[i]``; infinite at -1 and 1, nan outside.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors; in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * (math.sqrt(math.pi) / 2 * (result * result).exp())``.
    Tangent: ``d_self * (math.sqrt(math.pi) / 2 * (result * result).exp())``.
    Forms: ``erfinv(input, *, out=None)``; ``x.erfinv()``; in place ``x.erfinv_()``.

    >>> import flambeau as torch
    >>> torch.erfinv(torch.tensor([0., .5]))
    tensor([0.0000, 0.4769])
    """

def erfinv_(input: Tensor) -> Tensor:
    """In-place form of `erfinv`."""

def exp2(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Power of two, ``2 ** self[i]``.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * conj(result * _LN2)``.
    Tangent: ``d_self * (result * _LN2)``.
    Forms: ``exp2(input, *, out=None)``; ``x.exp2()``; in place ``x.exp2_()``.

    >>> import flambeau as torch
    >>> torch.exp2(torch.tensor([0., 3.]))
    tensor([1., 8.])
    """

def exp2_(input: Tensor) -> Tensor:
    """In-place form of `exp2`."""

def expit(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Another name for `sigmoid`.

    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``special.expit(input, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.special.expit(torch.tensor([0., 1.]))
    tensor([0.5000, 0.7311])
    """

def expm1(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``exp(self[i]) - 1``, accurate near 0.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * conj(result + 1)``.
    Tangent: ``d_self * (result + 1)``.
    Forms: ``expm1(input, *, out=None)``; ``x.expm1()``; in place ``x.expm1_()``.

    >>> import flambeau as torch
    >>> torch.expm1(torch.tensor([0., 1e-5]))
    tensor([0.0000e+00, 1.0000e-05])
    """

def expm1_(input: Tensor) -> Tensor:
    """In-place form of `expm1`."""

def gammainc(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """`igamma`: the regularised lower incomplete gamma function, integrated from 0 to ``other[i]``.

    Shape: that of both, broadcast together.
    Dtype: floating; the result has the common dtype.
    Raises: RuntimeError for the derivative with respect to ``self``; NotImplementedError for bool, integer and complex
        tensors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``special.gammainc(input, other, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.special.gammainc(torch.tensor([1.]), torch.tensor([1.]))
    tensor([0.6321])
    """

def gammaincc(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """`igammac`: the regularised upper incomplete gamma function, integrated from ``other[i]`` on.

    Shape: that of both, broadcast together.
    Dtype: floating; the result has the common dtype.
    Raises: RuntimeError for the derivative with respect to ``self``; NotImplementedError for bool, integer and complex
        tensors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``special.gammaincc(input, other, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.special.gammaincc(torch.tensor([1.]), torch.tensor([1.]))
    tensor([0.3679])
    """

def gammaln(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Another name for `lgamma`.

    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``special.gammaln(input, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.special.gammaln(torch.tensor([1., 5.]))
    tensor([0.0000, 3.1781])
    """

def hermite_polynomial_h(input: Tensor | _Number, n: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """Hermite's polynomial of degree ``n[i]`` for the weight ``exp(-x**2)``, the physicists'.

    Degrees are cut to whole numbers; the polynomial is 0 for negative ones and nan for those above a million.

    Shape: that of ``input`` and ``n``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`); bools and integers become the default dtype.
    Raises: NotImplementedError where the common dtype is complex; RuntimeError for shapes that do not broadcast.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 22.7.13.
    Gradient: to ``input`` ``g * (2 * _degree(n) * hermite_polynomial_h(input, _degree(n, 1)))``; to ``n`` none.
    Tangent: ``d_input * (2 * _degree(n) * hermite_polynomial_h(input, _degree(n, 1)))``.
    Forms: ``special.hermite_polynomial_h(input, n, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.special.hermite_polynomial_h(torch.tensor([0., 1.]), 2)
    tensor([-2.,  2.])
    """

def hermite_polynomial_he(input: Tensor | _Number, n: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """Hermite's polynomial of degree ``n[i]`` for the weight ``exp(-x**2 / 2)``, the probabilists'.

    Degrees are cut to whole numbers; the polynomial is 0 for negative ones and nan for those above a million.

    Shape: that of ``input`` and ``n``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`); bools and integers become the default dtype.
    Raises: NotImplementedError where the common dtype is complex; RuntimeError for shapes that do not broadcast.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 22.7.14.
    Gradient: to ``input`` ``g * (_degree(n) * hermite_polynomial_he(input, _degree(n, 1)))``; to ``n`` none.
    Tangent: ``d_input * (_degree(n) * hermite_polynomial_he(input, _degree(n, 1)))``.
    Forms: ``special.hermite_polynomial_he(input, n, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.special.hermite_polynomial_he(torch.tensor([0., 1.]), 2)
    tensor([-1.,  0.])
    """

def i0(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Modified Bessel function of the first kind and order 0, ``sum over k of (x**2 / 4)**k / k!**2``.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors; in place, RuntimeError where the result does not fit into ``self``.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 9.6.12.
    Gradient: to ``self`` ``g * i1(self)``.
    Tangent: ``d_self * i1(self)``.
    Forms: ``i0(input, *, out=None)``; ``x.i0()``; in place ``x.i0_()``.

    >>> import flambeau as torch
    >>> torch.i0(torch.tensor([0., 1.]))
    tensor([1.0000, 1.2661])
    """

def i0_(input: Tensor) -> Tensor:
    """In-place form of `i0`."""

def i0e(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """`i0` times ``exp(-|x|)``, which stays a number where the function itself overflows.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors.
    Gradient: to ``self`` ``g * (i1e(self) - self.sign() * result)``.
    Tangent: ``d_self * (i1e(self) - self.sign() * result)``.
    Forms: ``special.i0e(input, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.special.i0e(torch.tensor([0., 100.]))
    tensor([1.0000, 0.0399])
    """

def i1(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Modified Bessel function of the first kind and order 1,
    ``x / 2 * sum over k of (x**2 / 4)**k / (k! * (k + 1)!)``.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 9.6.10.
    Gradient: to ``self`` ``g * (i0(self) - _over(result, self))``.
    Tangent: ``d_self * (i0(self) - _over(result, self))``.
    Forms: ``special.i1(input, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.special.i1(torch.tensor([0., 1.]))
    tensor([0.0000, 0.5652])
    """

def i1e(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """`i1` times ``exp(-|x|)``, which stays a number where the function itself overflows.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors.
    Gradient: to ``self`` ``g * (i0e(self) - self.sign() * result - _over(result, self))``.
    Tangent: ``d_self * (i0e(self) - self.sign() * result - _over(result, self))``.
    Forms: ``special.i1e(input, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.special.i1e(torch.tensor([0., 100.]))
    tensor([0.0000, 0.0397])
    """

def laguerre_polynomial_l(input: Tensor | _Number, n: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """Laguerre's polynomial of degree ``n[i]``, for the weight ``exp(-x)`` from 0 on.

    Degrees are cut to whole numbers; the polynomial is 0 for negative ones and nan for those above a million.

    Shape: that of both, broadcast together.
    Dtype: real but the 16-bit floats; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 22.7.12.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``special.laguerre_polynomial_l(input, n, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.special.laguerre_polynomial_l(torch.tensor([0., 1.]), 2)
    tensor([ 1.0000, -0.5000])
    """

def legendre_polynomial_p(input: Tensor | _Number, n: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """Legendre's polynomial of degree ``n[i]``, for the weight 1 from -1 to 1.

    Degrees are cut to whole numbers; the polynomial is 0 for negative ones and nan for those above a million.

    Shape: that of both, broadcast together.
    Dtype: real but the 16-bit floats; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 22.7.10.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``special.legendre_polynomial_p(input, n, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.special.legendre_polynomial_p(torch.tensor([0., 1.]), 2)
    tensor([-0.5000,  1.0000])
    """

def log1p(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``log(1 + self[i])``, accurate near 0.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * conj(1 / (self + 1))``.
    Tangent: ``d_self * (1 / (self + 1))``.
    Forms: ``log1p(input, *, out=None)``; ``x.log1p()``; in place ``x.log1p_()``.

    >>> import flambeau as torch
    >>> torch.log1p(torch.tensor([0., 1.]))
    tensor([0.0000, 0.6931])
    """

def log1p_(input: Tensor) -> Tensor:
    """In-place form of `log1p`."""

def log_ndtr(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Logarithm of `ndtr`, ``log(ndtr(self[i]))``, which stays a number far below 0, where `ndtr` vanishes.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors.
    Gradient: to ``self`` ``g * (math.sqrt(2 / math.pi) / erfcx(self * -math.sqrt(0.5)))``.
    Tangent: ``d_self * (math.sqrt(2 / math.pi) / erfcx(self * -math.sqrt(0.5)))``.
    Forms: ``special.log_ndtr(input, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.special.log_ndtr(torch.tensor([-10.]))
    tensor([-53.2313])
    """

def log_softmax(input: Tensor, dim: _int, dtype: _dtype | None = None) -> Tensor:
    """``x - log(sum(exp(x)))`` along ``dim``, without overflow; computed in ``dtype`` if that is given.

    Shape: that of ``self``.
    Dtype: floating, of ``self`` or given as ``dtype``; the result has it.
    Raises: NotImplementedError for bool, integer and complex tensors without a floating ``dtype``; IndexError for ``dim`` out of range.
    Gradient: to ``self`` ``log_softmax_backward(g, result, dim)``.
    Tangent: ``d_self.to(result.dtype) - (d_self * result.exp()).sum(dim if result.shape else (), True)``.
    Forms: ``log_softmax(input, dim, dtype=None, *, out=None)``; ``x.log_softmax(dim, dtype=None)``.

    >>> import flambeau as torch
    >>> torch.log_softmax(torch.tensor([0., 0.]), 0)
    tensor([-0.6931, -0.6931])
    """

def logit(input: Tensor, eps: _float | None = None, *, out: Tensor | None = None) -> Tensor:
    """Inverse of `sigmoid`, ``log(x / (1 - x))``, with ``x`` first clamped to ``[eps, 1 - eps]`` if ``eps`` is given.

    Shape: that of ``self``.
    Dtype: any but complex; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``logit(input, eps=None, *, out=None)``; ``x.logit(eps=None)``; in place ``x.logit_(eps=None)``.

    >>> import flambeau as torch
    >>> torch.logit(torch.tensor([.5, .9]))
    tensor([0.0000, 2.1972])
    """

def logit_(input: Tensor, eps: _float | None = None) -> Tensor:
    """In-place form of `logit`."""

def logsumexp(input: Tensor, dim: _Size, keepdim: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """``log(sum(exp(self)))`` over ``dim`` without overflow.

    Shape: that of ``self`` without ``dim``, or with size 1 there if ``keepdim``; 0-d without ``dim``.
    Dtype: any; bools and integers become the default dtype.
    Raises: IndexError for ``dim`` out of range.
    Gradient: to ``self`` ``restore(g, self.shape, dim, keepdim) * conj(_softmax_of(self, result, dim, keepdim))``.
    Tangent: ``(d_self * _softmax_of(self, result, dim, keepdim)).sum(dim, keepdim)``.
    Forms: ``logsumexp(input, dim, keepdim=False, *, out=None)``; ``x.logsumexp(dim, keepdim=False)``.

    >>> import flambeau as torch
    >>> torch.logsumexp(torch.tensor([0., 0.]), 0)
    tensor(0.6931)
    """

def modified_bessel_i0(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Another name for `i0`.

    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``special.modified_bessel_i0(input, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.special.modified_bessel_i0(torch.tensor([0., 1.]))
    tensor([1.0000, 1.2661])
    """

def modified_bessel_i1(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Another name for `i1`.

    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``special.modified_bessel_i1(input, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.special.modified_bessel_i1(torch.tensor([0., 1.]))
    tensor([0.0000, 0.5652])
    """

def modified_bessel_k0(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Modified Bessel function of the second kind and order 0, the integral of
    ``exp(-x * cosh(t))`` over ``t > 0``; infinite at 0, nan below.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 9.6.24.
    Gradient: to ``self`` ``g * -modified_bessel_k1(self)``.
    Tangent: ``d_self * -modified_bessel_k1(self)``.
    Forms: ``special.modified_bessel_k0(input, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.special.modified_bessel_k0(torch.tensor([0., 1.]))
    tensor([   inf, 0.4210])
    """

def modified_bessel_k1(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Modified Bessel function of the second kind and order 1, the integral of
    ``exp(-x * cosh(t)) * cosh(t)`` over ``t > 0``; infinite at 0, nan below.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 9.6.24.
    Gradient: to ``self`` ``g * (-modified_bessel_k0(self) - result / self)``.
    Tangent: ``d_self * (-modified_bessel_k0(self) - result / self)``.
    Forms: ``special.modified_bessel_k1(input, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.special.modified_bessel_k1(torch.tensor([0., 1.]))
    tensor([   inf, 0.6019])
    """

def multigammaln(input: Tensor, p: _int, *, out: Tensor | None = None) -> Tensor:
    """Another name for `mvlgamma`.

    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``special.multigammaln(input, p, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.special.multigammaln(torch.tensor([2., 3.]), 2)
    tensor([0.4516, 1.5502])
    """

def ndtr(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Normal distribution function: the probability that a standard normal number is below ``self[i]``,
    ``erfc(-self[i] / sqrt(2)) / 2``.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 26.2.2.
    Gradient: to ``self`` ``g * ((-self * self / 2).exp() / math.sqrt(2 * math.pi))``.
    Tangent: ``d_self * ((-self * self / 2).exp() / math.sqrt(2 * math.pi))``.
    Forms: ``special.ndtr(input, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.special.ndtr(torch.tensor([0., 1.]))
    tensor([0.5000, 0.8413])
    """

def ndtri(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Inverse of `ndtr`: ``y`` with ``ndtr(y) = self[i]``; infinite at 0 and 1, nan outside.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 26.2.23.
    Gradient: to ``self`` ``g * (math.sqrt(2 * math.pi) * (result * result / 2).exp())``.
    Tangent: ``d_self * (math.sqrt(2 * math.pi) * (result * result / 2).exp())``.
    Forms: ``special.ndtri(input, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.special.ndtri(torch.tensor([0.5, 0.975]))
    tensor([0.0000, 1.9600])
    """

def polygamma(n: _int, self: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The ``n``-th derivative of `digamma`.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: RuntimeError for a negative ``n``; NotImplementedError for complex tensors; in place, RuntimeError where the result does not fit into ``self``.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 6.4.1.
    Gradient: to ``self`` ``g * polygamma(n + 1, self)``.
    Tangent: ``d_self * polygamma(n + 1, self)``.
    Forms: ``polygamma(n, self, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.polygamma(1, torch.tensor([1.]))
    tensor([1.6449])
    """

def polygamma_(n: _int, self: Tensor) -> Tensor:
    """In-place form of `polygamma`."""

def psi(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Another name for `digamma`.

    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``special.psi(input, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.special.psi(torch.tensor([1., 2.]))
    tensor([-0.5772,  0.4228])
    """

def round(input: Tensor, *, decimals: _int = 0, out: Tensor | None = None) -> Tensor:
    """Nearest multiple of ``10 ** -decimals``, halves to even.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``.
    Raises: NotImplementedError for bool and complex tensors, and for integers with ``decimals``; in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g.new_zeros(g.shape)``.
    Tangent: ``result.new_zeros(result.shape)``.
    Forms: ``round(input, *, decimals=0, out=None)``; ``x.round(*, decimals=0)``; in place ``x.round_(*, decimals=0)``.

    >>> import flambeau as torch
    >>> torch.round(torch.tensor([.5, 1.5, -2.6]))
    tensor([ 0.,  2., -3.])
    """

def round_(input: Tensor, *, decimals: _int = 0) -> Tensor:
    """In-place form of `round`."""

def scaled_modified_bessel_k0(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """`modified_bessel_k0` times ``exp(x)``, which stays a number where the function itself vanishes.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors.
    Gradient: to ``self`` ``g * (result - scaled_modified_bessel_k1(self))``.
    Tangent: ``d_self * (result - scaled_modified_bessel_k1(self))``.
    Forms: ``special.scaled_modified_bessel_k0(input, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.special.scaled_modified_bessel_k0(torch.tensor([0., 100.]))
    tensor([   inf, 0.1252])
    """

def scaled_modified_bessel_k1(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """`modified_bessel_k1` times ``exp(x)``, which stays a number where the function itself vanishes.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors.
    Gradient: to ``self`` ``g * (result - scaled_modified_bessel_k0(self) - result / self)``.
    Tangent: ``d_self * (result - scaled_modified_bessel_k0(self) - result / self)``.
    Forms: ``special.scaled_modified_bessel_k1(input, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.special.scaled_modified_bessel_k1(torch.tensor([0., 100.]))
    tensor([   inf, 0.1258])
    """

def shifted_chebyshev_polynomial_t(input: Tensor | _Number, n: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """`chebyshev_polynomial_t` of ``2 * input[i] - 1``, for numbers between 0 and 1.

    Degrees are cut to whole numbers; the polynomial is 0 for negative ones and nan for those above a million.

    Shape: that of ``input`` and ``n``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`); bools and integers become the default dtype.
    Raises: NotImplementedError where the common dtype is complex; RuntimeError for shapes that do not broadcast.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 22.7.
    Gradient: to ``input`` ``g * (2 * _degree(n) * shifted_chebyshev_polynomial_u(input, _degree(n, 1)))``; to ``n`` none.
    Tangent: ``d_input * (2 * _degree(n) * shifted_chebyshev_polynomial_u(input, _degree(n, 1)))``.
    Forms: ``special.shifted_chebyshev_polynomial_t(input, n, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.special.shifted_chebyshev_polynomial_t(torch.tensor([0.75, 1.]), 2)
    tensor([-0.5000,  1.0000])
    """

def shifted_chebyshev_polynomial_u(input: Tensor | _Number, n: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """`chebyshev_polynomial_u` of ``2 * input[i] - 1``, for numbers between 0 and 1.

    Degrees are cut to whole numbers; the polynomial is 0 for negative ones and nan for those above a million.

    Shape: that of ``input`` and ``n``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`); bools and integers become the default dtype.
    Raises: NotImplementedError where the common dtype is complex; RuntimeError for shapes that do not broadcast.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 22.7.
    Gradient: to ``input`` ``g * (4 * gegenbauer(2 * input - 1, _degree(n, 1), 2.0))``; to ``n`` none.
    Tangent: ``d_input * (4 * gegenbauer(2 * input - 1, _degree(n, 1), 2.0))``.
    Forms: ``special.shifted_chebyshev_polynomial_u(input, n, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.special.shifted_chebyshev_polynomial_u(torch.tensor([0.75, 1.]), 2)
    tensor([0., 3.])
    """

def shifted_chebyshev_polynomial_v(input: Tensor | _Number, n: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """`chebyshev_polynomial_v` of ``2 * input[i] - 1``, for numbers between 0 and 1.

    Degrees are cut to whole numbers; the polynomial is 0 for negative ones and nan for those above a million.

    Shape: that of ``input`` and ``n``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`); bools and integers become the default dtype.
    Raises: NotImplementedError where the common dtype is complex; RuntimeError for shapes that do not broadcast.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 22.7.
    Gradient: to ``input`` ``g * (4 * (gegenbauer(2 * input - 1, _degree(n, 1), 2.0) - gegenbauer(2 * input - 1, _degree(n, 2), 2.0)))``; to ``n`` none.
    Tangent: ``d_input * (4 * (gegenbauer(2 * input - 1, _degree(n, 1), 2.0) - gegenbauer(2 * input - 1, _degree(n, 2), 2.0)))``.
    Forms: ``special.shifted_chebyshev_polynomial_v(input, n, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.special.shifted_chebyshev_polynomial_v(torch.tensor([0.75, 1.]), 2)
    tensor([-1.,  1.])
    """

def shifted_chebyshev_polynomial_w(input: Tensor | _Number, n: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """`chebyshev_polynomial_w` of ``2 * input[i] - 1``, for numbers between 0 and 1.

    Degrees are cut to whole numbers; the polynomial is 0 for negative ones and nan for those above a million.

    Shape: that of ``input`` and ``n``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`); bools and integers become the default dtype.
    Raises: NotImplementedError where the common dtype is complex; RuntimeError for shapes that do not broadcast.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 22.7.
    Gradient: to ``input`` ``g * (4 * (gegenbauer(2 * input - 1, _degree(n, 1), 2.0) + gegenbauer(2 * input - 1, _degree(n, 2), 2.0)))``; to ``n`` none.
    Tangent: ``d_input * (4 * (gegenbauer(2 * input - 1, _degree(n, 1), 2.0) + gegenbauer(2 * input - 1, _degree(n, 2), 2.0)))``.
    Forms: ``special.shifted_chebyshev_polynomial_w(input, n, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.special.shifted_chebyshev_polynomial_w(torch.tensor([0.75, 1.]), 2)
    tensor([1., 5.])
    """

def sinc(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``sin(pi * self[i]) / (pi * self[i])``, and 1 at 0.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * conj(_sinc_slope(self))``.
    Tangent: ``d_self * _sinc_slope(self)``.
    Forms: ``sinc(input, *, out=None)``; ``x.sinc()``; in place ``x.sinc_()``.

    >>> import flambeau as torch
    >>> torch.sinc(torch.tensor([0., .5]))
    tensor([1.0000, 0.6366])
    """

def sinc_(input: Tensor) -> Tensor:
    """In-place form of `sinc`."""

def softmax(input: Tensor, dim: _int, dtype: _dtype | None = None) -> Tensor:
    """``exp(x) / sum(exp(x))`` along ``dim``, without overflow; computed in ``dtype`` if that is given.

    Shape: that of ``self``.
    Dtype: floating, of ``self`` or given as ``dtype``; the result has it.
    Raises: NotImplementedError for bool, integer and complex tensors without a floating ``dtype``; IndexError for ``dim`` out of range.
    Gradient: to ``self`` ``softmax_backward(g, result, dim)``.
    Tangent: ``softmax_backward(d_self.to(result.dtype), result, dim)``.
    Forms: ``softmax(input, dim, dtype=None, *, out=None)``; ``x.softmax(dim, dtype=None)``.

    >>> import flambeau as torch
    >>> torch.softmax(torch.tensor([0., 0.]), 0)
    tensor([0.5000, 0.5000])
    """

def spherical_bessel_j0(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Spherical Bessel function of the first kind and order 0, ``sin(x) / x``, 1 at 0.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 10.1.11.
    Gradient: to ``self`` ``g * _spherical_slope(self, result)``.
    Tangent: ``d_self * _spherical_slope(self, result)``.
    Forms: ``special.spherical_bessel_j0(input, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.special.spherical_bessel_j0(torch.tensor([0., 1.]))
    tensor([1.0000, 0.8415])
    """

def xlog1py(input: Tensor | _Number, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """``self[i] * log1p(other[i])``, and 0 where ``self[i]`` is 0 (unless ``other[i]`` is nan).

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`); bools and integers become the default dtype.
    Raises: NotImplementedError where the common dtype is complex; RuntimeError for shapes that do not broadcast.
    Gradient: to ``self`` ``g * _log1p_unless_zero(self, other)``; to ``other`` ``g * (self / (other + 1))``.
    Tangent: ``d_self * _log1p_unless_zero(self, other) + d_other * (self / (other + 1))``.
    Forms: ``special.xlog1py(input, other, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.special.xlog1py(torch.tensor([0., 2.]), torch.tensor([-1., 0.]))
    tensor([0., 0.])
    """

def xlogy(input: Tensor | _Number, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """``self[i] * log(other[i])``, and 0 where ``self[i]`` is 0 (unless ``other[i]`` is nan).

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`); bools and integers become the default dtype.
    Raises: NotImplementedError where the common dtype is complex; RuntimeError for shapes that do not broadcast; in place, RuntimeError where the result does not fit into ``self``.
    Gradient: to ``self`` ``g * _log_unless_zero(self, other)``; to ``other`` ``g * (self / other)``.
    Tangent: ``d_self * _log_unless_zero(self, other) + d_other * (self / other)``.
    Forms: ``xlogy(input, other, *, out=None)``; ``x.xlogy(other)``; in place ``x.xlogy_(other)``.

    >>> import flambeau as torch
    >>> torch.xlogy(torch.tensor([0., 2.]), torch.tensor([0., 1.]))
    tensor([0., 0.])
    """

def xlogy_(input: Tensor | _Number, other: Tensor | _Number) -> Tensor:
    """In-place form of `xlogy`."""

def zeta(input: Tensor | _Number, other: Tensor | _Number, *, out: Tensor | None = None) -> Tensor:
    """Hurwitz' zeta function, ``sum over k >= 0 of (other[i] + k)**-self[i]``.

    It is infinite for ``self[i] = 1`` and where ``other[i]`` is 0 or a negative whole number, and nan for ``self[i]``
    below 1 and, unless ``self[i]`` is whole, for negative ``other[i]``.

    Shape: that of ``self`` and ``other``, broadcast together.
    Dtype: the result has the common dtype of the operands (`result_type`); bools and integers become the default dtype.
    Raises: RuntimeError for the derivative with respect to ``self``; NotImplementedError where the common dtype is complex; RuntimeError for shapes that do not broadcast.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 23.2.5 and 23.1.30.
    Gradient: to ``self`` refused; to ``other`` ``g * (-self * zeta(self + 1, other))``.
    Tangent: ``_zeta_tangent``.
    Forms: ``special.zeta(input, other, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.special.zeta(torch.tensor([2.]), torch.tensor([1.]))
    tensor([1.6449])
    """
