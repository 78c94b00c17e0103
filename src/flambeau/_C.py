"""The few names of PyTorch's core module that packages reach for. Flambeau's own core is ``flambeau._core``."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from ._core import Generator, default_generator
from ._core import dtype as dtype
from .nn.modules._changes import parse_to

__all__ = ["Generator", "default_generator", "dtype"]


def _parse_to(*args: Any, **kwargs: Any) -> tuple[Any, Any, bool, Any]:
    """What the arguments of ``Tensor.to`` say: device, dtype, non_blocking and memory_format."""
    return parse_to(*args, **kwargs)


_nn = SimpleNamespace(_parse_to=_parse_to)


def _get_tracing_state() -> None:
    """None: nothing is traced."""
    return None


def _log_api_usage_once(event: str) -> None:
    """Nothing: no usage is counted."""
