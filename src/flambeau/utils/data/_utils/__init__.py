"""What the loader is made of: collation, fetching, worker processes and threads, and the iterators over them."""

from . import collate, fetch, worker
from .iterate import MP_STATUS_CHECK_INTERVAL

__all__ = ["MP_STATUS_CHECK_INTERVAL", "collate", "fetch", "worker"]
