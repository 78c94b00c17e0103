"""How results look: the printed table, its summary, and the JSON file."""

from __future__ import annotations

import math
import os
import platform
import time
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from typing import Any

from .runner import Row, Side
from .workload import ALL_THREADS, Workload

HEADER = f"{'':<36} {'threads':>7} {'flambeau':>10} {'rival':>10}  {'against':<16} {'ratio':>7} {'budget':>10}"
BUSY = 0.3  # load average per processor, from which another program disturbs the measurements


def amount(value: float | None, unit: str) -> str:
    """``1.07 µs``, ``13.5 ms``, ``77.0 MB``."""
    if value is None:
        return "—"
    if unit == "B":
        return f"{value / 1e6:.1f} MB"
    for scale, name in ((1e-9, "ns"), (1e-6, "µs"), (1e-3, "ms")):
        if value < 999.5 * scale:
            return f"{value / scale:.3g} {name}"
    return f"{value:.3g} s"


def rate(workload: Workload, value: float | None) -> str:
    """The bytes or floating-point operations per second of our side, where the workload says how many it does."""
    if not value:
        return ""
    if workload.flops:
        return f"{workload.flops / value / 1e9:.0f} GFLOP/s"
    return f"{workload.bytes / value / 1e9:.1f} GB/s" if workload.bytes else ""


def line(row: Row) -> str:
    """One row of the table."""
    workload, ours, theirs = row.workload, row.ours, row.theirs
    ratio = "—" if row.ratio is None else f"{row.ratio:.3f}"
    budget, verdict = "", {None: "", True: "pass", False: "FAIL"}[row.passed]
    if row.rival.limit is not None:
        budget = f"≤ {row.rival.limit:.2f}"
    elif workload.ceiling is not None:
        budget = f"≤ {amount(workload.ceiling, workload.unit)}"
    problem = "; ".join(
        f"{who}: {side.error}" for who, side in (("flambeau", ours), (row.rival.label, theirs)) if side.error
    )
    return (
        f"{workload.name:<36} {workload.threads:>7} {amount(ours.value, workload.unit):>10} "
        f"{amount(theirs.value, workload.unit):>10}  {row.rival.label:<16} {ratio:>7} {budget:>10}  "
        f"{verdict:<5}{rate(workload, ours.value)}{problem[:110]}"
    ).rstrip()


def summary(rows: Iterable[Row]) -> str:
    """Budgets kept and broken, and the geometric mean of the ratios to PyTorch."""
    rows = list(rows)
    verdicts = [row.passed for row in rows]
    ratios = [row.ratio for row in rows if row.rival.label == "PyTorch" and row.ratio and row.workload.unit == "s"]
    lines = [f"budgets: {verdicts.count(True)} kept, {verdicts.count(False)} broken"]
    if ratios:
        mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
        slower = sum(ratio > 1 for ratio in ratios)
        lines.append(f"time as a ratio to PyTorch's, geometric mean of {len(ratios)}: {mean:.3f}; above 1: {slower}")
    failed = sum(bool(row.ours.error) for row in rows)
    if failed:
        lines.append(f"rows that did not run with flambeau: {failed}")
    return "\n".join(lines)


def machine() -> dict[str, Any]:
    """What the figures depend on."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [x.split(":", 1)[1].strip() for x in lines if x.startswith("model name")]
    return {
        "date": time.strftime("%Y-%m-%d %H:%M"),
        "processor": names[0] if names else platform.processor(),
        "threads": ALL_THREADS,
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        **{name: version(name) for name in ("flambeau", "torch", "numpy")},
    }


def describe(about: dict[str, Any]) -> str:
    """The machine in a line, and a warning when it has other work to do."""
    text = " · ".join(f"{key} {value}" for key, value in about.items())
    if about["load"] > BUSY * ALL_THREADS:
        text += f"\nThe machine is busy (load {about['load']}): expect noise, above all with several threads."
    return text


def version(name: str) -> str:
    """The installed version of a distribution; from source, there may be none."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"


def as_json(row: Row) -> dict[str, Any]:
    """A row as plain data: values per operation, in seconds or bytes."""

    def side(s: Side) -> dict[str, Any]:
        return {"median": s.value, "values": s.values, **({"error": s.error} if s.error else {})}

    return {
        "section": row.section,
        "workload": row.workload.name,
        "threads": row.workload.threads,
        "unit": row.workload.unit,
        "against": row.rival.label,
        "flambeau": side(row.ours),
        "rival": side(row.theirs),
        "ratio": row.ratio,
        "limit": row.rival.limit,
        "ceiling": row.workload.ceiling,
        "passed": row.passed,
    }
