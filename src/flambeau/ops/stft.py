"""The Fourier transforms of the pieces of a signal, and the signal from them."""

from __future__ import annotations

from .. import _core
from .._warnings import warn_once
from .complex import view_as_real
from .create import ones
from .define import Tensor, composite, op
from .fft import fft, ifft, irfft, rfft
from .pad import pad, pad_constant
from .strided import unfold_backward

_LEAKS = (
    "A window was not provided. A rectangular window will be applied, {effect} To suppress this warning and use a "
    "rectangular window, explicitly set `window=torch.ones(n_fft, device=<device>)`."
)


def _centred(window: Tensor | None, win_length: int, n_fft: int, like: Tensor) -> Tensor:
    """``window`` with zeros on both sides, ``n_fft`` long in all; ones where there is none."""
    if window is None:
        window = ones(win_length, dtype=like.real.dtype if like.is_complex() else like.dtype, device=like.device)
    before = (n_fft - win_length) // 2
    return pad_constant(window, (before, n_fft - win_length - before)) if win_length < n_fft else window


def _require(holds: bool, name: str, sentence: str) -> None:
    if not holds:
        raise RuntimeError(f"{name}: {sentence}")


def _require_window(name: str, window: Tensor | None, win_length: int) -> None:
    if window is not None:
        _require(tuple(window.shape) == (win_length,), name, "expected a 1D window tensor of size equal to "
                 f"win_length={win_length}, but got window with size {list(window.shape)}")


