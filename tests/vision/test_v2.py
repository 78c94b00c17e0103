"""Transforms of samples: what is changed and what passes, labels that go with boxes, and mixed batches."""

from __future__ import annotations

import copy
import math
import pickle
from typing import Any

import pytest

import flambeau as fl
from flambeau.vision import tv_tensors
from flambeau.vision.transforms import v2
from flambeau.vision.transforms.v2 import functional as F
from vision.transform_cases import pixels

IMAGE = tv_tensors.Image(fl.from_numpy(pixels()).permute(2, 0, 1))
BOXES = tv_tensors.BoundingBoxes([[1, 2, 9, 8], [-3, 4, 30, 40]], format="XYXY", canvas_size=(12, 16))


def test_kinds_of_tensors() -> None:
    assert tv_tensors.Image([[1, 2]]).shape == (1, 1, 2)
    assert BOXES.format is tv_tensors.BoundingBoxFormat.XYXY
    assert type(BOXES + 1) is fl.Tensor
    for same in (
        BOXES.clone(), BOXES.to(fl.float64), BOXES.detach(), copy.deepcopy(BOXES), pickle.loads(pickle.dumps(BOXES)),
    ):  # fmt: skip
        assert type(same) is tv_tensors.BoundingBoxes
        assert same.canvas_size == (12, 16)
        assert same.tolist() == BOXES.tolist()
    moved = tv_tensors.wrap(BOXES + 1, like=BOXES, canvas_size=(20, 20))
    assert (moved.canvas_size, moved.format, moved.clamping_mode) == ((20, 20), BOXES.format, "soft")
    weights = tv_tensors.Mask(fl.ones(2, 2, requires_grad=True))
    (weights * 3).sum().backward()
    assert weights.requires_grad


def test_operations_may_keep_the_kind() -> None:
    with tv_tensors.set_return_type("TVTensor"):
        moved = BOXES + 1
        assert type(moved) is tv_tensors.BoundingBoxes
        assert moved.canvas_size == (12, 16)
        assert type(IMAGE.float() / 2) is tv_tensors.Image
    assert type(BOXES + 1) is fl.Tensor


def test_kernels_by_name() -> None:
    """They take plain tensors, and what boxes and keypoints know as arguments."""
    pixels_ = IMAGE.as_subclass(fl.Tensor)
    assert fl.equal(F.horizontal_flip_image(pixels_), pixels_.flip(-1))
    assert F.resize_mask(pixels_, [6, 8]).shape == (3, 6, 8)
    boxes = fl.tensor([[1.0, 2.0, 9.0, 8.0]])
    assert F.horizontal_flip_bounding_boxes(boxes, tv_tensors.BoundingBoxFormat.XYXY, (12, 16)).tolist() == [
        [7, 2, 15, 8]
    ]
    out, size = F.resize_bounding_boxes(boxes, (12, 16), [6, 8])
    assert (out.tolist(), size) == ([[0.5, 1.0, 4.5, 4.0]], (6, 8))
    out, size = F.crop_keypoints(fl.tensor([[5.0, 5.0]]), 1, 2, 3, 4)
    assert (out.tolist(), size) == ([[3.0, 4.0]], (3, 4))
    out, size = F.resize_keypoints(fl.tensor([[4.0, 6.0]]), [6, 8], (12, 16))
    assert (out.tolist(), size) == ([[2.0, 3.0]], (6, 8))
    out, size = F.resize_bounding_boxes(
        bounding_boxes=fl.tensor([[1.0, 2.0, 8.0, 6.0]]),
        canvas_size=(12, 16),
        size=[6, 8],
        format=tv_tensors.BoundingBoxFormat.XYWH,
    )
    assert (out.tolist(), size) == ([[0.5, 1.0, 4.0, 3.0]], (6, 8))
    assert fl.equal(F.adjust_gamma_image(image=pixels_, gamma=1.0), pixels_)
    with pytest.raises(TypeError, match=r"resize_keypoints\(\) missing a required argument: 'canvas_size'"):
        F.resize_keypoints(fl.zeros(1, 2), [6, 8])
    assert "resize_mask" in dir(F)


