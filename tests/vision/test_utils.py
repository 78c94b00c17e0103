"""Pictures of batches, boxes, masks, keypoints and flows."""

from __future__ import annotations

import math

import numpy as np
import pytest

import flambeau as fl
from flambeau.vision import io, utils

BLACK = fl.zeros(3, 8, 9, dtype=fl.uint8)


def test_a_grid() -> None:
    """Beside a plain loop."""
    batch = fl.rand(5, 3, 4, 6)
    grid = utils.make_grid(batch, nrow=2, padding=1, pad_value=0.5)
    expected = np.full((3, 3 * 5 + 1, 2 * 7 + 1), 0.5, np.float32)
    for k in range(5):
        top, left = 1 + k // 2 * 5, 1 + k % 2 * 7
        expected[:, top : top + 4, left : left + 6] = batch[k].numpy()
    assert np.array_equal(grid.numpy(), expected)
    assert utils.make_grid([batch[0], batch[1]]).shape == (3, 8, 18)
    assert fl.equal(utils.make_grid(batch[0, 0]), batch[0, :1].repeat(3, 1, 1))


def test_a_grid_on_one_scale() -> None:
    batch = fl.tensor([[1.0, 2.0], [3.0, 5.0]]).view(2, 1, 1, 2)
    for options, expected in (
        ({}, [0.0, 0.25, 0.5, 1.0]),
        ({"scale_each": True}, [0.0, 1.0, 0.0, 1.0]),
        ({"value_range": (2.0, 3.0)}, [0.0, 0.0, 1.0, 1.0]),
    ):
        assert utils.make_grid(batch, padding=0, normalize=True, **options)[0].flatten().tolist() == expected
    assert batch.flatten().tolist() == [1.0, 2.0, 3.0, 5.0]


def test_a_saved_grid(tmp_path) -> None:
    pytest.importorskip("PIL")
    batch = fl.rand(4, 3, 5, 5)
    utils.save_image(batch, tmp_path / "grid.png", nrow=2)
    expected = (utils.make_grid(batch, nrow=2) * 255 + 0.5).to(fl.uint8)
    assert fl.equal(io.read_image(tmp_path / "grid.png"), expected)


def test_boxes() -> None:
    pytest.importorskip("PIL")
    boxes = fl.tensor([[1.0, 1.0, 4.0, 5.9], [6.0, 0.0, 8.0, 7.0]])
    drawn = utils.draw_bounding_boxes(BLACK, boxes, colors=["red", (1, 2, 3)])
    expected = BLACK.clone()
    for (left, top, right, bottom), colour in zip(boxes.long().tolist(), [(255, 0, 0), (1, 2, 3)], strict=True):
        ink = fl.tensor(colour, dtype=fl.uint8)
        expected[:, top : bottom + 1, [left, right]] = ink[:, None, None]
        expected[:, [top, bottom], left : right + 1] = ink[:, None, None]
    assert fl.equal(drawn, expected)
    assert fl.equal(utils.draw_bounding_boxes(BLACK.float(), boxes, colors=["red", (1, 2, 3)]) * 255, expected.float())
    filled = utils.draw_bounding_boxes(BLACK, boxes[:1], colors="red", fill=True)
    assert filled[0, 2:5, 2:4].unique().tolist() == [100]
    wide = fl.zeros(1, 30, 60, dtype=fl.uint8)
    labelled = utils.draw_bounding_boxes(wide, fl.tensor([[2, 2, 55, 25]]), ["cat"], "red", label_colors="blue")
    assert labelled[2].any()
    assert not labelled[2, :3].any()
    with pytest.warns(UserWarning, match="No box was drawn"):
        assert utils.draw_bounding_boxes(BLACK, boxes[:0]) is BLACK


def test_masks() -> None:
    masks = fl.zeros(2, 8, 9, dtype=fl.bool)
    masks[0, :2], masks[1, 1:3] = True, True
    drawn = utils.draw_segmentation_masks(BLACK + 100, masks, 0.5, [(200, 0, 0), (0, 0, 50)])
    assert [drawn[:, row, 0].tolist() for row in range(4)] == [[150, 50, 50], [50] * 3, [50, 50, 75], [100] * 3]
    floats = utils.draw_segmentation_masks(fl.ones(3, 8, 9), masks[0], 1.0, (255, 0, 0))
    assert floats[:, 0, 0].tolist() == [1.0, 0.0, 0.0]
    with pytest.warns(UserWarning, match="No mask was drawn"):
        utils.draw_segmentation_masks(BLACK, masks[:0])


