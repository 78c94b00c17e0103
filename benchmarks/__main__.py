"""``python -m benchmarks [NAME…] [--quick] [--json FILE]``."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path

from . import table, workloads
from .runner import FULL, QUICK, Row, Runner, load
from .workload import Workload


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the workloads asked for and prints the table; budgets are reported, not enforced."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Times every workload with flambeau and PyTorch in turn."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="sections, or parts of workloads' names; all if none")
    parser.add_argument("--quick", action="store_true", help="fewer sizes and shorter turns, under a minute in all")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every sample there as well")
    parser.add_argument("--list", action="store_true", help="print the names and stop")
    options = parser.parse_args(arguments)

    def wanted(section: str, workload: Workload) -> bool:
        if options.quick and not workload.quick:
            return False
        return not options.names or any(n == section or n in workload.name for n in options.names)

    sections = {name: load(name) for name in workloads.SECTIONS}
    chosen = [
        (name, section.title, w) for name, section in sections.items() for w in section.workloads if wanted(name, w)
    ]
    if options.list:
        print("\n".join(f"{name}: {w.name}, threads {w.threads}" for name, _, w in chosen))
        return 0
    machine = table.machine()
    print(table.describe(machine))
    rows: list[Row] = []
    started = time.perf_counter()
    with Runner(QUICK if options.quick else FULL) as runner:
        for k, (name, title, workload) in enumerate(chosen):
            if k == 0 or chosen[k - 1][0] != name:
                print(f"\n{title} ({name})\n{table.HEADER}")
            done = runner.run(name, title, workload)
            rows += done
            for row in done:
                print(table.line(row), flush=True)
    print(f"\n{table.summary(rows)}\ntook {time.perf_counter() - started:.0f} s")
    if options.json:
        options.json.write_text(json.dumps({"machine": machine, "rows": [table.as_json(r) for r in rows]}, indent=1))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
