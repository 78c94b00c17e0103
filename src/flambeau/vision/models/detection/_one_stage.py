"""What detectors of one stage share: they judge every anchor at once, without proposing regions first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

import flambeau
from flambeau import Tensor, nn

from ... import ops
from ._utils import check_boxes, check_targets

__all__ = ["OneStage", "Targets", "best_of_level"]

Targets = Sequence[dict[str, Tensor]]


class OneStage(nn.Module):
    """A detector of a backbone, an anchor generator, a head and a transform; derive from it.

    A subclass gives ``losses`` and ``postprocess_detections``.
    """

    backbone: Any
    anchor_generator: Any
    head: Any
    transform: Any

    def forward(self, images: Sequence[Tensor], targets: Targets | None = None) -> Any:
        """Detections, or losses while training."""
        if self.training:
            check_targets(targets)
        original = [(image.shape[-2], image.shape[-1]) for image in images]
        batch, targets = self.transform(images, targets)
        check_boxes(targets)
        features = self.backbone(batch.tensors)
        if isinstance(features, Tensor):
            features = OrderedDict([("0", features)])
        maps = list(features.values())
        answers = self.head(maps)
        anchors = self.anchor_generator(batch, maps)
        counts = self.anchors_of(maps)
        if self.training:
            return self.losses(targets or (), answers, anchors, counts)
        found = self.detections(answers, anchors, batch.image_sizes, counts)
        return self.transform.postprocess(found, batch.image_sizes, original)

    def anchors_of(self, maps: Sequence[Tensor]) -> list[int]:
        """How many anchors each map has."""
        at_each = self.anchor_generator.num_anchors_per_location()
        return [x.shape[-2] * x.shape[-1] * n for x, n in zip(maps, at_each, strict=True)]

    def matches(self, targets: Targets, anchors: Sequence[Tensor]) -> list[Tensor]:
        """For each image the number of every anchor's true box, negative for none."""
        matcher: Any = self.proposal_matcher
        return [
            matcher(ops.box_iou(target["boxes"], places))
            if target["boxes"].numel()
            else flambeau.full((places.shape[0],), -1, dtype=flambeau.int64)
            for places, target in zip(anchors, targets, strict=True)
        ]

    def losses(
        self, targets: Targets, answers: dict[str, Tensor], anchors: Sequence[Tensor], counts: list[int]
    ) -> dict[str, Tensor]:
        """The losses by name; ``counts`` are the anchors of each map."""
        raise NotImplementedError

    def detections(
        self, answers: dict[str, Tensor], anchors: Sequence[Tensor], sizes: Any, counts: list[int]
    ) -> list[dict[str, Tensor]]:
        """The detections of each image."""
        levels = {name: list(answer.split(counts, 1)) for name, answer in answers.items()}
        return self.postprocess_detections(levels, [list(places.split(counts)) for places in anchors], sizes)

    def postprocess_detections(self, head_outputs: Any, anchors: Any, image_shapes: Any) -> list[dict[str, Tensor]]:
        """The detections of each image, given the answers of each map, and each image's anchors by map."""
        raise NotImplementedError


def best_of_level(scores: Tensor, threshold: float, most: int) -> tuple[Tensor, Tensor, Tensor]:
    """Of scores (anchors, classes) those above a threshold, ``most`` of them: scores, anchors and classes."""
    flat = scores.flatten()
    above = flambeau.where(flat > threshold)[0]
    best, order = flat[above].topk(min(above.shape[0], most))
    chosen = above[order]
    return best, chosen // scores.shape[-1], chosen % scores.shape[-1]
