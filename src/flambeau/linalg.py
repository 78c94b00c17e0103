"""Linear algebra: norms and products of vectors and matrices. Each function is an op's entry."""

from __future__ import annotations

from . import ops
from .ops.linalg import LinAlgError

_by_name = ops.exports("linalg")
globals().update(_by_name)
__all__ = [*_by_name, "LinAlgError"]
