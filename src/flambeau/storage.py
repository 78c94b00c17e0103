"""Storages, the memory that tensors view, under PyTorch's name for their module."""

from __future__ import annotations

from ._listing import listing
from ._storage import UntypedStorage
from ._typed_storage import TypedStorage

__all__ = ["TypedStorage", "UntypedStorage"]
__dir__ = listing(globals())
