"""Operations on boxes and regions: beside plain loops over pixels, central differences, and torchvision's numbers."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest

import flambeau as fl
from flambeau import nn
from flambeau.autograd import gradcheck, gradgradcheck
from flambeau.vision import ops
from flambeau.vision.ops import feature_pyramid_network as pyramids


def random(*shape: int, scale: float = 1.0) -> fl.Tensor:
    return fl.from_numpy(np.random.default_rng(len(shape)).standard_normal(shape) * scale)


def boxes(count: int, side: float, seed: int = 0) -> fl.Tensor:
    values = np.random.default_rng(seed).random((count, 4)) * side
    values[:, 2:] = values[:, :2] + 0.1 + values[:, 2:] * 0.6
    return fl.from_numpy(values)


# Boxes


def overlap(a, b) -> float:
    width, height = (max(0.0, min(a[k + 2], b[k + 2]) - max(a[k], b[k])) for k in (0, 1))
    area = lambda box: (box[2] - box[0]) * (box[3] - box[1])  # noqa: E731
    return width * height / (area(a) + area(b) - width * height)


@pytest.mark.parametrize("count", [0, 1, 60, 150])
@pytest.mark.parametrize("threshold", [0.0, 0.3, 0.7])
def test_suppression_is_greedy(count: int, threshold: float) -> None:
    given, scores = boxes(count, 30.0), fl.from_numpy(np.random.default_rng(1).random(count).round(1))
    kinds = fl.arange(count) % 3

    def kept(apart: bool) -> list[int]:
        found: list[int] = []
        for k in sorted(range(count), key=lambda k: -float(scores[k])):  # equal scores in their order
            rivals = [j for j in found if not apart or int(kinds[j]) == int(kinds[k])]
            if all(overlap(given[j].tolist(), given[k].tolist()) <= threshold for j in rivals):
                found.append(k)
        return found

    assert ops.nms(given, scores, threshold).tolist() == kept(False)
    assert ops.batched_nms(given.float(), scores.float(), kinds, threshold).tolist() == kept(True)


def test_suppression_refuses_other_shapes() -> None:
    b, s = fl.zeros(3, 4), fl.zeros(3)
    for given, scores, message in [
        (b[0], s, "boxes should be a 2d tensor, got 1D"),
        (b[:, :3], s, "boxes should have 4 elements in dimension 1, got 3"),
        (b, b, "scores should be a 1d tensor, got 2D"),
        (b, s[:2], "same number of elements in dimension 0, got 3 and 2"),
    ]:
        with pytest.raises(RuntimeError, match=message):
            ops.nms(given, scores, 0.5)
    with pytest.raises(RuntimeError, match="idxs should have the shape of scores"):
        ops.batched_nms(b, s, s[:2], 0.5)


def test_formats_there_and_back() -> None:
    upright, turned = boxes(5, 9.0), fl.tensor([[3.0, 4.0, 2.0, 1.0, 30.0], [0.0, 0.0, 5.0, 2.0, -70.0]]).double()
    for start, kinds in ((upright, ("xyxy", "xywh", "cxcywh")), (turned, ("xywhr", "cxcywhr", "xyxyxyxy"))):
        for a in kinds:
            for b in kinds:
                there = ops.box_convert(ops.box_convert(start, kinds[0], a), a, b)
                fl.testing.assert_close(ops.box_convert(there, b, kinds[0]), start)
    # A quarter turn, counter-clockwise as one sees it: what lay to the right lies above.
    quarter = ops.box_convert(fl.tensor([0.0, 0.0, 2.0, 1.0, 90.0]), "xywhr", "xyxyxyxy")
    fl.testing.assert_close(quarter, fl.tensor([0.0, 0, 0, -2, 1, -2, 1, 0]), atol=1e-6, rtol=0)
    for wrong in (("xyxy", "xywhr"), ("xxyy", "xyxy")):
        with pytest.raises(ValueError, match="Unsupported Bounding Box Conversions"):
            ops.box_convert(upright, *wrong)


def test_overlaps() -> None:
    a, b = boxes(6, 9.0), boxes(4, 9.0, 1)
    expected = [[overlap(x, y) for y in b.tolist()] for x in a.tolist()]
    fl.testing.assert_close(ops.box_iou(a, b), fl.tensor(expected).double())
    centred = [ops.box_convert(x, "xyxy", "cxcywh") for x in (a, b)]
    fl.testing.assert_close(ops.box_iou(*centred, "cxcywh"), ops.box_iou(a, b))
    # Without a turn the rotated ones are the upright ones.
    flat = [fl.cat((ops.box_convert(x, "xyxy", "xywh"), fl.zeros(len(x), 1).double()), 1) for x in (a, b)]
    fl.testing.assert_close(ops.box_iou(*flat, "xywhr"), ops.box_iou(a, b), atol=1e-6, rtol=0)
    # A square of side 2 and the same turned by 45 degrees share an octagon of area 8 (√2 - 1).
    pair = [fl.tensor([[0.0, 0, 2, 2, angle]]).double() for angle in (0, 45)]
    octagon = 8 * (math.sqrt(2) - 1)
    assert float(ops.box_iou(*pair, "cxcywhr")) == pytest.approx(octagon / (8 - octagon), abs=1e-6)
    assert ops.box_iou(fl.tensor([[0, 0, 200, 200]]).byte(), fl.tensor([[0, 0, 200, 100]]).byte()).item() == 0.5


def test_the_other_overlaps_and_their_losses() -> None:
    """torchvision 0.29's numbers for these boxes."""
    a, b = fl.tensor([[0.0, 0, 4, 2], [1, 1, 3, 4]]), fl.tensor([[1.0, 1, 5, 3], [6, 6, 9, 8]])
    numbers = {
        "generalized_box_iou": ([[0.09743589, -0.80555558], [0.23333333, -0.78571427]], [0.90256411, 1.78571427]),
        "distance_box_iou": ([[0.17194571, -0.45689654], [0.35000000, -0.44690266]], [0.82805431, 1.44690263]),
        "complete_box_iou": ([[0.17194571, -0.45693558], [0.33317742, -0.45065576]], [0.82805431, 1.45065570]),
    }
    for name, (pairs, losses) in numbers.items():
        fl.testing.assert_close(getattr(ops, name)(a, b), fl.tensor(pairs), atol=1e-6, rtol=0)
        loss = getattr(ops, f"{name}_loss")
        fl.testing.assert_close(loss(a, b), fl.tensor(losses), atol=1e-6, rtol=0)
        fl.testing.assert_close(loss(a, b, "mean"), loss(a, b).mean())
        assert loss(a[:0], b[:0], "mean").item() == 0
        x, y = boxes(4, 3.0).requires_grad_(), boxes(4, 3.0, 1)
        if name != "complete_box_iou":  # whose weight of the aspect ratio has no part in the gradient
            assert gradcheck(lambda x: loss(x, y, "sum"), (x,))  # noqa: B023
        with pytest.raises(ValueError, match="Invalid Value for arg 'reduction': 'all"):
            loss(a, b, "all")


