"""Memory that devices copy from faster: there is none, so a batch stays where it is."""

from __future__ import annotations

from typing import Any


def pin_memory(data: Any, device: Any = None) -> Any:
    """``data`` itself, as `Tensor.pin_memory` gives the tensor itself."""
    return data