@pytest.mark.parametrize(
    ("make", "kind", "message"),
    [
        (lambda: tv_tensors.Image([1]), ValueError, "2D or higher, got 1D"),
        (lambda: tv_tensors.Video([[1]]), ValueError, "2 dimensions"),
        (
            lambda: tv_tensors.BoundingBoxes([1], format="x", canvas_size=(1, 1)),
            KeyError,
            "'x' is no BoundingBoxFormat",
        ),
        (lambda: tv_tensors.BoundingBoxes([[[1]]], format="XYXY", canvas_size=(1, 1)), ValueError, "1D or 2D tensor"),
        (lambda: tv_tensors.KeyPoints([1, 2, 3], canvas_size=(1, 1)), ValueError, r"shape \(..., 2\)"),
        (lambda: tv_tensors.wrap(fl.ones(1), like=IMAGE, format="XYXY"), TypeError, "a Image has no .format"),
        (lambda: tv_tensors.set_return_type("x"), ValueError, "must be 'TVTensor' or 'Tensor'"),
    ],
)
def test_what_is_no_such_tensor(make, kind, message) -> None:
    with pytest.raises(kind, match=message):
        make()


@pytest.mark.parametrize("old", ["XYXY", "XYWH", "CXCYWH"])
@pytest.mark.parametrize("new", ["XYXY", "XYWH", "CXCYWH"])
def test_formats_of_boxes(old: str, new: str) -> None:
    same = {"XYXY": [2.0, 3.0, 8.0, 7.0], "XYWH": [2.0, 3.0, 6.0, 4.0], "CXCYWH": [5.0, 5.0, 6.0, 4.0]}
    boxes = tv_tensors.BoundingBoxes([same[old]], format=old, canvas_size=(9, 9))
    assert F.convert_bounding_box_format(boxes, new_format=new).tolist() == [same[new]]
    assert F.convert_bounding_box_format(fl.tensor(same[old]), old_format=old, new_format=new).tolist() == same[new]


def test_formats_of_turned_boxes() -> None:
    """A box of 4 by 2 whose upper left corner is (5, 6), turned by 90 degrees counter-clockwise."""
    same = {
        "XYWHR": [5.0, 6.0, 4.0, 2.0, 90.0],
        "CXCYWHR": [6.0, 4.0, 4.0, 2.0, 90.0],
        "XYXYXYXY": [5.0, 6.0, 5.0, 2.0, 7.0, 2.0, 7.0, 6.0],
    }
    for old, given in same.items():
        for new, expected in same.items():
            boxes = tv_tensors.BoundingBoxes([given], format=old, canvas_size=(9, 9))
            out = F.convert_bounding_box_format(boxes, new_format=new)
            fl.testing.assert_close(out.as_subclass(fl.Tensor), fl.tensor([expected]))
    with pytest.raises(ValueError, match="Cannot convert between rotated and unrotated"):
        F.convert_bounding_box_format(boxes, new_format="XYXY")


