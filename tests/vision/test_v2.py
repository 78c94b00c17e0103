"""Transforms of samples: what is changed and what passes, labels that go with boxes, and mixed batches."""

from __future__ import annotations

import copy
import pickle

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
