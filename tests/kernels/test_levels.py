"""The kernels' tests once more at the instruction sets below the machine's best, each in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import flambeau as fl

LEVELS = ["v2", "v3", "v4"]
BEST = fl._core.isa_level()
BELOW = [] if "FLAMBEAU_ISA" in os.environ or BEST not in LEVELS else LEVELS[: LEVELS.index(BEST)]
# What lies in core/backend/cpu/isa.
_THEMES = ("elementwise", "reductions", "normalize", "attention_blocks", "casts", "products")
COMPILED_FOR_EACH = [f"kernels/test_{of}.py" for of in _THEMES]
COMPILED_FOR_EACH += ["kernels/test_random_fills.py", "optim/test_optim_parity.py"]


@pytest.mark.parametrize("level", BELOW)
def test_at(level: str) -> None:
    if level not in fl._core.isa_levels():
        pytest.skip("built for one instruction set")
    files = [str(Path(__file__).parents[1] / name) for name in COMPILED_FOR_EACH]
    chosen = ["-p", "no:cacheprovider", "-p", "no:xdist", "-k", "not threads and not in_place and not rounded_once"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *chosen, *files],
        env={**os.environ, "FLAMBEAU_ISA": level},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