TURNED = [[8, 9, 6, 4, 20.0], [20, 12, 10, 8, -35], [16, 12, 32, 24, 90], [14, 8, 7, 3, -200], [14.4, 13.3, 4, 9, 33]]
# What torchvision 0.29 makes of these, in an image of 24 by 32.
TURNED_AFTER = {
    "horizontal_flip": (
        (),
        [[24, 9, 6, 4, -20], [12, 12, 10, 8, 35], [16, 12, 32, 24, -90], [18, 8, 7, 3, 200], [17.6, 13.3, 4, 9, -33]],
    ),
    "vertical_flip": (
        (),
        [[8, 15, 6, 4, 160], [20, 12, 10, 8, 215], [16, 12, 32, 24, 90], [14, 16, 7, 3, 380], [14.4, 10.7, 4, 9, 147]],
    ),
    "resize": (
        ([48, 32],),
        [
            [8.0, 18.0, 6.2819, 10.6695, 10.3141],
            [20.0, 24.0, 22.0957, 11.3507, -54.4704],
            [16.0, 24.0, 64.0, 24.0, 90.0],
            [14.0, 16.0, 10.6247, 5.1622, 143.9476],
            [14.4, 26.6, 4.5363, 18.98, 17.9888],
        ],
    ),
    "crop": (
        (4, 5, 12, 14),
        [[3, 5, 6, 4, 20], [15, 8, 10, 8, -35], [11, 8, 32, 24, 90], [9, 4, 7, 3, -200], [9.4, 9.3, 4, 9, 33]],
    ),
    "center_crop": (
        ([10, 12],),
        [[-2, 2, 6, 4, 20], [10, 5, 10, 8, -35], [6, 5, 32, 24, 90], [4, 1, 7, 3, -200], [4.4, 6.3, 4, 9, 33]],
    ),
    "resized_crop": (
        (4, 5, 12, 14, [36, 28]),
        [
            [6.0, 15.0, 15.8494, 11.2085, 28.6326],
            [30.0, 24.0, 31.6693, 20.2028, -46.4057],
            [22.0, 24.0, 96.0, 48.0, 90.0],
            [18.0, 12.0, 17.2401, 8.4064, 151.3674],
            [18.8, 27.9, 8.7537, 28.0072, 23.4096],
        ],
    ),
    "pad": (
        ([1, 2, 3, 4],),
        [[9, 11, 6, 4, 20], [21, 14, 10, 8, -35], [17, 14, 32, 24, 90], [15, 10, 7, 3, -200], [15.4, 15.3, 4, 9, 33]],
    ),
    "affine": (
        (30.0, [2, 3], 1.2, [5.0, 10.0]),
        [
            [10.9403, 8.6576, 8.8023, 4.3757, -2.1182],
            [22.5801, 16.667, 10.579, 11.8158, -64.669],
            [18.0, 15.0, 46.6685, 28.2578, 55.0756],
            [18.5107, 10.1554, 8.5756, 3.8805, 138.7113],
            [15.2577, 15.6368, 5.3903, 10.2206, 1.9525],
        ],
    ),
    "rotate": (
        (30.0,),
        [
            [7.5718, 13.4019, 6.0, 4.0, 50.0],
            [19.4641, 10.0, 10.0, 8.0, -5.0],
            [16.0, 12.0, 32.0, 24.0, 120.0],
            [12.268, 9.5359, 7.0, 3.0, -170.0],
            [15.2644, 13.9258, 4.0, 9.0, 63.0],
        ],
    ),
    "perspective": (
        ([[0, 0], [31, 0], [31, 23], [0, 23]], [[2, 1], [29, 3], [30, 20], [1, 22]]),
        [
            [9.8816, 8.9754, 6.195, 3.5173, 15.4546],
            [20.8902, 11.6098, 8.5766, 6.5168, -33.8852],
            [16.0272, 13.3059, 31.5283, 22.46, 88.2161],
            [15.5775, 8.2769, 6.4277, 2.3788, 161.03],
            [15.9207, 12.5995, 3.5544, 8.2475, 35.9585],
        ],
    ),
}


