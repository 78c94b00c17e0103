"""The samples of ops/stft.py."""

from __future__ import annotations

from operands import call, pos, real, val

from .table import of

COMPLEX = ("complex64", "complex128")
ANY = ("float32", "float64", *COMPLEX)
of(
    "stft",
    call(val(12), 4, window=pos(4), return_complex=True),
    call(val(2, 12), 4, 2, window=pos(4), center=False, onesided=False, return_complex=True),
    call(val(12), 5, 2, 3, pos(3), normalized=True, pad_mode="constant", onesided=False, return_complex=True),
    call(val(12), 4, 1, 2, pos(2), center=False, align_to_window=True, onesided=False, return_complex=True),
    dtypes=ANY,
)
of(
    "istft",
    call(val(3, 5), 4, window=real(4, low=0.5, high=1.5), dtypes=COMPLEX),
    call(val(2, 3, 5), 4, 2, window=real(4, low=0.5, high=1.5), length=7, dtypes=COMPLEX),
    call(
        *(val(5, 4), 5, 2, 5, real(5, low=0.5, high=1.5)),
        normalized=True,
        onesided=False,
        return_complex=True,
        dtypes=COMPLEX,
    ),
    dtypes=COMPLEX,
)
