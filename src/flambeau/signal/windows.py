"""Windows of signals, symmetric unless they are asked to be periodic. Each function is an op's entry."""

from __future__ import annotations

from .. import ops
from .._listing import listing

_by_name = ops.exports("signal.windows")
globals().update(_by_name)
__all__ = list(_by_name)
__dir__ = listing(globals())
