"""The scripts in examples/ run from anywhere and print what they promise."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import flambeau

EXAMPLES = Path(__file__).parents[1] / "examples"
PROMISED = {
    "linear_regression.py": ["step 100  loss 0.0092", "y = 2.98 x -2.00"],
    "profile_training.py": [
        "return torch.stack([row / row.norm()",
        "ConvolutionBackward0",
        "of limit",
        "the same loss: True",
    ],
    "custom_function.py": ["gradient       tensor([", "first order    True", "second order   True"],
}


def test_every_example_is_tested() -> None:
    assert {path.name for path in EXAMPLES.glob("*.py")} == set(PROMISED)


@pytest.mark.parametrize("name", PROMISED)
def test_example(name: str, tmp_path: Path) -> None:
    path = os.pathsep.join([str(Path(flambeau.__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
    run = subprocess.run(
        [sys.executable, EXAMPLES / name],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert run.returncode == 0, run.stderr
    for promise in PROMISED[name]:
        assert promise in run.stdout
