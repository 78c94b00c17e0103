"""`ZeroRedundancyOptimizer`: an optimiser whose states the processes share out among themselves."""

from __future__ import annotations

from typing import Any

from ..._listing import listing
from ..._missing import no_attribute

__all__ = ["ZeroRedundancyOptimizer"]
__dir__ = listing(globals())


def __getattr__(name: str) -> Any:
    if name == "ZeroRedundancyOptimizer":  # an optimiser, and those are built on this package
        from ...optim._sharded import ZeroRedundancyOptimizer

        return ZeroRedundancyOptimizer
    raise no_attribute(f"module {__name__!r}", name, {})