@pytest.mark.parametrize("name", TURNED_AFTER)
@pytest.mark.parametrize("format", ["CXCYWHR", "XYWHR", "XYXYXYXY"])
@pytest.mark.parametrize("dtype", [fl.float32, fl.float64])
def test_where_turned_boxes_go(name: str, format: str, dtype: fl.dtype) -> None:
    """Of the corners of a box alone its angle is not known by whole turns, nor what a mirror makes of it."""
    arguments, expected = TURNED_AFTER[name]
    boxes = tv_tensors.BoundingBoxes(
        fl.tensor(TURNED, dtype=dtype), format="CXCYWHR", canvas_size=(24, 32), clamping_mode=None
    )
    out = getattr(F, name)(F.convert_bounding_box_format(boxes, new_format=format), *arguments)
    assert (out.format.name, out.dtype) == (format, dtype)
    found = F.convert_bounding_box_format(out, new_format="CXCYWHR").as_subclass(fl.Tensor)
    right = fl.tensor(expected, dtype=dtype)
    if format == "XYXYXYXY":
        found, right = (fl.cat([t[:, :4], (t[:, 4:] * (math.pi / 180)).cos()], 1) for t in (found, right))
    fl.testing.assert_close(found, right, rtol=0, atol=2e-4)


@pytest.mark.parametrize("name", ["resize", "affine"])
def test_a_box_turned_by_half_a_circle_is_the_same(name: str) -> None:
    """The rectangle holds the corners where the map takes them; torchvision's does not, where a box lies with its upper
    left corner below."""
    plain = fl.tensor(TURNED, dtype=fl.float64)
    half = plain + fl.tensor([0, 0, 0, 0, 180])
    arguments = TURNED_AFTER[name][0]
    found = [
        getattr(F, name)(
            tv_tensors.BoundingBoxes(b, format="CXCYWHR", canvas_size=(24, 32), clamping_mode=None), *arguments
        ).as_subclass(fl.Tensor)
        for b in (plain, half)
    ]
    fl.testing.assert_close(found[0][:, :4], found[1][:, :4])
    turn = (found[0] - found[1])[:, 4] % 360
    fl.testing.assert_close(turn, fl.full_like(turn, 180))


def test_a_turned_box_goes_where_the_displacement_of_its_middle_leads() -> None:
    y, x = fl.meshgrid(fl.arange(24.0), fl.arange(32.0), indexing="ij")
    displacement = fl.stack([(x - y) / 500, (x + y) / 700], -1)[None]
    boxes = tv_tensors.BoundingBoxes(TURNED, format="CXCYWHR", canvas_size=(24, 32), clamping_mode=None)
    out = F.elastic(boxes, displacement).as_subclass(fl.Tensor)
    middles = [[8.032, 8.7086], [19.744, 11.4514], [15.872, 11.52], [13.808, 7.6229], [14.968, 13.5029]]
    fl.testing.assert_close(out[:, :2], fl.tensor(middles), rtol=0, atol=2e-4)
    assert fl.equal(out[:, 2:], fl.tensor(TURNED)[:, 2:])


def test_turned_boxes_are_no_whole_numbers() -> None:
    for format, count in (("XYWHR", 5), ("CXCYWHR", 5), ("XYXYXYXY", 8)):
        with pytest.raises(
            ValueError, match=r"Rotated bounding boxes should be floating point tensors, got torch\.int64"
        ):
            tv_tensors.BoundingBoxes([[1] * count], format=format, canvas_size=(9, 9))


def test_a_sample_keeps_its_structure() -> None:
    sample = {"image": IMAGE, "target": [BOXES, "name", 3], "plain": fl.ones(2)}
    out = v2.RandomHorizontalFlip(1.0)(sample)
    assert fl.equal(out["image"].as_subclass(fl.Tensor), IMAGE.flip(-1))
    assert out["target"][0].tolist() == [[7, 2, 15, 8], [-14, 4, 19, 40]]
    assert out["target"][1:] == ["name", 3]
    assert out["plain"] is sample["plain"]
    first, second = v2.RandomVerticalFlip(1.0)(fl.arange(2).view(1, 2, 1), fl.arange(2).view(1, 2, 1))
    assert (first.flatten().tolist(), second.flatten().tolist()) == ([1, 0], [0, 1])