def test_boxes_in_an_image() -> None:
    b = fl.tensor([[-1.0, 2, 30, 8], [3, 3, 3.5, 9]])
    assert ops.clip_boxes_to_image(b, (7, 20)).tolist() == [[0, 2, 20, 7], [3, 3, 3.5, 7]]
    assert ops.remove_small_boxes(b, 1).tolist() == [0]
    masks = fl.zeros(3, 5, 6, dtype=fl.bool)
    masks[0, 1:3, 2:6] = True
    masks[2, 4, 0] = True
    assert ops.masks_to_boxes(masks).tolist() == [[2, 1, 5, 2], [0, 0, 0, 0], [0, 4, 0, 4]]
    assert ops.masks_to_boxes(masks[:0]).shape == (0, 4)
    for fmt in ("xyxy", "xywh", "cxcywh"):
        fl.testing.assert_close(ops.box_area(ops.box_convert(b, "xyxy", fmt), fmt), fl.tensor([186.0, 3.0]))


# Regions


def value_at(plane: np.ndarray, y: float, x: float) -> float:
    """Between the pixels; up to one pixel outside as on the border, farther out 0."""
    height, width = plane.shape
    if not (-1 <= y <= height and -1 <= x <= width):
        return 0.0
    y, x = min(max(y, 0), height - 1), min(max(x, 0), width - 1)
    top, left = int(y), int(x)
    below, right = min(top + 1, height - 1), min(left + 1, width - 1)
    v, u = y - top, x - left
    upper = plane[top, left] * (1 - u) + plane[top, right] * u
    return upper * (1 - v) + (plane[below, left] * (1 - u) + plane[below, right] * u) * v


