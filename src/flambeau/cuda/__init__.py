"""What programs ask before they pick a device: there is no CUDA device, and this says so.

Questions are answered (no device, no memory in use), seeds are accepted, and what needs a device raises PyTorch's
error.
"""

from __future__ import annotations

import importlib
from collections import OrderedDict
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from .._absent import refusing_all, refusing_class
from .._arguments import explain_module
from .._core import Tensor
from .._listing import listing

_SENTENCE = "Torch not compiled with CUDA enabled: flambeau computes on the CPU"

has_half = True
has_magma = False
default_generators: tuple[Any, ...] = ()


def is_available() -> bool:
    """False: Flambeau computes on the CPU.

    >>> import flambeau as torch
    >>> torch.device("cuda" if torch.cuda.is_available() else "cpu")
    device(type='cpu')
    """
    return False


def device_count() -> int:
    """0."""
    return 0


def is_initialized() -> bool:
    """False: there is nothing to initialise."""
    return False


def is_bf16_supported(including_emulation: bool = True) -> bool:
    """False: there is no device that could compute with bfloat16."""
    return False


def is_tf32_supported() -> bool:
    """False: there is no device that could compute with TF32."""
    return False


def get_arch_list() -> list[str]:
    """Nothing: no CUDA code was compiled."""
    return []


def _lazy_call(callable: Any, **kwargs: Any) -> None:
    """Nothing: what waits for a device to be initialised waits for ever."""


def manual_seed(seed: int) -> None:
    """Nothing: there is no device to seed."""


manual_seed_all = manual_seed


def seed() -> None:
    """Nothing: there is no device to seed."""


seed_all = seed


def empty_cache() -> None:
    """Nothing: there is no device memory."""


def memory_allocated(device: Any = None) -> int:
    """0 bytes: there is no device memory."""
    return 0


max_memory_allocated = memory_reserved = max_memory_reserved = memory_allocated
memory_cached = max_memory_cached = memory_allocated


def memory_stats(device: Any = None) -> OrderedDict[str, Any]:
    """Nothing: there is no device memory."""
    return OrderedDict()


def memory_stats_as_nested_dict(device: Any = None) -> dict[str, Any]:
    """Nothing: there is no device memory."""
    return {}


def host_memory_stats() -> OrderedDict[str, Any]:
    """Nothing: no memory is pinned for a device."""
    return OrderedDict()


def get_rng_state_all() -> list[Tensor]:
    """Nothing: there is no generator on a device."""
    return []


def set_rng_state(new_state: Tensor, device: Any = "cuda") -> None:
    """Nothing: there is no generator on a device."""


def set_rng_state_all(new_states: Iterable[Tensor]) -> None:
    """Nothing for no states, which is how many `get_rng_state_all` gives.

    Raises: AssertionError for a state, which there is no generator for.
    """
    for _ in new_states:
        raise AssertionError(_SENTENCE)


def stream(stream: Any) -> AbstractContextManager[None]:
    """A context that changes nothing: the only stream there can be is None."""
    return nullcontext()


class device:
    """A context in which a CUDA device is current; entering raises unless the index is negative, "no device".

    Raises: AssertionError on entering.
    """

    def __init__(self, device: Any) -> None:
        index = device if isinstance(device, int) else getattr(device, "index", None)
        self.idx = index if isinstance(index, int) else 0

    def __enter__(self) -> None:
        if self.idx >= 0:
            raise AssertionError(_SENTENCE)

    def __exit__(self, *exception: object) -> None:
        pass


class device_of(device):
    """`device` for the device of a tensor: no change for one on the CPU."""

    def __init__(self, obj: Any) -> None:
        super().__init__(-1)


class CudaError(RuntimeError):
    """What CUDA's own functions fail with; never raised here."""


class DeferredCudaCallError(Exception):
    """What a call that waited for the device fails with; never raised here."""


class AcceleratorError(RuntimeError):
    """What a device's driver fails with; never raised here."""


class OutOfMemoryError(RuntimeError):
    """What a device raises when its memory does not suffice; never raised here."""


