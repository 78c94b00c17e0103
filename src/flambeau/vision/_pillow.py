"""Pillow, which not every program needs: imported when it is asked for."""

from __future__ import annotations

from ..utils._pillow import pillow

__all__ = ["pillow"]
