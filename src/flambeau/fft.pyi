# Written by scripts/make_stubs.py from the op registry; change the ops' entries instead.
"""Discrete Fourier transforms. Each function is an op's entry."""


from ._core import Tensor, _bool, _Device, _dtype, _float, _int, _Size, _str
from ._types import layout as _layout

__all__ = [
    "fft",
    "fft2",
    "fftfreq",
    "fftn",
    "fftshift",
    "hfft",
    "hfft2",
    "hfftn",
    "ifft",
    "ifft2",
    "ifftn",
    "ifftshift",
    "ihfft",
    "ihfft2",
    "ihfftn",
    "irfft",
    "irfft2",
    "irfftn",
    "rfft",
    "rfft2",
    "rfftfreq",
    "rfftn",
]

def fft(input: Tensor, n: _int | None = None, dim: _int = -1, norm: _str | None = None, *, out: Tensor | None = None) -> Tensor:
    """Discrete Fourier transform, ``out[k] = sum over j of self[j] * exp(-2 pi i j k / n)`` along ``dim``.

    With ``n`` the input is first cropped, or zeros are added at its end. ``norm`` "backward" (None) has no factor in
    front, "ortho" ``1 / sqrt(n)``, "forward" ``1 / n``.

    Shape: that of ``self``, with ``n`` at ``dim``.
    Dtype: any but the 16-bit floats; the complex dtype of as many bits, the default one for bools and integers.
    Raises: RuntimeError for ``n < 1``, another ``norm`` and 16-bit floats; IndexError for ``dim`` out of range.
    Source: Cooley and Tukey 1965, An algorithm for the machine calculation of complex Fourier series.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``fft.fft(input, n=None, dim=-1, norm=None, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.fft.fft(torch.tensor([1., 2., 3., 4.]))
    tensor([10.+0.j, -2.+2.j, -2.+0.j, -2.-2.j])
    """

def fft2(input: Tensor, s: _Size | None = None, dim: _Size = ..., norm: _str | None = None, *, out: Tensor | None = None) -> Tensor:
    """`fft` along each of two dimensions: ``fft(fft(self, dim=dim[0]), dim=dim[1])``.

    ``s`` lists sizes to which the input is first cropped or padded with zeros; -1 leaves one as it is.
    ``norm`` is that of `fft`, for the product of both sizes.

    Shape: that of ``self``, with ``s`` along ``dim``.
    Dtype: any but the 16-bit floats; the complex dtype of as many bits, the default one for bools and integers.
    Raises: RuntimeError for sizes below 1, ``s`` and ``dim`` of different lengths, another ``norm`` and 16-bit floats; IndexError for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``fft.fft2(input, s=None, dim=(-2, -1), norm=None, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.fft.fft2(torch.tensor([[1., 2.], [3., 4.]]))
    tensor([[10.+0.j, -2.+0.j],
            [-4.+0.j,  0.+0.j]])
    """

def fftfreq(n: _int, d: _float = 1.0, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _Device | None = None, requires_grad: _bool = False, pin_memory: _bool = False, out: Tensor | None = None) -> Tensor:
    """The frequencies of the results of `fft`, in cycles per unit of ``d``, the time between two samples:
    ``[0, 1, ..., (n - 1) // 2, -(n // 2), ..., -1] / (n * d)``.

    Shape: ``(n,)``.
    Dtype: ``dtype``, a floating one; without it the default dtype.
    Raises: RuntimeError for a negative ``n`` and for dtypes that are not floating; RuntimeError for ``requires_grad`` with a bool or integer dtype.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``fft.fftfreq(n, d=1.0, *, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.fft.fftfreq(4)
    tensor([ 0.0000,  0.2500, -0.5000, -0.2500])
    """

def fftn(input: Tensor, s: _Size | None = None, dim: _Size | None = None, norm: _str | None = None, *, out: Tensor | None = None) -> Tensor:
    """`fft` along each of ``dim``, by default of all dimensions.

    ``s`` lists sizes to which the input is first cropped or padded with zeros; -1 leaves one as it is. Without
    ``dim`` they are those of the last dimensions.
    ``norm`` is that of `fft`, for the product of the sizes.

    Shape: that of ``self``, with ``s`` along ``dim``.
    Dtype: any but the 16-bit floats; the complex dtype of as many bits, the default one for bools and integers.
    Raises: RuntimeError for sizes below 1, ``s`` and ``dim`` of different lengths, another ``norm`` and 16-bit floats; IndexError for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``fft.fftn(input, s=None, dim=None, norm=None, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.fft.fftn(torch.tensor([[1., 2.], [3., 4.]]))
    tensor([[10.+0.j, -2.+0.j],
            [-4.+0.j,  0.+0.j]])
    """