globals().update(
    refusing_all(
        """
        can_device_access_peer cudart current_blas_handle current_device current_stream default_stream
        get_device_capability get_device_name get_device_properties get_rng_state init initial_seed
        ipc_collect mem_get_info memory_snapshot memory_summary reset_accumulated_memory_stats
        reset_max_memory_allocated reset_peak_memory_stats set_device set_per_process_memory_fraction
        set_stream synchronize utilization make_graphed_callables graph_pool_handle
        is_current_stream_capturing caching_allocator_alloc caching_allocator_delete change_current_allocator
        clock_rate current_solver_handle device_memory_used get_per_process_memory_fraction
        get_stream_from_external list_gpu_processes memory_usage power_draw reset_max_memory_cached
        reset_accumulated_host_memory_stats reset_peak_host_memory_stats temperature use_mem_pool
        """,
        __name__,
        AssertionError,
        _SENTENCE,
    )
)
Stream, StreamContext, Event, ExternalStream, CUDAGraph, MemPool, CUDAPluggableAllocator, GreenContext = (
    refusing_class(name, __name__, RuntimeError, f"torch.cuda.{name} requires CUDA support")
    for name in (
        *("Stream", "StreamContext", "Event", "ExternalStream", "CUDAGraph", "MemPool", "CUDAPluggableAllocator"),
        "GreenContext",
    )
)
graph = refusing_class("graph", __name__, RuntimeError, "torch.cuda.graph requires CUDA support")
_NAMES = ("Float", "Double", "Half", "BFloat16", "Byte", "Char", "Short", "Int", "Long", "Bool")
globals().update(
    {
        f"{name}Tensor": refusing_class(
            f"{name}Tensor",
            __name__,
            TypeError,
            f"type torch.cuda.{name}Tensor not available. Torch not compiled with CUDA enabled.",
        )
        for name in _NAMES
    }
)


def __getattr__(name: str) -> Any:
    if name in ("amp", "comm", "nvtx", "memory", "random"):
        return importlib.import_module(f".{name}", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "AcceleratorError",
    "BFloat16Tensor",
    "BoolTensor",
    "ByteTensor",
    "CUDAGraph",
    "CUDAPluggableAllocator",
    "CharTensor",
    "CudaError",
    "DeferredCudaCallError",
    "DoubleTensor",
    "Event",
    "ExternalStream",
    "FloatTensor",
    "GreenContext",
    "HalfTensor",
    "IntTensor",
    "LongTensor",
    "MemPool",
    "OutOfMemoryError",
    "ShortTensor",
    "Stream",
    "StreamContext",
    "caching_allocator_alloc",
    "caching_allocator_delete",
    "can_device_access_peer",
    "change_current_allocator",
    "clock_rate",
    "cudart",
    "current_blas_handle",
    "current_device",
    "current_solver_handle",
    "current_stream",
    "default_generators",
    "default_stream",
    "device",
    "device_count",
    "device_memory_used",
    "device_of",
    "empty_cache",
    "get_arch_list",
    "get_device_capability",
    "get_device_name",
    "get_device_properties",
    "get_per_process_memory_fraction",
    "get_rng_state",
    "get_rng_state_all",
    "get_stream_from_external",
    "graph",
    "graph_pool_handle",
    "has_half",
    "has_magma",
    "host_memory_stats",
    "init",
    "initial_seed",
    "ipc_collect",
    "is_available",
    "is_bf16_supported",
    "is_current_stream_capturing",
    "is_initialized",
    "is_tf32_supported",
    "list_gpu_processes",
    "make_graphed_callables",
    "manual_seed",
    "manual_seed_all",
    "max_memory_allocated",
    "max_memory_cached",
    "max_memory_reserved",
    "mem_get_info",
    "memory_allocated",
    "memory_cached",
    "memory_reserved",
    "memory_snapshot",
    "memory_stats",
    "memory_stats_as_nested_dict",
    "memory_summary",
    "memory_usage",
    "power_draw",
    "reset_accumulated_host_memory_stats",
    "reset_accumulated_memory_stats",
    "reset_max_memory_allocated",
    "reset_max_memory_cached",
    "reset_peak_host_memory_stats",
    "reset_peak_memory_stats",
    "seed",
    "seed_all",
    "set_device",
    "set_per_process_memory_fraction",
    "set_rng_state",
    "set_rng_state_all",
    "set_stream",
    "stream",
    "synchronize",
    "temperature",
    "use_mem_pool",
    "utilization",
]
__dir__ = listing(globals(), "amp", "comm", "memory", "nvtx", "random")
explain_module(globals())
