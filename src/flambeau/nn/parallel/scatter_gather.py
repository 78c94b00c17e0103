"""Batches shared out to devices, which are not here."""

from __future__ import annotations

from ..._absent import refusing_all

globals().update(
    refusing_all(
        "scatter scatter_kwargs gather",
        __name__,
        RuntimeError,
        "nn.parallel.scatter: there are no devices to share a batch out to | call the module with the whole batch",
    )
)
