"""Signal processing: windows."""

from __future__ import annotations

from .._listing import listing
from . import windows

__all__ = ["windows"]
__dir__ = listing(globals())
