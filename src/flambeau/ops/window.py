"""Windows: the factors that fade a piece of a signal in and out before it is transformed."""

from __future__ import annotations

import math

from .._types import strided
from .bessel import i0
from .create import arange, empty, ones
from .define import Device, Dtype, Layout, Tensor, composite, float32, float64, op

# ---- what both families are made of ----------------------------------------------------------------------------------


def _steps(n: int, device: Device | None) -> Tensor:
    """``0, 1, ..., n - 1`` in double, in which windows are computed before they are rounded to their dtype."""
    return arange(n, dtype=float64, device=device)


def _made(window: Tensor, dtype: Dtype | None, requires_grad: bool) -> Tensor:
    return window.to(empty(0).dtype if dtype is None else dtype).requires_grad_(requires_grad)


def _cosines(n: int, periodic: bool, a: list[float], device: Device | None) -> Tensor:
    """``sum over i of (-1)**i * a[i] * cos(2 pi i k / N)``; N is ``n`` or, for a symmetric window, ``n - 1``."""
    if n <= 1:
        return ones(n, dtype=float64, device=device)
    angle = _steps(n, device) * (2 * math.pi / (n if periodic else n - 1)) - math.pi
    window = angle * 0 + a[0]
    for i, factor in enumerate(a[1:], 1):
        window = window + factor * (angle * i).cos()
    return window


def _kaiser(n: int, periodic: bool, beta: float, device: Device | None) -> Tensor:
    if n <= 1:
        return ones(n, dtype=float64, device=device)
    middle = (n if periodic else n - 1) / 2
    place = (_steps(n, device) - middle) / middle
    return i0(beta * (1 - place * place).clamp(min=0).sqrt()) / i0(ones((), dtype=float64, device=device) * beta)


def _bartlett(n: int, periodic: bool, device: Device | None) -> Tensor:
    if n <= 1:
        return ones(n, dtype=float64, device=device)
    return 1 - (_steps(n, device) * (2 / (n if periodic else n - 1)) - 1).abs()


# ---- torch.*_window --------------------------------------------------------------------------------------------------


def _check_length(name: str, n: int, dtype: Dtype | None) -> None:
    if dtype is not None and not dtype.is_floating_point:
        raise RuntimeError(f"{name} expects floating point dtypes, got: {dtype}")
    if n < 0:
        raise RuntimeError(f"{name} requires non-negative window_length, got window_length={n}")


@op(kind=composite, method=False)
def hann_window(window_length: int, periodic: bool = True, *, dtype: Dtype | None = None,
                layout: Layout | None = None, device: Device | None = None, requires_grad: bool = False,
                pin_memory: bool = False) -> Tensor:
    """Hann's window, ``(1 - cos(2 pi k / N)) / 2``.

    ``k`` counts from 0 and ``N`` is ``window_length`` or, if not ``periodic``, ``window_length - 1``: a symmetric
    window then.

    Shape: ``(window_length,)``.
    Dtype: ``dtype``, a floating one; without it the default dtype.
    Raises: RuntimeError for a negative length and for dtypes that are not floating.

    >>> import flambeau as torch
    >>> torch.hann_window(4)
    tensor([0.0000, 0.5000, 1.0000, 0.5000])
    """
    _check_length("hann_window", window_length, dtype)
    return _made(_cosines(window_length, periodic, [0.5, 0.5], device), dtype, requires_grad)


@op(kind=composite, method=False)
def hamming_window(window_length: int, periodic: bool = True, alpha: float = 0.54, beta: float = 0.46, *,
                   dtype: Dtype | None = None, layout: Layout | None = None, device: Device | None = None,
                   requires_grad: bool = False, pin_memory: bool = False) -> Tensor:
    """Hamming's window, ``alpha - beta * cos(2 pi k / N)``.

    ``k`` counts from 0 and ``N`` is ``window_length`` or, if not ``periodic``, ``window_length - 1``: a symmetric
    window then.

    Shape: ``(window_length,)``.
    Dtype: ``dtype``, a floating one; without it the default dtype.
    Raises: RuntimeError for a negative length and for dtypes that are not floating.

    >>> import flambeau as torch
    >>> torch.hamming_window(4)
    tensor([0.0800, 0.5400, 1.0000, 0.5400])
    """
    _check_length("hamming_window", window_length, dtype)
    return _made(_cosines(window_length, periodic, [alpha, beta], device), dtype, requires_grad)


