"""What goes wrong between processes."""

from __future__ import annotations

__all__ = ["DistBackendError", "DistError", "DistNetworkError", "DistStoreError", "QueueEmptyError"]


class DistError(RuntimeError):
    """Something went wrong between processes."""


class DistBackendError(DistError):
    """A collective failed: a process is gone, hangs, or asked for something else."""


class DistNetworkError(DistError):
    """A process cannot be reached, or an address is taken."""


class DistStoreError(DistError):
    """A value was waited for in vain."""


class QueueEmptyError(DistStoreError):
    """A store's queue has nothing."""
