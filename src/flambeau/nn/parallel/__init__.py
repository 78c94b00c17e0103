"""Modules whose work several devices or processes share: here one does all of it."""

from __future__ import annotations

from ..._listing import listing
from .data_parallel import DataParallel, data_parallel
from .distributed import DistributedDataParallel

__all__ = ["DataParallel", "DistributedDataParallel", "data_parallel"]
__dir__ = listing(globals())