@op(kind=composite, method=False)
def blackman_window(window_length: int, periodic: bool = True, *, dtype: Dtype | None = None,
                    layout: Layout | None = None, device: Device | None = None, requires_grad: bool = False,
                    pin_memory: bool = False) -> Tensor:
    """Blackman's window, ``0.42 - 0.5 * cos(2 pi k / N) + 0.08 * cos(4 pi k / N)``.

    ``k`` counts from 0 and ``N`` is ``window_length`` or, if not ``periodic``, ``window_length - 1``: a symmetric
    window then.

    Shape: ``(window_length,)``.
    Dtype: ``dtype``, a floating one; without it the default dtype.
    Raises: RuntimeError for a negative length and for dtypes that are not floating.

    >>> import flambeau as torch
    >>> torch.blackman_window(4)[1:]
    tensor([0.3400, 1.0000, 0.3400])
    """
    _check_length("blackman_window", window_length, dtype)
    return _made(_cosines(window_length, periodic, [0.42, 0.5, 0.08], device), dtype, requires_grad)


@op(kind=composite, method=False)
def bartlett_window(window_length: int, periodic: bool = True, *, dtype: Dtype | None = None,
                    layout: Layout | None = None, device: Device | None = None, requires_grad: bool = False,
                    pin_memory: bool = False) -> Tensor:
    """Bartlett's window, a triangle: ``1 - abs(2 k / N - 1)``.

    ``k`` counts from 0 and ``N`` is ``window_length`` or, if not ``periodic``, ``window_length - 1``: a symmetric
    window then.

    Shape: ``(window_length,)``.
    Dtype: ``dtype``, a floating one; without it the default dtype.
    Raises: RuntimeError for a negative length and for dtypes that are not floating.

    >>> import flambeau as torch
    >>> torch.bartlett_window(4)
    tensor([0.0000, 0.5000, 1.0000, 0.5000])
    """
    _check_length("bartlett_window", window_length, dtype)
    return _made(_bartlett(window_length, periodic, device), dtype, requires_grad)


@op(kind=composite, method=False)
def kaiser_window(window_length: int, periodic: bool = True, beta: float = 12.0, *, dtype: Dtype | None = None,
                  layout: Layout | None = None, device: Device | None = None, requires_grad: bool = False,
                  pin_memory: bool = False) -> Tensor:
    """Kaiser's window, ``i0(beta * sqrt(1 - (2 k / N - 1)**2)) / i0(beta)``.

    ``k`` counts from 0 and ``N`` is ``window_length`` or, if not ``periodic``, ``window_length - 1``: a symmetric
    window then.

    Shape: ``(window_length,)``.
    Dtype: ``dtype``, a floating one; without it the default dtype.
    Raises: RuntimeError for a negative length and for dtypes that are not floating.

    >>> import flambeau as torch
    >>> torch.kaiser_window(4, beta=2.)
    tensor([0.4387, 0.8348, 1.0000, 0.8348])
    """
    _check_length("kaiser_window", window_length, dtype)
    return _made(_kaiser(window_length, periodic, beta, device), dtype, requires_grad)


# ---- torch.signal.windows --------------------------------------------------------------------------------------------


def _check(name: str, n: int, dtype: Dtype | None, layout: object) -> None:
    if layout not in (None, strided):
        raise ValueError(f"{name} is implemented for strided tensors only, got: {layout}")
    if n < 0:
        raise ValueError(f"{name} requires non-negative window length, got M={n}")
    if dtype is not None and dtype not in (float32, float64):
        raise ValueError(f"{name} expects float32 or float64 dtypes, got: {dtype}")


