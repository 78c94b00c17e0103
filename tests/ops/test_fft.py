"""What Fourier transforms and windows refuse, in PyTorch's words, and what they answer at the edges."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import flambeau as fl

WORDS = [
    "fft.fftn(x, s=(2,), dim=(0, 1))",
    "fft.fftn(x, s=(2, 2, 2))",
    "fft.fftn(x, dim=(0, 0))",
    "fft.fftn(x, s=(0, 3))",
    "fft.fftn(x, s=(-2, 3))",
    "fft.rfftn(r, dim=())",
    "fft.irfftn(x, dim=())",
    "fft.hfftn(x, dim=())",
    "fft.ihfftn(r, dim=())",
    "fft.rfftn(x)",
    "fft.rfft(x)",
    "fft.ihfft(x)",
    "fft.ihfftn(x)",
    "fft.ihfft2(x)",
    "fft.rfft2(x)",
    'fft.fft(x, norm="a")',
    "fft.fft(x, n=0)",
    "fft.fft(x, n=-3)",
    "fft.irfft(x, n=0)",
    "fft.irfft(x[:, :1])",
    "fft.fft2(x[0])",
    "fft.fft2(x, s=(2,))",
    "fft.fft(x, dim=5)",
    "fft.fftn(x, dim=(0, 5))",
    "fft.fft(r[:, :0])",
    "fft.rfft(r[:, :0])",
    "fft.irfft(x[:, :0])",
    "fft.fftn(x[:0])",
    "fft.fft(torch.ones(()))",
    "fft.fft(torch.ones(()), 3)",
    "fft.fft2(torch.ones(()))",
    "fft.rfftn(torch.ones(()))",
    "fft.fft(r.half())",
    "fft.fftn(r.bfloat16())",
    "fft.rfft(r.half())",
    "fft.fftshift(torch.ones(()))",
    "fft.fftfreq(-1)",
    "fft.fftfreq(5, dtype=torch.int64)",
    "fft.fft([1.0])",
    "fft.fft(x, 2.0)",
    "hann_window(-1)",
    "signal.windows.exponential(5, center=1.0)",
    "signal.windows.exponential(5, tau=-1.5)",
    "signal.windows.gaussian(5, std=-1.5)",
    "signal.windows.kaiser(5, beta=-1.5)",
    "signal.windows.general_cosine(5, a=[])",
    "signal.windows.general_cosine(5, a=3)",
    "stft(s, 16)",
    "stft(s, 16, window=w, center=True, align_to_window=True, return_complex=True)",
    "stft(s.to(torch.complex64), 16, window=w, onesided=True)",
    "istft(torch.ones(9, 4), 16, window=w)",
    "istft(c, 16, window=w, return_complex=True)",
    "istft(c, 16, window=w.to(torch.complex64))",
]
# PyTorch's words begin with a description of the whole call.
CLASSES = [
    "signal.windows.hann(-1)",
    "stft(s, 16, window=w[:8], return_complex=True)",
    "stft(s, 16, win_length=20, window=w, return_complex=True)",
    "stft(s, 0, window=w, return_complex=True)",
    "stft(s, 200, window=torch.ones(200), center=False, return_complex=True)",
    "stft(s, 16, 0, window=w, return_complex=True)",
    "stft(s.int(), 16, window=w, return_complex=True)",
    "stft(s.reshape(5, 5, 4), 16, window=w, return_complex=True)",
    "istft(c, 20, window=torch.ones(20))",
    "istft(c, 16, 0, window=w)",
    "istft(c, 16, 20, window=w)",
    "istft(c, 16, window=w[:3])",
    "istft(c, 16, window=torch.zeros(16))",
    "istft(c, 16, window=w, center=False)",
    "istft(c[:0], 16, window=w)",
    "hann_window(3, dtype=torch.int64)",
    "signal.windows.hann(5, dtype=torch.half)",
]
VALUES = [
    "fft.fftn(x, s=(-1, 3))",
    "fft.fftn(x, s=2)",
    "fft.fftn(x, s=2, dim=0)",
    "fft.fftn(x, dim=())",
    "fft.irfftn(x, s=(4, 1))",
    "fft.irfftn(x, s=(4, -1))",
    "fft.irfftn(x, s=(4, 7))",
    "fft.irfft(r.int())",
    "fft.rfft(r > 0)",
    "fft.fft(r.int())",
    "fft.hfft(r)",
    "fft.fftn(torch.ones(()))",
    "fft.ihfft(r.int())",
    "fft.rfftfreq(0)",
    "fft.fftfreq(5, dtype=torch.half)",
    "istft(c, 16, window=w, length=40)",
    "istft(c, 16, window=w, length=90)",
    "istft(c, 16, window=w, length=3)",
]


def evaluated(library: Any, text: str) -> Any:
    x = library.arange(20.0).reshape(4, 5) + 1j
    w = library.signal.windows.hann(16, sym=False)
    s = library.linspace(0, 3, 100).sin()
    names = {"torch": library, "x": x, "r": x.real.clone(), "w": w, "s": s}
    names["c"] = library.stft(s[:64], 16, window=w, return_complex=True)
    return eval(f"torch.{text}", names)


def refusal(library: Any, text: str) -> Exception:
    try:
        evaluated(library, text)
    except Exception as error:
        return error
    raise AssertionError(f"{text} was not refused")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("text", WORDS + CLASSES)
def test_refused(text: str) -> None:
    torch = pytest.importorskip("torch")
    theirs, ours = refusal(torch, text), refusal(fl, text)
    assert type(ours) is type(theirs), f"{ours!r} beside {theirs!r}"
    if text in WORDS and type(ours) is not TypeError:
        leading = str(ours).split(" | ")[0].split(" To suppress")[0].rstrip(".")
        assert str(theirs).startswith(leading[:60]), f"{ours} beside {theirs}"


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("text", VALUES)
def test_edges(text: str) -> None:
    torch = pytest.importorskip("torch")
    theirs, ours = evaluated(torch, text), evaluated(fl, text)
    assert str(ours.dtype).rpartition(".")[2] == str(theirs.dtype).rpartition(".")[2]
    assert tuple(ours.shape) == tuple(theirs.shape)
    assert fl.allclose(ours, fl.from_numpy(theirs.resolve_conj().numpy()), 1e-4, 1e-4, True)


def test_no_lines_give_no_results() -> None:
    """PyTorch's library refuses them."""
    assert fl.fft.fft(fl.zeros(0, 5)).shape == (0, 5)
    assert fl.fft.rfft(fl.zeros(2, 0, 6)).shape == (2, 0, 4)
    assert fl.fft.irfft(fl.zeros(0, 5)).shape == (0, 8)


