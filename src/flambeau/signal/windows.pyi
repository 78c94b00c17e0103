# Written by scripts/make_stubs.py from the op registry; change the ops' entries instead.
"""Windows of signals, symmetric unless they are asked to be periodic. Each function is an op's entry."""

from typing import Any

from .._core import Tensor, _bool, _Device, _dtype, _float, _int

__all__ = [
    "bartlett",
    "blackman",
    "cosine",
    "exponential",
    "gaussian",
    "general_cosine",
    "general_hamming",
    "hamming",
    "hann",
    "kaiser",
    "nuttall",
]

def bartlett(M: _int, *, sym: _bool = True, dtype: _dtype | None = None, layout: Any = None, device: _Device | None = None, requires_grad: _bool = False, out: Tensor | None = None) -> Tensor:
    """Bartlett's window, a triangle: ``1 - abs(2 k / N - 1)``.

    ``k`` counts from 0 and ``N`` is ``M - 1``, or ``M`` for a periodic window (``sym`` false).

    Shape: ``(M,)``.
    Dtype: ``dtype``, float32 or float64; without it the default dtype.
    Raises: ValueError for a negative ``M`` and for another dtype or layout; RuntimeError for ``requires_grad`` with a bool or integer dtype.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``signal.windows.bartlett(M, *, sym=True, dtype=None, layout=None, device=None, requires_grad=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.signal.windows.bartlett(5)
    tensor([0.0000, 0.5000, 1.0000, 0.5000, 0.0000])
    """

def blackman(M: _int, *, sym: _bool = True, dtype: _dtype | None = None, layout: Any = None, device: _Device | None = None, requires_grad: _bool = False, out: Tensor | None = None) -> Tensor:
    """Blackman's window, ``0.42 - 0.5 * cos(2 pi k / N) + 0.08 * cos(4 pi k / N)``.

    ``k`` counts from 0 and ``N`` is ``M - 1``, or ``M`` for a periodic window (``sym`` false).

    Shape: ``(M,)``.
    Dtype: ``dtype``, float32 or float64; without it the default dtype.
    Raises: ValueError for a negative ``M`` and for another dtype or layout; RuntimeError for ``requires_grad`` with a bool or integer dtype.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``signal.windows.blackman(M, *, sym=True, dtype=None, layout=None, device=None, requires_grad=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.signal.windows.blackman(5)[1:4]
    tensor([0.3400, 1.0000, 0.3400])
    """

def cosine(M: _int, *, sym: _bool = True, dtype: _dtype | None = None, layout: Any = None, device: _Device | None = None, requires_grad: _bool = False, out: Tensor | None = None) -> Tensor:
    """Half a period of a sine: ``sin(pi * (k + 0.5) / (N + 1))``.

    ``k`` counts from 0 and ``N`` is ``M - 1``, or ``M`` for a periodic window (``sym`` false).

    Shape: ``(M,)``.
    Dtype: ``dtype``, float32 or float64; without it the default dtype.
    Raises: ValueError for a negative ``M`` and for another dtype or layout; RuntimeError for ``requires_grad`` with a bool or integer dtype.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``signal.windows.cosine(M, *, sym=True, dtype=None, layout=None, device=None, requires_grad=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.signal.windows.cosine(3)
    tensor([0.5000, 1.0000, 0.5000])
    """

def exponential(M: _int, *, center: _float | None = None, tau: _float = 1.0, sym: _bool = True, dtype: _dtype | None = None, layout: Any = None, device: _Device | None = None, requires_grad: _bool = False, out: Tensor | None = None) -> Tensor:
    """A peak that falls off by a factor of e every ``tau``: ``exp(-abs(k - center) / tau)``, ``center`` being ``N / 2``
    unless it is given.

    ``k`` counts from 0 and ``N`` is ``M - 1``, or ``M`` for a periodic window (``sym`` false).

    Shape: ``(M,)``.
    Dtype: ``dtype``, float32 or float64; without it the default dtype.
    Raises: ValueError for a ``tau`` that is not positive, a ``center`` of a symmetric
        window and for a negative ``M`` and for another dtype or layout; RuntimeError for ``requires_grad`` with a bool or integer dtype.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``signal.windows.exponential(M, *, center=None, tau=1.0, sym=True, dtype=None, layout=None, device=None, requires_grad=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.signal.windows.exponential(3)
    tensor([0.3679, 1.0000, 0.3679])
    """

def gaussian(M: _int, *, std: _float = 1.0, sym: _bool = True, dtype: _dtype | None = None, layout: Any = None, device: _Device | None = None, requires_grad: _bool = False, out: Tensor | None = None) -> Tensor:
    """Gauss's bell, ``exp(-((k - N / 2) / std)**2 / 2)``.

    ``k`` counts from 0 and ``N`` is ``M - 1``, or ``M`` for a periodic window (``sym`` false).

    Shape: ``(M,)``.
    Dtype: ``dtype``, float32 or float64; without it the default dtype.
    Raises: ValueError for a ``std`` that is not positive and for a negative ``M`` and for another dtype or layout; RuntimeError for ``requires_grad`` with a bool or integer dtype.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``signal.windows.gaussian(M, *, std=1.0, sym=True, dtype=None, layout=None, device=None, requires_grad=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.signal.windows.gaussian(3)
    tensor([0.6065, 1.0000, 0.6065])
    """

