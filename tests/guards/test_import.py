"""Importing the library loads what every program needs, and nothing that only some ask for."""

from __future__ import annotations

import subprocess
import sys

_OF_PYTHON = ("ast", "dataclasses", "inspect", "multiprocessing", "pickle", "textwrap", "traceback")  # slow to import
_OF_OTHERS = ("matplotlib", "numpy", "torch", "tqdm")
_OURS = (
    *("_buffers", "_questions", "_tensor_types", "_typed_storage", "distributions", "func", "optim", "profiler"),
    *("ops.documentation", "serialization", "vision"),
)


def test_an_import_loads_only_what_every_program_needs() -> None:
    program = "import sys; before = set(sys.modules); import flambeau; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    loaded = set(done.stdout.split())
    assert "flambeau.nn" in loaded, done.stderr
    assert not loaded & {*_OF_PYTHON, *_OF_OTHERS, *(f"flambeau.{name}" for name in _OURS)}