def fftshift(input: Tensor, dim: _Size | None = None, *, out: Tensor | None = None) -> Tensor:
    """Moves the number of frequency 0 to the middle along each of ``dim``, by default of all dimensions: a `roll` by
    half the size.

    Shape: that of ``self``.
    Dtype: any; the result has it.
    Raises: RuntimeError where there is no dimension; IndexError for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``fft.fftshift(input, dim=None, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.fft.fftshift(torch.fft.fftfreq(4))
    tensor([-0.5000, -0.2500,  0.0000,  0.2500])
    """

def hfft(input: Tensor, n: _int | None = None, dim: _int = -1, norm: _str | None = None, *, out: Tensor | None = None) -> Tensor:
    """`fft` of the elements of ``self`` and the conjugates that it lacks: the ``n`` real numbers that a signal with
    ``x[n - k] = x[k].conj()`` is transformed to.

    ``n`` is by default ``2 * (size - 1)``; ``norm`` is that of `fft`.

    Shape: that of ``self``, with ``n`` at ``dim``.
    Dtype: any but the 16-bit floats; the real dtype of as many bits, the default one for bools and integers.
    Raises: RuntimeError for ``n < 1``, another ``norm`` and 16-bit floats; IndexError for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``fft.hfft(input, n=None, dim=-1, norm=None, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.fft.hfft(torch.tensor([1+0j, 2+1j, 3+0j]))
    tensor([ 8.,  0.,  0., -4.])
    """

def hfft2(input: Tensor, s: _Size | None = None, dim: _Size = ..., norm: _str | None = None, *, out: Tensor | None = None) -> Tensor:
    """`fft2` of the elements of ``self`` and the conjugates that it lacks along the last of ``dim``: real numbers.

    ``s`` lists the sizes of the result; -1 leaves one as it is. The last
    is by default ``2 * (size - 1)``.
    ``norm`` is that of `fft2`.

    Shape: that of ``self``, with ``s`` along ``dim``.
    Dtype: any but the 16-bit floats; the real dtype of as many bits, the default one for bools and integers.
    Raises: RuntimeError for sizes below 1, ``s`` and ``dim`` of different lengths, another ``norm`` and 16-bit floats; IndexError for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``fft.hfft2(input, s=None, dim=(-2, -1), norm=None, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.fft.hfft2(torch.tensor([[1., 2.], [3., 4.]]))
    tensor([[10., -2.],
            [-4.,  0.]])
    """

def hfftn(input: Tensor, s: _Size | None = None, dim: _Size | None = None, norm: _str | None = None, *, out: Tensor | None = None) -> Tensor:
    """`fftn` of the elements of ``self`` and the conjugates that it lacks along the last of ``dim``: real numbers.

    ``s`` lists the sizes of the result; -1 leaves one as it is. The last
    is by default ``2 * (size - 1)``. Without ``dim`` they are
    those of the last dimensions.
    ``norm`` is that of `fftn`.

    Shape: that of ``self``, with ``s`` along ``dim``.
    Dtype: any but the 16-bit floats; the real dtype of as many bits, the default one for bools and integers.
    Raises: RuntimeError for sizes below 1, ``s`` and ``dim`` of different lengths, another ``norm`` and 16-bit floats; IndexError for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``fft.hfftn(input, s=None, dim=None, norm=None, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.fft.hfftn(torch.tensor([[1., 2.], [3., 4.]]))
    tensor([[10., -2.],
            [-4.,  0.]])
    """

def ifft(input: Tensor, n: _int | None = None, dim: _int = -1, norm: _str | None = None, *, out: Tensor | None = None) -> Tensor:
    """Inverse of `fft`: ``out[k] = 1 / n * sum over j of self[j] * exp(2 pi i j k / n)`` along ``dim``.

    With ``n`` the input is first cropped, or zeros are added at its end. ``norm`` "backward" (None) has the factor
    ``1 / n``, "ortho" ``1 / sqrt(n)``, "forward" none.

    Shape: that of ``self``, with ``n`` at ``dim``.
    Dtype: any but the 16-bit floats; the complex dtype of as many bits, the default one for bools and integers.
    Raises: RuntimeError for ``n < 1``, another ``norm`` and 16-bit floats; IndexError for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``fft.ifft(input, n=None, dim=-1, norm=None, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.fft.ifft(torch.tensor([10+0j, -2+2j, -2+0j, -2-2j]))
    tensor([1.+0.j, 2.+0.j, 3.+0.j, 4.+0.j])
    """

