"""A program for test_first_use.py: each case is the first thing that a process does with flambeau.

Reads cases from standard input, each a name, its module, and the examples of its
docstring as pairs of source and expected output.
Every case runs in a fork of this process, which has imported flambeau and done nothing with it: as the program of the
main thread, of another thread, and within a mode. Writes what differs, a line of JSON each.
"""

from __future__ import annotations

import doctest
import importlib
import io
import json
import os
import sys
import tempfile
import threading
import warnings
from collections.abc import Callable
from contextlib import redirect_stdout
from typing import Any

import flambeau

Examples = list[tuple[str, str]]
Way = Callable[[str, Examples], list[str]]
FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


def say(module: str, examples: Examples) -> list[str]:
    """What the examples print, one after the other; of an exception its last line, as doctest has it."""
    named = vars(importlib.import_module(module)) if module else {}
    space: dict[str, Any] = {**named, "flambeau": flambeau, "torch": flambeau, "__name__": "__main__"}
    flambeau.manual_seed(0)
    said = []
    for source, _ in examples:
        with redirect_stdout(io.StringIO()) as out:
            try:
                exec(compile(source, "<example>", "single"), space)
            except Exception as error:
                out.write(f"Traceback (most recent call last):\n{type(error).__name__}: {error}\n")
        said.append(out.getvalue())
    return said


def plainly(module: str, examples: Examples) -> list[str]:
    return say(module, examples)


def in_a_thread(module: str, examples: Examples) -> list[str]:
    said: list[list[str]] = []
    thread = threading.Thread(target=lambda: said.append(say(module, examples)))
    thread.start()
    thread.join()
    return said[0]


def without_grad(module: str, examples: Examples) -> list[str]:
    with flambeau.no_grad():
        return say(module, examples)


def in_inference_mode(module: str, examples: Examples) -> list[str]:
    with flambeau.inference_mode():
        return say(module, examples)


def within_vmap(module: str, examples: Examples) -> list[str]:
    said = []
    flambeau.vmap(lambda x: (said.append(say(module, examples)), x)[1], randomness="different")(flambeau.ones(2))
    return said[0]


DOCUMENTED = (plainly, in_a_thread)  # here the examples print what they show
REPEATED = (without_grad, in_inference_mode, within_vmap)  # here the same as when everything has been used before


def differs(module: str, examples: Examples, way: Way) -> str | None:
    """What is not as it should be."""
    said = way(module, examples)
    if way in REPEATED:
        say(module, examples)
        again = way(module, examples)
        return None if said == again else f"at first {said} | then {again}"
    checker = doctest.OutputChecker()
    for (source, shown), got in zip(examples, said, strict=True):
        shown = shown.split("\n", 1)[0] + "\n" + shown.rsplit("\n", 2)[-2] + "\n" if "Traceback (" in shown else shown
        if not checker.check_output(shown, got, FLAGS):
            return f"{source.strip()} | gives {got.strip()} | documented is {shown.strip()}"
    return None


def try_in_fork(name: str, module: str, examples: Examples, way: Way) -> None:
    """One case in a process of its own, which tells by its exit status and on standard output."""
    pid = os.fork()
    if pid == 0:
        try:
            found = differs(module, examples, way)
        except BaseException as error:
            found = f"{type(error).__name__}: {error}"
        if found is not None:
            os.write(1, (json.dumps([name, way.__name__, found]) + "\n").encode())
        os._exit(0)
    status = os.waitpid(pid, 0)[1]
    if status:
        os.write(1, (json.dumps([name, way.__name__, f"exit status {status}"]) + "\n").encode())


def of_a_large_package(case: tuple[str, str, Examples]) -> bool:
    """Whether the import alone takes longer than most cases."""
    return case[1].startswith(("flambeau.vision", "flambeau.distributions"))


def main() -> None:
    warnings.simplefilter("ignore")
    cases: list[tuple[str, str, Examples]] = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for number, (name, module, examples) in enumerate(sorted(cases, key=of_a_large_package)):
            if of_a_large_package((name, module, examples)):
                # It is made of what is tried by itself, and imported once for all of its cases.
                importlib.import_module(module)
                try_in_fork(name, module, examples, DOCUMENTED[number % 2])
                continue
            for way in (DOCUMENTED[number % 2], REPEATED[number % 3]):
                try_in_fork(name, module, examples, way)
        os.chdir("/")


if __name__ == "__main__":
    main()