def test_keypoints() -> None:
    pytest.importorskip("PIL")
    points = fl.tensor([[[2.0, 3.0], [6.0, 3.0]]])
    drawn = utils.draw_keypoints(BLACK, points, colors="red", radius=1)
    assert drawn[0, 3, [2, 6]].tolist() == [255, 255]
    assert drawn[0, 3, 4] == 0
    joined = utils.draw_keypoints(BLACK, points, [(0, 1)], "red", radius=1, width=1)
    assert joined[:, 3, 4].tolist() == [255] * 3
    hidden = utils.draw_keypoints(BLACK, points, [(0, 1)], "red", 1, visibility=fl.tensor([[True, False]]))
    assert hidden[0, 3].tolist() == [0, 255, 255, 255, 0, 0, 0, 0, 0]


def test_flows() -> None:
    """Hue by direction: right is red, left cyan; nothing is white."""
    flow = fl.zeros(2, 1, 4)
    flow[:, 0, :3] = fl.tensor([[1.0, 0.0], [-1.0, 0.0], [math.cos(2.0), math.sin(2.0)]]).t()
    pixels = utils.flow_to_image(flow)[:, 0].t().tolist()
    assert pixels[0] == [255, 0, 0]
    assert pixels[1][0] == 0
    assert min(pixels[1][1:]) > 200
    assert pixels[3] == [255] * 3
    assert fl.equal(utils.flow_to_image(flow.unsqueeze(0))[0], utils.flow_to_image(flow))


BOX, MASK = fl.tensor([[1.0, 1.0, 3.0, 3.0]]), fl.zeros(8, 9, dtype=fl.bool)
REFUSED = {
    "utils.make_grid(3)": (TypeError, "tensor or list of tensors expected"),
    "utils.make_grid([3])": (TypeError, "list containing"),
    "utils.make_grid(BLACK, normalize=True, value_range=3)": (TypeError, r"tuple \(min, max\)"),
    "utils.draw_bounding_boxes(3, BOX)": (TypeError, "Tensor expected"),
    "utils.draw_bounding_boxes(BLACK.int(), BOX)": (ValueError, "must be uint8 or float"),
    "utils.draw_bounding_boxes(BLACK[None], BOX)": (ValueError, "not batches"),
    "utils.draw_bounding_boxes(BLACK[:2], BOX)": (ValueError, "Only grayscale and RGB"),
    "utils.draw_bounding_boxes(BLACK, BOX.flip(1))": (ValueError, "xmin, ymin, xmax, ymax"),
    "utils.draw_bounding_boxes(BLACK, BOX, ['a', 'b'])": (ValueError, r"boxes \(1\) and labels \(2\) mismatch"),
    "utils.draw_bounding_boxes(BLACK, BOX, colors=[])": (ValueError, "but got 0 < 1"),
    "utils.draw_bounding_boxes(BLACK, BOX, colors=3)": (ValueError, "colors must be a tuple or a string"),
    "utils.draw_segmentation_masks(BLACK, MASK.float())": (ValueError, "must be of dtype bool"),
    "utils.draw_segmentation_masks(BLACK, MASK[1:])": (ValueError, "same height and width"),
    "utils.draw_segmentation_masks(BLACK[:1], MASK)": (ValueError, "Pass an RGB image"),
    "utils.draw_keypoints(BLACK, BOX)": (ValueError, r"\(num_instances, K, 2\)"),
    "utils.flow_to_image(fl.zeros(3, 4, 4))": (ValueError, r"should have shape \(2, H, W\)"),
    "utils.flow_to_image(fl.zeros(2, 4, 4).long())": (ValueError, "dtype torch.float"),
}


@pytest.mark.parametrize("call", REFUSED)
def test_what_is_refused(call: str) -> None:
    pytest.importorskip("PIL")
    kind, message = REFUSED[call]
    with pytest.raises(kind, match=message):
        eval(call)
