"""Importing the library leaves the garbage collector as it was, and does not make it work."""

from __future__ import annotations

import subprocess
import sys

import pytest


def run(program: str) -> str:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("state", ["enable", "disable"])
def test_it_is_on_or_off_as_before(state: str) -> None:
    assert run(f"import gc; gc.{state}(); import flambeau; print(gc.isenabled())") == f"{state == 'enable'}\n"


def test_no_search_among_all_objects() -> None:
    """The young ones are looked at now and then outside the part that makes most objects."""
    program = """
import gc
import numpy
old = []
gc.callbacks.append(lambda phase, info: old.append(info["generation"]) if phase == "start" else None)
import flambeau
print(old.count(2))
"""
    assert run(program) == "0\n"


def test_garbage_made_before_is_still_found() -> None:
    program = """
import gc, weakref
class Loop: pass
loop = Loop(); loop.me = loop; seen = weakref.ref(loop); del loop
import flambeau
gc.collect(); print(seen() is None)
"""
    assert run(program) == "True\n"


def test_what_a_program_froze_stays_frozen() -> None:
    program = "import gc; gc.freeze(); n = gc.get_freeze_count(); import flambeau; print(gc.get_freeze_count() / n)"
    assert float(run(program)) > 0.9  # some die of themselves
