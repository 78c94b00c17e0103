"""The cells of documents 000 and 002 that begin with torchvision's ResNet-18: run as programs that import torch.

The documents' environment has a network; here the checkpoint, in the published format and under the published kind of
name, comes from the loopback. Warnings are those of torchvision 0.29, where the documents show an older release's.
"""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys

import pytest
from server import serving

import flambeau as fl
from flambeau.vision import models

# What stands between the program and the network: the checkpoint's address.
PRELUDE = """
import os, flambeau.vision.models
flambeau.vision.models.ResNet18_Weights.DEFAULT.value.url = os.environ["CHECKPOINT"]
"""

FORWARD_AND_STEP = """
import torch, torchvision
model = torchvision.models.resnet18(pretrained=True)
data = torch.rand(1, 3, 64, 64)
labels = torch.rand(1, 1000)
print(data.shape,'--->',labels.shape)
prediction = model(data)
loss = (prediction - labels).sum()
loss.backward()
optim = torch.optim.SGD(model.parameters(), lr=1e-2, momentum=0.9)
before = model.fc.bias.clone()
optim.step()
print(all(p.grad is not None for p in model.parameters()))
print(torch.equal(model.fc.bias, before - 1e-2 * model.fc.bias.grad))
"""

FROZEN = """
import torch, torchvision
from torch import nn, optim

model = torchvision.models.resnet18(pretrained=True)

# Freeze all the parameters in the network
for param in model.parameters():
    param.requires_grad = False
model.fc = nn.Linear(512, 10)
optimizer = optim.SGD(model.fc.parameters(), lr=1e-2, momentum=0.9)
nn.functional.cross_entropy(model(torch.rand(2, 3, 64, 64)), torch.tensor([1, 2])).backward()
optimizer.step()
print([name for name, p in model.named_parameters() if p.grad is not None])
"""

# Document 002 writes `momentum=0,9`: a positional argument after a keyword, which is a syntax error in Python.
MISTYPED = "optim = torch.optim.SGD(model.parameters(), lr=1e-2, momentum=0,9)"


@pytest.fixture(scope="module")
def published():
    """A checkpoint as it is published: bytes, and the path that holds its hash."""
    file = io.BytesIO()
    fl.save(models.resnet18().state_dict(), file)
    return f"/models/resnet18-{hashlib.sha256(file.getvalue()).hexdigest()[:8]}.pth", file.getvalue()


def run(cells: str, published, tmp_path) -> subprocess.CompletedProcess[str]:
    path, content = published
    program = tmp_path / "cells.py"
    program.write_text(PRELUDE + cells)
    with serving({path: content}) as server:
        environment = {**os.environ, "TORCH_HOME": str(tmp_path), "CHECKPOINT": server.url + path}
        command = [sys.executable, "-m", "flambeau", "run", str(program)]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)


def test_forward_backward_and_a_step(published, tmp_path) -> None:
    done = run(FORWARD_AND_STEP, published, tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "torch.Size([1, 3, 64, 64]) ---> torch.Size([1, 1000])\nTrue\nTrue\n"
    assert "UserWarning: The parameter 'pretrained' is deprecated since 0.13" in done.stderr
    cached = tmp_path / "hub" / "checkpoints" / published[0].rpartition("/")[2]
    assert f'{published[0]}" to {cached}\n' in done.stderr
    assert cached.read_bytes() == published[1]


def test_a_new_head_on_frozen_layers(published, tmp_path) -> None:
    done = run(FROZEN, published, tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "['fc.weight', 'fc.bias']\n"


def test_the_mistyped_cell_is_no_python() -> None:
    with pytest.raises(SyntaxError):
        compile(MISTYPED, "cell", "exec")