def test_transforms_of_tensors_without_elements_in_memory() -> None:
    x = fl.empty(3, 8, device="meta")
    assert fl.fft.rfft2(x).shape == (3, 5)
    assert fl.fft.irfft(x, 9).shape == (3, 9)
    assert fl.fft.fft(x).is_meta


def test_out_is_resized_and_cast() -> None:
    x = fl.randn(3, 8, dtype=fl.float64)
    out = fl.empty(0, dtype=fl.complex64)
    assert fl.fft.fft(x, out=out) is out
    assert fl.allclose(out, fl.fft.fft(x.float()), atol=1e-5)
    with pytest.raises(RuntimeError):
        fl.fft.fft(x, out=fl.empty(3, 8))


@pytest.mark.parametrize("center", [True, False])
@pytest.mark.parametrize(("n_fft", "hop"), [(16, 4), (15, 5), (8, 8)])
def test_istft_gives_the_signal_back(center: bool, n_fft: int, hop: int) -> None:
    signal = fl.randn(2, 120, dtype=fl.float64)
    window = fl.signal.windows.gaussian(n_fft, std=4, dtype=fl.float64)
    columns = fl.stft(signal, n_fft, hop, window=window, center=center, return_complex=True)
    back = fl.istft(columns, n_fft, hop, window=window, center=center)
    assert fl.allclose(back, signal[:, : back.shape[1]])


@pytest.mark.parametrize("window", ["real", "complex"])
@pytest.mark.parametrize("return_complex", [True, False])
@pytest.mark.parametrize("dtype", ["complex64", "complex128"])
@pytest.mark.parametrize("n_fft", [15, 16])
def test_istft_of_columns_of_no_real_signal(n_fft: int, dtype: str, return_complex: bool, window: str) -> None:
    """Any two-sided columns: their signal and its gradient are PyTorch's."""
    torch = pytest.importorskip("torch")
    if window == "complex" and not return_complex:
        with pytest.raises(RuntimeError, match="Complex windows are incompatible with return_complex=False"):
            fl.istft(
                fl.ones(n_fft, 7, dtype=fl.complex64), n_fft, window=fl.ones(n_fft, dtype=fl.complex64), onesided=False
            )
        return
    values = np.random.default_rng(3).standard_normal((2, 2, n_fft, 7)) + 0.5
    edge = np.linspace(1, 2, n_fft) * (1 if window == "real" else 1 + 0.5j)
    found = []
    for library in (torch, fl):
        columns = library.tensor(values[0] + 1j * values[1], dtype=getattr(library, dtype), requires_grad=True)
        wide = library.tensor(
            edge.astype("float32" if dtype == "complex64" else "float64") if window == "real" else edge.astype(dtype)
        )
        signal = library.istft(columns, n_fft, 4, window=wide, onesided=False, return_complex=return_complex)
        assert signal.is_complex() == return_complex
        (signal * library.arange(1, signal.shape[-1] + 1)).abs().square().sum().backward()
        found.append((signal.detach().numpy(), columns.grad.numpy()))
    for theirs, ours in zip(*found, strict=True):
        assert ours.dtype == theirs.dtype
        np.testing.assert_allclose(
            ours,
            theirs,
            rtol=1e-3 if dtype == "complex64" else 1e-9,
            atol=abs(theirs).max() * (1e-5 if dtype == "complex64" else 1e-13),
        )


def test_a_missing_window_is_warned_of() -> None:
    fl.set_warn_always(True)
    try:
        with pytest.warns(UserWarning, match="A window was not provided"):
            columns = fl.stft(fl.ones(40), 8, return_complex=True)
        with pytest.warns(UserWarning, match="A window was not provided"):
            fl.istft(columns, 8)
    finally:
        fl.set_warn_always(False)