def ifft2(input: Tensor, s: _Size | None = None, dim: _Size = ..., norm: _str | None = None, *, out: Tensor | None = None) -> Tensor:
    """Inverse of `fft2`: ``ifft(ifft(self, dim=dim[0]), dim=dim[1])``.

    ``s`` lists sizes to which the input is first cropped or padded with zeros; -1 leaves one as it is.
    ``norm`` is that of `ifft`, for the product of both sizes.

    Shape: that of ``self``, with ``s`` along ``dim``.
    Dtype: any but the 16-bit floats; the complex dtype of as many bits, the default one for bools and integers.
    Raises: RuntimeError for sizes below 1, ``s`` and ``dim`` of different lengths, another ``norm`` and 16-bit floats; IndexError for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``fft.ifft2(input, s=None, dim=(-2, -1), norm=None, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.fft.ifft2(torch.tensor([[10., -2.], [-4., 0.]]))
    tensor([[1.+0.j, 2.+0.j],
            [3.+0.j, 4.+0.j]])
    """

def ifftn(input: Tensor, s: _Size | None = None, dim: _Size | None = None, norm: _str | None = None, *, out: Tensor | None = None) -> Tensor:
    """Inverse of `fftn`: `ifft` along each of ``dim``, by default of all dimensions.

    ``s`` lists sizes to which the input is first cropped or padded with zeros; -1 leaves one as it is. Without
    ``dim`` they are those of the last dimensions.
    ``norm`` is that of `ifft`, for the product of the sizes.

    Shape: that of ``self``, with ``s`` along ``dim``.
    Dtype: any but the 16-bit floats; the complex dtype of as many bits, the default one for bools and integers.
    Raises: RuntimeError for sizes below 1, ``s`` and ``dim`` of different lengths, another ``norm`` and 16-bit floats; IndexError for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``fft.ifftn(input, s=None, dim=None, norm=None, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.fft.ifftn(torch.tensor([[10., -2.], [-4., 0.]]))
    tensor([[1.+0.j, 2.+0.j],
            [3.+0.j, 4.+0.j]])
    """

def ifftshift(input: Tensor, dim: _Size | None = None, *, out: Tensor | None = None) -> Tensor:
    """Inverse of `fftshift`: a `roll` by ``-(size // 2)`` along each of ``dim``, by default of all dimensions.

    Shape: that of ``self``.
    Dtype: any; the result has it.
    Raises: RuntimeError where there is no dimension; IndexError for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``fft.ifftshift(input, dim=None, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.fft.ifftshift(torch.tensor([-1, 0, 1]))
    tensor([ 0,  1, -1])
    """

def ihfft(input: Tensor, n: _int | None = None, dim: _int = -1, norm: _str | None = None, *, out: Tensor | None = None) -> Tensor:
    """Inverse of `hfft`: `ifft` of real numbers without the second half, whose elements are
    conjugates: ``out[k]`` for ``k <= n / 2``.

    With ``n`` the input is first cropped, or zeros are added at its end; ``norm`` is that of `ifft`.

    Shape: that of ``self``, with ``n // 2 + 1`` at ``dim``.
    Dtype: real but the 16-bit floats; the complex dtype of as many bits, the default one for bools and integers.
    Raises: RuntimeError for complex tensors, ``n < 1``, another ``norm`` and 16-bit floats; IndexError for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``fft.ihfft(input, n=None, dim=-1, norm=None, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.fft.ihfft(torch.tensor([8., 0., 0., -4.]))
    tensor([1.-0.j, 2.+1.j, 3.-0.j])
    """

