"""Detectors beside torchvision 0.29, over a backbone of one convolution, and their parts by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

import flambeau as fl
from flambeau import nn
from flambeau.vision import models, ops
from flambeau.vision.models import detection
from flambeau.vision.models.detection import _utils, anchor_utils, backbone_utils, keypoints, pasting, transform
from flambeau.vision.models.detection.image_list import ImageList


def built(kind: str):
    """A small model with the initial weights that a seed gives, and what it is trained with."""
    fl.manual_seed(0)
    channels = 32 if kind == "FCOS" else 8  # which its norms divide into groups
    backbone = nn.Sequential(nn.Conv2d(3, channels, 3, stride=8, padding=1), nn.ReLU())
    backbone.out_channels = channels
    anchors = anchor_utils.AnchorGenerator(((16, 32),), ((0.5, 1.0, 2.0),))
    sizes = {"min_size": 64, "max_size": 96}
    if kind in ("FCOS", "RetinaNet"):
        if kind == "FCOS":
            anchors = anchor_utils.AnchorGenerator(((8,),), ((1.0,),))
        model = getattr(detection, kind)(backbone, 3, anchor_generator=anchors, score_thresh=0.55, **sizes)
        logits = model.head.classification_head.cls_logits
        logits.bias.data.zero_()
        logits.weight.data.mul_(1e6)  # scores that differ
        return model
    pool = lambda side: ops.MultiScaleRoIAlign(["0"], side, 2)  # noqa: E731
    if kind == "SSD":
        backbone.out_channels = [8]
        return detection.ssd.SSD(backbone, anchor_utils.DefaultBoxGenerator([[2]], scales=[0.3, 0.6]), (64, 64), 3)
    more = {
        "FasterRCNN": {},
        "MaskRCNN": {
            "mask_roi_pool": pool(4),
            "mask_head": detection.mask_rcnn.MaskRCNNHeads(8, (16,), 1),
            "mask_predictor": detection.mask_rcnn.MaskRCNNPredictor(16, 16, 3),
        },
        "KeypointRCNN": {
            "keypoint_roi_pool": pool(4),
            "keypoint_head": detection.keypoint_rcnn.KeypointRCNNHeads(8, (16,)),
            "keypoint_predictor": detection.keypoint_rcnn.KeypointRCNNPredictor(16, 2),
        },
    }[kind]
    return getattr(detection, kind)(
        backbone,
        rpn_anchor_generator=anchors,
        box_roi_pool=pool(4),
        box_head=detection.faster_rcnn.TwoMLPHead(128, 32),
        box_predictor=detection.faster_rcnn.FastRCNNPredictor(32, 2 if kind == "KeypointRCNN" else 3),
        **sizes,
        **more,
    )


def images() -> list[fl.Tensor]:
    return [(fl.arange(3 * h * w) ** 2 % 97 / 97).reshape(3, h, w) for h, w in ((40, 50), (30, 20))]


def targets(kind: str) -> list[dict[str, fl.Tensor]]:
    both = []
    for image in images():
        boxes = fl.tensor([[2.0, 3, 12, 14], [5, 8, 18, 28]])
        masks = fl.zeros(2, *image.shape[1:], dtype=fl.uint8)
        masks[0, 4:12, 3:10], masks[1, 10:25, 6:15] = 1, 1
        points = fl.tensor([[[4.0, 5, 1], [9, 9, 1]], [[7, 20, 1], [0, 0, 0]]])
        labels = fl.tensor([1, 1 if kind == "KeypointRCNN" else 2])
        both.append({"boxes": boxes, "labels": labels, "masks": masks, "keypoints": points})
    return both


# torchvision 0.29's, of the models that `built` makes: per image the number of detections, and the sums of the boxes,
# the scores and the masks or keypoints; and the losses.
FOUND: dict[str, list[list[float]]] = {
    "FasterRCNN": [[100, 9383.08984, 35.355], [100, 5451.5835, 35.37678]],
    "MaskRCNN": [[100, 9383.08984, 35.355, 8144.64551], [100, 5451.5835, 35.37678, 2421.34082]],
    "KeypointRCNN": [[100, 8904.28809, 42.30347, 9008.5752], [100, 5246.96875, 42.50563, 5370.97852]],
    "RetinaNet": [[53, 4822.5, 29.75061], [95, 3992.1875, 53.74224]],
    "FCOS": [[100, 10821.42871, 71.70895], [100, 5337.69043, 71.66973]],
    "SSD": [[133, 12054.06641, 54.61098], [143, 7105.14551, 57.29226]],
}
LOSSES: dict[str, dict[str, float]] = {
    "FasterRCNN": {
        "loss_classifier": 0.9964544,
        "loss_box_reg": 0.07143308,
        "loss_objectness": 0.6930995,
        "loss_rpn_box_reg": 0.02080989,
    },
    "MaskRCNN": {
        "loss_classifier": 0.9964544,
        "loss_box_reg": 0.07143308,
        "loss_mask": 0.7067285,
        "loss_objectness": 0.6930995,
        "loss_rpn_box_reg": 0.02080989,
    },
    "KeypointRCNN": {
        "loss_classifier": 0.5501179,
        "loss_box_reg": 0.06050181,
        "loss_keypoint": 5.534801,
        "loss_objectness": 0.6931151,
        "loss_rpn_box_reg": 0.02076672,
    },
    "RetinaNet": {"classification": 30.17727, "bbox_regression": 0.8414531},
    "FCOS": {"classification": 885624.8, "bbox_regression": 0.9996331, "bbox_ctrness": 0.6978431},
    "SSD": {"bbox_regression": 3.041222, "classification": 7.640883},
}


def sums(found) -> list[float]:
    extra = [float(found[key].sum()) for key in ("masks", "keypoints") if key in found]
    return [len(found["boxes"]), float(found["boxes"].sum()), float(found["scores"].sum()), *extra]


@pytest.mark.parametrize("kind", FOUND)
def test_detections(kind: str) -> None:
    model = built(kind).eval()
    with fl.no_grad():
        out = model(images())
    for found, expected, image in zip(out, FOUND[kind], images(), strict=True):
        assert sums(found) == pytest.approx(expected, rel=1e-4)
        scores = found["scores"]
        assert bool((scores[:-1] >= scores[1:]).all())
        if kind == "MaskRCNN":
            assert found["masks"].shape == (len(scores), 1, *image.shape[1:])
        if kind == "KeypointRCNN":
            assert found["keypoints"].shape == (len(scores), 2, 3)


@pytest.mark.parametrize("kind", LOSSES)
def test_losses(kind: str) -> None:
    model = built(kind).train()
    fl.manual_seed(1)
    losses = model(images(), targets(kind))
    assert {name: float(loss.detach()) for name, loss in losses.items()} == pytest.approx(LOSSES[kind], rel=1e-4)
    sum(losses.values()).backward()
    assert [n for n, p in model.named_parameters() if p.requires_grad and p.grad is None] == []


def test_images_without_objects_train_too() -> None:
    model = built("MaskRCNN").train()
    nothing = {"boxes": fl.zeros(0, 4), "labels": fl.zeros(0, dtype=fl.int64)}
    losses = model(images(), [{**nothing, "masks": fl.zeros(0, *i.shape[1:], dtype=fl.uint8)} for i in images()])
    assert all(bool(loss.isfinite()) for loss in losses.values())
    assert float(losses["loss_mask"].detach()) == 0


@pytest.mark.parametrize("kind", ["FasterRCNN", "FCOS", "RetinaNet", "SSD"])
def test_targets_are_checked(kind: str) -> None:
    model, good = built(kind).train(), targets(kind)
    with pytest.raises(AssertionError, match="targets should not be none when in training mode"):
        model(images())
    for boxes, message in (
        (fl.zeros(2, 5), r"Expected target boxes to be a tensor of shape \[N, 4\]"),
        ([1], "Expected target boxes to be of type Tensor"),
        (fl.tensor([[3.0, 3, 3, 9], [1, 1, 2, 2]]), "All bounding boxes should have positive height and width. Found"),
    ):
        with pytest.raises(AssertionError, match=message):
            model(images(), [good[0], {**good[1], "boxes": boxes}])
    with pytest.raises(TypeError, match="Expected input images to be of floating type"):
        model.eval()([fl.zeros(3, 20, 20, dtype=fl.uint8)])
    with pytest.raises(ValueError, match="expected to be a list of 3d tensors"):
        model([fl.zeros(20, 20)])


def test_models_are_checked() -> None:
    with pytest.raises(ValueError, match="backbone should contain an attribute out_channels"):
        detection.FasterRCNN(nn.Identity(), 3)
    backbone = nn.Identity()
    backbone.out_channels = 3
    with pytest.raises(ValueError, match="num_classes should not be None when box_predictor is not specified"):
        detection.FasterRCNN(backbone)
    with pytest.raises(TypeError, match="anchor_generator should be of type AnchorGenerator"):
        detection.RetinaNet(backbone, 3, anchor_generator=nn.Identity())


def test_published_models(monkeypatch) -> None:
    """A small published one: frozen norms where there are weights, and how many layers are trained."""
    name = "fasterrcnn_mobilenet_v3_large_320_fpn"
    model = models.get_model(name, weights_backbone=None)
    assert sum(p.numel() for p in model.parameters()) == 19410754  # with the affine parameters of 46 norms
    assert all(p.requires_grad for p in model.parameters())
    state = {k: v for k, v in model.state_dict().items() if not k.endswith("num_batches_tracked")}
    enum = detection.FasterRCNN_MobileNet_V3_Large_320_FPN_Weights
    monkeypatch.setattr(enum, "get_state_dict", lambda self, **options: state)
    loaded = models.get_model(name, weights="DEFAULT", trainable_backbone_layers=1)
    assert sum(p.numel() for p in loaded.parameters()) == enum.DEFAULT.meta["num_params"]
    trained = {
        n.split(".")[2] for n, p in loaded.named_parameters() if n.startswith("backbone.body") and p.requires_grad
    }
    assert trained == {"16"}
    with pytest.warns(UserWarning, match="Changing trainable_backbone_layers has no effect"):
        assert backbone_utils.trained_layers(False, 2, 6, 3) == 6
    assert enum.DEFAULT.meta["categories"][17] == "cat"
    assert enum.DEFAULT.transforms()(fl.zeros(3, 4, 5, dtype=fl.uint8)).dtype == fl.float32


# Parts


def test_coders_there_and_back() -> None:
    values = np.random.default_rng(0).random((6, 4)) * 9
    values[:, 2:] += values[:, :2] + 1
    boxes, anchors = fl.from_numpy(values[:3]), fl.from_numpy(values[3:])
    coder = _utils.BoxCoder((10.0, 10.0, 5.0, 5.0))
    code = coder.encode_single(boxes, anchors)
    size = anchors[:, 2:] - anchors[:, :2]
    moved = (boxes[:, :2] + boxes[:, 2:] - anchors[:, :2] - anchors[:, 2:]) / 2
    fl.testing.assert_close(code[:, :2], 10 * moved / size)
    fl.testing.assert_close(coder.decode_single(code, anchors), boxes)
    fl.testing.assert_close(coder.decode(code.repeat(1, 2), [anchors[:1], anchors[1:]])[:, 1], boxes)
    linear = _utils.BoxLinearCoder()
    fl.testing.assert_close(linear.decode(linear.encode(anchors, boxes), anchors), boxes)


def test_matching() -> None:
    table = fl.tensor([[0.9, 0.1, 0.45, 0.2], [0.0, 0.2, 0.3, 0.3]])
    assert _utils.Matcher(0.5, 0.4)(table).tolist() == [0, -1, -2, -1]
    assert _utils.Matcher(0.5, 0.4, True)(table).tolist() == [0, -1, 0, 1]  # each box's best are its own
    assert _utils.SSDMatcher(0.5)(table).tolist() == [0, -1, 1, -1]
    with pytest.raises(ValueError, match="No ground-truth boxes available"):
        _utils.Matcher(0.5, 0.4)(table[:0])


def test_sampling() -> None:
    labels = fl.tensor([1.0] * 30 + [0.0] * 50 + [-1.0] * 20)
    positive, negative = _utils.BalancedPositiveNegativeSampler(40, 0.25)([labels, labels[30:]])
    assert [int(mask.sum()) for mask in positive + negative] == [10, 0, 30, 40]
    assert bool((labels[positive[0] > 0] == 1).all())
    assert bool((labels[negative[0] > 0] == 0).all())


def test_anchors() -> None:
    boxes = ImageList(fl.zeros(2, 3, 32, 64), [(32, 60), (20, 64)])
    generator = anchor_utils.AnchorGenerator(((8,), (16,)), ((1.0, 4.0),) * 2)
    first, second = generator(boxes, [fl.zeros(2, 1, 2, 4), fl.zeros(2, 1, 1, 1)])
    assert fl.equal(first, second)
    assert first.shape == ((8 + 1) * 2, 4)
    assert first[:4].tolist() == [[-4, -4, 4, 4], [-2, -8, 2, 8], [12, -4, 20, 4], [14, -8, 18, 8]]
    assert first[-1].tolist() == [-4, -16, 4, 16]
    with pytest.raises(ValueError, match="match between the number of feature maps passed"):
        generator(boxes, [fl.zeros(2, 1, 2, 4)])
    ssd = anchor_utils.DefaultBoxGenerator([[2]], scales=[0.25, 1.0])
    places = ssd(ImageList(fl.zeros(1, 3, 8, 8), [(8, 8)]), [fl.zeros(1, 1, 1, 1)])[0]
    wide = 8 * 0.25 * math.sqrt(2) / 2
    fl.testing.assert_close(
        places[:3], fl.tensor([[3.0, 3, 5, 5], [2, 2, 6, 6], [4 - wide, 4 - wide / 2, 4 + wide, 4 + wide / 2]])
    )


def test_sizes_of_images() -> None:
    prepare = transform.GeneralizedRCNNTransform(40, 60, [0.5] * 3, [0.5] * 3, size_divisible=16).eval()
    batch, _ = prepare([fl.ones(3, 20, 25), fl.ones(3, 10, 50)])
    assert batch.image_sizes == [(40, 50), (12, 60)]
    assert batch.tensors.shape == (2, 3, 48, 64)
    assert batch.tensors[1, :, :12, :60].unique().tolist() == [1.0]
    assert batch.tensors[1, :, 12:].unique().tolist() == [0.0]
    back = prepare.postprocess([{"boxes": fl.tensor([[0.0, 0, 50, 40]])}], [(40, 50)], [(20, 25)])
    assert back[0]["boxes"].tolist() == [[0, 0, 25, 20]]


def test_masks_are_pasted() -> None:
    masks = fl.ones(2, 1, 4, 4)
    out = pasting.paste_masks_in_image(masks, fl.tensor([[2.0, 1, 6, 5], [-2, -2, 2, 2]]), (8, 9))
    assert out.shape == (2, 1, 8, 9)
    assert out[0, 0, 2:5, 3:6].min() == 1
    assert out[0, 0, 7].sum() == 0
    assert out[1, 0, 0, 0] == 1
    assert out[1, 0, 4:].sum() == 0
    assert pasting.paste_masks_in_image(masks[:0], fl.zeros(0, 4), (8, 9)).shape == (0, 1, 8, 9)


def test_keypoints_there_and_back() -> None:
    points = fl.tensor([[[3.5, 9.5, 1.0], [11.5, 4.5, 1.0], [99, 99, 1], [5, 5, 0]]])
    box = fl.tensor([[2.0, 2, 14, 14]])
    places, valid = keypoints.keypoints_to_heatmap(points, box, 12)
    assert valid.tolist() == [[1, 1, 0, 0]]
    assert places.tolist() == [[7 * 12 + 1, 2 * 12 + 9, 0, 0]]
    maps = fl.zeros(1, 2, 144)
    maps[0, 0, places[0, 0]], maps[0, 1, places[0, 1]] = 5.0, 3.0
    found, scores = keypoints.heatmaps_to_keypoints(maps.reshape(1, 2, 12, 12), box)
    fl.testing.assert_close(found, points[:, :2])
    fl.testing.assert_close(scores, fl.tensor([[5.0, 3.0]]))


def test_backbones() -> None:
    pyramid = backbone_utils.resnet_fpn_backbone(
        backbone_name="resnet18", weights=None, trainable_layers=2, returned_layers=[2, 4]
    )
    out = pyramid(fl.zeros(1, 3, 64, 64))
    assert {name: tuple(x.shape[1:]) for name, x in out.items()} == {
        "0": (256, 8, 8), "1": (256, 2, 2), "pool": (256, 1, 1)
    }  # fmt: skip
    trained = {n.split(".")[1] for n, p in pyramid.body.named_parameters(prefix="x") if p.requires_grad}
    assert trained == {"layer3", "layer4"}
    with pytest.raises(ValueError, match=r"Trainable layers should be in the range \[0,5\], got 6"):
        backbone_utils.resnet_fpn_backbone(backbone_name="resnet18", weights=None, trainable_layers=6)
