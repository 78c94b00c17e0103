# Written by scripts/make_stubs.py from the op registry; change the ops' entries instead.
"""Special functions. Each is an op's entry."""


from ._core import Tensor

__all__ = [
    "gammainc",
    "gammaincc",
    "i1",
]

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

def i1(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Modified Bessel function of the first kind and order 1,
    ``x / 2 * sum over k of (x**2 / 4)**k / (k! * (k + 1)!)``.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 9.6.10.
    Gradient: to ``self`` ``g * _i1_slope(self, result)``.
    Tangent: ``d_self * _i1_slope(self, result)``.
    Forms: ``special.i1(input, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.special.i1(torch.tensor([0., 1.]))
    tensor([0.0000, 0.5652])
    """
