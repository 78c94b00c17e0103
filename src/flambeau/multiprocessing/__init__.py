"""`multiprocessing`, with tensors that are shared instead of copied.

Everything of Python's own module is here: processes, queues, pipes, pools, locks. Once this module is imported, a
tensor, parameter or storage that is sent to another process (through a queue, a pipe, a pool, or as an argument of a
process) is moved to shared memory, and the receiver reads and writes the same elements.

>>> import flambeau
>>> import flambeau.multiprocessing as mp
>>> queue = mp.SimpleQueue()
>>> x = flambeau.zeros(2)
>>> queue.put(x)
>>> _ = queue.get().fill_(7)
>>> x
tensor([7., 7.])
"""

from __future__ import annotations

import multiprocessing as _multiprocessing
from multiprocessing import *

from .._listing import listing
from . import reductions
from .reductions import get_all_sharing_strategies, get_sharing_strategy, set_sharing_strategy
from .spawn import (
    ProcessContext,
    ProcessException,
    ProcessExitedException,
    ProcessRaisedException,
    SpawnContext,
    spawn,
    start_processes,
)

__all__ = [
    *_multiprocessing.__all__,
    "ProcessContext",
    "ProcessException",
    "ProcessExitedException",
    "ProcessRaisedException",
    "SpawnContext",
    "get_all_sharing_strategies",
    "get_sharing_strategy",
    "set_sharing_strategy",
    "spawn",
    "start_processes",
]
__dir__ = listing(globals())

reductions.register()
