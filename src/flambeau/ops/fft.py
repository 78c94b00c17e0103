"""Discrete Fourier transforms.

Three ops do the work: complex to complex numbers, real to complex, complex to real. The public functions resize their
input, choose the factor in front, and call one of them.
"""

from __future__ import annotations

from .broadcast import scalar_name
from .complex import conj_physical
from .create import arange
from .define import Size, Tensor, complex64, complex128, composite, float64, network, op
from .pad import pad_constant
from .view import wrap_dim

# ---- what the core computes ------------------------------------------------------------------------------------------


@op(kind=network, kernel="fft_c2c", function=False, method=False, batch="dims", traits=("keeps_empty_dims",),
    grad_name="FftC2C",
    vjp=dict(self=lambda g, dim, normalization, forward: fft_c2c(g, dim, normalization, not forward)),
    jvp="linear")
def fft_c2c(self: Tensor, dim: Size, normalization: int, forward: bool) -> Tensor:
    """``out[k] = sum over j of self[j] * exp(-2 pi i j k / n)`` along each of ``dim``, with ``+`` unless ``forward``,
    times 1, ``1 / sqrt(n)`` or ``1 / n`` for a ``normalization`` of 0, 1 or 2, ``n`` being the product of the sizes.
    """


@op(kind=network, kernel="fft_r2c", function=False, method=False, batch="dims", grad_name="FftR2C",
    vjp=dict(self=lambda g, dim, normalization, self_shape: _gradient_of_r2c(g, dim, normalization, self_shape)),
    jvp="linear")
def fft_r2c(self: Tensor, dim: Size, normalization: int) -> Tensor:
    """The transform of real numbers along each of ``dim``; along the last of them numbers 0 to ``n / 2``, of which the
    others are conjugates.
    """


@op(kind=network, kernel="fft_c2r", function=False, method=False, batch="dims", grad_name="FftC2R",
    vjp=dict(self=lambda g, dim, normalization, last_dim_size: _interior_times(
        2, fft_r2c(g, dim, normalization), dim[-1], last_dim_size)),
    jvp="linear")
def fft_c2r(self: Tensor, dim: Size, normalization: int, last_dim_size: int) -> Tensor:
    """The inverse transform of numbers 0 to ``last_dim_size / 2`` along the last of ``dim``, whose others would be
    conjugates, to real numbers.
    """


def _gradient_of_r2c(g: Tensor, dim: tuple[int, ...], normalization: int, shape: tuple[int, ...]) -> Tensor:
    return fft_c2r(_interior_times(0.5, g, dim[-1], shape[dim[-1]]), dim, normalization, shape[dim[-1]])


def _interior_times(factor: float, half: Tensor, dim: int, n: int) -> Tensor:
    """``half`` with each number that stands for its conjugate too, of ``n`` along ``dim``, times ``factor``."""
    k = arange(half.shape[dim], device=half.device)
    both = (k > 0) & (k + k < n)
    factors = (both * (factor - 1) + 1).to(float64 if half.dtype is complex128 else half.real.dtype)
    return half * factors.reshape([-1 if d == dim % half.ndim else 1 for d in range(half.ndim)])


# ---- arguments -------------------------------------------------------------------------------------------------------

_NORMALIZATIONS = {"backward": 0, "ortho": 1, "forward": 2}


def _normalization(norm: str | None, forward: bool) -> int:
    """What the ops call the ``norm`` of a transform in that direction."""
    if norm is not None and norm not in _NORMALIZATIONS:
        raise RuntimeError(f'Invalid normalization mode: "{norm}" | norm is one of "backward", "ortho" and "forward"')
    mode = _NORMALIZATIONS[norm or "backward"]
    return mode if forward else 2 - mode


def _as_complex(self: Tensor) -> Tensor:
    if self.is_complex():
        return self
    return self.to(complex128 if _as_real(self).dtype is float64 else complex64)


def _as_real(self: Tensor) -> Tensor:
    """``self`` as float32 or float64; bools and integers as the default dtype."""
    if not self.is_floating_point():
        return self * 1.0
    if self.element_size() < 4:
        raise RuntimeError(f"Unsupported dtype {scalar_name(self.dtype)} | Fourier transforms take float32 and float64")
    return self


