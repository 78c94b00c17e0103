"""What the loader is made of: collation, fetching, worker processes and threads, and the iterators over them."""

from . import collate, fetch, worker

MP_STATUS_CHECK_INTERVAL = 1.0  # seconds between looks at whether the workers live

__all__ = ["MP_STATUS_CHECK_INTERVAL", "collate", "fetch", "worker"]