def _cosine_window(name: str, n: int, a: list[float], sym: bool, dtype: Dtype | None, layout: object,
                   device: Device | None, requires_grad: bool) -> Tensor:
    _check(name, n, dtype, layout)
    return _made(_cosines(n, not sym, a, device), dtype, requires_grad)


@op(kind=composite, namespace="signal.windows")
def bartlett(M: int, *, sym: bool = True, dtype: Dtype | None = None, layout: object = None,
             device: Device | None = None, requires_grad: bool = False) -> Tensor:
    """Bartlett's window, a triangle: ``1 - abs(2 k / N - 1)``.

    ``k`` counts from 0 and ``N`` is ``M - 1``, or ``M`` for a periodic window (``sym`` false).

    Shape: ``(M,)``.
    Dtype: ``dtype``, float32 or float64; without it the default dtype.
    Raises: ValueError for a negative ``M`` and for another dtype or layout.

    >>> import flambeau as torch
    >>> torch.signal.windows.bartlett(5)
    tensor([0.0000, 0.5000, 1.0000, 0.5000, 0.0000])
    """
    _check("bartlett", M, dtype, layout)
    return _made(_bartlett(M, not sym, device), dtype, requires_grad)


@op(kind=composite, namespace="signal.windows")
def blackman(M: int, *, sym: bool = True, dtype: Dtype | None = None, layout: object = None,
             device: Device | None = None, requires_grad: bool = False) -> Tensor:
    """Blackman's window, ``0.42 - 0.5 * cos(2 pi k / N) + 0.08 * cos(4 pi k / N)``.

    ``k`` counts from 0 and ``N`` is ``M - 1``, or ``M`` for a periodic window (``sym`` false).

    Shape: ``(M,)``.
    Dtype: ``dtype``, float32 or float64; without it the default dtype.
    Raises: ValueError for a negative ``M`` and for another dtype or layout.

    >>> import flambeau as torch
    >>> torch.signal.windows.blackman(5)[1:4]
    tensor([0.3400, 1.0000, 0.3400])
    """
    return _cosine_window("blackman", M, [0.42, 0.5, 0.08], sym, dtype, layout, device, requires_grad)


@op(kind=composite, namespace="signal.windows")
def cosine(M: int, *, sym: bool = True, dtype: Dtype | None = None, layout: object = None,
           device: Device | None = None, requires_grad: bool = False) -> Tensor:
    """Half a period of a sine: ``sin(pi * (k + 0.5) / (N + 1))``.

    ``k`` counts from 0 and ``N`` is ``M - 1``, or ``M`` for a periodic window (``sym`` false).

    Shape: ``(M,)``.
    Dtype: ``dtype``, float32 or float64; without it the default dtype.
    Raises: ValueError for a negative ``M`` and for another dtype or layout.

    >>> import flambeau as torch
    >>> torch.signal.windows.cosine(3)
    tensor([0.5000, 1.0000, 0.5000])
    """
    _check("cosine", M, dtype, layout)
    if M <= 1:
        return _made(ones(M, dtype=float64, device=device), dtype, requires_grad)
    window = ((_steps(M, device) + 0.5) * (math.pi / (M if sym else M + 1))).sin()
    return _made(window, dtype, requires_grad)


