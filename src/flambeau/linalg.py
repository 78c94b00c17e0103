"""Linear algebra: norms and products of vectors and matrices. Each function is an op's entry."""

from __future__ import annotations

from typing import Any

from . import ops
from ._listing import listing
from ._missing import no_attribute
from .ops.linalg import LinAlgError

_by_name = ops.exports("linalg")
globals().update(_by_name)
__all__ = [*_by_name, "LinAlgError"]
__dir__ = listing(globals())

_BY_NUMPY = "not offered yet: numpy.linalg computes it, without gradients"
_INSTEAD = dict.fromkeys(
    ["cholesky_ex", "eig", "eigh", "eigvals", "eigvalsh", "lstsq", "lu", "pinv", "qr", "svd", "svdvals"], _BY_NUMPY
)


def __getattr__(name: str) -> Any:
    raise no_attribute(f"module {__name__!r}", name, _INSTEAD)
