"""The samples of ops/eigen.py."""

from __future__ import annotations

from operands import call, exact

from .table import POSITIVE, of

SPECTRA = [POSITIVE, [[2.0, 0.5, 0.25], [0.5, -3.0, 1.0], [0.25, 1.0, 1.0]]]
of(
    "require_no_phase",
    call(exact([1e-3, -1e-3]), "eig", "vectors"),
    call(exact(1e-3), "eig", "vectors"),
    judged=False,
    dtypes=("float64",),
)
# Functions of complex vectors that notice their phase have no derivative; tests/ops/test_linalg.py has some that do
# not.
of(
    "eigh_factors",
    call(exact(POSITIVE, hermitian=True), "L", True, dtypes=("float32", "float64")),
    call(exact(SPECTRA, hermitian=True), "U", True, dtypes=("float32", "float64")),
    call(exact(POSITIVE, hermitian=True), "L", False),
    dtypes=("float64",),
)
of(
    "linalg.eigh",
    call(exact(POSITIVE, hermitian=True), dtypes=("float32", "float64")),
    call(exact(SPECTRA, hermitian=True), "U", dtypes=("float32", "float64")),
    dtypes=("float64",),
)
of(
    "linalg.eigvalsh",
    call(exact(POSITIVE, hermitian=True)),
    call(exact(SPECTRA, hermitian=True), UPLO="U"),
    dtypes=("float64",),
)
SPREAD = [[3.0, 1.0, -0.5], [0.5, -2.5, 1.0], [-1.0, 0.25, 1.0]]
of(
    "eig_factors",
    call(exact(SPREAD, grad=False), True),
    call(exact(SPREAD), False),
)
of("linalg.eig", call(exact(SPREAD, grad=False)), judged=False)
of("linalg.eigvals", call(exact(SPREAD)), call(exact([SPREAD, SPREAD])))
