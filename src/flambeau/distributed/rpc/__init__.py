"""Calls in other processes: here, in one process, there is nobody to call.

>>> import flambeau as torch
>>> torch.distributed.rpc.is_available()
False
"""

from __future__ import annotations

from ..._absent import fill_absent

__all__ = ["is_available"]


def is_available() -> bool:
    """False."""
    return False


fill_absent(
    globals(),
    "flambeau's processes do not call each other: use distributed's collectives, send and recv",
    classes="RRef RpcBackendOptions TensorPipeRpcBackendOptions WorkerInfo",
    functions="init_rpc rpc_sync rpc_async remote shutdown get_worker_info _is_current_rpc_agent_set",
)