def test_colours_leave_masks_and_boxes_alone() -> None:
    mask = tv_tensors.Mask(fl.ones(1, 12, 16))
    image, same_mask, same_boxes = v2.ColorJitter(brightness=(2.0, 2.0))(IMAGE, mask, BOXES)
    assert not fl.equal(image.as_subclass(fl.Tensor), IMAGE.as_subclass(fl.Tensor))
    assert same_mask is mask
    assert same_boxes is BOXES
    with pytest.raises(TypeError, match=r"Functional F\.adjust_brightness supports inputs of type"):
        F.adjust_brightness(mask, 2.0)


def test_colours_by_kind_of_input() -> None:
    mask = tv_tensors.Mask(fl.zeros(1, 12, 16))
    transform = v2.Pad(1, fill={tv_tensors.Mask: 7, "others": 3})
    image, mask = transform(IMAGE, mask)
    assert (int(image[0, 0, 0]), int(mask[0, 0, 0])) == (3, 7)


def test_clamping() -> None:
    assert v2.ClampBoundingBoxes()(BOXES).tolist() == [[1, 2, 9, 8], [0, 4, 16, 12]]
    loose = v2.SetClampingMode(None)(BOXES)
    assert v2.Pad(1)(loose).tolist() == [[2, 3, 10, 9], [-2, 5, 31, 41]]
    assert v2.ClampKeyPoints()(tv_tensors.KeyPoints([[20, -1]], canvas_size=(12, 16))).tolist() == [[15, 0]]


def test_sanitized_boxes_take_their_labels_and_masks_along() -> None:
    boxes = tv_tensors.BoundingBoxes([[1, 2, 9, 8], [3, 3, 3, 9], [0, 0, 17, 5]], format="XYXY", canvas_size=(12, 16))
    masks = tv_tensors.Mask(fl.arange(3).view(3, 1, 1))
    sample = {"boxes": boxes, "masks": masks, "labels": fl.tensor([4, 5, 6]), "other": fl.arange(3)}
    out = v2.SanitizeBoundingBoxes()(sample)
    assert out["boxes"].tolist() == [[1, 2, 9, 8]]
    assert out["masks"].flatten().tolist() == [0]
    assert out["labels"].tolist() == [4]
    assert out["other"].tolist() == [0, 1, 2]
    assert v2.SanitizeBoundingBoxes(labels_getter=None)({"boxes": boxes}).keys() == {"boxes"}
    with pytest.raises(ValueError, match="Could not infer where the labels are"):
        v2.SanitizeBoundingBoxes()({"boxes": boxes})
    with pytest.raises(ValueError, match="must match the number of labels"):
        v2.SanitizeBoundingBoxes()({"boxes": boxes, "labels": fl.arange(2)})


def test_dtypes() -> None:
    sample = (IMAGE, tv_tensors.Mask(fl.ones(1, 12, 16)), BOXES)
    image, mask, boxes = v2.ToDtype(fl.float32, scale=True)(*sample)
    assert (image.dtype, mask.dtype, boxes.dtype) == (fl.float32, fl.float32, fl.int64)
    assert float(image.max()) <= 1.0
    image, mask, boxes = v2.ToDtype({tv_tensors.BoundingBoxes: fl.float64, "others": None})(*sample)
    assert (image.dtype, boxes.dtype) == (fl.uint8, fl.float64)
    assert type(v2.ToPureTensor()(BOXES)) is fl.Tensor


@pytest.mark.parametrize("transform", [v2.MixUp(num_classes=4), v2.CutMix(num_classes=4)])
def test_mixed_batches(transform) -> None:
    """The labels are mixed as the pixels are."""
    images = fl.stack([fl.full((3, 8, 8), float(k)) for k in range(4)])
    fl.manual_seed(1)
    mixed, labels = transform(images, fl.arange(4))
    for k in range(4):
        own = labels[k, k]
        fl.testing.assert_close(labels[k, k - 1], 1 - own)
        fl.testing.assert_close(mixed[k].mean(), own * k + (1 - own) * ((k - 1) % 4))


