"""Networks for classification made into what detectors look at: maps of features of several sizes."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flambeau import Tensor, nn

from ...._arguments import explain_module
from ...ops import FeaturePyramidNetwork, FrozenBatchNorm2d
from ...ops.feature_pyramid_network import ExtraFPNBlock, LastLevelMaxPool
from .. import mobilenetv2, mobilenetv3, resnet
from .._utils import IntermediateLayerGetter

__all__ = ["BackboneWithFPN", "mobilenet_backbone", "resnet_fpn_backbone"]


class BackboneWithFPN(nn.Module):
    """A feature pyramid over layers of a network.

    Args:
        backbone: whose direct children run one after the other.
        return_layers: from a child's name to the name of its map.
        in_channels_list, out_channels: of the maps before and after the pyramid.
        extra_blocks: adds levels; by default one of half the size.
        norm_layer: of the pyramid.

    Images (N, 3, H, W) give a dict of maps.

    Raises: ValueError for a child that there is not.
    Source: Lin et al. 2016, Feature Pyramid Networks for Object Detection, arXiv:1612.03144.

    >>> import flambeau as torch
    >>> from flambeau.vision.models.detection.backbone_utils import resnet_fpn_backbone
    >>> backbone = resnet_fpn_backbone(backbone_name="resnet18", weights=None)
    >>> list(backbone(torch.zeros(1, 3, 64, 64)))
    ['0', '1', '2', '3', 'pool']
    """

    def __init__(
        self,
        backbone: nn.Module,
        return_layers: Mapping[str, str],
        in_channels_list: Sequence[int],
        out_channels: int,
        extra_blocks: ExtraFPNBlock | None = None,
        norm_layer: Callable[..., nn.Module] | None = None,
    ) -> None:
        super().__init__()
        self.body = IntermediateLayerGetter(backbone, return_layers)
        self.fpn = FeaturePyramidNetwork(in_channels_list, out_channels, extra_blocks or LastLevelMaxPool(), norm_layer)
        self.out_channels = out_channels

    def forward(self, x: Tensor) -> dict[str, Tensor]:
        """The pyramid's maps, the largest first."""
        maps: dict[str, Tensor] = self.fpn(self.body(x))
        return maps


def resnet_fpn_backbone(
    *,
    backbone_name: str,
    weights: Any,
    norm_layer: Callable[..., nn.Module] = FrozenBatchNorm2d,
    trainable_layers: int = 3,
    returned_layers: Sequence[int] | None = None,
    extra_blocks: ExtraFPNBlock | None = None,
) -> BackboneWithFPN:
    """A feature pyramid over a ResNet.

    Args:
        backbone_name: "resnet50" and so on.
        weights: of the ResNet; None for random ones.
        norm_layer: of the ResNet; by default a batch normalisation that nothing trains.
        trainable_layers: how many of its five layers are trained, from the last.
        returned_layers: the stages that the pyramid stands on; 1 to 4 by default.
        extra_blocks: adds levels to the pyramid.

    Raises: KeyError for another network; ValueError for layers that there are not.

    >>> from flambeau.vision.models.detection.backbone_utils import resnet_fpn_backbone
    >>> resnet_fpn_backbone(backbone_name="resnet18", weights=None).out_channels
    256
    """
    network = vars(resnet)[backbone_name](weights=weights, norm_layer=norm_layer)
    return resnet_pyramid(network, trainable_layers, returned_layers, extra_blocks)