@op(kind=composite, namespace="signal.windows")
def exponential(M: int, *, center: float | None = None, tau: float = 1.0, sym: bool = True,
                dtype: Dtype | None = None, layout: object = None, device: Device | None = None,
                requires_grad: bool = False) -> Tensor:
    """A peak that falls off by a factor of e every ``tau``: ``exp(-abs(k - center) / tau)``, ``center`` being ``N / 2``
    unless it is given.

    ``k`` counts from 0 and ``N`` is ``M - 1``, or ``M`` for a periodic window (``sym`` false).

    Shape: ``(M,)``.
    Dtype: ``dtype``, float32 or float64; without it the default dtype.
    Raises: ValueError for a ``tau`` that is not positive, a ``center`` of a symmetric
        window and for a negative ``M`` and for another dtype or layout.

    >>> import flambeau as torch
    >>> torch.signal.windows.exponential(3)
    tensor([0.3679, 1.0000, 0.3679])
    """
    if tau <= 0:
        raise ValueError(f"Tau must be positive, got: {tau} instead.")
    if sym and center is not None:
        raise ValueError("Center must be None for symmetric windows")
    _check("exponential", M, dtype, layout)
    middle = (M - 1 if sym or M == 1 else M) / 2 if center is None else center
    return _made((-(_steps(M, device) - middle).abs() / tau).exp(), dtype, requires_grad)


@op(kind=composite, namespace="signal.windows")
def gaussian(M: int, *, std: float = 1.0, sym: bool = True, dtype: Dtype | None = None, layout: object = None,
             device: Device | None = None, requires_grad: bool = False) -> Tensor:
    """Gauss's bell, ``exp(-((k - N / 2) / std)**2 / 2)``.

    ``k`` counts from 0 and ``N`` is ``M - 1``, or ``M`` for a periodic window (``sym`` false).

    Shape: ``(M,)``.
    Dtype: ``dtype``, float32 or float64; without it the default dtype.
    Raises: ValueError for a ``std`` that is not positive and for a negative ``M`` and for another dtype or layout.

    >>> import flambeau as torch
    >>> torch.signal.windows.gaussian(3)
    tensor([0.6065, 1.0000, 0.6065])
    """
    if std <= 0:
        raise ValueError(f"Standard deviation must be positive, got: {std} instead.")
    _check("gaussian", M, dtype, layout)
    place = (_steps(M, device) - (M - 1 if sym or M == 1 else M) / 2) / std
    return _made((place * place * -0.5).exp(), dtype, requires_grad)


@op(kind=composite, namespace="signal.windows")
def general_cosine(M: int, *, a: object, sym: bool = True, dtype: Dtype | None = None, layout: object = None,
                   device: Device | None = None, requires_grad: bool = False) -> Tensor:
    """A sum of cosines, ``sum over i of (-1)**i * a[i] * cos(2 pi i k / N)``.

    ``k`` counts from 0 and ``N`` is ``M - 1``, or ``M`` for a periodic window (``sym`` false).

    Shape: ``(M,)``.
    Dtype: ``dtype``, float32 or float64; without it the default dtype.
    Raises: ValueError for no coefficients and for a negative ``M`` and for another dtype or layout.

    >>> import flambeau as torch
    >>> torch.signal.windows.general_cosine(3, a=[0.5, 0.5])
    tensor([0., 1., 0.])
    """
    _check("general_cosine", M, dtype, layout)
    if not isinstance(a, tuple | list):
        raise TypeError("Coefficients must be a list/tuple")
    if not a:
        raise ValueError("Coefficients cannot be empty")
    return _cosine_window("general_cosine", M, [float(x) for x in a], sym, dtype, layout, device, requires_grad)


@op(kind=composite, namespace="signal.windows")
def general_hamming(M: int, *, alpha: float = 0.54, sym: bool = True, dtype: Dtype | None = None, layout: object = None,
                    device: Device | None = None, requires_grad: bool = False) -> Tensor:
    """Hamming's window with a weight: ``alpha - (1 - alpha) * cos(2 pi k / N)``.

    ``k`` counts from 0 and ``N`` is ``M - 1``, or ``M`` for a periodic window (``sym`` false).

    Shape: ``(M,)``.
    Dtype: ``dtype``, float32 or float64; without it the default dtype.
    Raises: ValueError for a negative ``M`` and for another dtype or layout.

    >>> import flambeau as torch
    >>> torch.signal.windows.general_hamming(3, alpha=0.6)
    tensor([0.2000, 1.0000, 0.2000])
    """
    return _cosine_window("general_hamming", M, [alpha, 1 - alpha], sym, dtype, layout, device, requires_grad)