def read(x, rois, parts, scale, ratio, aligned, own_channels=False):
    """Regions read point by point."""
    down, across = parts
    channels = x.shape[1] // (down * across if own_channels else 1)
    out = np.zeros((len(rois), channels, down, across))
    for k, (image, *corners) in enumerate(rois):
        x1, y1, x2, y2 = (c * scale - (0.5 if aligned else 0.0) for c in corners)
        size = [(y2 - y1), (x2 - x1)] if aligned else [max(y2 - y1, 1.0), max(x2 - x1, 1.0)]
        bins = [s / p for s, p in zip(size, parts, strict=True)]
        points = [ratio if ratio > 0 else math.ceil(b) for b in bins]
        for c, i, j in np.ndindex(channels, down, across):
            plane = x[int(image), (c * down + i) * across + j if own_channels else c]
            values = [
                value_at(plane, y1 + (i + (m + 0.5) / points[0]) * bins[0], x1 + (j + (n + 0.5) / points[1]) * bins[1])
                for m, n in np.ndindex(*points)
            ]
            out[k, c, i, j] = np.mean(values) if values else 0.0
    return out


ROIS = [[0, 1, 1, 6, 5], [1, -3, -2, 30, 40], [0, 2.5, 3.5, 2.5, 3.5], [1, -50, -50, -40, -45], [1, 4, 0, 5, 9]]


@pytest.mark.parametrize("ratio", [-1, 2])
@pytest.mark.parametrize("aligned", [False, True])
def test_aligned_regions(ratio: int, aligned: bool) -> None:
    x, rois = random(2, 3, 7, 9), fl.tensor(ROIS).double()
    got = ops.roi_align(x, rois, (2, 3), 0.5, ratio, aligned)
    np.testing.assert_allclose(got.numpy(), read(x.numpy(), ROIS, (2, 3), 0.5, ratio, aligned), atol=1e-12)
    listed = ops.roi_align(x, [rois[rois[:, 0] == k, 1:] for k in (0, 1)], (2, 3), 0.5, ratio, aligned)
    assert fl.equal(listed, got[[0, 2, 1, 3, 4]])
    assert gradcheck(lambda x: ops.roi_align(x, rois, 2, 0.5, ratio, aligned), (x.requires_grad_(),))


def test_position_sensitive_regions() -> None:
    x, rois = random(2, 12, 7, 9), fl.tensor(ROIS).double()
    got = ops.ps_roi_align(x, rois, (2, 3), 0.5, 2)
    np.testing.assert_allclose(got.numpy(), read(x.numpy(), ROIS, (2, 3), 0.5, 2, True, True), atol=1e-12)
    assert gradcheck(lambda x: ops.ps_roi_align(x, rois, 2, 0.5, -1), (x[:, :4].detach().requires_grad_(),))
    assert gradcheck(lambda x: ops.ps_roi_pool(x, rois, 2), (x[:, 4:8].detach().requires_grad_(),))
    # torchvision 0.29's values: of an image of ascending numbers, and of a region that reaches beyond it.
    x = fl.arange(8 * 20.0).reshape(1, 8, 4, 5)
    pooled = ops.ps_roi_pool(x, fl.tensor([[0.0, 1, 1, 3, 3], [0, -1, -1, 9, 9]]), 2)
    assert pooled.flatten(1).tolist() == [
        [6.0, 27.0, 51.0, 72.0, 86.0, 107.0, 131.0, 152.0],
        [6.5, 0.0, 0.0, 0.0, 86.5, 0.0, 0.0, 0.0],
    ]
    with pytest.raises(RuntimeError, match="input channels must be a multiple of pooling height \\* pooling width"):
        ops.ps_roi_align(x, rois[:1].float(), 3)


def test_pooled_regions() -> None:
    x, rois = random(2, 3, 7, 9), [[0, 1, 1, 6, 5], [1, -3, -2, 30, 40], [0, 2.5, 3.5, 2.5, 3.5], [1, -9, -9, -5, -5]]
    got = ops.roi_pool(x, fl.tensor(rois).double(), (2, 3), 0.5)
    for k, (image, *corners) in enumerate(rois):
        x1, y1, x2, y2 = (int(math.copysign(math.floor(abs(c * 0.5) + 0.5), c)) for c in corners)
        height, width = max(y2 - y1 + 1, 1), max(x2 - x1 + 1, 1)
        for c, i, j in np.ndindex(3, 2, 3):
            top, bottom = (min(max(y1 + f(n * height / 2), 0), 7) for f, n in ((math.floor, i), (math.ceil, i + 1)))
            left, right = (min(max(x1 + f(n * width / 3), 0), 9) for f, n in ((math.floor, j), (math.ceil, j + 1)))
            part = x[int(image), c, top:bottom, left:right]
            assert float(got[k, c, i, j]) == (float(part.max()) if part.numel() else 0.0)
    assert gradcheck(lambda x: ops.roi_pool(x, fl.tensor(rois).double(), 2, 0.5), (x.requires_grad_(),))
    assert ops.roi_pool(x, fl.zeros(0, 5).double(), 2).shape == (0, 3, 2, 2)


