# Written by scripts/make_stubs.py from the op registry; change the ops' entries instead.
"""Special functions. Each is an op's entry."""


from ._core import Tensor

__all__ = [
    "i1",
]

def i1(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Modified Bessel function of the first kind and order 1,
    ``x / 2 * sum over k of (x**2 / 4)**k / (k! * (k + 1)!)``.

    Shape: that of ``self``.
    Dtype: the result has that of ``self``; bools and integers become the default dtype.
    Raises: NotImplementedError for complex tensors.
    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 9.6.10.
    Forms: ``special.i1(input, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.special.i1(torch.tensor([0., 1.]))
    tensor([0.0000, 0.5652])
    """