def ihfft2(input: Tensor, s: _Size | None = None, dim: _Size = ..., norm: _str | None = None, *, out: Tensor | None = None) -> Tensor:
    """Inverse of `hfft2`: `ifft2` of real numbers without the second half along the last of ``dim``.

    ``s`` lists sizes to which the input is first cropped or padded with zeros; -1 leaves one as it is.
    ``norm`` is that of `ifft2`.

    Shape: that of ``self``, with ``s`` along ``dim``, ``n // 2 + 1`` along the last.
    Dtype: real but the 16-bit floats; the complex dtype of as many bits, the default one for bools and integers.
    Raises: RuntimeError for complex tensors, sizes below 1, ``s`` and ``dim`` of different lengths, another ``norm``
        and 16-bit floats; IndexError for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``fft.ihfft2(input, s=None, dim=(-2, -1), norm=None, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.fft.ihfft2(torch.tensor([[10., -2.], [-4., 0.]])).real
    tensor([[1., 2.],
            [3., 4.]])
    """

def ihfftn(input: Tensor, s: _Size | None = None, dim: _Size | None = None, norm: _str | None = None, *, out: Tensor | None = None) -> Tensor:
    """Inverse of `hfftn`: `ifftn` of real numbers without the second half along the last of ``dim``.

    ``s`` lists sizes to which the input is first cropped or padded with zeros; -1 leaves one as it is. Without
    ``dim`` they are those of the last dimensions.
    ``norm`` is that of `ifftn`.

    Shape: that of ``self``, with ``s`` along ``dim``, ``n // 2 + 1`` along the last.
    Dtype: real but the 16-bit floats; the complex dtype of as many bits, the default one for bools and integers.
    Raises: RuntimeError for complex tensors, sizes below 1, ``s`` and ``dim`` of different lengths, another ``norm``
        and 16-bit floats; IndexError for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``fft.ihfftn(input, s=None, dim=None, norm=None, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.fft.ihfftn(torch.tensor([[10., -2.], [-4., 0.]])).real
    tensor([[1., 2.],
            [3., 4.]])
    """

def irfft(input: Tensor, n: _int | None = None, dim: _int = -1, norm: _str | None = None, *, out: Tensor | None = None) -> Tensor:
    """Inverse of `rfft`: ``ifft`` of the elements of ``self`` and the conjugates that it lacks, ``n`` real numbers.

    ``n`` is by default ``2 * (size - 1)``; one that is odd has to be given. The imaginary part of ``self[0]``, and that
    of the last element for even ``n``, count as zeros. ``norm`` is that of `ifft`.

    Shape: that of ``self``, with ``n`` at ``dim``.
    Dtype: any but the 16-bit floats; the real dtype of as many bits, the default one for bools and integers.
    Raises: RuntimeError for ``n < 1``, another ``norm`` and 16-bit floats; IndexError for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``fft.irfft(input, n=None, dim=-1, norm=None, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.fft.irfft(torch.tensor([10+0j, -2+2j, -2+0j]))
    tensor([1., 2., 3., 4.])
    """

def irfft2(input: Tensor, s: _Size | None = None, dim: _Size = ..., norm: _str | None = None, *, out: Tensor | None = None) -> Tensor:
    """Inverse of `rfft2`: `ifft2` of the elements of ``self`` and the conjugates that it lacks.

    ``s`` lists the sizes of the result; -1 leaves one as it is. The last
    is by default ``2 * (size - 1)``.
    ``norm`` is that of `ifft2`.

    Shape: that of ``self``, with ``s`` along ``dim``.
    Dtype: any but the 16-bit floats; the real dtype of as many bits, the default one for bools and integers.
    Raises: RuntimeError for sizes below 1, ``s`` and ``dim`` of different lengths, another ``norm`` and 16-bit floats; IndexError for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``fft.irfft2(input, s=None, dim=(-2, -1), norm=None, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.fft.irfft2(torch.tensor([[10., -2.], [-4., 0.]]))
    tensor([[1., 2.],
            [3., 4.]])
    """

def irfftn(input: Tensor, s: _Size | None = None, dim: _Size | None = None, norm: _str | None = None, *, out: Tensor | None = None) -> Tensor:
    """Inverse of `rfftn`: `ifftn` of the elements of ``self`` and the conjugates that it lacks.

    ``s`` lists the sizes of the result; -1 leaves one as it is. The last
    is by default ``2 * (size - 1)``. Without ``dim`` they are
    those of the last dimensions.
    ``norm`` is that of `ifftn`.

    Shape: that of ``self``, with ``s`` along ``dim``.
    Dtype: any but the 16-bit floats; the real dtype of as many bits, the default one for bools and integers.
    Raises: RuntimeError for sizes below 1, ``s`` and ``dim`` of different lengths, another ``norm`` and 16-bit floats; IndexError for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``fft.irfftn(input, s=None, dim=None, norm=None, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.fft.irfftn(torch.tensor([[10., -2.], [-4., 0.]]))
    tensor([[1., 2.],
            [3., 4.]])
    """

