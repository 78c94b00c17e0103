"""Networks made of parts of a program's own choice: torchvision's numbers for what its constructors take."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

import flambeau as fl
from flambeau import nn
from flambeau.vision import models
from flambeau.vision.models import convnext, efficientnet, mobilenetv3, regnet, vgg, vision_transformer
from flambeau.vision.models.video import resnet as video
from flambeau.vision.ops import SqueezeExcitation


class Stem(nn.Sequential):
    def __init__(self, width_in: int, width_out: int, norm: Any, act: Any) -> None:
        super().__init__(nn.Conv2d(width_in, width_out, 5, 4, 2), norm(width_out), act())


class Logistic(mobilenetv3.InvertedResidual):
    def __init__(self, cnf: Any, norm_layer: Any) -> None:
        super().__init__(cnf, norm_layer, partial(SqueezeExcitation, scale_activation=nn.Sigmoid))


class Own(regnet.ResBottleneckBlock):
    pass


def narrow() -> nn.Module:
    params = regnet.BlockParams.from_init_params(6, 24, 24.48, 2.54, 16, bottleneck_multiplier=0.5, se_ratio=0.25)
    return models.RegNet(params, 3, 16)


def of_own_types() -> nn.Module:
    params = regnet.BlockParams([2, 1], [16, 32], [8, 16], [2.0, 1.0], [1, 2])
    return models.RegNet(params, 3, 16, Stem, Own, nn.BatchNorm2d, nn.SiLU)


def mobile() -> nn.Module:
    row = mobilenetv3.InvertedResidualConfig
    settings = [row(16, 3, 16, 16, True, "RE", 2, 1, 0.75), row(16, 5, 72, 24, True, "HS", 2, 2, 0.75)]
    return models.MobileNetV3(settings, 32, 3, Logistic)


def early() -> nn.Module:
    conv = vision_transformer.ConvStemConfig
    stem = [conv(8, 3, 2), conv(12, 3, 2, activation_layer=nn.SiLU), conv(16, 3, 4)]
    return models.VisionTransformer(32, 16, 2, 2, 16, 32, 0.0, 0.0, 3, 8, conv_stem_configs=stem)


def efficient() -> nn.Module:
    fused = efficientnet.FusedMBConvConfig
    last = efficientnet.MBConvConfig(4, 5, 2, 30, 40, 2, 0.8, 1.4)
    return models.EfficientNet([fused(1, 3, 1, 16, 16, 1), fused(4, 3, 2, 16, 24, 2), last], 0.2, 0.2, 3, None, 64)


def next_() -> nn.Module:
    stage = convnext.CNBlockConfig
    return models.ConvNeXt([stage(8, 16, 2), stage(16, 24, 1), stage(24, None, 2)], 0.1, 1.0, 3)


def deep_video() -> nn.Module:
    makers = [video.Conv3DSimple, video.Conv2Plus1D, video.Conv3DNoTemporal, video.Conv3DSimple]
    return video.VideoResNet(video.Bottleneck, makers, [1, 1, 1, 2], video.BasicStem, 3)


# Logits of torchvision 0.29's networks, built after torch.manual_seed(0) and with the classifier's weights drawn once
# more, for the image of `image`.
LOGITS: dict[Callable[[], nn.Module], tuple[float, ...]] = {
    narrow: (-0.602004, -0.867365, 1.07879),
    of_own_types: (-0.459597, 0.223963, -0.212304),
    mobile: (-0.000269639, 7.61469e-05, -0.000259557),
    early: (0.168281, 1.02606, 0.879714),
    efficient: (-0.0133371, -0.00657949, -0.00207014),
    next_: (0.126236, -5.84793, -4.16337),
    deep_video: (1.74055, 8.60571, 1.00549),
}


def image(build: Callable[[], nn.Module]) -> fl.Tensor:
    shape = (1, 3, 4, 32, 32) if build is deep_video else (1, 3, 32, 32)
    return fl.linspace(-2, 2, fl.Size(shape).numel()).reshape(shape)


def logits(build: Callable[[], nn.Module]) -> fl.Tensor:
    fl.manual_seed(0)
    model = build().eval()
    last = [m for m in model.modules() if isinstance(m, nn.Linear)][-1]
    nn.init.normal_(last.weight)
    with fl.no_grad():
        return model(image(build))


@pytest.mark.parametrize("build", LOGITS)
def test_logits(build: Callable[[], nn.Module]) -> None:
    expected = fl.tensor([LOGITS[build]])
    # Each library rounds some hundred sums in its own order.
    assert float((logits(build) - expected).abs().max()) <= 1e-4 * float(expected.abs().max())


@pytest.mark.parametrize("build", LOGITS)
def test_a_step_of_training(build: Callable[[], nn.Module]) -> None:
    model = build().train()
    model(image(build).repeat_interleave(2, 0)).square().sum().backward()
    assert [n for n, p in model.named_parameters() if p.grad is None] == []


def test_features_of_a_vgg() -> None:
    layers = vgg.make_layers([8, "M", 16], batch_norm=True)
    assert [type(layer).__name__ for layer in layers] == (
        ["Conv2d", "BatchNorm2d", "ReLU", "MaxPool2d", "Conv2d", "BatchNorm2d", "ReLU"]
    )


def test_a_video_network_may_begin_as_the_identity() -> None:
    makers = [video.Conv3DSimple] * 4
    model = video.VideoResNet(video.Bottleneck, makers, [1, 1, 1, 1], video.BasicStem, 3, zero_init_residual=True)
    assert not model.layer1[0].conv3[1].weight.detach().any()


def test_parameters_of_a_base_class_come_first() -> None:
    backbone = nn.Conv2d(3, 8, 3)
    backbone.out_channels = 8
    model = models.detection.MaskRCNN(backbone, 3, 100, 200, None, (1.0, 1.0, 1.0))
    assert (model.transform.min_size, model.transform.max_size) == ((100,), 200)
    assert list(model.transform.image_std) == [1, 1, 1]
    points = models.detection.KeypointRCNN(backbone, 2, rpn_nms_thresh=0.4, num_keypoints=5)
    assert points.transform.min_size == (640, 672, 704, 736, 768, 800)
    assert (points.rpn.nms_thresh, points.roi_heads.keypoint_predictor.out_channels) == (0.4, 5)
    with pytest.raises(TypeError, match="backbone"):
        models.detection.MaskRCNN()


def test_weights_by_position_are_deprecated() -> None:
    expected = "Using 'weights', 'progress', and 'num_classes' as positional parameter"
    with pytest.warns(UserWarning, match=expected):
        model = models.segmentation.lraspp_mobilenet_v3_large(None, False, 4, weights_backbone=None)
    assert model.classifier.high_classifier.out_channels == 4
    with pytest.raises(TypeError, match="takes weights, progress, once each"):
        models.squeezenet1_1(None, True, 3)
