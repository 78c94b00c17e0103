"""The older name of `distributed.tensor.experimental`."""

from __future__ import annotations

from ..tensor import experimental

implicit_replication = experimental.implicit_replication  # type: ignore[attr-defined]
local_map = experimental.local_map  # type: ignore[attr-defined]

__all__ = ["implicit_replication", "local_map"]
