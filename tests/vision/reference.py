"""ResNet-18 written once more, from the paper, on PyTorch's functions: what ours is compared with."""

from __future__ import annotations

from typing import Any

import torch
from torch.nn import functional as F


def resnet18(state: dict[str, Any], x: torch.Tensor, training: bool = False) -> torch.Tensor:
    """The logits for images ``x`` with the parameters and running moments in ``state``, which training updates."""

    def norm(name: str, x: torch.Tensor) -> torch.Tensor:
        moments, affine = (state[f"{name}.running_{m}"] for m in ("mean", "var")), (state[f"{name}.{p}"] for p in ("weight", "bias"))  # fmt: skip # noqa: E501
        return F.batch_norm(x, *moments, *affine, training, 0.1, 1e-5)

    x = F.relu(norm("bn1", F.conv2d(x, state["conv1.weight"], stride=2, padding=3)))
    x = F.max_pool2d(x, 3, 2, 1)
    for stage in range(1, 5):
        for k in range(2):
            name = f"layer{stage}.{k}"
            stride = 2 if stage > 1 and k == 0 else 1
            y = F.relu(norm(f"{name}.bn1", F.conv2d(x, state[f"{name}.conv1.weight"], stride=stride, padding=1)))
            y = norm(f"{name}.bn2", F.conv2d(y, state[f"{name}.conv2.weight"], padding=1))
            if f"{name}.downsample.0.weight" in state:
                x = norm(f"{name}.downsample.1", F.conv2d(x, state[f"{name}.downsample.0.weight"], stride=stride))
            x = F.relu(x + y)
    return F.linear(x.mean((2, 3)), state["fc.weight"], state["fc.bias"])
