"""The samples of ops/window.py."""

from __future__ import annotations

from operands import FLOATS, DtypeOf, call

from .table import of

LENGTHS = [call(n) for n in (0, 1, 2, 7)]
of(
    "hann_window bartlett_window hamming_window kaiser_window",
    *LENGTHS,
    call(6, False),
    call(5, dtype=DtypeOf(), dtypes=FLOATS),
    judged=False,
)
# In float32 PyTorch's ends are good to 1e-8 only, and they are small or zeros.
DOUBLE = [call(n, dtype=DtypeOf("float64")) for n in (1, 2, 7)]
of("blackman_window", *DOUBLE, call(6, False, dtype=DtypeOf("float64")), judged=False)
of(
    "signal.windows.blackman signal.windows.nuttall",
    *DOUBLE,
    call(6, sym=False, dtype=DtypeOf("float64")),
    judged=False,
)
SAMPLES = [*LENGTHS, call(6, sym=False), call(5, dtype=DtypeOf(), dtypes=("float32", "float64"))]
WINDOWS = "bartlett cosine exponential gaussian general_hamming hamming hann kaiser"
of(" ".join(f"signal.windows.{name}" for name in WINDOWS.split()), *SAMPLES, judged=False)
of("signal.windows.general_cosine", call(7, a=[0.5, 0.3, 0.2]), call(4, a=[1.0], sym=False), judged=False)