def _require_real(name: str, self: Tensor) -> None:
    if self.is_complex():
        raise RuntimeError(f"{name} expects a real input tensor, but got {scalar_name(self.dtype)}")


def _require_points(n: int) -> None:
    if n < 1:
        raise RuntimeError(f"Invalid number of data points ({n}) specified")


def _wrapped(self: Tensor, dim: int) -> int:
    if not self.ndim:
        raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
    return wrap_dim(dim, self.ndim)


def _resized(self: Tensor, dims: tuple[int, ...], sizes: tuple[int, ...]) -> Tensor:
    """``self`` cropped, or with zeros at the end, to ``sizes`` along ``dims``."""
    for d, n in zip(dims, sizes, strict=True):
        _require_points(n)
        if n < self.shape[d]:
            self = self.narrow(d, 0, n)
    more = [0, 0] * self.ndim
    for d, n in zip(dims, sizes, strict=True):
        more[2 * (self.ndim - 1 - d) + 1] = n - self.shape[d]
    return pad_constant(self, more) if any(more) else self


def _listed(size: Size | int | None) -> tuple[int, ...] | None:
    """One number stands for a list of one."""
    return None if size is None else (size,) if isinstance(size, int) else tuple(size)


def _dims_and_sizes(self: Tensor, s: Size | None, dim: Size | None) -> tuple[tuple[int, ...], list[int | None]]:
    """Which dimensions are transformed, and what size is asked for along each; None where it is the input's."""
    s, dim = _listed(s), _listed(dim)
    if dim is not None:
        dims = tuple(_wrapped(self, d) for d in dim)
        if len({*dims}) != len(dims):
            raise RuntimeError(f"FFT dims must be unique | dim is {tuple(dim)}")
        if s is not None and len(s) != len(dims):
            raise RuntimeError(
                f"When given, dim and shape arguments must have the same length | they are {tuple(dim)} and {tuple(s)}"
            )
    elif s is None:
        dims = tuple(range(self.ndim))
    else:
        if len(s) > self.ndim:
            raise RuntimeError(
                f"Got shape with {len(s)} values but input tensor only has {self.ndim} dimensions."
            )
        dims = tuple(range(self.ndim - len(s), self.ndim))
    return dims, [None if n == -1 else n for n in s or (-1,) * len(dims)]


def _complex_nd(self: Tensor, s: Size | None, dim: Size | None, norm: str | None,
                forward: bool) -> Tensor:
    self = _as_complex(self)
    dims, asked = _dims_and_sizes(self, s, dim)
    sizes = tuple(self.shape[d] if n is None else n for d, n in zip(dims, asked, strict=True))
    return fft_c2c(_resized(self, dims, sizes), dims, _normalization(norm, forward), forward)


def _real_nd(name: str, self: Tensor, s: Size | None, dim: Size | None,
             normalization: int) -> Tensor:
    self = _as_real(self)
    dims, asked = _dims_and_sizes(self, s, dim)
    if not dims:
        raise RuntimeError(f"{name} must transform at least one axis")
    sizes = tuple(self.shape[d] if n is None else n for d, n in zip(dims, asked, strict=True))
    return fft_r2c(_resized(self, dims, sizes), dims, normalization)


