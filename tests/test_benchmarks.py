"""The benchmark runner runs; what it measures gates nothing."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.skipif(not importlib.util.find_spec("torch"), reason="a ratio needs PyTorch")


def test_prints_a_ratio(tmp_path: Path) -> None:
    file = tmp_path / "result.json"
    command = [sys.executable, "-m", "benchmarks", "index by an integer", "--quick", "--json", str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    (row,) = json.loads(file.read_text())["rows"]
    assert row["ratio"] > 0
    assert f"{row['ratio']:.3f}" in done.stdout
    assert len(row["flambeau"]["values"]) >= 3


def test_every_workload_has_its_own_name() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--list"], cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) > 100
    assert len(set(lines)) == len(lines)
