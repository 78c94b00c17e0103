"""CUDA's libraries: not here. Their switches can be set and read, and change nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from .._listing import listing


class _Products:
    """How CUDA's matrix products round."""

    allow_tf32 = False
    allow_fp16_reduced_precision_reduction = True
    allow_bf16_reduced_precision_reduction = True
    allow_fp16_accumulation = False
    fp32_precision = "none"


matmul = _Products()
_attention = {"flash": True, "math": True, "mem_efficient": True, "cudnn": True}


def is_built() -> bool:
    """False.

    >>> import flambeau as torch
    >>> torch.backends.cuda.is_built()
    False
    """
    return False


def flash_sdp_enabled() -> bool:
    """Whether CUDA's flash attention may be used."""
    return _attention["flash"]


def math_sdp_enabled() -> bool:
    """Whether CUDA's plain attention may be used."""
    return _attention["math"]


def mem_efficient_sdp_enabled() -> bool:
    """Whether CUDA's memory-efficient attention may be used."""
    return _attention["mem_efficient"]


def cudnn_sdp_enabled() -> bool:
    """Whether cuDNN's attention may be used."""
    return _attention["cudnn"]


def enable_flash_sdp(enabled: bool) -> None:
    """Lets CUDA's flash attention be used, or not."""
    _attention["flash"] = enabled


def enable_math_sdp(enabled: bool) -> None:
    """Lets CUDA's plain attention be used, or not."""
    _attention["math"] = enabled


def enable_mem_efficient_sdp(enabled: bool) -> None:
    """Lets CUDA's memory-efficient attention be used, or not."""
    _attention["mem_efficient"] = enabled


def enable_cudnn_sdp(enabled: bool) -> None:
    """Lets cuDNN's attention be used, or not."""
    _attention["cudnn"] = enabled


@contextmanager
def sdp_kernel(
    enable_flash: bool = True, enable_math: bool = True, enable_mem_efficient: bool = True, enable_cudnn: bool = True
) -> Iterator[None]:
    """A block within which CUDA's kinds of attention are let be used, or not.

    >>> import flambeau as torch
    >>> with torch.backends.cuda.sdp_kernel(enable_flash=False):
    ...     torch.backends.cuda.flash_sdp_enabled()
    False
    """
    before = dict(_attention)
    _attention.update(flash=enable_flash, math=enable_math, mem_efficient=enable_mem_efficient, cudnn=enable_cudnn)
    try:
        yield
    finally:
        _attention.update(before)


__all__ = [
    "cudnn_sdp_enabled",
    "enable_cudnn_sdp",
    "enable_flash_sdp",
    "enable_math_sdp",
    "enable_mem_efficient_sdp",
    "flash_sdp_enabled",
    "is_built",
    "math_sdp_enabled",
    "matmul",
    "mem_efficient_sdp_enabled",
    "sdp_kernel",
]
__dir__ = listing(globals())
