"""Rank 1 does what its argument says while the others are in a collective. Usage: faults.py WHAT"""

import os
import sys
import time
from datetime import timedelta

import torch
import torch.distributed as dist

what = sys.argv[1]
dist.init_process_group("gloo", timeout=timedelta(seconds=3))
x = torch.ones(2)
dist.all_reduce(x)
if dist.get_rank() == 1:
    if what == "raise":
        raise ValueError("of rank 1")
    if what == "kill":
        os.kill(os.getpid(), 9)
    if what == "exit":
        os._exit(3)
    if what == "end":
        sys.exit(3)
    if what == "hang":
        time.sleep(8)  # longer than the timeout
        sys.exit(3)
    if what == "differ":
        dist.set_debug_level(dist.DebugLevel.DETAIL)
        dist.broadcast(torch.ones(3), 0)
    if what == "coalesced":
        dist.set_debug_level(dist.DebugLevel.DETAIL)
        dist.all_gather_coalesced([[x, x], [x, x]], [x, x])
    if what == "message":
        dist.set_debug_level(dist.DebugLevel.DETAIL)
        dist.send(x.int(), 0)
    if what == "barrier":
        dist.all_reduce(x)
if what in ("differ", "coalesced", "message"):
    dist.set_debug_level(dist.DebugLevel.DETAIL)
if what == "coalesced":
    dist.all_gather_coalesced([[x], [x]], [x])
if what == "message":
    dist.recv(x, 1)
if what == "barrier":
    dist.monitored_barrier(timeout=timedelta(seconds=1), wait_all_ranks=True)
dist.all_reduce(x)  # the line that errors name
