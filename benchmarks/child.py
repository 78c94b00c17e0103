"""The process that does one side's work: reads turns from its standard input, answers with times on its output.

A process has one library, so that neither's threads, allocator or imports disturb the other's.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
import traceback
from typing import Any

from .runner import load
from .workload import Job, Workload

ENOUGH = 5  # samples of a turn, at most


def main(library: str) -> None:
    """Serves turns until the input ends."""
    answers, sys.stdout = sys.stdout, sys.stderr
    torch = importlib.import_module(library)
    ready: tuple[Any, Job, Workload] | None = None
    for line in sys.stdin:
        turn = json.loads(line)
        key = (turn["section"], turn["workload"], turn["threads"], turn["label"])
        try:
            if ready is None or ready[0] != key:
                ready = None  # frees the last workload's inputs first
                workload = load(turn["section"]).find(turn["workload"], turn["threads"])
                torch.set_num_threads(workload.threads)
                ready = (key, job_for(workload, turn["label"], torch), workload)
            answer: dict[str, Any] = {"samples": samples(ready[1], ready[2], turn["label"], turn["seconds"])}
        except Exception as error:
            ready = None
            answer = {"error": "".join(traceback.format_exception_only(error)).strip().splitlines()[0]}
        print(json.dumps(answer), file=answers, flush=True)


def job_for(workload: Workload, label: str, torch: Any) -> Job:
    """The job of our side (label "") or of the rival with that label, run once to warm it up."""
    setup = workload.setup if not label else next(r.setup for r in workload.rivals if r.label == label)
    job = setup(torch)
    if not workload.self_measured:
        job()
    return job


def samples(job: Job, workload: Workload, label: str, seconds: float) -> list[float]:
    """Values per operation of several samples of the job, together about ``seconds`` long."""
    if workload.self_measured:
        return [float(job())]
    once = timed(job, 1)
    count = max(1, round(seconds / ENOUGH / max(once, 1e-9)))
    wanted = max(1, min(ENOUGH, round(seconds / max(once * count, 1e-9))))
    theirs = next((r.operations for r in workload.rivals if r.label == label), None)
    operations = count * (theirs or workload.operations)
    return [timed(job, count) / operations for _ in range(wanted)]


def timed(job: Job, count: int) -> float:
    """Seconds that ``count`` jobs take."""
    start = time.perf_counter()
    for _ in range(count):
        job()
    return time.perf_counter() - start


if __name__ == "__main__":
    main(sys.argv[1])
