"""The order and the values of the frequencies that Fourier transforms have."""

from __future__ import annotations

import math

from .create import arange
from .define import Device, Dtype, Layout, Size, Tensor, composite, op
from .join import cat
from .rearrange import roll


def _dims(self: Tensor, dim: Size | int | None) -> tuple[int, ...]:
    if dim is None:
        return tuple(range(self.ndim))
    return (dim,) if isinstance(dim, int) else tuple(dim)


@op(kind=composite, namespace="fft")
def fftshift(self: Tensor, dim: Size | None = None) -> Tensor:
    """Moves the number of frequency 0 to the middle along each of ``dim``, by default of all dimensions: a `roll` by
    half the size.

    Shape: that of ``self``.
    Dtype: any; the result has it.
    Raises: RuntimeError where there is no dimension.

    >>> import flambeau as torch
    >>> torch.fft.fftshift(torch.fft.fftfreq(4))
    tensor([-0.5000, -0.2500,  0.0000,  0.2500])
    """
    dims = _dims(self, dim)
    return roll(self, [self.size(d) // 2 for d in dims], dims)


@op(kind=composite, namespace="fft")
def ifftshift(self: Tensor, dim: Size | None = None) -> Tensor:
    """Inverse of `fftshift`: a `roll` by ``-(size // 2)`` along each of ``dim``, by default of all dimensions.

    Shape: that of ``self``.
    Dtype: any; the result has it.
    Raises: RuntimeError where there is no dimension.

    >>> import flambeau as torch
    >>> torch.fft.ifftshift(torch.tensor([-1, 0, 1]))
    tensor([ 0,  1, -1])
    """
    dims = _dims(self, dim)
    return roll(self, [-(self.size(d) // 2) for d in dims], dims)


@op(kind=composite, namespace="fft")
def fftfreq(n: int, d: float = 1.0, *, dtype: Dtype | None = None, layout: Layout | None = None,
            device: Device | None = None, requires_grad: bool = False, pin_memory: bool = False) -> Tensor:
    """The frequencies of the results of `fft`, in cycles per unit of ``d``, the time between two samples:
    ``[0, 1, ..., (n - 1) // 2, -(n // 2), ..., -1] / (n * d)``.

    Shape: ``(n,)``.
    Dtype: ``dtype``, a floating one; without it the default dtype.
    Raises: RuntimeError for a negative ``n`` and for dtypes that are not floating.

    >>> import flambeau as torch
    >>> torch.fft.fftfreq(4)
    tensor([ 0.0000,  0.2500, -0.5000, -0.2500])
    """
    _check_frequencies("fftfreq", n, dtype)
    steps = cat([arange((n + 1) // 2, device=device), arange(-(n // 2), 0, device=device)])
    return _frequencies(steps, n, d, dtype, requires_grad)


@op(kind=composite, namespace="fft")
def rfftfreq(n: int, d: float = 1.0, *, dtype: Dtype | None = None, layout: Layout | None = None,
             device: Device | None = None, requires_grad: bool = False, pin_memory: bool = False) -> Tensor:
    """The frequencies of the results of `rfft`, in cycles per unit of ``d``, the time between two samples:
    ``[0, 1, ..., n // 2] / (n * d)``.

    Shape: ``(n // 2 + 1,)``.
    Dtype: ``dtype``, a floating one; without it the default dtype.
    Raises: RuntimeError for a negative ``n`` and for dtypes that are not floating.

    >>> import flambeau as torch
    >>> torch.fft.rfftfreq(4)
    tensor([0.0000, 0.2500, 0.5000])
    """
    _check_frequencies("rfftfreq", n, dtype)
    return _frequencies(arange(n // 2 + 1, device=device), n, d, dtype, requires_grad)


def _check_frequencies(name: str, n: int, dtype: Dtype | None) -> None:
    if n < 0:
        raise RuntimeError(f"Trying to create tensor with negative dimension {n}: [{n}]")
    if dtype is not None and not dtype.is_floating_point:
        raise RuntimeError(f"{name} requires a floating point or complex dtype | dtype is {dtype}")


def _frequencies(steps: Tensor, n: int, d: float, dtype: Dtype | None, requires_grad: bool) -> Tensor:
    steps = steps * 1.0 if dtype is None else steps.to(dtype)
    return (steps * (1.0 / (n * d) if n * d else math.inf)).requires_grad_(requires_grad)