@op(kind=composite, traits=("autocast_float32",))
def stft(input: Tensor, n_fft: int, hop_length: int | None = None, win_length: int | None = None,
         window: Tensor | None = None, center: bool = True, pad_mode: str = "reflect", normalized: bool = False,
         onesided: bool | None = None, return_complex: bool | None = None,
         align_to_window: bool | None = None) -> Tensor:
    """Short-time Fourier transform: column m is the `fft` of
    ``window * input[m * hop_length : m * hop_length + n_fft]``.

    ``hop_length`` is by default ``n_fft // 4``, ``win_length`` ``n_fft``; a shorter ``window`` is padded with zeros on
    both sides. With ``center`` the signal is first padded by ``n_fft // 2`` on both sides as ``pad_mode`` says (see
    `nn.functional.pad`), so that column m is about the time ``m * hop_length``; without, ``align_to_window`` lets the
    windows and not the pieces of length ``n_fft`` fit the signal. ``normalized`` divides by ``sqrt(n_fft)``. Of a real
    signal ``onesided``, the default, leaves out the frequencies above ``n_fft // 2``. ``return_complex=False`` gives
    real and imaginary parts along a dimension more.

    Shape: ``(T,)`` or ``(B, T)`` gives ``(frequencies, columns)`` or ``(B, frequencies, columns)``.
    Dtype: float32, float64 and their complex dtypes; the result is complex.
    Raises: RuntimeError for bools and integers, real input without ``return_complex``, an ``n_fft`` that the signal is
        too short for, a ``hop_length`` below 1, a window of another length than ``win_length``, and complex numbers
        with ``onesided``.
    Source: Allen 1977, Short term spectral analysis, synthesis, and modification by discrete Fourier transform.

    >>> import flambeau as torch
    >>> torch.stft(torch.ones(8), 4, window=torch.hann_window(4), return_complex=True).shape
    torch.Size([3, 9])
    """
    _require(input.is_floating_point() or input.is_complex(), "stft",
             f"expected a tensor of floating point or complex values, but got {input.dtype}")
    _require(input.ndim in (1, 2), "stft", f"expected a 1D or 2D tensor, but got {input.ndim}D")
    hop_length = n_fft // 4 if hop_length is None else hop_length
    win_length = n_fft if win_length is None else win_length
    if window is None:
        warn_once(_LEAKS.format(effect="which is known to cause spectral leakage."))
    if center and align_to_window is not None:
        raise RuntimeError("stft align_to_window should only be set when center = false")
    complex_ = input.is_complex() or (window is not None and window.is_complex())
    if return_complex is None and not complex_:
        raise RuntimeError("stft requires the return_complex parameter be given for real inputs, and will further "
                           "require that return_complex=True in a future PyTorch release.")
    if return_complex is False and not complex_:
        warn_once("stft with return_complex=False is deprecated. In a future pytorch release, stft will return complex "
                  "tensors for all inputs, and return_complex=False will raise an error.")
    if complex_ and onesided:
        raise RuntimeError("Cannot have onesided output if window or input is complex")
    _require(n_fft > 0, "stft", f"expected 0 < n_fft < {input.shape[-1]}, but got n_fft={n_fft}")
    _require(hop_length > 0, "stft", f"expected hop_length > 0, but got hop_length={hop_length}")
    _require(0 < win_length <= n_fft, "stft", f"expected 0 < win_length <= n_fft, but got win_length={win_length}")
    _require_window("stft", window, win_length)

    signal = input.reshape(1, -1) if input.ndim == 1 else input
    if center:
        signal = pad(signal.unsqueeze(1), (n_fft // 2, n_fft // 2), pad_mode).squeeze(1)
    elif align_to_window:
        before = (n_fft - win_length) // 2
        signal = pad_constant(signal, (before, n_fft - win_length - before))
    _require(n_fft <= signal.shape[-1], "stft",
             f"expected 0 < n_fft < {signal.shape[-1]}, but got n_fft={n_fft}")
    pieces = signal.unfold(-1, n_fft, hop_length)
    if window is not None or win_length < n_fft:
        pieces = pieces * _centred(window, win_length, n_fft, input)
    norm = "ortho" if normalized else None
    columns = fft(pieces, norm=norm) if complex_ or onesided is False else rfft(pieces, norm=norm)
    found = columns.transpose(1, 2)
    found = found.squeeze(0) if input.ndim == 1 else found
    return view_as_real(found) if return_complex is False else found


@op(kind=composite)
def istft(input: Tensor, n_fft: int, hop_length: int | None = None, win_length: int | None = None,
          window: Tensor | None = None, center: bool = True, normalized: bool = False, onesided: bool | None = None,
          length: int | None = None, return_complex: bool = False) -> Tensor:
    """Inverse of `stft`: the signal whose pieces fit the columns best, their inverse transforms times ``window`` added
    up and divided by the sum of the squared windows.

    The arguments are those that `stft` was given. ``length`` is that of the signal, by default what the columns reach.
    ``return_complex`` asks for the complex signal of a two-sided transform; without it the signal is the real one of
    the frequencies up to ``n_fft // 2``, whatever those above them hold.

    Shape: ``(frequencies, columns)`` or ``(B, frequencies, columns)`` gives ``(T,)`` or ``(B, T)``.
    Dtype: complex; the result is of the real dtype unless ``return_complex``.
    Raises: RuntimeError for bool, integer, floating or empty input, a number of frequencies that does not fit
        ``n_fft``, a ``hop_length`` outside of ``(0, win_length]``, and where the windows leave a gap in the signal.
    Source: Griffin and Lim 1984, Signal estimation from modified short-time Fourier transform.

    >>> import flambeau as torch
    >>> columns = torch.stft(torch.ones(8), 4, window=torch.hann_window(4), return_complex=True)
    >>> torch.istft(columns, 4, window=torch.hann_window(4))
    tensor([1., 1., 1., 1., 1., 1., 1., 1.])
    """
    hop_length = n_fft // 4 if hop_length is None else hop_length
    win_length = n_fft if win_length is None else win_length
    if window is None:
        warn_once(_LEAKS.format(effect="which gives the signal back only where stft had none either."))
    if not input.is_complex():
        raise RuntimeError("istft requires a complex-valued input tensor matching the output from stft with "
                           "return_complex=True.")
    _require(input.ndim in (2, 3), "istft", f"expected a tensor with 2 or 3 dimensions, but got {input.ndim}")
    _require(input.numel() > 0, "istft", "input tensor cannot be empty.")
    columns = input.unsqueeze(0) if input.ndim == 2 else input
    frequencies, count = columns.shape[1], columns.shape[2]
    if onesided is None:
        onesided = frequencies != n_fft
    expected = n_fft // 2 + 1 if onesided else n_fft
    _require(frequencies == expected, "istft", "expected the frequency dimension (3rd to the last) of the input tensor "
             f"to match n_fft{' / 2 + 1' if onesided else ''} when onesided={onesided}, but got {frequencies}")
    _require(0 < hop_length <= win_length, "istft", f"expected 0 < hop_length <= win_length, but got {hop_length}")
    _require(0 < win_length <= n_fft, "istft", f"expected 0 < win_length <= n_fft, but got {win_length}")
    if window is not None and tuple(window.shape) != (win_length,):
        raise RuntimeError(f"istft: Invalid window shape. window has to be 1D and length of `win_length` "
                           f"| it is {list(window.shape)}")
    if return_complex and onesided:
        raise RuntimeError("Cannot have onesided output if window or input is complex")
    if window is not None and window.is_complex() and not return_complex:
        raise RuntimeError("Complex windows are incompatible with return_complex=False")

    norm = "ortho" if normalized else None
    pieces = columns.transpose(1, 2)
    # Of a real signal's columns the first half says it all: what else two sides hold is not looked at.
    pieces = ifft(pieces, norm=norm) if return_complex else irfft(pieces, n_fft, norm=norm)
    factors = _centred(window, win_length, n_fft, input)
    whole = n_fft + hop_length * (count - 1)
    added = unfold_backward(pieces * factors, (columns.shape[0], whole), 1, n_fft, hop_length)
    squares = (factors * factors).expand(1, count, n_fft)
    weights = unfold_backward(squares, (1, whole), 1, n_fft, hop_length)

    begin = n_fft // 2 if center else 0
    end = whole - begin if length is None else min(begin + max(length, 0), whole)
    _require(begin < end, "istft", f"the columns reach {whole} samples, of which none are left | center is {center}, "
             f"length {length}")
    added, weights = added.narrow(1, begin, end - begin), weights.narrow(1, begin, end - begin)
    gaps = ~(weights.abs() > 1e-11)
    _require(gaps.is_meta or not bool(_core._innermost(gaps).any()), "istft", "window overlap add min: 1 | the windows "
             "leave a gap in the signal, where there is nothing to divide by")
    signal = added / weights
    if length is not None and end - begin < length:
        warn_once("The length of signal is shorter than the length parameter. Result is being padded with zeros in the "
                  "tail. Please check your center and hop_length settings.")
        signal = pad_constant(signal, (0, length - (end - begin)))
    return signal.squeeze(0) if input.ndim == 2 else signal