def resnet_pyramid(
    network: resnet.ResNet,
    trainable_layers: int,
    returned_layers: Sequence[int] | None = None,
    extra_blocks: ExtraFPNBlock | None = None,
    norm_layer: Callable[..., nn.Module] | None = None,
) -> BackboneWithFPN:
    """A feature pyramid over a ResNet that there is."""
    if not 0 <= trainable_layers <= 5:
        raise ValueError(f"Trainable layers should be in the range [0,5], got {trainable_layers}")
    trained = ["layer4", "layer3", "layer2", "layer1", "conv1"][:trainable_layers]
    if trainable_layers == 5:
        trained.append("bn1")
    for name, parameter in network.named_parameters():
        if not name.startswith(tuple(trained)):
            parameter.requires_grad_(False)
    stages = list(returned_layers or (1, 2, 3, 4))
    if min(stages) <= 0 or max(stages) >= 5:
        raise ValueError(f"Each returned layer should be in the range [1,4]. Got {stages}")
    layers = {f"layer{stage}": str(k) for k, stage in enumerate(stages)}
    channels = [network.inplanes // 8 * 2 ** (stage - 1) for stage in stages]
    return BackboneWithFPN(network, layers, channels, 256, extra_blocks, norm_layer)


def mobilenet_backbone(
    *,
    backbone_name: str,
    weights: Any,
    fpn: bool,
    norm_layer: Callable[..., nn.Module] = FrozenBatchNorm2d,
    trainable_layers: int = 2,
    returned_layers: Sequence[int] | None = None,
    extra_blocks: ExtraFPNBlock | None = None,
) -> nn.Module:
    """The features of a MobileNet, under a pyramid or mapped to 256 channels.

    Args:
        backbone_name: "mobilenet_v2", "mobilenet_v3_large" or "mobilenet_v3_small".
        weights: of the MobileNet; None for random ones.
        fpn: whether there is a pyramid over it.
        norm_layer: of the MobileNet; by default a batch normalisation that nothing trains.
        trainable_layers: how many of its stages are trained, from the last.
        returned_layers: the stages that the pyramid stands on; the last two by default.
        extra_blocks: adds levels to the pyramid.

    Raises: KeyError for another network; ValueError for stages that there are not.

    >>> from flambeau.vision.models.detection.backbone_utils import mobilenet_backbone
    >>> mobilenet_backbone(backbone_name="mobilenet_v3_small", weights=None, fpn=False).out_channels
    256
    """
    makers = {**vars(mobilenetv2), **vars(mobilenetv3)}
    network = makers[backbone_name](weights=weights, norm_layer=norm_layer)
    return mobilenet_pyramid(network, fpn, trainable_layers, returned_layers, extra_blocks)


def stages_of(blocks: Any) -> list[int]:
    """Where the stages of a MobileNet begin, and its last layer."""
    return [0, *(k for k, block in enumerate(blocks) if getattr(block, "_is_cn", False)), len(blocks) - 1]


def mobilenet_pyramid(
    network: Any,
    fpn: bool,
    trainable_layers: int,
    returned_layers: Sequence[int] | None = None,
    extra_blocks: ExtraFPNBlock | None = None,
) -> nn.Module:
    """The same over a MobileNet that there is."""
    blocks = network.features
    stages = stages_of(blocks)
    if not 0 <= trainable_layers <= len(stages):
        raise ValueError(f"Trainable layers should be in the range [0,{len(stages)}], got {trainable_layers} ")
    first = len(blocks) if trainable_layers == 0 else stages[len(stages) - trainable_layers]
    for block in blocks[:first]:
        for parameter in block.parameters():
            parameter.requires_grad_(False)
    if not fpn:
        mapped = nn.Sequential(blocks, nn.Conv2d(blocks[-1].out_channels, 256, 1))
        mapped.out_channels = 256
        return mapped
    chosen = list(returned_layers) if returned_layers is not None else [len(stages) - 2, len(stages) - 1]
    if min(chosen) < 0 or max(chosen) >= len(stages):
        raise ValueError(f"Each returned layer should be in the range [0,{len(stages) - 1}], got {chosen} ")
    layers = {str(stages[stage]): str(k) for k, stage in enumerate(chosen)}
    return BackboneWithFPN(blocks, layers, [blocks[stages[s]].out_channels for s in chosen], 256, extra_blocks)


def trained_layers(is_trained: bool, wanted: int | None, most: int, default: int) -> int:
    """How many layers of a backbone are trained: all of one that has not been trained before."""
    if not is_trained:
        if wanted is not None:
            warnings.warn(
                "Changing trainable_backbone_layers has no effect if neither pretrained nor pretrained_backbone have "
                f"been set to True, falling back to trainable_backbone_layers={most} so that all layers are trainable",
                stacklevel=3,
            )
        return most
    chosen = default if wanted is None else wanted
    if not 0 <= chosen <= most:
        raise ValueError(
            f"Trainable backbone layers should be in the range [0,{most}], got {chosen}. If you want to train all "
            "layers, set it to the maximum."
        )
    return chosen


explain_module(globals())