def _to_real_nd(name: str, self: Tensor, s: Size | None, dim: Size | None,
                normalization: int) -> Tensor:
    self = _as_complex(self)
    dims, asked = _dims_and_sizes(self, s, dim)
    if not dims:
        raise RuntimeError(f"{name} must transform at least one axis")
    sizes = [self.shape[d] if n is None else n for d, n in zip(dims, asked, strict=True)]
    last = 2 * (self.shape[dims[-1]] - 1) if asked[-1] is None else sizes[-1]
    _require_points(last)
    return fft_c2r(_resized(self, dims, (*sizes[:-1], last // 2 + 1)), dims, normalization, last)


# ---- one dimension ---------------------------------------------------------------------------------------------------


@op(kind=composite, traits=("casts_out", "autocast_float32", "row_major_out"), namespace="fft")
def fft(self: Tensor, n: int | None = None, dim: int = -1, norm: str | None = None) -> Tensor:
    """Discrete Fourier transform, ``out[k] = sum over j of self[j] * exp(-2 pi i j k / n)`` along ``dim``.

    With ``n`` the input is first cropped, or zeros are added at its end. ``norm`` "backward" (None) has no factor in
    front, "ortho" ``1 / sqrt(n)``, "forward" ``1 / n``.

    Shape: that of ``self``, with ``n`` at ``dim``.
    Dtype: any but the 16-bit floats; the complex dtype of as many bits, the default one for bools and integers.
    Raises: RuntimeError for ``n < 1``, another ``norm`` and 16-bit floats.
    Source: Cooley and Tukey 1965, An algorithm for the machine calculation of complex Fourier series.

    >>> import flambeau as torch
    >>> torch.fft.fft(torch.tensor([1., 2., 3., 4.]))
    tensor([10.+0.j, -2.+2.j, -2.+0.j, -2.-2.j])
    """
    self = _as_complex(self)
    if n is not None:
        self = _resized(self, (_wrapped(self, dim),), (n,))
    return fft_c2c(self, (dim,), _normalization(norm, True), True)


@op(kind=composite, traits=("casts_out", "autocast_float32", "row_major_out"), namespace="fft")
def ifft(self: Tensor, n: int | None = None, dim: int = -1, norm: str | None = None) -> Tensor:
    """Inverse of `fft`: ``out[k] = 1 / n * sum over j of self[j] * exp(2 pi i j k / n)`` along ``dim``.

    With ``n`` the input is first cropped, or zeros are added at its end. ``norm`` "backward" (None) has the factor
    ``1 / n``, "ortho" ``1 / sqrt(n)``, "forward" none.

    Shape: that of ``self``, with ``n`` at ``dim``.
    Dtype: any but the 16-bit floats; the complex dtype of as many bits, the default one for bools and integers.
    Raises: RuntimeError for ``n < 1``, another ``norm`` and 16-bit floats.

    >>> import flambeau as torch
    >>> torch.fft.ifft(torch.tensor([10+0j, -2+2j, -2+0j, -2-2j]))
    tensor([1.+0.j, 2.+0.j, 3.+0.j, 4.+0.j])
    """
    self = _as_complex(self)
    if n is not None:
        self = _resized(self, (_wrapped(self, dim),), (n,))
    return fft_c2c(self, (dim,), _normalization(norm, False), False)


@op(kind=composite, traits=("casts_out", "autocast_float32", "row_major_out"), namespace="fft")
def rfft(self: Tensor, n: int | None = None, dim: int = -1, norm: str | None = None) -> Tensor:
    """`fft` of real numbers without the second half, whose elements are conjugates: ``out[k]`` for ``k <= n / 2``.

    With ``n`` the input is first cropped, or zeros are added at its end; ``norm`` is that of `fft`.

    Shape: that of ``self``, with ``n // 2 + 1`` at ``dim``.
    Dtype: real but the 16-bit floats; the complex dtype of as many bits, the default one for bools and integers.
    Raises: RuntimeError for complex tensors, ``n < 1``, another ``norm`` and 16-bit floats.

    >>> import flambeau as torch
    >>> torch.fft.rfft(torch.tensor([1., 2., 3., 4.]))
    tensor([10.+0.j, -2.+2.j, -2.+0.j])
    """
    _require_real("rfft", self)
    return _one_to_complex(self, n, dim, _normalization(norm, True))


@op(kind=composite, traits=("casts_out", "autocast_float32", "row_major_out"), namespace="fft")
def irfft(self: Tensor, n: int | None = None, dim: int = -1, norm: str | None = None) -> Tensor:
    """Inverse of `rfft`: ``ifft`` of the elements of ``self`` and the conjugates that it lacks, ``n`` real numbers.

    ``n`` is by default ``2 * (size - 1)``; one that is odd has to be given. The imaginary part of ``self[0]``, and that
    of the last element for even ``n``, count as zeros. ``norm`` is that of `ifft`.

    Shape: that of ``self``, with ``n`` at ``dim``.
    Dtype: any but the 16-bit floats; the real dtype of as many bits, the default one for bools and integers.
    Raises: RuntimeError for ``n < 1``, another ``norm`` and 16-bit floats.

    >>> import flambeau as torch
    >>> torch.fft.irfft(torch.tensor([10+0j, -2+2j, -2+0j]))
    tensor([1., 2., 3., 4.])
    """
    return _one_to_real(_as_complex(self), n, dim, _normalization(norm, False))


@op(kind=composite, traits=("casts_out", "autocast_float32", "row_major_out"), namespace="fft")
def hfft(self: Tensor, n: int | None = None, dim: int = -1, norm: str | None = None) -> Tensor:
    """`fft` of the elements of ``self`` and the conjugates that it lacks: the ``n`` real numbers that a signal with
    ``x[n - k] = x[k].conj()`` is transformed to.

    ``n`` is by default ``2 * (size - 1)``; ``norm`` is that of `fft`.

    Shape: that of ``self``, with ``n`` at ``dim``.
    Dtype: any but the 16-bit floats; the real dtype of as many bits, the default one for bools and integers.
    Raises: RuntimeError for ``n < 1``, another ``norm`` and 16-bit floats.

    >>> import flambeau as torch
    >>> torch.fft.hfft(torch.tensor([1+0j, 2+1j, 3+0j]))
    tensor([ 8.,  0.,  0., -4.])
    """
    return _one_to_real(conj_physical(_as_complex(self)), n, dim, _normalization(norm, True))


@op(kind=composite, traits=("casts_out", "autocast_float32", "row_major_out"), namespace="fft")
def ihfft(self: Tensor, n: int | None = None, dim: int = -1, norm: str | None = None) -> Tensor:
    """Inverse of `hfft`: `ifft` of real numbers without the second half, whose elements are
    conjugates: ``out[k]`` for ``k <= n / 2``.

    With ``n`` the input is first cropped, or zeros are added at its end; ``norm`` is that of `ifft`.

    Shape: that of ``self``, with ``n // 2 + 1`` at ``dim``.
    Dtype: real but the 16-bit floats; the complex dtype of as many bits, the default one for bools and integers.
    Raises: RuntimeError for complex tensors, ``n < 1``, another ``norm`` and 16-bit floats.

    >>> import flambeau as torch
    >>> torch.fft.ihfft(torch.tensor([8., 0., 0., -4.]))
    tensor([1.-0.j, 2.+1.j, 3.-0.j])
    """
    _require_real("ihfft", self)
    return conj_physical(_one_to_complex(self, n, dim, _normalization(norm, False)))


def _one_to_complex(self: Tensor, n: int | None, dim: int, normalization: int) -> Tensor:
    self = _as_real(self)
    if n is not None:
        self = _resized(self, (_wrapped(self, dim),), (n,))
    return fft_r2c(self, (dim,), normalization)


def _one_to_real(self: Tensor, n: int | None, dim: int, normalization: int) -> Tensor:
    d = _wrapped(self, dim)
    last = 2 * (self.shape[d] - 1) if n is None else n
    _require_points(last)
    if n is not None:
        self = _resized(self, (d,), (n // 2 + 1,))
    return fft_c2r(self, (dim,), normalization, last)


# ---- two dimensions, and any -----------------------------------------------------------------------------------------


@op(kind=composite, traits=("casts_out", "autocast_float32", "row_major_out"), namespace="fft")
def fft2(self: Tensor, s: Size | None = None, dim: Size = (-2, -1), norm: str | None = None) -> Tensor:
    """`fft` along each of two dimensions: ``fft(fft(self, dim=dim[0]), dim=dim[1])``.

    ``s`` lists sizes to which the input is first cropped or padded with zeros; -1 leaves one as it is.
    ``norm`` is that of `fft`, for the product of both sizes.

    Shape: that of ``self``, with ``s`` along ``dim``.
    Dtype: any but the 16-bit floats; the complex dtype of as many bits, the default one for bools and integers.
    Raises: RuntimeError for sizes below 1, ``s`` and ``dim`` of different lengths, another ``norm`` and 16-bit floats.

    >>> import flambeau as torch
    >>> torch.fft.fft2(torch.tensor([[1., 2.], [3., 4.]]))
    tensor([[10.+0.j, -2.+0.j],
            [-4.+0.j,  0.+0.j]])
    """
    return _complex_nd(self, s, dim, norm, True)


@op(kind=composite, traits=("casts_out", "autocast_float32", "row_major_out"), namespace="fft")
def ifft2(self: Tensor, s: Size | None = None, dim: Size = (-2, -1), norm: str | None = None) -> Tensor:
    """Inverse of `fft2`: ``ifft(ifft(self, dim=dim[0]), dim=dim[1])``.

    ``s`` lists sizes to which the input is first cropped or padded with zeros; -1 leaves one as it is.
    ``norm`` is that of `ifft`, for the product of both sizes.

    Shape: that of ``self``, with ``s`` along ``dim``.
    Dtype: any but the 16-bit floats; the complex dtype of as many bits, the default one for bools and integers.
    Raises: RuntimeError for sizes below 1, ``s`` and ``dim`` of different lengths, another ``norm`` and 16-bit floats.

    >>> import flambeau as torch
    >>> torch.fft.ifft2(torch.tensor([[10., -2.], [-4., 0.]]))
    tensor([[1.+0.j, 2.+0.j],
            [3.+0.j, 4.+0.j]])
    """
    return _complex_nd(self, s, dim, norm, False)


@op(kind=composite, traits=("casts_out", "autocast_float32", "row_major_out"), namespace="fft")
def rfft2(self: Tensor, s: Size | None = None, dim: Size = (-2, -1), norm: str | None = None) -> Tensor:
    """`fft2` of real numbers without the second half along the last of ``dim``, whose elements are conjugates.

    ``s`` lists sizes to which the input is first cropped or padded with zeros; -1 leaves one as it is.
    ``norm`` is that of `fft2`.

    Shape: that of ``self``, with ``s`` along ``dim``, ``n // 2 + 1`` along the last.
    Dtype: real but the 16-bit floats; the complex dtype of as many bits, the default one for bools and integers.
    Raises: RuntimeError for complex tensors, sizes below 1, ``s`` and ``dim`` of different lengths, another ``norm``
        and 16-bit floats.

    >>> import flambeau as torch
    >>> torch.fft.rfft2(torch.tensor([[1., 2.], [3., 5.]])).real
    tensor([[11., -3.],
            [-5.,  1.]])
    """
    _require_real_valued("rfftn", self)
    return _real_nd("rfftn", self, s, dim, _normalization(norm, True))


@op(kind=composite, traits=("casts_out", "autocast_float32", "row_major_out"), namespace="fft")
def irfft2(self: Tensor, s: Size | None = None, dim: Size = (-2, -1), norm: str | None = None) -> Tensor:
    """Inverse of `rfft2`: `ifft2` of the elements of ``self`` and the conjugates that it lacks.

    ``s`` lists the sizes of the result; -1 leaves one as it is. The last
    is by default ``2 * (size - 1)``.
    ``norm`` is that of `ifft2`.

    Shape: that of ``self``, with ``s`` along ``dim``.
    Dtype: any but the 16-bit floats; the real dtype of as many bits, the default one for bools and integers.
    Raises: RuntimeError for sizes below 1, ``s`` and ``dim`` of different lengths, another ``norm`` and 16-bit floats.

    >>> import flambeau as torch
    >>> torch.fft.irfft2(torch.tensor([[10., -2.], [-4., 0.]]))
    tensor([[1., 2.],
            [3., 4.]])
    """
    return _to_real_nd("irfftn", _as_complex(self), s, dim, _normalization(norm, False))


@op(kind=composite, traits=("casts_out", "row_major_out"), namespace="fft")
def hfft2(self: Tensor, s: Size | None = None, dim: Size = (-2, -1), norm: str | None = None) -> Tensor:
    """`fft2` of the elements of ``self`` and the conjugates that it lacks along the last of ``dim``: real numbers.

    ``s`` lists the sizes of the result; -1 leaves one as it is. The last
    is by default ``2 * (size - 1)``.
    ``norm`` is that of `fft2`.

    Shape: that of ``self``, with ``s`` along ``dim``.
    Dtype: any but the 16-bit floats; the real dtype of as many bits, the default one for bools and integers.
    Raises: RuntimeError for sizes below 1, ``s`` and ``dim`` of different lengths, another ``norm`` and 16-bit floats.

    >>> import flambeau as torch
    >>> torch.fft.hfft2(torch.tensor([[1., 2.], [3., 4.]]))
    tensor([[10., -2.],
            [-4.,  0.]])
    """
    return _to_real_nd("hfftn", conj_physical(_as_complex(self)), s, dim, _normalization(norm, True))


@op(kind=composite, traits=("casts_out", "row_major_out"), namespace="fft")
def ihfft2(self: Tensor, s: Size | None = None, dim: Size = (-2, -1), norm: str | None = None) -> Tensor:
    """Inverse of `hfft2`: `ifft2` of real numbers without the second half along the last of ``dim``.

    ``s`` lists sizes to which the input is first cropped or padded with zeros; -1 leaves one as it is.
    ``norm`` is that of `ifft2`.

    Shape: that of ``self``, with ``s`` along ``dim``, ``n // 2 + 1`` along the last.
    Dtype: real but the 16-bit floats; the complex dtype of as many bits, the default one for bools and integers.
    Raises: RuntimeError for complex tensors, sizes below 1, ``s`` and ``dim`` of different lengths, another ``norm``
        and 16-bit floats.

    >>> import flambeau as torch
    >>> torch.fft.ihfft2(torch.tensor([[10., -2.], [-4., 0.]])).real
    tensor([[1., 2.],
            [3., 4.]])
    """
    _require_floating(self)
    return conj_physical(_real_nd("ihfftn", self, s, dim, _normalization(norm, False)))


@op(kind=composite, traits=("casts_out", "autocast_float32", "row_major_out"), namespace="fft")
def fftn(self: Tensor, s: Size | None = None, dim: Size | None = None, norm: str | None = None) -> Tensor:
    """`fft` along each of ``dim``, by default of all dimensions.

    ``s`` lists sizes to which the input is first cropped or padded with zeros; -1 leaves one as it is. Without
    ``dim`` they are those of the last dimensions.
    ``norm`` is that of `fft`, for the product of the sizes.

    Shape: that of ``self``, with ``s`` along ``dim``.
    Dtype: any but the 16-bit floats; the complex dtype of as many bits, the default one for bools and integers.
    Raises: RuntimeError for sizes below 1, ``s`` and ``dim`` of different lengths, another ``norm`` and 16-bit floats.

    >>> import flambeau as torch
    >>> torch.fft.fftn(torch.tensor([[1., 2.], [3., 4.]]))
    tensor([[10.+0.j, -2.+0.j],
            [-4.+0.j,  0.+0.j]])
    """
    return _complex_nd(self, s, dim, norm, True)


@op(kind=composite, traits=("casts_out", "autocast_float32", "row_major_out"), namespace="fft")
def ifftn(self: Tensor, s: Size | None = None, dim: Size | None = None, norm: str | None = None) -> Tensor:
    """Inverse of `fftn`: `ifft` along each of ``dim``, by default of all dimensions.

    ``s`` lists sizes to which the input is first cropped or padded with zeros; -1 leaves one as it is. Without
    ``dim`` they are those of the last dimensions.
    ``norm`` is that of `ifft`, for the product of the sizes.

    Shape: that of ``self``, with ``s`` along ``dim``.
    Dtype: any but the 16-bit floats; the complex dtype of as many bits, the default one for bools and integers.
    Raises: RuntimeError for sizes below 1, ``s`` and ``dim`` of different lengths, another ``norm`` and 16-bit floats.

    >>> import flambeau as torch
    >>> torch.fft.ifftn(torch.tensor([[10., -2.], [-4., 0.]]))
    tensor([[1.+0.j, 2.+0.j],
            [3.+0.j, 4.+0.j]])
    """
    return _complex_nd(self, s, dim, norm, False)


@op(kind=composite, traits=("casts_out", "autocast_float32", "row_major_out"), namespace="fft")
def rfftn(self: Tensor, s: Size | None = None, dim: Size | None = None, norm: str | None = None) -> Tensor:
    """`fftn` of real numbers without the second half along the last of ``dim``, whose elements are conjugates.

    ``s`` lists sizes to which the input is first cropped or padded with zeros; -1 leaves one as it is. Without
    ``dim`` they are those of the last dimensions.
    ``norm`` is that of `fftn`.

    Shape: that of ``self``, with ``s`` along ``dim``, ``n // 2 + 1`` along the last.
    Dtype: real but the 16-bit floats; the complex dtype of as many bits, the default one for bools and integers.
    Raises: RuntimeError for complex tensors, sizes below 1, ``s`` and ``dim`` of different lengths, another ``norm``
        and 16-bit floats.

    >>> import flambeau as torch
    >>> torch.fft.rfftn(torch.tensor([[1., 2.], [3., 5.]])).real
    tensor([[11., -3.],
            [-5.,  1.]])
    """
    _require_real_valued("rfftn", self)
    return _real_nd("rfftn", self, s, dim, _normalization(norm, True))


@op(kind=composite, traits=("casts_out", "autocast_float32", "row_major_out"), namespace="fft")
def irfftn(self: Tensor, s: Size | None = None, dim: Size | None = None, norm: str | None = None) -> Tensor:
    """Inverse of `rfftn`: `ifftn` of the elements of ``self`` and the conjugates that it lacks.

    ``s`` lists the sizes of the result; -1 leaves one as it is. The last
    is by default ``2 * (size - 1)``. Without ``dim`` they are
    those of the last dimensions.
    ``norm`` is that of `ifftn`.

    Shape: that of ``self``, with ``s`` along ``dim``.
    Dtype: any but the 16-bit floats; the real dtype of as many bits, the default one for bools and integers.
    Raises: RuntimeError for sizes below 1, ``s`` and ``dim`` of different lengths, another ``norm`` and 16-bit floats.

    >>> import flambeau as torch
    >>> torch.fft.irfftn(torch.tensor([[10., -2.], [-4., 0.]]))
    tensor([[1., 2.],
            [3., 4.]])
    """
    return _to_real_nd("irfftn", _as_complex(self), s, dim, _normalization(norm, False))


@op(kind=composite, traits=("casts_out", "row_major_out"), namespace="fft")
def hfftn(self: Tensor, s: Size | None = None, dim: Size | None = None, norm: str | None = None) -> Tensor:
    """`fftn` of the elements of ``self`` and the conjugates that it lacks along the last of ``dim``: real numbers.

    ``s`` lists the sizes of the result; -1 leaves one as it is. The last
    is by default ``2 * (size - 1)``. Without ``dim`` they are
    those of the last dimensions.
    ``norm`` is that of `fftn`.

    Shape: that of ``self``, with ``s`` along ``dim``.
    Dtype: any but the 16-bit floats; the real dtype of as many bits, the default one for bools and integers.
    Raises: RuntimeError for sizes below 1, ``s`` and ``dim`` of different lengths, another ``norm`` and 16-bit floats.

    >>> import flambeau as torch
    >>> torch.fft.hfftn(torch.tensor([[1., 2.], [3., 4.]]))
    tensor([[10., -2.],
            [-4.,  0.]])
    """
    return _to_real_nd("hfftn", conj_physical(_as_complex(self)), s, dim, _normalization(norm, True))


@op(kind=composite, traits=("casts_out", "row_major_out"), namespace="fft")
def ihfftn(self: Tensor, s: Size | None = None, dim: Size | None = None, norm: str | None = None) -> Tensor:
    """Inverse of `hfftn`: `ifftn` of real numbers without the second half along the last of ``dim``.

    ``s`` lists sizes to which the input is first cropped or padded with zeros; -1 leaves one as it is. Without
    ``dim`` they are those of the last dimensions.
    ``norm`` is that of `ifftn`.

    Shape: that of ``self``, with ``s`` along ``dim``, ``n // 2 + 1`` along the last.
    Dtype: real but the 16-bit floats; the complex dtype of as many bits, the default one for bools and integers.
    Raises: RuntimeError for complex tensors, sizes below 1, ``s`` and ``dim`` of different lengths, another ``norm``
        and 16-bit floats.

    >>> import flambeau as torch
    >>> torch.fft.ihfftn(torch.tensor([[10., -2.], [-4., 0.]])).real
    tensor([[1., 2.],
            [3., 4.]])
    """
    _require_floating(self)
    return conj_physical(_real_nd("ihfftn", self, s, dim, _normalization(norm, False)))


def _require_real_valued(name: str, self: Tensor) -> None:
    if self.is_complex():
        raise RuntimeError(f"{name} expects a real-valued input tensor, but got {scalar_name(self.dtype)}")


def _require_floating(self: Tensor) -> None:
    if self.is_complex():
        raise RuntimeError(f"Only supports floating-point dtypes, but found: {scalar_name(self.dtype)}")
