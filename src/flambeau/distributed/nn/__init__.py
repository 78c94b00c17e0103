"""Collectives that derivatives pass through."""

from __future__ import annotations

from ..._listing import listing
from . import functional
from .functional import *

__all__ = functional.__all__
__dir__ = listing(globals(), "functional")