@op(kind=composite, namespace="signal.windows")
def hamming(M: int, *, sym: bool = True, dtype: Dtype | None = None, layout: object = None,
            device: Device | None = None, requires_grad: bool = False) -> Tensor:
    """Hamming's window, ``0.54 - 0.46 * cos(2 pi k / N)``.

    ``k`` counts from 0 and ``N`` is ``M - 1``, or ``M`` for a periodic window (``sym`` false).

    Shape: ``(M,)``.
    Dtype: ``dtype``, float32 or float64; without it the default dtype.
    Raises: ValueError for a negative ``M`` and for another dtype or layout.

    >>> import flambeau as torch
    >>> torch.signal.windows.hamming(3)
    tensor([0.0800, 1.0000, 0.0800])
    """
    return _cosine_window("hamming", M, [0.54, 0.46], sym, dtype, layout, device, requires_grad)


@op(kind=composite, namespace="signal.windows")
def hann(M: int, *, sym: bool = True, dtype: Dtype | None = None, layout: object = None,
         device: Device | None = None, requires_grad: bool = False) -> Tensor:
    """Hann's window, ``(1 - cos(2 pi k / N)) / 2``.

    ``k`` counts from 0 and ``N`` is ``M - 1``, or ``M`` for a periodic window (``sym`` false).

    Shape: ``(M,)``.
    Dtype: ``dtype``, float32 or float64; without it the default dtype.
    Raises: ValueError for a negative ``M`` and for another dtype or layout.

    >>> import flambeau as torch
    >>> torch.signal.windows.hann(5)
    tensor([0.0000, 0.5000, 1.0000, 0.5000, 0.0000])
    """
    return _cosine_window("hann", M, [0.5, 0.5], sym, dtype, layout, device, requires_grad)


@op(kind=composite, namespace="signal.windows")
def kaiser(M: int, *, beta: float = 12.0, sym: bool = True, dtype: Dtype | None = None, layout: object = None,
           device: Device | None = None, requires_grad: bool = False) -> Tensor:
    """Kaiser's window, ``i0(beta * sqrt(1 - (2 k / N - 1)**2)) / i0(beta)``.

    ``k`` counts from 0 and ``N`` is ``M - 1``, or ``M`` for a periodic window (``sym`` false).

    Shape: ``(M,)``.
    Dtype: ``dtype``, float32 or float64; without it the default dtype.
    Raises: ValueError for a negative ``beta`` and for a negative ``M`` and for another dtype or layout.

    >>> import flambeau as torch
    >>> torch.signal.windows.kaiser(3, beta=2.)
    tensor([0.4387, 1.0000, 0.4387])
    """
    if beta < 0:
        raise ValueError(f"beta must be non-negative, got: {beta} instead.")
    _check("kaiser", M, dtype, layout)
    return _made(_kaiser(M, not sym, beta, device), dtype, requires_grad)


_NUTTALL = [0.3635819, 0.4891775, 0.1365995, 0.0106411]


@op(kind=composite, namespace="signal.windows")
def nuttall(M: int, *, sym: bool = True, dtype: Dtype | None = None, layout: object = None,
            device: Device | None = None, requires_grad: bool = False) -> Tensor:
    """Nuttall's window, ``sum over i of (-1)**i * a[i] * cos(2 pi i k / N)`` with a = 0.3635819,
    0.4891775, 0.1365995 and 0.0106411.

    ``k`` counts from 0 and ``N`` is ``M - 1``, or ``M`` for a periodic window (``sym`` false).

    Shape: ``(M,)``.
    Dtype: ``dtype``, float32 or float64; without it the default dtype.
    Raises: ValueError for a negative ``M`` and for another dtype or layout.

    >>> import flambeau as torch
    >>> torch.signal.windows.nuttall(3)
    tensor([3.6280e-04, 1.0000e+00, 3.6280e-04])
    """
    return _cosine_window("nuttall", M, _NUTTALL, sym, dtype, layout, device, requires_grad)
