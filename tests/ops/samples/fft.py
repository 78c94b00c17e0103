"""The samples of ops/fft.py."""

from __future__ import annotations

from operands import call, val

from .table import of

ANY = ("float32", "float64", "complex64", "complex128")
REAL = ("float32", "float64")
COMPLEX = ("complex64", "complex128")
of(
    "fft_c2c",
    call(val(6), (0,), 0, True, dtypes=COMPLEX),
    call(val(2, 5), (-1,), 1, False, dtypes=COMPLEX),
    call(val(3, 4, 2), (0, -1), 2, True, dtypes=COMPLEX),
    call(val(2, 3), (), 0, True, dtypes=COMPLEX),
    dtypes=COMPLEX,
)
of(
    "fft_r2c",
    call(val(6), (0,), 0),
    call(val(2, 5), (-1,), 1),
    call(val(4, 3, 2), (2, 0), 2),
    dtypes=REAL,
    complex=False,
)
of(
    "fft_c2r",
    call(val(4), (0,), 0, 6, dtypes=COMPLEX),
    call(val(2, 4), (-1,), 1, 7, dtypes=COMPLEX),
    call(val(3, 3, 2), (2, 0), 2, 4, dtypes=COMPLEX),
    call(val(3, 1), (1,), 0, 1, dtypes=COMPLEX),
    dtypes=COMPLEX,
)
ONE = [
    call(val(6)),
    call(val(2, 5), dim=0),
    call(val(2, 5), 7),
    call(val(2, 5), 3, -1, "ortho"),
    call(val(3, 4), 5, 0, "forward"),
    call(val(3, 4), norm="backward"),
]
of("fft.fft fft.ifft", *ONE, call(val(1)), dtypes=ANY)
of("fft.rfft fft.ihfft", *ONE, call(val(1)), dtypes=REAL, complex=False)
of("fft.irfft fft.hfft", *ONE, call(val(1), 1), dtypes=ANY)
SEVERAL = [
    call(val(3, 4)),
    call(val(2, 3, 4), (5, 2)),
    call(val(2, 3, 4), (5, -1), (0, 2), "ortho"),
    call(val(2, 3, 4), dim=(1, 0), norm="forward"),
]
of("fft.fft2 fft.ifft2", *SEVERAL, dtypes=ANY)
of("fft.rfft2 fft.ihfft2", *SEVERAL, dtypes=REAL, complex=False)
of("fft.irfft2 fft.hfft2", *SEVERAL, dtypes=ANY)
of("fft.fftn fft.ifftn", *SEVERAL, call(val(2, 3), dim=()), call(val(2, 3, 2), dim=1), dtypes=ANY)
of("fft.rfftn fft.ihfftn", *SEVERAL, call(val(2, 3, 2), dim=1), dtypes=REAL, complex=False)
# PyTorch's library takes no gradients of the seven dimensions that would be derived.
of("fft.irfftn fft.hfftn", *SEVERAL, call(val(2, 1, 1, 1, 3, 2), dim=(-2, -1)), dtypes=ANY)
