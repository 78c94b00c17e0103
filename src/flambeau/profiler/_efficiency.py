"""How close each op comes to what the machine can do."""

from __future__ import annotations

from typing import Any

from ..utils._roofline import Roofline, roofline
from ._events import OP, format_time
from ._modules import Rows
from ._recording import Recording


def efficiency(recording: Recording, peak: Roofline | None) -> Rows:
    """Per op: bytes/s and FLOP/s achieved, the share of the limit, and the time that lies between.

    The limit is the time that moving the operands and results once and doing the arithmetic takes at the machine's
    peak, operands as near to the processor as they fit: those of a small call in its smallest cache. Operations are
    known with ``with_flops``. Rows stand in order of the time that could be gained. Ops that touch only a part of their
    operands (an index, a fresh tensor that nobody fills) have no row, for how many bytes they moved is not known.
    """
    limits = peak if peak is not None else roofline()
    rows: dict[str, dict[str, Any]] = {}
    for event in recording.all_events:
        if event.kind != OP or event.touches_part or not (event.nbytes or event.flops):
            continue
        row = rows.get(event.name)
        if row is None:
            row = rows[event.name] = {
                "name": event.name,
                "calls": 0,
                "time": 0.0,
                "nbytes": 0,
                "flops": 0,
                "limit": 0.0,
                "moving": 0.0,
            }
        dtype = next((d for d in event.input_dtypes if "float" in d), "float32")
        row["calls"] += 1
        row["time"] += event.self_cpu_time_total
        row["nbytes"] += event.nbytes
        row["flops"] += event.flops
        row["limit"] += 1e6 * limits.least_time(event.nbytes, event.flops, dtype)
        row["moving"] += 1e6 * limits.least_time(event.nbytes)
    for row in rows.values():
        seconds = row["time"] / 1e6 or float("inf")
        row["bytes_per_second"] = row["nbytes"] / seconds
        row["flops_per_second"] = row["flops"] / seconds
        row["share"] = row["limit"] / row["time"] if row["time"] else 0.0
        row["bound"] = "memory" if row["moving"] >= row["limit"] * 0.5 else "arithmetic"
        row["gain"] = max(0.0, row["time"] - row["limit"])
    return Rows(
        sorted(rows.values(), key=lambda row: row["gain"], reverse=True),
        {
            "name": lambda row: row["name"],
            "calls": lambda row: str(row["calls"]),
            "time": lambda row: format_time(row["time"]),
            "GB/s": lambda row: f"{row['bytes_per_second'] / 1e9:.2f}",
            "GFLOP/s": lambda row: f"{row['flops_per_second'] / 1e9:.2f}" if row["flops"] else "--",
            "bound by": lambda row: row["bound"],
            "of limit": lambda row: f"{100 * row['share']:.1f}%",
            "could gain": lambda row: format_time(row["gain"]),
        },
    )