def test_regions_are_checked() -> None:
    x = fl.zeros(1, 2, 4, 4)
    for function in (ops.roi_align, ops.roi_pool):
        with pytest.raises(ValueError, match=r"boxes tensor shape is not correct as Tensor\[K, 5\]"):
            function(x, fl.zeros(3, 4), 2)
        with pytest.raises(ValueError, match=r"is not correct as List\[Tensor\[L, 4\]\]"):
            function(x, [fl.zeros(3, 5)], 2)
        with pytest.raises(RuntimeError, match="a box is of image 1, and there are 1 images"):
            function(x, fl.ones(1, 5), 2)
        with pytest.raises(RuntimeError, match="to have the same type as tensor for argument #2 'rois'"):
            function(x, fl.zeros(1, 5).double(), 2)


def test_each_region_has_its_level() -> None:
    pool = ops.MultiScaleRoIAlign(["a", "b"], 1, 2)
    maps = {"a": fl.full((1, 1, 64, 64), 1.0), "unused": fl.zeros(1), "b": fl.full((1, 1, 32, 32), 2.0)}
    small, large = [0.0, 0, 20, 20], [0.0, 0, 250, 250]
    out = pool(maps, [fl.tensor([small, large, small])], [(256, 256)])
    assert out.flatten().tolist() == [1, 2, 1]
    with pytest.raises(ValueError, match="images list should not be empty"):
        pool(maps, [], [])
    with pytest.raises(ValueError, match="none of the maps"):
        pool({"c": fl.zeros(1)}, [], [(1, 1)])


# Convolutions that choose where they look


