"""`PYTHONPATH=tests python -m parity`: every operator at every level, and docs/operators.md written anew; with `-k` or
`--level`, the part of the page that was asked for.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import re
import time
import traceback
import warnings
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

import torch

import flambeau

from .database import OPERATORS, Absent
from .levels import DEPARTURES, LEVELS, NotApplicable
from .table import write

SECONDS = 120.0  # for an operator at all levels
DONE = ""  # in the place of a level: there are no more


def judged(name: str, level: str) -> tuple[str, str]:
    """Right, wrong or not applicable, and why."""
    if (name, level) in DEPARTURES:
        return "departs", DEPARTURES[name, level]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            LEVELS[level](OPERATORS[name])
        except NotApplicable:
            return "none", ""
        except Absent as absent:
            return "absent", f"no {absent}"
        except AttributeError as error:
            return ("absent" if "has no attribute" in str(error) else "wrong"), str(error)
        except Exception as error:
            line = traceback.extract_tb(error.__traceback__)[-1]
            place = "" if type(error).__name__ == "Different" else f" [{Path(line.filename).name}:{line.lineno}]"
            return "wrong", f"{type(error).__name__}: {error}{place}"[:600]
    return "right", ""


def work(levels: list[str], pipe: Connection) -> None:
    """One operator after the other, as they are asked for. A crash ends the process, and the next has another."""
    while name := pipe.recv():
        for level in levels:
            pipe.send((name, level, *judged(name, level)))
        pipe.send((name, DONE, "", ""))


class Worker:
    """A process, the operator that it is at, and since when."""

    def __init__(self, levels: list[str]) -> None:
        context = multiprocessing.get_context("fork")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=work, args=(levels, theirs), daemon=True)
        self.process.start()
        theirs.close()
        self.name, self.started = "", 0.0

    def ask(self, name: str) -> None:
        self.name, self.started = name, time.monotonic()
        self.pipe.send(name)

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


def run(names: list[str], levels: list[str], jobs: int) -> dict[str, dict[str, tuple[str, str]]]:
    results: dict[str, dict[str, tuple[str, str]]] = {name: {} for name in names}
    left = list(reversed(names))
    busy: dict[Any, Worker] = {}
    while left or busy:
        while left and len(busy) < jobs:
            worker = Worker(levels)
            worker.ask(left.pop())
            busy[worker.pipe] = worker
        for pipe in wait(list(busy), timeout=1.0):
            hear(busy, pipe, left, results, levels)
        for worker in list(busy.values()):
            if time.monotonic() - worker.started > SECONDS:
                lose(busy, worker, results, levels, f"not done after {SECONDS:.0f} s")
    return results


def hear(busy: dict[Any, Worker], pipe: Any, left: list[str], results: Any, levels: list[str]) -> None:
    """What a worker says of one level; when it has said all, it gets the next operator."""
    worker = busy[pipe]
    try:
        name, level, status, text = pipe.recv()
    except EOFError:
        return lose(busy, worker, results, levels, "crashed")
    if level != DONE:
        results[name][level] = (status, text)
        if status not in ("right", "none", "departs"):
            print(f"{name}: {level}: {text}", flush=True)
    elif left:
        worker.ask(left.pop())
    else:
        busy.pop(pipe).end()
    return None


def lose(busy: dict[Any, Worker], worker: Worker, results: Any, levels: list[str], why: str) -> None:
    """Of an operator that ended its process, or takes too long, the levels that are left are wrong."""
    busy.pop(worker.pipe).end()
    for level in levels:
        if level not in results[worker.name]:
            results[worker.name][level] = ("wrong", why)
            print(f"{worker.name}: {level}: {why}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="parity", description=__doc__)
    parser.add_argument("-k", default="", help="only operators whose name matches this regular expression")
    parser.add_argument("--level", default="", help="only this level")
    parser.add_argument("-j", type=int, default=2, help="processes at once")
    parser.add_argument("--json", help="where to write what each gave")
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    flambeau.set_num_threads(1)
    names = [name for name in OPERATORS if re.search(chosen.k, name)]
    levels = [chosen.level] if chosen.level else list(LEVELS)
    results = run(names, levels, chosen.j)
    if chosen.json:
        Path(chosen.json).write_text(json.dumps(results, indent=1))
    write(results)


if __name__ == "__main__":
    main()