def general_cosine(M: _int, *, a: Any, sym: _bool = True, dtype: _dtype | None = None, layout: Any = None, device: _Device | None = None, requires_grad: _bool = False, out: Tensor | None = None) -> Tensor:
    """A sum of cosines, ``sum over i of (-1)**i * a[i] * cos(2 pi i k / N)``.

    ``k`` counts from 0 and ``N`` is ``M - 1``, or ``M`` for a periodic window (``sym`` false).

    Shape: ``(M,)``.
    Dtype: ``dtype``, float32 or float64; without it the default dtype.
    Raises: ValueError for no coefficients and for a negative ``M`` and for another dtype or layout; RuntimeError for ``requires_grad`` with a bool or integer dtype.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``signal.windows.general_cosine(M, *, a, sym=True, dtype=None, layout=None, device=None, requires_grad=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.signal.windows.general_cosine(3, a=[0.5, 0.5])
    tensor([0., 1., 0.])
    """

def general_hamming(M: _int, *, alpha: _float = 0.54, sym: _bool = True, dtype: _dtype | None = None, layout: Any = None, device: _Device | None = None, requires_grad: _bool = False, out: Tensor | None = None) -> Tensor:
    """Hamming's window with a weight: ``alpha - (1 - alpha) * cos(2 pi k / N)``.

    ``k`` counts from 0 and ``N`` is ``M - 1``, or ``M`` for a periodic window (``sym`` false).

    Shape: ``(M,)``.
    Dtype: ``dtype``, float32 or float64; without it the default dtype.
    Raises: ValueError for a negative ``M`` and for another dtype or layout; RuntimeError for ``requires_grad`` with a bool or integer dtype.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``signal.windows.general_hamming(M, *, alpha=0.54, sym=True, dtype=None, layout=None, device=None, requires_grad=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.signal.windows.general_hamming(3, alpha=0.6)
    tensor([0.2000, 1.0000, 0.2000])
    """

def hamming(M: _int, *, sym: _bool = True, dtype: _dtype | None = None, layout: Any = None, device: _Device | None = None, requires_grad: _bool = False, out: Tensor | None = None) -> Tensor:
    """Hamming's window, ``0.54 - 0.46 * cos(2 pi k / N)``.

    ``k`` counts from 0 and ``N`` is ``M - 1``, or ``M`` for a periodic window (``sym`` false).

    Shape: ``(M,)``.
    Dtype: ``dtype``, float32 or float64; without it the default dtype.
    Raises: ValueError for a negative ``M`` and for another dtype or layout; RuntimeError for ``requires_grad`` with a bool or integer dtype.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``signal.windows.hamming(M, *, sym=True, dtype=None, layout=None, device=None, requires_grad=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.signal.windows.hamming(3)
    tensor([0.0800, 1.0000, 0.0800])
    """

def hann(M: _int, *, sym: _bool = True, dtype: _dtype | None = None, layout: Any = None, device: _Device | None = None, requires_grad: _bool = False, out: Tensor | None = None) -> Tensor:
    """Hann's window, ``(1 - cos(2 pi k / N)) / 2``.

    ``k`` counts from 0 and ``N`` is ``M - 1``, or ``M`` for a periodic window (``sym`` false).

    Shape: ``(M,)``.
    Dtype: ``dtype``, float32 or float64; without it the default dtype.
    Raises: ValueError for a negative ``M`` and for another dtype or layout; RuntimeError for ``requires_grad`` with a bool or integer dtype.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``signal.windows.hann(M, *, sym=True, dtype=None, layout=None, device=None, requires_grad=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.signal.windows.hann(5)
    tensor([0.0000, 0.5000, 1.0000, 0.5000, 0.0000])
    """

def kaiser(M: _int, *, beta: _float = 12.0, sym: _bool = True, dtype: _dtype | None = None, layout: Any = None, device: _Device | None = None, requires_grad: _bool = False, out: Tensor | None = None) -> Tensor:
    """Kaiser's window, ``i0(beta * sqrt(1 - (2 k / N - 1)**2)) / i0(beta)``.

    ``k`` counts from 0 and ``N`` is ``M - 1``, or ``M`` for a periodic window (``sym`` false).

    Shape: ``(M,)``.
    Dtype: ``dtype``, float32 or float64; without it the default dtype.
    Raises: ValueError for a negative ``beta`` and for a negative ``M`` and for another dtype or layout; RuntimeError for ``requires_grad`` with a bool or integer dtype.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``signal.windows.kaiser(M, *, beta=12.0, sym=True, dtype=None, layout=None, device=None, requires_grad=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.signal.windows.kaiser(3, beta=2.)
    tensor([0.4387, 1.0000, 0.4387])
    """

def nuttall(M: _int, *, sym: _bool = True, dtype: _dtype | None = None, layout: Any = None, device: _Device | None = None, requires_grad: _bool = False, out: Tensor | None = None) -> Tensor:
    """Nuttall's window, ``sum over i of (-1)**i * a[i] * cos(2 pi i k / N)`` with a = 0.3635819,
    0.4891775, 0.1365995 and 0.0106411.

    ``k`` counts from 0 and ``N`` is ``M - 1``, or ``M`` for a periodic window (``sym`` false).

    Shape: ``(M,)``.
    Dtype: ``dtype``, float32 or float64; without it the default dtype.
    Raises: ValueError for a negative ``M`` and for another dtype or layout; RuntimeError for ``requires_grad`` with a bool or integer dtype.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``signal.windows.nuttall(M, *, sym=True, dtype=None, layout=None, device=None, requires_grad=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.signal.windows.nuttall(3)
    tensor([3.6280e-04, 1.0000e+00, 3.6280e-04])
    """
