"""DataPipes, which are not offered: programs ask whether a data set is one."""

from __future__ import annotations

from ...._absent import fill_absent
from . import iter as iter

__all__ = ["iter"]

fill_absent(globals(), iter.SENTENCE)
