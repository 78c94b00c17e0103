"""ResNets over frames beside torchvision 0.29: logits from the initial weights that a seed gives."""

from __future__ import annotations

import flambeau as fl
from flambeau.vision import models
from flambeau.vision.models import video
from flambeau.vision.models.video import resnet


def frames() -> fl.Tensor:
    return fl.linspace(-2, 2, 3 * 4 * 16 * 16).reshape(1, 3, 4, 16, 16)


def test_logits() -> None:
    fl.manual_seed(0)
    mixed = video.mc3_18(num_classes=3).eval()
    fl.manual_seed(0)
    split = video.VideoResNet(
        resnet.BasicBlock, [resnet.Conv2Plus1D] * 4, [1, 1, 1, 1], resnet.R2Plus1dStem, num_classes=3
    ).eval()
    for model, logits in (
        (mixed, [-0.0291059036, -0.0225145090, 0.0107539771]),
        (split, [0.0068674213, -0.0184330270, 0.0066333534]),
    ):
        with fl.no_grad():
            fl.testing.assert_close(model(frames()), fl.tensor([logits]), atol=1e-6, rtol=0)
    split.train()(frames().repeat(2, 1, 1, 1, 1)).sum().backward()
    assert [n for n, p in split.named_parameters() if p.grad is None] == []


def test_the_registry() -> None:
    assert models.list_models(video) == ["mc3_18", "r2plus1d_18", "r3d_18"]
    weights = models.get_weight("R3D_18_Weights.KINETICS400_V1")
    assert len(weights.meta["categories"]) == 400
    assert weights.transforms()(fl.zeros(2, 3, 40, 50, dtype=fl.uint8)).shape == (3, 2, 112, 112)
