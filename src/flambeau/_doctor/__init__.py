"""``flambeau doctor``: which of torch's names a program uses, and which of them are here. The program is not run."""

from __future__ import annotations

from .command import doctor

__all__ = ["doctor"]
