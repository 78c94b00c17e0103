"""Mask R-CNN for keypoints: He et al. 2017, arXiv:1703.06870, section 5."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flambeau import Tensor, nn
from flambeau.nn import functional as F

from ...._arguments import explain_module
from ...._listing import listing
from ...ops import MultiScaleRoIAlign
from .._api import builder, override
from .._weights import published
from ..resnet import ResNet50_Weights
from ._utils import overwrite_eps
from .backbone_utils import resnet_pyramid
from .faster_rcnn import FasterRCNN, after_parameters_of, trained_resnet

__all__ = ["KeypointRCNN", "KeypointRCNN_ResNet50_FPN_Weights", "keypointrcnn_resnet50_fpn"]
__dir__ = listing(globals())


class KeypointRCNN(FasterRCNN):
    """:class:`FasterRCNN` with "keypoints" (D, K, 3), x, y and 1 for visible, and "keypoints_scores" (D, K).

    Targets have "keypoints" (N, K, 3) too, the last number 0 for those that are not visible.

    Args:
        backbone, num_classes, and so on: as for :class:`FasterRCNN`.
        min_size: of the shorter side of an image that the network sees; by default one of 640 to 800, drawn.
        keypoint_roi_pool, keypoint_head, keypoint_predictor: cut regions out of the maps, make features of them, and
            maps of where keypoints are likely to be.
        num_keypoints: of an object; 17 by default.

    Raises: as :class:`FasterRCNN`; ValueError for both ``num_keypoints`` and ``keypoint_predictor``.
    Source: He et al. 2017, Mask R-CNN, arXiv:1703.06870.

    >>> from flambeau.vision.models.detection import keypointrcnn_resnet50_fpn
    >>> keypointrcnn_resnet50_fpn(weights_backbone=None).roi_heads.has_keypoint()
    True
    """

    @after_parameters_of(FasterRCNN)
    def __init__(
        self,
        backbone: Any,
        num_classes: int | None = None,
        min_size: int | Sequence[int] | None = None,
        keypoint_roi_pool: nn.Module | None = None,
        keypoint_head: nn.Module | None = None,
        keypoint_predictor: nn.Module | None = None,
        num_keypoints: int | None = None,
        **kwargs: Any,
    ) -> None:
        if num_keypoints is not None and keypoint_predictor is not None:
            raise ValueError("num_keypoints should be None when keypoint_predictor is specified")
        # Made before the other heads, as their weights are drawn in this order.
        pool = keypoint_roi_pool or MultiScaleRoIAlign(["0", "1", "2", "3"], output_size=14, sampling_ratio=2)
        head = keypoint_head or KeypointRCNNHeads(backbone.out_channels, (512,) * 8)
        predictor = keypoint_predictor or KeypointRCNNPredictor(512, 17 if num_keypoints is None else num_keypoints)
        sizes = (640, 672, 704, 736, 768, 800) if min_size is None else min_size
        super().__init__(backbone, num_classes, sizes, **kwargs)
        heads: Any = self.roi_heads
        heads.keypoint_roi_pool, heads.keypoint_head, heads.keypoint_predictor = pool, head, predictor


class KeypointRCNNHeads(nn.Sequential):
    """Convolutions of 3 × 3 with ReLU over a region's features.

    Args:
        in_channels: of the features.
        layers: channels of each convolution.
    """

    def __init__(self, in_channels: int, layers: Sequence[int]) -> None:
        blocks: list[nn.Module] = []
        for channels in layers:
            blocks += [nn.Conv2d(in_channels, channels, 3, stride=1, padding=1), nn.ReLU(inplace=True)]
            in_channels = channels
        super().__init__(*blocks)
        for m in self.children():
            if isinstance(m, nn.Conv2d) and m.bias is not None:
                nn.init.kaiming_normal_(m.weight, mode="fan_out", nonlinearity="relu")
                nn.init.constant_(m.bias, 0)


class KeypointRCNNPredictor(nn.Module):
    """A region's maps, a keypoint each, at four times the size of its features."""

    def __init__(self, in_channels: int, num_keypoints: int) -> None:
        super().__init__()
        self.kps_score_lowres = nn.ConvTranspose2d(in_channels, num_keypoints, 4, stride=2, padding=1)
        nn.init.kaiming_normal_(self.kps_score_lowres.weight, mode="fan_out", nonlinearity="relu")
        if self.kps_score_lowres.bias is not None:
            nn.init.constant_(self.kps_score_lowres.bias, 0)
        self.up_scale = 2
        self.out_channels = num_keypoints

    def forward(self, x: Tensor) -> Tensor:
        """(R, in_channels, H, W) to (R, num_keypoints, 4 H, 4 W)."""
        x = self.kps_score_lowres(x)
        return F.interpolate(
            x, scale_factor=float(self.up_scale), mode="bilinear", align_corners=False, recompute_scale_factor=False
        )


KeypointRCNN_ResNet50_FPN_Weights = published("KeypointRCNN_ResNet50_FPN_Weights", __name__)
_SIDES = ("eye", "ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle")
for _weights in KeypointRCNN_ResNet50_FPN_Weights:
    _names = ["nose", *(f"{side}_{part}" for part in _SIDES for side in ("left", "right"))]
    _weights.value.meta["keypoint_names"] = _names


def _as_published(options: dict[str, Any], weights: Any) -> Callable[[Any], None] | None:
    """The checkpoints have 17 keypoints; batch norms had no epsilon when they were trained."""
    options["trained"] = True
    override(options, "num_keypoints", 17)
    return (lambda model: overwrite_eps(model, 0.0)) if weights.name == "COCO_V1" else None


@builder(KeypointRCNN_ResNet50_FPN_Weights, "COCO_V1", _as_published, ResNet50_Weights)
def keypointrcnn_resnet50_fpn(
    weights_backbone: Any,
    progress: bool,
    num_classes: int | None = None,
    num_keypoints: int | None = None,
    trainable_backbone_layers: int | None = None,
    trained: bool = False,
    **options: Any,
) -> KeypointRCNN:
    """Keypoint R-CNN over ResNet-50 with a pyramid: 59.1 million parameters."""
    network, layers = trained_resnet(trained, weights_backbone, progress, trainable_backbone_layers)
    classes, points = 2 if num_classes is None else num_classes, 17 if num_keypoints is None else num_keypoints
    return KeypointRCNN(resnet_pyramid(network, layers), classes, num_keypoints=points, **options)


explain_module(globals())
