"""Detectors of two stages: regions are proposed, then looked at."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from flambeau import Tensor, nn

from ...._arguments import explain_module
from ._utils import check_boxes, check_targets

__all__ = ["GeneralizedRCNN"]


class GeneralizedRCNN(nn.Module):
    """A detector of a backbone, a network of proposals, heads for the proposed regions, and a transform around.

    Called with a list of images (3, H, W), floats in [0, 1] and of any sizes, it gives for each a dict of detections.
    While training it takes a dict of targets for each image too, and gives a dict of losses.

    Raises: AssertionError, when called while training, without targets, and for targets whose boxes are not (N, 4) or
        have no area.

    >>> from flambeau.vision.models.detection import FasterRCNN, GeneralizedRCNN
    >>> issubclass(FasterRCNN, GeneralizedRCNN)
    True
    """

    def __init__(self, backbone: nn.Module, rpn: nn.Module, roi_heads: nn.Module, transform: nn.Module) -> None:
        super().__init__()
        self.transform: Any = transform
        self.backbone, self.rpn, self.roi_heads = backbone, rpn, roi_heads

    def forward(self, images: Sequence[Tensor], targets: Sequence[dict[str, Tensor]] | None = None) -> Any:
        """Detections, or losses while training."""
        if self.training:
            check_targets(targets)
        original = [(image.shape[-2], image.shape[-1]) for image in images]
        batch, targets = self.transform(images, targets)
        check_boxes(targets)
        features = self.backbone(batch.tensors)
        if isinstance(features, Tensor):
            features = OrderedDict([("0", features)])
        proposals, proposal_losses = self.rpn(batch, features, targets)
        detections, losses = self.roi_heads(features, proposals, batch.image_sizes, targets)
        if self.training:
            return {**losses, **proposal_losses}
        return self.transform.postprocess(detections, batch.image_sizes, original)


explain_module(globals())
