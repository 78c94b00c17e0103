"""cuDNN, NVIDIA's kernels for networks: not here. Its switches can be set and read, and change nothing."""

from __future__ import annotations

from contextlib import AbstractContextManager

from .._core import Tensor
from .._listing import listing
from ._switches import set_switches, switched

enabled = True
benchmark = False
benchmark_limit = 10
deterministic = False
allow_tf32 = True


def is_available() -> bool:
    """False.

    >>> import flambeau as torch
    >>> torch.backends.cudnn.is_available(), torch.backends.cudnn.version()
    (False, None)
    """
    return False


def version() -> int | None:
    """None."""
    return None


def is_acceptable(tensor: Tensor) -> bool:
    """False: no tensor is on a CUDA device."""
    return False


def set_flags(
    _enabled: bool | None = None,
    _benchmark: bool | None = None,
    _benchmark_limit: int | None = None,
    _deterministic: bool | None = None,
    _allow_tf32: bool | None = None,
) -> tuple[bool, bool, int, bool, bool]:
    """Sets the switches that are given; returns what all were."""
    before = enabled, benchmark, benchmark_limit, deterministic, allow_tf32
    given = {
        "enabled": _enabled,
        "benchmark": _benchmark,
        "benchmark_limit": _benchmark_limit,
        "deterministic": _deterministic,
        "allow_tf32": _allow_tf32,
    }
    set_switches(__name__, **{name: value for name, value in given.items() if value is not None})
    return before


def flags(
    enabled: bool = False,
    benchmark: bool = False,
    benchmark_limit: int = 10,
    deterministic: bool = False,
    allow_tf32: bool = True,
) -> AbstractContextManager[None]:
    """A block within which the switches have these values.

    >>> import flambeau as torch
    >>> with torch.backends.cudnn.flags(deterministic=True):
    ...     torch.backends.cudnn.deterministic
    True
    """
    return switched(
        __name__,
        enabled=enabled,
        benchmark=benchmark,
        benchmark_limit=benchmark_limit,
        deterministic=deterministic,
        allow_tf32=allow_tf32,
    )


__all__ = [
    "allow_tf32",
    "benchmark",
    "benchmark_limit",
    "deterministic",
    "enabled",
    "flags",
    "is_acceptable",
    "is_available",
    "set_flags",
    "version",
]
__dir__ = listing(globals())
