"""The scripts in examples/ run from anywhere, print what they promise, learn, and leave a picture."""

from __future__ import annotations

import os
import re
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
    "hessians_and_jacobians.py": [
        "Jacobians       [True, True]",
        "J v, and u J    True True",
        "H v             [1602.0, 800.0]",
        "a batch of them (1000, 2, 2)",
        "Laplacian       True",
    ],
    "neural_ode.py": ["the adjoint's gradient is right: True"],
    "finetune_resnet18.py": ["5,130 of 11,181,642 parameters were learnt"],
    "mnist_cnn.py": [],
    "distributed_training.py": ["1 processes; digits read right"],
    "char_gpt.py": ["31,245 letters", "Alice "],
    "lstm_language_model.py": ["573 known", "the white ..."],
    "vae.py": [],
    "dqn.py": [],
}
# How well they learn: a number that they print, and between which bounds it is.
LEARNT = {
    "hessians_and_jacobians.py": (r"Newton's method (\S+),", 0, 1e-8),
    "neural_ode.py": (r"by (\S+) now", 0, 0.2),
    "mnist_cnn.py": (r"read right: (\S+)%", 95, 100),
    "distributed_training.py": (r"read right: (\S+)%", 90, 100),
    "char_gpt.py": (r"(\S+) on what it has not read", 1, 2.8),
    "lstm_language_model.py": (r"has not read: (\S+)", 20, 180),
    "vae.py": (r"(\S+) on images that", 15, 28),
    "dqn.py": (r"now (\S+)%", 75, 100),
}


def test_every_example_is_tested() -> None:
    assert {path.name for path in EXAMPLES.glob("*.py")} == set(PROMISED)


@pytest.mark.parametrize("name", PROMISED)
def test_example(name: str, tmp_path: Path) -> None:
    draws = f'"{Path(name).stem}.png"' in (EXAMPLES / name).read_text()
    if draws:
        pytest.importorskip("matplotlib")
    if "import tqdm" in (EXAMPLES / name).read_text():
        pytest.importorskip("tqdm")
    if name.startswith("finetune"):  # finds its weights where a first run would have put them
        folder = tmp_path / "hub" / "checkpoints"
        folder.mkdir(parents=True)
        flambeau.save(flambeau.vision.models.resnet18().state_dict(), folder / "resnet18-f37072fd.pth")
    path = os.pathsep.join([str(Path(flambeau.__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
    run = subprocess.run(
        [sys.executable, EXAMPLES / name],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
        env={**os.environ, "PYTHONPATH": path, "TORCH_HOME": str(tmp_path)},
    )
    assert run.returncode == 0, run.stderr
    for promise in PROMISED[name]:
        assert promise in run.stdout
    if name in LEARNT:
        pattern, least, most = LEARNT[name]
        found = re.search(pattern, run.stdout)
        assert found, run.stdout
        assert least <= float(found[1]) <= most
    if draws:
        assert (tmp_path / f"{Path(name).stem}.png").stat().st_size > 5000
        assert "100%" in run.stderr