# How much of an image torchvision 0.29 leaves, with the seeds 0, 1 and 2.
PARTS = {"MixUp": [0.863762, 0.600307, 0.675415], "CutMix": [0.9, 0.8, 0.733333]}


@pytest.mark.parametrize("name", PARTS)
def test_parts_are_drawn_as_torchvision_draws_them(name: str) -> None:
    for seed, part in enumerate(PARTS[name]):
        fl.manual_seed(seed)
        _, labels = getattr(v2, name)(num_classes=2)(fl.zeros(2, 3, 20, 30), fl.arange(2))
        assert float(labels[0, 0]) == pytest.approx(part, abs=1e-6)


REFUSED = {
    "v2.RandomCrop(20)(IMAGE)": (ValueError, "larger than padded input image size"),
    "v2.FiveCrop(3)(IMAGE, BOXES)": (TypeError, "not supported by FiveCrop"),
    "v2.AutoAugment()(IMAGE, BOXES)": (TypeError, "Inputs of type BoundingBoxes are not supported by AutoAugment"),
    "v2.RandomIoUCrop()(IMAGE)": (
        TypeError,
        "requires input sample to contain tensor or PIL images and bounding boxes",
    ),
    "v2.MixUp(num_classes=3)(fl.zeros(2, 3, 4, 4), fl.zeros(2, 2, 2))": (ValueError, "labels should be index based"),
    "v2.MixUp()(fl.zeros(2, 3, 4, 4), fl.arange(2))": (ValueError, "num_classes must be passed"),
    "v2.MixUp(num_classes=3)(fl.zeros(3, 4, 4), fl.arange(3))": (ValueError, "Expected a batched input with 4 dims"),
    "v2.MixUp(num_classes=3)(fl.zeros(2, 3, 4, 4), fl.arange(3))": (ValueError, "does not match the batch size"),
    "v2.CutMix(num_classes=3)({'a': fl.zeros(2, 3, 4, 4)})": (ValueError, "Could not infer where the labels are"),
    "v2.Resize(None)": (ValueError, "max_size must be an integer when size is None"),
    "v2.Compose([])": (ValueError, "at least one transform"),
    "v2.RandomApply([], p=2)": (ValueError, "in the interval"),
    "v2.RandomChoice([1, 2], p=[1])": (ValueError, "doesn't match the number of transforms"),
    "v2.JPEG(0)": (ValueError, "from 1 to 100"),
    "v2.RandomZoomOut(side_range=(0.5, 1))": (ValueError, "Invalid side range"),
    "v2.SanitizeBoundingBoxes(min_size=0)": (ValueError, "min_size must be >= 1"),
    "F.resize('a', 3)": (TypeError, "Functional F.resize supports inputs of type"),
    "F.pad(BOXES, 1, padding_mode='edge')": (ValueError, "not supported with bounding boxes"),
    "F.permute_channels(IMAGE, [0])": (ValueError, "does not match number of channels"),
    "F.gaussian_noise(fl.zeros(1, 2, 2), sigma=-1)": (ValueError, "shouldn't be negative"),
    "F.clamp_bounding_boxes(fl.zeros(1, 4))": (ValueError, "have to be passed"),
    "F.register_kernel(F.resize, int)": (ValueError, "subclasses of TVTensor"),
    "F.register_kernel(F.resize, tv_tensors.Mask)": (ValueError, "already has a kernel"),
}


@pytest.mark.parametrize("call", REFUSED)
def test_what_is_refused(call: str) -> None:
    kind, message = REFUSED[call]
    with pytest.raises(kind, match=message):
        eval(call)


def test_a_transform_of_ones_own() -> None:
    class Shift(v2.Transform):
        def make_params(self, flat_inputs):
            return {"by": v2.query_size(flat_inputs)[0]}

        def transform(self, inpt, params):
            return inpt + params["by"]

    image, text = Shift()(tv_tensors.Image(fl.zeros(1, 5, 7)), "a")
    assert (image.unique().tolist(), text) == ([5.0], "a")
    assert repr(v2.Resize(5)) == "Resize(size=[5], interpolation=bilinear, antialias=True)"


