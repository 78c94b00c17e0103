"""`PYTHONPATH=tests python -m parity`: every operator at every level, and docs/operators.md written anew."""

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


def work(name: str, levels: list[str], pipe: Connection) -> None:
    """One operator in a process of its own, which a crash ends alone."""
    for level in levels:
        pipe.send((name, level, *judged(name, level)))
    pipe.close()


def run(names: list[str], levels: list[str], jobs: int) -> dict[str, dict[str, tuple[str, str]]]:
    results: dict[str, dict[str, tuple[str, str]]] = {name: {} for name in names}
    context = multiprocessing.get_context("fork")
    left, running = list(reversed(names)), {}
    while left or running:
        while left and len(running) < jobs:
            name = left.pop()
            reader, writer = context.Pipe(duplex=False)
            process = context.Process(target=work, args=(name, levels, writer))
            process.start()
            writer.close()
            running[reader] = (name, process, time.monotonic())
        ready: list[Any] = wait(list(running), timeout=1.0)
        for reader in ready:
            try:
                name, level, status, text = reader.recv()
                results[name][level] = (status, text)
            except EOFError:
                finish(results, levels, running, reader, "crashed")
                continue
            if status not in ("right", "none", "departs"):
                print(f"{name}: {level}: {text}", flush=True)
        for reader, (_, _, started) in list(running.items()):
            if time.monotonic() - started > SECONDS:
                finish(results, levels, running, reader, f"not done after {SECONDS:.0f} s")
    return results


def finish(results: Any, levels: list[str], running: Any, reader: Any, why: str) -> None:
    name, process, _ = running.pop(reader)
    process.kill()
    process.join()
    reader.close()
    for level in levels:
        if level not in results[name]:
            results[name][level] = ("wrong", why)
            print(f"{name}: {level}: {why}", flush=True)


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
    if not chosen.k and not chosen.level:
        write(results)


if __name__ == "__main__":
    main()
