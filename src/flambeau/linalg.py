"""Linear algebra: factors, equations, eigenvalues, norms and products of matrices. Each function is an op's entry."""

from __future__ import annotations

from . import ops
from ._listing import listing
from .ops.linalg import LinAlgError

_by_name = ops.exports("linalg")
globals().update(_by_name)
__all__ = [*_by_name, "LinAlgError"]
__dir__ = listing(globals())
