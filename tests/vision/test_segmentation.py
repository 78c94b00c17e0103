"""Segmentation beside torchvision 0.29: scores from the initial weights that a seed gives, options, checkpoints."""

from __future__ import annotations

import warnings

import pytest

import flambeau as fl
from flambeau.vision import models
from flambeau.vision.models import segmentation
from flambeau.vision.models.segmentation import fcn

# Scores of three classes at (0, 25) and (20, 25), of models built after torch.manual_seed(0), for the image in `image`.
SCORES = {
    ("deeplabv3_mobilenet_v3_large", "out"): [-0.0589131, -0.0589131, -0.06158058, -0.06158058, 0.01925956, 0.01925956],
    ("deeplabv3_mobilenet_v3_large", "aux"): [0.1555303, 0.1565176, 0.06913137, 0.07098961, 0.1910164, 0.1907978],
    ("lraspp_mobilenet_v3_large", "out"): [0.1001882, 0.102087, 0.09219632, 0.09636631, -0.128701, -0.1312804],
}


def image() -> fl.Tensor:
    return fl.linspace(-2, 2, 3 * 40 * 52).reshape(1, 3, 40, 52)


@pytest.mark.parametrize("name", ["deeplabv3_mobilenet_v3_large", "lraspp_mobilenet_v3_large"])
def test_scores(name: str) -> None:
    fl.manual_seed(0)
    options = {"aux_loss": True} if name.startswith("deep") else {}
    model = models.get_model(name, weights_backbone=None, num_classes=3, **options).eval()
    with fl.no_grad():
        out = model(image())
    for key, scores in out.items():
        assert scores.shape == (1, 3, 40, 52)
        expected = fl.tensor(SCORES[name, key])
        got = scores[0, :, ::20, 25].flatten()
        assert float((got - expected).abs().max()) <= 1e-4 * float(scores.abs().max())
    loss = sum(v.square().sum() for v in model.train()(image().repeat(2, 1, 1, 1)).values())
    loss.backward()
    assert [n for n, p in model.named_parameters() if p.grad is None] == []


def test_networks_in_parts() -> None:
    model = segmentation.FCN(
        models.segmentation._utils.resnet_features(models.resnet18(), True), fcn.FCNHead(512, 4), fcn.FCNHead(256, 4)
    )
    out = model.eval()(image())
    assert {key: tuple(v.shape) for key, v in out.items()} == {"out": (1, 4, 40, 52), "aux": (1, 4, 40, 52)}


def test_weights_of_model_and_backbone(monkeypatch) -> None:
    """With weights the auxiliary classifier is there and the backbone's checkpoint is not asked for."""
    name = "deeplabv3_mobilenet_v3_large"
    enum, below = segmentation.DeepLabV3_MobileNet_V3_Large_Weights, models.MobileNet_V3_Large_Weights
    asked = []
    states = {
        enum: models.get_model(name, weights_backbone=None, aux_loss=True).state_dict(),
        below: models.mobilenet_v3_large().state_dict(),
    }

    def state(self, **options):
        asked.append(self)
        return states[type(self)]

    for cls in states:
        monkeypatch.setattr(cls, "get_state_dict", state)
    model = models.get_model(name, weights="DEFAULT")
    assert asked == [enum.DEFAULT]
    assert model.aux_classifier is not None
    with pytest.raises(ValueError, match="'aux_loss' expected value True but got False instead"):
        models.get_model(name, weights="DEFAULT", aux_loss=False)
    asked.clear()
    assert models.get_model(name, num_classes=2).classifier[-1].out_channels == 2
    assert asked == [below.IMAGENET1K_V1]
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        models.get_model(name, pretrained=False, pretrained_backbone=False)
    messages = [str(record.message) for record in warned]
    assert len(messages) == 4
    assert "The parameter 'pretrained_backbone' is deprecated since 0.13" in messages[2]
    assert "equivalent to passing `weights_backbone=None`" in messages[3]
    assert asked == [below.IMAGENET1K_V1]


def test_the_registry_by_module() -> None:
    assert models.list_models(segmentation) == [
        "deeplabv3_mobilenet_v3_large",
        "deeplabv3_resnet101",
        "deeplabv3_resnet50",
        "fcn_resnet101",
        "fcn_resnet50",
        "lraspp_mobilenet_v3_large",
    ]
    weights = models.get_weight("FCN_ResNet50_Weights.COCO_WITH_VOC_LABELS_V1")
    assert weights.meta["categories"][15] == "person"
    assert weights.transforms()(fl.zeros(3, 600, 800, dtype=fl.uint8)).shape == (3, 520, 693)
