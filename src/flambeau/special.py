"""Special functions. Each is an op's entry."""

from __future__ import annotations

from . import ops

_by_name = ops.exports("special")
globals().update(_by_name)
__all__ = list(_by_name)
