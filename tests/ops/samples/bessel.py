"""The samples of ops/bessel.py."""

from __future__ import annotations

from operands import call, exact, pos

from .table import of, unary

REAL = ("float32", "float64")
of("i0 special.i1 special.i0e special.i1e", *unary(), complex=False)
WAVES = [*unary(), call(exact([0.0, 0.1, -7.0, 12.0]))]
FALLING = [*unary(pos), call(exact([4.0, 12.0]))]
of("special.bessel_j0 special.bessel_j1", *WAVES, complex=False, dtypes=REAL)
of("special.bessel_y0 special.bessel_y1", *FALLING, complex=False, dtypes=REAL)
of(
    "special.spherical_bessel_j0 special.airy_ai airy_ai_slope special.modified_bessel_i0 special.modified_bessel_i1",
    *WAVES,
    complex=False,
    dtypes=REAL,
)
of(
    "special.modified_bessel_k0 special.modified_bessel_k1 "
    "special.scaled_modified_bessel_k0 special.scaled_modified_bessel_k1",
    *FALLING,
    complex=False,
    dtypes=REAL,
)