def test_workers_get_transforms_and_functions() -> None:
    """They are pickled."""
    for one in (v2.RandomCrop(3), v2.Compose([v2.SanitizeBoundingBoxes(labels_getter="y"), v2.CutMix()]), F.resize):
        again = pickle.loads(pickle.dumps(one))
        assert again is one or repr(again) == repr(one)


def test_a_video_is_one_example_of_augmix() -> None:
    """All its frames are mixed with the same weights."""
    frame = (fl.arange(3 * 8 * 8) * 7 % 256).reshape(3, 8, 8).to(fl.uint8)
    fl.manual_seed(0)
    video = v2.AugMix()(tv_tensors.Video(fl.stack([frame] * 4)))
    assert isinstance(video, tv_tensors.Video)
    assert all(fl.equal(video[0], other) for other in video)
    assert not fl.equal(video[0], frame)


# What cannot be drawn without the size of something, or without an image.
OF_A_SIZE = [
    v2.RandomCrop(4),
    v2.RandomCrop(30, padding=4, pad_if_needed=True),
    v2.RandomResizedCrop(4),
    v2.RandomZoomOut(p=1.0),
    v2.RandomAffine(20),
    v2.RandomPerspective(p=1.0),
    v2.ElasticTransform(),
    v2.ScaleJitter((8, 8)),
    v2.RandomShortestSize([8]),
]
OF_AN_IMAGE = [
    v2.RandomPhotometricDistort(p=1.0),
    v2.RandomGrayscale(1.0),
    v2.RandomChannelPermutation(),
    v2.RandomErasing(1.0),
]


@pytest.mark.parametrize("transform", [*OF_A_SIZE, *OF_AN_IMAGE], ids=lambda t: type(t).__name__)
@pytest.mark.parametrize("sample", [3, (), {"name": "x"}], ids=["label", "nothing", "dict"])
def test_a_sample_without_anything_to_see_is_refused(transform: v2.Transform, sample: object) -> None:
    with pytest.raises(TypeError, match=r"No image.* was found in the sample"):
        transform(sample)


@pytest.mark.parametrize("transform", OF_AN_IMAGE, ids=lambda t: type(t).__name__)
@pytest.mark.parametrize(
    "sample", [tv_tensors.Mask(fl.zeros(2, 12, 16)), BOXES, (BOXES, 5)], ids=["mask", "boxes", "two"]
)
def test_a_sample_without_an_image_is_refused(transform: v2.Transform, sample: object) -> None:
    with pytest.raises(TypeError, match="No image or video was found in the sample"):
        transform(sample)


def test_a_mask_of_the_whole_image_stays_with_all_boxes() -> None:
    boxes = tv_tensors.BoundingBoxes([[0, 0, 4, 4], [1, 1, 1, 1]], format="XYXY", canvas_size=(12, 16))
    whole, each = (tv_tensors.Mask(fl.zeros(count, 12, 16)) for count in (1, 2))
    out = v2.SanitizeBoundingBoxes(labels_getter=None)({"boxes": boxes, "whole": whole, "each": each})
    assert (len(out["boxes"]), len(out["whole"]), len(out["each"])) == (1, 1, 1)
    assert out["whole"] is whole


@pytest.mark.parametrize(("several", "count"), [(v2.FiveCrop(3), 5), (v2.TenCrop(3), 10)])
def test_keypoints_stay_beside_several_crops(several: Any, count: int) -> None:
    """Boxes and masks are refused there, keypoints are passed on, as by torchvision."""
    points = tv_tensors.KeyPoints(fl.tensor([[1.0, 2.0]]), canvas_size=(5, 5))
    crops, kept = several(fl.zeros(3, 5, 5, dtype=fl.uint8), points)
    assert len(crops) == count
    assert kept is points
