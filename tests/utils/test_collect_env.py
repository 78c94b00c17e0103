"""The report on the machine: every line of it is true, and the command prints it."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import flambeau as fl
from flambeau.utils import collect_env


def report(**variables: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "flambeau.utils.collect_env"],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, **variables},
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_the_command_prints_what_this_process_is() -> None:
    told = dict(line.split(": ", 1) for line in report(FLAMBEAU_ONEDNN="0", OMP_NUM_THREADS="1").splitlines() if line)
    assert told["Flambeau version"] == fl.__version__
    assert told["Installed in"] == os.path.dirname(fl.__file__)
    assert told["Kernels for"] == fl._core.isa_level()
    assert told["Threads"] == "1"
    assert told["Devices that compute"] == "cpu"
    assert told["Python version"].startswith(sys.version.split()[0])
    assert told["numpy version"] == version("numpy")
    assert (told["FLAMBEAU_ONEDNN"], told["OMP_NUM_THREADS"]) == ("0", "1")
    assert told["Cores"].startswith(f"{os.cpu_count()}, of which this process may use ")


def test_what_is_not_there_is_said_not_to_be() -> None:
    info = collect_env.get_env_info()
    text = collect_env.pretty_str(
        info._replace(packages={}, variables={}, memory=None, cores=None, usable_cores=None, libc_version="")
    )
    assert "matplotlib version: not installed\n" in text
    assert "Memory: unknown\n" in text
    assert "Cores: unknown\n" in text
    assert text.endswith("Variables of the environment that matter: none")


@pytest.mark.parametrize(("limit", "cores"), [("150000 100000\n", 1.5), ("max 100000\n", 3), ("400000 100000\n", 3)])
def test_cores_that_are_kept_from_the_process_do_not_count(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, limit: str, cores: float
) -> None:
    (tmp_path / "cpu.max").write_text(limit)
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0, 2, 3}, raising=False)
    monkeypatch.setattr(collect_env, "CPU_LIMIT", tmp_path / "cpu.max")
    assert collect_env.get_env_info().usable_cores == cores