@pytest.mark.parametrize(("groups", "offset_groups", "settings"), [(1, 1, (1, 1, 1)), (2, 4, ((2, 1), 0, 2))])
def test_deformable_convolutions(groups: int, offset_groups: int, settings: tuple) -> None:
    x, weight, bias = random(2, 4, 7, 8), random(6, 4 // groups, 3, 3, scale=0.3), random(6)
    plain = nn.functional.conv2d(x, weight, bias, *settings, groups)
    still = fl.zeros(2, offset_groups * 18, *plain.shape[2:]).double()
    got = ops.deform_conv2d(x, still, weight, bias, *settings)
    fl.testing.assert_close(got, plain)
    # Moved by whole pixels alike, and halved.
    moved = still.clone()
    moved[:, 0::2], moved[:, 1::2] = 1, -2
    shifted = nn.functional.pad(x, (2, -2, -1, 1))
    inner = nn.functional.conv2d(shifted, weight, bias, *settings, groups)
    half = ops.deform_conv2d(x, moved, weight, bias, *settings, mask=fl.full_like(still[:, ::2], 0.5))
    pad = settings[1]
    edge = (..., slice(pad, -pad or None), slice(pad, -pad or None))  # the padding was moved in as well
    fl.testing.assert_close(half[edge], ((inner - bias.reshape(-1, 1, 1)) / 2 + bias.reshape(-1, 1, 1))[edge])


def test_derivatives_of_deformable_convolutions() -> None:
    inputs = random(1, 2, 4, 4), random(1, 18, 2, 2, scale=0.7), random(2, 2, 3, 3), random(2), random(1, 9, 2, 2)
    inputs = tuple(t.requires_grad_() for t in inputs)
    run = lambda x, o, w, b, m: ops.deform_conv2d(x, o, w, b, mask=m)  # noqa: E731
    assert gradcheck(run, inputs)
    assert gradgradcheck(run, inputs)


def test_deformable_convolutions_are_checked() -> None:
    x, weight = fl.zeros(1, 4, 5, 5), fl.zeros(2, 4, 3, 3)
    with pytest.raises(RuntimeError, match="offset tensor at dimension 1 is not valid"):
        ops.deform_conv2d(x, fl.zeros(1, 17, 3, 3), weight)
    with pytest.raises(RuntimeError, match=r"offset output dims: \(2, 3\) - computed output dims: \(3, 3\)"):
        ops.deform_conv2d(x, fl.zeros(1, 18, 2, 3), weight)
    with pytest.raises(RuntimeError, match="mask"):
        ops.deform_conv2d(x, fl.zeros(1, 18, 3, 3), weight, mask=fl.zeros(1, 8, 3, 3))
    with pytest.raises(ValueError, match="in_channels must be divisible by groups"):
        ops.DeformConv2d(3, 4, 3, groups=2)
    fl.manual_seed(0)
    layer = ops.DeformConv2d(4, 2, 3, bias=False)
    fl.manual_seed(0)
    assert fl.equal(layer.weight, nn.Conv2d(4, 2, 3).weight)
    assert repr(layer) == "DeformConv2d(4, 2, kernel_size=(3, 3), stride=(1, 1), bias=False)"


# The rest


def test_focal_loss() -> None:
    logits, truth = random(20).requires_grad_(), (fl.arange(20) % 2).double()
    p = fl.where(truth == 1, logits.sigmoid(), 1 - logits.sigmoid())
    alpha = fl.where(truth == 1, 0.25, 0.75)
    expected = -alpha * (1 - p) ** 2 * p.log()
    fl.testing.assert_close(ops.sigmoid_focal_loss(logits, truth), expected)
    fl.testing.assert_close(ops.sigmoid_focal_loss(logits, truth, -1, 0, "sum"), -p.log().sum())
    assert gradcheck(lambda x: ops.sigmoid_focal_loss(x, truth, reduction="mean"), (logits,))
    for wrong in ({"alpha": 2}, {"reduction": "all"}):
        with pytest.raises(ValueError, match="Invalid"):
            ops.sigmoid_focal_loss(logits, truth, **wrong)


@pytest.mark.parametrize("dims", [2, 3])
def test_blocks_are_dropped(dims: int) -> None:
    drop, layer = (ops.drop_block2d, ops.DropBlock2d) if dims == 2 else (ops.drop_block3d, ops.DropBlock3d)
    x = fl.ones(4, 3, *[9] * dims)
    fl.manual_seed(0)
    out = drop(x, 0.2, 3)
    zeros = out == 0
    assert 0.05 < float(zeros.float().mean()) < 0.35
    assert float(out.mean()) == pytest.approx(1, abs=1e-5)
    # Whole blocks: what is zero is a union of them.
    pool = nn.functional.max_pool2d if dims == 2 else nn.functional.max_pool3d
    opened = 1 - pool((~zeros).float(), 3, 1)  # the places of blocks without anything kept
    assert fl.equal(pool(nn.functional.pad(opened, [2] * 2 * dims), 3, 1) > 0, zeros)
    fl.manual_seed(0)
    assert fl.equal(layer(0.2, 3)(x), out)
    assert layer(0.2, 3).eval()(x) is x
    fl.manual_seed(0)
    assert drop(x, 0.2, 3, inplace=True) is x
    assert fl.equal(x, out)
    for args, message in (((x, 2.0, 3), "between 0 and 1"), ((x[0], 0.1, 3), "dimensional"), ((x, 0.1, 2), "odd")):
        with pytest.raises(ValueError, match=message):
            drop(*args)


def test_pyramids() -> None:
    fl.manual_seed(0)
    pyramid = ops.FeaturePyramidNetwork([2, 4], 3, pyramids.LastLevelMaxPool())
    maps = {"x": random(1, 2, 6, 6).float(), "y": random(1, 4, 3, 3).float()}
    out = pyramid(maps)
    assert {name: tuple(value.shape) for name, value in out.items()} == {
        "x": (1, 3, 6, 6), "y": (1, 3, 3, 3), "pool": (1, 3, 2, 2)
    }  # fmt: skip
    top = pyramid.inner_blocks[1](maps["y"])
    wide = top.repeat_interleave(2, 2).repeat_interleave(2, 3)
    fl.testing.assert_close(out["x"], pyramid.layer_blocks[0](pyramid.inner_blocks[0](maps["x"]) + wide))
    fl.testing.assert_close(out["pool"], out["y"][:, :, ::2, ::2])
    # Checkpoints of before the blocks were sequences.
    state = {re.sub(r"\.0\.(weight|bias)$", r".\1", name): value for name, value in pyramid.state_dict().items()}
    assert "inner_blocks.1.weight" in state
    again = ops.FeaturePyramidNetwork([2, 4], 3, pyramids.LastLevelMaxPool())
    again.load_state_dict(state)
    fl.testing.assert_close(again(maps)["x"], out["x"])
    deeper = ops.FeaturePyramidNetwork([2, 4], 3, pyramids.LastLevelP6P7(4, 3))(maps)
    assert list(deeper) == ["x", "y", "p6", "p7"]
    with pytest.raises(TypeError, match="extra_blocks should be of type ExtraFPNBlock"):
        ops.FeaturePyramidNetwork([2], 3, nn.ReLU())  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="in_channels=0 is currently not supported"):
        ops.FeaturePyramidNetwork([0], 3)
