"""The samples of ops/frequency.py."""

from __future__ import annotations

from operands import call, val

from .table import of

of("fft.fftshift fft.ifftshift", call(val(5)), call(val(3, 4)), call(val(3, 4), 1), call(val(2, 3, 4), (0, -1)))
of(
    "fft.fftfreq fft.rfftfreq",
    *[call(n) for n in (1, 4, 5)],
    call(6, 0.1),
    call(3, d=2),
    judged=False,
)
