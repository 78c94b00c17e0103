"""Programs of several processes, run to their end or, at the latest, to a time limit that leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

PROGRAMS = Path(__file__).parent / "programs"
LIMIT = 240  # seconds; a run takes one or two, on a machine with other work many more


def require_mpi() -> None:
    """Skips where mpi4py is not installed: nothing can be sent without it."""
    pytest.importorskip("mpi4py", reason="several processes need mpi4py")


def gone(group: int) -> bool:
    """Whether all processes of a group are: one that has ended counts until the system has noticed."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.01)
    return False


def run(*words: str, environment: dict[str, str] | None = None, status: int | None = 0) -> str:
    """What a Python command prints, errors included; all its processes are ended when the limit is reached."""
    ours = {k: v for k, v in os.environ.items() if k not in ("RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT")}
    process = subprocess.Popen(
        [sys.executable, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        env={**ours, "OMP_NUM_THREADS": "1", **(environment or {})},
    )
    try:
        output, _ = process.communicate(timeout=LIMIT)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        output, _ = process.communicate()
        pytest.fail(f"{words} did not end within {LIMIT} s:\n{output}")
    if not gone(process.pid):
        os.killpg(process.pid, signal.SIGKILL)
        pytest.fail(f"{words} has left processes behind:\n{output}")
    if status is not None:
        assert process.returncode == status, output
    return output


def launch(ranks: int, program: str, *words: str, status: int | None = 0) -> str:
    """`run` of a program of the folder in several processes."""
    return run("-m", "flambeau", "launch", "-n", str(ranks), str(PROGRAMS / program), *words, status=status)
