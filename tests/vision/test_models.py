"""The families of models beside torchvision: logits from the initial weights that a seed gives, and training."""

from __future__ import annotations

import re

import pytest

import flambeau as fl
from flambeau import nn
from flambeau.vision import models
from flambeau.vision.models import densenet, regnet, vision_transformer
from flambeau.vision.models._utils import IntermediateLayerGetter

# Logits of torchvision 0.29's models, built after torch.manual_seed(0) with num_classes=5, for the image in `image`.
LOGITS = {
    "alexnet": (-0.0095597, 0.0082306, 0.0033999, -0.0098788, 1.6558e-05),
    "squeezenet1_1": (0.0, 0.036464, 0.047943, 0.059775, 0.0),
    "mobilenet_v2": (3.7503e-10, -1.1721e-09, -4.5006e-10, -3.1297e-10, -9.806e-10),
    "mobilenet_v3_small": (-7.3649e-11, 1.9719e-10, -1.2016e-10, 7.9445e-11, -1.5853e-10),
    "mnasnet0_5": (1.5356e-08, 2.7e-08, 3.4964e-08, -3.6019e-09, -1.5668e-08),
    "shufflenet_v2_x0_5": (-0.016041, -0.0053871, -0.017825, -0.013136, 0.017644),
    "densenet121": (-0.30059, 0.10929, 0.052143, -0.68263, 0.55555),
    "efficientnet_b0": (8.4661e-14, -2.7504e-13, 1.0779e-13, 2.7017e-13, 1.7623e-14),
    "convnext_tiny": (0.10806, 1.0673, 0.40037, -0.54339, -0.15675),
    "regnet_x_400mf": (-0.036556, -0.02298, -0.035046, -0.021679, 0.035145),
    "regnet_y_400mf": (-8.4448e-05, -0.0032172, -0.00089582, 0.0033993, 0.009716),
    "vit_b_32": (39.004, -17.076, -1.8715, -22.254, -4.0084),
}


def built(name: str):
    fl.manual_seed(0)
    model = models.get_model(name, num_classes=5)
    if name.startswith("vit"):  # whose classifier begins with zeros
        nn.init.normal_(model.heads.head.weight)
    return model


def image(model):
    size = max(64, getattr(model, "image_size", 0))
    return fl.linspace(-2, 2, 3 * size * size).reshape(1, 3, size, size)


@pytest.mark.parametrize("name", LOGITS)
def test_the_logits_and_a_step_of_training(name: str) -> None:
    model = built(name)
    with fl.no_grad():
        logits = model.eval()(image(model))
    expected = fl.tensor([LOGITS[name]])
    # Each library rounds some hundred sums in its own order.
    assert float((logits - expected).abs().max()) <= 1e-4 * float(expected.abs().max())
    model.train()(image(model).repeat(2, 1, 1, 1)).square().sum().backward()
    assert [n for n, p in model.named_parameters() if p.grad is None] == []


@pytest.mark.parametrize("name", LOGITS)
def test_the_number_of_parameters(name: str) -> None:
    model = models.get_model(name)
    assert sum(p.numel() for p in model.parameters()) == models.get_model_weights(name).DEFAULT.meta["num_params"]


def test_densenet_reads_the_old_names_and_saves_memory() -> None:
    model, again = densenet.DenseNet(8, (2, 2), 16), densenet.DenseNet(8, (2, 2), 16, memory_efficient=True)
    old = {re.sub(r"(denselayer\d+\.(?:norm|conv))(\d)", r"\1.\2", k): v for k, v in model.state_dict().items()}
    assert any("norm.1" in name for name in old)
    again.load_state_dict(old)
    x = fl.randn(2, 3, 32, 32)
    for m in (model, again):
        m.train()(x).sum().backward()
    for p, q in zip(model.parameters(), again.parameters(), strict=True):
        fl.testing.assert_close(p.grad, q.grad)


def test_regnets_rule() -> None:
    params = regnet.BlockParams.from_init_params(16, 48, 27.89, 2.09, 8)
    assert (params.widths, params.depths) == ([48, 104, 208, 440], [1, 3, 6, 6])
    assert (params.group_widths, params.strides) == ([8] * 4, [2] * 4)
    with pytest.raises(ValueError, match="Invalid RegNet settings"):
        regnet.BlockParams.from_init_params(16, 47, 27.89, 2.09, 8)


def test_positions_for_another_size() -> None:
    make = lambda size: vision_transformer.VisionTransformer(size, 8, 1, 2, 16, 32, num_classes=3)  # noqa: E731
    state = vision_transformer.interpolate_embeddings(48, 8, make(32).state_dict(), reset_heads=True)
    larger = make(48)
    assert larger.load_state_dict(state, strict=False).missing_keys == ["heads.head.weight", "heads.head.bias"]
    assert larger(fl.ones(1, 3, 48, 48)).shape == (1, 3)
    with pytest.raises(AssertionError, match="Wrong image height! Expected 48 but got 32!"):
        larger(fl.ones(1, 3, 32, 32))


def test_outputs_of_layers() -> None:
    model = models.resnet18().eval()
    getter = IntermediateLayerGetter(model, {"layer1": "low", "layer3": "high"})
    out = getter(fl.ones(1, 3, 64, 64))
    assert {k: tuple(v.shape) for k, v in out.items()} == {"low": (1, 64, 16, 16), "high": (1, 256, 4, 4)}
    assert "layer4" not in getter
    with pytest.raises(ValueError, match="return_layers are not present in model"):
        IntermediateLayerGetter(model, {"layer9": "x"})


@pytest.mark.parametrize("family", [models.MobileNetV3, models.EfficientNet])
def test_a_network_without_blocks_is_refused(family) -> None:
    with pytest.raises(ValueError, match="inverted_residual_setting should not be empty"):
        family([], 32)
