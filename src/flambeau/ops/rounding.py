"""Step functions: the sign, and rounding to whole numbers."""

from __future__ import annotations

from typing import Any

from .define import Tensor, elementwise, op

# Step functions: flat wherever they have a derivative. Their graph carries zeros, as PyTorch's does.
_flat: dict[str, Any] = dict(
    vjp=dict(self=lambda g: g.new_zeros(g.shape)),
    jvp=lambda result: result.new_zeros(result.shape))


@op(kind=elementwise, kernel="sign", **_flat)
def sign(self: Tensor) -> Tensor:
    """Sign of real values, ``out[i] = (self[i] > 0) - (self[i] < 0)``: -1, 0 or 1.

    >>> import flambeau as torch
    >>> torch.sign(torch.tensor([-2., 0., 3.]))
    tensor([-1.,  0.,  1.])
    """


@op(kind=elementwise, kernel="floor", **_flat)
def floor(self: Tensor) -> Tensor:
    """The largest integer not above each value: ``n`` with ``n <= self[i] < n + 1``, in the same dtype.

    >>> import flambeau as torch
    >>> torch.floor(torch.tensor([1.7, -1.2]))
    tensor([ 1., -2.])
    """


@op(kind=elementwise, kernel="ceil", **_flat)
def ceil(self: Tensor) -> Tensor:
    """The smallest integer not below each value: ``n`` with ``n - 1 < self[i] <= n``, in the same dtype.

    >>> import flambeau as torch
    >>> torch.ceil(torch.tensor([1.2, -1.7]))
    tensor([ 2., -1.])
    """


@op(kind=elementwise, kernel="round", namespace=("", "special"), **_flat)
def round(self: Tensor, *, decimals: int = 0) -> Tensor:
    """Nearest multiple of ``10 ** -decimals``, halves to even.

    Raises: NotImplementedError for bool and complex tensors, and for integers with ``decimals``.

    >>> import flambeau as torch
    >>> torch.round(torch.tensor([.5, 1.5, -2.6]))
    tensor([ 0.,  2., -3.])
    """


@op(kind=elementwise, kernel="trunc", aliases=("fix",), **_flat)
def trunc(self: Tensor) -> Tensor:
    """The integer part, ``sign(self[i]) * floor(|self[i]|)``: rounding towards zero.

    >>> import flambeau as torch
    >>> torch.trunc(torch.tensor([1.7, -1.7]))
    tensor([ 1., -1.])
    """


@op(kind=elementwise, kernel="frac", vjp=dict(self=lambda g: g), jvp=lambda d_self: d_self.clone())
def frac(self: Tensor) -> Tensor:
    """Fractional part with the value's sign, ``out[i] = self[i] - trunc(self[i])``.

    >>> import flambeau as torch
    >>> torch.frac(torch.tensor([1.25, -1.25]))
    tensor([ 0.2500, -0.2500])
    """
