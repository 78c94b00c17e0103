"""Who a worker is: `get_worker_info`."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any


@dataclass
class WorkerInfo:
    """Who a worker is: what :func:`get_worker_info` answers in it.

    ``seed`` is what its random numbers start from. In a worker thread ``rng`` has generators of its own
    (``random_generator``, ``torch_generator``), because the process's are shared with the other threads.
    """

    id: int
    num_workers: int
    seed: int
    dataset: Any
    rng: Any = None
    worker_method: str = "multiprocessing"


_worker_info: WorkerInfo | None = None  # of this process
_of_thread = threading.local()


def get_worker_info() -> WorkerInfo | None:
    """Which worker this is: ``id``, ``num_workers``, ``seed``, its copy of the ``dataset``; None in the main process.

    A stream's ``__iter__`` uses it to give each worker its own share of the samples.

    >>> import flambeau
    >>> flambeau.utils.data.get_worker_info() is None
    True
    """
    info: WorkerInfo | None = getattr(_of_thread, "info", _worker_info)
    return info