def rfft(input: Tensor, n: _int | None = None, dim: _int = -1, norm: _str | None = None, *, out: Tensor | None = None) -> Tensor:
    """`fft` of real numbers without the second half, whose elements are conjugates: ``out[k]`` for ``k <= n / 2``.

    With ``n`` the input is first cropped, or zeros are added at its end; ``norm`` is that of `fft`.

    Shape: that of ``self``, with ``n // 2 + 1`` at ``dim``.
    Dtype: real but the 16-bit floats; the complex dtype of as many bits, the default one for bools and integers.
    Raises: RuntimeError for complex tensors, ``n < 1``, another ``norm`` and 16-bit floats; IndexError for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``fft.rfft(input, n=None, dim=-1, norm=None, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.fft.rfft(torch.tensor([1., 2., 3., 4.]))
    tensor([10.+0.j, -2.+2.j, -2.+0.j])
    """

def rfft2(input: Tensor, s: _Size | None = None, dim: _Size = ..., norm: _str | None = None, *, out: Tensor | None = None) -> Tensor:
    """`fft2` of real numbers without the second half along the last of ``dim``, whose elements are conjugates.

    ``s`` lists sizes to which the input is first cropped or padded with zeros; -1 leaves one as it is.
    ``norm`` is that of `fft2`.

    Shape: that of ``self``, with ``s`` along ``dim``, ``n // 2 + 1`` along the last.
    Dtype: real but the 16-bit floats; the complex dtype of as many bits, the default one for bools and integers.
    Raises: RuntimeError for complex tensors, sizes below 1, ``s`` and ``dim`` of different lengths, another ``norm``
        and 16-bit floats; IndexError for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``fft.rfft2(input, s=None, dim=(-2, -1), norm=None, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.fft.rfft2(torch.tensor([[1., 2.], [3., 5.]])).real
    tensor([[11., -3.],
            [-5.,  1.]])
    """

def rfftfreq(n: _int, d: _float = 1.0, *, dtype: _dtype | None = None, layout: _layout | None = None, device: _Device | None = None, requires_grad: _bool = False, pin_memory: _bool = False, out: Tensor | None = None) -> Tensor:
    """The frequencies of the results of `rfft`, in cycles per unit of ``d``, the time between two samples:
    ``[0, 1, ..., n // 2] / (n * d)``.

    Shape: ``(n // 2 + 1,)``.
    Dtype: ``dtype``, a floating one; without it the default dtype.
    Raises: RuntimeError for a negative ``n`` and for dtypes that are not floating; RuntimeError for ``requires_grad`` with a bool or integer dtype.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``fft.rfftfreq(n, d=1.0, *, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False, out=None)``.

    >>> import flambeau as torch
    >>> torch.fft.rfftfreq(4)
    tensor([0.0000, 0.2500, 0.5000])
    """

def rfftn(input: Tensor, s: _Size | None = None, dim: _Size | None = None, norm: _str | None = None, *, out: Tensor | None = None) -> Tensor:
    """`fftn` of real numbers without the second half along the last of ``dim``, whose elements are conjugates.

    ``s`` lists sizes to which the input is first cropped or padded with zeros; -1 leaves one as it is. Without
    ``dim`` they are those of the last dimensions.
    ``norm`` is that of `fftn`.

    Shape: that of ``self``, with ``s`` along ``dim``, ``n // 2 + 1`` along the last.
    Dtype: real but the 16-bit floats; the complex dtype of as many bits, the default one for bools and integers.
    Raises: RuntimeError for complex tensors, sizes below 1, ``s`` and ``dim`` of different lengths, another ``norm``
        and 16-bit floats; IndexError for ``dim`` out of range.
    Derivative: that of the operations it is made of, which ``inspect.getsource`` shows.
    Forms: ``fft.rfftn(input, s=None, dim=None, norm=None, *, out=None)``.

    >>> import flambeau as torch
    >>> torch.fft.rfftn(torch.tensor([[1., 2.], [3., 5.]])).real
    tensor([[11., -3.],
            [-5.,  1.]])
    """
